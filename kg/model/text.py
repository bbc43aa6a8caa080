"""Text as every file format can carry it."""

from __future__ import annotations

import re

# What XML 1.0 (section 2.2) cannot say, or would change, and what nobody can see.
UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")

_LINE_BREAK = re.compile("\r\n?|\x85")


def clean_text(text: str) -> str:
    r"""
    Return the text without what no file format can carry: control characters, half surrogates.

    Line breaks of every kind become `\n`; white space around the text goes.

    >>> clean_text(" one\r\ntwo\x00 ")
    'one\ntwo'
    """
    if text.isprintable():
        return text.strip()
    return UNSAYABLE.sub("", _LINE_BREAK.sub("\n", text)).strip()
