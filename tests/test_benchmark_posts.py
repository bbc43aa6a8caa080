from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

import kg
from benchmarks import posts
from benchmarks.posts import Written, files_of, write_posts

SCRIPT = Path(posts.__file__)


def digest(folder: Path) -> str:
    """Return one hash of all files, their names included."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    told = (f"{path.relative_to(folder)} {sha256(path.read_bytes()).hexdigest()}" for path in files)
    return sha256("\n".join(told).encode()).hexdigest()


def entries_in(folder: Path) -> list[bytes]:
    """Return the text of each related entry, as the reader tells them apart."""
    entries: list[bytes] = []
    for path in folder.glob("_news/*.md"):
        _, found, rest = path.read_bytes().partition(b"\nrelated:\n  - ")
        if found:
            entries += rest.partition(b"\n\nsecured:")[0].split(b"\n  - ")
    return entries


def share_of_repeats(folder: Path) -> float:
    entries = entries_in(folder)
    return 100 * (1 - len(set(entries)) / len(entries))


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(posts).failed == 0


@pytest.mark.parametrize("hash_seed", ["0", "77"])
def test_one_seed_gives_the_same_bytes_whatever_the_hash_seed(
    tmp_path: Path, hash_seed: str
) -> None:
    write_posts(tmp_path / "here", 60, 50, 3)
    subprocess.run(
        [sys.executable, SCRIPT, tmp_path / "there", "--posts=60", "--repeats=50", "--seed=3"],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        check=True,
    )
    assert digest(tmp_path / "here") == digest(tmp_path / "there")


def test_the_bytes_are_the_same_on_every_machine_and_python() -> None:
    whole = sha256(b"".join(f.path.encode() + b"\0" + f.data for f in files_of(30, 50, 1)))
    assert whole.hexdigest()[:16] == "3f60b3c132722e45", "figures measured before no longer compare"


def test_another_seed_gives_other_posts(tmp_path: Path) -> None:
    for seed in (1, 2):
        write_posts(tmp_path / str(seed), 10, 50, seed)
    assert digest(tmp_path / "1") != digest(tmp_path / "2")


@pytest.mark.parametrize("repeats", [0, 50, 97])
def test_entries_repeat_as_often_as_was_asked(tmp_path: Path, repeats: int) -> None:
    written = write_posts(tmp_path, 300, repeats, 1)
    entries = entries_in(tmp_path)
    assert abs(share_of_repeats(tmp_path) - repeats) < 2
    assert written == Written(300, written.webinars, len(entries), len(set(entries)))


@pytest.mark.parametrize("repeats", [0, 97])
def test_every_post_is_read_without_a_problem(tmp_path: Path, repeats: int) -> None:
    written = write_posts(tmp_path, 60, repeats, 1)
    account = kg.build([tmp_path]).account
    assert not account.problems
    assert not account.failed
    assert not account.unknown_fields
    assert written.webinars > 0
    assert account.posts == written.posts - written.webinars == 60 - written.webinars
    assert [skip.reason for skip in account.skipped] == ["type: webinar"] * written.webinars
    assert account.mentions == account.posts + written.entries
    assert account.entries_left_out == account.untitled == 0


def test_posts_of_a_story_name_each_other(tmp_path: Path) -> None:
    write_posts(tmp_path, 60, 97, 1)
    graph = kg.build([tmp_path])
    links = {(a.id, b) for a in graph.articles for b in a.related_to}
    mutual = sum((b, a) in links for a, b in links)
    assert mutual > 0.9 * len(links)


def test_every_link_post_is_read_without_a_problem(tmp_path: Path) -> None:
    run: list[str | Path] = [
        sys.executable,
        SCRIPT,
        tmp_path / "posts",
        "--posts=200",
        "--dialect=links",
    ]
    subprocess.run(run, check=True)
    done = subprocess.run(
        [sys.executable, "-m", "kg", "build", "posts", "--strict", "--out", "out"],
        cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert re.search(r"^ +posts read +200$", done.stdout, re.M)
    assert re.search(r"^ +links +[\d,]+ +publishedBy, author, about, relatedTo", done.stdout, re.M)


def test_link_posts_are_the_same_on_every_machine_and_python(tmp_path: Path) -> None:
    for seed in ("1", "1", "2"):
        folder = tmp_path / f"{len(list(tmp_path.iterdir()))}"
        run: list[str | Path] = [
            sys.executable,
            SCRIPT,
            folder,
            "--posts=50",
            "--dialect=links",
            f"--seed={seed}",
        ]
        subprocess.run(run, check=True)
    first, again, other = (digest(tmp_path / name) for name in "012")
    assert first == again != other
    assert first[:16] == "db6a8c97f3dfd93b", "figures measured before no longer compare"


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.md").write_text("mine")
    run = subprocess.run([sys.executable, SCRIPT, tmp_path], capture_output=True, text=True)
    assert run.returncode != 0
    assert "is not empty. Name another folder." in run.stderr
    assert os.listdir(tmp_path) == ["mine.md"]
