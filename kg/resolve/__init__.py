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
from kg.model.account import LabelLeftOut, Merge
from kg.model.ids import article_id
from kg.model.records import (
    Article,
    Mention,
    Organization,
    Outlet,
    Person,
    Post,
    Subject,
    Topic,
    take,
)
from kg.model.settings import DEFAULT_SETTINGS, Settings
from kg.resolve.articles import (
    NONE_KNOWN,
    Claim,
    authors_of,
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
from kg.resolve.labels import settle_labels
from kg.resolve.outlets import Outlets, of_several, publisher_of
from kg.resolve.people import People
from kg.resolve.topics import Topics


class Place(NamedTuple):
    """Where a value stands."""

    path: str
    """Of its file."""
    where: tuple[str | int, ...]
    """The path of the value in its record."""
    line: int = 0
    """The line of its record in a file of many; 0 if the file has to be searched for it."""


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
    people: tuple[Person, ...] = ()
    labels_left_out: tuple[LabelLeftOut, ...] = ()


def resolve(
    posts: Iterable[Post],
    mentions: Sequence[Mention] = (),
    organizations: Iterable[Organization] = (),
    subjects: Iterable[Subject] = (),
    normal_forms: Mapping[str, str] = NONE_KNOWN,
    settings: Settings = DEFAULT_SETTINGS,
) -> Entities:
    """
    Return the entities that the posts and the taxonomy name, with their links.

    `mentions` are what the entries of `related` say, which the posts name by their places.
    `normal_forms` may hold for URLs what `normal_form` gives: what is there is not sought anew.
    """
    in_order = sorted(posts, key=attrgetter("path", "number"))
    ordered, mentions, same, left_out = settle_labels(in_order, mentions, settings)
    pool = _pool(ordered, mentions)
    found = _find_articles(pool.claims, normal_forms)
    outlets, topics, people = (
        Outlets(organizations, settings.same_outlets),
        Topics((*subjects, *same)),
        People(),
    )
    for claim, uses in zip(pool.claims, pool.uses, strict=True):
        outlets.count(claim.mention, uses)
        topics.count(claim.mention, uses)
    linked = _link(pool, found, ordered, mentions)
    for article, (*_, ranked) in zip(linked.articles, found.articles, strict=True):
        if article.authors:
            people.count(article.publisher, authors_of(pool.claims[at].mention for at in ranked))
    return Entities(
        linked.articles,
        outlets.entities(),
        topics.entities(),
        sum(pool.uses),
        sum(pool.uses[at] for at, article in enumerate(found.article_of) if article < 0),
        linked.self_links,
        linked.repeats,
        tuple(sorted(found.merges)),
        _placed(sorted(found.conflicts), pool.claims, ordered, pool.of_mentions),
        of_several(outlets.names),
        of_several(outlets.logos),
        tuple(sorted(found.problems)),
        people.entities(),
        left_out,
    )


class _Pool(NamedTuple):
    """The distinct mentions, and who makes them."""

    claims: list[Claim]
    of_posts: list[int]
    """Of each post, the place of its own mention among the claims; -1 if it has none."""
    of_mentions: list[int]
    """Of each entry of `related`, the place of its mention; -1 where no post names it."""
    uses: list[int]
    """How often each claim is made."""


def _pool(posts: Sequence[Post], mentions: Sequence[Mention]) -> _Pool:
    """Return the distinct mentions of posts in order and of their entries."""
    entry_uses: Counter[int] = Counter()
    for post in posts:  # there may be millions of entries, too many for a loop in Python
        entry_uses.update(post.related)
        if post.links:
            entry_uses.update(post.links)
    claims, of_posts, of_mentions = pool_claims(posts, mentions, entry_uses)
    uses = [0] * len(claims)
    for at in of_posts:
        if at >= 0:
            uses[at] += 1
    for place, count in entry_uses.items():
        uses[of_mentions[place]] += count
    return _Pool(claims, of_posts, of_mentions, uses)


class _Found(NamedTuple):
    """Which claims name which article, and what was noticed."""

    articles: list[tuple[str, str, list[int]]]
    """CURIE, canonical URL and claims of each, the strongest first; sorted."""
    article_of: list[int]
    """Of each claim, the place of its article; -1 if it has none."""
    merges: list[Merge]
    conflicts: list[tuple[Conflict, list[int]]]
    problems: list[Problem]
    identities: Mapping[str, str | None]
    """Of each URL its normalised form; None where that identifies nothing."""


def _find_articles(claims: Sequence[Claim], normal_forms: Mapping[str, str]) -> _Found:
    """Return the articles that the claims name."""
    identities, problems = find_identities(claims, normal_forms)
    articles: list[tuple[str, str, list[int]]] = []
    merges: list[Merge] = []
    conflicts: list[tuple[Conflict, list[int]]] = []
    for members in cluster_claims(claims, identities):
        ranked = members if len(members) == 1 else rank_claims(members, claims)
        ranked_claims = [claims[at] for at in ranked]
        identity, url = canonical_url(ranked_claims, identities)
        if not any(claim.mention.title for claim in ranked_claims):
            if not all(claim.of_body for claim in ranked_claims):
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
    article_of = [-1] * len(claims)
    for article, (*_, ranked) in enumerate(articles):
        for at in ranked:
            article_of[at] = article
    return _Found(articles, article_of, merges, conflicts, problems, identities)


class _Linked(NamedTuple):
    """The articles with their links, and what was noticed."""

    articles: tuple[Article, ...]
    self_links: int
    repeats: tuple[tuple[str, str, int], ...]


def _link(
    pool: _Pool, found: _Found, posts: Sequence[Post], mentions: Sequence[Mention]
) -> _Linked:
    """Return the articles, each linked with those that its posts name."""
    ids = [id_ for id_, *_ in found.articles]
    # From here on, an article is a number: its place in this list. -1 means none.
    named_by = [-1 if at < 0 else found.article_of[at] for at in pool.of_mentions]
    posts_of: list[list[Post]] = [[] for _ in ids]
    for post, at in zip(posts, pool.of_posts, strict=True):
        if at >= 0 and found.article_of[at] >= 0:
            posts_of[found.article_of[at]].append(post)
    self_links = 0
    repeats: list[tuple[str, str, int]] = []
    resolved = []
    for article, (id_, url, ranked) in enumerate(found.articles):
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
                [pool.claims[at] for at in ranked],
                [f"post:{path_as_iri(post.path)}" for post in posts_of[article]],
                take(ids, sorted(related)),
            )
        )
    return _Linked(tuple(resolved), self_links, tuple(repeats))


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
        entries = take(claim_of, post.related[: len(post.related) - post.of_body])
        if claim in entries:
            at = entries.index(claim)
            at_in_list = post.entries_at[at] if post.entries_at else at
            return Place(post.path, ("related", at_in_list, field), post.line)
        return Place(post.path, ("body",), post.line)

    return tuple(
        (conflict, tuple(place(claim, conflict.field) for claim in stated_by))
        for conflict, stated_by in conflicts
    )


class Claims(NamedTuple):
    """Who states what of which article: what `resolve` goes by, for explaining it."""

    posts: Sequence[Post]
    """Sorted by path and number."""
    claims: Sequence[Claim]
    of_posts: Sequence[int]
    """Of each post, the place of its own mention among the claims; -1 if it has none."""
    of_mentions: Sequence[int]
    """Of each entry of `related`, the place of its mention; -1 where no post names it."""
    articles: Mapping[str, Sequence[int]]
    """By the CURIE of an article the places of its claims, the strongest first."""
    identities: Mapping[str, str | None]
    """Of each URL its normalised form; None where that identifies nothing."""


def claims_of(
    posts: Iterable[Post],
    mentions: Sequence[Mention] = (),
    normal_forms: Mapping[str, str] = NONE_KNOWN,
    settings: Settings = DEFAULT_SETTINGS,
) -> Claims:
    """
    Return which mentions name which article, as `resolve` decides it of the same.

    >>> rain = Mention(title="Rain", web_url="https://example.org/a")
    >>> claims = claims_of([Post("a.md", rain)])
    >>> [[claims.claims[at].path for at in places] for places in claims.articles.values()]
    [['a.md']]
    """
    in_order = sorted(posts, key=attrgetter("path", "number"))
    ordered, mentions, *_ = settle_labels(in_order, mentions, settings)
    pool = _pool(ordered, mentions)
    found = _find_articles(pool.claims, normal_forms)
    return Claims(
        ordered,
        pool.claims,
        pool.of_posts,
        pool.of_mentions,
        {id_: ranked for id_, _, ranked in found.articles},
        found.identities,
    )
