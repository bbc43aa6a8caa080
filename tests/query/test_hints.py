"""Hints: why a query may have no answer, where they are told, and where none is."""

from __future__ import annotations

import json
import subprocess
import sys
import warnings

import pyoxigraph as ox
import pytest
from paths import ROOT

import kg
from kg.query.engine import evaluate
from kg.query.hints import hints
from kg.query.store import open_store
from kg.sparql.prepare import prepare
from kg.sparql.questions import bind, read_questions

EXAMPLE = ROOT / "ontology" / "examples" / "newsroom.ttl"
STORE = open_store([EXAMPLE])


def hints_of(text: str, store: ox.Store = STORE) -> tuple[str, ...]:
    asked = prepare(text)
    assert not list(evaluate(store, asked))  # type: ignore[arg-type]
    return hints(asked, store)


def under(property_: str, value: str) -> str:
    return f"SELECT ?a {{ ?a {property_} {value} }}"


def filtered(property_: str, condition: str) -> str:
    return f"SELECT ?a {{ ?a {property_} ?v FILTER({condition}) }}"


SCHEMA = "The data uses <https://schema.org/> for schema:, not <http://schema.org/>."
AS_TIME = '"2093-08-01T00:00:00Z"^^xsd:dateTime.'


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (under("schema:headlin", "?b"), "schema:headlin is not a term that kg uses."
                                        " Did you mean schema:headline?"),
        (under("<http://schema.org/headline>", "?b"), SCHEMA),
        ("PREFIX schema: <http://schema.org/> " + under("schema:about", "?b ; schema:x ?c"),
         SCHEMA),
        (under("<https://www.schema.org/url>", "?b"),
         "The data uses <https://schema.org/> for schema:, not <https://www.schema.org/>."),
        (under("<http://www.w3.org/2004/02/skos/core/prefLabel>", "?b"),
         "The data uses <http://www.w3.org/2004/02/skos/core#> for skos:, not"
         " <http://www.w3.org/2004/02/skos/core/>."),
        (under("schema:about", "topic:Privacy"),
         "topic:Privacy is not in the data. Did you mean topic:privacy?"),
        (under("schema:about", "topic:computer-visions"),
         "topic:computer-visions is not in the data. Did you mean topic:computer-vision?"),
        (under("schema:about", "<https://example.org/kg/topic/PRIVACY>"),
         "<https://example.org/kg/topic/PRIVACY> is not in the data."
         " Did you mean topic:privacy?"),
        (under("schema:about", "<https://news.example/topic/privacy>"),
         "<https://news.example/topic/privacy> is not in the data."
         " Did you mean topic:privacy?"),
        (under("schema:publisher", "outlet:www.harbour-times.example"),
         "outlet:www.harbour-times.example is not in the data."
         " Did you mean outlet:harbour-times.example?"),
        (under("schema:author", "<https://news.example/person/harbour-times.example/ada-quil>"),
         "<https://news.example/person/harbour-times.example/ada-quil> is not in the data."),
        (under("schema:author", "<https://news.example/person/harbour-times.example/ada-quill>"),
         "<https://news.example/person/harbour-times.example/ada-quill> is not in the data."
         " Did you mean person:harbour-times.example\\/ada-quill?"),
        (under("schema:publisher", "article:none"), "article:none is not in the data."),
        (under("schema:url", "<http://brightlab.example/films/folding/>"),
         "<http://brightlab.example/films/folding/> is not in the data."
         " Did you mean <https://brightlab.example/films/folding>?"),
        (under("a", "schema:Article"),
         "schema:Article is not in the data. Did you mean schema:NewsArticle?"),
        ("PREFIX e: <urn:e:> " + under("e:p", "?b"), "e:p is not in the data."),
    ],
)  # fmt: skip
def test_a_name_that_nothing_has_is_told_with_the_nearest(text: str, hint: str) -> None:
    assert hints_of(text) == (hint,)


@pytest.mark.parametrize(
    ("text", "written", "mend"),
    [
        (filtered("schema:datePublished", '?v >= "2093-08-01"^^xsd:date'),
         '"2093-08-01"^^xsd:date is a date.', f"Write {AS_TIME}"),
        (filtered("schema:datePublished", '?v > "2093-08-01"'), '"2093-08-01" is a string.',
         f"Write {AS_TIME}"),
        (filtered("schema:datePublished", "'2093-08' <= ?v"), "'2093-08' is a string.",
         f"Write {AS_TIME}"),
        (filtered("schema:datePublished", "?v > 2093"), "2093 is a number.",
         'Write "2093-01-01T00:00:00Z"^^xsd:dateTime.'),
        (filtered("schema:datePublished", '?v IN ("2093-08-01", "x")'), '"2093-08-01" is a string.',
         f"Write {AS_TIME}"),
        (under("schema:datePublished", '"2024-01-09T08:30:00"^^xsd:dateTime'),
         '"2024-01-09T08:30:00"^^xsd:dateTime is a time without a time zone.',
         'Write "2024-01-09T08:30:00Z"^^xsd:dateTime.'),
        (under("skos:prefLabel", '"Privacy"@en'), '"Privacy"@en is a string with a language tag.',
         'Write "Privacy".'),
        (under("skos:prefLabel", "'''Privacy'''@en-GB"),
         "'''Privacy'''@en-GB is a string with a language tag.", 'Write "Privacy".'),
        (under("kg:quality", '"62"'), '"62" is a string.', "Write 62."),
        (under("kg:curated", '"true"'), '"true" is a string.', "Write true."),
        (under("skos:prefLabel", "12"), "12 is a number.", 'Write "12".'),
        (under("schema:url", '"https://brightlab.example/films/folding"'),
         '"https://brightlab.example/films/folding" is a string.',
         "Write <https://brightlab.example/films/folding>."),
        (under("schema:publisher", '"Bright Lab"'), '"Bright Lab" is a string.',
         'To match by name, write schema:publisher/schema:name "Bright Lab".'),
        ("SELECT ?a { VALUES ?v { '62' } ?a kg:quality ?v }", "'62' is a string.", "Write 62."),
    ],
)  # fmt: skip
def test_a_value_of_another_kind_is_told_with_one_that_fits(
    text: str, written: str, mend: str
) -> None:
    (hint, *_) = hints_of(text)
    assert hint.endswith(f"; {written} {mend}")


def test_a_value_that_no_property_has_is_told_with_the_nearest() -> None:
    said = "No skos:prefLabel in the data is "
    for text, hint in (
        (under("skos:prefLabel", '"privacy"'), f'{said}"privacy". Did you mean "Privacy"?'),
        (under("skos:prefLabel", '"Privcy"'), f'{said}"Privcy". Did you mean "Privacy"?'),
        (
            filtered("skos:prefLabel", "?v = 'privacy'"),
            f"{said}'privacy'. Did you mean \"Privacy\"?",
        ),
        (under("schema:about/skos:prefLabel", '"zzzz"'), f'{said}"zzzz".'),
    ):
        assert hints_of(text) == (hint,)


def test_a_kind_is_that_of_the_data_and_not_of_kg() -> None:
    store = ox.Store()
    store.update(
        "INSERT DATA { <urn:a> <urn:day> '2023-08-01'^^<http://www.w3.org/2001/XMLSchema#date> ;"
        " <http://schema.org/name> 'Ada'@en }"
    )
    (hint,) = hints_of(under("<urn:day>", "'2023-08-01T10:00:00Z'"), store)
    assert hint.endswith("'2023-08-01T10:00:00Z' is a string. Write \"2023-08-01\"^^xsd:date.")
    (hint,) = hints_of(under("<http://schema.org/name>", "'Ada'"), store)
    assert hint.endswith("'Ada' is a string. Write \"Ada\"@en.")
    assert (
        hints_of("SELECT ?a { ?a <http://schema.org/name> 'Ada'@en , 'Ada'@EN, ?a }", store) == ()
    )


@pytest.mark.parametrize(
    "text",
    [
        filtered("schema:datePublished", 'STR(?v) >= "2093-08-01"'),
        filtered("schema:datePublished", 'xsd:date(?v) >= "2093-08-01"^^xsd:date'),
        filtered("schema:datePublished", "?v > '2093-08-01T00:00:00Z'^^xsd:dateTime"),
        filtered("schema:datePublished", "YEAR(?v) > 2093"),
        filtered("kg:quality", "?v > 1000"),
        under("kg:quality", "1000"),
        "SELECT ?a { ?a kg:curated true , false }",
        "CONSTRUCT { ?a schema:keyword 'a' ; <urn:new> topic:NEW } WHERE { ?a kg:quality 1000 }",
        "PREFIX e: <urn:e:> SELECT ?a { ?a kg:quality 1000 }",
        "BASE <urn:x> SELECT ?a { ?a kg:quality 1000 ; schema:abstract ?b }",
    ],
)
def test_a_sound_query_has_no_hint(text: str) -> None:
    assert hints_of(text) == ()


def test_no_named_question_has_a_hint_where_its_values_are_in_the_data() -> None:
    for name, question in read_questions().items():
        values = {one.name: one.example for one in question.parameters if one.default is None}
        if not any(one.type == "topic" and "Face" in one.example for one in question.parameters):
            assert hints(prepare(bind(question, values)), STORE) == (), name


def test_at_most_five_hints_are_given_each_once() -> None:
    names = "".join(f" ?a topic:nothing-{number % 9} ?b ." for number in range(18))
    assert len(hints_of(f"SELECT ?a {{{names} }}")) == 5


# ---- where they are told --------------------------------------------------------------------


def query(text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kg", "query", text, "--data", str(EXAMPLE), *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=ROOT)


TOPIC = "topic:Privacy is not in the data. Did you mean topic:privacy?\n"


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "xml"])
def test_rows_in_each_format_come_with_hints_beside_them(form: str) -> None:
    done = query(under("schema:about", "topic:Privacy"), "--format", form)
    assert (done.returncode, done.stderr) == (0, TOPIC)
    if form == "json":
        assert json.loads(done.stdout)["results"]["bindings"] == []
    assert query(under("schema:about", "topic:privacy"), "--format", form).stderr == ""


@pytest.mark.parametrize("form", ["turtle", "ntriples", "jsonld", "rdfxml"])
def test_triples_in_each_format_come_with_hints_beside_them(form: str) -> None:
    done = query("DESCRIBE topic:Privacy", "--format", form)
    assert (done.returncode, done.stderr) == (0, TOPIC)
    assert query("DESCRIBE topic:privacy", "--format", form).stderr == ""


def test_a_table_without_rows_and_a_no_come_with_hints() -> None:
    done = query(under("schema:about", "topic:Privacy"))
    assert (done.returncode, done.stderr) == (0, f"No results.\n{TOPIC}")
    for form in ("table", "json"):
        done = query("ASK { ?a schema:about topic:Privacy }", "--format", form)
        assert (done.returncode, done.stderr) == (0, TOPIC)
        assert query("ASK { ?a schema:about topic:privacy }", "--format", form).stderr == ""
    assert query("SELECT ?a { ?a kg:quality 1000 }").stderr == "No results.\n"
    assert query("SELECT ?a { ?a kg:quality 1000 }", "--format", "csv").stderr == ""


def test_in_python_no_rows_come_with_a_warning_that_names_the_callers_line() -> None:
    graph = kg.build([ROOT / "tests" / "fixtures" / "newsroom"])
    hint = "schema:headlin is not a term that kg uses. Did you mean schema:headline?"
    for ask in (graph.query, kg.load(graph).query, kg.load(EXAMPLE).query):
        with pytest.warns(kg.NoAnswerWarning) as caught:
            rows = ask("SELECT ?a { ?a schema:headlin ?b }")
        (warning,) = caught
        assert str(warning.message) == f"No results. {hint}"
        assert warning.filename == __file__
        assert isinstance(rows, kg.Rows)
        assert rows.hints == (hint,)
        assert repr(rows) == f"<0 rows of a> {hint}"


def test_in_python_nothing_is_said_where_nothing_is_wrong() -> None:
    graph = kg.load(EXAMPLE)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        none = graph.query("SELECT ?a { ?a kg:quality 1000 }")
        some = graph.query("SELECT ?a { ?a kg:quality ?q ; a ?c } LIMIT 2")
        assert graph.query("ASK { ?a schema:about topic:Privacy }") is False
    assert isinstance(none, kg.Rows)
    assert isinstance(some, kg.Rows)
    assert (none.hints, some.hints) == ((), ())
    assert (repr(none), repr(some)) == ("<0 rows of a>", "<2 rows of a>")
