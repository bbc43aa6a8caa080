"""Which kg.toml is read."""

from pathlib import Path

import pytest

from kg.config import ConfigError, find_config, read_config
from kg.errors import KgError


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the current folder, which holds the folders `a` and `b`."""
    for name in "ab":
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folders")
def test_without_a_kg_toml_none_is_read() -> None:
    assert find_config(None, []) is None
    assert find_config(None, ["a"]) is None


def test_the_one_in_the_current_folder_comes_before_that_of_posts(folders: Path) -> None:
    (folders / "a" / "kg.toml").touch()
    assert find_config(None, ["a"]) == str(Path("a", "kg.toml"))
    (folders / "kg.toml").touch()
    assert find_config(None, ["a"]) == "kg.toml"


def test_the_one_that_is_named_comes_first(folders: Path) -> None:
    (folders / "kg.toml").touch()
    (folders / "b" / "other.toml").touch()
    assert find_config("b/other.toml", ["a"]) == "b/other.toml"


def test_of_several_posts_none_is_asked(folders: Path) -> None:
    (folders / "a" / "kg.toml").touch()
    assert find_config(None, ["a", "b"]) is None


def test_beside_a_file_none_is_looked_for(folders: Path) -> None:
    (folders / "a" / "kg.toml").touch()
    (folders / "a" / "post.md").touch()
    assert find_config(None, ["a/post.md"]) is None


def test_parents_are_never_searched(folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folders / "kg.toml").touch()
    monkeypatch.chdir(folders / "a")
    assert find_config(None, ["../b"]) is None


def test_another_folder_can_be_the_current_one(folders: Path) -> None:
    (folders / "b" / "kg.toml").touch()
    assert find_config(None, [], here="b") == str(Path("b", "kg.toml"))


def test_one_that_is_named_has_to_be_there(folders: Path) -> None:
    (folders / "kg.toml").touch()
    with pytest.raises(KgError) as raised:
        find_config("no.toml", [])
    assert str(raised.value) == "no.toml does not exist. Name another with --config."
    with pytest.raises(KgError) as raised:
        find_config("a", [])
    assert str(raised.value) == "a is a folder. Name a file with --config."


def test_a_link_that_leads_nowhere_is_told(folders: Path) -> None:
    (folders / "kg.toml").symlink_to("none.toml")
    path = find_config(None, [])
    assert path == "kg.toml"
    with pytest.raises(ConfigError) as raised:
        read_config(path)
    assert str(raised.value) == "kg.toml: it does not exist. Replace or remove it."


def test_a_folder_of_that_name_is_none(folders: Path) -> None:
    (folders / "kg.toml").mkdir()
    assert find_config(None, []) is None
