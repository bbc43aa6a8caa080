"""`kg serve` as a process, asked over HTTP."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from paths import TESTS
from serving import JSON, Server, serving

import kg
from kg.serve import evaluate, protocol
from kg.serve.protocol import SOLUTIONS, TRIPLES, RefusalError, accepted, parse_request
from kg.sparql.questions import bind, read_questions

NEWSROOM = TESTS / "fixtures" / "newsroom"
BASE = "https://kg.example/"
SIMPLE = "SELECT ?label WHERE { ?topic skos:prefLabel ?label } ORDER BY ?label LIMIT 3"
HOUR = "SELECT (COUNT(*) AS ?n) WHERE { " + " ".join(
    f"?a{i} ?b{i} ?c{i} ." for i in range(9)
)  # on a hundred triples 10**18 rows


def hour(number: int) -> str:
    """Return one of many different queries that would run for longer than an hour."""
    return f"{HOUR} FILTER(?a0 != ?c8 || {number} = {number}) }}"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("serve") / "graph"
    kg.write(kg.build([NEWSROOM], base_iri=BASE, title="Newsroom"), folder)
    (folder / ".secret").write_text("no")
    (folder.parent / "beside").write_text("no")
    return folder


@pytest.fixture(scope="module")
def server(built: Path) -> Iterator[Server]:
    with serving(built, "--timeout", "20", "--jobs", "2") as server:
        yield server


# ---- files --------------------------------------------------------------------------------------


def test_the_page_and_the_files_are_those_of_the_build(server: Server, built: Path) -> None:
    page = server.get("/")
    assert page.status == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.body == (built / "graph.html").read_bytes()
    for name, media_type in (
        ("graph.ttl", "text/turtle; charset=utf-8"),
        ("graph.graphml", "application/xml"),
        ("report.json", "application/json"),
    ):
        file = server.get(f"/{name}")
        assert (file.status, file.headers["content-type"]) == (200, media_type)
        assert file.body == (built / name).read_bytes()


def test_a_file_that_is_known_already_is_not_sent_again(server: Server) -> None:
    tag = server.get("/graph.ttl").headers["etag"]
    again = server.get("/graph.ttl", If_None_Match=tag)
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("path", ["/", "/graph.ttl", "/sparql", "/sparql?query=ASK%7B%7D"])
def test_head_is_get_without_a_body(server: Server, path: str) -> None:
    head, get = server.send("HEAD", path), server.get(path)
    assert (head.status, head.body) == (get.status, b"")
    same = ("content-type", "content-length", "etag")
    assert [head.headers.get(name) for name in same] == [get.headers.get(name) for name in same]


@pytest.mark.parametrize(
    "path",
    ["/.secret", "/../beside", "/%2e%2e/beside", "/..%2fbeside", "/%2esecret", "/nothing", "/a\\..",
     "/.graph.store/index.json", "/%00", "/" + "a" * 5000, "/editor/../../pool.py"],
)  # fmt: skip
def test_what_is_hidden_or_elsewhere_is_not_served(server: Server, path: str) -> None:
    answer = server.get(path)
    assert answer.status == 404
    assert answer.body != b"no"


def test_headers_keep_browsers_safe_everywhere(server: Server) -> None:
    for path in ("/", "/graph.ttl", "/sparql", "/editor", "/nothing", "/sparql?query=x"):
        headers = server.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "access-control-allow-origin" not in headers
        assert "server" not in headers
    policy = server.get("/editor").headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self';" in policy


# ---- the protocol -------------------------------------------------------------------------------


@pytest.mark.parametrize("accept", list(SOLUTIONS))
@pytest.mark.parametrize("query", [SIMPLE, "ASK { ?s ?p ?o }"])
def test_solutions_come_in_every_format(server: Server, accept: str, query: str) -> None:
    answer = server.ask(query, accept)
    assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (200, accept)
    kind = SOLUTIONS[accept]
    if kind in ("json", "xml"):
        result = rdflib.query.Result.parse(io.BytesIO(answer.body), format=kind)
        assert result.askAnswer if query[0] == "A" else len(result.bindings) == 3
    else:
        assert "true" in answer.text or len(answer.text.splitlines()) == 4


@pytest.mark.parametrize("accept", list(TRIPLES))
def test_triples_come_in_every_format(server: Server, accept: str) -> None:
    query = "CONSTRUCT { ?s schema:name ?o } WHERE { ?s schema:name ?o }"
    answer = server.ask(query, accept)
    assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (200, accept)
    reader = {"jsonld": "json-ld", "rdfxml": "xml", "ntriples": "nt"}.get(TRIPLES[accept], "turtle")
    read = rdflib.Graph().parse(data=answer.text, format=reader)
    assert len(read) == len(json.loads(server.ask("SELECT * { ?s schema:name ?o }").text)
                            ["results"]["bindings"]) > 0  # fmt: skip


@pytest.mark.parametrize(
    ("accept", "given_type"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("text/*", "text/csv"),
        ("text/csv;q=0.3, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        ("text/csv;q=0, */*", JSON),
        ("application/sparql-results+json;q=0, */*;q=0.1", "application/sparql-results+xml"),
        ("TEXT/CSV", "text/csv"),
        ("no media type at all", JSON),
        ("image/png, text/tab-separated-values;q=0.001", "text/tab-separated-values"),
    ],
)
def test_what_is_accepted_is_weighed(server: Server, accept: str, given_type: str) -> None:
    answer = server.ask("ASK {}", accept)
    assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (200, given_type)
    assert answer.headers["vary"] == "Accept"


TSV = "text/tab-separated-values"
SELECT, CONSTRUCT = "SELECT ?s ?o { ?s schema:name ?o }", "CONSTRUCT WHERE { ?s schema:name ?o }"


@pytest.mark.parametrize(
    ("query", "accept", "media_type", "begins"),
    [
        (SELECT, "application/json", "application/json", '{"head":{"vars":["s","o"]}'),
        (SELECT, "application/xml", "application/xml", '<?xml version="1.0"?><sparql xmlns='),
        (SELECT, "text/xml", "text/xml; charset=utf-8", '<?xml version="1.0"?><sparql xmlns='),
        (SELECT, "text/csv", "text/csv; charset=utf-8", "s,o\r\n"),
        (SELECT, TSV, f"{TSV}; charset=utf-8", "?s\t?o\n"),
        (CONSTRUCT, "", "text/turtle; charset=utf-8", "@prefix "),
        (CONSTRUCT, "application/xml", "application/xml", '<?xml version="1.0" encoding="UTF-8"?>'),
        (CONSTRUCT, "application/json", "application/json", '[{"@id":"'),
        (CONSTRUCT, "text/plain", "text/plain; charset=utf-8", "<https://kg.example/"),
        ("", "", "text/turtle; charset=utf-8", "@prefix "),
        ("", "application/xml", "application/xml", '<?xml version="1.0" encoding="UTF-8"?>'),
    ],
)  # fmt: skip
def test_each_media_type_has_its_form(
    server: Server, query: str, accept: str, media_type: str, begins: str
) -> None:
    answer = server.ask(query, accept) if query else server.get("/sparql", Accept=accept)
    assert (answer.status, answer.headers["content-type"]) == (200, media_type)
    assert answer.text.startswith(begins)
    if accept == "application/xml":
        assert ("<rdf:RDF" in answer.text) == (query != SELECT)


def test_turtle_uses_the_prefixes_of_the_build(server: Server) -> None:
    text = server.ask(CONSTRUCT, "text/turtle").text
    assert "@prefix schema: <https://schema.org/> ." in text
    assert "@prefix outlet: <https://kg.example/outlet/> ." in text
    assert 'outlet:daily.example schema:name "The Daily Example"' in text


@pytest.mark.parametrize(
    ("path", "accept", "vary"),
    [
        ("/sparql?query=ASK%7B%7D", "text/csv", "Accept"),
        ("/sparql?query=ASK", "text/csv", "Accept"),
        ("/sparql?query=ASK%7B%7D", "image/png", "Accept"),
        ("/sparql", "text/turtle", "Accept"),
        ("/sparql", "text/html", "Accept"),
        ("/editor", "", "Accept"),
        ("/editor/yasgui.js", "", "Accept, Accept-Encoding"),
        ("/editor/yasgui.css", "", "Accept, Accept-Encoding"),
    ],
)
def test_vary_names_what_an_answer_depends_on(
    server: Server, path: str, accept: str, vary: str
) -> None:
    assert server.get(path, Accept=accept).headers["vary"] == vary


@pytest.mark.parametrize(
    ("takes", "encoding"),
    [("gzip, deflate, br", "gzip"), ("", ""), ("br", ""), ("gzip;q=0, *", ""), ("*", "gzip")],
)
def test_a_packed_file_is_sent_to_who_can_unpack_it(
    server: Server, takes: str, encoding: str
) -> None:
    answer = server.get("/editor/yasgui.css", Accept_Encoding=takes)
    assert answer.headers.get("content-encoding", "") == encoding
    text = gzip.decompress(answer.body) if encoding else answer.body
    assert b".yasgui" in text


QUERY = "application/sparql-query"
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("status", "method", "path", "kind", "body"),
    [
        (400, "GET", "/sparql?query=ASK%20%7B", "", None),
        (400, "GET", "/sparql?query=", "", None),
        (400, "GET", "/sparql?query=%ff", "", None),
        (400, "GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", "", None),
        (400, "GET", "/sparql?query=ASK%7B%7D&default-graph-uri=nowhere", "", None),
        (400, "GET", "/sparql?update=CLEAR%20ALL", "", None),
        (400, "POST", "/sparql", QUERY, b"ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"),
        (400, "POST", "/sparql", QUERY, b"ASK FROM <http://127.0.0.1:1/> {}"),
        (400, "POST", "/sparql", QUERY, b"LOAD <file:///etc/passwd>"),
        (400, "POST", "/sparql", QUERY, b"INSERT DATA { <a:a> <a:a> <a:a> }"),
        (400, "POST", "/sparql", QUERY, b"\xff\xfe"),
        (400, "POST", "/sparql", QUERY, b""),
        (400, "POST", "/sparql", FORM, b"nothing=1"),
        (400, "POST", "/sparql", FORM, b"&".join([b"a=1"] * 2000)),
        (400, "POST", "/sparql?query=ASK%7B%7D", QUERY, b"ASK {}"),
        (403, "POST", "/sparql", "application/sparql-update", b"CLEAR ALL"),
        (403, "POST", "/sparql", FORM, b"update=CLEAR%20ALL"),
        (405, "PUT", "/sparql", QUERY, b"ASK {}"),
        (405, "DELETE", "/sparql", "", None),
        (405, "POST", "/graph.ttl", "", b""),
        (413, "POST", "/sparql", QUERY, b"#" * (2**20 + 1)),
        (414, "GET", "/sparql?query=" + "%20" * 12_000, "", None),
        (415, "POST", "/sparql", "text/plain", b"ASK {}"),
        (415, "POST", "/sparql", QUERY + "; charset=utf-16", b"ASK {}"),
        (415, "POST", "/sparql", "", b"query=ASK%7B%7D"),
    ],
)
def test_what_cannot_be_answered_gets_its_status_and_a_sentence(
    server: Server, status: int, method: str, path: str, kind: str, body: bytes | None
) -> None:
    answer = server.send(method, path, body, {"Content-Type": kind} if kind else {})
    assert answer.status == status, answer
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert " " in answer.text
    assert "Traceback" not in answer.text
    if status == 405:
        assert "GET" in answer.headers["allow"]


def test_a_mistake_is_shown_with_its_place(server: Server) -> None:
    answer = server.ask("SELECT * WHERE {\n  ?s schema:headlne ?o }")
    assert (answer.status, json.loads(answer.text)["results"]["bindings"]) == (200, [])
    answer = server.ask("SELECT * WHERE {\n  ?s ?p }")
    assert answer.status == 400
    assert re.match(r"2:\d+: .*\n +\?s \?p }\n +\^\n$", answer.text)


def test_formats_that_cannot_be_had_are_refused(server: Server) -> None:
    assert server.ask("ASK {}", "image/png").status == 406
    assert server.ask("ASK {}", "text/turtle").status == 406
    assert server.ask("DESCRIBE <a:a>", "text/csv").status == 406
    assert server.get("/sparql", Accept="image/png").status == 406


def test_the_prefixes_of_the_build_need_no_declaration(server: Server) -> None:
    answer = server.ask(f"ASK {{ outlet:harbour.example ?p ?o . FILTER(STR(this:) = '{BASE}') }}")
    assert answer.status == 200, answer


def test_options_says_what_is_possible(server: Server) -> None:
    answer = server.send("OPTIONS", "/sparql")
    assert (answer.status, answer.headers["allow"]) == (200, "GET, HEAD, POST, OPTIONS")


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil", "[::2]"]
)
def test_a_name_that_was_rebound_to_this_machine_gets_nothing(server: Server, host: str) -> None:
    for path in ("/", "/graph.ttl", "/sparql?query=ASK%7B%7D"):
        answer = server.get(path, Host=host)
        assert answer.status == 421
        assert b"boolean" not in answer.body
    for name in ("localhost", f"LOCALHOST:{server.port}", "127.0.0.1", "[::1]:80"):
        assert server.get("/sparql?query=ASK%7B%7D", Host=name).status == 200


def test_other_origins_may_ask_only_if_they_are_named(built: Path) -> None:
    with serving(built, "--cors", "https://a.example") as server:
        path = "/sparql?query=ASK%7B%7D"
        name = "access-control-allow-origin"
        assert server.get(path, Origin="https://a.example").headers[name] == "https://a.example"
        assert name not in server.get(path, Origin="https://b.example").headers
        asked = {"Origin": "https://a.example", "Access-Control-Request-Method": "POST"}
        assert server.send("OPTIONS", "/sparql", headers=asked).status == 200
        asked["Origin"] = "https://b.example"
        assert server.send("OPTIONS", "/sparql", headers=asked).status == 400


@given(st.binary(max_size=80), st.binary(max_size=80), st.text(max_size=40))
def test_any_request_is_understood_or_refused(query: bytes, body: bytes, kind: str) -> None:
    for method in ("GET", "POST", "BREW"):
        for content_type in (kind, FORM, QUERY):
            refusal = RefusalError(400, "None.")
            try:
                parse_request(method, query, content_type, body)
            except RefusalError as error:
                refusal = error
            assert 400 <= refusal.status < 500
            assert refusal.sentence.endswith(".")


def test_what_long_headers_and_texts_mean_is_not_kept() -> None:
    offers = ("text/csv", "text/turtle")
    protocol._kept_accepted.cache_clear()
    for number in range(300):
        accept = "a/b," * 5000 + f"text/turtle, c/{number}"
        assert accepted(accept, offers) == "text/turtle"
    assert protocol._kept_accepted.cache_info().currsize == 0
    for number in range(300):
        accepted(f"text/csv, c/{number}", offers)
    assert protocol._kept_accepted.cache_info().currsize == 256


def test_prepared_queries_are_kept_within_four_megabytes() -> None:
    for number in range(100):
        text = f"ASK {{}} # {'x' * 100_000} {number}"
        assert evaluate._prepared(text, BASE) is evaluate._prepared(text, BASE)
        assert evaluate._prepared(text, BASE).text == text
    assert 2**21 < evaluate._PREPARED.size <= 2**22
    huge = f"ASK {{}} # {'x' * 900_000}"
    assert evaluate._prepared(huge, BASE) is not evaluate._prepared(huge, BASE)
    assert (
        evaluate._prepared("ASK {}", "https://a.example/").prefixes["this"] == "https://a.example/"
    )
    assert evaluate._prepared("ASK {}", BASE).prefixes["this"] == BASE


@given(st.text(max_size=60), st.sampled_from([tuple(SOLUTIONS), tuple(TRIPLES)]))
def test_what_is_given_was_offered(accept: str, offers: tuple[str, ...]) -> None:
    assert accepted(accept, offers) in (*offers, None)


# ---- named questions ----------------------------------------------------------------------------


def test_the_editor_offers_every_question_and_each_can_be_asked(server: Server) -> None:
    about = json.loads(server.get("/editor/about.json").text)
    assert about["title"] == "Newsroom"
    assert [each["name"] for each in about["questions"]] == list(read_questions())
    for each in about["questions"]:
        answer = server.ask(each["query"])
        assert answer.status == 200, (each, answer)


# ---- limits -------------------------------------------------------------------------------------


def test_a_query_of_an_hour_is_stopped_at_its_deadline_while_others_are_served(
    built: Path,
) -> None:
    with serving(built, "--timeout", "3") as server, ThreadPoolExecutor() as pool:
        long = pool.submit(server.ask, hour(1))
        others = 0
        while not long.done():
            assert server.ask(SIMPLE).status == 200
            others += 1
        answer = long.result()
        assert answer.status == 504
        assert "3 seconds" in answer.text
        assert others > 5
        assert server.ask(hour(1)).status == 504  # known to be long by now


def test_two_hundred_such_queries_neither_end_the_server_nor_starve_others(built: Path) -> None:
    questions = read_questions().values()
    named = [
        bind(question, {each.name: each.example for each in question.parameters})
        for question in questions
    ]
    with serving(built, "--timeout", "8") as server, ThreadPoolExecutor(200) as pool:
        for query in named:
            assert server.ask(query).status == 200
        many = [pool.submit(server.ask, hour(number)) for number in range(200)]
        served = 0
        while not all(each.done() for each in many):
            query = (SIMPLE, *named)[served % (1 + len(named))]
            answer = server.ask(query)
            # A simple query never waits behind long ones; a question may be asked to come back.
            assert answer.status == 200 or (query != SIMPLE and answer.status == 503), answer
            served += 1
        statuses = Counter(each.result().status for each in many)
        assert set(statuses) == {503, 504}, statuses
        assert statuses[504] >= 1
        refused = next(each.result() for each in many if each.result().status == 503)
        assert int(refused.headers["retry-after"]) > 0
        assert served > 5
        # Processes that were killed are being replaced: who is asked to come back does so.
        limit = time.monotonic() + 60
        while (answer := server.ask(SIMPLE)).status != 200:
            assert time.monotonic() < limit, answer
            time.sleep(0.5)


def test_a_query_whose_asker_has_gone_gives_way_to_others(built: Path) -> None:
    with serving(built, "--timeout", "60", "--jobs", "1") as server:
        for number in range(3):
            with pytest.raises(TimeoutError):
                server.ask(hour(number), seconds=1.5)
        # Were the others still running, this would wait for 60 s behind them.
        with pytest.raises(TimeoutError):
            server.ask(hour(4), seconds=1.5)
        assert cpu_hungry(server) <= 1
        assert server.ask(SIMPLE).status == 200


def cpu_hungry(server: Server) -> int:
    """Return how many processes below the server are busy, once it had time to end some."""
    time.sleep(0.5)
    before = cpu_times(server)
    time.sleep(0.5)
    after = cpu_times(server)
    return sum(after[pid] - before.get(pid, 0) > 5 for pid in after)


def cpu_times(server: Server) -> dict[int, int]:
    """Return the processes that answer queries, with the time that each has used."""
    if not Path("/proc/self/stat").exists():
        pytest.skip("only Linux tells what processes do")
    fields = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields[int(path.parent.name)] = path.read_text().rpartition(")")[2].split()
    children = {pid for pid, each in fields.items() if int(each[1]) == server.process.pid}
    return {
        pid: int(each[11]) + int(each[12])
        for pid, each in fields.items()
        if int(each[1]) in children
    }


def test_an_answer_above_the_limit_is_refused_and_told_how_to_ask_for_less(built: Path) -> None:
    with serving(built, "--max-results", "50") as server:
        for query in ("SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"):
            for accept in ("text/csv, text/turtle", JSON + ", application/n-triples"):
                answer = server.ask(query, accept)
                assert (answer.status, "LIMIT 50" in answer.text) == (400, True)
                assert server.ask(f"{query} LIMIT 50", accept).status == 200
        assert (
            server.ask("SELECT * { ?s ?p ?o } LIMIT 51", "text/tab-separated-values").status == 400
        )


def test_a_long_answer_comes_whole(server: Server) -> None:
    query = "SELECT ?a ?b ?c ?d ?e ?f { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } LIMIT 60000"
    answer = server.ask(query, "text/csv")
    assert answer.status == 200
    assert len(answer.body) == int(answer.headers["content-length"]) > 2**20
    assert len(list(csv.reader(io.StringIO(answer.text)))) == 60_001


def test_a_query_that_needs_too_much_memory_ends_alone(built: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux bounds the memory of a process")
    crowd = (
        "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
        " } }"
    )
    with serving(built, "--timeout", "50") as server:
        answer = server.ask(crowd)
        assert answer.status == 500
        assert "memory" in answer.text
        assert server.ask(SIMPLE).status == 200


# ---- while it runs ------------------------------------------------------------------------------


def test_a_new_build_is_served_without_a_restart(tmp_path: Path) -> None:
    out = tmp_path / "out"
    kg.write(kg.build([NEWSROOM], title="Before"), out)
    title = "SELECT ?title { ?g a void:Dataset ; dcterms:title ?title }"
    with serving(out) as server:
        assert "Before" in server.ask(title).text
        tag = server.get("/graph.ttl").headers["etag"]
        kg.write(kg.build([NEWSROOM], title="A longer title than before"), out)
        deadline = time.monotonic() + 30
        while "A longer title" not in (answer := server.ask(title)).text:
            assert answer.status == 200
            assert time.monotonic() < deadline
        assert server.get("/graph.ttl", If_None_Match=tag).status == 200


def test_a_new_build_that_is_broken_leaves_the_one_before(tmp_path: Path) -> None:
    out = tmp_path / "out"
    kg.write(kg.build([NEWSROOM], title="Before"), out)
    with serving(out) as server:
        (out / "graph.ttl").write_text("this is not valid Turtle")
        assert server.process.stderr
        while "still serving the previous one" not in (line := server.process.stderr.readline()):
            assert line
        assert server.ask(SIMPLE).status == 200


def test_the_server_outlives_its_processes(built: Path) -> None:
    with serving(built) as server:
        for _ in range(3):
            while not (running := cpu_times(server)):
                pass
            for pid in running:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            assert server.ask(SIMPLE).status == 200


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_is_clean_even_while_queries_run(built: Path, number: signal.Signals) -> None:
    with serving(built, "--timeout", "60") as server, ThreadPoolExecutor() as pool:
        long = [pool.submit(server.ask, hour(each)) for each in range(3)]
        while any(server.ask(SIMPLE).status != 200 for _ in range(20)):
            pass
        server.process.send_signal(number)
        out, err = server.process.communicate(timeout=20)
        assert "Traceback" not in out + err
        assert server.process.returncode == 0
        for each in long:
            error = each.exception()
            assert isinstance(error, OSError) or each.result().status == 503
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port), timeout=5)


def test_a_port_that_is_taken_and_a_folder_without_build_are_told(
    server: Server, built: Path, tmp_path: Path
) -> None:
    for arguments, sentence in (
        ([str(built), "--port", str(server.port)], "Choose another --port."),
        ([str(tmp_path)], "has no graph.ttl. Run 'kg build"),
    ):
        command = [sys.executable, "-m", "kg", "serve", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 1
        assert sentence in done.stderr
        assert "Traceback" not in done.stderr


# ---- other people's clients ---------------------------------------------------------------------


def test_curl_can_ask(server: Server) -> None:
    if not shutil.which("curl"):
        pytest.skip("curl is not installed")
    for more in (["--data-urlencode", f"query={SIMPLE}"],
                 ["-G", "--data-urlencode", f"query={SIMPLE}"],
                 ["-H", f"Content-Type: {QUERY}", "--data-binary", SIMPLE]):  # fmt: skip
        command = ["curl", "-sS", "--fail", "-H", "Accept: text/csv", *more, server.endpoint]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
        assert done.stdout.splitlines()[0] == "label"
        assert len(done.stdout.splitlines()) == 4


def test_sparqlwrapper_can_ask(server: Server) -> None:
    wrapper = pytest.importorskip("SPARQLWrapper")
    client = wrapper.SPARQLWrapper(server.endpoint)
    for form in (wrapper.JSON, wrapper.XML, wrapper.CSV, wrapper.TSV):
        for method in (wrapper.GET, wrapper.POST):
            client.setMethod(method)
            client.setReturnFormat(form)
            client.setQuery(SIMPLE)
            assert client.query().convert()
    client.setReturnFormat(wrapper.JSON)
    client.setMethod(wrapper.POST)
    client.setRequestMethod(wrapper.POSTDIRECTLY)
    found: Any = client.query().convert()
    assert len(found["results"]["bindings"]) == 3
    client.setReturnFormat(wrapper.TURTLE)
    client.setQuery("DESCRIBE ?t { ?t a skos:Concept }")
    assert len(rdflib.Graph().parse(data=client.query().convert(), format="turtle")) > 3


def test_the_sparqlstore_of_rdflib_can_ask(server: Server, built: Path) -> None:
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    local = rdflib.Graph().parse(built / "graph.ttl")
    for method in ("GET", "POST"):
        remote = rdflib.Graph(SPARQLStore(server.endpoint, method=method))
        assert len(remote) == len(local)
        concepts = rdflib.SKOS.Concept
        assert set(remote.subjects(rdflib.RDF.type, concepts)) == set(
            local.subjects(rdflib.RDF.type, concepts)
        )
        query = f"PREFIX skos: <{rdflib.SKOS}> {SIMPLE}"
        assert list(remote.query(query)) == list(local.query(query))


def test_comunica_can_ask(server: Server) -> None:
    if not (TESTS / "node" / "node_modules" / "@comunica").exists():
        pytest.skip("run tests/setup.sh for Comunica")
    prefix = f"PREFIX skos: <{rdflib.SKOS}> "
    local = json.loads(server.ask(SIMPLE).text)["results"]["bindings"]
    labels = [{"label": row["label"]["value"]} for row in local]
    topic = server.ask("SELECT ?t { ?t a skos:Concept } ORDER BY ?t LIMIT 1", "text/csv").text
    concept = topic.split()[1]
    triple = [concept, str(rdflib.RDF.type), str(rdflib.SKOS.Concept)]
    asked = (SIMPLE, "ASK { ?s a skos:Concept }", f"CONSTRUCT WHERE {{ <{concept}> a ?kind }}")
    command = ["node", "comunica.mjs", server.endpoint, *(prefix + query for query in asked)]
    done = subprocess.run(
        command, cwd=TESTS / "node", capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [labels, True, [triple]]
