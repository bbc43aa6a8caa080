"""How long hostile input may take: no longer than plain input that is read in the same run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import TypeVar

import kg

SECONDS = 2.0
"""Processor time that one hostile post may take: docs/hostile-input.md."""
PLAIN_POSTS = 12_000
"""Plain posts that take less than SECONDS where nothing else runs: `python tests/pace.py`."""
SAMPLE = 500
ATTEMPTS = 3
POST = "---\ntitle: Rain over the harbour\nwebUrl: https://good.example/{}\n---\n"

Result = TypeVar("Result")


class TooSlowError(AssertionError):
    """Input took longer than the plain posts beside it, each time."""


def timed(work: Callable[[], Result]) -> tuple[Result, float]:
    """Return what a function returns, and the seconds of processor time that it took."""
    started = process_time()
    result = work()
    return result, process_time() - started


def plain_seconds() -> float:
    """Return the processor time that PLAIN_POSTS take now, from a sample of them."""
    with TemporaryDirectory() as name:
        for number in range(SAMPLE):
            (Path(name) / f"{number}.md").write_text(POST.format(number))
        kg.build([Path(name)], jobs=1)  # imports are not counted
        _, seconds = timed(lambda: kg.build([Path(name)], jobs=1))
    return seconds * PLAIN_POSTS / SAMPLE


def in_pace(work: Callable[[], Result]) -> Result:
    """
    Return what a function returns; raise TooSlowError if it is slow.

    If it takes more than SECONDS, the machine may be slow or busy. It is then measured again
    beside plain posts, and may take as long as PLAIN_POSTS of them.
    """
    result, seconds = timed(work)
    if seconds <= SECONDS:
        return result
    told = [f"{seconds:.1f} s"]
    for _ in range(ATTEMPTS):
        allowed = plain_seconds()
        result, seconds = timed(work)
        if seconds <= allowed:
            return result
        told.append(f"{seconds:.1f} s beside {allowed:.1f} s of plain posts")
    raise TooSlowError(f"takes {', '.join(told)}")


if __name__ == "__main__":
    print(f"{PLAIN_POSTS:,} plain posts take {plain_seconds():.2f} s")
