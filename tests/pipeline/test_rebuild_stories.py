"""Stories that form, grow, merge and vanish are the same in a build that knows the one before."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import kg
from kg.pipeline.rebuild import rebuild

FORMATS = ("turtle", "graphml", "html")
FILLER = (
    "Library opens on Sundays", "Bakers win a prize", "School choir sings in Lisbon",
    "Old bridge gets new lamps", "Museum buys a painting of cows", "Snow closes two roads",
    "Mayor plants a hundred trees", "Chess club moves house",
)  # fmt: skip
QUAKE = {
    "a": ("05-10T08:00:00Z", "Strong earthquake shakes volcano island Zorvia"),
    "b": ("05-10T11:00:00Z", "Volcano island Zorvia shaken by strong earthquake"),
    "c": (
        "05-11T07:00:00Z",
        "Strong earthquake shakes volcano island Zorvia, damage counted",
    ),
    "earlier": ("05-10T06:30:00Z", "Strong earthquake shakes Zorvia, the volcano island"),
}


def add(posts: Path, name: str, outlet: str, date: str, title: str) -> None:
    (posts / f"{name}.md").write_text(
        f"---\ntitle: '{title}'\nwebUrl: https://{outlet}.example/{name}\n"
        f"publishedDateTime: 2024-{date}\n"
        f"provider: {{name: {outlet}, domain: {outlet}.example}}\n---\n",
        encoding="utf-8",
    )


def built(posts: Path, out: str, cache: str | None) -> dict[str, bytes]:
    home = posts.parent
    rebuild(
        [posts], home / out, FORMATS, base_iri="https://kg.example/", title="News",
        cache=home / cache if cache else None,
    )  # fmt: skip
    return {path.name: path.read_bytes() for path in sorted((home / out).iterdir())}


def stories_of(posts: Path) -> dict[str, set[str]]:
    """Build on top of the last build, hold that against a full one, and return the stories."""
    shutil.rmtree(posts.parent / "full", ignore_errors=True)
    assert built(posts, "out", "cache") == built(posts, "full", None)
    graph = kg.build([posts])
    found: dict[str, set[str]] = {story.id: set() for story in graph.stories}
    for article in graph.articles:
        if article.story:
            found[article.story].add(article.url.rpartition("/")[2])
    report = json.loads((posts.parent / "out" / "report.json").read_text(encoding="utf-8"))
    assert report["stories"]["found"] == len(found)
    assert report["stories"]["articles"] == sum(map(len, found.values()))
    return found


def test_a_story_forms_grows_gets_another_iri_and_vanishes_as_in_a_full_build(
    tmp_path: Path,
) -> None:
    posts = tmp_path / "posts"
    posts.mkdir()
    for day, title in enumerate(FILLER, start=1):
        add(posts, f"filler-{day}", f"outlet{day}", f"05-0{day}T12:00:00Z", title)
    assert stories_of(posts) == {}
    add(posts, "a", "harbour", *QUAKE["a"])
    assert stories_of(posts) == {}
    add(posts, "b", "ledger", *QUAKE["b"])
    formed = stories_of(posts)
    assert list(formed.values()) == [{"a", "b"}]
    add(posts, "c", "gazette", *QUAKE["c"])
    grown = stories_of(posts)
    assert grown == {next(iter(formed)): {"a", "b", "c"}}
    add(posts, "earlier", "tide", *QUAKE["earlier"])
    renamed = stories_of(posts)
    assert list(renamed.values()) == [{"a", "b", "c", "earlier"}]
    assert renamed.keys() != grown.keys()
    for name in ("b", "c", "earlier"):
        (posts / f"{name}.md").unlink()
    assert stories_of(posts) == {}


def test_a_copy_that_appears_and_goes_is_as_in_a_full_build(tmp_path: Path) -> None:
    posts = tmp_path / "posts"
    posts.mkdir()
    for day, title in enumerate(FILLER, start=1):
        add(posts, f"filler-{day}", f"outlet{day}", f"05-0{day}T12:00:00Z", title)
    add(posts, "a", "harbour", *QUAKE["a"])
    add(posts, "copy", "ledger", "05-11T09:00:00Z", QUAKE["a"][1])
    assert list(stories_of(posts).values()) == [{"a", "copy"}]
    (story,) = kg.build([posts]).stories
    assert (story.outlets, story.texts) == (2, 1)
    add(posts, "copy", "ledger", "05-11T09:00:00Z", "Fish market has a new roof")
    assert stories_of(posts) == {}


def test_two_stories_merge_as_in_a_full_build(tmp_path: Path) -> None:
    posts = tmp_path / "posts"
    posts.mkdir()
    for day, title in enumerate(FILLER, start=1):
        add(posts, f"filler-{day}", f"outlet{day}", f"05-0{day}T12:00:00Z", title)
    one = "Zorvia volcano erupts"
    two = "Ferry harbour Zorvia evacuated"
    for name, outlet, hour, title in (
        ("a", "harbour", "08", one), ("b", "ledger", "09", one),
        ("c", "gazette", "10", two), ("d", "tide", "11", two),
    ):  # fmt: skip
        add(posts, name, outlet, f"05-10T{hour}:00:00Z", title)
    assert sorted(map(sorted, stories_of(posts).values())) == [["a", "b"], ["c", "d"]]
    together = "Zorvia volcano erupts, ferry harbour evacuated"
    for name, outlet, hour in (("e", "one", "12"), ("f", "two", "13")):
        add(posts, name, outlet, f"05-10T{hour}:00:00Z", together)
    merged = stories_of(posts)
    assert all({"e", "f"} <= members or not {"e", "f"} & members for members in merged.values())
    add(posts, "g", "three", "05-10T14:00:00Z", "Harbour evacuated as Zorvia volcano erupts")
    assert stories_of(posts)


def test_an_archive_without_dates_of_publication_says_why_it_has_no_stories(
    tmp_path: Path,
) -> None:
    posts = tmp_path / "posts"
    posts.mkdir()
    (posts / "a.md").write_text("---\ntitle: Rain\nwebUrl: https://example.org/a\n---\n")
    built(posts, "out", None)
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert report["stories"]["reason"] == "no article has a date of publication"
