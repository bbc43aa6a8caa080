"""Values that lose: where what somebody wrote of an article is not what the graph says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from kg.model.records import Mention

Value = str | int | bool

FIELDS: dict[str, Callable[[Mention], Any]] = {
    "title": lambda mention: mention.title,
    "excerpt": lambda mention: mention.excerpt,
    "publishedDateTime": lambda mention: mention.published_at,
    "type": lambda mention: mention.type,
    "quality": lambda mention: mention.quality,
    "heat": lambda mention: mention.heat,
    "published": lambda mention: mention.published,
    "removed": lambda mention: mention.removed,
    "images": lambda mention: mention.image,
}
"""Fields of which an article has one value at most, as front matter calls them."""


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
    for field, value_of in {**FIELDS, "provider": outlet_of}.items():
        first: dict[Value, int] = {}
        for at, mention in enumerate(mentions):
            value = value_of(mention)
            if value is not None:
                first.setdefault(value, at)
        if len(first) > 1:
            yield Conflict(subject, field, tuple(first.items()))
