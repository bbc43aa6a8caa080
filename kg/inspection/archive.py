"""Inspect an archive: read it once, as a build does, and count what is there."""

from __future__ import annotations

import marshal
import os
from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence
from contextlib import ExitStack
from functools import partial

from kg.config import CONFIG_NAME
from kg.errors import kind_of_problem
from kg.exporters import outputs
from kg.inspection.result import Group, Inspection
from kg.inspection.sample import Division, divide, scaled
from kg.inspection.suggest import suggest
from kg.inspection.taken import by_number, fields_found
from kg.inspection.tally import Tally
from kg.model.records import Mention
from kg.model.settings import DEFAULT_SETTINGS, Settings
from kg.pipeline.background import Background
from kg.pipeline.cache import pack_records, unpack_records
from kg.pipeline.reading import Reading, find_reading
from kg.read.archive import Archive, SourceRecord, to_archive
from kg.read.errors import Why
from kg.read.files import SourceFile, find_files, shared_folder
from kg.read.reader import Reader
from kg.read.sites.passed_over import PassedOver
from kg.resolve.counts import Counts, count_entities

MIN_FILES_A_WORKER = 500
"""Below this, starting a worker takes longer than what it would save."""

Progress = Callable[[int, int], None]
"""Told after each file: bytes read so far, and bytes in all."""


def inspect_archive(
    roots: Sequence[str | os.PathLike[str]],
    *,
    out: str | os.PathLike[str] | None = None,
    settings: Settings = DEFAULT_SETTINGS,
    folder: str | os.PathLike[str] = ".",
    jobs: int | None = None,
    progress: Progress = lambda done, total: None,
) -> Inspection:
    """
    Return what files and folders hold, what kg makes of it, and what would help. Writes nothing.

    `out` is the folder of a build, which is no part of the archive. `folder` is where kg.toml
    stands, or would stand. `jobs` is the number of processes that read. Of thousands of posts of
    one form in one folder some are read, and the form of the others is named; `samples` says so.
    Raises KgError if a root is missing.
    """
    passed_over: list[PassedOver] = []
    unread: list[str] = []
    files = find_files(roots, out=out, outputs=outputs(), passed_over=passed_over, unread=unread)
    own = os.path.abspath(os.path.join(folder, CONFIG_NAME))
    files = [file for file in files if file.location != own]
    reading = find_reading(roots, settings)
    inspection = _inspect(files, reading, jobs, progress, divide(files))
    if inspection.samples and not inspection.makes.articles:
        inspection = _inspect(files, reading, jobs, progress)
    inspection = inspection._replace(
        roots=tuple(os.fsdecode(root) for root in roots),
        unread=tuple(unread),
        below=_below(folder, shared_folder(roots)),
        folders_passed_over=tuple(Group(each.reason, 1, each.path) for each in passed_over),
    )
    return suggest(inspection, reading.settings)


def _inspect(
    files: list[SourceFile],
    reading: Reading,
    jobs: int | None,
    progress: Progress,
    division: Division | None = None,
) -> Inspection:
    """Return what files hold; by a division of them, from some of the files."""
    if division is None or not division.samples:
        tally, records = _read(files, reading, jobs, progress)
        return _to_inspection(tally, to_archive(records, reading.settings), reading)
    whole, some, others, samples = division
    tally, of_whole = _read(whole, reading, jobs, progress)
    of_some, records = _read(some, reading, jobs, progress)
    tally.merge(of_some)
    tally.files = sorted([*tally.files, *others])
    archive = to_archive([*of_whole, *records], reading.settings)
    found = _to_inspection(tally, archive, reading)
    makes = found.makes
    rest = _counts(to_archive(of_whole, reading.settings), reading)
    articles, published, added = (
        scaled(count, in_whole, samples)
        for count, in_whole in (
            (makes.articles, rest.articles),
            (makes.published, rest.published),
            (makes.added, rest.added),
        )
    )
    makes = makes._replace(articles=articles, published=published, added=added)
    return found._replace(makes=makes, samples=samples)


# ---- reading --------------------------------------------------------------------------------


def _read(
    files: Sequence[SourceFile], reading: Reading, jobs: int | None, progress: Progress
) -> tuple[Tally, list[SourceRecord]]:
    """Return what was seen in the files, and their records."""
    if jobs is None:
        jobs = max(1, min(os.cpu_count() or 1, len(files) // MIN_FILES_A_WORKER))
    share = -(-len(files) // jobs) or 1
    own, *others = [files[at : at + share] for at in range(0, len(files), share)] or [[]]
    total = sum(file.size for file in files)
    with ExitStack() as stack:
        calls = [
            stack.enter_context(Background(partial(_read_apart, part, len(files), reading)))
            for part in others
        ]
        tally, records = _read_part(own, len(files), reading, lambda done: progress(done, total))
        for call in calls:
            later, packed = call.result()
            tally.merge(later)
            records += [
                each
                for of_file in unpack_records(marshal.loads(packed))  # noqa: S302  # our own words
                for each in of_file
            ]
    if total:
        progress(total, total)
    return tally, records


def _read_part(
    files: Iterable[SourceFile], total: int, reading: Reading, progress: Callable[[int], None]
) -> tuple[Tally, list[SourceRecord]]:
    tally = Tally(total)
    reader = Reader(reading.settings, reading.site, reading.below, digests=False, observer=tally)
    records: list[SourceRecord] = []
    done = 0
    for file in files:
        records += reader.read(file)[1] or ()
        done += file.size
        progress(done)
    return tally, records


def _read_apart(files: Sequence[SourceFile], total: int, reading: Reading) -> tuple[Tally, bytes]:
    """Return the same in a form that is quickly sent from one process to another."""
    tally, records = _read_part(files, total, reading, lambda done: None)
    return tally, marshal.dumps(pack_records([records]))


# ---- what was seen --------------------------------------------------------------------------


def _counts(archive: Archive, reading: Reading) -> Counts:
    return count_entities(
        archive.posts,
        archive.mentions,
        archive.organizations,
        archive.subjects,
        archive.normal_forms,
        reading.settings,
    )


def _to_inspection(tally: Tally, archive: Archive, reading: Reading) -> Inspection:
    mentions = [post.mention for post in archive.posts if post.mention]
    named = {at for post in archive.posts for at in (*post.related, *post.links)}
    dated = (*mentions, *(archive.mentions[at] for at in named))
    return Inspection(
        roots=(),
        files=tuple(tally.files),
        unread=(),
        below=None,
        lists=tuple(tally.lists),
        records=tally.records,
        fields=fields_found(tally.fields, archive.fields),
        makes=_counts(archive, reading),
        published=_range(mention.published_at for mention in dated),
        added=_range(mention.added_at for mention in dated),
        stated=tuple(sorted(tally.stated.items())),
        derived=tuple((*what, count) for what, count in sorted(tally.derived.items())),
        links_of_nothing=tally.links_of("nothing"),
        links_of_own=tally.links_of("own"),
        links_of_others=tally.links_of("others"),
        site=reading.site.url if reading.site else reading.settings.site,
        passed_over=_passed_over(archive, {each.path for each in tally.lists}),
        folders_passed_over=(),
        problems=_problems(archive),
        labels=_labels(mentions),
    )


def _below(folder: str | os.PathLike[str], shared: str) -> str | None:
    """Return what leads from one folder to another, with a last slash; None if it is outside."""
    try:
        path = os.path.relpath(shared, folder).replace(os.sep, "/")
    except ValueError:  # on another drive
        return None
    if path == ".." or path.startswith("../"):
        return None
    return "" if path == "." else f"{path}/"


def _range(instants: Iterable[str | None]) -> tuple[str, str] | None:
    stated = [instant for instant in instants if instant]
    return (min(stated)[:10], max(stated)[:10]) if stated else None


def _labels(mentions: Iterable[Mention]) -> tuple[tuple[str, int], ...]:
    counts = Counter(label for each in mentions for label in (*each.topics, *each.tags))
    return tuple(sorted(counts.items(), key=by_number))


def _passed_over(archive: Archive, lists: Container[str]) -> tuple[Group, ...]:
    """Return the reasons why records and files are no articles, the most frequent first."""
    counts: Counter[Why] = Counter()
    paths: dict[Why, str] = {}
    skips = [(skip, 1) for skip in archive.skipped] + list(archive.passed_over.items())
    for skip, count in skips:
        # How to read a list is said where the lists are.
        why = Why(skip.reason, "" if skip.path in lists else skip.mend)
        counts[why] += count
        paths[why] = min(skip.path, paths.get(why, skip.path))
    return tuple(
        Group(why.text, count, paths[why], mend=why.mend)
        for why, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )


def _problems(archive: Archive) -> tuple[Group, ...]:
    """Return what is wrong, kind by kind, the most frequent first."""
    groups: dict[str, Group] = {}
    for problem in sorted(archive.problems):
        kind = kind_of_problem(problem)
        if kind in groups:
            groups[kind] = groups[kind]._replace(times=groups[kind].times + 1)
        else:
            groups[kind] = Group(problem.what, 1, problem.path, problem.line, problem.mend)
    return tuple(sorted(groups.values(), key=lambda group: (-group.times, group)))
