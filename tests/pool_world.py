"""
A world without processes or time for tests of `kg.serve.pool`.

`FakeChild` behaves as a process behind its socket pairs; `FakeLoop` is an event loop whose time
passes only when nothing else is left to do, so that minutes take no time.
"""

from __future__ import annotations

import asyncio
import json
import selectors
import socket
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any, TypeVar

from kg.serve.evaluate import AnswerHead, Request, Terms, pack_message
from kg.serve.pool import Pool

T = TypeVar("T")


class FakeSelector(selectors.DefaultSelector):
    """Never waits; tells the loop how long it would have waited."""

    waited: Callable[[float], None]

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = super().select(0)
        if not found and timeout != 0:
            assert timeout is not None, "nothing is left to do, and nothing to wait for"
            self.waited(max(timeout, 0.001))
        return found


class FakeLoop(asyncio.SelectorEventLoop):
    """An event loop whose time passes only when nothing else is left to do."""

    def __init__(self) -> None:
        selector = FakeSelector()
        selector.waited = self._pass
        self._at = 1000.0
        super().__init__(selector)

    def time(self) -> float:
        return self._at

    def _pass(self, seconds: float) -> None:
        self._at += seconds


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in a world where time costs nothing."""
    with asyncio.Runner(loop_factory=FakeLoop) as runner:
        return runner.run(work)


async def settle() -> None:
    """Let everything happen that needs no time."""
    for _ in range(30):
        await asyncio.sleep(0)


class FakeChild:
    """A process that answers what a test tells it to."""

    def __init__(self, connections: list[socket.socket], terms: Terms) -> None:
        self.connections = connections
        self.terms = terms
        self.killed = self.gone = False
        self.share = 1.0
        """Of a processor that each of its queries gets."""
        self.held_back: set[int] = set()
        for connection in connections:
            connection.setblocking(False)

    # what the server sees

    def kill(self) -> None:
        self.killed = self.gone = True
        self.close()

    def is_gone(self) -> bool:
        return self.gone

    def hold_back(self, thread: int, niceness: int) -> None:
        assert niceness == 5
        self.held_back.add(thread)

    def processor_seconds(self, thread: int) -> float:
        assert thread
        return asyncio.get_running_loop().time() * self.share

    # what a test does

    def ready(self, about: Mapping[str, Any]) -> None:
        threads = tuple(range(100, 100 + len(self.connections)))
        said = AnswerHead(threads, **about)
        self.connections[0].sendall(pack_message(b"=", "ready", json.dumps(said).encode()))

    def request(self, at: int) -> Request | None:
        """Return what a thread has been asked since the last time."""
        try:
            size = self.connections[at].recv(4)
        except (BlockingIOError, OSError):
            return None
        body = self.connections[at].recv(int.from_bytes(size, "big"))
        return Request(*json.loads(body)) if body else None

    def answer(self, at: int, packed: bytes) -> None:
        self.connections[at].sendall(packed)

    def die(self) -> None:
        """End as a process does that is killed by something else."""
        self.gone = True
        self.close()

    def close(self) -> None:
        for connection in self.connections:
            connection.close()


class World:
    """Starts fake processes for a pool, and remembers them."""

    def __init__(self, folder: Path, *, jobs: int = 2, timeout: float = 30.0) -> None:
        self.graph = folder / "graph.ttl"
        self.graph.write_text("")
        self.children: list[FakeChild] = []
        self.said: list[str] = []
        self.failures: list[str | OSError | EOFError | None] = []
        """What becomes of the next starts: a sentence of the process, none, or success (None)."""
        self.broken: str | OSError | None = None
        """The same for all starts after these."""
        self.about: dict[str, Any] = {"title": "A build", "store": "/stores/1"}
        self.asked: dict[str, tuple[FakeChild, int]] = {}
        """Where each query runs that has not been answered."""
        self.pool = Pool(
            (self.graph,), folder / "spool", timeout=timeout, max_results=10, jobs=jobs,
            start=self.start,
        )  # fmt: skip

    async def start(self, connections: list[socket.socket], terms: Terms) -> FakeChild:
        failure = self.failures.pop(0) if self.failures else self.broken
        if isinstance(failure, OSError | EOFError):
            for connection in connections:
                connection.close()
            raise failure
        child = FakeChild(connections, terms)
        self.children.append(child)
        if failure == "":
            child.die()
        elif failure:
            child.answer(0, pack_message(b"!", "500", failure.encode()))
        else:
            child.ready(self.about)
        return child

    async def open(self) -> None:
        """Start the pool, and let it have its spare processes."""
        await self.pool.start(self.said.append)
        await asyncio.sleep(1)

    def ask(self, text: str, **more: Any) -> asyncio.Task[Any]:
        request = Request(text, "", None, None, ("text/csv", "csv"), None)
        return asyncio.create_task(self.pool.ask(request, **more))

    async def where(self, text: str) -> tuple[FakeChild, int]:
        """Return the process and the thread that were asked this last."""
        await settle()
        for child in self.children:
            for at in range(len(child.connections)):
                while request := child.request(at):
                    self.asked[request.query] = (child, at)
        return self.asked[text]

    async def answer(self, text: str, body: bytes = b"yes") -> None:
        child, at = await self.where(text)
        child.answer(at, pack_message(b"=", "text/csv", body))
        await settle()

    async def quick(self, text: str) -> bytes:
        """Return what a query is answered with that takes no time."""
        task = self.ask(text)
        await self.answer(text)
        reply = await task
        assert reply.status == 200, reply
        return bytes(reply.body)

    @property
    def living(self) -> list[FakeChild]:
        return [child for child in self.children if not child.gone]
