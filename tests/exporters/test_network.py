from __future__ import annotations

from collections import Counter
from pathlib import Path

import igraph
import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from paths import NEWSROOM
from strategies import graphs

import kg
from kg.exporters.network import curie_of, node_id, to_graphml, to_networkx
from kg.model.graph import KnowledgeGraph


@given(st.text())
def test_an_id_of_graphml_is_a_name_token_and_says_its_curie(text: str) -> None:
    id_ = node_id(f"topic:{text}")
    dtd = "<!DOCTYPE a [<!ELEMENT a EMPTY><!ATTLIST a id NMTOKEN #REQUIRED>]>"
    read = etree.fromstring(f'{dtd}<a id="{id_}"/>', etree.XMLParser(dtd_validation=True))
    assert read.get("id") == id_
    assert curie_of(id_) == f"topic:{text}"


@settings(deadline=None)
@given(graphs())
def test_graphml_read_back_is_the_networkx_graph(graph: KnowledgeGraph) -> None:
    read = nx.parse_graphml("".join(to_graphml(graph)), force_multigraph=True)
    read = nx.relabel_nodes(read, curie_of)
    made = to_networkx(graph)
    assert {n: read.nodes[n] for n in read} == {n: made.nodes[n] for n in made}
    assert Counter(read.edges(data="relation")) == Counter(made.edges(data="relation"))
    assert read.graph["title"] == graph.title


@settings(deadline=None)
@given(graphs())
def test_nodes_and_edges_are_the_entities_and_links(graph: KnowledgeGraph) -> None:
    made = to_networkx(graph)
    assert set(made) == {entity.id for entity in graph.entities}
    assert set(made.edges(keys=True)) == {
        (link.source, link.target, link.relation) for link in graph.links
    }
    assert all(data["kind"] and data["label"] for _, data in made.nodes(data=True))


def test_networkx_can_write_what_we_give_it(tmp_path: Path) -> None:
    nx.write_graphml(to_networkx(kg.build([NEWSROOM])), tmp_path / "graph.graphml")
    nx.write_gexf(to_networkx(kg.build([NEWSROOM])), tmp_path / "graph.gexf")


def test_igraph_reads_as_many_nodes_and_edges(tmp_path: Path) -> None:
    graph = kg.build([NEWSROOM])
    path = tmp_path / "graph.graphml"
    path.write_text("".join(to_graphml(graph)), encoding="utf-8")
    read = igraph.Graph.Read_GraphML(str(path))
    assert (read.vcount(), read.ecount()) == (graph.order, len(list(graph.links)))
    assert set(map(curie_of, read.vs["id"])) == {entity.id for entity in graph.entities}
    assert all(read.vs["label"])


def test_graphml_is_typed_and_declares_every_attribute_that_it_uses() -> None:
    tree = etree.fromstring("".join(to_graphml(kg.build([NEWSROOM]))).encode())
    space = {"g": "http://graphml.graphdrawing.org/xmlns"}
    declared = {key.get("id"): key.get("attr.type") for key in tree.iterfind("g:key", space)}
    used = {data.get("key") for data in tree.iter(f"{{{space['g']}}}data")}
    assert used <= set(declared)
    assert (declared["quality"], declared["curated"], declared["label"]) == (
        *("long", "boolean"),
        "string",
    )
