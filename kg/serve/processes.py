"""
The processes that answer queries, as the system has them: started, measured and ended.

Starting one can take a while on a busy machine, so that happens in a thread: the event loop never
waits for it.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import multiprocessing.util
import os
import shutil
import signal
import socket
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Protocol

from kg.serve.evaluate import Terms, run


class Child(Protocol):
    """A process, as far as the server needs to know it."""

    def kill(self) -> None:
        """End the process, whatever it does; it may be gone a moment later."""

    def is_gone(self) -> bool:
        """Return whether the process has ended, so that it writes nothing any more."""

    def hold_back(self, thread: int, niceness: int) -> None:
        """Let other work on the machine come before that of a thread."""

    def processor_seconds(self, thread: int) -> float:
        """Return the seconds of a processor that a thread has had; where unknown, the time."""


Start = Callable[[list[socket.socket], Terms], Awaitable[Child]]
"""Starts a process that answers on these connections, which are its own from then on; raises
OSError or EOFError if none starts."""


class Processes:
    """Starts real processes."""

    def __init__(self) -> None:
        self._context = _context()
        self._one_at_a_time = threading.Lock()
        self._starting: set[threading.Thread] = set()

    async def start(self, connections: list[socket.socket], terms: Terms) -> Child:
        """Return a new process, once it runs; see `Start`."""
        loop = asyncio.get_running_loop()
        started: asyncio.Future[None] = loop.create_future()
        child = _Process()

        def done(error: BaseException | None) -> None:
            if not started.done():
                started.set_exception(error) if error else started.set_result(None)

        def work() -> None:
            failed: BaseException | None = None
            try:
                with self._one_at_a_time:
                    self._start(child, connections, terms)
            except BaseException as error:
                failed = error
            for connection in connections:
                connection.close()
            self._starting.discard(thread)
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(done, failed)

        thread = threading.Thread(target=work, daemon=True)
        self._starting.add(thread)
        thread.start()
        try:
            await started
        except asyncio.CancelledError:
            child.kill()
            raise
        return child

    def _start(self, child: _Process, connections: list[socket.socket], terms: Terms) -> None:
        try:
            child.start(self._context, connections, terms)
        except (FileNotFoundError, NotADirectoryError, ConnectionRefusedError):
            # A cleaner took the socket of what starts processes: from now on they start without.
            if self._context.get_start_method() == "spawn":
                raise
            self._context = multiprocessing.get_context("spawn")
            child.start(self._context, connections, terms)

    async def close(self, seconds: float = 2) -> None:
        """Wait until no start is under way, for some seconds at most; then leave nothing behind."""
        end = time.monotonic() + seconds
        while self._starting and time.monotonic() < end:
            await asyncio.sleep(0.01)
        remove_socket()


def remove_socket() -> None:
    """Remove the folder with the socket of what starts processes."""
    folder = multiprocessing.util.get_temp_dir()
    shutil.rmtree(folder, ignore_errors=True)
    # At the end of the process Python removes it, too, and from 3.12 on fails if it is gone.
    multiprocessing.util.Finalize(
        None, os.makedirs, args=(folder,), kwargs={"exist_ok": True}, exitpriority=-99
    )


class _Process:
    """A real process."""

    def __init__(self) -> None:
        self._process: BaseProcess | None = None
        self._lock = threading.Lock()
        self._unwanted = False

    def start(self, context: BaseContext, connections: list[socket.socket], terms: Terms) -> None:
        """Start the process, and wait until it runs; end it at once if it was killed before."""
        # mypy knows the classes of contexts, not what they have in common
        process: BaseProcess = context.Process(  # type: ignore[attr-defined]
            target=run, args=(connections, terms), daemon=True
        )
        process.start()
        with self._lock:
            self._process = process
        if self._unwanted:
            self.kill()

    def kill(self) -> None:
        with self._lock:
            self._unwanted = True
        if self._process:
            with suppress(OSError):
                self._process.kill()

    def is_gone(self) -> bool:
        return self._process is not None and self._process.exitcode is not None

    def hold_back(self, thread: int, niceness: int) -> None:
        if sys.platform == "linux" and thread:
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, thread, niceness)

    def processor_seconds(self, thread: int) -> float:
        try:
            pid = self._process.pid if self._process else None
            path = f"/proc/{pid}/task/{thread}/stat"
            with open(path, encoding="utf-8") as stream:
                fields = stream.read().rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        except (OSError, ValueError, IndexError):
            return time.monotonic()


def _context() -> BaseContext:
    """Return the quickest way to start processes that share nothing with this one."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["__main__", "kg.serve.evaluate", "kg.query.engine", "kg.query.store"]
    )
    from multiprocessing import forkserver, resource_tracker

    with _interrupts_ignored():  # theirs for good: a Ctrl-C is for the server to act upon
        resource_tracker.ensure_running()
        try:
            forkserver.ensure_running()
        except OSError:  # the path of its socket is too long, where that of temporary files is
            return multiprocessing.get_context("spawn")
    return context


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    former = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)
