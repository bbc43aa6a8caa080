"""Lists in JSON (RFC 8259) and JSON Lines."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any

from kg.read.documents import BOM, decode
from kg.read.errors import ReadError
from kg.read.limits import MAX_INTEGER_DIGITS, MAX_NESTING
from kg.read.lists.limits import MAX_NOTES, MAX_RECORD_BYTES, MAX_RECORDS, TOO_DEEP
from kg.read.lists.pieces import BadPiece, Note, Piece, Pieces, Placed, Source

_STRING = rb'"[^"\\]*(?:\\.[^"\\]*)*"'
_TOKEN = re.compile(_STRING + rb'|["\[\]{}]', re.S)
_FLAT = re.compile(rb'\{[^{}\[\]"]*(?:' + _STRING + rb'[^{}\[\]"]*)*\}', re.S)
_SCALAR = re.compile(_STRING + rb'|[^\s,\[\]{}"]+', re.S)
_SPACE = re.compile(rb"[ \t\r\n]*")
_SURROGATES = re.compile(
    r"\\\\|(\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)
_CLOSE = "Check quotes, commas and brackets here and just above."
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def json_source(data: bytes) -> Source:
    """Return the records of a JSON file; one that holds a value on each line is JSON Lines."""
    data = _without_mark(data)
    notes: dict[Note, None] = {}
    start = _after_space(data, 0)
    if data[start : start + 1] == b"[":
        return Source(lambda: _items(data, start, notes), notes)
    if data[start : start + 1] == b"{":
        end = _end_of(data, start, 1 + data.count(b"\n", 0, start))
        rest = _after_space(data, end)
        if rest < len(data) and data.find(b"\n", end, rest) >= 0 and data[rest : rest + 1] == b"{":
            return json_lines_source(data)
        return Source(lambda: _whole(data, start, end, notes), notes)
    line = 1 + data.count(b"\n", 0, start)
    raise ReadError(line, "this is not JSON: it begins with neither '[' nor '{'.", _CLOSE)


def json_lines_source(data: bytes) -> Source:
    """Return the records of a file each of whose lines is a JSON object."""
    data = _without_mark(data)
    notes: dict[Note, None] = {}
    return Source(lambda: _lines(data, notes), notes)


def _without_mark(data: bytes) -> bytes:
    if data.startswith(_UTF_16) or (data[:1] in (b"[", b"{") and data[1:2] == b"\0"):
        raise ReadError(1, "the file is UTF-16, not UTF-8.", "Save it as UTF-8.")
    data = data.removeprefix(BOM)
    if b"\r" in data and b"\n" not in data:
        return data.replace(b"\r", b"\n")
    return data


def _after_space(data: bytes, at: int) -> int:
    space = _SPACE.match(data, at)
    return space.end() if space else at


def _end_of(data: bytes, start: int, line: int) -> int:
    """Return where the collection that begins at `start` ends, without parsing it."""
    flat = _FLAT.match(data, start)
    if flat:
        return flat.end()
    depth = 0
    for token in _TOKEN.finditer(data, start):
        text = token[0]
        if text in (b"{", b"["):
            depth += 1
            if depth > MAX_NESTING:
                raise ReadError(line, TOO_DEEP, "Make it flatter.")
        elif text in (b"}", b"]"):
            depth -= 1
            if not depth:
                return token.end()
        elif text == b'"':
            line += data.count(b"\n", start, token.start())
            raise ReadError(line, "the quotes opened here never close.", "Close them.")
    raise ReadError(line, "the bracket opened here never closes.", "Close it.")


def _whole(data: bytes, start: int, end: int, notes: dict[Note, None]) -> Pieces:
    """Yield the one value of a file."""
    line = 1 + data.count(b"\n", 0, start)
    yield Piece(_Parser(notes).parse(data[start:end], line))
    _check_end(data, end, line + data.count(b"\n", start, end))


def _items(data: bytes, start: int, notes: dict[Note, None]) -> Pieces:
    """Yield the items of the list that a file is, each parsed by itself."""
    line = 1 + data.count(b"\n", 0, start)
    at = start + 1
    counted = start
    parser = _Parser(notes)
    items = 0
    while True:
        begin = _after_space(data, at)
        line += data.count(b"\n", counted, begin)
        counted = begin
        head = data[begin : begin + 1]
        if head == b"]":
            break
        if not head:
            raise ReadError(line, "the list never ends.", "Close it with ']'.")
        items += 1
        if items > MAX_RECORDS:
            what = f"more than {MAX_RECORDS:,} records."
            raise ReadError(line, what, "Divide the file into several.")
        if head in (b"{", b"["):
            end = _end_of(data, begin, line)
            yield _item(data[begin:end], line, parser)
        elif scalar := _SCALAR.match(data, begin):
            end = scalar.end()
        else:
            raise ReadError(line, "this is not JSON: no value stands here.", _CLOSE)
        at = _after_separator(data, begin, end, line, notes)
    if _comma(data, begin):
        notes.setdefault(Note(line, "a comma stands before the closing bracket.", "Remove it."))
    _check_end(data, begin + 1, line)


def _after_separator(data: bytes, begin: int, end: int, line: int, notes: dict[Note, None]) -> int:
    """Return where the next item may begin, after one from `begin` to `end` that is on a line."""
    at = _after_space(data, end)
    mark = data[at : at + 1]
    if mark == b",":
        return at + 1
    if mark and mark != b"]":
        line += data.count(b"\n", begin, at)
        if mark not in (b"{", b"["):
            raise ReadError(line, "this is not JSON: a comma or ']' is missing.", _CLOSE)
        if len(notes) < MAX_NOTES:
            notes.setdefault(Note(line, "no comma stands before this value.", "Add it."))
    return at


def _check_end(data: bytes, end: int, line: int) -> None:
    """Raise ReadError if anything follows the value that ends on a line."""
    rest = _after_space(data, end)
    if rest < len(data):
        line += data.count(b"\n", end, rest)
        raise ReadError(line, "text stands after the end of the JSON.", "Remove it.")


def _comma(data: bytes, end: int) -> bool:
    """Return whether a comma is the last thing before a place."""
    while end and data[end - 1] in b" \t\r\n":
        end -= 1
    return data[end - 1 : end] == b","


def _item(text: bytes, line: int, parser: _Parser) -> Piece | BadPiece:
    if len(text) > MAX_RECORD_BYTES and text.startswith(b"{"):
        what = f"is larger than {MAX_RECORD_BYTES // 2**20} MiB."
        return BadPiece(line, what, "Divide or shorten it.", ())
    try:
        return Piece(parser.parse(text, line), (), is_item=True)
    except ReadError as error:
        return BadPiece(error.line, error.what, error.mend, ())


def _lines(data: bytes, notes: dict[Note, None]) -> Pieces:
    start, number = 0, 0
    parser = _Parser(notes)
    while start < len(data):
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        text = data[start:end].strip()
        start = end + 1
        number += 1
        if not text:
            continue
        if text[:1] in b"{[":
            yield _line(text, number, parser)
        elif not _is_scalar(text):
            yield BadPiece(number, "the line is not JSON.", "Write one JSON object on it.", ())


def _line(text: bytes, number: int, parser: _Parser) -> Piece | BadPiece:
    try:
        end = _end_of(text, 0, number)
    except ReadError as error:
        return BadPiece(number, error.what, error.mend, ())
    if end < len(text):
        return BadPiece(number, "text stands after the end of the JSON.", "Remove it.", ())
    return _item(text, number, parser)


def _is_scalar(text: bytes) -> bool:
    scalar = _SCALAR.fullmatch(text)
    return bool(scalar) and len(text) < 100 and (text[:1] in b'"-0123456789tfn')


class _Parser:
    """Parses one text after the other; mappings know their lines."""

    def __init__(self, notes: dict[Note, None]) -> None:
        self._notes = notes
        self._line = 0
        self._lines: Iterator[int] = iter(())
        self._decode = json.JSONDecoder(
            strict=False,  # line breaks in strings are read
            object_pairs_hook=self._placed,
            parse_int=_integer,
            parse_constant=lambda name: None,  # NaN: what pandas writes for an absent value
        ).decode

    def _placed(self, pairs: list[tuple[str, Any]]) -> Placed:
        mapping = Placed(pairs)
        mapping.line = next(self._lines, self._line)
        if len(mapping) < len(pairs):
            _note_repeated(pairs, mapping.line, self._notes)
        return mapping

    def parse(self, data: bytes, line: int) -> Any:
        """Return the value of a text whose nesting is bounded; raise ReadError."""
        text = decode(data, line)
        if "\\u" in text:
            text = _SURROGATES.sub(_whole_character, text)
        self._line = line
        self._lines = _object_lines(data, line)
        try:
            return self._decode(text)
        except json.JSONDecodeError as error:
            problem = error.msg[:1].lower() + error.msg[1:].partition(": ")[0].rstrip(".")
            line += error.lineno - 1
            raise ReadError(line, f"this is not JSON: {problem}.", _CLOSE) from None
        except (ValueError, RecursionError):
            raise ReadError(line, "this is not JSON.", _CLOSE) from None


def _object_lines(data: bytes, line: int) -> Iterator[int]:
    """Return the line where each object begins, in the order in which they end."""
    if data.count(b"{") <= 1 or b"\n" not in data:
        return iter(() if data.count(b"{") > 1 else (line,))
    lines: list[int] = []
    unfinished: list[int] = []
    counted = 0
    for token in _TOKEN.finditer(data):
        if token[0] == b"{":
            line += data.count(b"\n", counted, token.start())
            counted = token.start()
            unfinished.append(line)
        elif token[0] == b"}" and unfinished:
            lines.append(unfinished.pop())
    return iter(lines)


def _note_repeated(pairs: list[tuple[str, Any]], line: int, notes: dict[Note, None]) -> None:
    if len(notes) >= MAX_NOTES:
        return
    seen = set[str]()
    for key, _ in pairs:
        if key in seen:
            what = f"the key {key[:40]!r} stands there more than once."
            notes.setdefault(Note(line, what, "Remove one: the last value counts."))
            return
        seen.add(key)


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= MAX_INTEGER_DIGITS else digits


def _whole_character(match: re.Match[str]) -> str:
    """Return an escape as it is, but half a character as the sign for one that is lost."""
    return match[0] if match[1] or match[0] == "\\\\" else "\\ufffd"
