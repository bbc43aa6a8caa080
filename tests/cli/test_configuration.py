"""What commands take from kg.toml."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import main

POST = "---\ntitle: Rain\nwebUrl: https://example.org/rain\ntopics: [Rain]\n---\n"


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "rain.md").write_text(POST, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def configure(folder: Path, text: str) -> None:
    (folder / "kg.toml").write_text(text, encoding="utf-8")


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def build(*words: str) -> Result:
    return run("build", "--no-cache", *words)


def written(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


# ---- formats and the SPARQL engine ----------------------------------------------------------


def test_formats_of_the_file_are_written(archive: Path) -> None:
    configure(archive, 'posts = "posts"\nformats = ["turtle", "ntriples"]')
    assert build().exit_code == 0
    assert written(archive / "out") == {"graph.ttl", "graph.nt", "report.json"}


def test_formats_that_are_typed_come_before_those_of_the_file(archive: Path) -> None:
    configure(archive, 'posts = "posts"\nformats = ["turtle", "ntriples"]')
    assert build("--format", "graphml").exit_code == 0
    assert written(archive / "out") == {"graph.graphml", "report.json"}


def test_a_format_that_does_not_exist_is_misuse(archive: Path) -> None:
    configure(archive, 'posts = "posts"\n\nformats = ["turtle", "pdf"]')
    result = build()
    assert result.exit_code == 2
    assert 'kg.toml:3: formats holds "pdf", which is no format. Choose from' in result.output
    assert not (archive / "out").exists()


@pytest.mark.parametrize(
    ("said", "options", "has_engine"),
    [
        ("", [], False),
        ("sparql = true", [], True),
        ("sparql = true", ["--no-sparql"], False),
        ("sparql = false", ["--sparql"], True),
    ],
)
def test_the_engine_of_the_page_is_that_of_the_option_else_of_the_file(
    archive: Path, said: str, options: list[str], has_engine: bool
) -> None:
    configure(archive, f'posts = "posts"\nformats = ["html"]\n{said}')
    assert build(*options).exit_code == 0
    assert ((archive / "out" / "graph.html").stat().st_size > 1_000_000) is has_engine


def test_the_engine_of_the_file_needs_no_page(archive: Path) -> None:
    configure(archive, 'posts = "posts"\nsparql = true')
    assert build("--format", "turtle").exit_code == 0


def test_an_engine_that_is_typed_needs_a_page(archive: Path) -> None:
    configure(archive, 'posts = "posts"\nformats = ["turtle"]')
    result = build("--sparql")
    assert result.exit_code == 2
    assert "--sparql needs graph.html. Add --format html." in result.output
