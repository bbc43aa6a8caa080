"""Topics that have gone quiet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import chain
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


def quiet_topics(articles: Sequence[Article]) -> list[QuietTopic]:
    """
    Return the topics that have gone quiet, those with the most articles first.

    As in the question `gone-quiet`, the date of an article is that of publication, else that on
    which it was added; the archive ends with the latest date of any kind.
    """
    dated = [
        (_instant(date), article.about)
        for article in articles if (date := article.date_published or article.date_added)
    ]  # fmt: skip
    if not dated:
        return []
    added = (_instant(article.date_added) for article in articles if article.date_added)
    end = max(chain((instant for instant, _ in dated), added))
    try:
        quiet_since = end - timedelta(days=QUIET_DAYS)
        busy_since = quiet_since - timedelta(days=BUSY_DAYS)
    except OverflowError:  # the first year of all has none before
        return []
    counts: Counter[str] = Counter()
    last: dict[str, datetime] = {}
    for instant, topics in dated:
        for topic in topics:
            last[topic] = max(instant, last.get(topic, instant))
            counts[topic] += busy_since < instant <= quiet_since
    found = [
        QuietTopic(topic, count, last[topic].date().isoformat())
        for topic, count in counts.items()
        if count >= MANY and last[topic] <= quiet_since
    ]
    return sorted(found, key=lambda each: (-each.articles, each.topic))


@cache
def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
