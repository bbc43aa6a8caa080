"""What an export holds: records, records that cannot be read, and what is no article."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from kg.read.given import BadRecord, Record


class PassedOver(NamedTuple):
    """Something that was never meant as an article: a bookmarklet, a folder, a book."""

    number: int
    """Its place among the bookmarks or rows, counted from 1; 0 for a folder or separator."""
    line: int
    """The line where it begins, counted from 1."""
    reason: str
    """What it is, to be counted by: `a bookmarklet`. The same words for all of one kind."""


Outcome: TypeAlias = Record | BadRecord | PassedOver


class Export(NamedTuple):
    """The export of one program in one format."""

    name: str
    records: Callable[[bytes], Iterator[Outcome]]
    """Yields what a file holds, in order; raises ReadError where it cannot be read on."""
