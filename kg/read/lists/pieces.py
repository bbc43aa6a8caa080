"""What the readers of languages hand on: values, with the place and line where they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

Steps = tuple[str | None, ...]
"""The way to a value: the keys of mappings, and None for the items of a list."""


class Placed(dict[str, Any]):
    """A mapping that knows the line where it begins, counted from 1; 0 if that is not known."""

    __slots__ = ("line",)
    line: int


def line_of(value: Any) -> int:
    """Return the line where a value begins; 0 if it does not know."""
    return getattr(value, "line", 0)


class Piece(NamedTuple):
    """A part of a file that is read by itself."""

    value: Any
    steps: Steps = ()
    """Where it stands; of an item, where its list stands."""
    is_item: bool = False


class BadPiece(NamedTuple):
    """An item of a list that cannot be read."""

    line: int
    what: str
    mend: str
    steps: Steps | None = None
    """Where its list stands; None if it belongs to no list in particular."""


class Note(NamedTuple):
    """Something odd that loses no record."""

    line: int
    what: str
    mend: str


Pieces = Iterator[Piece | BadPiece]


class Source(NamedTuple):
    """A file that can be read as often as needed."""

    pieces: Callable[[], Pieces]
    """Begins to read it from its start; the iterator raises ReadError."""
    notes: dict[Note, None]
    """What has been noted so far, in order."""
