from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from paths import ROOT
from small_archive import write_archive

import kg
from kg.analysis.statistics import figures
from kg.analysis.statistics.as_text import ASCII_BARS, sparkline, to_text
from kg.analysis.statistics.posts import early_posts
from kg.analysis.statistics.topics import quiet_topics
from kg.cli import main
from kg.model.graph import KnowledgeGraph
from kg.model.records import Article, Outlet, Topic
from kg.stories import Part, tell

SCHEMA = json.loads((ROOT / "docs" / "stats.schema.json").read_text(encoding="utf-8"))
END = date(2024, 12, 31)


def article(number: int, **values: Any) -> Article:
    url = f"https://a.example/{number}"
    return Article(f"article:{number}", "schema:NewsArticle", f"Rain {number}", url, **values)


def on(days_before_end: int, number: int = 0, **values: Any) -> Article:
    day = END - timedelta(days=days_before_end)
    return article(number, date_published=f"{day}T08:00:00Z", **values)


def figures_of(graph: KnowledgeGraph, parts: tuple[Part, ...] = ()) -> dict[str, Any]:
    found = figures(graph, parts)
    jsonschema.validate(json.loads(json.dumps(found)), SCHEMA)
    assert to_text(found)
    return found


def test_the_schema_is_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_an_empty_graph_has_figures() -> None:
    found = figures_of(KnowledgeGraph())
    assert (found["articles"], found["months"], found["dates"]) == (0, [], None)


def test_outlets_are_ordered_by_their_share_of_all_articles() -> None:
    outlets = tuple(Outlet(f"outlet:{name}", name, name) for name in ("a.example", "b.example"))
    articles = tuple(article(at, publisher="outlet:b.example") for at in range(3))
    graph = KnowledgeGraph((*articles, article(3, publisher="outlet:a.example")), outlets)
    found = figures_of(graph)
    assert [(each["id"], each["share"]) for each in found["outlets"]] == [
        ("outlet:b.example", 0.75), ("outlet:a.example", 0.25),
    ]  # fmt: skip
    assert "75 %  b.example" in to_text(found)


def test_what_is_lacking_is_counted() -> None:
    articles = (
        article(1, related_to=("article:2",), about=("topic:rain",)),
        article(2, image="https://a.example/i.png", date_published="2024-01-01T00:00:00Z"),
        article(3),
    )
    lacking = figures_of(KnowledgeGraph(articles))["lacking"]
    assert lacking == {"date": 2, "topic": 2, "link": 1, "picture": 2}


@pytest.mark.parametrize(
    ("old", "recent", "quiet"),
    [(10, 0, True), (9, 0, False), (10, 1, False)],
)
def test_a_topic_is_quiet_if_ten_articles_in_a_year_are_followed_by_none_in_90_days(
    old: int, recent: int, quiet: bool
) -> None:
    busy = [on(90 + at, about=("topic:rain",)) for at in range(old)]
    last = [on(89, about=("topic:rain",))] * recent
    found = quiet_topics([*busy, *last, on(0)])
    assert [each.topic for each in found] == (["topic:rain"] if quiet else [])


def test_articles_of_more_than_a_year_before_do_not_make_a_topic_busy() -> None:
    assert quiet_topics([*(on(455, about=("topic:rain",)) for _ in range(10)), on(0)]) == []
    assert quiet_topics([*(on(454, about=("topic:rain",)) for _ in range(10)), on(0)])


def test_the_question_gone_quiet_gives_the_same_topics() -> None:
    ai, rain = Topic("topic:ai", "AI"), Topic("topic:rain", "Rain")
    articles = [
        *(on(91 + at, at, about=("topic:rain",)) for at in range(11)),
        *(on(at, 20 + at, about=("topic:ai",)) for at in range(12)),
        article(40, about=("topic:rain",), date_added=f"{END - timedelta(days=95)}T00:00:00Z"),
    ]
    graph = KnowledgeGraph(tuple(articles), topics=(ai, rain))
    rows = kg.load(graph).ask("gone-quiet")
    assert not isinstance(rows, bool)
    (quiet,) = quiet_topics(articles)
    assert [tuple(row) for row in rows] == [("Rain", quiet.articles, quiet.last)]
    assert quiet.articles == 12


def test_dates_at_the_edges_of_the_calendar_are_no_error() -> None:
    edges = [article(1, date_published=f"{year}-01-01T00:00:00Z", about=("topic:rain",),
                     posts=(f"post:{year}-12-31-a.md",)) for year in ("0001", "9999")]  # fmt: skip
    figures_of(KnowledgeGraph(tuple(edges)))


@pytest.mark.parametrize(
    ("post", "published", "early"),
    [
        ("2024-05-01-rain.md", "2024-05-03T08:00:00Z", True),
        ("2024-05-01-rain.md", "2024-05-02T08:00:00Z", False),  # still the first in Honolulu
        ("2024-05-01-rain.md", "2024-05-02T00:00:00Z", True),  # a day without a time
        ("2024-05-01-rain.md", "2024-05-01T00:00:00Z", False),
        ("2024-13-01-rain.md", "2024-05-03T08:00:00Z", False),
        ("rain.md", "2024-05-03T08:00:00Z", False),
        ("news/2024-05-01-rain.md", "2024-05-03T08:00:00Z", True),
    ],
)
def test_a_post_is_early_if_its_day_was_over_everywhere(
    post: str, published: str, early: bool
) -> None:
    rain = article(1, date_published=published, posts=(f"post:{post}",))
    assert bool(early_posts([rain])) == early


def test_what_one_outlet_alone_has_on_an_event_is_counted_as_left_out() -> None:
    headline = "Voltrane opens battery plant near Leeds"
    articles = [
        on(3, 1, publisher="outlet:a.example")._replace(label=headline),
        on(0, 2, publisher="outlet:a.example")._replace(label=headline),
        on(0, 3, publisher="outlet:b.example")._replace(label="Bus drivers strike over pay"),
    ]
    parts: list[Part] = []
    told = tell(articles, parts=parts)
    assert not told.stories
    found = figures_of(KnowledgeGraph(told.articles), tuple(parts))
    assert found["stories"]["left_out_as_of_one_outlet"] == 2


@pytest.mark.parametrize(("stories", "said"), [(0, "0 of them are"), (1, "1 of them is")])
def test_stories_of_one_text_are_counted_in_good_english(stories: int, said: str) -> None:
    headline = "Voltrane opens battery plant near Leeds"
    articles = [
        on(0, at, publisher=f"outlet:{at}.example")._replace(label=headline)
        for at in range(stories + 1)
    ]
    told = tell(articles)
    text = to_text(figures_of(KnowledgeGraph(told.articles, stories=told.stories)))
    assert f"  {said} one text at several outlets" in text


def test_an_archive_without_dates_says_why_it_has_no_stories() -> None:
    text = to_text(figures_of(KnowledgeGraph((article(1, date_added="2024-01-02T00:00:00Z"),))))
    assert "none, as no article has a day of publication" in text
    assert "from 2024-01-02 to 2024-01-02 (when they were added)" in text


def test_a_sparkline_has_the_highest_bar_for_the_most_and_a_dot_for_nothing() -> None:
    assert sparkline([0, 1, 8], 8) == ".▁█"
    assert sparkline([0, 1, 8], 8, ASCII_BARS) == ".18"
    assert sparkline([1], 1_000_000) == "▁"
    assert sparkline([0, 0], 0) == ".."


def test_the_text_prints_the_figures_of_the_json(tmp_path: Path) -> None:
    posts = str(write_archive(tmp_path / "posts"))
    text = CliRunner().invoke(main, ["stats", posts])
    done = CliRunner().invoke(main, ["stats", posts, "--format", "json"])
    assert text.exit_code == done.exit_code == 0, text.output
    found = json.loads(done.stdout)
    jsonschema.validate(found, SCHEMA)
    assert text.stdout.startswith("5 posts, 5 articles, 4 outlets, 1 topic, 0 people, ")
    assert found["stories"]["stories"] == 1
    assert "1 story of 3 articles" in text.stdout
    assert "  2024  ..█.........  4" in text.stdout


def test_without_posts_the_exit_status_is_1(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    assert CliRunner().invoke(main, ["stats", str(tmp_path)]).exit_code == 1
