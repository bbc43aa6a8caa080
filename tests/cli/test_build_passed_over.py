"""What is passed over, and could be read, is told with the line of kg.toml that reads it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from paths import ROOT

PRESS = """\
press:
- {title: Rain, url: https://news.example/rain, date: 2024-05-01}
"""
PEOPLE = """\
members:
- {name: Ann, email: ann@club.example, url: https://ann.example/about/me}
- {name: Bob, email: bob@club.example, url: https://bob.example/about/me}
- {name: Cy, email: cy@club.example, url: https://cy.example/about/me}
"""


def build(folder: Path, *posts: str) -> subprocess.CompletedProcess[str]:
    """Run `kg build` in a folder as a person would."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-m", "kg", "build", *posts, "--no-cache"],
        capture_output=True, text=True, encoding="utf-8", cwd=folder, env=environment,
    )  # fmt: skip


def report(folder: Path) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = json.loads((folder / "out/report.json").read_text())
    return found


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    (tmp_path / "_data").mkdir()
    (tmp_path / "_data" / "club.yml").write_text(PEOPLE + PRESS)
    return tmp_path


@pytest.mark.parametrize("posts", [".", "_data"])
def test_a_list_of_people_is_told_with_the_line_that_reads_it(archive: Path, posts: str) -> None:
    told = build(archive, posts).stderr
    assert "_data/club.yml: passed over: a list of people: 3 of its 3 records" in told
    line = '"_data/club.yml" = "members"'
    assert told.strip().endswith(f"To read it, add this below [lists] in kg.toml: {line}")
    (archive / "kg.toml").write_text(f'posts = ["{posts}"]\n[lists]\n{line}\n')
    assert "members" not in build(archive).stderr
    assert "ann.example" in (archive / "out/graph.ttl").read_text()


@pytest.mark.parametrize("name", ["气候 – Übersicht.yml", 'a "b".yml'])
def test_the_line_that_reads_a_list_names_its_file_from_here(tmp_path: Path, name: str) -> None:
    (tmp_path / "_data").mkdir()
    (tmp_path / "_data" / name).write_text(PEOPLE + PRESS)
    line = build(tmp_path, "_data").stderr.strip().rpartition("in kg.toml: ")[2]
    (tmp_path / "kg.toml").write_text(f'posts = ["_data"]\n[lists]\n{line}\n')
    assert "members" not in build(tmp_path).stderr
    assert "ann.example" in (tmp_path / "out/graph.ttl").read_text()


def test_the_report_counts_the_records_of_a_list_that_is_passed_over(archive: Path) -> None:
    build(archive, ".")
    (passed,) = report(archive)["records_passed_over"]
    assert (passed["path"], passed["records"]) == ("_data/club.yml", 3)


def test_a_file_whose_only_list_is_passed_over_is_skipped(archive: Path) -> None:
    (archive / "_data/club.yml").write_text(PEOPLE)
    (archive / "_data/press.yml").write_text(PRESS)
    build(archive, ".")
    assert [skip["path"] for skip in report(archive)["skipped"]] == ["_data/club.yml"]
    assert report(archive)["records_passed_over"] == []


def test_own_writing_without_a_site_is_told_once_with_what_to_set(archive: Path) -> None:
    for day in (1, 2, 3):
        (archive / f"2024-05-0{day}-mine.md").write_text("---\ntitle: Mine\n---\nIt rains.\n")
    told = build(archive, ".").stderr
    assert told.count("passed over: no address. If it is a page of your own site") == 1
    assert "2024-05-01-mine.md and 2 more files: passed over" in told
    assert 'kg.toml: site = "https://www.example.org"' in told


def test_a_configuration_that_tells_no_address_of_the_site_is_told(archive: Path) -> None:
    (archive / "_config.yml").write_text("title: Club\n")
    told = build(archive, ".").stderr
    assert "_config.yml: passed over: url states no address of the site. Set url" in told
    (passed,) = report(archive)["configurations_passed_over"]
    assert passed["path"] == "_config.yml"


def test_a_configuration_above_the_posts_is_named_from_them(archive: Path) -> None:
    (archive / "_config.yml").write_text("title: Club\n")
    build(archive, "_data")
    (passed,) = report(archive)["configurations_passed_over"]
    assert passed["path"] == "../_config.yml"


def test_what_is_passed_over_is_no_problem_for_strict(archive: Path) -> None:
    assert build(archive, ".", "--strict").returncode == 0
