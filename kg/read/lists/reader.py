"""Read the records of a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from kg.read.errors import ReadError
from kg.read.given import BadRecord, Record
from kg.read.lists.find import Entry, entries_in, named_entries, path_of, steps_of
from kg.read.lists.kinds import PAGES, Articles, Judgement, Pages, Tally
from kg.read.lists.limits import (
    MAX_BAD_RECORDS,
    MAX_LISTS,
    MAX_RECORDS,
    MAX_WITHOUT_ADDRESS,
    MAX_WITHOUT_RECORD,
    SMALL_FILE,
    check_size,
    too_large,
)
from kg.read.lists.names import NAMES, Names
from kg.read.lists.pieces import BadPiece, Note, Source, Steps

Language = Literal["yaml", "json", "jsonl", "toml", "csv", "tsv"]


class JudgedList(NamedTuple):
    """A list of a file, and what it was judged to be."""

    path: str
    """As `[lists]` of kg.toml names it: `categories[].press`; `.` is the whole file."""
    line: int
    """Where its first record begins; 0 if that is not known."""
    records: int
    addresses: int
    """Records that state an address."""
    judgement: Judgement

    @property
    def is_read(self) -> bool:
        """Whether its records are read."""
        return isinstance(self.judgement, Articles)


class ListFile(NamedTuple):
    """The lists of a file, and their records."""

    lists: tuple[JudgedList, ...]
    """In the order in which they begin; empty if the file holds no list with addresses."""
    notes: tuple[Note, ...]
    """What is odd, but loses no record."""
    records: Iterator[Record | BadRecord]
    """Of the lists of articles, in the order of the file; raises ReadError where it is broken."""
    stopped: str = ""
    """Why no list was looked for in all of the file: `no address in its first 100,000 records`."""


def read_list(
    data: bytes,
    language: Language,
    only: Sequence[str] = (),
    *,
    names: Names = NAMES,
    pages: Pages = PAGES,
) -> ListFile:
    r"""
    Return the lists in a file, what they are, and the records of those that hold articles.

    `only` are the paths of the lists to read, whatever they hold; without it, all lists are judged.
    Numbers count the records of all lists in the file. Raises ReadError if nothing can be read.

    >>> file = read_list(b"title,url\nRain,https://example.org/rain\n", "csv")
    >>> file.lists[0].judgement, next(file.records).fields
    (Articles(is_named=False), {'title': 'Rain', 'url': 'https://example.org/rain'})
    """
    check_size(data)
    wanted = {steps_of(path): path for path in only}
    source = _source(data, language)
    reader = _Reader(source, wanted, names, pages, is_small=len(data) < SMALL_FILE)
    lists = reader.judged()
    return ListFile(lists, tuple(source.notes), reader.records(), reader.stopped)


def _source(data: bytes, language: Language) -> Source:
    if language == "yaml":
        from kg.read.lists.yaml_lists import yaml_source

        return yaml_source(data)
    if language == "toml":
        from kg.read.lists.toml_lists import toml_source

        return toml_source(data)
    if language in ("csv", "tsv"):
        from kg.read.lists.delimited import delimited_source

        return delimited_source(data, language)
    from kg.read.lists.json_lists import json_lines_source, json_source

    return json_source(data) if language == "json" else json_lines_source(data)


class _Reader:
    """Reads a file twice: to judge its lists, and to yield the records of some."""

    def __init__(
        self,
        source: Source,
        wanted: Mapping[Steps, str],
        names: Names,
        pages: Pages,
        *,
        is_small: bool,
    ) -> None:
        self._source = source
        self._wanted = wanted
        self._names = names
        self._pages = pages
        self._is_small = is_small
        self._tallies: dict[Steps, Tally] = {}
        self._read: set[Steps] = set()
        self.stopped = ""
        """Why the file was not judged to its end."""

    def _found(self) -> Iterator[Entry | BadPiece]:
        """Yield what may be records, and what cannot be read, up to the limits of a list."""
        wanted, names = tuple(self._wanted), self._names
        bad = count = empty = 0
        for piece in self._source.pieces():
            if isinstance(piece, BadPiece):
                bad += 1
                if bad > MAX_BAD_RECORDS:
                    what = f"more than {MAX_BAD_RECORDS:,} records cannot be read."
                    raise ReadError(piece.line, what, "Mend those first.")
                yield piece
                continue
            found = named_entries(piece, wanted, names) if wanted else entries_in(piece, names)
            before = count
            for entry in found:
                count += 1
                if count > MAX_RECORDS:
                    what = f"more than {MAX_RECORDS:,} records."
                    raise ReadError(entry.line, what, "Divide the file into several.")
                yield entry
            empty += count == before
            if empty > MAX_WITHOUT_RECORD:
                self.stopped = f"no record in {MAX_WITHOUT_RECORD:,} of its items"
                if self._read:
                    what = f"more than {MAX_WITHOUT_RECORD:,} items are no records."
                    raise ReadError(0, what, "Remove them, or divide the file into several.")
                return

    def judged(self) -> tuple[JudgedList, ...]:
        """Return what each list is; raise ReadError if there is none."""
        failure = None
        first_bad: BadPiece | None = None
        stated = lost = 0
        try:
            for entry in self._found():
                if lost > max(MAX_WITHOUT_ADDRESS, stated) and not self._wanted:
                    self.stopped = f"no address in its first {MAX_WITHOUT_ADDRESS:,} records"
                    break
                if isinstance(entry, BadPiece):
                    first_bad = first_bad or entry
                    continue
                tally = self._tallies.get(entry.steps)
                if tally is None:
                    tally = self._tallies[entry.steps] = Tally(self._names, self._pages)
                    self._check_count(entry)
                tally.add(entry)
                stated += entry.address is not None
                lost += entry.address is None
        except ReadError as error:
            failure = error
        self._tallies = {
            steps: tally
            for steps, tally in self._tallies.items()
            if tally.addresses or steps in self._wanted
        }
        self._check_found(failure, first_bad)
        return tuple(self._judged(steps, tally) for steps, tally in self._tallies.items())

    def _check_count(self, entry: Entry) -> None:
        if len(self._tallies) > MAX_LISTS:
            what = f"more than {MAX_LISTS:,} lists."
            raise ReadError(entry.line, what, "Name those to read in [lists] of kg.toml.")

    def _check_found(self, failure: ReadError | None, bad: BadPiece | None) -> None:
        """Raise why there is no list, if something is wrong with the file."""
        missing = [path for steps, path in self._wanted.items() if steps not in self._tallies]
        if self._tallies and not missing:
            return
        if failure:
            if not self._tallies:
                raise failure
            return
        if bad and not self._tallies:
            raise ReadError(bad.line, bad.what, bad.mend)
        if missing:
            what = f"there is no list {missing[0][:40]!r}."
            raise ReadError(0, what, "Name a list that 'kg inspect' shows.")

    def _judged(self, steps: Steps, tally: Tally) -> JudgedList:
        judgement = Articles(is_named=True) if self._wanted else tally.judgement()
        if isinstance(judgement, Articles):
            self._read.add(steps)
        path = self._wanted.get(steps) or path_of(steps)
        return JudgedList(path, tally.line, tally.records, tally.addresses, judgement)

    def records(self) -> Iterator[Record | BadRecord]:
        """Yield the records of the lists that are read."""
        number = 0
        for entry in self._found() if self._read else ():
            if isinstance(entry, BadPiece):
                number += 1
                if entry.steps in self._read or not self._is_passed_over(entry):
                    yield BadRecord(number, entry.line, entry.what, entry.mend)
                continue
            if entry.steps not in self._tallies:
                continue
            number += 1
            if entry.steps in self._read:
                yield self._record(number, entry)

    def _is_passed_over(self, piece: BadPiece) -> bool:
        """Return whether an item stands in a list that is not read."""
        return piece.steps is not None and (bool(self._wanted) or piece.steps in self._tallies)

    def _record(self, number: int, entry: Entry) -> Record | BadRecord:
        if not self._is_small and (what := too_large(entry.fields)):
            return BadRecord(number, entry.line, what, "Divide or shorten it.")
        return Record(number, entry.line, entry.fields)
