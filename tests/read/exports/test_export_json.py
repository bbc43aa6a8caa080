"""Exports in JSON and XML, as each program writes them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.read.errors import ReadError
from kg.read.exports import Outcome, PassedOver, export_of
from kg.read.exports.json_files import document, elements, too_deep_at
from kg.read.forms import BadRecord, Record
from kg.read.limits import MAX_NESTING

PINBOARD = [
    {
        "href": "https://news.example/1",
        "description": "Flood &amp; rain",
        "extended": "What they cost.",
        "meta": "0f",
        "hash": "1e",
        "time": "2024-05-02T08:00:00Z",
        "shared": "yes",
        "toread": "no",
        "tags": "floods sea_level",
    },
    {
        "href": "https://news.example/2",
        "description": "Rain",
        "extended": "",
        "time": "2024-05-03T08:00:00Z",
        "tags": "",
    },
]
WALLABAG = [
    {
        "is_archived": 0,
        "is_starred": 1,
        "tags": ["floods"],
        "is_public": False,
        "id": 1,
        "title": "Flood",
        "url": "https://news.example/1",
        "content": '<p>See <a href="https://other.example/">there</a>.</p>',
        "created_at": "2024-05-02T08:00:00+0200",
        "published_at": "2024-05-01T06:00:00+0200",
        "published_by": ["Jane Doe", ""],
        "domain_name": "news.example",
        "preview_picture": "https://img.example/1.jpg",
    }
]
OMNIVORE = [
    {
        "id": "a1",
        "slug": "flood-a1",
        "title": "Flood",
        "description": "What it cost.",
        "author": "Jane Doe",
        "url": "https://news.example/1",
        "state": "Archived",
        "readingProgress": 20,
        "thumbnail": "https://img.example/1.jpg",
        "labels": ["floods"],
        "savedAt": "2024-05-02T08:00:00.000Z",
        "updatedAt": "2024-05-03T08:00:00.000Z",
        "publishedAt": None,
    }
]
CSL = [
    {
        "id": "doe_flood_2024",
        "type": "article-newspaper",
        "title": "Flood",
        "container-title": "The Paper",
        "URL": "https://news.example/1",
        "author": [{"family": "Doe", "given": "Jane"}, {"literal": "The Desk"}],
        "issued": {"date-parts": [["2024", 5, 1]]},
        "accessed": {"date-parts": [[2024, 5, 2]]},
    },
    {"id": "b", "type": "book", "title": "A Book", "issued": {"date-parts": [[1999]]}},
]
CHROME = {
    "checksum": "0f",
    "roots": {
        "bookmark_bar": {
            "children": [
                {
                    "date_added": "13359110400000000",
                    "name": "Flood",
                    "type": "url",
                    "url": "https://news.example/1",
                },
                {
                    "children": [
                        {"name": "Rain", "type": "url", "url": "https://news.example/2"},
                        {"name": "Read", "type": "url", "url": "javascript:void(0)"},
                    ],
                    "name": "Weather",
                    "type": "folder",
                },
            ],
            "name": "Lesezeichenleiste",
            "type": "folder",
        },
        "other": {"children": [], "name": "Weitere", "type": "folder"},
    },
    "version": 1,
}
FIREFOX = {
    "guid": "root________",
    "title": "",
    "typeCode": 2,
    "type": "text/x-moz-place-container",
    "children": [
        {
            "guid": "menu________",
            "title": "menu",
            "type": "text/x-moz-place-container",
            "children": [
                {
                    "title": "Flood",
                    "dateAdded": 1714636800000000,
                    "type": "text/x-moz-place",
                    "tags": "floods,rain",
                    "uri": "https://news.example/1",
                },
                {"type": "text/x-moz-place-separator", "title": ""},
            ],
        }
    ],
}
HYPOTHESIS = {
    "export_date": "2024-05-04T08:00:00Z",
    "export_userid": "jane",
    "client_version": "1.1500.0",
    "annotations": [
        {
            "uri": "https://news.example/1",
            "created": "2024-05-02T08:00:00Z",
            "tags": tags,
            "document": {"title": ["Flood"]},
        }
        for tags in (["floods"], ["rain"])
    ],
}
LINKWARDEN = {
    "id": 1,
    "username": "jane",
    "collections": [
        {
            "name": "Weather",
            "links": [
                {
                    "name": "Flood",
                    "url": "https://news.example/1",
                    "description": "What it cost.",
                    "createdAt": "2024-05-02T08:00:00.000Z",
                    "tags": [{"name": "floods"}],
                },
                {"name": "A file", "url": None, "type": "pdf"},
            ],
        }
    ],
}
KARAKEEP = {
    "bookmarks": [
        {
            "createdAt": 1714636800,
            "title": "Flood",
            "tags": ["floods"],
            "content": {"type": "link", "url": "https://news.example/1"},
            "note": None,
        },
        {"createdAt": 1, "title": None, "tags": [], "content": {"type": "text", "text": "mine"}},
    ]
}
ALL: dict[str, Any] = {
    "pinboard-json": PINBOARD,
    "wallabag-json": WALLABAG,
    "omnivore-json": OMNIVORE,
    "csl-json": CSL,
    "chrome-bookmarks": CHROME,
    "firefox-json": FIREFOX,
    "hypothesis-json": HYPOTHESIS,
    "linkwarden-json": LINKWARDEN,
    "karakeep-json": KARAKEEP,
}
XML = (
    '<?xml version="1.0" encoding="UTF-8" ?>\n<posts user="jane">\n'
    '<post href="https://news.example/1" time="2024-05-02T08:00:00Z" description="Flood &amp; rain"'
    ' extended="What they&#10;cost." tag="floods sea_level" hash="1e" shared="no" />\n'
    "<!-- <post href='https://news.example/hidden' description='no'/> -->\n</posts>\n"
)


def outcomes(value: Any) -> list[Outcome]:
    """Return what an export in JSON holds."""
    data = value if isinstance(value, bytes) else json.dumps(value, indent=1).encode()
    export = export_of("export.json", data[:4096])
    assert export is not None
    return list(export.records(data))


def fields(value: Any) -> list[dict[str, Any]]:
    """Return the fields of each record."""
    return [dict(each.fields) for each in outcomes(value) if isinstance(each, Record)]


@pytest.mark.parametrize("name", ALL)
def test_an_export_is_recognised_by_its_keys(name: str) -> None:
    for indent in (None, 3):
        export = export_of("Bookmarks", json.dumps(ALL[name], indent=indent).encode()[:4096])
        assert export is not None
        assert export.name == name


@pytest.mark.parametrize(
    "text",
    ["[]", "{}", '[{"title": "Flood", "url": "https://news.example/1"}]', "[1, 2]", "{{ x }}"],
)
def test_other_files_are_no_exports(text: str) -> None:
    assert export_of("press.json", text.encode()) is None


def test_pinboard_calls_the_title_description() -> None:
    assert fields(PINBOARD) == [
        {
            "link": "https://news.example/1",
            "title": "Flood & rain",
            "summary": "What they cost.",
            "date_added": "2024-05-02T08:00:00Z",
            "tags": ["floods", "sea_level"],
        },
        {
            "link": "https://news.example/2",
            "title": "Rain",
            "date_added": "2024-05-03T08:00:00Z",
        },
    ]


def test_pinboard_is_read_from_xml() -> None:
    export = export_of("export.xml", XML.encode())
    assert export is not None
    [record] = export.records(XML.encode())
    assert isinstance(record, Record)
    assert record.line == 3
    assert record.fields == fields(PINBOARD)[0]


def test_entities_that_a_file_declares_are_not_expanded() -> None:
    text = '<!DOCTYPE posts [<!ENTITY a "b">]>\n' + XML.replace("Flood", "&a;&a;")
    export = export_of("export.xml", XML.encode())
    assert export is not None
    [record] = export.records(text.encode())
    assert isinstance(record, Record)
    assert record.fields["title"] == "&a;&a; & rain"


def test_wallabag_has_authors_both_days_and_the_text() -> None:
    [record] = outcomes(WALLABAG)
    assert isinstance(record, Record)
    assert record.fields == {
        "link": "https://news.example/1",
        "title": "Flood",
        "date_added": "2024-05-02T08:00:00+0200",
        "published": "2024-05-01T06:00:00+0200",
        "authors": ["Jane Doe"],
        "tags": ["floods"],
        "image": "https://img.example/1.jpg",
    }
    assert record.markup == "html"
    assert "https://other.example/" in record.body


def test_omnivore_is_read() -> None:
    assert fields(OMNIVORE) == [
        {
            "link": "https://news.example/1",
            "title": "Flood",
            "authors": ["Jane Doe"],
            "summary": "What it cost.",
            "date_added": "2024-05-02T08:00:00.000Z",
            "tags": ["floods"],
            "image": "https://img.example/1.jpg",
        }
    ]


def test_works_without_address_are_passed_over() -> None:
    first, second = outcomes(CSL)
    assert isinstance(first, Record)
    assert first.fields["authors"] == ["Jane Doe", "The Desk"]
    assert first.fields["published"] == "2024-05-01"
    assert isinstance(second, PassedOver)


def test_the_file_of_chrome_has_times_since_1601_and_folders() -> None:
    assert fields(CHROME) == [
        {"link": "https://news.example/1", "title": "Flood", "date_added": "1714636800"},
        {"link": "https://news.example/2", "title": "Rain", "folder": ["Weather"]},
    ]
    reasons = [each.reason for each in outcomes(CHROME) if isinstance(each, PassedOver)]
    assert reasons == ["a folder", "a bookmarklet"]


def test_the_backup_of_firefox_has_times_in_microseconds() -> None:
    assert fields(FIREFOX) == [
        {
            "link": "https://news.example/1",
            "title": "Flood",
            "date_added": "1714636800",
            "tags": ["floods", "rain"],
        }
    ]


def test_annotations_of_one_page_are_one_record() -> None:
    assert fields(HYPOTHESIS) == [
        {
            "link": "https://news.example/1",
            "title": "Flood",
            "date_added": "2024-05-02T08:00:00Z",
            "tags": ["floods", "rain"],
        }
    ]


def test_collections_of_linkwarden_are_folders() -> None:
    [each] = fields(LINKWARDEN)
    assert each["folder"] == ["Weather"]
    assert each["tags"] == ["floods"]


def test_notes_of_karakeep_are_passed_over() -> None:
    record, note = outcomes(KARAKEEP)
    assert isinstance(record, Record)
    assert record.fields["date_added"] == "1714636800"
    assert isinstance(note, PassedOver)


@pytest.mark.parametrize("odd", [None, 5, "text", [], True])
def test_one_odd_element_ends_no_list(odd: Any) -> None:
    for name in ("pinboard-json", "wallabag-json", "omnivore-json", "csl-json"):
        found = outcomes([*ALL[name], odd, *ALL[name]])
        assert isinstance(found[len(ALL[name])], BadRecord)
        assert len(found) == 2 * len(ALL[name]) + 1


def test_what_stands_before_an_error_is_read() -> None:
    data = json.dumps(PINBOARD, indent=1).encode()
    export = export_of("a.json", data)
    assert export is not None
    found = export.records(data[:-40])
    assert isinstance(next(found), Record)
    with pytest.raises(ReadError) as caught:
        list(found)
    assert caught.value.line > 10


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, '[{"a": "[[["}, ' + "[" * 500])
def test_deep_nesting_is_refused_before_it_is_parsed(text: str) -> None:
    assert too_deep_at(text.encode()) is not None
    with pytest.raises(ReadError, match=str(MAX_NESTING)):
        document(text.encode())


@given(
    st.recursive(
        st.none() | st.text(), lambda inner: st.lists(inner) | st.lists(inner), max_leaves=20
    )
)
@settings(max_examples=50, deadline=None)
def test_brackets_in_strings_do_not_count(value: Any) -> None:
    text = json.dumps([value, '\\"[{' * 500], ensure_ascii=False)
    assert too_deep_at(text.encode("utf-8", "replace")) is None


def test_strings_are_followed_across_chunks() -> None:
    text = '["' + '\\\\\\"[' * 40_000 + '", "' + "{" * 100_000 + '"]'
    assert too_deep_at(text.encode()) is None
    assert too_deep_at((text[:-1] + "," + "[" * 401).encode()) is not None


def test_numbers_of_many_digits_are_read() -> None:
    assert [value for _, _, value in elements(b"[" + b"9" * 1_000_000 + b"]")]


def test_half_a_surrogate_becomes_no_character() -> None:
    data = b'[{"href": "https://news.example/1", "description": "\\ud800", '
    data += b'"extended": "", "time": ""}]'
    assert fields(data)[0]["title"] == "\ufffd"


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


@given(st.sampled_from(sorted(ALL)), st.data())
@settings(max_examples=100, deadline=None)
def test_values_of_any_type_raise_nothing(name: str, data: st.DataObject) -> None:
    value = json.loads(json.dumps(ALL[name]))
    places: list[tuple[Any, Any]] = []
    _collect(value, places)
    for parent, key in data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=4)):
        parent[key] = data.draw(ANY)
    export = export_of("a.json", json.dumps(ALL[name]).encode())
    assert export is not None
    try:
        for each in export.records(json.dumps(value).encode()):
            assert isinstance(each, Record | BadRecord | PassedOver)
    except ReadError:
        pass


def _collect(value: Any, places: list[tuple[Any, Any]]) -> None:
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in pairs:
        places.append((value, key))
        if isinstance(each, dict | list):
            _collect(each, places)


@given(st.sampled_from([*sorted(ALL), "xml"]), st.data())
@settings(max_examples=80, deadline=None)
def test_mutated_files_raise_nothing_but_read_errors(name: str, data: st.DataObject) -> None:
    text = XML.encode() if name == "xml" else json.dumps(ALL[name]).encode()
    export = export_of("a", text)
    assert export is not None
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        text = (
            text[:at] + data.draw(st.binary(max_size=4)) + text[at + data.draw(st.integers(0, 9)) :]
        )
    try:
        for each in export.records(text):
            assert isinstance(each, Record | BadRecord | PassedOver)
    except ReadError:
        pass
