"""Lists in CSV and TSV (RFC 4180, and what spreadsheets write in its name)."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterator
from typing import Any

from kg.read.errors import ReadError
from kg.read.lists.limits import MAX_RECORD_BYTES
from kg.read.lists.names import is_absolute
from kg.read.lists.pieces import BadPiece, Note, Piece, Pieces, Placed, Source

_DELIMITERS = ",;\t|"
_QUOTED = re.compile(r'"[^"]*"')
_MAX_FIELD = 131_072  # of the csv module
_MAX_RETRIES = 100  # a row whose quotes never close is left out, and those after it are read again
_HEADER_CHARS = 65_536
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def delimited_source(data: bytes, language: str = "csv") -> Source:
    """Return the rows of a table, whose first row names the columns."""
    notes: dict[Note, None] = {}
    return Source(lambda: _rows(data, language, notes), notes)


class _TooLargeError(Exception):
    """A row is larger than a record may be."""


class _Lines:
    """The lines of a file, and those that the row being read has taken so far."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: deque[str] = deque()
        self._retries = 0
        self.taken: list[str] = []
        self._size = 0
        self.next_line = 1
        self.ended = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines, None)
        if line is None:
            self.ended = True
            raise StopIteration
        self.next_line += 1
        self.taken.append(line)
        self._size += len(line)
        if self._size > MAX_RECORD_BYTES:
            raise _TooLargeError
        return line

    def begin_row(self) -> int:
        """Return the line where the next row begins."""
        self.taken = []
        self._size = 0
        return self.next_line

    def retry(self) -> None:
        """Read what the row has taken again, without its first line."""
        if len(self.taken) > 1 and self._retries < _MAX_RETRIES:
            self._retries += 1
            self._again.extendleft(reversed(self.taken[1:]))
            self.next_line -= len(self.taken) - 1
            self.ended = False


def _text_lines(data: bytes) -> Iterator[str]:
    """Yield lines with their ends; a byte that is no UTF-8 becomes half a surrogate pair."""
    encoding = "utf-16" if data.startswith(_UTF_16) else "utf-8-sig"
    errors = "replace" if encoding == "utf-16" else "surrogateescape"
    return iter(io.TextIOWrapper(io.BytesIO(data), encoding, errors=errors, newline=""))


def _rows(data: bytes, language: str, notes: dict[Note, None]) -> Pieces:
    lines = _Lines(_text_lines(data))
    columns, delimiter = _header(lines, language, notes)
    reader: Any = csv.reader(lines, delimiter=delimiter)
    while True:
        line = lines.begin_row()
        try:
            row = next(reader, None)
        except _TooLargeError:
            what = f"the row is larger than {MAX_RECORD_BYTES // 2**20} MiB."
            yield BadPiece(line, what, "Close its quotes, or shorten it.", ())
            lines.retry()
            continue
        except csv.Error as error:
            yield BadPiece(line, *_explained(error), ())
            lines.retry()
            continue
        if lines.ended and len(lines.taken) > 1 and sum(t.count('"') for t in lines.taken) % 2:
            yield BadPiece(line, "the quotes opened here never close.", "Close them.", ())
            lines.retry()
            reader = csv.reader(lines, delimiter=delimiter)
            continue
        if row is None:
            return
        if any(row) and not all(map(str.isspace, filter(None, row))):
            yield _piece(row, columns, line)


def _explained(error: csv.Error) -> tuple[str, str]:
    if "field limit" in str(error):
        what = f"a field is longer than {_MAX_FIELD:,} characters."
        return what, "Close its quotes, or shorten it."
    return "the row is not CSV.", "Put values in double quotes, and double each quote in them."


def _piece(row: list[str], columns: list[str | None], line: int) -> Piece | BadPiece:
    """Return a row as a record; empty cells are absent."""
    while len(row) > len(columns) and not row[-1].strip():
        row.pop()
    if len(row) != len(columns):
        what = f"has {len(row):,} value{'s' * (len(row) != 1)} for {len(columns):,} columns."
        if len(row) < len(columns):
            missing = len(columns) - len(row)
            return BadPiece(line, what, f"Add the missing {'one' if missing == 1 else 'ones'}.", ())
        return BadPiece(line, what, "Put a value that holds the delimiter in double quotes.", ())
    fields = Placed()
    fields.line = line
    for column, value in zip(columns, row, strict=True):
        if value and column is not None and column not in fields and not value.isspace():
            fields[column] = value
    text = "".join(row)
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return BadPiece(line, "the row is not UTF-8 text.", "Save the file as UTF-8.", ())
    if "\0" in text:
        return BadPiece(line, "the row holds a NUL character.", "Remove it.", ())
    return Piece(fields, (), is_item=True)


def _header(lines: _Lines, language: str, notes: dict[Note, None]) -> tuple[list[str | None], str]:
    """Return the names of the columns, None for one without a name, and what parts them."""
    given = None
    for text in lines:
        line = lines.next_line - 1
        if "\0" in text:
            mend = "Save it as UTF-8."
            raise ReadError(line, "the file is UTF-16 without a mark, or no text at all.", mend)
        if declared := re.fullmatch(r"sep=(.)\s*", text):  # as Excel writes and reads it
            given = declared[1] if declared[1] in _DELIMITERS else None
            continue
        if text.strip(_DELIMITERS + " \r\n"):
            break
        lines.begin_row()
    else:
        raise ReadError(0, "the table is empty.", "Begin it with a line such as 'title,url,date'.")
    if len(text) > _HEADER_CHARS:
        raise ReadError(line, "the names of the columns are too long.", "Shorten them.")
    delimiter = given or _delimiter(text, language)
    try:
        row = next(csv.reader(_whole_header(text, lines), delimiter=delimiter))
        "".join(row).encode()
    except (csv.Error, UnicodeEncodeError, _TooLargeError):
        what = "the names of the columns cannot be read."
        raise ReadError(line, what, "Write them as UTF-8, such as 'title,url,date'.") from None
    names = [name.strip() for name in row]
    while names and not names[-1]:
        names.pop()
    if any(is_absolute(name) for name in names):
        mend = "Begin the file with a line such as 'title,url,date'."
        raise ReadError(line, "the first line names no columns.", mend)
    return _told_apart(names, line, notes), delimiter


def _whole_header(text: str, lines: _Lines) -> Iterator[str]:
    """Yield the line of a header, and those that its quotes hold."""
    yield text
    if text.count('"') % 2:
        yield from lines


def _delimiter(header: str, language: str) -> str:
    """Return the delimiter that stands most often between the names of columns."""
    bare = _QUOTED.sub("", header)
    usual = "\t" if language == "tsv" else ","
    return max(_DELIMITERS, key=lambda each: (bare.count(each), each == usual))


def _told_apart(names: list[str], line: int, notes: dict[Note, None]) -> list[str | None]:
    """Return the names of columns, one that differs only by case spelled as the first such."""
    seen: dict[str, str] = {}
    for name, times in Counter(names).items():
        if name and seen.setdefault(name.casefold(), name) and times > 1:
            what = f"the column {name[:40]!r} stands there more than once."
            mend = "Rename or remove the others: the first value that is not empty counts."
            notes.setdefault(Note(line, what, mend))
    return [seen[name.casefold()] if name else None for name in names]
