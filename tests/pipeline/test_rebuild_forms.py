"""Builds that know the last one, `kg check` and `--watch`, on an archive in each form."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from threading import Thread

import pytest
from written import PIECES, WITHOUT_TITLES, WRITTEN, Piece

from kg.check.findings import check
from kg.pipeline.rebuild import Outcome, rebuild
from kg.pipeline.watching import changes

FORMATS = ("turtle", "graphml")
"""A page depends on the graph alone, not on the form, and takes several times as long."""
SECONDS = 20
"""How long a test waits for what must come."""
READABLE = sorted(WRITTEN.keys() - WITHOUT_TITLES)
CHANGED = PIECES[1]._replace(
    title="A tunnel for bicycles", tags=("Cycling",), added=PIECES[0].added
)
ADDED = Piece(
    "https://islander.example/2024/04/pier",
    "The pier is painted",
    "2024-04-02T10:00:00Z",
    "2024-04-03T11:00:00Z",
    "The Islander",
    ("Lev Brandt",),
    ("Harbours",),
    "Green, as it was.",
    "https://islander.example/pier.jpg",
)
HISTORY = (
    PIECES,
    (PIECES[0], CHANGED, PIECES[2]),
    (PIECES[0], CHANGED, ADDED, PIECES[2]),
    (CHANGED, ADDED, PIECES[2]),
    (ADDED,),
)
"""What the archive holds, day by day: as at first, then changed, added to, deleted from twice."""


def build(posts: Path, out: str = "out", cache: str | None = "cache") -> Outcome:
    home = posts.parent
    return rebuild(
        [posts], home / out, FORMATS, base_iri="https://kg.example/", title="News", jobs=1,
        cache=home / cache if cache else None,
    )  # fmt: skip


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def must_equal_a_full_build(posts: Path) -> None:
    shutil.rmtree(posts.parent / "full", ignore_errors=True)
    build(posts, "full", cache=None)
    assert contents(posts.parent / "out") == contents(posts.parent / "full")


def write(form: str, posts: Path, pieces: Sequence[Piece]) -> None:
    """Write the pieces in a form, beside a post that is always there."""
    WRITTEN[form].write_to(posts / "form", pieces)
    (posts / "always.md").write_text("---\ntitle: Always\nlink: https://always.example/a\n---\n")


@pytest.mark.parametrize("form", WRITTEN)
def test_changes_of_an_archive_give_the_bytes_of_a_full_build(tmp_path: Path, form: str) -> None:
    posts = tmp_path / "posts"
    for pieces in HISTORY:
        write(form, posts, pieces)
        outcome = build(posts)
        must_equal_a_full_build(posts)
        if form in READABLE:
            assert outcome.graph is not None
            urls = {article.url for article in outcome.graph.articles}
            assert urls == {"https://always.example/a", *(piece.link for piece in pieces)}
    shutil.rmtree(posts / "form")
    assert build(posts).posts == 1
    must_equal_a_full_build(posts)


@pytest.mark.parametrize("form", READABLE)
def test_an_archive_in_each_form_is_checked(tmp_path: Path, form: str) -> None:
    posts, out = tmp_path / "posts", tmp_path / "out"
    write(form, posts, PIECES)
    build(posts)
    assert check([posts], out, jobs=1).findings == ()
    write(form, posts, HISTORY[1])
    kinds = {finding.kind for finding in check([posts], out, jobs=1).findings}
    assert "stale" in kinds
    build(posts)
    path = out / "graph.ttl"
    text = path.read_text(encoding="utf-8")
    assert CHANGED.title in text
    path.write_text(text.replace(CHANGED.title, "A tunnel for cars"), encoding="utf-8")
    told = " ".join(finding.what for finding in check([posts], out, jobs=1).findings)
    assert CHANGED.title in told


@pytest.mark.parametrize("form", READABLE)
def test_a_change_of_an_archive_in_each_form_is_watched(tmp_path: Path, form: str) -> None:
    posts = tmp_path / "posts"
    write(form, posts, PIECES)
    states = changes([posts], tmp_path / "out")
    next(states)
    build(posts)
    write(form, posts, HISTORY[2])
    waiting = Thread(target=next, args=(states,), daemon=True)
    waiting.start()
    waiting.join(SECONDS)
    assert not waiting.is_alive()
    outcome = build(posts)
    assert outcome.graph is not None
    assert ADDED.link in {article.url for article in outcome.graph.articles}
