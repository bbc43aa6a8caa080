"""The words and limits of kg are those that tests/golden/constants.txt says."""

from __future__ import annotations

import re
from types import ModuleType

import pytest
from constants import constants, to_text
from refresh import GOLDEN

import kg


def test_the_words_and_limits_are_those_that_were_reviewed() -> None:
    listed = (GOLDEN / "constants.txt").read_text(encoding="utf-8")
    assert listed == to_text(kg), "if that is right: make refresh"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (7, "7"),
        (("a", b"b", None, True), '["a", "b", null, true]'),
        ({"b", "a"}, '["a", "b"]'),
        ({("a", 1): {"b": 2.5}}, """{"['a', 1]": {"b": 2.5}}"""),
        (["long" * 20, "words"], f'\n    "{"long" * 20}"\n    "words"'),
        ("a text alone", None),
        (re.compile("a"), None),
        (len, None),
        ((len, re.compile("a")), None),
        ((), None),
    ],
)
def test_numbers_and_what_holds_words_are_constants(
    value: object, shown: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = ModuleType("module")
    module.NAME = value  # type: ignore[attr-defined]
    monkeypatch.setattr("constants._assigned", lambda _: ["NAME", "GONE"])
    assert [*constants(module)] == ([] if shown is None else [("NAME", shown)])
