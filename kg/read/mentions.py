"""From a mapping of front matter to a record of ours, and what was wrong or mended on the way."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from math import isfinite
from typing import Any, NamedTuple

from kg.model.addresses import clean_domain, host_of, legal_url, normalise_url
from kg.model.dates import to_instant
from kg.model.fields import FIELDS, Field, fields, registered_fields
from kg.model.hosts import is_registered
from kg.model.records import Mention, Organization, Subject
from kg.model.text import UNSAYABLE, clean_text
from kg.read.fields import field_names
from kg.read.lines import Lines, Shape

MAX_NUMBER = 2**31 - 1
"""Largest quality or heat: what every reader of GraphML can hold."""

_PRIVATE = re.compile(r"@|://|\\|^\s*[/~]")
_BETWEEN_TOPICS = re.compile("[,;|]")

MAX_SHOWN = 200
"""Characters of a mended value that the account shows."""
_NAMES = {
    int: "a number",
    float: "a number",
    bool: "true or false",
    date: "a date",
    datetime: "a date",
}

FieldPath = tuple[str | int, ...]

READ_AS = ", read as "
"""Stands in the note on a value that is of another type than its field wants, but can be meant."""


class FieldProblem(NamedTuple):
    """A problem in a record, before anybody has looked up the line that it stands on."""

    where: FieldPath
    what: str
    mend: str
    kind: str = ""
    """What it says of any value, where `what` names this one."""


URL_FIELDS = frozenset(("webUrl", "originalUrl", "ampWebUrl", "cdnAmpWebUrl"))
NO_URL = FieldProblem((), "the entry has no URL.", "Add webUrl.")


class Note(NamedTuple):
    """A value that could not stay as it was written: the field, what was done, what it is now."""

    field: str
    what: str
    value: str


FieldProblems = tuple[FieldProblem, ...]
Notes = tuple[Note, ...]


class Entry(NamedTuple):
    """A post or an entry of `related`: its mention, or why there is none."""

    mention: Mention | None
    findings: FieldProblems = ()
    names: tuple[str, ...] = ()
    """Of every field that it has."""
    notes: Notes = ()
    normal_forms: tuple[tuple[str, str], ...] = ()
    """Each URL of the mention, with what `normalise_url` makes of it."""


Written = Callable[[FieldPath], str | None]
"""Returns a value of a record as its author wrote it, or None where that is not known."""


def not_known(where: FieldPath) -> str | None:  # noqa: ARG001
    """Return None: of this record only the values are known."""
    return None


class ValueReader:
    """
    Gives the values of one record in the types we expect.

    A value of another type is read as meant and noted, if it can mean one thing only; else it is
    left out, and a finding says so.
    """

    def __init__(self, written: Written = not_known) -> None:
        self.findings: list[FieldProblem] = []
        self.notes: list[Note] = []
        self._written = written

    def mended(self, where: FieldPath, what: str, value: str) -> None:
        shown = value if len(value) < MAX_SHOWN else f"{value[:MAX_SHOWN]}..."
        self.notes.append(Note(_name(where), what, shown))

    def wrong(self, where: FieldPath, value: Any, expected: str, mend: str = "") -> None:
        self.findings.append(wrong_type(where, value, expected, mend))

    def text(self, value: Any, *where: str | int) -> str | None:
        """The text on one line, or None."""
        if value.__class__ is not str or not value.isprintable():
            value = self.paragraphs(value, *where)
        return " ".join(value.split()) or None if value else None

    def paragraphs(self, value: Any, *where: str | int) -> str | None:
        """The text with its line breaks, or None."""
        if value is None:
            return None
        if value.__class__ is str and value.isprintable():
            return value.strip() or None
        if not isinstance(value, (str, int, float, date)):
            self.wrong(where, value, "text")
            return None
        text = value if isinstance(value, str) else self._written(where) or str(value)
        cleaned = clean_text(text)
        if not isinstance(value, str):
            self.mended(where, f"YAML reads it as {_NAMES[type(value)]}; kept as written", cleaned)
        elif UNSAYABLE.search(text):
            self.mended(where, "control characters or invalid characters were removed", cleaned)
        return cleaned or None

    def word(self, value: Any, *where: str | int) -> str | None:
        """The text on one line in lower case, or None."""
        text = self.text(value, *where)
        return text.lower() if text else None

    def url(self, value: Any, *where: str | int) -> str | None:
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            self.wrong(where, value, "a URL", "Write it as https://example.org/a.")
            return None
        if not value.strip():
            return None
        try:
            legal = legal_url(value)
        except ValueError as error:
            # Not the value: it may be the path of somebody's file, or hold a password.
            what, mend = f"{_name(where)} is {error}.", "Write it as https://example.org/a."
            self.findings.append(FieldProblem(where, what, mend))
            return None
        if legal != value:
            self.mended(where, "written as a valid URL", legal)
        return legal

    def integer(self, value: Any, *where: str | int) -> int | None:
        if value is None or value == "":
            return None
        if isinstance(value, str) and re.fullmatch(r"\s*-?[0-9]{1,10}\s*", value):
            value = int(value)
        if isinstance(value, float) and isfinite(value):
            if not value.is_integer():
                self.mended(where, "rounded to a whole number", str(round(value)))
            value = round(value)
        if type(value) is not int or not -1 <= value <= MAX_NUMBER:
            self.wrong(where, value, "a whole number from 0", "Write it as 42.")
            return None
        return None if value == -1 else value  # -1 stands for none

    def boolean(self, value: Any, *where: str | int) -> bool | None:
        if value is None or isinstance(value, bool):
            return value
        text = str(value).strip().lower() if isinstance(value, (str, int)) else None
        if text == "":
            return None
        if text in _TRUTHS:
            if text not in ("true", "false"):
                self.mended(
                    where, f"a word for yes or no{READ_AS}true or false", str(_TRUTHS[text]).lower()
                )
            return _TRUTHS[text]
        self.wrong(where, value, "true or false", "Write true or false.")
        return None

    def instant(self, value: Any, *where: str | int) -> str | None:
        if value is None or value == "":
            return None
        try:
            instant = to_instant(value)
        except (ValueError, OverflowError):
            self.wrong(where, value, "a date", "Write it as 2024-05-01T09:30:00Z.")
            return None
        if not isinstance(value, datetime) or not value.tzinfo:
            self.mended(where, "read as an instant in UTC", instant)
        return instant

    def texts(self, value: Any, *where: str | int, divided: bool = True) -> tuple[str, ...]:
        """The texts of a list, or of one text, which `,`, `;` and `|` divide; without repeats."""
        if value is None or value == "":
            return ()
        if isinstance(value, list):
            found = [self.text(each, *where, at) for at, each in enumerate(value)]
        elif isinstance(value, (str, int, float, date)):
            text = self.text(value, *where) or ""
            parts = _BETWEEN_TOPICS.split(text) if divided else [text]
            found = [part.strip() for part in parts]
            self.mended(where, f"a string{READ_AS}a list", ", ".join(filter(None, found)))
        else:
            self.wrong(where, value, "a list", f"Write it as {where[-1]}: [one, two].")
            return ()
        texts = [text for text in found if text]
        distinct = tuple(dict.fromkeys(texts))
        if len(distinct) < len(texts):
            self.mended(where, "a repeated value counts once", ", ".join(distinct))
        return distinct

    def provider(self, value: Any) -> Mapping[Any, Any]:
        """The fields of a provider; a text is its name, or its domain if it is one."""
        if isinstance(value, str) and (text := self.text(value, "provider")):
            is_domain = "://" in text or is_registered(text)
            self.mended(("provider",), f"a string{READ_AS}its {_PART_OF[is_domain]}", text)
            return {_PART_OF[is_domain]: text}
        if value not in (None, "") and not isinstance(value, dict):
            mend = "Write its fields on the lines below 'provider:'."
            self.wrong(("provider",), value, "a mapping", mend)
        return value if isinstance(value, dict) else {}

    def domain(self, value: Any, *where: str | int) -> str | None:
        text = self.text(value, *where)
        try:
            if text and "://" in text:
                text = host_of(legal_url(text))
                self.mended(where, f"a URL{READ_AS}its host", text)
            return clean_domain(text) if text else None
        except ValueError:
            self.wrong(where, text, "a domain", "Write it as example.org.")
        return None

    def image(self, value: Any, *where: str | int) -> str | None:
        """The first of some addresses that can be opened from everywhere; relative ones cannot."""
        if value is None or value == "":
            return None
        if isinstance(value, str):
            self.mended(where, f"a string{READ_AS}a list", "")
        elif not isinstance(value, list):
            self.wrong(where, value, "a list", "Write it as images: [{url: ...}].")
            return None
        for address in [value] if isinstance(value, str) else value:
            try:
                if isinstance(address, str):
                    return legal_url(address)
            except ValueError:
                self.mended(where, "a URL that only works on its own site is left out", "")
        return None


_TRUTHS = {
    "true": True, "yes": True, "on": True, "1": True,
    "false": False, "no": False, "off": False, "0": False,
}  # fmt: skip
_PART_OF = {True: "domain", False: "name"}


def _name(where: FieldPath) -> str:
    return ".".join([part for part in where if isinstance(part, str)])


def wrong_type(where: FieldPath, value: Any, expected: str, mend: str = "") -> FieldProblem:
    kinds = {dict: "a mapping", list: "a list", bool: "true or false", type(None): "empty"}
    text = str(value)
    if isinstance(value, str) and _PRIVATE.search(value):
        shown = "an address or a path"  # which may hold a password, or name a person
    elif isinstance(value, date):
        shown = text
    else:
        shown = kinds.get(type(value)) or repr(value if len(text) < 60 else f"{text[:57]}...")
    name = _name(where) or "the entry"
    what = f"{name} is {shown}, not {expected}."
    return FieldProblem(where, what, mend or f"Write {expected}.", f"{name} is not {expected}.")


def to_entry(record: Any, written: Written = not_known) -> Entry:
    """
    Return the mention that a record makes, or none, and what is wrong with it.

    A record without any URL makes none; whatever else is wrong with it costs only that value.
    An address alone is the record of an article whose title others know.
    """
    read = ValueReader(written)
    if isinstance(record, str) and "://" in record and (url := read.url(record, "webUrl")):
        note = Note("related", f"a URL{READ_AS}webUrl", url)
        return Entry(Mention(web_url=url), notes=(note,), normal_forms=((url, normalise_url(url)),))
    if not isinstance(record, Mapping):
        return Entry(
            None, (wrong_type((), record, "a mapping", "Write title: and webUrl: in it."),)
        )
    if isinstance(record, Lines) and (known := _stated_in(record.shape)):
        names, parts = known
        values = record.filled(parts)
    else:
        names = field_names(record)
        values = _stated(record, read.provider(record.get("provider")))
    mention = _to_mention(read, values)
    urls = mention.urls
    return Entry(
        mention if urls else None,
        tuple(read.findings),
        names,
        tuple(read.notes),
        tuple([(url, normalise_url(url)) for url in urls]),
    )


def _to_mention(read: ValueReader, values: Sequence[Any]) -> Mention:
    """Return the mention that the values of `_stated` make."""
    registered = registered_fields()
    stated: list[Any] = [*_NOTHING, *(None for _ in registered)]
    for (place, method, name), value in zip(_steps(registered), values, strict=False):
        if value is not None and not stated[place]:
            stated[place] = method(read, value, name)
    provider_name, provider_domain, images, logos = values[-4:]
    stated[_IMAGE] = read.image(images, "images")
    stated[_NAME] = read.text(provider_name, "provider", "name")
    stated[_DOMAIN] = read.domain(provider_domain, "provider", "domain")
    stated[_LOGO] = read.image(logos, "provider", "images")
    if registered:
        found = zip(registered, stated[len(_NOTHING) :], strict=True)
        stated[_MORE] = tuple((each.attribute, value) for each, value in found if value is not None)
        del stated[len(_NOTHING) :]
    return Mention._make(stated)


_NOTHING = tuple(Mention())
_IMAGE, _NAME, _DOMAIN, _LOGO, _MORE = map(
    Mention._fields.index, ("image", "provider_name", "provider_domain", "provider_logo", "more")
)
_Step = tuple[int, Callable[..., Any], str]
"""The place of a value in a mention, the method that reads it, and the name of its field."""


@lru_cache(maxsize=8)
def _steps(registered: tuple[Field, ...]) -> tuple[_Step, ...]:
    """Return how to read each field; values of registered fields stand behind the mention."""
    places = {name: place for place, name in enumerate(Mention._fields)}
    for field in registered:
        places[field.attribute] = len(places)
    return tuple(
        (places[field.attribute], getattr(ValueReader, field.kind), field.name)
        for field in (*FIELDS, *registered)
    )


def _stated(record: Mapping[Any, Any], provider: Mapping[Any, Any]) -> list[Any]:
    """Return all that `to_entry` needs of a record, in the order in which it takes it."""
    images, logos = (_addresses(of.get("images")) for of in (record, provider))
    name_and_domain = map(provider.get, ("name", "domain"))
    of_fields = (record.get(field.name) for field in fields())
    return [*of_fields, *name_and_domain, images, logos]


def _addresses(images: Any) -> Any:
    """Return the addresses of images, each an address or a mapping that holds one."""
    if isinstance(images, dict):
        images = [images]
    if not isinstance(images, list):
        return images
    return [image.get("url") if isinstance(image, dict) else image for image in images]


def _stated_in(shape: Shape) -> tuple[tuple[str, ...], list[Any]] | None:
    """Return the names of the fields, and where lines of this shape state what is needed."""
    return _stated_with(shape, registered_fields())


@lru_cache(maxsize=1 << 10)
def _stated_with(shape: Shape, _: tuple[Field, ...]) -> tuple[tuple[str, ...], list[Any]] | None:
    """Return the names of the fields, and where lines of this shape state what is needed."""
    tree = shape.tree
    provider = tree.get("provider")
    if provider is not None and not isinstance(provider, dict):
        return None
    return field_names(tree), _stated(tree, provider or {})


def to_organization(
    path: str, record: Mapping[Any, Any], written: Written = not_known
) -> tuple[Organization | None, FieldProblems, Notes]:
    """
    Return what a file of `taxonomy: organization` says; what is wrong with it, and mended.

    Without domain or name it says nothing.
    """
    read = ValueReader(written)
    key = "domain" if record.get("domain") else "_id"
    domain = read.domain(record.get(key), key)
    if not domain and not read.findings:
        read.wrong((key,), domain, "a domain", "Write domain: example.org.")
    name = read.text(record.get("name"), "name")
    if not name:
        read.wrong(("name",), name, "a name", "Write name: The Example.")
    organization = Organization(
        path,
        domain or "",
        name or "",
        read.paragraphs(record.get("description"), "description"),
        read.image(_addresses(record.get("images")), "images"),
        read.texts(record.get("otherNames"), "otherNames", divided=False),
    )
    whole = organization if domain and name else None
    return whole, tuple(read.findings), tuple(read.notes)


def to_subject(
    path: str, record: Mapping[Any, Any], written: Written = not_known
) -> tuple[Subject | None, FieldProblems, Notes]:
    """
    Return what a file of `taxonomy: topic` says; what is wrong with it, and mended.

    Without a name it says nothing.
    """
    read = ValueReader(written)
    label = read.text(record.get("name"), "name")
    if not label:
        read.wrong(("name",), label, "a label", "Write name: Computer Vision.")
    subject = Subject(
        path,
        label or "",
        read.text(record.get("parent"), "parent"),
        read.text(record.get("shortname"), "shortname"),
        read.texts(record.get("keywords"), "keywords"),
    )
    return (subject if label else None), tuple(read.findings), tuple(read.notes)
