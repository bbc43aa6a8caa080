"""Only what kg made is removed, moved or overwritten: docs/file-handling.md has the rules."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from paths import ROOT

import kg
from kg import disk
from kg.pipeline import output
from kg.pipeline.cache import Cache
from kg.pipeline.rebuild import rebuild
from kg.query import store
from kg.query.store import open_store

NEWSROOM = ROOT / "tests" / "fixtures" / "newsroom"
EXAMPLE = ROOT / "ontology" / "examples" / "newsroom.ttl"
TRIPLES = 441
OLD = 1_000_000_000
STORE = f"1-{'a' * 64}"
"""A name that a store has."""
KEPT = f"posts-{'a' * 32}.kgcache"
"""A name that a file of the cache has."""


@pytest.fixture
def turtle(tmp_path: Path) -> Path:
    out = tmp_path / "out"
    out.mkdir()
    shutil.copy(EXAMPLE, out / "graph.ttl")
    os.utime(out / "graph.ttl", (OLD, OLD))
    (out / "report.json").write_text("{}")
    return out / "graph.ttl"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a folder of somebody's, old enough to be swept if anybody took it for ours."""
    folder = tmp_path / "home"
    for name in ("letters", STORE, ".draft.1.2", f"2-{'b' * 64}"):
        (folder / name).mkdir(parents=True)
        for file in ("000001.sst", "CURRENT", "kg.json", "letter.txt"):
            (folder / name / file).write_text("mine")
    for file in ("index.json", KEPT, ".graph.ttl.draft", ".gitignore", "note.txt"):
        (folder / file).write_text("mine")
    for path in (*folder.rglob("*"), folder):
        os.utime(path, (OLD, OLD))
    return folder


def tree(folder: Path) -> dict[str, tuple[object, ...]]:
    """Return all that is in a folder: what kind it is, its bytes, its time."""
    found: dict[str, tuple[object, ...]] = {}
    for path in sorted(folder.rglob("*")):
        info = path.lstat()
        if path.is_symlink():
            said: object = os.readlink(path)
        else:
            said = path.read_bytes() if path.is_file() else None
        found[str(path.relative_to(folder))] = (info.st_mode, said, info.st_mtime_ns, info.st_nlink)
    return found


def graph_store(turtle: Path) -> Path:
    return turtle.parent / ".graph.store"


def must_answer(turtle: Path) -> str:
    """Return what is told when the graph is asked."""
    told: list[str] = []
    assert len(open_store([turtle], tell=told.append)) == TRIPLES
    return " ".join(told)


# ---- the store beside a graph ---------------------------------------------------------------


@pytest.mark.parametrize("relative", [False, True])
def test_a_store_that_is_a_link_is_not_followed(turtle: Path, home: Path, relative: bool) -> None:
    graph_store(turtle).symlink_to("../home" if relative else home)
    before = tree(home)
    said = must_answer(turtle)
    assert said == (
        f"{graph_store(turtle)} is a link, so kg keeps no store there and every query loads"
        " the graph again. Remove the link to make queries start faster."
    )
    assert tree(home) == before
    assert graph_store(turtle).is_symlink()


def test_a_link_to_a_store_of_ours_is_not_followed_either(turtle: Path, tmp_path: Path) -> None:
    open_store([turtle])
    graph_store(turtle).rename(tmp_path / "store")
    graph_store(turtle).symlink_to(tmp_path / "store")
    turtle.write_text("<urn:a> <urn:b> <urn:c> .")
    before = tree(tmp_path / "store")
    assert len(open_store([turtle])) == 1
    assert tree(tmp_path / "store") == before


def test_a_store_that_is_a_file_stays(turtle: Path) -> None:
    graph_store(turtle).write_text("mine")
    assert "is not a folder, so kg keeps no store there" in must_answer(turtle)
    assert graph_store(turtle).read_text() == "mine"


def test_a_store_that_is_a_link_to_nowhere_stays(turtle: Path, tmp_path: Path) -> None:
    graph_store(turtle).symlink_to(tmp_path / "nowhere")
    assert "is a link" in must_answer(turtle)
    assert not (tmp_path / "nowhere").exists()


def test_a_folder_of_somebody_else_stays_as_it_is(turtle: Path, home: Path) -> None:
    home.rename(graph_store(turtle))
    before = tree(turtle.parent)
    assert "contains files that kg did not write" in must_answer(turtle)
    assert tree(turtle.parent) == before


@pytest.mark.parametrize("name", ["index.json", ".gitignore", "CACHEDIR.TAG", STORE])
def test_a_folder_is_not_ours_because_of_a_name_in_it(turtle: Path, name: str) -> None:
    graph_store(turtle).mkdir()
    (graph_store(turtle) / name).write_text("mine")
    before = tree(turtle.parent)
    assert "contains files that kg did not write" in must_answer(turtle)
    assert tree(turtle.parent) == before


def test_a_mark_that_is_a_link_is_no_mark(turtle: Path, tmp_path: Path) -> None:
    (tmp_path / "tag").write_bytes(store.MARK_TEXT)
    graph_store(turtle).mkdir()
    (graph_store(turtle) / "CACHEDIR.TAG").symlink_to(tmp_path / "tag")
    before = tree(turtle.parent)
    assert "contains files that kg did not write" in must_answer(turtle)
    assert tree(turtle.parent) == before


def test_an_empty_folder_and_one_of_a_former_version_are_taken(turtle: Path) -> None:
    graph_store(turtle).mkdir()
    assert must_answer(turtle) == ""
    (graph_store(turtle) / "CACHEDIR.TAG").unlink()  # former versions made none
    turtle.write_text("<urn:a> <urn:b> <urn:c> .")
    assert len(open_store([turtle])) == 1
    (made,) = (each for each in graph_store(turtle).iterdir() if each.is_dir())
    assert sorted(each.name for each in graph_store(turtle).iterdir()) == sorted(
        [".gitignore", "CACHEDIR.TAG", made.name]
    )


def test_in_our_own_folder_only_our_own_names_are_swept(turtle: Path, home: Path) -> None:
    open_store([turtle])
    folder = graph_store(turtle)
    (folder / "letters").mkdir()
    (folder / "letters" / "000001.sst").write_text("mine")
    (folder / STORE.upper()).mkdir()  # a name that differs only in case
    (folder / STORE.upper() / "CURRENT").write_text("mine")
    (folder / ".Draft.1.2").mkdir()
    (folder / STORE[:-1]).mkdir()
    (folder / f"3-{'c' * 64}").write_text("mine")  # a file where a store would be a folder
    (folder / f"4-{'d' * 64}").symlink_to(home)  # a link under the name of a store
    (folder / ".draft.3.4").symlink_to(home)
    (folder / ".index.json.1").symlink_to(home / "note.txt")
    for path in folder.iterdir():
        if not path.name.startswith("1-") or path.name == STORE[:-1]:
            os.utime(path, (OLD, OLD), follow_symlinks=False)
    before = tree(folder)
    theirs = tree(home)
    turtle.write_text("<urn:a> <urn:b> <urn:c> .")
    assert len(open_store([turtle])) == 1
    after = tree(folder)
    gone = before.keys() - after.keys()
    (stale,) = {name.split("/")[0] for name in gone}
    assert len(stale) == 66, "the store of the former graph, and nothing else"
    assert {name: after[name] for name in before.keys() - gone} == {
        name: before[name] for name in before.keys() - gone
    }
    assert tree(home) == theirs


def test_left_over_drafts_of_ours_are_swept_after_an_hour(turtle: Path) -> None:
    open_store([turtle])
    folder = graph_store(turtle)
    for pid, age in ((1, 3700), (2, 3500)):
        (folder / f".draft.{pid}.5").mkdir()
        (folder / f".draft.{pid}.5" / "000004.log").write_text("")
        (folder / f".index.json.{pid}").write_text("")
        for path in (folder / f".draft.{pid}.5", folder / f".index.json.{pid}"):
            os.utime(path, (time.time() - age,) * 2)
    turtle.write_text("<urn:a> <urn:b> <urn:c> .")
    open_store([turtle])
    left = {path.name for path in folder.iterdir() if path.name.startswith((".draft", ".index"))}
    assert left == {".draft.2.5", ".index.json.2"}


def test_a_file_of_somebody_in_an_old_store_stays_with_its_folder(turtle: Path) -> None:
    open_store([turtle])
    (made,) = (each for each in graph_store(turtle).iterdir() if each.is_dir())
    (made / "letter.txt").write_text("mine")
    (made / "000099.sst").symlink_to(turtle)
    turtle.write_text("<urn:a> <urn:b> <urn:c> .")
    open_store([turtle])
    assert sorted(each.name for each in made.iterdir()) == ["000099.sst", "letter.txt"]


@pytest.mark.parametrize("kind", ["link", "file", "folder"])
def test_what_has_the_place_of_a_store_stays(turtle: Path, home: Path, kind: str) -> None:
    open_store([turtle])
    (made,) = (each for each in graph_store(turtle).iterdir() if each.is_dir())
    shutil.rmtree(made)
    if kind == "link":
        made.symlink_to(home)
    elif kind == "file":
        made.write_text("mine")
    else:
        shutil.copytree(home, made)
    before, theirs = tree(home), tree(made) if kind == "folder" else {}
    assert must_answer(turtle) == f"{made} was not written by kg. Move it away."
    assert tree(home) == before
    assert os.path.lexists(made)
    for name in ("letters/letter.txt", "note.txt") if kind == "folder" else ():
        assert tree(made)[name] == theirs[name]


def test_an_index_that_is_a_link_is_replaced_and_its_target_unharmed(
    turtle: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store([turtle])
    index = graph_store(turtle) / "index.json"
    (graph_store(turtle) / f".index.json.{os.getpid()}").symlink_to(home / "note.txt")
    index.unlink(missing_ok=True)
    index.symlink_to(home / "index.json")
    before = tree(home)
    monkeypatch.setattr(store, "SETTLED_SECONDS", -10)  # so that it is written at once
    must_answer(turtle)
    assert not index.is_symlink()
    assert STORE[:2] in index.read_text()
    assert tree(home) == before


def test_an_index_that_names_another_folder_is_not_believed(turtle: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.ttl"
    other.write_text("<urn:a> <urn:b> <urn:c> .")
    open_store([other], cache=tmp_path / "kept")
    (made,) = (each for each in (tmp_path / "kept").iterdir() if each.is_dir())
    open_store([turtle])
    index = graph_store(turtle) / "index.json"
    seen = [list(store._seen(turtle))]
    for name in (f"../../kept/{made.name}", "..", ""):
        index.write_text(f'{{"files": {seen!r}, "store": "{name}"}}'.replace("'", '"'))
        assert len(open_store([turtle])) == TRIPLES


def test_a_file_with_another_name_keeps_its_bytes_there(turtle: Path, tmp_path: Path) -> None:
    open_store([turtle])
    (made,) = (each for each in graph_store(turtle).iterdir() if each.is_dir())
    for name in ("CURRENT", "kg.json"):
        os.link(made / name, tmp_path / name)
    before = [(tmp_path / name).read_bytes() for name in ("CURRENT", "kg.json")]
    turtle.write_text("<urn:a> <urn:b> <urn:c> .")
    open_store([turtle])
    assert not made.exists()
    assert [(tmp_path / name).read_bytes() for name in ("CURRENT", "kg.json")] == before


def test_a_folder_of_stores_that_goes_in_the_middle_still_answers(
    turtle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = store._load

    def goes(engine: object, paths: object, when: list[int] = [1]) -> None:  # noqa: B006
        if when and when.pop():
            shutil.rmtree(graph_store(turtle))
        usual(engine, paths)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "_load", goes)
    assert must_answer(turtle) == ""


def test_a_link_that_takes_the_place_of_the_folder_in_the_middle_is_not_followed(
    turtle: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store([turtle])
    turtle.write_text("<urn:a> <urn:b> <urn:c> .")
    before = tree(home)

    def swapped(place: Path) -> None:
        shutil.rmtree(place)
        place.symlink_to(home)

    usual = disk.remove_folder

    def goes(path: Path, is_own: Callable[[str], bool]) -> None:
        swapped(path)
        usual(path, is_own)

    monkeypatch.setattr(disk, "remove_folder", goes)
    assert len(open_store([turtle])) == 1
    assert tree(home) == before


def test_what_is_in_the_way_is_told_before_anything_is_opened(turtle: Path, home: Path) -> None:
    assert store.obstacle([turtle]) == ""
    graph_store(turtle).symlink_to(home)
    assert store.obstacle([turtle]).startswith(
        f"{graph_store(turtle)} is a link, so kg keeps no store"
    )
    assert store.obstacle([turtle, turtle]) == "", "for several files no store is kept"
    (turtle.parent / "report.json").unlink()
    assert store.obstacle([turtle]) == "", "for what is no build no store is kept"


# ---- the commands ---------------------------------------------------------------------------


def run(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kg", *map(str, words)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize("words", [["query", "ASK {}"], ["ask", "about-this-graph"]])
def test_the_commands_say_it_once_and_answer(turtle: Path, home: Path, words: list[str]) -> None:
    graph_store(turtle).symlink_to(home)
    before = tree(home)
    done = run(*words, "--data", "out/graph.ttl", cwd=turtle.parent.parent)
    assert done.returncode == 0
    assert done.stdout
    assert done.stderr == (
        "out/.graph.store is a link, so kg keeps no store there and every query loads the graph"
        " again. Remove the link to make queries start faster.\n"
    )
    assert tree(home) == before


def test_python_is_warned(turtle: Path, home: Path) -> None:
    graph_store(turtle).symlink_to(home)
    with pytest.warns(UserWarning, match=r"\.graph\.store is a link") as warned:
        assert kg.load(turtle).query("ASK {}")
    assert [warning.filename for warning in warned] == [__file__]


# ---- the cache ------------------------------------------------------------------------------


def build(folder: Path, cache: Path) -> None:
    rebuild(
        [NEWSROOM], folder, ["turtle", "html"], base_iri="https://kg.example/", title="News",
        cache=cache,
    )  # fmt: skip


def test_a_cache_folder_of_somebody_loses_nothing_of_theirs(tmp_path: Path, home: Path) -> None:
    names = [
        "notes.kgcache",
        ".notes.kgcache",
        KEPT.upper(),
        f"posts-{'a' * 31}.kgcache",
        "a.kgcache",
    ]
    for name in names:
        (home / name).write_text("mine")
        os.utime(home / name, (OLD, OLD))
    (home / f"later-{'b' * 32}.kgcache").symlink_to(home / "note.txt")
    (home / f"spans-{'b' * 32}.kgcache").mkdir()
    os.utime(home / f"later-{'b' * 32}.kgcache", (OLD, OLD), follow_symlinks=False)
    os.utime(home / f"spans-{'b' * 32}.kgcache", (OLD, OLD))
    before = tree(home)
    build(tmp_path / "out", home)
    after = tree(home)
    assert before.keys() - after.keys() == {KEPT}, "of our name, and unused for thirty days"
    assert all(after[name] == before[name] for name in before.keys() - {KEPT})
    assert all(name.endswith(".kgcache") for name in after.keys() - before.keys())


def test_a_file_of_the_cache_that_is_a_link_is_neither_read_nor_written_through(
    tmp_path: Path, home: Path
) -> None:
    cache = tmp_path / "cache"
    build(tmp_path / "out", cache)
    (receipt,) = cache.glob("build-*")
    shutil.copy(receipt, home / "receipt")
    before = tree(home)
    for path in cache.iterdir():
        path.unlink()
        path.symlink_to(home / "receipt")
    assert Cache(cache).read_receipt(tmp_path / "out") is None
    build(tmp_path / "out", cache)
    assert not any(path.is_symlink() for path in cache.glob("build-*"))
    assert tree(home) == before


def test_a_cache_folder_that_is_a_link_is_the_folder_that_it_leads_to(
    tmp_path: Path, home: Path
) -> None:
    (tmp_path / "cache").symlink_to(home)
    before = tree(home)
    build(tmp_path / "out", tmp_path / "cache")
    assert all(tree(home)[name] == before[name] for name in before.keys() - {KEPT})
    assert list(home.glob("build-*.kgcache"))


def test_a_cache_that_goes_in_the_middle_is_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = os.replace

    def goes(draft: str | Path, path: str | Path) -> None:
        if str(path).endswith(".kgcache"):
            shutil.rmtree(tmp_path / "cache")
        usual(draft, path)

    monkeypatch.setattr(os, "replace", goes)
    build(tmp_path / "out", tmp_path / "cache")
    assert (tmp_path / "out" / "graph.ttl").exists()


# ---- the files of a build -------------------------------------------------------------------

FILES = ("graph.ttl", "graph.graphml", "graph.html", "report.json")


@pytest.mark.parametrize("link", [os.symlink, os.link])
@pytest.mark.parametrize("place", ["{}", ".{}.draft"])
def test_files_and_drafts_that_are_links_leave_their_targets(
    tmp_path: Path, home: Path, place: str, link: Callable[..., None]
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for file in FILES:
        link(home / "note.txt", out / place.format(file))
    kg.write(kg.build([NEWSROOM]), out)
    assert (home / "note.txt").read_text() == "mine"
    assert (home / "note.txt").stat().st_nlink == 1
    assert sorted(path.name for path in out.iterdir()) == sorted(FILES)
    assert not any(path.is_symlink() for path in out.iterdir())


def test_a_link_planted_while_a_draft_is_begun_is_not_followed(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = os.unlink

    def plants(path: str | Path, **more: int) -> None:
        usual(path, **more)
        if str(path).endswith(".graph.ttl.draft"):
            os.symlink(home / "note.txt", path)

    (tmp_path / "out").mkdir()
    (tmp_path / "out" / ".graph.ttl.draft").symlink_to(home / "note.txt")
    graph = kg.build([NEWSROOM])
    monkeypatch.setattr(os, "unlink", plants)
    with pytest.raises(kg.KgError, match=r"cannot be written: File exists\. No file was changed"):
        kg.write(graph, tmp_path / "out", ["turtle"])
    assert (home / "note.txt").read_text() == "mine"


def test_a_build_sweeps_no_file_but_its_own_drafts(tmp_path: Path) -> None:
    theirs = [".graph.TTL.draft", ".graph.ttl.Draft", "graph.ttl.draft", ".graph.svg.draft",
              ".graph.ttl.draft~", "Graph.ttl", ".graph.doc.rest.draft"]  # fmt: skip
    ours = [".graph.ttl.draft", ".graph.nt.draft", ".graph.nt.rest.draft", ".report.json.draft"]
    for name in (*theirs, *ours):
        (tmp_path / name).write_text(name)
    (tmp_path / ".graph.jsonld.draft").mkdir()
    kg.write(kg.build([NEWSROOM]), tmp_path, ["turtle"])
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {*theirs, ".graph.jsonld.draft", "graph.ttl", "report.json"}
    assert all((tmp_path / name).read_text() == name for name in theirs)


def test_a_folder_in_place_of_a_draft_is_told_and_stays(tmp_path: Path) -> None:
    (tmp_path / ".graph.ttl.draft").mkdir()
    (tmp_path / ".graph.ttl.draft" / "letter").write_text("mine")
    with pytest.raises(kg.KgError, match=r"\.graph\.ttl\.draft cannot be written"):
        kg.write(kg.build([NEWSROOM]), tmp_path, ["turtle"])
    assert tree(tmp_path).keys() == {".graph.ttl.draft", ".graph.ttl.draft/letter"}


def test_a_file_that_is_a_link_to_a_folder_is_told_and_stays(tmp_path: Path, home: Path) -> None:
    (tmp_path / "graph.ttl").symlink_to(home)
    before = tree(home)
    with pytest.raises(kg.KgError, match=r"graph\.ttl cannot be written: Is a directory"):
        kg.write(kg.build([NEWSROOM]), tmp_path, ["turtle"])
    assert (tmp_path / "graph.ttl").is_symlink()
    assert tree(home) == before


def test_a_folder_that_goes_in_the_middle_of_a_build_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = output._remove_drafts

    def goes(folder: Path) -> None:
        usual(folder)
        shutil.rmtree(tmp_path / "out")

    monkeypatch.setattr(output, "_remove_drafts", goes)
    with pytest.raises(kg.KgError, match="cannot be written: No such file or directory"):
        kg.write(kg.build([NEWSROOM]), tmp_path / "out")
    assert not (tmp_path / "out").exists()


# ---- as somebody without rights -------------------------------------------------------------

AS_NOBODY = """
import os, sys, pathlib, kg.query.store
# Before, for the folders above may be closed to others, and so may be what Python imports late.
kg.query.store.open_store([pathlib.Path("ontology/examples/newsroom.ttl")])
os.chdir(sys.argv[1])
os.setuid(65534)
print(len(kg.query.store.open_store([pathlib.Path("graph.ttl")], tell=print)))
"""


def asked_as_nobody(turtle: Path) -> tuple[str, str]:
    """Return what a user without rights is told who counts the triples."""
    turtle.parent.chmod(0o755)
    command = [sys.executable, "-c", AS_NOBODY, str(turtle.parent)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    return done.stdout, done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize("has_store", [False, True])
def test_a_folder_that_cannot_be_written_is_read(turtle: Path, has_store: bool) -> None:
    if has_store:
        open_store([turtle])
    before = tree(turtle.parent)
    assert asked_as_nobody(turtle) == (f"{TRIPLES}\n", "")
    assert tree(turtle.parent) == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_store_that_may_not_be_looked_into_is_done_without(turtle: Path) -> None:
    graph_store(turtle).mkdir(mode=0o700)
    (graph_store(turtle) / "letter.txt").write_text("mine")
    assert asked_as_nobody(turtle) == (f"{TRIPLES}\n", "")


# ---- the pieces -----------------------------------------------------------------------------


def test_removing_keeps_links_folders_and_the_young(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "link").symlink_to("file")
    (tmp_path / "folder").mkdir()
    disk.remove_files(tmp_path, lambda name: True, older_than=60)
    assert len(list(tmp_path.iterdir())) == 3
    disk.remove_files(tmp_path, lambda name: True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "link"]


def test_removing_goes_through_no_link(tmp_path: Path, home: Path) -> None:
    (tmp_path / "link").symlink_to(home)
    before = tree(home)
    disk.remove_files(tmp_path / "link", lambda name: True)
    disk.remove_folder(tmp_path / "link", lambda name: True)
    assert tree(home) == before
    assert (tmp_path / "link").is_symlink()


def test_reading_goes_through_no_link_and_waits_for_no_pipe(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "link").symlink_to("file")
    os.mkfifo(tmp_path / "pipe")
    assert disk.read(tmp_path / "file") == b"x"
    assert disk.read(tmp_path / "pipe") == b""
    with pytest.raises(OSError, match="symbolic links"):
        disk.read(tmp_path / "link")
