"""Heads of plain lines: `Key: value` and `key:: value`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kg.read.heads.head import Language
from kg.read.heads.names import KNOWN, LISTS, SURE
from kg.read.names import folded

MAX_LINES = 2_000
"""Lines of a head of plain lines."""
_MAX_HEADING = 1_000

# Logseq: a page's properties are the first block, with or without its bullet. Dataview fields of
# Obsidian look the same, and may have spaces in their names.
_PROPERTY = re.compile(r"[ \t]*(?:-[ \t]+)?([^\W_][\w ./-]{0,59}?)::(?:[ \t]+(.*)|[ \t]*)$")
# Python-Markdown's META_RE, with MultiMarkdown's spaces in names. The space after the colon, or
# nothing at all, keeps addresses and times out.
_KEY = re.compile(r" {0,3}([^\W_][\w .-]{0,59}?)[ \t]*:(?:[ \t]+(.*)|[ \t]*)$")
_TIGHT_KEY = re.compile(r" {0,3}([A-Za-z][\w-]{0,59}):([^\s:/].*)$")
_BULLET_KEY = re.compile(
    r"[ \t]*[-*+][ \t]+(?:\*\*)?([^\W_][\w .-]{0,59}?)(?:\*\*)?:(?:\*\*)?(?:[ \t]+(.*)|[ \t]*)$"
)
# Nikola: reStructuredText's comments, in Markdown, too.
_NIKOLA_KEY = re.compile(r"[ \t]*\.\.[ \t]+([^\W_][\w-]{0,59}):(?:[ \t]+(.*)|[ \t]*)$")
_MORE = re.compile(r"(?:[ \t]+(?=\S)|(?=-[ \t]))(.*)$")
_FENCE = re.compile(r"(?:-{3,}|\.\.\.)[ \t]*$")
_TITLE = re.compile(r"(?:- )?#[ \t]+(\S.*?)[ \t]*#*$")
_IMAGE = re.compile(r"!\[[^\]\n]{0,500}\]\([^)\n]*\)[ \t]*$")
# Readwise's Markdown: a title, a cover, then `## Metadata` over a list of fields.
_METADATA = re.compile(r"#{2,3}[ \t]+(?:metadata|properties)[ \t]*#*$", re.IGNORECASE)
_LIST_MARK = re.compile(r"[-*][ \t]+")


class Field(NamedTuple):
    """A field as it is written."""

    name: str
    lines: tuple[str, ...]
    """Its value, line by line, without indentation."""


class Found(NamedTuple):
    """A head at the beginning of a list of lines."""

    language: Language
    fields: tuple[Field, ...]
    title: str
    """Of the heading above the fields."""
    taken: int
    """How many lines the head takes, with the blank or closing line after it."""
    closed: int
    """How many of these close it."""


def find_lines(lines: list[str]) -> Found | None:
    """
    Return the head of plain lines at the beginning of a text; None if there is none.

    Prose can look like a head ("Note: this is a draft."). A head has a field that kg or a
    generator knows, and a second field; or one of the names that are surely a head's (title,
    date, link, tags …), alone up to a blank line.

    >>> find_lines(["Title: Rain", "", "Text"]).fields
    (Field(name='Title', lines=('Rain',)),)
    >>> find_lines(["Note: this is text.", ""]) is None
    True
    """
    start, title, bulleted = _above(lines)
    for language, patterns in (
        ("properties", (_PROPERTY,)),
        ("keys", (_NIKOLA_KEY,)),
        ("keys", (_BULLET_KEY,) if bulleted else (_KEY, _TIGHT_KEY)),
    ):
        fields, end = _fields(lines, start, patterns)
        after = lines[end] if end < len(lines) else ""
        whole = not after.strip() or bool(_FENCE.match(after))
        if language == "properties":
            whole = True  # the first line without `::` ends them
        if is_head(fields, whole=whole) and (whole or not title):
            closed = int(end < len(lines) and bool(not after.strip() or _FENCE.match(after)))
            return Found(language, tuple(fields), title, end + closed, closed)  # type: ignore[arg-type]
    return None


def _above(lines: list[str]) -> tuple[int, str, bool]:
    """Return where fields may begin, the title above, and whether they are a list of `Metadata`."""
    if not lines or len(lines[0]) > _MAX_HEADING or not (heading := _TITLE.match(lines[0])):
        return 0, "", False
    at = 1
    while at < min(len(lines), 20):
        line = lines[at][:_MAX_HEADING]
        if _METADATA.match(line):
            at += 1
            while at < len(lines) and at < 20 and not lines[at].strip():
                at += 1
            return at, heading[1], True
        if line.strip() and not _IMAGE.match(line):
            break
        at += 1
    return at, heading[1], False


def _fields(
    lines: list[str], at: int, patterns: tuple[re.Pattern[str], ...]
) -> tuple[list[Field], int]:
    """Return the fields that begin at a line, and the line after them."""
    fields: list[Field] = []
    while at < len(lines) and at < MAX_LINES:
        line = lines[at]
        match = next((found for each in patterns if (found := each.match(line))), None)
        if match and (patterns[0] is _PROPERTY or (match[2] or "")[:2] != "//"):
            value = (match[2] or "").strip()
            fields.append(Field(match[1].strip(), (value,) if value else ()))
        elif fields and patterns[0] is not _PROPERTY and (more := _MORE.match(line)):
            if more[1].strip():
                fields[-1] = fields[-1]._replace(lines=(*fields[-1].lines, more[1].strip()))
        else:
            break
        at += 1
    return fields, at


def is_head(fields: list[Field], *, whole: bool) -> bool:
    """Return whether fields are a head's; `whole` if nothing else stands in their paragraph."""
    names = [folded(field.name) for field in fields]
    known = sum(name in KNOWN for name in names)
    if not whole:
        return known >= 2 and any(name in SURE for name in names)
    stated = any(
        name in KNOWN and field.lines and field.lines[0].startswith(("http://", "https://"))
        for name, field in zip(names, fields, strict=True)
    )
    return stated or (known >= 1 and len(names) >= 2) or any(name in SURE for name in names)


def values_of(fields: tuple[Field, ...], title: str) -> tuple[dict[str, object], tuple[str, ...]]:
    """
    Return the value of each field, and the names that stand twice.

    Lines of a field that holds lists are values of their own, unless a separator stands in them;
    lines of another field are one text. Fields that hold lists add up, of others the last counts.

    >>> values_of((Field("By", ("Jane Doe", "Ann Roe")), Field("Title", ("Rain", "again"))), "")
    ({'By': ['Jane Doe', 'Ann Roe'], 'Title': 'Rain again'}, ())
    """
    values: dict[str, object] = {}
    repeated: dict[str, None] = {}
    for field in fields:
        name = field.name.replace(" ", "_")
        value = _value(field)
        if name in values:
            repeated[name] = None
            if folded(name) in LISTS:
                value = [*_items(values[name]), *_items(value)]
        values[name] = value
    if title and not any(folded(name) in ("title", "fulltitle") for name in values):
        values = {"title": title, **values}
    return values, tuple(repeated)


def _items(value: object) -> Iterator[object]:
    if isinstance(value, list):
        yield from value
    elif value:
        yield value


def _value(field: Field) -> object:
    lines = field.lines
    marked = bool(lines) and all(map(_LIST_MARK.match, lines))
    if len(lines) > 1 or marked:
        if marked:  # as in YAML
            return [unquoted(_LIST_MARK.sub("", line, count=1)) for line in lines]
        if folded(field.name) in LISTS and not any(
            mark in line for line in lines for mark in ",;|"
        ):
            return [unquoted(line) for line in lines]
    text = " ".join(lines)
    if folded(field.name) in LISTS and _is_flow_list(text):
        return [unquoted(item.strip()) for item in text[1:-1].split(",") if item.strip()]
    return unquoted(text)


def _is_flow_list(text: str) -> bool:
    """
    Return whether a text is a list as YAML has it, and no link to another note.

    >>> _is_flow_list("[a, b]"), _is_flow_list("[[a]], [[b]]")
    (True, False)
    """
    return text.startswith("[") and text.endswith("]") and not ("[" in text[1:] or "]" in text[:-1])


def unquoted(text: str) -> str:
    """
    Return a text without the quotes around all of it.

    >>> unquoted('"Rain"'), unquoted('"Rain" and "sun"')
    ('Rain', '"Rain" and "sun"')
    """
    for quote in ('"', "'"):
        if len(text) > 1 and text[0] == text[-1] == quote and quote not in text[1:-1]:
            return text[1:-1]
    return text
