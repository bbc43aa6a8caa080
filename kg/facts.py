"""
What a graph says, in one plain form, so that its files can be held against each other.

The files are read with other code than wrote them: RDF by rdflib, GraphML by networkx, the page
from the data that it holds.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any

from kg.dates import to_instant
from kg.exporters import FORMATS
from kg.exporters.network import SEPARATOR, curie_of
from kg.model import KnowledgeGraph
from kg.vocabulary import PREFIXES, PROPERTIES, Property, Range, Value, describe, kind_of, prefixes

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

Facts = dict[str, dict[str, tuple[Value, ...]]]
"""By a node's CURIE and the name of an attribute or relation its values, sorted as texts."""
MAX_SHOWN = 60
"""Characters of a value in a sentence."""
TURTLE = FORMATS["turtle"].file
"""The file that the others are held against."""
GRAPH = "the graph"
"""Where a node's CURIE would stand, for what is said of the graph itself: title, base IRI."""
_CURIES = {
    known.name
    for table in PROPERTIES.values()
    for known in table
    if known.range in (Range.NODE, Range.CURIE)
}
"""Names whose values are CURIEs."""

_KNOWN = {
    kind_of(of): {PREFIXES[p.predicate.partition(":")[0]] + p.term: p for p in PROPERTIES[of]}
    for of in PROPERTIES
}
_MANY = {
    known.name
    for kind, table in PROPERTIES.items()
    for known in table
    if kind._field_defaults.get(known.attribute) == ()
}


def facts_of(graph: KnowledgeGraph) -> Facts:
    """
    Return what a graph says.

    >>> from kg.model import Topic
    >>> facts_of(KnowledgeGraph(topics=(Topic("topic:ai", "AI"),)))["topic:ai"]["label"]
    ('AI',)
    """
    facts: dict[str, Any] = {GRAPH: {"title": [graph.title], "baseIri": [graph.base_iri]}}
    for entity in graph.entities:
        facts[entity.id] = {"kind": [kind_of(type(entity))]}
        facts[entity.id] |= {known.name: values for known, values in describe(entity)}
    return _sorted(facts)


def _sorted(facts: dict[str, Any]) -> Facts:
    return {
        id_: {name: tuple(sorted(values, key=str)) for name, values in node.items()}
        for id_, node in facts.items()
    }


# ---- RDF ------------------------------------------------------------------------------------


def parse_rdf(text: str, format_: str) -> rdflib.Graph:
    """Return the triples of a text in the format of that name; rdflib raises what it likes."""
    import rdflib

    return rdflib.Graph(bind_namespaces="none").parse(data=text, format=format_)


def rdf_facts(graph: rdflib.Graph, base_iri: str) -> Facts:
    """Return what RDF says of each node; of the graph itself only its title."""
    short = shortener(base_iri)
    facts: dict[str, Any] = {GRAPH: {"baseIri": [base_iri]}}
    for subject, predicate, value in graph:
        id_ = short(subject)
        kind = id_.partition(":")[0]
        if id_ in ("this:dataset", "this:build", "this:topics"):
            if (id_, short(predicate)) == ("this:dataset", "dcterms:title"):
                facts[GRAPH].setdefault("title", []).append(str(value))
            continue
        known = _KNOWN.get(kind, {}).get(str(predicate))
        name = known.name if known else short(predicate)
        node = facts.setdefault(id_, {"kind": [kind]})
        node.setdefault(name, []).append(_value(value, known, short))
    return _sorted(facts)


def _value(term: Node, known: Property | None, short: Callable[[Node], str]) -> Value:
    """Return a term as the other files say it; one of another type than it should be as RDF."""
    import rdflib

    range_ = known.range if known else Range.TEXT
    reference = range_ in (Range.IRI, Range.CURIE, Range.NODE)
    if not isinstance(term, rdflib.Literal):
        return str(term) if range_ is Range.IRI else short(term)
    type_ = str(term.datatype or rdflib.XSD.string)
    if type_ == str(rdflib.XSD.string) and not (term.language or reference):
        return str(term)
    if type_ == _expand(range_.value) and term.value is not None:
        plain: Value = term.value
        with suppress(OverflowError):  # a date before the year 1 in UTC stays as it is written
            return to_instant(plain) if range_ is Range.DATE_TIME else plain
    return as_written(term, short)


def as_written(term: Node, short: Callable[[Node], str]) -> str:
    """
    Return a term as one writes it in Turtle.

    >>> from rdflib import Literal
    >>> as_written(Literal("so", lang="en"), str), as_written(Literal(12), str)
    ('"so"@en', '12')
    """
    from rdflib import XSD, Literal

    if not isinstance(term, Literal):
        return short(term)
    if term.datatype in (XSD.integer, XSD.boolean) and term.value is not None:
        return str(term)
    quoted = json.dumps(str(term), ensure_ascii=False)
    if term.language:
        return f"{quoted}@{term.language}"
    return f"{quoted}^^{short(term.datatype)}" if term.datatype else quoted


def _expand(curie: str) -> str:
    prefix, _, local = curie.partition(":")
    return PREFIXES.get(prefix, "") + local


def shortener(base_iri: str) -> Callable[[Node], str]:
    """
    Return the function that gives the CURIE of an IRI, or the IRI in brackets if it has none.

    >>> from rdflib import URIRef
    >>> short = shortener("https://example.org/kg/")
    >>> short(URIRef("https://example.org/kg/topic/ai")), short(URIRef("urn:x"))
    ('topic:ai', '<urn:x>')
    """
    from rdflib import URIRef

    spaces = sorted(prefixes(base_iri).items(), key=lambda space: (-len(space[1]), space))

    @cache
    def short(term: Node) -> str:
        if not isinstance(term, URIRef):  # the name of a blank node differs each time
            return "_:blank"
        for prefix, iri in spaces:
            if term.startswith(iri):
                return f"{prefix}:{term[len(iri) :]}"
        return f"<{term}>"

    return short


def _jsonld_facts(base_iri: str, text: str) -> Facts:
    def checked(node: dict[str, Any]) -> dict[str, Any]:
        if "@import" in node or not isinstance(node.get("@context", {}), dict):
            raise ValueError("rdflib would fetch a context")
        return node

    json.loads(text, object_hook=checked)
    return rdf_facts(parse_rdf(text, "json-ld"), base_iri)


# ---- GraphML, page --------------------------------------------------------------------------


def _graphml_facts(_: str, text: str) -> Facts:
    import networkx

    network = networkx.parse_graphml(text, force_multigraph=True)
    if not network.is_directed():
        raise ValueError("its edges have no direction")
    own = {name: [value] for name, value in network.graph.items() if not name.endswith("_default")}
    facts: dict[str, Any] = {GRAPH: own}
    for id_, attributes in network.nodes(data=True):
        if attributes:  # of a node that only an edge names, networkx makes one without any
            facts[curie_of(id_)] = {
                name: str(value).split(SEPARATOR) if name in _MANY else [value]
                for name, value in attributes.items()
            }
    for source, target, edge in network.edges(data=True):
        relations = facts.setdefault(curie_of(source), {})
        relations.setdefault(str(edge.get("relation")), []).append(curie_of(target))
    return _sorted(facts)


def _page_facts(_: str, text: str) -> Facts:
    from kg.exporters.page import parse_page

    title, base_iri, nodes = parse_page(text)
    facts: dict[str, Any] = {GRAPH: {"title": [title], "baseIri": [base_iri]}}
    return _sorted(
        facts | {id_: {"kind": [id_.partition(":")[0]], **node} for id_, node in nodes.items()}
    )


READERS: dict[str, Callable[[str, str], Facts]] = {
    "turtle": lambda base_iri, text: rdf_facts(parse_rdf(text, "turtle"), base_iri),
    "graphml": _graphml_facts,
    "html": _page_facts,
    "ntriples": lambda base_iri, text: rdf_facts(parse_rdf(text, "nt"), base_iri),
    "jsonld": _jsonld_facts,
}
"""By the name of a format: from the base IRI of the graph, and the text, to facts."""


# ---- facts held against each other ----------------------------------------------------------


def differences(ours: Facts, theirs: Facts) -> Iterator[tuple[str, str]]:
    """Yield each way in which a file differs from the Turtle: its sort, and a sentence."""
    for id_ in sorted(ours.keys() | theirs.keys()):
        mine, other = ours.get(id_), theirs.get(id_)
        if mine == other:
            continue
        if other is None:
            yield "lacks them", f"lacks {named(id_, ours)}, which {TURTLE} has."
        elif mine is None:
            yield "has them", f"has {named(id_, theirs)}, which {TURTLE} lacks."
        else:
            for name in sorted(mine.keys() | other.keys()):
                yield from _values_differ(named(id_, ours), name, mine, other)


def _values_differ(
    node: str, name: str, mine: dict[str, tuple[Value, ...]], other: dict[str, tuple[Value, ...]]
) -> Iterator[tuple[str, str]]:
    here, there = Counter(mine.get(name, ())), Counter(other.get(name, ()))
    lacking = [_shown(name, value) for value in (here - there).elements()]
    extra = [_shown(name, value) for value in (there - here).elements()]
    if len(lacking) == len(extra) == 1:
        what = f"{node} states {name} {extra[0]}, but {TURTLE} states {lacking[0]}."
        yield f"another {name}", what
        return
    for value in lacking:
        yield f"lacks {name}", f"{node} lacks {name} {value}, which {TURTLE} states."
    known = {_shown(name, value) for value in here}
    for value in extra:
        end = " more than once" if value in known else f", which {TURTLE} does not"
        yield f"states {name}", f"{node} states {name} {value}{end}."


def named(id_: str, facts: Facts) -> str:
    """Return a node as a sentence names it: its CURIE, and its label if it has one."""
    label = facts.get(id_, {}).get("label")
    return f"{id_} {cut(json.dumps(label[0], ensure_ascii=False))}" if label else id_


def _shown(name: str, value: Value) -> str:
    """Return a value as a sentence shows it: texts in quotes, CURIEs without."""
    plain = name in _CURIES and isinstance(value, str)
    return str(value) if plain else cut(json.dumps(value, ensure_ascii=False))


def cut(text: str) -> str:
    """
    Return a text that is not too long for a sentence.

    >>> len(cut("a" * 1000)) == MAX_SHOWN
    True
    """
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 2]}…{text[-1]}"


def changes(built: Facts, now: Facts) -> str:
    """
    Return in words how the posts differ from what was built of them.

    >>> changes({"topic:ai": {}}, {"topic:ai": {"label": ("AI",)}, "topic:flood": {}})
    '1 topic more, 1 changed'
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for id_ in built.keys() | now.keys():
        if built.get(id_) != now.get(id_):
            change = "fewer" if id_ not in now else "more" if id_ not in built else "changed"
            counts[id_.partition(":")[0]][change] += 1
    clauses = ["another title or base IRI"] if counts.pop(GRAPH, None) else []
    for kind, count in sorted(counts.items()):
        found = [(count[word], word) for word in ("more", "fewer", "changed") if count[word]]
        first = f"{found[0][0]:,} {kind}{'' if found[0][0] == 1 else 's'} {found[0][1]}"
        clauses.append(", ".join([first, *(f"{number:,} {word}" for number, word in found[1:])]))
    return "; ".join(clauses)
