"""Find the files of an archive, and read each as a post, as taxonomy, or as nothing of ours."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.errors import Problem
from kg.fields import field_names
from kg.frontmatter import FrontMatterError, FrontMatterReader, lines_of, parse_yaml
from kg.ledger import Skip
from kg.limits import MAX_FILE_BYTES, MAX_PROBLEMS
from kg.model import Organization, Post, Subject
from kg.records import (
    NO_URL,
    Entry,
    Finding,
    Note,
    to_entry,
    to_organization,
    to_subject,
    wrong_type,
)

POST_SUFFIXES = (".md", ".markdown", ".html")
YAML_SUFFIXES = (".yaml", ".yml")
NOT_ARTICLES = frozenset({"webinar", "event", "profile"})
"""Types of posts that are about something other than an article."""


@dataclass
class Archive:
    """What a set of files says; two halves of a set add up to the whole."""

    posts: list[Post] = field(default_factory=list)
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

    def note(self, note: Note, path: str, count: int = 1) -> None:
        """Remember that a value was mended."""
        before, uses = self.notes.get(note, (path, 0))
        self.notes[note] = min(path, before), uses + count

    def extend(self, other: Archive) -> None:
        self.posts += other.posts
        self.organizations += other.organizations
        self.subjects += other.subjects
        self.skipped += other.skipped
        self.failed += other.failed
        self.problems += other.problems
        self.entries_left_out += other.entries_left_out
        self.fields += other.fields
        for note, (path, count) in other.notes.items():
            self.note(note, path, count)


# ---- files --------------------------------------------------------------------------------


class SourceFile(NamedTuple):
    """A file to read, under the name that it has on every machine."""

    path: str
    """Relative to the folder that all arguments share, with `/`."""
    location: str
    """Where it is here."""
    size: int


def find_files(arguments: Iterable[str | os.PathLike[str]]) -> list[SourceFile]:
    """
    Return every file below the arguments that could be a post or taxonomy, sorted by path.

    Files and folders whose name begins with a dot are passed over, as by most tools; links to
    folders are not followed, so that a loop of them ends. Raises FileNotFoundError.
    """
    roots = [os.path.abspath(argument) for argument in arguments]
    shared = shared_folder(roots)
    found: dict[str, SourceFile] = {}
    for root in roots:
        if not os.path.exists(root):
            raise FileNotFoundError(root)
        for location in _walk(root) if os.path.isdir(root) else [root]:
            info = os.stat(location) if os.path.exists(location) else None
            if info is None or not stat.S_ISREG(info.st_mode):
                continue
            path = os.path.relpath(location, shared).replace(os.sep, "/")
            found[path] = SourceFile(path, location, info.st_size)
    return [found[path] for path in sorted(found)]


def shared_folder(arguments: Iterable[str | os.PathLike[str]]) -> str:
    """Return the folder that all arguments share: the one that paths are relative to."""
    roots = [os.path.abspath(argument) for argument in arguments]
    return os.path.commonpath([r if os.path.isdir(r) else os.path.dirname(r) for r in roots])


def _walk(root: str) -> Iterator[str]:
    for folder, names, files in os.walk(root):
        names[:] = [name for name in names if not name.startswith(".")]
        for name in files:
            if name.lower().endswith(POST_SUFFIXES + YAML_SUFFIXES) and not name.startswith("."):
                yield os.path.join(folder, name)


def read_archive(
    files: Iterable[SourceFile], progress: Callable[[int], None] = lambda size: None
) -> Archive:
    """
    Return what the files say. Nothing is raised for a bad file: it becomes a problem.

    `progress` is told the bytes of each file after it.
    """
    archive = Archive()
    reader = FrontMatterReader(to_entry)
    uses = _Uses()
    for file in files:
        try:
            data = _bytes_of(file.location)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            archive.failed.append(file.path)
            archive.problems.append(
                Problem(file.path, 0, f"cannot be read: {reason}.", "Check it and its rights.")
            )
        else:
            _read(file.path, data, reader, archive, uses)
        progress(file.size)
    uses.account(archive)
    return archive


def _bytes_of(location: str) -> bytes:
    """Return the bytes of a file, one more than allowed if it is larger; raise OSError."""
    # A file may have become a pipe since it was found: without O_NONBLOCK, opening it waits.
    handle = os.open(
        location, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    with open(handle, "rb") as stream:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(0, "it is no longer a file")
        return stream.read(MAX_FILE_BYTES + 1)


class _Uses:
    """Counts the entries that were read, each object once however many posts it stands in."""

    def __init__(self) -> None:
        self.counts: Counter[int] = Counter()
        self.seen: dict[int, tuple[Entry, str]] = {}

    def add(self, path: str, entries: Sequence[Entry]) -> None:
        self.counts.update(map(id, entries))
        for entry in entries:
            if id(entry) not in self.seen:
                self.seen[id(entry)] = entry, path

    def repeated(self, key: int) -> Note:
        mention = self.seen[key][0].mention
        return Note(
            "related",
            "an entry repeated in its post counts once",
            mention.urls[0] if mention else "",
        )

    def account(self, archive: Archive) -> None:
        for key, count in self.counts.items():
            entry, path = self.seen[key]
            archive.fields["related", entry.names] += count
            for note in entry.notes:
                archive.note(note, path, count)


def _read(
    path: str, data: bytes, reader: FrontMatterReader[Entry], archive: Archive, uses: _Uses
) -> None:
    """Add to the archive what one file says."""

    def fail(line: int, what: str, mend: str) -> None:
        archive.problems.append(Problem(path, line, what, mend))

    def tell(findings: Sequence[Finding]) -> None:
        told = findings[:MAX_PROBLEMS]
        for line, (_, what, mend) in zip(
            lines_of(data, [f.where for f in told]), told, strict=True
        ):
            fail(line, what, mend)
        if more := len(findings) - len(told):
            fail(0, f"has {more:,} more problems of this kind.", "Mend those told first.")

    entries: Sequence[Entry] = ()
    try:
        if not data.strip():
            raise FrontMatterError(1, "the file is empty.", "Write a post in it, or delete it.")
        if path.lower().endswith(YAML_SUFFIXES):
            if b"taxonomy" not in data:
                archive.skipped.append(Skip(path, "YAML without taxonomy"))
                return
            record = parse_yaml(data)
        else:
            parsed = reader.parse(data)
            if parsed is None:
                if b"\0" in data[:4096]:
                    raise FrontMatterError(1, "is no text.", "Save it as UTF-8, or move it.")
                archive.skipped.append(Skip(path, "no front matter"))
                return
            record, entries = parsed.mapping, parsed.related
        if not isinstance(record, dict):
            raise FrontMatterError(1, "holds no mapping.", "Write fields as `title: ...`.")
    except FrontMatterError as error:
        archive.failed.append(path)
        fail(error.line, error.what, error.mend)
        return

    taxonomy, kind = record.get("taxonomy"), record.get("type")
    findings: list[Finding] = []
    if taxonomy == "organization":
        archive.fields["organization", field_names(record)] += 1
        organization, findings = to_organization(path, record)
        archive.organizations += [organization] if organization else []
    elif taxonomy == "topic":
        archive.fields["topic", field_names(record)] += 1
        subject, findings = to_subject(path, record)
        archive.subjects += [subject] if subject else []
    elif taxonomy is not None or path.lower().endswith(YAML_SUFFIXES):
        archive.skipped.append(Skip(path, "taxonomy of another kind"))
    elif isinstance(kind, str) and kind.strip().lower() in NOT_ARTICLES:
        archive.skipped.append(Skip(path, f"type: {kind.strip().lower()}"))
        archive.fields["skipped", field_names(record)] += 1
    else:
        mention, found, names, notes = to_entry(record)
        findings = list(found)
        if record.get("related") is not None:  # a list would have been taken out
            findings.append(wrong_type(("related",), record["related"], "a list"))
        if findings:
            archive.fields["failed", names] += 1
        elif mention is None:
            archive.skipped.append(Skip(path, "no URL"))
            archive.fields["skipped", names] += 1
            fail(1, "states no URL.", "Add webUrl.")
        elif mention.title is None:
            archive.skipped.append(Skip(path, "no title"))
            archive.fields["skipped", names] += 1
            fail(1, "has neither title nor name.", "Add title.")
        else:
            related = tuple(entry.mention for entry in entries if entry.mention)
            archive.posts.append(Post(path, mention, related))
            archive.fields["post", (*names, "related") if entries else names] += 1
            for note in notes:
                archive.note(note, path)
            uses.add(path, entries)
            for repeated, times in Counter(map(id, entries)).items():
                if times > 1:
                    archive.note(uses.repeated(repeated), path, times - 1)
            wrong = [
                Finding(("related", at, *where), f"related: {what}", mend)
                for at, entry in enumerate(entries)
                if entry.mention is None
                for where, what, mend in entry.findings or (NO_URL,)
            ]
            archive.entries_left_out += sum(entry.mention is None for entry in entries)
            tell(wrong)
    if findings:
        archive.failed.append(path)
        tell(findings)
