"""
Lists in YAML (version 1.1, as PyYAML reads it), of one document or several.

A list of keys and values, one on each line, is read item by item, anything else from libyaml's
events. If that fails and the file is a list, or keys with lists, each
record is read by itself, so that a bad one loses no other.
"""

from __future__ import annotations

import codecs
import re

from kg.read.documents import BOM
from kg.read.errors import ReadError
from kg.read.lines import LineReader, Unusual
from kg.read.lists.limits import MAX_BAD_RECORDS
from kg.read.lists.pieces import BadPiece, Note, Piece, Pieces, Placed, Source, Steps
from kg.read.lists.yaml_values import Anchored, PlainScalars, TooMuchError, YamlBuilder

_BATCH = 64
_MARKER = re.compile(rb"^(?:---|\.\.\.)(?=[ \t\n]|\Z)", re.M)
_SECTION = re.compile(rb"^(?:[^\s#-]|-[^\s\n-])[^\n]*", re.M)
_OPENING = re.compile(
    rb"(?:\"([^\"\n]{1,200})\"|'([^'\n]{1,200})'|([^\s:#\"'][^:\n]{0,200})):[ \t]*(?:#[^\n]*)?\Z"
)
_HEAD = re.compile(rb"(?:[ \t]*(?:#[^\n]*)?\n|---[ \t]*\n)*- ")
_ITEM = re.compile(rb"^- ", re.M)
_OUTDENTED = re.compile(rb"^(?:[^ \n#-]|-[^ ])", re.M)
_INNER_MAPPING = re.compile(
    rb"\n *- +[^\n]{0,100}:(?:[ \n]|\Z)|\n +[^\n:]{1,100}:[ ]*\n +(?!- )[^\n]{0,100}:"
)
"""In an item; only libyaml's events tell the lines of such."""
_MAX_UNUSUAL = 200
_FIRST_ITEM = re.compile(rb"(?:[ \t]*(?:#[^\n]*)?\n)*( *)-(?=[ \n])")


def yaml_source(data: bytes) -> Source:
    """Return the values of a YAML file; it is parsed once."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise ReadError(1, "the file is UTF-16, not UTF-8.", "Save it as UTF-8.")
    data = data.removeprefix(BOM)
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    notes: dict[Note, None] = {}
    pieces: list[Piece | BadPiece]
    try:
        usual = _usual_items(data, notes)
        pieces = usual or [Piece(value) for value in YamlBuilder(data, 1, notes).documents()]
    except TooMuchError:
        raise
    except ReadError as error:
        pieces = list(_up_to_the_limit(_by_document(data, notes)))
        if all(isinstance(piece, BadPiece) and piece.steps is None for piece in pieces):
            raise error from None
    return Source(lambda: iter(pieces), notes)


# ---- the usual list: an item after the other, most of them lines of keys and values ----------


def _usual_items(data: bytes, notes: dict[Note, None]) -> list[Piece | BadPiece] | None:
    """Return the items of a file that is one list, if nearly all are of the usual form."""
    first = _HEAD.match(data)
    if not first or _MARKER.search(data, first.end()) or _OUTDENTED.search(data, first.end()):
        return None
    reader = LineReader()
    reader.scalars = PlainScalars()
    anchors: dict[str, Anchored] = {}
    line = 1 + data.count(b"\n", 0, first.end())
    items: list[Piece | BadPiece] = []
    unusual = 0
    begin = first.end()
    while begin <= len(data):
        next_item = _ITEM.search(data, begin)
        text = data[begin : next_item.start() if next_item else len(data)]
        begin = next_item.end() if next_item else len(data) + 1
        value = _usual_item(text, line, reader)
        if value is None:
            unusual += 1
            if unusual > _MAX_UNUSUAL + len(items) // 8:
                return None
            try:
                (value,) = YamlBuilder(b"  " + text, line, notes, anchors).documents()
            except (ReadError, ValueError):
                return None
        items.append(Piece(value, (), is_item=True))
        line += text.count(b"\n")
    return items


def _usual_item(text: bytes, line: int, reader: LineReader) -> Placed | None:
    """Return an item each of whose lines is a key and a value, without mappings in lists."""
    if _INNER_MAPPING.search(text):
        return None
    try:
        value = Placed(reader.parse(text, 2))
    except Unusual:
        return None
    value.line = line
    return value


# ---- broken files, record by record ----------------------------------------------------------


def _up_to_the_limit(pieces: Pieces) -> Pieces:
    """Yield pieces until so many are bad that the file is given up."""
    bad = 0
    for piece in pieces:
        yield piece
        bad += isinstance(piece, BadPiece)
        if bad > MAX_BAD_RECORDS:
            return


def _by_document(data: bytes, notes: dict[Note, None]) -> Pieces:
    """Yield what can be read of a file that is broken somewhere."""
    begins = [0, *(marker.start() for marker in _MARKER.finditer(data) if marker.start())]
    ends = [*begins[1:], len(data)]
    line = 1
    for begin, end in zip(begins, ends, strict=True):
        text = data[begin:end]
        if _MARKER.match(text):
            text = b"   " + text[3:]
        if text.strip() and not text.startswith(b"%"):
            yield from _by_section(text, line, notes)
        line += data.count(b"\n", begin, end)


def _by_section(text: bytes, line: int, notes: dict[Note, None]) -> Pieces:
    anchors: dict[str, Anchored] = {}
    begins = [0, *(found.start() for found in _SECTION.finditer(text) if found.start())]
    ends = [*begins[1:], len(text)]
    for begin, end in zip(begins, ends, strict=True):
        section = text[begin:end]
        head, _, _ = section.partition(b"\n")
        opening = _OPENING.match(head.rstrip())
        offset = begin + len(head) + 1 if opening else begin
        steps: Steps = ()
        if opening:
            key = opening[1] or opening[2] or opening[3]
            steps = (key.decode(errors="replace").strip(),)
        body = text[offset:end]
        first = _FIRST_ITEM.match(body)
        if first:
            yield from _by_item(body, first, line + bool(opening), notes, anchors, steps)
        elif section.strip():
            yield from _built(section, line, notes, anchors)
        line += section.count(b"\n")


def _built(text: bytes, line: int, notes: dict[Note, None], anchors: dict[str, Anchored]) -> Pieces:
    try:
        for value in YamlBuilder(text, line, notes, anchors).documents():
            yield Piece(value)
    except TooMuchError:
        raise
    except ReadError as error:
        yield BadPiece(error.line, error.what, error.mend)


def _by_item(
    text: bytes,
    first: re.Match[bytes],
    line: int,
    notes: dict[Note, None],
    anchors: dict[str, Anchored],
    steps: Steps,
) -> Pieces:
    """Yield the items of a list, and those that cannot be read."""
    pattern = re.compile(b"^" + first[1] + rb"-(?=[ \n])", re.M)
    begins = [item.start() for item in pattern.finditer(text)]
    begins[0] = 0
    begins.append(len(text))
    stack = [(at, min(at + _BATCH, len(begins) - 1)) for at in range(0, len(begins) - 1, _BATCH)]
    stack.reverse()
    lines = line
    counted = 0
    while stack:
        low, high = stack.pop()
        lines += text.count(b"\n", counted, begins[low])
        counted = begins[low]
        part = text[begins[low] : begins[high]]
        try:
            documents = list(YamlBuilder(part, lines, notes, anchors).documents())
        except TooMuchError:
            raise
        except ReadError as error:
            if high - low == 1:
                yield BadPiece(error.line, error.what, error.mend, steps)
            else:
                middle = (low + high) // 2
                stack += [(middle, high), (low, middle)]
            continue
        for value in documents:
            for item in value if isinstance(value, list) else [value]:
                yield Piece(item, steps, is_item=True)
