"""How the account of a build, `report.json`, differs from the one that kg would write."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from kg.check.facts import cut
from kg.model.account import Account, Written, to_report

MAX_SHOWN = 200
"""Characters of an entry in a sentence."""


class Difference(NamedTuple):
    """One way in which a report differs."""

    part: str
    """The key at the top that it is in."""
    line: int
    """Counted from 1; 0 where it stands on none."""
    what: str


def expected_report(account: Account, articles: int, written: Iterable[Written]) -> str:
    """Return the text that kg writes."""
    return "".join(to_report(account, articles, written))


def report_differences(text: str, expected: str) -> list[Difference]:
    r"""
    Return how a report differs from the expected one, key by key and entry by entry.

    >>> right = '{\n"failed": [],\n"files": {"found": 3}\n}\n'
    >>> report_differences(right.replace("3", "4"), right)
    [Difference(part='files', line=3, what='files.found is 4, but kg writes 3.')]
    """
    if text == expected:
        return []
    lines = _lines(text)
    found = [
        Difference(part, _line(lines, part, place), what)
        for part, place, what in _at_the_top(json.loads(text), json.loads(expected))
    ]
    return found or [Difference("", 0, "was modified: its formatting differs from what kg writes.")]


Place = Any
"""The value that differs, as it stands in the report; None if it is not there."""


def _at_the_top(told: dict[str, Any], right: dict[str, Any]) -> Iterator[tuple[str, Place, str]]:
    for part in dict.fromkeys([*right, *told]):
        if part not in told:
            yield part, None, f"lacks {part}."
        elif part not in right:
            yield part, None, f"has {part}, which kg does not write."
        elif isinstance(told[part], list) and isinstance(right[part], list):
            for place, what in _entries_differ(part, told[part], right[part]):
                yield part, place, what
        else:
            for what in _values_differ(part, told[part], right[part]):
                yield part, None, what


def _entries_differ(
    part: str, told: Sequence[Any], right: Sequence[Any]
) -> Iterator[tuple[Place, str]]:
    """Yield how two lists differ, each time with the entry as it is told, if it is there."""
    lacking = _without(right, told)
    extra = _without(told, right)
    if not lacking and not extra and told != right:
        yield None, f"{part} has its entries in a different order."
    if len(lacking) == len(extra):
        for (place, entry), (_, other) in zip(extra, lacking, strict=True):
            for what in _values_differ(f"{part}[{place}]", entry, other):
                yield entry, what
        return
    for _, entry in lacking:
        yield None, f"{part} lacks {_shown(entry)}."
    for _, entry in extra:
        yield entry, f"{part} has {_shown(entry)}, which kg does not write."


def _without(entries: Sequence[Any], others: Sequence[Any]) -> list[tuple[int, Any]]:
    """Return the entries that the others lack, with their places; of equal ones the last."""
    left = Counter(map(_json, others))
    found = []
    for place, entry in enumerate(entries):
        text = _json(entry)
        left[text] -= 1
        if left[text] < 0:
            found.append((place, entry))
    return found


def _values_differ(name: str, told: Any, right: Any) -> Iterator[str]:
    """Yield how two values differ, within if both are of one kind."""
    if isinstance(told, dict) and isinstance(right, dict):
        for key in dict.fromkeys([*right, *told]):
            inner = f"{name}.{key}"
            if key not in told:
                yield f"{name} lacks {key}, which kg writes as {_shown(right[key])}."
            elif key not in right:
                yield f"{name} has {key}, which kg does not write."
            else:
                yield from _values_differ(inner, told[key], right[key])
    elif isinstance(told, list) and isinstance(right, list) and len(told) == len(right):
        for place, (one, other) in enumerate(zip(told, right, strict=True)):
            yield from _values_differ(f"{name}[{place}]", one, other)
    elif _json(told) != _json(right):
        yield f"{name} is {_shown(told)}, but kg writes {_shown(right)}."


def _lines(text: str) -> dict[str, int]:
    """Return where in the text each line stands first, by what it says."""
    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        lines.setdefault(line.strip().rstrip(","), number)
        if line.startswith('"'):
            lines.setdefault(line.partition(":")[0], number)
    return lines


def _line(lines: dict[str, int], part: str, place: Place) -> int:
    """Return the line of an entry, or that of the part that it is in."""
    entry = lines.get(_json(place), 0) if place is not None else 0
    return entry or lines.get(_json(part), 0)


def _shown(value: Any) -> str:
    return cut(_json(value), MAX_SHOWN)


_json = json.JSONEncoder(ensure_ascii=False).encode
