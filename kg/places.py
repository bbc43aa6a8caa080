"""Take values by their places: there are millions of these, so no loop of ours does it."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import TypeVar

T = TypeVar("T")


def take(values: Sequence[T], places: Sequence[int]) -> tuple[T, ...]:
    """
    Return the values at these places.

    >>> take("abc", [2, 0])
    ('c', 'a')
    """
    if len(places) < 2:
        return tuple([values[place] for place in places])
    taken: tuple[T, ...] = itemgetter(*places)(values)  # in half the time of a loop
    return taken
