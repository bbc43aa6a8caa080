"""Read files, one after the other, each by its form."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

from kg.model.settings import DEFAULT_SETTINGS, Settings
from kg.read.archive import SourceRecord
from kg.read.errors import ReadError, not_utf_8
from kg.read.files import SourceFile, read_bytes
from kg.read.forms import form_of
from kg.read.locations import field_lines
from kg.read.records import EntryPool, failed
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
    ) -> None:
        self.pool = EntryPool(settings, site, below)
        self.digests = digests

    def read(self, file: SourceFile, before: bytes = b"") -> tuple[bytes, Records | None]:
        """
        Return the SHA-256 of a file and its records, or None if `before` is the same digest.

        Nothing is raised for a bad file: it becomes a problem, with an empty digest if it has
        no bytes to read.
        """
        if self.pool.site and file.location in self.pool.site.files:
            return b"", (SourceRecord(file.path, skipped="the configuration of the site"),)
        try:
            data = read_bytes(file.location, file.path)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            why = ReadError(0, f"cannot be read: {reason}.", "Check the file and its permissions.")
            return b"", (failed(file.path, why),)
        digest = sha256(data).digest() if self.digests or before else b""
        return digest, None if before and digest == before else self.parse(file.path, data)

    def parse(self, path: str, data: bytes) -> Records:
        """Return what the bytes of a file say."""
        records: list[SourceRecord] = []
        try:
            if not data or data.isspace():
                raise ReadError(1, "the file is empty.", "Write a post in it, or delete it.")
            form = form_of(path, data)
            if form is None:
                return (SourceRecord(path, skipped="unsupported form of file"),)
            records += form.read(path, data, self.pool)
        except (ReadError, UnicodeDecodeError) as error:
            told = error if isinstance(error, ReadError) else not_utf_8(error)
            # Records before the error count.
            number = records[-1].number + 1 if records else 0
            records.append(failed(path, told, number))
        return tuple(records) or (SourceRecord(path, skipped="no records"),)


def read_lines(location: str, places: Sequence[FieldPath]) -> list[int]:
    """Return the line of each value in a file; 0 where the file cannot be read any more."""
    try:
        return field_lines(read_bytes(location), places)
    except OSError:
        return [0] * len(places)
