"""Build a folder of posts into a folder of files, as far as that is not done already."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from kg.errors import KgError, Problem
from kg.exporters import outputs
from kg.pipeline.cache import Cache, Receipt, content_of, says_the_same, to_receipt
from kg.read.files import find_files

if TYPE_CHECKING:
    from kg.model.account import Written
    from kg.model.records import KnowledgeGraph

MANY_FILES = 1_000
"""From here on, a process more saves more time than it takes."""


class Outcome(NamedTuple):
    """What a rebuild came to."""

    posts: int
    problems: tuple[Problem, ...]
    graph: KnowledgeGraph | None
    """None if nothing had changed, so that nothing was built."""
    written: tuple[Written, ...] = ()


def rebuild(
    roots: Sequence[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    formats: Iterable[str],
    *,
    base_iri: str,
    title: str,
    sparql: bool = False,
    jobs: int | None = None,
    cache: str | os.PathLike[str] | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
    tell: Callable[[tuple[Problem, ...]], None] = lambda problems: None,
) -> Outcome:
    """
    Write the graph of the posts into a folder, unless it is there already.

    With a `cache` folder only what changed since the last time is read; the files are, byte for
    byte, the same without it. `tell` is told the problems before anything is written. Raises
    KgError if a root is missing, no post can be read, or the files cannot be written.
    """
    scanned = time.time_ns()
    files = find_files(roots, out=out, outputs=outputs())
    settings = (*map(os.path.abspath, roots), "", *formats, str(sparql), base_iri, title)
    store = Cache(cache) if cache is not None else None
    receipt = store.read_receipt(out) if store else None
    if receipt and (receipt.settings != settings or not receipt.is_in_place()):
        receipt = None
    if receipt and receipt.knows(files):
        return _as_before(receipt, tell)

    from kg.pipeline.graph import checked_base, read_places, read_posts, to_graph
    from kg.resolve import Place

    base_iri = checked_base(base_iri)
    known = store.read_posts(roots) if store else {}
    seen = read_posts(files, known, jobs, progress, digests=store is not None)
    content = content_of(seen)
    if store and receipt:
        as_built = receipt.content == content or (
            says_the_same(seen, known)
            and receipt.content == content_of(known[each.file.path] for each in seen)
            and receipt.lines == read_places(files, map(Place._make, receipt.lines))
        )
        if as_built:
            store.write_posts(roots, scanned, seen)
            store.write_receipt(out, receipt.of(scanned, files, content))
            return _as_before(receipt, tell)

    from kg.exporters.reuse import BuildMemory
    from kg.pipeline.background import Background
    from kg.pipeline.output import write

    keep = partial(store.write_posts, roots, scanned, seen) if store else (lambda: None)
    much = store is not None and len(files) >= MANY_FILES and not store.knows_most_of(seen)
    with Background(keep, worth=much) as keeping:
        lines: dict[Place, int] = {}

        def find_lines(places: Iterable[Place]) -> dict[Place, int]:
            lines.update(read_places(files, places))
            return lines

        graph = to_graph(
            [record for file in seen for record in file.records], base_iri, title, find_lines
        )
        problems, posts = graph.account.problems, graph.account.posts
        tell(problems)
        if not posts:
            names = ", ".join(map(str, roots))
            raise KgError(
                f"No post could be read in {names}, so nothing was written."
                " Fix the problems above, or name another folder."
            )
        memory = None
        if store:
            before = store.read_spans(out, receipt) if receipt else {}
            memory = BuildMemory(partial(store.remember, out), before)
        written = write(graph, out, formats, sparql=sparql, memory=memory)
        keeping.result()
    if store and memory:
        store.write_spans(out, memory.spans, written)
        receipt = to_receipt(settings, scanned, files, content, written, posts, problems, lines)
        store.write_receipt(out, receipt)
    return Outcome(posts, problems, graph, tuple(written))


def _as_before(receipt: Receipt, tell: Callable[[tuple[Problem, ...]], None]) -> Outcome:
    problems = tuple(Problem(*fields) for fields in receipt.problems)
    tell(problems)
    return Outcome(receipt.posts, problems, None)
