"""Values that lose: where what somebody wrote of an article is not what the graph says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from operator import attrgetter
from typing import Any, NamedTuple

from kg.model.fields import FIELDS, Field, registered_fields
from kg.model.records import Mention

Value = str | int | bool

_SEVERAL = ("url", "texts")
"""Kinds of built-in fields of which an article may have several values."""


@lru_cache(maxsize=1)
def single_fields(registered: tuple[Field, ...] = ()) -> dict[str, Callable[[Mention], Any]]:
    """
    Return the fields of which an article has at most one value, by their names in front matter.

    `registered` are the registered fields.
    """
    first: dict[str, str] = {}
    for field in FIELDS:
        if field.kind not in _SEVERAL:
            first.setdefault(field.attribute, field.name)
    found: dict[str, Callable[[Mention], Any]] = {
        name: attrgetter(attribute) for attribute, name in first.items()
    }
    found["images"] = attrgetter("image")
    for field in registered:
        found[field.name] = partial(_more, field.attribute)
    return found


def _more(attribute: str, mention: Mention) -> Value | None:
    return dict(mention.more).get(attribute)


class Conflict(NamedTuple):
    """Two or more values of one field, the one that the graph has first."""

    subject: str
    """CURIE of the entity."""
    field: str
    values: tuple[tuple[Value, int], ...]
    """Each distinct value, and which of the mentions states it first."""


def find_conflicts(
    subject: str,
    mentions: Sequence[Mention],
    outlet_of: Callable[[Mention], str | None] = lambda mention: mention.provider_domain,
) -> Iterator[Conflict]:
    """
    Yield the fields of which mentions of one article, the strongest first, state several values.

    >>> river = Mention(title="River"), Mention(title="The river", heat=2)
    >>> list(find_conflicts("article:1", river))
    [Conflict(subject='article:1', field='title', values=(('River', 0), ('The river', 1)))]
    """
    for field, value_of in {**single_fields(registered_fields()), "provider": outlet_of}.items():
        first: dict[Value, int] = {}
        for at, mention in enumerate(mentions):
            value = value_of(mention)
            if value is not None:
                first.setdefault(value, at)
        if len(first) > 1:
            yield Conflict(subject, field, tuple(first.items()))
