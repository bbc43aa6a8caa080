"""Damaged and hostile files of many records: nothing raises, and good records are kept."""

from __future__ import annotations

import sys
from pathlib import Path

from pace import in_pace

from kg.read.lists.limits import MAX_BAD_RECORDS
from kg.read.reader import Reader

sys.path.insert(0, str(Path(__file__).parents[1] / "fuzz"))
from mutate_forms import cases, check

GOOD = b'{"url": "https://a.example/rain", "title": "Rain"}\n'


def test_a_damaged_file_of_any_form_raises_nothing() -> None:
    for path, data in cases(seed=1, rounds=4):
        check(path, data)


def test_good_records_around_a_bad_one_are_kept() -> None:
    records = Reader().parse("a.jsonl", GOOD + b'{"url": \n' + GOOD)
    assert [bool(record.post) for record in records] == [True, False, True]


def test_a_file_with_a_good_record_for_each_bad_one_is_read_to_its_end() -> None:
    pair = GOOD + b'{"title": "Snow", "url": "no address"}\n'
    records = Reader().parse("a.jsonl", pair * (MAX_BAD_RECORDS + 10))
    assert sum(bool(record.post) for record in records) == MAX_BAD_RECORDS + 10


def test_a_list_of_which_nearly_all_records_fail_is_given_up() -> None:
    records = Reader().parse("a.jsonl", GOOD * 2 + b'{"title": "Snow"}\n' * (5 * MAX_BAD_RECORDS))
    assert len(records) < 2 * MAX_BAD_RECORDS
    assert records[-1].problems[0].what == ("nearly all of the records up to here cannot be read.")


def test_a_table_with_thousands_of_columns_of_one_name_is_read_in_time() -> None:
    in_pace(lambda: Reader().parse("a.csv", b"url," + b"a," * 32_000 + b"z\n"))
