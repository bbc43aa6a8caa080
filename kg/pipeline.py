"""From files to the graph: where reading and resolving meet."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import parent_process
from threading import Thread

from kg.errors import KgError
from kg.fields import account_for_fields
from kg.ledger import Ledger, Mend
from kg.model import DEFAULT_BASE_IRI, DEFAULT_TITLE, KnowledgeGraph
from kg.posts import Archive, SourceFile, find_files, read_archive
from kg.records import clean_text
from kg.resolve import resolve

MIN_BYTES_A_WORKER = 16_000_000
"""Below this, starting a worker takes longer than what it would save."""
MAX_BYTES_A_PART = 64_000_000
"""Files are handed to workers in parts of about this size, so that progress can be told."""

Progress = Callable[[int, int], None]
"""Told after each step: bytes read so far, and bytes in all."""


def build(
    posts: Iterable[str | os.PathLike[str]] = ("seeds",),
    *,
    base_iri: str = DEFAULT_BASE_IRI,
    title: str = DEFAULT_TITLE,
    jobs: int | None = None,
    progress: Progress = lambda done, total: None,
) -> KnowledgeGraph:
    """
    Return the knowledge graph of files and folders of posts.

    `jobs` is the number of processes that read; by default as many as pay. The graph does not
    depend on it, nor on the order of the files. What could not be read is in `graph.ledger`.
    Raises KgError if a folder is missing, or the base IRI is none.

    >>> [topic.label for topic in build(["seeds"]).topics]
    ['AI', 'Computer Vision']
    """
    base_iri = _checked_base(base_iri)
    title = " ".join(clean_text(title).split()) or DEFAULT_TITLE
    try:
        files = find_files(posts)
    except FileNotFoundError as error:
        raise KgError(f"{error} does not exist. Name a folder of posts.") from None
    archive = _read_in_parts(files, jobs, progress)
    entities = resolve(archive.posts, archive.organizations, archive.subjects)
    mends = (
        Mend(note.field, note.what, note.value, path, uses)
        for note, (path, uses) in archive.notes.items()
    )
    ledger = Ledger(
        posts=len(archive.posts),
        taxonomy=len(archive.organizations) + len(archive.subjects),
        mentions=entities.mentions,
        untitled=entities.untitled,
        self_links=entities.self_links,
        merges=entities.merges,
        outlet_names=entities.outlet_names,
        fields=account_for_fields(archive.fields),
        mends=tuple(sorted(mends)),
        skipped=tuple(sorted(archive.skipped)),
        failed=tuple(sorted(archive.failed)),
        entries_left_out=archive.entries_left_out,
        problems=tuple(sorted((*archive.problems, *entities.problems))),
    )
    return KnowledgeGraph(
        entities.articles, entities.outlets, entities.topics, base_iri, title, ledger
    )


def _checked_base(base_iri: str) -> str:
    """Return the base IRI with its last `/`; raise KgError if no identifier can follow it."""
    base = base_iri if base_iri.endswith(("/", "#")) else f"{base_iri}/"
    # RFC 3987 and Turtle's IRIREF: what can stand between `<` and `>`.
    if not re.fullmatch(r"(?:https?://[^\s/?#<>\"{}|\\^`\x00-\x20]+/|urn:[a-z0-9-]+:)"
                        r"[^\s<>\"{}|\\^`\x00-\x20?]*", base, re.I):  # fmt: skip
        raise KgError(
            f"{base_iri!r} is no base for identifiers. Write it as https://example.org/kg/."
        )
    return base


def _read_in_parts(files: Sequence[SourceFile], jobs: int | None, progress: Progress) -> Archive:
    """Return what all files say, read by this process and, where that pays, by workers."""
    total = sum(file.size for file in files)
    if jobs is None:
        jobs = max(1, min(os.cpu_count() or 1, total // MIN_BYTES_A_WORKER))
    done = 0

    def advance(size: int) -> None:
        nonlocal done
        done += size
        progress(done, total)

    parts = _parts(files, jobs, total)
    archive = Archive()
    if jobs == 1 or len(parts) < 2:
        return read_archive(files, advance)
    with ProcessPoolExecutor(jobs - 1, initializer=_end_with_parent) as pool:
        own, others = parts[::jobs], [part for at, part in enumerate(parts) if at % jobs]
        futures = [pool.submit(read_archive, part) for part in others]
        for part in own:
            archive.extend(read_archive(part, advance))
        for part, future in zip(others, futures, strict=True):
            try:
                archive.extend(future.result())
            except BrokenProcessPool:  # a worker was killed: what it was to read is read here
                archive.extend(read_archive(part))
            advance(sum(file.size for file in part))
    return archive


def _end_with_parent() -> None:
    """In a worker: end when the process that it works for is gone, even if that was killed."""
    parent = parent_process()

    def watch() -> None:
        if parent:
            parent.join()
            os._exit(1)

    Thread(target=watch, daemon=True).start()


def _parts(files: Sequence[SourceFile], jobs: int, total: int) -> list[list[SourceFile]]:
    """Divide the files into runs of about equal size, a multiple of `jobs` of them."""
    rounds = max(1, -(-total // (jobs * MAX_BYTES_A_PART)))
    target = total / (jobs * rounds)
    parts: list[list[SourceFile]] = [[]]
    size = 0
    for file in files:
        if size > target * len(parts) and len(parts) < jobs * rounds:
            parts.append([])
        parts[-1].append(file)
        size += file.size
    return parts
