"""On which lines of a TOML text its keys stand, which tomllib doesn't say."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import NamedTuple

MAX_DEPTH = 20
"""Brackets inside one another. tomllib recurses."""
MAX_KEY_PARTS = 20
"""Parts of a dotted key. tomllib takes time that is quadratic in them."""
_KEPT_STEPS = 4
"""Of a path: no key of kg.toml lies deeper, and long paths cost time."""

Place = tuple[str | int, ...]
"""The keys that lead to a value, with the index of an item: `("links", "own", 0)`."""

_PIECE = re.compile(
    r'"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*(?:"{3,5}|\Z)'
    r"|'''(?:[^']|'(?!''))*(?:'{3,5}|\Z)"
    r'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"?'
    r"|'[^'\n]*+'?"
    r"|\#[^\n]*|[A-Za-z0-9_-]+|\n|[\[\]{}=,.]",
    re.DOTALL,
)


class Repeat(NamedTuple):
    """What stands twice in a text."""

    line: int
    """The second of the two."""
    place: Place
    is_table: bool


class TooDeepError(ValueError):
    """A text is nested too deeply."""

    def __init__(self, line: int) -> None:
        super().__init__("The text is nested too deeply.")
        self.line = line


@dataclass
class _Frame:
    """An array or inline table that is open."""

    place: Place
    is_array: bool
    items: int = 0


@dataclass
class _Scanner:
    lines: dict[Place, int] = field(default_factory=dict)
    line: int = 1
    table: Place = ()
    """What the last header names."""
    frames: list[_Frame] = field(default_factory=list)
    key: list[str] | None = field(default_factory=list)
    """The parts of a key that is being read; None inside a value."""
    value: Place = ()
    """Where the value is that is being read."""
    in_header: bool = False
    dots: int = 0
    """In the key that is being read."""
    stated: set[tuple[Place, bool]] = field(default_factory=set)
    """Keys that have a value, and tables that have a header."""
    repeat: Repeat | None = None
    """The first that stands twice."""
    has_many: bool = False
    """Whether there is a header such as `[[a]]`, below which keys may stand again."""

    def note(self, place: Place) -> Place:
        place = place[:_KEPT_STEPS]
        for steps in range(1, len(place) + 1):
            self.lines.setdefault(place[:steps], self.line)
        return place

    def state(self, place: Place, *, is_table: bool = False) -> None:
        if len(place) > _KEPT_STEPS or self.repeat or self.has_many:
            return
        if (place, is_table) in self.stated:
            self.repeat = Repeat(self.line, place, is_table)
        self.stated.add((place, is_table))

    def take(self, piece: str) -> None:
        if self.key is None:
            self._take_in_value(piece)
        else:
            self._take_in_key(piece, self.key)

    def _take_in_key(self, piece: str, key: list[str]) -> None:
        here = self.frames[-1].place if self.frames else self.table
        if piece == "[" and not self.frames and not key:
            self.has_many = self.has_many or self.in_header
            self.in_header = True
        elif piece == "]" and self.in_header:
            if key:
                self.state(tuple(key), is_table=True)
                self.table = self.note(tuple(key))
            self.key, self.dots, self.in_header = None, 0, False
        elif piece == "=":
            self.state((*here, *key))
            self.value = self.note((*here, *key))
            self.key, self.dots = None, 0
        elif piece == "}" and self.frames:
            self._close()
        elif piece in ("\n", ","):
            self.key, self.dots, self.in_header = [], 0, False
        elif piece == ".":
            self.dots += 1
            if self.dots >= MAX_KEY_PARTS:
                raise TooDeepError(self.line)
        elif piece not in tuple("[]{}"):
            key.append(_name(piece))

    def _take_in_value(self, piece: str) -> None:
        frame = self.frames[-1] if self.frames else None
        if piece == "\n":
            if not frame:
                self.key = []
            return
        if piece == ",":
            if frame and frame.is_array:
                frame.items += 1
            elif frame:
                self.key = []
            return
        if piece in ("]", "}"):
            self._close()
            return
        place = self.value
        if frame and frame.is_array:
            place = self.note((*frame.place, frame.items))
        if piece in ("[", "{"):
            self.frames.append(_Frame(place, piece == "["))
            if len(self.frames) > MAX_DEPTH:
                raise TooDeepError(self.line)
            self.key = [] if piece == "{" else None

    def _close(self) -> None:
        if self.frames:
            self.frames.pop()
        self.key = None


def lines_of(text: str) -> dict[Place, int]:
    r"""
    Return the line of each key and each item of an array, at most four steps deep.

    Raises TooDeepError if the text is nested too deeply for tomllib. For a text that is not TOML
    the lines mean nothing.

    >>> lines_of('title = "A"\n[links]\nown = ["a.example",\n"b.example"]')[("links", "own", 1)]
    4
    """
    return _scanned(text).lines


def repeat_in(text: str) -> Repeat | None:
    r"""
    Return the first key or table of a text that stands twice, at most four steps deep.

    None is found after a header such as `[[a]]`.

    >>> repeat_in('title = "A"\n[links]\nown = []\nown = ["a.example"]')
    Repeat(line=4, place=('links', 'own'), is_table=False)
    """
    return _scanned(text).repeat


def _scanned(text: str) -> _Scanner:
    scanner = _Scanner()
    for match in _PIECE.finditer(text):
        piece = match[0]
        if piece[0] != "#":
            scanner.take(piece)
            scanner.line += piece.count("\n")
    return scanner


def _name(piece: str) -> str:
    """Return the key that a piece writes."""
    if piece[0] == "'":
        return piece[1:-1]
    if piece[0] == '"':
        escaped = re.sub(r"\\U([0-9A-Fa-f]{8})", _character, piece)
        try:
            return str(json.loads(escaped, strict=False))
        except ValueError:
            return piece[1:-1]
    return piece


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return json.dumps(chr(code))[1:-1] if code <= 0x10FFFF else match[0]
