"""How rare words are: right values, and what an advance changes."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.stories.rarity import Rarity


def after(articles: list[list[str]], day: int = 2) -> Rarity:
    """Return the rarity on a day, of articles of which each is of the first."""
    rarity = Rarity((1, words) for words in articles)
    rarity.advance(day)
    return rarity


@pytest.mark.parametrize(("articles", "counted"), [(0, 30), (29, 30), (30, 30), (31, 31), (40, 40)])
def test_few_articles_count_as_thirty(articles: int, counted: int) -> None:
    rarity = after([["word"]] * articles)
    assert rarity.articles == articles
    assert rarity.most == rarity["new"] == math.log(counted + 2) ** 2
    assert rarity["word"] == math.log((counted + 2) / (articles + 1)) ** 2


def test_a_word_is_as_rare_as_the_articles_that_have_it_are_few() -> None:
    rarity = after([["all", "half"], ["all"]] * 20)
    assert rarity["all"] == math.log(42 / 41) ** 2
    assert rarity["half"] == math.log(42 / 21) ** 2
    assert rarity["none"] == math.log(42) ** 2


def test_only_articles_of_earlier_days_count() -> None:
    rarity = Rarity([(3, ["a"]), (3, ["a"]), (4, ["a", "b"]), (6, ["b"])])
    counts = []
    for day in (2, 3, 4, 5, 6, 7):
        rarity.advance(day)
        alike = [math.log(32 / (with_it + 1)) ** 2 for with_it in range(4)]
        counts.append((day, rarity.articles, alike.index(rarity["a"]), alike.index(rarity["b"])))
        assert rarity.day == day
    assert counts == [
        (2, 0, 0, 0),
        (3, 0, 0, 0),
        (4, 2, 2, 0),
        (5, 3, 3, 1),
        (6, 3, 3, 1),
        (7, 4, 3, 2),
    ]


@given(st.lists(st.tuples(st.integers(1, 5), st.sets(st.sampled_from("abc"))), max_size=60))
def test_days_one_by_one_come_to_the_same_as_at_once(articles: list[tuple[int, set[str]]]) -> None:
    articles.sort(key=lambda article: article[0])
    slow, fast = Rarity(articles), Rarity(articles)
    for day in range(1, 7):
        slow.advance(day)
    fast.advance(6)
    assert [slow[word] for word in "abcd"] == [fast[word] for word in "abcd"]
    assert (slow.articles, slow.most) == (fast.articles, fast.most)
