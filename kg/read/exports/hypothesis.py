"""
Hypothesis: annotations as a table or in JSON.

    Created at,Author,Page,URL,Group,Annotation/Reply Type,Quote,Comment,Tags

    {"export_date": "…", "client_version": "…", "annotations": [{"uri": "https://news.example/flood",
     "created": "…", "tags": ["floods"], "document": {"title": ["Flood defences pay off"]}}]}

The annotations of one page are one record, kept since the first of them. `Author` (`User` in newer
tables) is who annotates, not who wrote the article, and stays out. The table states no titles.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from kg.read.errors import ReadError
from kg.read.exports.addresses import outcome_of, stated
from kg.read.exports.json_files import document, text_of, texts_of, title_of
from kg.read.exports.outcomes import Export, Outcome
from kg.read.exports.tables import Row, Table
from kg.read.exports.text import clean, instant, parted


def _fields_of_row(row: Row) -> dict[str, Any]:
    return stated(
        link=clean(row["url"]),
        date_added=instant(row.get("createdat", "") or row.get("creationdate", "")),
        tags=parted(row["tags"], ","),
    )


def _page(row: Row) -> str:
    return clean(row["url"])


def hypothesis_json(data: bytes) -> Iterator[Outcome]:
    """Yield the pages that a file of annotations is about."""
    whole = document(data)
    annotations = whole.get("annotations") if isinstance(whole, dict) else None
    if not isinstance(annotations, list):
        raise ReadError(1, "has no list 'annotations'.", "Export the file again.")
    pages: dict[str, tuple[int, dict[str, Any]]] = {}
    for number, annotation in enumerate(annotations, start=1):
        fields = _fields(annotation) if isinstance(annotation, dict) else {}
        known = pages.setdefault(str(fields.get("link", number)), (number, fields))[1]
        if known is not fields:
            known["tags"] = list(dict.fromkeys([*known.get("tags", ()), *fields.get("tags", ())]))
            known.setdefault("title", fields.get("title", ""))
    for number, fields in pages.values():
        yield outcome_of(number, 0, stated(**fields))


def _fields(annotation: dict[str, Any]) -> dict[str, Any]:
    about = annotation.get("document")
    titles = about.get("title") if isinstance(about, dict) else None
    return stated(
        link=text_of(annotation.get("uri")),
        title=title_of(titles[0] if isinstance(titles, list) and titles else titles),
        date_added=instant(text_of(annotation.get("created"))),
        tags=texts_of(annotation.get("tags")),
    )


EXPORTS: Final = (Export("hypothesis-json", hypothesis_json),)
JSON_KEYS: Final = frozenset(("export_date", "client_version"))
TABLES: Final = (
    Table(
        "hypothesis-csv",
        frozenset(("url", "group", "annotationreplytype", "quote", "tags")),
        _fields_of_row,
        _page,
    ),
)
