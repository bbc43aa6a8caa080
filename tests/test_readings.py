"""What kg reads of small files is what tests/golden/readings says."""

from __future__ import annotations

import pytest
from answers import differing
from readings import READINGS
from refresh import GOLDEN


@pytest.mark.parametrize("name", READINGS)
def test_the_reading_is_the_one_that_was_reviewed(name: str) -> None:
    expected = (GOLDEN / "readings" / f"{name}.txt").read_text(encoding="utf-8")
    assert differing(expected, READINGS[name]()) == [], "if that is right: make refresh"
