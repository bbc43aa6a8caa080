"""A kg.toml names nothing outside its own folder."""

import os
from pathlib import Path

import pytest

from kg.config import ConfigError, read_config


def write(folder: Path, text: str) -> str:
    path = folder / "kg.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_link_that_leaves_the_folder_is_refused(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    (archive / "real").mkdir(parents=True)
    (tmp_path / "secret").mkdir()
    (archive / "away").symlink_to(tmp_path / "secret")
    (archive / "near").symlink_to(archive / "real")
    path = write(archive, 'posts = ["near"]\nout = "near/../real/out"')
    config = read_config(path)
    assert config.posts == (str(archive / "real"),)
    assert config.out == str(archive / "real" / "out")
    for text in ('posts = "away"', 'out = "away"', 'out = "away/new"', 'posts = "near/../../x"'):
        with pytest.raises(ConfigError, match="which is outside the folder"):
            read_config(write(archive, text))


def test_a_neighbour_of_like_name_is_outside(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(ConfigError, match="outside the folder"):
        read_config(write(tmp_path / "a", 'posts = "../ab"'))


def test_a_folder_that_is_reached_by_a_link_holds_its_own(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write(tmp_path / "real", 'posts = "news"')
    config = read_config(str(tmp_path / "link" / "kg.toml"))
    assert config.posts == (str(tmp_path / "link" / "news"),)


def test_an_absolute_path_may_be_inside(tmp_path: Path) -> None:
    path = write(tmp_path, f"posts = '{tmp_path / 'news'}'\nout = '{tmp_path}'")
    assert read_config(path).posts == (str(tmp_path / "news"),)
    assert read_config(path).out == str(tmp_path)


def test_paths_are_relative_to_the_folder_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "blog").mkdir()
    write(tmp_path / "blog", 'posts = "news"')
    monkeypatch.chdir(tmp_path)
    assert read_config("blog/kg.toml").posts == (str(tmp_path / "blog" / "news"),)


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    (post,) = read_config(write(tmp_path, 'posts = "a/x"')).posts or ()
    assert Path(post).is_relative_to(tmp_path)


def test_the_same_path_counts_once(tmp_path: Path) -> None:
    path = write(tmp_path, 'posts = ["news", "./news/", "news/../news"]')
    assert read_config(path).posts == (str(tmp_path / "news"),)


def test_a_home_folder_is_not_looked_up(tmp_path: Path) -> None:
    assert read_config(write(tmp_path, 'out = "~/x"')).out == str(tmp_path / "~" / "x")


def test_without_a_current_folder_the_path_is_told_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost() -> str:
        raise FileNotFoundError

    path = write(tmp_path, "a1 = 1")
    monkeypatch.setattr(os, "getcwd", lost)
    with pytest.raises(ConfigError) as raised:
        read_config(path)
    assert str(raised.value).startswith(f"{path}:1: ")
