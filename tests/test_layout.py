"""Where the page draws what."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.exporters.page import draw, layout, relate
from kg.model import Article, KnowledgeGraph, Outlet, Topic

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


def newsroom(stories: int, seed: int = 0) -> KnowledgeGraph:
    """A graph of that many stories of one to some forty articles each."""
    articles: list[Article] = []
    for story in range(stories):
        size = 1 + story * (story + seed) * 7 % 41
        ids = [f"article:{story * 977 + at * 104729:016x}" for at in range(size)]
        articles += [
            Article(
                id_, "schema:NewsArticle", f"Invented {story} {at}", f"https://n.example/{id_}",
                date_published=f"20{10 + story % 14}-{1 + at % 12:02}-01T00:00:00Z",
                publisher=f"outlet:o{(story + at) % 37}.example",
                about=(f"topic:t{story % 9}", "topic:everything"),
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
    for story, (x, y) in zip(drawing.stories, centres, strict=True):
        for at in range(start, start + len(story.articles)):
            across, down = drawing.points[at]
            found[graph.articles[drawing.order[at]].id] = (x + across, y + down)
        start += len(story.articles)
    for at in range(start, len(drawing.order)):
        found[graph.articles[drawing.order[at]].id] = drawing.points[at]
    others: list[Outlet | Topic] = [*graph.outlets, *graph.topics]
    for entity, point in zip(others, drawing.points[len(drawing.order) :], strict=False):
        found[entity.id] = point
    return found


def with_one_more(graph: KnowledgeGraph, story: Article) -> KnowledgeGraph:
    """The graph with a new article that is linked with all of a story."""
    id_ = "article:7777777777777777"
    new = story._replace(id=id_, date_published="2026-01-01T00:00:00Z",
                  related_to=(story.id, *story.related_to))  # fmt: skip
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
