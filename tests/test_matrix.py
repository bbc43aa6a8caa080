from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import matrix
import pytest
from matrix import Pair, Result
from paths import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def pretend(path: Path, *version: int) -> Path:
    """Write a program that answers as a Python of this version would."""
    lines = "\n".join(f"echo {line}" for line in (path, *version))
    return program(path, lines)


def found(tmp_path: Path, **more: str) -> dict[tuple[int, int], str]:
    """Return the programs that count where only what lies in this folder is searched."""
    nowhere = {name: str(tmp_path / "nowhere") for name, _, _ in matrix.MANAGED}
    environment = {**nowhere, "PATH": str(tmp_path / "path"), **more}
    every = matrix.interpreters(environment, (3, 11))
    return {minor: each.program for minor, each in every.items()}


@pytest.fixture(autouse=True)
def _only_what_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrix, "MANAGED", [entry for entry in matrix.MANAGED if entry[0]])


def test_a_program_that_does_not_start_is_no_python(tmp_path: Path) -> None:
    shim = "echo 'pyenv: python3.12: command not found' >&2; exit 127"
    program(tmp_path / "path" / "python3.12", shim)
    assert found(tmp_path) == {}
    real = pretend(tmp_path / "pyenv" / "versions" / "3.12.1" / "bin" / "python3.12", 3, 12, 1)
    assert found(tmp_path, PYENV_ROOT=str(tmp_path / "pyenv")) == {(3, 12): str(real)}


def test_the_latest_of_each_version_counts_and_what_is_too_old_does_not(tmp_path: Path) -> None:
    pretend(tmp_path / "path" / "python3.11", 3, 11, 7)
    pretend(tmp_path / "path" / "python3.10", 3, 10, 13)
    later = pretend(tmp_path / "uv" / "cpython-3.11.9" / "bin" / "python3.11", 3, 11, 9)
    assert found(tmp_path, UV_PYTHON_INSTALL_DIR=str(tmp_path / "uv")) == {(3, 11): str(later)}


def test_an_interpreter_that_is_named_takes_precedence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pretend(tmp_path / "path" / "python3.12", 3, 12, 9)
    named = pretend(tmp_path / "mine" / "python", 3, 12, 1)
    assert found(tmp_path, PYTHONS=f"{named} {tmp_path}/lost") == {(3, 12): str(named)}
    assert capsys.readouterr().out == (
        f"PYTHONS: {tmp_path}/lost does not start. It is left out.\n"
    )


def test_this_python_starts() -> None:
    interpreter = matrix.start(sys.executable)
    assert interpreter is not None
    assert interpreter.version == sys.version_info[:3]


def test_a_short_run_takes_both_ends() -> None:
    assert matrix.plan([(3, 13), (3, 11), (3, 12)], quick=True) == [
        Pair((3, 11), "newest"),
        Pair((3, 13), "newest"),
        Pair((3, 11), "lowest"),
    ]


def test_the_pythons_that_are_declared_begin_with_the_lowest_that_is_required() -> None:
    declared = matrix.declared_pythons(PROJECT)
    assert PROJECT["requires-python"] == ">=" + ".".join(map(str, declared[0]))


def test_every_dependency_has_a_lowest_version() -> None:
    assert len(matrix.floors(PROJECT["dependencies"])) == len(PROJECT["dependencies"])
    with pytest.raises(SystemExit, match="click has no lowest version"):
        matrix.floors(["click"])


RESULTS = [
    Result("3.11.7", "newest", "passed", "9 passed in 1.00s"),
    Result("3.12", "newest", "missing", "no Python 3.12 was found; name it in PYTHONS"),
    Result("3.11.7", "lowest", "failed", "1 failed, 8 passed in 1.00s"),
]


def test_the_summary_has_a_line_for_each_pair_and_ends_with_the_counts() -> None:
    assert matrix.summary(RESULTS).splitlines() == [
        "Python    dependencies  result",
        "3.11.7    newest        passed   9 passed in 1.00s",
        "3.12      newest        missing  no Python 3.12 was found; name it in PYTHONS",
        "3.11.7    lowest        failed   1 failed, 8 passed in 1.00s",
        "",
        "1 passed, 1 failed, 1 skipped",
    ]


def test_one_failure_fails_the_matrix_and_so_does_a_run_of_nothing() -> None:
    assert matrix.exit_code(RESULTS) == 1
    assert matrix.exit_code(RESULTS[:2]) == 0
    assert matrix.exit_code(RESULTS[1:2]) == 1
    assert matrix.exit_code([]) == 1
