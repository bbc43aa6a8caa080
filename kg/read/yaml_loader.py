"""PyYAML's own loader, with limits on what a document can make it do."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from typing import Any, NamedTuple, NoReturn

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode

from kg.read.documents import Document, decode, yaml_file
from kg.read.errors import ReadError
from kg.read.events import parse_events
from kg.read.limits import (
    MAX_INTEGER_DIGITS,
    MAX_MERGE_DEPTH,
    MAX_MERGED_PAIRS,
    MAX_NESTING,
    MAX_NUMBER_KEYS,
    MAX_VALUES,
)
from kg.read.lines import LineReader, Unusual

MANY_BYTES = 2**19  # from here on, marks are counted before they are parsed

MAX_MARKS = 5 * MAX_VALUES

MARKS = (b"\n", b",", b":", b"-", b"?", b"[", b"{")  # what every value but the first stands after

_ILLEGAL = "[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"


class ParsedYaml(NamedTuple):
    """A file that is YAML throughout."""

    value: Any
    repeated: tuple[str, ...] = ()
    """Keys that stand twice in one mapping, anywhere; the last value is the one taken."""


def parse_yaml(data: bytes) -> ParsedYaml:
    """
    Return the value of a file that is YAML throughout, as CSafeLoader would.

    >>> parse_yaml(b"{topic: AI, keywords: [ai, ml]}").value
    {'topic': 'AI', 'keywords': ['ai', 'ml']}
    """
    return load(yaml_file(data), LineReader())


def load(source: Document, reader: LineReader) -> ParsedYaml:
    decode(source.text, source.first_line)
    with suppress(Unusual):
        if mapping := reader.parse(source.text):
            return ParsedYaml(dict(mapping))
    try:
        return ParsedYaml(parse_events(source.text, reader.scalars))
    except yaml.YAMLError:
        pass
    loader = GuardedLoader(source)
    try:
        node = loader.get_single_node()
        if node is None:
            return ParsedYaml(None)
        loader.refuse_bombs(node)
        value = loader.construct_document(node)
        return ParsedYaml(value, tuple(loader.repeated))
    except yaml.YAMLError as error:
        raise explained(error, source) from None


class GuardedLoader(yaml.CSafeLoader):
    """CSafeLoader, with a limit wherever a short document could ask for much."""

    def __init__(self, source: Document) -> None:
        super().__init__(source.text)
        self._source = source
        self._depth = self._nodes = self._merges = self._merged = 0
        self.repeated: dict[str, None] = {}

    def _refuse(self, node: Node | None, what: str, mend: str) -> NoReturn:
        line = self._source.line_at(node.start_mark) if node else self._source.first_line
        raise ReadError(line, what, mend)

    def descend_resolver(self, current_node: Any, _current_index: Any) -> None:
        self._depth += 1
        self._nodes += 1
        self._check(current_node, self._nodes, self._depth - 1)

    def ascend_resolver(self) -> None:
        self._depth -= 1

    def _check(self, node: Node | None, nodes: int, depth: int) -> None:
        if depth > MAX_NESTING:
            self._refuse(node, TOO_DEEP, "Make it flatter.")
        if nodes > MAX_VALUES:
            what = f"more than {MAX_VALUES:,} values, counting expanded aliases."
            self._refuse(node, what, "Shorten the file.")

    def refuse_bombs(self, root: Node) -> None:
        """Raise if the document would be endless, deep or huge with its aliases written out."""
        finished: dict[int, tuple[int, int]] = {}  # node → nodes in it, collections inside
        unfinished: set[int] = set()
        stack = [root]
        while stack:
            node = stack[-1]
            if id(node) in finished:
                stack.pop()
                continue
            if isinstance(node, ScalarNode):
                finished[id(node)] = 1, 0
                continue
            children = node.value
            if isinstance(node, MappingNode):
                children = [child for pair in children for child in pair]
            missing = [child for child in children if id(child) not in finished]
            if missing:
                unfinished.add(id(node))
                if any(id(child) in unfinished for child in missing):
                    self._refuse(node, "an alias refers to itself.", "Remove it.")
                stack += missing
                continue
            inside = [finished[id(child)] for child in children]
            nodes = 1 + sum(size for size, _ in inside)
            depth = 1 + max((deep for _, deep in inside), default=0)
            self._check(node, nodes, depth)
            finished[id(node)] = nodes, depth
            unfinished.discard(id(node))

    def flatten_mapping(self, node: MappingNode) -> None:
        self._merges += 1
        if self._merges > MAX_MERGE_DEPTH:
            what = f"merge keys nest more than {MAX_MERGE_DEPTH} deep."
            self._refuse(node, what, "Write it out.")
        super().flatten_mapping(node)
        self._merges -= 1
        if self._merges:  # the mapping that asked for this one copies its pairs
            self._merged += len(node.value)
            if self._merged > MAX_MERGED_PAIRS:
                self._refuse(
                    node, f"merge keys copy more than {MAX_MERGED_PAIRS:,} values.", "Write it out."
                )

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        """As PyYAML does, but never with many numbers as keys: they can be made to collide."""
        mapping_is_large = isinstance(node, MappingNode) and len(node.value) > MAX_NUMBER_KEYS
        if mapping_is_large:
            numbers = sum(key.tag in _NUMBER_TAGS for key, _ in node.value)
            if numbers > MAX_NUMBER_KEYS:
                self._refuse(
                    node,
                    f"a mapping has more than {MAX_NUMBER_KEYS:,} numbers as keys.",
                    "Put them in quotes.",
                )
        written = [key.value for key, _ in node.value if isinstance(key, ScalarNode)]
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        if len(set(written)) < len(written):
            self.repeated |= {key: None for key, uses in Counter(written).items() if uses > 1}
        return mapping

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        implicit = isinstance(node, ScalarNode) and node.tag in _IMPLICIT_TAGS
        if implicit and len(node.value) > MAX_INTEGER_DIGITS:
            return node.value
        try:
            return super().construct_object(node, deep)
        except (yaml.YAMLError, ReadError):
            raise
        except Exception as error:  # PyYAML passes on what int(), date() and the like raise
            if implicit:  # whoever wants a date or a number says what is wrong with the text
                return node.value
            tag = node.tag.rpartition(":")[2]
            text = str(node.value)[:40] if isinstance(node, ScalarNode) else f"a {node.id}"
            why = f" ({str(error).rstrip('.')})" if isinstance(error, ValueError) else ""
            if "timedelta" in why:
                why = " (a time zone is less than 24 hours from UTC)"
            self._refuse(
                node,
                f"{text!r} is not {_KINDS.get(tag, f'of the type {tag!r}')}{why}.",
                "Correct it, or put it in quotes if it is text.",
            )


_IMPLICIT_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("int", "float", "timestamp")}
"""Of values whose text alone says what they are."""

_NUMBER_TAGS = {"tag:yaml.org,2002:int", "tag:yaml.org,2002:float"}

_KINDS = {"timestamp": "a date", "int": "a number", "float": "a number", "bool": "true or false"}

_MENDS = {
    "mapping values are not allowed in this context": (
        "Put a value that contains ': ' in quotes; begin keys that belong together in one column."
    ),
    "found invalid Unicode character escape code": "Write the character itself.",
    "found undefined alias": "Put a value that begins with '*' in quotes.",
    "found character that cannot start any token": (
        "Indent with spaces, not tabs; put a value that begins with '@', '`' or '%' in quotes."
    ),
}


def explained(error: yaml.YAMLError, source: Document) -> ReadError:
    """Return PyYAML's error with its line in the file and what to do about it."""
    if isinstance(error, yaml.reader.ReaderError):
        text = source.text.decode()
        found = re.search(_ILLEGAL, text)
        if found:
            line = source.first_line + text.count("\n", 0, found.start())
            what = f"the control character U+{ord(found[0]):04X} is not allowed."
            return ReadError(line, what, "Remove it.")
    problem = getattr(error, "problem", None) or str(error)
    mark = getattr(error, "problem_mark", None)
    context_mark = getattr(error, "context_mark", None)
    line = source.line_at(mark or context_mark) if mark or context_mark else 0
    context = getattr(error, "context", None)
    if str(context).startswith("while increasing "):  # libyaml's own limit, of newer versions
        return ReadError(line, TOO_DEEP, "Make it flatter.")
    if context == "while scanning a quoted scalar" and problem == "found unexpected end of stream":
        opened = source.line_at(context_mark)
        if source.closed_by:
            end = source.first_line + source.text.count(b"\n") + 1
            fence = source.closed_by.decode()
            return ReadError(
                opened,
                f"the line '{fence}' (line {end}) is inside quotes opened on line {opened}.",
                f"Close the quotes before it, or indent the '{fence}' if it is text.",
            )
        return ReadError(opened, "the quotes opened here are never closed.", "Close them.")
    mend = _MENDS.get(problem, "Check quotes, colons and indentation here and just above.")
    if context:
        place = f" (line {source.line_at(context_mark)})" if context_mark else ""
        problem = f"{context}{place}, {problem}"
    if isinstance(error, yaml.constructor.ConstructorError):
        mend = "Write the value plainly, or in quotes if it is text."
    return ReadError(line, f"invalid YAML: {problem}.", mend)


def name_of_type(value: Any) -> str:
    if isinstance(value, list):
        return "a list"
    return "a string" if isinstance(value, str) else f"of type {type(value).__name__}"


TOO_DEEP = f"nested more than {MAX_NESTING} deep."
