"""What kg.toml says of stories and copies, by the addresses of articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from kg.config.keys import Key, kind_of, shown
from kg.config.lines import Place
from kg.model.addresses import legal_url, normal_form
from kg.model.groups import merged
from kg.model.limits import MAX_URL_CHARS
from kg.model.text import toml_string

Tell = Callable[[Place, str], None]

MAX_GROUP = 100
"""Addresses of one group."""
MAX_ADDRESSES = 2_000
"""Of all groups of one key. If all are of one story, it takes seconds to find its words."""
MAX_SHOWN = 100
"""Characters of an address in a message: of two addresses the ends differ."""


class Stated(NamedTuple):
    """An address of an article, and where it stands."""

    place: Place
    url: str

    @property
    def normal(self) -> str:
        """The form under which spellings of the address are equal."""
        return normal_form(self.url)


Group = tuple[Stated, ...]


def groups_of(key: Key, value: Any, tell: Tell) -> tuple[Group, ...]:
    """Return the groups of a list of lists of addresses; what is wrong is told and left out."""
    if not isinstance(value, list) or not all(isinstance(each, list) for each in value):
        tell((), f"{key.name} is no list of lists of addresses. Write it as {key.line}.")
        return ()
    if sum(map(len, value)) > MAX_ADDRESSES:
        tell((), f"{key.name} holds more than {MAX_ADDRESSES:,} addresses. Shorten it.")
        return ()
    groups = (_group(key, at, each, tell) for at, each in enumerate(value))
    return tuple(group for group in groups if group)


def _group(key: Key, at: int, value: list[Any], tell: Tell) -> Group:
    if len(value) > MAX_GROUP:
        tell((at,), f"{key.name} holds a group of more than {MAX_GROUP} addresses. Shorten it.")
        return ()
    places = ((key.section, key.name, at, inner) for inner in range(len(value)))
    group = [
        Stated(place, url)
        for place, each in zip(places, value, strict=True)
        if (url := address_of(key, each, place[2:], tell))
    ]
    if len(group) < len(value):
        return ()
    if len({each.normal for each in group}) < 2:
        what = f"{key.name} holds a group of fewer than two articles."
        tell((at,), f"{what} Add another address, or remove it.")
        return ()
    return tuple(group)


def address_of(key: Key, value: Any, place: Place, tell: Tell) -> str | None:
    """Return the address of an article; None for what is none, which is told."""
    if isinstance(value, str):
        if len(value) > MAX_URL_CHARS:
            what = f"{key.name} holds an address of more than {MAX_URL_CHARS:,} characters."
            tell(place, f"{what} Shorten it.")
            return None
        try:
            return legal_url(value)
        except ValueError:
            pass
    what = shown(value) if isinstance(value, str) else kind_of(value)
    tell(place, f"{key.name} holds {what}, not the address of an article. Write it as {key.line}.")
    return None


Names = tuple[tuple[Stated, str], ...]


def names_of(key: Key, pairs: Iterable[tuple[str, str]], tell: Tell) -> Names:
    """Return addresses, each with the name of its story, from a table of texts."""
    names: list[tuple[Stated, str]] = []
    first: dict[str, str] = {}
    for address, name in pairs:
        url = address_of(key, address, (address,), tell)
        if not url:
            continue
        stated = Stated((key.section, key.name, address), url)
        if first.setdefault(stated.normal, name) != name:
            tell((address,), f"{shown(address)} stands twice, with another name. Remove one.")
        else:
            names.append((stated, name))
    return tuple(names)


def contradictions(
    joined: Iterable[Group], parted: Iterable[Group], names: tuple[str, str]
) -> Iterator[tuple[Place, str]]:
    """
    Yield what groups join and other groups part, with the place of the second of two addresses.

    `names` are those of the two keys.

    >>> a, b = Stated(("a",), "https://a.example/1"), Stated(("b",), "https://a.example/2")
    >>> [place for place, what in contradictions([(a, b)], [(a, b)], ("together", "apart"))]
    [('b',)]
    """
    whole = merged([each.normal for each in group] for group in joined)
    part_of = {normal: number for number, of_one in enumerate(whole) for normal in of_one}
    for group in parted:
        first: dict[int, Stated] = {}
        for each in group:
            part = part_of.get(each.normal)
            if part is None:
                continue
            other = first.setdefault(part, each)
            if other.normal != each.normal:
                pair = f"{_short(other.url)} and {_short(each.url)}"
                yield each.place, f"{pair} are both {names[0]} and {names[1]}. Remove one."


def _short(url: str) -> str:
    return toml_string(url if len(url) <= MAX_SHOWN else f"{url[: MAX_SHOWN - 1]}…")
