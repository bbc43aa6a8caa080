"""The brackets of JSON, told before a parser sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(r'["{}\[\]]')
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)


def brackets(text: str) -> Iterator[tuple[int, int]]:
    """
    Yield where each bracket outside strings is, and how deep the text is after it.

    Stops at a string that never ends.

    >>> list(brackets('{"a": ["}"]}'))
    [(0, 1), (6, 2), (10, 1), (11, 0)]
    """
    depth = at = 0
    while token := _TOKEN.search(text, at):
        at = token.end()
        if token[0] == '"':
            string = _STRING.match(text, token.start())
            if not string:
                return
            at = string.end()
        else:
            depth += 1 if token[0] in "{[" else -1
            yield token.start(), depth
