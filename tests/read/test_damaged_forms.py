"""Damaged and hostile files of many records: nothing raises, and good records are kept."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from pace import in_pace

from kg.read.lists import limits
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
