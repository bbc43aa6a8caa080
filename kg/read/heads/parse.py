"""What a head says."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from kg.read.errors import ReadError
from kg.read.heads.brackets import brackets
from kg.read.heads.head import Head
from kg.read.heads.lines import find_lines, values_of
from kg.read.heads.pages import page_fields
from kg.read.limits import MAX_INTEGER_DIGITS, MAX_NESTING, MAX_VALUES

MAX_KEY_PARTS = 40
"""Parts of a dotted key. tomllib takes time that is quadratic in them."""

_TOML_TOKEN = re.compile(r"\"\"\"|'''|[\"'#\n=,\[\]{}.]")
_TOML_ENDS = {
    '"""': re.compile(r'[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""{1,3}', re.DOTALL),
    "'''": re.compile(r".*?'''{1,3}", re.DOTALL),
    '"': re.compile(r'[^"\\\n]*(?:\\.[^"\\\n]*)*"'),
    "'": re.compile(r"[^'\n]*'"),
    "#": re.compile(r"[^\n]*"),
}
MAX_BITS = MAX_INTEGER_DIGITS * 10 // 3
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_LONG_NUMBER = re.compile(rf"[0-9_]{{{MAX_INTEGER_DIGITS}}}")
_TOML_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)\Z")


def parse_head(head: Head) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    r"""
    Return the fields of a head that is not YAML, and the names that stand twice in a mapping.

    Of a name that stands twice the last value counts, except that lists of plain lines add up.
    Names keep their case; in plain lines a space in a name is `_`. Dates of TOML are `datetime`
    objects, numbers that JSON and TOML cannot hold are texts. Raises ReadError with the line in
    the file.

    >>> parse_head(Head("json", '{"title": "Rain", "title": "Sun"}', 1, "", 2))
    ({'title': 'Sun'}, ('title',))
    >>> parse_head(Head("properties", "title:: Rain\ntags:: [[a]], [[b]]\n", 1, "", 4))
    ({'title': 'Rain', 'tags': '[[a]], [[b]]'}, ())
    """
    if head.language == "toml":
        return _parse_toml(head), ()
    if head.language == "json":
        return _parse_json(head)
    if head.language == "html":
        return page_fields(head.text)
    if head.language == "yaml":
        raise ValueError("kg.read.frontmatter reads YAML")
    found = find_lines(head.text.rstrip("\n").split("\n"))
    return values_of(found.fields, found.title) if found else ({}, ())


def _parse_toml(head: Head) -> Mapping[str, Any]:
    import tomllib

    _check_toml(head)
    try:
        return _sane(tomllib.loads(head.text), head, "TOML")
    except ValueError as error:  # TOMLDecodeError, or a number of too many digits
        raise _toml_error(head, error) from None
    except RecursionError:
        raise _too_deep(head, "TOML", 0) from None


def _toml_error(head: Head, error: ValueError) -> ReadError:
    message = str(error)
    place = _TOML_LINE.search(message)
    if not place:
        long = _LONG_NUMBER.search(head.text)
        at = head.first_line + head.text.count("\n", 0, long.start() if long else 0)
        return ReadError(at, "a number has too many digits.", "Shorten it, or quote it.")
    lines = head.text.count("\n")
    line = int(place[1]) - 1 if place[1] else max(lines - 1, 0)
    what = _cut(message[: place.start()])
    return ReadError(head.first_line + line, f"the TOML cannot be read: {what}.", "Correct it.")


def _cut(message: str) -> str:
    """Return a parser's message without long values in it."""
    message = re.sub(r"\s+", " ", message).rstrip(".")
    return message if len(message) <= 80 else message[:79] + "…"


def _check_toml(head: Head) -> None:
    """Raise ReadError for TOML that is nested too deeply for tomllib."""
    text = head.text
    depth = parts = at = 0
    while token := _TOML_TOKEN.search(text, at):
        kind = token[0]
        at = token.end()
        if kind in _TOML_ENDS:
            end = _TOML_ENDS[kind].match(text, at)
            if end:
                at = end.end()
            elif len(kind) == 3:
                return  # never closed: tomllib stops there
        elif kind == ".":
            parts += 1
            if parts >= MAX_KEY_PARTS:
                raise _too_deep(head, "TOML", token.start())
        else:
            parts = 0
            depth += (kind in "[{") - (kind in "]}")
            if depth > MAX_NESTING // 2:  # two or three calls of tomllib for each
                raise _too_deep(head, "TOML", token.start())


def _too_deep(head: Head, language: str, at: int) -> ReadError:
    line = head.first_line + head.text.count("\n", 0, at)
    return ReadError(line, f"the {language} is nested too deeply.", "Nest it less.")


def _parse_json(head: Head) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    _check_json(head)
    repeated: dict[str, None] = {}

    def mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        values = dict(pairs)
        if len(values) < len(pairs):
            seen: set[str] = set()
            for name, _ in pairs:
                if name in seen:
                    repeated[name] = None
                seen.add(name)
        return values

    try:
        value = json.loads(
            _with_braces(head.text),
            object_pairs_hook=mapping,
            parse_int=_integer,
            parse_float=_float,
            parse_constant=str,
            strict=False,
        )
    except json.JSONDecodeError as error:
        line = head.first_line + error.lineno - 1
        what = f"the JSON cannot be read: {_cut(error.msg)}."
        raise ReadError(line, what, "Correct it.") from None
    except RecursionError:
        raise _too_deep(head, "JSON", 0) from None
    if not isinstance(value, dict):
        what = "the JSON front matter is no object of keys and values."
        raise ReadError(head.first_line, what, 'Write it as {"title": "Some text"}.')
    values = _sane(value, head, "JSON")
    if _SURROGATE.search(head.text):
        return _without_surrogates(values), tuple(map(_without_surrogates, repeated))
    return values, tuple(repeated)


def _with_braces(text: str) -> str:
    """Return JSON with the braces that Hexo leaves out between `;;;`; lines stay."""
    return f"{{{text}}}" if text.lstrip().startswith('"') else text


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= MAX_INTEGER_DIGITS else digits


def _float(digits: str) -> float | str:
    number = float(digits)
    return number if math.isfinite(number) else digits


def _check_json(head: Head) -> None:
    for at, depth in brackets(head.text):
        if depth > MAX_NESTING:
            raise _too_deep(head, "JSON", at)


def _sane(values: dict[str, Any], head: Head, language: str) -> dict[str, Any]:
    """
    Return a mapping in which numbers that no output can hold are texts.

    Raises ReadError if it holds too many values.
    """
    count = 0
    waiting: list[Any] = [values]
    while waiting:
        container = waiting.pop()
        for key, value in _items(container):
            count += 1
            if isinstance(value, dict | list):
                waiting.append(value)
            elif isinstance(value, float) and not math.isfinite(value):
                container[key] = str(value)
            elif isinstance(value, int) and value.bit_length() > MAX_BITS:
                container[key] = hex(value)
        if count > MAX_VALUES:
            what = f"the {language} holds more than {MAX_VALUES:,} values."
            raise ReadError(head.first_line, what, "Divide it into several posts.")
    return values


def _items(container: Any) -> Iterator[tuple[Any, Any]]:
    return iter(list(container.items()) if isinstance(container, dict) else enumerate(container))


def _without_surrogates(value: Any) -> Any:
    """Return a value in which halves of characters, which UTF-8 cannot hold, are replaced."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {
            _without_surrogates(name): _without_surrogates(each) for name, each in value.items()
        }
    return value
