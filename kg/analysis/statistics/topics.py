"""Topics that have gone quiet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from kg.model.records import Article

QUIET_DAYS = 90
"""A quiet topic has no article in so many days at the end of the archive."""
BUSY_DAYS = 365
"""Before these, the days in which it had many."""
MANY = 10


class QuietTopic(NamedTuple):
    """A topic with many articles in a year, and none since."""

    topic: str
    """CURIE."""
    articles: int
    """In the twelve months before the last 90 days of the archive."""
    last: str
    """Day of its latest article."""


def quiet_topics(articles: Iterable[Article]) -> list[QuietTopic]:
    """
    Return the topics that have gone quiet, those with the most articles first.

    The archive ends with its latest article.
    """
    dated = [
        (date.fromisoformat(article.date_published[:10]), article.about)
        for article in articles if article.date_published
    ]  # fmt: skip
    if not dated:
        return []
    end = max(day for day, _ in dated)
    if end.toordinal() <= QUIET_DAYS + BUSY_DAYS:
        return []
    quiet_since = end - timedelta(days=QUIET_DAYS)
    busy_since = quiet_since - timedelta(days=BUSY_DAYS)
    counts: dict[str, int] = {}
    last: dict[str, date] = {}
    for day, topics in dated:
        for topic in topics:
            last[topic] = max(day, last.get(topic, day))
            counts[topic] = counts.get(topic, 0) + (busy_since < day <= quiet_since)
    found = [
        QuietTopic(topic, count, last[topic].isoformat())
        for topic, count in counts.items()
        if count >= MANY and last[topic] <= quiet_since
    ]
    return sorted(found, key=lambda each: (-each.articles, each.topic))
