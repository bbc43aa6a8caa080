"""What is read at most, as it is promised."""

from __future__ import annotations

from kg.read import limits


def test_limits_are_as_documented() -> None:
    assert {name: value for name, value in vars(limits).items() if name.startswith("MAX_")} == {
        "MAX_FILE_BYTES": 16_777_216,
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
        "Limits: a file of 16 MiB, front matter of 2 MiB, 100,000 values in it, "
        "10,000 entries of related, 400 collections inside each other, "
        "10,000 values copied by merge keys (100 inside each other), "
        "1,000 numbers as keys of one mapping, numbers of 1,000 digits, "
        "addresses of 16,384 characters. What is beyond is reported and left out. "
        "Of one post's entries that cannot be understood, 100 are told."
    )
