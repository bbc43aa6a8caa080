"""Where the page draws what."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.exporters.page import layout
from kg.exporters.page.plan import draw, relate
from kg.model.graph import KnowledgeGraph
from kg.model.records import Article, Outlet, Topic

SIZES = st.lists(st.floats(10, 400), max_size=300)


@given(SIZES)
@settings(deadline=None, max_examples=60)
def test_arranged_circles_never_overlap_and_lie_within_their_reach(sizes: list[float]) -> None:
    sizes.sort(reverse=True)
    spots, reach = layout.arrange(sizes)
    for one, ((x, y), radius) in enumerate(zip(spots, sizes, strict=True)):
        assert math.hypot(x, y) + radius <= reach + 0.01
        for (x2, y2), radius2 in zip(spots[:one], sizes, strict=False):
            assert math.hypot(x - x2, y - y2) >= radius + radius2 - 0.1


@given(
    st.lists(st.tuples(st.integers(30, 260), st.integers(20, 90)), min_size=1, max_size=80),
    st.lists(st.tuples(st.integers(0, 79), st.integers(0, 79)), max_size=120),
)
@settings(deadline=None, max_examples=20)
def test_cards_never_overlap(boxes: list[tuple[int, int]], edges: list[tuple[int, int]]) -> None:
    edges = [(one % len(boxes), two % len(boxes)) for one, two in edges]
    spots = layout.lay_out_cards(boxes, edges)
    for one, (x, y) in enumerate(spots):
        for other, (x2, y2) in enumerate(spots[:one]):
            apart = 2 * abs(x - x2) >= boxes[one][0] + boxes[other][0]
            assert apart or 2 * abs(y - y2) >= boxes[one][1] + boxes[other][1]


@given(st.lists(st.integers(4, 44), max_size=200), st.floats(0, 900))
@settings(deadline=None, max_examples=40)
def test_outlets_on_the_rings_never_overlap_nor_reach_into_the_map(
    sizes: list[int], reach: float
) -> None:
    pulls = [(math.cos(at), math.sin(3 * at)) for at in range(len(sizes))]
    spots = layout.lay_out_ring(reach, pulls, sizes)
    for one, (x, y) in enumerate(spots):
        assert math.hypot(x, y) >= reach + sizes[one] - 1
        for other, (x2, y2) in enumerate(spots[:one]):
            assert max(abs(x - x2), abs(y - y2)) >= (sizes[one] + sizes[other]) * 0.6


# ---- a map --------------------------------------------------------------------------------


def newsroom(themes: int, seed: int = 0) -> KnowledgeGraph:
    """A graph of that many themes of one to some forty articles each."""
    articles: list[Article] = []
    for theme in range(themes):
        size = 1 + theme * (theme + seed) * 7 % 41
        ids = [f"article:{theme * 977 + at * 104729:016x}" for at in range(size)]
        articles += [
            Article(
                id_, "schema:NewsArticle", f"Invented {theme} {at}", f"https://n.example/{id_}",
                date_published=f"20{10 + theme % 14}-{1 + at % 12:02}-01T00:00:00Z",
                publisher=f"outlet:o{(theme + at) % 37}.example",
                about=(f"topic:t{theme % 9}", "topic:everything"),
                related_to=tuple(other for other in ids if other != id_),
            )
            for at, id_ in enumerate(ids)
        ]  # fmt: skip
    outlets = tuple(Outlet(f"outlet:o{n}.example", f"O{n}", f"o{n}.example") for n in range(37))
    topics = tuple(Topic(f"topic:{n}", n) for n in ["everything", *(f"t{n}" for n in range(9))])
    unique = {article.id: article for article in articles}
    return KnowledgeGraph(tuple(unique[id_] for id_ in sorted(unique)), outlets, topics)


def places(graph: KnowledgeGraph) -> dict[str, tuple[int, int]]:
    """Return where each article, outlet and topic stands."""
    drawing = draw(graph, relate(graph))
    found = {}
    start = 0
    centres = drawing.points[len(drawing.order) + len(graph.outlets) + len(graph.topics) :]
    for theme, (x, y) in zip(drawing.themes, centres, strict=True):
        for at in range(start, start + len(theme.articles)):
            across, down = drawing.points[at]
            found[graph.articles[drawing.order[at]].id] = (x + across, y + down)
        start += len(theme.articles)
    for at in range(start, len(drawing.order)):
        found[graph.articles[drawing.order[at]].id] = drawing.points[at]
    others: list[Outlet | Topic] = [*graph.outlets, *graph.topics]
    for entity, point in zip(others, drawing.points[len(drawing.order) :], strict=False):
        found[entity.id] = point
    return found


def with_one_more(graph: KnowledgeGraph, theme: Article) -> KnowledgeGraph:
    """The graph with a new article that is linked with all of a theme."""
    id_ = "article:7777777777777777"
    new = theme._replace(id=id_, date_published="2026-01-01T00:00:00Z",
                  related_to=(theme.id, *theme.related_to))  # fmt: skip
    linked = set(new.related_to)
    articles = [
        a._replace(related_to=tuple(sorted({*a.related_to, id_}))) if a.id in linked else a
        for a in graph.articles
    ]
    return replace(graph, articles=tuple(sorted((*articles, new), key=lambda a: a.id)))


@pytest.mark.parametrize("at", [0, 500, 900, 1300])
def test_after_one_article_more_most_things_stand_about_where_they_stood(at: int) -> None:
    graph = newsroom(90)
    before, after = places(graph), places(with_one_more(graph, graph.articles[at]))
    width = max(x for x, _ in before.values()) - min(x for x, _ in before.values())
    moved = sorted(math.dist(point, after[id_]) for id_, point in before.items())
    assert moved[len(moved) // 2] <= 0.01 * width
    assert moved[len(moved) * 3 // 4] <= 0.05 * width


def test_dots_of_a_map_stand_apart() -> None:
    graph = newsroom(90)
    spots = sorted(point for id_, point in places(graph).items() if id_.startswith("article"))
    cells: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for x, y in spots:
        near = [p for i in (-1, 0, 1) for j in (-1, 0, 1) for p in cells.get((x // 12 + i, y // 12 + j), [])]  # noqa: E501  # fmt: skip
        assert all(math.dist((x, y), point) >= 6 for point in near)
        cells.setdefault((x // 12, y // 12), []).append((x, y))


def test_a_graph_without_topics_has_a_map_too() -> None:
    graph = newsroom(60)
    bare = replace(graph, topics=(), articles=tuple(a._replace(about=()) for a in graph.articles))
    assert len(places(bare)) == len(graph.articles) + len(graph.outlets)


# ---- places worked out by hand --------------------------------------------------------------


def test_cards_without_links_stand_around_the_first_one() -> None:
    # A card takes 7 cells of 44 pixels by 5 of 20, its air included; up and down count 1.7 times.
    assert layout.lay_out_cards([(200, 50)] * 5, []) == [
        *((22, 10), (22, -90), (22, 110), (-286, 10)),
        (330, 10),
    ]
    assert layout.lay_out_cards([], []) == []


def test_up_to_thirty_cards_spread_sideways_and_more_fill_a_disc() -> None:
    assert layout.lay_out_cards([(200, 50)] * 30, [])[3] == (-286, 10)
    assert layout.lay_out_cards([(200, 50)] * 31, [])[3] == (22, -190)


def test_the_card_with_most_links_stands_in_the_middle() -> None:
    spots = layout.lay_out_cards([(200, 50)] * 4, [(0, 2), (2, 1), (3, 2)])
    assert spots == [(22, -90), (22, 110), (22, 10), (-286, 10)]


def test_a_theme_has_one_of_a_few_sizes() -> None:
    assert [round(layout.room(size), 3) for size in (1, 2, 3)] == [16.0, 21.296, 25.768]
    assert [layout.roomy(radius) for radius in (0, 16)] == [16.0, 16.0]
    assert layout.roomy(16.01) == pytest.approx(17.6)
    assert layout.roomy(16.01, 1.04) == pytest.approx(16.64)


def test_the_dots_of_a_theme_turn_by_the_golden_angle() -> None:
    golden = math.pi * (3 - math.sqrt(5))
    assert layout.sunflower(60) == [
        (
            round(11 * math.sqrt(n) * math.cos(n * golden)),
            round(11 * math.sqrt(n) * math.sin(n * golden)),
        )
        for n in range(60)
    ]
    assert layout.sunflower(0) == []


def test_six_equal_circles_fit_around_a_seventh() -> None:
    spots = layout.pack([1.0] * 7)
    assert [math.hypot(x, y) for x, y in spots] == pytest.approx([0.0] + [2.0] * 6)


def test_circles_that_are_not_packed_share_a_ring() -> None:
    spots, reach = layout.arrange([10, 5, 5, 5], 1)
    half = math.asin(5 / 15)
    assert spots[0] == (0, 0)
    assert [math.hypot(x, y) for x, y in spots[1:]] == pytest.approx([15] * 3)
    turns = [math.atan2(y, x) for x, y in spots[1:]]
    third = 2 * math.pi / 3
    assert turns == pytest.approx([half, half + third, half + 2 * third - 2 * math.pi])
    assert reach == pytest.approx(20)


def test_a_ring_that_is_full_is_followed_by_another() -> None:
    spots, reach = layout.arrange([10] + [5] * 10, 1)
    assert [math.hypot(x, y) for x, y in spots[1:]] == pytest.approx([15] * 9 + [25])
    fortieth = [math.atan2(y, x) for x, y in spots[1:3]]
    assert fortieth[1] - fortieth[0] == pytest.approx(math.radians(40))
    assert math.atan2(*reversed(spots[10])) == pytest.approx(math.asin(5 / 25))
    assert reach == pytest.approx(30)


def test_one_hundred_and_twenty_circles_are_packed_and_more_stand_in_rings() -> None:
    packed, reach = layout.arrange([5.0] * 120)
    spots, further = layout.arrange([5.0] * 121)
    assert spots[:120] == packed == layout.pack([5.0] * 120)
    assert math.hypot(*spots[120]) == pytest.approx(reach + 5)
    assert further == pytest.approx(reach + 10)


def test_a_map_of_one_theme() -> None:
    assert layout.lay_out_map([(1, 7)], [], [7]) == layout.Map(
        [(0, 0)], [layout.Circle(0, 0, 16)], {7: layout.Circle(0, 0, 41)}
    )


def test_a_map_of_two_articles_in_no_theme() -> None:
    assert layout.lay_out_map([], [-1, -1], [-1]) == layout.Map(
        [(0, 0), (-10, 9)], [], {-1: layout.Circle(0, 0, 28)}
    )


def test_an_outlet_alone_stands_where_it_is_pulled() -> None:
    assert layout.lay_out_ring(100, [(1, 0)], [10]) == [(138, 0)]
    assert layout.lay_out_ring(100, [], []) == []


def test_outlets_stand_in_the_order_in_which_they_are_pulled() -> None:
    north, south = (-1.0, -0.1), (-1.0, 0.1)
    assert layout.lay_out_ring(100, [north, south], [10, 10]) == [(0, -138), (0, 138)]
    assert layout.lay_out_ring(100, [south, north], [10, 10]) == [(0, 138), (0, -138)]


def test_outlets_for_which_the_first_ring_has_no_room_stand_further_out() -> None:
    spots = layout.lay_out_ring(10, [(1, 0)] * 6, [10] * 6)
    assert [round(math.hypot(x, y)) for x, y in spots] == [48] * 5 + [74]
    assert spots[5] == (74, 0)


def test_the_way_between_two_cards_goes_through_the_cells_between_them() -> None:
    assert layout._between((0.5, 0.5), (3.5, -1.5)) == [(0, 0), (1, -1), (2, -1), (3, -2)]
    assert layout._between((2.5, 3.5), (2.5, 1.5)) == [(2, 3), (2, 2), (2, 1)]
    assert set(layout._between((2.5, 3.5), (2.5, 3.5))) == {(2, 3)}


def test_a_circle_that_touches_two_others_lies_on_the_left_of_the_way_between_them() -> None:
    assert layout._touching((0, 3, 1), (4, 0, 1), 1.5) == pytest.approx((2, 1.5))
    assert layout._touching((1, 1, 1), (1, 3, 1), 1) == pytest.approx((1 + math.sqrt(3), 2))
    assert layout._touching((0, 0, 2), (5, 0, 1), 2) == pytest.approx((3.2, -2.4))
