"""What a head is."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

Language: TypeAlias = Literal["yaml", "toml", "json", "properties", "keys", "html"]
"""`properties` are lines `key:: value`, `keys` lines `Key: value`, `html` a page's `<head>`."""


class Head(NamedTuple):
    """The head of a file, and the text below it. Both have LF line ends."""

    language: Language
    text: str
    """Without the lines that open and close it."""
    first_line: int
    """The line in the file where `text` begins, counted from 1."""
    body: str
    body_line: int
    """The line in the file where `body` begins, counted from 1."""
