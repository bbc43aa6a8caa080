"""The store: kept beside a build, believed only when it is whole and new."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg.store import open_store

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "ontology" / "examples" / "newsroom.ttl"
TRIPLES = 279


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
        "import sys, pathlib, kg.store as s; print(len(s.open_store([pathlib.Path(sys.argv[1])])))"
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
        ("bad.ttl", "<urn:a> <urn:b> .", "is no Turtle"),
        ("bad.doc", "", "ends in no known way"),
        ("bad.jsonld", '{"@context": "http://127.0.0.1:1/c", "p": "x"}', "is no JSON-LD"),
    ],
)
def test_what_is_no_rdf_is_told(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(kg.KgError, match=said):
        open_store([tmp_path / name])
