"""Topics that headlines suggest."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from click.testing import CliRunner

import kg
from kg.cli import main
from kg.model.records import Article, Topic
from kg.resolve.suggested import Keywords, suggest_topics

TOPICS = (
    Topic("topic:ai", "AI", hidden_labels=("artificial intelligence",)),
    Topic("topic:storage", "Storage", hidden_labels=("blob",)),
    Topic("topic:databases", "Databases", hidden_labels=("cloud storage database",)),
    Topic("topic:us", "US"),
    Topic("topic:it", "it"),
    Topic("topic:net", ".NET"),
    Topic("topic:c++", "C++"),
    Topic("topic:c#", "C#"),
    Topic("topic:climate", "Klimaschutz", ("climat", "气候", "ภูมิอากาศ")),
    Topic("topic:hindi", "हिन्दी"),
    Topic("topic:cloud", "云"),
)


def suggested(headline: str) -> set[str]:
    return {id_.removeprefix("topic:") for id_ in Keywords(TOPICS).topics_in(headline)}


@pytest.mark.parametrize(
    ("headline", "topics"),
    [
        ("Storage for all", {"storage"}),
        ("BLOB storage and Artificial  Intelligence", {"ai", "storage"}),
        ("Storages for all", set()),
        ("A cloud storage database opens", {"databases"}),
        ("AI in schools", {"ai"}),
        ("Ai Weiwei in Berlin", set()),
        ("They told us", set()),
        ("The US votes", {"us"}),
        ("THEY TOLD US ALL", set()),
        ("Why IT matters and it does", {"it"}),
        ("C# and .NET for C++ people", {"c#", "net", "c++"}),
        ("Net gains of C", set()),
        ("KLIMASCHUTZ in Köln", {"climate"}),
        ("Le climat change", {"climate"}),
        ("全球气候变化会议", {"climate"}),
        ("การเปลี่ยนแปลงภูมิอากาศโลก", {"climate"}),
        ("आज हिन्दी दिवस", {"hindi"}),
        ("आज हिन्दू दिवस", set()),
        ("云南的茶", set()),
        ("", set()),
    ],
)
def test_a_keyword_counts_as_whole_words_and_the_longest_wins(
    headline: str, topics: set[str]
) -> None:
    assert suggested(headline) == topics


def article(number: int, about: tuple[str, ...] = ()) -> Article:
    url = f"https://example.org/{number}"
    return Article(f"article:{number}", "schema:NewsArticle", "Storage for AI", url, about=about)


def test_only_articles_without_topics_get_suggestions() -> None:
    plain, stated = suggest_topics([article(1), article(2, ("topic:net",))], TOPICS)
    assert plain.suggested == ("topic:ai", "topic:storage")
    assert plain.about == ()
    assert stated == article(2, ("topic:net",))


def test_many_topics_and_long_headlines_take_little_time() -> None:
    topics = [Topic(f"topic:{at}", f"storm {'x ' * (at % 19)}{at}") for at in range(10_000)]
    articles = [article(at)._replace(label="storm x x x " * 100) for at in range(1_000)]
    began = time.process_time()
    suggest_topics(articles, topics)
    assert time.process_time() - began < 5


def test_kg_check_lists_suggestions_which_are_no_problems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "posts"
    folder.mkdir()
    (folder / "a.md").write_text(
        "---\ntitle: A storm\nwebUrl: https://example.org/a\ntopics: [Storm]\n---\n", "utf-8"
    )
    (folder / "b.md").write_text(
        "---\ntitle: Storm over Kent\nwebUrl: https://example.org/b\n---\n", "utf-8"
    )
    graph = kg.build([folder])
    kg.write(graph, "out", ["turtle"])
    turtle = (tmp_path / "out" / "graph.ttl").read_text("utf-8")
    assert turtle.count("kg:suggestedTopic topic:storm") == 1
    assert turtle.count("schema:about topic:storm") == 1
    result = CliRunner().invoke(main, ["check", "posts", "--no-config"])
    assert "for 1 post without any:\n  b.md: Storm\n" in result.output
