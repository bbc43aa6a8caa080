"""
End this process when a query takes too long or too much.

The engine has no deadline of its own and cannot be interrupted, but it lets other threads run
while it works; so one of them watches, and ends the process.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread

STEP_SECONDS = 0.02


class Deadline:
    """
    A deadline, and a bound on memory, for the process that starts it.

    What `--timeout` counts is work: while the reader of the output lets us wait, time stands still.
    """

    def __init__(self, seconds: float, megabytes: int) -> None:
        self.left = seconds
        self.seconds = seconds
        self.megabytes = megabytes
        self.waiting = self.done = False
        self._peak = _peak_of_this_process()

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
                _end(f"The query was stopped after {self.seconds:g} s. Narrow it, or raise"
                     " --timeout.")  # fmt: skip
            if self._peak() > self.megabytes and not self.done:
                _end(f"The query was stopped: it used more than {self.megabytes:,} MB of memory."
                     " Narrow it, or raise --memory.")  # fmt: skip


def peak_megabytes(status: bytes) -> float | None:
    r"""
    Return the most memory that a process has had, of what Linux says in `/proc/PID/status`.

    It is what the process has now where the system tells only that; None where it tells neither.

    >>> peak_megabytes(b"Name:\tkg\nVmHWM:\t  20480 kB\nVmRSS:\t  10240 kB\n")
    20.0
    """
    for name in (b"VmHWM", b"VmRSS"):
        if found := re.search(rb"^%s:\s*(\d+) kB" % name, status, re.MULTILINE):
            return int(found[1]) / 1024
    return None


def _peak_of_this_process() -> Callable[[], float]:
    """
    Return what tells the most memory, in MB, that this program has had since it was started.

    `ru_maxrss` is also what the process had before: a program that is started from a large one
    begins with what that had. Where nothing else tells, only what is above the first figure counts.
    """
    with suppress(OSError):
        status = os.open("/proc/self/status", os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
        if peak_megabytes(os.pread(status, 1 << 14, 0)) is not None:
            return lambda: peak_megabytes(os.pread(status, 1 << 14, 0)) or 0
        os.close(status)
    try:
        from resource import RUSAGE_SELF, getrusage
    except ImportError:
        return lambda: 0
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    first = getrusage(RUSAGE_SELF).ru_maxrss

    def peak() -> float:
        most = getrusage(RUSAGE_SELF).ru_maxrss
        return most / unit if most > first else 0

    return peak


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
