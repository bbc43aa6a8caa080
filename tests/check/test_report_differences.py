"""What `kg check` says of report.json, and of what a build says of itself."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from paths import NEWSROOM

import kg
from kg.check.findings import check
from kg.exporters import FORMATS

AGAIN = "Run 'kg build' again."


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "out"
    kg.write(kg.build([NEWSROOM], title="Newsroom"), folder, FORMATS)
    return folder


@pytest.fixture
def out(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "out"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} holds no {old}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def change_with_hash(out: Path, file: str, old: str, new: str) -> None:
    """Change a file, and what report.json says of its bytes, so that it seems to be as built."""
    path = out / file
    before = path.read_bytes()
    change(path, old, new)
    after = path.read_bytes()
    hashes = [hashlib.sha256(data).hexdigest() for data in (before, after)]
    change(
        out / "report.json",
        f'"file": "{file}", "size": {len(before)}, "sha256": "{hashes[0]}"',
        f'"file": "{file}", "size": {len(after)}, "sha256": "{hashes[1]}"',
    )


def said(out: Path) -> list[str]:
    """Return what a check says: file, line and sentence."""
    findings = check([NEWSROOM], out).findings
    return [str(finding).removeprefix(f"{out.as_posix()}/") for finding in findings]


def line_of(path: Path, start: str) -> int:
    lines = path.read_text(encoding="utf-8").split("\n")
    return next(number for number, line in enumerate(lines, 1) if line.startswith(start))


# ---- report.json ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "name", "right"),
    [
        ("files", "found", 5),
        ("files", "posts", 2),
        ("files", "taxonomy", 2),
        ("files", "skipped", 1),
        ("files", "failed", 0),
        ("mentions", "found", 7),
        ("mentions", "articles", 4),
        ("mentions", "merged", 3),
        ("mentions", "untitled", 0),
        ("mentions", "related_to_their_own_post", 1),
        ("mentions", "left_out_as_no_mention", 0),
    ],
)
def test_a_count_that_is_wrong_is_told_with_the_right_one(
    part: str, name: str, right: int, out: Path
) -> None:
    path = out / "report.json"
    text = path.read_text(encoding="utf-8")
    start = text.index(f'"{part}": {{')
    old = f'"{name}": {right}'
    path.write_text(text[:start] + text[start:].replace(old, f'"{name}": {right + 1}', 1))
    line = line_of(path, f'"{part}"')
    assert said(out) == [
        f"report.json:{line}: {part}.{name} is {right + 1}, but kg writes {right}. {AGAIN}"
    ]


WEBINAR = '{"path": "_news/2024-03-06-webinar.md", "reason": "type: webinar"}'
HEAT = '{"record": "post", "name": "heat", "uses": 2, "becomes": "kg:heat"}'
MENDED = (
    '{"field": "images", "what": "a URL that only works on its own site is left out", '
    '"value": "", "path": "_data/daily.md", "uses": 1}'
)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (f"\n{WEBINAR}\n", "", f"skipped lacks {WEBINAR}."),
        (f"{HEAT},\n", "", f"fields lacks {HEAT}."),
        (f"{MENDED},\n", "", f"mended lacks {MENDED}."),
        (f"{HEAT},\n", f"{HEAT},\n{HEAT},\n", f"fields has {HEAT}, which kg does not write."),
        ('"failed": []', '"failed": ["a.md"]', 'failed has "a.md", which kg does not write.'),
        (
            '"problems": []',
            '"problems": [{"path": "a.md", "line": 1}]',
            'problems has {"path": "a.md", "line": 1}, which kg does not write.',
        ),
        (
            '"name": "heat", "uses": 2',
            '"name": "heat", "uses": 3',
            "fields[7].uses is 3, but kg writes 2.",
        ),
        (
            '"becomes": "kg:heat"',
            '"becomes": "kg:warmth"',
            'fields[7].becomes is "kg:warmth", but kg writes "kg:heat".',
        ),
        (
            '"reason": "type: webinar"',
            '"reason": "type: event"',
            'skipped[0].reason is "type: event", but kg writes "type: webinar".',
        ),
        (
            '"value": "", "path": "_data/daily.md"',
            '"value": "x", "path": "_data/daily.md"',
            'mended[0].value is "x", but kg writes "".',
        ),
        (
            '["https://daily.example/r/7"]]',
            '["https://daily.example/r/8"]]',
            'merged_articles[0].spellings[1][0] is "https://daily.example/r/8", '
            'but kg writes "https://daily.example/r/7".',
        ),
        (
            '"names": {"Weekly": 2, "weekly": 1}',
            '"names": {"Weekly": 2}',
            "merged_outlets[0].names lacks weekly, which kg writes as 1.",
        ),
        ('"failed": [],\n', "", "lacks failed."),
        ('"failed": [],\n', '"failed": [],\n"lost": [],\n', "has lost, which kg does not write."),
        ('"failed": []', '"failed": 0', "failed is 0, but kg writes []."),
        ('"failed": []', '"failed":  []', "was modified: its formatting differs from what kg"),
        ('{"file": "graph.nt",', '{"file": "graph.xml",', '"file": "graph.xml"'),
    ],
)  # fmt: skip
def test_a_list_that_is_damaged_is_told_by_its_entry(
    old: str, new: str, told: str, out: Path
) -> None:
    change(out / "report.json", old, new)
    (found,) = said(out)
    assert found.startswith("report.json")
    assert told in found
    assert found.endswith(AGAIN)


def test_an_entry_that_is_wrong_is_told_with_its_line(out: Path) -> None:
    path = out / "report.json"
    change(path, '"name": "heat", "uses": 2', '"name": "heat", "uses": 3')
    line = line_of(path, '{"record": "post", "name": "heat"')
    assert said(out)[0].startswith(f"report.json:{line}: fields[7].uses")


def test_entries_in_another_order_are_told(out: Path) -> None:
    path = out / "report.json"
    change(path, f"{HEAT},\n", "")
    change(path, '"fields": [\n', f'"fields": [\n{HEAT},\n')
    line = line_of(path, '"fields"')
    assert said(out) == [
        f"report.json:{line}: fields has its entries in a different order. {AGAIN}"
    ]


def test_a_size_that_is_wrong_is_told(out: Path) -> None:
    size = (out / "graph.nt").stat().st_size
    change(out / "report.json", f'"size": {size}', '"size": 7')
    line = line_of(out / "report.json", '{"file": "graph.nt"')
    assert said(out) == [f"report.json:{line}: written[3].size is 7, but kg writes {size}. {AGAIN}"]


def test_a_report_that_names_files_elsewhere_is_not_followed(out: Path) -> None:
    (out.parent / "graph.ttl").write_text("")
    change(out / "report.json", '"file": "graph.nt"', '"file": "../graph.ttl"')
    (found,) = said(out)
    assert '"file": "../graph.ttl"' in found


def test_of_many_differences_in_one_list_twenty_are_listed(out: Path) -> None:
    path = out / "report.json"
    report = json.loads(path.read_text(encoding="utf-8"))
    report["fields"] = []
    path.write_text(json.dumps(report), encoding="utf-8")
    found = said(out)
    assert len(found) == 21
    assert f"report.json: ... and 19 more differences in fields. {AGAIN}" in found


def post(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    front = f"title: {name}\nwebUrl: https://example.org/{name}\n{text}"
    (folder / f"{name}.md").write_text(f"---\n{front}---\n")


def test_posts_that_changed_are_told_once_and_not_by_the_report_as_well(tmp_path: Path) -> None:
    posts, out = tmp_path / "posts", tmp_path / "out"
    post(posts, "one", "")
    kg.write(kg.build([posts]), out)
    for at in range(30):
        post(posts, f"more{at}", f"unheardOf{at}: true\nheat: 1\n")
    (found,) = check([posts], out).findings
    assert found.what == "is out of date: 30 articles added."
    assert found.path.endswith("graph.ttl")


def test_of_a_report_beside_damaged_turtle_one_sentence_tells_what_is_out_of_date(
    out: Path,
) -> None:
    change(out / "graph.ttl", "kg:heat 12", "kg:heat 13")
    change(out / "report.json", HEAT, HEAT.replace("2", "3"))
    change(out / "report.json", WEBINAR, WEBINAR.replace("webinar", "event"))
    found = [each for each in said(out) if each.startswith("report.json")]
    assert found == [f"report.json: is out of date: skipped, fields. {AGAIN}"]


def test_posts_that_change_the_account_alone_are_told_by_the_report(tmp_path: Path) -> None:
    posts, out = tmp_path / "posts", tmp_path / "out"
    post(posts, "one", "")
    kg.write(kg.build([posts]), out)
    post(posts, "one", "unheardOf: true\n")
    (found,) = check([posts], out).findings
    assert found.what == ('fields lacks {"record": "post", "name": "unheardOf", "uses": 1}.')
    assert found.kind == "stale"


def test_files_of_the_build_that_lie_among_the_posts_are_no_news(tmp_path: Path) -> None:
    post(tmp_path / "posts", "one", "")
    out = tmp_path / "posts" / "out"
    kg.write(kg.build([tmp_path / "posts"]), out)
    assert check([tmp_path / "posts"], out).findings == ()


# ---- what a build says of itself ------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "void:triples 97",
            "void:triples 98",
            "this:dataset has void:triples 98, but kg writes 97.",
        ),
        (
            "void:entities 12",
            "void:entities 13",
            "this:dataset has void:entities 13, but kg writes 12.",
        ),
        (
            f'rdfs:label "kg build {kg.__version__}"',
            'rdfs:label "kg 7"',
            f'this:build has rdfs:label "kg 7", but kg writes "kg build {kg.__version__}".',
        ),
        (
            '"Topics of Newsroom"',
            '"Topics of X"',
            'this:topics has dcterms:title "Topics of X", but kg writes "Topics of Newsroom".',
        ),
        (
            "this:topics a skos:ConceptScheme",
            "this:topics a skos:ConceptScheme, skos:Collection",
            "this:topics has rdf:type skos:Collection, which kg does not write.",
        ),
        (
            "prov:wasGeneratedBy this:build",
            "prov:wasGeneratedBy this:build, topic:climate",
            "this:dataset has prov:wasGeneratedBy topic:climate, which kg does not write.",
        ),
        (
            "this:build a prov:Activity",
            'this:build kg:unheardOf "x" ; a prov:Activity',
            'this:build has kg:unheardOf "x", which kg does not write.',
        ),
    ],
)  # fmt: skip
def test_what_a_build_says_wrongly_of_itself_is_told_though_its_hash_was_mended(
    old: str, new: str, told: str, out: Path
) -> None:
    for name in ("graph.nt", "graph.jsonld"):
        (out / name).unlink()
    change_with_hash(out, "graph.ttl", old, new)
    found = [each for each in said(out) if each.startswith("graph.ttl: this:")]
    assert f"graph.ttl: {told} {AGAIN}" in found


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("graph.nt", '"97"^^', '"98"^^', "this:dataset has void:triples 98"),
        ("graph.jsonld", '"triples": 97', '"triples": 98', "this:dataset has void:triples 98"),
        ("graph.jsonld", '"Topics of', '"Matters of', "this:topics has dcterms:title"),
    ],
)
def test_what_another_file_says_otherwise_of_the_build_is_told(
    file: str, old: str, new: str, told: str, out: Path
) -> None:
    change_with_hash(out, file, old, new)
    (found,) = said(out)
    assert found.startswith(f"{file}: {told}")
    assert "but graph.ttl has" in found


def test_a_wrong_title_of_the_dataset_is_told(out: Path) -> None:
    change_with_hash(out, "graph.ttl", 'dcterms:title "Newsroom"', 'dcterms:title "News"')
    found = said(out)
    assert 'graph.graphml: the graph has title "Newsroom", but graph.ttl' in str(found)
    assert 'this:topics has dcterms:title "Topics of Newsroom", but kg' in str(found)


# ---- what rdflib reads, and the engine refuses ----------------------------------------------


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ('\n<https://kg.example/a b> rdfs:label "x" .\n', "Invalid IRI code point ' '"),
        ('\n<https://kg.example/[a> rdfs:label "x" .\n', "Invalid IRI code point '['"),
        ('\ntopic:x rdfs:label "\\uD800" .\n', "not a valid unicode character"),
    ],
)
def test_turtle_that_the_engine_refuses_is_told_with_its_line(
    new: str, reason: str, out: Path
) -> None:
    path = out / "graph.ttl"
    line = path.read_text(encoding="utf-8").count("\n") + 2
    with path.open("a", encoding="utf-8") as file:
        file.write(new)
    (found,) = (each for each in said(out) if "cannot be loaded by" in each)
    assert found.startswith(f"graph.ttl:{line}: cannot be loaded by 'kg query' or 'kg serve': ")
    assert reason in found


def test_a_relative_iri_is_loaded_by_the_engine_and_told_otherwise(out: Path) -> None:
    with (out / "graph.ttl").open("a", encoding="utf-8") as file:
        file.write('\n<x> rdfs:label "x" .\n')
    assert not any("cannot be loaded by" in each for each in said(out))
    assert any("which graph.ttl has" in each for each in said(out))


def test_of_a_build_by_another_version_one_line_says_to_build_again(tmp_path: Path) -> None:
    kg.write(kg.build([NEWSROOM]), tmp_path)
    turtle = tmp_path / "graph.ttl"
    text = turtle.read_text(encoding="utf-8").replace(
        f"kg build {kg.__version__}", "kg build 0.1.0"
    )
    turtle.write_text(text.replace("schema:headline", "schema:title"), encoding="utf-8")
    found = check([NEWSROOM], tmp_path).findings
    assert [finding.what for finding in found if finding.kind != "posts"] == [
        f"was built by kg 0.1.0, but this is kg {kg.__version__}."
    ]
    assert found[-1].mend == "Run 'kg build' again."
