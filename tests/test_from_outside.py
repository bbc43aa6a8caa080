"""Forms of file, fields and formats registered from outside are known to every command."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from paths import ROOT

from kg.model.fields import FIELDS, Field, fields
from kg.model.vocabulary import register_field, unregister_field
from kg.read.forms import PostForm, forms, register_form, unregister_form

PLUGIN = """
import csv, io
from kg.exporters import Format, register_format
from kg.model.fields import Field
from kg.model.vocabulary import register_field
from kg.read.errors import ReadError
from kg.read.forms import BadRecord, Record, RecordForm, register_form


class Rows(RecordForm):
    name = "rows"
    suffixes = (".rows",)

    def records(self, path, data):
        for number, line in enumerate(data.decode().splitlines(), start=1):
            if line == "end":
                raise ReadError(number, "ends too soon.", "Write the rest.")
            title, _, address = line.partition("|")
            if not address:
                yield BadRecord(number, number, "has one value for two columns.", "Add the other.")
            else:
                address, _, mood = address.partition("|")
                yield Record(number, number, {"title": title, "webUrl": address, "mood": mood})


def to_list(graph):
    yield from (f"{article.label}\\n" for article in graph.articles)


register_field(Field("mood", "text", "mood", "schema:genre"))
register_form(Rows())
register_format(Format("list", "graph.list", f"{__name__}:to_list", "headlines"))
"""
ROWS = "River|https://a.example/river\nNothing\nRain|https://a.example/rain\n"
RUN = "import outside; from kg.cli import main; main()"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    (tmp_path / "outside.py").write_text(PLUGIN)
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "a.rows").write_text(ROWS)
    return tmp_path


def run(archive: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run kg with the form and the format."""
    return subprocess.run(
        [sys.executable, "-c", RUN, *arguments],
        cwd=archive, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": f"{archive}:{ROOT}", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip


def build(archive: Path, out: str, *options: str) -> subprocess.CompletedProcess[str]:
    every = [f"--format={name}" for name in ("turtle", "graphml", "html", "jsonld", "list")]
    return run(archive, "build", "posts", "--out", out, *every, *options)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_good_records_are_built_and_the_bad_one_is_told_with_its_line(archive: Path) -> None:
    done = build(archive, "out")
    assert done.returncode == 0, done.stderr
    assert "a.rows:2: has one value for two columns. Add the other." in done.stderr
    assert sorted((archive / "out" / "graph.list").read_text().split()) == ["Rain", "River"]
    graph = (archive / "out" / "graph.ttl").read_text()
    assert graph.count("prov:wasDerivedFrom <https://example.org/kg/post/a.rows>") == 2 or (
        graph.count("prov:wasDerivedFrom post:a.rows") == 2
    )


def test_the_report_counts_records_and_says_what_is_left_out(archive: Path) -> None:
    build(archive, "out")
    report = json.loads((archive / "out" / "report.json").read_text())
    assert report["files"]["found"] == 1
    assert report["files"]["posts"] == 2
    assert report["problems"][0]["line"] == 2


def test_a_broken_file_keeps_the_records_before_the_fault(archive: Path) -> None:
    (archive / "posts" / "a.rows").write_text("River|https://a.example/river\nend\n")
    done = build(archive, "out")
    assert "a.rows:2: ends too soon. Write the rest." in done.stderr
    assert (archive / "out" / "graph.list").read_text() == "River\n"


def test_a_file_that_is_not_utf_8_is_told_and_the_others_are_built(archive: Path) -> None:
    (archive / "posts" / "b.rows").write_bytes(b"River|https://a.example/1\nR\xe9gion|x\n")
    done = build(archive, "out")
    assert done.returncode == 0, done.stderr
    assert "b.rows:2: the file is not UTF-8 text. Save it as UTF-8." in done.stderr
    assert "Traceback" not in done.stderr


def test_what_a_build_wrote_is_never_read_as_a_post(archive: Path) -> None:
    plugin = PLUGIN.replace('(".rows",)', '(".rows", ".json", ".jsonld", ".ttl", ".graphml")')
    (archive / "outside.py").write_text(plugin)
    build(archive, "posts")
    first = contents(archive / "posts")
    again = build(archive, "posts", "--no-cache")
    assert "a.rows:2" in again.stderr
    assert again.stderr.count("problem") == 0
    assert contents(archive / "posts") == first


def test_one_changed_record_gives_what_a_full_build_gives(archive: Path) -> None:
    build(archive, "out")
    changed = ROWS.replace("Rain", "Snow").replace("Nothing", "Nothing\nWind|https://a.example/w")
    (archive / "posts" / "a.rows").write_text(changed)
    build(archive, "out")
    build(archive, "whole", "--no-cache")
    assert contents(archive / "out") == contents(archive / "whole")
    assert b"Snow" in contents(archive / "out")["graph.list"]
    assert "up to date" in build(archive, "out").stdout


def test_check_knows_the_records(archive: Path) -> None:
    build(archive, "out")
    (archive / "posts" / "a.rows").write_text(ROWS.replace("Nothing\n", ""))
    build(archive, "out")
    done = run(archive, "check", "posts", "--out", "out")
    assert done.returncode == 0, done.stdout + done.stderr
    turtle = archive / "out" / "graph.ttl"
    turtle.write_text(turtle.read_text().replace("River", "Lake"))
    assert run(archive, "check", "posts", "--out", "out").returncode == 1


def test_a_field_is_in_every_format_and_in_the_report(archive: Path) -> None:
    (archive / "posts" / "a.rows").write_text("River|https://a.example/river|calm\n")
    post = "---\ntitle: Rain\nwebUrl: https://a.example/rain\nmood: glum\n---\n"
    (archive / "posts" / "b.md").write_text(post)
    build(archive, "out")
    out = contents(archive / "out")
    for name in ("graph.ttl", "graph.graphml", "graph.jsonld"):
        assert b"calm" in out[name]
        assert b"glum" in out[name]
    assert b'schema:genre "calm"' in out["graph.ttl"]
    assert run(archive, "check", "posts", "--out", "out").returncode == 0
    fields = json.loads(out["report.json"])["fields"]
    assert [each["becomes"] for each in fields if each["name"] == "mood"] == ["schema:genre"]
    turtle = archive / "out" / "graph.ttl"
    turtle.write_text(turtle.read_text().replace('"glum"', '"merry"'))
    assert run(archive, "check", "posts", "--out", "out").returncode == 1


def test_of_a_field_the_losing_value_is_told(archive: Path) -> None:
    rows = "River|https://a.example/river|calm\nRiver|https://a.example/river|wild\n"
    (archive / "posts" / "a.rows").write_text(rows)
    build(archive, "out")
    report = json.loads((archive / "out" / "report.json").read_text())
    (conflict,) = report["conflicts"]
    assert (conflict["field"], conflict["kept"]["value"]) == ("mood", "wild")


def test_one_changed_value_of_a_field_gives_what_a_full_build_gives(archive: Path) -> None:
    (archive / "posts" / "a.rows").write_text("River|https://a.example/river|calm\n")
    build(archive, "out")
    (archive / "posts" / "a.rows").write_text("River|https://a.example/river|wild\n")
    build(archive, "out")
    build(archive, "whole", "--no-cache")
    assert contents(archive / "out") == contents(archive / "whole")
    assert b"wild" in contents(archive / "out")["graph.ttl"]


def test_a_field_needs_one_value_a_known_prefix_and_names_of_its_own() -> None:
    with pytest.raises(ValueError, match="unknown prefix"):
        register_field(Field("mood", "text", "mood", "other:mood"))
    for taken in ("heat", "title", "published_at", "kind", "label", "two words"):
        with pytest.raises(ValueError, match=f"{taken} cannot be a new attribute"):
            register_field(Field("mood", "text", taken, "schema:genre"))
    for taken in ("schema:headline", "kg:url", "schema:name"):
        with pytest.raises(ValueError, match=f"{taken} is used already"):
            register_field(Field("mood", "text", "mood", taken))
    with pytest.raises(ValueError, match="mood may have several values"):
        register_field(Field("mood", "texts", "mood", "schema:genre"))
    field = Field("mood", "text", "mood", "schema:genre")
    register_field(field)
    assert field in fields()
    unregister_field(field)
    assert fields() == FIELDS


def test_another_version_of_a_form_reads_anew(archive: Path) -> None:
    build(archive, "out")
    (archive / "outside.py").write_text(PLUGIN.replace('"title": title', '"title": title.upper()'))
    build(archive, "out")
    assert sorted((archive / "out" / "graph.list").read_text().split()) == ["RAIN", "RIVER"]


def test_watch_sees_a_changed_record(archive: Path) -> None:
    command = [sys.executable, "-c", RUN, "build", "posts", "--format=list", "--watch"]
    with subprocess.Popen(
        command, cwd=archive, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": f"{archive}:{ROOT}", "PATH": "/usr/bin:/bin"},
    ) as watching:  # fmt: skip
        try:
            wait_for(archive / "out" / "graph.list", "River")
            (archive / "posts" / "a.rows").write_text(ROWS.replace("River", "Flood"))
            wait_for(archive / "out" / "graph.list", "Flood")
        finally:
            watching.terminate()


def wait_for(file: Path, word: str) -> None:
    limit = time.monotonic() + 30
    while not (file.exists() and word in file.read_text()):
        assert time.monotonic() < limit
        time.sleep(0.05)


def test_of_two_records_of_a_file_the_later_one_wins(archive: Path) -> None:
    rows = "River|https://a.example/river\nThe river|https://a.example/river\n"
    (archive / "posts" / "a.rows").write_text(rows)
    build(archive, "out")
    assert (archive / "out" / "graph.list").read_text() == "The river\n"
    report = json.loads((archive / "out" / "report.json").read_text())
    (conflict,) = report["conflicts"]
    assert conflict["kept"]["line"] == 2
    assert [lost["line"] for lost in conflict["lost"]] == [1]


def test_what_is_registered_can_be_taken_back() -> None:
    form = PostForm()
    before = forms()
    register_form(form)
    assert forms() == (*before, form)
    unregister_form(form)
    assert forms() == before
