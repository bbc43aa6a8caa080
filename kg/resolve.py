"""
Get from mentions to entities: what was written becomes what it means.

Order-free throughout: the same mentions give the same graph in whatever order they come.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple
from urllib.parse import quote

from kg.conflicts import Conflict, find_conflicts
from kg.errors import Problem
from kg.hosts import registrable_domain
from kg.identity import (
    PLATFORMS,
    article_id,
    host_of,
    is_site_root,
    name_key,
    normalise_url,
    outlet_id,
    topic_id,
)
from kg.ledger import Evidence, Merge
from kg.model import Article, Mention, Organization, Outlet, Post, Subject, Topic
from kg.places import take

MAX_WEB_URLS = 5
"""An address that mentions with more different `webUrl`s than this state identifies nothing."""

ARTICLE_CLASSES = {
    None: "schema:NewsArticle",
    "article": "schema:NewsArticle",
    "video": "schema:VideoObject",
    "course": "schema:Course",
}
OTHER_CLASS = "schema:CreativeWork"
NONE_KNOWN: Mapping[str, str] = {}
_PLAIN_PATH = re.compile("[A-Za-z0-9/._~-]+")


Place = tuple[str, tuple[str | int, ...]]
"""Path of a file, and the path of a value in its front matter."""


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


class Claim(NamedTuple):
    """
    One mention and its strongest statement; of two claims on one article the greater wins.

    A post beats an entry of `related`, then the later date wins, then the greater path.
    """

    own: bool
    published_at: str
    """Without its `Z`: compared as texts, `…00.5` is later than `…00`, but `…00.5Z` is not."""
    path: str
    mention: Mention
    urls: tuple[str, ...]
    """Every URL stated, the one to open first."""


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
    ordered = sorted(posts, key=lambda post: post.path)
    entry_uses: Counter[int] = Counter()
    for post in ordered:  # there may be millions: what is done for each is done in no loop of ours
        entry_uses.update(post.related)
    claims, claim_of_post, claim_of = _pool(ordered, mentions, entry_uses)
    uses: Counter[int] = Counter(claim_of_post)
    for place, count in entry_uses.items():
        uses[claim_of[place]] += count
    identities, problems = _identities(claims, normal_forms)

    articles: list[tuple[str, str, list[int]]] = []
    merges: list[Merge] = []
    conflicts: list[tuple[Conflict, list[int]]] = []
    for members in _clusters(claims, identities):
        ranked = members if len(members) == 1 else _ranked(members, claims)
        ranked_claims = [claims[at] for at in ranked]
        identity, url = _canonical(ranked_claims, identities)
        if not any(claim.mention.title for claim in ranked_claims):
            problems.append(_untitled(ranked_claims[0], url))
            continue
        id_ = article_id(identity)
        articles.append((id_, url, ranked))
        if merge := _merge(id_, ranked_claims, identities):
            merges.append(merge)
        if len(ranked) > 1:
            mentions_of_it = [claim.mention for claim in ranked_claims]
            found = find_conflicts(id_, mentions_of_it, _publisher)
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

    outlets = _Outlets(organizations)
    topics = _Topics(subjects)
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
            _article(
                id_,
                url,
                [claims[at] for at in ranked],
                [f"post:{_path_as_iri(post.path)}" for post in posts_of[article]],
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
        _of_several(outlets.names),
        _of_several(outlets.logos),
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
    post_at = {post.path: post for post in posts} if conflicts else {}

    def place(claim: int, field: str) -> Place:
        path = claims[claim].path
        if claims[claim].own:
            return path, (field,)
        entries = take(claim_of, post_at[path].related)
        return path, ("related", entries.index(claim), field)

    return tuple(
        (conflict, tuple(place(claim, conflict.field) for claim in stated_by))
        for conflict, stated_by in conflicts
    )


# ---- articles -----------------------------------------------------------------------------


def _pool(
    posts: Sequence[Post], mentions: Sequence[Mention], uses: Mapping[int, int]
) -> tuple[list[Claim], list[int], list[int]]:
    """
    Return one claim for each distinct mention; the place among them of each post's own mention,
    and of each of the `mentions`, -1 where no post names it.
    """
    latest: dict[int, str] = {}
    unseen = set(uses)
    for post in reversed(posts):  # paths in order: the strongest statement comes first
        if found := unseen.intersection(post.related):
            latest.update(dict.fromkeys(found, post.path))
            unseen -= found
    places: dict[Mention, int] = {}
    of_posts = [places.setdefault(post.mention, len(places)) for post in posts]
    of_mentions = [
        places.setdefault(mention, len(places)) if at in latest else -1
        for at, mention in enumerate(mentions)
    ]
    strongest = [(False, "")] * len(places)
    for at, path in latest.items():
        strongest[of_mentions[at]] = max(strongest[of_mentions[at]], (False, path))
    for at, post in zip(of_posts, posts, strict=True):
        strongest[at] = True, post.path
    claims = [
        Claim(own, (mention.published_at or "").rstrip("Z"), path, mention, mention.urls)
        for mention, (own, path) in zip(places, strongest, strict=True)
    ]
    return claims, of_posts, of_mentions


def _ranked(members: Sequence[int], claims: Sequence[Claim]) -> list[int]:
    """Return the claims on one article, the strongest first."""
    ranks = {at: claims[at][:3] for at in members}
    if len(set(ranks.values())) < len(members):  # what is said decides between equals
        members = sorted(members, key=lambda at: repr(claims[at].mention), reverse=True)
    return sorted(members, key=ranks.__getitem__, reverse=True)


def _identities(
    claims: Sequence[Claim], normal_forms: Mapping[str, str]
) -> tuple[dict[str, str | None], list[Problem]]:
    """Return each URL's normalised form, or None where it identifies nothing."""
    normal_of = _NormalForms(normal_forms)
    webs: set[str | None] = set()
    beside: dict[str | None, set[str | None]] = defaultdict(set)
    """Of each form, the forms of other `webUrl`s that it is stated together with."""
    for claim in claims:
        normals = [normal_of[url] for url in claim.urls]
        if claim.mention.web_url:
            web = normals[0]
            webs.add(web)
            for normal in normals:
                if normal != web:
                    beside[normal].add(web)
    vague: dict[str | None, str] = {
        normal: "has many articles"
        for normal, others in beside.items()
        if len(others) + (normal in webs) > MAX_WEB_URLS
    }
    for normal in normal_of.values():
        if normal and is_site_root(normal):
            vague[normal] = "is the front page of a site"
    if not vague:
        return normal_of, []
    paths: dict[str, str] = {}
    for claim in claims:
        for url in claim.urls:
            if normal_of[url] in vague:
                paths[url] = max(claim.path, paths.get(url, ""))
    problems = [
        Problem(path, 0, f"{url} {vague[normal_of[url]]}, so it identifies no article.",
                "State the address of the article itself.",
                f"the address {vague[normal_of[url]]}, so it identifies no article.")
        for url, path in paths.items()
    ]  # fmt: skip
    return {url: None if n in vague else n for url, n in normal_of.items()}, problems


class _NormalForms(dict[str, str | None]):
    """By each URL what `normalise_url` makes of it, found when it is asked for."""

    def __missing__(self, url: str) -> str:
        self[url] = normal = normalise_url(url)
        return normal


def _keys(claim: Claim, identities: dict[str, str | None]) -> list[str]:
    """Return what identifies a mention: its URLs, or one that is vague together with the title."""
    keys = [key for url in claim.urls if (key := identities[url])]
    return keys or [f"{normalise_url(claim.urls[0])}\n{name_key(claim.mention.title or '')}"]


def _clusters(claims: Sequence[Claim], identities: dict[str, str | None]) -> list[list[int]]:
    """Return the claims that name one article, for each article: a union over shared keys."""
    parent = list(range(len(claims)))

    def find(at: int) -> int:
        while parent[at] != at:
            parent[at] = at = parent[parent[at]]
        return at

    first: dict[str, int] = {}
    for at, claim in enumerate(claims):
        for key in _keys(claim, identities):
            other = first.setdefault(key, at)
            if other != at:
                parent[find(at)] = find(other)
    clusters: dict[int, list[int]] = defaultdict(list)
    for at in range(len(claims)):
        clusters[find(at)].append(at)
    return list(clusters.values())


def _canonical(ranked: Sequence[Claim], identities: dict[str, str | None]) -> tuple[str, str]:
    """Return the identity of an article and its canonical URL: the winner's, if it identifies."""
    for best in ranked:
        for url in (best.mention.web_url, best.mention.original_url):
            if url and (identity := identities[url]):
                return identity, url
    for url in (url for claim in ranked for url in claim.urls):
        if identity := identities[url]:
            return identity, url
    return _keys(ranked[0], identities)[0], ranked[0].urls[0]


def _merge(id_: str, ranked: Sequence[Claim], identities: dict[str, str | None]) -> Merge | None:
    """Return why an article of several addresses is one, or None if it has but one."""
    if len({url for claim in ranked for url in claim.urls}) == 1:
        return None
    spellings: dict[str, set[str]] = defaultdict(set)
    together: list[Evidence] = []
    part_of: dict[str, set[str]] = {}
    for claim in ranked:
        stated: list[str] = []
        for url in claim.urls:
            if key := identities[url]:
                spellings[key].add(url)
                part_of.setdefault(key, {key})
                stated.append(key)
        parts = {id(part_of[key]): part_of[key] for key in stated}
        if len(parts) > 1:  # this mention holds together what was apart until now
            whole = max(parts.values(), key=len)
            for part in parts.values():
                if part is not whole:  # the smaller into the larger, so that a long chain is quick
                    whole |= part
                    part_of.update(dict.fromkeys(part, whole))
            together.append(Evidence(claim.path, claim.urls))
    if sum(map(len, spellings.values())) < 2:
        return None
    groups = sorted(tuple(sorted(urls)) for urls in spellings.values())
    return Merge(id_, tuple(groups), tuple(together))


def _untitled(claim: Claim, url: str) -> Problem:
    what = "is mentioned without title everywhere."
    return Problem(claim.path, 0, f"{url} {what}", "Add title.", f"the address {what}")


def _article(
    id_: str, url: str, ranked: Sequence[Claim], posts: Iterable[str], related_to: tuple[str, ...]
) -> Article:
    best = ranked[0].mention
    for claim in ranked[1:]:  # what the winner lacks, the next one gives
        best = Mention._make(
            [ours if ours is not None else theirs
             for ours, theirs in zip(best, claim.mention, strict=True)]
        )  # fmt: skip
    mentions = [claim.mention for claim in ranked]
    amp = {mention.amp_url for mention in mentions if mention.amp_url}
    cached = {mention.amp_cache_url for mention in mentions if mention.amp_cache_url}
    others = set(chain.from_iterable([claim.urls for claim in ranked])) - {url} - amp - cached
    posts = tuple(sorted(posts))
    return Article(
        id=id_,
        type=ARTICLE_CLASSES.get(best.type, OTHER_CLASS),
        label=best.title or "",
        url=url,
        alternative_headlines=_other_titles(best.title, mentions),
        abstract=best.excerpt,
        date_published=best.published_at,
        image=best.image,
        quality=best.quality,
        heat=best.heat,
        curated=bool(posts),
        published=best.published,
        removed=best.removed,
        amp_urls=tuple(sorted(amp)),
        amp_cache_urls=tuple(sorted(cached)),
        same_as=tuple(sorted(others)),
        posts=posts,
        publisher=next(filter(None, map(_publisher, mentions)), None),
        about=_about(tuple([mention.topics for mention in mentions])),
        related_to=related_to,
    )


def _other_titles(title: str | None, mentions: Sequence[Mention]) -> tuple[str, ...]:
    titles = {mention.title for mention in mentions}
    return tuple(sorted(filter(None, titles - {title}))) if len(titles) > 1 else ()


@lru_cache(maxsize=1 << 12)
def _about(topics: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    return tuple(sorted(set(map(topic_id, chain.from_iterable(topics)))))


def _path_as_iri(path: str) -> str:
    """Bytes of a name that are no UTF-8 keep their values, so that two names stay two."""
    if _PLAIN_PATH.fullmatch(path):
        return path
    return quote(path.encode("utf-8", "surrogateescape"), safe="/!$&'()*+,;=:@-._~")


# ---- outlets ------------------------------------------------------------------------------


def _outlet_of(mention: Mention) -> tuple[str, str | None] | None:
    """
    Return the domain of the outlet of a mention, and its name where one is stated.

    Where no domain is stated, the outlet owns the site of the article. On a platform a name tells
    the outlet, or an account that is part of the host, such as `jane` in `jane.github.io`.
    """
    name = mention.provider_name
    if mention.provider_domain:
        return mention.provider_domain, name
    host = host_of(mention.urls[0])
    domain = registrable_domain(host)
    if domain not in PLATFORMS:
        return domain, name
    account = name or host.removesuffix(domain).rstrip(".")
    return (domain, account) if account else None


def _publisher(mention: Mention) -> str | None:
    outlet = _outlet_of(mention)
    return outlet_id(*outlet) if outlet else None


def _preferred(counts: Counter[str]) -> str | None:
    """Return the most used spelling; of equals the first by code point."""
    return min(counts, key=lambda text: (-counts[text], text)) if counts else None


def _of_several(
    counts: Mapping[str, Counter[str]],
) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
    """Return the outlets of which several values are stated, and how often each is."""
    return tuple(
        (id_, tuple(sorted(values.items())))
        for id_, values in sorted(counts.items())
        if len(values) > 1
    )


class _Outlets:
    """Gathers what mentions and organisation files say of each outlet."""

    def __init__(self, organizations: Iterable[Organization]) -> None:
        self.domains: dict[str, str] = {}
        self.names: dict[str, Counter[str]] = defaultdict(Counter)
        self.logos: dict[str, Counter[str]] = defaultdict(Counter)
        self.files: dict[str, list[Organization]] = defaultdict(list)
        for organization in organizations:
            id_ = outlet_id(organization.domain, organization.name)
            self.domains[id_] = organization.domain
            self.files[id_].append(organization)

    def count(self, mention: Mention, uses: int) -> None:
        outlet = _outlet_of(mention)
        if not outlet:
            return
        domain, name = outlet
        id_ = outlet_id(domain, name)
        self.domains[id_] = domain
        if name:
            self.names[id_][name] += uses
        if mention.provider_logo:
            self.logos[id_][mention.provider_logo] += uses

    def entities(self) -> tuple[Outlet, ...]:
        return tuple(self._outlet(id_) for id_ in sorted(self.domains))

    def _outlet(self, id_: str) -> Outlet:
        domain = self.domains[id_]
        files = sorted(self.files[id_], key=lambda file: file.path, reverse=True)
        label = files[0].name if files else _preferred(self.names[id_]) or domain
        names = {name for file in files for name in (file.name, *file.other_names)}
        names |= set(self.names[id_])
        return Outlet(
            id=id_,
            label=label,
            domain=domain,
            alternate_names=tuple(sorted(names - {label})),
            url=None if domain in PLATFORMS else f"https://{domain}/",
            logo=next((file.logo for file in files if file.logo), _preferred(self.logos[id_])),
            description=next((file.description for file in files if file.description), None),
        )


# ---- topics -------------------------------------------------------------------------------


class _Topics:
    """Gathers what mentions and topic files say of each topic."""

    def __init__(self, subjects: Iterable[Subject]) -> None:
        self.labels: dict[str, Counter[str]] = defaultdict(Counter)
        self.files: dict[str, list[Subject]] = defaultdict(list)
        for subject in subjects:
            self.files[topic_id(subject.label)].append(subject)
            self.labels[topic_id(subject.label)][subject.label] += 0
            if subject.parent:
                self.labels[topic_id(subject.parent)][subject.parent] += 0

    def count(self, mention: Mention, uses: int) -> None:
        for label in mention.topics:
            self.labels[topic_id(label)][label] += uses

    def entities(self) -> tuple[Topic, ...]:
        return tuple(self._topic(id_) for id_ in sorted(self.labels))

    def _topic(self, id_: str) -> Topic:
        files = sorted(self.files[id_], key=lambda file: file.path, reverse=True)
        spellings = self.labels[id_]
        label = files[0].label if files else _preferred(spellings) or ""
        alternatives = {*spellings, *(file.shortname for file in files if file.shortname)} - {label}
        keywords = {word for file in files for word in file.keywords}
        parents = [topic_id(file.parent) for file in files if file.parent]
        return Topic(
            id=id_,
            label=label,
            alt_labels=tuple(sorted(alternatives)),
            # SKOS, S13: a label is preferred, alternative or hidden, never two of these.
            hidden_labels=tuple(sorted(keywords - alternatives - {label})),
            broader=next((parent for parent in parents if parent != id_), None),
        )
