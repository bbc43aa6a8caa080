"""
The files of a build, each read back into facts.

They are read with other code than wrote them. What kg writes is read quickly: RDF by the engine
that answers queries, GraphML by the XML parser of the standard library. A file that holds anything
else is unusual, and read as others read it, by rdflib or networkx, which takes ten times as long.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from kg.check.facts import ABOUT, GRAPH, Facts, sorted_node
from kg.check.graphml import graphml_facts
from kg.check.terms import (
    DATATYPES,
    STRING,
    Block,
    Short,
    Term,
    UnusualError,
    as_written,
    canonical,
    expand,
    name_of,
    shortener,
    to_rdflib,
)
from kg.model.graph import DEFAULT_BASE_IRI, KnowledgeGraph, about_graph
from kg.model.vocabulary import PROPERTIES, Property, Range, Value, kind_of
from kg.read.dates import Date, read_date

if TYPE_CHECKING:
    import pyoxigraph as ox
    import rdflib
    from rdflib.term import Node


def _known() -> dict[str, dict[str, Property]]:
    """Return by a kind, or a subject that is no entity, the properties that kg knows of it."""
    return {kind_of(of): {expand(p.predicate): p for p in PROPERTIES[of]} for of in PROPERTIES} | {
        subject: {expand(p.predicate): p._replace(name=p.predicate) for p, _ in statements}
        for subject, statements in about_graph(KnowledgeGraph())
    }


_TITLE = expand("dcterms:title")


# ---- RDF ------------------------------------------------------------------------------------


class Rdf(NamedTuple):
    """What a file of RDF says."""

    facts: Facts
    about: Facts
    """What it says of ABOUT, by predicate."""
    base_iri: str
    triples: int
    graph: rdflib.Graph | None
    """The triples, if rdflib read them: of an unusual file."""


Inspect = Callable[[str, Block], None]
"""Is shown what a file says of each subject, if it is usual."""
RDF = ("turtle", "ntriples", "jsonld")
"""Names of the formats that read_rdf reads."""
_ENGINES_NAMES = {"turtle": "TURTLE", "ntriples": "N_TRIPLES", "jsonld": "JSON_LD"}
_RDFLIBS_NAMES = {"turtle": "turtle", "ntriples": "nt", "jsonld": "json-ld"}


def read_rdf(
    data: bytes,
    name: str,
    base_iri: str | None = None,
    inspect: Inspect = lambda subject, block: None,
) -> Rdf:
    """
    Return what a file in the format of that name says; rdflib raises what it likes.

    Without a base IRI it is that of the prefix `this`.
    """
    try:
        return _read_quickly(data, name, base_iri, inspect)
    except (UnusualError, SyntaxError):
        text = data.decode("utf-8")
        if name == "jsonld":
            _forbid_fetching(text)
        graph = parse_rdf(text, name)
        base_iri = base_iri or str(dict(graph.namespaces()).get("this", DEFAULT_BASE_IRI))
        return _facts_of_rdflib(graph, base_iri)


def read_blocks(data: bytes, name: str) -> Iterator[tuple[str, Block]]:
    """Yield what a file says of each subject, or raise UnusualError or SyntaxError."""
    return blocks(_quads(data, name))


def _quads(data: bytes, name: str) -> ox.QuadParser:
    import pyoxigraph

    return pyoxigraph.parse(data, format=getattr(pyoxigraph.RdfFormat, _ENGINES_NAMES[name]))


def blocks(quads: ox.QuadParser) -> Iterator[tuple[str, Block]]:
    """Yield what is said of each subject, or raise UnusualError."""
    from pyoxigraph import Literal, NamedNode

    seen = set()
    for subject, group in groupby(quads, attrgetter("subject")):
        if type(subject) is not NamedNode or subject.value in seen:
            raise UnusualError
        seen.add(subject.value)
        block: dict[str, list[Term]] = {}
        for _, predicate, value, _ in group:
            if type(value) is NamedNode:
                term: Term = value.value
            elif type(value) is Literal and not value.direction:
                language = value.language
                term = (value.value, f"@{language}" if language else value.datatype.value)
            else:
                raise UnusualError
            block.setdefault(predicate.value, []).append(term)
        for terms in block.values():
            if len(terms) > 1 and len(set(terms)) < len(terms):
                raise UnusualError
        yield subject.value, block


def _read_quickly(data: bytes, name: str, base_iri: str | None, inspect: Inspect) -> Rdf:
    quads = _quads(data, name)
    known = _known()
    base, short = "", shortener("")
    triples = 0
    facts: Facts = {}
    about: Facts = {}
    titles: list[Value] = []
    for subject, block in blocks(quads):
        if not base:
            base = base_iri or _base_of(quads.prefixes)
            short = shortener(base)
        inspect(subject, block)
        triples += sum(map(len, block.values()))
        id_ = short(subject)
        kind = id_.partition(":")[0]
        if id_ in ABOUT:
            about[id_] = _node(block, known[id_], short, {})
        else:
            facts[id_] = _node(block, known.get(kind, {}), short, {"kind": [kind]})
        if id_ == "this:dataset":
            titles += map(_plain_text, block.get(_TITLE, ()))
    if not base or (base_iri is None and base != _base_of(quads.prefixes)):
        raise UnusualError
    if name == "jsonld" and triples != _statements_in_jsonld(data, base):
        raise UnusualError
    facts[GRAPH] = sorted_node({"baseIri": [base], **({"title": titles} if titles else {})})
    return Rdf(facts, about, base, triples, None)


def _plain_text(term: Term) -> str:
    return term[0] if term[1] == STRING else str(to_rdflib(term))


def _base_of(prefixes: Mapping[str, str]) -> str:
    if len(set(prefixes.values())) < len(prefixes):
        raise UnusualError  # of several prefixes for one IRI rdflib keeps one
    return prefixes.get("this", DEFAULT_BASE_IRI)


def _node(
    block: Block, known: Mapping[str, Property], short: Short, node: dict[str, list[Value]]
) -> dict[str, tuple[Value, ...]]:
    for predicate, terms in block.items():
        property_ = known.get(predicate)
        name = property_.name if property_ else short(predicate)
        node.setdefault(name, []).extend(_values(terms, property_, short))
    return sorted_node(node)


def _values(terms: Sequence[Term], known: Property | None, short: Short) -> Iterable[Value]:
    """Return terms as the other files say them."""
    range_ = known.range if known else Range.TEXT
    if tuple not in map(type, terms):  # most are links
        iris = cast("Sequence[str]", terms)
        return iris if range_ is Range.IRI else map(short, iris)
    return (_value_of(term, known, short) for term in terms)


def _value_of(term: Term, known: Property | None, short: Short) -> Value:
    range_ = known.range if known else Range.TEXT
    if isinstance(term, str):
        return term if range_ is Range.IRI else short(term)
    value = canonical(*term) if term[1] == DATATYPES[range_] else None
    return _value(to_rdflib(term), known, short) if value is None else value


def _value(term: Node, known: Property | None, short: Short) -> Value:
    """Return a term as the other files say it; one of another type than it should be as RDF."""
    import rdflib

    range_ = known.range if known else Range.TEXT
    reference = range_ in (Range.IRI, Range.CURIE, Range.NODE)
    if not isinstance(term, rdflib.Literal):
        return str(term) if range_ is Range.IRI else name_of(term, short)
    type_ = str(term.datatype or rdflib.XSD.string)
    if type_ == STRING and not (term.language or reference):
        return str(term)
    if type_ == DATATYPES[range_] and term.value is not None:
        plain: Value = term.value
        if range_ is not Range.DATE_TIME:
            return plain
        if isinstance(found := read_date(plain), Date):
            return found.instant  # a date before the year 1 in UTC stays as it is written
    return as_written(term, short)


def _facts_of_rdflib(graph: rdflib.Graph, base_iri: str) -> Rdf:
    short = shortener(base_iri)
    own: dict[str, list[Value]] = {"baseIri": [base_iri]}
    nodes: dict[str, dict[str, list[Value]]] = {}
    properties = _known()
    for subject, predicate, value in graph:
        id_ = name_of(subject, short)
        kind = id_.partition(":")[0]
        known = properties.get(id_ if id_ in ABOUT else kind, {}).get(str(predicate))
        node = nodes.setdefault(id_, {} if id_ in ABOUT else {"kind": [kind]})
        name = known.name if known else name_of(predicate, short)
        node.setdefault(name, []).append(_value(value, known, short))
        if id_ == "this:dataset" and str(predicate) == _TITLE:
            own.setdefault("title", []).append(str(value))
    facts = {id_: sorted_node(node) for id_, node in {GRAPH: own, **nodes}.items()}
    about = {id_: facts.pop(id_) for id_ in ABOUT if id_ in facts}
    return Rdf(facts, about, base_iri, len(graph), graph)


def parse_rdf(text: str, name: str) -> rdflib.Graph:
    """Return the triples of a text in the format of that name; rdflib raises what it likes."""
    import rdflib

    return rdflib.Graph(bind_namespaces="none").parse(data=text, format=_RDFLIBS_NAMES[name])


def refusal(data: bytes, name: str, base_iri: str) -> tuple[int, str] | None:
    """Return where and why the engine cannot load a file that stands at an IRI, if so."""
    import pyoxigraph as ox

    try:
        format_ = getattr(ox.RdfFormat, _ENGINES_NAMES[name])
        for _ in ox.parse(data, format=format_, base_iri=base_iri):
            pass
    except SyntaxError as error:
        reason = re.sub(r"^Parser error at line .*?: | \(line \d+\)$", "", error.msg or str(error))
        return error.lineno or 0, reason
    return None


def _forbid_fetching(text: str) -> None:
    def checked(node: dict[str, Any]) -> dict[str, Any]:
        if "@import" in node or not isinstance(node.get("@context", {}), dict):
            raise ValueError("rdflib would fetch a context")
        return node

    json.loads(text, object_hook=checked)


def _statements_in_jsonld(data: bytes, base_iri: str) -> int:
    """
    Return how many values the nodes of JSON-LD have.

    The engine passes over values that it takes for no IRIs; then it reads fewer. Raises
    UnusualError unless there is the context that kg writes, and a node a line.
    """
    from kg.exporters.rdf import to_jsonld

    head = next(to_jsonld(KnowledgeGraph(base_iri=base_iri))).encode()
    if not data.startswith(head):
        raise UnusualError
    count = 0
    for line in io.BytesIO(data[len(head) :]):
        text = line.rstrip(b",\n")
        if text not in (b"", b"]}"):
            try:
                node = json.loads(text)
                count += sum(len(v) if isinstance(v, list) else 1 for v in node.values()) - 1
            except (ValueError, AttributeError):
                raise UnusualError from None
    return count


# ---- the page -------------------------------------------------------------------------------


def _page_facts(_: str, data: bytes) -> Facts:
    from kg.exporters.page import parse_page

    title, base_iri, nodes = parse_page(data.decode("utf-8"))
    facts = {GRAPH: sorted_node({"title": [title], "baseIri": [base_iri]})}
    for id_, node in nodes.items():
        facts[id_] = sorted_node({"kind": [id_.partition(":")[0]], **node})
    return facts


READERS: dict[str, Callable[[str, bytes], Facts]] = {
    "turtle": lambda base_iri, data: read_rdf(data, "turtle", base_iri).facts,
    "graphml": graphml_facts,
    "html": _page_facts,
    "ntriples": lambda base_iri, data: read_rdf(data, "ntriples", base_iri).facts,
    "jsonld": lambda base_iri, data: read_rdf(data, "jsonld", base_iri).facts,
}
"""By the name of a format: from the base IRI of the graph, and the file, to facts."""
