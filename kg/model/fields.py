"""
The fields of a post, one row each: name, kind, attribute and property.

The reader, the report, conflicts and every export follow these rows. To add a field, register one:

    register_field(Field("mood", "text", "mood", "schema:genre"))
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal[
    "text", "paragraphs", "word", "instant", "url", "integer", "boolean", "texts", "language"
]
"""How a value is read: as the method of `kg.read.mentions.ValueReader` of that name."""


class Field(NamedTuple):
    """A field of a post or of an entry of `related`."""

    name: str
    """In front matter."""
    kind: Kind
    attribute: str
    """Of the mention. For a registered field, this is also its name in the exports."""
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
    Field("inLanguage", "language", "language", "schema:inLanguage"),
    Field("dateModified", "instant", "modified_at", "schema:dateModified"),
)
"""The built-in fields. If several set one attribute, the first that has a value wins."""
_registered: tuple[Field, ...] = ()


def fields() -> tuple[Field, ...]:
    """Return every field: the built-in ones, then the registered ones."""
    return FIELDS + _registered


def registered_fields() -> tuple[Field, ...]:
    """Return the registered fields, in the order of registration."""
    return _registered


def set_registered_fields(registered: tuple[Field, ...]) -> None:
    """Replace the registered fields."""
    global _registered
    _registered = registered
