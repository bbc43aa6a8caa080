"""Where the head of a post stands, and in which language."""

from __future__ import annotations

import codecs
import re

from kg.read.documents import checked_size, decode
from kg.read.errors import ReadError
from kg.read.heads.fences import after_preamble, fenced_head
from kg.read.heads.head import Head, Language
from kg.read.heads.lines import MAX_LINES, find_lines
from kg.read.heads.pages import find_page_head
from kg.read.limits import MAX_FRONT_MATTER_BYTES

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_COMMENT = re.compile(rb"<!--[ \t]*\n?")
_NO_MARKUP = re.compile(rb"[^\n]{0,4096}(?::|\A#|\n#)|#|- #")


def find_head(data: bytes) -> Head | None:
    r"""
    Return the head of a post; None if the file has none.

    Blank lines, a byte order mark and comments may stand before it. A file that is JSON throughout
    is a head without a body. Raises ReadError for a head that is meant as one and cannot be told
    from its body, and for a file with a head that is no UTF-8 text or is too large.

    >>> find_head(b'+++\ntitle = "Rain"\n+++\nIt rains.\n')
    Head(language='toml', text='title = "Rain"\n', first_line=2, body='It rains.\n', body_line=4)
    >>> find_head(b"# Rain\n\nNote: it rains.\n") is None
    True
    """
    if data.startswith(_UTF_16):
        if _looks_like_utf_16(data):
            raise ReadError(1, "the file is UTF-16, not UTF-8.", "Save it as UTF-8.")
        return None
    data = checked_size(data)
    at = after_preamble(data)
    start = 3 if data.startswith(codecs.BOM_UTF8) else 0
    head = fenced_head(data, at, commented=bool(data[start:at].strip()))
    if head:
        return head
    return _comment_head(data, start) or find_page_head(data) or _plain_head(data, at)


_NAMES: dict[Language, str] = {
    "yaml": "YAML",
    "toml": "TOML",
    "json": "JSON",
    "properties": "lines 'key:: value'",
    "keys": "lines 'Key: value'",
    "html": "HTML",
}


def describe_head(data: bytes) -> str:
    r"""
    Return what a post with such a head is called.

    >>> describe_head(b'+++\ntitle = "Rain"\n+++\n'), describe_head(b"# Rain\n")
    ('post with a head in TOML', 'text without a head')
    """
    if data.startswith(b"---\n"):
        return "post with a head in YAML"
    try:
        head = find_head(data)
    except ReadError:
        return "post with a broken head"
    return f"post with a head in {_NAMES[head.language]}" if head else "text without a head"


def _looks_like_utf_16(data: bytes) -> bool:
    text = data[:64].decode("utf-16", errors="replace").lstrip("\ufeff \t\r\n")
    return text.startswith(("---", "+++", "{", ";;;")) or ":" in text


def _plain_head(data: bytes, at: int) -> Head | None:
    return _head_of_lines(data, at, data[at : at + MAX_FRONT_MATTER_BYTES])


def _head_of_lines(data: bytes, at: int, text: bytes) -> Head | None:
    if not _NO_MARKUP.match(text):
        return None
    # Lines are told on text in which bad bytes are replaced: a file without a head may be anything.
    found = find_lines(text.decode(errors="replace").split("\n", MAX_LINES + 50))
    if not found:
        return None
    first_line = 1 + data.count(b"\n", 0, at)
    parts = data[at:].split(b"\n", found.taken)
    inside = b"\n".join(parts[: found.taken - found.closed])
    rest = parts[found.taken] if len(parts) > found.taken else b""
    body_line = first_line + found.taken
    head = decode(inside, first_line) + "\n"
    return Head(found.language, head, first_line, decode(rest, body_line), body_line)


def _comment_head(data: bytes, start: int) -> Head | None:
    """Return a head of plain lines that stands in an HTML comment, as Nikola writes it."""
    opening = data.find(b"<!--", start, start + 4096)
    if opening < 0 or data[start:opening].strip():
        return None
    end = data.find(b"-->", opening, opening + MAX_FRONT_MATTER_BYTES)
    begin = _COMMENT.match(data, opening)
    if end < 0 or not begin or begin.end() > end:
        return None
    lines = data[begin.end() : end].decode(errors="replace").rstrip().split("\n", MAX_LINES + 50)
    found = find_lines(lines)
    if not found or found.taken < len(lines) or found.title:
        return None
    first_line = 1 + data.count(b"\n", 0, begin.end())
    text = decode(data[begin.end() : end], first_line).rstrip() + "\n"
    rest = data[end + 3 :].removeprefix(b"\n")
    body_line = 1 + data.count(b"\n", 0, len(data) - len(rest))
    return Head(found.language, text, first_line, decode(rest, body_line), body_line)
