"""
Run the tests on every Python that is found, with the newest and the lowest versions allowed.

    make test-matrix                                     # every pair
    make test-matrix PYTHONS="/a/python3.12 python3.14"  # with these interpreters, too
    make test-matrix MATRIX=--quick                      # what fits into a run of CI

"newest" is the newest release of everything, on each Python from 3.11 on. "lowest" is the lowest
version of each direct dependency that pyproject.toml allows, with the test tools from
tests/requirements.lock, on the oldest and the newest Python. The environment and the log of each
pair lie in .venv/matrix. The last lines say of each pair whether it passed, failed, or is missing
because no such Python was found.
"""

from __future__ import annotations

import argparse
import glob
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / ".venv" / "matrix"
LOCK = ROOT / "tests" / "requirements.lock"
UV = [sys.executable, "-m", "uv", "--quiet"]
SECONDS = 3600
"""Time that the tests of one pair may take."""

NEWEST, LOWEST = "newest", "lowest"
PASSED, FAILED, MISSING = "passed", "failed", "missing"

MANAGED = [
    ("PYENV_ROOT", "~/.pyenv", "versions/*/bin"),
    ("UV_PYTHON_INSTALL_DIR", "~/.local/share/uv/python", "*/bin"),
    ("ASDF_DATA_DIR", "~/.asdf", "installs/python/*/bin"),
    ("MISE_DATA_DIR", "~/.local/share/mise", "installs/python/*/bin"),
    ("", "/opt", "python*/bin"),
    ("", "/opt/python", "*/bin"),
    ("", "/Library/Frameworks/Python.framework/Versions", "*/bin"),
]
"""Where interpreters lie that need not be on the PATH: variable, usual folder, folders in it."""

Minor = tuple[int, int]
"""A version of Python as it is declared: (3, 11)."""


class Interpreter(NamedTuple):
    """A Python that starts."""

    program: str
    version: tuple[int, int, int]

    @property
    def minor(self) -> Minor:
        return self.version[:2]


class Pair(NamedTuple):
    """A Python, and the dependencies that the tests run with there."""

    minor: Minor
    dependencies: str


class Result(NamedTuple):
    """How a pair went, and the last line that was printed."""

    python: str
    dependencies: str
    outcome: str
    said: str


# ---- which interpreters there are ---------------------------------------------------------


def start(program: str) -> Interpreter | None:
    """Return the interpreter that a program is, or None if it does not start."""
    code = "import sys; print(sys.executable, *sys.version_info[:3], sep='\\n')"
    try:
        done = subprocess.run([program, "-c", code], capture_output=True, text=True, timeout=60)
        path, *numbers = done.stdout.splitlines()
        major, minor, micro = map(int, numbers)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None  # such as the shim of a version manager, which exits with "command not found"
    return Interpreter(path, (major, minor, micro))


def candidates(environment: Mapping[str, str]) -> Iterator[str]:
    """Yield the programs that may be a Python: those that are named, then those that are found."""
    yield from environment.get("PYTHONS", "").split()
    folders = environment.get("PATH", "").split(os.pathsep)
    for variable, usual, inside in MANAGED:
        folder = Path(environment.get(variable) or usual).expanduser()
        folders.extend(sorted(glob.glob(str(folder / inside))))
    for folder_name in filter(None, folders):
        for path in sorted(Path(folder_name).glob("python3.*")):
            if re.fullmatch(r"python3\.\d+(\.exe)?", path.name):
                yield str(path)


def interpreters(environment: Mapping[str, str], oldest: Minor) -> dict[Minor, Interpreter]:
    """Return one interpreter for each version: the one that is named, or else the latest."""
    named = set(environment.get("PYTHONS", "").split())
    found: dict[Minor, tuple[bool, Interpreter]] = {}
    for program in dict.fromkeys(candidates(environment)):
        interpreter = start(program)
        if interpreter is None:
            if program in named:
                print(f"PYTHONS: {program} does not start. It is left out.", flush=True)
        elif interpreter.minor >= oldest:
            entry = (program in named, interpreter)
            best = found.setdefault(interpreter.minor, entry)
            if (entry[0], interpreter.version) > (best[0], best[1].version):
                found[interpreter.minor] = entry
    return {minor: interpreter for minor, (_, interpreter) in sorted(found.items())}


# ---- what is to be run --------------------------------------------------------------------


def declared_pythons(project: Mapping[str, Any]) -> list[Minor]:
    """Return the versions of Python that the classifiers name, oldest first."""
    lines = "\n".join(project["classifiers"])
    numbers = re.findall(r"^Programming Language :: Python :: (\d+)\.(\d+)$", lines, re.M)
    return sorted((int(major), int(minor)) for major, minor in numbers)


def plan(pythons: Iterable[Minor], *, quick: bool = False) -> list[Pair]:
    """
    Return the pairs that say whether what is declared is true.

    >>> [f"3.{pair.minor[1]} {pair.dependencies}" for pair in plan([(3, 11), (3, 12), (3, 13)])]
    ['3.11 newest', '3.12 newest', '3.13 newest', '3.11 lowest', '3.13 lowest']
    """
    versions = sorted(set(pythons))
    ends = sorted({versions[0], versions[-1]})
    newest = [Pair(minor, NEWEST) for minor in (ends if quick else versions)]
    return newest + [Pair(minor, LOWEST) for minor in (ends[:1] if quick else ends)]


def floors(declared: Iterable[str]) -> list[str]:
    """
    Return requirements that allow the lowest version alone.

    >>> floors(["click>=8.1", "pyvis==0.3.2", "uvloop>=0.21; platform_system != 'Windows'"])
    ['click==8.1', 'pyvis==0.3.2', 'uvloop==0.21; platform_system != "Windows"']
    """
    pinned = []
    for requirement in map(Requirement, declared):
        lowest = [each.version for each in requirement.specifier if each.operator in (">=", "==")]
        if len(lowest) != 1:
            raise SystemExit(f"pyproject.toml: {requirement} has no lowest version. Add >=.")
        marker = f"; {requirement.marker}" if requirement.marker else ""
        pinned.append(f"{requirement.name}=={lowest[0]}{marker}")
    return pinned


# ---- running it ---------------------------------------------------------------------------


def install(pair: Pair, interpreter: Interpreter, folder: Path, declared: Sequence[str]) -> None:
    """Make the environment of a pair, with kg in it."""
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([interpreter.program, "-m", "venv", folder], check=True)
    python, resolved = str(folder / "bin" / "python"), str(folder / "requirements.txt")
    resolve = [*UV, "pip", "compile", "pyproject.toml", "--extra", "test"]
    resolve += ["--python", python, "--output-file", resolved]
    if pair.dependencies == LOWEST:
        (folder / "floors.txt").write_text("\n".join(floors(declared)), encoding="utf-8")
        shutil.copy(LOCK, resolved)  # what it holds is kept where the floors allow it
        resolve += ["--constraint", str(folder / "floors.txt")]
    fill = [*UV, "pip", "install", "--python", python]
    wheels = ["--no-build", "--requirement", resolved]  # who installs kg need not compile
    this = ["--no-deps", "--no-build-isolation", "--editable", "."]
    with (folder / "install.log").open("w") as log:
        for command in (resolve, [*fill, *wheels], [*fill, *this]):
            subprocess.run(command, check=True, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)


def run(
    pair: Pair, interpreter: Interpreter, declared: Sequence[str], options: list[str]
) -> Result:
    """Return how the tests of a pair went. What they printed lies in a log."""
    python = ".".join(map(str, interpreter.version))
    folder = WORK / f"{python}-{pair.dependencies}"
    log = folder / "tests.log"
    print(f"Python {python}, {pair.dependencies} dependencies: {log.relative_to(ROOT)}", flush=True)
    try:
        install(pair, interpreter, folder, declared)
        with log.open("w") as stream:
            command = [
                str(folder / "bin" / "python"),
                "-m",
                "pytest",
                "--numprocesses",
                "2",
                *options,
            ]
            done = subprocess.run(
                command, cwd=ROOT, stdout=stream, stderr=subprocess.STDOUT, timeout=SECONDS
            )
    except subprocess.CalledProcessError:
        said = (folder / "install.log").read_text(encoding="utf-8")
        print(said, flush=True)
        return Result(python, pair.dependencies, FAILED, "cannot be installed")
    except subprocess.TimeoutExpired:
        return Result(python, pair.dependencies, FAILED, f"ran for more than {SECONDS} seconds")
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    if done.returncode != 0:
        start_of_report = next((i for i, line in enumerate(lines) if "= FAILURES" in line), -50)
        print("\n".join(lines[start_of_report:]), flush=True)
    outcome = FAILED if done.returncode else PASSED
    return Result(python, pair.dependencies, outcome, lines[-1] if lines else "")


def summary(results: Sequence[Result]) -> str:
    """Return a line for each pair, and how many there are of each kind."""
    count = {
        outcome: sum(result.outcome == outcome for result in results)
        for outcome in (PASSED, FAILED, MISSING)
    }
    rows = [("Python", "dependencies", "result", ""), *results]
    lines = [f"{python:8}  {kind:12}  {how:7}  {said}".rstrip() for python, kind, how, said in rows]
    missing = f", {count[MISSING]} skipped" if count[MISSING] else ""
    return "\n".join([*lines, "", f"{count[PASSED]} passed, {count[FAILED]} failed{missing}"])


def exit_code(results: Sequence[Result]) -> int:
    """Return 0 if something was run and nothing failed."""
    outcomes = {result.outcome for result in results}
    return 0 if PASSED in outcomes and FAILED not in outcomes else 1


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="run fewer pairs, without slow tests")
    parser.add_argument("--only", help="run only this pair, such as 3.12-lowest")
    parser.add_argument("options", nargs="*", help="options of pytest, after --")
    given = parser.parse_args()
    described = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = described["project"]
    pythons = declared_pythons(project)
    found = interpreters(os.environ, pythons[0])
    declared = [*described["build-system"]["requires"], *project["dependencies"]]
    options = ["-m", "not slow", *given.options] if given.quick else given.options
    results = []
    for pair in plan([*pythons, *found], quick=given.quick):
        name = ".".join(map(str, pair.minor))
        if given.only not in (None, f"{name}-{pair.dependencies}"):
            continue
        if pair.minor in found:
            results.append(run(pair, found[pair.minor], declared, options))
        else:
            said = f"no Python {name} was found; name it in PYTHONS"
            results.append(Result(name, pair.dependencies, MISSING, said))
    print(f"\n{summary(results)}")
    return exit_code(results)


if __name__ == "__main__":
    raise SystemExit(main())
