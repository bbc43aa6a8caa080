"""Which mentions name one article, and what that article is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple
from urllib.parse import quote

from kg.errors import Problem
from kg.model.account import Evidence, Merge
from kg.model.addresses import is_site_root, normal_form
from kg.model.ids import name_key, person_id, topic_id
from kg.model.records import Article, Mention, Post
from kg.resolve.outlets import publisher_of

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


More = tuple[tuple[str, str | int | bool], ...]


class Claim(NamedTuple):
    """
    One mention and its strongest statement; of two claims on one article the greater wins.

    A post beats an entry of `related`, then the later date wins, then the greater path, then the
    later place in the file.
    """

    own: bool
    published_at: str
    """Without its `Z`: compared as texts, `…00.5` is later than `…00`, but `…00.5Z` is not."""
    path: str
    number: int
    """The place of its record in a file of many."""
    mention: Mention
    urls: tuple[str, ...]
    """Every URL stated, the one to open first."""
    of_body: bool = False
    """Whether only links in bodies make it: nobody meant to describe the article."""


def pool_claims(
    posts: Sequence[Post], mentions: Sequence[Mention], uses: Mapping[int, int]
) -> tuple[list[Claim], list[int], list[int]]:
    """
    Return one claim for each distinct mention; the place among them of each post's own mention,
    -1 if it has none; and of each of the `mentions`, -1 where no post names it.
    """
    latest: dict[int, tuple[str, int]] = {}
    unseen = set(uses)
    for post in reversed(posts):  # paths in order: the strongest statement comes first
        named = (*post.related, *post.links) if post.links else post.related
        if found := unseen.intersection(named):
            latest.update(dict.fromkeys(found, (post.path, post.number)))
            unseen -= found
    described = _named_by_entries(posts)
    places: dict[Mention, int] = {}
    of_posts = [
        places.setdefault(post.mention, len(places)) if post.mention else -1 for post in posts
    ]
    of_mentions = [
        places.setdefault(mention, len(places)) if at in latest else -1
        for at, mention in enumerate(mentions)
    ]
    strongest = [(False, "", 0)] * len(places)
    for at, place in latest.items():
        strongest[of_mentions[at]] = max(strongest[of_mentions[at]], (False, *place))
    for at, post in zip(of_posts, posts, strict=True):
        if at >= 0:
            strongest[at] = True, post.path, post.number
    of_body = set[int]()
    if described is not None:
        of_body.update(of_mentions[at] for at in latest if at not in described)
        of_body -= {*of_posts, *(of_mentions[at] for at in latest if at in described)}
    claims = [
        Claim(
            own, (mention.published_at or "").rstrip("Z"), path, number, mention, mention.urls,
            at in of_body,
        )
        for at, (mention, (own, path, number)) in enumerate(zip(places, strongest, strict=True))
    ]  # fmt: skip
    return claims, of_posts, of_mentions


def _named_by_entries(posts: Sequence[Post]) -> set[int] | None:
    """Return the places of mentions that entries of `related` make; None if no body has links."""
    if not any(post.links or post.of_body for post in posts):
        return None
    return {at for post in posts for at in post.related[: len(post.related) - post.of_body]}


def rank_claims(members: Sequence[int], claims: Sequence[Claim]) -> list[int]:
    """Return the claims on one article, the strongest first."""
    ranks = {at: claims[at][:4] for at in members}
    if len(set(ranks.values())) < len(members):  # what is said decides between equals
        members = sorted(members, key=lambda at: repr(claims[at].mention), reverse=True)
    return sorted(members, key=ranks.__getitem__, reverse=True)


def find_identities(
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
        normal: "belongs to many articles"
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
        for url in () if claim.of_body else claim.urls:
            if normal_of[url] in vague:
                paths[url] = max(claim.path, paths.get(url, ""))
    problems = [
        Problem(path, 0, f"{url} {vague[normal_of[url]]}, so it cannot identify an article.",
                "State the URL of the article itself.",
                f"the URL {vague[normal_of[url]]}, so it cannot identify an article.")
        for url, path in paths.items()
    ]  # fmt: skip
    return {url: None if n in vague else n for url, n in normal_of.items()}, problems


class _NormalForms(dict[str, str | None]):
    """By each URL what `normal_form` makes of it, found when it is asked for."""

    def __missing__(self, url: str) -> str:
        self[url] = normal = normal_form(url)
        return normal


def _keys(claim: Claim, identities: dict[str, str | None]) -> list[str]:
    """Return what identifies a mention: its URLs, or one that is vague together with the title."""
    keys = [key for url in claim.urls if (key := identities[url])]
    return keys or [f"{normal_form(claim.urls[0])}\n{name_key(claim.mention.title or '')}"]


def cluster_claims(claims: Sequence[Claim], identities: dict[str, str | None]) -> list[list[int]]:
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


def canonical_url(ranked: Sequence[Claim], identities: dict[str, str | None]) -> tuple[str, str]:
    """Return the identity of an article and its canonical URL: the winner's, if it identifies."""
    for best in ranked:
        for url in (best.mention.web_url, best.mention.original_url):
            if url and (identity := identities[url]):
                return identity, url
    for url in (url for claim in ranked for url in claim.urls):
        if identity := identities[url]:
            return identity, url
    return _keys(ranked[0], identities)[0], ranked[0].urls[0]


def explain_merge(
    id_: str, ranked: Sequence[Claim], identities: Mapping[str, str | None]
) -> Merge | None:
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


def untitled_problem(claim: Claim, url: str) -> Problem:
    what = "has no title in any mention."
    return Problem(claim.path, 0, f"{url} {what}", "Add title.", f"the URL {what}")


def to_article(
    id_: str, url: str, ranked: Sequence[Claim], posts: Iterable[str], related_to: tuple[str, ...]
) -> Article:
    best = ranked[0].mention
    for claim in ranked[1:]:  # what the winner lacks, the next one gives
        best = Mention._make(
            [ours if ours is not None else theirs
             for ours, theirs in zip(best, claim.mention, strict=True)]
        )  # fmt: skip
    mentions = [claim.mention for claim in ranked]
    # The precision of a date belongs to the mention that states the date.
    dated = next((each for each in mentions if each.published_at), best)
    kept = next((each for each in mentions if each.added_at), best)
    publisher = next(filter(None, map(publisher_of, mentions)), None)
    amp = {mention.amp_url for mention in mentions if mention.amp_url}
    cached = {mention.amp_cache_url for mention in mentions if mention.amp_cache_url}
    others = set(chain.from_iterable([claim.urls for claim in ranked])) - {url} - amp - cached
    posts = tuple(sorted(set(posts)))
    return Article(
        id=id_,
        type=ARTICLE_CLASSES.get(best.type, OTHER_CLASS),
        label=best.title or "",
        url=url,
        alternative_headlines=_other_titles(best.title, mentions),
        abstract=best.excerpt,
        date_published=dated.published_at,
        published_precision=dated.published_precision,
        date_added=kept.added_at,
        added_precision=kept.added_precision,
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
        publisher=publisher,
        authors=tuple(sorted({person_id(publisher, name) for name in authors_of(mentions)})),
        about=_about(tuple([mention.topics for mention in mentions])),
        related_to=related_to,
        language=best.language,
        date_modified=best.modified_at,
        more=_merged([mention.more for mention in mentions]),
    )


def authors_of(mentions: Iterable[Mention]) -> tuple[str, ...]:
    """Return the names of the authors of an article: those of the strongest mention with any."""
    return next((mention.authors for mention in mentions if mention.authors), ())


def _merged(stated: Sequence[More]) -> More:
    """Return the values of registered fields, of each the first that is stated."""
    if not any(stated):
        return ()
    merged = {name: value for more in reversed(stated) for name, value in more}
    return tuple(sorted(merged.items()))


def _other_titles(title: str | None, mentions: Sequence[Mention]) -> tuple[str, ...]:
    titles = {mention.title for mention in mentions}
    return tuple(sorted(filter(None, titles - {title}))) if len(titles) > 1 else ()


@lru_cache(maxsize=1 << 12)
def _about(topics: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    return tuple(sorted(set(map(topic_id, chain.from_iterable(topics)))))


def path_as_iri(path: str) -> str:
    """Bytes of a name that are no UTF-8 keep their values, so that two names stay two."""
    if _PLAIN_PATH.fullmatch(path):
        return path
    return quote(path.encode("utf-8", "surrogateescape"), safe="/!$&'()*+,;=:@-._~")
