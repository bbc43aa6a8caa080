"""Let another process do a part of the work."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Thread, active_count
from types import TracebackType
from typing import Generic, Self, TypeVar

T = TypeVar("T")


class Background(Generic[T]):
    """
    A call that is made in a process of its own, from now on, if that is worth it.

    If it is not, or that process fails or is killed, `result` makes the call in this one: so it
    raises what the call raises. Leaving the `with` block ends a process still at work.

    >>> from functools import partial
    >>> with Background(partial(sum, range(5))) as total:
    ...     total.result()
    10
    """

    def __init__(self, call: Callable[[], T], *, worth: bool = True) -> None:
        self._call = call
        self._process: BaseProcess | None = None
        self._has_answered = False
        if not worth or (os.cpu_count() or 1) == 1:
            return
        context = multiprocessing.get_context("fork" if forks() else "spawn")
        self._answer, answer = context.Pipe(duplex=False)
        self._process = context.Process(  # type: ignore[attr-defined]
            target=_answer, args=(call, answer), daemon=True
        )
        with _no_interrupt():
            self._process.start()
        answer.close()

    def result(self) -> T:
        """Return what the call returns; raise what it raises."""
        if not self._process:
            return self._call()
        try:
            answer = self._answer.recv_bytes()
        except EOFError:
            return self._call()
        self._has_answered = True  # and ends, which is not worth waiting for
        result: T = pickle.loads(answer)  # noqa: S301  # our own words
        return result

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if not self._process:
            return
        self._answer.close()
        if not self._has_answered:
            self._process.kill()
            self._process.join()


def forks() -> bool:
    """Return whether a process is made by forking, a hundred times as fast as starting anew."""
    # It is safe only on Linux, and there only while nobody else is at work in this process
    # (Python's documentation of `multiprocessing`).
    return sys.platform == "linux" and active_count() == 1


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """Keep Ctrl-C waiting, so that it finds no process that does not know yet what to do."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _answer(call: Callable[[], object], connection: Connection) -> None:
    """In the process of its own: make the call and send what it returns, or nothing."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started it, who then ends it
    Thread(target=_end_with_parent, daemon=True).start()
    try:
        answer = pickle.dumps(call(), pickle.HIGHEST_PROTOCOL)
    except BaseException:
        os._exit(1)  # whatever was raised is raised anew where somebody listens
    connection.send_bytes(answer)


def _end_with_parent() -> None:
    """End when the process that it works for is gone, even if that was killed."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)
