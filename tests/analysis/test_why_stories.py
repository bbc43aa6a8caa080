"""What `kg why` says of stories and copies, in archives made for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from paths import ROOT
from small_archive import BASE, to_post

from kg.analysis.explain import explain
from kg.analysis.explain.as_text import to_text
from kg.model.settings import Settings
from kg.pipeline.graph import read_sources

SCHEMA = json.loads((ROOT / "docs" / "why.schema.json").read_text(encoding="utf-8"))
FLOOD = "River Ouse floods the old town of Selby after dam breaks"
AGAIN = "Dam breaks: river Ouse floods old town of Selby"
TEXT = (
    "The dam above Selby broke on Monday night and the river Ouse took the old town by surprise, "
    "so that four hundred people had to leave their houses and spend the night in schools nearby."
)
Post = tuple[str, str, str]
"""Headline, date of publication, excerpt."""
FIRST: Post = (FLOOD, "2024-05-01T10:00:00Z", "")
LATER: Post = (AGAIN, "2024-05-02T10:00:00Z", "")
OTHERS: dict[str, Post] = {
    "n1": ("Council of Leeds votes for longer library hours", "2024-05-01T09:00:00Z", ""),
    "n2": ("Rare orchid found beside a motorway in Kent", "2024-05-01T09:00:00Z", ""),
    "n3": ("Chess final ends in a draw after seven hours", "2024-05-01T09:00:00Z", ""),
}


def url(name: str) -> str:
    return f"https://{name}.example/{name}-page"


class Archive:
    """Posts, each about an article of an outlet of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def why(self, posts: dict[str, Post], *names: str, **settings: Any) -> tuple[str, Any]:
        """Return the text and the document of the answer."""
        for name, (title, date, excerpt) in posts.items():
            fields = {"title": title, "webUrl": url(name), "publishedDateTime": date}
            post = to_post(fields | ({"excerpt": excerpt} if excerpt else {}))
            (self.folder / f"{name}.md").write_text(post)
        sources = read_sources([self.folder], settings=Settings(**settings))
        asked = [name if ":" in name else url(name) for name in names]
        found = explain(sources, *asked, base_iri=BASE)
        jsonschema.validate(json.loads(json.dumps(found)), SCHEMA)
        return to_text(found), found


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def groups(*names: str) -> Any:
    return (tuple(map(url, names)),)


# ---- what kg.toml says ----------------------------------------------------------------------


@pytest.mark.parametrize("month", ["2024-05", "2024-04"])
def test_an_article_of_a_month_that_kg_toml_put_into_a_story_is_told_so(
    month: str, archive: Archive
) -> None:
    posts = {"a": FIRST, "b": LATER, "m": (OTHERS["n1"][0], month, "")}
    together = groups("a", "m")
    text, found = archive.why(posts, "m", stories_together=together)
    assert "  joined: kg.toml says so\n" in text
    assert not found["story"]["began"]
    for names in (("a", "m"), (found["story"]["id"],)):
        assert (
            "  joined: kg.toml says so\n"
            in archive.why(posts, *names, stories_together=together)[0]
        )


def test_an_article_of_a_month_in_no_story_is_told_that_its_day_is_missing(
    archive: Archive,
) -> None:
    posts = {"a": FIRST, "m": (AGAIN, "2024-05", "")}
    assert "In no story: only its month is known, and" in archive.why(posts, "m")[0]


def test_articles_thirty_days_apart_that_kg_toml_joins_are_told_so(archive: Archive) -> None:
    posts = {"a": FIRST, "b": LATER, "z": (OTHERS["n1"][0], "2024-06-10T10:00:00Z", "")}
    text, _ = archive.why(posts, "a", "z", stories_together=groups("a", "z"))
    assert "  joined: kg.toml says so\n" in text


def test_a_step_that_kg_toml_took_back_is_not_told(archive: Archive) -> None:
    posts = {"a": FIRST, "b": LATER, "x": (OTHERS["n1"][0], "2024-05-04T10:00:00Z", "")}
    _, found = archive.why(
        posts, "a", stories_together=groups("a", "x"), stories_apart=groups("x", "b")
    )
    _, whole = archive.why(
        posts, found["story"]["id"],
        stories_together=groups("a", "x"), stories_apart=groups("x", "b"),
    )  # fmt: skip
    assert [step["by"] for step in whole["story"]["joinings"]] == ["kg.toml"]


@pytest.mark.parametrize("second", [LATER, (FLOOD, "2024-05-02T10:00:00Z", "")])
@pytest.mark.parametrize("name", ["a", "b"])
def test_an_article_that_kg_toml_keeps_apart_is_told_so(
    name: str, second: Post, archive: Archive
) -> None:
    text, found = archive.why({"a": FIRST, "b": second}, name, stories_apart=groups("a", "b"))
    other = {"a": "b", "b": "a"}[name]
    assert [each["url"] for each in found["apart_from"]] == [url(other)]
    assert "kg.toml keeps it apart from\n    article:" in text
    assert "shares a rare word" not in text
    pair, _ = archive.why({}, "a", "b", stories_apart=groups("a", "b"))
    assert "kg.toml says that they are not of one story." in pair


def test_what_would_be_copies_is_told_to_be_none_by_kg_toml(archive: Archive) -> None:
    posts = {"a": (*FIRST[:2], TEXT), "b": (FLOOD, LATER[1], TEXT)}
    text, found = archive.why(posts, "a", "b", no_copies=groups("a", "b"))
    assert found["answer"] == "story"
    assert "They would be copies, but kg.toml says that they are not copies.\n" in text
    assert (
        "kg.toml says that it is no copy of\n    article:"
        in archive.why({}, "b", no_copies=groups("a", "b"))[0]
    )


def test_what_is_kept_from_a_copy_is_told_to_be_kept_from_its_original(archive: Archive) -> None:
    posts = {name: (FLOOD, f"2024-05-0{day}T10:00:00Z", TEXT) for day, name in enumerate("abc", 1)}
    text, _ = archive.why(posts, "a", "c", no_copies=groups("b", "c"))
    assert "kg.toml says that copies of the two are not copies of one another." in text


# ---- copies ---------------------------------------------------------------------------------


def test_of_two_copies_the_original_is_named(archive: Archive) -> None:
    posts = {name: (FLOOD, f"2024-05-0{day}T10:00:00Z", TEXT) for day, name in enumerate("abc", 1)}
    for one, other in (("a", "b"), ("b", "a")):
        text, found = archive.why(posts, one, other)
        ids = {url_: each["id"] for url_, each in zip((one, other), found["asked"], strict=True)}
        quoted = json.dumps(FLOOD)
        assert f"{ids['b']} {quoted} is a copy of {ids['a']} {quoted}." in text
    assert "Both are copies of one article.\nCopy of article:" in archive.why({}, "b", "c")[0]


def test_without_excerpts_only_the_limit_of_headlines_alone_is_told(archive: Archive) -> None:
    _, found = archive.why({"a": FIRST, "b": LATER, **OTHERS}, "a", "b")
    assert found["texts"]["least"] == {"headlines": 0.9, "excerpts": 0.0}


def test_days_that_alone_rule_a_copy_out_are_told(archive: Archive) -> None:
    posts = {"a": FIRST, "b": (FLOOD, "2024-06-20T10:00:00Z", "")}
    text, found = archive.why(posts, "a", "b")
    assert found["texts"]["short"] == 0
    assert "  They are alike enough. Only the days between them rule it out.\n" in text
    far, _ = archive.why({"c": (AGAIN, "2024-06-20T10:00:00Z", "")}, "a", "c")
    assert "  They are also too many days apart.\n" in far


# ---- stories --------------------------------------------------------------------------------


def test_the_first_of_a_day_without_order_is_told_to_be_one_of_that_day(archive: Archive) -> None:
    posts = {"a": (FLOOD, "2024-05-01", ""), "b": (AGAIN, "2024-05-01", ""), **OTHERS}
    for name in ("a", "b"):
        text, found = archive.why(posts, name)
        assert found["story"]["start_precision"] == "day"
        assert found["story"]["first_articles"] == 2
        assert "  it is one of the articles of the first day; their order is not known" in text


def test_an_article_that_began_a_group_which_joined_an_older_one_is_not_the_first(
    archive: Archive,
) -> None:
    text, found = archive.why({"a": FIRST, "b": LATER, **OTHERS}, "b")
    assert not found["story"]["began"]
    assert archive.why({}, "a")[1]["story"]["began"]
    assert "  it is the first article of the story" not in text


def test_shared_words_are_of_headline_or_excerpt_and_no_numbers(archive: Archive) -> None:
    posts = {
        "a": ("Ouse floods Selby 2024", FIRST[1], "Pumps arrive in Selby for 300 cellars"),
        "b": ("Selby: Ouse floods 300 cellars 2024", LATER[1], "Pumps arrive at last"),
        **OTHERS,
    }
    words = archive.why(posts, "a", "b")[1]["story"]["joined"]["words"]
    assert {"pumps", "ouse", "selby"} <= {*words}
    assert {"2024", "300"}.isdisjoint(words)


def test_what_is_shared_in_small_archives_is_said_to_be_new_words(archive: Archive) -> None:
    posts = {
        "a": ("Ouse floods Selby after dam fails near school", FIRST[1], ""),
        "b": ("Hundreds flee Selby homes: Ouse water everywhere tonight", LATER[1], ""),
        **OTHERS,
    }
    text, found = archive.why(posts, "a", "b")
    said = found["missed"] or found["story"]["joined"]
    assert said["shared"] is not None
    assert "new words that both have, counted by rarity, " in text


def test_the_earlier_of_two_is_shown_with_the_later_that_missed_it(archive: Archive) -> None:
    posts = {
        "a": ("Ouse floods Selby after dam fails near school", FIRST[1], ""),
        "b": ("Selby chess final ends in a draw", LATER[1], ""),
    }
    _, found = archive.why(posts, "a")
    assert found["missed"]["article"]["url"] == url("a")
    assert [each["url"] for each in found["missed"]["to"]] == [url("b")]
