"""
The script that one would write in an afternoon for a link blog, with the usual libraries.

    python benchmarks/straightforward_links.py POSTS OUT

Reads each post with python-frontmatter and its text with markdown-it-py, adds every statement to an
rdflib.Graph and every node and edge to a networkx.MultiDiGraph, and writes both. An article is its
address as written, and its outlet the host of that.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

import frontmatter
import networkx as nx
from markdown_it import MarkdownIt
from rdflib import RDF, XSD, Graph, Literal, Namespace, URIRef

SCHEMA = Namespace("https://schema.org/")
KG = Namespace("https://w3id.org/news-kg#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
BASE = "https://example.org/kg/"
SITE = "https://links.example"


def links_in(markdown: MarkdownIt, text: str) -> Iterator[tuple[str, str]]:
    """Yield the address and the text of each link."""
    for token in markdown.parse(text):
        children = token.children or []
        for at, child in enumerate(children):
            if child.type == "link_open":
                label = children[at + 1].content if at + 1 < len(children) else ""
                yield str(child.attrs["href"]), label


class Graphs:
    """Both graphs, filled together."""

    def __init__(self) -> None:
        self.rdf = Graph()
        self.net: nx.MultiDiGraph[str] = nx.MultiDiGraph()

    def article(self, address: str, title: str) -> URIRef:
        article = URIRef(address)
        self.rdf.add((article, RDF.type, SCHEMA.NewsArticle))
        self.rdf.add((article, SCHEMA.headline, Literal(title)))
        self.rdf.add((article, SCHEMA.url, article))
        self.net.add_node(address, kind="article", label=re.sub(r"[\x00-\x1f]", " ", title))
        host = (urlsplit(address).hostname or "").removeprefix("www.")
        outlet = self.node(f"{BASE}outlet/{host}", "outlet", host)
        self.rdf.add((outlet, RDF.type, SCHEMA.NewsMediaOrganization))
        self.rdf.add((outlet, SCHEMA.name, Literal(host)))
        self.edge(article, outlet, SCHEMA.publisher, "publishedBy")
        return article

    def node(self, address: str, kind: str, label: str) -> URIRef:
        self.net.add_node(address, kind=kind, label=label)
        return URIRef(address)

    def edge(self, source: URIRef, target: URIRef, predicate: URIRef, relation: str) -> None:
        self.rdf.add((source, predicate, target))
        self.net.add_edge(str(source), str(target), key=relation, relation=relation)


def add(graphs: Graphs, markdown: MarkdownIt, path: Path) -> None:
    post = frontmatter.load(str(path))
    address = post.get("link") or SITE + str(post["permalink"])
    article = graphs.article(str(address), str(post["title"]))
    when = post["date"]
    added = when.isoformat() if isinstance(when, date | datetime) else str(when)
    graphs.rdf.add((article, KG.dateAdded, Literal(added, datatype=XSD.dateTime)))
    for label in post.get("tags") or []:
        name = quote(label.lower().replace(" ", "-"))
        topic = graphs.node(f"{BASE}topic/{name}", "topic", label)
        graphs.rdf.add((topic, RDF.type, SKOS.Concept))
        graphs.rdf.add((topic, SKOS.prefLabel, Literal(label)))
        graphs.edge(article, topic, SCHEMA.about, "about")
    if author := post.get("author"):
        person = graphs.node(f"{BASE}person/{quote(author)}", "person", author)
        graphs.rdf.add((person, RDF.type, SCHEMA.Person))
        graphs.rdf.add((person, SCHEMA.name, Literal(author)))
        graphs.edge(article, person, SCHEMA.author, "author")
    for target, label in links_in(markdown, post.content):
        if not target.startswith(SITE):
            related = graphs.article(target, label or target)
            graphs.edge(article, related, KG.relatedTo, "relatedTo")


def main(posts: Path, out: Path) -> None:
    graphs, markdown = Graphs(), MarkdownIt()
    for path in sorted(posts.rglob("*.md")):
        add(graphs, markdown, path)
    out.mkdir(parents=True, exist_ok=True)
    graphs.rdf.serialize(out / "graph.ttl", format="turtle")
    nx.write_graphml(graphs.net, out / "graph.graphml")
    nodes, edges = graphs.net.number_of_nodes(), graphs.net.number_of_edges()
    print(f"{len(graphs.rdf):,} triples, {nodes:,} nodes, {edges:,} edges")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
