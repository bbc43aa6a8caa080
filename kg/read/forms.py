"""
The forms of files that kg reads.

A form says how sure it is that it can read a file, and yields the records of the file. To add one,
write a `RecordForm` and register it:

    class Csv(RecordForm):
        name = "csv"
        suffixes = (".csv",)

        def records(self, path, data):
            for number, row in enumerate(csv.DictReader(io.StringIO(data.decode())), start=1):
                yield Record(number, number + 1, row)

    register_form(Csv())

Builds, the cache, `kg check` and `--watch` then read it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from kg.read.given import HEAD_BYTES, BadRecord, Record
from kg.read.limits import MAX_FILE_BYTES, MAX_LIST_BYTES

__all__ = [
    "BadRecord",
    "ExportForm",
    "FeedForm",
    "Form",
    "ListForm",
    "PostForm",
    "Record",
    "RecordForm",
    "could_be_read",
    "form_of",
    "forms",
    "register_form",
    "unregister_form",
]

if TYPE_CHECKING:  # a build in which nothing changed reads no file, and imports none of these
    from kg.read.archive import SourceRecord
    from kg.read.records import EntryPool


class Form(ABC):
    """A form of file."""

    name: ClassVar[str]
    suffixes: ClassVar[tuple[str, ...]] = ()
    """How the names of its files end, in lower case. Only files with such a name are read."""
    max_bytes: ClassVar[int] = MAX_FILE_BYTES
    """The size of the largest file that is read."""

    def certainty(self, path: str, head: bytes) -> float:  # noqa: ARG002
        """
        Return how sure it is that a file is of this form, from 0 (it is not) to 1.

        `head` is the beginning of the file. If two forms are equally sure, the one that was
        registered later reads the file.
        """
        return float(path.lower().endswith(self.suffixes))

    def describe(self, path: str, data: bytes) -> str:  # noqa: ARG002
        """Return what the form of a file is called, in the words of `kg inspect`."""
        return self.name

    @abstractmethod
    def read(self, path: str, data: bytes, pool: EntryPool) -> Iterator[SourceRecord]:
        """
        Yield what each record of a file says.

        Raises ReadError if the rest of the file cannot be read. Records yielded before it count.
        """


class RecordForm(Form):
    """A form of file that holds any number of records, each a post with the fields kg knows."""

    @abstractmethod
    def records(self, path: str, data: bytes) -> Iterator[Record | BadRecord]:
        """Yield the records of a file in order; raise ReadError if the rest cannot be read."""

    def read(self, path: str, data: bytes, pool: EntryPool) -> Iterator[SourceRecord]:
        """Yield what each record says."""
        from kg.read.errors import ReadError
        from kg.read.records import failed, record_source, to_post

        for record in self.records(path, data):
            if isinstance(record, BadRecord):
                error = ReadError(record.line, record.what, record.mend)
                yield failed(path, error, record.number)
            else:
                source = record_source(path, record.line, record.number)
                yield to_post(source, record.fields, pool)


class PostForm(Form):
    """A post or taxonomy: a head in YAML, TOML, JSON or lines `Key: value`, and a text below it."""

    name = "post"
    suffixes = (".md", ".markdown", ".mdx", ".qmd", ".html", ".htm", ".txt")

    def certainty(self, path: str, head: bytes) -> float:  # noqa: ARG002
        """Return how sure it is; a file without an ending is looked into."""
        name = path.rpartition("/")[2]
        return 0.5 if name.lower().endswith(self.suffixes) or "." not in name else 0.0

    def describe(self, path: str, data: bytes) -> str:  # noqa: ARG002
        """Return in which language the head of the post is."""
        from kg.read.heads import describe_head

        return describe_head(data)

    def read(self, path: str, data: bytes, pool: EntryPool) -> Iterator[SourceRecord]:
        """Yield the one record of a file; raise ReadError."""
        from kg.read.posts import read_post

        yield read_post(path, data, pool)


class ListForm(Form):
    """A list of records in YAML, JSON, JSON Lines, TOML, CSV or TSV; or taxonomy in YAML."""

    name = "list"
    suffixes = (".yaml", ".yml", ".json", ".jsonl", ".ndjson", ".toml", ".csv", ".tsv")
    max_bytes = MAX_LIST_BYTES

    def certainty(self, path: str, head: bytes) -> float:  # noqa: ARG002
        """Return how sure it is: many programs write files with these endings."""
        return 0.5 * path.lower().endswith(self.suffixes)

    def describe(self, path: str, data: bytes) -> str:  # noqa: ARG002
        """Return in which language the list is."""
        from kg.read.many import LANGUAGE_NAMES, LANGUAGES

        language = LANGUAGES[path[path.rindex(".") :].lower()]
        return f"list in {LANGUAGE_NAMES[language]}"

    def read(self, path: str, data: bytes, pool: EntryPool) -> Iterator[SourceRecord]:
        """Yield each record of a file; raise ReadError."""
        from kg.read.many import read_list_file
        from kg.read.posts import read_taxonomy

        if path.lower().endswith((".yaml", ".yml")) and (taxonomy := read_taxonomy(path, data)):
            yield taxonomy
        else:
            yield from read_list_file(path, data, pool)


class ExportForm(Form):
    """Bookmarks, and what programs for reading write when they are asked for all they hold."""

    name = "export"
    max_bytes = MAX_LIST_BYTES

    def certainty(self, path: str, head: bytes) -> float:
        """Return how sure it is, by the words that each program writes."""
        if head.startswith(b"---"):
            return 0.0
        from kg.read.exports import export_of

        return 0.8 if export_of(path, head) else 0.0

    def describe(self, path: str, data: bytes) -> str:
        """Return which program wrote the export."""
        from kg.read.exports import EXPORT_NAMES, export_of

        export = export_of(path, data[:HEAD_BYTES])
        return EXPORT_NAMES.get(export.name, export.name) if export else self.name

    def read(self, path: str, data: bytes, pool: EntryPool) -> Iterator[SourceRecord]:
        """Yield each record of a file; raise ReadError."""
        from kg.read.many import read_export

        yield from read_export(path, data, pool)


class FeedForm(Form):
    """A feed in RSS, Atom or JSON Feed; other XML that people keep beside posts is passed over."""

    name = "feed"
    suffixes = (".xml", ".rss", ".atom", ".rdf")
    max_bytes = MAX_LIST_BYTES

    def certainty(self, path: str, head: bytes) -> float:
        """Return how sure it is, by the first element or key."""
        if head.lstrip()[:1] not in (b"<", b"{", b"\xef", b"\xff", b"\xfe"):
            return 0.4 * path.lower().endswith(self.suffixes)
        from kg.read.feeds.kinds import is_feed

        return 0.9 if is_feed(path, head) else 0.4 * path.lower().endswith(self.suffixes)

    def describe(self, path: str, data: bytes) -> str:  # noqa: ARG002
        """Return the language of the feed, or what other XML the file is."""
        from kg.read.feeds.kinds import describe_feed

        return describe_feed(data)

    def read(self, path: str, data: bytes, pool: EntryPool) -> Iterator[SourceRecord]:
        """Yield each entry of a file; raise ReadError."""
        from kg.read.many import read_feed_file

        yield from read_feed_file(path, data, pool)


_FORMS: list[Form] = []
_suffixes: tuple[str, ...] = ()


def register_form(form: Form) -> None:
    """Register a form, so that files of it are read."""
    _set_forms([*_FORMS, form])


def unregister_form(form: Form) -> None:
    """Remove a registered form."""
    _set_forms([each for each in _FORMS if each is not form])


def _set_forms(forms: list[Form]) -> None:
    global _suffixes
    _FORMS[:] = forms
    _suffixes = tuple(suffix for form in forms for suffix in form.suffixes)


_set_forms([PostForm(), ListForm(), ExportForm(), FeedForm()])


def forms() -> tuple[Form, ...]:
    """Return every form, in the order in which they were registered."""
    return tuple(_FORMS)


def form_of(path: str, data: bytes) -> Form | None:
    """Return the form of a file, or None if no form recognizes it."""
    head = data[:HEAD_BYTES]
    best, most = None, 0.0
    for form in _FORMS:
        certainty = form.certainty(path, head)
        if certainty >= most and certainty > 0:
            best, most = form, certainty
    return best


def could_be_read(name: str) -> bool:
    """
    Return whether a file may have a form that kg reads, by its name without folders.

    >>> could_be_read("flood.md"), could_be_read(".flood.md")
    (True, False)
    >>> could_be_read("notes")  # a file without an ending is looked into
    True
    """
    return not name.startswith(".") and ("." not in name or name.lower().endswith(_suffixes))
