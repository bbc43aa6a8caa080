"""
Malformed requests, each on a connection of its own: the server answers or closes, and goes on.

A few hundred by default; `KG_FUZZ_REQUESTS=10000` for more.
"""

from __future__ import annotations

import os
import random
import socket
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from paths import NEWSROOM
from serving import Server, serving

import kg

COUNT = int(os.environ.get("KG_FUZZ_REQUESTS", "400"))
METHODS = ["GET", "POST", "HEAD", "PUT", "OPTIONS", "BREW", "get", "G\x00T", "", "A" * 300]
PATHS = [
    "/sparql",
    "/sparql/",
    "/",
    "/graph.ttl",
    "/editor",
    "/editor/about.json",
    "*",
    "//",
    "/%",
    "/%ff",
    "/../..",
    "/sparql?query",
    "/sparql?query=%",
    "/sparql?query=%00",
    "/sparql?query=ASK%7B%7D&" * 50,
    "http://evil.example/sparql",
    "/sparql#x",
    "/" + "a" * 70_000,
    "/sparql?default-graph-uri=x",
    "/sparql?query=ASK%7B%7D",
    "/sparql?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D%20LIMIT%202",
]
HEADERS = [
    "Host: 127.0.0.1",
    "Host: 127.0.0.1",
    "Host: 127.0.0.1",
    "Host:",
    "Host: a b",
    "Host: evil.example",
    "Host: 127.0.0.1\r\nHost: evil",
    "Accept: text/csv",
    "Accept: ;q=,,;;/",
    "Accept: */*;q=9",
    "Accept: " + "text/html," * 500,
    "Accept: text/html",
    "Content-Type: application/sparql-query",
    "Content-Type: application/x-www-form-urlencoded",
    "Content-Type: ;;;",
    "Content-Length: -1",
    "Content-Length: 99999999999999999999",
    "Content-Length: 5",
    "Content-Length: x",
    "Expect: 100-continue",
    "Transfer-Encoding: chunked",
    "Transfer-Encoding: gzip, chunked",
    "Connection: close, upgrade",
    "Upgrade: websocket",
    "Range: bytes=0-1,5-",
    "Range: bytes=-9999999",
    "Range: bytes=a-b",
    "If-None-Match: *",
    "If-Modified-Since: yesterday",
    "X" * 9000 + ": 1",
    "X: " + "y" * 90_000,
    "NoColon",
    ": empty",
    "X\x00Y: z",
    "X: \xff\xfe",
    "Origin: null",
    "Origin: https://a.example",
]
BODIES = [
    b"",
    b"ASK {}",
    b"query=ASK%20%7B%7D",
    b"\xff\xfe\x00",
    b"ASK { " + b"(" * 5000,
    b"SELECT * { ?s ?p " + b"{" * 3000,
    b"query=" + b"%F0%9F" * 100,
    b"5\r\nASK {\r\n0\r\n\r\n",
    b"ffffffffffff\r\n",
    b"SELECT (COUNT(*) AS ?n) { ?s (<a:a>|!<a:a>)* ?o }",
    b"PREFIX " * 2000,
    b"ASK { ?s ?p '" + b"\\u12" * 100 + b"' }",
    b"\x00" * 100,
    b"BASE <x> ASK { <" + b"../" * 900 + b"> ?p ?o }",
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("fuzz") / "graph"
    kg.write(kg.build([NEWSROOM]), folder)
    with serving(folder, "--timeout", "2") as server:
        yield server


def malformed(chance: random.Random) -> bytes:
    """Return a request that is more or less HTTP."""
    if chance.random() < 0.1:
        return chance.randbytes(chance.randrange(2000))
    body = chance.choice(BODIES)
    headers = chance.sample(HEADERS, chance.choice((0, 0, 1, 1, 2, 5)))
    if chance.random() < 0.8:
        headers = ["Host: 127.0.0.1", f"Content-Length: {len(body)}", *headers]
    method = chance.choice(("GET", "POST", "POST", chance.choice(METHODS)))
    line = f"{method} {chance.choice(PATHS)} HTTP/1.1"
    text = "\r\n".join([line, *headers]) + "\r\n\r\n"
    request = bytearray(text.encode("latin-1") + body)
    for _ in range(chance.choice((0, 0, 0, 0, 1, 3, 20))):
        request[chance.randrange(min(len(request), 400))] = chance.randrange(256)
    if chance.random() < 0.2:
        del request[chance.randrange(len(request)) :]
    if chance.random() < 0.1:
        request += bytes(request)
    return bytes(request)


def status_of(server: Server, request: bytes) -> str:
    """Return the status that a request got; empty if the connection was closed or kept waiting."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=1) as connection:
        try:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            head = b""
            while len(head) < 12 and (more := connection.recv(4096)):
                head += more
        except OSError:
            return ""
    return head[9:12].decode("latin-1")


def test_malformed_requests_leave_the_server_serving(server: Server) -> None:
    chance = random.Random(7)  # noqa: S311
    requests = [malformed(chance) for _ in range(COUNT)]
    statuses: Counter[str] = Counter()
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda request: status_of(server, request), requests)
        for number, (request, status) in enumerate(zip(requests, answers, strict=True)):
            assert status != "500", request[:2000]
            statuses[status] += 1
            if number % 100 == 0:
                assert server.ask("ASK {}").status == 200
    assert server.ask("ASK {}").status == 200
    assert statuses["400"] > COUNT // 20
    assert statuses["200"] > 0
    print(f"{COUNT:,} requests: {dict(statuses)}")
