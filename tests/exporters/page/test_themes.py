"""Themes: communities of related articles."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.exporters.page.themes import coarsely, components, divide, find_themes


def graph_of(count: int, pairs: list[tuple[int, int]]) -> list[set[int]]:
    around: list[set[int]] = [set() for _ in range(count)]
    for one, two in pairs:
        if one != two:
            around[one].add(two)
            around[two].add(one)
    return around


def cliques(sizes: list[int]) -> tuple[int, list[tuple[int, int]]]:
    pairs, start = [], 0
    for size in sizes:
        pairs += [(start + a, start + b) for a in range(size) for b in range(a)]
        start += size
    return start, pairs


def test_articles_that_all_link_to_each_other_are_one_theme() -> None:
    count, pairs = cliques([5, 1, 7])
    assert find_themes(graph_of(count, pairs)) == [0] * 5 + [5] + [6] * 7


def test_one_giant_component_is_divided_where_its_links_are_few() -> None:
    sizes = [12] * 40
    count, pairs = cliques(sizes)
    bridges = [(12 * at, 12 * at + 12) for at in range(39)]
    themes = find_themes(graph_of(count, pairs + bridges))
    assert themes == [at // 12 * 12 for at in range(count)]


def test_themes_are_not_joined_because_the_archive_around_them_is_large() -> None:
    ring, pairs = cliques([20] * 10)
    pairs += [(20 * at, 20 * (at + 1) % ring) for at in range(10)]
    small = find_themes(graph_of(ring, pairs))
    rest, others = cliques([60] * 120)
    large = find_themes(graph_of(ring + rest, pairs + [(ring + a, ring + b) for a, b in others]))
    assert len(set(small)) == 10
    assert large[:ring] == small


PAIRS = st.lists(st.tuples(st.integers(0, 39), st.integers(0, 39)), max_size=150)


@given(PAIRS)
def test_a_theme_is_told_by_its_lowest_article_and_never_joins_what_is_not_linked(
    pairs: list[tuple[int, int]],
) -> None:
    around = graph_of(40, pairs)
    themes = find_themes(around)
    for article, theme in enumerate(themes):
        assert theme <= article
        assert themes[theme] == theme
        reached, edge = {article}, {article}
        while edge:
            edge = {other for one in edge for other in around[one]} - reached
            reached |= edge
        assert theme in reached


@given(PAIRS)
def test_themes_do_not_depend_on_the_order_of_the_links(pairs: list[tuple[int, int]]) -> None:
    assert find_themes(graph_of(40, pairs)) == find_themes(graph_of(40, pairs[::-1]))


def test_what_is_linked_by_half_of_all_possible_links_is_one_theme() -> None:
    path = [(0, 1), (1, 2), (2, 3)]
    assert find_themes(graph_of(4, path)) == [0, 0, 0, 0]
    assert find_themes(graph_of(5, [*path, (3, 4), (4, 0)])) == [0, 0, 0, 0, 0]
    assert len(set(find_themes(graph_of(5, [*path, (3, 4)])))) == 2


def test_parts_are_groups_that_any_number_of_links_joins() -> None:
    around = graph_of(7, [(6, 2), (2, 4), (1, 5)])
    assert components(around) == [[1, 5], [2, 4, 6]]
    assert find_themes([]) == []


def test_a_node_takes_the_label_that_gains_most_and_of_equals_the_lower() -> None:
    around = graph_of(4, [(0, 1), (0, 2), (0, 3)])
    assert coarsely([{1: 2, 2: 2}, {0: 2}, {0: 2}], 8) == [1, 1, 1]
    assert coarsely([{0: 4, 1: 1}, {0: 1, 1: 4}], 10) == [0, 1]
    assert coarsely([], 1) == []
    assert divide(around, range(4), list(range(4)), 6) == [[0, 1, 2, 3]]


@pytest.mark.parametrize(
    ("graph", "count", "least"),
    [
        (nx.karate_club_graph(), 4, 0.418),  # at most 0.4198 (Brandes and others, 2008)
        (nx.les_miserables_graph(), 6, 0.555),
        (nx.florentine_families_graph(), 4, 0.397),
    ],
    ids=["karate club", "les miserables", "florentine families"],
)
def test_themes_are_as_modular_as_graphs_of_the_literature_allow(
    graph: nx.Graph[Any], count: int, least: float
) -> None:
    graph = nx.convert_node_labels_to_integers(graph)
    themes = find_themes([set(graph[node]) for node in range(len(graph))])
    parts: dict[int, set[int]] = {}
    for article, theme in enumerate(themes):
        parts.setdefault(theme, set()).add(article)
    assert len(parts) == count
    assert nx.community.modularity(graph, parts.values(), weight=None) > least
