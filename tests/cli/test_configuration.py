"""What commands take from kg.toml."""

from __future__ import annotations

import os
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


# ---- commands that open a build -------------------------------------------------------------

TITLES = "SELECT ?t { ?a schema:headline ?t }"


@pytest.fixture
def built(archive: Path) -> Path:
    configure(archive, 'posts = "posts"\nout = "graph"')
    assert build("--format", "turtle").exit_code == 0
    return archive


@pytest.mark.parametrize(
    "words", [["query", "--format", "csv", TITLES], ["ask", "about-this-graph", "--format", "csv"]]
)
def test_a_query_opens_the_build_of_the_file_and_names_it_on_standard_error(
    built: Path, words: list[str]
) -> None:
    del built
    result = run(*words)
    assert result.exit_code == 0, result.output
    assert result.stderr.splitlines()[0] == "Configuration: kg.toml"
    assert "Configuration" not in result.stdout
    assert result.stdout


@pytest.mark.parametrize("words", [["query", TITLES], ["ask", "about-this-graph"]])
def test_data_that_is_typed_comes_before_a_file_even_a_broken_one(
    built: Path, words: list[str]
) -> None:
    configure(built, "titel = 1")
    result = run(*words, "--data", "graph/graph.ttl")
    assert result.exit_code == 0, result.output
    assert "kg.toml" not in result.output


@pytest.mark.parametrize("words", [["query", TITLES], ["ask", "about-this-graph"], ["serve"]])
def test_a_broken_file_is_misuse_where_a_build_is_opened(built: Path, words: list[str]) -> None:
    configure(built, "titel = 1")
    result = run(*words)
    assert result.exit_code == 2
    assert 'kg.toml:1: unknown key "titel". Did you mean "title"?' in result.stderr


@pytest.mark.parametrize(
    "words",
    [["query", "--no-config", TITLES], ["ask", "--no-config", "about-this-graph"],
     ["serve", "--no-config"]],
)  # fmt: skip
def test_without_the_file_the_build_is_in_out(built: Path, words: list[str]) -> None:
    del built
    result = run(*words)
    assert result.exit_code == 1
    assert "out" in result.stderr
    assert "graph/graph.ttl" not in result.stderr


def test_another_file_is_named_for_a_query(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (built / "elsewhere").mkdir()
    monkeypatch.chdir(built / "elsewhere")
    result = run("query", "--config", "../kg.toml", "--format", "csv", TITLES)
    assert result.stdout.splitlines() == ["t", "Rain"]
    assert result.stderr.splitlines()[0] == "Configuration: ../kg.toml"


def test_the_build_of_the_file_is_served(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served = []
    monkeypatch.setattr("kg.serve.server.serve", lambda folder, **_: served.append(folder))
    assert run("serve").stderr == "Configuration: kg.toml\n"
    assert run("serve", "other").stderr == ""
    assert list(map(os.path.abspath, served)) == [str(built / "graph"), str(built / "other")]


def test_questions_beside_the_build_of_the_file_are_asked(built: Path) -> None:
    (built / "graph" / "questions").mkdir()
    (built / "graph" / "questions" / "my-own.rq").write_text(f"# What is it?\n{TITLES}\n")
    assert "Rain" in run("ask", "my-own").stdout
    assert "my-own" in run("ask").stdout
    assert "my-own" in run("ask", "--help").stdout


def test_help_needs_no_valid_file(built: Path) -> None:
    configure(built, "titel = 1")
    for command in ("ask", "query", "serve"):
        assert run(command, "--help").exit_code == 0


def test_check_names_the_file_on_standard_error(built: Path) -> None:
    del built
    result = run("check", "--format", "json")
    assert result.stderr.splitlines()[0] == "Configuration: kg.toml"
    assert result.stdout.startswith("[")
