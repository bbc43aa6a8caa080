"""
Read YAML of the usual form: a key and a value on each line, the value plain, in quotes, or a list
of such values in brackets.

Most texts of an archive differ from one another in their values alone. So what the columns and
keys of the lines mean is found out once for each shape that a text can have, and a text is its
shape and a row of values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

import yaml
from yaml.nodes import ScalarNode

from kg.read.limits import MAX_INTEGER_DIGITS, MAX_VALUES

MAX_BYTES = MAX_VALUES // 2
"""A text this short cannot hold more values than allowed."""

_MAX_SCALARS = 20_000
_MAX_SCALAR_LENGTH = 100
_MAX_NESTED = 8
_MAX_SHAPES = 1_000
_MAX_SHAPE_LINES = 200

# In a list in brackets. Each value ends before what may mean something else there.
_ITEM = (
    r"(?:\"[^\x00-\x1f\"\\\x7f]*\" *|'[^\x00-\x1f'\x7f]*' *"
    r"|(?=[^\x00-.:-@\[-^`{-\x9f])[^\x00-\x1f\"#,:?\[\]{}\x7f]+)"
)
_ITEMS = re.compile(f" *({_ITEM})")
# No two parts of it can take the same characters, so that a line takes time in proportion to its
# length. Possessive quantifiers would say so, but give wrong matches before Python 3.11.4.
_LINE = re.compile(
    r"^( {0,200}(?:- +|)(?:[A-Za-z_][A-Za-z0-9_-]{0,99}:(?: +|$)|))"
    r"(\"[^\x00-\x1f\"\\\x7f]*\" *|'[^\x00-\x1f'\x7f]*' *"
    r"|(?:-(?=[0-9])|(?=[^\x00-.:-@\[-^`{-\x9f]))"
    r"[^\x00-\x1f#:\x7f]+(?::(?! |$)[^\x00-\x1f#:\x7f]*)*"
    rf"|\[ *(?:{_ITEM}(?:, *{_ITEM})*)?\] *|)$",
    re.M,
)
_BEFORE_VALUE = re.compile("( *)(- +|)([^:]*)")
# Beyond ASCII, what is no text or ends a line (YAML 1.1, sections 5.1 to 5.4).
_NO_TEXT = re.compile("[\x80-\x9f]|[\u2028\u2029]|\ufeff|[\ufffe\uffff]")
_INSTANT = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_RESOLVER: Any = yaml.resolver.Resolver()
_RESOLVERS = _RESOLVER.yaml_implicit_resolvers
_CONSTRUCTOR: Any = yaml.constructor.SafeConstructor()
_CONSTRUCTORS = _CONSTRUCTOR.yaml_constructors
_PLAIN_TAGS = {
    f"tag:yaml.org,2002:{name}" for name in ("bool", "float", "int", "null", "timestamp")
}


class Unusual(yaml.YAMLError):
    """Something that only a whole YAML parser can decide on."""


class Scalars(dict[str, Any]):
    """
    The value of each plain scalar, remembered while it is short.

    >>> Scalars()["12"], Scalars()["true"], Scalars()["rain"]
    (12, True, 'rain')
    """

    def __missing__(self, text: str) -> Any:
        value: Any = text
        if _INSTANT.fullmatch(text):
            try:
                value = datetime.fromisoformat(text)
            except ValueError:
                raise Unusual from None
        elif text[:1] in _RESOLVERS:
            tag = _RESOLVER.resolve(ScalarNode, text, (True, False))
            if tag != "tag:yaml.org,2002:str":
                if tag not in _PLAIN_TAGS or len(text) > MAX_INTEGER_DIGITS:
                    raise Unusual
                try:
                    value = _CONSTRUCTORS[tag](_CONSTRUCTOR, ScalarNode(tag, text))
                except Exception:
                    raise Unusual from None
        if len(text) <= _MAX_SCALAR_LENGTH:
            if len(self) >= _MAX_SCALARS:
                self.clear()
            self[text] = value
        return value


class Shape:
    """What texts have in common that differ in their values alone."""

    def __init__(self, tree: dict[str, Any]) -> None:
        self.tree = tree
        """The mapping, with the number of its line in place of each value."""

    @cached_property
    def without_related(self) -> Shape:
        """The same shape without the key `related`."""
        return Shape({key: part for key, part in self.tree.items() if key != "related"})


class Lines(Mapping[str, Any]):
    """The mapping that a text of the usual form is: its shape, and a value for each line."""

    __slots__ = ("shape", "values_of_lines")

    def __init__(self, shape: Shape, values_of_lines: list[Any]) -> None:
        self.shape = shape
        self.values_of_lines = values_of_lines

    def __getitem__(self, key: str) -> Any:
        return _filled(self.shape.tree[key], self.values_of_lines)

    def get(self, key: str, default: Any = None) -> Any:
        return self[key] if key in self.shape.tree else default

    def filled(self, parts: Sequence[Any]) -> list[Any]:
        """Return the value that each part of the shape's tree has here."""
        values = self.values_of_lines
        return [
            values[part] if part.__class__ is int else part and _filled(part, values)
            for part in parts
        ]

    def __iter__(self) -> Iterator[str]:
        return iter(self.shape.tree)

    def __len__(self) -> int:
        return len(self.shape.tree)

    def __repr__(self) -> str:
        return repr(dict(self))


def _filled(part: Any, values: list[Any]) -> Any:
    kind = part.__class__
    if kind is int:
        return values[part]
    if kind is dict:
        return {key: _filled(each, values) for key, each in part.items()}
    return [_filled(each, values) for each in part] if kind is list else None


class LineReader:
    r"""
    Reads one text after the other, and remembers their shapes.

    >>> LineReader().parse(b"title: 'Rain'\nimages:\n- width: 50\n")
    {'title': 'Rain', 'images': [{'width': 50}]}
    """

    def __init__(self) -> None:
        self.scalars = Scalars()
        self._shapes: dict[tuple[Any, ...], Shape] = {}

    def parse(self, text: bytes, indent: int = 0) -> Lines:
        """
        Return the mapping of a text each of whose lines is `key: value`, `- value` or empty.

        A value is plain, in quotes, or a list of such values in brackets.

        The first line begins in the column `indent`. Raises Unusual for whatever else there is.
        """
        if len(text) > MAX_BYTES:
            raise Unusual
        try:
            decoded = " " * indent + text.decode()
        except UnicodeDecodeError:
            raise Unusual from None
        if not decoded.isascii() and _NO_TEXT.search(decoded):
            raise Unusual
        lines = _LINE.findall(decoded)
        if len(lines) <= text.count(b"\n"):
            raise Unusual
        before, texts = zip(*lines, strict=True)
        signature = indent, before, tuple(map(bool, texts))
        shape = self._shapes.get(signature)
        if shape is None:
            shape = self._shape(indent, lines)
            if len(lines) <= _MAX_SHAPE_LINES:
                if len(self._shapes) >= _MAX_SHAPES:
                    self._shapes.clear()
                self._shapes[signature] = shape
        if " \n" in decoded or decoded.endswith(" "):
            texts = tuple([text.rstrip(" ") for text in texts])
        scalars = self.scalars
        values = [
            (text[1:-1] if text[0] in "\"'" else scalars[text])
            if text and text[0] != "["
            else self._list(text)
            for text in texts
        ]
        return Lines(shape, values)

    def _list(self, text: str) -> list[Any] | None:
        """Return the values of a list in brackets; None of an empty text."""
        if not text:
            return None
        items = [item.rstrip(" ") for item in _ITEMS.findall(text, 1, len(text) - 1)]
        return [item[1:-1] if item[0] in "\"'" else self.scalars[item] for item in items]

    def _shape(self, first_indent: int, lines: Sequence[tuple[str, str]]) -> Shape:
        """Return what the columns and keys of the lines mean."""
        indent = first_indent
        root: dict[str, Any] = {}
        container: Any = root
        stack: list[tuple[int, Any]] = []
        opened = None  # a key without a value yet: collections below it are its value
        for place, (before, value) in enumerate(lines):
            spaces, dash, key = _BEFORE_VALUE.findall(before)[0]
            if not (key or value):
                if dash:
                    raise Unusual
                continue
            column = len(spaces)
            if column != indent or (container.__class__ is list) is not bool(dash):
                if opened is not None and (column > indent or (column == indent and dash)):
                    if len(stack) > _MAX_NESTED:
                        raise Unusual
                    stack.append((indent, container))
                    child: Any = [] if dash else {}
                    container[opened] = child
                    indent, container = column, child
                else:
                    while column != indent or (container.__class__ is list) is not bool(dash):
                        if column > indent or not stack:
                            raise Unusual
                        indent, container = stack.pop()
            opened = None
            if dash and key:
                child = {}
                container.append(child)
                stack.append((indent, container))
                indent, container = column + len(dash), child
            if not key:
                if not dash:
                    raise Unusual
                container.append(place)
                continue
            if key in container or self.scalars[key].__class__ is not str:
                raise Unusual
            container[key] = place if value else None
            opened = None if value else key
        return Shape(root)
