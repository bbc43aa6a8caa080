"""The value of a plain YAML document, from libyaml's events: half the time of PyYAML's loader."""

from __future__ import annotations

from typing import Any

from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from kg.read.limits import MAX_NESTING
from kg.read.lines import MAX_BYTES, Scalars, Unusual

RELATED: Any = object()
"""Stands for the list `related` where the text has an alias in its place."""
_NONE: Any = object()


def parse_events(text: bytes, scalars: Scalars, *, hole: int = -1, depth: int = 0) -> Any:
    """
    Return the value of a document without anchors, tags, merge keys and complex keys.

    An alias is allowed at one character, the hole, as the value of the key `related` of a
    root in block style, and gives `RELATED`. The document stands inside `depth` collections.
    Raises Unusual where only the whole loader can tell what the document means.
    """
    if len(text) > MAX_BYTES:
        raise Unusual
    get_event: Any = CParser(text).get_event
    get_event()  # the stream starts
    if get_event().__class__ is StreamEndEvent:
        return None
    value = _collect(get_event, scalars, hole, MAX_NESTING - depth)
    # After a line '...' the rest could be ignored, or be another document.
    if get_event().explicit or get_event().__class__ is not StreamEndEvent:
        raise Unusual
    return value


def _collect(get_event: Any, scalars: Scalars, hole: int, deepest: int) -> Any:
    """Return the value of the events up to the end of the root."""
    stack: list[tuple[Any, Any]] = []
    container: Any = None
    key: Any = _NONE
    while True:
        event = get_event()
        kind = event.__class__
        if kind is ScalarEvent:
            if event.tag is not None or event.anchor is not None:
                raise Unusual
            value = event.value if event.style else scalars[event.value]
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            value = container
            container, key = stack.pop()
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            is_key = container.__class__ is dict and key is _NONE
            if event.tag is not None or event.anchor is not None or is_key:
                raise Unusual
            stack.append((container, key))
            if len(stack) > deepest or (hole >= 0 and len(stack) == 1 and event.flow_style):
                raise Unusual
            container = {} if kind is MappingStartEvent else []
            key = _NONE
            continue
        elif kind is AliasEvent and event.start_mark.index == hole and len(stack) == 1:
            if key != "related" or "related" in container:
                raise Unusual
            value = RELATED
        else:
            raise Unusual
        if container.__class__ is list:
            container.append(value)
        elif container is None:
            return value
        elif key is _NONE:
            if value.__class__ is not str:
                raise Unusual
            key = value
        elif key in container:
            raise Unusual
        else:
            container[key] = value
            key = _NONE
