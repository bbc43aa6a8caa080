"""Types of arguments beyond those of click."""

from __future__ import annotations

import os
from typing import Any

import click
from click.types import StringParamType


class Text(StringParamType):
    r"""
    Text that can be encoded as UTF-8; with `or_file` also any name of an existing file.

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
            # If the locale is not UTF-8, Python decodes foreign bytes to surrogates.
            return os.fsencode(text).decode("utf-8") if _has_surrogates(text) else text
        except UnicodeError:
            shown = text.encode("utf-8", "replace").decode()
            return self.fail(f"{shown!r} is not valid UTF-8. Write it in UTF-8.", param, ctx)


class Place(click.Path):
    """A file or folder with a name that is not empty, as from an unset variable of a script."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not os.fspath(value):
            what = "file" if self.file_okay else "folder"
            self.fail(f"The name is empty. Give the name of a {what}.", param, ctx)
        return super().convert(value, param, ctx)


def _has_surrogates(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)
