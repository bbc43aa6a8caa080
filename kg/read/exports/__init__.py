"""
Bookmarks and the exports of programs in which people keep what they read.

`export_of` tells by a file's name and first bytes which program wrote it; the export yields its
records, under the names that kg knows (`link`, `title`, `date_added`, `published`, `tags`,
`authors`, `source`, `summary`, `image`), and `folder`, which kg knows only where a user says so.

A module each reads what one program writes: `bookmarks` (Netscape's format, the pages of Pocket
and Instapaper), `browsers` (the own files of Chrome and Firefox), `pocket`, `instapaper`,
`raindrop`, `pinboard` (and Delicious in XML), `wallabag`, `readwise`, `omnivore`, `markdown`
(pages of Readwise, Omnivore and Cubox), `matter`, `hypothesis`, `linkwarden` (and Karakeep),
`zotero`. They share `markup`, `tables`, `json_files`, `addresses` and `text`.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from kg.read.exports.outcomes import Export, Outcome, PassedOver

__all__ = ["EXPORT_NAMES", "Export", "Outcome", "PassedOver", "export_of"]

EXPORT_NAMES: Final = {
    "bookmarks": "bookmarks in HTML",
    "chrome-bookmarks": "bookmarks of Chrome",
    "csl-json": "references in CSL JSON",
    "firefox-json": "bookmarks of Firefox",
    "hypothesis-csv": "export of Hypothesis in CSV",
    "hypothesis-json": "export of Hypothesis in JSON",
    "instapaper-csv": "export of Instapaper in CSV",
    "instapaper-html": "export of Instapaper in HTML",
    "karakeep-json": "export of Karakeep",
    "linkwarden-json": "export of Linkwarden",
    "matter-csv": "export of Matter",
    "omnivore-json": "export of Omnivore in JSON",
    "omnivore-markdown": "export of Omnivore in Markdown",
    "pinboard-json": "export of Pinboard",
    "pinboard-xml": "export of Delicious or Pinboard in XML",
    "pocket-csv": "export of Pocket in CSV",
    "pocket-html": "export of Pocket in HTML",
    "raindrop-csv": "export of Raindrop",
    "reader-csv": "export of Readwise Reader",
    "readwise-csv": "export of Readwise in CSV",
    "readwise-import-csv": "list for Readwise in CSV",
    "readwise-markdown": "export of Readwise in Markdown",
    "wallabag-csv": "export of wallabag in CSV",
    "wallabag-json": "export of wallabag in JSON",
    "zotero-csv": "export of Zotero",
}
"""What the files of each export are called."""

_PAGES: Final = (".md", ".markdown", ".mdx", ".txt")
_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_BEGINNINGS: Final = b"<[{"


def export_of(path: str, head: bytes) -> Export | None:
    r"""
    Return the export that a file is, by its name and first bytes; None if it is none.

    >>> export_of("bookmarks.html", b"<!DOCTYPE NETSCAPE-Bookmark-file-1>\n").name
    'bookmarks'
    >>> export_of("part_000000.csv", b"title,url,time_added,tags,status\n").name
    'pocket-csv'
    >>> export_of("notes.md", b"# Rain\n") is None
    True
    """
    name = path.lower().replace("\\", "/").rpartition("/")[2]
    if name.endswith(_PAGES) and not head.startswith(_MARKS[1:]):
        from kg.read.exports import markdown

        found = markdown.recognised(head)
        if found is not None or not name.endswith(".txt"):
            return found
    if head.startswith(_MARKS) or head[:2] in (b"<\0", b"[\0", b"{\0", b"\0<", b"\0[", b"\0{"):
        from kg.read.exports.text import without_mark

        head = without_mark(head)
    first = head.lstrip()[:1]
    if first and first in _BEGINNINGS:
        return _in_markup(head) if first == b"<" else _in_json(head)
    if name.endswith((".csv", ".tsv", ".txt")) or "." not in name:
        return _in_table(head)
    return None


def _in_markup(head: bytes) -> Export | None:
    from kg.read.exports import bookmarks, pinboard

    return pinboard.EXPORTS[1] if pinboard.is_xml(head) else bookmarks.recognised(head)


def _in_json(head: bytes) -> Export | None:
    from kg.read.exports import (
        browsers,
        hypothesis,
        linkwarden,
        omnivore,
        pinboard,
        wallabag,
        zotero,
    )
    from kg.read.exports.json_files import keys_in

    keys = keys_in(head)
    in_list = head.lstrip()[:1] == b"["
    candidates: tuple[tuple[frozenset[str], Export], ...] = (
        (browsers.CHROME_KEYS, browsers.EXPORTS[0]),
        (browsers.FIREFOX_KEYS, browsers.EXPORTS[1]),
        (hypothesis.JSON_KEYS, hypothesis.EXPORTS[0]),
        (linkwarden.LINKWARDEN_KEYS, linkwarden.EXPORTS[0]),
        (linkwarden.KARAKEEP_KEYS, linkwarden.EXPORTS[1]),
    )
    if in_list:
        candidates = (
            (pinboard.JSON_KEYS, pinboard.EXPORTS[0]),
            (wallabag.JSON_KEYS, wallabag.EXPORTS[0]),
            (omnivore.JSON_KEYS, omnivore.EXPORTS[0]),
        )
    for needed, export in candidates:
        if needed <= keys:
            return export
    return zotero.EXPORTS[0] if in_list and zotero.is_csl(head, keys) else None


def _in_table(head: bytes) -> Export | None:
    from kg.read.exports.tables import columns_of

    columns = frozenset(columns_of(head))
    if "url" not in columns and "highlight" not in columns:
        return None
    for needed, export in _tables():
        if needed <= columns:
            return export
    return None


@cache
def _tables() -> tuple[tuple[frozenset[str], Export], ...]:
    """Return the exports in CSV, those with the most telling columns first."""
    from kg.read.exports import (
        hypothesis,
        instapaper,
        matter,
        pocket,
        raindrop,
        readwise,
        wallabag,
        zotero,
    )

    special = {export.name: export for export in (*readwise.EXPORTS, *zotero.EXPORTS)}
    modules = (pocket, instapaper, readwise, matter, hypothesis, zotero, wallabag, raindrop)
    return tuple(
        (table.columns, special.get(table.name) or table.export())
        for module in modules
        for table in module.TABLES
    )
