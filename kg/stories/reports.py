"""What is compared of an article: its words, its outlet and its time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from kg.model.records import Article
from kg.stories.languages import Stems
from kg.stories.text import MAX_WORDS, plain_headline, without_dateline, words_of


class Report(NamedTuple):
    """An article as a report of something that happened."""

    id: str
    outlet: str
    """CURIE; empty if it is unknown."""
    time: float
    """In days, of publication or else of being added."""
    day: int
    exact: bool
    """Whether the time within the day is known."""
    dated: bool
    """Whether the day of publication is known: only such articles begin stories."""
    headline: tuple[str, ...]
    """Its words."""
    excerpt: tuple[str, ...]
    """Its words, the first ones of long excerpts."""
    stems: tuple[str, ...]
    """Its words without endings in their order, headline first, without the common ones."""
    head: frozenset[str]
    """Words of the headline without endings."""
    anywhere: frozenset[str]
    """Words of headline and excerpt without endings."""


@cache
def _day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def time_of(instant: str) -> tuple[float, int, bool]:
    """
    Return an instant in days, its day, and whether it states a time within that day.

    >>> time_of("2023-08-08T12:00:00Z")
    (738740.5, 738740, True)
    """
    day, clock = _day(instant[:10]), instant[11:].rstrip("Z")
    hours, minutes, seconds = clock.split(":")
    within = (int(hours) * 3600 + int(minutes) * 60 + float(seconds)) / 86_400
    return day + within, day, clock != "00:00:00"


def report_of(article: Article, outlet_names: Mapping[str, str], stems: Stems) -> Report:
    """Return an article that has a date as a report."""
    instant = article.date_published or article.date_added or ""
    time, day, exact = time_of(instant)
    precision = article.published_precision if article.date_published else "added"
    outlet = article.publisher or ""
    headline = words_of(plain_headline(article.label, outlet_names.get(outlet, "")))[:MAX_WORDS]
    excerpt = words_of(without_dateline(article.abstract or ""))[:MAX_WORDS]
    in_headline = [stem for word in headline if (stem := stems[word])]
    in_order = (*in_headline, *[stem for word in excerpt if (stem := stems[word])])
    return Report(
        article.id,
        outlet,
        time,
        day,
        exact and not precision,
        bool(article.date_published) and precision != "month",
        tuple(headline),
        tuple(excerpt),
        in_order,
        frozenset(in_headline),
        frozenset(in_order),
    )
