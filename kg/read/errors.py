"""Why a file cannot be read, or is passed over."""

from __future__ import annotations

from typing import NamedTuple


class Why(NamedTuple):
    """
    Why a file or a record is passed over, and how to have it read.

    >>> Why("the permalink needs a date", "Add date.").mend
    'Add date.'
    """

    text: str
    mend: str = ""
    """Sentences; empty if nothing is to be done."""


class ReadError(Exception):
    """
    Why a file cannot be read, and how to mend it.

    >>> print(ReadError(3, "a quote is never closed.", "Close it."))
    a quote is never closed. Close it.
    """

    def __init__(self, line: int, what: str, mend: str) -> None:
        super().__init__(f"{what} {mend}")
        self.line = line
        """In the file, counted from 1; 0 where no line is meant."""
        self.what = what
        self.mend = mend


def not_utf_8(error: UnicodeDecodeError, first_line: int = 1) -> ReadError:
    r"""
    Return what to say of bytes that begin on a line of a file and are not UTF-8.

    >>> try:
    ...     b"a\n\xff".decode()
    ... except UnicodeDecodeError as error:
    ...     not_utf_8(error).line
    2
    """
    line = first_line + error.object.count(b"\n", 0, error.start)
    return ReadError(line, "the file is not UTF-8 text.", "Save it as UTF-8.")
