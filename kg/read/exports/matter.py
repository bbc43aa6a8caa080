"""
Matter: a table.

    Title,Author,Publisher,URL,Tags,Word Count,In Queue,Favorited,Read,Highlight_Count,
    Last Interaction Date,File Id

Tags are parted by `;`. `Last Interaction Date` is when the reader last opened an article, neither
when it came out nor when it was kept, and stays out.
"""

from __future__ import annotations

from typing import Any, Final

from kg.read.exports.addresses import stated
from kg.read.exports.tables import Row, Table
from kg.read.exports.text import clean, parted, plain_title


def _fields(row: Row) -> dict[str, Any]:
    return stated(
        link=clean(row["url"]),
        title=plain_title(row["title"]),
        authors=clean(row["author"]),
        source=clean(row["publisher"]),
        tags=parted(row["tags"], ";"),
    )


TABLES: Final = (
    Table(
        "matter-csv",
        frozenset(("title", "author", "publisher", "url", "tags", "lastinteractiondate")),
        _fields,
    ),
)
