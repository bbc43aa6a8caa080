"""Posts that are dated before the article that they are about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import unquote

from kg.model.records import Article

_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?!\d)", re.ASCII)
ZONES = timedelta(hours=36)
"""After so long a day is over everywhere."""


class EarlyPost(NamedTuple):
    """A post that is dated before its article."""

    post: str
    """CURIE."""
    article: str
    """CURIE."""
    day: str
    """Of the post, as the name of its file begins; else when the article was added."""
    published: str


def early_posts(articles: Iterable[Article]) -> list[EarlyPost]:
    """
    Return the posts whose day was over everywhere before their article came out.

    >>> rain = Article("article:1", "", "Rain", "", date_published="2024-05-09T08:00:00Z",
    ...                posts=("post:2024-05-01-rain.md",))
    >>> early_posts([rain])[0].day
    '2024-05-01'
    """
    return [each for article in articles if article.posts for each in _early(article)]


def _early(article: Article) -> Iterator[EarlyPost]:
    if not article.date_published or article.published_precision == "month":
        return
    for post in article.posts:
        named = _DAY.match(unquote(post.rpartition("/")[2].removeprefix("post:")))
        day = named[1] if named else (article.date_added or "")[:10]
        if day and article.added_precision != "month" and _is_before(day, article.date_published):
            yield EarlyPost(post, article.id, day, article.date_published)


def _is_before(day: str, instant: str) -> bool:
    """Return whether a day was over before an instant; midnight stands for a day."""
    with suppress(ValueError, OverflowError):  # no such day
        first, published = date.fromisoformat(day), datetime.fromisoformat(instant)
        if instant.endswith("T00:00:00Z"):
            return first < published.date()
        return (
            datetime.combine(first, published.timetz()).replace(
                hour=0, minute=0, second=0, microsecond=0
            )
            + ZONES
            <= published
        )
    return False
