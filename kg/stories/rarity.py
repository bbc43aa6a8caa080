"""How rare words are on a day."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable

FEWEST = 30
"""Articles that an archive counts as having at least: of fewer, nobody knows what is rare."""


class Rarity(dict[str, float]):
    """
    How rare words are on a day: ln((articles + 2) / (articles with the word + 1)), squared.

    Only articles of earlier days count, so that a later article changes nothing.

    >>> rarity = Rarity([(1, ["a", "b"]), (2, ["a"])])
    >>> rarity.advance(2)
    >>> rarity["a"] < rarity["c"] == rarity.most
    True
    """

    def __init__(self, articles: Iterable[tuple[int, Collection[str]]]) -> None:
        """Take the day and the distinct words of each article, in the order of their days."""
        super().__init__()
        self._to_come = iter(articles)
        self._next = next(self._to_come, None)
        self._counts: dict[str, int] = {}
        self._by_count: dict[int, float] = {}
        self.day = 0
        self.articles = 0
        """Articles of earlier days."""

    @property
    def most(self) -> float:
        """How rare a word is that no article of an earlier day has."""
        return self._of_count(0)

    def advance(self, day: int) -> None:
        """Go to a day that is not earlier: the articles of the days before it count."""
        if day == self.day:
            return
        self.day = day
        counts = self._counts
        while self._next and self._next[0] < day:
            for word in self._next[1]:
                counts[word] = counts.get(word, 0) + 1
            self.articles += 1
            self._next = next(self._to_come, None)
        self.clear()
        self._by_count.clear()

    def __missing__(self, word: str) -> float:
        count = self._counts.get(word, 0)
        rarity = self._by_count.get(count)
        self[word] = rarity = self._of_count(count) if rarity is None else rarity
        return rarity

    def _of_count(self, count: int) -> float:
        known = self._by_count.get(count)
        if known is None:
            articles = max(FEWEST, self.articles)
            known = max(0.0, math.log((articles + 2) / (count + 1))) ** 2
            self._by_count[count] = known
        return known
