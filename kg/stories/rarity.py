"""How rare words are on a day."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable

from kg.stories.languages import common_words

FEWEST = 400
"""
Articles that an archive counts as having at least. In a small archive a word would else be known
from its second day on, and the name of what happened would soon weigh no more than any word.
"""


class Rarity:
    """
    How rare words are on a day: ln((articles + 2) / (articles with the word + 1)), squared.

    Only articles of earlier days count, so that a later article changes nothing.
    """

    def __init__(self, articles: Iterable[tuple[int, Collection[str]]], language: str) -> None:
        """Take the day and the distinct words of each article, in the order of their days."""
        self._to_come = iter(articles)
        self._next = next(self._to_come, None)
        self._counts: Counter[str] = Counter()
        self._articles = 0
        self._known: dict[str, float] = {}
        self._common = common_words(language)

    def advance(self, day: int) -> None:
        """Go to a day that is not earlier: the articles of the days before it count."""
        while self._next and self._next[0] < day:
            self._counts.update(self._next[1])
            self._articles += 1
            self._next = next(self._to_come, None)
        self._known.clear()

    def of(self, word: str) -> float:
        """Return how rare a word is on this day."""
        known = self._known.get(word)
        if known is None:
            known = self._known[word] = self._compute(word)
        return known

    def _compute(self, word: str) -> float:
        if word in self._common:
            return 0.0
        articles = max(FEWEST, self._articles)
        count: float = self._counts[word]
        if self._articles < FEWEST and self._articles:
            share = count / self._articles
            count += share * share * (FEWEST - self._articles)
        return max(0.0, math.log((articles + 2) / (count + 1))) ** 2
