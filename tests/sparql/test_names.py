"""Names: what kg prints for a node can be asked for, and errors stand where they were written."""

from __future__ import annotations

import io
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import example, given, reject
from hypothesis import strategies as st

import kg
from kg.model.ids import path_segment
from kg.query.engine import evaluate
from kg.query.store import open_store
from kg.query.table import to_cells
from kg.serve.evaluate import Request, Spool, answer
from kg.sparql.names import Spelling, spell, to_name
from kg.sparql.prepare import prepare
from kg.sparql.tokens import tokens

BASE = "https://example.org/kg/"


def store_of(node: str) -> ox.Store:
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode(node), ox.NamedNode("urn:p"), ox.Literal("x")))
    return store


def asked(name: str, store: ox.Store | None = None) -> str:
    (row,) = evaluate(store or ox.Store(), prepare(f"SELECT ({name} AS ?x) {{}}"))  # type: ignore[misc]
    return str(row[0].value)


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("outlet:bbc.co.uk", "outlet/bbc.co.uk"),
        ("outlet:edition.cnn.com", "outlet/edition.cnn.com"),
        ("outlet:a.b", "outlet/a.b"),
        ("outlet:a..b...c", "outlet/a..b...c"),
        (r"outlet:a\.b.c.d", "outlet/a.b.c.d"),
        (r"outlet:a.b.c\.", "outlet/a.b.c."),
        (r"outlet:\.a.b.c", "outlet/.a.b.c"),
        ("outlet:1.2.3.4", "outlet/1.2.3.4"),
        ("outlet:a%2Eb.c.d", "outlet/a%2Eb.c.d"),
        (r"outlet:a\(b.c.d\)", "outlet/a(b.c.d)"),
        ("outlet:a:b.c.d", "outlet/a:b.c.d"),
        ("outlet:example.co.uk:8080", "outlet/example.co.uk:8080"),
        ("outlet:www.tax.service.gov.uk", "outlet/www.tax.service.gov.uk"),
        ("outlet:港口.報.紙", "outlet/港口.報.紙"),
        ("topic:𠮷野家", "topic/𠮷野家"),
        ("topic:a.𠮷.b", "topic/a.𠮷.b"),
        (r"topic:𠮷\~", "topic/𠮷~"),
        ("topic:\uffef.\uffef.c", "topic/\uffef.\uffef.c"),
    ],
)
def test_a_name_stands_for_its_iri(name: str, iri: str) -> None:
    assert asked(name) == BASE + iri


@pytest.mark.parametrize(
    ("local", "name"),
    [
        ("bbc.co.uk", "outlet:bbc.co.uk"),
        ("a(b)", r"outlet:a\(b\)"),
        ("~a", r"outlet:\~a"),
        ("-a", r"outlet:\-a"),
        (".a", r"outlet:\.a"),
        ("a.", r"outlet:a\."),
        ("a..", r"outlet:a.\."),
        ("1a", "outlet:1a"),
        ("a%2Eb", "outlet:a%2Eb"),
        ("a/b?c=d#e", r"outlet:a\/b\?c\=d\#e"),
        ("a'b", r"outlet:a\'b"),
        ("m²", "<https://example.org/kg/outlet/m²>"),
        ("\u0301a", "<https://example.org/kg/outlet/\u0301a>"),
    ],
)
def test_what_the_table_prints_can_be_asked_for(local: str, name: str) -> None:
    iri = f"{BASE}outlet/{local}"
    store = store_of(iri)
    _, rows = to_cells(
        evaluate(store, prepare("SELECT ?s { ?s ?p ?o }")), prepare("ASK {}").prefixes
    )
    ((cell,),) = rows
    assert cell == name
    assert asked(str(cell)) == iri


IRI_CHARS = st.characters(
    exclude_categories=("C", "Z"), exclude_characters='<>"{}|^`\\', max_codepoint=0x2FFFF
)


@given(st.text(IRI_CHARS, min_size=1, max_size=12))
@example("a.b.c")
@example("...")
@example("𠮷.service.x")
@example("%2E.%2E.%25")
def test_any_iri_is_printed_as_it_can_be_asked_for(local: str) -> None:
    try:
        ox.NamedNode(f"{BASE}outlet/{local}")
    except ValueError:
        reject()
    spaces = [("outlet", f"{BASE}outlet/")]
    assert asked(to_name(f"{BASE}outlet/{local}", spaces)) == f"{BASE}outlet/{local}"


@given(st.text(min_size=1, max_size=12).map(lambda label: " ".join(label.split())).filter(bool))
@example("U.S.A.")
@example("node.js.io")
@example("co² ½")
def test_any_topic_is_printed_as_it_can_be_asked_for(label: str) -> None:
    iri = f"{BASE}topic/{path_segment(label.casefold())}"
    assert asked(to_name(iri, [("topic", f"{BASE}topic/")])) == iri


def test_a_description_in_turtle_can_be_asked_for_and_read_again() -> None:
    store = store_of(f"{BASE}outlet/bbc.co.uk")
    text = io.BytesIO()
    ox.serialize(
        evaluate(store, prepare("DESCRIBE outlet:bbc.co.uk")),  # type: ignore[arg-type]
        text, ox.RdfFormat.TURTLE, prefixes={"outlet": f"{BASE}outlet/"},
    )  # fmt: skip
    assert b"outlet:bbc.co.uk <urn:p>" in text.getvalue()


def test_a_graph_may_be_named_by_a_name_with_dots(tmp_path: Path) -> None:
    data = tmp_path / "a.nq"
    data.write_text("<urn:s> <urn:p> <urn:o> <https://example.org/kg/outlet/bbc.co.uk> .\n")
    store = open_store([data])
    text = r"SELECT ?s FROM outlet:bbc\.co.uk { ?s ?p ?o }"
    assert [row[0].value for row in evaluate(store, prepare(text))] == ["urn:s"]  # type: ignore[union-attr]


def test_a_name_keeps_its_meaning_where_the_query_declares_its_prefix() -> None:
    query = "PREFIX outlet: <urn:x:> SELECT (outlet:bbc.co.uk AS ?x) {}"
    (row,) = evaluate(ox.Store(), prepare(query))  # type: ignore[misc]
    assert row[0].value == "urn:x:bbc.co.uk"


def test_the_server_takes_such_names_too() -> None:
    request = Request("\ufeffASK { outlet:bbc.co.uk ?p 'x' }", "", None, None, ("t/x", "csv"), None)
    spool = Spool("")
    assert answer(store_of(f"{BASE}outlet/bbc.co.uk"), BASE, 9, request, spool) == "t/x"
    assert b"".join(spool.blocks) == b"true"


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p "outlet:a.b.c" }',
        "SELECT * { ?s ?p '''outlet:a.b.c\n'outlet:d.e.f''' }",
        "SELECT * { ?s ?p <outlet:a.b.c> }",
        "ASK {} # outlet:a.b.c",
        "ASK { ?s ?p 1.5 . ?s ?p outlet:x . }",
    ],
)
def test_strings_comments_and_iris_stay_as_they_are(text: str) -> None:
    assert spell(text, tokens(text), {}) == Spelling(text)
    assert prepare(text).spelling.text == text


@pytest.mark.parametrize(
    ("text", "place", "below"),
    [
        ("SELECT * { outlet:a.b.c ?p LIMIT }", "1:28", "LIMIT }"),
        ("SELECT *\n{ outlet:a.b.c ?p outlet:d.e.f . ?s ?p LIMIT }", "2:40", "LIMIT }"),
        ("SELECT * { topic:𠮷 ?p outlet:d.e.f . ?s ?p LIMIT }", "1:44", "LIMIT }"),
        ("SELECT * { ?s outlet:a.b.c outlet:d.e.f outlet:g.h.i }", "1:41", "outlet:g.h.i }"),
        ("SELECT ?a { ?a ?b outlet:a.b.c . ] }", "1:34", "] }"),
        ("ASK { outlet:a.b.c kg:heat kg:nothing.at.all }", "1:28", "kg:nothing.at.all }"),
    ],
)
def test_an_error_stands_in_the_query_as_written(text: str, place: str, below: str) -> None:
    with pytest.raises(kg.QueryError) as caught:
        evaluate(ox.Store(), prepare(text))
    first, line, caret = str(caught.value).split("\n")
    assert first.startswith(f"{place}: ")
    assert line[caret.index("^") :] == below


def test_a_place_is_the_same_before_behind_and_within_a_name() -> None:
    spelling = prepare("ASK { outlet:a.b.c ?p topic:𠮷 }").spelling
    assert spelling.text == r"ASK { outlet:a\.b\.c ?p <https://example.org/kg/topic/𠮷> }"
    found = {at: spelling.written_at(at) for at in (0, 6, 20, 21, 24, 56, 57)}
    assert found == {0: 0, 6: 6, 20: 18, 21: 19, 24: 22, 56: 29, 57: 30}
