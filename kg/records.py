"""From a mapping of front matter to a record of ours, and what was wrong or mended on the way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from math import isfinite
from typing import Any, NamedTuple

from kg.fields import field_names
from kg.identity import clean_domain, legal_url, normalise_url
from kg.model import Mention, Organization, Subject

MAX_NUMBER = 2**31 - 1
"""Largest quality or heat: what every reader of GraphML can hold."""

# What XML 1.0 (section 2.2) cannot say, or would change, and what nobody can see.
_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_BREAK = re.compile("\r\n?|\x85")
_PRIVATE = re.compile(r"@|://|\\|^\s*[/~]")

MAX_SHOWN = 200
"""Characters of a mended value that the ledger shows."""
_NAMES = {
    int: "a number",
    float: "a number",
    bool: "true or false",
    date: "a date",
    datetime: "a date",
}

FieldPath = tuple[str | int, ...]


class Finding(NamedTuple):
    """A problem in a record, before anybody has looked up the line that it stands on."""

    where: FieldPath
    what: str
    mend: str


NO_URL = Finding((), "the entry states no URL.", "Add webUrl.")


class Note(NamedTuple):
    """A value that could not stay as it was written: the field, what was done, what it is now."""

    field: str
    what: str
    value: str


Findings = tuple[Finding, ...]
Notes = tuple[Note, ...]


class Entry(NamedTuple):
    """A post or an entry of `related`: its mention, or why there is none."""

    mention: Mention | None
    findings: Findings = ()
    names: tuple[str, ...] = ()
    """Of every field that it has."""
    notes: Notes = ()
    normal_forms: tuple[tuple[str, str], ...] = ()
    """Each URL of the mention, with what `normalise_url` makes of it."""


class _Fields:
    """One mapping under reading: gives its values in the types we expect, notes what is wrong."""

    def __init__(
        self,
        record: Mapping[Any, Any],
        findings: list[Finding],
        notes: list[Note],
        *at: str | int,
    ) -> None:
        self.record = record
        self.findings = findings
        self.notes = notes
        self.at = at

    def mended(self, key: str | int, what: str, value: str) -> None:
        shown = value if len(value) < MAX_SHOWN else f"{value[:MAX_SHOWN]}..."
        name = ".".join(part for part in (*self.at, key) if isinstance(part, str))
        self.notes.append(Note(name, what, shown))

    def wrong(self, key: str | int, value: Any, expected: str, mend: str = "") -> None:
        self.findings.append(wrong_type((*self.at, key), value, expected, mend))

    def text(self, key: str | int) -> str | None:
        """The text on one line, or None."""
        value = self.record.get(key)
        if value.__class__ is str and value.isprintable():
            return " ".join(value.split()) or None
        value = self.paragraphs(key)
        return " ".join(value.split()) or None if value else None

    def paragraphs(self, key: str | int) -> str | None:
        """The text with its line breaks, or None."""
        value = self.record.get(key)
        if value is None:
            return None
        if value.__class__ is str and value.isprintable():
            return value.strip() or None
        if not isinstance(value, (str, int, float, date)):
            self.wrong(key, value, "text")
            return None
        text = value if isinstance(value, str) else str(value)
        cleaned = clean_text(text)
        if not isinstance(value, str):
            self.mended(key, f"YAML reads {_NAMES[type(value)]}; taken as text", cleaned)
        elif _UNSAYABLE.search(text):
            self.mended(key, "characters that no file can carry were removed", cleaned)
        return cleaned or None

    def url(self, key: str) -> str | None:
        value = self.record.get(key)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            self.wrong(key, value, "an address", "Write it as https://example.org/a.")
            return None
        if not value.strip():
            return None
        try:
            legal = legal_url(value)
        except ValueError as error:
            # Not the value: it may be the path of somebody's file, or hold a password.
            name = ".".join(part for part in (*self.at, key) if isinstance(part, str))
            what, mend = f"{name} is {error}.", "Write it as https://example.org/a."
            self.findings.append(Finding((*self.at, key), what, mend))
            return None
        if legal != value:
            self.mended(key, "written as a legal address", legal)
        return legal

    def integer(self, key: str) -> int | None:
        value = self.record.get(key)
        if value is None or value == "":
            return None
        if isinstance(value, str) and re.fullmatch(r"\s*-?[0-9]{1,10}\s*", value):
            value = int(value)
        if isinstance(value, float) and isfinite(value):
            if not value.is_integer():
                self.mended(key, "rounded to a whole number", str(round(value)))
            value = round(value)
        if type(value) is not int or not -1 <= value <= MAX_NUMBER:
            self.wrong(key, value, "a whole number from 0", "Write it as 42.")
            return None
        return None if value == -1 else value  # -1 stands for none

    def boolean(self, key: str) -> bool | None:
        value = self.record.get(key)
        if isinstance(value, str):
            value = {"true": True, "false": False, "": None}.get(value.strip().lower(), value)
        if value is None or isinstance(value, bool):
            return value
        self.wrong(key, value, "true or false", "Write true or false.")
        return None

    def instant(self, key: str) -> str | None:
        value = self.record.get(key)
        if value is None or value == "":
            return None
        try:
            instant = to_instant(value)
        except (ValueError, OverflowError):
            self.wrong(key, value, "a date", "Write it as 2024-05-01T09:30:00Z.")
            return None
        if not isinstance(value, datetime) or not value.tzinfo:
            self.mended(key, "read as an instant in UTC", instant)
        return instant

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of a list, without repeats."""
        value = self.record.get(key)
        if value is None or value == "":
            return ()
        if not isinstance(value, list):
            self.wrong(key, value, "a list", f"Write it as {key}: [one, two].")
            return ()
        inner = _Fields(dict(enumerate(value)), self.findings, self.notes, *self.at, key)
        texts = [text for at in range(len(value)) if (text := inner.text(at))]
        distinct = tuple(dict.fromkeys(texts))
        if len(distinct) < len(texts):
            self.mended(key, "a repeated value counts once", ", ".join(distinct))
        return distinct

    def mapping(self, key: str) -> _Fields:
        value = self.record.get(key)
        if value is not None and not isinstance(value, dict):
            self.wrong(key, value, "a mapping", f"Write its fields on the lines below '{key}:'.")
            value = None
        return _Fields(value or {}, self.findings, self.notes, *self.at, key)

    def image(self) -> str | None:
        """The first of `images` that can be opened from everywhere; relative ones cannot."""
        value = self.record.get("images")
        if value is None or value == "":
            return None
        if not isinstance(value, list):
            self.wrong("images", value, "a list", "Write it as images: [{url: ...}].")
            return None
        for image in value:
            address = image.get("url") if isinstance(image, dict) else image
            try:
                if isinstance(address, str):
                    return legal_url(address)
            except ValueError:
                self.mended("images", "an address that only its site can open is left out", "")
        return None


def wrong_type(where: FieldPath, value: Any, expected: str, mend: str = "") -> Finding:
    kinds = {dict: "a mapping", list: "a list", bool: "true or false", type(None): "empty"}
    text = str(value)
    if isinstance(value, str) and _PRIVATE.search(value):
        shown = "an address or a path"  # which may hold a password, or name a person
    elif isinstance(value, date):
        shown = text
    else:
        shown = kinds.get(type(value)) or repr(value if len(text) < 60 else f"{text[:57]}...")
    name = ".".join(part for part in where if isinstance(part, str)) or "the entry"
    return Finding(where, f"{name} is {shown}, not {expected}.", mend or f"Write {expected}.")


def to_entry(record: Any) -> Entry:
    """
    Return the mention that a record makes, or none, and what is wrong with it.

    A record without any URL makes none.
    """
    if not isinstance(record, dict):
        return Entry(
            None, (wrong_type((), record, "a mapping", "Write title: and webUrl: in it."),)
        )
    findings: list[Finding] = []
    notes: list[Note] = []
    fields = _Fields(record, findings, notes)
    provider = fields.mapping("provider")
    domain = provider.text("domain")
    if domain:
        try:
            domain = clean_domain(domain)
        except ValueError:
            provider.wrong("domain", domain, "a domain", "Write it as example.org.")
    kind = fields.text("type")
    mention = Mention(
        fields.text("title") or fields.text("name"),
        fields.paragraphs("excerpt"),
        fields.instant("publishedDateTime"),
        fields.url("webUrl"),
        fields.url("originalUrl"),
        fields.url("ampWebUrl"),
        fields.url("cdnAmpWebUrl"),
        kind.lower() if kind else None,
        fields.integer("quality"),
        fields.integer("heat"),
        fields.boolean("published"),
        fields.boolean("removed"),
        fields.image(),
        provider.text("name"),
        domain,
        provider.image(),
        fields.texts("topics"),
    )
    return Entry(
        mention if mention.urls and not findings else None,
        tuple(findings),
        field_names(record),
        tuple(notes),
        tuple([(url, normalise_url(url)) for url in mention.urls]),
    )


def to_organization(
    path: str, record: dict[Any, Any]
) -> tuple[Organization | None, Findings, Notes]:
    """Return what a file of `taxonomy: organization` says, or none; what is wrong and mended."""
    findings: list[Finding] = []
    notes: list[Note] = []
    fields = _Fields(record, findings, notes)
    key = "domain" if record.get("domain") else "_id"
    domain = fields.text(key)
    try:
        domain = clean_domain(domain or "")
    except ValueError:
        fields.wrong(key, domain, "a domain", "Write domain: example.org.")
    name = fields.text("name")
    if not name:
        fields.wrong("name", name, "a name", "Write name: The Example.")
    organization = Organization(
        path,
        domain or "",
        name or "",
        fields.paragraphs("description"),
        fields.image(),
        fields.texts("otherNames"),
    )
    return (None if findings else organization), tuple(findings), tuple(notes)


def to_subject(path: str, record: dict[Any, Any]) -> tuple[Subject | None, Findings, Notes]:
    """Return what a file of `taxonomy: topic` says, or none; what is wrong and what was mended."""
    findings: list[Finding] = []
    notes: list[Note] = []
    fields = _Fields(record, findings, notes)
    label = fields.text("name")
    if not label:
        fields.wrong("name", label, "a label", "Write name: Computer Vision.")
    subject = Subject(
        path,
        label or "",
        fields.text("parent"),
        fields.text("shortname"),
        fields.texts("keywords"),
    )
    return (None if findings else subject), tuple(findings), tuple(notes)


def clean_text(text: str) -> str:
    r"""
    Return the text without what no file format can carry: control characters, half surrogates.

    Line breaks of every kind become `\n`; white space around the text goes.

    >>> clean_text(" one\r\ntwo\x00 ")
    'one\ntwo'
    """
    if text.isprintable():
        return text.strip()
    return _UNSAYABLE.sub("", _LINE_BREAK.sub("\n", text)).strip()


def to_instant(value: Any) -> str:
    """
    Return the instant in UTC as xsd:dateTime; without a time zone it counts as UTC.

    Raises ValueError or OverflowError for what is no date, or none between the years 1 and 9999.

    >>> to_instant("2023-08-09T01:00:00+02:00"), to_instant(date(2023, 8, 9))
    ('2023-08-08T23:00:00Z', '2023-08-09T00:00:00Z')
    """
    if isinstance(value, str):
        value = datetime.fromisoformat(value.strip())
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)
    if not isinstance(value, datetime):
        raise ValueError(f"{value!r} is no date")
    if value.tzinfo is not None and value.tzinfo is not UTC:
        value = value.astimezone(UTC)
    text: str = value.isoformat().removesuffix("+00:00")
    return (text.rstrip("0") if "." in text else text) + "Z"
