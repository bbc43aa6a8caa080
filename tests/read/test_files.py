from __future__ import annotations

import os
from pathlib import Path

import pytest

from kg.errors import KgError
from kg.read.files import find_files, read_bytes
from kg.read.limits import MAX_FILE_BYTES


def test_posts_of_every_suffix_and_taxonomy_are_found_and_sorted(tmp_path: Path) -> None:
    for name in ("b.md", "a.markdown", "c.html", "t.yaml", "u.yml", "image.png", ".hidden.md"):
        (tmp_path / name).write_text("x")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "d.md").write_text("x")
    names = [file.path for file in find_files([tmp_path])]
    assert names == ["a.markdown", "b.md", "c.html", "t.yaml", "u.yml"]


def test_paths_do_not_depend_on_how_a_folder_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.md").write_text("x")
    monkeypatch.chdir(tmp_path / "news")
    named_otherwise = [tmp_path / "news", tmp_path / "news" / "a.md"]
    assert [file.path for file in find_files(["."])] == ["a.md"]
    assert [file.path for file in find_files(named_otherwise)] == ["a.md"]


def test_two_folders_keep_their_names_apart(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.md").write_text("x")
    found = [file.path for file in find_files([tmp_path / "two", tmp_path / "one"])]
    assert found == ["one/a.md", "two/a.md"]


def test_a_folder_that_is_not_there_is_told() -> None:
    with pytest.raises(KgError, match=r"nowhere does not exist\. Name a folder of posts\."):
        find_files(["nowhere"])


def test_a_file_found_twice_is_one(tmp_path: Path) -> None:
    (tmp_path / "a.md").touch()
    assert len(find_files([tmp_path, tmp_path / "a.md"])) == 1


def test_a_file_tells_its_size_and_when_it_changed(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("four")
    os.utime(tmp_path / "a.md", ns=(1, 2))
    (file,) = find_files([tmp_path])
    assert (file.size, file.modified) == (4, 2)
    assert file.changed > 2


def test_of_a_file_too_large_just_enough_is_read_to_see_it(tmp_path: Path) -> None:
    with open(tmp_path / "a.md", "wb") as stream:
        stream.truncate(MAX_FILE_BYTES + 1000)
    assert len(read_bytes(str(tmp_path / "a.md"))) == MAX_FILE_BYTES + 1


def test_a_file_that_says_that_it_is_empty_is_read_all_the_same() -> None:
    if not os.path.isfile("/proc/self/status"):
        pytest.skip("this system has no such file")
    assert b"Name:" in read_bytes("/proc/self/status")
