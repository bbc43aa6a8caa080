from __future__ import annotations

import gc
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from paths import ROOT
from strategies import graphs

import kg
from kg import cli
from kg.check import findings as checking
from kg.check.facts import facts_of, shown_on_page
from kg.check.findings import Finding, check, to_github, to_json
from kg.check.readback import READERS
from kg.errors import KgError
from kg.exporters import FORMATS
from kg.exporters.page import payload
from kg.model.graph import DEFAULT_BASE_IRI, KnowledgeGraph

NEWSROOM = ROOT / "tests" / "fixtures" / "newsroom"
CORPUS = ROOT.parent / "shared" / "corpus" / "azure"
FILES = {name: format_.file for name, format_ in FORMATS.items()}
CUT_OFF = "cannot be read: the file is truncated or corrupt."
DAM = "article:701b1c383b6b4222"
FLOOD = "article:530b87cf0364d51e"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The newsroom in every format, under a base IRI and a title of its own."""
    folder = tmp_path_factory.mktemp("built") / "out"
    graph = kg.build([NEWSROOM], base_iri="https://kg.example/", title="Newsroom & <friends>")
    kg.write(graph, folder, FORMATS)
    return folder


@pytest.fixture
def out(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "out"))


def run(*arguments: str | Path) -> Result:
    """Run `kg` in this process: to start another one for each test takes a second each."""
    try:
        return CliRunner().invoke(cli.main, [*map(str, arguments)], catch_exceptions=False)
    finally:
        gc.enable()


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} holds no {old}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def said(out: Path, kind: str | None = None, file: str | None = None) -> list[str]:
    """Return what a check says of the build, of one kind or file."""
    return [
        f"{finding.what} {finding.mend}"
        for finding in check([NEWSROOM], out).findings
        if kind in (None, finding.kind) and file in (None, Path(finding.path).name)
    ]


# ---- nothing is wrong -----------------------------------------------------------------------


def test_of_a_fresh_build_in_every_format_there_is_nothing_to_say(built: Path) -> None:
    graph = kg.build([NEWSROOM])
    triples = sum(1 for line in (built / FILES["ntriples"]).open() if line.strip())
    checked = check([NEWSROOM], built)
    assert checked.findings == ()
    assert (checked.triples, checked.files) == (triples, len(FORMATS))
    assert checked.graph.account == graph.account


def test_the_command_says_that_all_is_well_and_exits_with_0(tmp_path: Path) -> None:
    assert run("build", "seeds", "--out", tmp_path, "-q").exit_code == 0
    done = run("check", "seeds", "--out", tmp_path)
    assert done.exit_code == 0
    assert "files found    1" in done.stderr
    assert done.stdout == "No problems found: 1 post, 102 triples, 3 files.\n"
    done = run("check", "seeds", "--out", tmp_path, "--format", "json")
    assert (done.exit_code, done.stdout) == (0, "[]\n")
    done = run("check", "seeds", "--out", tmp_path, "--format", "github")
    assert (done.exit_code, done.stdout) == (0, "")


def test_every_format_of_a_build_is_read_back() -> None:
    assert READERS.keys() == FORMATS.keys()


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@settings(deadline=None, max_examples=40)
@given(graphs())
def test_every_format_read_back_says_what_the_graph_says(graph: KnowledgeGraph) -> None:
    expected = facts_of(graph)
    for name, read in READERS.items():
        data = "".join(FORMATS[name].load()(graph)).encode()
        shown = shown_on_page(expected) if name == "html" else expected
        assert read(graph.base_iri, data) == shown, name


@settings(deadline=None, max_examples=30)
@given(graphs(), st.integers(1, 60))
def test_a_page_with_a_map_read_back_is_the_graph(graph: KnowledgeGraph, times: int) -> None:
    """Repeated, so that some graphs are too large for cards, and columns fill several groups."""
    more = [
        article._replace(id=f"article:{at:08x}{place:08x}")
        for place, article in enumerate(graph.articles)
        for at in range(times)
    ]
    graph = replace(graph, articles=tuple(sorted(more, key=lambda article: article.id)))
    ids = {entity.id for entity in graph.entities}
    expected = {
        id_: {name: kept for name, values in node.items() if (kept := _within(values, ids, name))}
        for id_, node in shown_on_page(facts_of(graph)).items()
    }
    assert READERS["html"]("", "".join(FORMATS["html"].load()(graph)).encode()) == expected


def _within(values: tuple[object, ...], ids: set[str], name: str) -> tuple[object, ...]:
    return tuple(v for v in values if name not in {"relatedTo", "copyOf"} or v in ids)


# ---- posts ----------------------------------------------------------------------------------


def test_a_problem_in_a_post_is_told_with_its_line_from_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    posts = tmp_path / "archive" / "posts"
    posts.mkdir(parents=True)
    (posts / "rain.md").write_text("---\ntitle: Rain\nwebUrl: https://example.org/rain\n---\n")
    (posts / "bad.md").write_text("---\ntitle: 'open\n---\n")
    built = run("build", "archive/posts", "-q").stderr.strip()
    done = run("check", "archive/posts")
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [built, "1 problem in 1 file."]
    assert built.startswith("archive/posts/bad.md:2: ")
    (found,) = check([posts], tmp_path / "out").findings
    assert Path(found.path) == posts / "bad.md"
    assert found.kind == "posts"


# ---- the files of a build -------------------------------------------------------------------

# For each format how it says one thing: heat 12 of an article, one of its links, a headline.
HEAT = {
    "turtle": "    kg:heat 12 ;\n",
    "graphml": '<data key="heat">12</data>',
    "ntriples": f"<https://kg.example/article/{DAM[8:]}> <https://w3id.org/news-kg#heat> "
    '"12"^^<http://www.w3.org/2001/XMLSchema#integer> .\n',
    "jsonld": '"heat": 12, ',
}


@pytest.mark.parametrize("name", HEAT)
def test_a_value_that_one_file_lacks_is_told(name: str, out: Path) -> None:
    change(out / FILES[name], HEAT[name], "")
    what = f'{DAM} "Dam keeper speaks at last" {{}} heat 12, which graph.ttl {{}}'
    if name == "turtle":
        told = what.format("has", "lacks.")
        files = [file for file in FILES.values() if file != "graph.ttl"]
    else:
        told, files = what.format("lacks", "has."), [FILES[name]]
    for file in files:
        (found,) = said(out, "exports", file)
        assert found.startswith(told)
    assert [Path(f.path).name for f in check([NEWSROOM], out).findings if told in f.what] == sorted(
        files
    )


@pytest.mark.parametrize("name", HEAT)
def test_a_value_that_one_file_says_otherwise_is_told(name: str, out: Path) -> None:
    change(out / FILES[name], HEAT[name], HEAT[name].replace("12", "13"))
    there, here = (12, 13) if name == "turtle" else (13, 12)
    told = f'{DAM} "Dam keeper speaks at last" has heat {there}, but graph.ttl has {here}.'
    file = FILES["graphml" if name == "turtle" else name]
    assert any(found.startswith(told) for found in said(out, "exports", file))


def alter_page(path: Path, name: str, alter: Callable[[dict[str, Any]], None]) -> None:
    """Change one of the blocks of data in a page."""
    text = path.read_text(encoding="utf-8")
    packed = payload.find_block(text, name)
    block = payload.unpack_block(packed)
    alter(block)
    path.write_text(text.replace(packed, payload.pack_block(block)), encoding="utf-8")


def place_in_page(path: Path, id_: str) -> int:
    core = payload.unpack_block(payload.find_block(path.read_text(encoding="utf-8"), "core"))
    place: int = core["kinds"][0]["ids"].index(id_.partition(":")[2])
    return place


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, f'{DAM} "Dam keeper speaks at last" lacks heat 12, which graph.ttl has.'),
        (13, f'{DAM} "Dam keeper speaks at last" has heat 13, but graph.ttl has 12.'),
        ([12, 13], f'{DAM} "Dam keeper speaks at last" has heat 13, which graph.ttl lacks.'),
    ],
)
def test_a_value_that_the_page_says_otherwise_is_told(value: object, told: str, out: Path) -> None:
    def alter(block: dict[str, Any]) -> None:
        articles = block["kinds"][0]
        (at,) = [at for at, (name, _) in enumerate(articles["heads"]) if name == "heat"]
        articles["groups"][0][at][place_in_page(out / FILES["html"], DAM)] = value

    alter_page(out / FILES["html"], "facts", alter)
    assert said(out) == [f"{told} Run 'kg build' again."]


def test_an_edge_that_the_page_lacks_is_told(out: Path) -> None:
    def alter(block: dict[str, Any]) -> None:
        (column,) = [c for c in block["kinds"][0]["columns"] if c["name"] == "publishedBy"]
        column["values"][place_in_page(out / FILES["html"], DAM)] = None

    alter_page(out / FILES["html"], "core", alter)
    (found,) = said(out)
    assert "lacks publishedBy outlet:weekly.example, which graph.ttl has." in found


def test_a_link_in_both_directions_that_the_page_lacks_is_told_of_both_articles(out: Path) -> None:
    def alter(block: dict[str, Any]) -> None:
        assert block["both"]["lengths"] == [1]
        block["both"]["runs"] = [0 for _ in block["both"]["runs"]]

    alter_page(out / FILES["html"], "links", alter)
    assert len(said(out)) == 2
    assert all("lacks relatedTo article:" in found for found in said(out))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            f'    <edge source="{FLOOD}" target="outlet:youtube.com_x002F_river-watch">'
            '<data key="relation">publishedBy</data></edge>\n',
            "",
            f'{FLOOD} "Flood explained" lacks publishedBy outlet:youtube.com/river-watch, '
            "which graph.ttl has.",
        ),
        (
            "  </graph>",
            f'<edge source="{FLOOD}" target="{DAM}"><data key="relation">relatedTo</data></edge>'
            "</graph>",
            f'{FLOOD} "Flood explained" has relatedTo {DAM}, which graph.ttl lacks.',
        ),
        (
            f'<edge source="{FLOOD}" target="outlet:youtube.com_x002F_river-watch">'
            '<data key="relation">publishedBy',
            f'<edge source="{FLOOD}" target="outlet:youtube.com_x002F_river-watch">'
            '<data key="relation">about',
            f'{FLOOD} "Flood explained" has about outlet:youtube.com/river-watch, '
            "which graph.ttl lacks.",
        ),
        (
            "  </graph>",
            '    <node id="topic:new"><data key="label">New</data></node>\n  </graph>',
            'has topic:new "New", which graph.ttl lacks.',
        ),
        (
            "</graph>",
            f'<edge source="{FLOOD}" target="outlet:youtube.com_x002F_river-watch">'
            '<data key="relation">publishedBy</data></edge></graph>',
            f'{FLOOD} "Flood explained" has publishedBy outlet:youtube.com/river-watch '
            "more than once.",
        ),
        ('edgedefault="directed"', 'edgedefault="undirected"', CUT_OFF),
        (
            '<data key="kind">topic</data>',
            '<data key="kind">outlet</data>',
            'topic:c%2B%2B "C++" has kind "outlet", but graph.ttl has "topic".',
        ),
        (
            '<data key="title">Newsroom',
            '<data key="title">Newspaper',
            'the graph has title "Newspaper & <friends>", '
            'but graph.ttl has "Newsroom & <friends>".',
        ),
    ],
)
def test_what_was_changed_in_graphml_is_told(old: str, new: str, told: str, out: Path) -> None:
    change(out / FILES["graphml"], old, new)
    assert f"{told} Run 'kg build' again." in said(out)
    assert said(out) == said(out, "exports", FILES["graphml"])


@pytest.mark.parametrize("name", ["turtle", "graphml", "ntriples", "jsonld"])
def test_a_node_that_one_file_lacks_is_told(name: str, out: Path) -> None:
    path = out / FILES[name]
    text = path.read_text(encoding="utf-8")
    block = {
        "turtle": rf"\n{FLOOD} a .*?\.\n(?=\n)",
        "graphml": rf'    <(node id|edge source)="{FLOOD}".*?\n',
        "ntriples": rf"(?m)^<https://kg.example/article/{FLOOD[8:]}> .*?\n",
        "jsonld": rf'\n{{"id": "{FLOOD}".*?(?=\n)',
    }[name]
    path.write_text(re.sub(block, "", text, flags=re.S), encoding="utf-8")
    if name == "turtle":
        assert f'has {FLOOD} "Flood explained", which graph.ttl lacks. Run' in str(said(out))
    else:
        told = f'lacks {FLOOD} "Flood explained", which graph.ttl has. Run'
        (found,) = said(out)
        assert found.startswith(told)


def test_triples_that_no_export_can_say_are_told(out: Path) -> None:
    with (out / FILES["turtle"]).open("a", encoding="utf-8") as file:
        file.write(f'\n{FLOOD} dcterms:creator [ rdfs:label "Ann" ] .\n<urn:x> rdfs:label "X" .\n')
    found = said(out, "exports", FILES["graphml"])
    assert any(f'{FLOOD} "Flood explained" lacks dcterms:creator "_:blank"' in f for f in found)
    assert any("lacks <urn:x>, which graph.ttl has." in f for f in found)
    assert said(out) == said(out)


def test_of_many_differences_alike_twenty_are_listed_and_the_rest_counted(
    tmp_path: Path,
) -> None:
    for at in range(30):
        text = f"---\ntitle: Rain {at}\nwebUrl: https://example.org/{at}\nheat: {at}\n---\n"
        (tmp_path / f"{at}.md").write_text(text)
    out = tmp_path / "out"
    kg.write(kg.build([tmp_path]), out)
    path = out / FILES["graphml"]
    path.write_text(re.sub('<data key="heat">.*?</data>', "", path.read_text()))
    found = [finding.what for finding in check([tmp_path], out).findings]
    assert len(found) == 21
    assert "... and 10 more nodes (missing heat)." in found


def test_a_change_that_alters_no_fact_is_told_by_its_hash(out: Path) -> None:
    change(out / FILES["html"], "<style>", "<style>/* red */")
    assert said(out) == [
        "was modified after the build: its hash differs from report.json. Run 'kg build' again."
    ]


# ---- damage ---------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.99])
@pytest.mark.parametrize("name", FORMATS)
def test_a_file_that_was_cut_off_is_told_in_sentences(name: str, share: float, out: Path) -> None:
    path = out / FILES[name]
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    if name != "html":  # what a page says comes first in it; that the rest is gone, its hash tells
        (out / "report.json").unlink()
    assert said(out, "exports")


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "junk", [b"{]", b"<a", b"\xff\xfe\x00", b"[1, 2]", b"null", b"<a/>", b"1", b'{"@graph": 3}']
)
def test_what_is_no_such_file_is_told_in_a_sentence(name: str, junk: bytes, out: Path) -> None:
    (out / FILES[name]).write_bytes(junk)
    (out / "report.json").unlink()
    assert said(out, "exports")


def test_a_syntax_error_is_told_with_its_line(out: Path) -> None:
    lines = (out / FILES["turtle"]).read_text(encoding="utf-8").split("\n")
    place = lines.index("    kg:heat 12 ;")
    lines[place] = "    kg:heat 12 . ; ;"
    (out / FILES["turtle"]).write_text("\n".join(lines), encoding="utf-8")
    change(out / FILES["graphml"], f'<node id="{FLOOD}">', f'<node id="{FLOOD}>')
    found = {Path(f.path).name: f for f in check([NEWSROOM], out).findings}
    assert found["graph.ttl"].line == place + 1
    xml = (out / FILES["graphml"]).read_text(encoding="utf-8").split("\n")
    assert FLOOD in xml[found["graph.graphml"].line - 1]
    assert found["graph.graphml"].what == CUT_OFF


def test_bytes_that_are_no_utf_8_are_told_with_their_line(out: Path) -> None:
    path = out / FILES["turtle"]
    path.write_bytes(path.read_bytes().replace(b"Flood explained", b"Flut erkl\xe4rt"))
    found = [
        finding
        for finding in check([NEWSROOM], out).findings
        if finding.what == "is not valid UTF-8."
    ]
    assert b"\xe4" in path.read_bytes().split(b"\n")[found[0].line - 1]


def test_a_context_from_elsewhere_is_not_fetched(out: Path) -> None:
    for context in (
        '"http://192.0.2.1/c"',
        '["http://192.0.2.1/c"]',
        '{"@import": "http://192.0.2.1/"}',
    ):
        text = f'{{"@context": {context}, "@graph": []}}'
        (out / FILES["jsonld"]).write_text(text)
        assert said(out) == [f"{CUT_OFF} Run 'kg build --format jsonld' again."]


@pytest.mark.parametrize(
    ("name", "command"), [("turtle", ""), ("html", ""), ("ntriples", " --format ntriples")]
)
def test_a_missing_file_is_told(name: str, command: str, out: Path) -> None:
    (out / FILES[name]).unlink()
    assert said(out) == [f"does not exist. Run 'kg build{command}' first."]


def test_without_a_build_one_sentence_says_so(tmp_path: Path) -> None:
    done = run("check", "seeds", "--out", tmp_path / "none")
    path = tmp_path / "none" / "graph.ttl"
    told = f"{path}: does not exist. Run 'kg build' first.\n1 problem in 1 file.\n"
    assert (done.exit_code, done.stdout) == (1, told)


def test_a_build_of_turtle_alone_lacks_nothing(tmp_path: Path) -> None:
    kg.write(kg.build([NEWSROOM]), tmp_path, ["turtle"])
    assert check([NEWSROOM], tmp_path).findings == ()
    (tmp_path / "report.json").unlink()
    assert len(check([NEWSROOM], tmp_path).findings) == 2


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"written": [1]}', '{"written": 3}'])
def test_a_report_that_is_none_is_told(text: str, out: Path) -> None:
    (out / "report.json").write_text(text)
    assert said(out) == [f"{CUT_OFF} Run 'kg build' again."]


# ---- shapes ---------------------------------------------------------------------------------


def test_a_broken_rule_is_told_with_node_value_and_line(out: Path) -> None:
    change(out / FILES["turtle"], "kg:heat 12", "kg:heat -12")
    (found,) = (f for f in check([NEWSROOM], out).findings if f.kind == "shapes")
    assert found.what == (
        f'{DAM} "Dam keeper speaks at last" (kg:heat -12): A heat is a whole number, zero or more.'
    )
    assert found.mend == "Leave it out if the post says -1."
    line = (out / FILES["turtle"]).read_text(encoding="utf-8").split("\n")[found.line - 1]
    assert line.startswith(f"{DAM} a ")


def test_a_node_whose_iri_is_written_whole_has_its_line_too(out: Path) -> None:
    text = (out / FILES["turtle"]).read_text(encoding="utf-8")
    subject = "<https://kg.example/outlet/youtube.com/river-watch>"
    assert f"\n{subject} a " in text
    change(out / FILES["turtle"], f"\n{subject} a ", f'\n{subject} schema:name "B" ; a ')
    (found,) = (f for f in check([NEWSROOM], out).findings if f.kind == "shapes")
    assert found.what.startswith("outlet:youtube.com/river-watch ")
    assert text.split("\n")[found.line - 1].startswith(subject)


BROKEN = sorted((ROOT / "ontology" / "examples" / "broken").glob("*.ttl"))


@pytest.mark.parametrize("path", BROKEN[::6], ids=lambda path: path.stem)
def test_every_broken_example_is_told_in_its_own_words(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("kg build 0.1.0", f"kg build {kg.__version__}")
    (tmp_path / "graph.ttl").write_text(text, encoding="utf-8")
    rule = text.split("\n")[0].removeprefix("# ").split(": ")[0]
    told = [f for f in check([NEWSROOM], tmp_path).findings if f.kind == "shapes"]
    assert told
    assert all(finding.what.endswith(f"{rule}.") for finding in told)


@pytest.mark.parametrize(
    "value",
    [
        '"-1"^^xsd:integer', '"many"^^xsd:integer', '"maybe"^^xsd:boolean', '"x"@en', "1.5", "[]",
        '"0001-01-01T00:00:00+14:00"^^xsd:dateTime', '"soon"^^xsd:dateTime', "()", "<a b>", "<x>",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "predicate", ["kg:heat", "schema:datePublished", "schema:url", "schema:publisher", "rdf:type"]
)
def test_values_of_the_wrong_type_are_told_in_sentences(
    predicate: str,
    value: str,
    out: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    recwarn: pytest.WarningsRecorder,
) -> None:
    change(out / FILES["turtle"], f"\n{DAM} ", f"\n{DAM} {predicate} {value} ; ")
    assert said(out, "shapes") or said(out, "exports")
    assert (capfd.readouterr().err, caplog.text, len(recwarn)) == ("", "", 0)


# ---- out of date ----------------------------------------------------------------------------


def test_posts_that_changed_after_the_build_are_counted(tmp_path: Path) -> None:
    posts, out = tmp_path / "posts", tmp_path / "out"
    posts.mkdir()

    def post(name: str, title: str) -> None:
        text = f"---\ntitle: {title}\nwebUrl: https://example.org/{name}\ntopics: [{name}]\n---\n"
        (posts / f"{name}.md").write_text(text)

    for name in ("one", "two", "three"):
        post(name, name)
    kg.write(kg.build([posts]), out)
    post("one", "Another title")
    (posts / "two.md").unlink()
    (posts / "three.md").rename(posts / "drei.md")
    for name in ("four", "five", "six"):
        post(name, name)
    (found,) = check([posts], out).findings
    assert str(found) == (
        f"{out}/graph.ttl: is out of date: 3 articles added, 1 removed, 2 changed; "
        "3 topics added, 1 removed. Run 'kg build' again."
    )
    assert found.kind == "stale"
    kg.write(kg.build([posts]), out)
    assert check([posts], out).findings == ()


def test_a_build_under_another_base_and_title_is_not_out_of_date(tmp_path: Path) -> None:
    graph = kg.build([NEWSROOM], base_iri="https://x.example/y#", title="Y")
    kg.write(graph, tmp_path)
    assert graph.base_iri != DEFAULT_BASE_IRI
    assert check([NEWSROOM], tmp_path).findings == ()


@pytest.mark.parametrize("base_iri", ["x", "mailto:a@example.org", ""])
def test_a_base_that_is_none_is_told(base_iri: str, out: Path) -> None:
    change(
        out / FILES["turtle"], "@prefix this: <https://kg.example/>", f"@prefix this: <{base_iri}>"
    )
    assert any("different title or base IRI" in each for each in said(out, "stale"))


# ---- how it is said -------------------------------------------------------------------------

NASTY = Finding("a%,b:c\n.md", 7, "50% of\r\nlines", "Mend: it, now.", "posts")


def test_github_commands_are_escaped_as_documented() -> None:
    assert to_github(NASTY) == (
        "::error file=a%25%2Cb%3Ac%0A.md,line=7::50%25 of%0D%0Alines Mend: it, now."
    )
    assert to_github(NASTY._replace(line=0)).startswith("::error file=a%25%2Cb%3Ac%0A.md::50%25")


def test_json_is_a_list_of_findings_in_ascii() -> None:
    text = to_json([NASTY, NASTY._replace(line=0, what="雨\x1b[31m\u202e")])
    assert text.isascii()
    assert "\x1b" not in text
    first, second = json.loads(text)
    assert first == NASTY._asdict()
    assert (second["line"], second["what"]) == (None, "雨\x1b[31m\u202e")


def test_the_command_lists_the_same_findings_in_each_format(tmp_path: Path) -> None:
    out = tmp_path / "out"
    kg.write(kg.build([NEWSROOM]), out)
    change(out / FILES["graphml"], "Flood explained", "Flood \u202e explained")
    change(out / FILES["turtle"], "kg:heat 12", "kg:heat -12")
    text, listed, github = (
        run("check", NEWSROOM, "--out", out, "--format", form)
        for form in ("text", "json", "github")
    )
    findings = check([NEWSROOM], out).findings
    assert (text.exit_code, listed.exit_code, github.exit_code) == (1, 1, 1)
    assert [row["kind"] for row in json.loads(listed.stdout)] == [f.kind for f in findings]
    assert len(text.stdout.splitlines()) == len(findings) + 1
    assert len(github.stdout.splitlines()) == len(findings)
    assert all(line.startswith("::error file=") for line in github.stdout.splitlines())
    assert text.stdout.splitlines()[-1] == f"{len(findings)} problems in 3 files."
    assert "\u202e" not in text.stdout + listed.stdout + github.stdout
    assert "\\u202e" in text.stdout
    assert listed.stderr + github.stderr == ""
    assert "posts read" in text.stderr


def test_findings_are_the_same_each_time(out: Path) -> None:
    for name in ("turtle", "graphml", "ntriples"):
        change(out / FILES[name], "Flood explained", f"Flood in {name}")
    lists = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-m", "kg", "check", str(NEWSROOM), "--out", str(out)]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT)
        assert len(done.stdout.splitlines()) > 3, done.stderr
        lists.add(done.stdout)
    assert len(lists) == 1


def test_misuse_exits_with_2_and_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("check")
    assert done.exit_code == 2
    assert "seeds does not exist. Name a folder of posts." in done.stderr
    assert run("check", "--format", "pdf").exit_code == 2
    with pytest.raises(KgError):
        check([tmp_path / "nowhere"], tmp_path)


def test_the_help_ends_in_an_example() -> None:
    last = run("check", "--help").stdout.rstrip().splitlines()[-1]
    assert last.strip().startswith("Example: kg check")


def test_kinds_are_said_in_order(out: Path) -> None:
    change(out / FILES["turtle"], "kg:heat 12", "kg:heat -12")
    kinds = [finding.kind for finding in check([NEWSROOM], out).findings]
    assert kinds == sorted(kinds, key=checking.KINDS.index)
    assert set(kinds) == {"shapes", "exports", "stale"}


# ---- a whole site ---------------------------------------------------------------------------


@pytest.mark.skipif(not CORPUS.exists(), reason="no posts of a real site in ../shared/corpus/azure")
def test_of_a_whole_site_the_files_agree_and_conform(tmp_path: Path) -> None:
    built = run("build", CORPUS, "--out", tmp_path, "-q", "-v")
    done = run("check", CORPUS, "--out", tmp_path, "--format", "json")
    findings = json.loads(done.stdout)
    assert {finding["kind"] for finding in findings} <= {"posts"}
    assert len(findings) == sum(": skipped: " not in line for line in built.stderr.splitlines())
