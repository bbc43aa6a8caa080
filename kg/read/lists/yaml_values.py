"""Build values from libyaml's events: mappings know their lines, and dates stay as written."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple, NoReturn

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from kg.read.documents import decode
from kg.read.errors import ReadError
from kg.read.limits import MAX_NESTING
from kg.read.lines import Scalars, Unusual
from kg.read.lists.limits import MAX_NOTES, TOO_DEEP
from kg.read.lists.pieces import Note, Placed

_FREE_VALUES = 500_000
_BYTES_OF_VALUE = 5
"""Values of real files take more bytes than this; what has more values is given up."""
_MAX_ALIASED = 1_000_000
"""Values that aliases and merge keys stand for, in one file."""
_ODD_BREAKS = re.compile(rb"\xc2\x85|\xe2\x80[\xa8\xa9]")  # libyaml counts them as line ends
_ILLEGAL = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MENDS = {
    "mapping values are not allowed in this context": (
        "Put a value that contains ': ' in quotes; begin keys that belong together in one column."
    ),
    "found character that cannot start any token": (
        "Indent with spaces, not tabs; put a value that begins with '@', '`' or '%' in quotes."
    ),
}
_MAX_REMEMBERED = 100
_MERGE = "<<"
_NEW: Any = object()
_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("map", "seq", "int", "float", "bool", "null")}
_TEXT_TAGS = {"!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:timestamp"}


class TooMuchError(ReadError):
    """A file holds more than is read: it is not tried again record by record."""


class PlainScalars(Scalars):
    """
    The value of each plain scalar; dates and times stay as they are written.

    >>> PlainScalars()["2024-05-01"], PlainScalars()["12:30"], PlainScalars()["12"]
    ('2024-05-01', '12:30', 12)
    """

    def __missing__(self, text: str) -> Any:
        try:
            value = super().__missing__(text)
        except Unusual:
            value = text
        is_time = isinstance(value, (int, float)) and ":" in text  # to the base 60 in YAML 1.1
        if isinstance(value, date) or is_time:
            value = text
        if len(text) <= _MAX_REMEMBERED:
            self[text] = value
        return value


class Anchored(NamedTuple):
    value: Any
    values: int
    depth: int


class _Frame:
    """A collection that is being read."""

    __slots__ = ("anchor", "begun", "container", "depth", "key", "merged")

    def __init__(self, container: Any, anchor: str | None, begun: int) -> None:
        self.container = container
        self.anchor = anchor
        self.begun = begun
        self.key: Any = _NEW
        self.depth = 0
        self.merged: list[Placed] = []


class YamlBuilder:
    """Builds values from the events of a text."""

    def __init__(
        self,
        text: bytes,
        first_line: int,
        notes: dict[Note, None],
        anchors: dict[str, Anchored] | None = None,
    ) -> None:
        self._text = text
        self._first_line = first_line
        self._notes = notes
        self._given = anchors
        self._anchors: dict[str, Anchored] = {}
        self._scalars = PlainScalars()
        self._values = self._aliased = 0
        self._max_values = _FREE_VALUES + len(text) // _BYTES_OF_VALUE
        self._ends: list[int] | None = None
        if _ODD_BREAKS.search(text):
            decoded = text.decode(errors="replace")
            self._ends = [end.start() for end in re.finditer("\n", decoded)]

    def documents(self) -> Iterator[Any]:
        """Yield the value of each document; raise ReadError."""
        decode(self._text, self._first_line)
        try:
            get_event: Any = CParser(self._text).get_event
            while True:
                kind = get_event().__class__
                if kind is StreamEndEvent:
                    return
                if kind is DocumentStartEvent:
                    self._values += 2
                    if self._values > self._max_values:
                        what = f"more than {self._max_values:,} values."
                        raise TooMuchError(0, what, "Divide the file into several.")
                    self._anchors = {} if self._given is None else self._given
                    yield self._document(get_event)
        except yaml.YAMLError as error:
            raise self._explained(error) from None

    def _explained(self, error: yaml.YAMLError) -> ReadError:
        """Return an error of libyaml with its line and what to do about it."""
        if isinstance(error, yaml.reader.ReaderError):
            text = self._text.decode()
            found = _ILLEGAL.search(text)
            at = found.start() if found else 0
            what = f"the control character U+{ord(text[at : at + 1] or ' '):04X} is not allowed."
            return ReadError(self._first_line + text.count("\n", 0, at), what, "Remove it.")
        problem = str(getattr(error, "problem", None) or "something is wrong here")
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = self._line_at(mark) if mark else self._first_line
        if problem == "found unexpected end of stream" and getattr(error, "context_mark", None):
            line = self._line_at(error.context_mark)  # type: ignore[attr-defined]
            return ReadError(line, "the quotes opened here never close.", "Close them.")
        mend = _MENDS.get(problem, "Check quotes, colons and indentation here and just above.")
        return ReadError(line, f"this is not YAML: {problem}.", mend)

    def _line(self, event: Any) -> int:
        return self._line_at(event.start_mark)

    def _line_at(self, mark: Any) -> int:
        if self._ends is not None:
            return self._first_line + bisect_right(self._ends, mark.index - 1)
        return self._first_line + int(mark.line)

    def _refuse(self, event: Any, what: str, mend: str) -> NoReturn:
        raise ReadError(self._line(event), what, mend)

    def _refuse_values(self, event: Any) -> NoReturn:
        what = f"more than {self._max_values:,} values."
        raise TooMuchError(self._line(event), what, "Divide the file into several.")

    def _document(self, get_event: Any) -> Any:
        stack: list[_Frame] = []
        frame: _Frame | None = None
        while True:
            event = get_event()
            kind = event.__class__
            self._values += 1
            if kind is ScalarEvent:
                is_key = frame is not None and frame.key is _NEW
                if is_key and frame is not None and frame.container.__class__ is Placed:
                    self._take_key(frame, event)
                    continue
                value: Any = event.value if event.style else self._scalars[event.value]
                if event.tag is not None:
                    value = self._tagged(event)
                if event.anchor is not None:
                    self._anchors[event.anchor] = Anchored(value, 1, 0)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                frame = self._opened(stack, frame, event)
                continue
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                assert frame is not None  # noqa: S101 - libyaml's events are balanced
                value = self._closed(frame, event)
                stack.pop()
                if stack:
                    stack[-1].depth = max(stack[-1].depth, frame.depth + 1)
                frame = stack[-1] if stack else None
            elif kind is AliasEvent:
                value = self._alias(frame, len(stack), event)
            else:
                return None  # the end of an empty document
            if frame is None:
                return value
            self._put(frame, value, event)

    def _opened(self, stack: list[_Frame], frame: _Frame | None, event: Any) -> _Frame:
        if frame is not None and frame.container.__class__ is Placed and frame.key is _NEW:
            self._refuse(event, "a key is a list or mapping.", "Put text with braces in quotes.")
        if len(stack) >= MAX_NESTING:
            self._refuse(event, TOO_DEEP, "Make it flatter.")
        if self._values > self._max_values:
            self._refuse_values(event)
        if event.tag is not None:
            self._tagged(event)
        container: Any = []
        if event.__class__ is MappingStartEvent:
            container = Placed()
            container.line = self._line(event)
        opened = _Frame(container, event.anchor, self._values)
        if event.anchor is not None:
            self._anchors.pop(event.anchor, None)
        stack.append(opened)
        return opened

    def _closed(self, frame: _Frame, event: Any) -> Any:
        container = frame.container
        if frame.merged:
            own = container.copy()
            for source in reversed(frame.merged):
                container.update(source)
            container.update(own)
            self._alias_counts(event, sum(map(len, frame.merged)))
        if frame.anchor is not None:
            values = self._values - frame.begun
            self._anchors[frame.anchor] = Anchored(container, values, frame.depth)
        return container

    def _take_key(self, frame: _Frame, event: Any) -> None:
        key = event.value
        if event.anchor is not None:
            self._anchors[event.anchor] = Anchored(key, 1, 0)
        if key in frame.container and key != _MERGE and len(self._notes) < MAX_NOTES:
            what = f"the key {key[:40]!r} stands there more than once."
            note = Note(self._line(event), what, "Remove one: the last value counts.")
            self._notes.setdefault(note)
        frame.key = key if event.style or key != _MERGE else None

    def _put(self, frame: _Frame, value: Any, event: Any) -> None:
        if frame.container.__class__ is list:
            frame.container.append(value)
            if self._values > self._max_values:
                self._refuse_values(event)
            return
        if frame.key is None:
            sources = value if isinstance(value, list) else [value]
            if not all(isinstance(source, Placed) for source in sources):
                self._refuse(event, "a merge key takes a mapping.", "Write it out.")
            frame.merged += sources
        else:
            frame.container[frame.key] = value
        frame.key = _NEW

    def _alias(self, frame: _Frame | None, depth: int, event: Any) -> Any:
        if frame is not None and frame.container.__class__ is Placed and frame.key is _NEW:
            self._refuse(event, "a key is an alias.", "Put a key that begins with '*' in quotes.")
        anchored = self._anchors.get(event.anchor)
        if anchored is None:
            what = f"nothing above is marked '&{event.anchor[:40]}'."
            self._refuse(event, what, "Put a value that begins with '*' in quotes.")
        self._alias_counts(event, anchored.values)
        if depth + anchored.depth >= MAX_NESTING:
            self._refuse(event, TOO_DEEP, "Make it flatter.")
        if frame is not None and isinstance(anchored.value, (list, dict)):
            frame.depth = max(frame.depth, anchored.depth + 1)
        return anchored.value

    def _alias_counts(self, event: Any, values: int) -> None:
        self._aliased += values
        self._values += values
        self._max_values += values
        if self._aliased > _MAX_ALIASED:
            what = f"aliases stand for more than {_MAX_ALIASED:,} values."
            raise TooMuchError(self._line(event), what, "Use fewer of them.")

    def _tagged(self, event: Any) -> Any:
        if event.tag in _TEXT_TAGS:
            return event.value if event.__class__ is ScalarEvent else None
        if event.tag in _TAGS:
            return self._scalars[event.value] if event.__class__ is ScalarEvent else None
        tag = str(event.tag).removeprefix("tag:yaml.org,2002:")[:40]
        return self._refuse(event, f"the tag {tag!r} is not known.", "Write the value plainly.")
