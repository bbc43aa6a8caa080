"""The graph of all kinds of entity."""

from __future__ import annotations

import re
from dataclasses import fields

from paths import ROOT

from kg.exporters.network import to_networkx
from kg.exporters.rdf import to_ntriples
from kg.model.graph import KnowledgeGraph
from kg.model.records import Article, Outlet, Person, Story, Topic
from kg.model.vocabulary import KINDS, Range

TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
ONE_OF_EACH = KnowledgeGraph(
    (
        Article(
            "article:1", "schema:NewsArticle", "Rain", "https://example.org/1",
            publisher="outlet:example.org", authors=("person:example.org/jane",),
            about=("topic:ai",), story="story:1",
        ),
    ),
    (Outlet("outlet:example.org", "Example", "example.org"),),
    (Topic("topic:ai", "AI"),),
    people=(Person("person:example.org/jane", "Jane"),),
    stories=(Story("story:1", "Rain", "2024-05-01T00:00:00Z", "2024-05-01T00:00:00Z"),),
)  # fmt: skip


def test_the_graph_has_a_field_for_each_kind() -> None:
    names = {each.name for each in fields(KnowledgeGraph)}
    assert {kind.plural for kind in KINDS} <= names
    assert [entities[0].id.partition(":")[0] for _, entities in ONE_OF_EACH.kinds] == [
        kind.name for kind in KINDS
    ]


def test_entities_and_their_number_are_those_of_all_kinds() -> None:
    assert [type(each) for each in ONE_OF_EACH.entities] == [kind.record for kind in KINDS]
    assert ONE_OF_EACH.order == len(KINDS)


def test_links_are_the_values_of_properties_that_are_nodes() -> None:
    assert [tuple(link) for link in ONE_OF_EACH.links] == [
        ("article:1", "publishedBy", "outlet:example.org"),
        ("article:1", "author", "person:example.org/jane"),
        ("article:1", "about", "topic:ai"),
        ("article:1", "partOfStory", "story:1"),
    ]
    relations = {
        known.name for kind in KINDS for known in kind.properties if known.range is Range.NODE
    }
    assert {link.relation for link in ONE_OF_EACH.links} <= relations


def test_every_kind_is_in_the_exports_and_the_ontology() -> None:
    triples = "".join(to_ntriples(ONE_OF_EACH))
    network = to_networkx(ONE_OF_EACH)
    ontology = (ROOT / "ontology/kg.ttl").read_text(encoding="utf-8")
    for kind, entity in zip(KINDS, ONE_OF_EACH.entities, strict=True):
        iri = ONE_OF_EACH.base_iri + entity.id.replace(":", "/", 1)
        assert f"<{iri}> <{TYPE}> <" in triples
        assert network.nodes[entity.id]["kind"] == kind.name
        if getattr(entity, "type", "").startswith("kg:"):
            assert re.search(rf"^{entity.type} a ", ontology, re.M)
