"""
The script that one would write in an afternoon, with the usual libraries: what kg is held against.

    python benchmarks/straightforward.py POSTS OUT

Reads each post with PyYAML's CSafeLoader, adds every statement to an rdflib.Graph and every
node and edge to a networkx.MultiDiGraph, and writes both. It knows nothing of aliases or
duplicates: an article is its first URL.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import networkx as nx
import yaml
from rdflib import RDF, Graph, Literal, Namespace, URIRef

SCHEMA = Namespace("https://schema.org/")
KG = Namespace("https://w3id.org/news-kg#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
BASE = "https://example.org/kg/"


def read_posts(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        match = re.match(r"---\s*\n(.*?)\n---\s*(\n|$)", text, re.S)
        if match:
            yield yaml.load(match[1], yaml.CSafeLoader)


def url_of(record: dict[str, Any]) -> str | None:
    url = record.get("webUrl") or record.get("originalUrl")
    return quote(url, safe=":/?#[]@!$&'()*+,;=%") if url else None


def add(record: dict[str, Any], rdf: Graph, net: nx.MultiDiGraph[str]) -> str | None:
    url = url_of(record)
    if not url:
        return None
    article = URIRef(url)
    title = record.get("title") or record.get("name") or url
    rdf.add((article, RDF.type, SCHEMA.NewsArticle))
    rdf.add((article, SCHEMA.headline, Literal(title)))
    rdf.add((article, SCHEMA.url, article))
    if record.get("excerpt"):
        rdf.add((article, SCHEMA.abstract, Literal(record["excerpt"])))
    if record.get("publishedDateTime"):
        rdf.add((article, SCHEMA.datePublished, Literal(record["publishedDateTime"])))
    if record.get("quality", -1) >= 0:
        rdf.add((article, KG.quality, Literal(record["quality"])))
    net.add_node(url, kind="article", label=re.sub(r"[\x00-\x1f]", " ", title))
    provider = record.get("provider") or {}
    if provider.get("domain"):
        outlet = URIRef(f"{BASE}outlet/{provider['domain']}")
        rdf.add((outlet, RDF.type, SCHEMA.NewsMediaOrganization))
        rdf.add((outlet, SCHEMA.name, Literal(provider.get("name", provider["domain"]))))
        rdf.add((article, SCHEMA.publisher, outlet))
        net.add_node(str(outlet), kind="outlet", label=provider.get("name", provider["domain"]))
        net.add_edge(url, str(outlet), key="publishedBy", relation="publishedBy")
    for label in record.get("topics") or []:
        topic = URIRef(f"{BASE}topic/{quote(label.lower().replace(' ', '-'))}")
        rdf.add((topic, RDF.type, SKOS.Concept))
        rdf.add((topic, SKOS.prefLabel, Literal(label)))
        rdf.add((article, SCHEMA.about, topic))
        net.add_node(str(topic), kind="topic", label=label)
        net.add_edge(url, str(topic), key="about", relation="about")
    return url


def main(posts: Path, out: Path) -> None:
    rdf = Graph()
    net: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for record in read_posts(posts):
        source = add(record, rdf, net)
        for related in record.get("related") or []:
            target = add(related, rdf, net)
            if source and target and source != target:
                rdf.add((URIRef(source), KG.relatedTo, URIRef(target)))
                net.add_edge(source, target, key="relatedTo", relation="relatedTo")
    out.mkdir(parents=True, exist_ok=True)
    rdf.serialize(out / "graph.ttl", format="turtle")
    nx.write_graphml(net, out / "graph.graphml")
    print(f"{len(rdf):,} triples, {net.number_of_nodes():,} nodes, {net.number_of_edges():,} edges")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
