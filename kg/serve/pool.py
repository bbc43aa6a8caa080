"""
The processes that answer queries, and what becomes of a query that runs long.

Every query begins in a quick process, a few at once, each in a thread of its own. What has not
ended after `SLICE` seconds is long. It moves to a process for itself, of which there are as many
as `jobs`; the others wait in a line, and where the line is full they are told to come later. The
quick process that it ran in gets no more queries and is killed when its short ones are done;
another stands ready in its place. A long query is killed with its process at its deadline.

Which queries turned out quick or long is remembered: the long ones do not begin among the quick
ones again, and for quick ones there is room of their own. Of those that wait the latest, the
shortest and the oldest go by turns, so that a crowd of long ones is no wall for what comes later.

So nothing that is asked can hold up the server, or what others ask, for longer than a moment.
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
from collections import OrderedDict
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
SHORT_SLICE = 0.2
"""The same while queries wait and there is no room for long ones."""
CHANCE = 0.02
"""Seconds of a processor that a query must have had before it counts as long."""
PATIENCE = 5
"""How many times as long one may take that is known to be quick: the company must be to blame."""
CHANCES = 4
"""How often a query begins again that had less."""
TICK = 0.05
YOUNG = 0.1
"""Seconds during which a query is most likely a quick one."""
YOUNG_SLOTS, OPEN_SLOTS, SLOTS = 4, 12, 16
"""Queries that one quick process answers at once: young ones, with those that take longer, and
with those known to be quick, for which some room is kept."""
MAX_WAITING = 256
"""Queries that wait for a quick process."""
MAX_WAITING_LONG = 16
"""Queries that wait for a process for themselves."""
QUICK, LONG = True, False
"""What is remembered of a query."""
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
CROWDED = Reply(503, "text/plain", b"")
"""Not for who asked: others kept the query from running, and it begins again elsewhere."""
CLOSED = Reply(503, "text/plain", b"The server is stopping.")


class _Waiter(NamedTuple):
    """A query that waits for a place in a quick process."""

    future: asyncio.Future[tuple[Evaluator, _Slot] | Reply | None]
    """What it gets: a place, what becomes of it, or None because it is long."""
    text: int
    size: int
    known: bool


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
        self._waiting: list[_Waiter] = []
        self._turn = 0
        self._long = asyncio.Semaphore(jobs)
        self._waiting_long = 0
        self._known: OrderedDict[int, bool] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False
        self._seen = ()  # type: tuple[object, ...]
        self._say: Callable[[str], None] = lambda sentence: None
        self._said = ""
        self.about = About()

    async def start(self, say: Callable[[str], None] = lambda sentence: None) -> None:
        """Open the graph; raise KgError if that cannot be done."""
        self._say = say
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
            if not waiter.future.done():
                waiter.future.set_result(CLOSED)

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
        known = self._known.get(text)
        chances = CHANCES
        while known is not LONG:
            reply = await self._ask_quick(request, text, deadline, known=known is QUICK)
            if reply is CROWDED and (chances := chances - 1):
                continue
            if reply is not None and reply is not CROWDED:
                self._remember(text, QUICK)
                return reply
            known = LONG
            self._remember(text, LONG)
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

    def _remember(self, text: int, kind: bool) -> None:
        self._known[text] = kind
        if len(self._known) > MAX_REMEMBERED:
            self._known.popitem(last=False)
        if kind is LONG:
            for waiter in [each for each in self._waiting if each.text == text]:
                self._waiting.remove(waiter)
                if not waiter.future.done():
                    waiter.future.set_result(None)

    async def _ask_quick(
        self, request: Request, text: int, deadline: float, *, known: bool
    ) -> Reply | None:
        """Return what became of a query among the quick ones, or None if it is long."""
        taken: tuple[Evaluator, _Slot] | Reply | None = self._take(known)
        if taken is None:
            if len(self._waiting) >= MAX_WAITING:
                return BUSY
            future = asyncio.get_running_loop().create_future()
            waiter = _Waiter(future, text, len(request.query), known)
            self._waiting.append(waiter)
            try:
                async with asyncio.timeout(deadline - time.monotonic()):
                    taken = await waiter.future
            except (TimeoutError, asyncio.CancelledError) as error:
                if waiter in self._waiting:
                    self._waiting.remove(waiter)
                elif waiter.future.done() and not waiter.future.cancelled():
                    lost = waiter.future.result()
                    if lost and not isinstance(lost, Reply):
                        lost[0].returned(lost[1])
                if isinstance(error, TimeoutError):
                    return BUSY
                raise
        if taken is None or isinstance(taken, Reply):
            return taken
        evaluator, slot = taken
        return await evaluator.ask(slot, request, deadline, may_move=True)

    def _take(self, known: bool) -> tuple[Evaluator, _Slot] | None:
        """Return a free place in a quick process, which is taken from now on, if there is one."""
        alive = (each for each in self._quick if each.alive)
        evaluator = min(alive, key=Evaluator.load, default=None)
        if evaluator and evaluator.has_room(known):
            return evaluator, evaluator.take(PATIENCE if known else 1)
        return None

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
            evaluator.hold_back()
            self._other.add(evaluator)
            try:
                began = time.monotonic()
                reply = await evaluator.ask(evaluator.take(), request, deadline, may_move=False)
                if time.monotonic() - began < SLICE / 2:
                    self._remember(text, QUICK)  # it was the company that made it long
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

    def _tell(self, sentence: str) -> None:
        """Say something, but not the same again and again."""
        if sentence != self._said:
            self._say(sentence)
        self._said = sentence

    def _freed(self) -> None:
        """Give free places to those that wait: by turns to the latest, shortest, oldest."""
        while self._waiting:
            at = (-1, self._shortest(), 0)[self._turn % 3]
            if not (taken := self._take(self._waiting[at].known)):
                return
            self._turn += 1
            waiter = self._waiting.pop(at)
            if waiter.future.done():
                taken[0].returned(taken[1])
            else:
                waiter.future.set_result(taken)

    def _shortest(self) -> int:
        """Return which of those that wait is the shortest text."""
        return min(range(len(self._waiting)), key=lambda at: self._waiting[at].size)

    def _add_quick(self, evaluator: Evaluator) -> None:
        self._quick.append(evaluator)
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
            self._freed()
            pressed = self._waiting and self._waiting_long >= MAX_WAITING_LONG
            slice_ = SHORT_SLICE if pressed else SLICE
            for evaluator in (*self._quick, *self._other):
                if evaluator in self._quick and evaluator.is_done_for(now, slice_):
                    self._retire(evaluator)
                evaluator.let_go(now, slice_, self._timeout)
                if evaluator in self._other and not evaluator.asked:
                    evaluator.kill()
                    self._other.discard(evaluator)

    async def _keep_spares(self) -> None:
        """Have enough processes ready, as long as we run."""
        while True:
            await asyncio.sleep(TICK)
            while len(self._quick) + len(self._spare) < 3 * self._jobs:
                try:
                    evaluator = await self._begin(SLOTS)
                except KgError as error:
                    self._tell(f"A process that answers queries did not start: {error}")
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
                self._tell(f"The new build cannot be served, the one before still is: {error}")
                continue
            old, self._spare = (*self._quick, *self._spare), []
            self._quick.clear()
            self._other.update(old)
            self._known.clear()
            self.about = fresh.about
            self._add_quick(fresh)
            self._tell("A new build is being served.")

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
        except (OSError, EOFError) as error:  # EOFError: what starts processes was killed
            self.kill()
            raise KgError(f"No process can be started: {error}.") from None
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
        return any(slot.asked for slot in self._busy)

    def load(self) -> int:
        """Return how many queries run here."""
        return len(self._busy)

    def has_room(self, known: bool) -> bool:
        """Return whether another query may run here, which is known to be quick or not."""
        if known or not self._busy:
            return bool(self.free)
        young = time.monotonic() - YOUNG
        return (
            len(self.free) > SLOTS - OPEN_SLOTS
            and sum(slot.began > young for slot in self._busy) < YOUNG_SLOTS
        )

    def take(self, patience: int = 1) -> _Slot:
        """Return a thread that is free, which is busy from now on."""
        slot = self.free.pop()
        slot.take(patience)
        self._busy.add(slot)
        return slot

    async def ask(
        self, slot: _Slot, request: Request, deadline: float, *, may_move: bool
    ) -> Reply | None:
        """Return what became of a query, or None if it has to move because it is long."""
        if not self.alive:
            return None if may_move else LOST
        slot.send(request)
        return await slot.answered(time.monotonic(), deadline, may_move=may_move)

    def is_done_for(self, now: float, slice_: float) -> bool:
        """Return whether this can be no quick process any more."""
        return not self.alive or any(slot.is_long(now, slice_) for slot in self._busy)

    def let_go(self, now: float, slice_: float, timeout: float) -> None:
        """Answer what is long, late or lost."""
        for slot in tuple(self._busy):
            if not self.alive:
                slot.resolve(None if slot.may_move else LOST)
            elif slot.asked and slot.may_move and slot.is_long(now, slice_):
                slot.resolve(None if self._had(slot) > CHANCE else CROWDED)
                _hold_back(slot.thread, 19)
            elif slot.had is None:
                slot.had = _processor_seconds(self._process.pid, slot.thread)
            elif now > slot.deadline:
                sentence = f"The query was stopped after {timeout:g} seconds. Ask for less, or"
                sentence += " start the server with a longer --timeout."
                slot.resolve(Reply(504, "text/plain", sentence.encode()))

    def returned(self, slot: _Slot) -> None:
        """Note that a thread may be asked again."""
        self._busy.discard(slot)
        self.free.append(slot)
        self._freed()

    def hold_back(self) -> None:
        """Let everything else on the machine come before what runs here."""
        for thread in self.about.threads:
            _hold_back(thread, 5)

    def _had(self, slot: _Slot) -> float:
        """Return the seconds of a processor that a query has had since it was first looked at."""
        return _processor_seconds(self._process.pid, slot.thread) - (slot.had or 0)

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


def _hold_back(thread: int, niceness: int) -> None:
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, thread, niceness)


def _processor_seconds(process: int | None, thread: int) -> float:
    """Return what a thread has had of processors; where that is not told, the time."""
    try:
        with open(f"/proc/{process}/task/{thread}/stat", encoding="utf-8") as stream:
            fields = stream.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return time.monotonic()


class _Slot(asyncio.Protocol):
    """The connection to one thread of a process, which answers one query at a time."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.began = 0.0
        self.deadline = 0.0
        self.may_move = True
        self.thread = 0
        self.patience = 1
        self.had: float | None = None
        self._evaluator = evaluator
        self._future: asyncio.Future[Reply | None] | None = None
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None

    @property
    def asked(self) -> bool:
        return self._future is None or not self._future.done()

    def take(self, patience: int) -> None:
        self._future = None
        self.patience = patience
        self.began, self.had, self.may_move = time.monotonic(), None, True
        self.deadline = self.began + START_SECONDS

    def is_long(self, now: float, slice_: float) -> bool:
        return now - self.began > slice_ * self.patience

    def send(self, request: Request) -> None:
        body = json.dumps(request).encode()
        if self._transport and not self._transport.is_closing():
            self._transport.write(len(body).to_bytes(4, "big") + body)

    async def answered(self, began: float, deadline: float, *, may_move: bool) -> Reply | None:
        self.began, self.deadline, self.may_move = began, deadline, may_move
        self.had = None
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
