from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from paths import ROOT

import kg

NEWSROOM = ROOT / "tests" / "fixtures" / "newsroom"
GOOD = "---\ntitle: Rain\nwebUrl: https://example.org/rain\n---\n"


def run(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run `kg` as a person would, in a pipe."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "kg", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", cwd=cwd, env=environment
    )


def test_without_arguments_it_reads_seeds_and_writes_out(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "rain.md").write_text(GOOD)
    done = run("build", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        *("graph.ttl", "graph.graphml"),
        *("graph.html", "report.json"),
    }


def test_the_summary_counts_what_is_in_the_graph(tmp_path: Path) -> None:
    done = run("build", NEWSROOM, "--out", tmp_path)
    graph = kg.build([NEWSROOM])
    figures = dict(re.findall(r"^  (\w[\w ]*?)  +([\d,]+)\b", done.stdout, re.M))
    assert figures["posts read"] == "2"
    assert figures["skipped"] == "1"
    assert figures["articles"] == str(len(graph.articles))
    assert figures["links"] == str(len(list(graph.links)))
    assert "1 type: webinar" in done.stdout
    assert f"{tmp_path}/graph.ttl" in done.stdout


def test_the_summary_counts_people_where_there_are_any(tmp_path: Path) -> None:
    assert "  people" not in run("build", NEWSROOM, "--out", tmp_path / "newsroom").stdout
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "rain.md").write_text(
        "---\ntitle: Rain\nlink: https://example.org/rain\nauthors: [Jane Doe, John Roe]\n---\n"
    )
    done = run("build", "posts", cwd=tmp_path)
    assert re.search(r"^  people  +2$", done.stdout, re.M), done.stdout
    assert re.search(r"^  links  +3  publishedBy, author$", done.stdout, re.M), done.stdout


def test_the_last_lines_say_what_to_do_next_and_it_works(tmp_path: Path) -> None:
    done = run("build", NEWSROOM, "--out", tmp_path)
    look, ask, more = (line.partition(":")[2].strip() for line in done.stdout.splitlines()[-3:])
    assert Path(look.split()[1]).exists()
    answer, questions = (
        subprocess.run(words, shell=True, capture_output=True, text=True, cwd=ROOT)  # noqa: S602
        for words in (ask, more)
    )
    assert "Weekly" in answer.stdout, answer.stderr
    assert "most-linked-articles" in questions.stdout, questions.stderr


def test_a_bad_post_is_told_and_everything_else_is_built(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "rain.md").write_text(GOOD)
    (tmp_path / "posts" / "bad.md").write_text("---\ntitle: 'open\n---\n")
    done = run("build", "posts", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr.startswith("posts/bad.md:2: ")
    assert "Traceback" not in done.stderr
    assert "failed" in done.stdout
    assert "example.org/rain" in (tmp_path / "out" / "graph.ttl").read_text()
    assert run("build", "posts", "--strict", cwd=tmp_path).returncode == 1


def test_when_nothing_can_be_read_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_text("---\ntitle: [\n---\n")
    done = run("build", ".", cwd=tmp_path)
    assert done.returncode == 1
    assert "No post could be read in ., so nothing was written." in done.stderr
    assert not (tmp_path / "out").exists()


def test_many_problems_alike_are_shown_in_part_unless_asked(tmp_path: Path) -> None:
    (tmp_path / "rain.md").write_text(GOOD)
    for at in range(12):
        (tmp_path / f"{at}.md").write_text("---\ntitle: Rain\nlink_url: soon\n---\n")
    some = run("build", ".", cwd=tmp_path).stderr
    assert "... and 7 more: has no URL. Use -v to list them." in some
    assert run("build", ".", "-v", cwd=tmp_path).stderr.count("has no URL") == 12


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["build", "nowhere"], "'nowhere' does not exist"),
        (["build", "--format", "pdf"], "'pdf' is not one of"),
        (["build", "--jobs", "0"], "not in the range"),
        (["biuld"], "No such command 'biuld'"),
    ],
)
def test_misuse_exits_with_2_and_says_why(arguments: list[str], said: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_base_that_is_none_exits_with_1_and_a_sentence(tmp_path: Path) -> None:
    done = run("build", NEWSROOM, "--out", tmp_path, "--base-iri", "a b")
    assert done.returncode == 1
    assert done.stderr == (
        "Error: 'a b' is not a valid base IRI. Write it as https://example.org/kg/.\n"
    )


def test_an_output_that_is_a_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    done = run("build", NEWSROOM, "--out", tmp_path / "out" / "deep")
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_quiet_says_nothing_when_all_is_well(tmp_path: Path) -> None:
    done = run("build", NEWSROOM, "--out", tmp_path, "-q")
    assert (done.stdout, done.stderr) == ("", "")


def test_progress_is_shown_on_a_terminal_only(tmp_path: Path) -> None:
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "kg", "build", str(NEWSROOM), "--out", str(tmp_path)]
    with subprocess.Popen(command, stdout=follower, stderr=follower, cwd=ROOT) as process:
        process.wait()
    os.close(follower)
    seen = os.read(leader, 1 << 16).decode()
    os.close(leader)
    assert "Reading" in seen
    assert "100%" in seen
    assert "Reading" not in run("build", NEWSROOM, "--out", tmp_path).stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_log_on_a_full_disk_is_told_in_a_sentence(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kg", "build", str(NEWSROOM), "--out", str(tmp_path)]
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    assert done.returncode == 1
    assert done.stderr == (
        "Error: Cannot write to the output: No space left on device."
        " Free some space, or write elsewhere.\n"
    )
    assert (tmp_path / "graph.ttl").exists()


def test_version_is_the_packages() -> None:
    assert run("--version").stdout == f"kg, version {kg.__version__}\n"


@pytest.mark.parametrize("command", [[], ["build"]])
def test_help_ends_in_an_example(command: list[str]) -> None:
    assert (
        run(*command, "--help").stdout.rstrip().splitlines()[-1].strip().startswith("Example: kg")
    )


@pytest.mark.parametrize("command", [[], ["ask"]])
def test_help_imports_no_heavy_library(command: list[str]) -> None:
    arguments = [*command, "--help"]
    code = (
        f"import sys, kg.cli; kg.cli.main({arguments}, standalone_mode=False); print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "click" in loaded
    heavy = "networkx rdflib pyoxigraph pyvis yaml jinja2 IPython numpy"
    assert loaded.isdisjoint(heavy.split())


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_there_is_completion_for_each_shell(shell: str) -> None:
    environment = {**os.environ, "_KG_COMPLETE": f"{shell}_source"}
    code = "from kg.cli import main; main(prog_name='kg')"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, cwd=ROOT
    )
    assert "_KG_COMPLETE" in done.stdout


def test_a_value_that_is_read_as_meant_is_told_once_for_each_kind(tmp_path: Path) -> None:
    posts = tmp_path / "posts"
    posts.mkdir()
    for name in ("a", "b"):
        text = f"---\ntitle: Rain\nwebUrl: https://example.org/{name}\ntopics: NPC\n---\n"
        (posts / f"{name}.md").write_text(text)
    done = run("build", "posts", "--no-cache", cwd=tmp_path)
    assert done.stderr == (
        "posts/a.md: topics is a string, read as a list (2 times). report.json lists them.\n"
    )
    assert done.returncode == 0
    assert run("build", "posts", "--no-cache", "--strict", "-q", cwd=tmp_path).stderr == ""
