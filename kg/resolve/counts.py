"""How many entities some records make, in less time than it takes to make them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from kg.model.ids import topic_id
from kg.model.records import Mention, Organization, Post, Subject
from kg.model.settings import DEFAULT_SETTINGS, Settings
from kg.resolve.articles import NONE_KNOWN, cluster_claims, find_identities, pool_claims
from kg.resolve.labels import settle_labels
from kg.resolve.outlets import Outlets
from kg.resolve.topics import Topics


class Counts(NamedTuple):
    """How many of each kind of entity there are, and how many articles have a date."""

    articles: int
    outlets: int
    topics: int
    published: int
    """Articles of which it is known when they came out."""
    added: int
    """Articles of which it is known when they were added to the archive."""


def count_entities(
    posts: Iterable[Post],
    mentions: Sequence[Mention] = (),
    organizations: Iterable[Organization] = (),
    subjects: Iterable[Subject] = (),
    normal_forms: Mapping[str, str] = NONE_KNOWN,
    settings: Settings = DEFAULT_SETTINGS,
) -> Counts:
    """
    Return how many entities `resolve` makes of the same.

    >>> rain = Mention(title="Rain", web_url="https://example.org/a", topics=("Weather",))
    >>> count_entities([Post("a.md", rain), Post("b.md", rain)])
    Counts(articles=1, outlets=1, topics=1, published=0, added=0)
    """
    in_order = sorted(posts, key=attrgetter("path", "number"))
    ordered, mentions, same, _ = settle_labels(in_order, mentions, settings)
    named = {at: 1 for post in ordered for at in (*post.related, *post.links)}
    claims, *_ = pool_claims(ordered, mentions, named)
    identities, _ = find_identities(claims, normal_forms)
    articles = published = added = 0
    for members in cluster_claims(claims, identities):
        of_article = [claims[at].mention for at in members]
        if any(mention.title for mention in of_article):
            articles += 1
            published += any(mention.published_at for mention in of_article)
            added += any(mention.added_at for mention in of_article)
    outlets, files = Outlets(organizations, settings.same_outlets), Topics((*subjects, *same))
    for claim in claims:
        outlets.count(claim.mention, 1)
    topics = set(files.labels)
    topics.update(topic_id(label) for claim in claims for label in claim.mention.topics)
    return Counts(articles, len(outlets.domains), len(topics), published, added)
