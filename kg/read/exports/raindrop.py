"""
Raindrop.io: a table; its page of bookmarks is read by `bookmarks`.

    id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite
    1,Flood,,What it cost.,https://news.example/flood,Weather,"floods, climate",2024-05-02T08:…

`note` is what the reader thinks and stays out, `excerpt` is the article's. `folder` is a path with
` / ` between names; `Unsorted` is where everything lies at first.
<https://help.raindrop.io/export> and <https://help.raindrop.io/import> name the columns.
"""

from __future__ import annotations

from typing import Any, Final

from kg.read.exports.addresses import stated
from kg.read.exports.tables import Row, Table
from kg.read.exports.text import clean, instant, parted, plain_excerpt, plain_title


def _fields(row: Row) -> dict[str, Any]:
    return stated(
        link=clean(row["url"]),
        title=plain_title(row["title"]),
        summary=plain_excerpt(row.get("excerpt", "") or row.get("description", "")),
        date_added=instant(row["created"]),
        tags=parted(row["tags"], ","),
        image=clean(row.get("cover", "")),
        folder=[name for name in parted(row["folder"], "/") if name != "Unsorted"],
    )


TABLES: Final = (
    Table("raindrop-csv", frozenset(("url", "title", "folder", "tags", "created")), _fields),
)
