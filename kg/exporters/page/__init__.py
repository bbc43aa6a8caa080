"""
The knowledge graph as one HTML file: a map to look at, search, filters, the facts on each node.

The file needs nothing but a browser. It holds the graph, compressed, the styles, our scripts
and vis-network, and its own policy forbids it to fetch or run anything else.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from kg.exporters.page.blocks import blocks
from kg.exporters.page.frame import frame
from kg.exporters.page.noscript import counts, lists
from kg.exporters.page.payload import dumps, parse_page
from kg.exporters.page.plan import make_plan
from kg.exporters.reuse import Memoize, compute
from kg.model.graph import KnowledgeGraph

__all__ = ["parse_page", "to_page", "to_sparql_page"]


def to_page(graph: KnowledgeGraph, remember: Memoize = compute) -> Iterator[str]:
    """
    Yield the text of the page, to be written as UTF-8.

    The same graph gives the same text on every machine. To be remembered is what is the same in
    every page.
    """
    yield _page(graph, remember("frame", "", frame), {}, remember)


def to_sparql_page(graph: KnowledgeGraph, remember: Memoize = compute) -> Iterator[str]:
    """Yield the text of a page that holds an engine for SPARQL, too."""
    from kg.exporters.page.sparql import POLICY, engine_blocks

    text = remember("frame-sparql", "", partial(frame, POLICY))
    yield _page(graph, text, dict(engine_blocks(graph)), remember)


def _page(graph: KnowledgeGraph, text: str, more: Mapping[str, str], remember: Memoize) -> str:
    """Return the text of a page, from the text of its frame."""
    import jinja2

    with no_collection():
        plan = make_plan(graph, remember)
        data = blocks(graph, plan, remember) | dict(more)
    environment = jinja2.Environment(autoescape=True, keep_trailing_newline=True)
    environment.policies["json.dumps_function"] = dumps
    # What ends the page is long and has nothing to fill in.
    template, tag, end = text.rpartition('<script type="text/plain" id="program">')
    return environment.from_string(template).render(
        title=graph.title,
        counts=counts(graph),
        cards=plan.drawing.cards,
        nodes=plan.drawing.nodes,
        edges=plan.drawing.edges,
        blocks=data,
        lists=lists(graph, plan.linked),
    ) + (tag + end)


@contextmanager
def no_collection() -> Iterator[None]:
    """
    Hold off the collector of cycles while none are made.

    It would look through millions of links again and again: 6 to 13 % of a build.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
