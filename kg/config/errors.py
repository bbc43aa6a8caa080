"""What is wrong with a kg.toml."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import NamedTuple

from kg.errors import KgError, printable

MAX_PROBLEMS = 20
"""More are not told at once."""


class ConfigProblem(NamedTuple):
    """One thing wrong in a kg.toml."""

    line: int
    """Counted from 1; 0 where no line is meant."""
    what: str
    """And how to mend it."""


class ConfigError(KgError):
    """
    Everything that is wrong with a kg.toml, one problem per line.

    >>> print(ConfigError("kg.toml", [ConfigProblem(7, 'unknown key "titel".')]))
    kg.toml:7: unknown key "titel".
    """

    def __init__(self, path: str, problems: Iterable[ConfigProblem]) -> None:
        name = printable(as_typed(path))
        told = sorted(dict.fromkeys(problems))[:MAX_PROBLEMS]
        self.problems = tuple(
            f"{name}:{line}: {what}" if line else f"{name}: {what}" for line, what in told
        )
        """Each as a line of the message, in the order of the file."""
        super().__init__("\n".join(self.problems))


def as_typed(path: str) -> str:
    """
    Return a path as a user would type it: from the current folder, if it is below that.

    >>> as_typed(os.path.join(os.getcwd(), "blog", "kg.toml")) == os.path.join("blog", "kg.toml")
    True
    """
    try:
        relative = os.path.relpath(path)
    except (OSError, ValueError):  # no current folder, or on another drive
        return path
    return path if relative.split(os.sep)[0] == os.pardir else relative
