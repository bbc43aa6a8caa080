"""One process that answers queries: what is asked of it, and what it says."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple

from kg.errors import KgError
from kg.serve.evaluate import AnswerHead, Request, Terms
from kg.serve.processes import Child, Start

CHANCE = 0.02
"""Seconds of a processor that a query must have had before it counts as long."""
PATIENCE = 5
"""How many times as long one may take that is known to be quick: the company must be to blame."""
YOUNG = 0.1
"""Seconds during which a query is most likely a quick one."""
YOUNG_SLOTS, OPEN_SLOTS, SLOTS = 4, 12, 16
"""Queries that one quick process answers at once: young ones, with those that take longer, and
with those known to be quick, for which some room is kept."""
NICENESS = 5
"""Of long queries. Were it higher, they would hold locks of their process without going on, and
quick queries beside them would wait for these."""
START_SECONDS = 600
"""How long a process may take to load the graph before it counts as lost."""


class Reply(NamedTuple):
    """What became of a query."""

    status: int
    media_type: str
    body: bytes | IO[bytes]
    """The answer, or a sentence; a long answer is an open file, which whoever gets it closes."""

    def close(self) -> None:
        """Let go of the file, where there is one."""
        if not isinstance(self.body, bytes):
            self.body.close()


LOST = Reply(500, "text/plain", b"The query needs more memory than one may have, or too deep"
             b" a nesting. Make it simpler.")  # fmt: skip
CROWDED = Reply(503, "text/plain", b"")
"""Not for who asked: others kept the query from running, and it begins again elsewhere."""
DIED = Reply(503, "text/plain", b"")
"""Not for who asked either: the process ended, most likely because of another query."""
GONE = Reply(500, "text/plain", b"The answer was removed before it could be sent. Ask again.")


class NotStartedError(KgError):
    """A process did not start, or ended before it was ready, which another one may not."""


def now() -> float:
    """Return the time of the event loop, in seconds, by which everything here is measured."""
    return asyncio.get_running_loop().time()


class Evaluator:
    """One process that answers queries, as the server sees it."""

    def __init__(self, freed: Callable[[], None]) -> None:
        self.alive = True
        self.about = AnswerHead()
        self.free: list[Slot] = []
        self._busy: set[Slot] = set()
        self._slots: list[Slot] = []
        self._freed = freed
        self._child: Child | None = None
        self._spool: Path | None = None

    async def open(self, start: Start, terms: Terms, slots: int) -> None:
        """Start the process and wait until it can answer; raise KgError if it cannot."""
        self._spool = terms.spool
        ours: list[socket.socket] = []
        try:
            theirs = []
            for _ in range(slots):
                pair = socket.socketpair()
                ours.append(pair[0])
                theirs.append(pair[1])
            reply = await self._begin(ours, theirs, start, terms)
        except TimeoutError:
            self.kill()
            raise KgError(
                "Loading the graph took too long. Check that the machine is not overloaded."
            ) from None
        except (OSError, EOFError) as error:  # EOFError: what starts processes was killed
            self.kill()
            why = error.strerror if isinstance(error, OSError) and error.strerror else error
            raise NotStartedError(f"A query process could not be started: {why}.") from None
        except BaseException:
            self.kill()
            raise
        finally:
            for each in ours[len(self._slots) :]:  # the others belong to their slots
                each.close()
        if reply is None or reply is LOST or not isinstance(reply.body, bytes):
            self.kill()
            raise NotStartedError("A query process ended before it was ready.")
        if reply.status != 200:
            self.kill()
            raise KgError(reply.body.decode())
        self.about = AnswerHead(*json.loads(reply.body))
        for slot, thread in zip(self._slots, self.about.threads, strict=True):
            slot.thread = thread
        self.free = self._slots[:]

    async def _begin(
        self, ours: list[socket.socket], theirs: list[socket.socket], start: Start, terms: Terms
    ) -> Reply | None:
        """Return the first that the process says."""
        async with asyncio.timeout(START_SECONDS):
            self._child = await start(theirs, terms)
            slots = [Slot(self) for _ in ours]
            # Before they are connected: the process may be ready before all of them are.
            ready = slots[0].expect(now() + START_SECONDS, may_move=False)
            for slot, each in zip(slots, ours, strict=True):
                await asyncio.get_running_loop().create_connection(
                    lambda slot=slot: slot,  # type: ignore[misc]
                    sock=each,
                )
                self._slots.append(slot)
            return await ready

    # ---- places -----------------------------------------------------------------------------

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
        young = now() - YOUNG
        return (
            len(self.free) > SLOTS - OPEN_SLOTS
            and sum(slot.began > young for slot in self._busy) < YOUNG_SLOTS
        )

    def take(self, patience: int = 1) -> Slot:
        """Return a thread that is free, which is busy from now on."""
        slot = self.free.pop()
        slot.take(patience)
        self._busy.add(slot)
        return slot

    def returned(self, slot: Slot) -> None:
        """Note that a thread may be asked again."""
        self._busy.discard(slot)
        if self.alive:
            self.free.append(slot)
        self._freed()

    # ---- queries ----------------------------------------------------------------------------

    async def ask(
        self, slot: Slot, request: Request, deadline: float, *, may_move: bool
    ) -> Reply | None:
        """Return what became of a query, or None if it has to move because it is long."""
        if not self.alive:
            self._busy.discard(slot)
            return slot.lost(may_move)
        slot.send(request)
        return await slot.expect(deadline, may_move=may_move)

    def long_ones(self, slice_: float) -> int:
        """Return how many queries have run here for longer than a slice."""
        at = now()
        return sum(slot.is_long(at, slice_) for slot in self._busy)

    def let_go(self, slice_: float, timeout: float) -> None:
        """Answer what is long, late or lost."""
        at = now()
        for slot in tuple(self._busy):
            if not self.alive:
                slot.resolve(slot.lost(slot.may_move))
            elif slot.asked and slot.may_move and slot.is_long(at, slice_):
                slot.resolve(None if self._had(slot) > CHANCE else CROWDED)
                self._hold_back(slot)
            elif slot.had is None:
                slot.had = self._child.processor_seconds(slot.thread) if self._child else 0.0
            elif at > slot.deadline:
                sentence = f"The query was stopped after {timeout:g} seconds. Narrow it, or"
                sentence += " start the server with a longer --timeout."
                slot.resolve(Reply(504, "text/plain", sentence.encode()))

    def _had(self, slot: Slot) -> float:
        """Return the seconds of a processor that a query has had since it was first looked at."""
        had = self._child.processor_seconds(slot.thread) if self._child else 0.0
        return had - (slot.had or 0)

    def hold_back(self) -> None:
        """Let everything else on the machine come before what runs here."""
        for slot in self._slots:
            self._hold_back(slot)

    def _hold_back(self, slot: Slot) -> None:
        if self._child:
            self._child.hold_back(slot.thread, NICENESS)

    # ---- the end ----------------------------------------------------------------------------

    def kill(self, reply: Reply | None = None) -> None:
        """End the process, whatever it does; whoever waits for an answer gets `reply`."""
        self.alive = False
        self.free.clear()
        for slot in tuple(self._busy):
            slot.resolve(reply)
        for slot in self._slots:
            slot.close()
        if self._child:
            self._child.kill()

    def clean_up(self) -> bool:
        """Remove what the process left in its folder; return False while it still runs."""
        if self._child and not self._child.is_gone():
            return False
        if self._spool:
            shutil.rmtree(self._spool, ignore_errors=True)
        return True


class Slot(asyncio.Protocol):
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
        """Whether somebody waits for what runs here."""
        return self._future is None or not self._future.done()

    def take(self, patience: int) -> None:
        """Get ready for a query, whose request comes next."""
        self._future = None
        self.patience = patience
        self.began, self.had, self.may_move = now(), None, True
        self.deadline = self.began + START_SECONDS

    def is_long(self, at: float, slice_: float) -> bool:
        """Return whether the query has had its time."""
        return at - self.began > slice_ * self.patience

    def lost(self, may_move: bool) -> Reply | None:
        """Return what becomes of a query whose process is gone; None if it moves."""
        if not may_move:
            return LOST
        innocent = self.patience > 1 or now() - self.began < YOUNG
        return DIED if innocent else None

    def send(self, request: Request) -> None:
        """Ask the thread."""
        body = json.dumps(request).encode()
        if self._transport and not self._transport.is_closing():
            self._transport.write(len(body).to_bytes(4, "big") + body)

    def expect(self, deadline: float, *, may_move: bool) -> asyncio.Future[Reply | None]:
        """Return what becomes the answer, or what `resolve` is told."""
        self.began, self.deadline, self.may_move = now(), deadline, may_move
        self.had = None
        self._future = asyncio.get_running_loop().create_future()
        return self._future

    def close(self) -> None:
        """Leave the connection."""
        if self._transport:
            self._transport.abort()

    def resolve(self, reply: Reply | None) -> None:
        """Tell whoever waits what became of the query; if nobody does, let go of the answer."""
        if self._future and not self._future.done():
            self._future.set_result(reply)
        elif reply:
            reply.close()

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
        elif kind == b"@":
            self.resolve(_taken(head, Path(body.decode())))
        else:
            self.resolve(Reply(200, head, body))
        self._evaluator.returned(self)

    def connection_lost(self, error: Exception | None) -> None:  # noqa: ARG002
        self._evaluator.alive = False
        self.resolve(self.lost(self.may_move))


def _taken(media_type: str, path: Path) -> Reply:
    """Return the answer that a process left in a file, whose name is gone from now on."""
    try:
        stream = open(path, "rb")  # noqa: SIM115  # whoever gets the reply closes it
    except OSError:
        return GONE
    with suppress(
        OSError
    ):  # a system that keeps the names of open files removes it with the folder
        path.unlink()
    return Reply(200, media_type, stream)
