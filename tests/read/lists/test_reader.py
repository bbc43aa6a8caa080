"""Records of each language, their lines, what is wrong with some, and hostile files."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.read.errors import ReadError
from kg.read.forms import BadRecord, Record
from kg.read.lists.limits import MAX_RECORD_BYTES
from kg.read.lists.reader import Language, ListFile, read_list

A, B = "https://a.org/rain-falls", "https://b.org/wind-blows"
VALID: dict[Language, bytes] = {
    "yaml": f"# Press\n- title: A\n  url: {A}\n  tags: [x, y]\n\n- title: B\n  url: {B}\n".encode(),
    "json": f'[\n {{"title": "A", "url": "{A}", "tags": ["x", "y"]}},\n\n\n\n'
    f' {{"title": "B",\n "url": "{B}"}}\n]'.encode(),
    "jsonl": f'\n{{"title": "A", "url": "{A}", "tags": ["x"]}}\n\n\n\n'
    f'{{"title": "B", "url": "{B}"}}\n'.encode(),
    "toml": f'\n[[press]]\ntitle = "A"\nurl = "{A}"\n\n[[press]]\ntitle = "B"\n'
    f'url = "{B}"\ndate = 2024-05-01\n'.encode(),
    "csv": f'title,url,tags\nA,{A},"x\ny"\n\n\nB,{B},\n'.encode(),
    "tsv": f"title\turl\ttags\nA\t{A}\tx\n\n\n\nB\t{B}\t\n".encode(),
}
LANGUAGES: tuple[Language, ...] = get_args(Language)
LINES = {"toml": [2, 6], "csv": [2, 6], "tsv": [2, 6]}


def read(data: bytes | str, language: Language) -> list[Record | BadRecord]:
    return list(opened(data, language).records)


def opened(data: bytes | str, language: Language) -> ListFile:
    return read_list(data if isinstance(data, bytes) else data.encode(), language)


def titles(records: list[Record | BadRecord]) -> list[Any]:
    return [each.fields.get("title") if isinstance(each, Record) else each.what for each in records]


@pytest.mark.parametrize("language", LANGUAGES)
def test_records_have_numbers_and_lines(language: Language) -> None:
    records = read(VALID[language], language)
    assert titles(records) == ["A", "B"]
    assert [record.number for record in records] == [1, 2]
    assert [record.line for record in records] == LINES.get(language, [2, 6])


@pytest.mark.parametrize("language", LANGUAGES)
def test_byte_order_marks_and_other_line_ends_are_read(language: Language) -> None:
    for end in (b"\r\n", b"\r"):
        if language == "toml" and end == b"\r":
            continue
        data = b"\xef\xbb\xbf" + VALID[language].replace(b"\n", end)
        assert titles(read(data, language)) == ["A", "B"]


@pytest.mark.parametrize("language", ["yaml", "json", "jsonl", "toml"])
def test_dates_stay_text_and_lists_stay_lists(language: Language) -> None:
    data = {
        "yaml": f"press:\n- {{title: A, url: '{A}', date: 2024-05-01, tags: [x]}}",
        "json": f'[{{"title": "A", "url": "{A}", "date": "2024-05-01", "tags": ["x"]}}]',
        "jsonl": f'{{"title": "A", "url": "{A}", "date": "2024-05-01", "tags": ["x"]}}',
        "toml": f'press = [{{title = "A", url = "{A}", date = 2024-05-01, tags = ["x"]}}]',
    }[language]
    (record,) = read(data, language)
    assert isinstance(record, Record)
    assert record.fields == {"title": "A", "url": A, "date": "2024-05-01", "tags": ["x"]}


@pytest.mark.parametrize("language", ["yaml", "json", "jsonl", "csv", "tsv", "toml"])
def test_files_in_utf_16_are_told_or_read(language: Language) -> None:
    data = VALID[language].decode().encode("utf-16")
    if language in ("csv", "tsv"):
        assert titles(read(data, language)) == ["A", "B"]
    else:
        with pytest.raises(ReadError, match="UTF"):
            read(data, language)


# ---- one bad record -------------------------------------------------------------------------

BAD: dict[Language, str] = {
    "yaml": f"- title: A\n  url: {A}\n- title: 'x\n  url: [\n- title: B\n  url: {B}\n",
    "json": f'[{{"title": "A", "url": "{A}"}},\n{{"title" "x"}},\n{{"title": "B", "url": "{B}"}}]',
    "jsonl": f'{{"title": "A", "url": "{A}"}}\n{{"title":\n{{"title": "B", "url": "{B}"}}\n',
    "toml": f'[[p]]\ntitle="A"\nurl="{A}"\n[[p]]\nx = [\n[[p]]\ntitle="B"\nurl="{B}"\n',
    "csv": f"title,url\nA,{A}\nx\nB,{B}\n",
    "tsv": f"title\turl\nA\t{A}\nx\nB\t{B}\n",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_bad_record_loses_no_other(language: Language) -> None:
    records = read(BAD[language], language)
    assert titles([each for each in records if isinstance(each, Record)]) == ["A", "B"]
    (bad,) = [each for each in records if isinstance(each, BadRecord)]
    assert 2 <= bad.line <= 6
    assert bad.what.endswith(".")
    assert bad.mend.endswith(".")


def test_a_bad_record_of_a_list_below_a_key() -> None:
    text = f"name: Lab\npress:\n  - title: A\n    url: {A}\n  - title: a: b\n"
    text += f"  - title: B\n    url: {B}\n"
    assert [getattr(each, "line", 0) for each in read(text, "yaml")] == [3, 5, 6]


def test_rows_say_how_many_values_they_lack() -> None:
    (_, short, long) = read(f"title,url,tags\nA,{A},x\nB,{B}\nC,{A},x,y,z\n", "csv")
    assert short == BadRecord(2, 3, "has 2 values for 3 columns.", "Add the missing one.")
    assert isinstance(long, BadRecord)
    assert long.what == "has 5 values for 3 columns."


@pytest.mark.parametrize("record", [{"tags": ["x"] * 100_001}, {"body": "x" * MAX_RECORD_BYTES}])
@pytest.mark.parametrize("language", ["json", "jsonl", "yaml"])
def test_records_keep_the_limits_of_posts(record: dict[str, Any], language: Language) -> None:
    lines = [json.dumps({"title": "A", "url": A}), json.dumps({"url": B, **record})]
    text = "\n".join(lines) if language == "jsonl" else f"[{lines[0]},\n{lines[1]}]"
    good, bad = read(text, language)
    assert isinstance(good, Record)
    assert isinstance(bad, BadRecord)


# ---- tables ---------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_header_tells_the_delimiter(delimiter: str) -> None:
    text = f"Title;URL;Date Added\nA;{A};2024\n".replace(";", delimiter)
    (record,) = read(text, "csv")
    assert isinstance(record, Record)
    assert record.fields == {"Title": "A", "URL": A, "Date Added": "2024"}


def test_the_first_value_of_a_repeated_column_counts() -> None:
    file = opened(f"title,url,tags,Tags\nA,{A},,x\nB,{B},y,z\n", "csv")
    rows = [each.fields for each in file.records if isinstance(each, Record)]
    assert [row["tags"] for row in rows] == ["x", "y"]


def test_a_repeated_column_is_told() -> None:
    (note,) = opened(f"title,url,tags,tags\nA,{A},,x\n", "csv").notes
    assert note.what == "the column 'tags' stands there more than once."


@pytest.mark.parametrize("text", [f"A,{A}\n", "", "\n\n", ",,,\n"])
def test_a_table_without_names_of_columns_is_told(text: str) -> None:
    with pytest.raises(ReadError, match="title,url,date"):
        read(text, "csv")


def test_empty_cells_and_rows_are_absent() -> None:
    (record,) = read(f"sep=;\n;title;url;tags;\n1;A;{A}; ;\n;;;;\n", "csv")
    assert isinstance(record, Record)
    assert record.fields == {"title": "A", "url": A}


@pytest.mark.parametrize("cell", [b"\xe9t\xe9", b"a\0b", b'"' + b"x" * 131_073 + b'"'])
def test_a_cell_that_cannot_be_read_loses_its_row_alone(cell: bytes) -> None:
    data = b"title,url\n%s,https://a.org/x-y\nB,https://b.org/wind-blows\n" % cell
    bad, good = read(data, "csv")
    assert isinstance(bad, BadRecord)
    assert titles([good]) == ["B"]


def test_quotes_that_never_close_lose_their_row_alone() -> None:
    records = read(f'url,title\n{A},A\n{B},"x\n{B},B\n', "csv")
    assert titles(records) == ["A", "the quotes opened here never close.", "B"]


# ---- JSON -----------------------------------------------------------------------------------


def test_commas_that_stand_too_much_or_lack_are_told() -> None:
    file = opened(f'[{{"title": "A", "url": "{A}"}}\n{{"title": "B", "url": "{B}"}},\n]', "json")
    assert titles(list(file.records)) == ["A", "B"]
    assert [note.line for note in file.notes] == [2, 3]


def test_numbers_of_a_million_digits_and_nan_and_halves_of_characters() -> None:
    odd = f'"n": {"1" * 10**6}, "x": NaN, "s": "\\ud83d\\ude00"'
    text = f'[{{"title": "\\ud800", "url": "{A}", {odd}}}]'
    (record,) = read(text, "json")
    assert isinstance(record, Record)
    assert record.fields["title"] == "\ufffd"
    assert record.fields["n"] == "1" * 10**6
    assert record.fields["x"] is None
    assert record.fields["s"] == "😀"


def test_json_on_each_line_is_read_whatever_the_file_is_called() -> None:
    assert titles(read(VALID["jsonl"], "json")) == ["A", "B"]


def test_lines_of_nested_records() -> None:
    text = json.dumps({"a": [{"n": "x", "p": [{"t": 1, "url": A}, {"t": 2, "url": B}]}]}, indent=1)
    records = list(read_list(text.encode(), "json", ["a[].p"]).records)
    lines = text.split("\n")
    for record in records:
        assert '"t"' in lines[record.line]


def test_a_file_that_ends_too_early_keeps_what_came_before() -> None:
    records = opened(f'[{{"title": "A", "url": "{A}"}},\n{{"title": ', "json").records
    assert titles([next(records)]) == ["A"]
    with pytest.raises(ReadError, match="never closes"):
        next(records)


# ---- YAML and TOML --------------------------------------------------------------------------


def test_anchors_merge_keys_and_several_documents() -> None:
    text = f"- &a {{title: A, url: '{A}', x: 1}}\n---\n- &b {{url: '{B}'}}\n- <<: *b\n  title: B\n"
    records = [each for each in read(text, "yaml") if isinstance(each, Record)]
    assert [(each.line, each.fields.get("url")) for each in records] == [(1, A), (3, B), (4, B)]


def test_quoted_text_may_go_on_at_the_beginning_of_a_line() -> None:
    (record,) = read(f'- url: {A}\n  title: "A\n- b"\n', "yaml")
    assert titles([record]) == ["A - b"]


def test_usual_and_unusual_items_give_the_same_values() -> None:
    item = f"- title: 12:30\n  url: {A}\n  date: 2024-05-01\n  year: 2024\n  ok: yes\n  x:\n"
    usual, unusual = read(item, "yaml"), read(item + "  y: !!str 1\n", "yaml")
    assert isinstance(usual[0], Record)
    assert isinstance(unusual[0], Record)
    assert unusual[0].fields == {**usual[0].fields, "y": "1"}
    assert usual[0].fields["date"] == "2024-05-01"
    assert usual[0].fields["title"] == "12:30"


def test_keys_that_stand_twice_are_told() -> None:
    (note,) = opened(f"- title: A\n  title: B\n  url: {A}\n", "yaml").notes
    assert note.line == 2


def test_tables_of_toml_at_any_depth() -> None:
    text = f'[[c]]\nn=1\n[[c.press]]\ntitle="A"\nurl="{A}"\n'
    text += f'[[c]]\npress=[\n{{title="B", url="{B}"}}]\n'
    file = opened(text, "toml")
    assert [each.path for each in file.lists] == ["c[].press"]
    assert [each.line for each in file.records] == [3, 8]


# ---- hostile files --------------------------------------------------------------------------

HOSTILE: list[tuple[Language, bytes]] = [
    *(("yaml", opening * 100_000) for opening in (b"[", b"{a: ", b"- ", b"? ", b"- [\n", b'"')),
    ("yaml", b"a: &a [1]\n" + b"".join(b"%c: &%c [*%c, *%c]\n" % (y, y, x, x)
     for x, y in pairwise(range(97, 123)))),
    ("yaml", b"- &a {url: 'http://a.b/c', b: *a}\n"),
    ("yaml", b"- &a {" + b",".join(b"k%d: 1" % n for n in range(1000)) + b"}\n"
     + b"- <<: *a\n" * 10_000),
    *(("json", opening * 100_000) for opening in (b"[", b'{"a":', b'["', b'[{"a" 1},', b"[,")),
    ("json", b'["' + b'\\"' * 500_000),
    *(("jsonl", opening * 100_000) for opening in (b"{", b"{\n", b"x\n", b'"\n', b"\0")),
    ("toml", b"a=" + b"[" * 100_000), ("toml", b"a." * 100_000 + b"b=1"),
    ("toml", b'a="""' + b'\\""" ' * 100_000), ("toml", b'a="' + b'\\"' * 100_000),
    ("toml", b"a=" + b"1" * 1_000_000), ("toml", b"[[a]]\nb=\n" * 20_000),
    ("csv", b"a,b\n" + b'"' * 1_000_001), ("csv", b"a,b\n" + b"," * 1_000_000),
    ("csv", b'a,b\n"' + b"x\n" * 500_000), ("csv", b"\0" * 1_000_000),
]  # fmt: skip


@pytest.mark.parametrize(("language", "data"), HOSTILE)
def test_hostile_files_end_in_records_or_a_message(language: Language, data: bytes) -> None:
    outcome(data, language)


def outcome(data: bytes, language: Language) -> str:
    try:
        for record in read(data, language):
            assert isinstance(record, (Record, BadRecord))
    except ReadError as error:
        return error.what
    return ""


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=200))
def test_any_bytes_end_in_records_or_a_message(language: Language, data: bytes) -> None:
    outcome(data, language)


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=150, deadline=None)
@given(st.data())
def test_changed_files_end_in_records_or_a_message(language: Language, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([VALID[language], BAD[language].encode()]))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 5))
        new = data.draw(st.sampled_from(b"\n \t'\"[]{},:;|-&*!<=#\\\0\xff%?.0") | st.just(45))
        text = text[:at] + bytes([new]) * data.draw(st.integers(0, 3)) + text[at + cut :]
    outcome(text, language)


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["title", "tags", "n"]), st.text(max_size=5) | st.integers(), min_size=1
        ),
        min_size=1,
        max_size=5,
    )
)
def test_json_is_read_as_it_was_written(records: list[dict[str, Any]]) -> None:
    records = [{**record, "name": "x", "url": f"{A}/{n}"} for n, record in enumerate(records)]
    for text in (json.dumps(records), json.dumps(records, indent=2), json.dumps({"a": records})):
        assert [each.fields for each in read(text, "json") if isinstance(each, Record)] == records
