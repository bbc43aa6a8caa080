"""The line where a value stands in a file, and the value as it is written there."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from kg.read.documents import BOM, Document, front_matter_of, yaml_file
from kg.read.errors import ReadError
from kg.read.yaml_loader import GuardedLoader

Written = Callable[[Sequence[str | int]], str | None]


def line_of(data: bytes, path: Sequence[str | int]) -> int:
    r"""
    Return the line in a file, counted from 1, where the value at a path stands.

    It is the line of the key, or where the entry of a list begins; the line of the nearest
    parent where there is no such value; 1 if the file cannot be read. This parses the file
    anew, so call it only when something is wrong.

    >>> line_of(b"---\nrelated:\n  - title: A\n  - heat: hot\n---\n", ["related", 1, "heat"])
    4
    """
    return lines_of(data, [path])[0]


def lines_of(data: bytes, paths: Sequence[Sequence[str | int]]) -> list[int]:
    """Return the line of each path, as `line_of` does, for the price of one."""
    lines = [1] * len(paths)
    with suppress(Exception):  # a line number is no reason to fail: say what is known
        source = front_matter_of(data) or yaml_file(data)
        try:
            root: Any = GuardedLoader(source).get_single_node()
        except ReadError:  # read entry by entry, for as a whole it is too large
            return [_line_of_entry(source, path) for path in paths]
        text = source.text.removeprefix(BOM).decode(errors="replace")
        breaks = [match.start() for match in re.finditer("\n", text)]

        def line_at(node: Node) -> int:
            return source.first_line + bisect_left(breaks, node.start_mark.index)

        for at, path in enumerate(paths):
            node = root
            lines[at] = line_at(node)
            with suppress(KeyError, IndexError):
                for part in path:
                    key, node = _child(node, part)
                    lines[at] = line_at(key)
    return lines


def field_lines(data: bytes, paths: Sequence[Sequence[str | int]]) -> list[int]:
    r"""
    Return the line of each field of a post or of its entries of `related`, as `lines_of` does.

    In front matter of the usual form it looks for the field's name, which takes a hundredth of the
    time; where it finds none there, the line where the entry begins.

    >>> field_lines(b"---\nrelated:\n  - title: A\n    heat: 3\n---\n", [["related", 0, "heat"]])
    [4]
    """
    try:
        source = front_matter_of(data)
    except ReadError:
        return [1] * len(paths)
    header = source and re.compile(rb"^related: *\n( *)- ", re.M).search(source.text)
    if not source or (not header and any(len(path) > 1 for path in paths)):
        return lines_of(data, paths)
    return [_line_of_field(source, header, path) for path in paths]


def _line_of_field(
    source: Document, header: re.Match[bytes] | None, path: Sequence[str | int]
) -> int:
    name = re.escape(str(path[-1]).encode())
    if len(path) == 1 or not header:
        found = list(re.finditer(rb"^%s:" % name, source.text, re.M))
        return source.first_line + source.text.count(b"\n", 0, found[-1].start() if found else 0)
    indent, line = header[1], _line_of_entry(source, path)
    entries = source.text[header.start(1) :].split(b"\n" + indent + b"- ", int(path[1]) + 1)
    entry = b"\n  " + indent + entries[int(path[1])].removeprefix(indent + b"- ")
    at = re.search(rb"\n  %s%s:" % (indent, name), entry)
    return line + entry.count(b"\n", 1, at.end()) if at else line


def written_at(data: bytes, path: Sequence[str | int]) -> str | None:
    r"""
    Return the text of the value at a path as it stands in a file; None if there is no such value.

    This parses the file anew, so call it only where YAML has made something else of a text.

    >>> written_at(b"---\ntitle: 10:00\n---\n", ["title"])
    '10:00'
    """
    with suppress(Exception):  # what cannot be found is not known
        return _written(front_matter_of(data) or yaml_file(data), path)
    return None


def written_below(data: bytes, parents: tuple[str | int, ...], path: Sequence[str | int]) -> Any:
    return written_at(data, (*parents, *path))


def written_in_entry(indent: int, chunk: bytes, path: Sequence[str | int]) -> str | None:
    """Return the text of a value in an entry of `related`, by itself."""
    with suppress(yaml.YAMLError, UnicodeError, LookupError):
        return _written(Document(b"%*s- %s\n" % (indent, b"", chunk), 1), (0, *path))
    return None


def _written(source: Document, path: Sequence[str | int]) -> str | None:
    node: Any = GuardedLoader(source).get_single_node()
    for part in path:
        _, node = _child(node, part)
    return str(node.value) if isinstance(node, ScalarNode) else None


def _line_of_entry(source: Document, path: Sequence[str | int]) -> int:
    """Return the line of an entry of `related` in the usual form; else 1."""
    header = re.compile(rb"^related: *\n( *)- ", re.M).search(source.text)
    if not header or list(path[:1]) != ["related"]:
        return 1
    at = int(path[1]) if len(path) > 1 else 0
    chunks = source.text[header.start(1) :].split(b"\n" + header[1] + b"- ", at + 1)
    before = source.text.count(b"\n", 0, header.start(1))
    return source.first_line + before + sum(chunk.count(b"\n") + 1 for chunk in chunks[:at])


def _child(node: Node | None, part: str | int) -> tuple[Node, Node]:
    if isinstance(node, MappingNode):
        for key, value in reversed(node.value):
            if key.value == part:
                return key, value
    if isinstance(node, SequenceNode) and isinstance(part, int):
        return node.value[part], node.value[part]
    raise KeyError(part)
