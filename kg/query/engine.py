"""
Ask a graph in SPARQL: a text, checked before anything is evaluated; then the engine's answer.

The engine is Oxigraph. Its answers belong to the thread that asked: use them in no other.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from typing import IO, Any, NamedTuple

import pyoxigraph as ox

from kg.errors import KgError
from kg.model.graph import DEFAULT_BASE_IRI
from kg.model.vocabulary import PREFIXES
from kg.sparql.prepare import Query, syntax_error
from kg.sparql.tokens import QueryError

Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
"""Rows, yes or no, or triples: an iterator, to be used in the thread that asked."""


class AnswerFormat(NamedTuple):
    """One way to write an answer."""

    name: str
    media_type: str
    rows: ox.QueryResultsFormat | None = None
    """For the answers of SELECT and ASK."""
    triples: ox.RdfFormat | None = None
    """For the answers of CONSTRUCT and DESCRIBE."""


ANSWER_FORMATS = {
    format_.name: format_
    for format_ in (
        AnswerFormat("csv", "text/csv", rows=ox.QueryResultsFormat.CSV),
        AnswerFormat("tsv", "text/tab-separated-values", rows=ox.QueryResultsFormat.TSV),
        AnswerFormat("json", "application/sparql-results+json", rows=ox.QueryResultsFormat.JSON),
        AnswerFormat("xml", "application/sparql-results+xml", rows=ox.QueryResultsFormat.XML),
        AnswerFormat("turtle", "text/turtle", triples=ox.RdfFormat.TURTLE),
        AnswerFormat("ntriples", "application/n-triples", triples=ox.RdfFormat.N_TRIPLES),
        AnswerFormat("jsonld", "application/ld+json", triples=ox.RdfFormat.JSON_LD),
        AnswerFormat("rdfxml", "application/rdf+xml", triples=ox.RdfFormat.RDF_XML),
    )
}


def evaluate(
    store: ox.Store,
    query: Query,
    *,
    base: str | None = None,
    default_graphs: Sequence[str] | None = None,
    named_graphs: Sequence[str] | None = None,
) -> Results:
    """
    Return the answer, while it is being found: rows, yes or no, or triples.

    `base` is what relative addresses in the query are relative to. Graphs that are chosen here
    come before those of FROM and FROM NAMED; one that the data does not hold is empty. Raises
    QueryError if the text is no SPARQL, KgError if the data cannot be read. The answer belongs to
    this thread.
    """
    chosen: dict[str, Any] = {}
    if default_graphs is not None or named_graphs is not None:
        chosen = {
            "default_graph": [ox.NamedNode(iri) for iri in default_graphs or ()],
            "named_graphs": [ox.NamedNode(iri) for iri in named_graphs or ()],
        }
    for graph in () if chosen else query.graphs:
        if not store.contains_named_graph(ox.NamedNode(graph)):
            raise QueryError(
                f"FROM names the graph <{graph}>, which is not in the data. Remove FROM to query"
                " the default graph."
            )
    try:
        return store.query(
            query.spelling.text, base_iri=base, prefixes=dict(query.prefixes), **chosen
        )
    except SyntaxError as error:
        raise syntax_error(str(error), query.text, query.spelling) from None
    except OSError as error:
        raise KgError(f"The query failed: {error}. Try again.") from None


def format_for(query: Query, name: str) -> AnswerFormat:
    """Return the format of that name; raise QueryError if such an answer has no such form."""
    format_ = ANSWER_FORMATS[name]
    if (format_.rows is None) == (query.form in ("SELECT", "ASK")):
        fit = [
            f.name
            for f in ANSWER_FORMATS.values()
            if (f.rows is None) == (format_.rows is not None)
        ]
        raise QueryError(
            f"{query.form} results cannot be written as {name}. Choose {', '.join(fit)}."
        )
    return format_


def write(
    results: Results,
    stream: IO[bytes],
    format_: AnswerFormat,
    prefixes: dict[str, str] | None = None,
) -> None:
    """Write the answer as it is being found, in one of the W3C's formats."""
    if isinstance(results, ox.QueryTriples):
        ox.serialize(results, stream, format_.triples, prefixes=prefixes)
    elif isinstance(results, ox.QuerySolutions) and format_.name == "csv":
        _write_csv(results, stream)
    else:
        results.serialize(stream, format_.rows)


def says_nothing(written: bytes, format_: AnswerFormat) -> bool:
    r"""
    Return whether an answer, as `write` wrote it, has neither rows nor triples.

    >>> says_nothing(b"a\r\n", ANSWER_FORMATS["csv"])
    True
    >>> says_nothing(b"?a\n1\n", ANSWER_FORMATS["tsv"])
    False
    """
    if format_.name in ("csv", "tsv"):
        return written.count(b"\n") < 2
    if format_.name == "turtle":
        return all(line.startswith(b"@prefix ") for line in written.splitlines() if line)
    nothing = {
        "json": rb'.*"bindings":\[\]\}\}',
        "xml": rb".*<results></results></sparql>|.*<results/></sparql>",
        "ntriples": rb"",
        "jsonld": rb"\[\]",
        "rdfxml": rb"(?!.*<rdf:Description).*",
    }
    return bool(re.fullmatch(nothing[format_.name] + rb"\s*", written, re.DOTALL))


class _Encoded:
    """A stream of bytes that takes text."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        return self.stream.write(text.encode())


def _write_csv(results: ox.QuerySolutions, stream: IO[bytes]) -> None:
    """Write rows as the engine does, but addresses with a comma in quotes."""
    to = csv.writer(_Encoded(stream), lineterminator="\r\n")
    to.writerow([variable.value for variable in results.variables])
    for row in results:
        to.writerow(["" if t is None else str(t) if isinstance(t, (ox.BlankNode, ox.Triple))
                     else t.value for t in row])  # fmt: skip


def base_iri_of(store: ox.Store) -> str:
    """Return what every identifier of a build begins with: it describes itself."""
    kind = ox.NamedNode(PREFIXES["rdf"] + "type")
    for quad in store.quads_for_pattern(None, kind, ox.NamedNode(PREFIXES["void"] + "Dataset")):
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.endswith("dataset"):
            return quad.subject.value.removesuffix("dataset")
    return DEFAULT_BASE_IRI
