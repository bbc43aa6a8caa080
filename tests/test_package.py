from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "-w",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(command, check=True)
    (path,) = folder.glob("kg-*.whl")
    return path


def test_ontology_questions_and_page_travel_with_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("ontology", "kg/exporters/page"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                inside = path.relative_to(ROOT).as_posix()
                assert (inside if inside.startswith("kg/") else f"kg/{inside}") in names
    assert not any(name.startswith("tests") for name in names)


def test_an_installed_kg_builds_the_same_bytes_elsewhere(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=True)
    binaries = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin")
    environment = {name: v for name, v in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run(
        [binaries / "python", "-m", "pip", "install", "--quiet", wheel], check=True, env=environment
    )
    options = ["--format=turtle", "--format=graphml", "--format=html", "--format=jsonld"]
    for out, program, cwd in (
        ("installed", [binaries / "kg"], tmp_path),
        ("here", [sys.executable, "-m", "kg"], ROOT),
    ):
        command = [*program, "build", ROOT / "seeds", "-q", "--out", tmp_path / out, *options]
        subprocess.run(command, check=True, cwd=cwd, env=environment)
    for path in (tmp_path / "here").iterdir():
        assert path.read_bytes() == (tmp_path / "installed" / path.name).read_bytes()
