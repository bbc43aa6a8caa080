"""What becomes of a command that lacks its streams, its reader, memory or files."""

from __future__ import annotations

import hashlib
import os
import resource
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from paths import ROOT

NEWSROOM = ROOT / "tests" / "fixtures" / "newsroom"
KG = f"{shlex.quote(sys.executable)} -m kg"


def shell(
    script: str, cwd: Path, prepare: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a script for bash in which $KG is the command and $POSTS an archive."""
    environment = {**os.environ, "KG": KG, "POSTS": str(NEWSROOM), "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        ["bash", "-c", script],
        capture_output=True, text=True, errors="backslashreplace", cwd=cwd, env=environment,
        preexec_fn=prepare,
    )  # fmt: skip


def kg(
    *arguments: str | bytes, cwd: Path, prepare: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kg", *arguments],
        capture_output=True, text=True, errors="backslashreplace", cwd=cwd, preexec_fn=prepare,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def contents(folder: Path) -> dict[str, str]:
    """Return the hash of each file of a build by its name."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.is_file()
    }


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("build")
    assert kg("build", str(NEWSROOM), "--no-cache", cwd=folder).returncode == 0
    return folder / "out"


@pytest.fixture
def built(tmp_path: Path, build: Path) -> Path:
    """Return a folder with a build in `out`."""
    shutil.copytree(build, tmp_path / "out")
    return tmp_path


# ---- no streams -----------------------------------------------------------------------------

CLOSED = [">&-", "2>&-", ">&- 2>&-", "<&-", "<&- >&- 2>&-"]


@pytest.mark.parametrize("closed", CLOSED)
def test_without_streams_the_same_is_built(built: Path, closed: str) -> None:
    # Problems are told on the way, so there is something that could get into a file.
    (built / "bad.md").write_text("---\ntitle: [\n---\n")
    options = "$POSTS bad.md --no-cache --format turtle --format ntriples --out"
    usual = shell(f"$KG build {options} usual", built)
    done = shell(f"$KG build {options} there {closed}", built)
    assert done.returncode == usual.returncode == 0, done.stderr
    assert contents(built / "there") == contents(built / "usual")
    assert ">&-" in closed or "Done in" in done.stdout


@pytest.mark.parametrize("closed", [">&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("command", ["check $POSTS", "query 'ASK {}'", "query -", "ask"])
def test_without_streams_no_command_fails(built: Path, command: str, closed: str) -> None:
    done = shell(f"$KG {command} </dev/null {closed}", built)
    assert done.returncode == (2 if command == "query -" else 0), done.stderr
    assert "Traceback" not in done.stderr


def test_streams_that_python_has_none_of_are_no_failure(built: Path) -> None:
    code = (
        "import sys; sys.stdin = sys.stdout = sys.stderr = None;"
        "sys.argv = ['kg', 'build', sys.argv[1], '--out', 'there', '--no-cache'];"
        "from kg.cli import run; run()"
    )
    done = subprocess.run([sys.executable, "-c", code, NEWSROOM], cwd=built, check=False)
    assert done.returncode == 0
    assert contents(built / "there") == contents(built / "out")


def test_what_a_stream_cannot_show_is_shown_by_its_number(tmp_path: Path) -> None:
    done = shell("PYTHONIOENCODING=cp1252 $KG build $POSTS --no-cache --out 图", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "  \\u56fe/graph.ttl " in done.stdout


# ---- no reader ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reader", "option"),
    [("| true", "--no-cache"), ("| head -n 1", ""), ("2>&1 | true", "-v"), ("2>&1 | true", "-q")],
)
def test_a_build_that_nobody_reads_is_done(tmp_path: Path, reader: str, option: str) -> None:
    (tmp_path / "bad.md").write_text("---\ntitle: [\n---\n")
    script = f"$KG build . $POSTS {option} --format turtle {reader}; echo ${{PIPESTATUS[0]}} >&2"
    done = shell(script, tmp_path)
    assert done.stderr.splitlines()[-1] == "0"
    assert "Error" not in done.stderr
    assert (tmp_path / "out" / "graph.ttl").exists()


@pytest.mark.parametrize(("posts", "status"), [("$POSTS", "0"), ("$POSTS bad.md", "1")])
def test_a_check_that_nobody_reads_has_its_status(built: Path, posts: str, status: str) -> None:
    (built / "bad.md").write_text("---\ntitle: [\n---\n")
    shell("$KG build $POSTS --no-cache", built)
    done = shell(f"$KG check {posts} 2>&1 | true; echo ${{PIPESTATUS[0]}} >&2", built)
    assert done.stderr == f"{status}\n"


@pytest.mark.parametrize(
    "command", ["query 'SELECT * { ?s ?p ?o }'", "ask", "--help", "query nonsense 2>&1"]
)
def test_an_answer_that_nobody_reads_ends_as_usual(built: Path, command: str) -> None:
    script = f"(sleep 1; exec $KG {command}) | true; echo ${{PIPESTATUS[0]}} >&2"
    assert shell(script, built).stderr == f"{128 + signal.SIGPIPE}\n"


# ---- arguments ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["query", b'ASK {"\xff"}'],
        ["ask", "headlines-with", "--word", b"\xff"],
        ["build", str(NEWSROOM), "--title", b"x\xff"],
        ["build", str(NEWSROOM), "--base-iri", b"https://example.org/\xff/"],
    ],
)
def test_a_text_that_is_not_utf8_is_misuse(built: Path, arguments: list[str | bytes]) -> None:
    before = contents(built / "out")
    done = kg(*arguments, cwd=built)
    assert done.returncode == 2
    assert done.stderr.endswith(" is not valid UTF-8. Write it in UTF-8.\n")
    assert contents(built / "out") == before


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["build", b"\xff.md"], 2),
        (["build", b"posts\xff", "--out", b"out\xff", "--cache", b"cache\xff"], 0),
        (["check", b"posts\xff", "--out", b"nowhere\xff"], 1),
        (["query", "ASK {}", "--data", b"\xff.ttl"], 1),
        (["query", b"\xff.rq"], 2),
        (["query", b"ask\xff"], 0),
        (["ask", b"\xff"], 2),
        (["serve", b"\xff"], 1),
        ([b"\xff"], 2),
        (["build", b"--\xff"], 2),
        (["build", "--format", b"\xff"], 2),
    ],
)
def test_a_name_that_is_not_utf8_is_a_name(
    built: Path, arguments: list[str | bytes], status: int
) -> None:
    folder = os.fsencode(built) + b"/posts\xff"
    os.mkdir(folder)
    with open(folder + b"/one.md", "w") as stream:
        stream.write("---\ntitle: One\nwebUrl: https://example.org/one\n---\n")
    with open(os.fsencode(built) + b"/ask\xff", "w") as stream:
        stream.write("ASK {}")
    done = kg(*arguments, cwd=built)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    assert (status == 0) == (done.stderr == ""), done.stderr


def test_where_the_locale_is_not_utf8_a_text_in_utf8_is_understood(tmp_path: Path) -> None:
    done = shell(
        "LC_ALL=C PYTHONCOERCECLOCALE=0 PYTHONUTF8=0 $KG build $POSTS --title 'Über' --no-cache",
        tmp_path,
    )
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "out" / "graph.ttl").read_text(encoding="utf-8")
    assert 'dcterms:title "Über" ;' in text


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["build", "posts", "--out", ""], "folder"),
        (["build", "posts", "--cache", ""], "folder"),
        (["check", "posts", "--out", ""], "folder"),
        (["serve", ""], "folder"),
        (["query", "ASK {}", "--data", ""], "file"),
        (["ask", "--data", "", "most-linked-articles"], "file"),
        (["ask", "most-linked-articles", "--data", ""], "file"),
    ],
)
def test_a_name_that_is_empty_is_misuse(tmp_path: Path, arguments: list[str], what: str) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "one.md").write_text(
        "---\ntitle: One\nwebUrl: https://example.org/one\n---\n"
    )
    done = kg(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.endswith(f": The name is empty. Give the name of a {what}.\n")
    assert [path.name for path in tmp_path.iterdir()] == ["posts"]


def test_without_a_name_of_posts_nothing_is_read(tmp_path: Path) -> None:
    done = kg("build", "", cwd=tmp_path)
    assert done.returncode == 2
    assert "Path '' does not exist." in done.stderr


# ---- too little of what the system gives ----------------------------------------------------


def limit(what: int, most: int) -> None:
    resource.setrlimit(what, (most, most))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere this limit is not kept")
@pytest.mark.parametrize("megabytes", [56])
def test_too_little_memory_is_told_and_nothing_is_changed(built: Path, megabytes: int) -> None:
    few = partial(limit, resource.RLIMIT_AS, megabytes << 20)
    before = contents(built / "out")
    (built / "more.md").write_text("---\ntitle: More\nwebUrl: https://example.org/more\n---\n")
    done = kg("build", str(NEWSROOM), "more.md", "--no-cache", cwd=built, prepare=few)
    if done.returncode == 0:
        pytest.skip("that is enough here")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")
    assert "ore memory" in done.stderr or "not enough memory" in done.stderr
    assert "Traceback" not in done.stderr
    assert contents(built / "out") == before


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere this limit is not kept")
@pytest.mark.parametrize("megabytes", [100, 400])
def test_a_query_without_memory_for_the_engine_is_told(built: Path, megabytes: int) -> None:
    few = partial(limit, resource.RLIMIT_AS, megabytes << 20)
    done = kg("query", "ASK {}", cwd=built, prepare=few)
    assert (done.returncode, done.stderr) == (
        1,
        "Error: Out of memory. Allow more memory, or process fewer files at once.\n",
    )


def test_memory_that_runs_out_is_told(tmp_path: Path) -> None:
    code = (
        "import sys, kg.pipeline.rebuild; from kg.cli import run\n"
        "def rebuild(*_, **__): raise MemoryError\n"
        "kg.pipeline.rebuild.rebuild = rebuild; sys.argv = ['kg', 'build', sys.argv[1]]; run()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, NEWSROOM], cwd=tmp_path, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (
        1,
        "Error: Out of memory. Allow more memory, or process fewer files at once.\n",
    )


@pytest.mark.parametrize("most", [5, 6])
def test_too_few_open_files_are_told_as_that(built: Path, most: int) -> None:
    few = partial(limit, resource.RLIMIT_NOFILE, most)
    (built / "more.md").write_text("---\ntitle: More\nwebUrl: https://example.org/more\n---\n")
    done = kg("build", str(NEWSROOM), "more.md", "--no-cache", cwd=built, prepare=few)
    if done.returncode:
        assert done.returncode == 1
        assert done.stderr == (
            "Error: Too many open files."
            " Raise the limit, for example with 'ulimit -n 256'. No file was changed.\n"
        )
    assert most > 5 or done.returncode == 1


def test_a_current_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    done = shell("cd here; rmdir ../here; $KG build . --no-cache", tmp_path)
    assert done.returncode == 1
    assert done.stderr == "Error: The current folder no longer exists. Change to another.\n"
