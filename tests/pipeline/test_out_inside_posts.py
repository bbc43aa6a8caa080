"""A build may go into the folder that it reads: what kg wrote there is no post."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from paths import ROOT

import kg
from kg.exporters import outputs
from kg.read.files import find_files

ALL_FORMATS = [
    *("--format", "turtle", "--format", "graphml", "--format", "html"),
    *("--format", "ntriples", "--format", "jsonld"),
]


def post(title: str) -> str:
    return f"---\ntitle: {title}\nwebUrl: https://example.org/{title}\n---\n"


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kg", *arguments],
        capture_output=True, text=True, cwd=cwd, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name[0] != "."}


def report(folder: Path) -> Any:
    return json.loads((folder / "report.json").read_text(encoding="utf-8"))


def titles(posts: Path, out: Path) -> list[str]:
    return sorted(str(article.label) for article in kg.build([posts], out=out).articles)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "one.md").write_text(post("One"))
    return tmp_path


@pytest.mark.parametrize("out", ["out", "."])
@pytest.mark.parametrize("option", ["--no-cache", "-q"])
def test_every_build_has_the_same_bytes(site: Path, out: str, option: str) -> None:
    builds = []
    for _ in range(3):
        done = run("build", ".", "--out", out, option, *ALL_FORMATS, cwd=site)
        assert done.returncode == 0, done.stderr
        builds.append(contents(site / out))
    assert len(builds[0].keys() - {"one.md"}) == 6
    assert builds[0] == builds[1] == builds[2]
    found = {"found": 1, "posts": 1, "taxonomy": 0, "skipped": 0, "failed": 0}
    assert report(site / out)["files"] == found


def test_a_second_build_finds_nothing_changed(site: Path) -> None:
    assert "Done in" in run("build", ".", cwd=site).stdout
    assert run("build", ".", cwd=site).stdout.startswith("Nothing changed: ")


@pytest.mark.parametrize("out", ["out", "."])
def test_check_passes_over_the_same(site: Path, out: str) -> None:
    assert run("build", ".", "--out", out, cwd=site).returncode == 0
    done = run("check", ".", "--out", out, cwd=site)
    assert (done.returncode, done.stdout) == (
        0,
        "No problems found: 1 post, 19 triples, 3 files.\n",
    )


def test_posts_in_the_folder_of_the_build_are_read(site: Path) -> None:
    kg.write(kg.build([site]), site / "out")
    for name in ("graph.md", "report.md", "graph.html.md", "index.html"):
        (site / "out" / name).write_text(post(name.replace(".", "-")))
    assert titles(site, site / "out") == [
        *("One", "graph-html-md", "graph-md", "index-html", "report-md"),
    ]


def test_posts_in_another_folder_of_that_name_are_read(site: Path) -> None:
    kg.write(kg.build([site]), site / "out")
    (site / "2024" / "out").mkdir(parents=True)
    (site / "2024" / "out" / "graph.html").write_text(post("Two"))
    assert titles(site, site / "out") == ["One", "Two"]


def test_a_post_named_as_a_page_would_be_is_read(site: Path) -> None:
    kg.write(kg.build([site]), site / "out", ["turtle"])
    (site / "out" / "graph.html").write_text(post("Two"))
    assert titles(site, site / "out") == ["One", "Two"]


def test_the_page_of_another_build_is_a_file_like_any(site: Path) -> None:
    for out in ("out", "older"):
        kg.write(kg.build([site], out=site / out), site / out)
    skipped = kg.build([site], out=site / "out").account.skipped
    assert [skip.path for skip in skipped] == ["older/graph.html", "older/report.json"]


def test_the_folder_is_known_by_any_of_its_names(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kg.write(kg.build([site]), site / "out")
    (site / "link").symlink_to("out")
    monkeypatch.chdir(site)
    for out in ("out", "./out/", "link", site / "out", "../" + site.name + "/out"):
        assert [file.path for file in find_files(["."], out=out, outputs=outputs())] == ["one.md"]


def test_a_pipe_named_as_the_page_is_not_waited_for(site: Path) -> None:
    os.mkfifo(site / "graph.html")
    assert [file.path for file in find_files([site], out=site, outputs=outputs())] == [
        "graph.html",
        "one.md",
    ]
