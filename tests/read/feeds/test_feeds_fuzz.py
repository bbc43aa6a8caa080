from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.read.errors import ReadError
from kg.read.exports import Outcome
from kg.read.feeds import is_feed, read_feed, what_xml

FEEDS = (
    b"<rss><channel><title>A</title><link>https://a.example</link><item><title>B</title></item>"
    b"<item><title>C</title><link>/c</link></item></channel></rss>",
    b'<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><link href="https://a.example"/>'
    b"<entry><title>B</title></entry><entry><title>C</title></entry></feed>",
    b'{"title": "A", "home_page_url": "https://a.example", "items": [{"title": "B"},{"id": "c"},'
    b'{"title": "D"}]}',
)
PARTS = st.sampled_from(
    [
        *(
            b"<rss>",
            b"<item>",
            b"</item>",
            b"<title>",
            b"</title>",
            b"<link>",
            b"<![CDATA[",
            b"]]>",
        ),
        *(b"<!--", b"-->", b"&", b"&nbsp;", b"&#0;", b"<b a='c'>", b"</b>", b"<source>", b"\xff"),
        *(b'{"items":[', b'"title":', b"{", b"}", b"]", b'"', b",", b"<description>", b"http://["),
    ]
)


def before_error(data: bytes) -> list[Outcome]:
    found: list[Outcome] = []
    try:
        for record in read_feed(data).records:
            found.append(record)  # noqa: PERF402
    except ReadError:
        pass
    return found


@given(st.one_of(st.binary(), st.lists(PARTS).map(b"".join)), st.sampled_from([b"", b"<rss>"]))
@settings(max_examples=100, deadline=None)
def test_any_bytes_give_records_or_a_read_error(data: bytes, start: bytes) -> None:
    before_error(start + data)
    assert is_feed("a", data) in (True, False)
    assert what_xml(data) is None or is_feed("a", data) is False


@given(st.sampled_from(FEEDS), st.integers(0, 300))
@settings(max_examples=100, deadline=None)
def test_a_feed_that_is_cut_off_gives_the_entries_before_the_cut(feed: bytes, end: int) -> None:
    whole = [record.number for record in before_error(feed)]
    ends = [b"</item>", b"</entry>", b"}"]
    cut = feed[:end]
    count = min(len(whole), max(cut.count(mark) for mark in ends))
    assert [record.number for record in before_error(cut)] == whole[:count]
