"""What is read at most, as it is promised."""

from __future__ import annotations

from kg.read import limits


def test_limits_are_as_documented() -> None:
    assert {name: value for name, value in vars(limits).items() if name.startswith("MAX_")} == {
        "MAX_FILE_BYTES": 16_777_216,
        "MAX_LIST_BYTES": 268_435_456,
        "MAX_FRONT_MATTER_BYTES": 2_097_152,
        "MAX_VALUES": 100_000,
        "MAX_ENTRIES": 10_000,
        "MAX_NESTING": 400,
        "MAX_MERGED_PAIRS": 10_000,
        "MAX_MERGE_DEPTH": 100,
        "MAX_NUMBER_KEYS": 1_000,
        "MAX_INTEGER_DIGITS": 1_000,
        "MAX_URL_CHARS": 16_384,
        "MAX_PROBLEMS": 100,
    }


def test_the_help_tells_the_limits() -> None:
    assert limits.limits() == (
        "Limits: files of 16 MiB (256 MiB for lists, feeds and exports), "
        "front matter of 2 MiB with 100,000 values, "
        "10,000 entries of related, collections nested 400 deep, "
        "10,000 values copied by merge keys (nested 100 deep), "
        "1,000 numbers as keys of one mapping, numbers of 1,000 digits, "
        "URLs of 16,384 characters. Anything beyond is reported and left out. "
        "At most 100 problems are reported for one post."
    )
