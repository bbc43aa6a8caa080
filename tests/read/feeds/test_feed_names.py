"""Each element, attribute and key of feeds that says something, and what it says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from kg.read.errors import ReadError
from kg.read.exports.outcomes import PassedOver
from kg.read.feeds import read_feed
from kg.read.feeds.channel import domain_of, excerpt_text, has_tags, host, is_web, one_line
from kg.read.feeds.elements import joined
from kg.read.feeds.kinds import ATOM, RSS, describe_feed, is_feed, is_feed_root, what_xml
from kg.read.feeds.namespaces import Names
from kg.read.forms import BadRecord, Record

LINK = "<link>https://rain.example/1</link>"


def rss(item: str, channel: str = "") -> bytes:
    return f"<rss><channel>{channel}<item>{item}</item></channel></rss>".encode()


def one(data: bytes) -> Record:
    (record,) = read_feed(data).records
    assert isinstance(record, Record)
    return record


def fields(item: str, channel: str = "") -> Mapping[Any, Any]:
    return one(rss(item, channel)).fields


def json_feed(item: dict[str, Any], **channel: Any) -> bytes:
    version = "https://jsonfeed.org/version/1.1"
    return json.dumps({"version": version, **channel, "items": [item]}).encode()


# ---- dates ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["pubDate", "published", "dc:date", "dcterms:issued", "issued", "created", "atom:published",
     "dcterms:created", "date"],
)  # fmt: skip
def test_these_elements_say_when_an_entry_was_published(name: str) -> None:
    found = fields(f"<{name}>\n2024-05-01\n 09:00</{name}><updated>2024-06-01</updated>")
    assert (found["published"], found["dateModified"]) == ("2024-05-01 09:00", "2024-06-01")
    assert "published_from" not in found


@pytest.mark.parametrize("name", ["updated", "modified", "dcterms:modified", "atom:updated"])
def test_these_elements_say_when_an_entry_was_changed(name: str) -> None:
    found = fields(f"<{name}>2024-05-01</{name}>")
    assert found == {
        "published": "2024-05-01", "published_from": name, "dateModified": "2024-05-01",
    }  # fmt: skip


def test_of_a_date_a_hundred_characters_are_looked_at() -> None:
    assert fields(f"<pubDate>{'1' * 101}</pubDate>")["published"] == "1" * 100


# ---- texts ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["title", "dc:title", "media:title", "atom:title"])
def test_these_elements_are_titles(name: str) -> None:
    assert fields(f"<{name}>Rain &amp;amp; snow</{name}>")["title"] == "Rain & snow"
    assert fields(f"<{name}>Rain &amp; <b>snow</b></{name}>")["title"] == "Rain & snow"


def test_a_title_that_says_it_is_text_keeps_what_looks_like_markup() -> None:
    assert fields('<title type="text">a &lt;b&gt; c</title>')["title"] == "a <b> c"
    assert fields('<title type="html">a &lt;b&gt; c</title>')["title"] == "a c"
    assert fields("<title>A</title><dc:title>B</dc:title>")["title"] == "A"
    assert fields("<title> </title><dc:title>B</dc:title>")["title"] == "B"


@pytest.mark.parametrize(
    "name",
    ["description", "summary", "dc:description", "atom:summary", "itunes:summary",
     "media:description"],
)  # fmt: skip
def test_these_elements_are_summaries(name: str) -> None:
    record = one(rss(f"<title>T</title><{name}>It &lt;b&gt;rose&lt;/b&gt;.</{name}>"))
    assert record == Record(1, 1, {"title": "T", "summary": "It rose."}, "It <b>rose</b>.", "html")
    markup = one(rss(f"<title>T</title><{name}>It <b>rose</b>.</{name}>"))
    assert markup.body == "It <b>rose</b>."
    plain = one(rss(f"<title>T</title><{name}>It rose.</{name}>"))
    assert (plain.fields["summary"], plain.body) == ("It rose.", "")


@pytest.mark.parametrize(
    ("element", "body", "markup"),
    [
        ("<content:encoded>It rose.</content:encoded>", "It rose.", "html"),
        ("<content>It rose.</content>", "It rose.", "markdown"),
        ("<content>It &lt;b&gt;rose.</content>", "It <b>rose.", "html"),
        ('<content type="text">It &lt;b&gt;rose.</content>', "It <b>rose.", "markdown"),
        ('<content type="text/plain">It rose.</content>', "It rose.", "markdown"),
        ('<content type="HTML">It rose.</content>', "It rose.", "html"),
        ('<content type="xhtml"><div>It rose.</div></content>', "<div>It rose.</div>", "html"),
        ('<content type="image/png">AAAA</content>', "", "html"),
        ("<xhtml:body><p>It rose.</p></xhtml:body>", "<p>It rose.</p>", "html"),
        ("<xhtml:div><p>It rose.</p></xhtml:div>", "<p>It rose.</p>", "html"),
        ("<atom:content>It rose.</atom:content>", "It rose.", "markdown"),
        ("<content> </content><atom:content>It rose.</atom:content>", "It rose.", "markdown"),
    ],
)
def test_these_elements_are_bodies(element: str, body: str, markup: str) -> None:
    record = one(rss(f"<title>T</title>{element}"))
    assert (record.body, record.markup) == (body, markup)


@pytest.mark.parametrize("tag", "area base br col embed hr img input link meta wbr p".split())
def test_of_tags_that_end_themselves_in_html_no_end_is_written(tag: str) -> None:
    record = one(rss(f'<title>T</title><description><{tag} a="&quot;"/>x</description>'))
    end = "</p>" if tag == "p" else ""
    assert record.body == f'<{tag} a="&quot;">{end}x'


def test_an_entry_without_a_title_has_the_first_words_of_its_text() -> None:
    words = "word " * 40
    found = fields(f"<description>{words}</description>")
    assert found["title_from"] == "summary"
    assert found["title"].startswith("word word")
    assert found["title"].endswith("word…")
    assert 90 < len(found["title"]) <= 100
    found = fields(f"<content:encoded>{words}</content:encoded>")
    assert found["title_from"] == "content"
    found = fields("<description>https://rain.example/1</description>")
    assert "title" not in found


# ---- people, tags, languages ----------------------------------------------------------------


@pytest.mark.parametrize("name", ["dc:creator", "author", "atom:author", "itunes:author"])
def test_these_elements_are_authors(name: str) -> None:
    found = fields(f"<{name}>Jo &amp;amp; Al</{name}><{name}>Li</{name}><{name}>Li</{name}>")
    assert found["authors"] == ["Jo & Al", "Li"]


@pytest.mark.parametrize("name", ["name", "atom:name"])
def test_an_author_may_have_a_name_and_the_feed_the_authors_of_all_entries(name: str) -> None:
    author = f"<author><email>x@y.example</email><{name}>Jo</{name}><{name}>Al</{name}></author>"
    assert fields(author)["authors"] == ["Jo"]
    assert "authors" not in fields("<title>T</title><author><email>x@y.example</email></author>")
    assert fields("<title>T</title>", author)["authors"] == ["Jo"]
    assert fields("<dc:creator>Li</dc:creator><author>Al</author>", author)["authors"] == ["Li"]


@pytest.mark.parametrize(
    "element",
    ["<category>A &amp;amp; B</category>", "<dc:subject>A &amp; B</dc:subject>",
     '<category term="A &amp; B"/>', '<atom:category label="A &amp; B" term="x"/>'],
)  # fmt: skip
def test_these_elements_are_tags(element: str) -> None:
    kind = '<category term="http://gdata.example/kind#post"/>'
    assert fields(f"<title>T</title>{element}{element}{kind}<category/>")["tags"] == ["A & B"]


def test_the_language_is_that_of_the_entry_or_of_a_feed_on_whose_site_it_is() -> None:
    home = "<link>https://rain.example/</link>"
    for name in ("language", "dc:language"):
        assert fields(LINK, f"{home}<{name}>de</{name}>")["inLanguage"] == "de"
        away = fields("<link>https://sun.example/1</link>", f"{home}<{name}>de</{name}>")
        assert "inLanguage" not in away
    assert fields(f"{LINK}<dc:language> fr </dc:language>")["inLanguage"] == "fr"
    item = b'<rss><channel><item xml:lang="it"><title>T</title></item></channel></rss>'
    assert one(item).fields["inLanguage"] == "it"


# ---- addresses ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "link"),
    [
        ("<link> https://rain.example/1 </link>", "https://rain.example/1"),
        ("<link>/1</link>", "https://rain.example/1"),
        ('<link href="/1"/>', "https://rain.example/1"),
        ('<atom:link href="/1"/>', "https://rain.example/1"),
        ('<link href="/1" rel=" Alternate "/>', "https://rain.example/1"),
        ('<link href="/1" rel="self"/>', None),
        ('<link href=" "/>', None),
        (
            '<link href="/2" type="application/pdf"/><link href="/1" type="text/html"/>',
            "https://rain.example/1",
        ),
        (
            '<link href="2" type="x/pdf"/><link href="/1" type="application/xhtml+xml"/>',
            "https://rain.example/1",
        ),
        ('<link href="/2" type="application/pdf"/><link href="/1"/>', "https://rain.example/1"),
        ('<link href="/2" type="application/pdf"/>', "https://rain.example/2"),
        (
            f"{LINK}<feedburner:origLink>https://rain.example/o</feedburner:origLink>",
            "https://rain.example/o",
        ),
        ("<guid>https://rain.example/g</guid>", "https://rain.example/g"),
        ('<guid isPermaLink=" FALSE ">https://rain.example/g</guid>', None),
        ('<guid isPermaLink="true">HTTP://rain.example/g</guid>', "HTTP://rain.example/g"),
        ("<guid>tag:rain.example,2024:1</guid>", None),
        ("<id>https://rain.example/i</id>", "https://rain.example/i"),
        (f"{LINK}<guid>https://rain.example/g</guid>", "https://rain.example/1"),
    ],
)
def test_the_address_of_an_entry_is_the_first_of_these(item: str, link: str | None) -> None:
    found = fields(f"<title>T</title>{item}", "<link>https://rain.example/</link>")
    assert found.get("link") == link


@pytest.mark.parametrize(
    ("item", "image"),
    [
        ('<media:thumbnail url="a.png"/>', "https://rain.example/a.png"),
        ('<media:group><media:thumbnail url="a"/></media:group>', "https://rain.example/a"),
        ('<itunes:image href="a"/>', "https://rain.example/a"),
        ('<media:content url="a" medium="image"/>', "https://rain.example/a"),
        ('<media:content url="a" type="image/png"/>', "https://rain.example/a"),
        ('<media:content url="a" medium="video"/>', None),
        ('<media:content url="a"/>', None),
        ('<media:content url="a.PNG?b"/>', "https://rain.example/a.PNG?b"),
        *(
            (f'<media:content url="a.{ending}"/>', f"https://rain.example/a.{ending}")
            for ending in ("jpg", "jpeg", "png", "gif", "webp", "avif")
        ),
        ('<enclosure url="a" type="image/png"/>', "https://rain.example/a"),
        ('<enclosure url="a.png"/>', None),
        ('<enclosure url="a" type="audio/mpeg"/>', None),
        ('<link rel="enclosure" href="a" type="image/png"/>', "https://rain.example/a"),
        ('<link rel="other" href="a" type="image/png"/>', None),
        ("<image><title>x</title><url>a</url></image>", "https://rain.example/a"),
        (
            '<enclosure url="b" type="image/png"/><media:thumbnail url="a"/>',
            "https://rain.example/a",
        ),
    ],
)
def test_the_image_of_an_entry_is_the_first_of_these(item: str, image: str | None) -> None:
    found = fields(f"{LINK}{item}", "<link>https://rain.example/</link>")
    assert found.get("image") == image


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            '<source url="https://www.sun.example/feed">The &amp;amp; Sun</source>',
            {"name": "The & Sun", "domain": "sun.example"},
        ),
        ("<source>The Sun</source>", {"name": "The Sun"}),
        (
            '<source><title>The Sun</title><link href="https://sun.example/"/></source>',
            {"name": "The Sun", "domain": "sun.example"},
        ),
        ("<atom:source><atom:title>The Sun</atom:title></atom:source>", {"name": "The Sun"}),
        ('<source url="https://feeds.feedburner.com/sun">Sun</source>', {"name": "Sun"}),
        ('<source url="https://sun.wordpress.com/feed">Sun</source>', {"name": "Sun"}),
        ("", {"name": "Rain", "domain": "rain.example"}),
    ],
)
def test_an_entry_is_of_its_source_or_of_the_site(source: str, expected: dict[str, str]) -> None:
    channel = "<title>Rain</title><link>https://www.rain.example/</link>"
    assert fields(f"{LINK}{source}", channel)["provider"] == expected
    away = fields(f"<link>https://x.example/1</link>{source}", channel)
    assert away.get("provider") == (expected if source else None)


@pytest.mark.parametrize(
    "name",
    "feedburner.com feedproxy.google.com feedblitz.com openrss.org rss.app rsshub.app "
    "news.google.com feedly.com kill-the-newsletter.com politepol.com rss2json.com "
    "fetchrss.com".split(),
)
def test_who_delivers_the_feeds_of_others_is_no_outlet(name: str) -> None:
    assert domain_of(f"https://{name}/x") == domain_of(f"https://a.{name}/x") == ""
    assert domain_of(f"https://x{name}/x") == f"x{name}"


# ---- WordPress ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind",
    "attachment nav_menu_item revision custom_css customize_changeset oembed_cache user_request "
    "wp_block wp_template wp_template_part wp_global_styles wp_navigation wp_font_face".split(),
)
def test_what_wordpress_keeps_beside_posts_is_no_post(kind: str) -> None:
    (found,) = read_feed(rss(f"\n<wp:post_type>{kind}</wp:post_type>{LINK}")).records
    why = "an attachment or part of the layout (WordPress)"
    assert found == PassedOver(1, 1, why)


@pytest.mark.parametrize("status", "auto-draft draft pending private trash".split())
def test_what_wordpress_has_not_published_is_no_post(status: str) -> None:
    (found,) = read_feed(rss(f"<wp:status>{status}</wp:status>{LINK}")).records
    assert found == PassedOver(1, 1, "an unpublished post (WordPress)")
    item = f"<wp:post_type>post</wp:post_type><wp:status>publish</wp:status>{LINK}"
    assert fields(item) == {"link": "https://rain.example/1"}


# ---- what a feed says of itself -------------------------------------------------------------


@pytest.mark.parametrize("name", ["title", "atom:title", "dc:title"])
def test_these_elements_are_the_title_of_a_feed(name: str) -> None:
    link = "<link>https://www.rain.example/x</link>"
    feed = read_feed(rss(LINK, f"<{name}>Rain &amp;amp; Sun</{name}>{link}"))
    assert feed[:3] == ("Rain & Sun", "https://www.rain.example/x", frozenset({"rain.example"}))
    behind = f"<rss><channel><item>{LINK}</item><{name}>Rain</{name}>{link}</channel></rss>"
    assert read_feed(behind.encode()).title == "Rain"


@pytest.mark.parametrize(
    ("text", "title"), [("<guid>https://rain.example/1</guid>", None), (LINK, None)]
)
def test_a_feed_that_says_nothing_of_itself_is_nobody(text: str, title: str | None) -> None:
    assert read_feed(rss(text))[:3] == (title, None, frozenset())


# ---- JSON Feed ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"external_url": "https://x.example/1", "url": "/2"}, {"link": "https://x.example/1"}),
        ({"url": "/2"}, {"link": "https://rain.example/2"}),
        ({"id": "https://rain.example/3"}, {"link": "https://rain.example/3"}),
        ({"id": "3", "title": "T"}, {"title": "T"}),
        ({"title": "R &amp; <b>S</b>"}, {"title": "R & S"}),
        ({"title": 7, "summary": "S"}, {"title": "S", "title_from": "summary", "summary": "S"}),
        (
            {"date_published": "2024-05-01", "date_modified": "2024-06-01"},
            {"published": "2024-05-01", "dateModified": "2024-06-01"},
        ),
        (
            {"date_modified": "2024-06-01"},
            {
                "published": "2024-06-01",
                "published_from": "date_modified",
                "dateModified": "2024-06-01",
            },
        ),
        (
            {"authors": [{"name": "Jo"}, {"name": "Jo"}, {"name": "Al"}], "author": {"name": "X"}},
            {"authors": ["Jo", "Al"]},
        ),
        ({"author": {"name": "Jo"}}, {"authors": ["Jo"]}),
        ({"tags": ["A &amp; B", "A & B", "", 7]}, {"tags": ["A & B", "7"]}),
        ({"language": "de"}, {"inLanguage": "de"}),
        ({"image": "/a.png", "banner_image": "/b.png"}, {"image": "https://rain.example/a.png"}),
        ({"banner_image": "/b.png"}, {"image": "https://rain.example/b.png"}),
        (
            {
                "attachments": [
                    7,
                    {"mime_type": "audio/x", "url": "https://x.example/a"},
                    {"mime_type": "image/png", "url": "https://x.example/b"},
                ]
            },
            {"image": "https://x.example/b"},
        ),
    ],
)
def test_these_keys_of_a_json_feed_say_this(item: dict[str, Any], expected: dict[str, Any]) -> None:
    found = one(json_feed(item, home_page_url="https://rain.example/")).fields
    assert {name: value for name, value in found.items() if name != "provider"} == expected


def test_a_json_feed_has_a_title_an_address_authors_and_a_language() -> None:
    about = {"title": "R &amp; S", "author": {"name": "Jo"}, "language": "de"}
    for name in ("home_page_url", "link"):
        data = json_feed(
            {"url": "https://www.rain.example/1"}, **about, **{name: "https://rain.example/"}
        )
        assert read_feed(data)[:3] == (
            "R & S", "https://rain.example/", frozenset({"rain.example"})
        )  # fmt: skip
        assert one(data).fields == {
            "link": "https://www.rain.example/1", "authors": ["Jo"], "inLanguage": "de",
            "provider": {"name": "R & S", "domain": "rain.example"},
        }  # fmt: skip


@pytest.mark.parametrize(
    ("item", "body", "markup"),
    [
        ({"content_html": " <p>x</p> ", "content_text": "y"}, "<p>x</p>", "html"),
        ({"content_html": " ", "content_text": " y "}, "y", "markdown"),
        ({"summary": "a <b>c</b>"}, "a <b>c</b>", "html"),
        ({"summary": "a"}, "", "html"),
        ({"content_text": "\ud800x"}, "\ufffdx", "markdown"),
    ],
)
def test_the_body_of_an_item_is_the_first_of_these(
    item: dict[str, Any], body: str, markup: str
) -> None:
    record = one(json_feed({"title": "T", **item}))
    assert (record.body, record.markup) == (body, markup)


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ('{"items": [7]}', 1, "is no item of a feed."),
        (
            '{"items": [\n{"a": 1},\n\n{"a" 1}]}',
            4,
            "the file is no valid JSON: expecting ':' delimiter.",
        ),
    ],
)
def test_an_item_that_is_none_is_a_bad_record_with_its_line(
    text: str, line: int, what: str
) -> None:
    *_, last = read_feed(text.encode()).records
    assert isinstance(last, BadRecord)
    assert (last.line, last.what) == (line, what)


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ('\n{"items": 7}', 2, "items is no list."),
        ('{"version": 1}', 1, "the feed has no items."),
        ('{"items": [{}', 1, "the list of items never ends."),
        ('{"items": [\n{"a": [}', 2, "the file ends in the middle of this."),
        ('{"items": [{}\n{}]}', 2, "the file is no valid JSON: a comma or ']' is missing."),
        ('{"a": 1\n"items": []}', 2, "the file is no valid JSON: a comma or '}' is missing."),
        ('{"a": ,"items": []}', 1, "the file is no valid JSON: no value stands here."),
        ('{"items": [' + "[" * 401, 1, "has more than 400 brackets inside each other."),
    ],
)
def test_where_a_json_feed_cannot_be_read_on_its_line_is_told(
    text: str, line: int, what: str
) -> None:
    with pytest.raises(ReadError) as caught:
        list(read_feed(text.encode()).records)
    assert (caught.value.line, caught.value.what) == (line, what)
    assert caught.value.mend == "Mend it, or fetch the feed again."


def test_numbers_of_a_thousand_digits_are_numbers_and_longer_ones_are_cut() -> None:
    for digits, kept in ((1_000, 1_000), (1_001, 1_000)):
        text = '{"items": [{"title": "T", "tags": [%s]}]}' % ("1" * digits)
        (record,) = read_feed(text.encode()).records
        assert isinstance(record, Record)
        assert len(record.fields["tags"][0]) == kept


# ---- which file is a feed -------------------------------------------------------------------


@pytest.mark.parametrize("address", sorted(ATOM | RSS))
def test_feeds_are_known_by_their_namespace(address: str) -> None:
    feed = f'<?xml version="1.0"?>\n<x:feed xmlns:x=" {address} ">'.encode()
    graph = f'<rdf:RDF xmlns="{address}">'.encode()
    assert is_feed("a", feed) is (address in ATOM)
    assert is_feed("a", graph) is (address in RSS)
    assert describe_feed(feed) == ("feed in Atom" if address in ATOM else "XML")
    assert describe_feed(graph) == ("feed in RSS" if address in RSS else "a graph (RDF)")


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("http://www.w3.org/2005/Atom", "atom"), ("https://www.w3.org/2005/Atom", "atom"),
        ("http://purl.org/atom/ns#", "atom"), ("http://example.com/newformat#", "atom"),
        ("http://purl.org/rss/1.0/", "rss"), ("http://my.netscape.com/rdf/simple/0.9/", "rss"),
        ("http://channel.netscape.com/rdf/simple/0.9/", "rss"),
        ("http://purl.org/rss/1.0/modules/rss091#", "rss"), ("http://purl.org/net/rss1.1#", "rss"),
        ("http://backend.userland.com/rss2", "rss"), ("http://backend.userland.com/RSS2", "rss"),
        ("http://blogs.law.harvard.edu/tech/rss", "rss"), ("http://example.org/", ""),
    ],
)  # fmt: skip
def test_these_are_the_namespaces_of_feeds(address: str, known: str) -> None:
    assert is_feed_root("feed", frozenset([address])) is (known == "atom")
    assert is_feed_root("RDF", frozenset([address])) is (known == "rss")
    assert is_feed_root("x:rss", frozenset([address]))


@pytest.mark.parametrize(
    ("address", "prefix"),
    [
        ("http://purl.org/dc/elements/1.1/", "dc"), ("http://purl.org/dc/elements/1.0/", "dc"),
        ("http://purl.org/dc/terms/", "dcterms"),
        ("http://purl.org/rss/1.0/modules/content/", "content"),
        ("http://purl.org/rss/1.0/modules/taxonomy/", "taxo"),
        ("http://search.yahoo.com/mrss/", "media"), ("HTTP://search.yahoo.com/mrss", "media"),
        ("http://www.itunes.com/dtds/podcast-1.0.dtd", "itunes"),
        ("http://rssnamespace.org/feedburner/ext/1.0", "feedburner"),
        ("http://www.w3.org/1999/xhtml", "xhtml"),
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf"),
        ("http://www.w3.org/2000/svg", "svg"), ("http://www.w3.org/1998/Math/MathML", "math"),
        ("http://www.w3.org/2005/Atom", "atom"), ("http://example.org/", "p"),
        ("http://wordpress.org/export/1.2/", "p"),
    ],
)  # fmt: skip
def test_elements_have_the_usual_prefix_of_their_namespace(address: str, prefix: str) -> None:
    names = Names()
    assert names.enter({"xmlns:P": address, "x": "y"}, is_root=False)
    assert names.of("P:Name") == f"{prefix}:name"
    assert names.of("Q:Name") == "q:name"
    assert names.of("Name") == "name"
    names.leave()
    assert names.of("P:Name") == "p:name"
    assert not names.enter({"x": "y"}, is_root=False)


def test_in_atom_its_elements_have_no_prefix_and_wordpress_keeps_its_own() -> None:
    names = Names()
    names.enter({"xmlns:a": "http://www.w3.org/2005/Atom"}, is_root=True)
    assert names.of("a:Title") == "title"
    names.enter({"xmlns:wp": "http://wordpress.org/export/1.2/"}, is_root=False)
    assert names.of("wp:status") == "wp:status"
    default = Names()
    default.enter({"xmlns": "http://purl.org/dc/terms/"}, is_root=False)
    assert default.of("title") == "dcterms:title"


@pytest.mark.parametrize(
    ("root", "what"),
    [
        ("opml", "a list of feeds (OPML)"), ("urlset", "a sitemap"),
        ("sitemapindex", "a list of sitemaps"), ("browserconfig", "a browser configuration"),
        ("OpenSearchDescription", "the description of a search (OpenSearch)"),
        ("svg", "an image (SVG)"), ("plist", "a property list"),
        ("rsd", "the description of a publishing interface (RSD)"), ("manifest", "a manifest"),
        ("xsl:stylesheet", "a stylesheet (XSLT)"), ("xsl:transform", "a stylesheet (XSLT)"),
        ("xs:schema", "a schema (XML Schema)"),
        ("cross-domain-policy", "a policy for other domains"), ("kml", "a map (KML)"),
        ("gpx", "a track (GPX)"), ("project", "the configuration of a program"),
        ("configuration", "the configuration of a program"), ("YMaps", "a map"),
        ("service", "the description of a service"),
        ("XRD", "the description of a service (XRD)"), ("entry", "a single entry of Atom"),
        ("score-partwise", "a score"), ("TEI", "a text with annotations (TEI)"),
        ("mods", "a record of a library (MODS)"), ("records", "a list of records of a library"),
        ("xbel", "bookmarks (XBEL)"), ("package", "the description of a package"),
        ("rdf:RDF", "a graph (RDF)"), ("html", None), ("rss", None),
    ],
)  # fmt: skip
def test_other_xml_is_told_by_its_first_element(root: str, what: str | None) -> None:
    assert what_xml(f"<?xml version='1.0'?><{root} a='b'>".encode()) == what
    assert describe_feed(f"<{root}>".encode()) == (what or {"rss": "feed in RSS"}.get(root, "XML"))


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('{"version": "https://jsonfeed.org/version/1.1"', True),
        ('{"version" : "http:\\/\\/www.jsonfeed.org\\/version\\/1"', True),
        ('{"version": "jsonfeed.org/version/1"', True),
        ('{"version": "https://example.org/"', False),
        ('{"items": [], "home_page_url": "x"}', True),
        ('{"items": [], "feed_url": "x"}', True),
        ('{"items": []}', False),
        ('{"feed_url": "x"}', False),
        ("<!doctype x [ <!ELEMENT a> ] ><rss>", True),
        ("<!DOCTYPE rss PUBLIC 'a>' \"b>\"><!-- c --><rss>", True),
        ("<!DOCTYPE rss [ ]", False),
        ("<!-- never", False),
        ("text <rss>", False),
    ],
)
def test_a_feed_is_known_by_its_beginning(head: str, expected: bool) -> None:
    assert is_feed("a", f"\ufeff\n {head}".encode()) is expected
    assert is_feed("a", head.encode()) is expected


# ---- what is mended -------------------------------------------------------------------------

STRAY = ("an '&' stands there that begins no reference.", "Write it as &amp;.")
HTML = ("a reference stands there that only HTML knows.", "Write the character itself.")
BAD = ("a character stands there that XML does not allow.", "Remove it.")


@pytest.mark.parametrize(
    ("text", "title", "said"),
    [
        (b"a & b", "a & b", STRAY),
        (b"a&b;c", "a&b;c", STRAY),
        (b"a&#;b", "a&#;b", STRAY),
        (b"a&eacute;b", "aéb", HTML),
        (b"a&LT;b", "a<b", HTML),
        (b"a&#1;b", "ab", BAD),
        (b"a&#x1;b", "ab", BAD),
        (b"a&#0;b", "ab", BAD),
        (b"a&#1114112;b", "ab", BAD),
        (b"a&#x10FFFF;b", "a\U0010ffffb", None),
        (b"a&#xE9;&#233;b", "aééb", None),
        (b"a\x02b", "ab", BAD),
        (b"a\xffb", "a\xffb", None),
        (b"a&amp;b", "a&b", None),
        (b"<![CDATA[a & b]]>", "a & b", None),
        (b"<!-- & --> a", "a", None),
    ],
)
def test_faults_are_mended_and_told_with_their_line(
    text: bytes, title: str, said: tuple[str, str] | None
) -> None:
    data = b"\n<rss><channel><item>\n<title>\n%s</title></item></channel></rss>" % text
    feed = read_feed(data)
    (record,) = feed.records
    assert isinstance(record, Record)
    assert (record.line, record.fields["title"]) == (2, title)
    assert [(*note,) for note in feed.notes] == ([(4, *said)] if said else [])


@pytest.mark.parametrize("size", [2**17 - 3, 2**17 - 2, 2**17 - 1, 2**17, 2**17 + 1])
@pytest.mark.parametrize("text", ["&nbsp;&amp;&eacute;", "<![CDATA[&&&]]>", "<!-- & -->&auml;"])
def test_what_stands_where_the_file_is_cut_into_pieces_is_mended_as_elsewhere(
    size: int, text: str
) -> None:
    head = "<rss><channel><item><title>T</title><description>"
    filled = head + "x" * (size - len(head)) + text + "z</description></item></channel></rss>"
    short = head + "x" + text + "z</description></item></channel></rss>"
    long_text, short_text = (one(each.encode()).body for each in (filled, short))
    assert long_text.strip("x") == short_text.strip("x")


@pytest.mark.parametrize(
    ("text", "what", "mend"),
    [
        (
            "<rss><channel><item>",
            "the file ends in the middle of the feed.",
            "Fetch the feed again.",
        ),
        (
            "<rss><a></rss>",
            "an element ends that is not the last one begun.",
            "Close what is open; write the '<' of HTML as &lt;.",
        ),
        (
            "<rss a></rss>",
            "the file is no valid XML: not well-formed (invalid token).",
            "Mend it, or fetch the feed again.",
        ),
    ],
)
def test_xml_that_cannot_be_read_is_told(text: str, what: str, mend: str) -> None:
    with pytest.raises(ReadError) as caught:
        list(read_feed(text.encode()).records)
    assert (caught.value.line, caught.value.what, caught.value.mend) == (1, what, mend)


# ---- small parts ----------------------------------------------------------------------------


def test_addresses_are_joined_unless_they_are_absolute_or_too_long() -> None:
    assert joined("https://a.example/x/", " b ") == "https://a.example/x/b"
    assert joined("https://a.example/x/", "HTTPS://b.example/") == "HTTPS://b.example/"
    assert joined("https://a.example/", "//b.example/") == "https://b.example/"
    assert joined("https://a.example/", "http://[") == "http://["
    base = "https://a.example/"
    assert joined(base, "b" * (16_384 - len(base))).startswith(base)
    assert joined(base, "b" * (16_385 - len(base))).startswith("b")


def test_texts_are_told_from_html_and_hosts_from_other_words() -> None:
    assert [has_tags(text) for text in ("<p>", "</p>", "<br/>", "<b ", "<1>", "<p", "a<b")] == [
        True, True, True, True, False, False, False,
    ]  # fmt: skip
    assert one_line(" a\n<b>&amp; ") == "a <b>&amp;"
    assert (is_web("HTTPS://x"), is_web("ftp://x"), is_web(" https://x")) == (True, False, False)
    assert host(" HTTPS://www.Rain.example/x") == "rain.example"
    assert host("https://[x") == ""


def test_long_texts_give_the_same_excerpt_as_their_beginning() -> None:
    words = "<p>It rained in the valley for days.</p> " * 2_000
    assert excerpt_text(words) == excerpt_text(words[:50_000])
    assert excerpt_text(words).endswith("…")
    hidden = f"<style>{'x' * 9_000}</style><p>Rain.</p>"
    assert excerpt_text(hidden) == "Rain."
