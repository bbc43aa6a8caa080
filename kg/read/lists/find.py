"""
Find the lists of records in a value, at any depth.

A record is a mapping that states an address, in a list or in a mapping all of whose values are
mappings. What stands inside a record is part of it. A mapping without an address that holds records
is no record but what is around them: the heading of a section, or a category.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from kg.read.errors import ReadError
from kg.read.lists.limits import MAX_LIST_DEPTH
from kg.read.lists.names import NAMES, Names, is_absolute
from kg.read.lists.pieces import Piece, Steps, line_of

_PLAIN_KEY = re.compile(r"[\w -]{1,100}|\*")
_NUMBER = re.compile(r"[0-9][0-9./-]{0,20}")
_STEP = re.compile(r'\.?(?:(\[\])|("(?:[^"\\]|\\.)*")|([^.\[\]"]+))')
_MANY_KEYS = 20
"""More lists than this under one mapping are one list: their keys are data, not names."""


class Entry(NamedTuple):
    """A record, where it was found."""

    steps: Steps
    """Of its list."""
    fields: Mapping[Any, Any]
    address: str | None
    line: int


class FoundList(NamedTuple):
    """A list, and the records in it."""

    path: str
    """Such as `categories[].press`; `.` is the whole file."""
    records: tuple[Entry, ...]


def path_of(steps: Steps) -> str:
    """
    Return the path of a list as it is written in kg.toml.

    >>> path_of(("categories", None, "press")), path_of(()), path_of((None, "a.b"))
    ('categories[].press', '.', '[]."a.b"')
    """
    path = ""
    for step in steps:
        if step is None:
            path += "[]"
            continue
        key = step if _PLAIN_KEY.fullmatch(step) else json.dumps(step, ensure_ascii=False)
        path += f".{key}" if path else key
    return path or "."


def steps_of(path: str) -> Steps:
    """
    Return the steps of a path; `*` stands for any key.

    Raises ReadError if it is no path.

    >>> steps_of("categories[].press"), steps_of("."), steps_of("press[]")
    (('categories', None, 'press'), (), ('press',))
    """
    text = path.strip().removeprefix("$")
    at, steps = 0, list[str | None]()
    if text != ".":
        while at < len(text):
            step = _STEP.match(text, at)
            if not step or len(steps) > MAX_LIST_DEPTH:
                what = f"{path[:40]!r} is no path of a list."
                raise ReadError(0, what, "Write it as 'categories[].press'.")
            quoted = step[2]
            steps.append(None if step[1] else _unquoted(quoted) if quoted else step[3].strip())
            at = step.end()
    if steps and steps[-1] is None and (len(steps) == 1 or steps[-2] is not None):
        steps.pop()  # the items of a list, which is the list itself
    return tuple(steps)


def _unquoted(text: str) -> str:
    try:
        return str(json.loads(text))
    except ValueError:
        return text[1:-1]


def lists_in(value: Any, names: Names = NAMES) -> Iterator[FoundList]:
    """
    Yield the lists of records in a value, in the order in which they begin.

    >>> press = [{"title": "Rain", "url": "https://example.org/rain"}]
    >>> [found.path for found in lists_in({"categories": [{"name": "2024", "press": press}]})]
    ['categories[].press']
    """
    found: dict[Steps, list[Entry]] = {}
    for entry in entries_in(Piece(value), names):
        found.setdefault(entry.steps, []).append(entry)
    for steps, entries in found.items():
        if any(entry.address for entry in entries):
            yield FoundList(path_of(steps), tuple(entries))


def entries_in(piece: Piece, names: Names = NAMES) -> Iterator[Entry]:
    """
    Yield what may be records in a part of a file.

    Those without an address are records only if others of the same list have one.
    """
    if piece.is_item:
        yield from _of_item(piece.value, piece.steps, names)
    elif isinstance(piece.value, list):
        for item in piece.value:
            yield from _of_item(item, piece.steps, names)
    elif isinstance(piece.value, dict):
        entries = list(_below(piece.value, piece.steps, names))
        if not piece.steps and not any(entry.address for entry in entries):
            entries += _whole(piece.value, names)
        yield from entries


def _whole(value: Mapping[Any, Any], names: Names) -> list[Entry]:
    """
    Return the record that a whole file is: an article's title, address and date.

    Configurations state a title and an address, too, but no date.
    """
    address = names.address(value)
    facts = names.facts(value)
    if not address or not is_absolute(address) or not (facts.has_title and facts.has_date):
        return []
    return [Entry((), value, address, line_of(value))]


def _of_item(item: Any, steps: Steps, names: Names) -> Iterable[Entry]:
    if isinstance(item, dict):
        address = names.address(item)
        if (address is None or not is_absolute(address)) and len(steps) < MAX_LIST_DEPTH:
            inner = _inside(item, (*steps, None), names)
            # A page of the site itself may head a section of articles that stand elsewhere.
            if any(each.address and (not address or is_absolute(each.address)) for each in inner):
                return inner
        return (Entry(steps, item, address, line_of(item)),)
    if isinstance(item, list) and len(steps) < MAX_LIST_DEPTH:
        return entries_in(Piece(item, (*steps, None)), names)
    return ()


def _inside(item: Mapping[Any, Any], steps: Steps, names: Names) -> list[Entry]:
    """Return what may be records inside an item, and says nothing of the item itself."""
    if not any(isinstance(value, (list, dict)) for value in item.values()):
        return []
    below = {key: value for key, value in item.items() if not names.is_part(key, value)}
    return list(_below(below, steps, names))


def _below(mapping: Mapping[Any, Any], steps: Steps, names: Names) -> Iterator[Entry]:
    """Yield the records inside a mapping that is none."""
    if entries := _keyed_entries(mapping, steps, names):
        yield from entries
        return
    collections = [pair for pair in mapping.items() if isinstance(pair[1], (list, dict))]
    if len(steps) >= MAX_LIST_DEPTH:
        return
    for key, value in collections:
        any_key = len(collections) > _MANY_KEYS or _NUMBER.fullmatch(str(key)[:30])
        yield from entries_in(Piece(value, (*steps, "*" if any_key else str(key))), names)


def _keyed_entries(mapping: Mapping[Any, Any], steps: Steps, names: Names) -> list[Entry]:
    """Return the records of a mapping of mappings; none if it is something else."""
    if not mapping or not all(isinstance(value, dict) for value in mapping.values()):
        return []
    entries = [keyed_entry(key, value, steps, names) for key, value in mapping.items()]
    stated = [entry for entry in entries if entry.address]
    if 2 * len(stated) < len(entries) or not stated:
        return []
    if len(entries) == 1 and not names.facts(stated[0].fields).has_title:
        return []
    return entries


def keyed_entry(key: Any, value: Mapping[Any, Any], steps: Steps, names: Names) -> Entry:
    """
    Return a record of a mapping of mappings, with its key as the field `key`.

    A key that is an address is the record's address, and one of several words its title, if the
    record states none.
    """
    fields = dict(value)
    fields.setdefault("key", key)
    address = names.address(value)
    if isinstance(key, str):
        if not (address and is_absolute(address)) and is_absolute(key):
            fields["url"] = address = key
        elif len(key.split()) > 1 and not names.facts(value).has_title:
            fields["title"] = key
    return Entry(steps, fields, address, line_of(value))


def named_entries(piece: Piece, wanted: Iterable[Steps], names: Names = NAMES) -> Iterator[Entry]:
    """Yield the records of the lists that somebody names, whatever they hold."""
    patterns = tuple(wanted)
    if piece.is_item:
        yield from _named_item(piece.value, piece.steps, patterns, names)
    else:
        yield from _named(piece.value, piece.steps, patterns, names)


def _named(value: Any, steps: Steps, wanted: tuple[Steps, ...], names: Names) -> Iterator[Entry]:
    if isinstance(value, list):
        for item in value:
            yield from _named_item(item, steps, wanted, names)
    elif isinstance(value, dict):
        here = next((pattern for pattern in wanted if _is_at(pattern, steps)), None)
        for key, inner in value.items():
            if here is not None:
                if isinstance(inner, dict):
                    yield keyed_entry(key, inner, here, names)
            elif _leads_on(wanted, below := (*steps, str(key))):
                yield from _named(inner, below, wanted, names)


def _named_item(
    item: Any, steps: Steps, wanted: tuple[Steps, ...], names: Names
) -> Iterator[Entry]:
    here = next((pattern for pattern in wanted if _is_at(pattern, steps)), None)
    if here is not None and isinstance(item, dict):
        yield Entry(here, item, names.address(item), line_of(item))
    elif _leads_on(wanted, below := (*steps, None)):
        yield from _named(item, below, wanted, names)


def _is_at(pattern: Steps, steps: Steps) -> bool:
    return len(pattern) == len(steps) and _begins_with(pattern, steps)


def _leads_on(wanted: tuple[Steps, ...], steps: Steps) -> bool:
    return any(len(each) >= len(steps) and _begins_with(each, steps) for each in wanted)


def _begins_with(pattern: Steps, steps: Steps) -> bool:
    return all(
        part == step or (part == "*" and step is not None)
        for part, step in zip(pattern, steps, strict=False)
    )
