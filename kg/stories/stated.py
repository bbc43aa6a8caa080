"""What the user says of copies and stories in kg.toml, by the addresses of articles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from kg.errors import Problem
from kg.model.addresses import normal_form
from kg.model.groups import merged
from kg.model.records import Article
from kg.model.settings import Settings

Groups = tuple[tuple[str, ...], ...]


class Divided(NamedTuple):
    """Which articles, by their places, the user keeps apart; those joined count as one."""

    part_of: Mapping[int, int] = {}
    others: Mapping[int, Set[int]] = {}
    """By the number of a part, the parts that it is kept apart from."""

    def __bool__(self) -> bool:
        return bool(self.others)

    def divides(self, at: int, members: Iterable[int]) -> bool:
        """Return whether an article is kept apart from one of some others."""
        others = self.others.get(self.part_of.get(at, -1), _NONE)
        return bool(others) and any(self.part_of.get(other, -1) in others for other in members)


_NONE: frozenset[int] = frozenset()
UNDIVIDED = Divided()


class Name(NamedTuple):
    """The name that the user gives a story."""

    address: str
    """Of the article by which the story is given."""
    name: str


class Stated(NamedTuple):
    """Articles that belong together or not, by their CURIEs; no two of `together` overlap."""

    together: Groups = ()
    apart: Groups = ()
    same: Groups = ()
    different: Groups = ()
    names: Mapping[str, Name] = {}
    """By an article, the name of its story."""
    problems: tuple[Problem, ...] = ()

    @property
    def joined(self) -> list[list[str]]:
        """What the user joins, whichever languages it is in."""
        return merged((*self.together, *self.same))

    def places(self, name: str, place_of: Mapping[str, int]) -> Mapping[int, Set[int]]:
        """Return for each article of the groups of a name those of its group, by places."""
        groups: Groups = getattr(self, name)
        placed = (frozenset(place_of[id_] for id_ in each if id_ in place_of) for each in groups)
        return {at: places for places in placed if len(places) > 1 for at in places}

    def divided(self, name: str, place_of: Mapping[str, int]) -> Divided:
        """Return what the groups of a name keep apart: `apart` stories, or `different` texts."""
        groups, numbers = self._numbered(name)
        if not groups:
            return UNDIVIDED
        others: dict[int, set[int]] = defaultdict(set)
        for group in groups:
            parts = {numbers[id_] for id_ in group}
            for part in parts:
                others[part] |= parts - {part}
        part_of = {place_of[id_]: number for id_, number in numbers.items() if id_ in place_of}
        return Divided(part_of, others)

    def kept_from(self, name: str, article: str) -> tuple[str, ...]:
        """Return from which articles the groups of a name keep one, as `divided` does."""
        groups, numbers = self._numbered(name)
        own = numbers.get(article, -1)
        others = {
            numbers[id_]
            for group in groups if any(numbers[id_] == own for id_ in group)
            for id_ in group
        } - {own}  # fmt: skip
        return tuple(sorted(id_ for id_, number in numbers.items() if number in others))

    def _numbered(self, name: str) -> tuple[Groups, Mapping[str, int]]:
        """Return the groups that a name keeps apart, and a number for each article's whole."""
        groups, wholes = (
            (self.apart, self.together) if name == "apart" else (self.different, self.same)
        )
        return groups, _numbers(wholes, groups) if groups else {}

    def name_of(self, members: Iterable[str]) -> str | None:
        """Return the name that the user gives the story of these articles, the first by address."""
        names = [self.names[id_] for id_ in members if id_ in self.names]
        return min(names).name if names else None


def _numbers(wholes: Groups, groups: Groups) -> dict[str, int]:
    """Return a number for each article, the same for those of one whole."""
    numbers = {id_: number for number, whole in enumerate(wholes) for id_ in whole}
    for group in groups:
        for id_ in group:
            numbers.setdefault(id_, len(numbers) + len(wholes))
    return numbers


def read_stated(articles: Sequence[Article], settings: Settings) -> Stated:
    """Return what the settings say, by the CURIEs of the articles that have the addresses."""
    asked = (
        settings.stories_together,
        settings.stories_apart,
        settings.same_copies,
        settings.no_copies,
    )
    if not any(asked) and not settings.story_names:
        return Stated()
    finder = _Finder(articles, settings)
    together, apart, same, different = ([finder.found(each) for each in key] for key in asked)
    names: dict[str, Name] = {}
    for address, name in sorted(settings.story_names):
        for id_ in finder.found([address]):
            names.setdefault(id_, Name(address, name))
    stated = Stated(
        tuple(map(tuple, merged(together))),
        tuple(map(tuple, apart)),
        tuple(map(tuple, merged(same))),
        tuple(map(tuple, different)),
        names,
    )
    return stated._replace(
        problems=(
            *finder.problems,
            *finder.contradictions(apart, stated.together, "together and apart"),
            *finder.contradictions(different, stated.same, "same and not"),
        )
    )


def problems_of_names(
    stated: Stated, articles: Iterable[Article], settings: Settings
) -> Iterator[Problem]:
    """Yield what is wrong with the names of stories, once the articles know their stories."""
    if not stated.names:
        return
    named = {each.id: each for each in articles if each.id in stated.names}
    places = {url: (file, line) for url, file, line in settings.named_at}
    first: dict[str, Name] = {}
    for id_, given in sorted(stated.names.items(), key=lambda item: item[1]):
        address, name = given
        file, line = places.get(address, ("kg.toml", 0))
        article = named[id_]
        if article.story is None:
            if article.date_published or article.date_added:  # else that is told already
                yield Problem(
                    file, line, f"the article {address} is in no story.",
                    "Remove the name.", "a name for an article in no story",
                )  # fmt: skip
            continue
        kept = first.setdefault(article.story, given)
        if kept.name != name:
            what = f"{kept.address} and {address} give one story two names; {kept.name!r} is used."
            yield Problem(file, line, what, "Remove one.", "two names for one story")


class _Finder:
    """Finds the articles that have the addresses in the settings."""

    def __init__(self, articles: Sequence[Article], settings: Settings) -> None:
        self._articles = {
            normal_form(url): article
            for article in articles
            for url in (*article.same_as, *article.amp_urls, *article.amp_cache_urls, article.url)
        }
        self._places = {url: (file, line) for url, file, line in settings.named_at}
        self._told: dict[str, Problem] = {}

    @property
    def problems(self) -> Iterator[Problem]:
        """What is wrong with addresses, in their order."""
        return (problem for _, problem in sorted(self._told.items()))

    def found(self, addresses: Iterable[str]) -> dict[str, str]:
        """Return the CURIEs of the articles that have some addresses, each with its address."""
        ids: dict[str, str] = {}
        for address in addresses:
            article = self._articles.get(normal_form(address))
            if article is None:
                self._tell(
                    address, f"no article has the address {address}.",
                    "Correct it, or remove it.", "an address of no article",
                )  # fmt: skip
                continue
            if not (article.date_published or article.date_added):
                self._tell(
                    address,
                    f"the article {address} has no date: it is in no story and is no copy.",
                    "Add its date.", "the address of an article without a date",
                )  # fmt: skip
            ids.setdefault(article.id, address)
        return ids

    def contradictions(
        self, groups: Iterable[Mapping[str, str]], wholes: Groups, words: str
    ) -> Iterator[Problem]:
        """Yield what one key joins and another parts, by two addresses of one article."""
        whole_of = {id_: number for number, whole in enumerate(wholes) for id_ in whole}
        for group in groups:
            first: dict[int, str] = {}
            for id_, address in group.items():
                other = first.setdefault(whole_of[id_], id_) if id_ in whole_of else id_
                if other != id_:
                    what = f"{group[other]} and {address} are both {words}; they stay joined."
                    yield self._problem(
                        address, what, "Remove one.", f"two articles are both {words}"
                    )

    def _tell(self, address: str, what: str, mend: str, kind: str) -> None:
        self._told.setdefault(address, self._problem(address, what, mend, kind))

    def _problem(self, address: str, what: str, mend: str, kind: str) -> Problem:
        file, line = self._places.get(address, ("kg.toml", 0))
        return Problem(file, line, what, mend, kind)
