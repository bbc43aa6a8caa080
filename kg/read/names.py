"""
The table of names: which fields of a record say what kg wants to know.

People name one thing in many ways. For each thing that is wanted its names are tried in order,
and the first whose value is of the right kind wins: `source` may hold an address or the name of
an outlet. Names are compared without case, `-` and `_`, and are also looked for inside `params`,
`extra` and `metadata`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from kg.model.fields import FIELDS
from kg.model.settings import FieldNames

Path = tuple[str, ...]
"""The key of a field, below those of its parents."""


class Wanted(NamedTuple):
    """Something that kg wants to know of an article."""

    name: str
    """As in `[fields]` of kg.toml."""
    names: tuple[str, ...]
    """Of the fields that may say it, the best first."""
    becomes: str
    """CURIE of the property that it goes into."""


IDENTIFYING = ("webUrl", "originalUrl", "ampWebUrl", "cdnAmpWebUrl")
"""Names of addresses that keep their own meaning: all of them identify the article."""
LINK_POST = (
    *("bookmark_of", "like_of", "repost_of", "external_url", "external_link", "link_url"),
    *("link_to", "source_url", "article_url", "article_link", "redirect_to"),
)
"""Names that only records about something elsewhere have: without an address they lack one."""

WANTED = (
    Wanted(
        "address",
        (
            *("webUrl", "bookmark_of", "like_of", "repost_of", "external_url", "external_link"),
            *("link_url", "link_to", "originalUrl", "source_url", "article_url", "article_link"),
            *("redirect_to", "redirect", "link", "links", "source", "url", "href", "uri"),
        ),
        "schema:url",
    ),
    Wanted(
        "title",
        ("full_title", "title", "headline", "name", "link_title", "article__title"),
        "schema:headline",
    ),
    Wanted(
        "published",
        (
            *("publishedDateTime", "date_published", "published", "published_at", "publish_date"),
            *("pub_date", "publication_date", "issued"),
        ),
        "schema:datePublished",
    ),
    Wanted(
        "added",
        (
            *("date_saved", "saved_at", "date_added", "time_added", "add_date", "clipped"),
            *("created", "created_at", "time", "date"),
        ),
        "kg:dateAdded",
    ),
    Wanted(
        "outlet",
        (
            *("provider", "publication", "publisher", "outlet", "feed_name", "site_name", "site"),
            *("venue", "journal", "newspaper", "media", "source"),
        ),
        "schema:publisher",
    ),
    Wanted(
        "topics",
        ("topics", "tags", "keywords", "labels", "category", "categories", "subjects"),
        "schema:about",
    ),
    Wanted("authors", ("authors", "author", "byline", "by", "creator"), "schema:author"),
    Wanted(
        "excerpt",
        ("excerpt", "description", "summary", "abstract", "deck", "blurb", "selection"),
        "schema:abstract",
    ),
    Wanted(
        "image",
        (
            *("images", "image", "cover", "cover_image", "featured_image", "thumbnail"),
            *("preview_image", "preview_picture"),
        ),
        "schema:image",
    ),
    Wanted("related", ("related",), "kg:relatedTo"),
    Wanted("language", ("inLanguage", "language", "lang"), "schema:inLanguage"),
    Wanted(
        "modified",
        (
            *("dateModified", "date_modified", "modifiedDateTime", "modified", "modified_at"),
            *("updated", "updated_at", "last_modified", "last_updated", "lastmod"),
        ),
        "schema:dateModified",
    ),
)
"""Everything wanted, in the order of the documentation."""
OF_ARTICLE = frozenset(("dateModified", "date_modified", "modifiedDateTime"))
"""Names of dates of change that are always the article's. Others are, in a post about somebody's
article, those of the post."""
NESTED = frozenset(("params", "extra", "metadata"))
"""Fields that hold more fields: of Hugo, Zola and Docusaurus, and of many exports."""


@lru_cache(maxsize=1 << 12)
def folded(name: str) -> str:
    """
    Return the form of a field's name under which spellings compare equal.

    >>> folded("External-URL") == folded("external_url")
    True
    """
    return name.lower().replace("-", "").replace("_", "").replace(" ", "")


@lru_cache(maxsize=64)
def _ranks(own: FieldNames) -> dict[str, tuple[tuple[str, int], ...]]:
    """Return by the folded name of a field what it may say, and how good a name it is."""
    given = dict(own)
    ranks: dict[str, dict[str, int]] = {}
    for wanted in WANTED:
        for rank, name in enumerate((*given.get(wanted.name, ()), *wanted.names)):
            ranks.setdefault(folded(name), {}).setdefault(wanted.name, rank)
    return {name: tuple(of_name.items()) for name, of_name in ranks.items()}


def is_wanted(name: str) -> bool:
    """
    Return whether a field of this name may say something.

    >>> is_wanted("Source-URL"), is_wanted("mood")
    (True, False)
    """
    return folded(name) in _ranks(())


Plan = dict[str, tuple[Path, ...]]
"""By what is wanted, the fields of a record that may say it, the best first."""


@lru_cache(maxsize=1 << 12)
def plan_of(paths: tuple[Path, ...], own: FieldNames = ()) -> Plan:
    """
    Return which of a record's fields may say what.

    >>> plan_of((("date",), ("Source-URL",), ("params", "source")))["address"]
    (('Source-URL',), ('params', 'source'))
    """
    ranks = _ranks(own)
    found: dict[str, list[tuple[int, int, Path]]] = {}
    for place, path in enumerate(paths):
        for wanted, rank in ranks.get(folded(path[-1]), ()):
            # A field of the record itself stands before one of the same name inside another.
            found.setdefault(wanted, []).append((rank, len(path) * len(paths) + place, path))
    return {
        wanted: tuple(path for *_, path in sorted(candidates))
        for wanted, candidates in found.items()
    }


SEED_NAMES = frozenset(("provider", "images", "related", *(field.name for field in FIELDS)))
"""Names of the seed's dialect, each of which says one thing."""


@lru_cache(maxsize=1 << 12)
def names_that_decide(paths: tuple[Path, ...], own: FieldNames = ()) -> frozenset[str] | None:
    """
    Return the names of the seed's dialect that decide what a record says, if each has a value.

    Fields under other names, such as `category` beside `topics`, then say nothing. None is returned
    if a field says something that no better name says.

    >>> names_that_decide((("topics",), ("category",)))
    frozenset({'topics'})
    >>> names_that_decide((("title",), ("link",))) is None
    True
    """
    deciding = set()
    for wanted, candidates in plan_of(paths, own).items():
        best = candidates[0]
        names = {path[-1] for path in candidates} | ({best[-1]} if len(best) > 1 else set())
        if len(best) > 1 or best[0] not in SEED_NAMES:
            return None
        if not names <= SEED_NAMES or (wanted == "title" and "name" in names):
            deciding.add(best[0])
    return frozenset(deciding)


def paths_of(record: Mapping[Any, Any]) -> tuple[Path, ...]:
    """
    Return the fields of a record that have a name, and those inside NESTED.

    >>> paths_of({"title": "A", "params": {"link": "b"}, 1: "c"})
    (('title',), ('params', 'link'))
    """
    paths: list[Path] = []
    for key, value in record.items():
        if not isinstance(key, str):
            continue
        if isinstance(value, dict) and folded(key) in NESTED:
            paths += ((key, inner) for inner in value if isinstance(inner, str))
        else:
            paths.append((key,))
    return tuple(paths)


def value_at(record: Mapping[Any, Any], path: Path) -> Any:
    """Return the value of a field."""
    value: Any = record
    for key in path:
        value = value[key]
    return value


def names_of(wanted: str, own: FieldNames = ()) -> Iterable[str]:
    """Return the names of the fields that may say something, the best first."""
    (row,) = (each for each in WANTED if each.name == wanted)
    return (*dict(own).get(wanted, ()), *row.names)
