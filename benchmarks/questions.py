"""
Measure what each named question takes on builds, at worst.

    python benchmarks/questions.py out/graph.ttl [more.ttl ...]

A question that leaves something open is asked for the largest: the topic and the outlet with most
articles, the articles with most links. Processor time, median of five, in milliseconds.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median

import pyoxigraph as ox

from kg.query.engine import evaluate
from kg.query.store import open_store
from kg.sparql.prepare import prepare
from kg.sparql.questions import Question, bind, read_questions

MOST = {
    "topic": ("schema:about", "skos:prefLabel"),
    "outlet": ("schema:publisher", "schema:name"),
    "article": ("^kg:relatedTo", "schema:url"),
}
REPEATS = 5
ALLOWED = 100
"""Milliseconds."""


def largest(store: ox.Store, type_: str) -> list[str]:
    """Return the two things of a type of which there is most."""
    link, name = MOST[type_]
    query = (
        f"SELECT ?name {{ {{ SELECT ?each (COUNT(*) AS ?n) {{ ?a {link} ?each }} GROUP BY ?each }}"
        f" ?each {name} ?name }} ORDER BY DESC(?n) ?name LIMIT 2"
    )
    return [row["name"].value for row in evaluate(store, prepare(query))]  # type: ignore[union-attr]


def values(question: Question, store: ox.Store) -> dict[str, str]:
    """Return values for what a question leaves open; two articles if it asks for two."""
    chosen: dict[str, str] = {}
    for parameter in question.parameters:
        if parameter.type in MOST:
            both = largest(store, parameter.type)
            chosen[parameter.name] = both[min(len(chosen), len(both) - 1)]
        else:
            chosen[parameter.name] = parameter.example
    return chosen


def measure(store: ox.Store, text: str) -> tuple[float, int]:
    """Return the milliseconds that a query takes, and the rows that it gives."""
    times = []
    for _ in range(REPEATS):
        start = time.process_time()
        rows = len(list(evaluate(store, prepare(text))))  # type: ignore[arg-type]
        times.append((time.process_time() - start) * 1000)
    return median(times), rows


def main() -> int:
    stores = [open_store([Path(name)]) for name in sys.argv[1:] or ["out/graph.ttl"]]
    slow = 0
    for name, question in read_questions().items():
        cells = []
        for store in stores:
            took, rows = measure(store, bind(question, values(question, store)))
            cells.append(f"{took:6.0f} ms {rows:6,} rows")
            slow += took > ALLOWED
        print(f"{name:28}", *cells, sep="  ")
    print(f"{slow} over {ALLOWED} ms")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
