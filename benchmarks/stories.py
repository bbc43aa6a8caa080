"""
How the time for copies and stories grows with the number of articles.

    python benchmarks/stories.py [--small 5000] [--large 100000] [--days 400]

The articles of both archives lie in the same number of days, so the large one is dense. Their words
are drawn from a Zipf distribution; one article in five tells an event that others tell, too. Prints
the processor time of both, the ratio, and the peak of memory.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from datetime import datetime, timedelta
from itertools import accumulate

from kg.model.records import Article
from kg.stories import tell

VOCABULARY = 60_000
OUTLETS = 300
START = datetime(2024, 1, 1)


def words(rng: random.Random, count: int, weights: list[float]) -> list[str]:
    places = rng.choices(range(VOCABULARY), cum_weights=weights, k=count)
    return [f"w{place:x}" for place in places]


def archive(size: int, days: int) -> list[Article]:
    """Return articles of a number of days."""
    rng = random.Random(size)  # noqa: S311  # the same words each time
    weights = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))
    events: list[tuple[float, list[str], list[str]]] = []
    articles = []
    for at in range(size):
        if events and rng.random() < 0.2:
            day, head, text = rng.choice(events[-50:])
            day += rng.random()
            head = rng.sample(head, 6) + words(rng, 3, weights)
            text = rng.sample(text, 20) + words(rng, 15, weights)
        else:
            day = days * at / size
            head, text = words(rng, 9, weights), words(rng, 35, weights)
            events.append((day, head, text))
        articles.append(
            Article(
                f"article:{at:016x}",
                "schema:NewsArticle",
                " ".join(head),
                f"https://example.org/{at}",
                abstract=" ".join(text),
                date_published=f"{START + timedelta(days=day):%Y-%m-%dT%H:%M:%SZ}",
                publisher=f"outlet:o{rng.randrange(OUTLETS)}.example",
                language="en",
            )
        )
    return articles


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[1])
    parser.add_argument("--small", type=int, default=5_000)
    parser.add_argument("--large", type=int, default=100_000)
    parser.add_argument("--days", type=int, default=400)
    args = parser.parse_args()
    spent = []
    for size in (args.small, args.large):
        articles = archive(size, args.days)
        started = time.process_time()
        told = tell(articles)
        spent.append(time.process_time() - started)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{size:,} articles: {spent[-1]:.1f} s, {len(told.stories):,} stories, peak {peak} MB"
        )
    print(
        f"{args.large / args.small:.0f} times as many cost {spent[1] / spent[0]:.1f} times as much"
    )


if __name__ == "__main__":
    main()
