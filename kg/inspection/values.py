"""What the value of a field is, whatever the field is called."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from kg.model.addresses import host_of
from kg.read.dates import Date, read_date
from kg.read.statements import address_in
from kg.read.values import is_empty, named

ValueKind = Literal[
    "date", "address", "text", "list of texts", "yes or no", "number", "other", "empty"
]

MAX_DATE_CHARS = 40
"""A longer text is no date."""
MAX_SHOWN = 40
"""Characters of a value that are shown."""
MAX_LABELS = 20
"""Items of a list that are looked at."""
_SMALLEST_EPOCH = 10**8
_DIGIT = re.compile(r"\d")
_PLAIN = re.compile(r"https?://[a-z0-9.-]{3,80}/[!-~]{0,500}\Z")
"""An address as nearly all are, of which nothing has to be mended."""
_FLAGS = frozenset(("true", "false", "yes", "no", "on", "off"))


class Value(NamedTuple):
    """What a value is."""

    kind: ValueKind
    texts: tuple[str, ...] = ()
    """The beginnings of its texts; of an address the host; of a date the day."""


_EMPTY, _FLAG, _NUMBER, _OTHER = (
    Value("empty"),
    Value("yes or no"),
    Value("number"),
    Value("other"),
)


def look_at(value: Any) -> Value:
    """
    Return what a value is.

    >>> look_at("May 1, 2024"), look_at("https://www.example.org/a")
    (Value(kind='date', texts=('2024-05-01',)), Value(kind='address', texts=('example.org',)))
    >>> look_at(["rain", "harbour"])
    Value(kind='list of texts', texts=('rain', 'harbour'))
    """
    if is_empty(value):
        return _EMPTY
    if isinstance(value, str):
        return _text(value) if len(value) > MAX_SHOWN else _short_text(value)
    if isinstance(value, bool):
        return _FLAG
    if isinstance(value, date) or (isinstance(value, int) and value >= _SMALLEST_EPOCH):
        return _date(value) or _NUMBER
    if isinstance(value, (int, float)):
        return _NUMBER
    address = address_in(value)
    if address:
        return _address(address)
    if isinstance(value, list):
        texts = [text for each in value[:MAX_LABELS] if isinstance(text := named(each), str)]
        shown = tuple(filter(None, map(_shown, texts)))
        return Value("list of texts", shown) if shown else _OTHER
    text = named(value)
    return Value("text", (_shown(text),)) if isinstance(text, str) else _OTHER


def _text(value: str) -> Value:
    start = value[:100].lstrip()
    if start[:4].lower() == "http" or start[:1] == "[":
        if _PLAIN.match(value):
            return _host(value)
        address = address_in(value)
        if address:
            return _address(address)
    if len(value) <= MAX_DATE_CHARS:
        if start[:5].strip().lower() in _FLAGS:
            return _FLAG
        if _DIGIT.search(start):
            if start.isdecimal() and len(start) < 8:
                return _NUMBER
            found = _date(value)
            if found:
                return found
    return Value("text", (_shown(value),))


_short_text = lru_cache(maxsize=1 << 12)(_text)
"""The same for texts that may repeat, such as names."""


def _date(value: Any) -> Value | None:
    found = read_date(value)
    return Value("date", (found.instant[:10],)) if isinstance(found, Date) else None


def _address(address: str) -> Value:
    return _host(f"{address}/")


@lru_cache(maxsize=1 << 12)
def _of_host(host: str) -> Value:
    return Value("address", (host_of(host).removeprefix("www."),))


def _host(address: str) -> Value:
    """Return the value of an address whose host ends before a slash."""
    return _of_host(address[: address.find("/", 8) + 1])


def _on_one_line(text: str) -> str:
    return " ".join(text[: 4 * MAX_SHOWN].split())


def _shown(text: str) -> str:
    start = text if len(text) < MAX_SHOWN and text.isprintable() else _on_one_line(text)
    return start if len(start) <= MAX_SHOWN else f"{start[: MAX_SHOWN - 1]}…"
