"""The YAML document in a file: its front matter, or the whole file."""

from __future__ import annotations

import codecs
import re
import sys
from typing import Any, NamedTuple

from kg.read.errors import ReadError, not_utf_8
from kg.read.limits import (
    MAX_FILE_BYTES,
    MAX_FRONT_MATTER_BYTES,
)

BOM = codecs.BOM_UTF8

_UTF_16_OPENINGS = b"\xff\xfe-\0-\0-\0", b"\xfe\xff\0-\0-\0-"

_FIRST_LINE = re.compile(rb"(?:[ \t\r\n]*[\r\n])?---([^\r\n]*)")

# White space as `str.strip` takes it, in UTF-8.
_FENCE = re.compile(
    rb"(?:---|\.\.\.)(?:[\t\x0b\x0c\x1c-\x1f ]|\xc2[\x85\xa0]|\xe1\x9a\x80"
    rb"|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]|\xe2\x81\x9f|\xe3\x80\x80)*(?:\n|\Z)"
)


class Document(NamedTuple):
    """YAML text with LF line ends, and where it stands in its file."""

    text: bytes
    first_line: int
    closed_by: bytes = b""
    """The line that ends the front matter."""

    def line_at(self, mark: Any) -> int:
        """Return the line in the file; libyaml also counts U+0085 and U+2028 as line ends."""
        text = self.text.removeprefix(BOM).decode(errors="replace")
        return self.first_line + text.count("\n", 0, mark.index)


def opened(data: bytes) -> tuple[bytes, int] | None:
    """Return the bytes as we read them, and where their first line, `---`, ends; else None."""
    if data.startswith(_UTF_16_OPENINGS):
        raise _utf_16()
    data = data.removeprefix(BOM)
    opening = _FIRST_LINE.match(data)
    if not opening or not (is_blank(opening[1]) or opening[1].strip() == b"yaml"):
        return None
    data = checked_size(data)
    return data, data.find(b"\n", data.index(b"---"))


_FOREIGN = (
    (
        "TOML",
        re.compile(
            rb"\s*(?:\+\+\+[ \t]*\r?\n\s*(?:#|\[|[\w\"'.-]+[ \t]*=)|---[ \t]*toml[ \t]*\r?\n)"
        ),
    ),
    ("JSON", re.compile(rb"\s*(?:\{\s*(?:\"|\}\s*\Z)|---[ \t]*json[ \t]*\r?\n|;;;[ \t]*\r?\n)")),
)


def foreign_front_matter(data: bytes) -> ReadError | None:
    r"""
    Return why front matter of a form that kg does not read is not read; None if there is none.

    >>> print(foreign_front_matter(b'+++\ntitle = "Rain"\n+++\n'))
    the front matter is TOML, which is not read yet. Write it as YAML between two lines '---'.
    """
    start = data[:10_000].removeprefix(BOM)
    before = start[: len(start) - len(start.lstrip())]
    line = 1 + before.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n")
    for language, opening in _FOREIGN:
        if opening.match(start):
            return ReadError(
                line,
                f"the front matter is {language}, which is not read yet.",
                "Write it as YAML between two lines '---'.",
            )
    if odd := re.match(rb"\s*(----+|---[ \t]*[\w-]+)[ \t]*\r?\n\s*[\w-]+:(?:\s|\Z)", start):
        what = f"the line {odd[1].decode()!r} does not open front matter."
        return ReadError(line, what, "Write '---' in its place.")
    return None


def below_front_matter(data: bytes) -> tuple[str, int]:
    r"""
    Return the text below the front matter of a file, and its first line; no text if none is closed.

    >>> below_front_matter(b"---\ntitle: Rain\n---\nIt rains.\n")
    ('It rains.\n', 4)
    """
    opening = opened(data)
    closing_at = end_of_front_matter(*opening) + 1 if opening else 0
    if opening is None or not closing_at:
        return "", 1
    data = opening[0]
    end = data.find(b"\n", closing_at)
    line = 2 + data.count(b"\n", 0, closing_at)
    return (decode(data[end + 1 :], line) if end >= 0 else ""), line


def front_matter_of(data: bytes) -> Document | None:
    opening = opened(data)
    return to_document(*opening) if opening else None


def to_document(data: bytes, opening: int) -> Document:
    end = end_of_front_matter(data, opening) if opening >= 0 else -1
    opens = 1 + data.count(b"\n", 0, data.index(b"---"))
    if end < 0:
        raise ReadError(
            opens,
            f"the front matter that opens on line {opens} never ends.",
            "Put a line '---' after its last line.",
        )
    if end - opening > MAX_FRONT_MATTER_BYTES:
        raise ReadError(
            opens,
            f"the front matter is larger than {MAX_FRONT_MATTER_BYTES // 2**20} MiB.",
            "Divide it into several posts.",
        )
    rest = data[end + 1 :]
    if not rest.isascii():
        decode(rest, 1 + data.count(b"\n", 0, end + 1))
    return Document(data[opening + 1 : end], opens + 1, rest[:3])


def end_of_front_matter(data: bytes, start: int, stop: int = sys.maxsize) -> int:
    """Return where the line break before the first line `---` or `...` is; -1 if nowhere."""
    found = -1
    for fence in (b"\n---", b"\n..."):
        end = data.find(fence, start, stop)
        while end >= 0 and not _FENCE.match(data, end + 1, stop):
            end = data.find(fence, end + 1, stop)
        if end >= 0:
            found, stop = end, end + 1
    return found


def _utf_16() -> ReadError:
    return ReadError(1, "the file is UTF-16, not UTF-8.", "Save it as UTF-8.")


def is_blank(line: bytes) -> bool:
    return not line or not line.decode(errors="replace").strip()


def yaml_file(data: bytes) -> Document:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _utf_16()
    data = checked_size(data.removeprefix(BOM))
    if len(data) > MAX_FRONT_MATTER_BYTES:
        what = f"the YAML is larger than {MAX_FRONT_MATTER_BYTES // 2**20} MiB."
        raise ReadError(0, what, "Divide it into several files.")
    return Document(data, 1)


def checked_size(data: bytes) -> bytes:
    """Return the bytes with LF line ends, if they are not too many."""
    if len(data) > MAX_FILE_BYTES:
        raise ReadError(
            0,
            f"the file is larger than {MAX_FILE_BYTES // 2**20} MiB.",
            "Divide it into several files.",
        )
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return data


def decode(text: bytes, first_line: int) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        raise not_utf_8(error, first_line) from None
