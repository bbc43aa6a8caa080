"""A file counts as unchanged only if no change could hide in its times: exact to the nanosecond."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from kg.pipeline.cache import KEPT_SECONDS, Cache, CachedFile, Receipt, is_ours
from kg.read.archive import SourceRecord
from kg.read.files import SourceFile

LATEST = 1_700_000_000_000_000_000
WINDOW = 2_000_000_000
"""FAT counts in steps of two seconds."""


def file(modified: int = 1, changed: int = 1) -> SourceFile:
    return SourceFile("a.md", "/posts/a.md", 4, modified, changed)


def receipt(scanned: int, *files: SourceFile) -> Receipt:
    stamps = tuple((each.path, each.size, each.modified, each.changed) for each in files)
    return Receipt((), scanned, stamps, b"", (), 1, (), {})


@pytest.mark.parametrize(
    ("scanned", "knows"),
    [(LATEST, False), (LATEST + WINDOW, False), (LATEST + WINDOW + 1, True)],
)
@pytest.mark.parametrize("of", ["modified", "changed"])
def test_files_are_known_by_their_times_when_these_are_two_seconds_old(
    scanned: int, knows: bool, of: str
) -> None:
    young = file(LATEST, 1) if of == "modified" else file(1, LATEST)
    assert receipt(scanned, young).knows([young]) is knows


@pytest.mark.parametrize(
    ("scanned", "times"),
    [(LATEST + WINDOW, (0, 0)), (LATEST + WINDOW + 1, (1, LATEST))],
)
def test_times_in_which_a_change_could_hide_are_not_kept(
    tmp_path: Path, scanned: int, times: tuple[int, int]
) -> None:
    seen = CachedFile(file(1, LATEST), b"digest", (SourceRecord("a.md"),))
    Cache(tmp_path).write_posts(["posts"], scanned, [seen])
    known = Cache(tmp_path).read_posts(["posts"])
    assert (known["a.md"].file.modified, known["a.md"].file.changed) == times


@pytest.mark.parametrize(
    "other",
    [
        SourceFile("b.md", "/posts/a.md", 4, 1, 1),
        SourceFile("a.md", "/posts/a.md", 5, 1, 1),
        SourceFile("a.md", "/posts/a.md", 4, 2, 1),
        SourceFile("a.md", "/posts/a.md", 4, 1, 2),
    ],
)
def test_another_path_size_or_time_is_another_file(other: SourceFile) -> None:
    assert receipt(LATEST, file()).knows([file()])
    assert not receipt(LATEST, file()).knows([other])


@pytest.mark.parametrize(("age", "stays"), [(-60, True), (60, False)])
def test_what_nobody_used_for_thirty_days_is_removed(tmp_path: Path, age: int, stays: bool) -> None:
    old = tmp_path / f"facts-{'0' * 32}.kgcache"
    old.touch()
    assert KEPT_SECONDS == 2_592_000
    os.utime(old, (time.time() - KEPT_SECONDS - age,) * 2)
    Cache(tmp_path).remember("out", "plan", "key", lambda: "text")
    assert old.exists() is stays


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        (f"posts-{'0' * 32}.kgcache", True),
        (".123-456.kgcache", True),
        (".a_b1c2d3.kgcache", True),
        (f"posts-{'0' * 32}.KGCACHE", False),
        (f"POSTS-{'0' * 32}.kgcache", False),
        (f"posts-{'A' * 32}.kgcache", False),
        (f"posts-{'0' * 33}.kgcache", False),
        (f"posts-{'0' * 32}.kgcache\n", False),
        (f"posts-{'0' * 32}.kgcache.txt", False),
        (f"my-posts-{'0' * 32}.kgcache", False),
        (".kgcache", False),
        ("notes.kgcache", False),
    ],
)
def test_only_names_of_our_own_making_are_ours(name: str, ours: bool) -> None:
    assert is_ours(name) is ours
