from __future__ import annotations

from pathlib import Path

import pytest

from kg.read.files import find_files
from kg.read.sites.passed_over import PassedOver


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")


def test_folders_that_nobody_wrote_are_passed_over_and_told(tmp_path: Path) -> None:
    write(
        tmp_path,
        "hugo.toml",
        "content/a.md",
        "node_modules/p/README.md",
        "theme/vendor/b.md",
        "public/posts/a.html",
        "env/pyvenv.cfg",
        "env/lib/c.md",
    )
    told: list[PassedOver] = []
    assert [file.path for file in find_files([tmp_path], passed_over=told)] == [
        "content/a.md",
        "hugo.toml",
    ]
    assert told == [
        ("env", "a virtual environment of Python"),
        ("node_modules", "packages that npm installed"),
        ("public", "a generator's output"),
        ("theme/vendor", "packages of others"),
    ]


@pytest.mark.parametrize("name", ["_site", "public", "dist"])
def test_output_is_passed_over_only_beside_a_configuration(tmp_path: Path, name: str) -> None:
    write(tmp_path, f"{name}/a.md", "build/b.md")
    assert len(find_files([tmp_path])) == 2
    write(tmp_path, "astro.config.mjs")
    assert [file.path for file in find_files([tmp_path])] == ["build/b.md"]


def test_a_folder_that_is_named_is_read(tmp_path: Path) -> None:
    write(tmp_path, "hugo.toml", "public/a.md", "vendor/b.md", "env/pyvenv.cfg", "env/c.md")
    told: list[PassedOver] = []
    roots = [tmp_path, tmp_path / "public", tmp_path / "vendor", tmp_path / "env"]
    found = [file.path for file in find_files(roots, passed_over=told)]
    assert found == ["env/c.md", "hugo.toml", "public/a.md", "vendor/b.md"]
    assert told == []


def test_links_to_folders_are_still_not_followed(tmp_path: Path) -> None:
    write(tmp_path, "a/a.md")
    (tmp_path / "vendor").symlink_to(tmp_path / "a")
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    told: list[PassedOver] = []
    assert [file.path for file in find_files([tmp_path], passed_over=told)] == ["a/a.md"]
    assert told == []
