"""
Get from mentions to entities: what was written becomes what it means.

Order-free throughout: the same mentions give the same graph in whatever order they come.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from kg.errors import Problem
from kg.model.account import Merge
from kg.model.ids import article_id
from kg.model.records import Article, Mention, Organization, Outlet, Post, Subject, Topic, take
from kg.resolve.articles import (
    NONE_KNOWN,
    Claim,
    canonical_url,
    cluster_claims,
    explain_merge,
    find_identities,
    path_as_iri,
    pool_claims,
    rank_claims,
    to_article,
    untitled_problem,
)
from kg.resolve.conflicts import Conflict, find_conflicts
from kg.resolve.outlets import Outlets, of_several, publisher_of
from kg.resolve.topics import Topics


class Place(NamedTuple):
    """Where a value stands."""

    path: str
    """Of its file."""
    where: tuple[str | int, ...]
    """The path of the value in its record."""
    line: int = 0
    """The line of its record in a file of many; 0 where the file has to be looked into."""


class Entities(NamedTuple):
    """What a set of posts means, each kind sorted by CURIE, and what was noticed on the way."""

    articles: tuple[Article, ...]
    outlets: tuple[Outlet, ...]
    topics: tuple[Topic, ...]
    mentions: int
    untitled: int
    self_links: int
    repeats: tuple[tuple[str, str, int], ...]
    """Path of a post, the URL of an entry that stands in it again, and how often it does."""
    merges: tuple[Merge, ...]
    conflicts: tuple[tuple[Conflict, tuple[Place, ...]], ...]
    """Each with the places where its values stand."""
    outlet_names: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
    outlet_logos: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
    problems: tuple[Problem, ...]


def resolve(
    posts: Iterable[Post],
    mentions: Sequence[Mention] = (),
    organizations: Iterable[Organization] = (),
    subjects: Iterable[Subject] = (),
    normal_forms: Mapping[str, str] = NONE_KNOWN,
) -> Entities:
    """
    Return the entities that the posts and the taxonomy name, with their links.

    `mentions` are what the entries of `related` say, which the posts name by their places.
    `normal_forms` may hold for URLs what `normalise_url` gives: what is there is not sought anew.
    """
    ordered = sorted(posts, key=attrgetter("path", "number"))
    entry_uses: Counter[int] = Counter()
    for post in ordered:  # there may be millions: what is done for each is done in no loop of ours
        entry_uses.update(post.related)
    claims, claim_of_post, claim_of = pool_claims(ordered, mentions, entry_uses)
    uses: Counter[int] = Counter(claim_of_post)
    for place, count in entry_uses.items():
        uses[claim_of[place]] += count
    identities, problems = find_identities(claims, normal_forms)

    articles: list[tuple[str, str, list[int]]] = []
    merges: list[Merge] = []
    conflicts: list[tuple[Conflict, list[int]]] = []
    for members in cluster_claims(claims, identities):
        ranked = members if len(members) == 1 else rank_claims(members, claims)
        ranked_claims = [claims[at] for at in ranked]
        identity, url = canonical_url(ranked_claims, identities)
        if not any(claim.mention.title for claim in ranked_claims):
            problems.append(untitled_problem(ranked_claims[0], url))
            continue
        id_ = article_id(identity)
        articles.append((id_, url, ranked))
        if merge := explain_merge(id_, ranked_claims, identities):
            merges.append(merge)
        if len(ranked) > 1:
            mentions_of_it = [claim.mention for claim in ranked_claims]
            found = find_conflicts(id_, mentions_of_it, publisher_of)
            conflicts += ((each, [ranked[at] for _, at in each.values]) for each in found)
    articles.sort()
    ids = [id_ for id_, *_ in articles]

    # From here on an article is told by its place among those; -1 is none.
    article_of = [-1] * len(claims)
    for article, (*_, ranked) in enumerate(articles):
        for at in ranked:
            article_of[at] = article
    named_by = [-1 if at < 0 else article_of[at] for at in claim_of]
    posts_of: list[list[Post]] = [[] for _ in articles]
    for post, at in zip(ordered, claim_of_post, strict=True):
        if article_of[at] >= 0:
            posts_of[article_of[at]].append(post)

    outlets = Outlets(organizations)
    topics = Topics(subjects)
    for at, claim in enumerate(claims):
        outlets.count(claim.mention, uses[at])
        topics.count(claim.mention, uses[at])

    self_links = 0
    repeats: list[tuple[str, str, int]] = []
    resolved = []
    for article, (id_, url, ranked) in enumerate(articles):
        related: set[int] = set()
        for post in posts_of[article]:
            named = set(take(named_by, post.related))
            if article in named:
                self_links += sum(named_by[at] == article for at in post.related)
            if len(named) < len(post.related):
                repeats += _repeats(post, mentions)
            related = related | named if related else named
        related.difference_update((article, -1))
        resolved.append(
            to_article(
                id_,
                url,
                [claims[at] for at in ranked],
                [f"post:{path_as_iri(post.path)}" for post in posts_of[article]],
                take(ids, sorted(related)),
            )
        )
    return Entities(
        tuple(resolved),
        outlets.entities(),
        topics.entities(),
        uses.total(),
        sum(uses[at] for at, article in enumerate(article_of) if article < 0),
        self_links,
        tuple(repeats),
        tuple(sorted(merges)),
        _placed(sorted(conflicts), claims, ordered, claim_of),
        of_several(outlets.names),
        of_several(outlets.logos),
        tuple(sorted(problems)),
    )


def _repeats(post: Post, mentions: Sequence[Mention]) -> list[tuple[str, str, int]]:
    """Return which entries stand in a post more than once, and how often they stand again."""
    return [
        (post.path, mentions[place].urls[0], times - 1)
        for place, times in Counter(post.related).items()
        if times > 1
    ]


def _placed(
    conflicts: Sequence[tuple[Conflict, Sequence[int]]],
    claims: Sequence[Claim],
    posts: Sequence[Post],
    claim_of: Sequence[int],
) -> tuple[tuple[Conflict, tuple[Place, ...]], ...]:
    """Return where the values of each conflict stand."""
    post_at = {(post.path, post.number): post for post in posts} if conflicts else {}

    def place(claim: int, field: str) -> Place:
        post = post_at[claims[claim].path, claims[claim].number]
        if claims[claim].own:
            return Place(post.path, (field,), post.line)
        entries = take(claim_of, post.related)
        return Place(post.path, ("related", entries.index(claim), field), post.line)

    return tuple(
        (conflict, tuple(place(claim, conflict.field) for claim in stated_by))
        for conflict, stated_by in conflicts
    )
