from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result
from paths import ROOT
from small_archive import COURIER_URL, PLANT_URL, POSTS, to_post, write_archive

import kg
from kg.analysis.compare import compare, read_build, to_patch
from kg.analysis.compare.as_text import to_text
from kg.analysis.compare.stories import compare_stories
from kg.cli import main
from kg.model.settings import Settings

SCHEMA = json.loads((ROOT / "docs" / "diff.schema.json").read_text(encoding="utf-8"))
GIT = ["git", "-c", "user.name=A", "-c", "user.email=a@a.example", "-c", "init.defaultBranch=x"]


def build(posts: Path, out: Path, *formats: str, **settings: Any) -> Path:
    kg.write(kg.build([posts], **settings), out, formats or ["turtle"])
    return out


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A build, and one with a post more and a post less, a headline and an IRI changed."""
    folder = tmp_path_factory.mktemp("diff")
    posts = write_archive(folder / "posts")
    old = build(posts, folder / "old")
    (posts / "2024-03-06-strike.md").unlink()
    courier = POSTS["2024-03-05-courier.md"] | {"title": 'Voltrane "plant"\u2028in Leeds'}
    (posts / "2024-03-05-courier.md").write_text(to_post(courier), encoding="utf-8")
    wire = POSTS["2024-03-04-wire.md"]
    moved = wire | {"webUrl": "https://wire.example/plant", "originalUrl": wire["webUrl"]}
    (posts / "2024-03-04-wire.md").write_text(to_post(moved), encoding="utf-8")
    new_post = {
        "title": "Sun in Bath", "webUrl": "https://new.example/sun-shines-in-bath",
        "topics": ["Weather"],
    }  # fmt: skip
    (posts / "2024-04-01-sun.md").write_text(to_post(new_post))
    plant = {"title": POSTS["2024-03-04-plant.md"]["title"], "webUrl": PLANT_URL}
    (posts / "again.md").write_text(to_post(plant))
    return old, build(posts, folder / "new")


def document_of(builds: tuple[Path, Path]) -> dict[str, Any]:
    found = compare(*(read_build(str(out)) for out in builds))
    jsonschema.validate(json.loads(json.dumps(found)), SCHEMA)
    return found


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["diff", *map(str, arguments)])


def triples(out: Path) -> set[str]:
    data = (out / "graph.ttl").read_bytes()
    quads = ox.parse(data, format=ox.RdfFormat.TURTLE)
    found = [ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads]
    lines = ox.serialize(found, format=ox.RdfFormat.N_TRIPLES)
    assert lines
    return set(lines.decode().rstrip("\n").split("\n"))


def test_the_schema_is_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_equal_builds_have_no_differences_and_exit_with_0(builds: tuple[Path, Path]) -> None:
    old, _ = builds
    done = run(old, old)
    assert (done.exit_code, done.output.split(":")[0]) == (0, "No differences")
    assert run(old, old, "--format", "patch").output == ""
    assert document_of((old, old))["same"]


def test_what_is_new_gone_changed_and_moved_is_listed(builds: tuple[Path, Path]) -> None:
    found = document_of(builds)
    articles = found["articles"]
    assert [each["label"] for each in articles["new"]] == ["Sun in Bath"]
    assert [each["label"] for each in articles["gone"]] == [POSTS["2024-03-06-strike.md"]["title"]]
    assert [each["label"] for each in articles["moved"]] == [POSTS["2024-03-04-wire.md"]["title"]]
    changed = {name for each in articles["changed"] for name in each["fields"]}
    assert {"label", "url", "sameAs"} <= changed
    assert [each["id"] for each in found["outlets"]["new"]] == ["outlet:new.example"]
    assert [each["id"] for each in found["topics"]["new"]] == ["topic:weather"]
    assert found["posts"]["new"] == ["post:2024-04-01-sun.md", "post:again.md"]
    assert [each["label"] for each in found["posts"]["of_known_articles"]] == [
        POSTS["2024-03-04-plant.md"]["title"]
    ]


def test_each_count_is_the_length_of_its_list(builds: tuple[Path, Path]) -> None:
    found = document_of(builds)
    for part in ("articles", "outlets", "topics", "people", "posts", "stories", "copies"):
        for name, values in found[part].items():
            assert found["counts"][part][name] == len(values), (part, name)
    for way in ("new", "gone"):
        links = sum(each[way] for each in found["links"].values())
        assert found["counts"]["links"][way] == links


def test_the_text_prints_the_counts_of_the_json(builds: tuple[Path, Path]) -> None:
    found = document_of(builds)
    text = to_text(found)
    counts = found["counts"]
    assert text.startswith(
        f"2 posts more, 1 post fewer: 1 new article, 1 known one got a post, "
        f"1 article gone, {counts['articles']['changed']} articles changed, "
        "1 outlet appeared, 1 topic appeared"
    )
    assert "article:" in text
    assert " is now article:" in text


def test_the_patch_makes_exactly_the_new_triples(builds: tuple[Path, Path]) -> None:
    old, new = builds
    done = run(old, new, "--format", "patch")
    assert done.exit_code == 1
    lines = done.stdout_bytes.decode().rstrip("\n").split("\n")
    deleted = {line[2:] for line in lines if line.startswith("D ")}
    added = {line[2:] for line in lines if line.startswith("A ")}
    assert len(lines) == len(deleted) + len(added)
    assert (triples(old) - deleted) | added == triples(new)
    assert deleted <= triples(old)
    assert added.isdisjoint(triples(old))


@pytest.mark.parametrize("format_", ["ntriples", "jsonld"])
def test_a_build_without_turtle_is_compared_by_its_other_rdf(format_: str, tmp_path: Path) -> None:
    posts = tmp_path / "posts"
    posts.mkdir()
    (posts / "undated.md").write_text(to_post(POSTS["undated.md"]))
    base = {"base_iri": "https://other.example/kg/"}
    turtle = build(posts, tmp_path / "turtle", **base)
    other = build(posts, tmp_path / "other", format_, **base)
    assert run(turtle, other).exit_code == 0
    assert run(turtle / "graph.ttl", other).exit_code == 0


def test_other_titles_and_bases_are_told_but_no_article_is_new(tmp_path: Path) -> None:
    posts = write_archive(tmp_path / "posts")
    old = build(posts, tmp_path / "old")
    new = build(posts, tmp_path / "new", title="Ours", base_iri="https://kg.example/")
    found = document_of((old, new))
    assert found["about"]["title"] == {"old": "News knowledge graph", "new": "Ours"}
    assert found["about"]["base_iri"]["new"] == "https://kg.example/"
    assert found["counts"]["articles"]["new"] == found["counts"]["links"]["new"] == 0
    assert to_text(found).startswith("The builds differ in other statements.")


TWO_DAYS = {
    "a": ("Dam breaks: river Ouse floods old town of Selby", "2024-05-02T10:00:00Z"),
    "b": ("River Ouse floods the old town of Selby after dam breaks", "2024-05-03T10:00:00Z"),
}
EARLIER = {"c": ("River Ouse floods Selby old town as dam breaks", "2024-05-01T10:00:00Z")}


def write_posts(folder: Path, posts: dict[str, tuple[str, str]]) -> None:
    folder.mkdir(exist_ok=True)
    for name, (title, date) in posts.items():
        url = f"https://{name}.example/{name}-page"
        post = {"title": title, "webUrl": url, "publishedDateTime": date}
        (folder / f"{name}.md").write_text(to_post(post))


def test_a_story_that_got_an_article_is_told_with_it_and_with_what_it_changed(
    tmp_path: Path,
) -> None:
    posts = tmp_path / "posts"
    write_posts(posts, TWO_DAYS)
    old = build(posts, tmp_path / "old")
    write_posts(posts, EARLIER)
    new = build(posts, tmp_path / "new")
    stories = document_of((old, new))["stories"]
    (grown,) = stories["grown"]
    assert [each["label"] for each in grown["articles"]] == [EARLIER["c"][0]]
    (changed,) = stories["changed"]
    assert changed["fields"]["outlets"] == {"old": [2], "new": [3]}
    assert changed["fields"]["firstOutlet"] == {
        "old": ["outlet:a.example"], "new": ["outlet:c.example"],
    }  # fmt: skip
    text = run(old, new, "-v").output
    assert f'    {grown["articles"][0]["id"]} "{EARLIER["c"][0]}"\n' in text
    assert "outlets 2 → 3, texts 2 → 3" in text
    assert "firstOutlet outlet:a.example → outlet:c.example" in text
    assert f"    {grown['articles'][0]['id']}" not in run(old, new).output


def test_a_story_of_another_name_is_renamed(tmp_path: Path) -> None:
    posts = tmp_path / "posts"
    write_posts(posts, TWO_DAYS)
    old = build(posts, tmp_path / "old")
    named = Settings(story_names=(("https://a.example/a-page", "The Selby flood"),))
    new = build(posts, tmp_path / "new", settings=named)
    (changed,) = document_of((old, new))["stories"]["changed"]
    before = changed["fields"]["label"]["old"][0]
    text = run(old, new).output
    assert text.startswith("1 story changed.\nstories: 1 changed\n")
    assert f'  renamed: {changed["id"]} "{before}" → "The Selby flood"\n' in text
    assert document_of((old, new))["counts"]["stories"]["changed_by_field"] == {"label": 1}


def test_verbose_tells_old_and_new_values_and_every_post(builds: tuple[Path, Path]) -> None:
    text = run(*builds, "-v").output
    assert f'    label: "{POSTS["2024-03-05-courier.md"]["title"]}" → "Voltrane' in text
    assert "  post:again.md is new\n" in text
    assert f'"{POSTS["2024-03-04-plant.md"]["title"]}" got a post\n' in text
    assert "post:again.md" not in run(*builds).output


STORIES = {"1": {"a", "b"}, "2": {"c", "d"}, "3": {"e", "f", "g"}}


@pytest.mark.parametrize(
    ("after", "changes"),
    [
        (STORIES, {}),
        ({**STORIES, "4": {"x", "y"}}, {"new": ["4"]}),
        ({"1": {"a", "b"}, "2": {"c", "d"}}, {"gone": ["3"]}),
        ({**STORIES, "1": {"a", "b", "x"}}, {"grown": [("1", ["x"])]}),
        ({**STORIES, "3": {"e", "f"}}, {"shrunk": [("3", ["g"])]}),
        ({"0": {"a", "b"}, "2": {"c", "d"}, "3": {"e", "f", "g"}}, {"moved": [("1", "0")]}),
        (
            {"1": {"a", "b", "c", "d"}, "3": {"e", "f", "g"}},
            {"merged": [("1", ["1", "2"])], "grown": [("1", ["c", "d"])]},
        ),
        (
            {"1": {"a", "b"}, "2": {"c", "d"}, "3": {"e", "f"}, "4": {"g", "h"}},
            {"split": [("3", ["3", "4"])], "shrunk": [("3", ["g"])]},
        ),
    ],
)
def test_stories_grow_merge_split_and_move(
    after: dict[str, set[str]], changes: dict[str, Any]
) -> None:
    found = compare_stories(STORIES, after)._asdict()
    assert {name: value for name, value in found.items() if value} == changes


@pytest.fixture(scope="module")
def repository(builds: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository whose two commits hold the two builds in `graphs/out`."""
    folder = tmp_path_factory.mktemp("repository")
    subprocess.run([*GIT, "init", "-q"], cwd=folder, check=True)
    (folder / "graphs" / "out").mkdir(parents=True)
    for out in builds:
        data = (out / "graph.ttl").read_bytes()
        (folder / "graphs" / "out" / "graph.ttl").write_bytes(data)
        subprocess.run([*GIT, "add", "-A"], cwd=folder, check=True)
        subprocess.run([*GIT, "commit", "-qm", "Build"], cwd=folder, check=True)
    return folder


def test_a_folder_of_a_revision_is_compared_and_nothing_is_touched(
    repository: Path, builds: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)
    before = sorted((path, path.stat().st_mtime_ns) for path in repository.rglob("*"))
    assert run("HEAD:graphs/out", "graphs/out").exit_code == 0
    assert run("HEAD~1:graphs/out/", builds[0]).exit_code == 0
    assert run("HEAD~1:graphs/out", "HEAD:graphs/out").exit_code == 1
    monkeypatch.chdir(repository / "graphs")
    assert run("HEAD~1:out", "HEAD:./out").exit_code == 1
    assert sorted((path, path.stat().st_mtime_ns) for path in repository.rglob("*")) == before


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("HEAD:nowhere", "HEAD:nowhere/graph.ttl does not exist. Run 'kg build' first."),
        ("nonsense:graphs/out", "git has no revision 'nonsense'."),
        ("--output=/tmp/x:graphs/out", "git has no revision '--output=/tmp/x'."),
        ("HEAD\n:out", "has a line break"),
        ("nowhere", "nowhere does not exist. Name the folder of a build, or REVISION:FOLDER."),
        (".", "./graph.ttl does not exist. Run 'kg build' first."),
        ("readme.txt", "readme.txt is no build."),
        ("damaged", "the file is truncated or corrupt. Build it again."),
        ("latin", "the file is truncated or corrupt. Build it again."),
        ("blank", "damaged"),
    ],
)
def test_what_cannot_be_read_is_said_and_exits_with_2(
    name: str, said: str, repository: Path, builds: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(repository)
    whole = (builds[0] / "graph.ttl").read_bytes()
    Path("readme.txt").touch()
    for folder, data in {
        "damaged": whole[: len(whole) // 2], "latin": b'<urn:a> <urn:p> "\xff" .',
        "blank": b"[] <urn:p> <urn:o> .",
    }.items():  # fmt: skip
        Path(folder).mkdir(exist_ok=True)
        Path(folder, "graph.ttl").write_bytes(data)
    said = {"blank": "blank/graph.ttl has blank nodes"}.get(name, said)
    done = run("--", name, builds[0])
    assert done.exit_code == 2, done.output
    assert said in done.output
    assert "Traceback" not in done.output


def test_without_git_a_revision_cannot_be_read(
    repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(repository)
    monkeypatch.setenv("PATH", str(tmp_path))
    done = run("HEAD:graphs/out", "graphs/out")
    assert done.exit_code == 2
    assert "git is not installed. Install it, or name two folders." in done.output


def test_outside_of_a_repository_the_message_of_git_is_passed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", os.path.dirname(tmp_path))
    done = run("HEAD:out", "HEAD:out")
    assert done.exit_code == 2
    assert "not a git repository" in done.output


def test_a_huge_line_is_compared(tmp_path: Path) -> None:
    posts = write_archive(tmp_path / "posts")
    old = build(posts, tmp_path / "old")
    fields = POSTS["2024-03-05-courier.md"] | {"excerpt": "rain " * 50_000}
    (posts / "2024-03-05-courier.md").write_text(to_post(fields))
    new = build(posts, tmp_path / "new")
    done = run(old, new)
    assert done.exit_code == 1
    assert len(done.output) < 5_000
    assert read_build(str(old)).triples != read_build(str(new)).triples
    assert any(COURIER_URL in line or "rain" in line for line in to_patch(
        read_build(str(old)), read_build(str(new))
    ))  # fmt: skip
