"""Why a file cannot be read."""

from __future__ import annotations


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
