from __future__ import annotations

import ast

import pytest
from messages import messages, to_text
from paths import ROOT
from refresh import GOLDEN, PACKAGE


def test_the_list_of_messages_is_up_to_date() -> None:
    listed = (GOLDEN / "messages.txt").read_text(encoding="utf-8")
    assert listed == to_text(PACKAGE.rglob("*.py"), ROOT), "run: make refresh"


@pytest.mark.parametrize(
    "source",
    [
        'raise KgError("Not found. Try again.")',
        'what = "Not found. Try again."',
        'click.echo("Not found. Try again.", err=True)',
        '@click.command()\ndef check():\n    """Not found. Try again."""',
        'click.option("--out", help="Not found. Try again.")',
        'print(x if x else "Not found. Try again.")',
    ],
)
def test_a_message_is_found_wherever_it_stands(source: str) -> None:
    assert "Not found. Try again." in messages(ast.parse(source))


@pytest.mark.parametrize(
    "source",
    [
        'def check():\n    """Return what is wrong."""',
        'limit = 3\n"""Number of problems that are shown."""',
        'query = "?article schema:about ?topic"',
        'name = "title"',
    ],
)
def test_docstrings_and_code_are_no_messages(source: str) -> None:
    assert list(messages(ast.parse(source))) == []
