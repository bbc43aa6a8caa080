"""From a folder to a server that runs until it is stopped."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from kg.errors import KgError

MAX_CONNECTIONS = 512
MAX_HEAD_BYTES = 2**21
"""Of a request before its body, with what may come together with it in one piece."""
STOP_SECONDS = 3
"""How long a stop waits for responses that are being sent."""

GRAPHS = ("graph.ttl", "graph.nt", "graph.trig", "graph.nq")


def find_graph(folder: Path) -> Path:
    """Return the file of a build that can be asked; raise KgError if there is none."""
    for name in GRAPHS:
        if (folder / name).is_file():
            return folder / name
    raise KgError(f"{folder} has no graph.ttl. Run 'kg build --out {folder}' first.")


def serve(
    folder: Path,
    *,
    host: str,
    port: int,
    timeout: float,
    max_results: int,
    jobs: int,
    cors: Iterable[str] = (),
    ready: Callable[[str], None],
    say: Callable[[str], None],
) -> None:
    """
    Serve a build until Ctrl-C or a signal to end; `ready` gets the address once it answers.

    Raises KgError if the address is taken or the graph cannot be read.
    """
    from kg.store import obstacle

    graph = find_graph(folder)
    if said := obstacle([graph]):
        say(said)
    signal.signal(signal.SIGTERM, _end)
    listening = _listen(host, port)
    spool = Path(tempfile.mkdtemp(prefix="kg-serve-"))
    _allow_many_files()
    try:
        _runner()(
            _serve(
                graph, folder, listening, spool,
                host=host, timeout=timeout, max_results=max_results, jobs=jobs, cors=cors,
                ready=ready, say=say,
            )
        )  # fmt: skip
    finally:
        listening.close()
        shutil.rmtree(spool, ignore_errors=True)


async def _serve(
    graph: Path,
    folder: Path,
    listening: socket.socket,
    spool: Path,
    *,
    host: str,
    timeout: float,
    max_results: int,
    jobs: int,
    cors: Iterable[str],
    ready: Callable[[str], None],
    say: Callable[[str], None],
) -> None:
    import uvicorn

    from kg.serve.app import to_app
    from kg.serve.pool import Pool

    pool = Pool((graph,), spool, timeout=timeout, max_results=max_results, jobs=jobs)
    questions = (Path("questions"), folder.parent / "questions", folder / "questions")
    app = to_app(pool, folder, host=host, cors=cors, questions=questions)
    config = uvicorn.Config(
        app,
        http=_bounded_http(),
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="error",  # a line for each malformed request would fill a pipe that nobody reads
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=MAX_CONNECTIONS,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    server = uvicorn.Server(config)
    try:
        await pool.start(say)
        shown = f"[{host}]" if ":" in host else host
        ready(f"http://{shown}:{listening.getsockname()[1]}/")
        await _until_stopped(server, listening, pool)
    finally:
        await pool.close()


async def _until_stopped(server: Any, listening: socket.socket, pool: Any) -> None:
    """Run the server; when it is told to stop, queries end at once."""

    async def end_queries() -> None:
        while not server.should_exit:
            await asyncio.sleep(0.05)
        await pool.close()

    ending = asyncio.create_task(end_queries())
    try:
        await server.serve(sockets=[listening])
    finally:
        ending.cancel()


def _end(number: int, frame: object) -> None:  # noqa: ARG001
    """Leave by the way that cleans up."""
    sys.exit(0)


def _runner() -> Callable[..., Any]:
    """Return what runs the event loop: the quicker one, where the system has it."""
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    with suppress(ImportError):
        import uvloop

        run: Callable[..., Any] = uvloop.run
        return run
    return asyncio.run


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        # With its protocol: asyncio sends short answers at once only where it knows this is TCP.
        listening = socket.socket(family, kind, protocol)
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(1024)
    except OSError as error:
        raise KgError(
            f"{host}:{port} cannot be listened on: {error.strerror}. Choose another --port."
        ) from None
    return listening


def _allow_many_files() -> None:
    """Have room for every connection, where the system lets us."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        enough = 4096 if hard == resource.RLIM_INFINITY else min(4096, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, enough), hard))


def _bounded_http() -> Any:
    """Return how HTTP is read: by httptools, with a bound on what comes before a body."""
    try:
        from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
    except ImportError:
        return "h11"  # which has a bound of its own

    class Bounded(HttpToolsProtocol):
        """Ends connections whose request has no end of headers."""

        head = 0

        def data_received(self, data: bytes) -> None:
            self.head += len(data)
            if self.head > MAX_HEAD_BYTES:
                self.transport.close()
                return
            super().data_received(data)

        def on_headers_complete(self) -> None:
            self.head = 0
            super().on_headers_complete()

        def on_body(self, body: bytes) -> None:
            self.head = 0
            super().on_body(body)

        def on_message_complete(self) -> None:
            self.head = 0
            super().on_message_complete()

    return Bounded
