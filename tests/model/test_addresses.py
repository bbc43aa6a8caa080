from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.model.addresses import (
    _normal_spelling,
    clean_domain,
    host_of,
    is_site_root,
    legal_url,
    normal_form,
)
from kg.model.ids import (
    article_id,
    name_key,
    outlet_id,
    path_segment,
    topic_id,
    unescape_segment,
)
from kg.model.limits import MAX_URL_CHARS

SAME = [
    ("https://example.org/a", "HTTPS://EXAMPLE.ORG/a"),
    ("https://example.org/a", "http://example.org:80/a"),
    ("https://example.org/a", "https://example.org:443/a"),
    ("https://example.org/a", "https://example.org/a#part"),
    ("https://example.org/a", "https://www.example.org/a"),
    ("https://example.org/a", "https://m.example.org/a"),
    ("https://example.org/a", "https://amp.example.org/a"),
    ("https://example.org/a", "https://example.org/a/"),
    ("https://example.org/a", "https://example.org/a?"),
    ("https://example.org/a", "https://example.org/a?utm_source=x&utm_medium=y"),
    ("https://example.org/a?id=1", "https://example.org/a?fbclid=z&id=1&mod=home"),
    ("https://example.org/a", "https://example.org/a?feedType=RSS&admgarea=news"),
    ("https://example.org/%E2%80%99a", "https://example.org/’a"),
    ("https://example.org/~a", "https://example.org/%7ea"),
    ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
    ("https://example.org/a", "https://www-example-org.cdn.ampproject.org/c/s/www.example.org/a"),
    ("https://example.org/a", "https://cdn.ampproject.org/v/s/example.org/a"),
    ("https://example.org/a", "https://www.google.com/amp/s/www.example.org/a"),
    ("https://example.org/a", "https://example.org./a"),
    ("https://example.org/a", "https://example.org/a#:~:text=rain"),
    ("https://example.org/a", "https://example.org/a#!"),
    ("https://example.org/a", "https://example.org/a#!/"),
    ("https://example.org/a", "https://example.org/a#/"),
    ("https://example.org/#/story/1", "https://www.example.org#/story/1/"),
    ("https://example.org/#/story/1", "https://example.org/#/story/1:~:text=rain"),
    ("https://example.org/?t=1&id=7", "https://example.org/?t=1&amp;id=7"),
    ("https://example.org/?t=1&id=7", "https://example.org/?t=1&amp;amp;id=7"),
    (
        "https://example.org/?p=1",
        "https://example.org/?p=1&#038;utm_source=rss&#x26;utm_medium=feed",
    ),
    ("https://amp.com.au/a", "https://www.amp.com.au/a"),
    ("https://☕.example/a", "https://xn--53h.example/a"),
]
DIFFERENT = [
    ("https://example.org/a", "https://example.org/A"),
    ("https://example.org/a", "https://example.com/a"),
    ("https://example.org/a?id=1", "https://example.org/a?id=2"),
    ("https://example.org/a?ArticleID=1", "https://example.org/a?ArticleID=2"),
    ("https://youtube.com/watch?v=1", "https://youtube.com/watch?v=2"),
    ("https://example.org:8080/a", "https://example.org/a"),
    ("https://news.example.org/a", "https://example.org/a"),
    ("https://example.org/a%2Fb", "https://example.org/a/b"),
    ("https://m.com/a", "https://com/a"),
    ("https://example.org/app/#/story/1", "https://example.org/app/#/story/2"),
    ("https://example.org/app/#/story/1", "https://example.org/app/"),
    ("https://example.org/forum/#!topic/x/1", "https://example.org/forum/#!topic/x/2"),
    ("https://www.amp.com.au/a", "https://com.au/a"),
    ("https://amp.co.nz/x", "https://mobile.co.nz/x"),
    ("https://m.gov.uk/a", "https://gov.uk/a"),
    ("https://straße.example/a", "https://strasse.example/a"),
]


def test_a_page_that_a_fragment_routes_to_is_no_front_page() -> None:
    assert is_site_root(normal_form("https://example.org/#top"))
    assert not is_site_root(normal_form("https://example.org/#!topic"))
    assert host_of("https://www.example.org#!a:b") == "example.org"


@pytest.mark.parametrize(
    "text",
    ["https://https://example.org/a", "http://http:/example.org", "https://https//example.org/a"],
)
def test_an_address_inside_an_address_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="a URL inside another URL"):
        legal_url(text)


@pytest.mark.parametrize(
    ("domain", "clean"),
    [
        ("www.gov.uk", "www.gov.uk"),
        ("gov.uk", "gov.uk"),
        ("www.bbc.co.uk.", "bbc.co.uk"),
        ("xn--bcher-kva.example", "bücher.example"),
        ("BÜCHER.example", "bücher.example"),
        ("☕.example", "☕.example"),
        ("xn--53h.example", "☕.example"),
    ],
)
def test_a_domain_is_written_in_one_way(domain: str, clean: str) -> None:
    assert clean_domain(domain) == clean


@pytest.mark.parametrize(
    ("label", "id_"),
    [
        (".", "topic:~."),
        ("..", "topic:~.."),
        ("...", "topic:..."),
        ("~", "topic:%7E"),
        ("~..", "topic:%7E.."),
        ("a~b", "topic:a~b"),
    ],
)
def test_no_topic_is_a_segment_that_readers_resolve_away(label: str, id_: str) -> None:
    assert topic_id(label) == id_
    assert unescape_segment(id_.removeprefix("topic:")) == label


@pytest.mark.parametrize(("one", "other"), SAME)
def test_addresses_of_one_article_compare_equal(one: str, other: str) -> None:
    assert normal_form(legal_url(one)) == normal_form(legal_url(other))


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_addresses_of_two_articles_stay_apart(one: str, other: str) -> None:
    assert normal_form(legal_url(one)) != normal_form(legal_url(other))


@pytest.mark.parametrize(
    ("stated", "legal"),
    [
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://example.org/“q”", "https://example.org/%E2%80%9Cq%E2%80%9D"),
        ("https://example.org/a\u2028b\u202f", "https://example.org/a%E2%80%A8b"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ('https://example.org/<"{}|^`', "https://example.org/%3C%22%7B%7D%7C%5E%60"),
        ("https://example.org/a\\b", "https://example.org/a%5Cb"),
        ("https://example.org/a#b#c", "https://example.org/a#b%23c"),
        ("  https://example.org/a\n", "https://example.org/a"),
        ("https://user:secret@example.org/a", "https://example.org/a"),
        ("HTTPS://Example.ORG/A", "https://example.org/A"),
        ("https://bücher.example/ä", "https://bücher.example/%C3%A4"),
        ("https://[2001:db8::1]:8080/a", "https://[2001:db8::1]:8080/a"),
    ],
)
def test_a_stated_address_becomes_a_legal_one(stated: str, legal: str) -> None:
    assert legal_url(stated) == legal


@pytest.mark.parametrize(
    "stated",
    [
        "javascript:alert(1)",
        "data:text/html,hello",
        "file:///etc/hosts",
        "ftp://example.org/a",
        "/a",
        "//example.org/a",
        "example.org/a",
        "https://",
        "https:///a",
        "https://exa mple.org/a",
        "https://example.org:99999/a",
        "https://example.org:٣/a",
        "https://%41.org/",
        "https://example.org/" + "a" * MAX_URL_CHARS,
        "",
    ],
)
def test_what_is_no_web_address_is_refused(stated: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        legal_url(stated)


urls = st.builds(
    "{}://{}{}{}".format,
    st.sampled_from(["http", "https", "HTTPS"]),
    st.sampled_from(["example.org", "www.a.b.example", "m.x.io:80", "münchen.example", "[::1]:9"])
    | st.text(max_size=12),
    st.text(max_size=20).map(lambda text: "/" + text),
    st.sampled_from(["", "?", "?utm_a=1&b=2", "#x", "?a=%zz#?"]) | st.text(max_size=9),
)


@given(urls)
@example("https://google.com/amp/s/google.com/amp/s/x.org/a")
@example("https://x.cdn.ampproject.org/c/s/b:99999/a")
@example("https://a.io/%ff%FF%e2%80")
def test_every_address_is_refused_or_legal_and_its_normal_form_stays(stated: str) -> None:
    try:
        legal = legal_url(stated)
    except ValueError:
        return
    assert legal_url(legal) == legal
    assert not set(legal) & set(' <>"{}|\\^`\n')
    normal = normal_form(legal)
    assert normal_form(normal) == normal


def test_a_front_page_identifies_nothing_but_one_with_a_query_may() -> None:
    assert is_site_root(normal_form("https://www.example.org/?utm_source=x#top"))
    assert not is_site_root(normal_form("https://www.example.org/?p=7"))


def test_an_article_has_the_hash_of_its_normalised_address() -> None:
    # printf https://example.org/a | sha256sum | cut -c-16
    assert article_id("https://example.org/a") == "article:b5b10dd0429e69ac"


@pytest.mark.parametrize("domain", ["", "exa mple.org", "https://example.org", "a/b", "a..b"])
def test_what_is_no_domain_is_refused(domain: str) -> None:
    with pytest.raises(ValueError, match="not a domain"):
        clean_domain(domain)


def test_an_outlet_is_its_domain_except_where_many_write_under_one() -> None:
    assert outlet_id("reuters.com", "Reuters") == outlet_id("reuters.com", "REUTERS UK")
    assert outlet_id("youtube.com", "One") != outlet_id("youtube.com", "Two")
    assert outlet_id("youtube.com", "One  A") == outlet_id("youtube.com", "one a")
    assert outlet_id("youtube.com", None) == "outlet:youtube.com"


def test_topics_of_every_script_stay_apart() -> None:
    labels = [
        "新闻",
        "科技",
        "ذكاء اصطناعي",
        "ИИ",
        "C",
        "C++",
        "C#",
        "AI/ML",
        "AI ML",
        "AI-ML",
        "🤖",
    ]
    assert len({topic_id(label) for label in labels}) == len(labels)
    assert topic_id("科技") == "topic:科技"


def test_spellings_of_one_label_compare_equal() -> None:
    assert name_key("Management  Tools") == name_key("management tools ")
    assert name_key("Cafe\u0301") == name_key("CAFÉ")


@given(st.text(max_size=30).map(name_key))
@example("a - b")
@example("-- -")
@example("a%2Db")
def test_a_path_segment_gives_back_its_key(key: str) -> None:
    if not any("\ud800" <= char <= "\udfff" for char in key):
        assert unescape_segment(path_segment(key)) == key


def test_only_a_whole_name_before_the_host_goes() -> None:
    assert normal_form("https://forum.example.org/a") == "https://forum.example.org/a"
    assert normal_form("https://stream.m.example.org/a") == "https://stream.m.example.org/a"
    assert host_of("https://team.example.org/a") == "team.example.org"


HOSTS = (
    "example.org www.example.org m.example.org www.m.example.org www.com m.com amp.x.io [::1] "
    "www.www.example.org example.org. EXAMPLE.org example.org:80 ex--a.org müller.de a.b.c.d "
    "www.müller.de user@example.org mm.example.org en.m.example.org touch.example.org "
    "www.en.m.m.example.org xx.m.org".split()
)


@pytest.mark.parametrize("path", ["", "/", "//", "/a/", "/a//b/", "/a%7Eb", "/a?x=1", "/;b", "/ü"])
@pytest.mark.parametrize("host", HOSTS)
def test_the_quick_way_to_a_normal_form_gives_what_the_long_one_gives(
    host: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = legal_url(f"http://{host}{path}")
    quick = _normal_spelling(url)
    monkeypatch.setattr("kg.model.addresses._USUAL", re.compile("(?!)"))
    assert _normal_spelling(url) == quick
