"""The table of keys as a JSON Schema for editors, and as a reference for the documentation."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from kg.config.groups import MAX_ADDRESSES, MAX_GROUP
from kg.config.keys import KEYS, SECTIONS, Key, Kind
from kg.config.values import (
    BODIES,
    MAX_HOSTS,
    MAX_PATH_CHARS,
    MAX_PATHS,
    MAX_TEXT_CHARS,
    MAX_VALUES,
)
from kg.model.limits import MAX_URL_CHARS

_TEXT = {"type": "string", "pattern": r"\S", "maxLength": MAX_TEXT_CHARS}
_TEXTS = {"type": "array", "items": _TEXT, "maxItems": MAX_VALUES}
_PATH = _TEXT | {"maxLength": MAX_PATH_CHARS}
_PATHS = {"type": "array", "items": _PATH, "minItems": 1, "maxItems": MAX_PATHS}
_PAIRS = {"type": "object", "additionalProperties": _TEXT, "maxProperties": MAX_VALUES}
_WEB = r"^\s*[Hh][Tt][Tt][Pp][Ss]?://"
_ADDRESS = {"type": "string", "pattern": _WEB, "maxLength": MAX_URL_CHARS}
_GROUP = {"type": "array", "items": _ADDRESS, "minItems": 2, "maxItems": MAX_GROUP}
_SCHEMAS: Mapping[Kind, dict[str, Any]] = {
    "version": {"const": 1},
    "paths": {"anyOf": [_PATH, _PATHS]},
    "path": _PATH,
    "text": _TEXT,
    "base": {"type": "string", "pattern": "^([Hh][Tt][Tt][Pp][Ss]?://|[Uu][Rr][Nn]:)"},
    "site": {"type": "string", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://[^?#]+$"},
    "names": {"anyOf": [_TEXT, _TEXTS]},
    "body": {"enum": list(BODIES)},
    "hosts": _TEXTS | {"maxItems": MAX_HOSTS},
    "labels": _TEXTS,
    "same labels": _PAIRS,
    "same domains": _PAIRS,
    "groups": {"type": "array", "items": _GROUP, "maxItems": MAX_ADDRESSES // 2},
    "story names": _PAIRS | {"propertyNames": _ADDRESS},
    "lists": _PAIRS,
    "formats": _TEXTS | {"minItems": 1},
    "flag": {"type": "boolean"},
}
_WORDS: Mapping[Kind, str] = {
    "version": "`1`",
    "paths": "a path or a list of paths",
    "path": "a path",
    "text": "a text",
    "base": "an IRI",
    "site": "an address",
    "names": "a name or a list of names",
    "body": " or ".join(f'`"{body}"`' for body in BODIES),
    "hosts": "a list of hosts",
    "labels": "a list of labels",
    "same labels": "a table of labels",
    "same domains": "a table of domains",
    "groups": "a list of lists of addresses",
    "story names": "a table of addresses",
    "lists": "the place of a list",
    "formats": "a list of formats",
    "flag": "`true` or `false`",
}


def json_schema(formats: Collection[str] = ()) -> dict[str, Any]:
    """
    Return the JSON Schema of kg.toml, by which editors complete and check it.

    Given the names of all formats, it allows no others.

    >>> json_schema()["properties"]["links"]["properties"]["body"]["enum"]
    ['none', 'related', 'articles']
    """
    properties = _properties("")
    if formats:
        properties["formats"]["items"] = {"enum": list(formats)}
    for section, purpose in SECTIONS.items():
        properties[section] = {"description": purpose, **_table(_properties(section))}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://w3id.org/news-kg/kg.schema.json",
        "title": "kg.toml",
        "description": "What the user says of an archive.",
        **_table(properties),
    }


def _table(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _properties(section: str) -> dict[str, Any]:
    return {key.name: _schema(key) for key in KEYS if key.section == section}


def _schema(key: Key) -> dict[str, Any]:
    import tomllib

    example = tomllib.loads(f"value = {key.example}")["value"]
    return {"description": key.help, **_SCHEMAS[key.kind], "examples": [example]}


def reference() -> str:
    """
    Return the keys of kg.toml as a table in Markdown.

    >>> print(reference().splitlines()[0])
    | Section | Key | Value | Meaning | Example |
    """
    head = ("Section", "Key", "Value", "Meaning", "Example")
    rows = [head, ("---",) * len(head), *map(_row, KEYS)]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _row(key: Key) -> tuple[str, ...]:
    if key.kind == "lists":
        section, name = "`[lists]`", "path of a file"
    else:
        section, name = f"`[{key.section}]`" if key.section else "", f"`{key.name}`"
    return section, name, _WORDS[key.kind], key.help, f"`{key.line}`"
