"""
What users may rely on: names, methods, commands, options and exit codes.

A name that is missing here breaks somebody's script: CONTRIBUTING says what that means for the
version. A new one is added to the list.
"""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from paths import ROOT

import kg
from kg.cli import COMMANDS, main
from kg.exporters import FORMATS
from kg.exporters import register_format as register_format
from kg.read.forms import register_form as register_form

NAMES = {
    *("Article", "KgError", "KnowledgeGraph", "Link", "LoadedGraph", "NoAnswerWarning", "Outlet"),
    *(
        "Person",
        "Problem",
        "QueryError",
        "Rows",
        "Story",
        "Topic",
        "build",
        "load",
        "normalise_url",
    ),
    *("to_networkx", "to_pyvis", "to_rdflib", "write"),
}
MEMBERS = {
    "KnowledgeGraph": {
        *("account", "articles", "base_iri", "entities", "ledger", "links", "order", "outlets"),
        *("people", "query", "stories", "title", "topics"),
    },
    "LoadedGraph": {"ask", "query"},
    "Rows": {"columns", "hints", "to_pandas", "to_polars"},
    "Link": {"source", "relation", "target"},
    "Problem": {"path", "line", "what", "mend", "kind"},
    "Article": {
        *("id", "type", "label", "url", "abstract", "date_published", "image", "quality", "heat"),
        *("curated", "published", "removed", "amp_urls", "amp_cache_urls", "same_as", "posts"),
        *("publisher", "about", "related_to", "alternative_headlines", "copy_of", "story"),
        *("correction", "suggested", "language", "date_modified"),
    },
    "Outlet": {
        *("id", "label", "domain", "alternate_names", "url", "logo", "description", "type"),
        *("other_domains", "domains"),
    },
    "Person": {"id", "label", "alternate_names", "type"},
    "Story": {
        *("id", "label", "start_date", "end_date", "start_precision", "first_outlets"),
        *("outlets", "texts", "follows", "type"),
    },
    "Topic": {"id", "label", "alt_labels", "hidden_labels", "broader", "type", "scheme"},
}
PARAMETERS = {
    "build": ["posts", "base_iri", "title", "jobs", "cache", "progress", "out", "settings"],
    "load": ["graph"],
    "normalise_url": ["url"],
    "to_networkx": ["graph"],
    "to_pyvis": ["graph", "around", "hops"],
    "to_rdflib": ["graph"],
    "write": ["graph", "out", "formats", "sparql", "memory"],
}
HELP = {"-h", "--help"}
OPTIONS = {
    "ask": {"--config", "--data", "--no-config"},
    "build": {
        *("--base-iri", "--cache", "--format", "--jobs", "--no-cache", "--out", "--quiet", "-q"),
        *("--config", "--no-config", "--no-sparql"),
        *("--sparql", "--strict", "--title", "--verbose", "-v", "--watch"),
    },
    "check": {"--config", "--format", "--no-config", "--out"},
    "diff": {"--format", "--verbose", "-v"},
    "fields": {"--format"},
    "init": set(),
    "inspect": {"--config", "--format", "--no-config", "--out"},
    "query": {
        *("--allow-network", "--config", "--data", "--format", "--memory", "--no-config"),
        "--timeout",
    },
    "serve": {
        *("--config", "--cors", "--host", "--jobs", "--max-results", "--no-config", "--open"),
        *("--port", "--timeout"),
    },
    "stats": {"--config", "--format", "--no-config", "--out"},
    "why": {"--config", "--format", "--no-config", "--out", "--posts"},
}
FORMAT_NAMES = {"graphml", "html", "jsonld", "ntriples", "turtle"}
QUESTION_OPTIONS = {"--data", "--format", "--memory", "--sparql", "--timeout"}
QUESTIONS = {
    *("about-this-graph", "articles-by-month", "articles-with-several-posts"),
    *("articles-with-several-urls", "articles-without-date", "best-by-topic", "headlines-with"),
    *("most-linked-articles", "most-published-authors", "mutual-links", "new-outlets-by-month"),
    *("newest-on-topic", "oldest-and-newest", "outlets-on-same-stories", "outlets-on-topic"),
    *("outlets-without-articles", "posts-not-shown", "related-without-post", "removed-but-linked"),
    *("routes-between-articles", "stories-of-one-outlet", "topics-by-month", "topics-together"),
    *("topics-with-narrower", "within-two-links", "largest-stories", "first-on-stories"),
    *("story-timeline", "not-covered-by", "gone-quiet", "copies", "stories-that-go-on"),
}

POST = "---\ntitle: Rain\nwebUrl: https://example.org/rain\n---\n"


def test_the_public_names_of_kg_are_these() -> None:
    assert set(kg.__all__) == NAMES
    assert len(kg.__all__) == len(NAMES)
    assert all(getattr(kg, name) is not None for name in NAMES)
    assert set(dir(kg)) >= NAMES
    assert re.fullmatch(r"\d+\.\d+\.\d+", kg.__version__)


@pytest.mark.parametrize("name", MEMBERS)
def test_records_and_answers_have_these_members(name: str) -> None:
    with_values = {
        "Rows": kg.Rows(["a"], [[1]]),
        "KnowledgeGraph": kg.KnowledgeGraph(),
    }
    found = with_values.get(name, getattr(kg, name))
    assert {member for member in MEMBERS[name] if not hasattr(found, member)} == set()


@pytest.mark.parametrize("name", PARAMETERS)
def test_public_functions_take_these_arguments(name: str) -> None:
    assert list(inspect.signature(getattr(kg, name)).parameters) == PARAMETERS[name]


def test_every_method_that_the_readme_shows_is_listed() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = "".join(re.findall(r"^```python\n(.*?)^```$", text, re.M | re.S))
    assert set(re.findall(r"\bkg\.(\w+)", blocks)) <= NAMES
    assert set(re.findall(r"\bgraph\.(\w+)", blocks)) <= MEMBERS["KnowledgeGraph"]
    assert set(re.findall(r"\brows\.(\w+)", blocks)) <= MEMBERS["Rows"]
    assert set(re.findall(r"\bload\([^)]*\)\.(\w+)", blocks)) <= MEMBERS["LoadedGraph"]


def options_of(command: click.Command, context: click.Context) -> set[str]:
    return {
        option
        for parameter in command.get_params(context)
        if isinstance(parameter, click.Option)
        for option in (*parameter.opts, *parameter.secondary_opts)
    } - HELP


def test_the_commands_and_their_options_are_these() -> None:
    root = click.Context(main, info_name="kg", **main.context_settings)
    assert set(COMMANDS) == set(main.list_commands(root)) == set(OPTIONS)
    assert options_of(main, root) == {"--version"}
    assert root.help_option_names == ["-h", "--help"]
    for name, options in OPTIONS.items():
        command = main.get_command(root, name)
        assert command
        assert options_of(command, click.Context(command, root)) == options, name


def test_the_formats_of_a_build_are_these() -> None:
    assert set(FORMATS) == FORMAT_NAMES


def test_the_named_questions_and_the_options_that_they_share_are_these() -> None:
    ask = main.get_command(click.Context(main), "ask")
    assert isinstance(ask, click.Group)
    context = click.Context(ask)
    assert set(ask.list_commands(context)) == QUESTIONS
    for name in QUESTIONS:
        question = ask.get_command(context, name)
        assert question
        assert options_of(question, context) >= QUESTION_OPTIONS


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("--version", 0),
        ("build good --out out", 0),
        ("build mixed --out out", 0),
        ("build mixed --out out --strict", 1),
        ("build bad --out out", 1),
        ("build good --out out --nonsense", 2),
        ("build nowhere --out out", 2),
        ("check good --out built", 0),
        ("check mixed --out built", 1),
        ("check good --out built --format nonsense", 2),
        ("ask about-this-graph --data built/graph.ttl", 0),
        ("ask no-such-question", 2),
        ("query --data built/graph.ttl ASK{?a?b?c}", 0),
        ("query --data nowhere.ttl ASK{?a?b?c}", 1),
        ("query --data built/graph.ttl nonsense", 2),
        ("serve nowhere", 1),
        ("serve built --port nonsense", 2),
        ("why https://example.org/rain --posts good --out built", 0),
        ("why https://example.org/sun --posts good --out built", 1),
        ("why https://example.org/rain --posts nowhere", 2),
        ("why", 2),
        ("diff built built", 0),
        ("diff built nowhere", 2),
        ("stats good --out built", 0),
        ("stats bad --out built", 1),
        ("stats nowhere", 2),
        ("nonsense", 2),
    ],
)
def test_exit_codes(
    arguments: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, posts in {"good": [POST], "mixed": [POST, "---\na: [\n---\n"]}.items():
        (tmp_path / folder).mkdir()
        for number, text in enumerate(posts):
            (tmp_path / folder / f"{number}.md").write_text(text)
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "0.md").write_text("---\na: [\n---\n")
    kg.write(kg.build([tmp_path / "good"], out=tmp_path / "built"), tmp_path / "built")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, arguments.split())
    assert done.exit_code == code, done.output
