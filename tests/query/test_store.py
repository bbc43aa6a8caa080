"""The store: kept beside a build, believed only when it is whole and new."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from paths import ROOT

import kg
from kg.query.store import open_store

EXAMPLE = ROOT / "ontology" / "examples" / "newsroom.ttl"
TRIPLES = 441


@pytest.fixture
def turtle(tmp_path: Path) -> Path:
    path = tmp_path / "graph.ttl"
    shutil.copy(EXAMPLE, path)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    (tmp_path / "report.json").write_text("{}")
    return path


def stores(turtle: Path) -> list[Path]:
    return [path for path in (turtle.parent / ".graph.store").iterdir() if path.is_dir()]


def test_the_second_opening_finds_the_store_of_the_first(turtle: Path) -> None:
    assert len(open_store([turtle])) == TRIPLES
    (made,) = stores(turtle)
    before = made.stat().st_ino
    assert len(open_store([turtle])) == TRIPLES
    assert [path.stat().st_ino for path in stores(turtle)] == [before]


def test_nothing_can_be_written_into_it(turtle: Path) -> None:
    open_store([turtle])
    store = open_store([turtle])
    with pytest.raises(RuntimeError, match="read-write"):
        store.add(ox.Quad(*[ox.NamedNode("urn:x")] * 3))


def test_another_turtle_of_the_same_size_and_time_is_noticed(turtle: Path) -> None:
    assert "Quiet Post" in names(open_store([turtle]))
    open_store([turtle])
    text = turtle.read_text(encoding="utf-8").replace("Quiet Post", "Noisy Post")
    assert len(text.encode()) == turtle.stat().st_size
    turtle.write_text(text, encoding="utf-8")
    os.utime(turtle, (1_700_000_000, 1_700_000_000))
    assert "Noisy Post" in names(open_store([turtle]))
    assert len(stores(turtle)) == 1, "the older one is gone"


def names(store: ox.Store) -> set[str]:
    property_ = ox.NamedNode("https://schema.org/name")
    return {str(quad.object.value) for quad in store.quads_for_pattern(None, property_, None)}  # type: ignore[union-attr]


def damage(place: Path, how: str) -> None:
    listed = place / "kg.json"
    for file in [listed] if how in ("unlisted", "nonsense") else place.glob("*.sst"):
        data = bytearray(file.read_bytes())
        data[len(data) // 3] ^= 0xFF
        if how in ("gone", "unlisted"):
            file.unlink()
        else:
            cut = data[: len(data) // 2]
            file.write_bytes({"cut": bytes(cut), "flipped": bytes(data), "nonsense": b"["}[how])


@pytest.mark.parametrize("how", ["cut", "flipped", "gone", "unlisted", "nonsense"])
def test_a_damaged_store_is_made_anew(turtle: Path, how: str) -> None:
    open_store([turtle])
    damage(stores(turtle)[0], how)
    store = open_store([turtle])
    assert len(store) == TRIPLES
    assert len(list(store.query("SELECT * { ?s ?p ?o }"))) == TRIPLES  # type: ignore[arg-type]
    assert len(stores(turtle)) == 1


def test_a_store_that_is_removed_meanwhile_still_answers(turtle: Path) -> None:
    open_store([turtle])
    store = open_store([turtle])
    shutil.rmtree(turtle.parent / ".graph.store")
    assert len(list(store.query("SELECT * { ?s ?p ?o }"))) == TRIPLES  # type: ignore[arg-type]


def test_several_at_once_make_one_store_and_all_are_answered(turtle: Path) -> None:
    code = (
        "import sys, pathlib; from kg.query.store import open_store; "
        "print(len(open_store([pathlib.Path(sys.argv[1])])))"
    )
    command = [sys.executable, "-c", code, str(turtle)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) for _ in range(5)]
    assert {process.communicate()[0] for process in running} == {f"{TRIPLES}\n".encode()}
    assert len(stores(turtle)) == 1


def test_where_none_can_be_kept_the_file_is_read_each_time(tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    shutil.copy(EXAMPLE, path)
    assert len(open_store([path])) == TRIPLES
    assert [each.name for each in tmp_path.iterdir()] == ["data.ttl"], "no build, no store"
    (tmp_path / "report.json").write_text("{}")
    (tmp_path / ".data.store").write_text("a file where the folder would be")
    assert len(open_store([path])) == TRIPLES


def test_several_files_in_several_formats_are_one_graph(tmp_path: Path) -> None:
    (tmp_path / "a.nt").write_text('<urn:a> <urn:p> "1" .\n')
    (tmp_path / "b.jsonld").write_text('{"@id": "urn:b", "urn:p": "2"}')
    (tmp_path / "c.rdf").write_text(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:u="urn:">'
        '<rdf:Description rdf:about="urn:c"><u:p>3</u:p></rdf:Description></rdf:RDF>'
    )
    files = [tmp_path / name for name in ("a.nt", "b.jsonld", "c.rdf")]
    assert len(open_store(files)) == 3
    assert len(open_store(files, cache=tmp_path / "kept")) == 3
    assert len(open_store(files, cache=tmp_path / "kept")) == 3


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("bad.ttl", "<urn:a> <urn:b> .", "is not valid Turtle"),
        ("bad.doc", "", "has an unknown extension"),
        ("bad.jsonld", '{"@context": "http://127.0.0.1:1/c", "p": "x"}', "is not valid JSON-LD"),
    ],
)
def test_what_is_no_rdf_is_told(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(kg.KgError, match=said):
        open_store([tmp_path / name])


# ---- the index: the hash of a file that has settled ------------------------------------------


def never(*_: object) -> None:
    raise AssertionError("the file is hashed")


def set_clock(monkeypatch: pytest.MonkeyPatch, turtle: Path, later: int) -> None:
    """Let it be so many nanoseconds after the last change of the file."""
    monkeypatch.setattr(time, "time_ns", lambda: turtle.stat().st_ctime_ns + later)


def test_a_second_opening_does_not_hash_the_file(
    turtle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, turtle, 3_000_000_000)
    open_store([turtle])
    kept = json.loads((turtle.parent / ".graph.store" / "index.json").read_text())
    assert kept["store"] == stores(turtle)[0].name
    monkeypatch.setattr(hashlib, "file_digest", never)
    assert len(open_store([turtle])) == TRIPLES


@pytest.mark.parametrize(
    ("later", "is_kept"),
    [(-1, False), (0, False), (2_000_000_000, False), (2_000_000_001, True)],
)
def test_a_hash_is_kept_when_the_file_has_been_the_same_for_more_than_two_seconds(
    turtle: Path, monkeypatch: pytest.MonkeyPatch, later: int, is_kept: bool
) -> None:
    set_clock(monkeypatch, turtle, later)
    open_store([turtle])
    assert (turtle.parent / ".graph.store" / "index.json").exists() == is_kept


def test_what_counts_is_when_the_file_was_looked_at_not_when_it_was_hashed(
    turtle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change during a long hash may leave the times as they were."""
    usual = hashlib.file_digest
    set_clock(monkeypatch, turtle, 1_000_000_000)

    def slowly(*given: Any) -> Any:
        set_clock(monkeypatch, turtle, 9_000_000_000)
        return usual(*given)

    monkeypatch.setattr(hashlib, "file_digest", slowly)
    open_store([turtle])
    assert not (turtle.parent / ".graph.store" / "index.json").exists()


def test_a_file_dated_ahead_of_the_clock_is_hashed_each_time(turtle: Path) -> None:
    os.utime(turtle, (4_000_000_000, 4_000_000_000))
    open_store([turtle])
    assert not (turtle.parent / ".graph.store" / "index.json").exists()


@pytest.mark.parametrize("part", ["path", "size", "modified", "changed", "inode"])
def test_an_index_of_another_state_of_the_file_is_not_believed(
    turtle: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    set_clock(monkeypatch, turtle, 3_000_000_000)
    open_store([turtle])
    index = turtle.parent / ".graph.store" / "index.json"
    kept = json.loads(index.read_text())
    place = ["path", "size", "modified", "changed", "inode"].index(part)
    kept["files"][0][place] = "elsewhere" if part == "path" else kept["files"][0][place] + 1
    index.write_text(json.dumps(kept))
    monkeypatch.setattr(hashlib, "file_digest", never)
    with pytest.raises(AssertionError, match="hashed"):
        open_store([turtle])
