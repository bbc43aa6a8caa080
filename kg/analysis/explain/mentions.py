"""Where in the files an entity is mentioned."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any, NamedTuple

from kg.model.fields import fields
from kg.model.graph import KnowledgeGraph
from kg.model.records import Article, Entity, Mention, Post
from kg.model.settings import Settings
from kg.pipeline.graph import Sources, read_places
from kg.read.archive import Archive, SourceRecord, to_archive
from kg.read.files import read_bytes
from kg.resolve import Claims, Place, claims_of

_PROPERTIES = {field.attribute: field.becomes for field in fields()} | {
    "added_at": "kg:dateAdded",
    "authors": "schema:author",
    "image": "schema:image",
    "provider_name": "schema:publisher",
    "provider_domain": "schema:publisher",
    "provider_logo": "schema:logo",
}
"""By an attribute of a mention, the property that its field goes into."""
_NAMES = {"image": ("images",), "provider_name": ("provider",), "provider_domain": ("provider",),
          "provider_logo": ("provider",)}  # fmt: skip
"""By an attribute the names of its field, where `fields()` has no row for it."""


_WHOLE = ((), ("body",))
"""Paths of a whole record, and of its body: no field is to be found there."""


class Spot(NamedTuple):
    """Where a value stands: its line is sought when all spots are known."""

    place: Place
    text: str = ""
    """Of the value, to look for in the file if its field is not found; empty if that is no use."""


class Source(NamedTuple):
    """One mention of an article, and where it stands."""

    mention: Mention
    path: str
    where: tuple[str | int, ...]
    """Empty for a post itself; `("related", 3)` for an entry, `("body",)` for a link."""
    line: int
    """Of its record in a file of many; 0 if the file is one record."""
    names: tuple[str, ...] = ()
    """Of the fields that it has."""
    taken: tuple[tuple[str, str], ...] = ()
    """Fields, with the property that each goes into, where the table of names decided that."""

    @property
    def own(self) -> bool:
        """Whether it is a post of its own."""
        return not self.where

    def field(self, attribute: str) -> str | None:
        """Return the name of the field that states an attribute; None if no field does."""
        wanted = _PROPERTIES.get(attribute, "")
        for name, becomes in self.taken:
            if becomes == wanted and attribute not in _ADDRESSES:
                return name.split(".")[0].split("[")[0]
        names = [each.name for each in fields() if each.attribute == attribute]
        tops = {name.split(".")[0].split("[")[0] for name in self.names}
        return next((name for name in (*names, *_NAMES.get(attribute, ())) if name in tops), None)

    def spot(self, attribute: str = "", text: str = "") -> Spot:
        """Return where an attribute is stated: at its field, else where the mention begins."""
        name = self.field(attribute) if attribute else None
        where = (*self.where, name) if name and self.where != ("body",) else self.where
        return Spot(Place(self.path, where, self.line), "" if name else text)


_ADDRESSES = ("web_url", "original_url", "amp_url", "amp_cache_url")


class Knowledge:
    """The graph of some files, with every mention that it was made of."""

    def __init__(self, sources: Sources, graph: KnowledgeGraph) -> None:
        self.graph = graph
        self.settings: Settings = sources.reading.settings
        self._sources = sources
        self._locations = {file.path: file for file in sources.files}

    @cached_property
    def entities(self) -> Mapping[str, Entity]:
        """By its CURIE each entity."""
        return {entity.id: entity for entity in self.graph.entities}

    @cached_property
    def archive(self) -> Archive:
        """What the files say."""
        return to_archive(self._sources.records, self.settings)

    @cached_property
    def claims(self) -> Claims:
        """Who states what of which article."""
        archive = self.archive
        return claims_of(
            archive.posts, archive.mentions, archive.normal_forms, self.settings
        )  # fmt: skip

    def article(self, id_: str) -> Article:
        """Return an article of the graph."""
        found = self.entities[id_]
        assert isinstance(found, Article)  # noqa: S101  # a CURIE tells the kind
        return found

    def sources_of(self, article: str) -> list[Source]:
        """Return every mention of an article, the strongest first."""
        return self.sources(self.claims.articles.get(article, ()))

    def sources(self, claims: Sequence[int]) -> list[Source]:
        """Return every mention that makes one of the claims, in their order."""
        found: dict[int, list[tuple[bool, Source]]] = {at: [] for at in claims}
        for at, source in self._uses(frozenset(claims)):
            claim = self.claims.claims[at]
            strongest = source.path == claim.path and source.own == claim.own
            found[at].append((strongest, source))
        return [
            source for at in claims for _, source in sorted(found[at], key=lambda each: not each[0])
        ]

    def _uses(self, wanted: frozenset[int]) -> Iterator[tuple[int, Source]]:
        claims = self.claims
        for post, own in zip(claims.posts, claims.of_posts, strict=True):
            if own in wanted:
                record = self._records[post.path, post.number]
                mention = claims.claims[own].mention
                yield own, Source(
                    mention, post.path, (), post.line, record.names, record.taken
                )  # fmt: skip
            named = [claims.of_mentions[place] for place in (*post.related, *post.links)]
            if not wanted.isdisjoint(named):
                yield from self._entries(post, named, wanted)

    def _entries(
        self, post: Post, named: Sequence[int], wanted: frozenset[int]
    ) -> Iterator[tuple[int, Source]]:
        record = self._records[post.path, post.number]
        # Entries that make no mention stand in the file, but not in the post.
        kept = record.places_of_mentions()
        for at, claim in enumerate(named):
            if claim not in wanted:
                continue
            mention = self.claims.claims[claim].mention
            if at < len(kept):
                entry = record.pool[record.places[kept[at]]]
                where: tuple[str | int, ...] = ("related", kept[at])
                yield claim, Source(
                    mention, post.path, where, post.line, entry.names, entry.taken
                )  # fmt: skip
            else:
                yield claim, Source(mention, post.path, ("body",), post.line)

    @cached_property
    def article_of(self) -> Mapping[int, str]:
        """By the place of a claim the CURIE of its article."""
        return {at: id_ for id_, places in self.claims.articles.items() for at in places}

    def entries_of(self, article: str) -> dict[str, list[Source]]:
        """Return by the CURIEs of other articles the entries of its posts that name them."""
        claims = self.claims
        own = frozenset(claims.articles.get(article, ()))
        found: dict[str, list[Source]] = {}
        for post, at in zip(claims.posts, claims.of_posts, strict=True):
            if at in own:
                named = [claims.of_mentions[place] for place in post.related]
                for claim, source in self._entries(post, named, frozenset(named)):
                    if claim in self.article_of:
                        found.setdefault(self.article_of[claim], []).append(source)
        return found

    @cached_property
    def _records(self) -> Mapping[tuple[str, int], SourceRecord]:
        return {(record.path, record.number): record for record in self._sources.records}

    def lines(self, spots: Iterable[Spot]) -> dict[Spot, int]:
        """Return the line of each spot; 0 where it is not known."""
        wanted = list(dict.fromkeys(spots))
        files = [self._locations[path] for path in {spot.place.path for spot in wanted}
                 if path in self._locations]  # fmt: skip
        fields = dict.fromkeys(spot.place for spot in wanted if spot.place.where not in _WHOLE)
        lines = read_places(files, fields)
        texts: dict[str, bytes] = {}
        found = {}
        for spot in wanted:
            path, _, of_record = spot.place
            line = lines.get(spot.place, of_record or 1)
            if spot.text and line <= 1 and path in self._locations:
                if path not in texts:
                    texts[path] = b""
                    with suppress(OSError):
                        texts[path] = read_bytes(self._locations[path].location, path)
                at = texts[path].find(spot.text.encode("utf-8", "surrogateescape"))
                line = texts[path].count(b"\n", 0, at) + 1 if at >= 0 else line
            found[spot] = line
        return found


Shown = Callable[[str], str]
"""From the path of a file, relative to the folder of all posts, to one that can be opened."""


def settle(value: Any, lines: Mapping[Spot, int], shown: Shown) -> Any:
    """Return a document with path and line in place of each spot."""
    if isinstance(value, dict):
        settled: dict[str, Any] = {}
        for name, each in value.items():
            if isinstance(each, Spot):
                settled["path"] = shown(each.place.path)
                settled["line"] = lines.get(each, 0) or None
            else:
                settled[name] = settle(each, lines, shown)
        return settled
    if isinstance(value, list):
        return [settle(each, lines, shown) for each in value]
    return value


def spots_in(value: Any) -> Iterator[Spot]:
    """Yield every spot in a document."""
    if isinstance(value, Spot):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from spots_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from spots_in(each)


def shown_from(root: str) -> Shown:
    """Return the function that gives the path of a file below a folder."""
    return lambda path: os.path.join(root, path).replace(os.sep, "/")
