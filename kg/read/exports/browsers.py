"""
The files in which browsers themselves keep bookmarks: Chrome's `Bookmarks`, Firefox's backups.

    {"checksum": "…", "roots": {"bookmark_bar": {"type": "folder", "name": "…", "children": [
      {"type": "url", "name": "Flood", "url": "https://…", "date_added": "13359110400000000"}]}}}

    {"guid": "root________", "type": "text/x-moz-place-container", "children": [
      {"title": "Flood", "uri": "https://…", "dateAdded": 1714636800000000, "tags": "floods,rain",
       "type": "text/x-moz-place"}]}

Chrome (and Edge, Brave, Vivaldi) counts microseconds since 1601, Firefox since 1970; both become
seconds. As in HTML, the browser's own folders are none and others are the field `folder`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from kg.read.exports.addresses import outcome_of, stated
from kg.read.exports.bookmarks import FOLDER, MAX_FOLDERS, SEPARATOR
from kg.read.exports.json_files import document, text_of, title_of
from kg.read.exports.outcomes import Export, Outcome, PassedOver
from kg.read.exports.text import instant, parted, webkit_instant

_MOZ: Final = "text/x-moz-place"


def chrome_bookmarks(data: bytes) -> Iterator[Outcome]:
    """Yield the bookmarks of Chrome's own file."""
    whole = document(data)
    roots = whole.get("roots") if isinstance(whole, dict) else None
    folders = list(roots.values()) if isinstance(roots, dict) else []
    number = 0
    for node, path in _below(folders):
        if "children" in node:
            yield PassedOver(0, 0, FOLDER)
            continue
        number += 1
        yield outcome_of(
            number,
            0,
            stated(
                link=text_of(node.get("url")),
                title=title_of(node.get("name")),
                date_added=webkit_instant(text_of(node.get("date_added"))),
                folder=path,
            ),
        )


def firefox_bookmarks(data: bytes) -> Iterator[Outcome]:
    """Yield the bookmarks of a backup of Firefox."""
    whole = document(data)
    roots = whole.get("children") if isinstance(whole, dict) else None
    number = 0
    for node, path in _below(roots if isinstance(roots, list) else []):
        kind = text_of(node.get("type"))
        if kind != _MOZ:
            yield PassedOver(0, 0, SEPARATOR if kind == f"{_MOZ}-separator" else FOLDER)
            continue
        number += 1
        yield outcome_of(
            number,
            0,
            stated(
                link=text_of(node.get("uri")),
                title=title_of(node.get("title")),
                date_added=instant(text_of(node.get("dateAdded"))),
                tags=parted(text_of(node.get("tags")), ","),
                folder=path,
            ),
        )


def _below(roots: list[Any]) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """Yield each node below the roots, with the folders that it lies in, in order."""
    waiting: list[tuple[Any, list[str]]] = []
    for root in reversed(roots):
        children = root.get("children") if isinstance(root, dict) else None
        if isinstance(children, list):
            waiting += [(child, []) for child in reversed(children)]
    while waiting:
        node, path = waiting.pop()
        if not isinstance(node, dict):
            continue
        yield node, path
        children = node.get("children")
        if isinstance(children, list):
            name = title_of(node.get("name")) or title_of(node.get("title"))
            below = [*path, name] if name and len(path) < MAX_FOLDERS else path
            waiting += [(child, below) for child in reversed(children)]


EXPORTS: Final = (
    Export("chrome-bookmarks", chrome_bookmarks),
    Export("firefox-json", firefox_bookmarks),
)
CHROME_KEYS: Final = frozenset(("roots", "bookmark_bar"))
FIREFOX_KEYS: Final = frozenset(("guid", "typeCode", "children"))
