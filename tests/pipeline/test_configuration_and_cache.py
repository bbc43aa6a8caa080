"""After a change of a configuration, a build with a cache equals one without."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.config.keys import KEYS

POSTS = {
    "posts/2024-05-01-one.md": (
        "---\ntitle: One\nheadline: Uno\nwebUrl: https://news.example.org/one\n"
        "source_url: https://bbc.co.uk/uno\nurl_archive: https://own.example.net/x\n"
        "publishedDateTime: 2024-05-01\ndate_linked: 2023-01-02\nsaved: 2023-02-03\n"
        "newspaper: Daily\nsource: Weekly\nsubjects: [Snow]\ntopics: [ML, Clippings]\n"
        "writers: [Jane Doe]\nauthor: John Roe\nsummary: Short.\nexcerpt: Long.\n"
        "cover: https://example.org/c.png\nimage: https://example.org/i.png\n"
        "locale: de\nlang: en\nrevised: 2024-06-07\ndateModified: 2024-06-06\n"
        "see_also: [https://news.example.org/two]\n---\n"
        "See [two](https://news.example.com/two) and [three](https://own.example.net/three).\n"
    ),
    "posts/two.md": (
        "---\ntitle: Two\nwebUrl: https://bbc.com/two\ntopics: [Clippings]\n"
        "publishedDateTime: 2024-05-01\n---\n"
    ),
    "posts/three.md": (
        "---\ntitle: Three\nwebUrl: https://bbc.co.uk/3\ntopics: [Clippings]\n"
        "publishedDateTime: 2024-05-02\n---\n"
    ),
    "posts/own.md": "---\ntitle: Own\ndate: 2024-05-02\npermalink: /own/\n---\nText.\n",
    "more/four.md": "---\ntitle: Four\nwebUrl: https://example.org/four\n---\n",
    "posts/press.json": (
        '{"a": [{"title": "A", "url": "https://example.org/a"}],'
        ' "b": [{"title": "B", "url": "https://example.org/b"}]}'
    ),
}

CASES = {
    ("", "version"): ["version = 1"],
    ("", "posts"): ['posts = ["posts"]', 'posts = ["posts", "more"]'],
    ("", "out"): ['out = "other"'],
    ("", "title"): ['title = "A"', 'title = "B"'],
    ("", "base-iri"): ['base-iri = "https://a.example.org/"', 'base-iri = "https://b.example.org/"'],
    ("", "site"): ['site = "https://own.example.net"', 'site = "https://own.example.com"'],
    ("", "formats"): ['formats = ["turtle", "graphml"]', 'formats = ["turtle", "ntriples"]'],
    ("", "sparql"): [f'sparql = {flag}\nformats = ["html"]' for flag in ("true", "false")],
    ("fields", "address"): ['address = ["source_url"]'],
    ("fields", "title"): ['title = ["headline"]'],
    ("fields", "published"): ['published = ["date_linked"]', 'published = ["saved"]'],
    ("fields", "added"): ['added = ["saved"]', 'added = ["date_linked"]'],
    ("fields", "outlet"): ['outlet = ["newspaper"]'],
    ("fields", "topics"): ['topics = ["subjects"]'],
    ("fields", "authors"): ['authors = ["writers"]'],
    ("fields", "excerpt"): ['excerpt = ["summary"]'],
    ("fields", "image"): ['image = ["cover"]'],
    ("fields", "related"): ['related = ["see_also"]'],
    ("fields", "language"): ['language = ["locale"]'],
    ("fields", "modified"): ['modified = ["revised"]', 'modified = ["saved"]'],
    ("links", "body"): ['body = "related"', 'body = "articles"', 'body = "none"'],
    ("links", "own"): ['own = ["own.example.net"]\nbody = "articles"', 'body = "articles"'],
    ("topics", "ignore"): ['ignore = ["ML"]'],
    ("topics", "keep"): ['keep = ["Clippings"]'],
    ("topics", "same"): ['same = { "ML" = "Machine Learning" }', 'same = { "ML" = "Learning" }'],
    ("outlets", "same"): ['same = { "bbc.co.uk" = "bbc.com" }'],
    ("stories", "together"): [
        'together = [["https://bbc.com/two", "https://bbc.co.uk/3"]]',
        'together = [["https://bbc.com/two", "https://bbc.co.uk/gone"]]',
    ],
    ("stories", "apart"): ['apart = [["https://bbc.com/two", "https://bbc.co.uk/3"]]'],
    ("stories", "names"): [
        f'together = [["https://bbc.com/two", "https://bbc.co.uk/3"]]\n{names}'
        for names in ('names = { "https://bbc.com/two" = "A" }', "names = {}")
    ],
    ("copies", "same"): ['same = [["https://bbc.com/two", "https://bbc.co.uk/3"]]'],
    ("copies", "not"): ['not = [["https://bbc.com/two", "https://bbc.co.uk/3"]]'],
    ("", "lists"): [f'lists = {{ "posts/press.json" = "{place}" }}' for place in ("a[]", "b[]")],
}  # fmt: skip
"""Of each key, the lines that it has one after the other."""

GENERATORS = {
    "_config.yml": ["url: https://own.example.net\n", "url: https://own.example.com\n"],
    "hugo.toml": ['baseURL = "https://own.example.net"\n', 'baseURL = "https://own.example.com"\n'],
    "pelicanconf.py": ["SITEURL = 'https://own.example.net'\n", "SITEURL = 'https://example.com'\n"],
    "mkdocs.yml": ["site_url: https://own.example.net\n", "site_url: https://own.example.com\n"],
}  # fmt: skip


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in POSTS.items():
        path = tmp_path / "archive" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path / "archive")
    return tmp_path / "archive"


def built(archive: Path, *options: str) -> dict[str, bytes]:
    """Return what stands in the folders of builds after one."""
    words = ["build", "--quiet", *options]
    if "formats" not in (archive / "kg.toml").read_text(encoding="utf-8"):
        words += ["--format", "turtle"]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    return {
        f"{folder}/{path.name}": path.read_bytes()
        for folder in ("out", "other")
        if (archive / folder).exists()
        for path in sorted((archive / folder).iterdir())
    }


def assert_equal_after_each(archive: Path, path: Path, texts: list[str | None]) -> None:
    """Check that with each text, and after it, builds with and without cache are equal."""
    for text in texts:
        if text is None:
            path.unlink(missing_ok=True)
        else:
            path.write_text(text, encoding="utf-8")
        cached = built(archive, "--cache", str(archive.parent / "cache"))
        assert cached == built(archive, "--no-cache")


def test_every_key_has_a_case() -> None:
    assert set(CASES) == {(key.section, key.name) for key in KEYS}


@pytest.mark.parametrize("place", CASES, ids=lambda place: ".".join(filter(None, place)))
def test_after_a_change_of_a_key_a_build_equals_one_without_cache(
    archive: Path, place: tuple[str, str]
) -> None:
    section, name = place
    head = "" if name == "posts" else 'posts = ["posts"]\n'
    plain = 'posts = ["posts"]\n'
    table = f"[{section}]\n" if section else ""
    texts = [f"{head}{table}{lines}\n" for lines in CASES[place]]
    assert_equal_after_each(archive, archive / "kg.toml", [plain, *texts, plain])


@pytest.mark.parametrize("name", GENERATORS)
def test_after_a_change_of_a_generators_configuration_a_build_equals_one_without_cache(
    archive: Path, name: str
) -> None:
    (archive / "kg.toml").write_text('posts = ["posts"]\n', encoding="utf-8")
    assert_equal_after_each(archive, archive / name, [None, *GENERATORS[name], None])
