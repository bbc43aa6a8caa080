"""Read files, one after the other, each by its form."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

from kg.model.settings import DEFAULT_SETTINGS, Settings
from kg.read.archive import SourceRecord
from kg.read.errors import ReadError, Why, not_utf_8
from kg.read.files import SourceFile, read_bytes
from kg.read.forms import Form, form_of
from kg.read.locations import field_lines
from kg.read.records import EntryPool, Observer, failed
from kg.read.values import FieldPath

if TYPE_CHECKING:
    from kg.read.sites.site import Site

Records = tuple[SourceRecord, ...]
"""What the records of one file say, in order."""


class Reader:
    """Reads one file after the other; remembers entries across files."""

    def __init__(
        self,
        settings: Settings = DEFAULT_SETTINGS,
        site: Site | None = None,
        below: str = "",
        *,
        digests: bool = True,
        observer: Observer | None = None,
    ) -> None:
        self.pool = EntryPool(settings, site, below, observer)
        self.digests = digests

    def read(self, file: SourceFile, before: bytes = b"") -> tuple[bytes, Records | None]:
        """
        Return the SHA-256 of a file and its records, or None if `before` is the same digest.

        Nothing is raised for a bad file: it becomes a problem, with an empty digest if it has
        no bytes to read.
        """
        if self.pool.site and file.location in self.pool.site.files:
            reason = "the configuration of the site"
            return b"", self._unread(SourceRecord(file.path, skipped=Why(reason)), reason)
        try:
            data = read_bytes(file.location, file.path)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            why = ReadError(0, f"cannot be read: {reason}.", "Check the file and its permissions.")
            return b"", self._unread(failed(file.path, why))
        digest = sha256(data).digest() if self.digests or before else b""
        return digest, None if before and digest == before else self.parse(file.path, data)

    def parse(self, path: str, data: bytes) -> Records:
        """Return what the bytes of a file say."""
        form = form_of(path, data) if data and not data.isspace() else None
        records = tuple(self._records(path, data, form))
        if self.pool.observer:
            name = form.describe(path, data) if form else None
            self.pool.observer.see_file(path, name, records)
        return records

    def _unread(self, record: SourceRecord, form: str | None = None) -> Records:
        """Return the record of a file whose bytes say nothing."""
        if self.pool.observer:
            self.pool.observer.see_file(record.path, form, (record,))
        return (record,)

    def _records(self, path: str, data: bytes, form: Form | None) -> Sequence[SourceRecord]:
        records: list[SourceRecord] = []
        try:
            if not data or data.isspace():
                raise ReadError(1, "the file is empty.", "Write a post in it, or delete it.")
            if form is None:
                return [SourceRecord(path, skipped=Why("unsupported form of file"))]
            records += form.read(path, data, self.pool)
        except (ReadError, UnicodeDecodeError) as error:
            told = error if isinstance(error, ReadError) else not_utf_8(error)
            # Records before the error count.
            number = records[-1].number + 1 if records else 0
            records.append(failed(path, told, number))
        return records or [SourceRecord(path, skipped=Why("no records"))]


def read_lines(location: str, places: Sequence[FieldPath]) -> list[int]:
    """Return the line of each value in a file; 0 where the file cannot be read any more."""
    try:
        return field_lines(read_bytes(location), places)
    except OSError:
        return [0] * len(places)
