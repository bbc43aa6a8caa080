"""The graph as nodes and edges: a networkx.MultiDiGraph, and GraphML that says the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from html import escape as escape_html
from typing import TYPE_CHECKING, TypeVar

from kg.exporters.reuse import EntityText, write_entity
from kg.model.graph import KnowledgeGraph
from kg.model.records import Entity
from kg.model.vocabulary import PROPERTIES, Range, Value, describe, kind_of

if TYPE_CHECKING:
    import networkx

    MultiDiGraph = networkx.MultiDiGraph[str]

T = TypeVar("T")
escape = partial(escape_html, quote=False)
"""As `xml.sax.saxutils.escape`, which takes 10 ms to import."""

SEPARATOR = "\n"
"""Between several values of one attribute: no value that can be many has a line break."""

# What may stand in the id of a node: its schema wants an NMTOKEN (XML 1.0, section 2.3).
_NAME_CHARS = (
    r"A-Za-z0-9_.:\-\u00B7\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u037D\u037F-\u1FFF\u200C\u200D\u203F"
    r"\u2040\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_ILLEGAL = re.compile(rf"[^{_NAME_CHARS}]|_(?=x[0-9A-F]{{4,6}}_)")
_ESCAPED = re.compile("_x([0-9A-F]{4,6})_")


def node_id(curie: str) -> str:
    """
    Return the id of a node in GraphML: its CURIE, a character that no id may hold as `_x002F_`.

    >>> node_id("outlet:bbc.co.uk"), node_id("outlet:medium.com/jane")
    ('outlet:bbc.co.uk', 'outlet:medium.com_x002F_jane')
    """
    return _ILLEGAL.sub(lambda match: f"_x{ord(match[0]):04X}_", curie)


def curie_of(id_: str) -> str:
    """
    Return the CURIE that `node_id` made this id of.

    >>> curie_of("outlet:medium.com_x002F_jane")
    'outlet:medium.com/jane'
    """
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), id_)


# GraphML's types (GraphML primer, section "Declaring GraphML-Attributes").
_TYPES = {Range.INTEGER: "long", Range.BOOLEAN: "boolean"}


def node_attributes(entity: Entity) -> dict[str, Value]:
    """
    Return the attributes of an entity's node; several values of one are joined by line breaks.

    >>> from kg.model.records import Topic
    >>> node_attributes(Topic("topic:ai", "AI"))["label"]
    'AI'
    """
    attributes: dict[str, Value] = {"kind": kind_of(type(entity))}
    for property_, values in describe(entity):
        if property_.range is Range.NODE:
            continue
        several = len(values) > 1
        attributes[property_.name] = SEPARATOR.join(map(str, values)) if several else values[0]
    return attributes


def to_networkx(graph: KnowledgeGraph) -> MultiDiGraph:
    """
    Return the graph as a MultiDiGraph: nodes by CURIE, edges keyed by their relation.

    Each node has `kind` and `label`, each edge has `relation`.
    """
    import networkx

    result: MultiDiGraph = networkx.MultiDiGraph(title=graph.title, baseIri=graph.base_iri)
    result.add_nodes_from((entity.id, node_attributes(entity)) for entity in graph.entities)
    for source, relation, target in graph.links:
        result.add_edge(source, target, relation, relation=relation)
    return result


def to_graphml(graph: KnowledgeGraph) -> Iterator[str]:
    """
    Yield the graph as GraphML 1.0: the nodes, edges and attributes of `to_networkx`.

    The ids of nodes are their CURIEs in the form of `node_id`.
    """
    return graphml_pieces(graph, write_entity)


def graphml_pieces(graph: KnowledgeGraph, keep: EntityText[T]) -> Iterator[str | T]:
    """Yield the pieces of the GraphML, those of entities from what keeps them."""
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        ' xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns'
        ' http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
    )
    types = {"kind": "string"}
    for properties in PROPERTIES.values():
        for property_ in properties:
            if property_.range is not Range.NODE:
                types[property_.name] = _TYPES.get(property_.range, "string")
    keys = [("graph", "title", "string"), ("graph", "baseIri", "string")]
    keys += [("node", name, type_) for name, type_ in types.items()]
    keys += [("edge", "relation", "string")]
    for element, name, type_ in keys:
        yield f'  <key id="{name}" for="{element}" attr.name="{name}" attr.type="{type_}"/>\n'
    yield '  <graph edgedefault="directed">\n'
    yield f'    <data key="title">{escape(graph.title)}</data>\n'
    yield f'    <data key="baseIri">{escape(graph.base_iri)}</data>\n'
    known_id = _NodeIds().__getitem__

    def edges(entity: Entity) -> str:
        text = ""
        for property_, values in describe(entity):
            if property_.range is Range.NODE:
                start = f'    <edge source="{node_id(entity.id)}" target="'
                end = f'"><data key="relation">{property_.name}</data></edge>\n'
                text += start + f"{end}{start}".join(map(known_id, values)) + end
        return text

    for entity in graph.entities:
        yield keep("node", entity, _node)
    for entity in graph.entities:
        yield keep("edges", entity, edges)
    yield "  </graph>\n</graphml>\n"


def _node(entity: Entity) -> str:
    data = [f'<data key="kind">{kind_of(type(entity))}</data>']
    for property_, values in describe(entity):
        if property_.range is not Range.NODE:
            text = escape(SEPARATOR.join(map(_written, values)))
            data.append(f'<data key="{property_.name}">{text}</data>')
    return f'    <node id="{node_id(entity.id)}">{"".join(data)}</node>\n'


class _NodeIds(dict[Value, str]):
    """By a CURIE the id of its node."""

    def __missing__(self, curie: Value) -> str:
        self[curie] = id_ = node_id(str(curie))
        return id_


def _written(value: Value) -> str:
    """Return a value as XML Schema writes it."""
    return value if value.__class__ is str else str(value).lower()
