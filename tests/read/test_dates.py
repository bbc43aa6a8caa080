from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.read.dates import (
    ADD_MONTH,
    MAX_CHARS,
    NO_ZONE,
    WRITE_ISO,
    YEAR_FIRST,
    BadDate,
    Date,
    date_in_filename,
    read_date,
    read_year_and_month,
    split_outlet_and_date,
)

INSTANTS = [
    ("2023-08-08T14:39:00Z", "2023-08-08T14:39:00Z"),
    ("2023-08-08 14:39:00Z", "2023-08-08T14:39:00Z"),
    ("2023-08-08T14:39:00z", "2023-08-08T14:39:00Z"),
    ("2023-08-08T14:39:00+02:00", "2023-08-08T12:39:00Z"),
    ("2023-08-08T14:39:00+0200", "2023-08-08T12:39:00Z"),
    ("2023-08-08T14:39:00.120Z", "2023-08-08T14:39:00.12Z"),
    ("2023-08-08T14:39:00+02:00[Europe/Berlin]", "2023-08-08T12:39:00Z"),
    ("2011-11-28 8:32:24 -0400", "2011-11-28T12:32:24Z"),
    ("2015-09-09 11:10:32 UTC", "2015-09-09T11:10:32Z"),
    ("2018-11-20 16:33 +0100", "2018-11-20T15:33:00Z"),
    ("2018-11-20 16:33 GMT+1", "2018-11-20T15:33:00Z"),
    ("2018-11-20 Tue 16:33 Z", "2018-11-20T16:33:00Z"),
    ("20230808T143900Z", "2023-08-08T14:39:00Z"),
    ("2023-12-31T24:00:00Z", "2024-01-01T00:00:00Z"),
    ("Sat, 02 Sep 2006 10:00:00 GMT", "2006-09-02T10:00:00Z"),
    ("Sat, 02 Sep 2006 10:00:00 +0200 (CEST)", "2006-09-02T08:00:00Z"),
    ("02 Sep 76 10:00 PDT", "1976-09-02T17:00:00Z"),
    ("Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37Z"),
    ("Sun Nov  6 08:49:37 UTC 1994", "1994-11-06T08:49:37Z"),
    ("Wed Oct 10 20:19:24 +0000 2018", "2018-10-10T20:19:24Z"),
    ("Tue Aug 08 2023 14:39:00 GMT+0200 (Central European Summer Time)", "2023-08-08T12:39:00Z"),
    ("May 1, 2024 at 2 PM EST", "2024-05-01T19:00:00Z"),
    ("1691505540", "2023-08-08T14:39:00Z"),
    ("999999999", "2001-09-09T01:46:39Z"),
    ("1691505540.5", "2023-08-08T14:39:00.5Z"),
    ("1691505540.0", "2023-08-08T14:39:00Z"),
    (1691505540, "2023-08-08T14:39:00Z"),
    (1691505540.0, "2023-08-08T14:39:00Z"),
    (1691505540.25, "2023-08-08T14:39:00.25Z"),
    (1691505540123, "2023-08-08T14:39:00.123Z"),
    ("1691505540123", "2023-08-08T14:39:00.123Z"),
    (datetime(2024, 5, 1, 9, 30, tzinfo=UTC), "2024-05-01T09:30:00Z"),
    (datetime(2024, 5, 1, 9, 30, tzinfo=timezone(timedelta(hours=2))), "2024-05-01T07:30:00Z"),
]
WITHOUT_ZONE = [
    ("2023-08-08T14:39:00", "2023-08-08T14:39:00Z"),
    ("2023-08-08 14:39", "2023-08-08T14:39:00Z"),
    ("2023-08-08, 14:39", "2023-08-08T14:39:00Z"),
    ("2013/7/13 20:46:25", "2013-07-13T20:46:25Z"),
    ("May 1, 2024, 10:30 PM", "2024-05-01T22:30:00Z"),
    ("May 1, 2024, 10:30\u202fAM", "2024-05-01T10:30:00Z"),
    ("May 1, 2024 at 12:30 a.m.", "2024-05-01T00:30:00Z"),
    ("Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37Z"),
    (datetime(2024, 5, 1, 9, 30), "2024-05-01T09:30:00Z"),
]
DAYS = [
    "2024-05-01", "2024-5-1", "20240501", 20240501, 20240501.0, "20240501.0", "2024/05/01",
    "2024.05.01", date(2024, 5, 1), "May 1, 2024", "May 1 2024", "May 1,2024", "May. 1, 2024",
    "may 1st, 2024", "[[May 1st, 2024]]", "[[2024-05-01|yesterday]]", ["2024-05-01"],
    "1 May 2024", "1. May 2024", "1st of May 2024", "1 May, 2024", "1-May-2024", "01-MAY-2024",
    "Wednesday, 1 May 2024", "Wed, 1 May 2024", "Wednesday, May 1, 2024", "2024 May 1",
    "2024-May-01", "2024-05-01 Wed", " 2024-05-01\n", "2024\u201105\u201101", "\u200e2024-05-01",
    "May\u00a01,\u00a02024",
]  # fmt: skip
MONTHS = ["2024-05", "2024-5", "2024/05", "May 2024", "may, 2024", "May-2024", "2024 May"]
REFUSED = [
    "05/01/2024", "5/1/24", "12/2022", "01.05.2024", "01-05-2024", "2023-W32", "2023-W32-2", "2023",
    2023, 2023.0, "1 May 24", "10:00", "14:39 2023-08-08", "2024-13", "2024-02-30", "2023-02-29",
    "2023-08-08T25:00", "2023-08-08T24:00:01Z", "2023-08-08 10:00 +2500", "2023-08-08 10:00 +05:70",
    "2023-08-08T10:00:00+05:70", "9999-12-31T24:00", "0001-01-01T00:00:00+01:00", "0000-01-01",
    "May 1, 2024 13:00 PM", "May 1, 2024 10", "2024-05-01 10", "Mai 1, 2024", "1 Foo 2024",
    "12345678901", "123", "12345678", "99999999", 0, -1, -1691505540, 10**13, 5.5,
    float("nan"), float("inf"), float("-inf"), True, False, "true", "Sat", "yesterday", "May 1",
    "December 14", "spring 2024", "2024-05/01", "2024–05", "2024.05", "٢٠٢٣-٠٨-٠٨",
    "２０２４-05-01",
    "2024-05-01\x00", "2024-05-01 to 2024-05-03", "2024-123", "20240501.5", "2024-05-01T",
    "202405011000", "20240501100000", "[[]]", "[[2024-05-01",
    "2024-05-01" + " " * MAX_CHARS + "1:00",
    time(9, 30), ["2024-05-01", "2024-05-02"], [["2024-05-01"]], {"a": 1}, b"2024-05-01", object(),
]  # fmt: skip


@pytest.mark.parametrize(("written", "instant"), INSTANTS)
def test_a_time_with_a_zone_is_an_instant(written: Any, instant: str) -> None:
    assert read_date(written) == Date(instant)


@pytest.mark.parametrize(("written", "instant"), WITHOUT_ZONE)
def test_a_time_without_a_zone_is_in_utc_and_says_so(written: Any, instant: str) -> None:
    assert read_date(written) == Date(instant, "", NO_ZONE)


@pytest.mark.parametrize("written", DAYS)
def test_a_day_is_its_first_instant(written: Any) -> None:
    assert read_date(written) == Date("2024-05-01T00:00:00Z", "day")


@pytest.mark.parametrize("written", MONTHS)
def test_a_month_is_its_first_instant(written: Any) -> None:
    assert read_date(written) == Date("2024-05-01T00:00:00Z", "month")


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("Sat, 02 Sep 2006 23:00:00 CET", "CET"),
        ("2006-09-02 23:00 BST", "BST"),
        ("2006-09-02 23:00 Europe/Berlin", "Europe/Berlin"),
        ("2006-09-02 23:00 (Local Time)", "Local Time"),
        ("September 2, 2006 11:00 PM ET", "ET"),
    ],
)
def test_of_a_zone_with_a_name_of_its_own_the_day_alone_is_read(written: str, zone: str) -> None:
    note = f"has the time zone {zone}, which is not known: only the day is taken"
    assert read_date(written) == Date("2006-09-02T00:00:00Z", "day", note)


@pytest.mark.parametrize(
    ("zone", "hour"),
    [("UT", 12), ("UTC", 12), ("GMT", 12), ("Z", 12), ("EST", 17), ("EDT", 16), ("CST", 18),
     ("CDT", 17), ("MST", 19), ("MDT", 18), ("PST", 20), ("PDT", 19)],
)  # fmt: skip
def test_the_zones_of_rfc_822_are_known(zone: str, hour: int) -> None:
    assert read_date(f"02 Sep 2006 12:00 {zone}") == Date(f"2006-09-02T{hour}:00:00Z")


MONTH_NAMES = """January February March April May June
July August September October November December""".split()


@pytest.mark.parametrize(("number", "name"), list(enumerate(MONTH_NAMES, 1)))
def test_months_have_their_english_names_in_full_or_short(number: int, name: str) -> None:
    for form in (name, name.upper(), name[:3], f"{name[:3]}."):
        assert read_date(f"3 {form} 2024") == Date(f"2024-{number:02}-03T00:00:00Z", "day")


@pytest.mark.parametrize("written", REFUSED)
def test_what_has_two_readings_or_none_is_refused(written: Any) -> None:
    bad = read_date(written)
    assert isinstance(bad, BadDate)
    assert bad.what.startswith("is ")
    assert bad.what.endswith(", not a date.")
    assert len(bad.what) < 80


@pytest.mark.parametrize("written", [None, "", " \n", [], {}, ()])
def test_an_empty_value_is_no_date_and_no_mistake(written: Any) -> None:
    assert read_date(written) is None


@pytest.mark.parametrize(
    ("written", "what", "mend"),
    [
        ("May 1st", "is 'May 1st', not a date.", WRITE_ISO),
        ("05/01/2024", "is '05/01/2024', not a date.", YEAR_FIRST),
        ("12/2022", "is '12/2022', not a date.", YEAR_FIRST),
        (2024, "is 2024, not a date.", ADD_MONTH),
        (True, "is true or false, not a date.", WRITE_ISO),
        ({"a": 1}, "is a mapping, not a date.", WRITE_ISO),
        ("https://jane:secret@a.example", "is an address or a path, not a date.", WRITE_ISO),
        ("x" * 99, f"is '{'x' * 37}...', not a date.", WRITE_ISO),
        (10**50, "is a number, not a date.", WRITE_ISO),
    ],
)
def test_a_message_says_what_is_there_and_what_to_write(written: Any, what: str, mend: str) -> None:
    assert read_date(written) == BadDate(what, mend)


# ---- as it was read before ------------------------------------------------------------------

_number = st.integers(0, 99).map(str) | st.integers(0, 99).map("{:02}".format)
_year = st.integers(1, 9999).map("{:04}".format) | st.sampled_from(["2024", "24", "1999"])
_month_name = st.sampled_from("Jan february MAY Sept september Dec. Foo".split())
_clock = st.builds(
    "{}{}:{}{}{}{}".format,
    st.sampled_from(["T", "t", " ", "  ", ", ", " at ", ", at "]),
    st.integers(0, 25).map(str) | st.integers(0, 25).map("{:02}".format),
    st.integers(0, 61).map("{:02}".format),
    st.sampled_from(["", ":00", ":59", ":60", ":01.5", ":01,1234567", ":1"]),
    st.sampled_from(["", " AM", "pm", " p.m.", " a.m"]),
    st.sampled_from(["", "Z", " z", " GMT", "+02:00", "-0530", " +5", "+05:70", " EST", " CET",
                     "+01:00:30", " +2500"]),
)  # fmt: skip
_dates = st.one_of(
    st.builds("{}{}{}{}{}".format, _year, st.sampled_from("-/"), _number,
              st.sampled_from("-/"), _number),
    st.builds("{}-{}".format, _year, _number),
    st.builds("{}{} {}{} {}".format, st.sampled_from(["", "Sat, ", "tuesday "]), _month_name,
              _number, st.sampled_from(["", ",", "th", "st,"]), _year),
    st.builds("{}{}{}{}{}{}".format, st.sampled_from(["", "Sat, ", "Thurs. "]), _number,
              st.sampled_from([" ", "-"]), _month_name, st.sampled_from([" ", "-", ", "]), _year),
    st.builds("{} {}".format, _month_name, _year),
    st.integers(0, 10**14).map(str),
    st.builds("{}{}{}T{}{}Z".format, _year, _number, _number, _number, _number),
)  # fmt: skip
WRITTEN = st.builds("{}{}".format, _dates, st.just("") | _clock)
ANYTHING = st.text(alphabet="0123456789-/:.,+TZtzUTCMayAugPmam \t", max_size=40)


@given(st.datetimes() | st.datetimes(timezones=st.timezones()))
def test_what_python_writes_is_read_as_it_was(value: datetime) -> None:
    found = read_date(value)
    if isinstance(found, Date):
        for written in (str(value), value.isoformat()):
            again = read_date(written)
            assert isinstance(again, Date)
            assert again.instant == found.instant


@given(WRITTEN)
def test_an_instant_that_was_read_is_read_again_as_it_is(value: str) -> None:
    found = read_date(value)
    if isinstance(found, Date):
        assert read_date(found.instant) == Date(found.instant)


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text()
        | st.binary()
        | ANYTHING,
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    )
)
def test_no_value_does_more_than_be_refused(value: Any) -> None:
    assert read_date(value) is None or isinstance(read_date(value), (Date, BadDate))
    assert read_year_and_month(value, value) is None
    if isinstance(value, str):
        date_in_filename(value)
        split_outlet_and_date(value)


def test_a_value_of_any_length_is_refused_at_once() -> None:
    for text in ("1" * 10_000_000, "2024-05-01" * 1_000_000, " " * 10_000_000 + "x"):
        assert isinstance(read_date(text), BadDate)
        assert split_outlet_and_date(text) is None
    assert isinstance(read_date(10**5000), BadDate)


# ---- a year and a month ---------------------------------------------------------------------


@pytest.mark.parametrize("year", [2015, "2015", 2015.0, " 2015 "])
@pytest.mark.parametrize("month", [2, "2", "02", "Feb", "feb.", "February", 2.0])
def test_a_year_and_a_month_are_a_month(year: Any, month: Any) -> None:
    assert read_year_and_month(year, month) == Date("2015-02-01T00:00:00Z", "month")


@pytest.mark.parametrize(
    ("year", "month"),
    [(2015, None), (None, 2), (2015, 0), (2015, 13), (2015, "Feb/Mar"), (15, 2), ("15", 2),
     (2015, True), (True, 2), (20155, 2), (2015, "spring"), ([2015], 2), (2015.5, 2), (2015, "")],
)  # fmt: skip
def test_a_year_or_a_month_of_another_kind_is_none(year: Any, month: Any) -> None:
    assert read_year_and_month(year, month) is None


# ---- names of files -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("2024-05-01-title.md", "title.md"),
        ("2024-05-01-title", "title"),
        ("2024-5-1-title.md", "title.md"),
        ("2024-05-01 title.md", "title.md"),
        ("2024-05-01 - A title.md", "A title.md"),
        ("2024-05-01_title.md", "title.md"),
        ("20240501-title.md", "title.md"),
        ("20240501.md", ".md"),
        ("2024-05-01.md", ".md"),
        ("2024-05-01", ""),
        ("2024-05-01-2", "2"),
        ("2024-05-01-Node.js 22.md", "Node.js 22.md"),
    ],
)
def test_the_name_of_a_file_can_begin_with_a_day(name: str, rest: str) -> None:
    assert date_in_filename(name) == (Date("2024-05-01T00:00:00Z", "day"), rest)


@pytest.mark.parametrize(
    "name",
    [
        "title.md", "2024-05-title.md", "2024-title.md", "2024-02-30-title.md", "2024-13-01-a.md",
        "2024-05-01title.md", "20240501title.md", "202405011030-title.md", "20240501103000.md",
        "01-05-2024-title.md", "24-05-01-title.md", "12345678-title.md", "10101010-title.md",
        "1691505540-title.md", "title-2024-05-01.md", "2024-05-011-a.md", "2024-0501-a.md", "",
        "٢٠٢٤-٠٥-٠١-title.md", " 2024-05-01.md",
    ],
)  # fmt: skip
def test_a_name_without_a_whole_day_in_front_has_no_date(name: str) -> None:
    assert date_in_filename(name) is None


# ---- outlet and date ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "outlet", "instant", "precision"),
    [
        ("The Example, August 25, 2025", "The Example", "2025-08-25", "day"),
        ("The Example, August 25, 2025.", "The Example", "2025-08-25", "day"),
        ("The Example, 25 August 2025", "The Example", "2025-08-25", "day"),
        ("The Example, Monday, August 25, 2025", "The Example", "2025-08-25", "day"),
        ("The Example, Aug 2025", "The Example", "2025-08-01", "month"),
        ("The Example (August 25, 2025)", "The Example", "2025-08-25", "day"),
        ("The Example - August 25, 2025", "The Example", "2025-08-25", "day"),
        ("The Example – 2025-08-25", "The Example", "2025-08-25", "day"),
        ("The Example | 2025-08-25", "The Example", "2025-08-25", "day"),
        ("The Example: 2025-08-25", "The Example", "2025-08-25", "day"),
        ("Washington, D.C., August 25, 2025", "Washington, D.C.", "2025-08-25", "day"),
        ("Area 51, May 2, 2024", "Area 51", "2024-05-02", "day"),
        ("读卖新闻, 2025-08-25", "读卖新闻", "2025-08-25", "day"),
        ("a, " * 500 + "b, May 2, 2024", ("a, " * 500 + "b"), "2024-05-02", "day"),
    ],
)
def test_an_outlet_and_a_date_stand_side_by_side(
    text: str, outlet: str, instant: str, precision: Any
) -> None:
    assert split_outlet_and_date(text) == (outlet, Date(f"{instant}T00:00:00Z", precision))


@pytest.mark.parametrize(
    "text",
    [
        "The Example", "The Example, 2025", "August 25, 2025", "Monday, August 25, 2025",
        "2025-08-25", "The Example 2025-08-25", "The Example, 08/25/2025", "The Example, 20250825",
        "The Example, 1691505540", "The Example, August 32, 2025", ", August 25, 2025", "", ",;|",
        "51, August 25, 2025", "Example (August 25, 2025", "May 1, 2024, 10:30 AM",
        "https://example.org/2024/05/01",
    ],
)  # fmt: skip
def test_a_text_without_either_is_not_divided(text: str) -> None:
    assert split_outlet_and_date(text) is None
