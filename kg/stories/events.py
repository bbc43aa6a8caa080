"""Which articles tell one event: each is compared with the core of a story."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from kg.stories.copies import NO_PAIRS, Pairs
from kg.stories.rarity import Rarity
from kg.stories.reports import Report
from kg.stories.stated import UNDIVIDED, Divided

DAYS = 14
"""From the first article of a story to its last at most."""
NEAR_DAYS = 7
"""At least one article of a story is as near to one that joins it."""
ALIKE = 0.6
"""Least likeness of an article and its story. Judged pairs: precision 1.00, recall .80."""
OWN_SHARE = 0.3
"""By how much a story's likeness falls if all its articles are of the same outlet."""
FADE_DAYS = 14
"""In so many days between their mean times, likeness falls to 1/e."""
RAREST = 3
"""Words of a headline by which stories like it are sought."""
MOST = 60
"""Articles that are looked at for each of these words, the latest ones."""
MIN_SHARE = 0.1
"""Of a story's texts that have a word in the headline: rarer words are not of its core."""


class Core:
    """What the texts of a story have in common; copies count once."""

    __slots__ = ("_anywhere", "_head", "_sums", "heads", "share", "texts", "time")

    def __init__(self, report: Report) -> None:
        self._head = Counter(report.head)
        self._anywhere = Counter(report.anywhere)
        self._sums = report.time
        self.texts = 1
        self._settle()

    def add(self, other: Core) -> None:
        """Take in the texts of another story."""
        self._head.update(other._head)
        self._anywhere.update(other._anywhere)
        self._sums += other._sums
        self.texts += other.texts
        self._settle()

    def _settle(self) -> None:
        texts = self.texts
        self.time = self._sums / texts
        """Mean time of its texts, in days."""
        self.heads = {
            word: (count / texts) ** 2
            for word, count in self._head.items()
            if count >= MIN_SHARE * texts
        }
        """By a word, the square of the share of texts that have it in the headline."""
        self.share = (
            dict.fromkeys(self._anywhere, 1.0)
            if texts == 1
            else {word: min(1.0, 2 * count / texts) for word, count in self._anywhere.items()}
        )
        """By a word, twice the share of texts that have it anywhere, 1 at most."""


def _covered(
    heads: Mapping[str, float], share: Mapping[str, float], rarity: Rarity
) -> tuple[float, float]:
    """Return how much of a core's headlines another core has, and whether of its heaviest word."""
    whole = common = heaviest = has = 0.0
    for word, squared in heads.items():
        weight = rarity.of(word) * squared
        whole += weight
        shared = share.get(word)
        if shared:
            common += weight * shared
        if weight > heaviest:
            heaviest, has = weight, shared or 0.0
    return (common / whole if whole else 0.0), has


def likeness(
    one: Core, other: Core, rarity: Rarity, least: float = 0.0, fade: float = FADE_DAYS
) -> float:
    """
    Return how alike two cores are, from 0 to 1; 0 if that is less than `least`.

    Each covers the other in part: the likeness is the geometric mean, less with time between
    them, half if neither has the heaviest word of the other.
    """
    near = math.exp(-abs(one.time - other.time) / fade)
    small, large = (one, other) if len(one.heads) <= len(other.heads) else (other, one)
    forth, has = _covered(small.heads, large.share, rarity)
    if forth * near * near < least * least:
        return 0.0
    back, has_too = _covered(large.heads, small.share, rarity)
    alike = math.sqrt(forth * back) * near
    if has < 0.5 and has_too < 0.5:
        alike /= 2
    return alike if alike >= least else 0.0


class Group:
    """Articles that tell one event, or one article."""

    __slots__ = ("core", "first", "last", "members", "outlets")

    def __init__(self, at: int, report: Report) -> None:
        self.members = [at]
        self.core = Core(report)
        self.first = self.last = report.time
        self.outlets = Counter([report.outlet])

    def spans(self, first: float, last: float) -> float:
        """Return the days from the first article to the last, if it also had these."""
        return max(self.last, last) - min(self.first, first)

    def take(self, other: Group) -> None:
        """Take in the articles of another group."""
        self.core.add(other.core)
        self.take_copies(other)

    def take_late(self, at: int, report: Report) -> None:
        """Take in an article whose day of publication is unknown: it moves neither end."""
        self.members.append(at)
        self.outlets[report.outlet] += 1

    def take_copies(self, other: Group) -> None:
        """Take in articles whose text counts already."""
        self.members += other.members
        self.first = min(self.first, other.first)
        self.last = max(self.last, other.last)
        self.outlets.update(other.outlets)


class _Events:
    """The groups of the articles so far."""

    def __init__(
        self, reports: Sequence[Report], rarity: Rarity, together: Pairs, apart: Divided
    ) -> None:
        self._reports = reports
        self._rarity = rarity
        self._together = together
        self._apart = apart
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self.group_of: dict[int, Group] = {}

    def add(self, at: int) -> None:
        """Let an article that is no copy join the group most like it, or begin its own."""
        report = self._reports[at]
        self._rarity.advance(report.day)
        own = Group(at, report)
        self.group_of[at] = own
        near = self._near(at)
        joined = self._best(own, near)
        if joined:
            self._join(joined, own)
            self._merge(joined, near)
        for other in sorted(self._together.get(at, ())):
            group = self.group_of.get(other, self.group_of[at])
            if group is not self.group_of[at] and not self._kept_apart(group, self.group_of[at]):
                self._join(group, self.group_of[at])
        for word in report.head:
            self._by_word[word].append(at)

    def add_copy(self, at: int, original: int) -> None:
        """Let a copy join the group of its original, if that stays short enough."""
        report = self._reports[at]
        group = self.group_of[original]
        if group.spans(report.time, report.time) <= DAYS and not self._kept_apart(
            group, Group(at, report)
        ):
            group.take_copies(Group(at, report))
            self.group_of[at] = group

    def _near(self, at: int) -> list[Group]:
        """Return the groups of the latest articles that share one of the rarest words."""
        report, reports = self._reports[at], self._reports
        known = [word for word in report.head if word in self._by_word]
        known.sort(key=lambda word: (-self._rarity.of(word), word))
        groups: dict[int, Group] = {}
        for word in known[:RAREST]:
            for other in self._by_word[word][: -MOST - 1 : -1]:
                if report.time - reports[other].time > NEAR_DAYS:
                    break
                group = self.group_of[other]
                groups[id(group)] = group
        return list(groups.values())

    def _best(self, own: Group, near: Iterable[Group]) -> Group | None:
        """Return the group most like an article; None if none is alike enough."""
        best, best_alike = None, 0.0
        (outlet,) = own.outlets
        for group in near:
            share = group.outlets[outlet] / len(group.members)
            if share == 1 or group.spans(own.first, own.last) > DAYS:
                continue
            factor = 1 - OWN_SHARE * share
            least = max(ALIKE, best_alike) / factor
            alike = likeness(own.core, group.core, self._rarity, least) * factor
            if alike > best_alike and not self._kept_apart(group, own):
                best, best_alike = group, alike
        return best

    def _merge(self, grown: Group, near: Iterable[Group]) -> None:
        """Let the other groups nearby join one that has grown, if they are like it now."""
        for group in near:
            if (
                group is not grown
                and group.spans(grown.first, grown.last) <= DAYS
                and likeness(group.core, grown.core, self._rarity, ALIKE)
                and not self._kept_apart(grown, group)
            ):
                self._join(grown, group)

    def _join(self, group: Group, other: Group) -> None:
        group.take(other)
        for at in other.members:
            self.group_of[at] = group

    def _kept_apart(self, group: Group, other: Group) -> bool:
        """Return whether the user says that two of their articles are not of one story."""
        return bool(self._apart) and any(
            self._apart.divides(at, group.members) for at in other.members
        )


def find_events(
    reports: Sequence[Report],
    originals: Mapping[int, int],
    rarity: Rarity,
    together: Pairs = NO_PAIRS,
    apart: Divided = UNDIVIDED,
) -> list[Group]:
    """
    Return the groups of reports that tell one event, also those of a single report.

    The reports are in the order of their times; those that are not dated are left out.
    `originals` has the original of each copy. What comes later changes no earlier group but by
    growth or merging. `together` and `apart` are what the user says; articles that belong
    together are joined as far as nothing in their groups is kept apart.
    """
    events = _Events(reports, rarity, together, apart)
    waiting: dict[int, list[int]] = defaultdict(list)
    for at, report in enumerate(reports):
        if not report.dated:
            continue
        original = originals.get(at)
        if original is None:
            events.add(at)
            for copy in waiting.pop(at, ()):
                events.add_copy(copy, at)
        elif original in events.group_of:
            events.add_copy(at, original)
        else:  # both of one day, and nobody knows which came first
            waiting[original].append(at)
    found = {id(group): group for group in events.group_of.values()}
    return list(found.values())
