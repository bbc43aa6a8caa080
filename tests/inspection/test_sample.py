from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from paths import ROOT

from kg.inspection import Inspection, inspect_archive, to_json, to_text
from kg.inspection.sample import divide
from kg.read.files import find_files

SCHEMA = json.loads((ROOT / "docs/inspect.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.inspection.sample.MANY_POSTS", 20)
    monkeypatch.setattr("kg.inspection.sample.SAMPLE", 10)


def write_posts(folder: Path, count: int, ending: str = "md") -> None:
    folder.mkdir(exist_ok=True)
    for at in range(count):
        text = f"---\ntitle: Rain {at}\nlink: https://a{at}.example/{at}\ndate: 2024-05-01\n---\n"
        (folder / f"{at:03}.{ending}").write_text(text)


def toml_posts(folder: Path, count: int) -> None:
    for at in range(count):
        (folder / f"toml-{at}.md").write_text(f'+++\nlink = "https://b.example/{at}"\n+++\n')


def read_paths(found: Inspection) -> list[str]:
    return [file.path for file in found.files if file.articles is not None]


def test_up_to_the_limit_every_post_is_read(tmp_path: Path) -> None:
    write_posts(tmp_path, 20)
    found = inspect_archive([tmp_path])
    assert (found.samples, found.records, found.makes.articles) == ((), 20, 20)
    assert json.loads(to_json(found))["makes"]["estimated"] is False


def test_of_more_posts_an_evenly_spread_part_is_read(tmp_path: Path) -> None:
    write_posts(tmp_path / "_posts", 40)
    found = inspect_archive([tmp_path])
    assert found.samples == (("_posts", "post with a head in YAML", 40, 10),)
    assert read_paths(found) == [f"_posts/{at:03}.md" for at in range(0, 40, 4)]
    assert found.records == 10


def test_the_form_of_every_file_is_named(tmp_path: Path) -> None:
    write_posts(tmp_path, 40)
    toml_posts(tmp_path, 3)
    (tmp_path / "000.txt").write_text("Rain.\n")
    found = inspect_archive([tmp_path])
    forms = [file.form for file in found.files]
    assert len(found.files) == 44
    assert forms.count("post with a head in YAML") == 40
    assert forms.count("post with a head in TOML") == 3
    assert forms.count("text without a head") == 1


def test_few_posts_of_another_form_or_folder_are_all_read(tmp_path: Path) -> None:
    write_posts(tmp_path / "many", 40)
    toml_posts(tmp_path / "many", 3)
    write_posts(tmp_path / "few", 5)
    division = divide(find_files([tmp_path]))
    assert len(division.whole) == 8
    assert [sample.folder for sample in division.samples] == ["many"]


def test_articles_are_estimated_and_lists_are_counted_whole(tmp_path: Path) -> None:
    write_posts(tmp_path, 40)
    rows = "".join(f"https://c.example/{at},Row {at}\n" for at in range(25))
    (tmp_path / "press.csv").write_text(f"url,title\n{rows}")
    makes = inspect_archive([tmp_path]).makes
    assert makes.articles == 25 + 40
    assert makes.outlets == 1 + 10


def test_text_and_json_say_what_was_read(tmp_path: Path) -> None:
    write_posts(tmp_path / "_posts", 40)
    toml_posts(tmp_path, 1)
    found = inspect_archive([tmp_path])
    text = to_text(found)
    assert "40  post with a head in YAML  10 of them read, 10 records" in text
    assert "about 41 articles, at least 11 outlets, at least 0 topics" in text
    assert "Fields of 11 records, from 10 of 40 posts in _posts" in text
    document = json.loads(to_json(found))
    jsonschema.validate(document, SCHEMA)
    assert document["samples"] == [
        {"folder": "_posts", "form": "post with a head in YAML", "files": 40, "read": 10}
    ]
    assert document["makes"]["estimated"] is True


def test_the_evidence_of_a_line_says_where_it_was_counted(tmp_path: Path) -> None:
    write_posts(tmp_path, 40)
    for path in tmp_path.iterdir():
        path.write_text(path.read_text() + "[Storm](https://c.example/storm)\n")
    (line,) = inspect_archive([tmp_path]).lines
    assert line.comment.endswith("Counted in 10 of 40 posts.")


def test_where_the_part_makes_no_article_all_are_read(tmp_path: Path) -> None:
    for at in range(40):
        (tmp_path / f"{at:03}.md").write_text(f"---\ntitle: A\n---\nNo link {at}.\n")
    (tmp_path / "001.md").write_text("---\nlink: https://a.example/1\n---\n")
    found = inspect_archive([tmp_path])
    assert (found.samples, found.records, found.makes.articles) == ((), 40, 1)


def test_broken_files_among_many_posts_are_told(tmp_path: Path) -> None:
    write_posts(tmp_path, 40)
    (tmp_path / "002.md").write_text("")
    (tmp_path / "003.md").write_bytes(b"\0" * 50)
    found = inspect_archive([tmp_path], jobs=2)
    assert {problem.path for problem in found.problems} == {"002.md", "003.md"}
