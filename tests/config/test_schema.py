"""The JSON Schema and the reference of kg.toml."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from kg.config import ConfigError, json_schema, parse_config, reference
from kg.config.keys import KEYS, SECTIONS
from kg.exporters import FORMATS
from kg.read.names import WANTED

ROOT = Path(__file__).resolve().parents[2]


def test_the_committed_schema_is_what_the_table_makes() -> None:
    committed = (ROOT / "docs" / "kg.schema.json").read_text(encoding="utf-8")
    assert committed == json.dumps(json_schema(tuple(FORMATS)), indent=2, ensure_ascii=False) + "\n"


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(json_schema())


def test_the_fields_are_what_kg_wants_to_know() -> None:
    fields = [key.name for key in KEYS if key.section == "fields"]
    assert fields == [wanted.name for wanted in WANTED]


def as_toml(section: str, line: str) -> str:
    return f"[{section}]\n{line}\n" if section else f"{line}\n"


@pytest.mark.parametrize("key", KEYS, ids=lambda key: f"{key.section}.{key.name}")
def test_each_example_is_valid(key: Any) -> None:
    text = as_toml(key.section, f"{key.name} = {key.example}")
    parse_config(text, "kg.toml")
    Draft202012Validator(json_schema()).validate(tomllib.loads(text))


@pytest.mark.parametrize(
    "text",
    [
        "a1 = 1",
        "version = 2",
        "posts = []",
        'posts = ""',
        "posts = [1]",
        "out = 1",
        "title = true",
        'base-iri = "news"',
        'site = "news.example.org"',
        'site = "https://a.example/?q"',
        "links = 1",
        '[links]\nbody = "all"',
        '[links]\nown = "a.example"',
        '[links]\nurl = "none"',
        "[fields]\ntitle = {}",
        "[fields]\nfoo = 'bar'",
        "[topics]\nsame = []",
        "[topics]\nkeep = ['']",
        "[lists]\na = 1",
    ],
)
def test_what_the_schema_refuses_the_reader_refuses(text: str) -> None:
    assert not Draft202012Validator(json_schema()).is_valid(tomllib.loads(text))
    with pytest.raises(ConfigError):
        parse_config(text, "kg.toml")


def test_each_key_has_a_row_in_the_reference() -> None:
    rows = reference().splitlines()
    assert len(rows) == len(KEYS) + 2
    assert all(row.replace("\\|", "").count("|") == 6 for row in rows)
    assert (
        "| `[topics]` | `ignore` | a list of labels | Labels that are no topics. "
        '| `ignore = ["clippings"]` |' in rows
    )
    assert any(row.startswith("| `[lists]` | path of a file | ") for row in rows)


def test_each_section_has_keys() -> None:
    assert {key.section for key in KEYS} == {"", *SECTIONS}
