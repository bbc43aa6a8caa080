"""What a list may hold at most. A record in it keeps the limits of a post."""

from __future__ import annotations

from typing import Any

from kg.read.errors import ReadError
from kg.read.limits import MAX_FRONT_MATTER_BYTES, MAX_LIST_BYTES, MAX_NESTING, MAX_VALUES

MAX_RECORDS = 1_000_000
MAX_RECORD_BYTES = MAX_FRONT_MATTER_BYTES
MAX_BAD_RECORDS = 1_000
"""Records of one file that are told one by one; with more of them the file is given up."""
MAX_LOST_RECORDS = 50_000
"""Records of one file that lack an address or a title; with more of them the file is given up."""
MAX_WITHOUT_ADDRESS = 100_000
"""Records without an address, and more than have one, after which a file is not judged further."""
MAX_WITHOUT_RECORD = 100_000
"""Items that are no records after which a file is not read further."""
MAX_NOTES = 100
"""Oddities of one file that are told."""
MAX_LIST_DEPTH = 64
"""Collections around a list; deeper ones are not looked for."""
MAX_LISTS = 1_000
"""Lists of one file that are told apart."""
TOO_DEEP = f"nested more than {MAX_NESTING} deep."
SMALL_FILE = 2 * MAX_VALUES
"""A file of fewer bytes holds no record that is too large: a value takes two or more."""


def check_size(data: bytes) -> None:
    """Raise ReadError if a file is larger than a list may be."""
    if len(data) > MAX_LIST_BYTES:
        what = f"the file is larger than {MAX_LIST_BYTES // 2**20} MiB."
        raise ReadError(0, what, "Divide it into several files.")


def too_large(record: Any) -> str | None:
    """
    Return what is wrong with a record that is larger than a post may be, else None.

    >>> too_large({"tags": ["a"] * 200_000})
    'has more than 100,000 values.'
    """
    values = size = 0
    stack = [record]
    while stack:
        value = stack.pop()
        values += 1
        if isinstance(value, str):
            size += len(value)
        elif isinstance(value, dict):
            values += len(value)
            stack.extend(value.values())
        elif isinstance(value, list):
            values += len(value)
            stack.extend(value)
        if values > 2 * MAX_VALUES:  # each is counted in its parent, too
            return f"has more than {MAX_VALUES:,} values."
        if size > MAX_RECORD_BYTES:
            return f"is larger than {MAX_RECORD_BYTES // 2**20} MiB."
    return None
