"""What the commands say of small archives is what tests/golden/answers says."""

from __future__ import annotations

from pathlib import Path

import pytest
from answers import ANSWERS, differing
from refresh import GOLDEN


@pytest.mark.parametrize("name", ANSWERS)
def test_the_answer_is_the_one_that_was_reviewed(name: str, tmp_path: Path) -> None:
    expected = (GOLDEN / "answers" / f"{name}.txt").read_text(encoding="utf-8")
    assert differing(expected, ANSWERS[name](tmp_path)) == [], "if that is right: make refresh"


def test_what_differs_is_named_with_the_question() -> None:
    text = "$ kg why a\none\ntwo\n"
    assert differing(text, text) == []
    assert differing(text, text.replace("two", "three")) == ["$ kg why a", "- two", "+ three"]
    assert differing(text, f"{text}more\n") == ["$ kg why a", "+ more"]
