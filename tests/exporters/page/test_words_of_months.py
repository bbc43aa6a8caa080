"""Words that several outlets suddenly used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.exporters.page.words import bursts, grown, log_likelihood
from kg.model.graph import KnowledgeGraph
from kg.model.records import Article, Outlet, Topic

QUIET = [
    "Council delays its vote", "Herring quota is cut", "Cinema opens again", "School wins a prize",
    "Ferry timetable changes", "Choir goes on tour", "Market hall is painted", "Bus line extended",
]  # fmt: skip


def article(number: int, label: str, month: str, **more: Any) -> Article:
    more.setdefault("publisher", f"outlet:o{number % 8}.example")
    date = f"{month}-{1 + number % 28:02}T00:00:00Z"
    if not more.pop("undated", False):
        more["date_published"] = date
    return Article(
        f"article:{number:016x}", "schema:NewsArticle", label, f"https://o.example/{number}", **more
    )


def quiet_months(months: int = 8) -> Iterator[Article]:
    """Yield eight articles a month, from January 2024 on, about the same things."""
    for month in range(months):
        for at, label in enumerate(QUIET):
            yield article(100 * month + at, label, f"2024-{month + 1:02}")


def graph_of(*articles: Article, **more: Any) -> KnowledgeGraph:
    outlets = tuple(Outlet(f"outlet:o{n}.example", f"O{n}", f"o{n}.example") for n in range(8))
    return KnowledgeGraph(tuple(sorted(articles, key=lambda each: each.id)), outlets, **more)


def words(graph: KnowledgeGraph) -> list[tuple[str, str]]:
    return [(burst.month, burst.word) for burst in bursts(graph)]


def storm(month: str = "2024-06", outlets: int = 4, **more: Any) -> list[Article]:
    labels = ["Storm Agnes hits", "After storm Agnes", "Storm Agnes: schools closed",
              "Damage by Storm Agnes", "Storm Agnes is over"]  # fmt: skip
    return [article(5000 + at, labels[at], month, **more) for at in range(outlets)]


def test_a_phrase_of_four_outlets_is_a_word_of_its_month() -> None:
    (burst,) = bursts(graph_of(*quiet_months(), *storm()))
    assert (burst.month, burst.word, burst.outlets) == ("2024-06", "Storm Agnes", 4)
    assert len(burst.articles) == 4


@pytest.mark.parametrize(
    "articles",
    [
        storm(outlets=3),
        [each._replace(publisher="outlet:o1.example") for each in storm()],
        [storm()[0], *(each._replace(copy_of=storm()[0].id) for each in storm()[1:])],
        [*storm("2024-04"), *storm("2024-06")],
    ],
    ids=["three outlets", "one outlet", "copies of one text", "known from the months before"],
)
def test_what_few_use_or_all_know_is_none(articles: list[Article]) -> None:
    numbered = [each._replace(id=f"article:{9000 + at:016x}") for at, each in enumerate(articles)]
    assert ("2024-06", "Storm Agnes") not in words(graph_of(*quiet_months(), *numbered))


def test_fewer_than_six_months_show_nothing() -> None:
    assert words(graph_of(*quiet_months(5), *storm("2024-05"))) == []
    assert words(graph_of(*quiet_months(6), *storm("2024-06"))) == [("2024-06", "Storm Agnes")]


def test_one_story_has_one_word() -> None:
    labels = [
        "Agnes closes Quay Road",
        "Quay Road after Agnes",
        "Quay Road: Agnes",
        "Agnes, Quay Road",
    ]
    articles = [article(5000 + at, label, "2024-06") for at, label in enumerate(labels)]
    assert len(words(graph_of(*quiet_months(), *articles))) == 1


def test_the_name_of_a_topic_of_most_articles_is_no_news() -> None:
    every = [each._replace(about=("topic:storm-agnes",)) for each in (*quiet_months(), *storm())]
    topics = (Topic("topic:storm-agnes", "Storm Agnes"),)
    assert words(graph_of(*every, topics=topics)) == []


def test_an_archive_of_added_dates_goes_by_those() -> None:
    added = [
        each._replace(date_added=each.date_published, date_published=None)
        for each in (*quiet_months(), *storm())
    ]
    assert words(graph_of(*added)) == [("2024-06", "Storm Agnes")]


def test_a_word_of_a_script_without_spaces_is_whole() -> None:
    labels = ["新宇宙船が出発した", "宇宙船が帰還", "中国の宇宙船", "宇宙船と火星"]
    articles = [article(5000 + at, label, "2024-06") for at, label in enumerate(labels)]
    assert words(graph_of(*quiet_months(), *articles)) == [("2024-06", "宇宙船")]


@given(st.text(max_size=20), st.lists(st.text(max_size=30), min_size=1, max_size=5))
def test_a_grown_word_holds_what_it_grew_from(form: str, headlines: list[str]) -> None:
    assert form in grown(form, headlines)


@given(st.integers(0, 50), st.integers(50, 99), st.integers(0, 50), st.integers(50, 99))
def test_likelihood_is_never_negative_and_treats_both_alike(
    one: int, of_one: int, other: int, of_other: int
) -> None:
    if one + other:
        score = log_likelihood(one, of_one, other, of_other)
        assert score >= 0
        assert score == pytest.approx(log_likelihood(other, of_other, one, of_one))


@given(st.lists(st.text(max_size=40), max_size=30))
def test_any_headlines_are_taken(labels: list[str]) -> None:
    articles = [article(at, label, f"2024-{1 + at % 9:02}") for at, label in enumerate(labels)]
    for burst in bursts(graph_of(*articles)):
        assert burst.outlets >= 4
