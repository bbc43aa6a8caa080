"""The graph as nodes and edges: a networkx.MultiDiGraph, and GraphML that says the same."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from html import escape as escape_html
from typing import TYPE_CHECKING, TypeVar

from kg.kept import Keep, write_anew
from kg.model import Entity, KnowledgeGraph
from kg.vocabulary import PROPERTIES, Range, Value, describe, kind_of

if TYPE_CHECKING:
    import networkx

    MultiDiGraph = networkx.MultiDiGraph[str]

T = TypeVar("T")
escape = partial(escape_html, quote=False)
"""As `xml.sax.saxutils.escape`, which takes 10 ms to import."""

SEPARATOR = "\n"
"""Between several values of one attribute: no value that can be many has a line break."""

# GraphML's types (GraphML primer, section "Declaring GraphML-Attributes").
_TYPES = {Range.INTEGER: "long", Range.BOOLEAN: "boolean"}


def node_attributes(entity: Entity) -> dict[str, Value]:
    """
    Return the attributes of an entity's node; several values of one are joined by line breaks.

    >>> from kg.model import Topic
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
    """Yield the graph as GraphML 1.0: the nodes, edges and attributes of `to_networkx`."""
    return graphml_pieces(graph, write_anew)


def graphml_pieces(graph: KnowledgeGraph, keep: Keep[T]) -> Iterator[str | T]:
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
    written = _Escaped().__getitem__

    def edges(entity: Entity) -> str:
        text = ""
        for property_, values in describe(entity):
            if property_.range is Range.NODE:
                start = f'    <edge source="{escape(entity.id)}" target="'
                end = f'"><data key="relation">{property_.name}</data></edge>\n'
                text += start + f"{end}{start}".join(map(written, values)) + end
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
    return f'    <node id="{escape(entity.id)}">{"".join(data)}</node>\n'


class _Escaped(dict[Value, str]):
    """By a CURIE how XML writes it."""

    def __missing__(self, curie: Value) -> str:
        self[curie] = text = escape(str(curie))
        return text


def _written(value: Value) -> str:
    """Return a value as XML Schema writes it."""
    return value if value.__class__ is str else str(value).lower()
