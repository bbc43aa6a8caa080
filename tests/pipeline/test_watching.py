from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from watched import SECONDS, wait_until, watching, write_post

from kg.pipeline import watching as rebuild_on_change
from kg.pipeline.watching import changes


@pytest.fixture
def site(tmp_path: Path) -> Path:
    write_post(tmp_path / "posts" / "one.md", "One")
    return tmp_path


@pytest.mark.parametrize("option", [[], ["--no-cache"]])
def test_watch_builds_again_after_each_change(site: Path, option: list[str]) -> None:
    with watching(site, "posts", *option) as watched:
        for title in ("Morning", "Evening"):
            write_post(site / "posts" / "new.md", title)
            watched.wait_for("One", title)
        (site / "posts" / "new.md").unlink()
        watched.wait_for("One")


@pytest.mark.parametrize("out", [".", "posts", "posts/2024/out"])
def test_posts_are_watched_wherever_the_build_goes(site: Path, out: str) -> None:
    with watching(site, ".", "--format", "html", out=out) as watched:
        write_post(site / "posts" / "two.md", "Two")
        watched.wait_for("One", "Two")
        write_post(watched.out / "three.md", "Three")
        watched.wait_for("One", "Two", "Three")


def test_what_a_build_writes_is_no_reason_to_build_again(site: Path) -> None:
    with watching(site, "posts", "--no-cache", "--format", "html", out="posts") as watched:
        write_post(site / "posts" / "two.md", "Two")
        watched.wait_for("One", "Two")
        time.sleep(rebuild_on_change.LOOK_SECONDS + 1)
        assert watched.said.count("Done in") == 2, watched.said


# ---- whole folders --------------------------------------------------------------------------


def move_in(site: Path) -> None:
    (site / "elsewhere").rename(site / "posts" / "2024")


def copy_in(site: Path) -> None:
    shutil.copytree(site / "elsewhere", site / "posts" / "2024")


def link_files_in(site: Path) -> None:
    shutil.copytree(site / "elsewhere", site / "posts" / "2024", copy_function=os.link)


@pytest.mark.parametrize("bring", [move_in, copy_in, link_files_in])
def test_a_folder_that_comes_is_built_and_watched(
    site: Path, bring: Callable[[Path], None]
) -> None:
    write_post(site / "elsewhere" / "a" / "b" / "deep.md", "Deep")
    with watching(site, "posts") as watched:
        bring(site)
        watched.wait_for("One", "Deep")
        write_post(site / "posts" / "2024" / "a" / "b" / "later.md", "Later")
        watched.wait_for("One", "Deep", "Later")


def move_out(folder: Path) -> None:
    folder.rename(folder.parent.parent / "elsewhere")


def hide(folder: Path) -> None:
    folder.rename(folder.with_name(".2024"))


@pytest.mark.parametrize("take", [move_out, hide, shutil.rmtree])
def test_a_folder_that_goes_is_built_no_more(site: Path, take: Callable[[Path], None]) -> None:
    write_post(site / "posts" / "2024" / "two.md", "Two")
    with watching(site, "posts") as watched:
        watched.wait_for("One", "Two")
        take(site / "posts" / "2024")
        watched.wait_for("One")


def test_a_folder_that_was_hidden_is_built_when_it_is_shown(site: Path) -> None:
    write_post(site / "posts" / ".2024" / "two.md", "Two")
    with watching(site, "posts") as watched:
        watched.wait_for("One")
        (site / "posts" / ".2024").rename(site / "posts" / "2024")
        watched.wait_for("One", "Two")


def test_a_folder_under_a_new_name_is_watched(site: Path) -> None:
    write_post(site / "posts" / "2023" / "two.md", "Two")
    with watching(site, "posts") as watched:
        (site / "posts" / "2023").rename(site / "posts" / "2024")
        wait_until(lambda: "post/2024/two.md>" in (watched.out / "graph.ttl").read_text())
        write_post(site / "posts" / "2024" / "two.md", "Three")
        watched.wait_for("One", "Three")


# ---- roots ----------------------------------------------------------------------------------


def test_a_single_file_is_watched_however_often_it_is_saved_by_renaming(site: Path) -> None:
    with watching(site, "posts/one.md") as watched:
        for title in ("Two", "Three", "Four"):
            write_post(site / "draft", title)
            (site / "draft").replace(site / "posts" / "one.md")
            watched.wait_for(title)


@pytest.mark.parametrize(
    ("root", "gone"), [("posts", "posts"), ("posts", "."), ("posts/one.md", "posts")]
)
def test_a_root_that_is_gone_is_told_and_built_when_it_is_back(
    tmp_path: Path, root: str, gone: str
) -> None:
    site = tmp_path / "site"
    write_post(site / "posts" / "one.md", "One")
    with watching(tmp_path, root, out=str(tmp_path / "out"), cwd=site) as watched:
        shutil.rmtree(site / gone)
        told = f"{root} does not exist. Building resumes when it is back.\n"
        wait_until(lambda: told in watched.said, lambda: watched.said)
        for title in ("Two", "Three"):
            write_post(site / "posts" / "one.md", title)
            watched.wait_for(title)
        assert watched.said.count(told) == 1


def test_the_current_folder_may_be_removed_and_made_again(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write_post(site / "one.md", "One")
    with watching(tmp_path, ".", cwd=site) as watched:
        shutil.rmtree(site)
        wait_until(lambda: ". does not exist." in watched.said, lambda: watched.said)
        write_post(site / "two.md", "Two")
        watched.wait_for("Two")
        write_post(site / "three.md", "Three")
        watched.wait_for("Two", "Three")


def test_a_root_that_makes_room_for_another_is_watched(site: Path) -> None:
    write_post(site / "new" / "two.md", "Two")
    with watching(site, "posts") as watched:
        (site / "posts").rename(site / "old")
        (site / "new").rename(site / "posts")
        watched.wait_for("Two")
        write_post(site / "posts" / "three.md", "Three")
        watched.wait_for("Two", "Three")


def test_a_root_removed_and_made_again_at_once_is_watched(site: Path) -> None:
    with watching(site, "posts") as watched:
        for title in ("Two", "Three"):
            shutil.rmtree(site / "posts")
            write_post(site / "posts" / "two.md", title)
            watched.wait_for(title)
        write_post(site / "posts" / "more.md", "Four")
        watched.wait_for("Three", "Four")


def test_a_link_as_root_is_watched_wherever_it_leads(site: Path) -> None:
    write_post(site / "new" / "two.md", "Two")
    (site / "current").symlink_to("posts")
    with watching(site, "current") as watched:
        (site / "next").symlink_to("new")
        (site / "next").replace(site / "current")
        watched.wait_for("Two")
        write_post(site / "new" / "three.md", "Three")
        watched.wait_for("Two", "Three")


def test_what_a_link_leads_to_is_compared_though_nobody_tells_of_it(site: Path) -> None:
    write_post(site / "elsewhere" / "two.md", "Two")
    (site / "posts" / "two.md").symlink_to("../elsewhere/two.md")
    with watching(site, "posts") as watched:
        write_post(site / "elsewhere" / "two.md", "Three")
        watched.wait_for("One", "Three")


# ---- what makes it look, and look no more ---------------------------------------------------


def test_a_change_during_a_build_is_built(site: Path) -> None:
    states = changes([site / "posts"], site / "out")
    next(states)
    write_post(site / "posts" / "during.md", "During")
    started = time.monotonic()
    next(states)
    assert time.monotonic() - started < 1


def test_without_notices_files_are_compared_and_that_is_told(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def watch(*_: object, **__: object) -> Iterator[set[tuple[int, str]]]:
        raise OSError("OS file watch limit reached")
        yield

    monkeypatch.setattr("watchfiles.watch", watch)
    monkeypatch.setattr(rebuild_on_change, "LOOK_SECONDS", 0.1)
    told: list[str] = []
    states = changes([site / "posts"], site / "out", told.append)
    next(states)
    threading.Timer(0.5, write_post, (site / "posts" / "two.md", "Two")).start()
    next(states)
    assert told == [
        "The system cannot report file changes: OS file watch limit reached."
        " Comparing files every 0.1 s instead, or less often if that is slow."
    ]


def test_changes_are_noticed_where_the_system_is_polled(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHFILES_FORCE_POLLING", "1")
    with watching(site, "posts") as watched:
        write_post(site / "posts" / "two.md", "Two")
        watched.wait_for("One", "Two")


# ---- its end --------------------------------------------------------------------------------


def ignore_interrupts() -> None:
    """Do what a shell does for a job in the background, which `nohup` did not start."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_cleanly_even_in_the_background(
    site: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    (site / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(site / "temporary"))
    command = [sys.executable, "-m", "kg", "build", "posts", "--watch", "--no-cache"]
    with subprocess.Popen(
        command, cwd=site, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=ignore_interrupts,
    ) as process:  # fmt: skip
        assert process.stdout
        assert process.stderr
        assert any("Watching" in line for line in process.stdout)
        assert list((site / "temporary").iterdir())
        process.send_signal(number)
        try:
            assert process.wait(SECONDS) == 0
        finally:
            process.kill()
        assert process.stderr.read() == ""
    assert not list((site / "temporary").iterdir())
