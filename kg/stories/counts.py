"""How many stories and copies a build has; and why it has none, where no date allows any."""

from __future__ import annotations

from collections.abc import Sequence

from kg.model.account import StoryCounts
from kg.model.records import Article, Story

NO_DATES = "no article has a date of publication"


def count_stories(articles: Sequence[Article], stories: Sequence[Story]) -> StoryCounts:
    """
    Return how many stories and copies there are.

    >>> rain = Article("article:1", "schema:NewsArticle", "Rain", "https://example.org/a")
    >>> count_stories([rain], []).reason
    'no article has a date of publication'
    """
    dated = any(article.date_published for article in articles)
    return StoryCounts(
        found=len(stories),
        articles=sum(article.story is not None for article in articles),
        one_text=sum(story.texts == 1 for story in stories),
        copies=sum(article.copy_of is not None for article in articles),
        reason=NO_DATES if articles and not dated else "",
    )
