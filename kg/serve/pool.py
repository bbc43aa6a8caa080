"""
The processes that answer queries, and what becomes of a query that runs long.

Every query begins in a quick process, beside others, each in a thread of its own. What has not
ended after `SLICE` seconds is long. It moves to a process for itself, of which there are as many
as `jobs`; the others wait in a line, and where the line is full they are told to come later. The
quick process that it ran in gets no more queries and is killed when its short ones are done;
another stands ready in its place. A long query is killed with its process at its deadline. Which
texts turned out long is remembered: they do not begin among the quick ones again.

So nothing that is asked can hold up the server or what others ask for longer than a moment.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import signal
import socket
import sys
import time
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from itertools import zip_longest
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import NamedTuple

from kg.errors import KgError
from kg.serve.evaluate import About, Request, Terms, run

SLICE = 0.4
"""Seconds after which a query is long."""
TICK = 0.05
SLOTS = 64
"""Queries that one quick process answers at once."""
MAX_WAITING = 256
"""Queries that wait for a quick process."""
MAX_WAITING_LONG = 16
"""Queries that wait for a process for themselves."""
MAX_REMEMBERED = 4096
START_SECONDS = 600
"""How long a process may take to load the graph before it counts as lost."""


class Reply(NamedTuple):
    """What became of a query."""

    status: int
    media_type: str
    body: bytes | Path
    """The answer, a file that it is in and that the reader removes, or a sentence."""


BUSY = Reply(503, "text/plain", b"Too many queries run at once. Try again in a few seconds.")
LOST = Reply(500, "text/plain", b"The query needs more memory than one may have, or too deep"
             b" a nesting. Make it simpler.")  # fmt: skip
CLOSED = Reply(503, "text/plain", b"The server is stopping.")


class Pool:
    """Processes that answer queries over the graph of some files."""

    def __init__(
        self, paths: tuple[Path, ...], spool: Path, *, timeout: float, max_results: int, jobs: int
    ) -> None:
        self._terms = Terms(paths, spool, max_results)
        self._timeout = timeout
        self._jobs = jobs
        self._context = _context()
        self._quick: list[Evaluator] = []
        self._spare: list[Evaluator] = []
        self._other: set[Evaluator] = set()  # retired, or with one long query
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._long = asyncio.Semaphore(jobs)
        self._waiting_long = 0
        self._long_texts: OrderedDict[int, None] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False
        self._seen = ()  # type: tuple[object, ...]
        self._said: Callable[[str], None] = lambda sentence: None
        self.about = About()

    async def start(self, say: Callable[[str], None] = lambda sentence: None) -> None:
        """Open the graph; raise KgError if that cannot be done."""
        self._said = say
        self._seen = self._stamp()
        first = await self._begin(SLOTS)  # alone: it may have to make the store for the others
        self._quick = [first, *await asyncio.gather(*(self._begin(SLOTS) for _ in self._others()))]
        self.about = first.about
        self._later(self._keep_time())
        self._later(self._keep_spares())
        self._later(self._keep_current())

    def _others(self) -> range:
        return range(self._jobs - 1)

    async def close(self) -> None:
        """Stop at once; whatever is still asked is told so."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        for evaluator in (*self._quick, *self._spare, *self._other):
            evaluator.kill(CLOSED)
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)

    # ---- one query --------------------------------------------------------------------------

    async def ask(
        self, request: Request, gone: Callable[[], Awaitable[None]] | None = None
    ) -> Reply | None:
        """
        Return what became of a query, at the latest at its deadline.

        `gone` returns when nobody waits for the answer any more: a long query is then stopped,
        and there is none.
        """
        deadline = time.monotonic() + self._timeout
        text = hash(request)
        if text not in self._long_texts:
            reply = await self._ask_quick(request, deadline)
            if reply is not None:
                return reply
            self._long_texts[text] = None
            if len(self._long_texts) > MAX_REMEMBERED:
                self._long_texts.popitem(last=False)
        answer = asyncio.ensure_future(self._ask_long(request, text, deadline))
        if gone is None:
            return await answer
        leaving = asyncio.ensure_future(gone())
        try:
            await asyncio.wait({answer, leaving}, return_when=asyncio.FIRST_COMPLETED)
            return answer.result() if answer.done() else None
        finally:
            leaving.cancel()
            answer.cancel()

    async def _ask_quick(self, request: Request, deadline: float) -> Reply | None:
        """Return what became of a query among the quick ones, or None if it is long."""
        while not self._closed:
            if evaluator := min(
                (each for each in self._quick if each.free), key=Evaluator.load, default=None
            ):
                return await evaluator.ask(request, deadline, may_move=True)
            if len(self._waiting) >= MAX_WAITING:
                return BUSY
            waiter = asyncio.get_running_loop().create_future()
            self._waiting.append(waiter)
            try:
                async with asyncio.timeout_at(deadline):
                    await waiter
            except TimeoutError:
                return BUSY
        return CLOSED

    async def _ask_long(self, request: Request, text: int, deadline: float) -> Reply:
        if self._long.locked() and self._waiting_long >= MAX_WAITING_LONG:
            return BUSY
        self._waiting_long += 1
        try:
            async with asyncio.timeout(deadline - time.monotonic()):
                await self._long.acquire()
        except TimeoutError:
            return BUSY
        finally:
            self._waiting_long -= 1
        try:
            if self._closed:
                return CLOSED
            evaluator = await self._begin(1)
            self._other.add(evaluator)
            try:
                began = time.monotonic()
                reply = await evaluator.ask(request, deadline, may_move=False)
                if time.monotonic() - began < SLICE / 2:
                    self._long_texts.pop(text, None)  # it was the company that made it long
                return reply or LOST
            finally:
                evaluator.kill()
                self._other.discard(evaluator)
        except KgError as error:
            return Reply(500, "text/plain", str(error).encode())
        finally:
            self._long.release()

    # ---- processes --------------------------------------------------------------------------

    async def _begin(self, slots: int) -> Evaluator:
        evaluator = Evaluator(self._context, self._terms, slots, self._freed)
        await evaluator.open()
        return evaluator

    def _later(self, work: Coroutine[None, None, None]) -> None:
        self._tasks.add(asyncio.create_task(work))

    def _freed(self) -> None:
        """Let the next go on that waits for a quick process."""
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return

    def _add_quick(self, evaluator: Evaluator) -> None:
        self._quick.append(evaluator)
        for _ in range(SLOTS):
            self._freed()

    def _retire(self, evaluator: Evaluator) -> None:
        """Give a quick process no more queries, and let a spare one take its place."""
        self._quick.remove(evaluator)
        self._other.add(evaluator)
        while self._spare and len(self._quick) < self._jobs:
            spare = self._spare.pop()
            if spare.alive:
                self._add_quick(spare)

    async def _keep_time(self) -> None:
        """Look after long queries, late ones, and processes that are gone, as long as we run."""
        while True:
            await asyncio.sleep(TICK)
            now = time.monotonic()
            for evaluator in (*self._quick, *self._other):
                if evaluator in self._quick and evaluator.is_done_for(now):
                    self._retire(evaluator)
                evaluator.let_go(now, self._timeout)
                evaluator.hold_back(now)
                if evaluator in self._other and not evaluator.asked:
                    evaluator.kill()
                    self._other.discard(evaluator)

    async def _keep_spares(self) -> None:
        """Have enough processes ready, as long as we run."""
        while True:
            await asyncio.sleep(TICK)
            while len(self._quick) + len(self._spare) < 2 * self._jobs:
                try:
                    evaluator = await self._begin(SLOTS)
                except KgError as error:
                    self._said(f"A process that answers queries did not start: {error}")
                    await asyncio.sleep(1)
                    continue
                if len(self._quick) < self._jobs:
                    self._add_quick(evaluator)
                else:
                    self._spare.append(evaluator)

    async def _keep_current(self) -> None:
        """Change to a new build when there is one, as long as we run."""
        while True:
            await asyncio.sleep(10 * TICK)
            stamp = self._stamp()
            if not stamp or stamp == self._seen:
                continue
            self._seen = stamp
            try:
                fresh = await self._begin(SLOTS)
            except KgError as error:
                self._said(f"The new build cannot be served, the one before still is: {error}")
                continue
            old, self._spare = (*self._quick, *self._spare), []
            self._quick.clear()
            self._other.update(old)
            self._long_texts.clear()
            self.about = fresh.about
            self._add_quick(fresh)
            self._said("A new build is being served.")

    def _stamp(self) -> tuple[object, ...]:
        """Return what changes when the files do; nothing while one of them is missing."""
        try:
            found = [path.stat() for path in self._terms.paths]
        except OSError:
            return ()
        return tuple((each.st_ino, each.st_mtime_ns, each.st_size) for each in found)


def _context() -> multiprocessing.context.BaseContext:
    """Return the quickest way to start processes that share nothing with this one."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", "kg.serve.evaluate", "kg.query", "kg.store"])
    from multiprocessing import forkserver, resource_tracker

    with _interrupts_ignored():  # theirs for good: a Ctrl-C is for the server to act upon
        resource_tracker.ensure_running()
        forkserver.ensure_running()
    return context


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    former = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)


class Evaluator:
    """One process that answers queries, as the server sees it."""

    def __init__(
        self,
        context: multiprocessing.context.BaseContext,
        terms: Terms,
        slots: int,
        freed: Callable[[], None],
    ) -> None:
        self.alive = True
        self.about = About()
        self.worn = 0
        self.free: list[_Slot] = []
        self._busy: set[_Slot] = set()
        self._slots: list[_Slot] = []
        self._freed = freed
        self._pairs = [socket.socketpair() for _ in range(slots)]
        theirs = [pair[1] for pair in self._pairs]
        # mypy knows the classes of contexts, not what they have in common
        self._process: BaseProcess = context.Process(  # type: ignore[attr-defined]
            target=run, args=(theirs, terms), daemon=True
        )

    async def open(self) -> None:
        """Start the process and wait until it can answer; raise KgError if it cannot."""
        loop = asyncio.get_running_loop()
        try:
            self._process.start()
            for ours, theirs in self._pairs:
                theirs.close()
                slot = _Slot(self)
                await loop.create_connection(lambda slot=slot: slot, sock=ours)  # type: ignore[misc]
                self._slots.append(slot)
            async with asyncio.timeout(START_SECONDS):
                reply = await self._slots[0].answered(
                    time.monotonic(), START_SECONDS, may_move=False
                )
        except TimeoutError:
            self.kill()
            raise KgError("It takes too long to open the graph.") from None
        except OSError as error:
            self.kill()
            raise KgError(f"No process can be started: {error.strerror}.") from None
        except BaseException:
            self.kill()
            raise
        if reply is None or reply is LOST or isinstance(reply.body, Path):
            self.kill()
            raise KgError("A process that answers queries ended before it was ready.")
        if reply.status != 200:
            self.kill()
            raise KgError(reply.body.decode())
        self.about = About(*json.loads(reply.body))
        for slot, thread in zip(self._slots, self.about.threads, strict=True):
            slot.thread = thread
        self.free = self._slots[:]

    @property
    def asked(self) -> bool:
        """Whether anybody still waits for an answer."""
        return bool(self._busy)

    def load(self) -> int:
        """Return how many queries run here."""
        return len(self._busy)

    async def ask(self, request: Request, deadline: float, *, may_move: bool) -> Reply | None:
        """Return what became of a query, or None if it has to move because it is long."""
        slot = self.free.pop()
        self._busy.add(slot)
        try:
            slot.send(request)
            return await slot.answered(time.monotonic(), deadline, may_move=may_move)
        finally:
            self._busy.discard(slot)

    def is_done_for(self, now: float) -> bool:
        """Return whether this can be no quick process any more."""
        return (
            not self.alive
            or self.worn > SLOTS // 2
            or any(slot.is_long(now) for slot in self._busy)
        )

    def let_go(self, now: float, timeout: float) -> None:
        """Answer what is long, late or lost."""
        for slot in tuple(self._busy):
            if not self.alive:
                slot.resolve(None if slot.may_move else LOST)
            elif slot.is_long(now) and slot.may_move:
                slot.resolve(None)
            elif now > slot.deadline:
                sentence = (
                    f"The query was stopped after {timeout:g} seconds. Ask for less, or start"
                )
                sentence += " the server with a longer --timeout."
                slot.resolve(Reply(504, "text/plain", sentence.encode()))

    def returned(self, slot: _Slot) -> None:
        """Note that a thread has answered; one that was held back still is, and rests."""
        if not slot.held_back:
            self.free.append(slot)
            self._freed()
        else:
            self.worn += 1

    def hold_back(self, now: float) -> None:
        """Let everything else on the machine come before queries that have run for a while."""
        for slot in self._busy:
            if not slot.held_back and now - slot.began > TICK:
                slot.held_back = True
                if sys.platform == "linux":
                    with suppress(OSError):
                        os.setpriority(os.PRIO_PROCESS, slot.thread, 19 if slot.may_move else 5)

    def kill(self, reply: Reply | None = None) -> None:
        """End the process, whatever it does; whoever waits for an answer gets `reply`."""
        self.alive = False
        self.free.clear()
        for slot in tuple(self._busy):
            slot.resolve(reply)
        for slot, pair in zip_longest(self._slots, self._pairs):
            if slot:
                slot.close()
            elif pair:
                pair[0].close()
        with suppress(OSError, ValueError, AttributeError, AssertionError):
            self._process.kill()
            self._process.join(0)


class _Slot(asyncio.Protocol):
    """The connection to one thread of a process, which answers one query at a time."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.began = 0.0
        self.deadline = 0.0
        self.may_move = True
        self.thread = 0
        self.held_back = False
        self._evaluator = evaluator
        self._future: asyncio.Future[Reply | None] | None = None
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None

    def is_long(self, now: float) -> bool:
        return now - self.began > SLICE

    def send(self, request: Request) -> None:
        body = json.dumps(request).encode()
        if self._transport:
            self._transport.write(len(body).to_bytes(4, "big") + body)

    async def answered(self, began: float, deadline: float, *, may_move: bool) -> Reply | None:
        self.began, self.deadline, self.may_move = began, deadline, may_move
        self._future = asyncio.get_running_loop().create_future()
        return await self._future

    def close(self) -> None:
        if self._transport:
            self._transport.abort()

    def resolve(self, reply: Reply | None) -> None:
        if self._future and not self._future.done():
            self._future.set_result(reply)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if len(self._buffer) < 4:
            return
        size = int.from_bytes(self._buffer[:4], "big")
        if len(self._buffer) < 4 + size:
            return
        kind, head_size = self._buffer[4:5], self._buffer[5]
        head = self._buffer[6 : 6 + head_size].decode()
        body = bytes(self._buffer[6 + head_size :])
        self._buffer.clear()
        if kind == b"!":
            self.resolve(Reply(int(head), "text/plain", body))
        else:
            self.resolve(Reply(200, head, Path(body.decode()) if kind == b"@" else body))
        self._evaluator.returned(self)

    def connection_lost(self, error: Exception | None) -> None:  # noqa: ARG002
        self._evaluator.alive = False
        self.resolve(None if self.may_move else LOST)
