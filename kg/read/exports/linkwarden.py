"""
Linkwarden and Karakeep (Hoarder): documents in JSON.

    {"username": "jane", "collections": [{"name": "Weather", "links": [
      {"name": "Flood defences pay off", "url": "https://news.example/flood", "description": "",
       "createdAt": "…", "importDate": null, "tags": [{"name": "floods"}]}]}]}

    {"bookmarks": [{"createdAt": 1714636800, "title": "Flood defences pay off", "tags": ["floods"],
      "content": {"type": "link", "url": "https://news.example/flood"}, "note": null}]}

(`apps/web/lib/api/controllers/migration/exportData.ts` in
<https://github.com/linkwarden/linkwarden>, `packages/shared/import-export/exporters.ts` in
<https://github.com/karakeep-app/karakeep>.) Collections and lists are folders. A description in
Linkwarden is the reader's or the page's, a note in Karakeep the reader's alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from kg.read.errors import ReadError
from kg.read.exports.addresses import OWN_PAGE, outcome_of, stated
from kg.read.exports.json_files import document, excerpt_of, text_of, texts_of, title_of
from kg.read.exports.outcomes import Export, Outcome, PassedOver


def linkwarden_json(data: bytes) -> Iterator[Outcome]:
    """Yield the links of all collections; files that were uploaded are passed over."""
    number = 0
    for collection in _list(document(data), "collections"):
        if not isinstance(collection, dict) or not isinstance(collection.get("links"), list):
            continue
        folder = text_of(collection.get("name"))
        for link in collection["links"]:
            number += 1
            fields = _of_linkwarden(link) if isinstance(link, dict) else {}
            if "link" in fields:
                yield outcome_of(number, 0, {**fields, **stated(folder=[folder] if folder else [])})
            else:
                yield PassedOver(number, 0, OWN_PAGE)


def karakeep_json(data: bytes) -> Iterator[Outcome]:
    """Yield the links; notes and files are passed over."""
    for number, bookmark in enumerate(_list(document(data), "bookmarks"), start=1):
        content = bookmark.get("content") if isinstance(bookmark, dict) else None
        link = text_of(content.get("url")) if isinstance(content, dict) else ""
        if link:
            yield outcome_of(number, 0, _of_karakeep(bookmark, link))
        else:
            yield PassedOver(number, 0, OWN_PAGE)


def _list(whole: Any, key: str) -> list[Any]:
    values = whole.get(key) if isinstance(whole, dict) else None
    if not isinstance(values, list):
        raise ReadError(1, f"has no list '{key}'.", "Export the file again.")
    return values


def _of_linkwarden(link: dict[str, Any]) -> dict[str, Any]:
    return stated(
        link=text_of(link.get("url")),
        title=title_of(link.get("name")),
        summary=excerpt_of(link.get("description")),
        date_added=text_of(link.get("importDate")) or text_of(link.get("createdAt")),
        tags=texts_of(link.get("tags")),
    )


def _of_karakeep(bookmark: dict[str, Any], link: str) -> dict[str, Any]:
    return stated(
        link=link,
        title=title_of(bookmark.get("title")),
        date_added=text_of(bookmark.get("createdAt")),
        tags=texts_of(bookmark.get("tags")),
    )


EXPORTS: Final = (
    Export("linkwarden-json", linkwarden_json),
    Export("karakeep-json", karakeep_json),
)
LINKWARDEN_KEYS: Final = frozenset(("username", "collections"))
KARAKEEP_KEYS: Final = frozenset(("bookmarks", "createdAt", "content"))
