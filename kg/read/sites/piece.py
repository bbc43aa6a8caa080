"""A piece of writing on one's own site, as its generator sees it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from kg.read.dates import Date
from kg.read.errors import Why
from kg.read.sites.site import ADD_URL

_ZONE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}[T ]\d{1,2}:\d{2}\S*\s*([+-])(\d{2}):?(\d{2})")
_DATED = re.compile(r"(\d{2,4}-\d{1,2}-\d{1,2})-(.+)", re.S)

WORDS = re.compile(r":(\w+)(\[[^\[\]/]{0,20}\])?")
"""Placeholders of Hugo and Hexo: `:year`, `:sections[1:]`."""
LOWER_WORDS = re.compile(r":([a-z_]+)()")
"""Placeholders of Jekyll."""


class Piece(NamedTuple):
    """A piece, by its path and what its head says."""

    folders: tuple[str, ...]
    """Below the folder of the site's content."""
    stem: str
    """The file's name without its ending."""
    ending: str
    fields: Mapping[str, Any]
    """By names in lower case, without `-` and `_`."""
    date: Date | None

    def text(self, name: str) -> str:
        """Return a field that is text or a number, as text; empty if it is neither."""
        value = self.fields.get(name)
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return ""
        return str(value).strip()[:1_000]

    def list(self, name: str, *, by_space: bool = False) -> list[str]:
        """Return what a field lists; text is one entry, or one for each word."""
        value = self.fields.get(name)
        if isinstance(value, str):
            value = value.split() if by_space else [value.strip()]
        if not isinstance(value, list | tuple):
            return []
        return [str(each).strip() for each in value[:100] if isinstance(each, str | int)]

    def dated(self) -> tuple[str, str] | None:
        """Return the date before a file's name, and the rest of it; None if it begins with none."""
        found = _DATED.fullmatch(self.stem)
        return (found[1], found[2]) if found else None

    def own_offset(self) -> timedelta:
        """Return how far from UTC the stated date is."""
        value = self.fields.get("date")
        if isinstance(value, datetime):
            return value.utcoffset() or timedelta()
        found = _ZONE.match(value) if isinstance(value, str) else None
        if not found:
            return timedelta()
        offset = timedelta(hours=int(found[2]), minutes=int(found[3]))
        return -offset if found[1] == "-" else offset


def day_at(piece: Piece, zone: str = "") -> datetime | Why:
    """Return when a piece is dated, by the clocks of a time zone; without one of UTC."""
    moment = _moment(piece)
    if isinstance(moment, Why) or not zone or (piece.date and piece.date.precision):
        return moment
    clock = _zone(zone)
    if clock is None:
        return Why(f"the time zone {zone[:40]} is unknown", ADD_URL)
    return moment.astimezone(clock)


def day_as_stated(piece: Piece) -> datetime | Why:
    """Return when a piece is dated, by the clock that the date itself is stated in."""
    moment = _moment(piece)
    if isinstance(moment, Why) or (piece.date and piece.date.precision):
        return moment
    try:
        return moment + piece.own_offset()
    except OverflowError:
        return Why("the date is in no calendar", "Correct the date.")


def _moment(piece: Piece) -> datetime | Why:
    if piece.date is None:
        return Why("the permalink needs a date", "Add date.")
    if piece.date.precision == "month":
        return Why("the permalink needs a day", "Add the day to the date.")
    try:
        return datetime.fromisoformat(piece.date.instant).astimezone(UTC)
    except (ValueError, OverflowError):
        return Why("the date is in no calendar", "Correct the date.")


@lru_cache(maxsize=16)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def expand(
    pattern: str,
    value_of: Callable[[str], str | Why | None],
    placeholder: re.Pattern[str] = WORDS,
) -> str | Why:
    """
    Return a pattern with a value in place of each `:placeholder`; why, if one has none.

    >>> expand("/:year/:title/", {"year": "2024", "title": "rain"}.get)
    '/2024/rain/'
    >>> expand("/:id/", {}.get)
    Why(text='the permalink /:id/ has an unknown :id', mend='Add webUrl.')
    """
    reason: Why | None = None

    def replaced(match: re.Match[str]) -> str:
        nonlocal reason
        name, rest = match[1] + (match[2] or ""), ""
        value = value_of(name)
        if value is None and name.endswith("_"):  # `:year_:title` in Jekyll
            value, rest = value_of(name[:-1]), "_"
        if value is None:
            value = Why(f"the permalink {pattern[:80]} has an unknown :{name[:40]}", ADD_URL)
        if isinstance(value, Why):
            reason = reason or value
            return ""
        return value + rest

    address = placeholder.sub(replaced, pattern)
    return reason or address


MONTHS = (
    "January February March April May June July August September October November December".split()
)
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
