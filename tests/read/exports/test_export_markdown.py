"""Pages in Markdown that Readwise, Omnivore and Cubox write."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.read.errors import ReadError
from kg.read.exports import PassedOver, export_of
from kg.read.exports.markdown import page, stated_in_body
from kg.read.forms import BadRecord, Record

READWISE = """# Flood defences pay off

![rw-book-cover](https://img.example/1.jpg)

## Metadata
- Author: [[Jane Doe]]
- Full Title: Flood Defences Pay Off, Says Report
- Category: #articles
- Document Tags: [[floods]] [[sea level]]
- Summary: What they cost.
- URL: https://news.example/1

## Highlights
- The river rose. ([View Highlight](https://read.readwise.io/read/1))
- URL: https://wrong.example/
"""
BOOK = """# A Book

## Metadata
- Author: [[Jane Doe]]
- Full Title: A Book
- Category: #books

## Highlights
- One thought.
"""
OMNIVORE = """# Flood defences pay off
#Omnivore

[Read on Omnivore](https://omnivore.app/me/flood-1)
[Read Original](https://news.example/1)

It rose.
"""


def test_a_page_of_readwise_states_its_metadata() -> None:
    [record] = page(READWISE.encode())
    assert isinstance(record, Record)
    assert record.fields == {
        "title": "Flood Defences Pay Off, Says Report",
        "uri": "https://news.example/1",
        "authors": "Jane Doe",
        "tags": ["floods", "sea level"],
        "summary": "What they cost.",
        "image": "https://img.example/1.jpg",
    }
    assert "The river rose." in record.body


@pytest.mark.parametrize(
    "change",
    [
        ("## Metadata\n- ", "### Metadata\n* "),
        ("- URL: https://news.example/1", "- URL: <https://news.example/1>"),
        ("- URL: https://news.example/1", "- URL: [news](https://news.example/1)"),
        ("- URL: https://news.example/1", "- **URL:** https://news.example/1"),
        ("- URL: https://news.example/1", "\t- URL:: https://news.example/1"),
        ("\n", "\r\n"),
        ("# Flood", "- # Flood"),
    ],
)
def test_other_templates_state_the_address_too(change: tuple[str, str]) -> None:
    [record] = page(READWISE.replace(*change).encode())
    assert isinstance(record, Record)
    assert record.fields["uri"] == "https://news.example/1"


def test_a_picture_that_readwise_gives_to_all_is_no_image() -> None:
    stock = "https://readwise-assets.s3.amazonaws.com/static/images/article1.png"
    body = READWISE.replace("https://img.example/1.jpg", stock)
    assert "image" not in stated_in_body(body)


def test_a_book_is_passed_over() -> None:
    assert list(page(BOOK.encode())) == [
        PassedOver(1, 1, "highlights of a document without an address")
    ]


def test_a_page_of_omnivore_states_title_and_address() -> None:
    [record] = page(OMNIVORE.encode())
    assert isinstance(record, Record)
    assert record.fields == {"title": "Flood defences pay off", "uri": "https://news.example/1"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (READWISE, "readwise-markdown"),
        (BOOK, "readwise-markdown"),
        (OMNIVORE, "omnivore-markdown"),
        ("# Notes\n\n## Metadata\n- Colour: red\n", None),
        ("# Notes\n\nThe Metadata of a page\n", None),
        ("# Notes\n\nSee [Read Original](https://news.example/1) there.\n", None),
        ("# Notes\n", None),
        ("---\ntitle: Flood\n---\n" + READWISE, None),
    ],
)
def test_a_page_is_recognised_by_its_body(text: str, name: str | None) -> None:
    export = export_of("pages/a.md", text.encode())
    assert (export.name if export is not None else None) == name


@given(st.sampled_from([READWISE, BOOK, OMNIVORE]), st.data())
@settings(max_examples=60, deadline=None)
def test_mutated_pages_raise_nothing_but_read_errors(page_: str, data: st.DataObject) -> None:
    text = page_.encode()
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(text)))
        text = (
            text[:at] + data.draw(st.binary(max_size=5)) + text[at + data.draw(st.integers(0, 9)) :]
        )
    export_of("a.md", text)
    try:
        for each in page(text):
            assert isinstance(each, Record | BadRecord | PassedOver)
    except ReadError:
        pass
