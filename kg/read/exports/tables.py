"""Exports in CSV: a program is known by the columns that it writes."""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from threading import Lock
from typing import Any, Final, NamedTuple, TypeAlias

from kg.read.errors import ReadError
from kg.read.exports.addresses import outcome_of
from kg.read.exports.outcomes import Export, Outcome
from kg.read.exports.text import codec_of, without_mark
from kg.read.given import BadRecord, Record

Row: TypeAlias = Mapping[str, str]
"""The values of a row by the keys of their columns."""

MAX_FIELD_CHARS: Final = 16 * 2**20
"""As much as a whole post may hold."""
MAX_COLUMNS: Final = 1_000
MAX_BAD_QUOTES: Final = 10
"""Quotes that are never closed, in one file; each makes the rest of the file be read again."""

_SEPARATORS: Final = ",;\t"
_IN_NAMES = re.compile(r"[\s_/-]+")
_one_at_a_time = Lock()


class Table(NamedTuple):
    """What the export of one program in CSV looks like."""

    name: str
    columns: frozenset[str]
    """Keys of columns that it always has."""
    to_fields: Callable[[Row], dict[str, Any]]
    document: Callable[[Row], str] | None = None
    """Where several rows are about one document: what is the same in all of them."""
    lists: tuple[str, ...] = ("tags",)
    """Fields that hold what any of these rows says."""

    def export(self) -> Export:
        """Return the export that reads this table."""
        return Export(self.name, self.records)

    def records(self, data: bytes) -> Iterator[Outcome]:
        """Yield the rows of a file, those about one document together."""
        rows = _rows_by_column(data, self.columns)
        return self._each(rows) if self.document is None else self._documents(rows)

    def _each(self, rows: Iterable[tuple[int, int, Row] | BadRecord]) -> Iterator[Outcome]:
        for row in rows:
            if isinstance(row, BadRecord):
                yield row
            else:
                yield outcome_of(row[0], row[1], self.to_fields(row[2]))

    def _documents(self, rows: Iterable[tuple[int, int, Row] | BadRecord]) -> Iterator[Outcome]:
        assert self.document is not None  # noqa: S101  for mypy: records() has looked
        found: dict[str, Record] = {}
        for row in rows:
            if isinstance(row, BadRecord):
                yield row
                continue
            fields = self.to_fields(row[2])
            key = self.document(row[2])
            first = found.setdefault(key, Record(row[0], row[1], fields))
            if first.fields is not fields:
                _add(dict(fields), first, self.lists)
        for record in found.values():
            yield outcome_of(record.number, record.line, record.fields)


def _add(fields: dict[str, Any], first: Record, lists: tuple[str, ...]) -> None:
    """Add what another row of the same document says."""
    known: Any = first.fields
    for name, value in fields.items():
        if name not in known:
            known[name] = value
        elif name in lists:
            known[name] = list(dict.fromkeys([*known[name], *value]))


def key_of(column: str) -> str:
    """
    Return the form of a column's name under which spellings compare equal.

    >>> key_of("Document tags"), key_of("time_added")
    ('documenttags', 'timeadded')
    """
    return _IN_NAMES.sub("", column).lower()


def columns_of(head: bytes) -> list[str]:
    r"""
    Return the keys of the columns of a table, by the first bytes of its file.

    >>> columns_of(b"URL,Title,Selection,Folder\nhttps://news.example/1,")
    ['url', 'title', 'selection', 'folder']
    """
    text = without_mark(head).decode("utf-8", "replace").lstrip()
    line = text.partition("\n")[0].partition("\r")[0]
    separator = max(_SEPARATORS, key=line.count)
    try:
        row = next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []
    return [key_of(name) for name in row[:MAX_COLUMNS]]


def _rows_by_column(
    data: bytes, needed: frozenset[str]
) -> Iterator[tuple[int, int, Row] | BadRecord]:
    data = without_mark(data)
    separator = max(_SEPARATORS, key=_first_line(data).count)
    columns: list[str] = []
    number = 0
    for line, row in _rows(data, separator):
        if row is None:
            number += 1
            what = "a quote is never closed, or holds far too much."
            yield BadRecord(number, line, what, "Close it.")
        elif not columns:
            columns = [key_of(name) for name in row[:MAX_COLUMNS]]
            for name in sorted(needed.difference(columns)):
                raise ReadError(line, f"has no column {name!r}.", "Export the file again.")
        elif any(row):
            if [key_of(name) for name in row[:3]] == columns[:3]:
                continue  # several files of one export in one
            number += 1
            yield _by_column(number, line, row, columns)


def _first_line(data: bytes) -> str:
    return data[:4096].lstrip().partition(b"\n")[0].decode("utf-8", "replace")


def _by_column(
    number: int, line: int, row: list[str], columns: list[str]
) -> tuple[int, int, Row] | BadRecord:
    if len(row) > len(columns):
        if any(row[len(columns) :]):
            mend = "Put a value that holds a separator in quotes."
            return BadRecord(number, line, _counts(row, columns), mend)
    elif len(row) < len(columns):
        missing = len(columns) - len(row)
        mend = "Add the missing one." if missing == 1 else f"Add the missing {missing}."
        return BadRecord(number, line, _counts(row, columns), mend)
    return number, line, dict(zip(columns, row, strict=False))


def _counts(row: list[str], columns: list[str]) -> str:
    values = "1 value" if len(row) == 1 else f"{len(row):,} values"
    return f"has {values} for {len(columns):,} columns."


class _Lines:
    """The lines of a file, of which those since the last row can be read again."""

    def __init__(self, data: bytes) -> None:
        self._rest = io.TextIOWrapper(io.BytesIO(data), codec_of(data), "replace", newline="")
        self._again: deque[str] = deque()
        self.since: list[str] = []
        self.number = 0
        """Of the last line that was read."""
        self.ended = False
        """Whether a line beyond the last one was asked for."""

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._rest.readline()
        if not line:
            self.ended = True
            raise StopIteration
        self.since.append(line)
        self.number += 1
        return line

    def back(self, keep: int) -> None:
        """Go back to the line that follows the first `keep` lines since the last row."""
        again = self.since[keep:]
        self.number -= len(again)
        self._again.extendleft(reversed(again))
        self.ended = False
        del self.since[keep:]


def _rows(data: bytes, separator: str) -> Iterator[tuple[int, list[str] | None]]:
    """Yield each row with its line; None for one whose quote is never closed."""
    lines = _Lines(data)
    reader = csv.reader(lines, delimiter=separator)
    bad = 0
    while True:
        lines.since.clear()
        start = lines.number + 1
        row: list[str] | None
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            row = _long_row(lines, separator)
        if lines.ended or row is None:  # no reader asks for another line after a whole row
            bad += 1
            if bad > MAX_BAD_QUOTES:
                what = "is one of many values whose quotes are never closed."
                raise ReadError(start, what, "Export the file again.")
            row = None
            lines.back(1)
            reader = csv.reader(lines, delimiter=separator)
        yield start, row


def _long_row(lines: _Lines, separator: str) -> list[str] | None:
    """Return a row with a field longer than csv takes by default; None if it is far too long."""
    lines.back(0)
    with _one_at_a_time:  # the limit is one for the whole process
        limit = csv.field_size_limit(MAX_FIELD_CHARS)
        try:
            return next(csv.reader(lines, delimiter=separator), None)
        except csv.Error:
            return None
        finally:
            csv.field_size_limit(limit)
