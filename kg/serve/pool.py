"""
The processes that answer queries, and what becomes of a query that runs long.

Every query begins in a quick process, a few at once, each in a thread of its own. What has not
ended after `SLICE` seconds is long. It moves to a process for itself, of which there are as many
as `jobs`; the others wait in a line, and where the line is full they are told to come later. A long
query is killed with its process at its deadline.

The engine goes on with a query that has moved, so a spare process takes the place of the quick
one that it ran in, which gets no more queries and is killed when its short ones are done. Processes
take time to start: while few are spare, a quick process goes on with some long queries in the
background, and while none is spare, it always does. So long queries never take the last quick
processes away.

Which queries turned out quick or long is remembered: the long ones do not begin among the quick
ones again, and for quick ones there is room of their own. Of those that wait the latest, the
shortest and the oldest go by turns, so that a crowd of long ones is no wall for what comes later.

So nothing that is asked can hold up the server, or what others ask, for longer than a moment.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine
from itertools import count
from pathlib import Path
from typing import NamedTuple

from kg.errors import KgError
from kg.serve.evaluate import AnswerHead, Request, Terms, without_folders
from kg.serve.evaluator import (
    CROWDED,
    DIED,
    LOST,
    PATIENCE,
    SLOTS,
    Evaluator,
    NotStartedError,
    Reply,
    Slot,
    now,
)
from kg.serve.processes import Start

SLICE = 0.4
"""Seconds after which a query is long."""
SHORT_SLICE = 0.2
"""The same while queries wait and there is no room for long ones."""
CHANCES = 4
"""How often a query begins that others kept from running."""
TICK = 0.05
MANY_LONG = 4
"""Long queries with which a quick process goes on while few processes are spare."""
MAX_WAITING, MAX_WAITING_BYTES = 256, 2**24
"""Queries that wait for a quick process, and the bytes of their texts."""
MAX_WAITING_LONG = 16
"""Queries that wait for a process for themselves."""
QUICK, LONG = True, False
"""What is remembered of a query."""
MAX_REMEMBERED = 4096
STARTS = 3
"""How often a process is lost as it starts, by chance, before that is told."""
PAUSE = 1.0
"""Seconds between trials to start processes that do not start."""
PATIENCE_IN_TROUBLE = 0.5
"""Seconds that a query waits for a place while no process starts; then it is told why."""
MAX_PAUSE_OF_BUILD = 60.0
"""Seconds between trials to open a new build that cannot be opened, in the end."""
CLOSE_SECONDS = 2.0
"""How long the end waits until processes that were killed are gone."""

BUSY = Reply(503, "text/plain", b"Too many queries run at once. Try again in a few seconds.")
CLOSED = Reply(503, "text/plain", b"The server is shutting down.")


class _Waiter(NamedTuple):
    """A query that waits for a place in a quick process."""

    future: asyncio.Future[tuple[Evaluator, Slot] | Reply | None]
    """What it gets: a place, what becomes of it, or None because it is long."""
    text: int
    size: int
    known: bool
    since: float


class Pool:
    """Processes that answer queries over the graph of some files."""

    def __init__(
        self,
        paths: tuple[Path, ...],
        spool: Path,
        *,
        timeout: float,
        max_results: int,
        jobs: int,
        start: Start,
    ) -> None:
        self._terms = Terms(paths, spool, max_results)
        self._timeout = timeout
        self._jobs = jobs
        self._start = start
        self._numbers = count()
        self._quick: list[Evaluator] = []
        self._spare: list[Evaluator] = []
        self._other: set[Evaluator] = set()  # retired, or with one long query
        self._ended: list[Evaluator] = []  # killed, and perhaps not gone yet
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
        self._trouble = ""
        """Why the last process did not start; empty while they do."""
        self.about = AnswerHead()

    async def start(self, say: Callable[[str], None] = lambda sentence: None) -> None:
        """Open the graph; raise KgError if that cannot be done."""
        self._say = say
        self._seen = self._stamp()
        first = await self._begin(SLOTS)  # alone: it may have to make the store for the others
        self._know(first.about)
        others = (self._begin(SLOTS) for _ in range(self._jobs - 1))
        self._quick = [first, *await asyncio.gather(*others)]
        self._later(self._keep_time())
        self._later(self._keep_spares())
        self._later(self._keep_current())

    def _know(self, about: AnswerHead) -> None:
        self.about = about
        self._terms = self._terms._replace(store=about.store)

    async def close(self) -> None:
        """Stop at once; whatever is still asked is told so, and nothing is left behind."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        for evaluator in (*self._quick, *self._spare, *self._other):
            self._end(evaluator, CLOSED)
        self._quick, self._spare, self._other = [], [], set()
        for waiter in self._waiting:
            if not waiter.future.done():
                waiter.future.set_result(CLOSED)
        end = now() + CLOSE_SECONDS
        while self._ended and now() < end:
            await asyncio.sleep(TICK / 5)
            self._ended = [each for each in self._ended if not each.clean_up()]

    # ---- one query --------------------------------------------------------------------------

    async def ask(
        self, request: Request, gone: Callable[[], Awaitable[None]] | None = None
    ) -> Reply | None:
        """
        Return what became of a query, at the latest at its deadline.

        `gone` returns when nobody waits for the answer any more: a long query is then stopped,
        and there is none.
        """
        deadline = now() + self._timeout
        text = hash(request)
        known = self._known.get(text)
        chances = CHANCES
        while known is not LONG:
            reply = await self._ask_quick(request, text, deadline, known=known is QUICK)
            if reply is not None and reply is not CROWDED and reply is not DIED:
                if reply.status < 500:
                    self._remember(text, QUICK)
                return reply
            # One that nothing is known of may end processes itself: it gets one chance more.
            chances -= CHANCES // 2 if reply is DIED and known is None else 1
            if reply and chances > 0:
                continue
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
        taken: tuple[Evaluator, Slot] | Reply | None = self._take(known)
        if taken is None:
            taken = await self._wait(text, len(request.query), deadline, known=known)
        if taken is None or isinstance(taken, Reply):
            return taken
        evaluator, slot = taken
        return await evaluator.ask(slot, request, deadline, may_move=True)

    async def _wait(
        self, text: int, size: int, deadline: float, *, known: bool
    ) -> tuple[Evaluator, Slot] | Reply | None:
        """Return a place in a quick process, what becomes of the query, or None if it is long."""
        waiting_bytes = sum(waiter.size for waiter in self._waiting)
        if self._closed:
            return CLOSED
        if len(self._waiting) >= MAX_WAITING or waiting_bytes + size > MAX_WAITING_BYTES:
            return BUSY
        waiter = _Waiter(asyncio.get_running_loop().create_future(), text, size, known, now())
        self._waiting.append(waiter)
        try:
            async with asyncio.timeout_at(deadline):
                return await waiter.future
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

    def _take(self, known: bool) -> tuple[Evaluator, Slot] | None:
        """Return a free place in a quick process, which is taken from now on, if there is one."""
        best: Evaluator | None = None
        for each in self._quick:
            if each.alive and (best is None or each.load() < best.load()) and each.has_room(known):
                best = each
        return (best, best.take(PATIENCE if known else 1)) if best else None

    async def _ask_long(self, request: Request, text: int, deadline: float) -> Reply:
        if self._long.locked() and self._waiting_long >= MAX_WAITING_LONG:
            return BUSY
        self._waiting_long += 1
        try:
            async with asyncio.timeout_at(deadline):
                await self._long.acquire()
        except TimeoutError:
            return BUSY
        finally:
            self._waiting_long -= 1
        try:
            if self._closed:
                return CLOSED
            try:
                async with asyncio.timeout_at(deadline):
                    evaluator = await self._begin_surely(1)
            except TimeoutError:
                return BUSY
            evaluator.hold_back()
            self._other.add(evaluator)
            try:
                began = now()
                reply = await evaluator.ask(evaluator.take(), request, deadline, may_move=False)
                if now() - began < SLICE / 2:
                    self._remember(text, QUICK)  # it was the company that made it long
                return reply or LOST
            finally:
                self._other.discard(evaluator)
                self._end(evaluator)
        except KgError as error:
            return self._cannot_start(str(error))
        finally:
            self._long.release()

    # ---- processes --------------------------------------------------------------------------

    async def _begin(self, slots: int, *, anew: bool = False) -> Evaluator:
        """Return a process that is ready; `anew` reads the files rather than what was loaded."""
        spool = self._terms.spool / str(next(self._numbers))
        terms = self._terms._replace(spool=spool, store="" if anew else self._terms.store)
        evaluator = Evaluator(self._freed)
        try:
            await evaluator.open(self._start, terms, slots)
        except BaseException:
            self._end(evaluator)
            raise
        if self._closed:
            self._end(evaluator)
            raise NotStartedError("The server is shutting down.")
        return evaluator

    async def _begin_surely(self, slots: int) -> Evaluator:
        """Return a process that is ready; where one is lost while it starts, try again."""
        for _ in range(STARTS - 1):
            try:
                return await self._begin(slots)
            except NotStartedError:
                await asyncio.sleep(TICK)
        return await self._begin(slots)

    def _end(self, evaluator: Evaluator, reply: Reply | None = None) -> None:
        """Kill a process, and remove what it leaves as soon as it is gone."""
        evaluator.kill(reply)
        if not evaluator.clean_up():
            self._ended.append(evaluator)

    def _cannot_start(self, why: str) -> Reply:
        paths = self._terms.paths
        return Reply(503, "text/plain", without_folders(why, paths).encode("utf-8", "replace"))

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

    def _must_go(self, evaluator: Evaluator, slice_: float) -> bool:
        """Return whether a quick process is none any more; see the top of this file."""
        if not evaluator.alive:
            return True
        long_ones = evaluator.long_ones(slice_)
        if not long_ones or not self._spare:
            return False
        return len(self._spare) > self._jobs or long_ones >= MANY_LONG

    def _retire(self, evaluator: Evaluator) -> None:
        """Give a quick process no more queries, and let a spare one take its place."""
        self._quick.remove(evaluator)
        self._other.add(evaluator)
        if self._spare and len(self._quick) < self._jobs:
            self._add_quick(self._spare.pop())

    async def _keep_time(self) -> None:
        """Look after long queries, late ones, and processes that are gone, as long as we run."""
        while True:
            await asyncio.sleep(TICK)
            self._freed()
            self._drop_dead_spares()
            pressed = self._waiting and self._waiting_long >= MAX_WAITING_LONG
            slice_ = SHORT_SLICE if pressed else SLICE
            for evaluator in (*self._quick, *self._other):
                if evaluator in self._quick and self._must_go(evaluator, slice_):
                    self._retire(evaluator)
                evaluator.let_go(slice_, self._timeout)
                if evaluator in self._other and not evaluator.asked:
                    self._other.discard(evaluator)
                    self._end(evaluator)
            self._tell_the_waiting()
            self._ended = [each for each in self._ended if not each.clean_up()]

    def _drop_dead_spares(self) -> None:
        for evaluator in [each for each in self._spare if not each.alive]:
            self._spare.remove(evaluator)
            self._end(evaluator)

    def _tell_the_waiting(self) -> None:
        """While no process starts, tell queries why they get no place."""
        latest = now() - PATIENCE_IN_TROUBLE
        if not self._trouble:
            return
        for waiter in [each for each in self._waiting if each.since < latest]:
            self._waiting.remove(waiter)
            if not waiter.future.done():
                waiter.future.set_result(self._cannot_start(self._trouble))

    async def _keep_spares(self) -> None:
        """Have enough processes ready, as long as we run."""
        while True:
            await asyncio.sleep(TICK)
            while len(self._quick) + len(self._spare) < 3 * self._jobs:
                terms = self._terms
                try:
                    evaluator = await self._begin_surely(SLOTS)
                except KgError as error:
                    self._trouble = str(error)
                    self._tell(f"Could not start a query process, retrying: {error}")
                    await asyncio.sleep(PAUSE)
                    continue
                if self._trouble:
                    self._trouble = ""
                    self._tell("Query processes are running again.")
                if self._terms is not terms:  # a new build came meanwhile
                    self._end(evaluator)
                elif len(self._quick) < self._jobs:
                    self._add_quick(evaluator)
                else:
                    self._spare.append(evaluator)

    async def _keep_current(self) -> None:
        """Change to a new build when there is one, as long as we run."""
        pause, again = PAUSE, 0.0
        tried: tuple[object, ...] = ()
        while True:
            await asyncio.sleep(10 * TICK)
            stamp = self._stamp()
            if not stamp or stamp == self._seen or (stamp == tried and now() < again):
                continue
            pause = min(2 * pause, MAX_PAUSE_OF_BUILD) if stamp == tried else PAUSE
            try:
                fresh = await self._begin(SLOTS, anew=True)
            except KgError as error:
                self._tell(
                    f"The new build could not be loaded; still serving the previous one: {error}"
                )
                tried, again = stamp, now() + pause
                continue
            self._seen = stamp
            old, self._spare = (*self._quick, *self._spare), []
            self._quick.clear()
            self._other.update(old)
            self._known.clear()
            self._know(fresh.about)
            self._add_quick(fresh)
            self._tell("Serving the new build.")

    def _stamp(self) -> tuple[object, ...]:
        """Return what changes when the files do; nothing while one of them is missing."""
        try:
            found = [path.stat() for path in self._terms.paths]
        except OSError:
            return ()
        return tuple((each.st_ino, each.st_mtime_ns, each.st_size) for each in found)
