"""Which entity somebody means: by address, CURIE, IRI, or the path of a post."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from difflib import get_close_matches
from functools import cached_property
from heapq import nlargest
from typing import NamedTuple

from kg.errors import KgError
from kg.model.addresses import host_of, normal_form
from kg.model.graph import KnowledgeGraph
from kg.model.ids import name_key
from kg.model.normal_urls import normalise_url
from kg.model.records import Article, Entity
from kg.model.vocabulary import ANY_KIND, KINDS

MAX_CHARS = 2000
"""A longer name is nothing that anybody types."""
NEAREST = 3
"""Names that are offered at most."""
MOST_COMPARED = 300
LEAST_ALIKE = 0.6
"""Of a name that is offered, by `difflib`."""
_WORD = re.compile(r"\w+")
_KINDS = tuple(kind.name for kind in KINDS)
_IRI = re.compile(rf".*/({'|'.join(_KINDS)}|post)/(.+)", re.S)


class Named(NamedTuple):
    """An entity, and the address by which it was named, if it was."""

    entity: Entity
    address: str | None = None


class UnknownError(KgError):
    """Nothing in the archive has the name. `nearest` are names that are like it."""

    def __init__(self, name: str, nearest: tuple[str, ...]) -> None:
        shown = name if len(name) <= 200 else f"{name[:200]}…"
        offered = f" Did you mean {' or '.join(nearest)}?" if nearest else ""
        mend = offered or f" Give the address, CURIE or IRI of an {ANY_KIND}."
        super().__init__(f"Nothing in the archive is called {shown!r}.{mend}")
        self.name = name
        self.nearest = nearest


class Finder:
    """Finds entities of a graph by their names."""

    def __init__(self, graph: KnowledgeGraph, base_iri: str) -> None:
        self._graph = graph
        self._base_iri = base_iri

    def find(self, name: str) -> Named:
        """
        Return what has a name: a CURIE, an IRI, an address, a domain, a label, a post.

        Raises UnknownError if nothing has it.
        """
        text = name.strip()
        if len(text) <= MAX_CHARS:
            for found in self._candidates(text):
                if found:
                    return found
        raise UnknownError(text, self._nearest(text[:MAX_CHARS]))

    def _candidates(self, text: str) -> Iterator[Named | None]:
        yield self._by_curie(text)
        if text.startswith(self._base_iri):
            kind, _, local = text.removeprefix(self._base_iri).partition("/")
            yield self._by_curie(f"{kind}:{local}")
        yield self._by_address(text)
        if "://" not in text:
            yield self._by_address(f"https://{text}") if "/" in text else None
            yield self._by_curie(f"outlet:{text.removeprefix('www.')}")
            yield self._by_other_domain.get(text.removeprefix("www."))
            yield self._by_label.get(name_key(text))
        elif match := _IRI.fullmatch(text):  # of a build with another base
            yield self._by_curie(f"{match[1]}:{match[2]}")

    def _by_curie(self, curie: str) -> Named | None:
        entity = self._entities.get(curie)
        return Named(entity) if entity else None

    def _by_address(self, text: str) -> Named | None:
        if "://" not in text:
            return None
        # What is no address stays as it is, and nothing has it.
        entity = self._by_url.get(text) or self._by_url.get(normalise_url(text).url)
        return Named(entity, text) if entity else None

    @cached_property
    def _entities(self) -> dict[str, Entity]:
        found: dict[str, Entity] = {}
        for article in self._graph.articles:
            for post in article.posts:
                found.setdefault(post, article)
        for entity in self._graph.entities:
            found[entity.id] = entity
        return found

    @cached_property
    def _by_url(self) -> dict[str, Article]:
        """By its addresses each article, as they are written and in normal form."""
        found: dict[str, Article] = {}
        for article in self._graph.articles:
            for url in _addresses(article):
                found[url] = article
        for url, article in list(found.items()):
            found.setdefault(normal_form(url), article)
        return found

    @cached_property
    def _by_other_domain(self) -> dict[str, Named]:
        """By its domains, but for the preferred one, each outlet."""
        return {
            domain: Named(outlet)
            for outlet in self._graph.outlets
            for domain in outlet.other_domains
        }

    @cached_property
    def _by_label(self) -> dict[str, Named]:
        """By its label each entity whose label no other has."""
        found: dict[str, Named | None] = {}
        for entity in self._graph.entities:
            if not isinstance(entity, Article):
                key = name_key(entity.label)
                found[key] = None if key in found else Named(entity)
        return {key: named for key, named in found.items() if named}

    def _nearest(self, text: str) -> tuple[str, ...]:
        kind, colon, _ = text.partition(":")
        if "://" in text:
            host = _host(text)
            of_host = [url for url in self._by_url if host and _host(url) == host]
            names = of_host or list(self._by_url)
        elif colon and kind in (*_KINDS, "post"):
            names = [id_ for id_ in self._entities if id_.startswith(f"{kind}:")]
        else:
            entities = [e for e in self._graph.entities if not isinstance(e, Article)]
            labels = {e.label: e.id for e in entities} | {e.id.partition(":")[2]: e.id
                                                         for e in entities}  # fmt: skip
            by_key = {name_key(label): id_ for label, id_ in labels.items()}
            near = _closest(name_key(text), by_key)
            return tuple(dict.fromkeys(by_key[key] for key in near))
        return _closest(text, names)


def _host(url: str) -> str:
    """Return the host of an address; no text if it has none."""
    with suppress(ValueError):
        return host_of(url)
    return ""


def _closest(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the names most like a text; compared in detail are those that share most words."""
    words = frozenset(_WORD.findall(text.casefold()))

    def shared(name: str) -> int:
        return len(words.intersection(_WORD.findall(name[:MAX_CHARS].casefold())))

    likely = nlargest(MOST_COMPARED, names, key=shared)
    return tuple(get_close_matches(text, likely, NEAREST, LEAST_ALIKE))


def _addresses(article: Article) -> tuple[str, ...]:
    return (article.url, *article.same_as, *article.amp_urls, *article.amp_cache_urls)
