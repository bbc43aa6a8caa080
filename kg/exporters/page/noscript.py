"""What the page shows without JavaScript: counts and lists."""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain

from kg.model.graph import KnowledgeGraph
from kg.model.records import Outlet, Story, Topic
from kg.model.vocabulary import KINDS


def counts(graph: KnowledgeGraph) -> str:
    """Return what the graph holds, in words."""
    related = sum(len(article.related_to) for article in graph.articles)
    found = [
        (len(members), kind.name if len(members) == 1 else kind.plural)
        for kind, (_, members) in zip(KINDS, graph.kinds, strict=True)
        if kind.on_page and (members or kind.record is not Story)
    ]
    found.insert(1, (related, "link" if related == 1 else "links"))
    return " · ".join(f"{number:,} {noun}" for number, noun in found)


def lists(
    graph: KnowledgeGraph, linked: Sequence[int], most: int = 50
) -> dict[str, list[tuple[str, str | None, int]]]:
    """Return label, address and count of the largest of each kind, for who runs no scripts."""
    weight: Counter[str | None] = Counter(article.publisher for article in graph.articles)
    weight.update(chain.from_iterable(article.about for article in graph.articles))
    first = heapq.nlargest(
        most, range(len(linked)), key=lambda article: (linked[article], -article)
    )

    def largest(entities: Sequence[Outlet | Topic]) -> list[tuple[str, str | None, int]]:
        ranked = sorted(entities, key=lambda entity: (-weight[entity.id], entity.id))[:most]
        return [
            (entity.label, web_address(getattr(entity, "url", None)), weight[entity.id])
            for entity in ranked
        ]

    urls = {article.id.partition(":")[2]: article.url for article in graph.articles}

    def address(story: Story) -> str | None:
        return web_address(urls.get(story.id.partition(":")[2]))

    stories = sorted(graph.stories, key=lambda story: (-story.outlets, -story.texts, story.id))
    return {
        "Stories, and how many outlets tell them": [
            (story.label, address(story), story.outlets) for story in stories[:most]
        ],
        "Topics": largest(graph.topics),
        "Outlets": largest(graph.outlets),
        "Most linked articles": [
            (article.label, web_address(article.url), linked[place])
            for place, article in ((place, graph.articles[place]) for place in first)
        ],
    }


def web_address(url: str | None) -> str | None:
    """
    Return the address if a browser may follow it.

    >>> web_address("javascript:alert(1)") is None
    True
    """
    return url if url and re.match(r"https?://", url, re.IGNORECASE) else None
