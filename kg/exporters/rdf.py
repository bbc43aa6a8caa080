"""
The graph as RDF: Turtle, N-Triples, JSON-LD, and an rdflib.Graph.

Written as text, which takes a tenth of the time of a general library: values are a few plain
kinds, and the tests hold every file against two independent parsers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from json.encoder import encode_basestring as quoted  # valid in Turtle, too (section 6.4)
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from kg.exporters.reuse import EntityText, write_entity
from kg.model.graph import WHOLE, KnowledgeGraph, about_graph, descriptions
from kg.model.records import Entity
from kg.model.vocabulary import (
    PREFIXES,
    Range,
    Statement,
    describe,
    prefixes,
    registered_properties,
)
from kg.resources import read_resource

if TYPE_CHECKING:
    import rdflib


T = TypeVar("T")


class Triple(NamedTuple):
    """A triple as written in N-Triples: each term with its brackets or quotes."""

    subject: str
    predicate: str
    object: str


# Turtle, section 6.5: PN_LOCAL, of which we use letters, digits, `_`, `-`, inner dots, `%XX`.
_LETTERS = (
    r"A-Za-z0-9_\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u2C00-\u2FEF"
    r"\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_LOCAL = rf"(?:[{_LETTERS}]|%[0-9A-F]{{2}})(?:[{_LETTERS}.-]|%[0-9A-F]{{2}})*(?<!\.)"
_PLAIN_LOCAL = re.compile("[A-Za-z0-9_][A-Za-z0-9_-]*")


def expand(curie: str, namespaces: dict[str, str]) -> str:
    """
    Return the IRI that a CURIE stands for.

    >>> expand("schema:url", PREFIXES)
    'https://schema.org/url'
    """
    prefix, _, local = curie.partition(":")
    return namespaces[prefix] + local


class _TurtleNames(dict[str, str]):
    """By a CURIE the prefixed name, or the whole IRI where Turtle's grammar wants that."""

    def __init__(self, namespaces: dict[str, str]) -> None:
        self.namespaces = namespaces

    def __missing__(self, curie: str) -> str:
        local = curie.partition(":")[2]
        prefixed = _PLAIN_LOCAL.fullmatch(local) or re.fullmatch(_LOCAL, local)
        self[curie] = name = curie if prefixed else f"<{expand(curie, self.namespaces)}>"
        return name


def _writers(name: Callable[[str], str]) -> dict[Range, Callable[[Any], str]]:
    """Return for each range what writes a value as a term of Turtle, given what writes a CURIE."""
    return {
        Range.TEXT: quoted,
        Range.INTEGER: str,
        Range.BOOLEAN: {True: "true", False: "false"}.__getitem__,
        Range.DATE_TIME: f'"{{}}"^^{name("xsd:dateTime")}'.format,
        Range.IRI: "<{}>".format,
        Range.CURIE: name,
        Range.NODE: name,
    }


def to_turtle(graph: KnowledgeGraph, part: slice = WHOLE) -> Iterator[str]:
    """Yield the graph as Turtle: prefixes, then one block a subject, in the order of CURIEs."""
    return turtle_pieces(graph, write_entity, part)


def turtle_pieces(
    graph: KnowledgeGraph, keep: EntityText[T], part: slice = WHOLE
) -> Iterator[str | T]:
    """Yield the pieces of the Turtle, those of entities from what keeps them."""
    namespaces = prefixes(graph.base_iri)
    name = _TurtleNames(namespaces).__getitem__
    writers = _writers(name)

    def block(subject: str, statements: Iterable[Statement]) -> str:
        lines = []
        for property_, values in statements:
            predicate = "a" if property_.predicate == "rdf:type" else property_.predicate
            terms = ",\n        ".join(map(writers[property_.range], values))
            lines.append(f"{predicate} {terms}")
        return f"\n{name(subject)} " + " ;\n    ".join(lines) + " .\n"

    if not part.start:
        yield "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in namespaces.items())
        for about in about_graph(graph):
            yield block(*about)
    for entity in islice(graph.entities, part.start, part.stop):
        yield keep("", entity, lambda entity: block(entity.id, describe(entity)))


def to_triples(entity: Entity, base_iri: str) -> Iterator[Triple]:
    """Yield what is known of one entity, as triples of N-Triples terms."""
    yield from _triples(entity.id, describe(entity), prefixes(base_iri))


def _triples(
    subject: str, statements: list[Statement], namespaces: dict[str, str]
) -> Iterator[Triple]:
    def name(curie: str) -> str:
        return f"<{expand(curie, namespaces)}>"

    iri = name(subject)
    writers = _writers(name)
    for property_, values in statements:
        predicate = name(property_.predicate)
        terms = list(map(writers[property_.range], values))
        if property_.range in (Range.INTEGER, Range.BOOLEAN):
            datatype = name(property_.range.value)
            terms = [f'"{term}"^^{datatype}' for term in terms]
        for term in terms:
            yield Triple(iri, predicate, term)


def to_ntriples(graph: KnowledgeGraph, part: slice = WHOLE) -> Iterator[str]:
    """Yield the graph as N-Triples, a triple a line, in the order of the Turtle."""
    namespaces = prefixes(graph.base_iri)
    for subject, statements in descriptions(graph, part):
        triples = _triples(subject, statements, namespaces)
        yield "".join(f"{s} {p} {o} .\n" for s, p, o in triples)


_json = json.JSONEncoder(ensure_ascii=False).encode


def to_jsonld(graph: KnowledgeGraph) -> Iterator[str]:
    """Yield the graph as JSON-LD with its context within, a subject a line."""
    namespaces = prefixes(graph.base_iri)
    context: dict[str, Any] = json.loads(read_resource("ontology/context.jsonld"))["@context"]
    context |= {prefix: iri for prefix, iri in namespaces.items() if prefix not in PREFIXES}
    for known in registered_properties():
        type_ = "@id" if known.range is Range.IRI else known.range.value
        context[known.term] = (
            known.predicate if known.range is Range.TEXT
            else {"@id": known.predicate, "@type": type_}
        )  # fmt: skip
    yield f'{{"@context": {_json(context)},\n"@graph": ['
    separator = "\n"
    for subject, statements in descriptions(graph):
        node: dict[str, Any] = {"id": subject}
        for property_, values in statements:
            node[property_.term] = values[0] if len(values) == 1 else list(values)
        yield separator + _json(node)
        separator = ",\n"
    yield "\n]}\n"


def to_rdflib(graph: KnowledgeGraph) -> rdflib.Graph:
    """Return the graph as an rdflib.Graph with its prefixes bound: the triples of the Turtle."""
    import rdflib

    result = rdflib.Graph(bind_namespaces="none")
    namespaces = prefixes(graph.base_iri)
    for prefix, iri in namespaces.items():
        result.bind(prefix, iri)
    xsd = rdflib.XSD
    datatypes = {
        Range.TEXT: None,
        Range.INTEGER: xsd.integer,
        Range.BOOLEAN: xsd.boolean,
        Range.DATE_TIME: xsd.dateTime,
    }
    for subject, statements in descriptions(graph):
        node = rdflib.URIRef(expand(subject, namespaces))
        for property_, values in statements:
            predicate = rdflib.URIRef(expand(property_.predicate, namespaces))
            for value in values:
                term: rdflib.term.Node
                if property_.range in datatypes:
                    lexical = str(value).lower() if isinstance(value, bool) else str(value)
                    datatype = datatypes[property_.range]
                    term = rdflib.Literal(lexical, datatype=datatype, normalize=False)
                elif property_.range is Range.IRI:
                    term = rdflib.URIRef(str(value))
                else:
                    term = rdflib.URIRef(expand(str(value), namespaces))
                result.add((node, predicate, term))
    return result
