"""What there is in an archive, and what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from kg.analysis.statistics.posts import early_posts
from kg.analysis.statistics.topics import quiet_topics
from kg.model.graph import KnowledgeGraph
from kg.model.records import Article
from kg.stories import Part
from kg.stories.explain import of_one_outlet

Document = dict[str, Any]
VERSION = 1
"""Of the document: raised when a key changes its meaning or goes."""


def figures(graph: KnowledgeGraph, parts: Sequence[Part] = ()) -> Document:
    """
    Return the figures of an archive; docs/stats.schema.json describes the keys.

    `parts` is what `kg.stories.tell` compared.

    >>> import kg
    >>> figures(kg.build(["seeds"]))["articles"]
    5
    """
    articles = graph.articles
    labels = {entity.id: entity.label for entity in graph.entities}
    return {
        "version": VERSION,
        "posts": sum(len(article.posts) for article in articles),
        "articles": len(articles),
        "outlets": _outlets(graph),
        "topics": len(graph.topics),
        "people": len(graph.people),
        "links": sum(1 for _ in graph.links),
        **_months(articles),
        "lacking": _lacking(articles),
        "early_posts": [each._asdict() for each in early_posts(articles)],
        "quiet_topics": [
            {**each._asdict(), "label": labels.get(each.topic, "")}
            for each in quiet_topics(articles)
        ],
        "stories": _stories(graph, parts),
    }


def _outlets(graph: KnowledgeGraph) -> list[Document]:
    """Return every outlet with its articles and their share, the largest first."""
    counts = Counter(article.publisher for article in graph.articles if article.publisher)
    ordered = sorted(graph.outlets, key=lambda outlet: (-counts[outlet.id], outlet.id))
    whole = len(graph.articles)
    return [
        {
            "id": outlet.id, "label": outlet.label, "domain": outlet.domain,
            "articles": counts[outlet.id],
            "share": round(counts[outlet.id] / whole, 4) if whole else 0.0,
        }
        for outlet in ordered
    ]  # fmt: skip


def _months(articles: Sequence[Article]) -> Document:
    """Return the first and last day, and the articles by month; by date added if no other."""
    dates = [article.date_published for article in articles if article.date_published]
    by = "published"
    if not dates:
        dates = [article.date_added for article in articles if article.date_added]
        by = "added"
    months = Counter(each[:7] for each in dates)
    return {
        "dates": by if dates else None,
        "first": min(dates)[:10] if dates else None,
        "last": max(dates)[:10] if dates else None,
        "months": [{"month": month, "articles": count} for month, count in sorted(months.items())],
    }


def _lacking(articles: Sequence[Article]) -> Document:
    """Return how many articles have no date of publication, topic, related link or picture."""
    linked = {id_ for article in articles for id_ in article.related_to}
    return {
        "date": sum(not article.date_published for article in articles),
        "topic": sum(not article.about for article in articles),
        "link": sum(not article.related_to and article.id not in linked for article in articles),
        "picture": sum(not article.image for article in articles),
    }


def _stories(graph: KnowledgeGraph, parts: Sequence[Part]) -> Document:
    """Return how many stories there are, and how many articles one outlet alone has on an event."""
    dated = any(
        article.date_published and article.published_precision != "month"
        for article in graph.articles
    )
    return {
        "stories": len(graph.stories),
        "articles": sum(bool(article.story) for article in graph.articles),
        "of_one_text": sum(story.texts == 1 for story in graph.stories),
        "copies": sum(bool(article.copy_of) for article in graph.articles),
        "left_out_as_of_one_outlet": len(of_one_outlet(parts)),
        "dates": dated,
    }
