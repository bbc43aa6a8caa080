"""A build that knows the one before it is held against one that knows nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from paths import NEWSROOM

from kg.errors import KgError
from kg.pipeline.cache import Cache
from kg.pipeline.rebuild import Outcome, rebuild

FORMATS = ("turtle", "graphml", "html")


def post(name: str, *related: str, title: str = "A story") -> str:
    entries = "".join(
        f"  - title: {each}\n    webUrl: https://example.org/{each}\n" for each in related
    )
    return f"---\ntitle: {title}\nwebUrl: https://example.org/{name}\n" + (
        f"related:\n{entries}---\n" if related else "---\n"
    )


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    folder = tmp_path / "posts"
    shutil.copytree(NEWSROOM, folder)
    for path in folder.rglob("*"):  # as if nobody had touched them today
        os.utime(path, (1_000_000_000, 1_000_000_000))
    return folder


def build(posts: Path, out: str = "out", cache: str | None = "cache") -> Outcome:
    home = posts.parent
    return rebuild(
        [posts], home / out, FORMATS, base_iri="https://kg.example/", title="News",
        cache=home / cache if cache else None,
    )  # fmt: skip


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def must_equal_a_full_build(posts: Path) -> None:
    shutil.rmtree(posts.parent / "full", ignore_errors=True)
    build(posts, "full", cache=None)
    assert contents(posts.parent / "out") == contents(posts.parent / "full")


def test_where_nothing_changed_nothing_is_written(posts: Path) -> None:
    first = build(posts)
    before = {path: path.stat() for path in (posts.parent / "out").iterdir()}
    second = build(posts)
    assert first.graph is not None
    assert second.graph is None
    assert second[:2] == first[:2]
    assert before == {path: path.stat() for path in (posts.parent / "out").iterdir()}


def test_files_older_than_the_clock_is_fine_are_not_even_read(
    posts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "kg.pipeline.cache.CLOCK_NANOSECONDS", -(10**18)
    )  # so that all are old enough
    build(posts)
    monkeypatch.setattr("kg.read.files.read_bytes", lambda location: 1 / 0)
    assert build(posts).graph is None


def test_files_young_enough_to_hide_a_change_are_read(posts: Path) -> None:
    build(posts)
    known = Cache(posts.parent / "cache").read_posts([posts])
    assert {each.file[3:] for each in known.values()} == {(0, 0)}


def test_a_change_that_keeps_size_and_date_is_seen(posts: Path) -> None:
    (posts / "a.md").write_text(post("a", title="Morning"))
    os.utime(posts / "a.md", (1_000_000_000, 1_000_000_000))
    build(posts)
    (posts / "a.md").write_text(post("a", title="Evening"))
    os.utime(posts / "a.md", (1_000_000_000, 1_000_000_000))
    assert build(posts).graph is not None
    assert b"Evening" in (posts.parent / "out" / "graph.ttl").read_bytes()


def test_files_that_were_touched_but_say_the_same_change_nothing(posts: Path) -> None:
    build(posts)
    for path in posts.rglob("*.*"):
        path.touch()
    assert build(posts).graph is None


def test_another_text_below_the_front_matter_changes_nothing(posts: Path) -> None:
    build(posts)
    before = {path: path.stat() for path in (posts.parent / "out").iterdir()}
    path = posts / "_news" / "2024-03-02-river.md"
    path.write_text(path.read_text() + "\nOne more paragraph.\n")
    assert build(posts).graph is None
    assert build(posts).graph is None
    assert before == {path: path.stat() for path in (posts.parent / "out").iterdir()}
    must_equal_a_full_build(posts)


def test_a_line_that_moves_a_losing_value_is_seen(posts: Path) -> None:
    (posts / "a.md").write_text(post("one", title="Rain"))
    (posts / "b.md").write_text(post("one", title="The rain"))
    build(posts)
    (posts / "a.md").write_text(post("one", title="Rain").replace("---\n", "---\n# Drafted.\n", 1))
    build(posts)
    must_equal_a_full_build(posts)
    assert build(posts).graph is None


def test_what_another_build_saw_is_not_taken_for_built(posts: Path) -> None:
    build(posts, "out")
    path = posts / "_news" / "2024-03-02-river.md"
    path.write_text(path.read_text().replace("title:", "title: New", 1))
    build(posts, "elsewhere")
    path.write_text(path.read_text() + "\nOne more paragraph.\n")
    assert build(posts, "out").graph is not None
    must_equal_a_full_build(posts)


@pytest.mark.parametrize("harm", ["delete", "change", "truncate"])
def test_a_file_of_the_build_that_is_not_as_it_was_is_written_again(posts: Path, harm: str) -> None:
    build(posts)
    path = posts.parent / "out" / "graph.graphml"
    if harm == "delete":
        path.unlink()
    else:
        path.write_bytes(b"" if harm == "truncate" else path.read_bytes().replace(b"e", b"x", 1))
    assert build(posts).graph is not None
    must_equal_a_full_build(posts)


def test_other_settings_are_another_build(posts: Path) -> None:
    build(posts)
    named = rebuild(
        [posts], posts.parent / "out", FORMATS, base_iri="https://kg.example/", title="Other",
        cache=posts.parent / "cache",
    )  # fmt: skip
    assert named.graph is not None


def test_problems_are_told_again_while_they_last(posts: Path) -> None:
    (posts / "bad.md").write_text("---\ntitle: [\n---\n")
    told: list[object] = []
    for _ in range(2):
        rebuild(
            [posts], posts.parent / "out", FORMATS, base_iri="https://kg.example/", title="News",
            cache=posts.parent / "cache", tell=told.append,
        )  # fmt: skip
    assert told[0] == told[1] != ()


def test_without_any_post_nothing_is_written_or_remembered(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    for _ in range(2):
        with pytest.raises(KgError, match="No post could be read"):
            build(tmp_path / "posts")
    assert not (tmp_path / "out").exists()


NAMES = st.sampled_from(["a", "b", "c", "d"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), NAMES, st.lists(NAMES, max_size=3)),
        st.tuples(st.just("delete"), NAMES, st.just([])),
        st.tuples(st.just("rename"), NAMES, st.lists(NAMES, min_size=1, max_size=1)),
        st.tuples(st.just("spoil"), NAMES, st.just([])),
        st.tuples(st.just("touch"), NAMES, st.just([])),
        st.tuples(st.just("body"), NAMES, st.just([])),
        st.tuples(st.just("title"), NAMES, st.just([])),
        st.tuples(st.just("line"), NAMES, st.just([])),
    ),
    max_size=4,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(days=st.lists(STEPS, min_size=1, max_size=4), most_later=st.sampled_from([0.05, 0.5, 9.0]))
def test_any_history_of_changes_gives_the_bytes_of_a_full_build(
    tmp_path_factory: pytest.TempPathFactory,
    days: list[list[tuple[str, str, list[str]]]],
    most_later: float,
) -> None:
    posts = tmp_path_factory.mktemp("history") / "posts"
    posts.mkdir()
    (posts / "always.md").write_text(post("always", "a", "b"))
    with patch("kg.pipeline.cache.MOST_LATER", most_later):
        build(posts)
        for steps in days:
            for step, name, others in steps:
                path = posts / f"{name}.md"
                if step == "write":
                    path.write_text(post(name, *others))
                elif step == "spoil":
                    path.write_text("---\ntitle: [\n---\n")
                elif path.exists():
                    if step == "delete":
                        path.unlink()
                    elif step == "rename":
                        path.rename(posts / f"{others[0]}.md")
                    elif step == "body":
                        path.write_text(path.read_text() + "More.\n")
                    elif step == "line":
                        path.write_text(path.read_text().replace("---\n", "---\n# A line.\n", 1))
                    elif step == "title":
                        path.write_text(path.read_text().replace("A story", "Another story"))
                    else:
                        path.touch()
            build(posts)
            must_equal_a_full_build(posts)


# ---- a cache that cannot be trusted ---------------------------------------------------------


def damaged(data: bytes) -> Iterator[bytes]:
    yield b""
    yield data[: len(data) // 2]
    yield data + b"more"
    for at in range(0, len(data), max(1, len(data) // 40)):
        yield data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@pytest.mark.parametrize("kind", ["posts", "later", "build", "spans", "frame", "facts"])
def test_a_damaged_cache_is_never_believed(
    posts: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(posts)
    monkeypatch.setattr("kg.pipeline.cache.MOST_LATER", 9)
    (posts / "later.md").write_text(post("later"))
    build(posts)
    out = posts.parent / "out"
    store = Cache(posts.parent / "cache")
    receipt = store.read_receipt(out)
    assert receipt
    believed: Callable[[], object] = {
        "posts": lambda: store.read_posts([posts]),
        "later": lambda: "later.md" in store.read_posts([posts]),
        "build": lambda: store.read_receipt(out),
        "spans": lambda: store.read_spans(out, receipt),
        "frame": lambda: store.remember(out, "frame", "", str),
        "facts": lambda: store.remember(out, "facts", "no key", str),
    }[kind]
    (path,) = (posts.parent / "cache").glob(f"{kind}-*")
    whole = path.read_bytes()
    assert bool(believed()) is (kind != "facts")
    for data in damaged(whole):
        path.write_bytes(data)
        assert not believed()
        path.write_bytes(data)
    (posts / "a.md").write_text(post("a"))
    build(posts)
    must_equal_a_full_build(posts)
    assert path.read_bytes() != data


def test_what_is_new_is_laid_only_over_what_it_was_written_beside(
    posts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Cache(posts.parent / "cache")
    build(posts)
    monkeypatch.setattr("kg.pipeline.cache.MOST_LATER", 9)
    (posts / "later.md").write_text(post("later"))
    build(posts)
    assert "later.md" in store.read_posts([posts])
    (posts / "later.md").unlink()
    monkeypatch.setattr(
        "kg.pipeline.cache.MOST_LATER", -1
    )  # all is written down again, as it was at first
    build(posts)
    assert "later.md" not in store.read_posts([posts])


def test_what_another_kg_wrote_is_never_believed(
    posts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(posts)
    monkeypatch.setattr("kg.pipeline.cache.fingerprint", lambda: b"another".ljust(32))
    assert build(posts).graph is not None


@pytest.mark.parametrize("obstacle", ["file", "folder"])
def test_a_cache_that_cannot_be_written_is_done_without(posts: Path, obstacle: str) -> None:
    cache = posts.parent / "cache"
    if obstacle == "file":
        cache.write_text("in the way")
    else:
        build(posts)
        for path in cache.iterdir():
            path.unlink()
            path.mkdir()
        (posts / "a.md").write_text(post("a"))
    assert build(posts).graph is not None
    must_equal_a_full_build(posts)


def test_a_cache_that_nobody_used_for_long_is_removed(posts: Path) -> None:
    cache = posts.parent / "cache"
    cache.mkdir()
    old = f"posts-{'0' * 32}.kgcache"
    for name in (old, "mine.txt"):
        (cache / name).touch()
        os.utime(cache / name, (1, 1))
    build(posts)
    assert not (cache / old).exists()
    assert (cache / "mine.txt").exists()


def test_builds_at_once_share_a_cache_and_a_folder(posts: Path) -> None:
    command = [
        *(sys.executable, "-m", "kg", "build", str(posts), "-q"),
        *("--out", str(posts.parent / "out"), "--cache", str(posts.parent / "cache")),
        *(part for name in FORMATS for part in ("--format", name)),
        *("--base-iri", "https://kg.example/", "--title", "News"),
    ]
    for round_ in range(3):
        (posts / "a.md").write_text(post("a", title=f"Edition {round_}"))
        for process in [subprocess.Popen(command) for _ in range(4)]:
            assert process.wait(60) == 0
        must_equal_a_full_build(posts)


# ---- the command ----------------------------------------------------------------------------


def run(posts: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kg", "build", str(posts), "--out", str(posts.parent / "out")]
    return subprocess.run([*command, *options], capture_output=True, text=True, timeout=60)


def test_the_command_says_that_nothing_changed(posts: Path) -> None:
    assert "Done in" in run(posts).stdout
    said = run(posts)
    assert said.stdout.startswith("Nothing changed: ")
    assert said.returncode == 0
    assert "Done in" in run(posts, "--no-cache").stdout


def test_strict_holds_when_nothing_changed(posts: Path) -> None:
    (posts / "bad.md").write_text("---\ntitle: [\n---\n")
    one, two = run(posts, "--strict"), run(posts, "--strict")
    assert one.returncode == two.returncode == 1
    assert "bad.md:" in two.stderr
