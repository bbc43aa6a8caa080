"""Slow, silent and endless clients of `kg serve`, in a loop whose time passes at once."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from pool_world import run
from uvicorn.server import ServerState

from kg.serve.connections import LimitedHttp

GET = b"GET /%s HTTP/1.1\r\nHost: localhost\r\n\r\n"
Ask = Callable[[], Coroutine[Any, Any, tuple[asyncio.StreamReader, asyncio.StreamWriter]]]


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Answer with the size of the body at /body, late at /late, and much at /much."""
    size = 0
    if scope["path"] == "/body":
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            size += len(message["body"])
            more = message["more_body"]
    if scope["path"] == "/late":
        await asyncio.sleep(1000)
    body = b"x" * 50_000_000 if scope["path"] == "/much" else b"%d" % size
    headers = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    for at in range(0, len(body), 100_000):
        block = body[at : at + 100_000]
        await send({"type": "http.response.body", "body": block, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


@asynccontextmanager
async def listening(most: int = 100) -> AsyncIterator[Ask]:
    """Serve the application; yields what connects to it."""
    state = ServerState()
    config = uvicorn.Config(app, log_config=None, log_level="error", lifespan="off",
                            timeout_keep_alive=30)  # fmt: skip
    config.load()

    class Http(LimitedHttp):
        max_connections = most

    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Http(config, state, {}), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]

    async def look_after() -> None:
        while True:
            await asyncio.sleep(1)
            for connection in tuple(state.connections):
                connection.look_after(loop.time())  # type: ignore[union-attr]

    looking = asyncio.create_task(look_after())
    failures: list[Any] = []
    loop.set_exception_handler(lambda _, context: failures.append(context))
    try:
        yield lambda: asyncio.open_connection("127.0.0.1", port, limit=2**27)
    finally:
        looking.cancel()
        server.close()
    assert failures == []


async def seconds(reader: asyncio.StreamReader) -> tuple[float, bytes]:
    """Return after how long a connection ended, and what came over it."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    try:
        said = await reader.read()
    except ConnectionError:
        said = b""
    return loop.time() - began, said


async def trickle(writer: asyncio.StreamWriter, byte: bytes) -> None:
    """Send a byte each second for as long as somebody takes it."""
    while not writer.is_closing():
        writer.write(byte)
        await asyncio.sleep(1)


def test_a_silent_connection_is_closed_after_ten_seconds() -> None:
    async def story() -> None:
        async with listening() as connect:
            reader, _ = await connect()
            took, said = await seconds(reader)
            assert 10 <= took <= 12
            assert said == b""

    run(story())


def test_a_head_that_trickles_is_refused_after_ten_seconds() -> None:
    async def story() -> None:
        async with listening() as connect:
            reader, writer = await connect()
            writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ")
            trickling = asyncio.create_task(trickle(writer, b"a"))
            took, said = await seconds(reader)
            trickling.cancel()
            assert 10 <= took <= 12
            assert said.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
            assert said.endswith(
                b"\r\n\r\nThe request did not arrive within 10 seconds. Send it again.\n"
            )

    run(story())


@pytest.mark.parametrize("path", [b"body", b"other"])
def test_a_body_that_trickles_ends_after_thirty_seconds(path: bytes) -> None:
    async def story() -> None:
        async with listening() as connect:
            reader, writer = await connect()
            writer.write(b"POST /%s HTTP/1.1\r\nHost: a\r\nContent-Length: 999\r\n\r\n" % path)
            trickling = asyncio.create_task(trickle(writer, b"a"))
            if path == b"other":  # which is answered without its body
                assert (await reader.readuntil(b"\r\n\r\n0")).startswith(b"HTTP/1.1 200 ")
            took, said = await seconds(reader)
            trickling.cancel()
            assert 30 <= took <= 32
            if path == b"body":
                assert said.startswith(b"HTTP/1.1 408 ")
                assert said.endswith(
                    b"The request did not arrive within 30 seconds. Send it again.\n"
                )
            else:
                assert said == b""

    run(story())


@pytest.mark.parametrize(("more", "least"), [(b"", 30), (b"G", 10)])
def test_a_connection_that_was_used_before_is_closed_too(more: bytes, least: int) -> None:
    async def story() -> None:
        async with listening() as connect:
            reader, writer = await connect()
            writer.write(GET % b"")
            await reader.readuntil(b"\r\n\r\n0")
            writer.write(more)
            took, _ = await seconds(reader)
            assert least <= took <= least + 2

    run(story())


def test_an_answer_that_takes_long_is_waited_for() -> None:
    async def story() -> None:
        async with listening() as connect:
            reader, writer = await connect()
            writer.write(GET % b"late" + GET % b"")  # the second waits for the first
            assert (await reader.readuntil(b"\r\n\r\n0")).startswith(b"HTTP/1.1 200 ")
            assert (await reader.readuntil(b"\r\n\r\n0")).startswith(b"HTTP/1.1 200 ")

    run(story())


def test_a_client_that_takes_nothing_of_its_answer_is_left() -> None:
    async def story() -> None:
        async with listening() as connect:
            reader, writer = await connect()
            reader._transport.pause_reading()  # type: ignore[attr-defined]
            writer.write(GET % b"much")
            await asyncio.sleep(59)
            reader._transport.resume_reading()  # type: ignore[attr-defined]
            assert len(await reader.readuntil(b"\r\n\r\n")) < 200
            assert len(await reader.readexactly(50_000_000)) == 50_000_000
            reader._transport.pause_reading()  # type: ignore[attr-defined]
            writer.write(GET % b"much")
            await asyncio.sleep(63)
            reader._transport.resume_reading()  # type: ignore[attr-defined]
            _, said = await seconds(reader)
            assert len(said) < 50_000_000

    run(story())


SENTENCE = b"\r\n\r\nThe request headers are longer than 64 KiB. Shorten them.\n"


@pytest.mark.parametrize("piece", [1000, 300_000])
@pytest.mark.parametrize("end", [b"\r\n\r\n", b""])
def test_a_head_above_64_kib_is_refused(piece: int, end: bytes) -> None:
    async def story() -> None:
        async with listening() as connect:
            reader, writer = await connect()
            head = b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 66_000 + end
            for at in range(0, len(head), piece):
                writer.write(head[at : at + piece])
                await asyncio.sleep(0)
            took, said = await seconds(reader)
            assert took < 4
            assert said.startswith(b"HTTP/1.1 431 ")
            assert said.endswith(SENTENCE)

    run(story())


def test_what_is_no_http_behind_a_long_head_changes_nothing() -> None:
    async def story() -> None:
        async with listening() as connect:
            reader, writer = await connect()
            writer.write(b"GET / HTTP/1.1\r\nX: " + b"a" * 66_000 + b"\r\n\r\n\x00\x01\r\n\r\n")
            _, said = await seconds(reader)
            assert said.startswith(b"HTTP/1.1 431 ")
            assert said.endswith(SENTENCE)

    run(story())


def test_a_long_head_behind_another_request_is_refused() -> None:
    async def story() -> None:
        async with listening() as connect:
            reader, writer = await connect()
            head = b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 66_000 + b"\r\n\r\n"
            writer.write((GET % b"") + head)
            _, said = await seconds(reader)
            assert said.count(b"HTTP/1.1 200 ") <= 1

    run(story())


def test_a_head_below_64_kib_is_read_with_a_long_body_in_one_piece() -> None:
    async def story() -> None:
        async with listening() as connect:
            reader, writer = await connect()
            head = b"POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500000\r\nX: "
            writer.write(head + b"a" * 60_000 + b"\r\n\r\n" + b"b" * 500_000)
            assert (await reader.readuntil(b"\r\n\r\n500000")).startswith(b"HTTP/1.1 200 ")

    run(story())


def test_requests_that_come_in_one_piece_are_all_answered() -> None:
    async def story() -> None:
        async with listening() as connect:
            reader, writer = await connect()
            writer.write((GET % b"") * 3000)
            for _ in range(3000):
                assert (await reader.readuntil(b"\r\n\r\n0")).startswith(b"HTTP/1.1 200 ")

    run(story())


def test_where_there_are_too_many_the_longest_silent_gives_way() -> None:
    async def story() -> None:
        async with listening(most=20) as connect:
            reader, busy = await connect()
            busy.write(GET % b"late")
            await asyncio.sleep(0.01)
            silent = []
            for _ in range(30):
                silent.append(await connect())
                await asyncio.sleep(0.01)
            last, writer = await connect()
            writer.write(GET % b"")
            assert (await last.readuntil(b"\r\n\r\n0")).startswith(b"HTTP/1.1 200 ")
            closed = [each for each, _ in silent if each.at_eof()]
            assert closed == [each for each, _ in silent[:12]]
            assert not reader.at_eof()

    run(story())


def test_the_folder_of_a_servers_processes_goes_once_and_without_a_word() -> None:
    code = (
        "import multiprocessing.util as util, kg.serve.processes as processes\n"
        "print(util.get_temp_dir()); processes.remove_socket()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert not Path(done.stdout.strip()).exists()
