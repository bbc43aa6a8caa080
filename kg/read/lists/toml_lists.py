"""Lists in TOML (version 1.0): arrays of tables, and arrays of inline tables."""

from __future__ import annotations

import re
import tomllib
from collections import deque
from datetime import date, datetime, time
from typing import Any, NamedTuple

from kg.read.documents import BOM, decode
from kg.read.errors import ReadError
from kg.read.limits import MAX_NESTING
from kg.read.lists.limits import MAX_RECORDS, TOO_DEEP
from kg.read.lists.pieces import BadPiece, Note, Piece, Pieces, Placed, Source

_MAX_PARTS = 16
"""Of a dotted key: tomllib takes time in proportion to the square of them."""
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}|\'\'\'(?:[^\']|\'(?!\'\'))*\'{3,5}|"""|\'\'\''
    r'|"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*"|\'[^\'\n]*\'|#[^\n]*|["\'\[\]{}\n]',
    re.S,
)
_PLAIN_LINES = re.compile(
    r"(?:[ \t]*[\w-]{1,100}[ \t]*=[ \t]*(?:\"[^\"\\\n]*\"|'[^'\n]*'|[\w.:+-]+)[ \t]*\n){1,1000}"
)
_SURE_HEADER = re.compile(r"\[\[[A-Za-z_][\w.-]*\]\][ \t]*(?:#[^\n]*)?(?:\n|\Z)")
_HEADER = re.compile(r"[ \t]*(\[\[?)([^\]\n]*)\]")
_KEY = re.compile(r'[ \t]*((?:[\w-]+|"[^"\\\n]*"|\'[^\'\n]*\')(?:[ \t]*\.[ \t]*[\w"\'-]+)*)[ \t]*=')
_PART = re.compile(r'"([^"\\\n]*)"|\'([^\'\n]*)\'|([\w-]+)')
_AT_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_MEND = "Check quotes, brackets and equals signs here and just above."
Keys = tuple[str, ...]


class _Tables(NamedTuple):
    """Where the tables of a file begin."""

    lines: dict[Keys, deque[int]]
    """Of the tables with the same key, in their order."""
    cuts: list[tuple[int, int]]
    """Offset and line of each `[[table]]` or `[table]` with a key of one part."""


def toml_source(data: bytes) -> Source:
    """Return the tables of a TOML file; of a broken one, those that can be read."""
    data = data.removeprefix(BOM)
    notes: dict[Note, None] = {}
    return Source(lambda: _pieces(data), notes)


def _pieces(data: bytes) -> Pieces:
    text = decode(data, 1).replace("\r\n", "\n")
    tables = _scan(text)
    try:
        value = _loads(text, 1)
    except ReadError:
        if not tables.cuts:
            raise
        yield from _by_table(text, tables)
        return
    yield Piece(_placed(value, (), tables.lines))


def _by_table(text: str, tables: _Tables) -> Pieces:
    """Yield each table of a broken file by itself."""
    ends = [at for at, _ in tables.cuts[1:]] + [len(text)]
    begin, _ = tables.cuts[0]
    if text[:begin].strip():
        yield _table(text[:begin], 1)
    for (start, line), end in zip(tables.cuts, ends, strict=True):
        yield _table(text[start:end], line)


def _table(text: str, line: int) -> Piece | BadPiece:
    try:
        tables = _scan(text, line)
        return Piece(_placed(_loads(text, line), (), tables.lines))
    except ReadError as error:
        header = _HEADER.match(text)
        keys = _parts(header[2]) if header and header[1] == "[[" else None
        return BadPiece(error.line, error.what, error.mend, keys)


def _loads(text: str, line: int) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        at = _AT_LINE.search(message)
        problem = message[: at.start()] if at else message
        line += int(at[1]) - 1 if at and at[1] else text.count("\n")
        problem = re.sub(r"'[^']{41,}'|\"[^\"]{41,}\"|\([^)]{41,}\)", "it", problem)[:160]
        what = f"this is not TOML: {problem[:1].lower()}{problem[1:].rstrip('.')}."
        raise ReadError(line, what, _MEND) from None
    except (ValueError, RecursionError, OverflowError):  # int() of thousands of digits, dates
        what = "this is not TOML: a number or date cannot be read."
        raise ReadError(line, what, "Put it in quotes.") from None


def _parts(keys: str) -> Keys:
    return tuple(a or b or c for a, b, c in _PART.findall(keys))


def _scan(text: str, line: int = 1) -> _Tables:
    """Return where tables begin; raise ReadError if values or keys nest too deep."""
    tables = _Tables({}, [])
    scan = _Scan(tables, line)
    begins_line, at = True, 0
    while True:
        if begins_line:
            begins_line = False
            if plain := _PLAIN_LINES.match(text, at):
                scan.pass_lines(text.count("\n", at, plain.end()))
                at, begins_line = plain.end(), True
                continue
            if header := _HEADER.match(text, at):
                scan.header(header, at)
                at = header.end()
            elif key := _KEY.match(text, at):
                scan.key(key[1])
                at = key.end()
        token = _TOKEN.search(text, at)
        if not token or token[0] in ('"""', "'''"):  # these never close
            return tables
        at = token.end()
        if token[0] in ('"', "'"):
            end = text.find("\n", at)
            at = len(text) if end < 0 else end
            continue
        begins_line = scan.take(token[0])
        if not begins_line and token[0] == "\n" and _SURE_HEADER.match(text, at):
            scan.close_all()
            begins_line = True


class _Scan:
    """What is open while a file is read token by token."""

    def __init__(self, tables: _Tables, line: int) -> None:
        self._tables = tables
        self._line = line
        self._count = 0
        self._table: Keys = ()
        self._key: Keys = ()
        self._open: list[str] = []

    def header(self, match: re.Match[str], at: int) -> None:
        """Begin a table."""
        self._table, self._key = self._checked(_parts(match[2])), ()
        self._begin(self._table)
        if len(self._table) == 1:
            self._tables.cuts.append((at, self._line))

    def _begin(self, keys: Keys) -> None:
        self._tables.lines.setdefault(keys, deque()).append(self._line)
        self._count += 1
        if self._count > MAX_RECORDS:
            what = f"more than {MAX_RECORDS:,} records."
            raise ReadError(self._line, what, "Divide the file into several.")

    def pass_lines(self, count: int) -> None:
        """Take lines that open nothing."""
        self._line += count

    def key(self, text: str) -> None:
        """Begin a value."""
        self._key = self._checked(_parts(text))

    def _checked(self, keys: Keys) -> Keys:
        if len(keys) > _MAX_PARTS:
            what = f"a key has more than {_MAX_PARTS} parts."
            raise ReadError(self._line, what, "Make it shorter.")
        return keys

    def close_all(self) -> None:
        """Take all brackets as closed: the file is broken before this place."""
        self._open.clear()

    def take(self, part: str) -> bool:
        """Take a part, and return whether a header or key may follow."""
        self._line += part.count("\n")
        if part == "\n":
            return not self._open
        if part in ("[", "{"):
            if part == "{" and self._open in (["["], []):
                self._begin(self._table + self._key)
            self._open.append(part)
            if len(self._open) > MAX_NESTING // 2:  # tomllib takes two calls for each
                raise ReadError(self._line, TOO_DEEP, "Make it flatter.")
        elif part in ("]", "}") and self._open:
            self._open.pop()
        return False


def _placed(value: Any, keys: Keys, lines: dict[Keys, deque[int]], above: int = 0) -> Any:
    """Return a value whose mappings know their lines, and whose dates are text."""
    if isinstance(value, dict):
        here = lines.get(keys)
        mapping = Placed()
        mapping.line = here.popleft() if here else above
        for key, inner in value.items():
            mapping[key] = _placed(inner, (*keys, key), lines, mapping.line)
        return mapping
    if isinstance(value, list):
        return [_placed(inner, keys, lines, above) for inner in value]
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    return value
