"""What the user says of copies and stories in kg.toml, by the addresses of articles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import NamedTuple

from kg.errors import Problem
from kg.model.addresses import normal_form
from kg.model.records import Article
from kg.model.settings import Settings

Groups = tuple[tuple[str, ...], ...]


class Stated(NamedTuple):
    """Articles that belong together or not, by their CURIEs."""

    together: Groups = ()
    apart: Groups = ()
    same: Groups = ()
    different: Groups = ()
    names: Mapping[str, str] = {}
    """By an article, the name of its story."""
    problems: tuple[Problem, ...] = ()

    @property
    def joined(self) -> Groups:
        """What the user joins, whichever languages it is in."""
        return (*self.together, *self.same)

    def places(self, name: str, place_of: Mapping[str, int]) -> Mapping[int, Set[int]]:
        """Return for each article of the groups of a name the others of its groups, by places."""
        found: dict[int, set[int]] = defaultdict(set)
        groups: Groups = getattr(self, name)
        for group in groups:
            places = {place_of[id_] for id_ in group if id_ in place_of}
            for at in places:
                found[at] |= places - {at}
        return found

    def name_of(self, members: Iterable[str]) -> str | None:
        """Return the name that the user gives the story of these articles."""
        return next((self.names[id_] for id_ in members if id_ in self.names), None)


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
    article_of = {
        normal_form(url): article.id
        for article in articles
        for url in (*article.same_as, *article.amp_urls, *article.amp_cache_urls, article.url)
    }
    unknown: set[str] = set()

    def found(addresses: Iterable[str]) -> tuple[str, ...]:
        ids = []
        for address in addresses:
            id_ = article_of.get(normal_form(address))
            if id_ is None:
                unknown.add(address)
            else:
                ids.append(id_)
        return tuple(dict.fromkeys(ids))

    together, apart, same, different = (tuple(map(found, each)) for each in asked)
    names = {id_: name for address, name in settings.story_names for id_ in found([address])}
    problems = tuple(
        Problem(
            "kg.toml", 0, f"no article has the address {address}.",
            "Correct it, or remove it.", "an address of no article",
        )
        for address in sorted(unknown)
    )  # fmt: skip
    return Stated(together, apart, same, different, names, problems)
