"""The language of an article and when it was changed, where that is stated."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg.config import parse_config
from kg.model.graph import KnowledgeGraph
from kg.model.records import Article
from kg.read.values import language_tag

BOTH = "inLanguage: de\ndateModified: 2024-05-02T10:00:00Z"


def built(folder: Path, name: str, text: str, toml: str = "") -> KnowledgeGraph:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return kg.build([folder], settings=parse_config(toml, "kg.toml").settings)


def stated(graph: KnowledgeGraph) -> tuple[str | None, str | None]:
    (article,) = graph.articles
    return article.language, article.date_modified


def post(fields: str) -> str:
    return f"---\ntitle: Rain\nwebUrl: https://example.org/rain\n{fields}\n---\n"


@pytest.mark.parametrize(
    ("value", "tag"),
    [
        ("en", "en"),
        (" DE-at ", "de-AT"),
        ("pt_BR", "pt-BR"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("ca-ES-valencia", "ca-ES-valencia"),
        ("en-x-ab", "en-x-ab"),
        ("English", None),
        ("und", None),
        ("en,de", None),
        ("en-" + "a" * 9, None),
        ("", None),
        (7, None),
    ],
)
def test_a_language_is_a_tag_of_bcp_47(value: object, tag: str | None) -> None:
    assert language_tag(value) == tag


def test_a_post_states_both(tmp_path: Path) -> None:
    graph = built(
        tmp_path / "a", "a.md", post("inLanguage: de\ndateModified: 2024-05-02T10:00:00Z")
    )
    assert stated(graph) == ("de", "2024-05-02T10:00:00Z")
    assert not graph.account.problems


def test_other_names_of_a_language_are_known(tmp_path: Path) -> None:
    assert stated(built(tmp_path / "a", "a.md", post("lang: pt_BR")))[0] == "pt-BR"


def test_a_value_that_is_no_tag_is_left_out_and_told(tmp_path: Path) -> None:
    graph = built(tmp_path / "a", "a.md", post("language: English"))
    assert stated(graph) == (None, None)
    assert [str(each) for each in graph.account.problems] == [
        "a.md:4: language is 'English', not the tag of a language. Write it as en or pt-BR."
    ]


def test_what_changed_in_a_post_about_anothers_article_is_the_post(tmp_path: Path) -> None:
    text = post("updated: 2024-05-02\nlastmod: 2024-05-03")
    assert stated(built(tmp_path / "a", "a.md", text)) == (None, None)


def test_a_piece_of_ones_own_has_its_date_of_change(tmp_path: Path) -> None:
    text = (
        "---\ntitle: Rain\npermalink: /rain/\ndate: 2024-05-01\nlastmod: 2024-05-03\n---\nRain.\n"
    )
    graph = built(tmp_path / "a", "a.md", text, 'site = "https://own.example"')
    assert stated(graph) == (None, "2024-05-03T00:00:00Z")


def test_kg_toml_names_both_fields(tmp_path: Path) -> None:
    text = post("locale: fr\nrevised: 2024-05-04")
    toml = '[fields]\nlanguage = ["locale"]\nmodified = ["revised"]'
    assert stated(built(tmp_path / "a", "a.md", text, toml)) == ("fr", "2024-05-04T00:00:00Z")


def test_neither_is_guessed(tmp_path: Path) -> None:
    graph = built(tmp_path / "a", "a.md", post("excerpt: Es regnet in der Stadt und im Land."))
    assert stated(graph) == (None, None)


def test_entries_of_a_list_state_both(tmp_path: Path) -> None:
    text = (
        '[{"title": "Rain", "url": "https://example.org/rain", "language": "nl",'
        ' "date_modified": "2024-05-02T10:00:00Z"}]'
    )
    graph = built(tmp_path / "a", "press.json", text)
    assert stated(graph) == ("nl", "2024-05-02T10:00:00Z")


def by_url(graph: KnowledgeGraph) -> dict[str, Article]:
    return {article.url.rpartition("/")[2]: article for article in graph.articles}


def test_rss_states_the_language_of_the_feed_and_of_entries(tmp_path: Path) -> None:
    text = (
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        "<title>Rain</title><link>https://rain.example/</link><language>de-at</language>"
        "<item><title>A</title><link>https://rain.example/a</link></item>"
        "<item><title>B</title><link>https://rain.example/b</link>"
        "<dc:language>fr</dc:language></item>"
        "<item><title>C</title><link>https://other.example/c</link></item>"
        "</channel></rss>"
    )
    found = by_url(built(tmp_path / "a", "feed.xml", text))
    assert {name: each.language for name, each in found.items()} == {
        "a": "de-AT", "b": "fr", "c": None,
    }  # fmt: skip


def test_atom_states_languages_and_dates_of_change(tmp_path: Path) -> None:
    text = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="sv"><title>Rain</title>'
        '<link href="https://rain.example/"/>'
        '<entry><title>A</title><link href="https://rain.example/a"/>'
        "<published>2024-05-01T08:00:00Z</published><updated>2024-05-02T08:00:00Z</updated></entry>"
        '<entry xml:lang="fi"><title>B</title><link href="https://rain.example/b"/>'
        "<updated>2024-05-03T08:00:00Z</updated></entry></feed>"
    )
    found = by_url(built(tmp_path / "a", "feed.xml", text))
    assert (found["a"].language, found["b"].language) == ("sv", "fi")
    assert found["a"].date_published == "2024-05-01T08:00:00Z"
    assert found["a"].date_modified == "2024-05-02T08:00:00Z"
    # Where nothing else is stated, the date of change stands for that of publication, too.
    assert found["b"].date_published == found["b"].date_modified == "2024-05-03T08:00:00Z"


def test_json_feed_states_both(tmp_path: Path) -> None:
    text = (
        '{"version": "https://jsonfeed.org/version/1.1", "title": "Rain", "language": "en-GB",'
        ' "home_page_url": "https://rain.example/", "items": [{"id": "1", "title": "A",'
        ' "url": "https://rain.example/a", "date_published": "2024-05-01T08:00:00Z",'
        ' "date_modified": "2024-05-02T08:00:00Z"}]}'
    )
    graph = built(tmp_path / "a", "feed.json", text)
    assert stated(graph) == ("en-GB", "2024-05-02T08:00:00Z")


def test_a_page_states_its_language(tmp_path: Path) -> None:
    text = (
        '<!DOCTYPE html><html lang="it"><head><title>Rain</title>'
        '<meta name="link" content="https://example.org/rain"></head><body>Text</body></html>'
    )
    assert stated(built(tmp_path / "a", "a.html", text))[0] == "it"


def test_a_page_of_which_only_the_language_is_known_has_no_head(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<html lang="it"><head></head><body>A</body></html>', "utf-8")
    assert kg.build([tmp_path]).articles == ()


def test_both_are_exported(tmp_path: Path) -> None:
    graph = built(
        tmp_path / "a", "a.md", post("inLanguage: de\ndateModified: 2024-05-02T10:00:00Z")
    )
    kg.write(graph, tmp_path / "out", ["turtle"])
    turtle = (tmp_path / "out" / "graph.ttl").read_text("utf-8")
    assert 'schema:inLanguage "de"' in turtle
    assert 'schema:dateModified "2024-05-02T10:00:00Z"^^xsd:dateTime' in turtle
