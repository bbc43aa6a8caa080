from __future__ import annotations

from time import process_time

import pytest

from kg.read.errors import ReadError
from kg.read.feeds import is_feed, read_feed, what_xml
from kg.read.forms import BadRecord, Record

RSS = b"<rss><channel><title>Rain</title><link>https://www.rain.example/</link>%s</channel></rss>"
ATOM = b'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://rain.example/a/">%s</feed>'


def one(data: bytes) -> Record:
    (record,) = read_feed(data).records
    assert isinstance(record, Record)
    return record


def test_an_item_of_rss_becomes_a_record_with_its_line() -> None:
    item = (
        b"\n<item><title>Flood &amp;amp; rain</title><link>/flood</link>"
        b"<pubDate>Wed, 01 May 2024 09:00:00 GMT</pubDate><category>Floods</category>"
        b"<author>x@y.example (Jo Doe)</author>"
        b"<description>&lt;p&gt;It rose.&lt;/p&gt;</description></item>"
    )
    assert one(RSS % item) == Record(
        1,
        2,
        {
            "link": "https://www.rain.example/flood",
            "title": "Flood & rain",
            "published": "Wed, 01 May 2024 09:00:00 GMT",
            "authors": ["x@y.example (Jo Doe)"],
            "provider": {"name": "Rain", "domain": "rain.example"},
            "tags": ["Floods"],
            "summary": "It rose.",
        },
        "<p>It rose.</p>",
        "html",
    )


def test_the_site_of_a_feed_is_known_before_its_entries_even_if_it_stands_behind_them() -> None:
    feed = read_feed(ATOM % b'<entry><title>A</title></entry><title>T</title><link href="/"/>')
    assert feed[:3] == ("T", "https://rain.example/", frozenset({"rain.example"}))


def test_an_atom_entry_takes_its_page_by_xml_base_and_says_if_only_a_change_is_dated() -> None:
    entry = (
        b'<entry><title>A</title><link rel="related" href="r"/>'
        b'<link type="application/pdf" href="p.pdf"/><link href="p"/>'
        b"<updated>2024-05-01</updated></entry>"
    )
    fields = one(ATOM % entry).fields
    assert fields["link"] == "https://rain.example/a/p"
    assert (fields["published"], fields["published_from"]) == ("2024-05-01", "updated")


def test_elements_in_a_text_are_its_markup_and_escaped_once() -> None:
    item = b"<item><description>a &amp; <b>x</b> &lt; <i>y</i></description></item>"
    assert one(RSS % item).body == "a &amp; <b>x</b> &lt; <i>y</i>"


def test_a_link_post_of_a_json_feed_is_about_the_other_page() -> None:
    data = (
        b'{"version": "https://jsonfeed.org/version/1", "items": ['
        b'{"id": "1", "url": "/a", "external_url": "https://x.example/", "content_text": "Words"}],'
        b'"home_page_url": "https://rain.example/"}'
    )
    fields = {"link": "https://x.example/", "title": "Words", "title_from": "content"}
    assert one(data) == Record(1, 1, fields, "Words", "markdown")


def test_a_guid_that_is_no_permalink_is_no_address() -> None:
    item = b'<item><title>A</title><guid isPermaLink="false">https://rain.example/1</guid></item>'
    assert "link" not in one(RSS % item).fields


def test_usual_faults_are_mended_and_noted() -> None:
    feed = read_feed(RSS % b"<item>\n<title>R&D&nbsp;\x0b&mdash; a&b=c</title></item>")
    (record,) = feed.records
    assert isinstance(record, Record)
    assert record.fields["title"] == "R&D — a&b=c"
    assert [note.line for note in feed.notes] == [2, 2, 2]


def test_entries_before_an_error_count() -> None:
    records = read_feed(b"<rss><channel><item><title>A</title></item>\n<item><b></item>").records
    assert next(records) == Record(1, 1, {"title": "A"}, "", "html")
    with pytest.raises(ReadError) as caught:
        next(records)
    assert caught.value.line == 2


@pytest.mark.parametrize("declared", [b'<!ENTITY a "b">', b'<!ATTLIST item a CDATA "b">'])
def test_a_declaration_of_entities_or_attributes_is_refused(declared: bytes) -> None:
    with pytest.raises(ReadError, match="declares entities or attributes"):
        list(read_feed(b"<!DOCTYPE rss [" + declared + b"]>" + RSS % b"<item/>").records)


def test_empty_entries_are_bad_records() -> None:
    assert list(read_feed(RSS % b"<item/>").records) == [
        BadRecord(1, 1, "says nothing.", "Remove it.")
    ]


def test_a_feed_is_known_by_its_first_bytes() -> None:
    assert is_feed("a", b"\n<?xml version='1.0'?><!DOCTYPE rss [ ]><!-- a --><rss>")
    assert is_feed("a", b'<a:feed xmlns:a="http://purl.org/atom/ns#">')
    assert not is_feed("a.rss", b'<rdf:RDF xmlns="http://example.org/">')
    assert what_xml(b"<?xml version='1.0'?><urlset>") == "a sitemap"


@pytest.mark.parametrize(
    "part", [b"&", b"&nbsp;", b"<b>x</b>", b"&lt;b ", b"<![CDATA[]]>", b"<![CDATA[", b"<a>", b"\1"]
)
def test_hostile_text_takes_little_time(part: bytes) -> None:
    data = b"<rss><item><description>" + part * (100_000 // len(part))
    started = process_time()
    with pytest.raises(ReadError):
        list(read_feed(data).records)
    assert process_time() - started < 2
