"""
Measure the rules for addresses on an archive: what they unify, what they join, what they cost.

    python benchmarks/addresses.py POSTS --seed 16

Prints the share of pairs of addresses of one article, by what its posts state, that the rules alone
find to be the same. The outlets (registrable domains) are shuffled by the seed and cut in two: the
rules were written by looking at the first half alone, A. Prints the articles that are joined by
rules and by nothing that is stated, to be read, and those whose identity changes.
"""

import argparse
import re
import timeit
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import yaml

import kg
from kg.model import address_rules, addresses
from kg.model.hosts import registrable_domain

FIELDS = ("webUrl", "originalUrl", "ampWebUrl", "cdnAmpWebUrl")
REPEATS = 5


class Share(NamedTuple):
    pairs: int
    unified: int
    articles: int
    whole: int
    """Articles all of whose addresses are one."""


@contextmanager
def spelling_only() -> Iterator[None]:
    """Leave out the rules that go beyond the spelling of an address, AMP caches too."""
    trigger = address_rules.TRIGGER
    setattr(addresses, "TRIGGER", re.compile("(?!)"))  # noqa: B010 - its own name there is private
    addresses.normal_form.cache_clear()
    try:
        yield
    finally:
        setattr(addresses, "TRIGGER", trigger)  # noqa: B010
        addresses.normal_form.cache_clear()


def urls_of(article: kg.Article) -> tuple[str, ...]:
    more = (*article.same_as, *article.amp_urls, *article.amp_cache_urls)
    return tuple(dict.fromkeys((article.url, *more)))


def stated_in(posts: Path) -> list[tuple[str, ...]]:
    """Return the addresses that a post, or an entry of its `related`, states for one article."""
    stated = set()
    for path in sorted(posts.rglob("*.md")):
        head = re.match(r"---\s*\n(.*?)\n---\s*(\n|$)", path.read_text("utf-8-sig"), re.S)
        record = yaml.load(head[1], yaml.CSafeLoader) if head else None
        if isinstance(record, dict):
            for each in (record, *(record.get("related") or [])):
                stated.add(tuple(dict.fromkeys(_addresses(each))))
    return sorted(urls for urls in stated if len(urls) > 1)


def _addresses(record: Any) -> Iterator[str]:
    for field in FIELDS if isinstance(record, dict) else ():
        with suppress(ValueError, TypeError):
            yield addresses.legal_url(record.get(field))


def outlet_of(urls: Sequence[str]) -> str:
    return registrable_domain(addresses.host_of(urls[0]))


def halves(stated: Iterable[Sequence[str]], seed: int) -> tuple[frozenset[str], frozenset[str]]:
    """Return the outlets of A and B: all, sorted, shuffled and cut in the middle."""
    outlets = sorted(set(map(outlet_of, stated)))
    Random(seed).shuffle(outlets)  # noqa: S311  # nothing here is secret
    middle = len(outlets) // 2
    return frozenset(outlets[:middle]), frozenset(outlets[middle:])


def share_unified(stated: Iterable[Sequence[str]]) -> Share:
    """Return how many pairs of addresses of one article have one normalised form."""
    forms = [[addresses.normal_form(url) for url in urls] for urls in stated]
    pairs = [pair for each in forms for pair in combinations(each, 2)]
    unified = sum(one == other for one, other in pairs)
    return Share(len(pairs), unified, len(forms), sum(len(set(each)) == 1 for each in forms))


def joined(before: kg.KnowledgeGraph, after: kg.KnowledgeGraph) -> list[list[kg.Article]]:
    """Return the articles of `before` that are one in `after`, group by group."""
    known = {url: each for each in before.articles for url in urls_of(each)}
    groups = ({known[url].id: known[url] for url in urls_of(each)} for each in after.articles)
    return [list(group.values()) for group in groups if len(group) > 1]


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the rules for addresses.")
    parser.add_argument("posts", type=Path)
    parser.add_argument("--seed", type=int, default=16)
    options = parser.parse_args()
    with spelling_only():
        before = kg.build([options.posts], jobs=1, cache=None)
    after = kg.build([options.posts], jobs=1, cache=None)
    stated = stated_in(options.posts)
    for name, outlets in zip("AB", halves(stated, options.seed), strict=True):
        half = [urls for urls in stated if outlet_of(urls) in outlets]
        with spelling_only():
            old = share_unified(half)
        new = share_unified(half)
        print(f"{name}: {len(outlets)} outlets, {new.pairs:,} pairs: "
              f"{old.unified / max(1, old.pairs):.1%} by spelling, "
              f"{new.unified / max(1, new.pairs):.1%} by all rules; "
              f"{new.whole} of {new.articles} articles whole")  # fmt: skip
    groups = joined(before, after)
    print(f"joined by rules alone: {len(groups)}")
    for group in groups:
        print(*(f"    {each.url}  {each.label}" for each in group), sep="\n")
    gone = {each.id for each in before.articles} - {each.id for each in after.articles}
    print(f"identities that change: {len(gone):,} of {len(before.articles):,}")
    urls = [url for each in after.articles for url in urls_of(each)]
    rules = Counter(rule for url in urls for rule in kg.normalise_url(url).rules)
    print("rules:", ", ".join(f"{name} {count:,}" for name, count in rules.most_common()))
    normalise = addresses.normal_form.__wrapped__
    for name in ("by spelling", "by all rules"):
        with spelling_only() if name == "by spelling" else nullcontext():
            times = timeit.repeat(
                lambda: [normalise(url) for url in urls], number=1, repeat=REPEATS
            )
        print(f"{name}: {min(times) / len(urls) * 1e6:.1f} us per address")


if __name__ == "__main__":
    main()
