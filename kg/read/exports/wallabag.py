"""
wallabag: a list in JSON, and a table.

    Title;URL;Content;Tags;"MIME Type";Language;"Creation date"

    [{"is_archived": 0, "is_starred": 1, "tags": ["floods"], "title": "Flood defences pay off",
      "url": "https://news.example/flood", "content": "<p>The river…", "created_at": "2024-05-02…",
      "published_at": null, "published_by": ["Jane Doe"], "preview_picture": "https://…"}]

`content` is the article as wallabag fetched it: the links in it are the article's. `domain_name`
repeats the address. The table has day/month/year, and hours of 12 without saying which half of the
day. (`src/Entity/Entry.php` and `src/Helper/EntriesExport.php` in
<https://github.com/wallabag/wallabag>.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from kg.read.exports.addresses import outcome_of, stated
from kg.read.exports.json_files import elements, text_of, texts_of, title_of
from kg.read.exports.outcomes import Export, Outcome
from kg.read.exports.tables import Row, Table
from kg.read.exports.text import clean, instant, parted, plain_title
from kg.read.given import BadRecord

_TIME = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4}) ")


def wallabag_json(data: bytes) -> Iterator[Outcome]:
    """Yield the entries of a list in JSON, each with the article's text as its body."""
    for number, line, entry in elements(data):
        if not isinstance(entry, dict):
            yield BadRecord(number, line, "is no entry.", "Delete it.")
            continue
        content = entry.get("content")
        body = content if isinstance(content, str) else ""
        yield outcome_of(number, line, _fields(entry), body, "html")


def _fields(entry: dict[str, Any]) -> dict[str, Any]:
    return stated(
        link=text_of(entry.get("url")) or text_of(entry.get("given_url")),
        title=title_of(entry.get("title")),
        date_added=instant(text_of(entry.get("created_at"))),
        published=text_of(entry.get("published_at")),
        authors=texts_of(entry.get("published_by")),
        tags=texts_of(entry.get("tags")),
        image=text_of(entry.get("preview_picture")),
    )


def _fields_of_row(row: Row) -> dict[str, Any]:
    return stated(
        link=clean(row["url"]),
        title=plain_title(row["title"]),
        date_added=_day(row["creationdate"]),
        tags=parted(row["tags"], ","),
    )


def _day(text: str) -> str:
    """
    Return the day of a time in the table, where the hour could be in the morning or evening.

    >>> _day("02/05/2024 08:15:00")
    '2024-05-02'
    """
    found = _TIME.match(text)
    return f"{found[3]}-{found[2]}-{found[1]}" if found is not None else clean(text)


EXPORTS: Final = (Export("wallabag-json", wallabag_json),)
JSON_KEYS: Final = frozenset(("is_archived", "is_starred", "title", "url"))
TABLES: Final = (
    Table(
        "wallabag-csv",
        frozenset(("title", "url", "content", "tags", "mimetype", "creationdate")),
        _fields_of_row,
    ),
)
