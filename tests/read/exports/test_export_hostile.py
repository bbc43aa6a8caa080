"""Hostile exports: what takes time in proportion to size, and never more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.read.errors import ReadError
from kg.read.exports import Outcome, export_of
from kg.read.exports.bookmarks import EXPORTS, bookmarks
from kg.read.exports.markdown import page
from kg.read.exports.pinboard import pinboard_json, pinboard_xml
from kg.read.exports.pocket import TABLES

SIZE = 100_000
GROWTH = 4
SLACK = 3.0
"""A file GROWTH times as large may take this much more than GROWTH times as long."""

Reader = Callable[[bytes], Iterator[Outcome]]
pocket = TABLES[0].records
HEAD = b"title,url,time_added,tags,status\n"

HOSTILE: list[tuple[Reader, bytes, bytes, bytes]] = [
    (bookmarks, b"", b"<dl>", b""),
    (bookmarks, b"", b"<dl><dt>", b""),
    (bookmarks, b"", b"<dl><dt><h3>a</h3>", b""),
    (bookmarks, b"", b"<a ", b""),
    (bookmarks, b"", b"<a ", b">"),
    (bookmarks, b"", b"<a x ", b' y="<dt ">'),
    (bookmarks, b"", b"<a b=", b""),
    (bookmarks, b"", b'<a b="', b""),
    (bookmarks, b"", b"<a b='\"", b""),
    (bookmarks, b"", b'<a b="<dt>', b""),
    (bookmarks, b"", b"<a href=http://a>", b""),
    (bookmarks, b"", b"<a></a", b""),
    (bookmarks, b"", b"<dd>", b""),
    (bookmarks, b"", b"<dd", b""),
    (bookmarks, b"", b"<!--", b""),
    (bookmarks, b"", b"<!-- -->", b""),
    (bookmarks, b"<a href=http://a>", b"&#", b""),
    (bookmarks, b"<a href=http://a>", b"<b ", b""),
    (bookmarks, b"<a href='", b"http://a", b"'>"),
    (bookmarks, b"<a", b" a=b", b">"),
    (bookmarks, b"<a", b" ", b">"),
    (bookmarks, b"<a a", b" ", b"=>"),
    (bookmarks, b"<a tags='", b",", b"'>"),
    (bookmarks, b"<h3>", b"<h3 ", b""),
    (pinboard_xml, b"<posts>", b"<post ", b""),
    (pinboard_xml, b"<posts>", b"<post><!--", b""),
    (pinboard_json, b"", b"[", b""),
    (pinboard_json, b"[", b"{},", b"]"),
    (pinboard_json, b"[", b'"\\', b"]"),
    (pinboard_json, b"", b"\\", b""),
    (pinboard_json, b"[", b"\n", b"]"),
    (pocket, HEAD, b'"', b""),
    (pocket, HEAD, b'"\n', b""),
    (pocket, HEAD, b'a,"\n', b""),
    (pocket, HEAD, b",", b""),
    (pocket, HEAD, b"\n", b""),
    (pocket, HEAD, b"\0", b""),
    (pocket, b"", b",", b""),
    (page, b"## Metadata\n", b"- a: b\n", b""),
    (page, b"", b"# ", b""),
    (page, b"", b"\n## Metadata", b""),
    (page, b"", b"[Read Original](http://a", b""),
    (page, b"## Metadata\n- URL: ", b"[", b""),
    (page, b"## Metadata\n- Category: ", b"[[", b""),
]


def seconds(read: Reader, data: bytes) -> float:
    """Return the processor time that a file takes."""
    started = process_time()
    try:
        for _ in read(data):
            pass
    except ReadError:
        pass
    return process_time() - started


@pytest.mark.parametrize("case", HOSTILE, ids=lambda case: repr(case[1])[:30])
def test_hostile_input_takes_time_in_proportion(case: tuple[Reader, bytes, bytes, bytes]) -> None:
    read, start, middle, end = case
    small, large = (start + middle * (size // len(middle)) + end for size in (SIZE, GROWTH * SIZE))
    for _ in range(3):
        allowed = GROWTH * SLACK * max(seconds(read, small), 0.02)
        if seconds(read, large) <= allowed:
            return
    pytest.fail("takes longer than in proportion to its size")


@given(
    st.binary(max_size=300), st.sampled_from(["a.html", "a.csv", "a.json", "a.md", "a", "a.txt"])
)
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_looked_at_without_an_error(data: bytes, name: str) -> None:
    export = export_of(name, data)
    for read in (
        bookmarks,
        pinboard_json,
        pinboard_xml,
        pocket,
        page,
        *[e.records for e in EXPORTS],
    ):
        try:
            list(read(data))
        except ReadError:
            continue
    assert export is None or export.name
