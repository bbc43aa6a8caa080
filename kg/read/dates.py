"""
Dates as people write them, with how much of one is known. Nothing is guessed.

    ISO 8601      2023-08-08T14:39:00Z   2023-8-8   2011-11-28 8:32:24 -0400   20230808   2024-05
    RFC 822       Tue, 08 Aug 2023 14:39:00 GMT
    in English    Aug 8, 2023   8 August 2023   2023 Aug 8   May 1, 2024 at 10:30 AM   May 2024
    programs'     Tue Aug  8 14:39:00 UTC 2023   Tue Aug 08 2023 14:39:00 GMT+0200 (CEST)
    epochs        1691505540 (seconds)   1691505540000 (milliseconds)

Refused are `05/01/2024`, `01.05.2024`, `12/2022`, ISO weeks and a year alone: two readers could
read them in two ways, or not know the month.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from math import isfinite
from typing import Literal, NamedTuple

Precision = Literal["", "day", "month"]

MAX_CHARS = 100
"""No date is longer, not even what JavaScript writes: the zone's whole name in parentheses."""
MAX_SHOWN = 40
"""Characters of a value that a message repeats."""


class Date(NamedTuple):
    """A date that was read."""

    instant: str
    """The first instant of what is stated, in UTC, as xsd:dateTime."""
    precision: Precision = ""
    """`day` or `month` if no more than that is stated."""
    note: str = ""
    """What had to be assumed: `has no time zone: UTC is assumed`. Empty if nothing."""


class BadDate(NamedTuple):
    """Why a value is no date. Before `what` belongs the name of the field."""

    what: str
    """`is '05/01/2024', not a date.`"""
    mend: str
    """`Write it as 2024-05-01, the year first.`"""


NO_ZONE = "has no time zone: UTC is assumed"
WRITE_ISO = "Write it as 2024-05-01T09:30:00Z."
YEAR_FIRST = "Write it as 2024-05-01, the year first."
ADD_MONTH = "Add the month, as in 2024-05."

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
"""The zones that RFC 822 (section 5.1) names. Of its letters for soldiers `z` alone has one meaning
(RFC 2822, section 4.3)."""

_OFFSET_FORM = r"(?:gmt|utc)?[+-]\d{1,2}(?::?\d{2}(?::?\d{2})?)?"
_TIME = (
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,20}))?)?)?"
    r"(?:\s?(?P<half>[ap])\.?m\.?)?"
    rf"(?:\s*(?P<zone>{_OFFSET_FORM}|[a-z]{{1,5}}|[a-z]+(?:/[a-z_]+){{1,2}}))?"
    r"(?:\s*\[[\w/+-]{1,40}\])?"  # RFC 9557: the name of the zone after its offset
    r"(?:\s*\((?P<comment>[^()]{1,40})\))?"  # RFC 822, section 3.1.4, and JavaScript
)
_AT = r"(?:,?\s+(?:at\s+)?)"
_WEEKDAY_NAME = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
_WEEKDAY = rf"(?:{_WEEKDAY_NAME}\.?,?\s+)?"
_MONTH = r"(?P<name>[a-z]{3,9})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_FORMS = [
    re.compile(form, re.I | re.A)
    for form in (
        rf"(?P<year>\d{{4}})(?P<sign>[-/])(?P<month>\d{{1,2}})"
        rf"(?:(?P=sign){_DAY}(?:,?\s+{_WEEKDAY_NAME}\b)?(?:(?:t|{_AT}){_TIME})?)?",
        rf"(?P<year>\d{{4}})\.(?P<month>\d{{1,2}})\.{_DAY}(?:{_AT}{_TIME})?",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
        r"(?:t(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?(?P<zone>z|[+-]\d{2}:?\d{2})?)?",
        rf"{_WEEKDAY}{_MONTH}(?:,?\s+|-)(?:{_DAY}(?:,\s*|\s+|-))?(?P<year>\d{{4}})(?:{_AT}{_TIME})?",
        rf"{_WEEKDAY}{_DAY}\.?(?:\s+(?:of\s+)?|-){_MONTH}(?:,?\s+|-)"
        rf"(?P<year>\d{{4}}|\d\d(?=\s+\d))(?:{_AT}{_TIME})?",
        rf"(?P<year>\d{{4}})(?:,?\s+|-){_MONTH}(?:(?:\s+|-){_DAY})?(?:{_AT}{_TIME})?",
        # What ctime() of C writes, and `date`: the year stands last.
        rf"{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+{_TIME}\s+(?P<year>\d{{4}})",
    )
]
_DIGITS = re.compile(r"\d+(?:\.\d{1,20})?", re.A)
_DAY_OR_MONTH_FIRST = re.compile(r"\d{1,2}([./-])(?:\d{1,2}\1)?(?:\d{4}|\d\d)(?!\d)", re.A)
_LINK = re.compile(r"\[\[([^\[\]|]*)(?:\|[^\[\]]*)?\]\]")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Browsers put narrow spaces before AM and PM, and marks of direction around dates. A hyphen that
# does not break and a minus sign are what editors make of `-`; a dash is not: it says from to.
_TYPOGRAPHY = str.maketrans(
    {**dict.fromkeys("\u00a0\u2007\u2009\u202f", " "), **dict.fromkeys("\u2010\u2011\u2212", "-"),
     **dict.fromkeys("\u200e\u200f\u200b\ufeff")}
)  # fmt: skip


def read_date(value: object) -> Date | BadDate | None:
    """
    Return the date that a value states, why it states none, or None if it is empty.

    A value is what a file format gives: text, a number, a date; a list of one counts as what it
    holds. Text in `[[ ]]`, which names a note of that day, counts as the text.

    >>> read_date("2024-05-01 11:30:00 +0200")
    Date(instant='2024-05-01T09:30:00Z', precision='', note='')
    >>> read_date("May 1, 2024")
    Date(instant='2024-05-01T00:00:00Z', precision='day', note='')
    >>> read_date("2024-05")
    Date(instant='2024-05-01T00:00:00Z', precision='month', note='')
    >>> read_date("2024-05-01 09:30").note
    'has no time zone: UTC is assumed'
    >>> read_date("05/01/2024")
    BadDate(what="is '05/01/2024', not a date.", mend='Write it as 2024-05-01, the year first.')
    """
    if isinstance(value, (list, tuple)) and len(value) == 1:
        value = value[0]
    try:
        if isinstance(value, str):
            return _fast(value) or _read_text(value)
        if isinstance(value, date):
            return _read_object(value)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return _read_number(value)
    except (ValueError, OverflowError):
        return _bad(value)
    if value is None or (isinstance(value, (list, tuple, dict)) and not value):
        return None
    return _bad(value)


def read_year_and_month(year: object, month: object) -> Date | None:
    """
    Return the month that two values state, the year with four digits; None if they state none.

    The month is a number, or its name in English, as in BibTeX.

    >>> read_year_and_month(2015, "02") == read_year_and_month("2015", "Feb") == Date(
    ...     "2015-02-01T00:00:00Z", "month"
    ... )
    True
    >>> read_year_and_month(2015, None), read_year_and_month(2015, "Feb/Mar")
    (None, None)
    """
    stated_year, number = _short_text(year), _short_text(month).rstrip(".")
    number = str(_MONTHS.get(number.lower(), number))
    if not re.fullmatch(r"[1-9]\d{3}", stated_year, re.A) or not re.fullmatch(
        r"0?[1-9]|1[0-2]", number, re.A
    ):
        return None
    return Date(f"{stated_year}-{int(number):02}-01T00:00:00Z", "month")


def _short_text(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and 0 <= value <= 9999:
        value = int(value)  # as tables with empty cells write whole numbers
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 9999:
        return str(value)
    return value.strip() if isinstance(value, str) and len(value) <= MAX_CHARS else ""


# ---- the kinds of values --------------------------------------------------------------------


def _fast(text: str) -> Date | None:
    """Return the date of a text in one of the commonest forms; None if it is of another."""
    size = len(text)
    if size not in (10, 20, 25) or text[4] != "-" or text[7] != "-" or not text.isascii():
        return None
    try:
        if size == 10:
            return Date(f"{date.fromisoformat(text).isoformat()}T00:00:00Z", "day")
        if text[13] == text[16] == ":" and text[10] in "T ":
            if text[19] in "Zz":
                return Date(f"{datetime.fromisoformat(text[:19]).isoformat()}Z")
            if text[19] in "+-" and text[22] == ":" and text[23] < "6":
                return Date(_in_utc(datetime.fromisoformat(text)))
            if text[19] == " " and text[20] in "+-" and text[23] < "6":  # as Jekyll writes it
                offset = f"{text[20:23]}:{text[23:]}"
                return Date(_in_utc(datetime.fromisoformat(text[:19] + offset)))
    except (ValueError, OverflowError):
        pass
    return None


def _read_text(text: str) -> Date | BadDate | None:
    stated = text.strip()
    if not stated:
        return None
    if len(stated) > MAX_CHARS:
        return _bad(text)
    if not stated.isascii():
        stated = stated.translate(_TYPOGRAPHY).strip()
    if stated.startswith("[[") and (link := _LINK.fullmatch(stated)):
        stated = link[1].strip()
    if _DIGITS.fullmatch(stated):
        return _read_digits(*stated.partition(".")[::2])
    for form in _FORMS:
        if match := form.fullmatch(stated):
            return _to_date(match.groupdict())
    return _bad(text)


def _read_object(value: date) -> Date:
    if not isinstance(value, datetime):
        return Date(f"{value.isoformat()}T00:00:00Z", "day")
    return Date(_in_utc(value), "", NO_ZONE if value.tzinfo is None else "")


def _read_number(value: float) -> Date:
    if not isfinite(value) or not 0 <= value < 10**13:
        raise ValueError("a number of another size than a date's")
    whole, _, fraction = (f"{value:.6f}" if isinstance(value, float) else str(value)).partition(".")
    return _read_digits(whole, fraction)


def _read_digits(whole: str, fraction: str) -> Date:
    """
    Return the date that digits alone state: a day, or an epoch in seconds or milliseconds.

    A fraction of nothing counts as none: tables with empty cells write whole numbers so.
    """
    fraction = fraction.rstrip("0")
    if len(whole) == 8 and not fraction:
        return Date(f"{date(int(whole[:4]), int(whole[4:6]), int(whole[6:])).isoformat()}"
                    "T00:00:00Z", "day")  # fmt: skip
    if len(whole) == 13:
        return Date(_in_utc(_EPOCH + timedelta(milliseconds=int(whole))))
    if len(whole) not in (9, 10):
        raise ValueError("digits of another number than a date has")
    microseconds = int(fraction[:6].ljust(6, "0"))
    return Date(_in_utc(_EPOCH + timedelta(seconds=int(whole), microseconds=microseconds)))


# ---- the parts of a text --------------------------------------------------------------------


def _to_date(parts: dict[str, str | None]) -> Date:
    """Return the date of its parts; raise ValueError or OverflowError if there is none such."""
    day, hour = parts.get("day"), parts.get("hour")
    midnight = datetime(_year(parts), _month(parts), int(day or 1))
    if not hour:
        return Date(_in_utc(midnight), "day" if day else "month")
    zone, comment = parts.get("zone"), parts.get("comment")
    name = zone or comment or ""
    offset = _offset(zone) if zone else None
    if name and offset is None:
        note = f"has the time zone {name[:MAX_SHOWN]}, which is not known: only the day is taken"
        return Date(_in_utc(midnight), "day", note)
    time = _with_time(midnight, hour, parts).replace(tzinfo=offset)
    return Date(_in_utc(time), "", "" if name else NO_ZONE)


def _year(parts: dict[str, str | None]) -> int:
    text = parts["year"] or ""
    year = int(text)
    if len(text) == 2:  # RFC 2822, section 4.3
        year += 2000 if year < 50 else 1900
    return year


def _month(parts: dict[str, str | None]) -> int:
    name = parts.get("name")
    month = _MONTHS.get(name.lower()) if name else int(parts.get("month") or 0)
    if month is None:
        raise ValueError("no month has this name")
    return month


def _with_time(midnight: datetime, hour_text: str, parts: dict[str, str | None]) -> datetime:
    hour, minute, second = int(hour_text), parts.get("minute"), int(parts.get("second") or 0)
    if half := parts.get("half"):
        if not 1 <= hour <= 12:
            raise ValueError("there is no such hour before or after noon")
        hour = hour % 12 + (12 if half in "pP" else 0)
    elif minute is None:
        raise ValueError("an hour needs minutes, or AM or PM")
    days = 0
    if hour == 24 and not (int(minute or 0) or second):  # ISO 8601: the end of the day
        hour, days = 0, 1
    microsecond = int((parts.get("fraction") or "0")[:6].ljust(6, "0"))
    time = midnight.replace(
        hour=hour, minute=int(minute or 0), second=second, microsecond=microsecond
    )
    return time + timedelta(days=days)


_OFFSET = re.compile(r"([+-])(\d{1,2})(?::?(\d{2}))?(?::?(\d{2}))?", re.A)


@lru_cache(maxsize=1 << 10)
def _offset(zone: str) -> timezone | None:
    """Return the zone of a text; None if its name is not known."""
    match = _OFFSET.search(zone)
    if not match:
        hours = _HOURS_FROM_UTC.get(zone.lower())
        return None if hours is None else timezone(timedelta(hours=hours))
    sign, *numbers = match.groups()
    hours, minutes, seconds = (int(number or 0) for number in numbers)
    if minutes > 59 or seconds > 59:
        raise ValueError("a zone has less than 60 minutes besides its hours")
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return timezone(-offset if sign == "-" else offset)


def _in_utc(value: datetime) -> str:
    if value.tzinfo is not None and value.tzinfo is not UTC:
        value = value.astimezone(UTC)
    text = value.replace(tzinfo=None).isoformat()
    return (text.rstrip("0") if "." in text else text) + "Z"


# ---- what is no date ------------------------------------------------------------------------

_PRIVATE = re.compile(r"@|://|\\|^\s*[/~]")  # which may hold a password, or name a person


def _bad(value: object) -> BadDate:
    mend = WRITE_ISO
    text = value.strip() if isinstance(value, str) and len(value) <= MAX_CHARS else ""
    if _DAY_OR_MONTH_FIRST.match(text):
        mend = YEAR_FIRST
    elif re.fullmatch(r"(?:19|20)\d\d", _short_text(value), re.A):
        mend = ADD_MONTH
    return BadDate(f"is {_shown(value)}, not a date.", mend)


def _shown(value: object) -> str:
    """Return how a message shows a value: in full only if it is short and cannot be private."""
    if isinstance(value, str):
        if _PRIVATE.search(value):
            return "an address or a path"
        return repr(value if len(value) <= MAX_SHOWN else f"{value[: MAX_SHOWN - 3]}...")
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int):
        return str(value) if abs(value) < 10**MAX_SHOWN else "a number"
    if isinstance(value, (float, date)):
        return str(value)
    if isinstance(value, dict):
        return "a mapping"
    return "a list" if isinstance(value, (list, tuple)) else "a value of another kind"


# ---- dates beside something else ------------------------------------------------------------

_NAMED = re.compile(r"((?:19|20)\d\d)(?:-(\d{1,2})-(\d{1,2})|(\d\d)(\d\d))(?=[-_ .]|$)[-_ ]*", re.A)


def date_in_filename(name: str) -> tuple[Date, str] | None:
    """
    Return the day that the name of a file begins with, and the rest of the name; None if it has
    none.

    The name comes without folders. Its ending, if it is not cut off before, belongs to the rest.
    Names begin with a date in Jekyll (https://jekyllrb.com/docs/posts/), Hugo (`:filename` in
    `frontmatter.date`) and in notes of a day.

    >>> date_in_filename("2024-05-01-flood.md")
    (Date(instant='2024-05-01T00:00:00Z', precision='day', note=''), 'flood.md')
    >>> date_in_filename("20240501 - flood")[1], date_in_filename("2024-05-01.md")[1]
    ('flood', '.md')
    >>> date_in_filename("2024-05-32-flood.md"), date_in_filename("2024-05-flood.md")
    (None, None)
    """
    match = _NAMED.match(name)
    if not match:
        return None
    year, *numbers = match.groups()
    month, day = (int(number) for number in numbers if number)
    try:
        stated = date(int(year), month, day)
    except ValueError:
        return None
    return _read_object(stated), name[match.end() :]


_BEFORE_DATE = re.compile(r"[,;|:·•(]|\s[-–—]\s")
_MAX_SEPARATORS = 8
"""More do not stand in a date and before it."""
_HAS_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)", re.A)


def split_outlet_and_date(text: str) -> tuple[str, Date] | None:
    """
    Return the outlet and the date that a text states side by side; None if it does not.

    >>> split_outlet_and_date("The Example, August 25, 2025")
    ('The Example', Date(instant='2025-08-25T00:00:00Z', precision='day', note=''))
    >>> split_outlet_and_date("The Example (May 2025)")[0]
    'The Example'
    >>> split_outlet_and_date("Monday, August 25, 2025"), split_outlet_and_date("Area 51")
    (None, None)
    """
    text = text.strip()
    tail = text[-MAX_CHARS - 4 :]
    if not _HAS_YEAR.search(tail) or isinstance(read_date(text), Date):
        return None
    skipped = len(text) - len(tail)
    separators = list(_BEFORE_DATE.finditer(tail))
    for separator in separators[-_MAX_SEPARATORS:]:  # the longest date wins
        stated = tail[separator.end() :].strip().rstrip(".")
        if separator[0] == "(":
            stated = stated.removesuffix(")") if stated.endswith(")") else ""
        if not stated[:1].isalnum() or stated.isdigit() or not _HAS_YEAR.search(stated):
            continue
        found = read_date(stated)
        outlet = text[: skipped + separator.start()].rstrip(" ,;|:·•(-–—")
        if isinstance(found, Date) and any(map(str.isalpha, outlet)):
            return outlet, found
    return None
