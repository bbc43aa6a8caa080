"""Exports in JSON: lists that are read one element after the other, and whole documents."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import accumulate
from typing import Any, Final

from kg.read.errors import ReadError
from kg.read.exports.text import clean, codec_of, plain_excerpt, plain_title, without_mark
from kg.read.limits import MAX_INTEGER_DIGITS, MAX_NESTING

_CHUNK: Final = 2**16
_BUT_BRACKETS: Final = bytes(set(range(256)) - set(b'"[]{}'))
_STRING = re.compile(rb'"[^"]*(?:"|\Z)')
_SPACE = re.compile(r"[ \t\n\r]*")
_COMMA = re.compile(r"[ \t\n\r]*,[ \t\n\r]*")
_KEY = re.compile(rb'"([\w-]{1,40})"\s*:')
_STEPS: Final = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= MAX_INTEGER_DIGITS else digits[:MAX_INTEGER_DIGITS]


_DECODER: Final = json.JSONDecoder(parse_int=_integer, strict=False)


def keys_in(head: bytes) -> frozenset[str]:
    """
    Return the keys that stand in the first bytes of a file, at whatever depth.

    >>> sorted(keys_in(b'[{"href": "https://news.example/1", "time": "2024'))
    ['href', 'time']
    """
    return frozenset(key.decode("ascii", "replace") for key in _KEY.findall(head))


def elements(data: bytes) -> Iterator[tuple[int, int, Any]]:
    r"""
    Yield number, line and value of each element of a file that is a list.

    Raises ReadError where the list cannot be read on.

    >>> list(elements(b'[{"a": 1},\n {"a": 2}]'))
    [(1, 1, {'a': 1}), (2, 2, {'a': 2})]
    """
    text = _checked(data)
    position = _after_space(text, 0)
    if text[position : position + 1] != "[":
        raise ReadError(1, "is no list.", "Export the file again.")
    position = _after_space(text, position + 1)
    line, counted, number = 1, 0, 0
    while text[position : position + 1] != "]":
        line += text.count("\n", counted, position)
        counted = position
        value, position = _value(text, position, line)
        number += 1
        yield number, line, value
        comma = _COMMA.match(text, position)
        if comma is not None:
            position = comma.end()
            continue
        position = _after_space(text, position)
        if text[position : position + 1] != "]":
            line += text.count("\n", counted, position)
            raise ReadError(line, "a comma or ']' is missing.", "Add it.")


def document(data: bytes) -> Any:
    """
    Return what a file holds; raise ReadError if it is no JSON.

    >>> document(b'{"bookmarks": []}')
    {'bookmarks': []}
    """
    text = _checked(data)
    value, end = _value(text, _after_space(text, 0), 1)
    if _after_space(text, end) < len(text):
        line = text.count("\n", 0, end) + 1
        raise ReadError(line, "something follows the end of the JSON.", "Delete it.")
    return value


def _after_space(text: str, position: int) -> int:
    space = _SPACE.match(text, position)
    return space.end() if space is not None else position


def _value(text: str, position: int, line: int) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(text, position)
    except json.JSONDecodeError as error:
        what = f"is no JSON: {error.msg[:1].lower()}{error.msg[1:]}."
        raise ReadError(error.lineno, what, "Mend it, or export the file again.") from None
    except (RecursionError, ValueError):
        raise ReadError(line, "cannot be read as JSON.", "Export the file again.") from None


def _checked(data: bytes) -> str:
    data = without_mark(data)
    place = too_deep_at(data)
    if place is not None:
        what = f"has more than {MAX_NESTING} brackets inside each other."
        raise ReadError(data.count(b"\n", 0, place) + 1, what, "Export the file again.")
    return data.decode(codec_of(data), "replace")


def too_deep_at(data: bytes) -> int | None:
    """
    Return about where brackets are nested deeper than kg reads; None if they are not.

    >>> too_deep_at(b'[{"a": "[[[["}]')
    """
    depth = 0
    in_string = False
    start = 0
    while start < len(data):
        end = min(start + _CHUNK, len(data))
        while end < len(data) and data[end - 1] == ord("\\"):
            end += 1
        # Escaped characters go first, so that each quote left is the end of a string.
        chunk = data[start:end].replace(b"\\\\", b"").replace(b'\\"', b"")
        chunk = (b'"' if in_string else b"") + chunk.translate(None, _BUT_BRACKETS)
        in_string = chunk.count(b'"') % 2 == 1
        steps = [_STEPS[byte] for byte in _STRING.sub(b"", chunk)]
        if steps:
            if max(accumulate(steps, initial=depth)) > MAX_NESTING:
                return start
            depth += sum(steps)
        start = end
    return None


def text_of(value: Any) -> str:
    """
    Return a value as text: of a mapping its name, and nothing for what is neither text nor number.

    >>> text_of(" Rain "), text_of(5), text_of({"name": "Floods"}), text_of([1])
    ('Rain', '5', 'Floods', '')
    """
    if isinstance(value, dict):
        value = value.get("name", value.get("label"))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return clean(value) if isinstance(value, str) else ""


def title_of(value: Any) -> str:
    """Return a value as a headline."""
    return plain_title(value) if isinstance(value, str) else ""


def excerpt_of(value: Any) -> str:
    """Return a value as an excerpt."""
    return plain_excerpt(value) if isinstance(value, str) else ""


def texts_of(value: Any) -> list[str]:
    """
    Return the texts of a list, or of a text alone.

    >>> texts_of(["a", {"name": "b"}, None, ""]), texts_of("a")
    (['a', 'b'], ['a'])
    """
    values = value if isinstance(value, list) else [value]
    return [text for each in values if (text := text_of(each))]
