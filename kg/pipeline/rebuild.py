"""Build a folder of posts into a folder of files, as far as that is not done already."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from kg.errors import KgError, Problem, printable
from kg.exporters import outputs
from kg.model.settings import DEFAULT_SETTINGS, Settings
from kg.pipeline.cache import Cache, CachedFile, Receipt, content_of, says_the_same, to_receipt
from kg.pipeline.reading import Reading, find_reading
from kg.read.files import SourceFile, find_files

if TYPE_CHECKING:
    from kg.model.account import Written
    from kg.model.graph import KnowledgeGraph
    from kg.read.sites.passed_over import PassedOver
    from kg.resolve import Place

MANY_FILES = 1_000
"""From here on, a process more saves more time than it takes."""


class NothingReadError(KgError):
    """There is no post to build a graph of. `kg.inspection` says why, and what would help."""


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
    settings: Settings = DEFAULT_SETTINGS,
) -> Outcome:
    """
    Write the graph of the posts into a folder, unless it is there already.

    With a `cache` folder only what changed is read; the files are the same without it, byte for
    byte. `tell` is told the problems before anything is written. Raises NothingReadError if no
    post can be read, KgError if a root is missing or the files cannot be written.
    """
    scanned = time.time_ns()
    passed_over: list[PassedOver] = []
    files = find_files(roots, out=out, outputs=outputs(), passed_over=passed_over)
    reading = find_reading(roots, settings)
    made_of = (
        *(*map(os.path.abspath, roots), "", *formats, str(sparql), base_iri, title),
        *(reading.graph_key, repr(passed_over)),
    )
    store = Cache(cache, reading.key) if cache is not None else None
    receipt = _receipt_of(store, out, made_of)
    if receipt and receipt.knows(files):
        return _as_before(receipt, tell)

    from kg.pipeline.graph import checked_base, read_posts

    base_iri = checked_base(base_iri)
    known = store.read_posts(roots) if store else {}
    seen = read_posts(files, known, jobs, progress, digests=store is not None, reading=reading)
    content = content_of(seen)
    if store and receipt and _is_built(receipt, content, seen, known):
        store.write_posts(roots, scanned, seen)
        store.write_receipt(out, receipt.of(scanned, files, content))
        return _as_before(receipt, tell)

    build = _Build(roots, out, made_of, scanned, files, content, reading, passed_over)
    return _build_and_write(
        build, seen, store, receipt, tell, base_iri=base_iri, title=title, formats=formats,
        sparql=sparql,
    )  # fmt: skip


def _receipt_of(
    store: Cache | None, out: str | os.PathLike[str], made_of: tuple[str, ...]
) -> Receipt | None:
    """Return what is known of the last build, if it is in place and was made of the same."""
    receipt = store.read_receipt(out) if store else None
    return receipt if receipt and receipt.settings == made_of and receipt.is_in_place() else None


class _Build(NamedTuple):
    """What a build is made of, and where it goes."""

    roots: Sequence[str | os.PathLike[str]]
    out: str | os.PathLike[str]
    settings: tuple[str, ...]
    scanned: int
    files: Sequence[SourceFile]
    content: bytes
    reading: Reading
    passed_over: Sequence[PassedOver]


def _build_and_write(
    build: _Build,
    seen: Sequence[CachedFile],
    store: Cache | None,
    receipt: Receipt | None,
    tell: Callable[[tuple[Problem, ...]], None],
    *,
    base_iri: str,
    title: str,
    formats: Iterable[str],
    sparql: bool,
) -> Outcome:
    """Write the graph of what the files say; keep what was read while that is done."""
    from kg.exporters.reuse import BuildMemory
    from kg.pipeline.background import Background
    from kg.pipeline.graph import to_graph
    from kg.pipeline.output import write

    roots, out, settings, scanned, files, content, reading, passed_over = build
    keep = partial(store.write_posts, roots, scanned, seen) if store else (lambda: None)
    much = store is not None and len(files) >= MANY_FILES and not store.knows_most_of(seen)
    with Background(keep, worth=much) as keeping:
        lines: dict[Place, int] = {}
        records = [record for file in seen for record in file.records]
        find_lines = partial(_find_lines, files, lines)
        graph = to_graph(records, base_iri, title, find_lines, reading, passed_over)
        problems, posts = graph.account.problems, graph.account.posts
        tell(problems)
        if not posts:
            names = ", ".join(printable(os.fsdecode(root)) for root in roots)
            raise NothingReadError(f"No post could be read in {names}, so nothing was written.")
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


def _find_lines(
    files: Sequence[SourceFile], found: dict[Place, int], places: Iterable[Place]
) -> dict[Place, int]:
    """Return the lines of values in the files, and add them to those that were found."""
    from kg.pipeline.graph import read_places

    found.update(read_places(files, places))
    return found


def _is_built(
    receipt: Receipt, content: bytes, seen: Sequence[CachedFile], known: Mapping[str, CachedFile]
) -> bool:
    """Return whether the last build holds what the files say now."""
    from kg.pipeline.graph import read_places
    from kg.resolve import Place

    return receipt.content == content or (
        says_the_same(seen, known)
        and receipt.content == content_of(known[each.file.path] for each in seen)
        and receipt.lines
        == read_places([each.file for each in seen], map(Place._make, receipt.lines))
    )


def _as_before(receipt: Receipt, tell: Callable[[tuple[Problem, ...]], None]) -> Outcome:
    problems = tuple(Problem(*fields) for fields in receipt.problems)
    tell(problems)
    return Outcome(receipt.posts, problems, None)
