"""Every field of front matter that kg knows: what it becomes, or why it is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kg.model.account import FieldUse
from kg.model.fields import fields
from kg.read.names import WANTED, folded, is_wanted

if TYPE_CHECKING:
    from kg.read.statements import Taken

MAX_NAMES = 1_000
"""Names of fields told apart in one record; what is beyond counts as one."""
MAX_NAME_CHARS = 80
MAX_FIELD_DEPTH = 3
"""Fields within fields that are told apart."""

_SIZE = "the size of an image"
_CACHED = "whether the site keeps a copy of the image"
_IMAGES = {
    "images[].width": _SIZE,
    "images[].height": _SIZE,
    "images[].isCached": _CACHED,
    "images[].title": "the title of an image",
}
_SITE = "what the site shows, not what the article is"

_STRUCTURED = {
    "images[].url": "schema:image",
    "images": "schema:image",
    "provider": "schema:publisher",
    "provider.name": "schema:name",
    "provider.domain": "kg:domain",
    "provider.images[].url": "schema:logo",
    "related": "kg:relatedTo",
}
"""Fields that hold other fields, or addresses of pictures."""
ORGANIZATION = {
    "taxonomy": "rdf:type",
    "_id": "kg:domain",
    "domain": "kg:domain",
    "name": "schema:name",
    "otherNames": "schema:alternateName",
    "description": "schema:description",
    "images[].url": "schema:logo",
    "images": "schema:logo",
}
TOPIC = {
    "taxonomy": "rdf:type",
    "name": "skos:prefLabel",
    "parent": "skos:broader",
    "shortname": "skos:altLabel",
    "keywords": "skos:hiddenLabel",
}


def becomes() -> dict[str, Mapping[str, str]]:
    """Return by the kind of a record, and by the name of a field, the property it goes into."""
    article = {field.name: field.becomes for field in fields()} | _STRUCTURED
    return {"post": article, "related": article, "organization": ORGANIZATION, "topic": TOPIC}


LEFT_OUT = {
    **_IMAGES,
    **{f"provider.{name}": reason for name, reason in _IMAGES.items()},
    "secured": "an encrypted blob: never exported",
    "layout": _SITE,
    "permalink": _SITE,
    "featuredContent": "HTML to embed",
    "images": "images of a topic",
    "hashtags": "for social media",
    "services": "URLs of the site's own interface",
    "price": "of courses and videos: not yet modelled",
    "length": "of courses and videos: not yet modelled",
    "levels": "of courses: not yet modelled",
    "ratings": "of courses: not yet modelled",
    "items": "of collections: not yet modelled",
    "_id": "the name is the key",
}


def field_names(record: Mapping[Any, Any]) -> tuple[str, ...]:
    """
    Return the name of each field of a record, with its parents.

    >>> field_names({"title": "A", "provider": {"images": [{"url": "b"}]}})
    ('title', 'provider.images[].url')
    """
    names = field_values(record)
    return tuple(names) if len(names) <= MAX_NAMES else (*list(names)[:MAX_NAMES], "...")


def field_values(record: Mapping[Any, Any]) -> dict[str, Any]:
    """
    Return the value of each field of a record, by the name with its parents; of several the last.

    >>> field_values({"title": "A", "provider": {"images": [{"url": "b"}]}})
    {'title': 'A', 'provider.images[].url': 'b'}
    """
    values: dict[str, Any] = {}
    _gather(record, "", MAX_FIELD_DEPTH, values)
    return values


def _gather(record: Mapping[Any, Any], parent: str, depth: int, values: dict[str, Any]) -> None:
    for key, value in record.items():
        text = key if key.__class__ is str else str(key)
        name = parent + (text if len(text) <= MAX_NAME_CHARS else text[:MAX_NAME_CHARS])
        kind = value.__class__
        if (kind is not dict and kind is not list) or not depth or name in LEFT_OUT_WHOLE:
            values[name] = value
        elif kind is dict and value:
            _gather(value, f"{name}.", depth - 1, values)
        elif value and all(isinstance(each, dict) for each in value):
            for part in value:
                _gather(part, f"{name}[].", depth - 1, values)
        else:
            values[name] = value


LEFT_OUT_WHOLE = frozenset({"services", "ratings", "items", "levels", "related"})
"""Fields whose parts nobody needs told apart."""


def account_for_fields(
    counts: Mapping[tuple[str, tuple[str, ...], Taken], int],
) -> tuple[FieldUse, ...]:
    """
    Return what becomes of each field that was met, from how often a record had which fields.

    >>> account_for_fields({("post", ("title", "mood"), ()): 3})[0]
    FieldUse(record='post', name='mood', uses=3, becomes=None, reason=None, known_as=None)
    """
    uses: Counter[tuple[str, str, str | None]] = Counter()
    known = becomes()
    for (record, names, taken), count in counts.items():
        usual = known.get(record, {})
        for name in names:
            uses[record, name, _goes(name, dict(taken), usual)] += count
    return tuple(
        FieldUse(
            record,
            name,
            count,
            goes,
            None if goes else why_left_out(record, name),
            known_as(name, goes) if goes else None,
        )
        for (record, name, goes), count in sorted(uses.items(), key=lambda use: repr(use[0]))
    )


_SEVERAL = frozenset(("rdf:type", "kg:quality", "kg:heat", "kg:removed", "kg:relatedTo"))
"""Properties that the table of names does not decide on."""


def _goes(name: str, taken: Mapping[str, str], usual: Mapping[str, str]) -> str | None:
    """Return the property that a field goes into."""
    if not taken:
        return usual.get(name)
    root = name
    while root not in taken and "." in root:
        root = root.rpartition(".")[0].removesuffix("[]")
    if root in taken:
        return usual.get(name, taken[root]) if root != name else taken[root]
    goes = usual.get(name)
    return goes if goes in _SEVERAL else None


def known_as(name: str, goes: str) -> str | None:
    """
    Return the name in the table of names under which a field goes into a property.

    >>> known_as("External-URL", "schema:url"), known_as("title", "schema:headline")
    ('external_url', None)
    """
    last = name.rpartition(".")[2]
    for wanted in WANTED:
        for known in wanted.names if wanted.becomes == goes else ():
            if folded(known) == folded(last):
                return known if known != name else None
    return None


def why_left_out(record: str, name: str) -> str | None:
    """
    Return why a field goes nowhere, or None if nobody has thought of it.

    >>> why_left_out("post", "secured"), why_left_out("post", "mood")
    ('an encrypted blob: never exported', None)
    """
    if record in ("skipped", "failed"):
        return "its file is left out"
    if record == "links":
        return "the post is read for the links in its text only"
    if record in ("post", "related") and is_wanted(name.rpartition(".")[2]):
        return LEFT_OUT.get(name, "another field says it, or its value is empty or of another kind")
    return LEFT_OUT.get(name)
