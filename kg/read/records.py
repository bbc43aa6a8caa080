"""From the fields of a record to what it says, with the lines of its problems."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from kg.errors import Problem
from kg.model.addresses import normal_form
from kg.model.records import Mention, take
from kg.model.settings import DEFAULT_SETTINGS, FieldNames, Settings
from kg.read.archive import SourceRecord
from kg.read.errors import ReadError, Why
from kg.read.frontmatter import FrontMatterReader
from kg.read.limits import MAX_PROBLEMS
from kg.read.locations import lines_of, written_at
from kg.read.mentions import NO_URL, Entry, to_entry
from kg.read.names import IDENTIFYING, folded, names_of
from kg.read.statements import http_address
from kg.read.values import (
    MAX_SHOWN,
    READ_AS,
    FieldPath,
    FieldProblem,
    FieldProblems,
    Note,
    Written,
    not_known,
    wrong_type,
)
from kg.read.view import RELATED, View

if TYPE_CHECKING:
    from kg.read.lists.reader import JudgedList
    from kg.read.sites.site import Site

NOT_ARTICLES = frozenset({"webinar", "event", "profile"})
"""Types of posts that are about something other than an article."""


class EntryPool:
    """The distinct entries of `related`, and links of bodies, in the files of one reader."""

    def __init__(
        self,
        settings: Settings = DEFAULT_SETTINGS,
        site: Site | None = None,
        below: str = "",
        observer: Observer | None = None,
    ) -> None:
        self.settings = settings
        self.site = site
        self.post_view = View("post", settings, site=site, below=below)
        """How a post is read, without its path."""
        self.observer = observer
        self.entries: list[Entry] = []
        self.odd: set[int] = set()
        """The places of entries that something is wrong with."""
        self._view = RELATED._replace(settings=settings)
        self._links: dict[Mention, int] = {}

    def add_link(self, mention: Mention) -> int:
        """Add the mention that a link in a body makes; return its place."""
        place = self._links.get(mention)
        if place is None:
            place = self._links[mention] = len(self.entries)
            forms = tuple((url, normal_form(url)) for url in mention.urls)
            self.entries.append(Entry(mention, normal_forms=forms))
        return place

    def add(self, record: Any, written: Written) -> int:
        """Add an entry; return its place."""
        entry = to_entry(record, written, self._view)
        self.entries.append(entry)
        place = len(self.entries) - 1
        if entry.findings or not entry.mention:
            self.odd.add(place)
        return place

    @cached_property
    def front_matter(self) -> FrontMatterReader[int]:
        """A reader of front matter that puts entries into this pool."""
        return FrontMatterReader(self.add)


class Source(NamedTuple):
    """Where a record stands."""

    path: str
    number: int
    """Its place in a file of many records, counted from 1; 0 if the file is one record."""
    line: int
    """The line where it begins in a file of many records; 0 if that is not known."""
    lines: Callable[[Sequence[FieldPath]], list[int]]
    """Returns the line of each of some fields, counted from 1."""
    written: Written
    """Returns a value as it is written."""

    def below(self, field: str) -> Written:
        """Return what gives the values of a field as they are written."""
        return lambda where: self.written((field, *where))


def file_source(path: str, data: bytes) -> Source:
    """Return the source of a record that is a whole file of front matter or YAML."""
    return Source(path, 0, 0, partial(lines_of, data), partial(written_at, data))


def record_source(path: str, line: int, number: int) -> Source:
    """Return the source of a record that begins on a line of a file of many."""
    return Source(path, number, line, lambda fields: [line] * len(fields), not_known)


class _Lost(NamedTuple):
    """Why a post describes no article."""

    reason: str
    what: str
    mend: str


NO_URL_IN_POST = _Lost("no URL", "has no URL.", "Add webUrl.")
NO_URL_IN_RECORD = _Lost("no URL", "has no URL.", "Add url.")
NO_TITLE_IN_POST = _Lost("no title", "has neither title nor name.", "Add title.")


class Body(NamedTuple):
    """The text below a head."""

    text: str
    markup: Literal["markdown", "html"] = "markdown"
    first_line: int = 1
    """The line in the file where it begins; 0 if that is not known."""


class Observer(Protocol):
    """Is told what a reader finds, before it is clear what a graph makes of it."""

    def see_file(self, path: str, form: str | None, records: Sequence[SourceRecord]) -> None:
        """Take note of a file, what its form is called, and what its records say."""

    def see_lists(self, path: str, lists: Sequence[JudgedList]) -> None:
        """Take note of the lists in a file."""

    def see_record(
        self, fields: Mapping[Any, Any], parts: Parts, record: SourceRecord, view: View
    ) -> None:
        """Take note of the fields and the body of a record, and what it says."""


NO_BODY: Callable[[], Body] = lambda: Body("")  # noqa: E731  # a constant, not a function


class Parts(NamedTuple):
    """The parts of a record that are known besides its fields."""

    places: tuple[int, ...] = ()
    """The places in the pool of the entries of its list `related`, if taken out of the fields."""
    repeated: Sequence[str] = ()
    """Names of fields that are stated twice."""
    body: Callable[[], Body] = NO_BODY


def to_post(
    source: Source,
    fields: Mapping[Any, Any],
    pool: EntryPool,
    parts: Parts = Parts(),  # noqa: B008  # a NamedTuple cannot change
    view: View | None = None,
) -> SourceRecord:
    """Return what the post with these fields says, read in a `view`: without one as an entry."""
    view = view or View("entry", pool.settings)
    record = _to_post(source, fields, pool, parts, view)
    if pool.observer:
        pool.observer.see_record(fields, parts, record, view)
    return record


def _to_post(
    source: Source, fields: Mapping[Any, Any], pool: EntryPool, parts: Parts, view: View
) -> SourceRecord:
    places, findings = parts.places, FieldProblems()
    if not places:
        fields, entries = _without_related(fields, view.settings)
        places = tuple([pool.add(entry, not_known) for entry in entries])
    entry = to_entry(fields, source.written, view)
    mention, notes, names = entry.mention, entry.notes, entry.names
    links: tuple[int, ...] = ()
    if view.settings.body != "none":
        links, findings = _body_links(parts.body, entry, pool, view)
    findings = (*entry.findings, *findings)
    if (mention is None and not links) or (mention and mention.title is None):
        return _lost(source, entry)
    if mention is None:
        return _list_of_links(source, entry, pool, places, links, findings, parts)
    if (single := fields.get("related")) is not None:  # a list would have been taken out
        place = pool.add(single, source.below("related"))
        if pool.entries[place].mention:
            places = (place,)
            notes = (*notes, Note("related", f"one entry{READ_AS}a list", ""))
        else:
            findings = (*findings, wrong_type(("related",), single, "a list"))
    if not pool.odd.isdisjoint(places):
        findings = (*findings, *_in_entries(pool.entries, places))
    return SourceRecord(
        source.path,
        mention,
        pool.entries,
        places,
        problems=to_problems(source, findings) if findings else (),
        record="post",
        names=(*names, "related") if places and "related" not in names else names,
        notes=(*notes, *map(taken_last, parts.repeated)) if parts.repeated else notes,
        normal_forms=entry.normal_forms,
        number=source.number,
        line=source.line,
        taken=entry.taken,
        links=links,
    )


def _list_of_links(
    source: Source,
    entry: Entry,
    pool: EntryPool,
    places: tuple[int, ...],
    links: tuple[int, ...],
    findings: FieldProblems,
    parts: Parts,
) -> SourceRecord:
    """Return the record of a post that is about no article itself: of its fields the day counts."""
    days = _names_of_days(pool.settings.fields)
    findings = tuple(
        each for each in findings if not each.where or folded(str(each.where[-1])) in days
    )
    if not pool.odd.isdisjoint(places):
        findings = (*findings, *_in_entries(pool.entries, places))
    names = entry.names
    taken = ((entry.added.field, "kg:dateAdded"),) if entry.added else ()
    if places:
        taken = (*taken, ("related", "kg:relatedTo"))
        names = names if "related" in names else (*names, "related")
    return SourceRecord(
        source.path,
        None,
        pool.entries,
        places,
        problems=to_problems(source, findings) if findings else (),
        record="links",
        names=names,
        notes=(
            *(each for each in entry.notes if folded(each.field.rpartition(".")[2]) in days),
            *map(taken_last, parts.repeated),
        ),
        number=source.number,
        line=source.line,
        taken=taken,
        links=links,
        holds_links=True,
    )


@lru_cache(maxsize=64)
def _names_of_days(own: FieldNames) -> frozenset[str]:
    """Return the folded names of the fields that may state a day."""
    return frozenset(
        folded(name) for wanted in ("published", "added") for name in names_of(wanted, own)
    )


def _without_related(
    fields: Mapping[Any, Any], settings: Settings
) -> tuple[Mapping[Any, Any], Sequence[Any]]:
    """Return the fields without a list of related entries, and the entries."""
    for name in (*dict(settings.fields).get("related", ()), "related"):
        if isinstance(fields.get(name), list):
            return {key: value for key, value in fields.items() if key != name}, fields[name]
    return fields, ()


def _body_links(
    body: Callable[[], Body], entry: Entry, pool: EntryPool, view: View
) -> tuple[tuple[int, ...], FieldProblems]:
    """Return the places of the links in a body, and what is wrong with the body."""
    from kg.read.body import links_in

    text, mention = body(), entry.mention
    if mention and not entry.own and view.settings.body == "articles":
        return (), ()  # the post is about somebody's article; its links are not articles of a list
    try:
        links = links_in(text.text, text.markup, view.settings.own | view.channel)
    except ReadError as error:
        return (), (FieldProblem((), error.what, error.mend),)
    known = {normal_form(url) for url in mention.urls} if mention else set()
    added, precision = _day_of(entry, view)
    found = []
    for link in links:
        url = http_address(link.address)
        if url and normal_form(url) not in known:
            title = link.text or None
            found.append(
                Mention(title=title, web_url=url, added_at=added, added_precision=precision)
            )
    return tuple(dict.fromkeys(pool.add_link(each) for each in found)), ()


def _day_of(entry: Entry, view: View) -> tuple[str | None, str | None]:
    """Return the day on which the links of a post were added to the archive."""
    mention = entry.mention
    instant, precision = (entry.added.instant, entry.added.precision) if entry.added else ("", None)
    if mention and mention.added_at:
        instant, precision = mention.added_at, mention.added_precision
    elif mention and mention.published_at:
        instant, precision = mention.published_at, mention.published_precision
    elif not instant and view.day:
        instant, precision = view.day.instant, view.day.precision
    if not instant:
        return None, None
    return f"{instant[:10]}T00:00:00Z", "month" if precision == "month" else "day"


def _lost(source: Source, entry: Entry) -> SourceRecord:
    """Return the record of a post that states no address, or no title."""
    mention, findings, names = entry.mention, entry.findings, entry.names
    if mention is None and entry.lacks:
        return skipped(source, entry.lacks, names)
    problems = to_problems(source, findings)
    if mention is None and any(folded(str(each.where[0])) in _ADDRESSES for each in findings):
        return _failed_record(source, problems, names)
    if mention and entry.own:
        return skipped(source, Why("own writing without a title"), names, problems)
    no_url = NO_URL_IN_RECORD if source.number else NO_URL_IN_POST
    lost = no_url if mention is None else NO_TITLE_IN_POST
    if not any(finding.where[0] in ("title", "name") for finding in findings):
        line = source.lines([()])[0] if source.number else 1
        problems = (Problem(source.path, line, lost.what, lost.mend), *problems)
    if source.number:
        return _failed_record(source, problems, names)
    return skipped(source, Why(lost.reason), names, problems)


def _failed_record(
    source: Source, problems: tuple[Problem, ...], names: tuple[str, ...]
) -> SourceRecord:
    return SourceRecord(
        source.path, failed=True, problems=problems, record="failed", names=names,
        number=source.number, line=source.line,
    )  # fmt: skip


_ADDRESSES = frozenset(map(folded, IDENTIFYING))


def taken_last(name: str) -> Note:
    """Return the note that of a field that is stated twice the last value counts."""
    return Note(name[:MAX_SHOWN], "stated twice: the last value is used", "")


def skipped(
    source: Source, why: Why, names: tuple[str, ...], problems: tuple[Problem, ...] = ()
) -> SourceRecord:
    """Return the record of something that is neither a post nor taxonomy."""
    return SourceRecord(
        source.path, skipped=why, problems=problems, record="skipped", names=names,
        number=source.number, line=source.line,
    )  # fmt: skip


def failed(path: str, error: ReadError, number: int = 0) -> SourceRecord:
    """Return the record of something that cannot be read."""
    problem = Problem(path, error.line, error.what, error.mend)
    return SourceRecord(path, failed=True, problems=(problem,), number=number)


def to_problems(source: Source, findings: Sequence[FieldProblem]) -> tuple[Problem, ...]:
    """Return problems with the lines that they stand on, the first ones of many."""
    shown = findings[:MAX_PROBLEMS]
    lines = source.lines([finding.where for finding in shown])
    problems = [
        Problem(source.path, line, what, mend, kind)
        for line, (_, what, mend, kind) in zip(lines, shown, strict=True)
    ]
    if more := len(findings) - len(shown):
        what = f"has {more:,} more problems of this kind."
        problems.append(Problem(source.path, 0, what, "Fix those first."))
    return tuple(problems)


def _in_entries(pool: Sequence[Entry], places: Sequence[int]) -> list[FieldProblem]:
    """Return what is wrong with entries of `related`, left out or not."""
    return [
        FieldProblem(("related", at, *where), f"related: {what}", mend, kind and f"related: {kind}")
        for at, entry in enumerate(take(pool, places))
        for where, what, mend, kind in entry.findings or (() if entry.mention else (NO_URL,))
    ]
