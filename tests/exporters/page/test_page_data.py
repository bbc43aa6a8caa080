"""What the page is made of, worked out by hand; no browser is needed."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from typing import Any

import pytest

from kg.exporters.page import noscript, plan
from kg.exporters.page.blocks import blocks
from kg.exporters.page.frame import policy
from kg.exporters.page.payload import unpack_block
from kg.exporters.page.plan import Related, Theme
from kg.exporters.reuse import compute
from kg.model.graph import KnowledgeGraph
from kg.model.records import Article, Outlet, Story, Topic


def article(number: int, label: str = "Rain", **stated: Any) -> Article:
    url = f"https://example.org/{number}"
    return Article(f"article:{number}", "schema:NewsArticle", label, url, **stated)


def linked(count: int, *pairs: tuple[int, int], **stated: Any) -> tuple[Article, ...]:
    """Return articles of which each names the others that a pair says."""
    return tuple(
        article(one, related_to=tuple(f"article:{b}" for a, b in pairs if a == one), **stated)
        for one in range(count)
    )


# ---- links ----------------------------------------------------------------------------------


def test_links_are_told_apart_by_whether_they_go_both_ways() -> None:
    graph = KnowledgeGraph(linked(4, (0, 1), (1, 0), (0, 2), (2, 2)))
    assert plan.relate(graph) == Related(
        [{1, 2}, {0}, {2}, set()], [{2}, set(), set(), set()], [{1, 2}, {0}, {0}, set()]
    )


def test_links_to_what_a_graph_does_not_hold_are_left_out() -> None:
    graph = KnowledgeGraph(linked(2, (0, 1), (0, 7)))
    assert plan.relate(graph) == Related([{1}, set()], [{1}, set()], [{1}, {0}])


# ---- themes --------------------------------------------------------------------------------


def told(articles: tuple[Article, ...], homes: list[int]) -> tuple[list[Theme], list[int]]:
    graph = KnowledgeGraph(articles)
    themes, same, alone = plan.tell(graph, plan.relate(graph), homes)
    assert same is homes
    return themes, alone


def test_larger_themes_come_first_and_of_equals_the_older() -> None:
    articles = linked(8, (0, 1), (2, 3), (4, 5), (5, 6), (4, 6))
    dates = ["2024-02", "2024-01", "2023-02", "2023-01", "2025-03", "2025-02", "2025-01", "2022-01"]
    dated = tuple(a._replace(date_published=d) for a, d in zip(articles, dates, strict=True))
    themes, alone = told(dated, [-1] * 8)
    assert [theme.articles for theme in themes] == [[6, 5, 4], [3, 2], [1, 0]]
    assert alone == [7]


def test_a_theme_has_the_name_of_its_most_linked_article() -> None:
    star = linked(4, (0, 2), (1, 2), (3, 2))
    assert [theme.name for theme in told(star, [-1] * 4)[0]] == [2]
    assert [theme.name for theme in told(linked(2, (0, 1)), [-1] * 2)[0]] == [0]


@pytest.mark.parametrize(
    ("homes", "topic"),
    [
        ([5, 5, 3, 9], 5),
        ([-1, -1, 3, 9], 3),
        ([-1, -1, -1, 9], -1),
        ([4, 3, -1, -1], 3),
        ([5, 3, -1, 5], 3),  # of as many votes, the topic of fewer articles
    ],
)
def test_a_theme_stands_under_the_topic_of_most_of_its_articles(
    homes: list[int], topic: int
) -> None:
    graph = linked(4, (0, 1), (1, 2), (0, 2))
    assert [theme.topic for theme in told(graph, homes)[0]] == [topic]


def test_an_article_is_at_home_in_its_rarest_topic() -> None:
    assert plan.home_topics([[0, 1], [0, 2], [2, 1], [0], []]) == [1, 2, 1, 0, -1]


# ---- stories --------------------------------------------------------------------------------


def test_a_story_takes_its_identifier_and_its_name_from_an_article_that_has_them() -> None:
    articles = (article(1, "Rain", story="story:1"), article(2, "Snow"), article(3, "Rain"))
    day = "2024-05-01T00:00:00Z"
    stories = (Story("story:1", "Rain", day, day), Story("story:x", "The contract", day, day))
    graph = KnowledgeGraph(articles, stories=stories)
    made = blocks(graph, plan.make_plan(graph, compute), compute)
    core = unpack_block(made["core"])
    told = core["kinds"][3]
    assert (told["kind"], told["ids"]) == ("story", [0, "x"])
    assert told["columns"][0] == {"name": "label", "range": "TEXT", "values": [0, "The contract"]}
    of_articles = {column["name"]: column["values"] for column in core["kinds"][0]["columns"]}
    assert of_articles["partOfStory"] == [[3], None, None]


def test_stories_make_no_edge_of_a_card() -> None:
    day = "2024-05-01T00:00:00Z"
    outlet = Outlet("outlet:a", "A", "a")
    story = Story("story:1", "Rain", day, day, first_outlets=("outlet:a",))
    copy = article(2, copy_of="article:1", story="story:1")
    graph = KnowledgeGraph((article(1, story="story:1"), copy), (outlet,), stories=(story,))
    drawing = plan.draw(graph, plan.relate(graph))
    assert drawing.edges == [{"from": 1, "to": 0, "relation": "copyOf"}]


# ---- cards ----------------------------------------------------------------------------------


def drawn(*articles: Article, outlets: tuple[Outlet, ...] = ()) -> plan.Drawing:
    graph = KnowledgeGraph(articles, outlets)
    return plan.draw(graph, plan.relate(graph))


def test_a_card_and_its_outlet() -> None:
    drawing = drawn(
        article(0, publisher="outlet:a"), outlets=(Outlet("outlet:a", "Ex", "a.example"),)
    )
    assert drawing.cards
    assert drawing.nodes == [
        {"id": 0, "label": "Rain", "x": 22, "y": 10, "wide": 264, "tall": 58, "shape": "custom"},
        {"id": 1, "label": "Ex", "x": 22, "y": -90, "wide": 70, "tall": 36, "shape": "custom"},
    ]
    assert drawing.edges == [{"from": 0, "to": 1, "relation": "publishedBy"}]
    assert (drawing.points, drawing.radii, drawing.stray) == ([(22, 10), (22, -90)], [0], None)


@pytest.mark.parametrize(
    ("stated", "tall"),
    [({}, 40), ({"date_published": "2024"}, 58), ({"label": "a" * 30}, 40),
     ({"label": "a" * 31}, 58)],
)  # fmt: skip
def test_a_card_has_room_for_its_rows(stated: dict[str, Any], tall: int) -> None:
    [card] = drawn(article(0)._replace(**stated)).nodes
    assert (card["wide"], card["tall"]) == (264, tall)


def test_a_name_is_as_wide_as_its_letters_need() -> None:
    outlets = (
        Outlet("outlet:a", "aa", "a"),
        Outlet("outlet:b", "abcdefghijklmno", "b"),
        Outlet("outlet:c", "港口报", "c"),
    )
    assert [node["wide"] for node in drawn(outlets=outlets).nodes] == [70, 178, 101]


def test_the_middle_of_a_theme_of_cards_is_that_of_its_articles() -> None:
    drawing = drawn(*linked(5, (0, 1), (2, 3)))
    a, b, c, d, _, *middles = drawing.points
    assert middles == [
        (round((one[0] + two[0]) / 2), round((one[1] + two[1]) / 2))
        for one, two in ((a, b), (c, d))
    ]
    assert [theme.articles for theme in drawing.themes] == [[0, 1], [2, 3]]


def test_up_to_three_hundred_nodes_are_cards_and_more_are_dots() -> None:
    articles = tuple(article(number) for number in range(299))
    outlet = (Outlet("outlet:a", "A", "a"),)
    assert drawn(*articles, outlets=outlet).cards
    assert not drawn(*articles, article(299), outlets=outlet).cards


def test_outlets_on_a_map_grow_with_the_root_of_their_articles() -> None:
    articles = [article(n, publisher="outlet:a" if n < 9 else "outlet:b") for n in range(420)]
    outlets = tuple(Outlet(f"outlet:{name}", name, name) for name in "abc")
    drawing = drawn(*articles, outlets=outlets)
    assert drawing.radii[:3] == [10, 44, 4]
    assert drawing.stray
    assert (drawing.nodes, drawing.edges, drawing.home) == ([], [], [-1] * 420)


# ---- texts ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("abcde fgh", 9, "abcde fgh"),
        ("abcde fgh", 8, "abcde\nfgh"),
        ("  abc  ", 9, "abc"),
        ("abcdefghij", 4, "abcd\nefgh\nij"),
        ("港口报", 4, "港口\n报"),
        ("aaa bbb ccc ddd eee", 3, "aaa\nbbb\nccc\nddd\neee"),
        ("aaa bbb ccc ddd eee fff", 3, "aaa\nbbb\nccc\nddd\ne …"),
        ("", 9, ""),
    ],
)
def test_a_label_is_broken_into_five_lines_at_most(text: str, width: int, lines: str) -> None:
    assert plan.wrap(text, width) == lines


def test_counts_in_words() -> None:
    assert noscript.counts(KnowledgeGraph()) == "0 articles · 0 links · 0 outlets · 0 topics"
    topics = tuple(Topic(f"topic:{n}", "T") for n in range(1000))
    graph = KnowledgeGraph(linked(1, (0, 7)), (Outlet("outlet:a", "A", "a"),), topics)
    assert noscript.counts(graph) == "1 article · 1 link · 1 outlet · 1,000 topics"
    story = Story("story:1", "S", "2024-05-01T00:00:00Z", "2024-05-01T00:00:00Z")
    for stories, words in (((story,), "1 story"), ((story, story), "2 stories")):
        assert noscript.counts(replace(graph, stories=stories)).endswith(
            f" · 1,000 topics · {words}"
        )


def test_the_largest_of_each_kind_are_listed() -> None:
    articles = tuple(
        article(
            n, f"A{n}", publisher="outlet:b", about=("topic:a", "topic:b") if n else ("topic:b",)
        )
        for n in range(3)
    )
    outlets = (
        Outlet("outlet:a", "A", "a", url="https://a.example/"), Outlet("outlet:b", "B", "b"),
        Outlet("outlet:c", "C", "c", url="javascript:alert(1)"),
    )  # fmt: skip
    graph = KnowledgeGraph(articles, outlets, (Topic("topic:a", "TA"), Topic("topic:b", "TB")))
    story = Story("story:1", "A1 and A2", "2024-05-01T00:00:00Z", "2024-05-01T00:00:00Z", outlets=2)
    stories = (story, story._replace(id="story:9", outlets=3), story._replace(id="story:2"))
    assert noscript.lists(replace(graph, stories=stories), [1, 5, 5], 2) == {
        "Stories, and how many outlets tell them": [
            ("A1 and A2", None, 3),
            ("A1 and A2", "https://example.org/1", 2),
        ],
        "Topics": [("TB", None, 3), ("TA", None, 2)],
        "Outlets": [("B", None, 3), ("A", "https://a.example/", 0)],
        "Most linked articles": [
            ("A1", "https://example.org/1", 5),
            ("A2", "https://example.org/2", 5),
        ],
    }
    assert noscript.lists(graph, [1, 5, 5])["Outlets"][2] == ("C", None, 0)
    assert noscript.lists(graph, [1, 5, 5])["Stories, and how many outlets tell them"] == []


@pytest.mark.parametrize(
    ("url", "is_followed"),
    [
        ("https://a.example", True),
        ("HTTP://a.example", True),
        ("ftp://a.example", False),
        ("xhttps://a.example", False),
        ("https:a", False),
        ("", False),
    ],
)
def test_a_browser_follows_addresses_of_the_web_alone(url: str, is_followed: bool) -> None:
    assert noscript.web_address(url) == (url if is_followed else None)
    assert noscript.web_address(None) is None


def test_the_policy_allows_these_scripts_and_styles_and_no_others() -> None:
    def digest(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    assert policy(["a", "b"], "c", {}) == (
        f"default-src 'none'; script-src {digest('a')} {digest('b')}; style-src {digest('c')}; "
        "base-uri 'none'; form-action 'none'"
    )
    allowed = policy(["a"], "c", {"script-src": "'x'", "worker-src": "blob:"})
    assert f"; script-src {digest('a')} 'x'; " in allowed
    assert allowed.endswith("; worker-src blob:")
