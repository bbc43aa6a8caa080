"""
The fields of posts that an article has one value of, a row each: name, kind, where it goes.

Reading, the account, conflicts and every export follow these rows. To add a field, register one:

    register_field(Field("mood", "text", "mood", "schema:genre"))
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["text", "paragraphs", "word", "instant", "url", "integer", "boolean", "texts"]
"""How a value is read: as the method of `kg.read.mentions.ValueReader` of that name."""


class Field(NamedTuple):
    """A field of a post or of an entry of `related`."""

    name: str
    """In front matter."""
    kind: Kind
    attribute: str
    """Of the mention; of a field that kg does not bring itself, its name in the exports."""
    becomes: str
    """CURIE of the property that the value goes into."""


FIELDS = (
    Field("title", "text", "title", "schema:headline"),
    Field("name", "text", "title", "schema:headline"),
    Field("excerpt", "paragraphs", "excerpt", "schema:abstract"),
    Field("publishedDateTime", "instant", "published_at", "schema:datePublished"),
    Field("webUrl", "url", "web_url", "schema:url"),
    Field("originalUrl", "url", "original_url", "schema:sameAs"),
    Field("ampWebUrl", "url", "amp_url", "kg:ampUrl"),
    Field("cdnAmpWebUrl", "url", "amp_cache_url", "kg:ampCacheUrl"),
    Field("type", "word", "type", "rdf:type"),
    Field("quality", "integer", "quality", "kg:quality"),
    Field("heat", "integer", "heat", "kg:heat"),
    Field("published", "boolean", "published", "kg:published"),
    Field("removed", "boolean", "removed", "kg:removed"),
    Field("topics", "texts", "topics", "schema:about"),
)
"""The fields that kg brings, best first where several say the same."""
_outside: tuple[Field, ...] = ()


def fields() -> tuple[Field, ...]:
    """Return every field: those that kg brings, then those that were registered."""
    return FIELDS + _outside


def outside_fields() -> tuple[Field, ...]:
    """Return the fields that were registered, in that order."""
    return _outside


def set_outside_fields(found: tuple[Field, ...]) -> None:
    """Put these in the place of the fields that were registered."""
    global _outside
    _outside = found
