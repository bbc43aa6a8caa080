"""
Pinboard, and Delicious before it: lists in JSON and XML.

    [{"href": "https://news.example/flood", "description": "Flood defences pay off",
      "extended": "What they cost.", "time": "2024-05-02T08:00:00Z", "tags": "floods climate"}]

    <posts user="jane"><post href="…" time="…" description="…" extended="…" tag="floods climate"/>

`description` is the title and `extended` the excerpt (<https://pinboard.in/api#posts_all>). Tags
hold no spaces, so spaces part them. Its page of bookmarks is read by `bookmarks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from kg.read.exports.addresses import outcome_of, stated
from kg.read.exports.json_files import elements, excerpt_of, text_of, title_of
from kg.read.exports.markup import CUT_OFF, LineCounter, attributes
from kg.read.exports.outcomes import Export, Outcome
from kg.read.exports.text import codec_of, instant, parted, unescaped, without_mark
from kg.read.given import BadRecord

_POST = re.compile(rb"<(?:(!--)|post(?=[\s/>]))")
_POSTS = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)*<posts[\s>]")


def pinboard_json(data: bytes) -> Iterator[Outcome]:
    """Yield the bookmarks of a list in JSON."""
    for number, line, entry in elements(data):
        if isinstance(entry, dict):
            yield outcome_of(number, line, _fields(entry, entry.get("tags")))
        else:
            yield BadRecord(number, line, "is no bookmark.", "Delete it.")


def pinboard_xml(data: bytes) -> Iterator[Outcome]:
    """Yield the bookmarks of a list in XML; entities that it declares stay as they are."""
    data = without_mark(data)
    codec = codec_of(data)
    lines = LineCounter(data)
    number = 0
    comments_end = True
    found = _POST.search(data)
    while found is not None:
        position = found.end()
        if found[1]:
            end = data.find(b"-->", position) if comments_end else -1
            comments_end = end >= 0
            position = max(position, end)
        else:
            number += 1
            line = lines.at(found.start())
            tag = attributes(data, position)
            if tag.end == CUT_OFF:
                what = "the file ends in the middle of a bookmark."
                yield BadRecord(number, line, what, "Export it again.")
                return
            values = {
                name.decode("ascii", "replace"): unescaped(value.decode(codec, "replace"))
                for name, value in tag.values.items()
            }
            yield outcome_of(number, line, _fields(values, values.get("tag")))
            position = tag.end
        found = _POST.search(data, position)


def _fields(entry: dict[str, Any], tags: Any) -> dict[str, Any]:
    return stated(
        link=text_of(entry.get("href")),
        title=title_of(entry.get("description")),
        summary=excerpt_of(entry.get("extended")),
        date_added=instant(text_of(entry.get("time"))),
        tags=parted(tags, None) if isinstance(tags, str) else [],
    )


EXPORTS: Final = (
    Export("pinboard-json", pinboard_json),
    Export("pinboard-xml", pinboard_xml),
)
JSON_KEYS: Final = frozenset(("href", "description", "extended", "time"))


def is_xml(head: bytes) -> bool:
    """
    Return whether the first bytes of a file are those of a list in XML.

    >>> is_xml(b'<?xml version="1.0"?><posts user="jane">')
    True
    """
    return _POSTS.match(head) is not None
