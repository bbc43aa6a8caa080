"""Links in bodies are no statements about articles: what they lack is nobody's mistake."""

from __future__ import annotations

import pytest

import kg
from kg.model.settings import Body, Settings
from kg.pipeline.graph import to_graph
from kg.pipeline.reading import Reading
from kg.read.archive import SourceRecord
from kg.read.reader import Reader

HEAD = "---\ntitle: Rain\nlink: https://news.example/rain\n---\n"
NO_TITLE, FRONT_PAGE = "https://short.example/a1", "https://club.example/"
LINKS = f"![]({NO_TITLE}.png) <{NO_TITLE}> [The club]({FRONT_PAGE})\n"


def graph_of(body: Body, *texts: str) -> kg.KnowledgeGraph:
    settings = Settings(body=body)
    reader = Reader(settings)
    records: list[SourceRecord] = []
    for at, text in enumerate(texts):
        records += reader.parse(f"{at}.md", text.encode())
    return to_graph(records, "https://kg.example/", "Rain", reading=Reading(settings))


@pytest.mark.parametrize("body", ["related", "articles"])
def test_a_link_without_text_and_one_to_a_front_page_are_no_problems(body: Body) -> None:
    head = HEAD if body == "related" else "---\ntitle: Weekly\n---\n"
    graph = graph_of(body, head + LINKS)
    assert graph.account.problems == ()
    assert graph.account.untitled == 1
    assert "The club" in {article.label for article in graph.articles}


def test_an_entry_without_a_title_is_a_problem_though_a_body_links_there_too() -> None:
    entry = f"---\nwebUrl: https://news.example/b\ntitle: B\nrelated:\n- webUrl: {NO_TITLE}\n---\n"
    graph = graph_of("related", HEAD + LINKS, entry)
    (problem,) = graph.account.problems
    assert (problem.path, problem.what) == ("1.md", f"{NO_TITLE} has no title in any mention.")


def test_links_of_a_body_are_no_entries_that_were_left_out() -> None:
    graph = graph_of("related", HEAD + "[A](https://a.example/1) [B](https://b.example/2)\n")
    assert graph.account.entries_left_out == 0
