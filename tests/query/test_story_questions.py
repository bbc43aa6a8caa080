"""Questions about stories, asked of small archives."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from click.testing import CliRunner
from small_archive import to_post

import kg
from kg.cli import main
from kg.model.settings import Settings
from kg.sparql.questions import parse_question, read_questions

FLOOD = "River Ouse floods the old town of Selby after dam breaks"


def url(name: str) -> str:
    return f"https://{name}.example/{name}-page"


def rows(tmp_path: Path, posts: dict[str, dict[str, str]], *question: str) -> list[dict[str, str]]:
    """Return the answer on posts that kg.toml puts into one story."""
    for name, fields in posts.items():
        (tmp_path / f"{name}.md").write_text(to_post({"webUrl": url(name)} | fields))
    settings = Settings(stories_together=(tuple(map(url, posts)),))
    kg.write(kg.build([tmp_path], settings=settings), tmp_path / "out", ["turtle"])
    data = str(tmp_path / "out" / "graph.ttl")
    done = CliRunner().invoke(main, ["ask", *question, "--data", data, "--format", "csv"])
    assert done.exit_code == 0, done.output
    return list(csv.DictReader(io.StringIO(done.stdout)))


def test_articles_whose_date_is_not_exact_are_last_in_a_timeline(tmp_path: Path) -> None:
    posts = {
        "a": {"title": FLOOD, "publishedDateTime": "2024-05-02T10:00:00Z"},
        "b": {"title": "Chess final ends in a draw", "publishedDateTime": "2024-05-03T10:00:00Z"},
        "m": {"title": "Rare orchid found in Kent", "publishedDateTime": "2024-05"},
        "z": {"title": "Leeds votes for longer hours", "date": "2024-05-01"},
    }
    found = rows(tmp_path, posts, "story-timeline", "--article", url("a"))
    assert [(each["url"], each["role"]) for each in found] == [
        (url("a"), "first"),
        (url("b"), "later"),
        (url("m"), "date not exact"),
        (url("z"), "date not exact"),
    ]
    assert found[2]["time"] == "2024-05"


def test_the_url_of_a_large_story_is_said_to_be_that_of_its_first_article(tmp_path: Path) -> None:
    posts = {
        "a": {"title": FLOOD, "publishedDateTime": "2024-05-02T10:00:00Z"},
        "b": {"title": "Chess final ends in a draw", "publishedDateTime": "2024-05-03T10:00:00Z"},
    }
    (found,) = rows(tmp_path, posts, "largest-stories")
    assert found["first_url"] == url("a")


def test_the_help_of_a_question_says_what_its_words_mean() -> None:
    for name, said in {
        "not-covered-by": "one of the ten with the most articles in the 90 days before",
        "first-on-stories": "leave out stories of which only the first day is known",
    }.items():
        done = CliRunner().invoke(main, ["ask", name, "--help"])
        assert said in " ".join(done.output.split())


def test_only_comments_right_before_the_query_are_about_it() -> None:
    text = "# Is it?\n# Mine.\nPREFIX a: <urn:a>\n\n# One.\n# Two.\nASK { ?s ?p ?o }"
    assert parse_question("x", text).about == "One. Two."
    assert parse_question("x", "# Is it?\nASK { ?s ?p ?o }").about == ""
    assert all("@" not in each.about for each in read_questions().values())
