"""The programs that `build.py` times, and how each is called."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
PEERS = HERE.parent / ".venv" / "peers" / "bin"
"""Where `make bench` puts them; they want other versions of what kg uses."""

Command = list[str | Path]


class Program(NamedTuple):
    name: str
    command: Command
    job: str
    """What it does; only programs of one job are compared."""
    before: tuple[Command, ...] = ()
    """What is to be done before each run, and not timed."""
    slow: bool = False
    """Whether one run is enough to see what there is to see."""


def programs_for(dialect: str, posts: Path, work: Path) -> list[Program]:
    """Return every program that reads posts of a dialect, and how it is called."""
    return (_for_links if dialect == "links" else _for_seed)(posts, work)


def _builds(posts: Path, work: Path) -> tuple[Program, Program, Program]:
    """Return the builds of kg: with nothing known, one post changed, and nothing changed."""
    cached: Command = [*_kg(posts), "--out", work / "out", "--cache", work / "cache"]
    forget: Command = ["rm", "-rf", work / "cache", work / "out"]
    change: Command = [sys.executable, HERE / "build.py", "--change", posts]
    subprocess.run(cached, check=True, stderr=subprocess.DEVNULL)
    return (
        Program("kg build", cached, "three files, nothing known", (forget,)),
        Program("kg build, one post changed", cached, "three files, again", (change,)),
        # A change less than two seconds old makes kg read the files again, to be sure.
        Program(
            "kg build, nothing changed", cached, "three files, again", (["sleep", "2.1"], cached),
        ),
    )  # fmt: skip


def _kg(posts: Path) -> Command:
    return [sys.executable, "-m", "kg", "build", posts, "--quiet"]


def _for_links(posts: Path, work: Path) -> list[Program]:
    """Return the programs that read a link blog."""
    cold, changed, unchanged = _builds(posts, work)
    script: Command = [PEERS / "python", HERE / "straightforward_links.py", posts, work / "script"]
    return [cold, Program("straightforward", script, cold.job), changed, unchanged]


def _for_seed(posts: Path, work: Path) -> list[Program]:
    """Return the programs that read the seed's dialect."""
    python = sys.executable
    turtle: Command = [*_kg(posts), "--format", "turtle", "--out"]
    tables = work / "tables"
    prepare: Command = [python, HERE / "peers.py", "prepare", posts, tables]
    subprocess.run(prepare, check=True)
    cold, changed, unchanged = _builds(posts, work)
    (work / "wiki.yml").write_text(
        f"wiki:\n  input: ['{posts}']\ngraph:\n  implicit_types: [schema:NewsArticle]\n"
        "  context:\n    '@vocab': https://schema.org/\n    schema: https://schema.org/\n"
        "    wiki: https://wiki.example.org/\n"
    )
    return [
        cold,
        Program(
            "floor", [python, HERE / "floor.py", posts, work / "out", work / "floor"], cold.job,
        ),
        Program(
            "straightforward", [python, HERE / "straightforward.py", posts, work / "script"],
            cold.job, slow=True,
        ),
        changed,
        unchanged,
        Program("import yaml, click", [python, "-c", "import yaml, click"], "three files, again"),
        Program(
            "kg build, turtle", [*turtle, work / "turtle", "--no-cache"], "triples alone",
        ),
        Program(
            "kg build, turtle, posts known",
            [*turtle, work / "known", "--cache", work / "cache"], "triples alone",
            (["rm", "-rf", work / "known"],),
        ),
        Program(
            "maplib, given JSON", [PEERS / "python", HERE / "peers.py", "maplib", tables],
            "triples alone",
        ),
        Program(
            "morph-kgc, given JSON", [PEERS / "python", "-m", "morph_kgc", tables / "morph.ini"],
            "triples alone", slow=True,
        ),
        Program(
            "SDM-RDFizer, given JSON",
            [PEERS / "python", "-m", "rdfizer", "-c", tables / "rdfizer.ini"],
            "triples alone", slow=True,
        ),
        Program(
            "wazootech-wiki",
            [PEERS / "wiki", "-c", work / "wiki.yml", "export", "-f", "nt", "-o", work / "wiki.nt"],
            "triples alone", slow=True,
        ),
    ]  # fmt: skip


def change_a_post(folder: Path) -> None:
    """Give one post another title, as an editor would."""
    path = sorted(folder.rglob("*.md"))[len(list(folder.rglob("*.md"))) // 2]
    data = path.read_bytes()
    start = data.index(b"\ntitle: ") + 8
    line = data[start : data.index(b"\n", start)]
    path.write_bytes(data.replace(line, b'"Changed at %d"' % time.time_ns(), 1))
