"""From a folder to a server that runs until it is stopped."""

from __future__ import annotations

import asyncio
import errno
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

OTHER_FILES = 128
"""Open files of the server beside connections and processes."""
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
    Serve a build until Ctrl-C, a hangup or a signal to end; `ready` gets the address once it
    answers.

    Raises KgError if the address is taken or the graph cannot be read.
    """
    from kg.query.store import obstacle

    graph = find_graph(folder)
    if said := obstacle([graph]):
        say(said)
    for number in _endings():
        signal.signal(number, _end)
    listening = _listen(host, port)
    spool = Path(tempfile.mkdtemp(prefix="kg-serve-"))
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
    from kg.serve.connections import KEEP_ALIVE_SECONDS
    from kg.serve.pool import Pool
    from kg.serve.processes import Processes

    processes = Processes()
    pool = Pool(
        (graph,), spool, timeout=timeout, max_results=max_results, jobs=jobs, start=processes.start
    )
    questions = (Path("questions"), folder.parent / "questions", folder / "questions")
    app = to_app(pool, folder, host=host, cors=cors, questions=questions)
    config = uvicorn.Config(
        app,
        http=_limited_http(_allow_many_files(jobs)),
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="error",  # a line for each malformed request would fill a pipe that nobody reads
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS + 5,  # by then every connection has ended
    )
    server = uvicorn.Server(config)
    try:
        await pool.start(say)
        shown = f"[{host}]" if ":" in host else host
        ready(f"http://{shown}:{listening.getsockname()[1]}/")
        await _until_stopped(server, listening, pool)
    finally:
        await pool.close()
        await processes.close()


async def _until_stopped(server: Any, listening: socket.socket, pool: Any) -> None:
    """Run the server; when it is told to stop, queries end at once, and downloads soon."""
    from kg.serve.connections import Phase

    async def end_queries() -> None:
        while not server.should_exit:
            await asyncio.sleep(0.05)
        await pool.close()
        end_connections(waiting=True)
        await asyncio.sleep(STOP_SECONDS)
        end_connections(waiting=False)

    def end_connections(*, waiting: bool) -> None:
        for connection in tuple(server.server_state.connections):
            if not waiting or connection.phase is not Phase.BUSY:
                connection.transport.abort()

    async def end_slow_connections() -> None:
        while True:
            await asyncio.sleep(1)
            at = asyncio.get_running_loop().time()
            for connection in tuple(server.server_state.connections):
                connection.look_after(at)

    tasks = [asyncio.create_task(end_queries()), asyncio.create_task(end_slow_connections())]
    hangups = [number for number in _endings() if number != signal.SIGTERM]
    for number in hangups:
        signal.signal(number, server.handle_exit)
    try:
        await server.serve(sockets=[listening])
    finally:
        for number in hangups:
            signal.signal(number, _end)
        for task in tasks:
            task.cancel()


def _endings() -> list[int]:
    """Return the signals that end the server, beside Ctrl-C; `nohup` keeps a hangup from it."""
    hangup = getattr(signal, "SIGHUP", None)
    heeded = hangup is not None and signal.getsignal(hangup) is not signal.SIG_IGN
    return [signal.SIGTERM, hangup] if hangup is not None and heeded else [signal.SIGTERM]


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
    except (OSError, UnicodeError) as error:  # UnicodeError: no name at all, such as a..b
        why = (isinstance(error, OSError) and error.strerror) or "it is not a valid host name"
        raise KgError(
            f"Cannot listen on {host}: {why}. Choose another --host, such as 127.0.0.1."
        ) from None
    # With its protocol: asyncio sends short answers at once only where it knows this is TCP.
    listening = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(1024)
    except OSError as error:
        listening.close()
        mend = "--host" if error.errno == errno.EADDRNOTAVAIL else "--port"
        raise KgError(
            f"Cannot listen on {host}:{port}: {error.strerror}. Choose another {mend}."
        ) from None
    return listening


def _allow_many_files(jobs: int) -> int:
    """Have room for many connections, where the system lets us; return for how many."""
    from kg.serve.connections import MAX_CONNECTIONS
    from kg.serve.evaluator import SLOTS

    others = OTHER_FILES + 4 * jobs * (SLOTS + 4)  # quick, spare and retired processes
    with suppress(ImportError, OSError, ValueError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = max(4096, others + MAX_CONNECTIONS)
        enough = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        soft = max(soft, enough)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        return max(MAX_CONNECTIONS // 16, min(MAX_CONNECTIONS, soft - others))
    return MAX_CONNECTIONS


def _limited_http(most: int) -> Any:
    """Return how HTTP is read, over so many connections at most."""
    from kg.serve.connections import LimitedHttp

    class Http(LimitedHttp):
        max_connections = most

    return Http
