"""Why articles are copies of one text or tell one story, or by how much they miss that."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kg.stories import Part
from kg.stories.chapters import FOLLOWS_ALIKE
from kg.stories.copies import (
    DAYS,
    LIMITS,
    LIMITS_OF_ONE_OUTLET,
    SAME_OUTLET_DAYS,
    Alike,
    alike_by,
    shingles,
)
from kg.stories.events import (
    ALIKE,
    FEW,
    MERGE,
    NEAR_DAYS,
    OWN_SHARE,
    Group,
    Watch,
    enough_shared,
    likeness,
    shared,
)
from kg.stories.events import DAYS as STORY_DAYS
from kg.stories.languages import Stems
from kg.stories.rarity import Rarity
from kg.stories.stated import Stated

MAX_WORDS = 8
"""Shared words that are named, the heaviest ones."""


class Texts(NamedTuple):
    """Two articles, as the rule for copies sees them."""

    alike: Alike
    least: Alike
    """The limit that they reach, or the one that they miss by least."""
    short: float
    """By how much they miss it; 0 if they reach it."""
    days: float
    """Between them."""
    most_days: int
    same_outlet: bool
    excerpts_compared: bool
    """Whether both excerpts are long enough to tell anything."""


class Joining(NamedTuple):
    """How an article, or a group of them, came into a story."""

    articles: tuple[str, ...]
    """CURIEs of those that joined."""
    to: tuple[str, ...]
    """CURIEs of those that the story had."""
    by: str
    """
    `like`: likeness; `shared`: much that they share; `grown`: likeness after the story had grown;
    `stated`; `copy`.
    """
    likeness: float
    words: tuple[str, ...] = ()
    """Shared words, the heaviest first."""
    least: float = ALIKE
    shared: float | None = None
    """How much they share, where that decides: in small archives."""
    enough: float | None = None


class Miss(NamedTuple):
    """An article and a group of others that it did not join."""

    article: str
    others: tuple[str, ...]
    """CURIEs of the group, as it was when the article was compared with it."""
    likeness: float
    words: tuple[str, ...]
    why: str
    """`likeness`, `outlet`, `days`, `near`, `words`, or `stated`: what kept them apart."""
    days: float
    """From the first article to the last, if they were one story."""
    least: float = ALIKE
    shared: float | None = None
    """How much they share, where that could decide: in small archives."""
    enough: float | None = None


def compare_texts(part: Part, one: int, other: int) -> Texts:
    """Return what the rule for copies sees in two articles of a language, by their places."""
    first, last = sorted((one, other))
    earlier, later = part.reports[first], part.reports[last]
    rarity = part.rarity_for_copies()
    rarity.advance(later.day)
    excerpts = shingles(later.excerpt), shingles(earlier.excerpt)
    alike = alike_by(
        frozenset(later.headline), frozenset(earlier.headline),
        *excerpts, rarity,
    )  # fmt: skip
    same_outlet = bool(later.outlet) and later.outlet == earlier.outlet

    def short_of(least: Alike) -> float:
        return max(0.0, least.headlines - alike.headlines, least.excerpts - alike.excerpts)

    limits: tuple[Alike, ...] = LIMITS_OF_ONE_OUTLET if same_outlet else LIMITS
    if not all(excerpts):  # short ones tell nothing
        limits = tuple(limit for limit in limits if not limit.excerpts)
    least = min(limits, key=short_of)
    return Texts(
        alike, least, short_of(least), later.time - earlier.time,
        SAME_OUTLET_DAYS if same_outlet else DAYS, same_outlet, all(excerpts),
    )  # fmt: skip


class Stories:
    """The copies and stories of some articles, with what led to them."""

    def __init__(self, parts: Sequence[Part]) -> None:
        """Take what `kg.stories.tell` compared."""
        self.parts = parts
        self.stated = parts[0].stated if parts else Stated()
        self._places = {id_: (part, at) for part in self.parts for id_, at in part.place_of.items()}

    def place(self, article: str) -> tuple[Part, int] | None:
        """Return the language of an article that has a date, and its place there."""
        return self._places.get(article)

    def places(self, one: str, other: str) -> tuple[Part, int, int] | None:
        """Return the language of two articles and their places; None if they have no common one."""
        first, last = self.place(one), self.place(other)
        if not first or not last or first[0] is not last[0]:
            return None
        return first[0], first[1], last[1]

    def kept_from(self, name: str, article: str) -> tuple[str, ...]:
        """
        Return from which articles that have a date kg.toml keeps one.

        `name` is `apart` for stories, `different` for texts.
        """
        return tuple(id_ for id_ in self.stated.kept_from(name, article) if id_ in self._places)

    def one_text(self, article: str) -> set[str]:
        """Return an article with all that have its text."""
        place = self.place(article)
        if not place:
            return {article}
        part, at = place
        original = _original(part, at)
        same = {each for each, copy in part.copies.items() if copy.original == original}
        return {part.reports[each].id for each in {at, original} | same}

    def joinings(self, members: Iterable[str]) -> list[Joining]:
        """Return in their order the steps by which articles came into one story."""
        places = [place for id_ in members if (place := self.place(id_))]
        if not places:
            return []
        part = places[0][0]
        watch = _Joinings(part, {at for _, at in places})
        for _ in part.stories(watch):
            pass  # a story is told when all that led to it is known
        return watch.within()

    def missed(self, article: str, other: str | None = None) -> Miss | None:
        """
        Return by how much an article missed the group most like it, or that of another article.

        Copies are not compared, so the original takes the place of each. A group may also be a
        single later article that missed this one. None if nothing was compared: a date is missing,
        no word is shared, or one of the two is the original of the other.
        """
        place = self.place(article)
        if not place:
            return None
        part, at = place
        at = _original(part, at)
        watch = _Misses(part, at)
        if other is not None:
            found = self.places(article, other)
            if not found or _original(part, found[2]) == at:
                return None
            first, last = sorted((at, _original(part, found[2])))
            watch = _Misses(part, last, first)
        part.events(watch)
        return watch.best

    def chapter(self, story: Iterable[str], earlier: Iterable[str]) -> Joining | None:
        """Return how alike a story and the one that it follows are; both by their articles."""
        one, other = ([p for id_ in ids if (p := self.place(id_))] for ids in (story, earlier))
        if not one or not other or one[0][0] is not other[0][0]:
            return None
        part = one[0][0]
        groups = {at: group for group in part.events() for at in group.members}
        late, early = (
            next((groups[at] for _, at in places if at in groups), None) for places in (one, other)
        )
        if not late or not early:
            return None
        rarity = part.rarity()
        rarity.advance(math.floor(late.first))
        return Joining(
            _ids(part, late), _ids(part, early), "follows",
            likeness(late.core, early.core, rarity, fade=math.inf),
            shared_words(part, late, early, rarity), FOLLOWS_ALIKE,
        )  # fmt: skip


def shared_words(part: Part, one: Group, other: Group, rarity: Rarity) -> tuple[str, ...]:
    """
    Return words of headline and excerpt that two groups share, the heaviest first, as written.

    Numbers are left out.
    """
    weights: dict[str, float] = {}
    for mine, theirs in ((one.core, other.core), (other.core, one.core)):
        for word, share in mine.heads.items():
            if weight := rarity[word] * share * theirs.share.get(word, 0.0):
                weights[word] = max(weight, weights.get(word, 0.0))
    written = _as_written(part, (*one.members, *other.members))
    heaviest = sorted(weights, key=lambda word: (-weights[word], word))
    names = (written.get(word, word) for word in heaviest)
    return tuple(name for name in names if not name.isnumeric())[:MAX_WORDS]


def _as_written(part: Part, places: Iterable[int]) -> dict[str, str]:
    """Return by what is left of each word without its ending how a headline or excerpt has it."""
    stems = Stems(part.language)
    written: dict[str, str] = {}
    for at in places:
        report = part.reports[at]
        for word in (*report.headline, *report.excerpt):
            written.setdefault(stems[word], word)
    return written


def _ids(part: Part, group: Group) -> tuple[str, ...]:
    return tuple(part.reports[at].id for at in sorted(group.members))


def _original(part: Part, at: int) -> int:
    copy = part.copies.get(at)
    return copy.original if copy else at


def _own_factor(own: Group, group: Group) -> float:
    """Return by what likeness falls because a group has articles of the same outlet."""
    (outlet,) = own.outlets
    return 1 - OWN_SHARE * group.outlets[outlet] / len(group.members)


def _shared(
    part: Part, own: Group, group: Group, rarity: Rarity
) -> tuple[float | None, float | None]:
    """Return how much an article shares with a group, and what is enough; None if no matter."""
    if rarity.articles >= FEW:
        return None, None
    report = part.reports[own.members[0]]
    much = shared(report, group.core, rarity) * _own_factor(own, group)
    return much, enough_shared(rarity)


class _Joinings(Watch):
    """Notes how the groups with some articles came about."""

    def __init__(self, part: Part, wanted: set[int]) -> None:
        self._part = part
        self._wanted = wanted
        self._rarity = part.rarity()
        self.found: list[Joining] = []

    def within(self) -> list[Joining]:
        """Return the steps between articles that stayed, for kg.toml may take some out again."""
        wanted = {self._part.reports[at].id for at in self._wanted}
        return [
            step
            for step in self.found
            if not wanted.isdisjoint(step.articles) and not wanted.isdisjoint(step.to)
        ]

    def compare(self, own: Group, near: Sequence[Group], rarity: Rarity) -> None:  # noqa: ARG002
        self._rarity = rarity

    def join(self, group: Group, other: Group, by: str) -> None:
        if self._wanted.isdisjoint((*group.members, *other.members)):
            return
        alike, words = 0.0, tuple[str, ...]()
        much = enough = None
        least = ALIKE
        if by in ("like", "grown"):
            alike = likeness(other.core, group.core, self._rarity)
            words = shared_words(self._part, other, group, self._rarity)
        if by == "like":
            factor = _own_factor(other, group)
            alike *= factor
            if alike < ALIKE:
                by, (much, enough) = "shared", _shared(self._part, other, group, self._rarity)
        elif by == "grown" and alike < ALIKE:  # each has the heaviest word of the other
            least = MERGE
        joined, had = _ids(self._part, other), _ids(self._part, group)
        self.found.append(Joining(joined, had, by, alike, words, least, much, enough))


class _Misses(Watch):
    """Notes the group that an article misses by least, or how it misses that of another."""

    def __init__(self, part: Part, at: int, other: int | None = None) -> None:
        self._part = part
        self._at = at
        self._other = other
        self._group: Group | None = None
        """That of the other article."""
        self.best: Miss | None = None

    def compare(self, own: Group, near: Sequence[Group], rarity: Rarity) -> None:
        (at,) = own.members
        if at == self._other:
            self._group = own
        if at != self._at:
            if self._other is None:
                self._compare_later(own, near, rarity)
            return
        groups = near if self._other is None else [self._group] if self._group else []
        for group in groups:
            self._take(self._miss(own, group, group in near, rarity))

    def _compare_later(self, own: Group, near: Sequence[Group], rarity: Rarity) -> None:
        """Take a later article that is compared with this one, which is alone so far."""
        for group in near:
            if group.members[0] == self._at and group.core.texts == 1:
                miss = self._miss(own, group, near=True, rarity=rarity)
                self._take(miss._replace(article=miss.others[0], others=(miss.article,)))

    def _take(self, miss: Miss) -> None:
        if self.best is None or miss.likeness > self.best.likeness:
            self.best = miss

    def join(self, group: Group, other: Group, by: str) -> None:  # noqa: ARG002
        if self._group is other or self._other in other.members:
            self._group = group

    def _miss(self, own: Group, group: Group, near: bool, rarity: Rarity) -> Miss:
        factor = _own_factor(own, group)
        alike = likeness(own.core, group.core, rarity) * factor
        days = group.spans(own.first, own.last)
        latest = max(self._part.reports[at].time for at in group.members)
        words = shared_words(self._part, own, group, rarity)
        members = _ids(self._part, group)
        article = self._part.reports[own.members[0]].id
        apart = not {*members}.isdisjoint(self._part.stated.kept_from("apart", article))
        reasons = (
            ("stated", apart),
            ("outlet", factor == 1 - OWN_SHARE),
            ("days", days > STORY_DAYS),
            ("likeness", alike < ALIKE),
            ("near", own.first - latest > NEAR_DAYS),
            ("words", not near),
        )
        why = next((name for name, applies in reasons if applies), "likeness")
        much, enough = _shared(self._part, own, group, rarity)
        return Miss(article, members, alike, words, why, days, ALIKE, much, enough)


class OneOutlet(Watch):
    """Finds articles that would be a story, were they not of one outlet alone."""

    def __init__(self) -> None:
        self.places: set[int] = set()

    def compare(self, own: Group, near: Sequence[Group], rarity: Rarity) -> None:
        for group in near:
            factor = _own_factor(own, group)
            alone = factor == 1 - OWN_SHARE and group.spans(own.first, own.last) <= STORY_DAYS
            if alone and likeness(own.core, group.core, rarity, ALIKE / factor):
                self.places.update((*own.members, *group.members))


def of_one_outlet(parts: Iterable[Part]) -> set[str]:
    """Return the CURIEs of articles that one outlet alone has on an event: no story has them."""
    found: set[str] = set()
    for part in parts:
        watch = OneOutlet()
        groups = part.events(watch)
        single = {at for group in groups if len(group.members) == 1 for at in group.members}
        found |= {part.reports[at].id for at in watch.places & single}
    return found
