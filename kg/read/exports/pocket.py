"""
Pocket, until it closed in 2025: a table, and before 2024 a page of links.

    title,url,time_added,tags,status
    Flood defences pay off,https://news.example/flood,1714636800,floods|climate,unread

Times are seconds since 1970, tags are parted by `|`. Some files have a column `cursor`, too. The
page, `ril_export.html`, is read by `bookmarks`.
"""

from __future__ import annotations

from typing import Any, Final

from kg.read.exports.addresses import stated
from kg.read.exports.tables import Row, Table
from kg.read.exports.text import clean, instant, parted, plain_title


def _fields(row: Row) -> dict[str, Any]:
    return stated(
        link=clean(row["url"]),
        title=plain_title(row["title"]),
        date_added=instant(row["timeadded"]),
        tags=parted(row["tags"], "|"),
    )


TABLES: Final = (Table("pocket-csv", frozenset(("title", "url", "timeadded", "tags")), _fields),)
