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


def toml_string(text: str) -> str:
    r"""
    Return the text as a string of TOML on one line, in which only printable characters stand.

    >>> print(toml_string('a "b"\n'))
    "a \"b\"\n"
    """
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    short = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(character)
    if short:
        return short
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:  # of a file's name that is not UTF-8; TOML has no such character
        code = 0xFFFD
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
