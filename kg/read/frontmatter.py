"""
Front matter of one file after the other: fast, and with limits.

Nearly all bytes of a news folder are entries of `related`, and most entries stand in many
posts, word for word. So the block below `related:` is cut into entries without being parsed,
and each distinct text is parsed once. An entry, and what is left of the post around the block,
is read line by line (`kg.read.lines`) while each line is a key and a plain or quoted value, and
from libyaml's events (`kg.read.events`) where not. Each step is strict: at anything unusual the
whole document goes to `kg.read.yaml_loader` instead. Every way gives the values and types that
`yaml.CSafeLoader` gives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, Generic, NamedTuple, TypeVar

import yaml

from kg.read.documents import end_of_front_matter, opened, to_document
from kg.read.errors import ReadError
from kg.read.events import RELATED, parse_events
from kg.read.limits import (
    MAX_ENTRIES,
    MAX_FRONT_MATTER_BYTES,
)
from kg.read.lines import LineReader, Lines, Unusual
from kg.read.locations import Written, line_of, written_below, written_in_entry
from kg.read.yaml_loader import MANY_BYTES, MARKS, MAX_MARKS, load, name_of_type

T = TypeVar("T")

MEMO_BYTES = 32 * 2**20
"""Text of distinct entries that a reader remembers before it begins to forget the oldest."""

_MAX_INDENT = 8
_ENTRY_BYTES = 400  # what an entry takes besides its text, roughly

_RELATED = re.compile(rb"related: *\n( *)- ")
# By their indentation; a third faster than `bytes.split`.
_SEPARATORS = [re.compile(rb"\n%s- " % (b" " * indent)) for indent in range(_MAX_INDENT + 1)]
_OUTDENTED = re.compile(rb"\n[^ \n]")
_BLOCK_SCALAR = re.compile(rb"(?:\A|[ \t])[|>]")
_KEEPING_BLANK_LINES = re.compile(rb"[|>][1-9]?\+")


class ParsedFrontMatter(NamedTuple, Generic[T]):
    """The front matter of one file."""

    mapping: Mapping[Any, Any]
    """Every key and value; `related` only if it is not a list."""
    related: tuple[T, ...]
    """What `convert` made of each entry of the list `related`."""
    repeated: tuple[str, ...] = ()
    """Keys that stand twice in one mapping, anywhere; the last value is the one taken."""


class FrontMatterReader(Generic[T]):
    r"""
    Reads one file after the other, and remembers the entries of `related` that it has seen.

    `convert` is called with the value of an entry, of whatever type that is, and with a function
    that returns the value at a path in it as it is written; once for each distinct text. A repeated
    entry is the very same object, so let `convert` make something that nobody changes, and never
    None. Only of unusual documents (anchors, tags, `related: [...]`) entries are converted anew.

    >>> reader = FrontMatterReader(lambda entry, written: entry["title"])
    >>> post = reader.parse("---\ntitle: 雨\nrelated:\n  - title: 河\n---\n".encode())
    >>> post.mapping, post.related
    ({'title': '雨'}, ('河',))
    """

    def __init__(self, convert: Callable[[Any, Written], T]) -> None:
        self._convert = convert
        self._lines = LineReader()
        # By indentation, what was made of the text of an entry; a text read again moves from old
        # to young.
        self._young: dict[int, dict[bytes, T]] = {}
        self._old: dict[int, dict[bytes, T]] = {}
        self._young_bytes = 0

    def parse(self, data: bytes) -> ParsedFrontMatter[T] | None:
        """
        Return the front matter of a file, or None if its first line is not `---`.

        Raises ReadError for what CSafeLoader would not read, for front matter that is
        no mapping, and for documents beyond the limits of this module.
        """
        opening = opened(data)
        if opening is None:
            return None
        parsed = self._parse_by_entry(*opening)
        if parsed is not None:
            return parsed
        source = to_document(*opening)
        value, repeated = load(source, self._lines)
        if value is None:
            return ParsedFrontMatter({}, ())
        if not isinstance(value, dict):
            raise ReadError(
                source.first_line,
                f"the front matter is {name_of_type(value)}, not keys with values.",
                "Write it as lines of the form 'title: Some text'.",
            )
        entries: Any = ()
        if isinstance(value.get("related"), list):
            entries = value.pop("related")
        if len(entries) > MAX_ENTRIES:
            raise ReadError(
                line_of(data, ["related"]),
                f"related has {len(entries):,} entries, more than {MAX_ENTRIES:,}.",
                "Divide them among several posts.",
            )
        converted = [
            self._convert(entry, partial(written_below, data, ("related", at)))
            for at, entry in enumerate(entries)
        ]
        return ParsedFrontMatter(value, tuple(converted), repeated)

    def _parse_by_entry(self, data: bytes, opening: int) -> ParsedFrontMatter[T] | None:
        """Return the front matter if it is of the usual form, else None."""
        start = data.find(b"\nrelated:", opening) + 1
        header = _RELATED.match(data, start)
        if not start or not header or end_of_front_matter(data, opening, start) >= 0:
            return None
        indent = len(header[1])
        if indent > _MAX_INDENT:
            return None
        separator = b"\n" + header[1] + b"- "  # as the header ends
        chunks = _SEPARATORS[indent].split(data)[data.count(separator, 0, header.end()) :]
        seen = self._young.setdefault(indent, {})
        entries: list[Any] = list(map(seen.get, chunks))
        new = [i for i, entry in enumerate(entries) if entry is None]

        # The list ends where a line begins at column 0; entries seen before have no such line.
        for i in new:
            if outdented := _OUTDENTED.search(chunks[i]):
                before = sum(map(len, chunks[:i])) + i * len(separator)
                list_end = header.end() + before + outdented.start()
                chunks[i] = chunks[i][: outdented.start()]
                del chunks[i + 1 :], entries[i + 1 :]
                break
        else:
            return None
        end = end_of_front_matter(data, list_end)
        size = end - opening
        if end < 0 or size > MAX_FRONT_MATTER_BYTES or len(entries) > MAX_ENTRIES:
            return None
        if size > MANY_BYTES and sum(map(data[opening:end].count, MARKS)) > MAX_MARKS:
            return None
        if end == list_end and _BLOCK_SCALAR.search(chunks[-1]):
            return None  # without a last line break a block scalar is another text

        try:
            data[end:].decode()
            head, tail = data[opening + 1 : start], data[list_end + 1 : end]
            mapping = _parse_around(head, tail, self._lines)
            for i in new:
                if i < len(entries):
                    entries[i] = self._entry(indent, chunks[i])
        except (yaml.YAMLError, UnicodeError):
            return None
        return ParsedFrontMatter(mapping, tuple(entries))

    def _entry(self, indent: int, chunk: bytes) -> Any:
        """
        Return what became of an entry's text, from memory if it was seen without line ends.

        Raises YAMLError if only the whole document says what it means.
        """
        chunk = chunk.rstrip(b"\n")
        young = self._young.setdefault(indent, {})
        entry = young.get(chunk)
        if entry is not None:
            return entry
        entry = self._old.get(indent, {}).get(chunk)
        if entry is None:
            written = partial(written_in_entry, indent, chunk)
            entry = self._convert(_parse_entry(indent, chunk, self._lines), written)
        young[chunk] = entry
        self._young_bytes += len(chunk) + _ENTRY_BYTES
        if self._young_bytes > MEMO_BYTES:
            self._old, self._young, self._young_bytes = self._young, {}, 0
        return entry


def _parse_around(head: bytes, tail: bytes, reader: LineReader) -> Mapping[Any, Any]:
    """Return the mapping around the list `related`."""
    with suppress(Unusual):
        lines = reader.parse(head + b"related:\n" + tail)
        if lines["related"] is None:
            return Lines(lines.shape.without_related, lines.values_of_lines)
    hole = len(head.decode()) + len("related: ")  # an alias stands in for the list
    text = head + b"related: *related\n" + tail
    mapping = parse_events(text, reader.scalars, hole=hole)
    if not isinstance(mapping, dict) or mapping.pop("related", None) is not RELATED:
        raise Unusual
    return mapping


def _parse_entry(indent: int, chunk: bytes, reader: LineReader) -> Any:
    """Return the value of an entry by itself, if nothing around it could change the value."""
    with suppress(Unusual):
        if mapping := reader.parse(chunk, indent + 2):
            return mapping
    if b"+" in chunk and _KEEPING_BLANK_LINES.search(chunk):
        raise Unusual
    items = parse_events(b"%*s- %s\n" % (indent, b"", chunk), reader.scalars, depth=1)
    if not isinstance(items, list) or len(items) != 1:
        raise Unusual
    return items[0]
