from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.read import lines
from kg.read.lines import LineReader, Lines, Scalars, Unusual

PIECES = [
    "a", "b: ", "key: ", "k:", "- ", "\n", "\n  ", "\n- ", "\n    ", "'", "x'", '"', '"y"', "'z'",
    "#", ": ", ":", " ", "-", "1", "1.5", "12", "é", "\u2028", "\x85", "\ufeff", "日", "\U0001f600",
    "\t", "%", "\\", "\x7f", "~", "null", "true", "2020-01-01", "`", "{", "[", "@", "_", "/", ".",
    "\uffff", "\xa0", "]", ", ", "key: [a, 'b, c', 1]", "[", "[]",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=15).map("".join)
long_lived_reader = LineReader()


def exactly(value: Any) -> Any:
    """A form that is equal only for the same types, order and content."""
    if isinstance(value, dict):
        return [(key, exactly(item)) for key, item in value.items()]
    return [exactly(item) for item in value] if isinstance(value, list) else (type(value), value)


@settings(max_examples=2_000, deadline=None)
@given(texts)
def test_what_is_read_is_what_csafeloader_reads(text: str) -> None:
    try:
        read = LineReader().parse(text.encode())
    except Unusual:
        return
    expected = yaml.load(text, yaml.CSafeLoader) if text.strip() else {}
    assert exactly(dict(read)) == exactly(expected or {})


@settings(max_examples=500, deadline=None)
@given(texts, st.sampled_from([0, 2, 4]))
def test_texts_read_before_change_nothing(text: str, indent: int) -> None:
    def outcome(reader: LineReader) -> Any:
        try:
            return exactly(dict(reader.parse(text.encode(), indent)))
        except Unusual:
            return None

    assert outcome(long_lived_reader) == outcome(LineReader())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[]", []),
        ("[ AI , 雨 ]  ", ["AI", "雨"]),
        ("['a, b', \"c]\", d e]", ["a, b", "c]", "d e"]),
        (
            "[12, true, null, 2024-05-01, R&D, C++]",
            [12, True, None, date(2024, 5, 1), "R&D", "C++"],
        ),
    ],
)
def test_a_list_in_brackets_is_read_on_its_line(text: str, expected: list[Any]) -> None:
    read = LineReader().parse(f"tags: {text}\nother:\n  - {text}\n".encode())
    assert exactly(dict(read)) == exactly({"tags": expected, "other": [expected]})


@pytest.mark.parametrize("text", ["[a, ]", "[a: b]", "[[a]]", "[a, {b: c}]", "[-a]", "[a?]", "[a"])
def test_other_lists_in_brackets_are_left_to_the_whole_parser(text: str) -> None:
    with pytest.raises(Unusual):
        LineReader().parse(f"tags: {text}\n".encode())


def test_texts_that_differ_in_values_alone_have_one_shape() -> None:
    reader = LineReader()
    one = reader.parse(b"title: 'Rain'\ntopics:\n  - AI\nimages:\n  - url: a\n    width: 5\n")
    two = reader.parse(b'title: River\ntopics:\n  - "ML"\nimages:\n  - url: b\n    width: 7 \n')
    assert one.shape is two.shape
    assert one == {"title": "Rain", "topics": ["AI"], "images": [{"url": "a", "width": 5}]}
    assert two == {"title": "River", "topics": ["ML"], "images": [{"url": "b", "width": 7}]}


@pytest.mark.parametrize(
    "other",
    [
        "title:\nheat: 5\n",
        "title: Rain\n heat: 5\n",
        "title: Rain\nheat:\n",
        "title: Rain\nheat: \n",
        "title: Rain\n\nheat: 5\n",
        "title: Rain\nheats: 5\n",
        "title: Rain\nheat:\n  - 5\n",
    ],
)
def test_texts_that_differ_in_more_are_told_apart(other: str) -> None:
    reader = LineReader()
    usual = reader.parse(b"title: Rain\nheat: 5\n")
    try:
        read = reader.parse(other.encode())
    except Unusual:
        with pytest.raises(yaml.YAMLError):
            yaml.load(other, yaml.CSafeLoader)
        return
    assert read.shape is not usual.shape
    assert read == yaml.load(other, yaml.CSafeLoader)


def test_lines_are_a_mapping_that_can_lack_its_list_of_entries() -> None:
    read = LineReader().parse(b"title: Rain\nrelated:\nprovider:\n  name: The Times\n")
    assert (list(read), len(read), read.get("heat"), read.get("title")) == (
        ["title", "related", "provider"], 3, None, "Rain",
    )  # fmt: skip
    without = Lines(read.shape.without_related, read.values_of_lines)
    assert without == {"title": "Rain", "provider": {"name": "The Times"}}
    parts = [read.shape.tree["provider"], None, read.shape.tree["title"]]
    assert read.filled(parts) == [{"name": "The Times"}, None, "Rain"]


def test_shapes_and_scalars_are_remembered_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "_MAX_SHAPES", 10)
    monkeypatch.setattr(lines, "_MAX_SCALARS", 10)
    reader = LineReader()
    for number in range(100):
        assert reader.parse(b"k%d: v%d\n" % (number, number)) == {f"k{number}": f"v{number}"}
        assert len(reader._shapes) <= 10
        assert len(reader.scalars) <= 10
    long = b"".join(b"k%d: v\n" % number for number in range(lines._MAX_SHAPE_LINES + 1))
    assert len(reader.parse(long)) == lines._MAX_SHAPE_LINES + 1
    assert all(len(before) <= lines._MAX_SHAPE_LINES + 1 for _, before, _ in reader._shapes)
    assert reader.parse(long).shape is not reader.parse(long).shape


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2020-01-02T03:04:05Z", datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("0o7", "0o7"),
        ("010", 8),
        ("~", None),
        ("yes", True),
        ("x" * 500, "x" * 500),
    ],
)
def test_a_plain_scalar_has_the_value_that_yaml_1_1_gives_it(text: str, value: Any) -> None:
    assert Scalars()[text] == value == yaml.load(text, yaml.CSafeLoader)


def test_a_date_that_there_is_not_is_left_to_the_whole_parser() -> None:
    with pytest.raises(Unusual):
        Scalars()["2020-02-30T03:04:05Z"]


@pytest.mark.parametrize(
    ("text", "longer"),
    [
        ("a: " + "b" * 49_997, "b"),  # the whole text: half as many bytes as values are allowed
        ("a: " + "1" * 1_000, "1"),  # digits of a number
    ],
    ids=["bytes", "digits"],
)
def test_what_is_too_long_is_left_to_the_whole_parser(text: str, longer: str) -> None:
    assert len(str(LineReader().parse(text.encode())["a"])) == len(text) - 3
    with pytest.raises(Unusual):
        LineReader().parse((text + longer).encode())


@pytest.mark.parametrize(("length", "is_remembered"), [(1, True), (100, True), (101, False)])
def test_scalars_of_a_hundred_characters_are_remembered(length: int, is_remembered: bool) -> None:
    scalars = Scalars()
    assert scalars["b" * length] == "b" * length
    assert ("b" * length in scalars) is is_remembered


def test_the_value_of_a_key_that_is_missing_is_the_one_given() -> None:
    lines = LineReader().parse(b"a: b")
    assert (lines.get("a"), lines.get("c"), lines.get("c", 1)) == ("b", None, 1)
    assert (len(lines), repr(lines)) == (1, "{'a': 'b'}")
