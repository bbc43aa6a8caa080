"""From files to the graph: where reading and resolving meet."""

from __future__ import annotations

import marshal
import os
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from typing import NamedTuple

from kg.errors import KgError
from kg.exporters import outputs
from kg.model.account import (
    Account,
    Conflict,
    Correction,
    RecordsPassedOver,
    Skip,
    Statement,
)
from kg.model.graph import DEFAULT_BASE_IRI, DEFAULT_TITLE, KnowledgeGraph
from kg.model.settings import DEFAULT_SETTINGS, Settings
from kg.model.text import clean_text
from kg.pipeline.background import Background
from kg.pipeline.cache import Cache, CachedFile, pack_records, unpack_records
from kg.pipeline.reading import DEFAULT_READING, Reading, find_reading
from kg.read.archive import Archive, SourceRecord, to_archive
from kg.read.fields import account_for_fields
from kg.read.files import SourceFile, find_files
from kg.read.reader import Reader, Records, read_lines
from kg.read.sites.passed_over import PassedOver
from kg.read.values import Note
from kg.resolve import Entities, Place, resolve
from kg.resolve.suggested import suggest_topics
from kg.stories import Part, Told, tell
from kg.stories.counts import count_stories

MIN_BYTES_A_WORKER = 16_000_000
MIN_FILES_A_WORKER = 2_000
"""Below both of these, starting a worker takes longer than what it would save."""

OWN_EXTRA = 0.22
"""Of a share, what the process that began reads more: it has nothing to send to another."""

Progress = Callable[[int, int], None]
"""Told after each step: bytes read so far, and bytes in all."""


def build(
    posts: Iterable[str | os.PathLike[str]] = ("seeds",),
    *,
    base_iri: str = DEFAULT_BASE_IRI,
    title: str = DEFAULT_TITLE,
    jobs: int | None = None,
    cache: str | os.PathLike[str] | None = None,
    progress: Progress = lambda done, total: None,
    out: str | os.PathLike[str] | None = None,
    settings: Settings = DEFAULT_SETTINGS,
) -> KnowledgeGraph:
    """
    Return the knowledge graph of files and folders of posts.

    `jobs` is the number of processes that read; by default as many as pay. `cache` is a folder
    that keeps what was read, so that next time only what changed is read again. The graph depends
    on neither, nor on the order of the files. What could not be read is in `graph.account`.
    `out` is the folder of a build: what was written into it is no post. `settings` say what the
    archive calls its fields, which site is its own, and what links in bodies are.
    Raises KgError if a folder is missing, or the base IRI is none.

    >>> [topic.label for topic in build(["seeds"]).topics]
    ['AI', 'Computer Vision']
    """
    base_iri = checked_base(base_iri)
    sources = read_sources(
        posts, jobs=jobs, cache=cache, progress=progress, out=out, settings=settings
    )
    return sources.graph(base_iri, title)


class Sources(NamedTuple):
    """What the files of some folders say, and how they were read."""

    files: Sequence[SourceFile]
    records: Sequence[SourceRecord]
    reading: Reading
    passed_over: Sequence[PassedOver]

    def graph(
        self,
        base_iri: str = DEFAULT_BASE_IRI,
        title: str = DEFAULT_TITLE,
        parts: list[Part] | None = None,
    ) -> KnowledgeGraph:
        """Return the graph of what the files say; `parts` are as those of `kg.stories.tell`."""
        lines = partial(read_places, self.files)
        return to_graph(self.records, base_iri, title, lines, self.reading, self.passed_over, parts)


def read_sources(
    posts: Iterable[str | os.PathLike[str]] = ("seeds",),
    *,
    jobs: int | None = None,
    cache: str | os.PathLike[str] | None = None,
    progress: Progress = lambda done, total: None,
    out: str | os.PathLike[str] | None = None,
    settings: Settings = DEFAULT_SETTINGS,
) -> Sources:
    """Return what files and folders of posts say; the arguments are those of `build`."""
    roots = list(posts)
    scanned = time.time_ns()
    passed_over: list[PassedOver] = []
    files = find_files(roots, out=out, outputs=outputs(), passed_over=passed_over)
    reading = find_reading(roots, settings)
    store = Cache(cache, reading.key) if cache is not None else None
    known = store.read_posts(roots) if store else {}
    seen = read_posts(files, known, jobs, progress, digests=store is not None, reading=reading)
    if store:
        store.write_posts(roots, scanned, seen)
    records = [record for file in seen for record in file.records]
    return Sources(files, records, reading, passed_over)


def read_places(files: Iterable[SourceFile], places: Iterable[Place]) -> dict[Place, int]:
    """Return the line of each place in the files; of files that are gone none."""
    wanted: dict[str, list[Place]] = {}
    lines: dict[Place, int] = {}
    for place in places:
        if place.line:
            lines[place] = place.line
        else:
            wanted.setdefault(place.path, []).append(place)
    for file in files:
        if of_file := wanted.get(file.path):
            found = read_lines(file.location, [place.where for place in of_file])
            lines.update(zip(of_file, found, strict=True))
    return lines


Lines = Callable[[Iterable[Place]], Mapping[Place, int]]


def to_graph(
    records: Iterable[SourceRecord],
    base_iri: str,
    title: str,
    lines: Lines = lambda places: {},
    reading: Reading = DEFAULT_READING,
    passed_over: Iterable[PassedOver] = (),
    parts: list[Part] | None = None,
) -> KnowledgeGraph:
    """
    Return the graph of what all files say, and the account of it.

    `lines` is asked for the lines of values that lose against others, all at once.
    `parts` are as those of `kg.stories.tell`.
    """
    archive = to_archive(records, reading.settings)
    entities = resolve(
        archive.posts,
        archive.mentions,
        archive.organizations,
        archive.subjects,
        archive.normal_forms,
        reading.settings,
    )
    articles = suggest_topics(entities.articles, entities.topics)
    told = tell(articles, entities.outlets, reading.settings, parts)
    title = " ".join(clean_text(title).split()) or DEFAULT_TITLE
    return KnowledgeGraph(
        told.articles,
        entities.outlets,
        entities.topics,
        base_iri,
        title,
        _account(archive, entities, told, lines, reading, passed_over),
        entities.people,
        told.stories,
    )


def _account(
    archive: Archive,
    entities: Entities,
    told: Told,
    lines: Lines,
    reading: Reading,
    passed_over: Iterable[PassedOver],
) -> Account:
    """Return the account of what became of everything in the files."""
    for path, url, times in entities.repeats:
        repeat = Note("related", "an entry repeated in its post counts once", url)
        archive.note(repeat, path, times)
    mends = (
        Correction(note.field, note.what, note.value, path, uses)
        for note, (path, uses) in archive.notes.items()
    )
    return Account(
        found=archive.files,
        posts=len(archive.posts),
        taxonomy=len(archive.organizations) + len(archive.subjects),
        mentions=entities.mentions,
        untitled=entities.untitled,
        self_links=entities.self_links,
        merges=entities.merges,
        conflicts=_conflicts(entities, lines),
        outlet_names=entities.outlet_names,
        outlet_logos=entities.outlet_logos,
        fields=account_for_fields(archive.fields),
        mends=tuple(sorted(mends)),
        skipped=tuple(sorted(archive.skipped)),
        failed=tuple(sorted(archive.failed)),
        entries_left_out=archive.entries_left_out,
        problems=tuple(sorted((*archive.problems, *entities.problems, *told.problems))),
        folders_passed_over=tuple(sorted(Skip(each.path, each.reason) for each in passed_over)),
        configurations_passed_over=tuple(sorted(reading.problems)),
        passed_over=tuple(
            RecordsPassedOver(skip.path, skip.reason, count, skip.mend)
            for skip, count in sorted(archive.passed_over.items())
        ),
        labels_left_out=entities.labels_left_out,
        stories=count_stories(told.articles, told.stories),
    )


def _conflicts(entities: Entities, lines: Lines) -> tuple[Conflict, ...]:
    """Return the values that lose, with the lines of all."""
    line_of = lines({place for _, places in entities.conflicts for place in places})
    conflicts = []
    for (subject, field, values), places in entities.conflicts:
        kept, *lost = (
            Statement(value, place.path, line_of.get(place, 0))
            for (value, _), place in zip(values, places, strict=True)
        )
        conflicts.append(Conflict(subject, field, kept, tuple(lost)))
    return tuple(conflicts)


def checked_base(base_iri: str) -> str:
    """Return the base IRI with its last `/`; raise KgError if no identifier can follow it."""
    base = base_iri if base_iri.endswith(("/", "#")) else f"{base_iri}/"
    # RFC 3987 and Turtle's IRIREF: what can stand between `<` and `>`.
    if not re.fullmatch(r"(?:https?://[^\s/?#<>\"{}|\\^`\x00-\x20]+/|urn:[a-z0-9-]+:)"
                        r"[^\s<>\"{}|\\^`\x00-\x20?]*", base, re.I):  # fmt: skip
        raise KgError(f"{base_iri!r} is not a valid base IRI. Write it as https://example.org/kg/.")
    return base


def read_posts(
    files: Sequence[SourceFile],
    known: Mapping[str, CachedFile],
    jobs: int | None = None,
    progress: Progress = lambda done, total: None,
    *,
    digests: bool = True,
    reading: Reading = DEFAULT_READING,
) -> list[CachedFile]:
    """
    Return what each file says, in their order; of what is known only what changed is read.

    It is read by this process and, where that pays, by others beside it. Without `digests` each
    is empty, which is enough where nobody keeps them.
    """
    seen: dict[str, CachedFile] = {}
    work: list[Work] = []
    for file in files:
        before = known.get(file.path)
        if before and before.file[2:] == file[2:]:
            seen[file.path] = before._replace(file=file)
        else:
            work.append((file, before.digest if before else b""))
    total = sum(file.size for file, _ in work)
    own, *others = _parts(work, jobs or _worthwhile_jobs(len(work), total), total)
    read_apart = partial(_read_apart, digests=digests, reading=reading)
    done = 0

    def advance(size: int) -> None:
        nonlocal done
        done += size * (1 + len(others))  # the others are about as far
        progress(min(done, total), total)

    with ExitStack() as stack:
        calls = [stack.enter_context(Background(partial(read_apart, part))) for part in others]
        results = [(own, read_part(own, advance, digests=digests, reading=reading))]
        for part, call in zip(others, calls, strict=True):
            sums, again, packed = marshal.loads(call.result())  # noqa: S302  # our own words
            news = iter(unpack_records(packed))
            answers = [None if as_before else next(news) for as_before in again]
            results.append((part, list(zip(sums, answers, strict=True))))
    if work:
        progress(total, total)
    for part, read in results:
        for (file, _), (digest, records) in zip(part, read, strict=True):
            seen[file.path] = CachedFile(
                file, digest, known[file.path].records if records is None else records
            )
    return [seen[file.path] for file in files]


def _worthwhile_jobs(files: int, size: int) -> int:
    """Return how many processes read so much in less time than fewer would."""
    worth = max(size // MIN_BYTES_A_WORKER, files // MIN_FILES_A_WORKER)
    return max(1, min(os.cpu_count() or 1, worth))


Work = tuple[SourceFile, bytes]
"""A file to read, and its digest when it was read before, or nothing."""


def read_part(
    work: Iterable[Work],
    progress: Callable[[int], None] = lambda size: None,
    *,
    digests: bool = True,
    reading: Reading = DEFAULT_READING,
) -> list[tuple[bytes, Records | None]]:
    """Return the digest of each file, and what it says unless it has the digest that it had."""
    reader = Reader(reading.settings, reading.site, reading.below, digests=digests)
    answers = []
    for file, before in work:
        answers.append(reader.read(file, before))
        progress(file.size)
    return answers


def _read_apart(work: Sequence[Work], digests: bool, reading: Reading) -> bytes:
    """Return the same in a form that is quickly sent from one process to another."""
    answers = read_part(work, digests=digests, reading=reading)
    news = [records for _, records in answers if records is not None]
    return marshal.dumps(
        (
            [digest for digest, _ in answers],
            [records is None for _, records in answers],
            pack_records(news),
        )
    )


def _parts(work: Sequence[Work], jobs: int, total: int) -> list[list[Work]]:
    """Divide the files into as many runs, fewer if there are few; all but the first are equal."""
    parts: list[list[Work]] = [[]]
    share = total / (jobs + OWN_EXTRA)
    size = 0
    for each in work:
        if size > share * (len(parts) + OWN_EXTRA) and len(parts) < jobs:
            parts.append([])
        parts[-1].append(each)
        size += each[0].size
    return parts
