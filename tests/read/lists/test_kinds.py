"""Which lists hold articles. The lists are written as sites keep them."""

from __future__ import annotations

from textwrap import dedent

import pytest

from kg.read.forms import BadRecord
from kg.read.lists.kinds import Articles, NotArticles, is_account_page, is_front_page
from kg.read.lists.other_data import other_data
from kg.read.lists.reader import Language, read_list

PRESS = """
    - title: "Why the river rose"
      url: https://www.example-herald.org/2023/11/why-the-river-rose
      outlet: Example Herald
      date: 2023-11-04
    - title: A quiet revolution in weather radar
      link: https://news.example.net/science/radar-revolution?id=12
      publisher: Example Net News
      date: Nov 2022
    - outlet: Radio Example
      url: https://radio.example.com/shows/morning/2021-03-02
      icon: fa-microphone
"""
PEOPLE = """
    - name: Ada Example
      role: Principal investigator
      email: ada@example.edu
      url: https://www.example.edu/people/ada-example
      avatar: /img/ada.jpg
    - name: Bo Example
      role: Student
      website: https://bo.example.org
      url: https://lab.example.edu/students/bo
"""
TEAM_WITH_LINKS = """
    - name: Ada Example
      avatar: ada.png
      links:
        - {icon: fab fa-github, url: "https://github.com/ada-example"}
    - name: Bo Example
      avatar: bo.png
      links:
        - {icon: fab fa-github, url: "https://github.com/bo-example"}
"""
MENU = """
    main:
      - title: About
        url: /about/
      - title: Archive
        url: /posts/
      - title: Source
        url: https://github.com/example/site
"""
BUTTONS = """
    - {name: Chat, icon: comments, url: "https://chat.example.org/rooms/all"}
    - {name: Papers, icon: file, url: "https://papers.example.org/list/new"}
"""
SITES = """
    - name: Example Weather
      url: https://weather.example.org
      desc: Rain and more
    - name: Old Maps
      url: http://www.oldmaps.example.com/
    - name: A good post
      url: https://blog.example.net/2020/a-good-post
"""
ACCOUNTS = """
    - {title: Code, url: "https://github.com/example"}
    - {title: Short posts, url: "https://social.example.org/@example"}
    - {title: Films, url: "https://www.youtube.com/@example"}
"""
FEEDS = """
    - {name: Weather, url: "https://weather.example.org/feed.xml"}
    - {name: Maps, url: "https://maps.example.org/atom.xml"}
    - {name: Radio, url: "https://radio.example.org/rss"}
"""
BIBLIOGRAPHY = """
    references:
    - id: example2021
      type: article-journal
      title: Radar echoes of light rain
      author:
      - {family: Example, given: Ada}
      container-title: Journal of Examples
      URL: https://journals.example.org/articles/10.9999/jex.21
      issued: {year: 2021, month: 5}
    - id: example2019
      type: report
      title: Rivers, an overview
      author:
      - {literal: The Example Agency}
      URL: https://agency.example.gov/reports/rivers.html
      issued: {year: 2019}
"""


def judged(text: str, language: Language = "yaml") -> dict[str, str]:
    """Return the kind of each list of a file."""
    lists = read_list(dedent(text).encode(), language).lists
    return {
        each.path: "articles" if isinstance(each.judgement, Articles) else each.judgement.kind
        for each in lists
    }


@pytest.mark.parametrize(
    ("text", "lists"),
    [
        pytest.param(PRESS, {".": "articles"}, id="press"),
        pytest.param(PEOPLE, {".": "people"}, id="people"),
        pytest.param(TEAM_WITH_LINKS, {".": "people"}, id="team"),
        pytest.param(MENU, {"main": "menu"}, id="menu"),
        pytest.param(BUTTONS, {".": "menu"}, id="buttons"),
        pytest.param(SITES, {".": "sites"}, id="sites"),
        pytest.param(ACCOUNTS, {".": "accounts"}, id="accounts"),
        pytest.param(FEEDS, {".": "feeds"}, id="feeds"),
        pytest.param(BIBLIOGRAPHY, {"references": "articles"}, id="bibliography"),
    ],
)
def test_a_list_is_told_by_what_its_records_hold(text: str, lists: dict[str, str]) -> None:
    assert judged(text) == lists


def test_addresses_without_titles_are_no_articles() -> None:
    text = "url,enabled\nhttps://a.example.org/x/y,1\nhttps://b.example.org/x/y,0\n"
    assert judged(text, "csv") == {".": "feeds"}


def test_icons_inside_something_nested_make_no_menu() -> None:
    text = """
        - title: A study of rain
          author: Ada Example
          links: [{name: Article, icon: file, url: "https://news.example.org/rain-study"}]
    """
    assert judged(text) == {".": "articles"}


def test_records_with_a_date_are_no_people() -> None:
    text = "- {title: A, url: 'https://a.org/x-y', icon: star, email: a@b.c, date: 2020-01-01}"
    assert judged(text) == {".": "articles"}


def test_half_front_pages_are_not_more_than_half() -> None:
    text = "- {title: A, url: 'https://a.org'}\n- {title: B, url: 'https://b.org/rain-falls'}"
    assert judged(text) == {".": "articles"}


def test_a_list_passed_over_says_how_many_of_its_addresses_tell_it() -> None:
    (sites,) = read_list(dedent(SITES).encode(), "yaml").lists
    assert sites.judgement == NotArticles("sites", "2 of its 3 addresses are front pages.")
    assert not sites.is_read
    assert list(read_list(dedent(SITES).encode(), "yaml").records) == []


def test_a_named_list_is_read_whatever_it_holds() -> None:
    file = read_list(dedent(MENU).encode(), "yaml", ["main"])
    assert file.lists[0].judgement == Articles(is_named=True)
    titles = [not isinstance(each, BadRecord) and each.fields["title"] for each in file.records]
    assert titles == ["About", "Archive", "Source"]


@pytest.mark.parametrize(
    "url", ["https://a.org", "https://a.org/index.html", "https://a.edu/~jo/", "https://a.org/de"]
)
def test_front_pages(url: str) -> None:
    assert is_front_page(url)


@pytest.mark.parametrize("url", ["https://a.org/rain", "https://a.org/?p=7", "https://a.org/#!/x"])
def test_other_pages(url: str) -> None:
    assert not is_front_page(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://twitter.com/example",
        "https://www.linkedin.com/in/example/",
        "https://mastodon.example/@jo",
        "https://medium.com/@example",
        "https://scholar.google.com/citations?user=abc&hl=en",
    ],
)
def test_account_pages(url: str) -> None:
    assert is_account_page(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://twitter.com/example/status/12",
        "https://www.youtube.com/watch?v=12",
        "https://vimeo.com/123",
        "https://medium.com/@example/a-story-12ab",
        "https://jo.medium.com/a-story-12ab",
        "https://www.linkedin.com/pulse/a-story",
    ],
)
def test_what_an_account_publishes_is_no_account_page(url: str) -> None:
    assert not is_account_page(url)


@pytest.mark.parametrize(
    ("path", "data", "language", "reason"),
    [
        ("site/kg.toml", b"[lists]", "toml", "configuration of kg"),
        ("a/package.json", b"{}", "json", "package manifest"),
        ("a/Cargo.lock", b"", "toml", "lock file"),
        ("x.json", b'{"name": "a", "lockfileVersion": 3}', "json", "lock file"),
        ("feed.json", b"---\nlayout: null\n---\n[]", "json", "template"),
        ("index.json", b"[{{ range .Pages }}{}{{ end }}]", "json", "template"),
        ("all.yml", b"{% for p in posts %}\n- a: b\n{% endfor %}\n", "yaml", "template"),
        ("press.yml", b"---\n- title: '{{ a }}'\n", "yaml", None),
        ("press.json", b'[{"title": "{{ a }} {% b %}"}]', "json", None),
    ],
)
def test_other_data_files(path: str, data: bytes, language: str, reason: str | None) -> None:
    assert other_data(path, data, language) == reason
