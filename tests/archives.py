"""Read the files of an archive."""

from __future__ import annotations

from collections.abc import Iterable

from kg.read.archive import Archive, to_archive
from kg.read.files import SourceFile
from kg.read.reader import Reader


def read_archive(files: Iterable[SourceFile]) -> Archive:
    """Return what the files say together."""
    reader = Reader()
    return to_archive(record for file in files for record in reader.read(file)[1] or ())
