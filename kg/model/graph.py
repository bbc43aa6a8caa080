"""The graph: the entities of a build, the links between them, and what is said of the whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING

from kg.model import querying
from kg.model.account import Account
from kg.model.records import Article, Entity, Link, Outlet, Person, Story, Topic
from kg.model.vocabulary import (
    KINDS,
    PROPERTIES,
    Property,
    Range,
    Statement,
    describe,
    values_of,
    values_of_property,
)
from kg.version import __version__

if TYPE_CHECKING:
    from kg.model.rows import Rows

DEFAULT_BASE_IRI = "https://example.org/kg/"
DEFAULT_TITLE = "News knowledge graph"


@dataclass(frozen=True, slots=True)
class KnowledgeGraph:
    """The entities of a build, each kind sorted by CURIE; every export is made from this."""

    articles: tuple[Article, ...] = ()
    outlets: tuple[Outlet, ...] = ()
    topics: tuple[Topic, ...] = ()
    base_iri: str = DEFAULT_BASE_IRI
    title: str = DEFAULT_TITLE
    account: Account = field(default_factory=Account, compare=False)
    people: tuple[Person, ...] = ()
    stories: tuple[Story, ...] = ()

    @property
    def kinds(self) -> Iterator[tuple[type[Entity], Sequence[Entity]]]:
        """Each kind of entity with its entities, in the order of `KINDS`."""
        for kind in KINDS:
            yield kind.record, getattr(self, kind.plural)

    @property
    def order(self) -> int:
        """The number of entities: the nodes of the graph."""
        return sum(len(entities) for _, entities in self.kinds)

    @property
    def entities(self) -> Iterator[Entity]:
        """Every entity: articles, then outlets, topics, people and stories."""
        return chain.from_iterable(entities for _, entities in self.kinds)

    @property
    def ledger(self) -> Account:
        """The account of the build, under its former name."""
        return self.account

    def query(self, text: str) -> Rows | bool:
        """Return the answer to SPARQL, as `kg.load(graph).query(text)` does."""
        answer: Rows | bool = querying.answer(self, text)
        return answer

    @property
    def links(self) -> Iterator[Link]:
        """Every edge, in the order of the entities that they start from."""
        for record, entities in self.kinds:
            ends = [
                (known.name, values_of_property(known))
                for known in PROPERTIES[record]
                if known.range is Range.NODE
            ]
            for entity in entities if ends else ():
                for relation, value_of in ends:
                    value = value_of(entity)
                    for target in value if isinstance(value, tuple) else (value,):
                        if target:
                            yield Link(entity.id, relation, target)


WHOLE = slice(0, None)


def descriptions(
    graph: KnowledgeGraph, part: slice = WHOLE
) -> Iterator[tuple[str, list[Statement]]]:
    """
    Yield every subject of the graph as a CURIE, with its statements; the graph itself first.

    Of a part of the entities: what comes before the first entity comes with that.
    """
    if not part.start:
        yield from about_graph(graph)
    for entity in islice(graph.entities, part.start, part.stop):
        yield entity.id, describe(entity)


def about_graph(graph: KnowledgeGraph) -> list[tuple[str, list[Statement]]]:
    """Return what is said of the graph itself, by the CURIEs of three subjects."""
    title = Property("", "dcterms:title", Range.TEXT, "title")
    type_ = Property("", "rdf:type", Range.CURIE, "type")
    return [
        (
            "this:dataset",
            [
                (type_, ("void:Dataset",)),
                (title, (graph.title,)),
                (Property("", "void:triples", Range.INTEGER, "triples"), (count_triples(graph),)),
                (Property("", "void:entities", Range.INTEGER, "entities"), (graph.order,)),
                (Property("", "prov:wasGeneratedBy", Range.CURIE, ""), ("this:build",)),
            ],
        ),
        (
            "this:build",
            [
                (type_, ("prov:Activity",)),
                (Property("", "rdfs:label", Range.TEXT, "label"), (f"kg build {__version__}",)),
            ],
        ),
        (
            "this:topics",
            [(type_, ("skos:ConceptScheme",)), (title, (f"Topics of {graph.title}",))],
        ),
    ]


ABOUT_GRAPH_TRIPLES = 9
"""Triples that each graph has of itself."""


def count_triples(graph: KnowledgeGraph) -> int:
    """Return the number of triples of the graph, those of its own description included."""
    total = ABOUT_GRAPH_TRIPLES
    for entity in graph.entities:
        for value in values_of(entity)[1]:
            total += len(value) if value.__class__ is tuple else value is not None
    return total
