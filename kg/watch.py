"""
End this process when a query takes too long or too much.

The engine has no deadline of its own and cannot be interrupted, but it lets other threads run
while it works; so one of them watches, and ends the process.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

STEP_SECONDS = 0.02


class Watch:
    """
    A deadline, and a bound on memory, for the process that starts it.

    What `--timeout` counts is work: while the reader of the output lets us wait, time stands still.
    """

    def __init__(self, seconds: float, megabytes: int) -> None:
        self.left = seconds
        self.seconds = seconds
        self.megabytes = megabytes
        self.waiting = self.done = False

    def start(self) -> None:
        """Begin to watch."""
        Thread(target=self._run, daemon=True).start()

    def stop(self) -> None:
        """End watching: all work is done."""
        self.done = True

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Do not count the time until the block ends."""
        self.waiting = True
        try:
            yield
        finally:
            self.waiting = False

    def _run(self) -> None:
        before = time.monotonic()
        while not self.done:
            time.sleep(min(STEP_SECONDS, max(self.left, 0.001)))
            now = time.monotonic()
            if not self.waiting:
                self.left -= now - before
            before = now
            if self.left <= 0 and not (self.waiting or self.done):
                _end(f"The query was stopped after {self.seconds:g} s. Narrow it, or allow more"
                     " with --timeout.")  # fmt: skip
            if peak_megabytes() > self.megabytes and not self.done:
                _end(f"The query was stopped: it took more than {self.megabytes:,} MB of memory."
                     " Narrow it, or allow more with --memory.")  # fmt: skip


def peak_megabytes() -> float:
    """Return the most memory that this process has had; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def _flush() -> None:
    with suppress(OSError, ValueError):
        sys.stdout.flush()


def _end(said: str) -> None:
    flushing = Thread(target=_flush, daemon=True)  # a reader who has gone to lunch blocks it
    flushing.start()
    flushing.join(1)
    with suppress(OSError, ValueError):
        sys.stderr.write(f"Error: {said}\n")
        sys.stderr.flush()
    os._exit(1)
