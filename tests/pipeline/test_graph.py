from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from paths import TESTS

import kg
from kg.exporters import FORMATS

NEWSROOM = TESTS / "fixtures" / "newsroom"
GOLDEN = TESTS / "golden"
ALL_FORMATS = [part for name in FORMATS for part in ("--format", name)]


def run(*arguments: str | Path, hash_seed: str = "0") -> None:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    command = [sys.executable, "-m", "kg", "build", "-q", *map(str, arguments), *ALL_FORMATS]
    subprocess.run(command, check=True, env=environment)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.parametrize("file", sorted(path.name for path in GOLDEN.glob("graph.*")))
def test_a_build_of_the_newsroom_is_its_golden_file(file: str) -> None:
    graph = kg.build([NEWSROOM], base_iri="https://kg.example/", title="Newsroom & friends")
    (format_,) = (format_ for format_ in FORMATS.values() if format_.file == file)
    golden = (GOLDEN / file).read_text(encoding="utf-8")
    assert "".join(format_.load()(graph)) == golden, "if meant: make refresh"


def test_bytes_do_not_depend_on_hash_seed_order_place_or_workers(tmp_path: Path) -> None:
    run(NEWSROOM, "--out", tmp_path / "one", hash_seed="1")
    moved = tmp_path / "elsewhere"
    shutil.copytree(NEWSROOM, moved)
    files = sorted(map(str, moved.rglob("*.*")), reverse=True)
    run(*files, "--out", tmp_path / "two", "--jobs", "3", hash_seed="2")
    one, two = contents(tmp_path / "one"), contents(tmp_path / "two")
    assert one.keys() == {"report.json", *(format_.file for format_ in FORMATS.values())}
    assert one == two


def test_a_graph_of_workers_is_the_graph_of_one_process() -> None:
    seeds = [NEWSROOM, TESTS.parent / "seeds"]
    alone, divided = kg.build(seeds, jobs=1), kg.build(seeds, jobs=4)
    assert alone == divided
    assert alone.account == divided.account


def test_progress_ends_at_the_whole() -> None:
    for jobs in (1, 3):
        told: list[tuple[int, int]] = []
        kg.build([NEWSROOM], jobs=jobs, progress=lambda *step: told.append(step))  # noqa: B023
        assert told == sorted(told)
        assert told[-1][0] == told[-1][1] > 0


@pytest.mark.parametrize("base", ["", "example", "javascript:x", "https://a b/", "https://a/?q="])
def test_a_base_that_is_none_is_refused(base: str) -> None:
    with pytest.raises(kg.KgError, match="is not a valid base IRI"):
        kg.build([NEWSROOM], base_iri=base)


def test_a_missing_folder_is_told() -> None:
    with pytest.raises(kg.KgError, match="does not exist"):
        kg.build(["nowhere"])


def test_public_names_keep_working_whatever_was_imported_before() -> None:
    code = (
        "import pkgutil, importlib, kg\n"
        "for module in pkgutil.walk_packages(kg.__path__, 'kg.'):\n"
        "    if module.name != 'kg.__main__': importlib.import_module(module.name)\n"
        "print(all(callable(getattr(kg, name)) for name in kg.__all__))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"
