"""Heads between two fences: YAML, TOML and JSON; and what may stand before a head."""

from __future__ import annotations

import re

from kg.read.documents import (
    BOM,
    checked_size,
    decode,
    end_of_front_matter,
    opened,
    to_document,
)
from kg.read.errors import ReadError
from kg.read.heads.brackets import brackets
from kg.read.heads.head import Head, Language
from kg.read.limits import MAX_FRONT_MATTER_BYTES

_BLANK = re.compile(rb"(?:[ \t\f\v]*\n)*")
# HTML, MDX, Jinja and Nunjucks, Obsidian: all on lines of their own.
_COMMENTS = ((b"<!--", b"-->"), (b"{/*", b"*/}"), (b"{#", b"#}"), (b"%%", b"%%"))
# The comment that Markdown has by way of a link reference nobody uses.
_REFERENCE_COMMENT = re.compile(rb"\[(?://|comment)\]:[ \t]*(?:#|<>)[^\n]*(?:\n|\Z)")
_REST_OF_LINE = re.compile(rb"[ \t]*(?:\n|\Z)")
_MAX_PREAMBLE = 64 * 1024

_YAML_KEY = re.compile(rb"(?:[ \t]*(?:#[^\n]*)?\n)*[\"']?[\w][\w .-]*[\"']?:(?:[ \t\n]|\Z)")
_TOML_LINE = re.compile(rb"\s*(?:#|\[|\+\+\+[ \t]*(?:\n|\Z)|[\w\"'.-]+[ \t]*=)")

# Fences by generator: Hugo `+++`, `{`; Zola `+++`; gray-matter (Eleventy, Gatsby) `---json`,
# `---toml`, `;;;` as Hexo has it.
_OPENINGS: tuple[tuple[Language, re.Pattern[bytes], bytes], ...] = (
    ("toml", re.compile(rb"\+\+\+[ \t]*(?:toml)?[ \t]*\n", re.IGNORECASE), b"+++"),
    ("toml", re.compile(rb"---[ \t]*toml[ \t]*\n", re.IGNORECASE), b"---"),
    ("json", re.compile(rb"---[ \t]*json[ \t]*\n", re.IGNORECASE), b"---"),
    ("json", re.compile(rb";;;[ \t]*(?:json)?[ \t]*\n", re.IGNORECASE), b";;;"),
)
_NAMES = {"toml": "TOML", "json": "JSON", "yaml": "YAML"}
_YAML_FENCE = re.compile(rb"---[ \t]*(?:yaml|yml)?[ \t]*(?:\n|\Z)", re.IGNORECASE)
_ODD_FENCE = re.compile(
    rb"(-{4,40}|---[ \t]*[A-Za-z][\w-]{0,20})[ \t]*\n\s*[\w-]+[ \t]*[:=](?:\s|\Z)"
)
# gray-matter runs these; kg runs no code of a post.
_SCRIPT = re.compile(rb"---[ \t]*(js|javascript|coffee|coffeescript|cson)[ \t]*\n", re.IGNORECASE)


def after_preamble(data: bytes) -> int:
    """Return where the head may begin: after a byte order mark, blank lines and comments."""
    at = _blank_end(data, 3 if data.startswith(BOM) else 0)
    while at < _MAX_PREAMBLE:
        end = _comment_end(data, at)
        if end < 0:
            break
        at = _blank_end(data, end)
    return at


def _blank_end(data: bytes, at: int) -> int:
    blank = _BLANK.match(data, at)
    return blank.end() if blank else at


def _comment_end(data: bytes, at: int) -> int:
    """Return where the line after a comment begins; -1 if no comment begins here."""
    if reference := _REFERENCE_COMMENT.match(data, at):
        return reference.end()
    for opening, closing in _COMMENTS:
        if data.startswith(opening, at):
            end = data.find(closing, at + len(opening), at + _MAX_PREAMBLE)
            rest = _REST_OF_LINE.match(data, end + len(closing)) if end >= 0 else None
            return rest.end() if rest else -1
    return -1


def blank_preamble(data: bytes) -> bytes:
    r"""
    Return a file with comments before its YAML head made blank, and `---yml` written `---`.

    Lines keep their numbers, so that what reads YAML heads finds this one, too. The bytes come
    back with LF line ends.

    >>> blank_preamble(b"<!-- lint off -->\n---\ntitle: Rain\n---\n")
    b'\n---\ntitle: Rain\n---\n'
    """
    data = checked_size(data)
    at = after_preamble(data)
    fence = _YAML_FENCE.match(data, at)
    if not fence:
        return data
    lines = b"\n" * data.count(b"\n", 0, at)
    return lines + b"---" + data[fence.end() - fence[0].endswith(b"\n") :]


def fenced_head(data: bytes, at: int, *, commented: bool) -> Head | None:
    """
    Return the head that a fence at this place opens; None if none does.

    `data` has LF line ends; `commented` says whether comments stand before the place. Raises
    ReadError if the head never ends.
    """
    if data.startswith(b"---", at) and _YAML_FENCE.match(data, at):
        return _yaml_head(data, at, commented=commented)
    for language, opening, closing in _OPENINGS:
        if found := opening.match(data, at):
            if closing == b"+++" and not _TOML_LINE.match(data, found.end()):
                return None  # `+++` alone can be a line in a text
            return _closed_head(data, found.start(), found.end(), language, closing)
    if data.startswith(b"{", at):
        return _braced_head(data, at)
    _refuse_odd_fence(data, at)
    return None


def _yaml_head(data: bytes, at: int, *, commented: bool) -> Head | None:
    fence = _YAML_FENCE.match(data, at)
    if commented and fence and not _YAML_KEY.match(data, fence.end()):
        return None  # a comment, a rule and text
    opening = opened(blank_preamble(data))
    if opening is None:
        return None
    data, opens = opening
    document = to_document(data, opens)
    closing_at = end_of_front_matter(data, opens) + 1
    text = decode(document.text, document.first_line)
    closing_line = 1 + data.count(b"\n", 0, closing_at)
    return _with_body("yaml", text, document.first_line, data, closing_at, closing_line)


def _with_body(
    language: Language, text: str, first_line: int, data: bytes, closing_at: int, closing_line: int
) -> Head:
    """Return a head whose closing line begins at a place in the data."""
    end = data.find(b"\n", closing_at)
    rest = data[end + 1 :] if end >= 0 else b""
    body = decode(rest, closing_line + 1)
    return Head(language, text, first_line, body, closing_line + 1)


def _closed_head(data: bytes, opens: int, at: int, language: Language, closing: bytes) -> Head:
    line = 1 + data.count(b"\n", 0, opens)
    closed = re.compile(rb"^%s[ \t]*$" % re.escape(closing), re.MULTILINE).search(data, at)
    if not closed:
        what = f"the {_NAMES[language]} front matter that opens on line {line} never ends."
        mend = f"Put a line '{closing.decode()}' after its last line."
        raise ReadError(line, what, mend)
    _check_size(closed.start() - at, line)
    text = decode(data[at : closed.start()], line + 1)
    closing_line = line + 1 + text.count("\n")
    return _with_body(language, text, line + 1, data, closed.start(), closing_line)


def _check_size(size: int, line: int) -> None:
    if size > MAX_FRONT_MATTER_BYTES:
        what = f"the front matter is larger than {MAX_FRONT_MATTER_BYTES // 2**20} MiB."
        raise ReadError(line, what, "Divide it into several posts.")


def _braced_head(data: bytes, at: int) -> Head | None:
    """
    Return the JSON head that begins with a brace, as Hugo has it.

    The body of a file that is JSON throughout is empty.
    """
    if not re.compile(rb"\{\s*[\"}]").match(data, at):
        return None  # a template, or a text in braces
    line = 1 + data.count(b"\n", 0, at)
    text = decode(data[at:], line)
    end = _json_end(text)
    if end < 0:
        what = f"the JSON front matter that opens on line {line} never ends."
        raise ReadError(line, what, "Close its brace '}'.")
    _check_size(end, line)
    rest = text[end:]
    stop = rest.find("\n")
    tail = rest if stop < 0 else rest[:stop]
    if tail.strip():
        return None
    body_line = line + text.count("\n", 0, end) + 1
    return Head("json", text[:end], line, "" if stop < 0 else rest[stop + 1 :], body_line)


def _json_end(text: str) -> int:
    """Return where the brace that opens a text is closed; -1 if nowhere."""
    return next((at + 1 for at, depth in brackets(text) if not depth), -1)


def _refuse_odd_fence(data: bytes, at: int) -> None:
    """Raise ReadError for a line that was meant to open a head and opens none."""
    line = 1 + data.count(b"\n", 0, at)
    mend = "Write it as YAML between two lines '---'."
    if _SCRIPT.match(data, at):
        raise ReadError(line, "the front matter is a script, which kg does not run.", mend)
    if odd := _ODD_FENCE.match(data, at):
        what = f"the line {odd[1].decode()!r} opens no front matter."
        raise ReadError(line, what, "Write '---' in its place.")
