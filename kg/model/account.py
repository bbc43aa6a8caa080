"""What became of everything that went into a build: no file, field, value or merge is silent."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from kg.errors import Problem

REPORT = "report.json"
REPORT_OPENING = b'{\n"version": '
"""The first bytes of a report, by which kg recognizes its own."""

VERSION = 1
"""Of the report's form: raised when a key changes its meaning or goes."""


class Skip(NamedTuple):
    """A file that is no article, and why."""

    path: str
    reason: str
    mend: str = ""
    """What to do to have it read; empty if nothing is to be done."""


class FieldUse(NamedTuple):
    """How often a field of front matter was met, and what becomes of it."""

    record: str
    """
    `post`, `related`, `organization` or `topic`; `links` if it is read for the links in its text
    alone; `skipped` or `failed` if its file was.
    """
    name: str
    """With its parents: `provider.images[].url`."""
    uses: int
    becomes: str | None
    """The property or identity that it goes into; None if it is left out."""
    reason: str | None
    """Why it is left out; None if it is mapped, or if kg does not know it."""
    known_as: str | None = None
    """Its name in the table of names, if that is another."""


class LabelLeftOut(NamedTuple):
    """A tag that is no topic."""

    label: str
    folder: str
    """Of the records that have it: a folder, or a file of many records."""
    reason: str
    uses: int
    """The number of records that have it."""


class RecordsPassedOver(NamedTuple):
    """Records of one file that were never meant as articles."""

    path: str
    reason: str
    records: int
    mend: str = ""
    """What to do to have them read; empty if nothing is to be done."""


class Correction(NamedTuple):
    """A value that could not stay as it was written."""

    field: str
    what: str
    value: str
    """As it is now."""
    path: str
    """The first file that states it."""
    uses: int
    """How often it is stated."""


class Statement(NamedTuple):
    """A value, and where it is written."""

    value: str | int | bool
    path: str
    line: int
    """Counted from 1; 0 where it is not known."""


class Conflict(NamedTuple):
    """A field of which several values are stated: one is in the graph, the others are only here."""

    subject: str
    """CURIE of the entity."""
    field: str
    kept: Statement
    lost: tuple[Statement, ...]


class Evidence(NamedTuple):
    """A mention that states several addresses, and so makes them one article."""

    path: str
    urls: tuple[str, ...]


class Merge(NamedTuple):
    """An article of several addresses, and why they are one."""

    article: str
    spellings: tuple[tuple[str, ...], ...]
    """Addresses that compare equal, group by group."""
    stated_together: tuple[Evidence, ...]
    """The fewest mentions that hold the groups together."""


class StoryCounts(NamedTuple):
    """How many stories and copies a build has."""

    found: int = 0
    """Stories."""
    articles: int = 0
    """Articles that are part of one."""
    one_text: int = 0
    """Stories that are one text at several outlets."""
    copies: int = 0
    """Articles that are copies of another."""
    reason: str = ""
    """Why there can be none; empty if there can."""


NO_STORIES = StoryCounts()


@dataclass(frozen=True, slots=True)
class Account:
    """
    The account of a build.

    Files found are posts, taxonomy, skipped and failed; mentions are articles, merged and
    untitled.
    """

    found: int = 0
    """Files found; 0 if each of them is one record."""
    posts: int = 0
    taxonomy: int = 0
    skipped: tuple[Skip, ...] = ()
    failed: tuple[str, ...] = ()
    """Paths of the files that could not be understood."""
    problems: tuple[Problem, ...] = ()
    mentions: int = 0
    """Posts and entries of `related` that were understood."""
    untitled: int = 0
    """Mentions of articles that nobody gives a title: they are left out."""
    entries_left_out: int = 0
    """Entries of `related` that could not be understood, or state no URL: no mentions."""
    self_links: int = 0
    """Entries that name the article of their own post: mentions, but no links."""
    fields: tuple[FieldUse, ...] = ()
    mends: tuple[Correction, ...] = ()
    merges: tuple[Merge, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    outlet_names: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()
    """Each outlet that is written in several ways, with its names and how often each is used."""
    outlet_logos: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()
    """Each outlet of which several logos are stated, with how often each is."""
    passed_over: tuple[RecordsPassedOver, ...] = ()
    labels_left_out: tuple[LabelLeftOut, ...] = ()
    folders_passed_over: tuple[Skip, ...] = ()
    """Folders that hold what programs made, such as node_modules."""
    configurations_passed_over: tuple[Skip, ...] = ()
    """Configurations of a generator that do not tell the address of the site."""
    stories: StoryCounts = NO_STORIES

    @property
    def files(self) -> int:
        """The number of files found."""
        one_each = self.posts + self.taxonomy + len(self.skipped) + len(self.failed)
        return self.found or one_each

    @property
    def unknown_fields(self) -> tuple[FieldUse, ...]:
        """The fields that kg does not know, most used first."""
        unknown = (use for use in self.fields if use.becomes is None and use.reason is None)
        return tuple(sorted(unknown, key=lambda use: (-use.uses, use)))


class Written(NamedTuple):
    """One file of a build."""

    path: Path
    size: int
    """Bytes."""
    sha256: str
    about: str
    modified: int = 0
    """When it was written, in nanoseconds since 1970."""
    changed: int = 0
    """When it took its place."""


def to_report(
    account: Account, articles: int, written: Iterable[Written], lists: str | None = None
) -> Iterator[str]:
    """
    Yield the account of a build as JSON, a line a thing.

    `written` are the files of the build, whose hashes tell a mixture of two builds; `lists` is
    what `to_lists` gives, if somebody has it already.
    """
    files = {
        "found": account.files,
        "posts": account.posts,
        "taxonomy": account.taxonomy,
        "skipped": len(account.skipped),
        "failed": len(account.failed),
    }
    mentions = {
        "found": account.mentions,
        "articles": articles,
        "merged": max(0, account.mentions - account.untitled - articles),  # 0 if made by hand
        "untitled": account.untitled,
        "related_to_their_own_post": account.self_links,
        "left_out_as_no_mention": account.entries_left_out,
    }
    stories = {name: value for name, value in account.stories._asdict().items() if value != ""}
    yield f'{{\n"version": {VERSION},\n"files": {_json(files)},\n"mentions": {_json(mentions)}'
    yield f',\n"stories": {_json(stories)}'
    outputs = ({"file": w.path.name, "size": w.size, "sha256": w.sha256} for w in written)
    yield _list("written", outputs)
    yield to_lists(account) if lists is None else lists
    yield "\n}\n"


def to_lists(account: Account) -> str:
    """Return the part of the account that is the same whatever was written."""
    lists: dict[str, Iterable[Any]] = {
        "skipped": map(_with_mend, account.skipped),
        "records_passed_over": map(_with_mend, account.passed_over),
        "folders_passed_over": map(_with_mend, account.folders_passed_over),
        "configurations_passed_over": map(_with_mend, account.configurations_passed_over),
        "failed": account.failed,
        "problems": (_without_kind(problem) for problem in account.problems),
        "fields": (
            {_KEYS.get(key, key): value for key, value in use._asdict().items() if value}
            for use in account.fields
        ),
        "labels_left_out": (each._asdict() for each in account.labels_left_out),
        "mended": (mend._asdict() for mend in account.mends),
        "merged_articles": (
            {**merge._asdict(), "stated_together": [e._asdict() for e in merge.stated_together]}
            for merge in account.merges
        ),
        "conflicts": (
            {
                "subject": conflict.subject,
                "field": conflict.field,
                "kept": conflict.kept._asdict(),
                "lost": [each._asdict() for each in conflict.lost],
            }
            for conflict in account.conflicts
        ),
        "merged_outlets": (
            {"outlet": outlet, "names": dict(names)} for outlet, names in account.outlet_names
        ),
        "outlet_logos": (
            {"outlet": outlet, "logos": dict(logos)} for outlet, logos in account.outlet_logos
        ),
    }
    return "".join(_list(name, values) for name, values in lists.items())


_KEYS = {"known_as": "as"}


def _with_mend(passed: Skip | RecordsPassedOver) -> dict[str, Any]:
    return {name: value for name, value in passed._asdict().items() if value or name != "mend"}


def _without_kind(problem: Problem) -> dict[str, Any]:
    return {name: value for name, value in problem._asdict().items() if name != "kind"}


def _list(name: str, values: Iterable[Any]) -> str:
    lines = ",\n".join(map(_json, values))
    return f',\n"{name}": [\n{lines}\n]' if lines else f',\n"{name}": []'


_json = json.JSONEncoder(ensure_ascii=False).encode
