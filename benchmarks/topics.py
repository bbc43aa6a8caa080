"""
Measure the topics that are suggested, on an archive whose posts state topics.

    python benchmarks/topics.py POSTS

Hides the topics that are stated, suggests topics for the same articles, and compares. A suggestion
is right if the article states it. Only topics below others count, for one that stands on nearly all
articles says little, and only articles that state such a topic: of others nobody knows whether it
was left out. Prints the figures with and without courses, and the topics that are wrong most often.
"""

import argparse
import time
from collections import Counter
from collections.abc import Collection, Mapping
from typing import NamedTuple

import kg
from kg.resolve.suggested import suggest_topics


class Figures(NamedTuple):
    """How many topics were suggested, how many of them are right, and how many are stated."""

    suggested: int
    right: int
    stated: int

    def __str__(self) -> str:
        precision = self.right / self.suggested if self.suggested else 0.0
        recall = self.right / self.stated if self.stated else 0.0
        return (
            f"precision {precision:.3f}, recall {recall:.3f} "
            f"({self.suggested:,} suggested, {self.right:,} right, {self.stated:,} stated)"
        )


def compare(
    stated: Mapping[str, Collection[str]],
    suggested: Mapping[str, Collection[str]],
    wanted: Collection[str],
) -> Figures:
    """Return the figures of some topics, from the topics of each article."""
    pairs = {(id_, topic) for id_, topics in stated.items() for topic in topics if topic in wanted}
    found = {(id_, t) for id_, topics in suggested.items() for t in topics if t in wanted}
    return Figures(len(found), len(found & pairs), len(pairs))


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the topics that are suggested.")
    parser.add_argument("posts", nargs="+")
    posts = parser.parse_args().posts
    graph = kg.build(posts)
    stated = {article.id: article.about for article in graph.articles if article.about}
    articles = [article for article in graph.articles if article.about]
    hidden = [article._replace(about=(), suggested=()) for article in articles]
    began = time.process_time()
    found = suggest_topics(hidden, graph.topics)
    seconds = time.process_time() - began
    suggested = {article.id: article.suggested for article in found}
    specific = {topic.id for topic in graph.topics if topic.broader}
    print(f"{len(hidden):,} articles in {seconds:.3f} s")
    some = {id_: topics for id_, topics in stated.items() if specific.intersection(topics)}
    kinds = {article.id: article.type.partition(":")[2] for article in articles}
    for name, left_out in (("every kind", ()), ("without courses", ("Course",))):
        of_kind = {id_: topics for id_, topics in some.items() if kinds[id_] not in left_out}
        found_there = {id_: suggested[id_] for id_ in of_kind}
        print(f"{len(of_kind):,} articles, {name}: {compare(of_kind, found_there, specific)}")
    wrong = Counter(
        topic for id_, topics in some.items() for topic in set(suggested[id_]) - set(topics)
    )
    for topic, count in wrong.most_common(20):
        print(f"  {count} wrong: {topic}")


if __name__ == "__main__":
    main()
