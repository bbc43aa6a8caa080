from __future__ import annotations

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest
from nothing_read import ARCHIVES, GOLDEN, run_kg, what_build_says
from paths import NEWSROOM, ROOT

from kg.read.names import WANTED

POST = "---\ntitle: Rain {0}\nread_at_url: https://a{0}.example/rain\n---\n"
LINKS = "".join(f"- [Rain {at}](https://a{at}.example/rain)\n" for at in range(9))


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    """A folder of posts whose address is in a field that kg does not know."""
    folder = tmp_path / "posts"
    folder.mkdir()
    for at in range(3):
        (folder / f"{at}.md").write_text(POST.format(at))
    return folder


@pytest.mark.parametrize("name", ARCHIVES)
def test_a_build_that_reads_nothing_says_what_there_is_and_how_to_go_on(
    name: str, tmp_path: Path
) -> None:
    expected = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
    assert what_build_says(name, tmp_path) == expected, "run: python tests/nothing_read.py"


def test_every_golden_file_belongs_to_an_archive() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(ARCHIVES)


def test_inspect_writes_nothing(posts: Path) -> None:
    before = sorted(posts.parent.rglob("*"))
    run_kg(posts.parent, "inspect", "posts")
    assert sorted(posts.parent.rglob("*")) == before


def test_inspect_exits_with_1_if_nothing_can_be_read_and_2_on_misuse(posts: Path) -> None:
    assert run_kg(posts.parent, "inspect", "posts").returncode == 1
    assert run_kg(posts.parent, "inspect", "nowhere").returncode == 2
    assert run_kg(posts.parent, "inspect", "--format", "xml").returncode == 2
    assert run_kg(posts.parent, "inspect", str(NEWSROOM)).returncode == 0


def test_the_json_is_valid_against_its_schema(tmp_path: Path) -> None:
    schema = json.loads((ROOT / "docs" / "inspect.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    (tmp_path / "list.md").write_text(f"---\ntitle: Links\n---\n{LINKS}")
    (tmp_path / "sites.json").write_text('[{"title": "A", "url": "https://a.example/"}]')
    (tmp_path / "bad.md").write_text("---\ntitle: [\n---\n")
    (tmp_path / "photo.png").touch()
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "rain.md").write_text("---\nlink: https://a.example/rain\ndate: 2024-05-01\n---\n")
    done = run_kg(tmp_path, "inspect", ".", "--format", "json")
    document = json.loads(done.stdout)
    jsonschema.validate(document, schema)
    for name in ("files", "lists", "fields", "derived", "passed_over", "folders_passed_over",
                 "problems", "suggestions"):  # fmt: skip
        assert document[name], f"the example has no {name}, so the schema of these is not tried"
    assert {file["path"]: file["form"] for file in document["files"]} == {
        "bad.md": "post with a head in YAML",
        "list.md": "post with a head in YAML",
        "photo.png": None,
        "rain.md": "post with a head in YAML",
        "sites.json": "list in JSON",
    }
    assert {field["name"]: field["taken_as"] for field in document["fields"]} == {
        "date": {"added": 1},
        "link": {"address": 1},
        "title": {},
    }
    assert document["derived"] == [
        {"wanted": "outlet", "from": "the site of the address", "records": 1},
        {"wanted": "title", "from": "the name of the file", "records": 1},
    ]


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_value_reaches_the_terminal_as_a_command(form: str, tmp_path: Path) -> None:
    hostile = "\\u001b[31m" + "x" * 100_000
    (tmp_path / "a.json").write_text(
        f'[{{"title": "{hostile}", "{hostile}": "{hostile}", "url": "https://a.example/rain"}}]'
    )
    done = run_kg(tmp_path, "inspect", ".", "--format", form)
    assert done.stdout.replace("\n", "").isprintable()
    assert len(done.stdout) < 5_000
    assert done.returncode == 0


def test_messages_of_one_kind_are_one_line_whatever_value_they_name(tmp_path: Path) -> None:
    rows = "".join(f"Rain,https://a.example/{at},05/{at + 10}/2024\n" for at in range(9))
    (tmp_path / "a.csv").write_text(f"title,url,date\n{rows}")
    done = run_kg(tmp_path, "inspect", ".")
    assert done.stdout.count("not a date") == 1
    assert "  9  date is '05/10/2024', not a date." in done.stdout


def test_init_writes_a_file_with_which_the_build_reads_more(posts: Path) -> None:
    done = run_kg(posts.parent, "init", "posts")
    assert done.returncode == 0, done.stderr
    assert "With it, kg reads 3 articles; without it, 0 articles." in done.stdout
    text = (posts.parent / "kg.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text) == {"posts": ["posts"], "fields": {"address": ["read_at_url"]}}
    assert "# 3 records state no address" in text
    assert run_kg(posts.parent, "build").returncode == 0
    assert not list(posts.parent.glob(".kg.toml*"))


@pytest.mark.parametrize("kind", ["file", "link"])
def test_init_never_changes_a_file_that_exists(kind: str, posts: Path) -> None:
    config = posts.parent / "kg.toml"
    if kind == "file":
        config.write_text('title = "Ours"\n')
    else:
        (posts.parent / "real.toml").write_text('title = "Ours"\n')
        config.symlink_to("real.toml")
    done = run_kg(posts.parent, "init", "posts")
    assert done.returncode == 1
    assert 'address = ["read_at_url"]' in done.stdout
    assert "was not changed" in done.stderr
    assert config.read_text() == 'title = "Ours"\n'


def test_init_refuses_what_is_outside_its_folder(posts: Path) -> None:
    (posts.parent / "site").mkdir()
    done = run_kg(posts.parent / "site", "init", "../posts")
    assert done.returncode == 2
    assert "Run 'kg init' in a folder that holds it." in done.stderr
    assert not (posts.parent / "site" / "kg.toml").exists()


def test_init_writes_nothing_that_would_not_help(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("# Notes\n")
    done = run_kg(tmp_path, "init")
    assert done.returncode == 1
    assert not (tmp_path / "kg.toml").exists()


def test_the_paths_of_lists_are_those_that_kg_toml_names(tmp_path: Path) -> None:
    (tmp_path / "_data").mkdir()
    sites = [{"title": f"A{at}", "url": f"https://a{at}.example/"} for at in range(3)]
    (tmp_path / "_data" / "a.json").write_text(json.dumps({"all": sites}))
    done = run_kg(tmp_path, "init", "_data")
    assert tomllib.loads((tmp_path / "kg.toml").read_text())["lists"] == {"_data/a.json": "all"}
    assert "With it, kg reads 3 articles" in done.stdout


def test_fields_prints_the_table_of_names(tmp_path: Path) -> None:
    rows = json.loads(run_kg(tmp_path, "fields", "--format", "json").stdout)
    assert rows == [
        {"name": each.name, "names": list(each.names), "becomes": each.becomes} for each in WANTED
    ]
    text = run_kg(tmp_path, "fields").stdout.split()
    assert {name for each in WANTED for name in each.names} <= {word.rstrip(",") for word in text}
