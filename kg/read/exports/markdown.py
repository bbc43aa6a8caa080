"""
Pages in Markdown that Readwise, Omnivore and Cubox write, and what the body of one states.

    # Flood defences pay off                      # Flood defences pay off
                                                  #Omnivore
    ![rw-book-cover](https://…/cover.jpg)
                                                  [Read on Omnivore](https://omnivore.app/me/…)
    ## Metadata                                   [Read Original](https://news.example/flood)
    - Author: [[Jane Doe]]
    - Full Title: Flood defences pay off
    - Category: #articles
    - Document Tags: [[floods]] [[climate]]
    - Summary: What they cost.
    - URL: https://news.example/flood

    ## Highlights
    - The river rose. ([View Highlight](https://read.readwise.io/read/…))

Both are what the programs write unless their users change the template, for Obsidian, Logseq or as
files. Readwise's category is no topic; its pages for books state no address, and are passed over.
A page with a head is a post: what reads it asks `stated_in_body` for what the head leaves open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from kg.read.exports.addresses import stated
from kg.read.exports.outcomes import Export, Outcome, PassedOver
from kg.read.exports.text import clean, codec_of, plain_excerpt, plain_title, without_mark
from kg.read.given import Record

BOOK: Final = "highlights of a document without an address"

_MAX_CHARS: Final = 2**16
"""Of a body as much is searched: what it states stands at its beginning."""
_MAX_LINE_CHARS: Final = 10_000
_TITLE = re.compile(r"^(?:- )?# +(\S.*)$", re.M)
_COVER = re.compile(r"^!\[rw-book-cover\]\((https?://[^\s()]+)\)", re.M)
_METADATA = re.compile(r"^[ \t]{0,8}(?:- )?#{1,6} +Metadata[ \t]*$", re.M)
_HEADING = re.compile(r"[ \t]{0,8}(?:- )?#{1,6} ")
_ITEM = re.compile(
    r"[ \t]{0,8}[-*+][ \t]{1,8}(?:\*\*)?([A-Za-z][A-Za-z ]{1,30})(?:\*\*)?::?(?:\*\*)?[ \t]+(\S.*)$"
)
_ORIGINAL = re.compile(
    r"^[ \t]{0,8}(?:- )?\[Read Original\]\(<?(https?://[^\s<>]+?)>?\)[ \t]*$", re.M | re.I
)
_ADDRESS = re.compile(r"<?(https?://[^\s<>]+)|\[[^\]]{0,500}\]\((https?://[^\s<>]+)\)")
_BRACKETS = re.compile(r"\[\[([^\[\]]{1,500})\]\]")
_HASHES = re.compile(r"#([^\s#,]{1,200})")
_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:---|\+\+\+|\{)")
_STOCK_COVER: Final = "//readwise-assets."  # Readwise's own picture for whatever has none


def stated_in_body(body: str) -> dict[str, Any]:
    r"""
    Return the fields that the body of a page states in the manner of Readwise or Omnivore.

    The address is the field `uri`, the last of the names for addresses, so that one in the page's
    head comes first. Nothing is returned for other texts.

    >>> stated_in_body("# Rain\n\n[Read Original](https://news.example/1)\n")
    {'title': 'Rain', 'uri': 'https://news.example/1'}
    >>> stated_in_body("# Rain\n\nIt rains.\n")
    {}
    """
    text = body[:_MAX_CHARS]
    title = _TITLE.search(text)
    heading = plain_title(title[1]) if title is not None else ""
    start = _METADATA.search(text)
    if start is not None:
        items = _items(text[start.end() :])
        if not items.keys().isdisjoint(("category", "full title", "url")):
            return _of_readwise(text, items, heading)
    original = _ORIGINAL.search(text)
    return stated(title=heading, uri=original[1]) if original is not None else {}


def _items(text: str) -> dict[str, str]:
    """Return the items of the list below a heading, up to the next heading."""
    items: dict[str, str] = {}
    for line in text.split("\n"):
        if _HEADING.match(line):
            break
        item = _ITEM.match(line[:_MAX_LINE_CHARS].rstrip())
        if item is not None:
            items.setdefault(item[1].strip().lower(), item[2])
    return items


def _of_readwise(text: str, items: dict[str, str], heading: str) -> dict[str, Any]:
    cover = _COVER.search(text)
    image = cover[1] if cover is not None and _STOCK_COVER not in cover[1] else ""
    address = _ADDRESS.match(items.get("url", ""))
    return stated(
        title=plain_title(items.get("full title", "")) or heading,
        uri=(address[1] or address[2]) if address is not None else "",
        authors=", ".join(_names(items.get("author", ""))),
        tags=_tags(items.get("document tags", "") or items.get("tags", "")),
        summary=plain_excerpt(items.get("summary", "")),
        published=clean(items.get("published date", "") or items.get("published", "")),
        image=image,
    )


def _names(text: str) -> list[str]:
    names = [clean(name) for name in _BRACKETS.findall(text)]
    return names or [name for name in [clean(text)] if name]


def _tags(text: str) -> list[str]:
    """
    Return tags in brackets, with hashes, or parted by commas.

    >>> _tags("[[floods]] [[sea level]]"), _tags("#floods #rain"), _tags("floods, sea level")
    (['floods', 'sea level'], ['floods', 'rain'], ['floods', 'sea level'])
    """
    found = _BRACKETS.findall(text) or _HASHES.findall(text) or text.split(",")
    return [tag for each in found if (tag := clean(each))]


def page(data: bytes) -> Iterator[Outcome]:
    """Yield the one record of a page without a head."""
    data = without_mark(data)
    body = data.decode(codec_of(data), "replace").replace("\r\n", "\n")
    fields = stated_in_body(body)
    if "uri" in fields:
        yield Record(1, 1, fields, body)
    else:
        yield PassedOver(1, 1, BOOK)


EXPORTS: Final = (Export("readwise-markdown", page), Export("omnivore-markdown", page))


def recognised(head: bytes) -> Export | None:
    r"""
    Return the export that a page in Markdown is, by its first bytes; None if it has a head.

    >>> recognised(b"# Rain\n\n## Metadata\n- Category: #articles\n").name
    'readwise-markdown'
    """
    if _HEAD.match(head):
        return None
    metadata = b" Metadata" in head
    if not metadata and b"[Read Original](" not in head and b"[Read original](" not in head:
        return None
    fields = stated_in_body(head.decode("utf-8", "replace").replace("\r\n", "\n"))
    if metadata and _METADATA.search(head.decode("utf-8", "replace").replace("\r\n", "\n")):
        return EXPORTS[0] if fields else None
    return EXPORTS[1] if fields else None
