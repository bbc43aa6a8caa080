"""
What differs between systems, tested on any of them by calling the functions directly.

Paths of Windows come from `ntpath`, which Python has everywhere; that other systems start
processes anew, where Linux forks, is a start method that Linux has, too.
"""

from __future__ import annotations

import multiprocessing
import ntpath
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path, PureWindowsPath
from types import ModuleType
from typing import Any

import pytest
from paths import NEWSROOM, ROOT

import kg
from kg.check.findings import Finding, to_github
from kg.cli import console
from kg.errors import KgError
from kg.exporters import FORMATS
from kg.model.account import REPORT
from kg.pipeline import background, output, watching
from kg.pipeline.background import Background
from kg.read import files
from kg.serve import processes
from kg.serve.app import may_be_served
from kg.sparql.prepare import prepare
from kg.sparql.questions import parse_question, read_questions

DEVICES = [
    *("CON", "con", "PRN", "AUX", "NUL", "nul.md", "COM1", "COM9.txt", "LPT1", "lpt9"),
    *("CONIN$", "CONOUT$", "COM¹", "NUL .txt", "nul.tar.gz"),
]
"""Names that Windows takes for devices in every folder."""


class _Windows:
    """The module `os` as far as names of files go: as on Windows."""

    name, sep, path = "nt", "\\", ntpath

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)


@pytest.fixture
def on_windows(monkeypatch: pytest.MonkeyPatch) -> Callable[[ModuleType], None]:
    """Return what lets a module take names of files as Windows does, in C:\\Users\\editor."""
    monkeypatch.setattr(ntpath, "abspath", partial(ntpath.join, r"C:\Users\editor"))
    return lambda module: monkeypatch.setattr(module, "os", _Windows())


# ---- drive letters and backslashes --------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "shared"),
    [
        ([r"C:\news\2024\a.md", r"C:\news\2023\b.md"], r"C:\news"),
        ([r"C:\news\a.md", r"c:\NEWS\b.md"], r"C:\news"),
        (["posts/a.md", r"posts\b.md"], r"C:\Users\editor\posts"),
        ([r"\\server\share\news\a.md", r"\\server\share\b.md"], "\\\\server\\share\\"),
    ],
)
def test_the_folder_that_posts_share(
    arguments: list[str], shared: str, on_windows: Callable[[ModuleType], None]
) -> None:
    on_windows(files)
    assert ntpath.normcase(files.shared_folder(arguments)) == ntpath.normcase(shared)


@pytest.mark.parametrize("other", [r"D:\news\b.md", r"\\server\share\b.md"])
def test_posts_on_several_drives_are_an_error_that_says_so(
    other: str, on_windows: Callable[[ModuleType], None]
) -> None:
    on_windows(files)
    with pytest.raises(KgError, match=r"several drives: C:, .*Name folders on one drive\."):
        files.shared_folder([r"C:\news\a.md", other])


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (r"C:\Users\editor\posts\a.md", "posts/a.md"),
        (r"C:\Users\news\a.md", "../news/a.md"),
        (r"posts\2024\a.md", "posts/2024/a.md"),
        (r"D:\news\a.md", "D:/news/a.md"),
        (r"\\server\share\a.md", "//server/share/a.md"),
    ],
)
def test_messages_name_files_with_slashes_and_those_of_another_drive_in_full(
    path: str, shown: str, on_windows: Callable[[ModuleType], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    on_windows(console)
    relative = ntpath.relpath
    monkeypatch.setattr(ntpath, "relpath", lambda path: relative(path, r"C:\Users\editor"))
    assert console.from_here(path) == shown


def test_a_drive_letter_does_not_end_the_file_name_of_an_annotation() -> None:
    path = PureWindowsPath(r"D:\news\a.md").as_posix()
    line = to_github(Finding(path, 3, "has no title.", "Add one.", "posts"))
    assert re.search(r"file=D%3A/news/a\.md,line=3[,:]", line)


def test_notices_of_windows_are_compared_with_the_names_that_are_read(
    on_windows: Callable[[ModuleType], None],
) -> None:
    on_windows(watching)
    seen: Any = watching._Watcher.__new__(watching._Watcher)
    seen._out, seen._names = r"C:\out", {r"C:\news": None}
    concerns = partial(seen._concerns, None)
    assert concerns(r"C:\news\2024\a.md")
    assert not concerns(r"C:\news\.git\a.md")
    assert not concerns(rf"C:\out\{REPORT}")


# ---- reserved names -----------------------------------------------------------------------


@pytest.mark.parametrize("name", DEVICES)
def test_no_device_is_served_on_windows(name: str) -> None:
    for path in (name, f"folder/{name}", f"folder\\{name}", f"{name}/graph.ttl"):
        assert not may_be_served(path, windows=True)
        assert may_be_served(path, windows=False)


@pytest.mark.parametrize(
    "path", ["C:/out/graph.ttl", r"C:\out\graph.ttl", "C:graph.ttl", "graph.ttl::$DATA"]
)
def test_neither_drives_nor_streams_are_served_on_windows(path: str) -> None:
    assert not may_be_served(path, windows=True)


@pytest.mark.parametrize(
    "path", ["", "graph.ttl", "console.html", "a/null.md", "com10", "auxiliary"]
)
def test_other_names_are_served_on_windows(path: str) -> None:
    assert may_be_served(path, windows=True)


@pytest.mark.parametrize("path", [".graph.store/kg.json", "..\\secret", "../secret", "a/.git/b"])
def test_what_is_hidden_is_served_nowhere(path: str) -> None:
    assert not may_be_served(path, windows=True)
    assert not may_be_served(path, windows=False)


def test_a_device_is_no_file_to_read() -> None:
    with pytest.raises(OSError, match="it is not a regular file"):
        files.read_bytes(os.devnull)


def test_a_device_among_the_posts_is_told_and_the_rest_is_built(tmp_path: Path) -> None:
    (tmp_path / "rain.md").write_text("---\ntitle: Rain\nwebUrl: https://example.org/r\n---\n")
    built = kg.build([tmp_path / "rain.md", os.devnull])
    assert [article.label for article in built.articles] == ["Rain"]


def test_a_build_writes_no_file_whose_name_windows_reserves() -> None:
    for name in (REPORT, *(each.file for each in FORMATS.values())):
        assert may_be_served(name, windows=True)


def test_every_file_of_the_repository_can_be_checked_out_on_windows() -> None:
    git = shutil.which("git")
    if not git or not (ROOT / ".git").exists():
        pytest.skip("no git, or no clone")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    paths = listed.stdout.decode().strip("\0").split("\0")
    for path in paths:
        assert not re.search(r'[<>:"|?*\\\x00-\x1f]', path), path
        for part in path.split("/"):
            assert not part.endswith((".", " ")), path
            assert may_be_served(part.lstrip("."), windows=True), path
        assert len(path) < 160, path
    folded = [path.casefold() for path in paths]
    assert len(set(folded)) == len(folded)


# ---- CR LF --------------------------------------------------------------------------------


@pytest.fixture
def with_crlf(tmp_path: Path) -> Path:
    """Return a copy of the newsroom whose lines end as in files of Windows."""
    for path in NEWSROOM.rglob("*"):
        if path.is_file():
            copy = tmp_path / path.relative_to(NEWSROOM)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    return tmp_path


def test_posts_whose_lines_end_in_crlf_give_the_same_graph(with_crlf: Path) -> None:
    expected, found = kg.build([NEWSROOM]), kg.build([with_crlf])
    assert found == expected
    assert [problem[:3] for problem in found.account.problems] == [
        problem[:3] for problem in expected.account.problems
    ]


def test_no_text_of_a_build_depends_on_how_the_system_ends_lines(
    with_crlf: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    out = tmp_path_factory.mktemp("out")
    kg.write(kg.build([with_crlf]), out, sorted(FORMATS))
    for path in out.iterdir():
        assert b"\r\n" not in path.read_bytes(), path.name


def test_questions_and_queries_may_have_crlf() -> None:
    for question in read_questions().values():
        text = question.text.replace("\n", "\r\n")
        again = parse_question(question.name, text)
        assert (again.title, again.parameters) == (question.title, question.parameters)
    assert prepare("ASK {\r\n  # nothing\r\n  ?a ?b ?c\r\n}\r\n").form


# ---- processes are started anew -----------------------------------------------------------


@pytest.fixture
def without_fork(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let processes start as on Windows and macOS; return the start methods that were asked for."""
    asked: list[str] = []
    get_context = multiprocessing.get_context

    def note(method: str | None = None) -> Any:
        asked.append(str(method))
        return get_context(method)

    for module in (background, output):
        monkeypatch.setattr(module, "forks", lambda: False)
    monkeypatch.setattr(multiprocessing, "get_context", note)
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    return asked


def test_a_call_is_made_in_a_process_that_was_started_anew(without_fork: list[str]) -> None:
    with Background(os.getpid) as call:
        assert call.result() != os.getpid()
    assert without_fork == ["spawn"]


def test_what_a_call_raises_there_is_raised_here(without_fork: list[str]) -> None:
    with Background(partial(int, "x")) as call, pytest.raises(ValueError, match="invalid literal"):
        call.result()
    assert without_fork == ["spawn"]


def test_a_build_of_processes_that_were_started_anew_is_that_of_one(
    without_fork: list[str],
) -> None:
    alone, divided = kg.build([NEWSROOM], jobs=1), kg.build([NEWSROOM], jobs=2)
    assert without_fork == ["spawn"]
    assert alone == divided
    assert alone.account == divided.account


def test_files_are_the_same_whichever_way_processes_start(
    without_fork: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = kg.build([NEWSROOM])
    monkeypatch.setattr(output, "MANY_ARTICLES", 0)
    kg.write(built, tmp_path, sorted(FORMATS))
    for format_ in FORMATS.values():
        if format_.name != "html":
            written = (tmp_path / format_.file).read_text(encoding="utf-8")
            assert written == "".join(format_.load()(built))
    assert without_fork == ["spawn"]


def test_the_processes_of_a_server_are_started_anew(without_fork: list[str]) -> None:
    assert processes._context().get_start_method() == "spawn"
    assert without_fork == ["spawn"]


def test_linux_alone_forks(monkeypatch: pytest.MonkeyPatch) -> None:
    for system in ("darwin", "win32", "freebsd14"):
        monkeypatch.setattr("sys.platform", system)
        assert not background.forks()


def test_a_system_without_locks_of_files_builds_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "fcntl", None)
    kg.write(kg.build([NEWSROOM]), tmp_path, ["ntriples"])
    assert (tmp_path / "graph.nt").stat().st_size
