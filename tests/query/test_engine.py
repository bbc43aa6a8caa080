"""Queries: what is refused, what is said, what comes out, and when the work ends."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
import rdflib
from hypothesis import example, given, settings
from hypothesis import strategies as st
from paths import ROOT
from pyld import jsonld

import kg
from kg.query import deadline as watch
from kg.query.engine import evaluate
from kg.query.store import open_store
from kg.sparql import tokens
from kg.sparql.prepare import prepare

EXAMPLE = ROOT / "ontology" / "examples" / "newsroom.ttl"
STORE = open_store([EXAMPLE])
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?c > ?f) }"


def query(
    *arguments: str | Path, stdin: str = "", cwd: Path = ROOT, data: Path | None = EXAMPLE
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "kg", "query", *(["--data", str(data)] if data else [])]
    return subprocess.run(
        [*command, *map(str, arguments)],
        input=stdin, capture_output=True, text=True, encoding="utf-8", cwd=cwd, env=environment,
    )  # fmt: skip


# ---- what is refused ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT ?a { ?a shcema:headline ?b }", "1:16: Unknown prefix shcema:."),
        ("SELECT ?a { ?a shcema:headline ?b }", "Did you mean schema:?"),
        ("SELECT ?a {\n ?a kg:relatdTo ?b }", "2:5: kg:relatdTo is not a term"),
        ("SELECT ?a {\n ?a kg:relatdTo ?b }", "Did you mean kg:relatedTo?"),
        ("SELCT ?a { ?a ?b ?c }", "Did you mean SELECT?"),
        ("INSERT DATA { kg:a kg:b kg:c }", "INSERT would change the graph, which is read-only."),
        ("LOAD <http://a.example/>", "LOAD would change the graph, which is read-only."),
        (
            "SELECT * { SERVICE <http://a.example/> { ?a ?b ?c } }",
            "1:12: SERVICE, or a word containing it,",
        ),
        (
            "SELECT * { ?s ?p trueSERVICE<http://a.example/>{ ?a ?b ?c } }",
            "SERVICE, or a word containing it,",
        ),
        (
            "PREFIX e: <http://a/> SELECT * { SERVICEe:x { ?a ?b ?c } }",
            "SERVICE, or a word containing it,",
        ),
        ("SELECT * { FILTER(?a<?b)#>'''\n SERVICE <http://a/> {} #'''\n}", "'less than'"),
        ("SELECT * FROM <file:///etc/passwd> { ?a ?b ?c }", "which is not in the data"),
        ('SELECT ("open AS ?a) {}', "This string is never closed."),
        ("SELECT ?a { ?a ?b ?c . ] }", "1:24: This bracket has no opening partner"),
        ("SELECT ?a { ?a kg:heat LIMIT }", "1:24: Invalid SPARQL from here on"),
        ("SELECT ?a { ?a ?b ?c", "1:11: This bracket is never closed"),
        ("", "The query is empty."),
        ("SELECT * " + "{" * 65 + "}" * 65, "Brackets are nested more than 64 deep."),
        ("ASK { ?a " + "kg:heat/" * 1000 + "kg:heat ?b }", "More than 1,000 keywords"),
        ("ASK { } # " + "x" * 1_000_000, "longer than 1,000,000 characters"),
        ("DESCRIBE xyz: <http://a.example/>", "1:10: Unknown prefix xyz:. Declare it"),
        ("DESCRIBE xyz:a <http://a.example/>", "1:10: Unknown prefix xyz:. Declare it"),
        (
            "ASK { ?a schema:name '\udcff' }",
            "1:23: The query is not valid UTF-8. Write it in UTF-8.",
        ),
    ],
)
def test_what_cannot_be_asked_is_told_with_its_place(text: str, said: str) -> None:
    with pytest.raises(kg.QueryError) as caught:
        evaluate(STORE, prepare(text))
    assert said in str(caught.value)


def test_a_caret_stands_below_the_word() -> None:
    with pytest.raises(kg.QueryError) as caught:
        prepare("SELECT ?a {\n  ?a kg:relatdTo ?b }")
    _, line, caret = str(caught.value).split("\n")
    assert line[caret.index("^") :].startswith("kg:relatdTo")


@pytest.mark.parametrize(
    "text",
    [
        "ASK {}".ljust(1_000_000),
        "SELECT * " + "{" * 64 + "}" * 64,
        "ASK { ?a " + "kg:heat/" * 997 + "kg:heat ?b }",
    ],
)
def test_what_is_just_within_a_limit_can_be_asked(text: str) -> None:
    assert prepare(text).text == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT * " + "{" * 65 + "}" * 65, "1:74: Brackets are nested more than 64 deep."),
        ("ASK {}".ljust(1_000_001), "The query is longer than 1,000,000 characters."),
        ("ASK { ?a " + "kg:heat/" * 998 + "kg:heat ?b }", "1:8005: More than 1,000 keywords"),
    ],
)
def test_what_is_just_beyond_a_limit_is_told_where_it_passes_it(text: str, said: str) -> None:
    with pytest.raises(kg.QueryError) as caught:
        prepare(text)
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize(
    ("column", "shown", "caret"),
    [
        (1, 0, 0), (59, 0, 58), (60, 0, 59), (61, 1, 59), (62, 2, 59), (500, 440, 59),
    ],
)  # fmt: skip
def test_a_hundred_characters_of_a_line_are_shown_the_place_among_the_first_sixty(
    column: int, shown: int, caret: int
) -> None:
    line = "".join(str(number % 10) for number in range(1000))
    said = str(kg.QueryError("Wrong.", line, column - 1)).split("\n")
    assert said == [
        f"1:{column}: Wrong.", f"  {line[shown : shown + 100]}", "  " + " " * caret + "^",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?a schema:headline "SERVICE <http://a/> {" }',
        "SELECT ?service { ?service ?p ?o } # SERVICE",
        "SELECT * { ?a schema:url <https://a.example/SERVICE#x> }",
        "PREFIX : <http://a/> SELECT * { ?a :service_ ?b }",
        "SELECT * { ?a ?b ?c FILTER(?c < ?a && ?a > 1) }",
        "DESCRIBE <https://example.org/kg/topic/ai>",
        "prefix x: <urn:x> construct { ?a x:y ?b } where { ?a kg:relatedTo ?b }",
    ],
)
def test_what_looks_like_a_call_and_is_none_can_be_asked(text: str) -> None:
    evaluate(STORE, prepare(text))


HITS: list[str] = []


NESTED = {
    "brackets": "SELECT (" + "(" * 62 + "1" + ")" * 62 + " AS ?x) {}",
    "lists": "SELECT * { ?a ?b " + "(" * 63 + ")" * 63 + " }",
    "path": "SELECT * { ?a " + "kg:heat/" * 990 + "kg:heat ?b }",
    "optional": "SELECT * { ?a ?b ?c " + "OPTIONAL { ?a ?b ?c } " * 330 + "}",
    "groups": "SELECT * { " + "{ ?a ?b ?c } " * 490 + "}",
    "sums": "SELECT (1" + " + 1" * 990 + " AS ?x) {}",
    "values": "SELECT * { VALUES ?x { " + "true 1 " * 50_000 + "} }",
}


@pytest.mark.parametrize("sort", NESTED)
def test_the_largest_query_of_each_sort_does_not_end_the_process(sort: str) -> None:
    data = ROOT / "ontology" / "examples" / "broken" / "article-headline.minCount.ttl"
    done = query("--timeout", "2", "-", "--format", "csv", stdin=NESTED[sort], data=data)
    assert done.returncode in (0, 1)
    assert "Traceback" not in done.stderr
    assert done.returncode == 0 or "stopped after" in done.stderr


class _Count(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        HITS.append(self.path)
        self.send_error(404)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture(scope="module")
def listener() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Count)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()


WORDS = (
    "SERVICE|service|SILENT|<http://HOST/>|e:x|?a|?b| |\n|\r|#|'|\"|'''|<|>|)|(|{|}|.|;|true|1|a:b|"
    "FILTER(?a<?b)|FILTER(?a<e:b)|BIND(1 AS ?c)|#>|'>|\\|\\u0053|?a ?b |^^|@en|_:c|&&|OPTIONAL|{}"
    "|e:x.y.|.e:|\\."
)
PIECES = st.lists(st.sampled_from(WORDS.split("|")), max_size=14).map("".join)


@settings(deadline=None, max_examples=400)
@given(PIECES)
@example("SERVICE<http://HOST/>{}")
@example("FILTER(?a<?b)#>'''\nSERVICE<http://HOST/>{}#'''\n")
@example("FILTER(?a<e:b)SERVICE e:x#>\n{}")
@example("?a ?b trueSERVICEe:x{}")
@example("?a ?b e:x.SERVICE<http://HOST/>{}")
@example("?a ?b e:x.y.SERVICE<http://HOST/>{}")
@example("?a ?b e:x.y.SERVICE e:x{}")
@example("?a ?b e:\U00020bb7.SERVICE<http://HOST/>{}")
def test_no_query_that_is_let_through_reaches_another_computer(listener: str, inside: str) -> None:
    body = f"PREFIX e: <http://HOST/> SELECT * {{ {inside} }}".replace("HOST", listener)
    before = len(HITS)
    try:
        asked = prepare(body)
    except kg.QueryError:
        return
    with suppress(kg.KgError, OSError):
        list(evaluate(STORE, asked))  # type: ignore[arg-type]
    assert len(HITS) == before, body


def test_the_listener_hears_what_is_allowed(listener: str) -> None:
    before = len(HITS)
    text = f"SELECT * {{ SERVICE <http://{listener}/> {{ ?a ?b ?c }} }}"
    done = query("--allow-network", text)
    assert done.returncode == 1
    assert "The query failed" in done.stderr
    assert len(HITS) > before


# ---- what comes out -------------------------------------------------------------------------

NAMES = "SELECT ?name ?url { ?o kg:domain ?d ; schema:name ?name ; schema:url ?url } ORDER BY ?d"


def test_a_text_a_file_and_what_comes_in_are_asked_alike(tmp_path: Path) -> None:
    file = tmp_path / "names.rq"
    file.write_text(NAMES)
    answers = {query(NAMES).stdout, query(file).stdout, query("-", stdin=NAMES).stdout,
               query(stdin=NAMES).stdout}  # fmt: skip
    assert len(answers) == 1
    assert "Quiet Post" in answers.pop()


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_byte_order_mark_is_no_part_of_a_query(tmp_path: Path, ends: str) -> None:
    file = tmp_path / "names.rq"
    text = f"\ufeff{NAMES.replace(' ORDER', f'{ends}ORDER')}{ends}"
    file.write_bytes(text.encode())
    answers = [query(file), query("-", stdin=text), query(stdin=text), query(text)]
    assert [(done.returncode, done.stderr) for done in answers] == [(0, "")] * 4
    assert {done.stdout for done in answers} == {query(NAMES).stdout}
    assert len(kg.load(EXAMPLE).query(text)) > 3  # type: ignore[arg-type]


def test_a_byte_order_mark_moves_no_error(tmp_path: Path) -> None:
    file = tmp_path / "names.rq"
    file.write_bytes(b"\xef\xbb\xbfASK { ?a kg:heat LIMIT }")
    assert "1:18: Invalid SPARQL from here on. Correct the query.\n  ASK {" in query(file).stderr


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("ASK {}".encode("utf-16"), ":1: the file is UTF-16, not UTF-8. Save it as UTF-8."),
        (
            "\ufeffASK {}".encode("utf-16-be"),
            ":1: the file is UTF-16, not UTF-8. Save it as UTF-8.",
        ),
        ("ASK {}".encode("utf-16-le"), ":1: the file is UTF-16, not UTF-8. Save it as UTF-8."),
        (b"ASK {\n?a ?b 'caf\xe9' }", ":2: the file is not UTF-8 text. Save it as UTF-8."),
    ],
)
def test_a_query_in_another_encoding_is_told(tmp_path: Path, data: bytes, said: str) -> None:
    file = tmp_path / "q.rq"
    file.write_bytes(data)
    done = query(file)
    assert (done.returncode, done.stderr) == (2, f"Error: {file}{said}\n")
    command = [sys.executable, "-m", "kg", "query", "--data", str(EXAMPLE)]
    piped = subprocess.run(command, input=data, capture_output=True, cwd=ROOT, check=False)
    assert (piped.returncode, piped.stderr.decode()) == (2, f"Error: <stdin>{said}\n")


def test_a_query_without_standard_input_is_told() -> None:
    command = f"{sys.executable} -m kg query --data {EXAMPLE} - <&-"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 2
    assert "No query. Give a query or a .rq file, or pipe one in." in done.stderr


TRIPLE = "<https://a.example/s> <https://a.example/p> <https://a.example/o> .\n"
RDF = {
    "ttl": TRIPLE,
    "nt": TRIPLE,
    "nq": TRIPLE,
    "trig": TRIPLE,
    "n3": TRIPLE,
    "jsonld": '[{"@id": "https://a.example/s",'
    ' "https://a.example/p": [{"@id": "https://a.example/o"}]}]',
    "rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    ' xmlns:a="https://a.example/"><rdf:Description rdf:about="https://a.example/s">'
    '<a:p rdf:resource="https://a.example/o"/></rdf:Description></rdf:RDF>',
}


@pytest.mark.parametrize("kind", RDF)
def test_rdf_with_a_byte_order_mark_is_read(tmp_path: Path, kind: str) -> None:
    for encoding in ("utf-8-sig", "utf-8"):
        data = tmp_path / f"{encoding}.{kind}"
        data.write_bytes(RDF[kind].encode(encoding))
        done = query("SELECT ?o { ?s ?p ?o }", "--format", "csv", data=data)
        assert (done.stdout, done.stderr) == ("o\nhttps://a.example/o\n", "")


@pytest.mark.parametrize("kind", RDF)
def test_rdf_in_utf_16_is_told(tmp_path: Path, kind: str) -> None:
    data = tmp_path / f"a.{kind}"
    for encoding in ("utf-16-le", "utf-16-be"):
        data.write_bytes(f"\ufeff{RDF[kind]}".encode(encoding))
        done = query("ASK {}", data=data)
        assert (done.returncode, done.stderr) == (
            1, f"Error: {data}:1: the file is UTF-16, not UTF-8. Save it as UTF-8.\n",
        )  # fmt: skip


def test_rows_are_read_by_independent_readers_of_each_format() -> None:
    declared = "PREFIX kg: <https://w3id.org/news-kg#> PREFIX schema: <https://schema.org/> "
    found = rdflib.Graph().parse(EXAMPLE).query(declared + NAMES)
    expected = [str(row[0]) for row in found]  # type: ignore[index]
    rows = list(csv.DictReader(io.StringIO(query(NAMES, "--format", "csv").stdout, newline="")))
    assert [row["name"] for row in rows] == expected
    bindings = json.loads(query(NAMES, "--format", "json").stdout)["results"]["bindings"]
    assert [row["name"]["value"] for row in bindings] == expected
    space = "{http://www.w3.org/2005/sparql-results#}"
    tree = ElementTree.fromstring(query(NAMES, "--format", "xml").stdout)  # noqa: S314  our own
    assert [e.text for e in tree.iter(f"{space}literal")] == expected
    tsv = query(NAMES, "--format", "tsv").stdout.splitlines()[1:]
    assert [line.split("\t")[0].strip('"') for line in tsv] == expected
    markdown = query(NAMES, "--format", "markdown").stdout.splitlines()[2:]
    assert [line.split(" | ")[0].removeprefix("| ") for line in markdown] == expected


def test_an_address_with_a_comma_is_one_value_in_csv(tmp_path: Path) -> None:
    data = tmp_path / "comma.nt"
    data.write_text('<https://a.example/b,c> <https://a.example/p> "x, \\"y\\"\\nz" .\n')
    done = query("SELECT ?a ?c { ?a ?b ?c }", "--format", "csv", data=data)
    assert list(csv.reader(io.StringIO(done.stdout, newline="")))[1] == [
        "https://a.example/b,c", 'x, "y"\nz',
    ]  # fmt: skip


def test_triples_are_read_by_independent_readers_of_each_format() -> None:
    text = "CONSTRUCT WHERE { ?a schema:publisher ?b }"
    counts = {
        len(rdflib.Graph().parse(EXAMPLE).query("PREFIX schema: <https://schema.org/> " + text))
    }
    for form, reader in (("turtle", "turtle"), ("ntriples", "nt"), ("rdfxml", "xml")):
        counts.add(
            len(rdflib.Graph().parse(data=query(text, "--format", form).stdout, format=reader))
        )
    quads = jsonld.to_rdf(json.loads(query(text, "--format", "jsonld").stdout))
    counts.add(len(quads["@default"]))
    assert len(counts) == 1
    assert query("DESCRIBE topic:privacy").stdout.count("skos") + 1
    assert (
        query("ASK { topic:privacy a skos:Concept }", "--format", "json").stdout.count("true") == 1
    )


def test_a_format_that_an_answer_does_not_have_is_told() -> None:
    done = query("CONSTRUCT WHERE { ?a kg:heat ?b }", "--format", "csv")
    assert done.returncode == 2
    assert "CONSTRUCT results cannot be written as csv. Choose turtle" in done.stderr


def test_at_a_terminal_addresses_can_be_clicked_and_nothing_else_steers_it(tmp_path: Path) -> None:
    data = tmp_path / "evil.nt"
    data.write_text('<https://a.example/b> <urn:p> "\\u001B]0;evil\\u0007" .\n')
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "kg", "query", "--data", str(data), "SELECT * { ?a ?b ?c }"]
    environment = {**os.environ, "TERM": "xterm"}
    with subprocess.Popen(command, stdout=follower, cwd=ROOT, env=environment) as process:
        process.wait()
    os.close(follower)
    seen = os.read(leader, 1 << 16).decode()
    os.close(leader)
    assert "\x1b]8;;https://a.example/b\x1b\\https://a.example/b\x1b]8;;\x1b\\" in seen
    assert "\x1b]0;" not in seen
    assert "\\x1b]0;evil" in seen
    assert "\x1b" not in query("SELECT * { ?a ?b ?c }", data=data).stdout


def test_no_answer_says_which_term_may_be_misspelt() -> None:
    done = query("SELECT ?a { ?a schema:headlin ?b }")
    assert done.returncode == 0
    assert "Did you mean schema:headline?" in done.stderr


# ---- when the work ends ---------------------------------------------------------------------


def test_a_query_that_would_run_for_an_hour_is_stopped_at_its_deadline() -> None:
    started = time.monotonic()
    done = query(ENDLESS, "--timeout", "1")
    assert done.returncode == 1
    assert done.stderr == (
        "Error: The query was stopped after 1 s. Narrow it, or raise --timeout.\n"
    )
    assert time.monotonic() - started < 60  # and not an hour


def test_a_query_that_takes_too_much_memory_is_stopped() -> None:
    done = query("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i", "--memory", "150")
    assert done.returncode == 1
    assert "more than 150 MB" in done.stderr


SOME_WORK = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c > ?f) }"
LARGE = """
import subprocess, sys
held = bytearray(400 << 20)
held[::4096] = b"x" * len(held[::4096])
sys.exit(subprocess.run(sys.argv[1:]).returncode)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="as Linux tells it")
def test_only_the_memory_of_the_query_counts_not_that_of_who_started_it() -> None:
    command = [sys.executable, "-m", "kg", "query", SOME_WORK, "--data", str(EXAMPLE)]
    done = subprocess.run(
        [sys.executable, "-c", LARGE, *command, "--memory", "200"],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_where_the_system_tells_only_what_was_carried_over_what_was_before_is_not_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> int:
        raise OSError

    monkeypatch.setattr(os, "open", refuse)
    resource = pytest.importorskip("resource")
    used = SimpleNamespace(ru_maxrss=4000 << 10)
    monkeypatch.setattr(resource, "getrusage", lambda _: used)
    monkeypatch.setattr(sys, "platform", "linux")
    peak = watch._peak_of_this_process()
    assert peak() == 0
    used.ru_maxrss = 5000 << 10
    assert peak() == 5000


@pytest.mark.parametrize(
    ("status", "megabytes"),
    [
        (b"VmPeak:\t 9 kB\nVmHWM:\t  2048 kB\nVmRSS:\t 1024 kB\n", 2.0),
        (b"Name:\tVmHWM: 9 kB\nVmRSS:\t 1024 kB\n", 1.0),
        (b"Name:\tkg\n", None),
    ],
)
def test_the_peak_is_what_linux_calls_the_high_water_mark(
    status: bytes, megabytes: float | None
) -> None:
    assert watch.peak_megabytes(status) == megabytes


def test_rows_come_while_others_are_still_looked_for() -> None:
    text = "SELECT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    command = [sys.executable, "-m", "kg", "query", "--data", str(EXAMPLE), "--format", "csv", text]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout
        lines = [process.stdout.readline() for _ in range(1000)]
        assert process.poll() is None
        process.stdout.close()
        assert process.wait(timeout=60) == -signal.SIGPIPE
    assert lines[0] == b"a,d,g\r\n"


def test_the_folder_of_a_build_stands_for_its_turtle(tmp_path: Path) -> None:
    (tmp_path / "graph.ttl").write_bytes(EXAMPLE.read_bytes())
    assert query(NAMES, data=tmp_path).stdout == query(NAMES).stdout
    (tmp_path / "graph.ttl").unlink()
    assert "graph.ttl does not exist" in query(NAMES, data=tmp_path).stderr


def test_a_missing_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    done = query("ASK {}", cwd=tmp_path, data=None)
    assert done.returncode == 1
    assert done.stderr == (
        "Error: out/graph.ttl does not exist. Run 'kg build' first, or name an RDF file.\n"
    )


def test_a_query_imports_no_heavy_library() -> None:
    code = (
        "import sys, kg.cli; kg.cli.main(['query', '--data', sys.argv[1], 'ASK {}'],"
        " standalone_mode=False); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(EXAMPLE)],
                          capture_output=True, text=True, check=True, cwd=ROOT)  # fmt: skip
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "pyoxigraph" in loaded
    assert not loaded & {"rdflib", "networkx", "pyvis", "yaml", "jinja2", "starlette", "pandas"}


# ---- in Python ------------------------------------------------------------------------------


def test_a_graph_answers_in_plain_rows(tmp_path: Path) -> None:
    graph = kg.build([ROOT / "tests" / "fixtures" / "newsroom"])
    rows = graph.query(
        "SELECT ?headline ?date ?quality { ?a schema:headline ?headline"
        " OPTIONAL { ?a schema:datePublished ?date } OPTIONAL { ?a kg:quality ?quality } }"
    )
    assert isinstance(rows, kg.Rows)
    assert {row.headline for row in rows} == {article.label for article in graph.articles}
    assert {type(row.date).__name__ for row in rows} <= {"datetime", "NoneType"}
    assert graph.query("ASK { ?a kg:curated true }") is True
    kg.write(graph, tmp_path, ["turtle"])
    again = kg.load(tmp_path)
    assert len(again.query("SELECT ?a { ?a schema:headline ?h }")) == len(rows)  # type: ignore[arg-type]
    assert again.ask("about-this-graph")[0].title == graph.title  # type: ignore[index]
    with pytest.raises(kg.KgError, match="no question"):
        again.ask("nothing")


@pytest.mark.parametrize(("library", "kind"), [("pandas", "to_pandas"), ("polars", "to_polars")])
def test_rows_become_a_frame(library: str, kind: str) -> None:
    pytest.importorskip(library)
    rows = kg.load(EXAMPLE).query("SELECT ?a ?q { ?a kg:quality ?q } ORDER BY ?q")
    assert isinstance(rows, kg.Rows)
    frame = getattr(rows, kind)()
    assert type(frame).__module__.startswith(library)
    assert list(frame.columns) == ["a", "q"]
    assert list(frame["q"]) == [row.q for row in rows]


@given(st.text(st.characters(max_codepoint=127), max_size=40))
@example('ex:a\\.b "c" ?d _:e.f <g:h> @en-GB 1.5e3 """i""" # j')
def test_words_of_ascii_are_the_same_by_the_pattern_of_all_scripts(text: str) -> None:
    for at in range(len(text)):
        narrow, wide = (tokens._token(ascii_alone).match(text, at) for ascii_alone in (True, False))
        found = [match and (match.lastgroup, match.span()) for match in (narrow, wide)]
        assert found[0] == found[1]
