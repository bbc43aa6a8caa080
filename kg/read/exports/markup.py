"""
Tags of HTML and XML, read from bytes without a tree.

Exports of bookmarks are flat, large, and rarely valid, and their nesting means little. So a file is
searched for the tags that matter, and whatever stands between them is never looked at: nothing
grows with the file, and nesting costs nothing.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

# A tag whose attributes are all of the usual form ends where this matches.
_USUAL = re.compile(rb"(?:\s+[\w-]+=\"[^\"]*\")*\s*/?>")
_USUAL_ATTRIBUTE = re.compile(rb"([\w-]+)=\"([^\"]*)\"")
# HTML, 13.2.5.32 to 13.2.5.39: names, then `=` and a value in quotes or up to white space.
_NAME = re.compile(rb"[\s/]*([^\s/>][^\s/>=]*)")
_EQUALS = re.compile(rb"\s*=\s*")
_BARE = re.compile(rb"[^\s>]*")
_ENTRY = re.compile(rb"<dt[\s>]", re.I)
_END = re.compile(rb"[\s/]*>")

CUT_OFF: Final = -1


class Attributes(NamedTuple):
    """The attributes of a tag, and where it ends."""

    values: dict[bytes, bytes]
    """By name in lower case, as they stand in the file; of a repeated name the first."""
    end: int
    """Where the tag ends; CUT_OFF if the file ends within it."""
    overrun: int = 0
    """Where another entry begins within a value, because a quote was never closed; else 0."""


def attributes(data: bytes, start: int) -> Attributes:
    r"""
    Return the attributes of a tag whose name ends at `start`.

    >>> attributes(b"<A HREF='/rain' private TAGS=a,b>", 2)
    Attributes(values={b'href': b'/rain', b'private': b'', b'tags': b'a,b'}, end=33, overrun=0)
    >>> attributes(b'<a href="/rain', 2).end == CUT_OFF
    True
    """
    usual = _USUAL.match(data, start)
    if usual is None:
        return _attributes_one_by_one(data, start)
    values: dict[bytes, bytes] = {}
    for name, value in _USUAL_ATTRIBUTE.findall(usual[0]):
        values.setdefault(name.lower(), value)
    entry = _ENTRY.search(usual[0]) if b"<" in usual[0] else None
    return Attributes(values, usual.end(), start + entry.start() if entry else 0)


def _attributes_one_by_one(data: bytes, start: int) -> Attributes:
    values: dict[bytes, bytes] = {}
    position = start
    overrun = 0
    while True:
        end = _END.match(data, position)
        if end is not None:
            return Attributes(values, end.end(), overrun)
        name = _NAME.match(data, position)
        if name is None:
            return Attributes(values, CUT_OFF)
        position = name.end()
        value = b""
        equals = _EQUALS.match(data, position)
        if equals is not None:
            value, position = _value(data, equals.end())
            if position == CUT_OFF:
                return Attributes(values, CUT_OFF)
            entry = _ENTRY.search(value) if b"<" in value and not overrun else None
            if entry is not None:
                overrun = data.find(value, equals.end()) + entry.start()
        values.setdefault(name[1].lower(), value)


def _value(data: bytes, start: int) -> tuple[bytes, int]:
    quote = data[start : start + 1]
    if quote in (b'"', b"'"):
        end = data.find(quote, start + 1)
        return (data[start + 1 : end], end + 1) if end >= 0 else (b"", CUT_OFF)
    bare = _BARE.match(data, start)
    return (bare[0], bare.end()) if bare is not None else (b"", start)


class LineCounter:
    r"""
    Counts lines up to places that come in order.

    >>> lines = LineCounter(b"a\nb\nc")
    >>> lines.at(0), lines.at(4)
    (1, 3)
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._place = 0
        self._line = 1
        self._break = b"\n" if b"\n" in data else b"\r"

    def at(self, place: int) -> int:
        """Return the line of a place that lies not before the last one asked for."""
        self._line += self._data.count(self._break, self._place, place)
        self._place = place
        return self._line
