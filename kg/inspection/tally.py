"""Counts what a reader finds, record by record. Tallies of parts of an archive add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from zlib import crc32

from kg.inspection.result import FileFound, Links, ListFound
from kg.inspection.values import Value, look_at
from kg.model.addresses import normal_form
from kg.model.records import Mention
from kg.read.archive import SourceRecord
from kg.read.body import links_in
from kg.read.errors import ReadError
from kg.read.fields import field_values
from kg.read.records import Parts
from kg.read.view import View

if TYPE_CHECKING:
    from kg.read.lists.reader import JudgedList

MAX_FIELDS = 10_000
"""Names of fields that are told apart."""
MAX_DISTINCT = 1_000
"""Different texts, or sites, of one field that are told apart."""
MAX_EXAMPLES = 3
MAX_BODIES = 500
"""Of posts about articles of others, about so many bodies are looked into; the rest are alike."""

STATED = (
    ("published", "published_at"),
    ("added", "added_at"),
    ("outlet", "provider_name"),
    ("outlet", "provider_domain"),
    ("topics", "topics"),
    ("topics", "tags"),
    ("authors", "authors"),
    ("excerpt", "excerpt"),
    ("image", "image"),
    ("language", "language"),
    ("modified", "modified_at"),
)
"""What is wanted, with the attribute of a mention that holds it."""


class FieldTally:
    """Counts what the values of one field are."""

    def __init__(self) -> None:
        self.records = self.lost = 0
        self.kinds: Counter[str] = Counter()
        self.first = self.last = ""
        self.hosts: Counter[str] = Counter()
        self.texts: dict[str, None] = {}

    def add(self, value: Value, lost: bool) -> None:
        """Count a value; `lost` says that its record makes no article."""
        self.records += 1
        self.lost += lost
        self.kinds[value.kind] += 1
        if value.kind == "date":
            (day,) = value.texts
            self.first = min(self.first, day) if self.first else day
            self.last = max(self.last, day)
        elif value.kind == "address":
            if len(self.hosts) < MAX_DISTINCT or value.texts[0] in self.hosts:
                self.hosts[value.texts[0]] += 1
        elif len(self.texts) < MAX_DISTINCT:
            self.texts.update(dict.fromkeys(value.texts))

    def merge(self, later: FieldTally) -> None:
        """Add what a tally of later files counted."""
        self.records += later.records
        self.lost += later.lost
        self.kinds.update(later.kinds)
        self.first = min(filter(None, (self.first, later.first)), default="")
        self.last = max(self.last, later.last)
        self.hosts.update(later.hosts)
        self.texts |= later.texts

    @property
    def examples(self) -> tuple[str, ...]:
        """The first of its texts."""
        return tuple(list(self.texts)[:MAX_EXAMPLES])


class Tally:
    """An observer of a reader that counts what it is told."""

    def __init__(self, files: int = 0) -> None:
        """Count in an archive of so many files."""
        self._stride = max(1, files // MAX_BODIES)
        """Of so many posts about articles of others, the body of one is looked into."""
        self.files: list[FileFound] = []
        self.lists: list[ListFound] = []
        self.records = 0
        self.fields: dict[str, FieldTally] = {}
        self.stated: Counter[str] = Counter()
        self.derived: Counter[tuple[str, str]] = Counter()
        self.bodies: Counter[str] = Counter()
        """Posts by what they are about: `nothing`, `own` pieces, articles of `others`."""
        self.looked_into: Counter[str] = Counter()
        """Of these, those in whose bodies links were looked for."""
        self.posts: Counter[str] = Counter()
        """Of these, those with links."""
        self.links: Counter[str] = Counter()

    def see_file(self, path: str, form: str | None, records: Sequence[SourceRecord]) -> None:
        """Count a file."""
        found = passed = failed = 0
        for record in records:
            found += record.post is not None or record.holds_links
            passed += record.skipped is not None
            failed += record.failed
        self.files.append(FileFound(path, form, found, passed, failed))

    def see_lists(self, path: str, lists: Sequence[JudgedList]) -> None:
        """Count the lists of a file."""
        for each in lists:
            kind = "articles" if each.is_read else getattr(each.judgement, "kind", "other")
            reason = getattr(each.judgement, "reason", "")
            self.lists.append(
                ListFound(path, each.path, each.records, each.addresses, kind, reason)
            )

    def see_record(
        self, fields: Mapping[Any, Any], parts: Parts, record: SourceRecord, view: View
    ) -> None:
        """Count the fields of a record, and the links in its body."""
        self.records += 1
        lost = record.post is None and not record.holds_links
        for name, value in field_values(fields).items():
            self._field(name).add(look_at(value), lost)
        if parts.places:
            self._field("related").add(_ENTRIES, lost)
        if record.post:
            self._see_mention(record.post, record, view)
        elif record.holds_links:
            self._see_list_of_links(record, view)
        self._see_body(parts, record, view)

    def _field(self, name: str) -> FieldTally:
        tally = self.fields.get(name)
        if tally is None:
            if len(self.fields) >= MAX_FIELDS:
                name = "..."
            tally = self.fields.setdefault(name, FieldTally())
        return tally

    def _see_mention(self, mention: Mention, record: SourceRecord, view: View) -> None:
        stated = {wanted for wanted, attribute in STATED if getattr(mention, attribute)}
        self.stated.update(stated)
        self.stated["article"] += 1
        # Without any, the fields of the seed's dialect say what they always do.
        taken = {becomes for _, becomes in record.taken} or _USUAL
        if "schema:headline" not in taken and mention.title:
            of_file = mention.title == view.title
            self.derived["title", _FILE if of_file else "the outlet"] += 1
        for wanted, becomes, instant in (
            ("published", "schema:datePublished", mention.published_at),
            ("added", "kg:dateAdded", mention.added_at),
        ):
            if instant and becomes not in taken:
                of_file = view.day is not None and instant == view.day.instant
                self.derived[wanted, _FILE if of_file else "the outlet"] += 1
        if "outlet" not in stated:
            self.derived["outlet", _SITE] += 1

    def _see_list_of_links(self, record: SourceRecord, view: View) -> None:
        for wanted in ("address", "title"):
            self.derived[wanted, _BODY] += 1
        self.derived["outlet", _SITE] += 1
        if view.day and "kg:dateAdded" not in {becomes for _, becomes in record.taken}:
            self.derived["added", _FILE] += 1

    def _see_body(self, parts: Parts, record: SourceRecord, view: View) -> None:
        urls = record.post.urls if record.post else ()
        own = bool(urls) and view.owns(urls[0])
        if urls and not own and view.kind != "post":
            return  # a whole page that a program kept, with all that stood around the article
        kind = "own" if own else "others" if urls else "nothing"
        self.bodies[kind] += 1
        if kind == "others" and not self._is_in_sample(record):
            return
        self.looked_into[kind] += 1
        body = parts.body()
        if not body.text:
            return
        try:
            links = links_in(body.text, body.markup, view.settings.own | view.channel)
        except ReadError:  # the build says so
            return
        known = {normal_form(url) for url in urls}
        count = len(links)
        if known:
            count = sum(normal_form(link.address) not in known for link in links)
        if count:
            self.posts[kind] += 1
            self.links[kind] += count

    def _is_in_sample(self, record: SourceRecord) -> bool:
        """Return whether the body of a record is looked into: by its path, in any order."""
        return not crc32(record.path.encode("utf-8", "surrogateescape")) % self._stride

    def links_of(self, kind: str) -> Links:
        """Return the posts with links, and the links, of one kind of records."""
        all_, some = self.bodies[kind], self.looked_into[kind]
        if all_ == some:
            return Links(self.posts[kind], self.links[kind])
        posts, links = (
            round(each[kind] * all_ / max(1, some)) for each in (self.posts, self.links)
        )
        return Links(posts, links, True)

    def merge(self, later: Tally) -> None:
        """Add what a tally of later files counted."""
        self.files += later.files
        self.lists += later.lists
        self.records += later.records
        for name, tally in later.fields.items():
            self._field(name).merge(tally)
        self.stated.update(later.stated)
        self.derived.update(later.derived)
        self.bodies.update(later.bodies)
        self.looked_into.update(later.looked_into)
        self.posts.update(later.posts)
        self.links.update(later.links)


_ENTRIES = Value("other")
_FILE = "the name of the file"
_SITE = "the site of the address"
_BODY = "the links in the text"
_USUAL = frozenset(("schema:headline", "schema:datePublished"))
