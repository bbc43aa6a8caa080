"""A whole real site, if it lies beside the project; what it is and says is not ours to copy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import igraph
import networkx as nx
import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from paths import SHARED

import kg
from kg.model.graph import count_triples
from kg.resources import resource

CORPUS = SHARED / "corpus" / "azure"

pytestmark = pytest.mark.skipif(
    not CORPUS.exists(), reason=f"no posts of a real site in ../{CORPUS.relative_to(SHARED.parent)}"
)


@pytest.fixture(scope="module")
def graph() -> kg.KnowledgeGraph:
    return kg.build([CORPUS])


@pytest.fixture(scope="module")
def out(graph: kg.KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    kg.write(graph, folder)
    return folder


def test_every_fact_of_the_posts_is_in_the_build(out: Path) -> None:
    command = [sys.executable, str(SHARED / "checks" / "accept.py"), str(CORPUS), str(out)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "all hold", done.stdout + done.stderr


def test_nothing_failed_and_every_file_is_accounted_for(graph: kg.KnowledgeGraph) -> None:
    account = graph.account
    files = [path for path in CORPUS.rglob("*") if path.suffix in (".md", ".yaml")]
    assert account.failed == ()
    assert account.posts + account.taxonomy + len(account.skipped) == len(files)


@pytest.mark.parametrize("reader", ["rapper", "serdi"])
def test_readers_find_as_many_triples(reader: str, out: Path, graph: kg.KnowledgeGraph) -> None:
    command = [reader, "-i", "turtle", str(out / "graph.ttl")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.count("\n") == count_triples(graph)


def test_oxigraph_and_the_graph_formats_agree(out: Path, graph: kg.KnowledgeGraph) -> None:
    store = ox.Store()
    store.bulk_load(path=str(out / "graph.ttl"), format=ox.RdfFormat.TURTLE)
    assert len(store) == count_triples(graph)
    network = nx.read_graphml(out / "graph.graphml")
    second = igraph.Graph.Read_GraphML(str(out / "graph.graphml"))
    assert network.number_of_nodes() == second.vcount() == graph.order
    assert network.number_of_edges() == second.ecount() == len(list(graph.links))


def test_the_build_conforms_to_the_shapes(out: Path) -> None:
    shapes = rdflib.Graph().parse(resource("ontology/shapes.ttl"))
    data = rdflib.Graph().parse(out / "graph.ttl")
    conforms, _, text = pyshacl.validate(data, shacl_graph=shapes)
    assert conforms, text[:3000]
