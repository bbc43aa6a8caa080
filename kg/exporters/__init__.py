"""
The formats of a build, each in a module of its own.

A format is a function from a graph to the pieces of its text; the caller writes them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from kg.model.account import REPORT, REPORT_OPENING

if TYPE_CHECKING:
    from kg.exporters.reuse import CopiedText, EntityText, Memoize
    from kg.model.graph import KnowledgeGraph


class Format(NamedTuple):
    name: str
    """As in `--format`."""
    file: str
    home: str
    """Module and function, imported when the format is asked for."""
    about: str
    remembers: bool = False
    """Whether the function takes a Memoize besides the graph."""
    divisible: bool = False
    """Whether it takes a part of the entities, as a slice."""
    pieces: str = ""
    """Function of its module that yields the text in pieces and takes an EntityText, if any."""
    opening: bytes = b""
    """The first bytes of the file, by which kg recognizes its own; empty to go by the name."""

    def load(self, remember: Memoize | None = None) -> Callable[..., Iterator[str]]:
        """Return the function that gives the text of a graph in this format, in pieces."""
        module, _, function = self.home.partition(":")
        exporter: Callable[..., Iterator[str]] = getattr(import_module(module), function)
        return partial(exporter, remember=remember) if self.remembers and remember else exporter

    def load_pieces(
        self,
    ) -> Callable[[KnowledgeGraph, EntityText[CopiedText]], Iterator[str | CopiedText]]:
        """Return the function that gives the text in pieces, those of entities as they are kept."""
        module = import_module(self.home.partition(":")[0])
        exporter: Callable[..., Iterator[str | CopiedText]] = getattr(module, self.pieces)
        return exporter


FORMATS = {
    format_.name: format_
    for format_ in (
        Format(
            "turtle",
            "graph.ttl",
            "kg.exporters.rdf:to_turtle",
            "RDF as Turtle, for reading and for SPARQL",
            divisible=True,
            pieces="turtle_pieces",
            opening=b"@prefix ",
        ),
        Format(
            "graphml",
            "graph.graphml",
            "kg.exporters.network:to_graphml",
            "nodes and edges, for Gephi, networkx, igraph",
            pieces="graphml_pieces",
            opening=b"<?xml ",
        ),
        Format(
            "html",
            "graph.html",
            "kg.exporters.page:to_page",
            "page for a browser",
            True,
            opening=b"<!doctype html>",
        ),
        Format(
            "ntriples",
            "graph.nt",
            "kg.exporters.rdf:to_ntriples",
            "RDF as N-Triples, one triple per line",
            divisible=True,
            opening=b"<",
        ),
        Format(
            "jsonld",
            "graph.jsonld",
            "kg.exporters.rdf:to_jsonld",
            "RDF as JSON-LD",
            opening=b'{"@context":',
        ),
    )
}
WITH_SPARQL = {"html": FORMATS["html"]._replace(home="kg.exporters.page:to_sparql_page")}
"""What takes the place of a format where `--sparql` is asked for."""
DEFAULT_FORMATS = ("turtle", "graphml", "html")
DATA = os.path.join("out", FORMATS["turtle"].file)
"""What is asked unless --data says otherwise: the Turtle of a build without --out."""


def register_format(format_: Format) -> None:
    """
    Register a format, so that `--format NAME` writes it.

    `kg check` compares its file with the hash in report.json, not with the posts.
    """
    FORMATS[format_.name] = format_


def outputs() -> dict[str, bytes]:
    """Return the names of the files that a build may write, with their first bytes."""
    return {REPORT: REPORT_OPENING} | {each.file: each.opening for each in FORMATS.values()}
