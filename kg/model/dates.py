"""
Dates as people write them, without a guess: a text that two readers could read in two ways is none.

    ISO 8601      2023-08-08T14:39:00Z   2023-8-8   2011-11-28 8:32:24 -0400   20230808   2024-05
    RFC 822       Tue, 08 Aug 2023 14:39:00 GMT
    in English    Aug 8, 2023   8 August 2023   May 1, 2024, 10:30 AM
    epochs        1691505540 (seconds)   1691505540000 (milliseconds)

Refused are `05/01/2024`, `01.05.2024`, `12/2022`, ISO weeks and a year alone.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
         "aug august", "sep sept september", "oct october", "nov november", "dec december"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_HOURS_FROM_UTC = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7,
    "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
"""The zones that RFC 822 (section 5.1) names."""

_TIME = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,20}))?)?"
    r"(?:\s?(?P<half>[ap])\.?m\.?)?"
    r"(?:\s*(?P<zone>[+-]\d{1,2}(?::?\d{2}(?::?\d{2})?)?|[a-z]{1,5}))?"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_MONTH = r"(?P<name>[a-z]{3,9})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_FORMS = [
    re.compile(form, re.I | re.A)
    for form in (
        rf"(?P<year>\d{{4}})(?P<sign>[-/])(?P<month>\d{{1,2}})(?:(?P=sign){_DAY}(?:(?:t|\s+){_TIME})?)?",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
        r"(?:t(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?(?P<zone>z|[+-]\d{2}:?\d{2})?)?",
        rf"{_WEEKDAY}{_MONTH}\s+(?:{_DAY},?\s+)?(?P<year>\d{{4}})(?:,?\s+(?:at\s+)?{_TIME})?",
        rf"{_WEEKDAY}{_DAY}(?:\s+|-){_MONTH}(?:,?\s+|-)(?P<year>\d{{4}}|\d\d(?=\s+\d))"
        rf"(?:,?\s+(?:at\s+)?{_TIME})?",
    )
]
MAX_CHARS = 60
"""No date of these forms is longer."""


def to_instant(value: Any) -> str:
    """
    Return the instant in UTC as xsd:dateTime; without a time zone it counts as UTC.

    A day is its first instant, and so is a month. Raises ValueError or OverflowError for what is
    no date, or none between the years 1 and 9999.

    >>> to_instant("2023-08-09T01:00:00+02:00"), to_instant(date(2023, 8, 9))
    ('2023-08-08T23:00:00Z', '2023-08-09T00:00:00Z')
    >>> to_instant("Aug 8, 2023"), to_instant(1691505540)
    ('2023-08-08T00:00:00Z', '2023-08-08T14:39:00Z')
    """
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if isinstance(value, str):
        value = parse_date(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)
    if not isinstance(value, datetime):
        raise ValueError(f"{value!r} is not a date")
    if value.tzinfo is not None and value.tzinfo is not UTC:
        value = value.astimezone(UTC)
    text: str = value.isoformat().removesuffix("+00:00")
    return (text.rstrip("0") if "." in text else text) + "Z"


def parse_date(text: str) -> datetime:
    """
    Return the date and time that a text states, without a zone if it states none.

    Raises ValueError or OverflowError if it is no date of the forms above.

    >>> parse_date("2011-11-28 8:32:24 -0400").isoformat()
    '2011-11-28T08:32:24-04:00'
    >>> parse_date("05/01/2024")
    Traceback (most recent call last):
        ...
    ValueError: not an unambiguous date
    """
    text = text.strip()
    if len(text) <= MAX_CHARS:
        if re.fullmatch(r"\d{9,10}|\d{13}", text, re.A):
            return _EPOCH + timedelta(
                milliseconds=int(text) if len(text) == 13 else int(text) * 1000
            )
        for form in _FORMS:
            if match := form.fullmatch(text):
                return _to_datetime(match.groupdict())
    raise ValueError("not an unambiguous date")


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _to_datetime(parts: dict[str, str | None]) -> datetime:
    stated = {name: int(part) for name, part in parts.items() if part and part.isdigit()}
    year, month, day = stated["year"], stated.get("month"), stated.get("day", 1)
    if name := parts.get("name"):
        month = _MONTHS.get(name.lower())
    if month is None:
        raise ValueError(f"{name!r} is not a month")
    if len(parts["year"] or "") == 2:  # RFC 2822, section 4.3
        year += 2000 if year < 50 else 1900
    midnight = datetime(year, month, day)
    if "hour" not in stated:
        return midnight
    zone = parts.get("zone")
    if zone and zone.isalpha() and zone.lower() not in _HOURS_FROM_UTC:
        return midnight  # of a zone with a name of its own the day alone is known
    hour, minute, second = (stated.get(part, 0) for part in ("hour", "minute", "second"))
    if half := parts.get("half"):
        if not 1 <= hour <= 12:
            raise ValueError(f"hour {hour} is not valid with am or pm")
        hour = hour % 12 + (12 if half in "pP" else 0)
    days = 0
    if hour == 24 and not (minute or second):  # ISO 8601: the end of the day
        hour, days = 0, 1
    microsecond = int((parts.get("fraction") or "0")[:6].ljust(6, "0"))
    time = midnight.replace(hour=hour, minute=minute, second=second, microsecond=microsecond)
    return (time + timedelta(days=days)).replace(tzinfo=_zone(zone) if zone else None)


def _zone(text: str) -> timezone:
    if text.isalpha():
        return timezone(timedelta(hours=_HOURS_FROM_UTC[text.lower()]))
    hours, minutes, seconds = _OFFSET.findall(text)[0]
    if int(minutes or 0) > 59 or int(seconds or 0) > 59:
        raise ValueError("the minutes and seconds of a time zone must be less than 60")
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0), seconds=int(seconds or 0))
    return timezone(-offset if text[0] == "-" else offset)


_OFFSET = re.compile(r"[+-](\d{1,2})(?::?(\d{2}))?(?::?(\d{2}))?", re.A)
