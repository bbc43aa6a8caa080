"""From the fields of a record to what it says, with the lines of its problems."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, NamedTuple

from kg.errors import Problem
from kg.model.records import Mention, take
from kg.read.archive import SourceRecord
from kg.read.errors import ReadError
from kg.read.frontmatter import FrontMatterReader
from kg.read.limits import MAX_PROBLEMS
from kg.read.locations import lines_of, written_at
from kg.read.mentions import NO_URL, URL_FIELDS, Entry, to_entry
from kg.read.values import (
    MAX_SHOWN,
    READ_AS,
    FieldPath,
    FieldProblem,
    Note,
    Written,
    not_known,
    wrong_type,
)

NOT_ARTICLES = frozenset({"webinar", "event", "profile"})
"""Types of posts that are about something other than an article."""


class EntryPool:
    """The distinct entries of `related` that the files of one reader hold."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.odd: set[int] = set()
        """The places of entries that something is wrong with."""

    def add(self, record: Any, written: Written) -> int:
        """Add an entry; return its place."""
        entry = to_entry(record, written)
        self.entries.append(entry)
        place = len(self.entries) - 1
        if entry.findings or not entry.mention:
            self.odd.add(place)
        return place

    @cached_property
    def front_matter(self) -> FrontMatterReader[int]:
        """A reader of front matter that puts entries into this pool."""
        return FrontMatterReader(self.add)


class Source(NamedTuple):
    """Where a record stands."""

    path: str
    number: int
    """Its place in a file of many records, counted from 1; 0 if the file is one record."""
    line: int
    """The line where it begins in a file of many records; 0 if that is not known."""
    lines: Callable[[Sequence[FieldPath]], list[int]]
    """Returns the line of each of some fields, counted from 1."""
    written: Written
    """Returns a value as it is written."""

    def below(self, field: str) -> Written:
        """Return what gives the values of a field as they are written."""
        return lambda where: self.written((field, *where))


def file_source(path: str, data: bytes) -> Source:
    """Return the source of a record that is a whole file of front matter or YAML."""
    return Source(path, 0, 0, partial(lines_of, data), partial(written_at, data))


def record_source(path: str, line: int, number: int) -> Source:
    """Return the source of a record that begins on a line of a file of many."""
    return Source(path, number, line, lambda fields: [line] * len(fields), not_known)


class _Lost(NamedTuple):
    """Why a post describes no article."""

    reason: str
    what: str
    mend: str


NO_URL_IN_POST = _Lost("no URL", "has no URL.", "Add webUrl.")
NO_TITLE_IN_POST = _Lost("no title", "has neither title nor name.", "Add title.")


def to_post(
    source: Source,
    fields: Mapping[Any, Any],
    pool: EntryPool,
    places: tuple[int, ...] = (),
    repeated: Sequence[str] = (),
) -> SourceRecord:
    """
    Return what the post with these fields says.

    `places` are the places in the pool of the entries of its list `related`, if that was taken out
    of the fields. `repeated` are the names of fields that are stated twice.
    """
    if not places and isinstance(fields.get("related"), list):
        related = [pool.add(entry, not_known) for entry in fields["related"]]
        rest = {name: value for name, value in fields.items() if name != "related"}
        return to_post(source, rest, pool, tuple(related), repeated)
    mention, findings, names, notes, normal_forms, _ = to_entry(fields, source.written)
    if mention is None or mention.title is None:
        return _lost(source, mention, findings, names)
    if (entry := fields.get("related")) is not None:  # a list would have been taken out
        place = pool.add(entry, source.below("related"))
        if pool.entries[place].mention:
            places = (place,)
            notes = (*notes, Note("related", f"one entry{READ_AS}a list", ""))
        else:
            findings = (*findings, wrong_type(("related",), entry, "a list"))
    if not pool.odd.isdisjoint(places):
        findings = (*findings, *_in_entries(pool.entries, places))
    return SourceRecord(
        source.path,
        mention,
        pool.entries,
        places,
        problems=to_problems(source, findings) if findings else (),
        record="post",
        names=(*names, "related") if places and "related" not in names else names,
        notes=(*notes, *map(taken_last, repeated)) if repeated else notes,
        normal_forms=normal_forms,
        number=source.number,
        line=source.line,
    )


def _lost(
    source: Source,
    mention: Mention | None,
    findings: Sequence[FieldProblem],
    names: tuple[str, ...],
) -> SourceRecord:
    """Return the record of a post that states no address, or no title."""
    problems = to_problems(source, findings)
    if mention is None and any(finding.where[0] in URL_FIELDS for finding in findings):
        return SourceRecord(
            source.path, failed=True, problems=problems, record="failed", names=names,
            number=source.number, line=source.line,
        )  # fmt: skip
    lost = NO_URL_IN_POST if mention is None else NO_TITLE_IN_POST
    if not any(finding.where[0] in ("title", "name") for finding in findings):
        line = source.lines([()])[0] if source.number else 1
        problems = (Problem(source.path, line, lost.what, lost.mend), *problems)
    return skipped(source, lost.reason, names, problems)


def taken_last(name: str) -> Note:
    """Return the note that of a field that is stated twice the last value counts."""
    return Note(name[:MAX_SHOWN], "stated twice: the last value is used", "")


def skipped(
    source: Source, reason: str, names: tuple[str, ...], problems: tuple[Problem, ...] = ()
) -> SourceRecord:
    """Return the record of something that is neither a post nor taxonomy."""
    return SourceRecord(
        source.path, skipped=reason, problems=problems, record="skipped", names=names,
        number=source.number, line=source.line,
    )  # fmt: skip


def failed(path: str, error: ReadError, number: int = 0) -> SourceRecord:
    """Return the record of something that cannot be read."""
    problem = Problem(path, error.line, error.what, error.mend)
    return SourceRecord(path, failed=True, problems=(problem,), number=number)


def to_problems(source: Source, findings: Sequence[FieldProblem]) -> tuple[Problem, ...]:
    """Return problems with the lines that they stand on, the first ones of many."""
    shown = findings[:MAX_PROBLEMS]
    lines = source.lines([finding.where for finding in shown])
    problems = [
        Problem(source.path, line, what, mend, kind)
        for line, (_, what, mend, kind) in zip(lines, shown, strict=True)
    ]
    if more := len(findings) - len(shown):
        what = f"has {more:,} more problems of this kind."
        problems.append(Problem(source.path, 0, what, "Fix those first."))
    return tuple(problems)


def _in_entries(pool: Sequence[Entry], places: Sequence[int]) -> list[FieldProblem]:
    """Return what is wrong with entries of `related`, left out or not."""
    return [
        FieldProblem(("related", at, *where), f"related: {what}", mend, kind and f"related: {kind}")
        for at, entry in enumerate(take(pool, places))
        for where, what, mend, kind in entry.findings or (() if entry.mention else (NO_URL,))
    ]
