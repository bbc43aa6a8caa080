"""A file with a head, or of YAML: a post, taxonomy, or neither."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from kg.read.archive import SourceRecord
from kg.read.errors import ReadError, Why
from kg.read.fields import field_names
from kg.read.mentions import to_organization, to_subject
from kg.read.records import (
    NOT_ARTICLES,
    Body,
    EntryPool,
    Parts,
    Source,
    file_source,
    skipped,
    taken_last,
    to_post,
    to_problems,
)
from kg.read.statements import SEED_FIELDS
from kg.read.yaml_loader import parse_yaml

_MAX_LINES = 10_000
_MAX_CHARS = 1_000_000
"""Where the name of a field is looked for; what is not found stands on the first line."""
_DIRECTIVES = (b"{{", b"{%", b"<%", b"<?")


def read_taxonomy(path: str, data: bytes) -> SourceRecord | None:
    """Return what a YAML file of taxonomy says, None if it is something else; raise ReadError."""
    if b"taxonomy" not in data:
        return None
    record, repeated = parse_yaml(data)
    if not isinstance(record, dict) or not record:
        return None
    return _taxonomy(file_source(path, data), record, repeated)


def read_post(path: str, data: bytes, pool: EntryPool) -> SourceRecord:
    """Return what a file with a head says; raise ReadError."""
    try:
        return _read_post(path, data, pool)
    except ReadError:
        if _is_template(path, data):
            return SourceRecord(path, skipped=Why("a template"))
        raise


def _read_post(path: str, data: bytes, pool: EntryPool) -> SourceRecord:
    parsed = pool.front_matter.parse(data)
    if parsed is None:
        return _read_other_head(path, data, pool)
    record, places, repeated = parsed
    source = file_source(path, data)
    if taxonomy := _taxonomy(source, record, repeated):
        return taxonomy
    return _post(source, record, pool, Parts(places, repeated, partial(_body_of, data)), data)


def _read_other_head(path: str, data: bytes, pool: EntryPool) -> SourceRecord:
    """Return what a file says whose first line does not open YAML."""
    from kg.read.heads import blank_preamble, find_head, parse_head

    if b"\0" in data[:4096]:
        if "." not in path.rpartition("/")[2]:
            return SourceRecord(path, skipped=Why("not a text file"))
        raise ReadError(1, "is not a text file.", "Save it as UTF-8, or move it.")
    head = find_head(data)
    if head is None:
        return SourceRecord(path, skipped=Why("no front matter"))
    if head.language == "yaml":
        return _read_post(path, blank_preamble(data), pool)
    fields, repeated = parse_head(head)
    source = Source(path, 0, 0, partial(_lines_of_names, data, head.first_line), lambda where: None)
    markup = "html" if path.lower().endswith((".html", ".htm")) else "markdown"
    body = Body(head.body, markup, head.body_line)  # type: ignore[arg-type]
    return _post(source, fields, pool, Parts((), repeated, lambda: body), data)


def _post(
    source: Source, record: Mapping[Any, Any], pool: EntryPool, parts: Parts, data: bytes
) -> SourceRecord:
    """Return what a post with these fields says; a template is none."""
    is_seed = not SEED_FIELDS.isdisjoint(record)
    kind = record.get("type")
    if is_seed and isinstance(kind, str) and kind.strip().lower() in NOT_ARTICLES:
        return skipped(source, Why(f"type: {kind.strip().lower()}"), field_names(record))
    if not is_seed:
        if _is_template(source.path, data):
            return skipped(source, Why("a template"), field_names(record))
        record = _with_stated_in_body(record, parts, data)
    read = to_post(source, record, pool, parts, pool.post_view._replace(path=source.path))
    if is_seed and read.post is None and _is_template(source.path, data):
        return skipped(source, Why("a template"), field_names(record))
    return read


def _with_stated_in_body(record: Mapping[Any, Any], parts: Parts, data: bytes) -> Mapping[Any, Any]:
    """Return the fields, with those that a reader's export states below the head."""
    if b" Metadata" not in data and b"Original](" not in data and b"original](" not in data:
        return record
    from kg.read.exports.markdown import stated_in_body

    return {**stated_in_body(parts.body().text), **record}


def _is_template(path: str, data: bytes) -> bool:
    if not any(mark in data for mark in _DIRECTIVES):
        return False
    from kg.read.heads import looks_like_template

    return looks_like_template(data, path)


def _body_of(data: bytes) -> Body:
    from kg.read.heads import find_head

    head = find_head(data)
    return Body(head.body, "markdown", head.body_line) if head else Body("")


def _lines_of_names(data: bytes, first_line: int, fields: Any) -> list[int]:
    """Return the line of each field of a head that is not YAML: where its name stands first."""
    lines = data.decode(errors="replace").split("\n")[first_line - 1 :][:_MAX_LINES]
    text = "\n".join(lines)[:_MAX_CHARS].lower()
    names = [str(where[0]).lower() if where else "" for where in fields]
    places = {name: max(text.find(name), 0) for name in dict.fromkeys(names)}
    return [first_line + text.count("\n", 0, places[name]) for name in names]


def _taxonomy(
    source: Source, record: Mapping[Any, Any], repeated: tuple[str, ...]
) -> SourceRecord | None:
    """Return what a file says that says that it is taxonomy."""
    kind = record.get("taxonomy")
    if kind is None:
        return None
    names = field_names(record)
    if kind not in ("organization", "topic"):
        return skipped(source, Why("taxonomy of another kind"), names)
    taxonomy, findings, notes = (to_organization if kind == "organization" else to_subject)(
        source.path, record, source.written
    )
    return SourceRecord(
        source.path,
        taxonomy=taxonomy,
        failed=taxonomy is None,
        problems=to_problems(source, findings) if findings else (),
        record=kind,
        names=names,
        notes=(*notes, *map(taken_last, repeated)),
    )
