"""Text as file formats carry it: a string of TOML is read back as it was."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model.text import toml_string


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        'a "b" \\ c',
        "a\nb\tc\r",
        "\x00\x1b\x7f",
        "Übersicht 气候/ежедневно.yml",
        "\U000e0001\u200c",
    ],
)
def test_a_quoted_text_is_read_back(text: str) -> None:
    assert tomllib.loads(f"a = {toml_string(text)}")["a"] == text


def test_a_name_that_is_no_unicode_can_be_quoted() -> None:
    assert tomllib.loads("a = " + toml_string("a\udcff")) == {"a": "a\ufffd"}


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_text_is_read_back_from_one_printable_line(text: str) -> None:
    written = toml_string(text)
    assert written.isprintable()
    assert tomllib.loads(f"value = {written}\n[table]\n{written} = 1") == {
        "value": text,
        "table": {text: 1},
    }
