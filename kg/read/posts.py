"""Read each file of an archive as a post, as taxonomy, or as nothing of ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from operator import attrgetter
from typing import Any, NamedTuple

from kg.errors import Problem
from kg.model.account import Skip
from kg.model.records import Mention, Organization, Post, Subject, take
from kg.read.fields import field_names
from kg.read.files import YAML_SUFFIXES, SourceFile, read_bytes
from kg.read.frontmatter import (
    FrontMatterError,
    FrontMatterReader,
    ParsedFrontMatter,
    field_lines,
    foreign_front_matter,
    lines_of,
    parse_yaml,
    written_at,
)
from kg.read.limits import MAX_PROBLEMS
from kg.read.mentions import (
    MAX_SHOWN,
    NO_URL,
    READ_AS,
    URL_FIELDS,
    Entry,
    FieldPath,
    FieldProblem,
    Note,
    Written,
    to_entry,
    to_organization,
    to_subject,
    wrong_type,
)

NOT_ARTICLES = frozenset({"webinar", "event", "profile"})
"""Types of posts that are about something other than an article."""


class SourceRecord(NamedTuple):
    """What one file says; all that a build needs to know of it."""

    path: str
    post: Mention | None = None
    """The article that it is about, if it is a post."""
    pool: Sequence[Entry] = ()
    """Entries of `related`, of this file and of others: each distinct one that was met, once."""
    places: Sequence[int] = ()
    """Of the file's own entries in the pool, in order."""
    taxonomy: Organization | Subject | None = None
    skipped: str | None = None
    """Why it is nothing of ours."""
    failed: bool = False
    problems: tuple[Problem, ...] = ()
    record: str = ""
    """The kind of record that its fields are counted under; empty if it has none."""
    names: tuple[str, ...] = ()
    """Of its fields."""
    notes: tuple[Note, ...] = ()
    normal_forms: tuple[tuple[str, str], ...] = ()
    """Each URL of the post, with what `normalise_url` makes of it."""

    def says_what(self, other: SourceRecord) -> bool:
        """Return whether another says the same, wherever its entries are pooled."""
        if self is other:
            return True
        mine, theirs = (each._replace(pool=(), places=()) for each in (self, other))
        return mine == theirs and self.entries == other.entries

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The file's own entries, in order."""
        return take(self.pool, self.places)


@dataclass
class Archive:
    """What a set of files says, added up in whatever order they are read."""

    posts: list[Post] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    """What the distinct entries of `related` say, and some that no post names any more."""
    organizations: list[Organization] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    skipped: list[Skip] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    entries_left_out: int = 0
    fields: Counter[tuple[str, tuple[str, ...]]] = field(default_factory=Counter)
    """How often a kind of record has these fields."""
    notes: dict[Note, tuple[str, int]] = field(default_factory=dict)
    """The least path that a note is on, and how often it is made."""
    normal_forms: dict[str, str] = field(default_factory=dict)
    """By each URL, what `normalise_url` makes of it."""

    def note(self, note: Note, path: str, count: int = 1) -> None:
        """Remember that a value was mended."""
        before, uses = self.notes.get(note, (path, 0))
        self.notes[note] = min(path, before), uses + count


def to_archive(said: Iterable[SourceRecord]) -> Archive:
    """Return what the files say together."""
    archive = Archive()
    entries: list[Entry] = []
    numbers: dict[int, list[int]] = {}
    """Of each pool, the places of its entries among those of all."""
    uses: Counter[int] = Counter()
    no_mention: set[int] = set()
    noted: set[int] = set()
    first: dict[int, str] = {}
    """The least path that an entry with notes is in."""
    for file in sorted(said, key=attrgetter("path")):
        archive.problems += file.problems
        if file.record:
            archive.fields[file.record, file.names] += 1
        for note in file.notes:
            archive.note(note, file.path)
        if file.skipped:
            archive.skipped.append(Skip(file.path, file.skipped))
        elif file.failed:
            archive.failed.append(file.path)
        elif isinstance(file.taxonomy, Organization):
            archive.organizations.append(file.taxonomy)
        elif file.taxonomy:
            archive.subjects.append(file.taxonomy)
        elif file.post:
            if id(file.pool) not in numbers:
                here = list(range(len(entries), len(entries) + len(file.pool)))
                numbers[id(file.pool)] = here
                new = list(zip(here, file.pool, strict=True))
                no_mention |= {place for place, entry in new if not entry.mention}
                noted |= {place for place, entry in new if entry.notes}
                entries += file.pool
            related: Sequence[int] = take(numbers[id(file.pool)], file.places)
            uses.update(related)
            if noted and (found := noted.intersection(related)):
                first.update(dict.fromkeys(found, file.path))
                noted -= found
            if no_mention and not no_mention.isdisjoint(related):
                related = [place for place in related if place not in no_mention]
            archive.posts.append(Post(file.path, file.post, related))
            archive.normal_forms.update(file.normal_forms)
            archive.entries_left_out += len(file.places) - len(related)
    names: Counter[tuple[str, ...]] = Counter()
    for place, entry in enumerate(entries):
        archive.mentions.append(entry.mention or NOTHING_SAID)
        if count := uses.get(place):
            names[entry.names] += count
            for note in entry.notes:
                archive.note(note, first[place], count)
            archive.normal_forms.update(entry.normal_forms)
    archive.fields.update({("related", each): count for each, count in names.items()})
    return archive


NOTHING_SAID = Mention()


# ---- reading ------------------------------------------------------------------------------


def read_archive(
    files: Iterable[SourceFile], progress: Callable[[int], None] = lambda size: None
) -> Archive:
    """Return what the files say together; `progress` is told the bytes of each after it."""
    reader = Reader()
    said: list[SourceRecord] = []
    for file in files:
        said += filter(None, reader.read(file)[1:])
        progress(file.size)
    return to_archive(said)


class Reader:
    """Reads one file after the other; remembers entries across files."""

    def __init__(self, *, digests: bool = True) -> None:
        self.pool: list[Entry] = []
        self.odd: set[int] = set()
        """Places in the pool of entries that something is wrong with."""
        self.front_matter = FrontMatterReader(self._to_place)
        self.digests = digests

    def _to_place(self, record: Any, written: Written) -> int:
        entry = to_entry(record, written)
        self.pool.append(entry)
        place = len(self.pool) - 1
        if entry.findings or not entry.mention:
            self.odd.add(place)
        return place

    def read(self, file: SourceFile, before: bytes = b"") -> tuple[bytes, SourceRecord | None]:
        """
        Return the SHA-256 of a file and what it says, or None if that is the digest of before.

        Nothing is raised for a bad file: it becomes a problem, with an empty digest if it has
        no bytes to read.
        """
        try:
            data = read_bytes(file.location)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            what = f"cannot be read: {reason}."
            return b"", _failed(file.path, 0, what, "Check it and its rights.")
        digest = sha256(data).digest() if self.digests or before else b""
        return digest, None if before and digest == before else self.parse(file.path, data)

    def parse(self, path: str, data: bytes) -> SourceRecord:
        """Return what the bytes of a file say."""
        try:
            if not data or data.isspace():
                raise FrontMatterError(1, "the file is empty.", "Write a post in it, or delete it.")
            if path.lower().endswith(YAML_SUFFIXES):
                return self._yaml(path, data)
            return self._post_or_taxonomy(path, data)
        except FrontMatterError as error:
            return _failed(path, error.line, error.what, error.mend)

    def _yaml(self, path: str, data: bytes) -> SourceRecord:
        record, repeated = parse_yaml(data) if b"taxonomy" in data else ({}, ())
        if not isinstance(record or {}, dict):
            raise FrontMatterError(1, "holds no mapping.", "Write fields as `title: ...`.")
        taxonomy = _taxonomy(path, data, record, repeated) if record else None
        return taxonomy or SourceRecord(path, skipped="YAML without taxonomy")

    def _post_or_taxonomy(self, path: str, data: bytes) -> SourceRecord:
        parsed = self.front_matter.parse(data)
        if parsed is None:
            if b"\0" in data[:4096]:
                raise FrontMatterError(1, "is no text.", "Save it as UTF-8, or move it.")
            if foreign := foreign_front_matter(data):
                raise foreign
            return SourceRecord(path, skipped="no front matter")
        record = parsed.mapping
        if taxonomy := _taxonomy(path, data, record, parsed.repeated):
            return taxonomy
        kind = record.get("type")
        if isinstance(kind, str) and kind.strip().lower() in NOT_ARTICLES:
            return _skipped(path, f"type: {kind.strip().lower()}", field_names(record))
        return self._post(path, data, parsed)

    def _post(self, path: str, data: bytes, parsed: ParsedFrontMatter[int]) -> SourceRecord:
        record, places, repeated = parsed
        mention, findings, names, notes, normal_forms = to_entry(record, partial(written_at, data))
        if mention is None and any(finding.where[0] in URL_FIELDS for finding in findings):
            problems = _problems(path, data, findings)
            return SourceRecord(path, failed=True, problems=problems, record="failed", names=names)
        if mention is None or mention.title is None:
            lost = NO_URL_IN_POST if mention is None else NO_TITLE_IN_POST
            problems = _problems(path, data, findings)
            if not any(finding.where[0] in ("title", "name") for finding in findings):
                problems = (Problem(path, 1, lost.what, lost.mend), *problems)
            return _skipped(path, lost.reason, names, problems)
        if (related := record.get("related")) is not None:  # a list would have been taken out
            place = self._to_place(related, _one_level_down(data))
            if self.pool[place].mention:
                places = (place,)
                notes = (*notes, Note("related", f"one entry{READ_AS}a list", ""))
            else:
                findings = (*findings, wrong_type(("related",), related, "a list"))
        if not self.odd.isdisjoint(places):
            findings = (*findings, *_in_entries(self.pool, places))
        return SourceRecord(
            path,
            mention,
            self.pool,
            places,
            problems=_problems(path, data, findings) if findings else (),
            record="post",
            names=(*names, "related") if places and "related" not in names else names,
            notes=(*notes, *map(_taken_last, repeated)) if repeated else notes,
            normal_forms=normal_forms,
        )


class _Lost(NamedTuple):
    """Why a post is none of an article."""

    reason: str
    what: str
    mend: str


NO_URL_IN_POST = _Lost("no URL", "states no URL.", "Add webUrl.")
NO_TITLE_IN_POST = _Lost("no title", "has neither title nor name.", "Add title.")


def _one_level_down(data: bytes) -> Written:
    return lambda where: written_at(data, ("related", *where))


def _taken_last(key: str) -> Note:
    return Note(key[:MAX_SHOWN], "stated twice in one place: the last value counts", "")


def _taxonomy(
    path: str, data: bytes, record: Mapping[Any, Any], repeated: tuple[str, ...]
) -> SourceRecord | None:
    """Return what a file says that says that it is taxonomy."""
    kind = record.get("taxonomy")
    if kind is None:
        return None
    names = field_names(record)
    if kind not in ("organization", "topic"):
        return _skipped(path, "taxonomy of another kind", names)
    taxonomy, findings, notes = (to_organization if kind == "organization" else to_subject)(
        path, record, partial(written_at, data)
    )
    return SourceRecord(
        path,
        taxonomy=taxonomy,
        failed=taxonomy is None,
        problems=_problems(path, data, findings) if findings else (),
        record=kind,
        names=names,
        notes=(*notes, *map(_taken_last, repeated)),
    )


def read_lines(location: str, places: Sequence[FieldPath]) -> list[int]:
    """Return the line of each value in a file; 0 where the file cannot be read any more."""
    try:
        return field_lines(read_bytes(location), places)
    except OSError:
        return [0] * len(places)


def _skipped(
    path: str, reason: str, names: tuple[str, ...], problems: tuple[Problem, ...] = ()
) -> SourceRecord:
    return SourceRecord(path, skipped=reason, problems=problems, record="skipped", names=names)


def _failed(path: str, line: int, what: str, mend: str) -> SourceRecord:
    return SourceRecord(path, failed=True, problems=(Problem(path, line, what, mend),))


def _problems(path: str, data: bytes, findings: Sequence[FieldProblem]) -> tuple[Problem, ...]:
    """Return the findings with the lines that they stand on, the first ones of many."""
    told = findings[:MAX_PROBLEMS]
    lines = lines_of(data, [finding.where for finding in told])
    problems = [
        Problem(path, line, what, mend, kind)
        for line, (_, what, mend, kind) in zip(lines, told, strict=True)
    ]
    if more := len(findings) - len(told):
        what = f"has {more:,} more problems of this kind."
        problems.append(Problem(path, 0, what, "Mend those first."))
    return tuple(problems)


def _in_entries(pool: Sequence[Entry], places: Sequence[int]) -> list[FieldProblem]:
    """Return what is wrong with entries of `related`, whether they are left out or lack a value."""
    return [
        FieldProblem(("related", at, *where), f"related: {what}", mend, kind and f"related: {kind}")
        for at, entry in enumerate(take(pool, places))
        for where, what, mend, kind in entry.findings or (() if entry.mention else (NO_URL,))
    ]
