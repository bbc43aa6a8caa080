"""
kg: the knowledge graph of a news archive kept as Markdown posts.

>>> import kg
>>> graph = kg.build(["seeds"])
>>> len(graph.articles), len(graph.outlets), len(graph.topics)
(5, 5, 2)
>>> kg.to_networkx(graph).number_of_nodes()
12
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.2.0"

if TYPE_CHECKING:
    from kg.answers import LoadedGraph, NoAnswerWarning, Rows, load
    from kg.errors import KgError, Problem
    from kg.exporters.network import to_networkx
    from kg.exporters.rdf import to_rdflib
    from kg.model import Article, KnowledgeGraph, Link, Outlet, Topic
    from kg.output import write
    from kg.pipeline import build
    from kg.tokens import QueryError

# Imported when first asked for, so that `kg --help` pays for none of them.
_HOME = {
    "build": "kg.pipeline",
    "write": "kg.output",
    "to_networkx": "kg.exporters.network",
    "to_rdflib": "kg.exporters.rdf",
    "load": "kg.answers",
    "LoadedGraph": "kg.answers",
    "NoAnswerWarning": "kg.answers",
    "Rows": "kg.answers",
    "QueryError": "kg.tokens",
    "KgError": "kg.errors",
    "Problem": "kg.errors",
    "Article": "kg.model",
    "KnowledgeGraph": "kg.model",
    "Link": "kg.model",
    "Outlet": "kg.model",
    "Topic": "kg.model",
}

__all__ = [
    "Article",
    "KgError",
    "KnowledgeGraph",
    "Link",
    "LoadedGraph",
    "NoAnswerWarning",
    "Outlet",
    "Problem",
    "QueryError",
    "Rows",
    "Topic",
    "build",
    "load",
    "to_networkx",
    "to_rdflib",
    "write",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
