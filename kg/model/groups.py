"""Groups that share members become one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def merged(groups: Iterable[Iterable[T]]) -> list[list[T]]:
    """
    Return groups of which no two share a member, each in no particular order.

    >>> merged(["ab", "cd", "bc", "ef"])
    [['c', 'd', 'a', 'b'], ['e', 'f']]
    """
    whole_of: dict[T, list[T]] = {}
    for group in groups:
        whole: list[T] = []
        for member in group:
            other = whole_of.get(member)
            if other is None:
                whole.append(member)
                whole_of[member] = whole
            elif other is not whole:
                # The shorter into the longer, so that a long chain is quick.
                moved, whole = (whole, other) if len(whole) <= len(other) else (other, whole)
                whole += moved
                whole_of.update(dict.fromkeys(moved, whole))
    found = {id(whole): whole for whole in whole_of.values()}
    return list(found.values())
