from __future__ import annotations

import fcntl
import hashlib
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from paths import ROOT
from rights import run_python

import kg
from kg.exporters import Format
from kg.model.account import Written
from kg.pipeline import output

NEWSROOM = ROOT / "tests" / "fixtures" / "newsroom"
KILLS = int(os.environ.get("KG_KILLS", "12"))
"""Builds that are killed; with KG_KILL_POSTS, builds of a folder of one's own."""


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def told_mixture(files: dict[str, bytes]) -> bool:
    """Return whether the account in `report.json` gives away that files are of another build."""
    written = json.loads(files["report.json"])["written"]
    return any(hashlib.sha256(files[w["file"]]).hexdigest() != w["sha256"] for w in written)


def archive(folder: Path, count: int) -> Path:
    """Return a folder of so many invented posts."""
    folder.mkdir()
    for at in range(count):
        related = "".join(
            f"  - title: Story {other % count}\n    webUrl: https://example.org/{other % count}\n"
            for other in range(at + 1, at + 9)
        )
        text = f"---\ntitle: Story {at}\nwebUrl: https://example.org/{at}\nrelated:\n{related}---\n"
        (folder / f"{at}.md").write_text(text)
    return folder


def start(
    posts: Path, out: Path, before: Callable[[], None] | None = None
) -> subprocess.Popen[str]:
    """Start a build of its own process; `before` runs in it first."""
    command = [sys.executable, "-m", "kg", "build", str(posts), "--out", str(out), "-q", "--jobs=2"]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        text=True,
        stderr=subprocess.PIPE,
        preexec_fn=before,
    )


def test_the_account_holds_the_hash_of_every_file(tmp_path: Path) -> None:
    kg.write(kg.build([NEWSROOM]), tmp_path)
    files = contents(tmp_path)
    assert files.keys() == {"graph.ttl", "graph.graphml", "graph.html", "report.json"}
    assert not told_mixture(files)
    files["graph.ttl"] += b"#"
    assert told_mixture(files)


def test_a_build_killed_at_any_moment_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    given = os.environ.get("KG_KILL_POSTS")
    posts = Path(given) if given else archive(tmp_path / "posts", 400)
    out = tmp_path / "out"
    started = time.monotonic()
    assert start(posts, out).wait() == 0
    usual = time.monotonic() - started
    chance = random.Random(7)  # noqa: S311
    outcomes = {"old": 0, "new": 0, "told": 0}
    for at in range(KILLS):
        kg.write(kg.build([NEWSROOM]), out)
        old = contents(out)
        process = start(posts, out)
        # Most moments fall anywhere, every third where files are written and take their places.
        time.sleep(usual * (chance.random() if at % 3 else chance.uniform(0.6, 1)))
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=20)  # which also waits for workers: none may stay behind
        files = {name: data for name, data in contents(out).items() if not name.startswith(".")}
        assert files.keys() == old.keys()
        if told_mixture(files):
            outcomes["told"] += 1
        else:
            outcomes["old" if files == old else "new"] += 1
            assert all(files[n] == old[n] for n in files) or all(files[n] != old[n] for n in files)
    print(outcomes)
    assert outcomes["old"] > 0
    kg.write(kg.build([NEWSROOM]), out)
    assert contents(out) == old, "the next build sweeps what was left"


def test_a_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / "out"
    kg.write(kg.build([NEWSROOM]), out)
    old = contents(out)

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    process = start(archive(tmp_path / "posts", 100), out, before=little_room)
    _, said = process.communicate()
    assert process.returncode == 1
    assert "cannot be written: File too large. No file was changed" in said
    assert "Traceback" not in said
    assert contents(out) == old


def test_an_interrupted_build_leaves_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / "out"
    kg.write(kg.build([NEWSROOM]), out)
    old = contents(out)
    posts = archive(tmp_path / "posts", 400)
    process = start(posts, out)
    while process.poll() is None and not any(out.glob(".*.draft")):
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert "Traceback" not in said
    assert contents(out) == old or process.returncode == 0


def test_of_two_builds_into_one_folder_one_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    monkeypatch.setattr(output, "LOCK_SECONDS", 0.2)
    graph = kg.build([NEWSROOM])
    with pytest.raises(kg.KgError, match=r"Another build is writing to .* Wait"):
        kg.write(graph, tmp_path)
    assert contents(tmp_path) == {}
    os.close(handle)
    kg.write(graph, tmp_path)


def test_two_builds_at_once_leave_files_of_one(tmp_path: Path) -> None:
    posts = archive(tmp_path / "posts", 100)
    both = [start(NEWSROOM, tmp_path / "out"), start(posts, tmp_path / "out")]
    assert [process.wait() for process in both] == [0, 0]
    files = contents(tmp_path / "out")
    assert not told_mixture(files)
    assert not any(name.startswith(".") for name in files)


def test_a_folder_that_may_not_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir(mode=0o555)
    code = (
        "import sys, kg\n"
        "try: kg.write(kg.build(['seeds']), sys.argv[1], ['ntriples'])\n"
        "except kg.KgError as error: print(error)"
    )
    said = run_python(code, str(out)).stdout.decode()
    assert "cannot be written: Permission denied. No file was changed" in said
    assert contents(out) == {}


def test_an_output_that_is_a_link_is_followed_to_its_folder(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to("real")
    kg.write(kg.build([NEWSROOM]), tmp_path / "out", ["turtle"])
    assert (tmp_path / "real" / "graph.ttl").exists()


def test_an_output_that_leads_nowhere_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "out").symlink_to(tmp_path / "nowhere")
    with pytest.raises(kg.KgError, match="cannot be written: File exists"):
        kg.write(kg.build([NEWSROOM]), tmp_path / "out")


def test_a_file_that_is_a_link_is_replaced_and_its_target_unharmed(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("mine")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "graph.ttl").symlink_to(tmp_path / "precious")
    kg.write(kg.build([NEWSROOM]), tmp_path / "out", ["turtle"])
    assert (tmp_path / "precious").read_text() == "mine"
    assert not (tmp_path / "out" / "graph.ttl").is_symlink()


def test_a_draft_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("mine")
    (tmp_path / ".graph.ttl.draft").symlink_to(tmp_path / "precious")
    kg.write(kg.build([NEWSROOM]), tmp_path, ["turtle"])
    assert (tmp_path / "precious").read_text() == "mine"


def test_a_worker_that_is_killed_is_made_up_for(tmp_path: Path) -> None:
    posts = archive(tmp_path / "posts", 60)
    code = (
        "import os, sys, signal, kg, kg.read.posts\n"
        "import kg.pipeline.graph\n"
        "usual, mother = kg.pipeline.graph.read_part, os.getpid()\n"
        "def dying(*given, **named):\n"
        "    if os.getpid() != mother: os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return usual(*given, **named)\n"
        "kg.pipeline.graph.read_part = dying\n"
        "print(len(kg.build([sys.argv[1]], jobs=3).articles))"
    )
    command = [sys.executable, "-c", code, str(posts)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout == "60\n", done.stderr


def test_a_file_that_cannot_be_written_leaves_the_others_as_they_were(tmp_path: Path) -> None:
    graph = kg.build([NEWSROOM])
    (tmp_path / "graph.ttl").write_text("before")
    (tmp_path / "graph.html").mkdir()
    with pytest.raises(kg.KgError, match=r"graph\.html cannot be written: Is a directory"):
        kg.write(graph, tmp_path)
    assert (tmp_path / "graph.ttl").read_text() == "before"
    assert len(list(tmp_path.iterdir())) == 2


def test_written_files_are_told_with_their_sizes(tmp_path: Path) -> None:
    written = kg.write(kg.build([NEWSROOM]), tmp_path, ["turtle", "jsonld"])
    assert {file.path.name: file.size for file in written} == {
        name: (tmp_path / name).stat().st_size
        for name in ("graph.ttl", "graph.jsonld", "report.json")
    }


# ---- one format, divided among two processes --------------------------------------------------

GOLDEN = ROOT / "tests" / "golden"


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> kg.KnowledgeGraph:
    """Return a small graph that counts as one of many articles, on two processors."""
    monkeypatch.setattr(output, "MANY_ARTICLES", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    return kg.build([NEWSROOM], base_iri="https://kg.example/", title="Newsroom & friends")


@pytest.mark.parametrize("name", ["ntriples", "turtle"])
def test_a_format_written_by_two_processes_is_the_same(
    tmp_path: Path, many: kg.KnowledgeGraph, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    divided: list[str] = []
    usual = output._write_halves

    def noted(graph: kg.KnowledgeGraph, folder: Path, format_: Format) -> Written:
        divided.append(format_.name)
        return usual(graph, folder, format_)

    monkeypatch.setattr(output, "_write_halves", noted)
    file, report = kg.write(many, tmp_path, [name])
    assert divided == [name]
    assert file.path.read_bytes() == (GOLDEN / file.path.name).read_bytes()
    assert file.sha256 == hashlib.sha256(file.path.read_bytes()).hexdigest()
    assert file.size == file.path.stat().st_size
    assert sorted(contents(tmp_path)) == sorted([file.path.name, report.path.name])


def test_with_one_processor_or_few_articles_nothing_is_divided(
    tmp_path: Path, many: kg.KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(output, "_write_halves")
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    kg.write(many, tmp_path, ["ntriples"])
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(output, "MANY_ARTICLES", len(many.articles) + 1)
    kg.write(many, tmp_path, ["ntriples"])
    monkeypatch.setattr(output, "MANY_ARTICLES", len(many.articles))
    with pytest.raises(NameError):
        kg.write(many, tmp_path, ["ntriples"])


def test_a_second_half_whose_process_is_killed_is_made_up_for(
    tmp_path: Path, many: kg.KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual, home = output._write_rest, os.getpid()

    def dying(*given: Any) -> None:
        usual(*given)
        if os.getpid() != home:
            given[-1].write_bytes(b"half of it")
            os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(output, "_write_rest", dying)
    kg.write(many, tmp_path, ["ntriples"])
    assert contents(tmp_path)["graph.nt"] == (GOLDEN / "graph.nt").read_bytes()
    assert contents(tmp_path).keys() == {"graph.nt", "report.json"}


def test_a_second_half_that_cannot_be_written_is_told_and_leaves_nothing(
    tmp_path: Path, many: kg.KnowledgeGraph
) -> None:
    (tmp_path / "graph.nt").write_text("before")
    (tmp_path / ".graph.nt.rest.draft").mkdir()
    with pytest.raises(kg.KgError, match=r"\.graph\.nt\.rest\.draft cannot be written: Is a dir"):
        kg.write(many, tmp_path, ["ntriples"])
    (tmp_path / ".graph.nt.rest.draft").rmdir()
    assert contents(tmp_path) == {"graph.nt": b"before"}


def test_a_first_half_that_cannot_be_written_ends_the_second(
    tmp_path: Path, many: kg.KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual, home = output._write_rest, os.getpid()

    def slow(*given: Any) -> None:
        assert os.getpid() != home
        time.sleep(1)
        usual(*given)

    def full(*_: object) -> object:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(output, "_write_rest", slow)
    monkeypatch.setattr(output, "_write_draft", full)
    with pytest.raises(kg.KgError, match="cannot be written: No space left on device"):
        kg.write(many, tmp_path, ["ntriples"])
    time.sleep(1.2)
    assert contents(tmp_path) == {}


def test_neither_process_holds_a_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Long(Format):
        def load(self, _: object = None) -> Any:
            return lambda graph, part: (f"{at:>65535}\n" for at in range(500))

    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    format_ = Long("ntriples", "graph.nt", "", "")
    tracemalloc.start()
    written = output._write_halves(kg.build([NEWSROOM]), tmp_path, format_)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert written.size == 2 * 500 * 65_536
    assert peak < 8_000_000


def test_a_thousand_articles_are_written_by_two_as_by_one(tmp_path: Path) -> None:
    posts = archive(tmp_path / "posts", 1_000)
    for out, option in (("one", f"--cache={tmp_path / 'cache'}"), ("two", "--no-cache")):
        command = [sys.executable, "-m", "kg", "build", str(posts), option, "--format=ntriples"]
        done = subprocess.run(
            [*command, f"--out={tmp_path / out}"], cwd=ROOT, capture_output=True, text=True
        )
        assert (done.returncode, done.stderr) == (0, "")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    text = (tmp_path / "two" / "graph.nt").read_text()
    assert text.count("<https://schema.org/headline>") == 1_000
