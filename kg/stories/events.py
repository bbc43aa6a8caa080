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
ALIKE = 0.55
"""Least likeness of an article and its story. Judged pairs: precision 1.00, recall .84."""
MERGE = 0.5
"""Least likeness of two stories that become one if each has the heaviest word of the other."""
HELD = 0.5
"""The share from which a core has a word: it is in a quarter of the story's texts."""
EXCERPT = 0.3
"""What a text counts for a word that it has only in the excerpt, against 1 in the headline."""
FEW = 1_000
"""In an archive of fewer articles so far, much that two texts share can make up for likeness."""
ENOUGH = 1.2
"""Words new to the archive that two texts share: so many are much among `AMONG` articles."""
AMONG = 32
MORE = 1.3
"""How many more it takes for e times as many articles: with them grow chance resemblances."""
DOUBT = 8
"""Articles until which a new archive hardly shows which words are rare: more is asked for."""
IN_ROW = 0.25
"""What each word of several in a row counts, but for the rarest: they may be one name."""
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

    __slots__ = ("_anywhere", "_sums", "_weights", "heads", "share", "texts", "time", "weights")

    def __init__(self, report: Report) -> None:
        # In the order of the text: that of a set differs from run to run, and so would sums.
        self._weights = {word: 1.0 if word in report.head else EXCERPT for word in report.stems}
        self._anywhere = dict.fromkeys(report.stems, 1)
        self._sums = report.time
        self.texts = 1
        self.weights: Weights | None = None
        """Those of the day on which they were asked for last."""
        self._settle()

    def add(self, other: Core) -> None:
        """Take in the texts of another story."""
        for word, weight in other._weights.items():
            self._weights[word] = self._weights.get(word, 0.0) + weight
        for word, texts in other._anywhere.items():
            self._anywhere[word] = self._anywhere.get(word, 0) + texts
        self._sums += other._sums
        self.texts += other.texts
        self._settle()

    def forget(self) -> None:
        """Give back the memory: nothing will be compared with it."""
        for words in (self._weights, self._anywhere, self.heads, self.share):
            words.clear()
        self.weights = None

    def _settle(self) -> None:
        texts = self.texts
        self.weights = None
        self.time = self._sums / texts
        """Mean time of its texts, in days."""
        self.heads = {
            word: (weight / texts) ** 2
            for word, weight in self._weights.items()
            if weight >= MIN_SHARE * texts
        }
        """By a word, the square of the share of texts that have it, mostly in the headline."""
        self.share = (
            dict.fromkeys(self._anywhere, 1.0)
            if texts == 1
            else {word: min(1.0, 2 * count / texts) for word, count in self._anywhere.items()}
        )
        """By a word, twice the share of texts that have it anywhere, 1 at most."""


class Weights:
    """How much each word of a core's headlines weighs on a day."""

    __slots__ = ("day", "heaviest", "of", "whole")

    def __init__(self, core: Core, rarity: Rarity) -> None:
        self.day = rarity.day
        self.of = {word: squared * rarity[word] for word, squared in core.heads.items()}
        self.whole = math.fsum(self.of.values())
        self.heaviest = max(self.of, key=self.of.__getitem__, default="")

    def covered(self, share: Mapping[str, float]) -> float:
        """Return how much of the headlines another core has."""
        of = self.of
        common = math.fsum([of[word] * share[word] for word in of.keys() & share.keys()])
        return common / self.whole if self.whole else 0.0


def weights_of(core: Core, rarity: Rarity) -> Weights:
    """Return the weights of a core on the day of the rarity, computed once."""
    if core.weights is None or core.weights.day != rarity.day:
        core.weights = Weights(core, rarity)
    return core.weights


def likeness(
    one: Core,
    other: Core,
    rarity: Rarity,
    least: float = 0.0,
    fade: float = FADE_DAYS,
) -> float:
    """
    Return how alike two cores are, from 0 to 1; 0 if that is less than `least`.

    Each covers the other in part: the likeness is the geometric mean, less with time between
    them, half if neither has the heaviest word of the other.
    """
    near = math.exp(-abs(one.time - other.time) / fade)
    ours = weights_of(one, rarity)
    forth = ours.covered(other.share)
    if forth * near * near < least * least:
        return 0.0
    theirs = weights_of(other, rarity)
    alike = math.sqrt(forth * theirs.covered(one.share)) * near
    if other.share.get(ours.heaviest, 0) < HELD and one.share.get(theirs.heaviest, 0) < HELD:
        alike /= 2
    return alike if alike >= least else 0.0


def are_one(one: Core, other: Core, rarity: Rarity) -> bool:
    """Return whether two stories become one."""
    alike = likeness(one, other, rarity, MERGE)
    if alike < MERGE or alike >= ALIKE:
        return alike >= ALIKE
    ours, theirs = weights_of(one, rarity).heaviest, weights_of(other, rarity).heaviest
    return min(other.share.get(ours, 0), one.share.get(theirs, 0)) >= HELD


def shared(report: Report, core: Core, rarity: Rarity) -> float:
    """
    Return how much an article has of what a story says anywhere, in words that nobody used before.

    A word that is less rare counts less. Words in a row count little more than the rarest of them:
    they are one name, or in scripts without spaces one word.
    """
    has = core.share
    total = rarest = row = 0.0
    counted: set[str] = set()
    known = False
    for word in (*report.stems, ""):
        share = has.get(word)
        if not share:  # the end of a row
            total += IN_ROW * row if known else rarest + IN_ROW * (row - rarest)
            rarest = row = 0.0
            known = False
        elif word in counted:  # the name that the row belongs to counts already
            known = True
        else:
            counted.add(word)
            weight = rarity[word] * share
            rarest = max(rarest, weight)
            row += weight
    return total / rarity.most * math.exp(-abs(report.time - core.time) / FADE_DAYS)


def enough_shared(rarity: Rarity) -> float:
    """Return how much an article has to share with a story so that likeness is not asked for."""
    among = rarity.articles
    chance = MORE * math.log(max(among, AMONG) / AMONG)
    return (ENOUGH + chance) * (1 + DOUBT / (among + DOUBT))


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


class Watch:
    """Is told how groups come about; this one does nothing."""

    def compare(self, own: Group, near: Sequence[Group], rarity: Rarity) -> None:
        """Take an article that is about to be compared with the groups nearby."""

    def join(self, group: Group, other: Group, by: str) -> None:
        """Take two groups that are about to be one: `like`, `grown`, `stated` or `copy`."""


class _Events:
    """The groups of the articles so far."""

    def __init__(
        self,
        reports: Sequence[Report],
        rarity: Rarity,
        together: Pairs,
        apart: Divided,
        watch: Watch | None = None,
    ) -> None:
        self._watch = watch
        self._reports = reports
        self._rarity = rarity
        self._together = together
        self._apart = apart
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._in_order: list[int] = []
        self._oldest = 0
        """Place in that order of the first article that others may still join."""
        self.group_of: dict[int, Group] = {}

    def add(self, at: int) -> None:
        """Let an article that is no copy join the group most like it, or begin its own."""
        report = self._reports[at]
        self._rarity.advance(report.day)
        own = Group(at, report)
        self.group_of[at] = own
        near = self._near(at)
        if self._watch:
            self._watch.compare(own, near, self._rarity)
        joined = self._best(own, near)
        if joined:
            self._join(joined, own, "like")
            self._merge(joined, near)
        for other in sorted(self._together.get(at, ())):
            group = self.group_of.get(other, self.group_of[at])
            if group is not self.group_of[at] and not self._kept_apart(group, self.group_of[at]):
                self._join(group, self.group_of[at], "stated")
        self._in_order.append(at)
        if not self._together:  # else an article may be joined however old it is
            self._forget(report.time)
        for word in report.head:
            self._by_word[word].append(at)

    def add_copy(self, at: int, original: int) -> None:
        """Let a copy join the group of its original, if that stays short enough."""
        report = self._reports[at]
        group = self.group_of[original]
        if group.spans(report.time, report.time) <= DAYS and not self._kept_apart(
            group, Group(at, report)
        ):
            copy = Group(at, report)
            if self._watch:
                self._watch.join(group, copy, "copy")
            group.take_copies(copy)
            self.group_of[at] = group

    def _forget(self, time: float) -> None:
        """Give back the memory of single articles that are too old to be joined."""
        while self._reports[self._in_order[self._oldest]].time < time - DAYS:
            group = self.group_of[self._in_order[self._oldest]]
            if len(group.members) == 1:
                group.core.forget()
            self._oldest += 1

    def _near(self, at: int) -> list[Group]:
        """Return the groups of the latest articles that share one of the rarest words."""
        report, reports = self._reports[at], self._reports
        known = [word for word in report.head if word in self._by_word]
        known.sort(key=lambda word: (-self._rarity[word], word))
        groups: dict[int, Group] = {}
        latest = [self._by_word[word] for word in known[:RAREST]]
        if self._rarity.articles < FEW:
            latest.append(self._in_order)
        for articles in latest:
            for other in articles[: -MOST - 1 : -1]:
                if report.time - reports[other].time > NEAR_DAYS:
                    break
                group = self.group_of[other]
                groups[id(group)] = group
        return list(groups.values())

    def _best(self, own: Group, near: Iterable[Group]) -> Group | None:
        """Return the group most like an article; None if none is alike enough."""
        best, best_score = None, 0.0
        (outlet,) = own.outlets
        for group in near:
            share = group.outlets[outlet] / len(group.members)
            if share == 1 or group.spans(own.first, own.last) > DAYS:
                continue
            factor = 1 - OWN_SHARE * share
            least = max(ALIKE, best_score) / factor
            score = likeness(own.core, group.core, self._rarity, least) * factor
            if not score and best_score < ALIKE and self._rarity.articles < FEW:
                score = self._score_of_shared(own, group, factor)
            if score > best_score and not self._kept_apart(group, own):
                best, best_score = group, score
        return best

    def _score_of_shared(self, own: Group, group: Group, factor: float) -> float:
        """Return a score, less than `ALIKE`, of an article that shares much; 0 if it does not."""
        enough = enough_shared(self._rarity)
        much = shared(self._reports[own.members[0]], group.core, self._rarity) * factor
        return ALIKE * (much - enough) / much if much > enough else 0.0

    def _merge(self, grown: Group, near: Iterable[Group]) -> None:
        """Let the other groups nearby join one that has grown, if they are like it now."""
        for group in near:
            if (
                group is not grown
                and group.spans(grown.first, grown.last) <= DAYS
                and are_one(grown.core, group.core, self._rarity)
                and not self._kept_apart(grown, group)
            ):
                self._join(grown, group, "grown")

    def _join(self, group: Group, other: Group, by: str) -> None:
        if self._watch:
            self._watch.join(group, other, by)
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
    watch: Watch | None = None,
) -> list[Group]:
    """
    Return the groups of reports that tell one event, also those of a single report.

    The reports are in the order of their times; those that are not dated are left out.
    `originals` has the original of each copy. What comes later changes no earlier group but by
    growth or merging. `together` and `apart` are what the user says; articles that belong
    together are joined as far as nothing in their groups is kept apart. `watch` is told how the
    groups come about.
    """
    events = _Events(reports, rarity, together, apart, watch)
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
