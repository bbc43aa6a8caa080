"""The values of a record in the types that kg wants, and what was wrong or mended on the way."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from math import isfinite
from typing import Any, NamedTuple

from kg.model.addresses import clean_domain, host_of, legal_url
from kg.model.hosts import is_registered
from kg.model.text import UNSAYABLE, clean_text
from kg.read.dates import BadDate, Date, read_date
from kg.read.text import without_emphasis

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


NOT_ELSEWHERE = "a URL that only works on its own site is left out"


class FieldProblem(NamedTuple):
    """A problem in a record, before anybody has looked up the line that it stands on."""

    where: FieldPath
    what: str
    mend: str
    kind: str = ""
    """What it says of any value, where `what` names this one."""


class Note(NamedTuple):
    """A value that could not stay as it was written: the field, what was done, what it is now."""

    field: str
    what: str
    value: str


FieldProblems = tuple[FieldProblem, ...]

Notes = tuple[Note, ...]

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
        self.notes.append(Note(name_of(where), what, shown))

    def wrong(self, where: FieldPath, value: Any, expected: str, mend: str = "") -> None:
        self.findings.append(wrong_type(where, value, expected, mend))

    def text(self, value: Any, *where: str | int) -> str | None:
        """The text on one line, or None."""
        if value.__class__ is not str or not value.isprintable():
            value = self.paragraphs(value, *where)
        return " ".join(value.split()) or None if value else None

    def name(self, value: Any, *where: str | int) -> str | None:
        """The text on one line without emphasis of Markdown, or None."""
        text = self.text(value, *where)
        return without_emphasis(text) if text else None

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
            what, mend = f"{name_of(where)} is {error}.", "Write it as https://example.org/a."
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
        found = self.date(value, *where)
        return found.instant if found else None

    def date(self, value: Any, *where: str | int) -> Date | None:
        """Return a date and how much of it is known, or None."""
        return self.stated_date(read_date(value), *where)

    def stated_date(self, found: Date | BadDate | None, *where: str | int) -> Date | None:
        """Return a date that was read, or None; say what was wrong with it, or mended."""
        if isinstance(found, BadDate):
            name = name_of(where)
            kind = f"{name} is not a date."
            self.findings.append(FieldProblem(where, f"{name} {found.what}", found.mend, kind))
            return None
        if found and found.note:
            self.mended(where, found.note, found.instant)
        return found

    def language(self, value: Any, *where: str | int) -> str | None:
        """The tag of a language, or None."""
        if value is None or value == "":
            return None
        tag = language_tag(value)
        if tag is None:
            self.wrong(where, value, "the tag of a language", "Write it as en or pt-BR.")
        elif tag != value:
            self.mended(where, "written as a tag of a language", tag)
        return tag

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
                self.mended(where, NOT_ELSEWHERE, "")
        return None


_NO_LANGUAGE = frozenset(("mis", "mul", "und", "zxx"))
_LANGUAGE = re.compile(r"([a-z]{2,3})((?:-[a-z0-9]{1,8}){0,7})", re.IGNORECASE)


def language_tag(value: Any) -> str | None:
    """
    Return a value as a tag of BCP 47, in its usual case; None if it is none of a language.

    >>> language_tag("PT_br"), language_tag("zh-hant-TW"), language_tag("English")
    ('pt-BR', 'zh-Hant-TW', None)
    """
    tag = _LANGUAGE.fullmatch(value.strip().replace("_", "-")) if isinstance(value, str) else None
    if tag is None or tag[1].lower() in _NO_LANGUAGE:
        return None
    parts = [tag[1].lower()]
    for part in tag[2].lower().split("-")[1:]:
        is_plain = part.isalpha() and not any(len(each) == 1 for each in parts)
        cased = {2: part.upper(), 4: part.title()} if is_plain else {}
        parts.append(cased.get(len(part), part))
    return "-".join(parts)


_TRUTHS = {
    "true": True, "yes": True, "on": True, "1": True,
    "false": False, "no": False, "off": False, "0": False,
}  # fmt: skip

_PART_OF = {True: "domain", False: "name"}


def name_of(where: FieldPath) -> str:
    return ".".join([part for part in where if isinstance(part, str)])


def is_truth(value: Any) -> bool:
    """
    Return whether a value is true or false, or a word for it.

    >>> is_truth(False), is_truth("yes"), is_truth("2024-05-01")
    (True, True, False)
    """
    if isinstance(value, str):
        return value.strip().lower() in _TRUTHS
    return isinstance(value, bool) or (isinstance(value, int) and value in (0, 1))


def wrong_type(where: FieldPath, value: Any, expected: str, mend: str = "") -> FieldProblem:
    kinds = {dict: "a mapping", list: "a list", bool: "true or false", type(None): "empty"}
    text = str(value)
    if isinstance(value, str) and _PRIVATE.search(value):
        shown = "an address or a path"  # which may hold a password, or name a person
    elif isinstance(value, date):
        shown = text
    else:
        shown = kinds.get(type(value)) or repr(value if len(text) < 60 else f"{text[:57]}...")
    name = name_of(where) or "the entry"
    what = f"{name} is {shown}, not {expected}."
    return FieldProblem(where, what, mend or f"Write {expected}.", f"{name} is not {expected}.")


def is_empty(value: Any) -> bool:
    """Return whether a value says nothing."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, (list, dict)) and not value)


_IMAGE_KEYS = ("url", "src", "href", "image", "feature", "path", "original")


def images_in(images: Any) -> list[Any]:
    """Return the addresses of images, each an address or a mapping that holds one."""
    each = images if isinstance(images, list) else [images]
    found = []
    for image in each:
        if isinstance(image, dict):
            image = next((image[key] for key in _IMAGE_KEYS if not is_empty(image.get(key))), None)
        if not is_empty(image):
            found.append(image)
    return found


_NAME_KEYS = ("name", "title", "label", "value", "text")


def is_organization(value: Any) -> bool:
    """
    Return whether a value is a mapping that names somebody: its address is that of their site.

    >>> is_organization({"name": "The Example", "url": "https://example.org"})
    True
    >>> is_organization({"title": "Rain", "url": "https://example.org/rain"})
    False
    """
    return (
        isinstance(value, dict) and not is_empty(value.get("name")) and is_empty(value.get("title"))
    )


def named(value: Any) -> Any:
    """
    Return the name of something: of a mapping its `name`, else the value itself.

    >>> named({"name": "Jane Doe", "url": "https://example.org"}), named("Jane Doe")
    ('Jane Doe', 'Jane Doe')
    """
    if isinstance(value, dict):
        return next((value[key] for key in _NAME_KEYS if not is_empty(value.get(key))), None)
    return value
