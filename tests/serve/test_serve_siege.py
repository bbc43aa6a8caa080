"""`kg serve` against crowds, silence, lost files and abrupt ends, as a process."""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest
from paths import NEWSROOM
from serving import Response, Server, serving

import kg
from kg.serve.server import _listen

SIMPLE = "SELECT ?label WHERE { ?topic skos:prefLabel ?label } ORDER BY ?label LIMIT 3"
CROSS = " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(9))
MUCH = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
"""Without an end that one could wait for."""
LONG = MUCH + " LIMIT 3000"
"""A little more than is kept in memory."""


def hour(number: int) -> str:
    """Return one of many queries that would run for longer than an hour."""
    return f"SELECT (COUNT(*) AS ?n) WHERE {{ {CROSS} FILTER(?a0 != ?c8 || {number} = {number}) }}"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    folder = tmp_path / "graph"
    kg.write(kg.build([NEWSROOM], base_iri="https://kg.example/", title="Newsroom"), folder)
    return folder


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


def until(condition: object, seconds: float = 20) -> bool:
    """Return whether a condition comes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


def answering(server: Server) -> list[int]:
    """Return the processes below what starts processes below the server."""
    if not Path("/proc/self/stat").exists():
        pytest.skip("only Linux tells what processes do")
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            parents[int(path.parent.name)] = int(fields[1])
    children = {pid for pid, parent in parents.items() if parent == server.process.pid}
    return [pid for pid, parent in parents.items() if parent in children]


def spooled(temporary: Path) -> list[Path]:
    """Return the files of long answers."""
    return [path for path in temporary.rglob("*") if path.is_file()]


# ---- crowds -------------------------------------------------------------------------------------


def test_simple_queries_are_answered_while_six_long_ones_come_each_second(built: Path) -> None:
    with (
        serving(built, "--timeout", "20", "--jobs", "2") as server,
        ThreadPoolExecutor(40) as pool,
    ):
        assert server.ask(SIMPLE).status == 200
        began = time.monotonic()
        long: list[Future[Response]] = []
        slowest = 0.0
        while (passed := time.monotonic() - began) < 5:
            if passed * 6 > len(long):
                long.append(pool.submit(server.ask, hour(len(long))))
            asked = time.monotonic()
            assert server.ask(SIMPLE).status == 200
            slowest = max(slowest, time.monotonic() - asked)
            time.sleep(0.01)
        # On a machine of its own 0.1 s; here others may run at the same time.
        assert slowest < 3
        server.process.send_signal(signal.SIGINT)
        assert {each.result().status for each in long if not each.exception()} <= {503, 504}


@pytest.fixture
def many_files() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 2000:
        pytest.skip("too few files may be open")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2000), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("many_files")
@pytest.mark.parametrize(("count", "said"), [(600, b""), (600, b"GET / HT"), (1200, b"")])
def test_silent_connections_shut_nobody_out(built: Path, count: int, said: bytes) -> None:
    with serving(built) as server, ExitStack() as stack:
        for _ in range(count):
            silent = socket.create_connection(("127.0.0.1", server.port), timeout=10)
            stack.enter_context(silent)
            if said:
                silent.sendall(said)
        for _ in range(5):
            assert server.ask(SIMPLE, seconds=10).status == 200


def test_heads_above_64_kib_are_refused(built: Path) -> None:
    with serving(built) as server:
        assert server.get("/", X="a" * 60_000).status == 200
        answer = server.get("/", X="a" * 66_000)
        assert (answer.status, answer.text) == (
            431, "The request headers are longer than 64 KiB. Shorten them.\n",
        )  # fmt: skip


# ---- files --------------------------------------------------------------------------------------


def besiege(server: Server, pool: ThreadPoolExecutor) -> None:
    """Ask as many long queries as use up every process that was ready before."""
    for number in range(12):
        pool.submit(server.ask, hour(number))
        time.sleep(0.1)
    time.sleep(1.5)


@pytest.mark.parametrize("lost", ["renamed", "broken"])
def test_the_graph_is_served_while_its_file_is_lost(built: Path, lost: str) -> None:
    file = built / "graph.ttl"
    with serving(built, "--timeout", "4", "--jobs", "1") as server, ThreadPoolExecutor(20) as pool:
        kept = file.read_bytes()
        if lost == "renamed":
            file.rename(built / "aside")
        else:
            file.write_text("this is not valid Turtle")
        time.sleep(0.6)
        besiege(server, pool)
        for number in range(5):
            answer = server.ask(f"{SIMPLE} OFFSET {number}", seconds=10)
            assert answer.status == 200, answer
        if lost == "renamed":
            (built / "aside").rename(file)
        else:
            file.write_bytes(kept)
        kg.write(kg.build([NEWSROOM], title="Another"), built)
        title = "SELECT ?title { ?g a void:Dataset ; dcterms:title ?title }"
        assert until(lambda: "Another" in server.ask(title).text)


def test_without_graph_and_store_the_reason_is_told_within_a_second(built: Path) -> None:
    (built / "report.json").unlink()  # then no store is kept beside it
    with serving(built, "--timeout", "20", "--jobs", "1") as server, ThreadPoolExecutor(20) as pool:
        assert server.ask(SIMPLE).status == 200
        (built / "graph.ttl").rename(built / "aside")
        besiege(server, pool)
        statuses = set()
        for number in range(5):
            began = time.monotonic()
            answer = server.ask(f"{SIMPLE} OFFSET {number}", seconds=10)
            statuses.add(answer.status)
            assert time.monotonic() - began < 3  # 0.6 s where nothing else runs
            if answer.status == 503:
                assert "graph.ttl does not exist. Run 'kg build' first" in answer.text
                assert str(built) not in answer.text
        assert statuses <= {200, 503}
        answer = server.ask(hour(0))  # known to be long
        assert (answer.status, answer.headers["retry-after"]) == (503, "5")
        assert answer.text == (
            "graph.ttl does not exist. Run 'kg build' first, or name an RDF file.\n"
        )
        (built / "aside").rename(built / "graph.ttl")
        assert until(lambda: server.ask(f"{SIMPLE} OFFSET 9").status == 200)


# ---- long answers -------------------------------------------------------------------------------


def test_stopped_and_abandoned_answers_leave_no_file(built: Path, temporary: Path) -> None:
    with serving(built, "--timeout", "3", "--jobs", "1", temporary=temporary) as server:
        # Sorting apart, it writes until it is stopped.
        endless = f"SELECT ?a0 ?b1 {{ {CROSS} FILTER(?a0 != ?c8 || RAND() > 2) }}"
        assert server.ask(endless).status in (400, 504)
        with suppress(TimeoutError):
            server.ask(MUCH.replace("?i", "?j"), seconds=1)
        path = f"/sparql?{urlencode({'query': LONG})}"
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            connection.recv(100)
        assert until(lambda: not spooled(temporary)), spooled(temporary)
        assert server.ask(SIMPLE).status == 200
    assert list(temporary.iterdir()) == []


def test_a_spool_folder_that_a_cleaner_took_is_made_again(built: Path, temporary: Path) -> None:
    with serving(built, temporary=temporary) as server:
        assert len(server.ask(LONG).body) > 2**20
        for folder in temporary.glob("kg-serve-*"):
            shutil.rmtree(folder)
        assert len(server.ask(LONG).body) > 2**20
        folders = list(temporary.rglob("kg-serve-*/**"))
        assert folders
        assert {path.stat().st_mode & 0o777 for path in folders} == {0o700}


def test_processes_start_even_after_a_cleaner_took_all_temporary_files(
    built: Path, temporary: Path
) -> None:
    with serving(built, "--timeout", "60", "--jobs", "1", temporary=temporary) as server:
        for folder in temporary.iterdir():
            shutil.rmtree(folder)
        for pid in answering(server):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        assert server.ask(SIMPLE).status == 200


def test_why_an_answer_cannot_be_kept_is_told_without_its_path(
    built: Path, temporary: Path
) -> None:
    with serving(built, temporary=temporary) as server:
        for folder in temporary.glob("kg-serve-*"):
            shutil.rmtree(folder, ignore_errors=True)
            folder.write_text("somebody else's")
        answer = server.ask(LONG)
        assert answer.status == 500
        assert re.fullmatch(
            r"The result could not be stored: [A-Z][a-z ]+\. Add a LIMIT\.\n", answer.text
        ), answer.text
        assert server.ask(SIMPLE).status == 200


# ---- the end ------------------------------------------------------------------------------------


@contextmanager
def inheriting(number: signal.Signals, handler: signal.Handlers) -> Iterator[None]:
    """Start processes that handle a signal in this way at first."""
    former = signal.signal(number, handler)
    try:
        yield
    finally:
        signal.signal(number, former)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_each_way_to_stop_cleans_up(built: Path, temporary: Path, name: str) -> None:
    with (
        inheriting(signal.SIGHUP, signal.SIG_DFL),  # the tests may run under `nohup`
        serving(built, "--timeout", "60", "--jobs", "1", temporary=temporary) as server,
        ThreadPoolExecutor(8) as pool,
    ):
        for number in range(4):
            pool.submit(server.ask, f"{MUCH} # {number}")
        assert until(lambda: spooled(temporary))
        server.process.send_signal(getattr(signal, name))
        _, err = server.process.communicate(timeout=20)
        assert (server.process.returncode, err) == (0, "")
    assert list(temporary.iterdir()) == []


def test_a_stop_does_not_wait_for_slow_clients(built: Path) -> None:
    (built / "large").write_bytes(bytes(30_000_000))
    with serving(built) as server, ExitStack() as stack:
        head = f"POST /sparql HTTP/1.1\r\n{QUERY}Content-Length: 99\r\nHost: localhost\r\n\r\n"
        for request in ("", "GET / HT", head, "GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n"):
            slow = socket.create_connection(("127.0.0.1", server.port), timeout=20)
            stack.enter_context(slow)
            slow.sendall(request.encode())
        assert slow.recv(15) == b"HTTP/1.1 200 OK"
        server.process.send_signal(signal.SIGINT)
        _, err = server.process.communicate(timeout=20)
        assert (server.process.returncode, err) == (0, "")


def test_a_hangup_does_not_end_a_server_that_was_told_to_ignore_it(built: Path) -> None:
    with inheriting(signal.SIGHUP, signal.SIG_IGN), serving(built) as server:
        server.process.send_signal(signal.SIGHUP)
        time.sleep(0.5)
        assert server.ask(SIMPLE).status == 200


def test_a_server_that_is_killed_leaves_no_long_answers(built: Path, temporary: Path) -> None:
    with (
        serving(built, "--timeout", "60", "--jobs", "1", temporary=temporary) as server,
        ThreadPoolExecutor(8) as pool,
    ):
        for number in range(4):
            pool.submit(server.ask, f"{MUCH} # {number}")
        assert until(lambda: spooled(temporary))
        server.process.kill()
        server.process.wait()
    assert until(lambda: list(temporary.iterdir()) == [])


def test_the_same_port_can_be_taken_again_at_once() -> None:
    first = _listen("127.0.0.1", 0)
    port = first.getsockname()[1]
    with socket.create_connection(("127.0.0.1", port)) as client:
        served, _ = first.accept()
        served.close()  # the server's side ends first: it is what waits in TIME_WAIT
        assert client.recv(1) == b""
    first.close()
    again = _listen("127.0.0.1", port)
    assert again.getsockname()[1] == port
    again.close()


@pytest.mark.parametrize("host", ["nope.invalid", "a..b", "256.256.256.256"])
def test_a_host_that_is_none_is_told_in_a_sentence(built: Path, host: str) -> None:
    command = [sys.executable, "-m", "kg", "serve", str(built), "--host", host]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=False, env={**os.environ}
    )
    assert done.returncode == 1
    assert re.fullmatch(
        rf"Error: Cannot listen on {re.escape(host)}: .+\. Choose another --host, such as"
        r" 127\.0\.0\.1\.\n",
        done.stderr,
    ), done.stderr


# ---- pages of others ----------------------------------------------------------------------------


QUERY = "Content-Type: application/sparql-query\r\n"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
FOREIGN = (
    "Requests from pages of other origins are not allowed."
    " To allow this one, start the server with --cors"
)


def post(server: Server, **headers: str) -> tuple[int, str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = server.send("POST", "/sparql", b"query=ASK%7B%7D", FORM | named)
    return answer.status, answer.text


def test_a_form_of_a_foreign_page_is_refused(built: Path) -> None:
    with serving(built, "--cors", "https://good.example") as server:
        own = f"http://127.0.0.1:{server.port}"
        named = (403, f"{FOREIGN} https://evil.example.\n")
        assert post(server, Origin="https://evil.example") == named
        assert post(server, Origin="null") == (403, f"{FOREIGN} ORIGIN.\n")
        assert post(server, Origin="http://127.0.0.1:1") == (
            403,
            f"{FOREIGN} http://127.0.0.1:1.\n",
        )
        for site in ("cross-site", "same-site"):
            assert post(server, Sec_Fetch_Site=site, Sec_Fetch_Mode="navigate")[0] == 403
            assert post(server, Origin="https://evil.example", Sec_Fetch_Site=site)[0] == 403
            assert post(server, Origin=own, Sec_Fetch_Site=site)[0] == 403
        for good in (
            {},
            {"Origin": own},
            {"Origin": own, "Sec_Fetch_Site": "same-origin", "Sec_Fetch_Mode": "cors"},
            {"Origin": "null", "Sec_Fetch_Site": "same-origin", "Sec_Fetch_Mode": "navigate"},
            {"Sec_Fetch_Site": "none", "Sec_Fetch_Mode": "navigate"},
            {"Origin": "https://good.example", "Sec_Fetch_Site": "cross-site"},
            {"Origin": "https://good.example"},
        ):
            assert post(server, **good)[0] == 200, good


def test_a_foreign_page_may_link_to_an_answer_but_not_load_it(built: Path) -> None:
    with serving(built) as server:
        path = "/sparql?query=ASK%7B%7D"
        there = {"Sec_Fetch_Site": "cross-site"}
        assert server.get(path, Sec_Fetch_Mode="navigate", **there).status == 200
        refused = server.get(path, Sec_Fetch_Mode="no-cors", **there)
        assert (refused.status, refused.headers["cache-control"]) == (403, "no-store")
        assert server.get(path, Origin="https://evil.example").status == 403
        assert server.get("/", Origin="https://evil.example").status == 200
