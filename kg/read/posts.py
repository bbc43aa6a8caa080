"""A file with front matter or of YAML: a post, taxonomy, or neither."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.read.archive import SourceRecord
from kg.read.documents import foreign_front_matter
from kg.read.errors import ReadError
from kg.read.fields import field_names
from kg.read.mentions import to_organization, to_subject
from kg.read.records import (
    NOT_ARTICLES,
    EntryPool,
    file_source,
    skipped,
    taken_last,
    to_post,
    to_problems,
)
from kg.read.yaml_loader import parse_yaml


def read_yaml(path: str, data: bytes) -> SourceRecord:
    """Return what a file of YAML says; raise ReadError."""
    record, repeated = parse_yaml(data) if b"taxonomy" in data else ({}, ())
    if not isinstance(record or {}, dict):
        raise ReadError(1, "is not a mapping.", "Write fields as `title: ...`.")
    taxonomy = _taxonomy(path, data, record, repeated) if record else None
    return taxonomy or SourceRecord(path, skipped="YAML without taxonomy")


def read_post(path: str, data: bytes, pool: EntryPool) -> SourceRecord:
    """Return what a file with front matter says; raise ReadError."""
    parsed = pool.front_matter.parse(data)
    if parsed is None:
        if b"\0" in data[:4096]:
            raise ReadError(1, "is not a text file.", "Save it as UTF-8, or move it.")
        if foreign := foreign_front_matter(data):
            raise foreign
        return SourceRecord(path, skipped="no front matter")
    record, places, repeated = parsed
    if taxonomy := _taxonomy(path, data, record, repeated):
        return taxonomy
    source = file_source(path, data)
    kind = record.get("type")
    if isinstance(kind, str) and kind.strip().lower() in NOT_ARTICLES:
        return skipped(source, f"type: {kind.strip().lower()}", field_names(record))
    return to_post(source, record, pool, places, repeated)


def _taxonomy(
    path: str, data: bytes, record: Mapping[Any, Any], repeated: tuple[str, ...]
) -> SourceRecord | None:
    """Return what a file says that says that it is taxonomy."""
    kind = record.get("taxonomy")
    if kind is None:
        return None
    names = field_names(record)
    source = file_source(path, data)
    if kind not in ("organization", "topic"):
        return skipped(source, "taxonomy of another kind", names)
    taxonomy, findings, notes = (to_organization if kind == "organization" else to_subject)(
        path, record, source.written
    )
    return SourceRecord(
        path,
        taxonomy=taxonomy,
        failed=taxonomy is None,
        problems=to_problems(source, findings) if findings else (),
        record=kind,
        names=names,
        notes=(*notes, *map(taken_last, repeated)),
    )
