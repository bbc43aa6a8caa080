"""What is known of a story once all its articles are: its name, late members, what it follows."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set

from kg.stories.events import ALIKE, MOST, OWN_SHARE, Core, Group, Watch, likeness
from kg.stories.rarity import Rarity
from kg.stories.reports import Report
from kg.stories.stated import UNDIVIDED, Divided

FOLLOWS_DAYS = 60
"""From the end of a story to the start of one that follows it at most."""
FOLLOWS_ALIKE = 0.45
"""Least likeness of two stories of which one follows the other, whatever time is between them."""
RAREST = 5
"""Words of a story's headlines by which earlier stories like it are sought."""


def headline_article(
    group: Group, copies: Set[int], reports: Sequence[Report], rarity: Rarity
) -> int:
    """Return the place of the article whose headline is most like the core of its story."""

    def rank(at: int) -> tuple[float, float, str]:
        report = reports[at]
        return -likeness(Core(report), group.core, rarity, fade=math.inf), report.time, report.id

    originals = [at for at in group.members if at not in copies and reports[at].dated]
    return min(originals or group.members, key=rank)


class Later:
    """Stories in the order of their starts, with what can only be said after all are known."""

    def __init__(
        self,
        stories: Iterable[Group],
        reports: Sequence[Report],
        rarity: Rarity,
        apart: Divided = UNDIVIDED,
        watch: Watch | None = None,
    ) -> None:
        self._watch = watch or Watch()
        self._apart = apart
        self._reports = reports
        self._rarity = rarity
        self._stories = sorted(stories, key=lambda story: (story.first, story.members[0]))
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self.follows: dict[int, int] = {}
        """Of the place of a story the place of the one that it follows."""
        self.names: list[int] = []
        """Of each story the place of the article that names it."""

    def settle(self, copies: Set[int], late: Sequence[int]) -> list[Group]:
        """Return the stories; the late articles, in the order of their times, join them."""
        if not self._stories:
            return []
        waiting = iter(late)
        next_late = next(waiting, None)
        for at, story in enumerate(self._stories):
            while next_late is not None and self._reports[next_late].time < story.first:
                self._join(next_late)
                next_late = next(waiting, None)
            self._rarity.advance(math.floor(story.first))
            self.names.append(headline_article(story, copies, self._reports, self._rarity))
            words = self._heaviest(story.core)
            self._follow(at, words)
            for word in words:
                self._by_word[word].append(at)
        while next_late is not None:
            self._join(next_late)
            next_late = next(waiting, None)
        return self._stories

    def _heaviest(self, core: Core) -> list[str]:
        weights = {word: share * self._rarity[word] for word, share in core.heads.items()}
        return sorted(weights, key=lambda word: (-weights[word], word))[: 2 * RAREST]

    def _follow(self, at: int, words: Iterable[str]) -> None:
        """Note which story this one follows: the latest of those that are like it."""
        story = self._stories[at]
        known = [word for word in words if word in self._by_word][:RAREST]
        before = {other for word in known for other in self._by_word[word][-MOST:]}
        best: tuple[float, float, int] | None = None
        for other in before:
            earlier = self._stories[other]
            if not 0 <= story.first - earlier.last <= FOLLOWS_DAYS:
                continue
            alike = likeness(story.core, earlier.core, self._rarity, FOLLOWS_ALIKE, math.inf)
            if alike and (best is None or (earlier.last, alike, -other) > best):
                best = earlier.last, alike, -other
        if best:
            self.follows[at] = -best[2]

    def _join(self, at: int) -> None:
        """Let an article whose day of publication is unknown join a story that lasts then."""
        report = self._reports[at]
        self._rarity.advance(report.day)
        own = Group(at, report)
        known = [word for word in report.head if word in self._by_word]
        known.sort(key=lambda word: (-self._rarity[word], word))
        best, best_alike = None, 0.0
        for other in sorted({o for word in known[:RAREST] for o in self._by_word[word][-MOST:]}):
            story = self._stories[other]
            if story.first <= report.time <= story.last and not (
                self._apart and self._apart.divides(at, story.members)
            ):
                share = story.outlets[report.outlet] / len(story.members)
                alike = likeness(own.core, story.core, self._rarity) * (1 - OWN_SHARE * share)
                if alike >= ALIKE and alike > best_alike:
                    best, best_alike = story, alike
        if best:
            self._watch.compare(own, [best], self._rarity)
            self._watch.join(best, own, "like")
            best.take_copies(own)


def late_copies(
    originals: Mapping[int, int],
    reports: Sequence[Report],
    group_of: Mapping[int, Group],
    apart: Divided = UNDIVIDED,
    watch: Watch | None = None,
) -> None:
    """Let copies whose day of publication is unknown join the story of their original."""
    for at, original in sorted(originals.items()):
        group = group_of.get(original)
        if (
            group
            and not reports[at].dated
            and at not in group_of
            and group.first <= reports[at].time <= group.last
            and not apart.divides(at, group.members)
        ):
            copy = Group(at, reports[at])
            if watch:
                watch.join(group, copy, "copy")
            group.take_copies(copy)
