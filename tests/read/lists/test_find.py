"""Where lists are found, and how they are named."""

from __future__ import annotations

from typing import Any

import pytest

from kg.read.errors import ReadError
from kg.read.forms import Record
from kg.read.lists.find import lists_in, path_of, steps_of
from kg.read.lists.names import NAMES, Names
from kg.read.lists.reader import read_list

A = {"title": "A", "url": "https://a.org/a"}
B = {"title": "B", "link": "https://b.org/b"}


def paths(value: Any) -> dict[str, int]:
    return {found.path: len(found.records) for found in lists_in(value)}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([A, B], {".": 2}),
        ({"press": [A], "talks": [B]}, {"press": 1, "talks": 1}),
        (
            {"categories": [{"name": "x", "press": [A, B]}, {"press": [A]}]},
            {"categories[].press": 3},
        ),
        ([{"year": 2024, "items": [A]}, {"year": 2023, "items": [B]}], {"[].items": 2}),
        ({"rain": A, "wind": B}, {".": 2}),
        ({"press": {"rain": A}}, {"press": 1}),
        ({"2024": [A], "2023": [B]}, {"*": 2}),
        ([[A], [B]], {"[]": 2}),
        ([{"rain": A}, {"wind": B}], {"[]": 2}),
        ({"a.b": [A]}, {'"a.b"': 1}),
        ({"children": [{"children": [A]}, B]}, {"children[].children": 1, "children": 1}),
        ({"title": "Our site", "url": "https://a.org", "items": [A]}, {"items": 1}),
        ([{**A, "links": [B]}], {".": 1}),
        ([{"title": "Rain", "url": "/rain/", "press": [A]}], {"[].press": 1}),
        ([{"title": "Rain", "url": "/rain/", "pages": [{"url": "/rain/1/"}]}], {".": 1}),
        ([{"title": "No address", "authors": [{"name": "Jo", "url": "https://jo.org"}]}], {}),
        ([{"title": "No address", "publisher": {"url": "https://jo.org"}}], {}),
        ({"title": "Site", "author": {"name": "Jo", "href": "/jo"}}, {}),
        ("text", {}),
        ([None, 1, "https://a.org/b"], {}),
    ],
)
def test_lists_at_any_depth(value: Any, expected: dict[str, int]) -> None:
    assert paths(value) == expected


def test_links_with_headlines_are_records_of_a_section() -> None:
    links = [{"title": "Rain falls", "url": "https://a.org/1"}, {"title": "Wind blows", "url": "x"}]
    assert paths([{"title": "Weather", "links": links}]) == {"[].links": 2}


def test_links_that_are_buttons_belong_to_their_record() -> None:
    links = [{"name": "PDF", "url": "https://a.org/1"}, {"name": "Code", "url": "https://a.org/2"}]
    assert paths([{"title": "Weather", "links": links}]) == {".": 1}


def test_a_record_of_a_mapping_has_its_key() -> None:
    (found,) = lists_in({"rain": A, "Wind and snow": {"url": "https://a.org/w"}})
    assert [entry.fields["key"] for entry in found.records] == ["rain", "Wind and snow"]
    assert found.records[1].fields["title"] == "Wind and snow"


def test_a_key_can_be_the_address() -> None:
    (found,) = lists_in({"https://a.org/rain": {"title": "Rain"}})
    assert found.records[0].fields["url"] == "https://a.org/rain"


def test_records_without_an_address_stay_in_their_list() -> None:
    assert paths([A, {"title": "In print only"}]) == {".": 2}


def test_many_keys_make_one_list() -> None:
    assert paths({f"k{number}": [A] for number in range(30)}) == {"*": 30}


@pytest.mark.parametrize("path", ["categories[].press", ".", "[].items", 'a."b.c"[].d', "*.press"])
def test_paths_are_written_as_they_are_read(path: str) -> None:
    assert path_of(steps_of(path)) == path


@pytest.mark.parametrize("path", ["a]b[", '"', "a..", "[" * 1000, "[]" * 1000])
def test_what_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(ReadError, match="path of a list"):
        steps_of(path)


def test_only_the_named_list_is_read() -> None:
    data = (
        b"press:\n- {title: A, url: 'https://a.org/a'}\nsites:\n- {title: B, url: 'https://b.org'}"
    )
    for path in ("sites", "sites[]", "$.sites"):
        (record,) = read_list(data, "yaml", [path]).records
        assert record.line == 4


def test_a_named_list_that_is_not_there_is_told() -> None:
    with pytest.raises(ReadError, match="there is no list 'talks'"):
        read_list(b"press: [{title: A, url: 'https://a.org/a'}]", "yaml", ["talks"])


def test_a_named_list_may_stand_below_any_key() -> None:
    data = b'{"2024": {"press": [{"a": 1}]}, "2023": {"press": [{"b": 2}]}}'
    records = list(read_list(data, "json", ["*.press"]).records)
    fields = [record.fields for record in records if isinstance(record, Record)]
    assert fields == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize(
    ("record", "address"),
    [
        ({"External-URL": "https://a.org/b"}, "https://a.org/b"),
        ({"source": "The Times", "url": "https://a.org/b"}, "https://a.org/b"),
        ({"url": "/own/", "link": {"href": "https://a.org/b"}}, "https://a.org/b"),
        ({"title": "[Rain](https://a.org/b)"}, "https://a.org/b"),
        ({"params": {"link": "https://a.org/b"}}, "https://a.org/b"),
        ({"link": ["https://a.org/b", "https://a.org/c"]}, "https://a.org/b"),
        ({"url": "/own/"}, "/own/"),
        ({"canonical_url": "https://a.org/b"}, None),
        ({"url": "ftp://a.org/b"}, None),
        ({"url": None, "link": 7, 1: 2, None: "https://a.org/b"}, None),
    ],
)
def test_the_address_of_a_record(record: dict[Any, Any], address: str | None) -> None:
    assert NAMES.address(record) == address


def test_names_of_the_user_come_first() -> None:
    names = Names({"address": ["press_link"], "published": ["date_linked"]})
    record = {"Press-Link": "https://a.org/b", "url": "https://a.org/c", "date_linked": "2024"}
    assert names.address(record) == "https://a.org/b"
    assert names.facts(record).has_date
