"""
Get from mentions to entities: what was written becomes what it means.

Order-free throughout: the same mentions give the same graph in whatever order they come.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote

from kg.errors import Problem
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

MAX_WEB_URLS = 5
"""An address that mentions with more different `webUrl`s than this state identifies nothing."""

ARTICLE_CLASSES = {
    None: "schema:NewsArticle",
    "article": "schema:NewsArticle",
    "video": "schema:VideoObject",
    "course": "schema:Course",
}
OTHER_CLASS = "schema:CreativeWork"
NONE: set[str | None] = set()
NONE_KNOWN: Mapping[str, str] = {}
_PLAIN_PATH = re.compile("[A-Za-z0-9/._~-]+")


class Entities(NamedTuple):
    """What a set of posts means, each kind sorted by CURIE, and what was noticed on the way."""

    articles: tuple[Article, ...]
    outlets: tuple[Outlet, ...]
    topics: tuple[Topic, ...]
    mentions: int
    untitled: int
    self_links: int
    merges: tuple[Merge, ...]
    outlet_names: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
    problems: tuple[Problem, ...]


class Claim(NamedTuple):
    """
    One mention and its strongest statement; of two claims on one article the greater wins.

    A post beats an entry of `related`, then the later date wins, then the greater path.
    """

    own: bool
    published_at: str
    path: str
    mention: Mention
    urls: tuple[str, ...]
    """Every URL stated, the one to open first."""


def resolve(
    posts: Iterable[Post],
    organizations: Iterable[Organization] = (),
    subjects: Iterable[Subject] = (),
    normal_forms: Mapping[str, str] = NONE_KNOWN,
) -> Entities:
    """
    Return the entities that the posts and the taxonomy name, with their links.

    `normal_forms` may hold for URLs what `normalise_url` gives: what is there is not sought anew.
    """
    ordered = sorted(posts, key=lambda post: post.path)
    claims, index = _pool(ordered)
    identities, problems = _identities(claims, normal_forms)
    clusters = _clusters(claims, identities)

    article_of: list[str | None] = [None] * len(claims)
    articles: dict[str, tuple[list[int], str]] = {}
    merges: list[Merge] = []
    for members in clusters:
        ranked = members if len(members) == 1 else _ranked(members, claims)
        identity, url = _canonical([claims[at] for at in ranked], identities)
        if not any(claims[at].mention.title for at in members):
            problems.append(_untitled(claims[ranked[0]], url))
            continue
        id_ = article_id(identity)
        articles[id_] = (ranked, url)
        if merge := _merge(id_, [claims[at] for at in ranked], identities):
            merges.append(merge)
        for at in members:
            article_of[at] = id_

    related: dict[str, set[str | None]] = defaultdict(set)
    files: dict[str, list[str]] = defaultdict(list)
    uses: Counter[int] = Counter()
    self_links = 0
    for post in ordered:  # what is done here for each link is done in no loop of ours
        own = index[id(post.mention)]
        targets = list(map(index.__getitem__, map(id, post.related)))
        uses[own] += 1
        uses.update(targets)
        if source := article_of[own]:
            files[source].append(f"post:{_path_as_iri(post.path)}")
            named = list(map(article_of.__getitem__, targets))
            related[source].update(named)
            self_links += named.count(source)

    outlets = _Outlets(organizations)
    topics = _Topics(subjects)
    for at, claim in enumerate(claims):
        outlets.count(claim.mention, uses[at])
        topics.count(claim.mention, uses[at])

    return Entities(
        tuple(
            _article(
                id_,
                url,
                [claims[at].mention for at in ranked],
                {url for at in ranked for url in claims[at].urls},
                curated=id_ in files,
                posts=tuple(sorted(files.get(id_, ()))),
                related_to=tuple(sorted(related.get(id_, NONE) - {id_, None})),  # type: ignore[arg-type]
            )
            for id_, (ranked, url) in sorted(articles.items())
        ),
        outlets.entities(),
        topics.entities(),
        sum(uses.values()),
        sum(uses[at] for at, id_ in enumerate(article_of) if id_ is None),
        self_links,
        tuple(sorted(merges)),
        outlets.spellings(),
        tuple(sorted(problems)),
    )


# ---- articles -----------------------------------------------------------------------------


def _pool(posts: Sequence[Post]) -> tuple[list[Claim], dict[int, int]]:
    """Return one claim for each distinct mention, and each mention's place by its `id()`."""
    mentions: dict[int, Mention] = {}
    best: dict[int, tuple[bool, str]] = {}
    for post in posts:  # paths in order: the strongest statement stays
        keys = list(map(id, post.related))
        best.update(dict.fromkeys(keys, (False, post.path)))
        mentions.update(zip(keys, post.related, strict=True))
    for post in posts:
        best[id(post.mention)] = True, post.path
        mentions[id(post.mention)] = post.mention
    places: dict[Mention, int] = {}
    index: dict[int, int] = {}
    claims: list[Claim] = []
    for key, mention in mentions.items():
        place = index[key] = places.setdefault(mention, len(places))
        own, path = best[key]
        if place == len(claims):
            claims.append(Claim(own, mention.published_at or "", path, mention, mention.urls))
        elif (own, path) > claims[place][::2][:2]:
            claims[place] = claims[place]._replace(own=own, path=path)
    return claims, index


def _ranked(members: Sequence[int], claims: Sequence[Claim]) -> list[int]:
    """Return the claims on one article, the strongest first."""

    def rank(at: int) -> tuple[bool, str, str]:
        claim = claims[at]
        # Instants compare as texts but for the fraction: `…00.5Z` is later than `…00Z`.
        return claim.own, claim.published_at.rstrip("Z"), claim.path

    if len(set(map(rank, members))) < len(members):  # what is said decides between equals
        members = sorted(members, key=lambda at: repr(claims[at].mention), reverse=True)
    return sorted(members, key=rank, reverse=True)


def _identities(
    claims: Sequence[Claim], normal_forms: Mapping[str, str]
) -> tuple[dict[str, str | None], list[Problem]]:
    """Return each URL's normalised form, or None where it identifies nothing."""
    stated_by: dict[str, set[str]] = defaultdict(set)
    normal_of: dict[str, str] = {}
    for claim in claims:
        for url in claim.urls:
            if url not in normal_of:
                normal_of[url] = normal_forms.get(url) or normalise_url(url)
        if claim.mention.web_url:
            web = normal_of[claim.mention.web_url]
            for url in claim.urls:
                stated_by[normal_of[url]].add(web)
    vague = {
        normal: "is the front page of a site" if is_site_root(normal) else "has many articles"
        for normal, webs in stated_by.items()
        if len(webs) > MAX_WEB_URLS or is_site_root(normal)
    }
    vague |= {n: "is the front page of a site" for n in normal_of.values() if is_site_root(n)}
    paths: dict[str, str] = {}
    if vague:
        for claim in claims:
            for url in claim.urls:
                if normal_of[url] in vague:
                    paths[url] = max(claim.path, paths.get(url, ""))
    problems = [
        Problem(path, 0, f"{url} {vague[normal_of[url]]}, so it identifies no article.",
                "State the address of the article itself.")
        for url, path in paths.items()
    ]  # fmt: skip
    return {url: None if n in vague else n for url, n in normal_of.items()}, problems


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
            parent[find(at)] = find(first.setdefault(key, at))
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
    if len(ranked) == 1 and len(ranked[0].urls) == 1:
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
    return Problem(claim.path, 0, f"{url} is mentioned without title everywhere.", "Add title.")


def _article(
    id_: str,
    url: str,
    ranked: Sequence[Mention],
    urls: set[str],
    *,
    curated: bool,
    posts: tuple[str, ...],
    related_to: tuple[str, ...],
) -> Article:
    best = ranked[0]
    if len(ranked) > 1:  # what the winner lacks, the next one gives
        values = list(best)
        for at, value in enumerate(best):
            if value is None:
                values[at] = next((m[at] for m in ranked if m[at] is not None), None)
        best = Mention._make(values)
    amp = {mention.amp_url for mention in ranked if mention.amp_url}
    cached = {mention.amp_cache_url for mention in ranked if mention.amp_cache_url}
    others = urls - {url} - amp - cached
    return Article(
        id=id_,
        type=ARTICLE_CLASSES.get(best.type, OTHER_CLASS),
        label=best.title or "",
        url=url,
        abstract=best.excerpt,
        date_published=best.published_at,
        image=best.image,
        quality=best.quality,
        heat=best.heat,
        curated=curated,
        published=best.published,
        removed=best.removed,
        amp_urls=tuple(sorted(amp)),
        amp_cache_urls=tuple(sorted(cached)),
        same_as=tuple(sorted(others)),
        posts=posts,
        publisher=next(filter(None, map(_publisher, ranked)), None),
        about=tuple(sorted({topic_id(label) for m in ranked for label in m.topics})),
        related_to=related_to,
    )


def _path_as_iri(path: str) -> str:
    """Bytes of a name that are no UTF-8 keep their values, so that two names stay two."""
    if _PLAIN_PATH.fullmatch(path):
        return path
    return quote(path.encode("utf-8", "surrogateescape"), safe="/!$&'()*+,;=:@-._~")


# ---- outlets ------------------------------------------------------------------------------


def _domain(mention: Mention) -> str | None:
    """The provider's domain; a provider with a name alone is at home where its article is."""
    if mention.provider_domain or not mention.provider_name:
        return mention.provider_domain
    return host_of(mention.urls[0])


def _publisher(mention: Mention) -> str | None:
    domain = _domain(mention)
    return outlet_id(domain, mention.provider_name) if domain else None


def _preferred(counts: Counter[str]) -> str | None:
    """Return the most used spelling; of equals the first by code point."""
    return min(counts, key=lambda text: (-counts[text], text)) if counts else None


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
        domain = _domain(mention)
        if not domain:
            return
        id_ = outlet_id(domain, mention.provider_name)
        self.domains[id_] = domain
        if mention.provider_name:
            self.names[id_][mention.provider_name] += uses
        if mention.provider_logo:
            self.logos[id_][mention.provider_logo] += uses

    def spellings(self) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
        """Return the outlets that mentions name in several ways, and how often they do."""
        return tuple(
            (id_, tuple(sorted(names.items())))
            for id_, names in sorted(self.names.items())
            if len(names) > 1
        )

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
