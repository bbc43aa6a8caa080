"""Ask a graph from Python: plain rows, or a frame of pandas or Polars where that is installed."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.errors import KgError
from kg.exporters import FORMATS
from kg.model.graph import DEFAULT_BASE_IRI, KnowledgeGraph
from kg.model.rows import NoAnswerWarning, Rows
from kg.model.vocabulary import PREFIXES
from kg.query.engine import base_iri_of, evaluate
from kg.query.names import as_in_store
from kg.query.store import open_store
from kg.sparql.prepare import Query, prepare
from kg.sparql.questions import bind, read_questions

_XSD = PREFIXES["xsd"]
_READ: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys((_XSD + "integer", _XSD + "int", _XSD + "long"), int),
    **dict.fromkeys((_XSD + "double", _XSD + "float"), float),
    _XSD + "decimal": Decimal,
    _XSD + "boolean": lambda text: text in ("true", "1"),
    _XSD + "dateTime": datetime.fromisoformat,
    _XSD + "date": date.fromisoformat,
}


class LoadedGraph:
    """A graph that can be asked, in the thread that loaded it or any other."""

    def __init__(self, store: ox.Store, base_iri: str = DEFAULT_BASE_IRI) -> None:
        self.store = store
        self.base_iri = base_iri

    def query(self, text: str) -> Rows | bool:
        """
        Return the answer to SPARQL: rows, of CONSTRUCT and DESCRIBE triples; of ASK True or False.

        The prefixes of a build need not be declared. Nothing is fetched. Raises kg.QueryError.
        Where there are no rows and the query names what the data does not have, warns with
        kg.NoAnswerWarning; the rows have the same sentences as `hints`.
        """
        asked = prepare(text, base_iri=self.base_iri)
        results = evaluate(self.store, asked)
        if isinstance(results, ox.QueryBoolean):
            return bool(results)
        names = ["subject", "predicate", "object"]
        found: Iterable[Iterable[object]]
        if isinstance(results, ox.QueryTriples):
            found = ((t.subject, t.predicate, t.object) for t in results)
        else:
            names, found = [v.value for v in results.variables], results
        rows = Rows(names, (map(_plain, row) for row in found), lambda: _hints(asked, self.store))
        if rows.hints:
            said = " ".join(("No results.", *rows.hints))
            warnings.warn(said, NoAnswerWarning, stacklevel=_depth_of_caller())
        return rows

    def ask(self, name: str, *folders: str | os.PathLike[str], **values: object) -> Rows | bool:
        """
        Return the answer to a question that has a name; `folders` hold more of them.

        The values are what the question leaves open: `ask("newest-on-topic", topic="AI")`.
        """
        questions = read_questions(*map(Path, folders))
        if name not in questions:
            raise KgError(f"There is no question {name!r}. Choose one of {', '.join(questions)}.")
        question = questions[name]
        if strange := values.keys() - {parameter.name for parameter in question.parameters}:
            known = ", ".join(each.name for each in question.parameters) or "none"
            raise KgError(
                f"{name} has no parameter {', '.join(sorted(strange))}. Its parameters: {known}."
            )
        texts = {each: str(value) for each, value in values.items()}
        return self.query(bind(question, as_in_store(question, texts, self.store)))


def _hints(asked: Query, store: ox.Store) -> tuple[str, ...]:
    from kg.query.hints import hints

    return hints(asked, store)


def _depth_of_caller() -> int:
    """Return the `stacklevel` of the first caller that is none of ours."""
    frame, depth = sys._getframe(1), 1
    while frame.f_back and frame.f_globals["__name__"].partition(".")[0] == "kg":
        frame, depth = frame.f_back, depth + 1
    return depth


def load(graph: str | os.PathLike[str] | KnowledgeGraph = "out") -> LoadedGraph:
    """
    Return a build's folder, a file of RDF or a graph in memory, ready to be asked.

    >>> import kg
    >>> load(kg.build(["seeds"])).query("SELECT ?name { topic:ai skos:prefLabel ?name }")[0].name
    'AI'
    """
    if isinstance(graph, KnowledgeGraph):
        return LoadedGraph(_store_of(graph), graph.base_iri)
    path = Path(graph)
    file = path / FORMATS["turtle"].file if path.is_dir() else path
    store = open_store([file], tell=lambda said: warnings.warn(said, stacklevel=5))
    return LoadedGraph(store, base_iri_of(store))


@lru_cache(maxsize=1)
def _store_of(graph: KnowledgeGraph) -> ox.Store:
    store = ox.Store()
    turtle = "".join(FORMATS["turtle"].load()(graph)).encode("utf-8", "backslashreplace")
    store.bulk_load(input=turtle, format=ox.RdfFormat.TURTLE)
    return store


def _plain(term: object) -> Any:
    """
    Return a term as Python has it; a literal that is none of its type as its text.

    >>> year = ox.Literal("2024-05-01", datatype=ox.NamedNode(_XSD + "date"))
    >>> _plain(year), _plain(ox.Literal("so")), _plain(None)
    (datetime.date(2024, 5, 1), 'so', None)
    """
    if isinstance(term, ox.Literal):
        with suppress(ValueError, ArithmeticError):
            return _READ.get(term.datatype.value, str)(term.value)
        return term.value
    return term.value if isinstance(term, ox.NamedNode) else None if term is None else str(term)
