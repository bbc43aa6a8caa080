"""
Instapaper: a table; the page of links is read by `bookmarks`.

    URL,Title,Selection,Folder,Timestamp,Tags
    https://news.example/flood,Flood defences pay off,,Unread,1714636800,"[""floods""]"

The last two columns came later. Times are seconds since 1970, tags a list in JSON. Folders are the
states `Unread`, `Archive` and `Starred`, or the reader's own.
"""

from __future__ import annotations

import re
from typing import Any, Final

from kg.read.exports.addresses import stated
from kg.read.exports.tables import Row, Table
from kg.read.exports.text import clean, instant, parted, plain_excerpt, plain_title

_STATES: Final = frozenset(("unread", "archive", "starred"))
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


def _fields(row: Row) -> dict[str, Any]:
    folder = clean(row["folder"])
    return stated(
        link=clean(row["url"]),
        title=plain_title(row["title"]),
        summary=plain_excerpt(row["selection"]),
        date_added=instant(row.get("timestamp", "")),
        tags=tags_of(row.get("tags", "")),
        folder=[] if folder.lower() in _STATES else [folder],
    )


def tags_of(text: str) -> list[str]:
    """
    Return tags that are a list in JSON or Python, or parted by commas.

    >>> tags_of('["floods", "climate"]'), tags_of("['floods']"), tags_of("floods, climate")
    (['floods', 'climate'], ['floods'], ['floods', 'climate'])
    """
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        if '"' in text and "'" not in text[:2]:
            return [tag for each in _QUOTED.findall(text) if (tag := clean(_decoded(each)))]
        return [tag for each in text[1:-1].split(",") if (tag := clean(each.strip(" '\"")))]
    return parted(text, ",")


def _decoded(text: str) -> str:
    if "\\" not in text:
        return text
    import json

    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text


TABLES: Final = (
    Table("instapaper-csv", frozenset(("url", "title", "selection", "folder")), _fields),
)
