"""Find the files of an archive, and read each as a post, as taxonomy, or as nothing of ours."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from errno import EINVAL
from typing import Any, NamedTuple

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
    folders are not followed, so that a loop of them ends. What turns out to be no file, or a
    folder that may not be read, is among them: reading it says so. Raises FileNotFoundError.
    """
    roots = [os.path.abspath(argument) for argument in arguments]
    shared = shared_folder(roots)
    found: dict[str, SourceFile] = {}
    for root in roots:
        if not os.path.exists(root):
            raise FileNotFoundError(root)
        for location in _walk(root) if os.path.isdir(root) else [root]:
            path = os.path.relpath(location, shared).replace(os.sep, "/")
            size = os.path.getsize(location) if os.path.isfile(location) else 0
            found[path] = SourceFile(path, location, size)
    return [found[path] for path in sorted(found)]


def shared_folder(arguments: Iterable[str | os.PathLike[str]]) -> str:
    """Return the folder that all arguments share: the one that paths are relative to."""
    roots = [os.path.abspath(argument) for argument in arguments]
    return os.path.commonpath([r if os.path.isdir(r) else os.path.dirname(r) for r in roots])


def _walk(root: str) -> Iterator[str]:
    unreadable: list[str] = []
    for folder, names, files in os.walk(root, onerror=lambda e: unreadable.append(e.filename)):
        names[:] = [name for name in names if not name.startswith(".")]
        for name in files:
            if name.lower().endswith(POST_SUFFIXES + YAML_SUFFIXES) and not name.startswith("."):
                yield os.path.join(folder, name)
    yield from unreadable


def read_archive(
    files: Iterable[SourceFile], progress: Callable[[int], None] = lambda size: None
) -> Archive:
    """
    Return what the files say. Nothing is raised for a bad file: it becomes a problem.

    `progress` is told the bytes of each file after it.
    """
    reader = _Reader()
    for file in files:
        reader.read(file)
        progress(file.size)
    return reader.finish()


class _Reader:
    """Reads one file after the other into an archive; remembers entries across files."""

    def __init__(self) -> None:
        self.archive = Archive()
        self.front_matter = FrontMatterReader(to_entry)
        # Each entry of `related` is one object however many posts it stands in.
        self.uses: Counter[int] = Counter()
        self.entries: dict[int, tuple[Entry, str]] = {}

    def read(self, file: SourceFile) -> None:
        """Add what a file says, or what is wrong with it."""
        try:
            data = _bytes_of(file.location)
            if not data.strip():
                raise FrontMatterError(1, "the file is empty.", "Write a post in it, or delete it.")
            if file.path.lower().endswith(YAML_SUFFIXES):
                self._taxonomy(file.path, data)
            else:
                self._post_or_taxonomy(file.path, data)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            self._fail(file.path, 0, f"cannot be read: {reason}.", "Check it and its rights.")
        except FrontMatterError as error:
            self._fail(file.path, error.line, error.what, error.mend)

    def finish(self) -> Archive:
        """Return the archive with the account of all entries."""
        for key, count in self.uses.items():
            entry, path = self.entries[key]
            self.archive.fields["related", entry.names] += count
            for note in entry.notes:
                self.archive.note(note, path, count)
        return self.archive

    # ---- what a file is

    def _taxonomy(self, path: str, data: bytes) -> None:
        record = parse_yaml(data) if b"taxonomy" in data else None
        if record is None:
            self._skip(path, "YAML without taxonomy")
        elif not isinstance(record, dict):
            raise FrontMatterError(1, "holds no mapping.", "Write fields as `title: ...`.")
        elif not self._is_taxonomy(path, data, record):
            self._skip(path, "YAML without taxonomy")

    def _post_or_taxonomy(self, path: str, data: bytes) -> None:
        parsed = self.front_matter.parse(data)
        if parsed is None:
            if b"\0" in data[:4096]:
                raise FrontMatterError(1, "is no text.", "Save it as UTF-8, or move it.")
            self._skip(path, "no front matter")
            return
        record = parsed.mapping
        if self._is_taxonomy(path, data, record):
            return
        kind = record.get("type")
        if isinstance(kind, str) and kind.strip().lower() in NOT_ARTICLES:
            self._skip(path, f"type: {kind.strip().lower()}", field_names(record))
        else:
            self._post(path, data, record, parsed.related)

    def _is_taxonomy(self, path: str, data: bytes, record: dict[Any, Any]) -> bool:
        """Take a record that says that it is taxonomy; return whether it does."""
        taxonomy = record.get("taxonomy")
        if taxonomy is None:
            return False
        findings: list[Finding] = []
        if taxonomy == "organization":
            organization, findings = to_organization(path, record)
            self.archive.organizations += [organization] if organization else []
        elif taxonomy == "topic":
            subject, findings = to_subject(path, record)
            self.archive.subjects += [subject] if subject else []
        else:
            self._skip(path, "taxonomy of another kind", field_names(record))
            return True
        self.archive.fields[str(taxonomy), field_names(record)] += 1
        self._fail_for(path, data, findings)
        return True

    def _post(
        self, path: str, data: bytes, record: dict[Any, Any], entries: Sequence[Entry]
    ) -> None:
        mention, findings, names, notes = to_entry(record)
        if record.get("related") is not None:  # a list would have been taken out
            findings = (*findings, wrong_type(("related",), record["related"], "a list"))
        if findings:
            self.archive.fields["failed", names] += 1
            self._fail_for(path, data, findings)
        elif mention is None:
            self._skip(path, "no URL", names)
            self._tell(path, 1, "states no URL.", "Add webUrl.")
        elif mention.title is None:
            self._skip(path, "no title", names)
            self._tell(path, 1, "has neither title nor name.", "Add title.")
        else:
            related = tuple(entry.mention for entry in entries if entry.mention)
            self.archive.posts.append(Post(path, mention, related))
            self.archive.fields["post", (*names, "related") if entries else names] += 1
            for note in notes:
                self.archive.note(note, path)
            self._count(path, entries)
            if len(related) < len(entries):
                self.archive.entries_left_out += len(entries) - len(related)
                self._tell_all(path, data, _left_out(entries))

    def _count(self, path: str, entries: Sequence[Entry]) -> None:
        keys = list(map(id, entries))
        self.uses.update(keys)
        for key, entry in zip(keys, entries, strict=True):
            if key not in self.entries:
                self.entries[key] = entry, path
        if len(set(keys)) < len(keys):
            for key, times in Counter(keys).items():
                mention = self.entries[key][0].mention
                if times > 1 and mention:
                    what = "an entry repeated in its post counts once"
                    self.archive.note(Note("related", what, mention.urls[0]), path, times - 1)

    # ---- what is wrong with it

    def _skip(self, path: str, reason: str, names: tuple[str, ...] = ()) -> None:
        self.archive.skipped.append(Skip(path, reason))
        if names:
            self.archive.fields["skipped", names] += 1

    def _fail(self, path: str, line: int, what: str, mend: str) -> None:
        self.archive.failed.append(path)
        self._tell(path, line, what, mend)

    def _fail_for(self, path: str, data: bytes, findings: Sequence[Finding]) -> None:
        if findings:
            self.archive.failed.append(path)
            self._tell_all(path, data, findings)

    def _tell(self, path: str, line: int, what: str, mend: str) -> None:
        self.archive.problems.append(Problem(path, line, what, mend))

    def _tell_all(self, path: str, data: bytes, findings: Sequence[Finding]) -> None:
        told = findings[:MAX_PROBLEMS]
        lines = lines_of(data, [finding.where for finding in told])
        for line, (_, what, mend) in zip(lines, told, strict=True):
            self._tell(path, line, what, mend)
        if more := len(findings) - len(told):
            self._tell(path, 0, f"has {more:,} more problems of this kind.", "Mend those first.")


def _left_out(entries: Sequence[Entry]) -> list[Finding]:
    """Return why entries of `related` make no mention."""
    return [
        Finding(("related", at, *where), f"related: {what}", mend)
        for at, entry in enumerate(entries)
        if entry.mention is None
        for where, what, mend in entry.findings or (NO_URL,)
    ]


def _bytes_of(location: str) -> bytes:
    """Return the bytes of a file, one more than allowed if it is larger; raise OSError."""
    # A file may have become a pipe since it was found: without O_NONBLOCK, opening it waits.
    handle = os.open(
        location, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    with open(handle, "rb") as stream:
        info = os.fstat(handle)
        if not stat.S_ISREG(info.st_mode):
            raise OSError(EINVAL, "it is no file")
        # To ask for the most that is allowed would set aside that much memory each time.
        return stream.read(MAX_FILE_BYTES + 1 if info.st_size > MAX_FILE_BYTES else -1)
