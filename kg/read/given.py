"""A record as its form gives it, before kg says what it means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

HEAD_BYTES = 4096
"""Number of bytes by which the form of a file is recognized."""


class Record(NamedTuple):
    """One record of a file that holds many."""

    number: int
    """Its place in the file, counted from 1."""
    line: int
    """The line where it begins, counted from 1; 0 if the form has no lines."""
    fields: Mapping[Any, Any]
    body: str = ""
    """Text in which links may stand."""
    markup: Literal["markdown", "html"] = "markdown"
    """The language of the body."""


class BadRecord(NamedTuple):
    """A record that cannot be read. The records after it are still read."""

    number: int
    line: int
    what: str
    """What is wrong: `has 3 values for 4 columns.`"""
    mend: str
    """What to do: `Add the missing one.`"""
