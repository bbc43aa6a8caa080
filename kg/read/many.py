"""Files that hold many records: lists, feeds, bookmarks and the exports of readers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from kg.model.text import toml_string
from kg.read.archive import SourceRecord
from kg.read.errors import ReadError, Why
from kg.read.exports import PassedOver, export_of
from kg.read.given import HEAD_BYTES, BadRecord, Record
from kg.read.records import Body, EntryPool, Parts, failed, record_source, to_post
from kg.read.values import MAX_SHOWN, Note
from kg.read.view import View

if TYPE_CHECKING:
    from kg.model.settings import FieldNames
    from kg.read.exports import Outcome
    from kg.read.lists.kinds import NotArticles
    from kg.read.lists.names import Names
    from kg.read.lists.pieces import Note as FileNote
    from kg.read.lists.reader import JudgedList

Language = Literal["yaml", "json", "jsonl", "toml", "csv", "tsv"]
LANGUAGES: dict[str, Language] = {
    ".yaml": "yaml",
    ".yml": "yaml",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".toml": "toml",
    ".csv": "csv",
    ".tsv": "tsv",
}
"""By the ending of a file's name, the language of a list."""
LANGUAGE_NAMES: dict[Language, str] = {
    "yaml": "YAML",
    "json": "JSON",
    "jsonl": "JSON Lines",
    "toml": "TOML",
    "csv": "CSV",
    "tsv": "TSV",
}


def read_list_file(path: str, data: bytes, pool: EntryPool) -> Iterator[SourceRecord]:
    """Yield what each record of a list says, and which lists hold no articles."""
    from kg.read.lists.kinds import NotArticles
    from kg.read.lists.other_data import other_data
    from kg.read.lists.reader import read_list

    language = LANGUAGES[path[path.rindex(".") :].lower()]
    if other := other_data(path, data, language):
        yield SourceRecord(path, skipped=Why(f"a {other}"))
        return
    only = [place for name, place in pool.settings.lists if name == path]
    file = read_list(data, language, only, names=_names(pool.settings.fields))
    if pool.observer:
        pool.observer.see_lists(path, file.lists)
    view = View("entry", pool.settings)
    number = 0
    records = (_to_record(path, record, pool, view) for record in file.records)
    for said in _with_notes_of_file(_up_to_the_limit(records), lambda: file.notes):
        number = said.number
        yield said
    passed_over = [
        _passed_over(path, found, found.judgement)
        for found in file.lists
        if isinstance(found.judgement, NotArticles)
    ]
    if len(passed_over) < len(file.lists):
        for place, of_list in enumerate(passed_over, number + 1):
            yield of_list._replace(number=place)
    elif passed_over:  # nothing of the file is read: it is skipped as a whole
        yield max(passed_over, key=lambda of_list: of_list.stands_for)
    else:
        yield SourceRecord(path, skipped=Why("holds no list of articles"))


def _passed_over(path: str, found: JudgedList, judgement: NotArticles) -> SourceRecord:
    """Return why a list is passed over, and how to read it."""
    kind = "a menu" if judgement.kind == "menu" else f"a list of {judgement.kind}"
    line = f"{toml_string(path)} = {toml_string(found.path)}"
    why = Why(
        f"{kind}: {judgement.reason.removesuffix('.')}",
        f"To read it, add this below [lists] in kg.toml: {line}",
    )
    return SourceRecord(path, skipped=why, stands_for=found.records)


@lru_cache(maxsize=8)
def _names(own: FieldNames) -> Names:
    from kg.read.lists.names import Names

    return Names(dict(own))


def read_feed_file(path: str, data: bytes, pool: EntryPool) -> Iterator[SourceRecord]:
    """Yield what each entry of a feed says; XML of another kind says why it is passed over."""
    from kg.read.feeds import is_feed, read_feed, what_xml
    from kg.read.heads import looks_like_template

    head = data[:HEAD_BYTES]
    if not is_feed(path, head):
        yield SourceRecord(path, skipped=Why(what_xml(head) or "XML that is no feed"))
        return
    if looks_like_template(data, path):
        yield SourceRecord(path, skipped=Why("a template"))
        return
    feed = read_feed(data)
    view = View("entry", pool.settings, channel=feed.hosts)
    records = (
        _with_notes(record, outcome)
        for outcome in feed.records
        for record in _outcome(path, outcome, pool, view)
    )
    yield from _with_notes_of_file(_up_to_the_limit(records), lambda: feed.notes)


def _with_notes_of_file(
    records: Iterator[SourceRecord], notes: Callable[[], Iterable[FileNote]]
) -> Iterator[SourceRecord]:
    """Yield the records of a file; the last has the notes on the file, complete by then."""
    last: SourceRecord | None = None
    failure: ReadError | None = None
    try:
        for record in records:
            if last:
                yield last
            last = record
    except ReadError as error:
        failure = error
    if last:
        of_file = (Note(f"line {note.line}", note.what, "") for note in notes())
        yield last._replace(notes=(*last.notes, *of_file))
    if failure:
        raise failure


def _with_notes(record: SourceRecord, outcome: Outcome) -> SourceRecord:
    """Return the record of an entry, with notes on values that stand for others."""
    if not isinstance(outcome, Record) or record.post is None:
        return record
    notes = [
        Note(field, f"not stated: {names[field]} is used", str(outcome.fields[field])[:MAX_SHOWN])
        for field, names in (
            ("published", {"published": f"the date of {outcome.fields.get('published_from')}"}),
            ("title", {"title": f"the beginning of the {outcome.fields.get('title_from')}"}),
        )
        if f"{field}_from" in outcome.fields
    ]
    names = tuple(name for name in record.names if not name.endswith("_from"))
    return record._replace(notes=(*record.notes, *notes), names=names)


def _up_to_the_limit(records: Iterator[SourceRecord]) -> Iterator[SourceRecord]:
    """Yield records; raise ReadError once too many of them are left out."""
    from kg.read.lists import limits

    lost = 0
    for record in records:
        yield record
        lost += record.failed
        if lost > limits.MAX_LOST_RECORDS:
            what = f"more than {limits.MAX_LOST_RECORDS:,} records cannot be read."
            raise ReadError(record.line, what, "Mend those first, or leave the file out.")


def read_export(path: str, data: bytes, pool: EntryPool) -> Iterator[SourceRecord]:
    """Yield what each record of an export says."""
    export = export_of(path, data[:HEAD_BYTES])
    if export is None:
        raise ReadError(0, "is not an export.", "Name another file.")
    view = View("entry", pool.settings)
    yield from _up_to_the_limit(
        record for outcome in export.records(data) for record in _outcome(path, outcome, pool, view)
    )


def _outcome(path: str, outcome: Outcome, pool: EntryPool, view: View) -> Iterator[SourceRecord]:
    if not isinstance(outcome, PassedOver):
        yield _to_record(path, outcome, pool, view)
    elif outcome.number:
        yield SourceRecord(
            path, skipped=Why(outcome.reason), number=outcome.number, line=outcome.line
        )


def _to_record(path: str, record: Record | BadRecord, pool: EntryPool, view: View) -> SourceRecord:
    if isinstance(record, BadRecord):
        return failed(path, ReadError(record.line, record.what, record.mend), record.number)
    source = record_source(path, record.line, record.number)
    body = Body(record.body, record.markup, 0)
    return to_post(source, record.fields, pool, Parts(body=lambda: body), view)
