"""Why an article of several addresses is one."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kg.analysis.explain.facts import address_spot
from kg.analysis.explain.mentions import Knowledge, Source
from kg.model.normal_urls import normalise_url
from kg.model.records import Article
from kg.resolve.articles import explain_merge


def address_rows(knowledge: Knowledge, article: Article) -> list[dict[str, Any]]:
    """
    Return each address of an article: where it is stated, its normalised form, the rules for that.

    Addresses of one normalised form are one by these rules; the others by a mention.
    """
    sources = knowledge.sources_of(article.id)
    first = _first_uses(sources)
    rows = []
    for url in _addresses(article):
        normal = normalise_url(url)
        place = address_spot(first[url], url) if url in first else {"path": None, "line": None}
        identifies = knowledge.claims.identities.get(url, normal.url) is not None
        rows.append({
            "url": url, **place, "normalised": normal.url, "rules": list(normal.rules),
            "identifies": identifies,
        })  # fmt: skip
    return rows


def _addresses(article: Article) -> list[str]:
    others = {*article.same_as, *article.amp_urls, *article.amp_cache_urls} - {article.url}
    return [article.url, *sorted(others)]


def _first_uses(sources: Iterable[Source]) -> dict[str, Source]:
    first: dict[str, Source] = {}
    for source in sources:
        for url in source.mention.urls:
            first.setdefault(url, source)
    return first


def joining_mentions(knowledge: Knowledge, article: Article) -> list[dict[str, Any]]:
    """Return the fewest mentions that make addresses of different normalised forms one article."""
    claims = knowledge.claims
    places = claims.articles.get(article.id, ())
    merge = explain_merge(article.id, [claims.claims[at] for at in places], claims.identities)
    if not merge:
        return []
    sources = knowledge.sources_of(article.id)
    found = []
    for evidence in merge.stated_together:
        source = next(
            (each for each in sources
             if each.path == evidence.path and each.mention.urls == evidence.urls),
            None,
        )  # fmt: skip
        if source:
            found.append({**address_spot(source, evidence.urls[0]), "urls": list(evidence.urls)})
    return found


def why_one(knowledge: Knowledge, article: Article, one: str, other: str) -> dict[str, Any]:
    """Return why two addresses are one article: rules for both, or mentions that join them."""
    first, last = normalise_url(one), normalise_url(other)
    if first.url == last.url:
        rules = dict.fromkeys((*first.rules, *last.rules))
        return {"by": "rules", "normalised": first.url, "rules": list(rules), "mentions": []}
    sources = knowledge.sources_of(article.id)
    steps = _chain(sources, first.url, last.url, knowledge.claims.identities)
    return {
        "by": "mentions",
        "normalised": None,
        "rules": [],
        "mentions": [
            {**address_spot(source, source.mention.urls[0]), "urls": list(source.mention.urls)}
            for source in steps
        ],
    }


def _chain(
    sources: Sequence[Source], start: str, end: str, identities: Mapping[str, str | None]
) -> list[Source]:
    """Return the fewest mentions that lead from one normalised address to another."""
    having: dict[str, list[int]] = {}
    keys = []
    for at, source in enumerate(sources):
        keys.append([identities.get(url) or normalise_url(url).url for url in source.mention.urls])
        for key in keys[-1]:
            having.setdefault(key, []).append(at)
    came: dict[str, tuple[str, int] | None] = {start: None}
    waiting = deque([start])
    while waiting and end not in came:
        key = waiting.popleft()
        for at in having.get(key, ()):
            for other in keys[at]:
                if other not in came:
                    came[other] = key, at
                    waiting.append(other)
    steps: list[Source] = []
    step = came.get(end)
    while step:
        steps.append(sources[step[1]])
        step = came[step[0]]
    return steps[::-1]
