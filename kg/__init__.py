"""
kg: the knowledge graph of a news archive.

>>> import kg
>>> graph = kg.build(["seeds"])
>>> len(graph.articles), len(graph.outlets), len(graph.topics)
(5, 5, 2)
>>> kg.to_networkx(graph).number_of_nodes()
13
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.model import querying
from kg.version import __version__ as __version__

if TYPE_CHECKING:
    from kg.errors import KgError, Problem
    from kg.exporters.network import to_networkx
    from kg.exporters.pyvis_network import to_pyvis
    from kg.exporters.rdf import to_rdflib
    from kg.model.graph import KnowledgeGraph
    from kg.model.normal_urls import normalise_url
    from kg.model.records import Article, Link, Outlet, Person, Story, Topic
    from kg.model.rows import NoAnswerWarning, Rows
    from kg.pipeline.graph import build
    from kg.pipeline.output import write
    from kg.query.answers import LoadedGraph, load
    from kg.sparql.tokens import QueryError

# Each public name and its module, imported when the name is first used: `kg --help` needs none.
_HOME = {
    "Article": "kg.model.records",
    "KgError": "kg.errors",
    "KnowledgeGraph": "kg.model.graph",
    "Link": "kg.model.records",
    "LoadedGraph": "kg.query.answers",
    "NoAnswerWarning": "kg.model.rows",
    "Outlet": "kg.model.records",
    "Person": "kg.model.records",
    "Problem": "kg.errors",
    "QueryError": "kg.sparql.tokens",
    "Rows": "kg.model.rows",
    "Story": "kg.model.records",
    "Topic": "kg.model.records",
    "build": "kg.pipeline.graph",
    "load": "kg.query.answers",
    "normalise_url": "kg.model.normal_urls",
    "to_networkx": "kg.exporters.network",
    "to_pyvis": "kg.exporters.pyvis_network",
    "to_rdflib": "kg.exporters.rdf",
    "write": "kg.pipeline.output",
}

__all__ = [
    "Article",
    "KgError",
    "KnowledgeGraph",
    "Link",
    "LoadedGraph",
    "NoAnswerWarning",
    "Outlet",
    "Person",
    "Problem",
    "QueryError",
    "Rows",
    "Story",
    "Topic",
    "build",
    "load",
    "normalise_url",
    "to_networkx",
    "to_pyvis",
    "to_rdflib",
    "write",
]


if not TYPE_CHECKING:  # or a type checker would believe that every name is there

    def __getattr__(name: str) -> Any:
        if name not in _HOME:
            raise AttributeError(f"module 'kg' has no attribute {name!r}")
        from importlib import import_module

        value = getattr(import_module(_HOME[name]), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _answer(graph: KnowledgeGraph, text: str) -> Rows | bool:
    from kg.query.answers import load

    return load(graph).query(text)


querying.answer = _answer
