"""The smallest archive of each dialect gives the graph that a person would expect."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pytest

import kg
from kg.model.settings import DEFAULT_SETTINGS, Settings
from kg.model.vocabulary import describe

LINK = "https://lakeside-news.example/2024/06/bridge-closes"
OUTLET = "outlet:lakeside-news.example"
SAID_OF_ALL = {"rdf:type": "schema:NewsArticle", "kg:curated": True}
"""What is left out of the facts of an article."""


class Found(NamedTuple):
    """The graph of an archive."""

    articles: list[dict[str, Any]]
    """What is said of each, in the order of their addresses."""
    outlets: dict[str, str]
    """Names by CURIE; so are topics and people."""
    topics: dict[str, str]
    people: dict[str, str]
    problems: list[str]


def found_in(folder: Path, files: dict[str, str], settings: Settings = DEFAULT_SETTINGS) -> Found:
    """Return the graph of some files."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    graph = kg.build([folder], jobs=1, settings=settings)
    articles = [
        {
            property_.predicate: values[0] if len(values) == 1 else tuple(values)
            for property_, values in describe(article)
            if SAID_OF_ALL.get(property_.predicate) != values[0]
        }
        for article in sorted(graph.articles, key=lambda article: article.url)
    ]
    return Found(
        articles,
        {each.id: each.label for each in graph.outlets},
        {each.id: each.label for each in graph.topics},
        {each.id: each.label for each in graph.people},
        [f"{each.path}:{each.line}: {each.what}" for each in graph.account.problems],
    )


def article(title: str, post: str, **more: object) -> dict[str, object]:
    """Return what is said of the article at LINK."""
    return {
        "schema:headline": title,
        "schema:url": LINK,
        "prov:wasDerivedFrom": f"post:{post}",
        "schema:publisher": OUTLET,
        **{name.replace("_", ":", 1): value for name, value in more.items()},
    }


UNNAMED = {OUTLET: "lakeside-news.example"}
NAMED = {OUTLET: "Lakeside News"}
ROSA = {"person:lakeside-news.example/rosa-lind": "Rosa Lind"}


def test_a_clipping_is_an_article_with_its_author_its_day_and_the_day_of_clipping(
    tmp_path: Path,
) -> None:
    clip = (
        f'---\ntitle: "The bridge closes"\nsource: "{LINK}"\nauthor:\n  - "[[Rosa Lind]]"\n'
        'published: 2024-06-11\ncreated: 2024-06-14\ndescription: "For repairs."\n'
        'tags:\n  - "clippings"\n---\nAll summer.\n'
    )
    expected = article(
        "The bridge closes",
        "Clip.md",
        schema_abstract="For repairs.",
        schema_datePublished="2024-06-11T00:00:00Z",
        kg_publishedPrecision="day",
        kg_dateAdded="2024-06-14T00:00:00Z",
        kg_addedPrecision="day",
        schema_author=next(iter(ROSA)),
    )
    assert found_in(tmp_path, {"Clip.md": clip}) == Found([expected], UNNAMED, {}, ROSA, [])


def test_an_entry_of_a_press_list_is_an_article_of_its_outlet_and_day(tmp_path: Path) -> None:
    press = f"- title: The bridge closes\n  url: {LINK}\n  source: Lakeside News\n"
    expected = article(
        "The bridge closes",
        "press.yml",
        schema_datePublished="2024-06-11T00:00:00Z",
        kg_publishedPrecision="day",
    )
    found = found_in(tmp_path, {"press.yml": f"{press}  date: 2024-06-11\n"})
    assert found == Found([expected], NAMED, {}, {}, [])


NEWSLETTER = (
    "---\ntitle: Letter 7\n---\n### Bridges\n"
    f"* [The bridge closes]({LINK}), by Rosa Lind\n"
    "* [Ferries fill up](https://www.ferry.example/fill-up)\n"
)


def test_the_links_of_a_newsletter_are_articles_of_its_day_where_that_is_asked(
    tmp_path: Path,
) -> None:
    settings = Settings(body="articles")
    found = found_in(tmp_path, {"2024-06-15-letter-7.md": NEWSLETTER}, settings)
    assert [
        (each["schema:headline"], each["schema:url"], each["kg:dateAdded"], "schema:about" in each)
        for each in found.articles
    ] == [
        ("The bridge closes", LINK, "2024-06-15T00:00:00Z", False),
        ("Ferries fill up", "https://www.ferry.example/fill-up", "2024-06-15T00:00:00Z", False),
    ]
    assert found.outlets == {**UNNAMED, "outlet:ferry.example": "ferry.example"}
    assert found.problems == []


def test_a_newsletter_without_a_setting_is_passed_over_and_told(tmp_path: Path) -> None:
    (tmp_path / "2024-06-15-letter-7.md").write_text(NEWSLETTER)
    (tmp_path / "a.md").write_text(f"---\ntitle: A\nlink: {LINK}\n---\n")
    graph = kg.build([tmp_path], jobs=1)
    assert [article.url for article in graph.articles] == [LINK]
    assert [(skip.path, skip.reason) for skip in graph.account.skipped] == [
        ("2024-06-15-letter-7.md", "no address")
    ]


def test_the_date_of_a_link_post_is_when_it_was_added(tmp_path: Path) -> None:
    post = (
        f"---\ntitle: The bridge closes\nlink: {LINK}\ndate: 2024-06-12 21:30:00 -0500\n"
        "tags: [Bridges, Repairs]\nrelated: true\n---\nSee [ferries](https://www.ferry.example/a).\n"
    )
    expected = article(
        "The bridge closes",
        "2024-06-12-bridge.md",
        kg_dateAdded="2024-06-13T02:30:00Z",
        schema_about=("topic:bridges", "topic:repairs"),
    )
    topics = {"topic:bridges": "Bridges", "topic:repairs": "Repairs"}
    problem = "2024-06-12-bridge.md:6: related is true or false, not a list."
    found = found_in(tmp_path, {"2024-06-12-bridge.md": post})
    assert found == Found([expected], UNNAMED, topics, {}, [problem])


def test_an_article_is_related_to_the_links_of_its_post_where_that_is_asked(tmp_path: Path) -> None:
    post = (
        f"---\ntitle: The bridge closes\nlink: {LINK}\n---\n"
        "See [ferries](https://www.ferry.example/a).\n"
    )
    found = found_in(tmp_path, {"bridge.md": post}, Settings(body="related"))
    bridge, ferries = found.articles
    assert (ferries["schema:headline"], ferries["schema:url"]) == (
        "ferries",
        "https://www.ferry.example/a",
    )
    assert str(bridge["kg:relatedTo"]).startswith("article:")
    assert "kg:relatedTo" not in ferries
    account = kg.build([tmp_path], jobs=1, settings=Settings(body="related")).account
    assert account.entries_left_out == 0


def test_a_bookmark_is_an_article_that_was_added_when_it_was_made(tmp_path: Path) -> None:
    bookmarks = (
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE>\n<H1>Bookmarks</H1>\n"
        f'<DL><p>\n<DT><A HREF="{LINK}" ADD_DATE="1718400600" TAGS="bridges,repairs">'
        "The bridge closes</A>\n</DL><p>\n"
    )
    expected = article(
        "The bridge closes",
        "bookmarks.html",
        kg_dateAdded="2024-06-14T21:30:00Z",
        schema_about=("topic:bridges", "topic:repairs"),
    )
    topics = {"topic:bridges": "bridges", "topic:repairs": "repairs"}
    found = found_in(tmp_path, {"bookmarks.html": bookmarks})
    assert found == Found([expected], UNNAMED, topics, {}, [])


def test_a_row_of_an_export_is_an_article_with_its_tags(tmp_path: Path) -> None:
    row = f"The bridge closes,{LINK},1718400600,bridges|repairs,unread\n"
    expected = article(
        "The bridge closes",
        "saved.csv",
        kg_dateAdded="2024-06-14T21:30:00Z",
        schema_about=("topic:bridges", "topic:repairs"),
    )
    topics = {"topic:bridges": "bridges", "topic:repairs": "repairs"}
    found = found_in(tmp_path, {"saved.csv": f"title,url,time_added,tags,status\n{row}"})
    assert found == Found([expected], UNNAMED, topics, {}, [])


def test_the_address_of_a_post_in_toml_may_stand_in_params(tmp_path: Path) -> None:
    post = (
        '+++\ntitle = "The bridge closes"\ndate = 2024-06-12T07:00:00Z\ntags = ["Bridges"]\n'
        f'[params]\nexternal_url = "{LINK}"\n+++\n'
    )
    expected = article(
        "The bridge closes",
        "bridge.md",
        kg_dateAdded="2024-06-12T07:00:00Z",
        schema_about="topic:bridges",
    )
    found = found_in(tmp_path, {"bridge.md": post})
    assert found == Found([expected], UNNAMED, {"topic:bridges": "Bridges"}, {}, [])


def test_highlights_in_logseq_are_of_an_article_with_its_full_title(tmp_path: Path) -> None:
    page = (
        "title:: The bridge (highlights)\nauthor:: [[Rosa Lind]]\n"
        'full-title:: "The bridge closes for the summer"\ncategory:: #articles\n'
        f"url:: {LINK}\ntags:: #[[bridges]]\n\n- Highlights first synced [[June 15th, 2024]]\n"
    )
    expected = article(
        "The bridge closes for the summer",
        "bridge.md",
        schema_author=next(iter(ROSA)),
        schema_about="topic:bridges",
    )
    found = found_in(tmp_path, {"bridge.md": page})
    assert found == Found([expected], UNNAMED, {"topic:bridges": "bridges"}, ROSA, [])


def test_what_a_bookmark_is_of_gives_title_and_address(tmp_path: Path) -> None:
    post = (
        "---\ndate: 2024-06-12T09:15:00+0200\nbookmark_of:\n  title: The bridge closes\n"
        f"  url: {LINK}\n---\n"
    )
    expected = article("The bridge closes", "bridge.md", kg_dateAdded="2024-06-12T07:15:00Z")
    assert found_in(tmp_path, {"bridge.md": post}) == Found([expected], UNNAMED, {}, {}, [])


def test_plain_fields_beside_a_stated_address_are_all_read(tmp_path: Path) -> None:
    post = (
        f"---\ntitle: The bridge closes\nwebUrl: {LINK}\ndate: 2024-06-12\nsource: Lakeside News\n"
        "author: Rosa Lind\ntags: [Bridges, Repairs]\ndescription: For repairs.\n"
        "image: https://lakeside-news.example/bridge.jpg\n---\n"
        "See [ferries](https://www.ferry.example/a).\n"
    )
    expected = article(
        "The bridge closes",
        "bridge.md",
        schema_abstract="For repairs.",
        kg_dateAdded="2024-06-12T00:00:00Z",
        kg_addedPrecision="day",
        schema_image="https://lakeside-news.example/bridge.jpg",
        schema_author=next(iter(ROSA)),
        schema_about=("topic:bridges", "topic:repairs"),
    )
    topics = {"topic:bridges": "Bridges", "topic:repairs": "Repairs"}
    assert found_in(tmp_path, {"bridge.md": post}) == Found([expected], NAMED, topics, ROSA, [])


def test_an_entry_of_a_feed_was_published_when_the_feed_says(tmp_path: Path) -> None:
    feed = (
        '<?xml version="1.0"?>\n<rss version="2.0"><channel><title>Read later</title>'
        "<link>https://reader.example/</link><description/>\n<item><title>The bridge closes</title>"
        f"<link>{LINK}</link><pubDate>Tue, 11 Jun 2024 06:45:00 GMT</pubDate>"
        "<category>Bridges</category></item>\n</channel></rss>\n"
    )
    expected = article(
        "The bridge closes",
        "later.xml",
        schema_datePublished="2024-06-11T06:45:00Z",
        schema_about="topic:bridges",
    )
    found = found_in(tmp_path, {"later.xml": feed})
    assert found == Found([expected], UNNAMED, {"topic:bridges": "Bridges"}, {}, [])


def test_a_head_may_be_json(tmp_path: Path) -> None:
    post = (
        f'{{\n"title": "The bridge closes",\n"date": "2024-06-12",\n"link": "{LINK}"\n}}\n\nText.\n'
    )
    expected = article(
        "The bridge closes",
        "bridge.md",
        kg_dateAdded="2024-06-12T00:00:00Z",
        kg_addedPrecision="day",
    )
    assert found_in(tmp_path, {"bridge.md": post}) == Found([expected], UNNAMED, {}, {}, [])


def test_a_link_post_is_read_beside_own_writing_that_is_passed_over(tmp_path: Path) -> None:
    files = {
        "own.md": "---\ntitle: What I think\ndate: 2024-06-13\n---\n",
        "bridge.md": (
            f"---\ntitle: The bridge closes\nsource_url: {LINK}\nsource: lakeside\n"
            "date: 2024-06-12 8:05:00 -0400\ntopics: Bridges\n---\n"
        ),
    }
    expected = article(
        "The bridge closes",
        "bridge.md",
        kg_dateAdded="2024-06-12T12:05:00Z",
        schema_about="topic:bridges",
    )
    found = found_in(tmp_path, files)
    topics = {"topic:bridges": "Bridges"}
    assert found == Found([expected], {OUTLET: "lakeside"}, topics, {}, [])


def test_fields_that_a_clipper_left_empty_say_nothing(tmp_path: Path) -> None:
    clip = (
        f'---\ntitle: "The bridge closes"\nwebUrl: "{LINK}"\nauthor:\npublished:\n'
        'created: 2024-06-14\ndescription:\ntags:\n  - "clippings"\n---\nText.\n'
    )
    expected = article(
        "The bridge closes",
        "a.md",
        kg_dateAdded="2024-06-14T00:00:00Z",
        kg_addedPrecision="day",
    )
    assert found_in(tmp_path, {"a.md": clip}) == Found([expected], UNNAMED, {}, {}, [])


def test_an_unknown_type_loses_nothing(tmp_path: Path) -> None:
    post = f"---\ntitle: The bridge closes\nwebUrl: {LINK}\ntype: clip\n---\n"
    expected = article("The bridge closes", "a.md", rdf_type="schema:CreativeWork")
    assert found_in(tmp_path, {"a.md": post}) == Found([expected], UNNAMED, {}, {}, [])


def test_a_clipping_that_was_changed_as_kg_advised_keeps_all_it_says(tmp_path: Path) -> None:
    clip = (
        f'---\ntitle: "The bridge closes"\nsource: "{LINK}"\nwebUrl: "{LINK}"\nauthor:\n'
        '  - "[[Rosa Lind]]"\npublished: true\ncreated: 2024-06-14\ndescription: "For repairs."\n'
        "tags: [clippings, bridges]\ntopics: [bridges]\n---\n"
    )
    expected = article(
        "The bridge closes",
        "bridge.md",
        schema_abstract="For repairs.",
        kg_dateAdded="2024-06-14T00:00:00Z",
        kg_addedPrecision="day",
        kg_published=True,
        schema_author=next(iter(ROSA)),
        schema_about="topic:bridges",
    )
    topics = {"topic:bridges": "bridges"}
    assert found_in(tmp_path, {"bridge.md": clip}) == Found([expected], UNNAMED, topics, ROSA, [])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("word.md", f"---yaml\ntitle: Bridge\nwebUrl: {LINK}\n---\n"),
        ("notebook.qmd", f"---\ntitle: Bridge\nwebUrl: {LINK}\n---\n"),
        ("component.mdx", f"---\ntitle: Bridge\nwebUrl: {LINK}\n---\n"),
        ("lines.md", f"Title: Bridge\nwebUrl: {LINK}\n\nText.\n"),
        ("windows.md", f"\ufeff---\r\ntitle: Bridge\r\nwebUrl: {LINK}\r\n---\r\n"),
        ("json.md", f'---json\n{{"title": "Bridge", "webUrl": "{LINK}"}}\n---\n'),
    ],
)
def test_one_post_in_many_forms_is_one_article(tmp_path: Path, name: str, text: str) -> None:
    expected = article("Bridge", name)
    assert found_in(tmp_path, {name: text}) == Found([expected], UNNAMED, {}, {}, [])


@pytest.mark.parametrize(
    ("title", "what"),
    [
        ("Bridge: closed", "a.md:2: invalid YAML: mapping values are not allowed in this context."),
        ("@rosa says", "a.md:2: invalid YAML: while scanning for the next token (line 2),"),
    ],
)
def test_a_title_that_is_no_yaml_is_told_with_its_line(
    tmp_path: Path, title: str, what: str
) -> None:
    [problem] = found_in(tmp_path, {"a.md": f"---\ntitle: {title}\nwebUrl: {LINK}\n---\n"}).problems
    assert problem.startswith(what)


def test_a_template_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"---\ntitle: {{{{title}}}}\nwebUrl: {LINK}\n---\n")
    account = kg.build([tmp_path], jobs=1).account
    assert [skip.reason for skip in account.skipped] == ["a template"]
    assert not account.problems
