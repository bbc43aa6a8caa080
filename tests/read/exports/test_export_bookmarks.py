"""Bookmarks in HTML, as each program writes them."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.read.exports import PassedOver, export_of
from kg.read.exports.bookmarks import bookmarks
from kg.read.exports.markup import attributes
from kg.read.forms import BadRecord, Record

HEAD = (
    "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE>\n<H1>Bookmarks</H1>\n<DL><p>\n"
)
END = "</DL><p>\n"


def records(text: str | bytes) -> list[Record]:
    """Return the records of a file of bookmarks, and fail if one cannot be read."""
    data = text.encode() if isinstance(text, str) else text
    outcomes = list(bookmarks(data))
    assert not [each for each in outcomes if isinstance(each, BadRecord)]
    return [each for each in outcomes if isinstance(each, Record)]


def fields(text: str | bytes) -> list[dict[str, Any]]:
    """Return the fields of each record."""
    return [dict(record.fields) for record in records(text)]


def reasons(text: str) -> list[str]:
    """Return why entries are passed over."""
    return [each.reason for each in bookmarks(text.encode()) if isinstance(each, PassedOver)]


CHROME = (
    HEAD
    + """\
    <DT><H3 ADD_DATE="1700000000" LAST_MODIFIED="0" PERSONAL_TOOLBAR_FOLDER="true">Lesezeichen</H3>
    <DL><p>
        <DT><A HREF="https://news.example/flood?a=1&amp;b=2" ADD_DATE="1714636800"\
 ICON="data:image/png;base64,iVBORw0KGgo=">Flood &amp; rain</A>
        <DT><H3 ADD_DATE="1700000000" LAST_MODIFIED="0">Weather</H3>
        <DL><p>
            <DT><H3>Sea</H3>
            <DL><p>
                <DT><A HREF="https://news.example/tide" ADD_DATE="0">Tide</A>
            </DL><p>
            <DT><A HREF="https://news.example/rain">Rain</A>
        </DL><p>
        <DT><A HREF="https://news.example/after">After</A>
    </DL><p>
"""
    + END
)


def test_bookmarks_of_chrome_state_address_title_and_day() -> None:
    assert fields(CHROME)[0] == {
        "link": "https://news.example/flood?a=1&b=2",
        "title": "Flood & rain",
        "date_added": "1714636800",
    }


def test_a_time_of_zero_is_no_time() -> None:
    assert "date_added" not in fields(CHROME)[1]


def test_folders_are_paths_without_those_that_the_browser_made() -> None:
    assert [each.get("folder") for each in fields(CHROME)] == [
        None,
        ["Weather", "Sea"],
        ["Weather"],
        None,
    ]


def test_folders_are_no_topics() -> None:
    assert not [each for each in fields(CHROME) if "tags" in each]


def test_folders_are_counted() -> None:
    assert reasons(CHROME) == ["a folder"] * 3


def test_lines_and_numbers_are_those_of_the_file() -> None:
    assert [(record.number, record.line) for record in records(CHROME)] == [
        (1, 7),
        (2, 12),
        (3, 14),
        (4, 16),
    ]


FIREFOX = (
    HEAD
    + """\
    <DT><A HREF="place:type=6&amp;sort=14" ADD_DATE="1">Recent Tags</A>
    <HR>
    <DT><A HREF="https://news.example/1" ADD_DATE="1714636800" LAST_MODIFIED="1714636801"\
 ICON_URI="https://news.example/favicon.ico" SHORTCUTURL="r" TAGS="rain,sea level">Rain</A>
    <DD>What the rain cost.
    <DT><A FEEDURL="https://news.example/feed" HREF="https://news.example/">News</A>
    <DT><A HREF="https://search.example/?q=%s" SHORTCUTURL="s">Search</A>
    <DT><A HREF="javascript:(function(){alert('&lt;a&gt;')})()">Read later</A>
    <DT><A HREF="about:config">Settings</A>
    <DT><A HREF="file:///home/jane/a.html">Mine</A>
    <DT><A HREF="feed:https://news.example/feed">Feed</A>
    <DT><A HREF="about:reader?url=https%3A%2F%2Fnews.example%2F2">Reader view</A>
"""
    + END
)


def test_bookmarks_of_firefox_have_tags_and_descriptions() -> None:
    assert fields(FIREFOX)[0] == {
        "link": "https://news.example/1",
        "title": "Rain",
        "date_added": "1714636800",
        "tags": ["rain", "sea level"],
        "summary": "What the rain cost.",
    }


def test_what_is_no_article_is_passed_over_with_its_reason() -> None:
    assert reasons(FIREFOX) == [
        "a query of the browser",
        "a separator",
        "a feed",
        "a search of the browser",
        "a bookmarklet",
        "a page of the browser",
        "a local file",
        "a feed",
    ]


def test_a_page_in_reader_view_is_that_page() -> None:
    assert fields(FIREFOX)[1]["link"] == "https://news.example/2"


def test_bookmarks_of_pinboard_have_blank_lines_and_no_indentation() -> None:
    text = (
        '<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<META HTTP-EQUIV="Content-Type" CONTENT="text/html; '
        'charset=UTF-8">\n<TITLE>Pinboard Bookmarks</TITLE>\n<H1>Bookmarks</H1>\n<DL><p>'
        '<DT><A HREF="https://news.example/1" ADD_DATE="1714636800" PRIVATE="1" TOREAD="0" '
        'TAGS="floods,climate">Flood</A>\n\n<DD>What it cost.\n'
        '<DT><A HREF="https://news.example/2" ADD_DATE="1714636800" PRIVATE="0" TOREAD="1" TAGS="">'
        "Rain</A>\n\n</DL></p>"
    )
    first, second = fields(text)
    assert first["tags"] == ["floods", "climate"]
    assert first["summary"] == "What it cost."
    assert "tags" not in second


def test_bookmarks_of_raindrop_have_a_cover() -> None:
    text = (
        HEAD + '<DT><H3 ADD_DATE="1" LAST_MODIFIED="1">Unsorted</H3>\n<DL><p>\n'
        '<DT><A HREF="https://news.example/1" ADD_DATE="1714636800" LAST_MODIFIED="1714636801" '
        'TAGS="floods" DATA-COVER="https://img.example/1.jpg" DATA-IMPORTANT="true">Flood</A>\n'
        "<DD>What it cost.\n</DL><p>\n" + END
    )
    assert fields(text)[0]["image"] == "https://img.example/1.jpg"


def test_links_in_a_description_are_no_bookmarks() -> None:
    text = (
        HEAD + '<DT><A HREF="https://news.example/1">Flood</A>\n<DD>See\n'
        '<a href="https://own.example/?x"><img src="/thumb.jpg"/></a> there\n'
        '<DT><A HREF="/shaare/AbC">A note of Shaarli</A>\n' + END
    )
    assert [each["summary"] for each in fields(text)] == ["See there"]
    assert reasons(text) == ["a note or page of the program itself"]


def test_notes_and_marks_of_linkding_stay_out() -> None:
    text = (
        HEAD + '<DT><A HREF="https://news.example/1" ADD_DATE="1714636800" PRIVATE="0" TOREAD="1" '
        'TAGS="floods,linkding:bookmarks.archived">Flood</A>\n\r'
        "<DD>What it cost.[linkding-notes]My own\nthought[/linkding-notes]\n\r" + END
    )
    [each] = fields(text)
    assert each["tags"] == ["floods"]
    assert each["summary"] == "What it cost."


def test_times_in_microseconds_become_seconds() -> None:
    text = HEAD + '<DT><A HREF="https://news.example/1" ADD_DATE="1714636800123456">A</A>' + END
    assert fields(text)[0]["date_added"] == "1714636800"


POCKET = """<!DOCTYPE html>
<html>
	<head>
		<meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
		<title>Pocket Export</title>
	</head>
	<body>
		<h1>Unread</h1>
		<ul>
			<li><a href="https://news.example/1" time_added="1714636800" tags="a,b">Flood</a></li>
		</ul>
		<h1>Read Archive</h1>
		<ul>
			<li><a href="https://news.example/2" time_added="1714636801" tags="">Rain</a></li>
		</ul>
	</body>
</html>
"""


def test_the_page_of_pocket_is_read() -> None:
    assert fields(POCKET) == [
        {
            "link": "https://news.example/1",
            "title": "Flood",
            "date_added": "1714636800",
            "tags": ["a", "b"],
        },
        {"link": "https://news.example/2", "title": "Rain", "date_added": "1714636801"},
    ]


def test_the_page_of_instapaper_is_read() -> None:
    text = (
        "<!DOCTYPE html>\n<html>\n<head>\n<title>Instapaper: Export</title>\n</head>\n<body>\n"
        '<h1>Unread</h1>\n<ol>\n<li><a href="https://news.example/1">Flood</a>\n</ol>\n'
    )
    assert fields(text) == [{"link": "https://news.example/1", "title": "Flood"}]


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (HEAD, "bookmarks"),
        ("\ufeff\n<!-- mine -->\n" + HEAD, "bookmarks"),
        ("\ufeff" + HEAD.lower(), "bookmarks"),
        (POCKET, "pocket-html"),
        ("<html><title>Instapaper: Export</title>", "instapaper-html"),
        ("<DL><p><DT><A HREF='https://news.example/1' ADD_DATE='1'>", "bookmarks"),
        ("<html><body><dl><dt>Word<dd>What it means</dl>", None),
        ("<html><p>Any page</p>", None),
    ],
)
def test_a_file_is_recognised_by_how_it_begins(head: str, name: str | None) -> None:
    export = export_of("a.html", head.encode())
    assert (export.name if export is not None else None) == name


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "latin-1"])
def test_encodings_are_recognised(codec: str) -> None:
    text = HEAD + '<DT><A HREF="https://news.example/é">Überschwemmung</A>' + END
    assert fields(text.encode(codec))[0]["title"] == "Überschwemmung"


def test_a_declared_encoding_is_used() -> None:
    text = '<META CONTENT="text/html; charset=koi8-r">\n<A HREF="https://news.example/1">Дождь</A>'
    assert fields(text.encode("koi8-r"))[0]["title"] == "Дождь"


def test_a_character_cut_in_half_spoils_no_other() -> None:
    text = HEAD + '<DT><A HREF="https://news.example/1">Überschwemmung am Fluß</A>\n<DD>gro'
    assert fields(text.encode() + "ß".encode()[:1])[0]["title"] == "Überschwemmung am Fluß"


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("Rain &amp;amp; sun", "Rain &amp; sun"),
        ("<b>Rain</b> and <i>sun</i>", "Rain and sun"),
        ("Rain\n  and\tsun", "Rain and sun"),
        ("`snake_case` in C\\#", "snake_case in C#"),
        ("if a < b and b > c", "if a < b and b > c"),
        ("&lt;title&gt; explained", "<title> explained"),
        ("a\x00b\x1bc", "abc"),
        ("&#" + "9" * 5000 + ";", "\ufffd"),
    ],
)
def test_titles_are_plain_text(markup: str, title: str) -> None:
    assert fields(f'<DL><DT><A HREF="https://news.example/1">{markup}</A>')[0]["title"] == title


def test_a_bookmark_without_address_is_told_and_the_next_one_read() -> None:
    text = HEAD + '<DT><A>Nothing</A>\n<DT><A HREF="https://news.example/1">Rain</A>' + END
    bad, good = bookmarks(text.encode())
    assert bad == BadRecord(1, 5, "states no address.", "Add it, or delete the record.")
    assert isinstance(good, Record)


def test_a_quote_that_is_never_closed_costs_one_bookmark() -> None:
    text = (
        HEAD + '<DT><A HREF="https://news.example/1>Rain</A>\n'
        '<DT><A HREF="https://news.example/2">Sun</A>\n' + END
    )
    bad, good = bookmarks(text.encode())
    assert isinstance(bad, BadRecord)
    assert bad.line == 5
    assert isinstance(good, Record)
    assert good.fields["title"] == "Sun"


def test_a_file_that_is_cut_off_is_told() -> None:
    [bad] = bookmarks((HEAD + '<DT><A HREF="https://news.exam').encode())
    assert isinstance(bad, BadRecord)
    assert bad.what == "the file ends in the middle of a tag."


def test_comments_hide_bookmarks_unless_they_never_end() -> None:
    link = '<DT><A HREF="https://news.example/1">Rain</A>'
    assert not records(f"<DL><!-- {link} -->")
    assert len(records(f"<DL><!-- {link}")) == 1


class _Links(HTMLParser):
    """What html.parser takes for the attributes of links."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[list[str]] = []

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(sorted({name for name, _ in attrs}))


@given(
    st.lists(
        st.tuples(
            st.from_regex(r"[A-Za-z][A-Za-z_-]{0,5}", fullmatch=True),
            st.from_regex(r"(=\"[^\"<&]{0,5}\"|='[^'<&]{0,5}'|=[a-z0-9/.:]{1,5}|)", fullmatch=True),
        ),
        max_size=5,
    )
)
@settings(max_examples=100, deadline=None)
def test_attributes_are_those_of_html_parser(pairs: list[tuple[str, str]]) -> None:
    text = "<a" + "".join(f" {name}{value}" for name, value in pairs) + " >"
    parser = _Links()
    parser.feed(text)
    values = attributes(text.encode(), 2).values
    assert sorted(name.decode() for name in values) == parser.found[0]


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_mutated_files_yield_outcomes(data: st.DataObject) -> None:
    text = (CHROME + FIREFOX + POCKET).encode()
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 30))
        text = text[:at] + data.draw(st.binary(max_size=6)) + text[at + cut :]
    for each in bookmarks(text):
        assert isinstance(each, Record | BadRecord | PassedOver)


def test_each_reason_is_a_phrase() -> None:
    assert all(re.fullmatch(r"an? [a-z ]+", reason) for reason in reasons(FIREFOX))
