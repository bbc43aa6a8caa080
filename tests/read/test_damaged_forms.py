"""Damaged and hostile files of many records: nothing raises, and good records are kept."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from pace import in_pace

from kg.read.errors import Why
from kg.read.lists import json_lists, limits, reader
from kg.read.reader import Reader

sys.path.insert(0, str(Path(__file__).parents[1] / "fuzz"))
from mutate_forms import cases, check  # type: ignore[import-not-found]

GOOD = b'{"url": "https://a.example/rain", "title": "Rain"}\n'


def test_a_damaged_file_of_any_form_raises_nothing() -> None:
    for path, data in cases(seed=1, rounds=4):
        check(path, data)


def test_good_records_around_a_bad_one_are_kept() -> None:
    records = Reader().parse("a.jsonl", GOOD + b'{"url": \n' + GOOD)
    assert [bool(record.post) for record in records] == [True, False, True]


def test_a_list_of_which_too_many_records_fail_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_LOST_RECORDS", 100)
    bad = b'{"title": "Snow"}\n'
    records = Reader().parse("a.jsonl", GOOD + bad * 100 + GOOD + bad + GOOD)
    assert [at for at, record in enumerate(records) if record.post] == [0, 101]
    assert records[-1].problems[0].what == "more than 100 records cannot be read."


def test_a_table_with_thousands_of_columns_of_one_name_is_read_in_time() -> None:
    in_pace(lambda: Reader().parse("a.csv", b"url," + b"a," * 32_000 + b"z\n"))


class Counted:
    """Counts the calls of a function."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        self.calls = 0
        function = getattr(json_lists, name)

        def counting(*arguments: Any) -> Any:
            self.calls += 1
            return function(*arguments)

        monkeypatch.setattr(json_lists, name, counting)


def test_a_list_without_addresses_is_left_early_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_WITHOUT_ADDRESS", 100)
    parsed = Counted(monkeypatch, "_item")
    (record,) = Reader().parse("a.json", b"[" + b'{"a": 1},' * 1_000 + GOOD + b"]")
    mend = 'To read it, name its list below [lists] in kg.toml: "a.json" = "."'
    assert record.skipped == Why("holds no address in its first 100 records", mend)
    assert parsed.calls < 110


def test_lists_in_lists_that_hold_no_record_are_left_early_and_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reader, "MAX_WITHOUT_RECORD", 100)
    parsed = Counted(monkeypatch, "_item")
    (record,) = Reader().parse("a.json", b"[" + b"[[[1]]]," * 1_000 + GOOD + b"]")
    assert record.skipped is not None
    assert record.skipped.text == "holds no record in 100 of its items"
    assert parsed.calls < 110


def test_empty_records_behind_a_good_one_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_WITHOUT_ADDRESS", 100)
    monkeypatch.setattr(limits, "MAX_LOST_RECORDS", 50)
    parsed = Counted(monkeypatch, "_item")
    records = Reader().parse("a.json", b"[" + GOOD + b",{}" * 10_000 + b"]")
    assert [at for at, record in enumerate(records) if record.post] == [0]
    assert records[-1].problems[0].what == "more than 50 records cannot be read."
    assert parsed.calls < 160


def test_items_that_are_no_records_behind_a_good_one_are_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reader, "MAX_WITHOUT_RECORD", 100)
    records = Reader().parse("a.json", b"[" + GOOD + b",[1]" * 1_000 + b"]")
    assert records[0].post
    assert records[-1].problems[0].what == "more than 100 items are no records."


@pytest.mark.parametrize(
    ("path", "before", "again", "after"),
    [
        ("a.md", b'---\ntitle: "A\n', b"more: words\n", b"---\n"),
        ("a.yaml", b'- title: "A\n', b"  more: words\n", b""),
        ("a.md", b"---\nlink: https://a.example/1\nauthor: '", b"A B, and & ", b"'\n---\n"),
        ("a.md", b"", b"kg: a\n", b""),
        ("a.md", b"", b"key:: a\n", b""),
    ],
)
def test_what_repeats_in_a_head_is_read_in_time(
    path: str, before: bytes, again: bytes, after: bytes
) -> None:
    in_pace(lambda: Reader().parse(path, before + again * 20_000 + after))
