from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from paths import ROOT

LOCK = ROOT / "tests" / "requirements.lock"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


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
        "--no-build-isolation",  # it would fetch the newest build backend
        "-w",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(command, check=True)
    (path,) = folder.glob("news_kg-*.whl")
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
    versions = tmp_path / "versions.txt"  # it gets what it declares, in the versions under test
    versions.write_text(
        "".join(f"{d.name}=={d.version}\n" for d in distributions() if d.name != "news-kg")
    )
    install = [
        *(str(binaries / "python"), "-m", "pip", "install", "--quiet"),
        *("--constraint", str(versions), str(wheel)),
    ]
    subprocess.run(install, check=True, env=environment)
    options = ["--format=turtle", "--format=graphml", "--format=html", "--format=jsonld"]
    for out, program, cwd in (
        ("installed", [binaries / "kg"], tmp_path),
        ("here", [sys.executable, "-m", "kg"], ROOT),
    ):
        command = [*program, "build", ROOT / "seeds", "-q", "--out", tmp_path / out, *options]
        subprocess.run(command, check=True, cwd=cwd, env=environment)
    for path in (tmp_path / "here").iterdir():
        assert path.read_bytes() == (tmp_path / "installed" / path.name).read_bytes()


def imported(folder: Path) -> set[str]:
    """Return the packages that the modules of a folder import anywhere, by their first name."""
    names = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names.add(str(node.module).partition(".")[0])
    return names - set(sys.stdlib_module_names)


def test_all_that_kg_imports_is_declared() -> None:
    # A package that is named other than what installs it.
    distributed = {"yaml": "pyyaml", "Stemmer": "pystemmer", "stop_words": "stop-words"}
    dependencies = map(Requirement, PROJECT["project"]["dependencies"])
    declared = {canonicalize_name(requirement.name) for requirement in dependencies}
    optional = {"pandas", "polars"}  # answers become their frames for those who have them
    assert optional <= PROJECT["project"]["optional-dependencies"].keys()
    names = imported(ROOT / "kg") - optional - {"kg"}
    assert {distributed.get(name, name) for name in names} <= declared


def locked() -> dict[str, list[Requirement]]:
    """Return what the lock holds by name: once for each version, with its marker."""
    found: dict[str, list[Requirement]] = {}
    for line in LOCK.read_text(encoding="utf-8").splitlines():
        if not line.startswith(" "):
            requirement = Requirement(line.removesuffix("\\"))
            found.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return found


def test_the_lock_holds_all_that_is_declared_in_a_version_that_is_allowed() -> None:
    project = PROJECT["project"]
    declared = [
        *PROJECT["build-system"]["requires"],
        *project["dependencies"],
        *project["optional-dependencies"]["test"],
    ]
    found = locked()
    for requirement in map(Requirement, declared):
        entries = found.get(canonicalize_name(requirement.name), [])
        assert entries, f"{requirement.name} is not locked. Run: make lock"
        for entry in entries:
            (pin,) = entry.specifier
            assert pin.operator == "=="
            assert pin.version in requirement.specifier, f"{entry} is outside {requirement}"


def test_the_lock_has_a_hash_for_each_package_and_no_address() -> None:
    text = LOCK.read_text(encoding="utf-8")
    packages = re.findall(r"^\S.*\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+", text, re.M)
    assert "".join(packages) == text
    assert "://" not in text


def test_the_lock_of_npm_has_a_hash_for_each_package_and_no_address() -> None:
    text = (ROOT / "tests" / "node" / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    assert all(entry["integrity"] for name, entry in packages.items() if name)
    assert not any("resolved" in entry for entry in packages.values())
