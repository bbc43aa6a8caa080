"""
What kg says when something is wrong.

    KgError            the command cannot go on
    Problem            one thing wrong in one place of the data; a build goes on without it
"""

from __future__ import annotations

import re
from errno import EMFILE, ENFILE, ENOMEM
from typing import NamedTuple

TOO_FEW_FILES = "Too many open files. Raise the limit, for example with 'ulimit -n 256'."
TOO_LITTLE_MEMORY = "Out of memory. Allow more memory, or process fewer files at once."


class KgError(Exception):
    """A sentence for the person at the terminal: what is wrong and what to do about it."""


class Problem(NamedTuple):
    """
    One thing wrong in the data, where it stands, and how to mend it.

    >>> print(Problem("seeds/flood.md", 3, "title is missing.", "Add one."))
    seeds/flood.md:3: title is missing. Add one.
    """

    path: str
    line: int
    """Counted from 1; 0 where no line is meant, but the whole file."""
    what: str
    mend: str
    kind: str = ""
    """What it says of any value, where `what` names this one; empty where `what` names none."""

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.what} {self.mend}".rstrip()


_VALUE = re.compile(
    r"(?<!\w)'(?:[^'\\]|\\.)*'(?!\w)|\"(?:[^\"\\]|\\.)*\"|\bhttps?://\S+|\d[\d.,:]*(?<![.,:])"
)
"""A string in quotes, an address or a number."""


def kind_of_problem(problem: Problem) -> str:
    """
    Return what a problem says, without the value that it names: problems of one kind share it.

    >>> kind_of_problem(Problem("a.csv", 2, "has 3 values for 4 columns.", "Add the missing one."))
    'has … values for … columns.'
    """
    return problem.kind or _VALUE.sub("…", problem.what)


def shortage(error: OSError) -> str | None:
    """
    Return what to say where the process lacks something, whichever file it was at; or None.

    >>> shortage(OSError(ENOMEM, "Cannot allocate memory", "graph.ttl"))
    'Out of memory. Allow more memory, or process fewer files at once.'
    """
    if error.errno in (EMFILE, ENFILE):
        return TOO_FEW_FILES
    return TOO_LITTLE_MEMORY if error.errno == ENOMEM else None


def printable(text: str) -> str:
    r"""
    Return the text with what could steer a terminal shown instead of obeyed.

    >>> printable("a\x1b[31mb")
    'a\\x1b[31mb'
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def printable_lines(text: str) -> str:
    r"""
    Return a text of several lines as `printable` does, with its line breaks.

    >>> printable_lines("a\x1b[31m\nb")
    'a\\x1b[31m\nb'
    """
    return "\n".join(map(printable, text.split("\n")))
