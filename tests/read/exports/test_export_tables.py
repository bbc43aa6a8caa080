"""Exports in CSV, as each program writes them."""

from __future__ import annotations

import csv
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.read.errors import ReadError
from kg.read.exports import Outcome, PassedOver, export_of, tables
from kg.read.forms import BadRecord, Record

POCKET = (
    "title,url,time_added,cursor,tags,status\n"
    'Flood defences pay off,https://news.example/1,1714636800,7187,"floods|sea level",unread\n'
    '"Rain, sun","https://news.example/2?a=1,2",1714636801,7188,,archive\n'
)
INSTAPAPER = (
    "URL,Title,Selection,Folder,Timestamp,Tags\n"
    'https://news.example/1,Flood,"What it\ncost.",Unread,1714636800,"[""a"", ""caf\\u00e9""]"\n'
    "https://news.example/2,Rain,,Weather,1714636801,[]\n"
)
RAINDROP = (
    "id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite\n"
    '1,Flood,mine,What it cost.,https://news.example/1,Weather / Sea,"floods, climate",'
    "2024-05-02T08:00:00.000Z,https://img.example/1.jpg,,false\n"
    "2,Rain,,,https://news.example/2,Unsorted,,2024-05-02T08:00:00.000Z,,,true\n"
)
READER = (
    "Title,URL,ID,Document tags,Saved date,Reading progress,Location,Seen\n"
    "Flood,https://news.example/1,01g,\"['floods', 'sea level']\",2024-05-02 08:00:00+00:00,0,new,"
    "True\nA letter,mailto:reader-forwarded-email/1,01h,[],2024-05-02 08:00:00+00:00,0,feed,False\n"
)
READWISE = (
    "Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,"
    "Highlighted at,Document tags\n"
    '"One\nthought",A Book,Jane Doe,B00X,,yellow,mine,page,3,2024-05-02 08:00:00+00:00,\n'
    "Another,A Book,Jane Doe,B00X,,,,page,9,2024-05-02 08:00:00+00:00,\n"
    "A third,An Article,John Roe,,,,,none,https://news.example/1,2024-05-02 08:00:00+00:00,floods\n"
)
READWISE_IMPORT = (
    "Highlight,Title,Author,URL,Note,Location,Date\n"
    "One,Flood,Jane Doe,https://news.example/1,,1,2024-05-02\n"
    "Two,Rain,John Roe,https://news.example/2,,1,2024-05-02\n"
    "Three,Flood,Jane Doe,https://news.example/1,,2,2024-05-03\n"
)
MATTER = (
    "Title,Author,Publisher,URL,Tags,Word Count,In Queue,Favorited,Read,Highlight_Count,"
    "Last Interaction Date,File Id\n"
    "Flood,Jane Doe,The Paper,https://news.example/1,floods;climate,900,True,False,False,0,"
    "2024-05-02 08:00:00,1\n"
)
HYPOTHESIS = (
    "Created at,Author,Page,URL,Group,Annotation/Reply Type,Quote,Comment,Tags\n"
    '2024-05-02 08:00,jane,,https://news.example/1,Public,Annotation,A quote,,"floods,rain"\n'
    "2024-05-03 08:00,jane,,https://news.example/1,Public,Annotation,More,Well,sea\n"
)
ZOTERO = (
    '"Key","Item Type","Publication Year","Author","Title","Publication Title","ISBN","Url",'
    '"Abstract Note","Date","Date Added","Access Date","Manual Tags","Automatic Tags"\n'
    '"AAAA1111","newspaperArticle","2024","Doe, Jane; Roe, John","Flood","The Paper","",'
    '"https://news.example/1","What it cost.","2024-05-01","2024-05-02 08:00:00","2024-05-02",'
    '"floods; sea level","climate"\n'
    '"BBBB2222","book","1999","Doe, Jane","A Book","","978","","","1999","2024-05-02 08:00:00","",'
    '"",""\n'
)
WALLABAG = (
    'Title;URL;Content;Tags;"MIME Type";Language;"Creation date"\n'
    'Flood;https://news.example/1;"<p>It rose; fast.</p>";"floods, rain";text/html;en;'
    '"02/05/2024 08:00:00"\n'
)
ALL = {
    "pocket-csv": POCKET,
    "instapaper-csv": INSTAPAPER,
    "raindrop-csv": RAINDROP,
    "reader-csv": READER,
    "readwise-csv": READWISE,
    "readwise-import-csv": READWISE_IMPORT,
    "matter-csv": MATTER,
    "hypothesis-csv": HYPOTHESIS,
    "zotero-csv": ZOTERO,
    "wallabag-csv": WALLABAG,
}


def outcomes(text: str | bytes) -> list[Outcome]:
    """Return what a table holds."""
    data = text.encode() if isinstance(text, str) else text
    export = export_of("export.csv", data[:4096])
    assert export is not None
    return list(export.records(data))


def records(text: str | bytes) -> list[Record]:
    """Return the records of a table."""
    return [each for each in outcomes(text) if isinstance(each, Record)]


def fields(text: str) -> list[dict[str, Any]]:
    """Return the fields of each record of a table."""
    return [dict(each.fields) for each in records(text)]


@pytest.mark.parametrize("name", ALL)
def test_a_table_is_recognised_by_its_columns(name: str) -> None:
    export = export_of("any/name.csv", ALL[name].encode())
    assert export is not None
    assert export.name == name


@pytest.mark.parametrize("name", ALL)
def test_a_table_saved_by_a_spreadsheet_is_recognised(name: str) -> None:
    first = ALL[name].partition("\n")[0]
    head = "\ufeff" + "\t".join(next(csv.reader([first], delimiter=";" if ";" in first else ",")))
    export = export_of("export.tsv", head.encode())
    assert export is not None
    assert export.name == name


@pytest.mark.parametrize(
    "head", ["title,url\n", "url,title,date\n", "name;email\n", "", "\n\n", '"never closed\n']
)
def test_other_tables_are_no_exports(head: str) -> None:
    assert export_of("press.csv", head.encode()) is None


def test_pocket_parts_tags_by_bars() -> None:
    assert fields(POCKET) == [
        {
            "link": "https://news.example/1",
            "title": "Flood defences pay off",
            "date_added": "1714636800",
            "tags": ["floods", "sea level"],
        },
        {"link": "https://news.example/2?a=1,2", "title": "Rain, sun", "date_added": "1714636801"},
    ]


def test_instapaper_has_tags_in_json_and_states_that_are_no_folders() -> None:
    first, second = fields(INSTAPAPER)
    assert first["tags"] == ["a", "café"]
    assert first["summary"] == "What it cost."
    assert "folder" not in first
    assert second["folder"] == ["Weather"]


def test_instapaper_is_read_without_the_later_columns() -> None:
    text = "URL,Title,Selection,Folder\nhttps://news.example/1,Flood,,Archive\n"
    assert fields(text) == [{"link": "https://news.example/1", "title": "Flood"}]


def test_raindrop_keeps_the_excerpt_and_leaves_the_note() -> None:
    first, second = fields(RAINDROP)
    assert first == {
        "link": "https://news.example/1",
        "title": "Flood",
        "summary": "What it cost.",
        "date_added": "2024-05-02T08:00:00.000Z",
        "tags": ["floods", "climate"],
        "image": "https://img.example/1.jpg",
        "folder": ["Weather", "Sea"],
    }
    assert "folder" not in second


def test_documents_of_reader_have_tags_as_python_writes_them() -> None:
    assert fields(READER) == [
        {
            "link": "https://news.example/1",
            "title": "Flood",
            "date_added": "2024-05-02 08:00:00+00:00",
            "tags": ["floods", "sea level"],
        }
    ]
    assert outcomes(READER)[1] == PassedOver(2, 3, "a mail address")


def test_highlights_of_one_book_are_passed_over_once() -> None:
    book, article = outcomes(READWISE)
    assert book == PassedOver(1, 2, "highlights of a document without an address")
    assert isinstance(article, Record)
    assert article.line == 5
    assert article.fields["tags"] == ["floods"]


def test_highlights_of_one_article_are_one_record_with_the_line_of_the_first() -> None:
    assert [(each.line, each.fields["title"]) for each in records(READWISE_IMPORT)] == [
        (2, "Flood"),
        (3, "Rain"),
    ]


def test_matter_names_the_outlet_and_no_day() -> None:
    assert fields(MATTER) == [
        {
            "link": "https://news.example/1",
            "title": "Flood",
            "authors": "Jane Doe",
            "source": "The Paper",
            "tags": ["floods", "climate"],
        }
    ]


def test_who_annotates_is_no_author() -> None:
    assert fields(HYPOTHESIS) == [
        {
            "link": "https://news.example/1",
            "date_added": "2024-05-02 08:00",
            "tags": ["floods", "rain", "sea"],
        }
    ]


def test_zotero_has_names_in_order_and_both_days() -> None:
    first, second = outcomes(ZOTERO)
    assert isinstance(first, Record)
    assert first.fields == {
        "link": "https://news.example/1",
        "title": "Flood",
        "authors": ["Jane Doe", "John Roe"],
        "source": "The Paper",
        "published": "2024-05-01",
        "date_added": "2024-05-02 08:00:00",
        "summary": "What it cost.",
        "tags": ["floods", "sea level", "climate"],
    }
    assert second == PassedOver(2, 3, "a work without an address")


def test_wallabag_writes_the_day_first() -> None:
    assert fields(WALLABAG)[0]["date_added"] == "2024-05-02"


def test_rows_with_too_few_or_many_values_are_told_and_others_read() -> None:
    text = POCKET + "only,three,values\n" + "a,https://b.example/,1,2,,unread,more\n" + POCKET
    bad = [each for each in outcomes(text) if isinstance(each, BadRecord)]
    assert [(each.line, each.what, each.mend) for each in bad] == [
        (4, "has 3 values for 6 columns.", "Add the missing 3."),
        (5, "has 7 values for 6 columns.", "Put a value that holds a separator in quotes."),
    ]
    assert len(records(text)) == 4


def test_a_value_longer_than_csv_takes_by_default_is_read_and_the_limit_stays() -> None:
    limit = csv.field_size_limit()
    long = f'https://news.example/3,Long,"{"a" * (limit + 1)}",Unread,1714636802,[]\n'
    text = INSTAPAPER + long + "https://news.example/4,Next,,Unread,1714636803,[]\n"
    assert [each.fields["title"] for each in records(text)] == ["Flood", "Rain", "Long", "Next"]
    assert [each.line for each in records(text)] == [2, 4, 5, 6]
    assert csv.field_size_limit() == limit


@pytest.mark.parametrize("size", [1, 200_000])
def test_a_quote_that_is_never_closed_costs_one_row(size: int) -> None:
    row = "https://news.example/3,Next,,Unread,1714636803,[]\n"
    text = INSTAPAPER + f'https://news.example/9,"Open {"a" * size},,Unread,1,[]\n' + row
    found = outcomes(text)
    assert [type(each) for each in found] == [Record, Record, BadRecord, Record]
    assert [each.line for each in found] == [2, 4, 5, 6]


def test_many_values_that_are_far_too_long_end_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_FIELD_CHARS", csv.field_size_limit())
    rows = f'a,"{"x" * csv.field_size_limit()}\n' * 12
    with pytest.raises(ReadError, match="one of many values"):
        outcomes(POCKET + rows)


def test_a_table_without_a_column_that_is_needed_cannot_be_read() -> None:
    export = export_of("a.csv", POCKET.encode())
    assert export is not None
    with pytest.raises(ReadError, match="has no column 'timeadded'"):
        list(export.records(POCKET.replace("time_added", "when").encode()))


def test_an_address_without_scheme_is_told() -> None:
    text = POCKET + "Sun,news.example/3,1,1,,unread\n"
    bad = outcomes(text)[-1]
    assert isinstance(bad, BadRecord)
    assert bad.what == "has an address without http:// or https://: 'news.example/3'."


def test_a_table_in_another_encoding_is_read() -> None:
    text = POCKET.replace("Rain, sun", "Überschwemmung")
    assert records(text.encode("cp1252"))[1].fields["title"] == "Überschwemmung"
    assert records(text.encode("utf-16"))[1].fields["title"] == "Überschwemmung"


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_other_systems_are_read(end: str) -> None:
    text = POCKET.replace("\n", end).encode()
    assert [each.line for each in records(text)] == [2, 3]


@given(st.sampled_from(sorted(ALL)), st.data())
@settings(max_examples=80, deadline=None)
def test_mutated_tables_raise_nothing_but_read_errors(name: str, data: st.DataObject) -> None:
    export = export_of("a.csv", ALL[name].encode())
    assert export is not None
    text = ALL[name].encode()
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 20))
        text = text[:at] + data.draw(st.binary(max_size=6)) + text[at + cut :]
    try:
        for each in export.records(text):
            assert isinstance(each, Record | BadRecord | PassedOver)
    except ReadError:
        pass
