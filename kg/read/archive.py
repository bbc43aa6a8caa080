"""What the records of an archive say, one by one and together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from kg.errors import Problem
from kg.model.account import Skip
from kg.model.records import Mention, Organization, Post, Subject, take
from kg.model.settings import DEFAULT_SETTINGS, Settings
from kg.read.errors import Why
from kg.read.mentions import Entry
from kg.read.statements import Taken
from kg.read.values import Note


class SourceRecord(NamedTuple):
    """What one record of a file says: a post, taxonomy, or why it is neither."""

    path: str
    """Of its file."""
    post: Mention | None = None
    """The article that it is about, if it is a post."""
    pool: Sequence[Entry] = ()
    """Entries of `related`, of this record and of others: each distinct one once."""
    places: Sequence[int] = ()
    """The places of the record's own entries in the pool, in order."""
    taxonomy: Organization | Subject | None = None
    skipped: Why | None = None
    """Why it is neither a post nor taxonomy."""
    failed: bool = False
    """Whether it was meant as a record and cannot be read."""
    problems: tuple[Problem, ...] = ()
    record: str = ""
    """The kind of record that its fields are counted under; empty if it has none."""
    names: tuple[str, ...] = ()
    """The names of its fields."""
    notes: tuple[Note, ...] = ()
    normal_forms: tuple[tuple[str, str], ...] = ()
    """Each URL of the post, with its normalised form."""
    number: int = 0
    """Its place in a file of many records, counted from 1; 0 if the file is one record."""
    line: int = 0
    """The line where it begins in a file of many records; 0 if that is not known."""
    taken: tuple[tuple[str, str], ...] = ()
    """Fields, with the property that each goes into, where the table of names decided that."""
    links: Sequence[int] = ()
    """The places in the pool of the links in its body."""
    holds_links: bool = False
    """Whether it is read for the links in its body alone, and about no article itself."""
    stands_for: int = 1
    """The number of records that are skipped together."""

    def equals(self, other: SourceRecord) -> bool:
        """Return whether another record says the same, wherever its entries are pooled."""
        if self is other:
            return True
        mine, theirs = (each._replace(pool=(), places=(), links=()) for each in (self, other))
        return (
            mine == theirs
            and self.entries == other.entries
            and take(self.pool, self.links) == take(other.pool, other.links)
        )

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The record's own entries, in order."""
        return take(self.pool, self.places)

    def places_of_mentions(self) -> tuple[int, ...]:
        """Return the places, among its own entries, of those that make a mention."""
        return tuple(at for at, entry in enumerate(self.entries) if entry.mention)


@dataclass
class Archive:
    """What a set of records says together, in whatever order they were read."""

    posts: list[Post] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    """What the distinct entries of `related` say, and some that no post names any more."""
    organizations: list[Organization] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    skipped: list[Skip] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    """Paths of the files of which nothing could be read."""
    problems: list[Problem] = field(default_factory=list)
    entries_left_out: int = 0
    """Entries of `related`, and records of files with many, that could not be read."""
    passed_over: Counter[Skip] = field(default_factory=Counter)
    """Records of files with many that were never meant as articles, by path and reason."""
    files: int = 0
    fields: Counter[tuple[str, tuple[str, ...], Taken]] = field(default_factory=Counter)
    """How often a kind of record has these fields, and what the table of names makes of them."""
    notes: dict[Note, tuple[str, int]] = field(default_factory=dict)
    """By note, the least path that it is on, and how often it is made."""
    normal_forms: dict[str, str] = field(default_factory=dict)
    """By URL, its normalised form."""

    def note(self, note: Note, path: str, count: int = 1) -> None:
        """Count a note on a value of a file."""
        before, uses = self.notes.get(note, (path, 0))
        self.notes[note] = min(path, before), uses + count

    def add(self, record: SourceRecord) -> bool:
        """Add what a record says, but for its entries; return whether it is a post."""
        self.problems += record.problems
        if record.record:
            self.fields[record.record, record.names, record.taken] += 1
        for note in record.notes:
            self.note(note, record.path)
        if record.skipped and record.number:
            self.passed_over[Skip(record.path, *record.skipped)] += record.stands_for
        elif record.skipped:
            self.skipped.append(Skip(record.path, *record.skipped))
        elif record.failed and record.number:
            self.entries_left_out += 1
        elif record.failed:
            self.failed.append(record.path)
        elif isinstance(record.taxonomy, Organization):
            self.organizations.append(record.taxonomy)
        elif record.taxonomy:
            self.subjects.append(record.taxonomy)
        return record.post is not None or record.holds_links


def to_archive(records: Iterable[SourceRecord], settings: Settings = DEFAULT_SETTINGS) -> Archive:
    """Return what the records say together."""
    archive = Archive()
    entries = _Entries()
    path = None
    if settings.body != "none":
        records = _without_menus(list(records))
    for record in sorted(records, key=attrgetter("path", "number")):
        archive.files += record.path != path
        path = record.path
        if archive.add(record):
            related = entries.take(record)
            left_out = len(record.places) - len(related)
            archive.entries_left_out += left_out
            entries_at = record.places_of_mentions() if left_out else ()
            links = entries.take_links(record) if record.links else ()
            of_body = 0
            if links and settings.body == "related":
                related, links, of_body = (*related, *links), (), len(links)
            archive.posts.append(
                Post(
                    path,
                    record.post,
                    related,
                    record.number,
                    record.line,
                    links,
                    of_body,
                    entries_at,
                )
            )
            archive.normal_forms.update(record.normal_forms)
    entries.add_to(archive)
    return archive


def _without_menus(records: Sequence[SourceRecord]) -> list[SourceRecord]:
    """Return the records without links that stand in most posts: menus, sponsors, buttons."""
    from kg.read.body import links_everywhere

    counts: Counter[str] = Counter()
    posts = 0
    for record in records:
        posts += record.post is not None or record.holds_links
        counts.update({_address(record.pool[at]) for at in record.links})
    menus = links_everywhere(counts, posts)
    if not menus:
        return list(records)
    return [
        record._replace(
            links=tuple(at for at in record.links if _address(record.pool[at]) not in menus)
        )
        if record.links
        else record
        for record in records
    ]


def _address(entry: Entry) -> str:
    return entry.normal_forms[0][1]


class _Entries:
    """The distinct entries of `related` of all records, and how often each is used."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._numbers: dict[int, list[int]] = {}
        """Of each pool, the places of its entries among those of all."""
        self._uses: Counter[int] = Counter()
        self._linked: set[int] = set()
        self._no_mention: set[int] = set()
        self._noted: set[int] = set()
        self._first: dict[int, str] = {}
        """The least path that an entry with notes is in."""

    def take(self, record: SourceRecord) -> Sequence[int]:
        """Count the entries of a record; return the places of those that make a mention."""
        related: Sequence[int] = take(self._places(record), record.places)
        self._uses.update(related)
        if self._noted and (found := self._noted.intersection(related)):
            self._first.update(dict.fromkeys(found, record.path))
            self._noted -= found
        if self._no_mention and not self._no_mention.isdisjoint(related):
            related = [place for place in related if place not in self._no_mention]
        return related

    def take_links(self, record: SourceRecord) -> Sequence[int]:
        """Return the places of the links in the body of a record."""
        links: Sequence[int] = take(self._places(record), record.links)
        self._linked.update(links)
        return links

    def _places(self, record: SourceRecord) -> list[int]:
        if id(record.pool) not in self._numbers:
            self._add_pool(record.pool)
        return self._numbers[id(record.pool)]

    def _add_pool(self, pool: Sequence[Entry]) -> None:
        here = list(range(len(self._entries), len(self._entries) + len(pool)))
        self._numbers[id(pool)] = here
        new = list(zip(here, pool, strict=True))
        self._no_mention |= {place for place, entry in new if not entry.mention}
        self._noted |= {place for place, entry in new if entry.notes}
        self._entries += pool

    def add_to(self, archive: Archive) -> None:
        """Add the mentions of the entries to an archive, with their fields and notes."""
        names: Counter[tuple[tuple[str, ...], Taken]] = Counter()
        for place, entry in enumerate(self._entries):
            archive.mentions.append(entry.mention or NO_MENTION)
            if place in self._linked:
                archive.normal_forms.update(entry.normal_forms)
            elif count := self._uses.get(place):
                names[entry.names, entry.taken] += count
                for note in entry.notes:
                    archive.note(note, self._first[place], count)
                archive.normal_forms.update(entry.normal_forms)
        archive.fields.update({("related", *each): count for each, count in names.items()})


NO_MENTION = Mention()
