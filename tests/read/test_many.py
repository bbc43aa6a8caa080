"""Files of many records, and files that are one."""

from __future__ import annotations

import pytest

from kg.read.archive import SourceRecord
from kg.read.reader import Reader

ONE = '{"title": "Rain", "url": "https://news.example/rain", "date": "2024-05-01"%s}'


def read(path: str, text: str) -> tuple[SourceRecord, ...]:
    return Reader().parse(path, text.encode())


def titles(records: tuple[SourceRecord, ...]) -> list[str | None]:
    return [record.post.title for record in records if record.post]


def notes(records: tuple[SourceRecord, ...]) -> list[tuple[str, str]]:
    return [(note.field, note.what) for record in records for note in record.notes]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("rain.json", ONE % ""),
        ("rain.yml", "title: Rain\nurl: https://news.example/rain\ndate: 2024-05-01\n"),
        ("rain.toml", 'title = "Rain"\nurl = "https://news.example/rain"\ndate = 2024-05-01\n'),
        ("rain.json", ONE % ', "tags": [{"name": "Weather"}]'),
    ],
)
def test_a_file_of_data_may_be_one_record(path: str, text: str) -> None:
    (record,) = read(path, text)
    assert record.post is not None
    assert (record.post.title, record.post.web_url) == ("Rain", "https://news.example/rain")
    assert record.post.published_at == "2024-05-01T00:00:00Z"


@pytest.mark.parametrize(
    "text",
    [
        "title: My site\nurl: https://me.example/site/\n",
        "title: My site\nurl: https://me.example/\ndate: 2024-05-01\n",
        "title: Rain\nurl: /rain/\ndate: 2024-05-01\n",
    ],
)
def test_what_describes_a_site_is_no_record(text: str) -> None:
    (record,) = read("_config.yml", text)
    assert record.skipped


def test_a_list_inside_a_mapping_is_what_the_file_holds() -> None:
    links = '[{"title": "A flood", "url": "https://news.example/a", "date": "2024-05-02"}]'
    assert titles(read("issue.json", ONE % f', "sections": {links}')) == ["A flood"]


def test_what_is_odd_in_a_list_is_noted_with_its_line() -> None:
    text = '[\n{"title": "A", "url": "https://news.example/a"},\n]\n'
    records = read("press.json", text)
    assert titles(records) == ["A"]
    assert notes(records) == [("line 3", "a comma stands before the closing bracket.")]


def test_what_is_odd_in_a_feed_is_noted_with_its_line() -> None:
    item = "<item><title>A</title><link>https://news.example/a</link></item>"
    records = read("feed.xml", f"<rss><channel>\n{item}\n</channel></rss>\ntext\n")
    assert titles(records) == ["A"]
    assert notes(records) == [("line 4", "text stands after the end of the feed.")]


def test_records_before_an_error_keep_the_notes_of_their_file() -> None:
    item = "<item><title>A & B</title><link>https://news.example/a</link></item>"
    first, broken = read("feed.xml", f"<rss><channel>{item}<item><title>C")
    assert titles((first,)) == ["A & B"]
    assert notes((first,)) == [("line 1", "an '&' stands there that begins no reference.")]
    assert broken.failed
