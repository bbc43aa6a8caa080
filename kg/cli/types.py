"""What arguments of the commands can be, besides what click knows."""

from __future__ import annotations

import os
from typing import Any

import click
from click.types import StringParamType


class Text(StringParamType):
    r"""
    A text that can be written as UTF-8; with `or_file` also the name of a file, whatever that is.

    >>> Text().convert("Über", None, None)
    'Über'
    """

    def __init__(self, *, or_file: bool = False) -> None:
        self.or_file = or_file

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = str(value)
        if text.isascii() or (self.or_file and os.path.exists(text)):
            return text
        try:
            # Where the locale is not UTF-8, Python hides in surrogates what it does not understand.
            return os.fsencode(text).decode("utf-8") if _has_surrogates(text) else text
        except UnicodeError:
            shown = text.encode("utf-8", "replace").decode()
            return self.fail(f"{shown!r} is not UTF-8. Write it in UTF-8.", param, ctx)


class Place(click.Path):
    """A file or folder; its name is not empty, as it is where a variable of a script is not set."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not os.fspath(value):
            what = "a file" if self.file_okay else "a folder"
            self.fail(f"The name is empty. Name {what}.", param, ctx)
        return super().convert(value, param, ctx)


def _has_surrogates(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)
