"""The exports of programs as the tests write them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from html import escape

from pieces import ALL, Piece, seconds, to_json


def bookmarks(pieces: Sequence[Piece]) -> str:
    links = "".join(
        f'<DT><A HREF="{escape(each.link)}" ADD_DATE="{seconds(each.added)}"'
        f' TAGS="{",".join(each.tags)}">{escape(each.title)}</A>\n<DD>{escape(each.summary)}\n'
        for each in pieces
    )
    return (
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE>\n<H1>Bookmarks</H1>\n"
        f"<DL><p>\n{links}</DL><p>\n"
    )


def links_of_pocket(pieces: Sequence[Piece]) -> str:
    links = "".join(
        f'<li><a href="{escape(each.link)}" time_added="{seconds(each.added)}"'
        f' tags="{",".join(each.tags)}">{escape(each.title)}</a></li>\n'
        for each in pieces
    )
    return (
        "<!DOCTYPE html>\n<html><head><title>Pocket Export</title></head><body><h1>Unread</h1>\n"
        f"<ul>\n{links}</ul></body></html>\n"
    )


def links_of_instapaper(pieces: Sequence[Piece]) -> str:
    links = "".join(
        f'<li><a href="{escape(each.link)}">{escape(each.title)}</a>\n' for each in pieces
    )
    return (
        "<!DOCTYPE html>\n<html><head><title>Instapaper: Export</title></head><body>\n"
        f"<h1>Unread</h1>\n<ol>\n{links}</ol></body></html>\n"
    )


def chrome(pieces: Sequence[Piece]) -> str:
    children = [
        {
            "date_added": str((seconds(each.added) + 11_644_473_600) * 1_000_000),
            "name": each.title,
            "type": "url",
            "url": each.link,
        }
        for each in pieces
    ]
    bar = {"children": children, "name": "Bookmarks bar", "type": "folder"}
    return to_json({"checksum": "0", "roots": {"bookmark_bar": bar}, "version": 1})


def firefox(pieces: Sequence[Piece]) -> str:
    children = [
        {
            "title": each.title,
            "dateAdded": seconds(each.added) * 1_000_000,
            "type": "text/x-moz-place",
            "tags": ",".join(each.tags),
            "uri": each.link,
        }
        for each in pieces
    ]
    folder = "text/x-moz-place-container"
    menu = {"guid": "menu________", "title": "menu", "type": folder, "children": children}
    return to_json(
        {"guid": "root________", "title": "", "typeCode": 2, "type": folder, "children": [menu]}
    )


def linkwarden(pieces: Sequence[Piece]) -> str:
    links = [
        {
            "name": each.title,
            "url": each.link,
            "description": each.summary,
            "createdAt": each.added,
            "importDate": None,
            "tags": [{"name": tag} for tag in each.tags],
        }
        for each in pieces
    ]
    return to_json({"username": "ines", "collections": [{"name": "Later", "links": links}]})


def karakeep(pieces: Sequence[Piece]) -> str:
    return to_json(
        {
            "bookmarks": [
                {
                    "createdAt": seconds(each.added),
                    "title": each.title,
                    "tags": each.tags,
                    "content": {"type": "link", "url": each.link},
                    "note": None,
                }
                for each in pieces
            ]
        }
    )


def pinboard(pieces: Sequence[Piece]) -> str:
    return to_json(
        [
            {
                "href": each.link,
                "description": each.title,
                "extended": each.summary,
                "time": each.added,
                "tags": " ".join(each.tags),
            }
            for each in pieces
        ]
    )


def pinboard_xml(pieces: Sequence[Piece]) -> str:
    entries = "".join(
        f'<post href="{escape(each.link)}" time="{each.added}" description="{escape(each.title)}"'
        f' extended="{escape(each.summary)}" tag="{" ".join(each.tags)}"/>\n'
        for each in pieces
    )
    return f'<?xml version="1.0"?>\n<posts user="ines">\n{entries}</posts>\n'


def wallabag(pieces: Sequence[Piece]) -> str:
    return to_json(
        [
            {
                "is_archived": 0,
                "is_starred": 0,
                "tags": each.tags,
                "title": each.title,
                "url": each.link,
                "content": "<p>Text.</p>",
                "created_at": each.added,
                "published_at": each.published,
                "published_by": each.authors,
                "preview_picture": each.image,
            }
            for each in pieces
        ]
    )


def omnivore(pieces: Sequence[Piece]) -> str:
    return to_json(
        [
            {
                "id": each.slug,
                "slug": each.slug,
                "title": each.title,
                "description": each.summary,
                "author": each.authors[0],
                "url": each.link,
                "state": "Active",
                "thumbnail": each.image,
                "labels": each.tags,
                "savedAt": each.added,
                "publishedAt": each.published,
            }
            for each in pieces
        ]
    )


def hypothesis_json(pieces: Sequence[Piece]) -> str:
    annotations = [
        {
            "uri": each.link,
            "created": each.added,
            "tags": each.tags,
            "document": {"title": [each.title]},
        }
        for each in pieces
    ]
    about = {"export_date": "2024-05-04T08:00:00Z", "client_version": "1.1500.0"}
    return to_json({**about, "annotations": annotations})


def csl(pieces: Sequence[Piece]) -> str:
    return to_json(
        [
            {
                "id": each.slug,
                "type": "article-newspaper",
                "title": each.title,
                "container-title": each.outlet,
                "URL": each.link,
                "author": [
                    dict(zip(("given", "family"), name.split(), strict=True))
                    for name in each.authors
                ],
                "issued": {"date-parts": [list(map(int, each.published[:10].split("-")))]},
                "accessed": {"date-parts": [list(map(int, each.added[:10].split("-")))]},
                "abstract": each.summary,
                "keyword": ", ".join(each.tags),
            }
            for each in pieces
        ]
    )


def readwise(piece: Piece) -> str:
    return (
        f"# {piece.title}\n\n![rw-book-cover]({piece.image})\n\n## Metadata\n"
        f"- Author: [[{piece.authors[0]}]]\n- Full Title: {piece.title}\n- Category: #articles\n"
        f"- Document Tags: {' '.join(f'[[{tag}]]' for tag in piece.tags)}\n"
        f"- Summary: {piece.summary}\n- URL: {piece.link}\n\n## Highlights\n- A thought.\n"
    )


def omnivore_page(piece: Piece) -> str:
    return (
        f"# {piece.title}\n#Omnivore\n\n[Read on Omnivore](https://omnivore.app/me/{piece.slug})\n"
        f"[Read Original]({piece.link})\n\nText.\n"
    )


Row = Callable[[Piece], dict[str, object]]
TABLES: dict[str, tuple[Row, tuple[str, ...], str]] = {
    "pocket-csv": (
        lambda each: {
            "title": each.title,
            "url": each.link,
            "time_added": seconds(each.added),
            "tags": "|".join(each.tags),
            "status": "unread",
        },
        ("title", "added", "tags"),
        ",",
    ),
    "instapaper-csv": (
        lambda each: {
            "URL": each.link,
            "Title": each.title,
            "Selection": each.summary,
            "Folder": "Unread",
            "Timestamp": seconds(each.added),
            "Tags": json.dumps(each.tags),
        },
        ("title", "added", "tags", "summary"),
        ",",
    ),
    "raindrop-csv": (
        lambda each: {
            "id": 1,
            "title": each.title,
            "note": "",
            "excerpt": each.summary,
            "url": each.link,
            "folder": "Unsorted",
            "tags": ", ".join(each.tags),
            "created": each.added,
            "cover": each.image,
            "highlights": "",
            "favorite": "false",
        },
        ("title", "added", "tags", "summary", "image"),
        ",",
    ),
    "reader-csv": (
        lambda each: {
            "Title": each.title,
            "URL": each.link,
            "ID": each.slug,
            "Document tags": str(list(each.tags)),
            "Saved date": each.added.replace("T", " ").replace("Z", "+00:00"),
            "Location": "new",
        },
        ("title", "added", "tags"),
        ",",
    ),
    "readwise-csv": (
        lambda each: {
            "Highlight": "A thought.",
            "Book Title": each.title,
            "Book Author": each.authors[0],
            "Location Type": "none",
            "Location": each.link,
            "Highlighted at": "",
            "Document tags": ", ".join(each.tags),
        },
        ("title", "authors", "tags"),
        ",",
    ),
    "readwise-import-csv": (
        lambda each: {
            "Highlight": "A thought.",
            "Title": each.title,
            "Author": each.authors[0],
            "URL": each.link,
            "Note": "",
            "Location": 1,
            "Date": "",
        },
        ("title", "authors"),
        ",",
    ),
    "matter-csv": (
        lambda each: {
            "Title": each.title,
            "Author": each.authors[0],
            "Publisher": each.outlet,
            "URL": each.link,
            "Tags": ";".join(each.tags),
            "Last Interaction Date": each.added,
        },
        ("title", "authors", "outlet", "tags"),
        ",",
    ),
    "hypothesis-csv": (
        lambda each: {
            "Created at": each.added,
            "Author": "ines",
            "Page": "",
            "URL": each.link,
            "Group": "Public",
            "Annotation/Reply Type": "Annotation",
            "Quote": "A thought.",
            "Comment": "",
            "Tags": ",".join(each.tags),
        },
        ("added", "tags"),
        ",",
    ),
    "zotero-csv": (
        lambda each: {
            "Key": each.slug,
            "Item Type": "newspaperArticle",
            "Author": "; ".join(
                f"{family}, {given}" for given, family in map(str.split, each.authors)
            ),
            "Title": each.title,
            "Publication Title": each.outlet,
            "Url": each.link,
            "Abstract Note": each.summary,
            "Date": each.published[:10],
            "Date Added": each.added.replace("T", " ").replace("Z", ""),
            "Manual Tags": "; ".join(each.tags),
        },
        ("title", "published", "added", "outlet", "authors", "tags", "summary"),
        ",",
    ),
    "wallabag-csv": (
        lambda each: {
            "Title": each.title,
            "URL": each.link,
            "Content": "Text.",
            "Tags": ", ".join(each.tags),
            "MIME Type": "text/html",
            "Language": "en",
            "Creation date": "/".join(reversed(each.added[:10].split("-"))) + " 08:00:00",
        },
        ("title", "added", "tags"),
        ";",
    ),
}
DAYS = {"zotero-csv": ("published",), "wallabag-csv": ("added",), "csl-json": ALL[1:3]}
EXPORTS: dict[str, tuple[str, Callable[[Sequence[Piece]], str], tuple[str, ...]]] = {
    "bookmarks": ("bookmarks.html", bookmarks, ("title", "added", "tags", "summary")),
    "pocket-html": ("ril_export.html", links_of_pocket, ("title", "added", "tags")),
    "instapaper-html": ("instapaper.html", links_of_instapaper, ("title",)),
    "chrome-bookmarks": ("Bookmarks", chrome, ("title", "added")),
    "firefox-json": ("bookmarks-2024-05-04.json", firefox, ("title", "added", "tags")),
    "linkwarden-json": ("backup.json", linkwarden, ("title", "added", "tags", "summary")),
    "karakeep-json": ("karakeep.json", karakeep, ("title", "added", "tags")),
    "pinboard-json": ("pinboard.json", pinboard, ("title", "added", "tags", "summary")),
    "pinboard-xml": ("pinboard.xml", pinboard_xml, ("title", "added", "tags", "summary")),
    "wallabag-json": (
        "wallabag.json",
        wallabag,
        ("title", "published", "added", "authors", "tags", "image"),
    ),
    "omnivore-json": (
        "metadata_0_to_20.json",
        omnivore,
        ("title", "published", "added", "authors", "tags", "summary", "image"),
    ),
    "hypothesis-json": ("hypothesis.json", hypothesis_json, ("title", "added", "tags")),
    "csl-json": (
        "library.json",
        csl,
        ("title", "published", "added", "outlet", "authors", "tags", "summary"),
    ),
}
PAGES: dict[str, tuple[Callable[[Piece], str], tuple[str, ...]]] = {
    "readwise-markdown": (readwise, ("title", "authors", "tags", "summary", "image")),
    "omnivore-markdown": (omnivore_page, ("title",)),
}
