"""
GraphML, read back into facts.

What kg writes is read by the XML parser of the standard library, anything else by networkx.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element, ParseError, iterparse

from kg.check.facts import GRAPH, Facts, sorted_node
from kg.check.terms import DATATYPES, UnusualError, canonical
from kg.exporters.network import SEPARATOR, curie_of
from kg.model.vocabulary import PROPERTIES, Range, Value

MANY = {
    known.name
    for kind, table in PROPERTIES.items()
    for known in table
    if kind._field_defaults.get(known.attribute) == ()
    or isinstance(getattr(kind, known.attribute, None), property)  # Outlet.domains
}
"""Names of attributes that can have several values."""

_XML = b'<?xml version="1.0" encoding="UTF-8"?>'
_SPACE = "{http://graphml.graphdrawing.org/xmlns}"
_NODE, _EDGE, _DATA, _KEY, _GRAPH, _ROOT = (
    _SPACE + tag for tag in ("node", "edge", "data", "key", "graph", "graphml")
)
_EDGE_LINE = re.compile(
    rb'(?<=</(?:node|edge)>)\n *<edge source="([^"<>&\s]*)" target="([^"<>&\s]*)">'
    rb'<data key="relation">(\w+)</data></edge>(?=\n)'
)
"""Of ten elements nine are these; to find them so takes a quarter of the time. As it follows a
node or an edge, it stands where that one does."""


def graphml_facts(_: str, data: bytes) -> Facts:
    """Return what GraphML says; of a damaged file, networkx and expat raise what they like."""
    try:
        return _GraphmlReader().read(data)
    except (UnusualError, ParseError):  # which does not know in which line of the file it is
        return _facts_of_networkx(data.decode("utf-8"))


class _GraphmlReader:
    """Reads GraphML as kg writes it, and knows at each element what came before."""

    def __init__(self) -> None:
        self.types: dict[str, str] = {}
        """By the name of an attribute its type."""
        self.facts: dict[str, Any] = {}
        self.edges: dict[bytes, dict[bytes, list[str]]] = defaultdict(lambda: defaultdict(list))
        """What stands in edges that need no XML parser, by source and relation."""
        self.targets: dict[bytes, str] = {}

    def read(self, data: bytes) -> Facts:
        if not data.startswith(_XML):
            raise UnusualError
        end = {_NODE: self.end_node, _EDGE: self.end_edge, _KEY: self.end_key,
               _GRAPH: self.end_graph, _ROOT: self.end_root}  # fmt: skip
        rest = _EDGE_LINE.sub(self.edge_line, data)
        if rest.count(b"<!") or rest.count(b"<?") != 1:  # what looks like an edge may be none
            raise UnusualError
        for _, element in iterparse(io.BytesIO(rest)):  # noqa: S314  # expat bounds entities
            if element.tag in end:
                end[element.tag](element)
            elif element.tag != _DATA:
                raise UnusualError
        if self.edges and self.types.get("relation") != "string":
            raise UnusualError
        for source, edges in self.edges.items():
            node = self.facts.setdefault(curie_of(source.decode("utf-8")), {})
            for relation, targets in edges.items():
                node.setdefault(relation.decode("utf-8"), []).extend(targets)
        return {id_: sorted_node(node) for id_, node in self.facts.items()}

    def edge_line(self, line: re.Match[bytes]) -> bytes:
        source, target, relation = line.groups()
        name = self.targets.get(target)
        if name is None:
            name = self.targets[target] = curie_of(target.decode("utf-8"))
        self.edges[source][relation].append(name)
        return b""

    def end_key(self, key: Element) -> None:
        name = key.get("attr.name", "")
        expected = {"id": name, "for": key.get("for"), "attr.name": name,
                    "attr.type": key.get("attr.type")}  # fmt: skip
        if key.attrib != expected or len(key) or name in self.types or self.facts:
            raise UnusualError
        self.types[name] = key.attrib["attr.type"]

    def end_node(self, node: Element) -> None:
        id_ = curie_of(node.get("id", ""))
        if len(node.attrib) != 1 or not len(node) or id_ in self.facts:
            raise UnusualError
        self.facts[id_] = {
            name: str(value).split(SEPARATOR) if name in MANY else [value]
            for name, value in self.data(node).items()
        }
        node.clear()

    def end_edge(self, edge: Element) -> None:
        source, target = edge.get("source"), edge.get("target")
        if source is None or target is None or len(edge.attrib) != 2 or len(edge) != 1:
            raise UnusualError
        (datum,) = edge
        if (
            datum.attrib != {"key": "relation"}
            or datum.tag != _DATA
            or len(datum)
            or not datum.text
        ):
            raise UnusualError
        self.edges[source.encode()][datum.text.encode()].append(curie_of(target))
        edge.clear()

    def end_graph(self, graph: Element) -> None:
        if graph.attrib != {"edgedefault": "directed"} or GRAPH in self.facts:
            raise UnusualError
        own = [each for each in graph if each.tag not in (_NODE, _EDGE)]
        self.facts[GRAPH] = {name: [value] for name, value in self.data(own).items()}
        graph.clear()

    def end_root(self, root: Element) -> None:
        if [each.tag for each in root] != [_KEY] * len(self.types) + [_GRAPH]:
            raise UnusualError

    def data(self, parent: Iterable[Element]) -> dict[str, Value]:
        """Return the attributes that stand in an element."""
        found: dict[str, Value] = {}
        for datum in parent:
            name = datum.get("key", "")
            type_, text = self.types.get(name), datum.text or ""
            if datum.tag != _DATA or len(datum) or len(datum.attrib) != 1 or name in found:
                raise UnusualError
            value = text if type_ == "string" else canonical(text, _XML_TYPES.get(type_, ""))
            if value is None or name.endswith("_default"):
                raise UnusualError
            found[name] = value
        return found


_XML_TYPES: dict[str | None, str] = {
    "long": DATATYPES[Range.INTEGER],
    "boolean": DATATYPES[Range.BOOLEAN],
}


def _facts_of_networkx(text: str) -> Facts:
    import networkx

    network = networkx.parse_graphml(text, force_multigraph=True)
    if not network.is_directed():
        raise ValueError("its edges are not directed")
    own = {name: [value] for name, value in network.graph.items() if not name.endswith("_default")}
    facts: dict[str, Any] = {GRAPH: own}
    for id_, attributes in network.nodes(data=True):
        if attributes:  # of a node that only an edge names, networkx makes one without any
            facts[curie_of(id_)] = {
                name: str(value).split(SEPARATOR) if name in MANY else [value]
                for name, value in attributes.items()
            }
    for source, target, edge in network.edges(data=True):
        node = facts.setdefault(curie_of(source), {})
        node.setdefault(str(edge.get("relation")), []).append(curie_of(target))
    return {id_: sorted_node(node) for id_, node in facts.items()}
