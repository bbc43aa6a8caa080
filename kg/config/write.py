"""Writing lines of kg.toml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kg.config.keys import KEYS, SECTIONS, names_in
from kg.model.text import toml_string

Value = str | bool | int | Sequence[str | Sequence[str]] | Mapping[str, str]

_BARE_KEY = re.compile("[A-Za-z0-9_-]+")
_MAX_LINE_CHARS = 100
_LISTS = "lists"  # a key of the table, which a user writes as a section


class Line(NamedTuple):
    """A line of kg.toml."""

    section: str
    """Empty above the first section; `lists` for the list of a file."""
    name: str
    """A key; under `lists` the path of a file."""
    value: Value
    comment: str = ""
    """Why it stands there. It is written above the line."""


def to_toml(lines: Iterable[Line]) -> str:
    r"""
    Return the text of a kg.toml with these lines, in the order of the documentation.

    Lists and tables of one key become one. Of other values the last is kept.

    >>> print(to_toml([Line("links", "body", "related", "420 posts."), Line("", "title", "A")]))
    title = "A"
    <BLANKLINE>
    [links]
    # 420 posts.
    body = "related"
    <BLANKLINE>
    """
    sections: dict[str, dict[str, list[Line]]] = {}
    for line in lines:
        sections.setdefault(line.section, {}).setdefault(line.name, []).append(line)
    order = ["", *SECTIONS, _LISTS]
    blocks = []
    for section in sorted(sections, key=order.index):
        ranks = {name: rank for rank, name in enumerate(names_in(section))}
        names = sorted(sections[section], key=lambda name: (ranks.get(name, len(KEYS)), name))
        written = [text for name in names for text in _statement(name, sections[section][name])]
        blocks.append("\n".join(([f"[{section}]"] if section else []) + written) + "\n")
    return "\n".join(blocks)


def _statement(name: str, lines: list[Line]) -> Iterable[str]:
    """Yield the comments of a key, and the key with its value."""
    for comment in dict.fromkeys(line.comment for line in lines):
        # `splitlines` knows more ends of a line than TOML does; none may end the comment.
        text = " ".join("".join(c if c.isprintable() else " " for c in comment).split())
        if text:
            yield f"# {text}"
    key = name if _BARE_KEY.fullmatch(name) else toml_string(name)
    yield f"{key} = {_value_text(_joined([line.value for line in lines]), len(key))}"


def _joined(values: list[Value]) -> Value:
    last = values[-1]
    if isinstance(last, Mapping):
        tables = [value for value in values if isinstance(value, Mapping)]
        return {name: to for table in tables for name, to in table.items()}
    if isinstance(last, str | int):
        return last
    lists = [value for value in values if not isinstance(value, str | int | Mapping)]
    items = (item if isinstance(item, str) else tuple(item) for each in lists for item in each)
    return list(dict.fromkeys(items))


def _value_text(value: Value, before: int) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return toml_string(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):  # TOML 1.0 has no inline tables of several lines
        pairs = [f"{toml_string(name)} = {toml_string(to)}" for name, to in value.items()]
        return f"{{ {', '.join(pairs)} }}" if pairs else "{}"
    items = [
        toml_string(item) if isinstance(item, str) else f"[{', '.join(map(toml_string, item))}]"
        for item in value
    ]
    text = f"[{', '.join(items)}]"
    if before + len(" = ") + len(text) <= _MAX_LINE_CHARS:
        return text
    return "".join(["[\n", *(f"    {item},\n" for item in items), "]"])
