"""
Readwise: tables of highlights and of Reader's documents.

    Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,
    Highlighted at,Document tags

A row is a highlight; those of one document are one record. This table states no addresses, so only
a document whose location is one can be an article; the others are passed over. `Tags` are about the
highlight, `Document tags` about the document.

    Highlight,Title,Author,URL,Note,Location,Date

The table that Readwise imports, which other programs write
(<https://readwise.io/import_bulk>), does state them.

    Title,URL,ID,Document tags,Saved date,Reading progress,Location,Seen

Reader's documents: tags are a list as Python writes it. Addresses below `read.readwise.io` and
`mailto:` are uploads and mails.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from kg.read.exports.addresses import stated
from kg.read.exports.instapaper import tags_of
from kg.read.exports.outcomes import Export, Outcome, PassedOver
from kg.read.exports.tables import Row, Table
from kg.read.exports.text import clean, instant, plain_title
from kg.read.given import BadRecord

BOOK: Final = "highlights of a document without an address"
_NO_ADDRESS: Final = "states no address."


def _highlights(row: Row) -> dict[str, Any]:
    location = clean(row.get("location", ""))
    return stated(
        link=location if location.startswith(("http://", "https://")) else "",
        title=plain_title(row["booktitle"]),
        authors=clean(row["bookauthor"]),
        tags=tags_of(row.get("documenttags", "")),
    )


def _to_import(row: Row) -> dict[str, Any]:
    return stated(
        link=clean(row["url"]),
        title=plain_title(row["title"]),
        authors=clean(row.get("author", "")),
    )


def _documents(row: Row) -> dict[str, Any]:
    return stated(
        link=clean(row["url"]),
        title=plain_title(row["title"]),
        date_added=instant(row["saveddate"]),
        tags=tags_of(row["documenttags"]),
    )


def _book(row: Row) -> str:
    return f"{row['booktitle']}\0{row['bookauthor']}\0{row.get('amazonbookid', '')}"


def _page(row: Row) -> str:
    return clean(row["url"]) or f"{row['title']}\0{row.get('author', '')}"


def _without_books(table: Table) -> Export:
    def records(data: bytes) -> Iterator[Outcome]:
        for outcome in table.records(data):
            if isinstance(outcome, BadRecord) and outcome.what == _NO_ADDRESS:
                yield PassedOver(outcome.number, outcome.line, BOOK)
            else:
                yield outcome

    return Export(table.name, records)


_HIGHLIGHTS: Final = Table(
    "readwise-csv", frozenset(("highlight", "booktitle", "bookauthor")), _highlights, _book
)
_IMPORT: Final = Table(
    "readwise-import-csv", frozenset(("highlight", "title", "url")), _to_import, _page
)
TABLES: Final = (
    _HIGHLIGHTS,
    _IMPORT,
    Table("reader-csv", frozenset(("title", "url", "documenttags", "saveddate")), _documents),
)
EXPORTS: Final = (_without_books(_HIGHLIGHTS), _without_books(_IMPORT))
