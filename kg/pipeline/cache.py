"""
What was read and built before, so that only what changed is read, and only what would change built.

Everything here is a saving, nothing is needed: what is missing, damaged, or was written by another
kg is as if it had never been. A file counts as unchanged if its size and both its times are what
they were; where they are not, or are so young that a change could hide in them, its SHA-256 says.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import re
import sys
import time
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import ZLIB_RUNTIME_VERSION

from kg import disk
from kg.errors import Problem
from kg.exporters import FORMATS
from kg.model.fields import Field, registered_fields
from kg.read.files import SourceFile
from kg.read.forms import forms
from kg.resources import PACKAGE

if TYPE_CHECKING:
    from kg.exporters.reuse import Spans, Stamp
    from kg.model.account import Written
    from kg.read.archive import SourceRecord
    from kg.read.mentions import Entry
    from kg.resolve import Place

CLOCK_NANOSECONDS = 2_000_000_000
"""Two changes may bear one time for so long: FAT counts in steps of two seconds."""
KEPT_SECONDS = 30 * 24 * 3600
"""What nobody used for so long is removed."""
MOST_LATER = 0.05
"""Of all files, so many may differ from what is kept before all is written down again."""
MAX_ENTRIES = 1_000_000
"""More distinct entries than this are not kept: reading them again is no slower."""


class CachedFile(NamedTuple):
    """A file as it was when it was read, and what it says."""

    file: SourceFile
    digest: bytes
    """SHA-256 of its bytes; empty if they could not be read."""
    records: tuple[SourceRecord, ...]


NOTHING = (None, None)
"""File and digest of what nobody has seen."""


class Receipt(NamedTuple):
    """What went into a build, and what came out of it."""

    settings: tuple[str, ...]
    scanned: int
    """When the files were looked at, in nanoseconds since 1970."""
    files: tuple[tuple[str, int, int, int], ...]
    """Path, size and times of each."""
    content: bytes
    """One SHA-256 of what all files hold."""
    written: tuple[tuple[str, int, int, int, str], ...]
    """Path, size, times and SHA-256 of each file of the build."""
    posts: int
    problems: tuple[tuple[Any, ...], ...]
    """Each as the fields of a Problem."""
    lines: dict[tuple[Any, ...], int]
    """The line of each value that the report names a line of, by its file and place there."""

    def knows(self, files: Sequence[SourceFile]) -> bool:
        """Return whether these are the very files that were read, by their sizes and times."""
        newest = max((max(file.modified, file.changed) for file in files), default=0)
        return newest + CLOCK_NANOSECONDS < self.scanned and self.files == _stamps(files)

    def of(self, scanned: int, files: Sequence[SourceFile], content: bytes) -> Receipt:
        """Return the receipt for files that say the same, and were looked at later."""
        return self._replace(scanned=scanned, files=_stamps(files), content=content)

    def is_in_place(self) -> bool:
        """Return whether every file that was written is still there as it was written."""
        for location, size, modified, changed, sha256 in self.written:
            try:
                info = os.stat(location)
                if (info.st_size, info.st_mtime_ns, info.st_ctime_ns) == (size, modified, changed):
                    continue
                with open(location, "rb") as stream:
                    if hashlib.file_digest(stream, "sha256").hexdigest() != sha256:
                        return False
            except OSError:
                return False
        return True


def to_receipt(
    settings: tuple[str, ...],
    scanned: int,
    files: Sequence[SourceFile],
    content: bytes,
    written: Iterable[Written],
    posts: int,
    problems: Iterable[Problem],
    lines: Mapping[Place, int],
) -> Receipt:
    """Return the receipt of a build that was just written."""
    places = tuple(
        (os.path.abspath(each.path), each.size, each.modified, each.changed, each.sha256)
        for each in written
    )
    told = tuple(map(tuple, problems))
    return Receipt(
        settings,
        scanned,
        _stamps(files),
        content,
        places,
        posts,
        told,
        {tuple(place): line for place, line in lines.items()},
    )


def content_of(seen: Iterable[CachedFile]) -> bytes:
    """Return one SHA-256 of what all files hold, and where."""
    digest = hashlib.sha256()
    for each in seen:
        digest.update(each.file.path.encode("utf-8", "surrogateescape") + b"\0" + each.digest)
    return digest.digest()


def says_the_same(seen: Sequence[CachedFile], known: Mapping[str, CachedFile]) -> bool:
    """Return whether files say what they said before, whatever else changed in them."""
    return len(seen) == len(known) and all(
        each.file.path in known and _equal(each.records, known[each.file.path].records)
        for each in seen
    )


def _equal(records: Sequence[SourceRecord], others: Sequence[SourceRecord]) -> bool:
    return len(records) == len(others) and all(
        record.equals(other) for record, other in zip(records, others, strict=True)
    )


def _packed(seen: Sequence[CachedFile]) -> tuple[Any, ...]:
    return (
        [tuple(each.file) for each in seen],
        [each.digest for each in seen],
        pack_records([each.records for each in seen]),
    )


def _as_seen(scanned: int, files: Any, digests: Any, packed: Any) -> dict[str, CachedFile]:
    """Return by path what was packed; without times where a change could hide in them."""
    seen = {}
    for file, digest, records in zip(files, digests, unpack_records(packed), strict=True):
        source = SourceFile._make(file)
        if max(source.modified, source.changed) + CLOCK_NANOSECONDS >= scanned:
            source = source._replace(modified=0, changed=0)
        seen[source.path] = CachedFile(source, digest, records)
    return seen


def _stamps(files: Iterable[SourceFile]) -> tuple[tuple[str, int, int, int], ...]:
    return tuple((file.path, file.size, file.modified, file.changed) for file in files)


class Cache:
    """A folder of what was read and built before; all in it may be deleted at any time."""

    def __init__(self, folder: str | os.PathLike[str], reading: str = "") -> None:
        self.folder = Path(folder)
        self._reading = reading
        """What decides how files are read: what was read in another way is not known here."""
        self._base: tuple[bytes, dict[str, CachedFile]] = b"", {}
        """What files said when all were written down: what tells it from others, and by path."""

    def read_receipt(self, out: str | os.PathLike[str]) -> Receipt | None:
        """Return the receipt of the last build into a folder, if there is one to believe."""
        fields = self._read(_name("build", os.path.abspath(out)))
        return Receipt(*fields) if fields else None

    def write_receipt(self, out: str | os.PathLike[str], receipt: Receipt) -> None:
        self._write(_name("build", os.path.abspath(out)), tuple(receipt))

    def read_posts(self, roots: Iterable[str | os.PathLike[str]]) -> dict[str, CachedFile]:
        """
        Return what the files below the roots said when they were last read, by path.

        Of a file that may have changed unseen since then the times are 0: only its digest counts.
        """
        places = self._places(roots)
        id_, *base = self._read(places[0]) or (b"",)
        if not base:
            return {}
        self._base = id_, _as_seen(*base)
        known = dict(self._base[1])
        of, gone, *later = self._read(places[1]) or (b"", ())
        if of == id_:
            for path in gone:
                del known[path]
            known |= _as_seen(*later)
        return known

    def _places(self, roots: Iterable[str | os.PathLike[str]]) -> list[str]:
        key = [*map(os.path.abspath, roots), *filter(None, [self._reading])]
        return [_name(kind, *key) for kind in ("posts", "later")]

    def write_posts(
        self, roots: Iterable[str | os.PathLike[str]], scanned: int, seen: Sequence[CachedFile]
    ) -> None:
        """Keep what the files said that were looked at then; if little is new, only that."""
        base, later = self._places(roots)
        new, gone = self._news(seen)
        if self._is_little(new, gone):
            self._write(later, (self._base[0], gone, scanned, *_packed(new)))
            with suppress(OSError):
                links = os.utime not in os.supports_follow_symlinks
                os.utime(self.folder / base, follow_symlinks=links)  # it is in use
            return
        kept = [each for each in seen if each.digest]
        fields = _packed(kept)
        if len(fields[-1][0]) <= MAX_ENTRIES:
            self._write(base, (content_of(kept) + b"%d" % scanned, scanned, *fields))

    def knows_most_of(self, seen: Iterable[CachedFile]) -> bool:
        """Return whether little is new, so that to write it down takes no time."""
        return self._is_little(*self._news(seen))

    def _is_little(self, new: Sequence[CachedFile], gone: Sequence[str]) -> bool:
        _, known = self._base
        return bool(known) and len(new) + len(gone) <= len(known) * MOST_LATER

    def _news(self, seen: Iterable[CachedFile]) -> tuple[list[CachedFile], tuple[str, ...]]:
        """Return what differs from what was read, and the paths that are gone."""
        _, known = self._base
        kept = {each.file.path: each for each in seen if each.digest}
        new = [each for path, each in kept.items() if each[:2] != known.get(path, NOTHING)[:2]]
        return new, tuple(known.keys() - kept.keys())

    def remember(
        self, out: str | os.PathLike[str], name: str, key: str, make: Callable[[], str]
    ) -> str:
        """Return the text of a name and key for builds into a folder, made anew if need be."""
        place = _name(name, os.path.abspath(out))
        known, text = self._read(place) or ("", "")
        if not text or known != key:
            text = make()
            self._write(place, (key, text))
        return text

    def read_spans(
        self, out: str | os.PathLike[str], receipt: Receipt
    ) -> dict[str, tuple[Stamp, Spans]]:
        """Return by the name of each file of the last build where entities stand in it."""
        found = self._read(_name("spans", os.path.abspath(out))) or {}
        return {
            file: ((size, modified, changed), found[file][1])
            for path, size, modified, changed, sha256 in receipt.written
            if (file := os.path.basename(path)) in found and found[file][0] == sha256
        }

    def write_spans(
        self,
        out: str | os.PathLike[str],
        spans: Mapping[str, Spans],
        written: Iterable[Written],
    ) -> None:
        """Keep where the texts of entities stand in files that were just written."""
        sums = {each.path.name: each.sha256 for each in written}
        known = {file: (sums[file], of_file) for file, of_file in spans.items()}
        self._write(_name("spans", os.path.abspath(out)), known)

    def _read(self, name: str) -> Any:
        """Return what was written under a name, or None if it is not whole or not ours."""
        with suppress(OSError, ValueError, EOFError, TypeError):
            data = disk.read(self.folder / name)
            head = len(fingerprint()) + hashlib.sha256().digest_size
            body = memoryview(data)[head:]
            if data[:head] == fingerprint() + hashlib.sha256(body).digest():
                return marshal.loads(body)  # noqa: S302  # it is whole, and ours
        return None

    def _write(self, name: str, value: Any) -> None:
        """Keep a value under a name, whole or not at all; a full or locked disk is no error."""
        body = marshal.dumps(value)
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            draft = self.folder / f".{os.getpid()}-{time.monotonic_ns()}{SUFFIX}"
            head = fingerprint() + hashlib.sha256(body).digest()
            disk.replace(self.folder / name, draft, head, body)
            disk.remove_files(self.folder, is_ours, older_than=KEPT_SECONDS)


SUFFIX = ".kgcache"
_OURS = re.compile(rf"([a-z]+-[0-9a-f]{{32}}|\.[0-9]+-[0-9]+|\.[a-z0-9_]{{8}}){re.escape(SUFFIX)}")
"""Names of what is kept, and of drafts; those of former versions, too."""


def is_ours(name: str) -> bool:
    """
    Return whether a file of a cache folder is ours, by its name.

    >>> is_ours("posts-0123456789abcdef0123456789abcdef.kgcache"), is_ours("notes.kgcache")
    (True, False)
    """
    return _OURS.fullmatch(name) is not None


def _name(kind: str, *paths: str) -> str:
    key = hashlib.sha256("\0".join(paths).encode("utf-8", "surrogateescape")).hexdigest()
    return f"{kind}-{key[:32]}{SUFFIX}"


def fingerprint() -> bytes:
    """Return a digest of the code that reads and writes: of another, nothing is believed."""
    classes = (type(form) for form in forms())
    homes = (*(each.__module__ for each in classes), *(each.home for each in FORMATS.values()))
    modules = {home.partition(":")[0] for home in homes}
    outside = {name for name in modules if name.partition(".")[0] != PACKAGE.name}
    return _fingerprint(tuple(sorted(outside)), registered_fields())


@cache
def _fingerprint(outside: tuple[str, ...], fields: tuple[Field, ...]) -> bytes:
    """Return the digest of kg's own code, of other modules and of registered fields."""
    digest = hashlib.sha256(f"{sys.version} {sys.byteorder} {ZLIB_RUNTIME_VERSION}".encode())
    digest.update(repr(fields).encode())
    for name in outside:
        digest.update(name.encode())
        with suppress(ValueError, ImportError, OSError):  # some modules have no file
            spec = find_spec(name)
            digest.update(Path(spec.origin).read_bytes() if spec and spec.origin else b"")
    here = PACKAGE
    for path in sorted(path for path in here.rglob("*") if path.suffix in CODE):
        digest.update(path.relative_to(here).as_posix().encode() + path.read_bytes())
    for package, module in (("yaml", "__init__.py"), ("pyvis", "_version.py")):
        spec = find_spec(package)  # their versions, without the time that it takes to import them
        if spec and spec.origin:
            digest.update(Path(spec.origin).with_name(module).read_bytes())
    spec = find_spec("deflate")  # whose version stands in what is compiled
    for path in sorted(Path(spec.origin).parent.glob("_deflate.*")) if spec and spec.origin else ():
        digest.update(path.read_bytes())
    return digest.digest()


CODE = frozenset(".py .js .css .html .jsonld .txt".split())


# ---- what files said, in plain tuples that share what they have in common -------------------


Packed = tuple[list[Any], list[int], list[Any]]


def pack_records(files: Sequence[Sequence[SourceRecord]]) -> Packed:
    """
    Return the distinct entries of the records of some files, the number of records of each file,
    and the records, with their entries as places among the distinct ones.
    """
    from kg.model.records import Organization

    pool = _JointPool()
    records = []
    for record in chain.from_iterable(files):
        taxonomy = record.taxonomy
        records.append(
            (
                record.path,
                tuple(record.post) if record.post else None,
                array("I", pool.places(record, record.places)).tobytes(),
                (isinstance(taxonomy, Organization), tuple(taxonomy)) if taxonomy else None,
                tuple(record.skipped) if record.skipped else None,
                record.failed,
                tuple(map(tuple, record.problems)),
                record.record,
                record.names,
                tuple(map(tuple, record.notes)),
                record.normal_forms,
                record.number,
                record.line,
                record.taken,
                array("I", pool.places(record, record.links)).tobytes() if record.links else b"",
                record.holds_links,
                record.stands_for,
            )
        )
    entries = [
        (
            tuple(entry.mention) if entry.mention else None,
            tuple(map(tuple, entry.findings)),
            entry.names,
            tuple(map(tuple, entry.notes)),
            entry.normal_forms,
            entry.taken,
        )
        for entry in pool.entries
    ]
    return entries, list(map(len, files)), records


class _JointPool:
    """Joins the pools of files into one, which holds what the files name."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._places: dict[int, dict[int, int]] = {}

    def places(self, record: SourceRecord, places: Sequence[int]) -> list[int]:
        """Return the places in the joint pool of entries of a record's pool."""
        # There are millions of these, too many for a loop in Python.
        here = self._places.setdefault(id(record.pool), {})
        try:
            return list(map(here.__getitem__, places))
        except KeyError:
            for place in places:
                if place not in here:
                    here[place] = len(self.entries)
                    self.entries.append(record.pool[place])
        return list(map(here.__getitem__, places))


def unpack_records(packed: Packed) -> list[tuple[SourceRecord, ...]]:
    """Return the records of each file; the inverse of `pack_records`."""
    from kg.model.records import Mention, Organization, Subject
    from kg.read.archive import SourceRecord
    from kg.read.errors import Why
    from kg.read.mentions import Entry
    from kg.read.values import FieldProblem, Note

    pool = [
        Entry(
            Mention._make(mention) if mention else None,
            tuple(map(FieldProblem._make, findings)) if findings else (),
            names,
            tuple(map(Note._make, notes)) if notes else (),
            forms,
            taken,
        )
        for mention, findings, names, notes, forms, taken in packed[0]
    ]
    records = []
    for path, post, places, taxonomy, skipped, *more in packed[2]:
        failed, problems, record, names, notes, forms, number, line, taken, links, *rest = more
        of: Any = (Organization if taxonomy[0] else Subject) if taxonomy else None
        records.append(
            SourceRecord(
                path,
                Mention._make(post) if post else None,
                pool,
                array("I", places),
                of._make(taxonomy[1]) if taxonomy else None,
                Why._make(skipped) if skipped else None,
                failed,
                tuple(map(Problem._make, problems)),
                record,
                names,
                tuple(map(Note._make, notes)),
                forms,
                number,
                line,
                taken,
                array("I", links) if links else (),
                *rest,
            )
        )
    following = iter(records)
    return [tuple(islice(following, count)) for count in packed[1]]
