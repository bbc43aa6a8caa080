from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model.dates import MAX_CHARS, parse_date, to_instant

READ = [
    ("2018-11-20 16:33 +0100", "2018-11-20T15:33:00Z"),
    ("2024-01-01 00:00:00 -5", "2024-01-01T05:00:00Z"),
    ("2024-01-01T00:00:00-05", "2024-01-01T05:00:00Z"),
    ("2024-01-01 00:00:00 Z", "2024-01-01T00:00:00Z"),
    ("2024-01-01t00:00:00z", "2024-01-01T00:00:00Z"),
    ("2023-8-8", "2023-08-08T00:00:00Z"),
    ("2011-11-28 8:32:24 -0400", "2011-11-28T12:32:24Z"),
    ("2015-09-09 11:10:32 UTC", "2015-09-09T11:10:32Z"),
    ("20230808", "2023-08-08T00:00:00Z"),
    (20230808, "2023-08-08T00:00:00Z"),
    ("20230808T143900Z", "2023-08-08T14:39:00Z"),
    ("2023-12-31T24:00:00Z", "2024-01-01T00:00:00Z"),
    ("2024-05", "2024-05-01T00:00:00Z"),
    ("2024/05/01", "2024-05-01T00:00:00Z"),
    ("2024-05-01T09:30:00.1234567+05:45", "2024-05-01T03:45:00.123456Z"),
    ("Sat, 02 Sep 2006 10:00:00 GMT", "2006-09-02T10:00:00Z"),
    ("02 Sep 06 10:00 EST", "2006-09-02T15:00:00Z"),
    ("02 Sep 76 10:00 PDT", "1976-09-02T17:00:00Z"),
    ("Sat, 02 Sep 2006 10:00:00 CET", "2006-09-02T00:00:00Z"),  # of unknown zones the day alone
    ("Aug 8, 2023", "2023-08-08T00:00:00Z"),
    ("Aug. 8 2023", "2023-08-08T00:00:00Z"),
    ("August 8th, 2023", "2023-08-08T00:00:00Z"),
    ("8 August 2023", "2023-08-08T00:00:00Z"),
    ("Tuesday, 8 August 2023", "2023-08-08T00:00:00Z"),
    ("1-May-2024", "2024-05-01T00:00:00Z"),
    ("May 2024", "2024-05-01T00:00:00Z"),
    ("May 1, 2024, 10:30 PM", "2024-05-01T22:30:00Z"),
    ("May 1, 2024 at 12:30 a.m.", "2024-05-01T00:30:00Z"),
    ("May 1, 2024 12:00 PM", "2024-05-01T12:00:00Z"),
    ("1691505540", "2023-08-08T14:39:00Z"),
    ("999999999", "2001-09-09T01:46:39Z"),
    (1691505540123, "2023-08-08T14:39:00.123Z"),
]


@pytest.mark.parametrize(("written", "instant"), READ)
def test_a_date_is_read_as_people_write_it(written: Any, instant: str) -> None:
    assert to_instant(written) == instant


@pytest.mark.parametrize(
    ("zone", "hour"),
    [("UT", 12), ("UTC", 12), ("GMT", 12), ("Z", 12), ("EST", 17), ("EDT", 16), ("CST", 18),
     ("CDT", 17), ("MST", 19), ("MDT", 18), ("PST", 20), ("PDT", 19)],
)  # fmt: skip
def test_the_zones_of_rfc_822_are_known(zone: str, hour: int) -> None:
    assert to_instant(f"02 Sep 2006 12:00 {zone}") == f"2006-09-02T{hour}:00:00Z"


def test_a_date_of_sixty_characters_is_read_and_a_longer_one_is_not() -> None:
    assert MAX_CHARS == 60
    spaces = " " * (60 - len("2024-05-0110:00"))
    assert to_instant(f"2024-05-01{spaces}10:00") == "2024-05-01T10:00:00Z"
    with pytest.raises(ValueError, match="not an unambiguous date"):
        to_instant(f"2024-05-01{spaces} 10:00")


@pytest.mark.parametrize(
    "written",
    [
        "05/01/2024", "12/2022", "01.05.2024", "1 May 24", "2023-W32", "2023-W32-2", "2023", 2023,
        "10:00", "14:39 2023-08-08", "2024-13", "2024-02-30", "2023-08-08T25:00",
        "2023-08-08T24:00:01Z", "2023-08-08 10:00 +2500", "2023-08-08 10:00 +05:70",
        "9999-12-31T24:00", "May 1, 2024 13:00 PM", "Mai 1, 2024", "Foo 1, 2024", "0000-01-01",
        "12345678901", "123", True, 5.5, "٢٠٢٣-٠٨-٠٨", "2024-05/01", "Sat", "yesterday", "",
        "2024-05-01" + " " * MAX_CHARS + "10:00",
    ],
)  # fmt: skip
def test_what_has_two_readings_or_none_is_refused(written: Any) -> None:
    with pytest.raises((ValueError, OverflowError)):
        to_instant(written)


@given(st.datetimes() | st.datetimes(timezones=st.timezones()))
def test_what_python_writes_is_read_as_it_was(value: Any) -> None:
    try:
        instant = to_instant(value)
    except OverflowError:
        return
    assert to_instant(instant) == instant
    assert to_instant(value.isoformat()) == instant


@given(st.text(alphabet="0123456789-/:.,+TZtzUTCMayAugPmam \t", max_size=40))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    try:
        parse_date(text)
    except (ValueError, OverflowError):
        return
