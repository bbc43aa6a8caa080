"""
From the bytes of a file to its front matter: fast, guarded, and with `kg.lines` the door to yaml.

Nearly all bytes of a news folder are entries of `related`, and most entries stand in many
posts, word for word. So the block below `related:` is cut into entries without being parsed,
and each distinct text is parsed once. An entry, and what is left of the post around the block,
is read line by line (`kg.lines`) while each line is a key and a plain or quoted value, and from
libyaml's events where not. Each step is strict: at anything unusual the whole document goes to
PyYAML's own loader instead, with limits on what a document can make it do. Every way gives the
values and types that `yaml.CSafeLoader` gives.

    FrontMatterReader.parse    front matter of one file after the other
    parse_yaml                 a file that is YAML throughout
    foreign_front_matter       what is wrong with a file whose front matter is none that kg reads
    line_of, lines_of          the line where a value stands, once something is wrong with it
    written_at                 a value as it is written, once YAML has read it as something else
"""

from __future__ import annotations

import codecs
import re
import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Generic, NamedTuple, NoReturn, TypeVar

import yaml
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
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from kg.read.limits import (
    MAX_ENTRIES,
    MAX_FILE_BYTES,
    MAX_FRONT_MATTER_BYTES,
    MAX_INTEGER_DIGITS,
    MAX_MERGE_DEPTH,
    MAX_MERGED_PAIRS,
    MAX_NESTING,
    MAX_NUMBER_KEYS,
    MAX_VALUES,
)
from kg.read.lines import MAX_BYTES, LineReader, Lines, Scalars, Unusual

T = TypeVar("T")
Written = Callable[[Sequence[str | int]], str | None]

MEMO_BYTES = 32 * 2**20
"""Text of distinct entries that a reader remembers before it begins to forget the oldest."""

_MAX_INDENT = 8
_ENTRY_BYTES = 400  # what an entry takes besides its text, roughly
_MANY_BYTES = 2**19  # from here on, marks are counted before they are parsed
_MAX_MARKS = 5 * MAX_VALUES
_MARKS = (b"\n", b",", b":", b"-", b"?", b"[", b"{")  # what every value but the first stands after

_BOM = codecs.BOM_UTF8
_UTF_16_OPENINGS = b"\xff\xfe-\0-\0-\0", b"\xfe\xff\0-\0-\0-"
_FIRST_LINE = re.compile(rb"(?:[ \t\r\n]*[\r\n])?---([^\r\n]*)")
_RELATED = re.compile(rb"related: *\n( *)- ")
# By their indentation; a third faster than `bytes.split`.
_SEPARATORS = [re.compile(rb"\n%s- " % (b" " * indent)) for indent in range(_MAX_INDENT + 1)]
# White space as `str.strip` takes it, in UTF-8.
_FENCE = re.compile(
    rb"(?:---|\.\.\.)(?:[\t\x0b\x0c\x1c-\x1f ]|\xc2[\x85\xa0]|\xe1\x9a\x80"
    rb"|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]|\xe2\x81\x9f|\xe3\x80\x80)*(?:\n|\Z)"
)
_OUTDENTED = re.compile(rb"\n[^ \n]")
_BLOCK_SCALAR = re.compile(rb"(?:\A|[ \t])[|>]")
_KEEPING_BLANK_LINES = re.compile(rb"[|>][1-9]?\+")
_ILLEGAL = "[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"


class FrontMatterError(Exception):
    """
    Why a file cannot be read, and how to mend it.

    >>> print(FrontMatterError(3, "a quote is never closed.", "Close it."))
    a quote is never closed. Close it.
    """

    def __init__(self, line: int, what: str, mend: str) -> None:
        super().__init__(f"{what} {mend}")
        self.line = line
        """In the file, counted from 1; 0 where no line is meant."""
        self.what = what
        self.mend = mend


class ParsedFrontMatter(NamedTuple, Generic[T]):
    """The front matter of one file."""

    mapping: Mapping[Any, Any]
    """Every key and value; `related` only if it is not a list."""
    related: tuple[T, ...]
    """What `convert` made of each entry of the list `related`."""
    repeated: tuple[str, ...] = ()
    """Keys that stand twice in one mapping, anywhere; the last value is the one taken."""


class ParsedYaml(NamedTuple):
    """A file that is YAML throughout."""

    value: Any
    repeated: tuple[str, ...] = ()
    """Keys that stand twice in one mapping, anywhere; the last value is the one taken."""


class FrontMatterReader(Generic[T]):
    r"""
    Reads one file after the other, and remembers the entries of `related` that it has seen.

    `convert` is called with the value of an entry, of whatever type that is, and with a function
    that returns the value at a path in it as it is written; once for each distinct text. A repeated
    entry is the very same object, so let `convert` make something that nobody changes, and never
    None. Only of unusual documents (anchors, tags, `related: [...]`) entries are converted anew.

    >>> reader = FrontMatterReader(lambda entry, written: entry["title"])
    >>> post = reader.parse("---\ntitle: 雨\nrelated:\n  - title: 河\n---\n".encode())
    >>> post.mapping, post.related
    ({'title': '雨'}, ('河',))
    """

    def __init__(self, convert: Callable[[Any, Written], T]) -> None:
        self._convert = convert
        self._lines = LineReader()
        # By indentation, what was made of the text of an entry; a text read again moves from old
        # to young.
        self._young: dict[int, dict[bytes, T]] = {}
        self._old: dict[int, dict[bytes, T]] = {}
        self._young_bytes = 0

    def parse(self, data: bytes) -> ParsedFrontMatter[T] | None:
        """
        Return the front matter of a file, or None if its first line is not `---`.

        Raises FrontMatterError for what CSafeLoader would not read, for front matter that is
        no mapping, and for documents beyond the limits of this module.
        """
        opened = _opened(data)
        if opened is None:
            return None
        parsed = self._parse_by_entry(*opened)
        if parsed is not None:
            return parsed
        source = _source(*opened)
        value, repeated = _load(source, self._lines)
        if value is None:
            return ParsedFrontMatter({}, ())
        if not isinstance(value, dict):
            raise FrontMatterError(
                source.first_line,
                f"the front matter is {_name_of(value)}, not keys with values.",
                "Write it as lines of the form 'title: Some text'.",
            )
        entries: Any = ()
        if isinstance(value.get("related"), list):
            entries = value.pop("related")
        if len(entries) > MAX_ENTRIES:
            raise FrontMatterError(
                line_of(data, ["related"]),
                f"related has {len(entries):,} entries, more than {MAX_ENTRIES:,}.",
                "Divide them among several posts.",
            )
        converted = [
            self._convert(entry, partial(_written_below, data, ("related", at)))
            for at, entry in enumerate(entries)
        ]
        return ParsedFrontMatter(value, tuple(converted), repeated)

    def _parse_by_entry(self, data: bytes, opening: int) -> ParsedFrontMatter[T] | None:
        """Return the front matter if it is of the usual form, else None."""
        start = data.find(b"\nrelated:", opening) + 1
        header = _RELATED.match(data, start)
        if not start or not header or _end_of_front_matter(data, opening, start) >= 0:
            return None
        indent = len(header[1])
        if indent > _MAX_INDENT:
            return None
        separator = b"\n" + header[1] + b"- "  # as the header ends
        chunks = _SEPARATORS[indent].split(data)[data.count(separator, 0, header.end()) :]
        seen = self._young.setdefault(indent, {})
        entries: list[Any] = list(map(seen.get, chunks))
        new = [i for i, entry in enumerate(entries) if entry is None]

        # The list ends where a line begins at column 0; entries seen before have no such line.
        for i in new:
            if outdented := _OUTDENTED.search(chunks[i]):
                before = sum(map(len, chunks[:i])) + i * len(separator)
                list_end = header.end() + before + outdented.start()
                chunks[i] = chunks[i][: outdented.start()]
                del chunks[i + 1 :], entries[i + 1 :]
                break
        else:
            return None
        end = _end_of_front_matter(data, list_end)
        size = end - opening
        if end < 0 or size > MAX_FRONT_MATTER_BYTES or len(entries) > MAX_ENTRIES:
            return None
        if size > _MANY_BYTES and sum(map(data[opening:end].count, _MARKS)) > _MAX_MARKS:
            return None
        if end == list_end and _BLOCK_SCALAR.search(chunks[-1]):
            return None  # without a last line break a block scalar is another text

        try:
            data[end:].decode()
            head, tail = data[opening + 1 : start], data[list_end + 1 : end]
            mapping = _parse_around(head, tail, self._lines)
            for i in new:
                if i < len(entries):
                    entries[i] = self._entry(indent, chunks[i])
        except (yaml.YAMLError, UnicodeError):
            return None
        return ParsedFrontMatter(mapping, tuple(entries))

    def _entry(self, indent: int, chunk: bytes) -> Any:
        """
        Return what became of an entry's text, from memory if it was seen without line ends.

        Raises YAMLError if only the whole document says what it means.
        """
        chunk = chunk.rstrip(b"\n")
        young = self._young.setdefault(indent, {})
        entry = young.get(chunk)
        if entry is not None:
            return entry
        entry = self._old.get(indent, {}).get(chunk)
        if entry is None:
            written = partial(_written_in_entry, indent, chunk)
            entry = self._convert(_parse_entry(indent, chunk, self._lines), written)
        young[chunk] = entry
        self._young_bytes += len(chunk) + _ENTRY_BYTES
        if self._young_bytes > MEMO_BYTES:
            self._old, self._young, self._young_bytes = self._young, {}, 0
        return entry


def parse_yaml(data: bytes) -> ParsedYaml:
    """
    Return the value of a file that is YAML throughout, as CSafeLoader would.

    >>> parse_yaml(b"{topic: AI, keywords: [ai, ml]}").value
    {'topic': 'AI', 'keywords': ['ai', 'ml']}
    """
    return _load(_yaml_file(data), LineReader())


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
        source = _front_matter(data) or _yaml_file(data)
        try:
            root: Any = _GuardedLoader(source).get_single_node()
        except FrontMatterError:  # read entry by entry, for as a whole it is too large
            return [_line_of_entry(source, path) for path in paths]
        text = source.text.removeprefix(_BOM).decode(errors="replace")
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
        source = _front_matter(data)
    except FrontMatterError:
        return [1] * len(paths)
    header = source and re.compile(rb"^related: *\n( *)- ", re.M).search(source.text)
    if not source or (not header and any(len(path) > 1 for path in paths)):
        return lines_of(data, paths)
    return [_line_of_field(source, header, path) for path in paths]


def _line_of_field(
    source: _Source, header: re.Match[bytes] | None, path: Sequence[str | int]
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
        return _written(_front_matter(data) or _yaml_file(data), path)
    return None


def _written_below(data: bytes, parents: tuple[str | int, ...], path: Sequence[str | int]) -> Any:
    return written_at(data, (*parents, *path))


def _written_in_entry(indent: int, chunk: bytes, path: Sequence[str | int]) -> str | None:
    """Return the text of a value in an entry of `related`, by itself."""
    with suppress(yaml.YAMLError, UnicodeError, LookupError):
        return _written(_Source(b"%*s- %s\n" % (indent, b"", chunk), 1), (0, *path))
    return None


def _written(source: _Source, path: Sequence[str | int]) -> str | None:
    node: Any = _GuardedLoader(source).get_single_node()
    for part in path:
        _, node = _child(node, part)
    return str(node.value) if isinstance(node, ScalarNode) else None


def _line_of_entry(source: _Source, path: Sequence[str | int]) -> int:
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


# ---- the text of the front matter ---------------------------------------------------------


class _Source(NamedTuple):
    """YAML text with LF line ends, and where it stands in its file."""

    text: bytes
    first_line: int
    closed_by: bytes = b""
    """The line that ends the front matter."""

    def line_at(self, mark: Any) -> int:
        """Return the line in the file; libyaml also counts U+0085 and U+2028 as line ends."""
        text = self.text.removeprefix(_BOM).decode(errors="replace")
        return self.first_line + text.count("\n", 0, mark.index)


def _opened(data: bytes) -> tuple[bytes, int] | None:
    """Return the bytes as we read them, and where their first line, `---`, ends; else None."""
    if data.startswith(_UTF_16_OPENINGS):
        raise _utf_16()
    data = data.removeprefix(_BOM)
    opening = _FIRST_LINE.match(data)
    if not opening or not (_is_blank(opening[1]) or opening[1].strip() == b"yaml"):
        return None
    data = _checked(data)
    return data, data.find(b"\n", data.index(b"---"))


_FOREIGN = (
    (
        "TOML",
        re.compile(
            rb"\s*(?:\+\+\+[ \t]*\r?\n\s*(?:#|\[|[\w\"'.-]+[ \t]*=)|---[ \t]*toml[ \t]*\r?\n)"
        ),
    ),
    ("JSON", re.compile(rb"\s*(?:\{\s*(?:\"|\}\s*\Z)|---[ \t]*json[ \t]*\r?\n|;;;[ \t]*\r?\n)")),
)


def foreign_front_matter(data: bytes) -> FrontMatterError | None:
    r"""
    Return why front matter of a form that kg does not read is not read; None if there is none.

    >>> print(foreign_front_matter(b'+++\ntitle = "Rain"\n+++\n'))
    the front matter is TOML, which is not read yet. Write it as YAML between two lines '---'.
    """
    start = data[:10_000].removeprefix(_BOM)
    before = start[: len(start) - len(start.lstrip())]
    line = 1 + before.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n")
    for language, opening in _FOREIGN:
        if opening.match(start):
            return FrontMatterError(
                line,
                f"the front matter is {language}, which is not read yet.",
                "Write it as YAML between two lines '---'.",
            )
    if odd := re.match(rb"\s*(----+|---[ \t]*[\w-]+)[ \t]*\r?\n\s*[\w-]+:(?:\s|\Z)", start):
        what = f"the line {odd[1].decode()!r} opens no front matter."
        return FrontMatterError(line, what, "Write '---' in its place.")
    return None


def _front_matter(data: bytes) -> _Source | None:
    opened = _opened(data)
    return _source(*opened) if opened else None


def _source(data: bytes, opening: int) -> _Source:
    end = _end_of_front_matter(data, opening) if opening >= 0 else -1
    opens = 1 + data.count(b"\n", 0, data.index(b"---"))
    if end < 0:
        raise FrontMatterError(
            opens,
            f"the front matter that opens on line {opens} never ends.",
            "Put a line '---' after its last line.",
        )
    if end - opening > MAX_FRONT_MATTER_BYTES:
        raise FrontMatterError(
            opens,
            f"the front matter is larger than {MAX_FRONT_MATTER_BYTES // 2**20} MiB.",
            "Divide it into several posts.",
        )
    rest = data[end + 1 :]
    if not rest.isascii():
        _decode(rest, 1 + data.count(b"\n", 0, end + 1))
    return _Source(data[opening + 1 : end], opens + 1, rest[:3])


def _end_of_front_matter(data: bytes, start: int, stop: int = sys.maxsize) -> int:
    """Return where the line break before the first line `---` or `...` is; -1 if nowhere."""
    found = -1
    for fence in (b"\n---", b"\n..."):
        end = data.find(fence, start, stop)
        while end >= 0 and not _FENCE.match(data, end + 1, stop):
            end = data.find(fence, end + 1, stop)
        if end >= 0:
            found, stop = end, end + 1
    return found


def _utf_16() -> FrontMatterError:
    return FrontMatterError(1, "the file is UTF-16, not UTF-8.", "Save it as UTF-8.")


def _is_blank(line: bytes) -> bool:
    return not line or not line.decode(errors="replace").strip()


def _yaml_file(data: bytes) -> _Source:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _utf_16()
    data = _checked(data.removeprefix(_BOM))
    if len(data) > MAX_FRONT_MATTER_BYTES:
        what = f"the YAML is larger than {MAX_FRONT_MATTER_BYTES // 2**20} MiB."
        raise FrontMatterError(0, what, "Divide it into several files.")
    return _Source(data, 1)


def _checked(data: bytes) -> bytes:
    """Return the bytes with LF line ends, if they are not too many."""
    if len(data) > MAX_FILE_BYTES:
        raise FrontMatterError(
            0,
            f"the file is larger than {MAX_FILE_BYTES // 2**20} MiB.",
            "Divide it into several files.",
        )
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return data


def _decode(text: bytes, first_line: int) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        line = first_line + text.count(b"\n", 0, error.start)
        raise FrontMatterError(line, "the file is not UTF-8 text.", "Save it as UTF-8.") from None


# ---- the usual form: a key and a value on each line, or values from libyaml's events --------


def _parse_around(head: bytes, tail: bytes, reader: LineReader) -> Mapping[Any, Any]:
    """Return the mapping around the list `related`."""
    with suppress(Unusual):
        lines = reader.parse(head + b"related:\n" + tail)
        if lines["related"] is None:
            return Lines(lines.shape.without_related, lines.values_of_lines)
    hole = len(head.decode()) + len("related: ")  # an alias stands in for the list
    text = head + b"related: *related\n" + tail
    mapping = _parse_events(text, reader.scalars, hole=hole)
    if not isinstance(mapping, dict) or mapping.pop("related", None) is not _NEW:
        raise Unusual
    return mapping


def _parse_entry(indent: int, chunk: bytes, reader: LineReader) -> Any:
    """Return the value of an entry by itself, if nothing around it could change the value."""
    with suppress(Unusual):
        if mapping := reader.parse(chunk, indent + 2):
            return mapping
    if b"+" in chunk and _KEEPING_BLANK_LINES.search(chunk):
        raise Unusual
    items = _parse_events(b"%*s- %s\n" % (indent, b"", chunk), reader.scalars, depth=1)
    if not isinstance(items, list) or len(items) != 1:
        raise Unusual
    return items[0]


def _parse_events(text: bytes, scalars: Scalars, *, hole: int = -1, depth: int = 0) -> Any:
    """
    Return the value of a document without anchors, tags, merge keys and complex keys.

    An alias is allowed at one character, the hole, as the value of the key `related` of a
    root in block style, and gives `_NEW`. The document stands inside `depth` collections.
    """
    if len(text) > MAX_BYTES:
        raise Unusual
    get_event: Any = CParser(text).get_event
    get_event()  # the stream starts
    if get_event().__class__ is StreamEndEvent:
        return None
    stack: list[tuple[Any, Any]] = []
    container: Any = None
    key: Any = _NEW
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
            is_key = container.__class__ is dict and key is _NEW
            if event.tag is not None or event.anchor is not None or is_key:
                raise Unusual
            stack.append((container, key))
            is_flow_root = len(stack) == 1 and event.flow_style
            if len(stack) + depth > MAX_NESTING or (hole >= 0 and is_flow_root):
                raise Unusual
            container = {} if kind is MappingStartEvent else []
            key = _NEW
            continue
        elif kind is AliasEvent and event.start_mark.index == hole and len(stack) == 1:
            if key != "related" or "related" in container:
                raise Unusual
            value = _NEW
        else:
            raise Unusual
        if container.__class__ is list:
            container.append(value)
        elif container is None:
            break
        elif key is _NEW:
            if value.__class__ is not str:
                raise Unusual
            key = value
        elif key in container:
            raise Unusual
        else:
            container[key] = value
            key = _NEW
    # After a line '...' the rest could be ignored, or be another document.
    if get_event().explicit or get_event().__class__ is not StreamEndEvent:
        raise Unusual
    return value


# ---- everything else: PyYAML's loader with limits -----------------------------------------


def _load(source: _Source, reader: LineReader) -> ParsedYaml:
    _decode(source.text, source.first_line)
    with suppress(Unusual):
        if mapping := reader.parse(source.text):
            return ParsedYaml(dict(mapping))
    try:
        return ParsedYaml(_parse_events(source.text, reader.scalars))
    except yaml.YAMLError:
        pass
    loader = _GuardedLoader(source)
    try:
        node = loader.get_single_node()
        if node is None:
            return ParsedYaml(None)
        loader.refuse_bombs(node)
        value = loader.construct_document(node)
        return ParsedYaml(value, tuple(loader.repeated))
    except yaml.YAMLError as error:
        raise _explained(error, source) from None


class _GuardedLoader(yaml.CSafeLoader):
    """CSafeLoader, with a limit wherever a short document could ask for much."""

    def __init__(self, source: _Source) -> None:
        super().__init__(source.text)
        self._source = source
        self._depth = self._nodes = self._merges = self._merged = 0
        self.repeated: dict[str, None] = {}

    def _refuse(self, node: Node | None, what: str, mend: str) -> NoReturn:
        line = self._source.line_at(node.start_mark) if node else self._source.first_line
        raise FrontMatterError(line, what, mend)

    def descend_resolver(self, current_node: Any, _current_index: Any) -> None:
        self._depth += 1
        self._nodes += 1
        self._check(current_node, self._nodes, self._depth - 1)

    def ascend_resolver(self) -> None:
        self._depth -= 1

    def _check(self, node: Node | None, nodes: int, depth: int) -> None:
        if depth > MAX_NESTING:
            self._refuse(node, _TOO_DEEP, "Make it flatter.")
        if nodes > MAX_VALUES:
            what = f"more than {MAX_VALUES:,} values, counting what aliases stand for."
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
        except (yaml.YAMLError, FrontMatterError):
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


def _explained(error: yaml.YAMLError, source: _Source) -> FrontMatterError:
    """Return PyYAML's error with its line in the file and what to do about it."""
    if isinstance(error, yaml.reader.ReaderError):
        text = source.text.decode()
        found = re.search(_ILLEGAL, text)
        if found:
            line = source.first_line + text.count("\n", 0, found.start())
            what = f"the control character U+{ord(found[0]):04X} is not allowed."
            return FrontMatterError(line, what, "Remove it.")
    problem = getattr(error, "problem", None) or str(error)
    mark = getattr(error, "problem_mark", None)
    context_mark = getattr(error, "context_mark", None)
    line = source.line_at(mark or context_mark) if mark or context_mark else 0
    context = getattr(error, "context", None)
    if str(context).startswith("while increasing "):  # libyaml's own limit, of newer versions
        return FrontMatterError(line, _TOO_DEEP, "Make it flatter.")
    if context == "while scanning a quoted scalar" and problem == "found unexpected end of stream":
        opened = source.line_at(context_mark)
        if source.closed_by:
            end = source.first_line + source.text.count(b"\n") + 1
            fence = source.closed_by.decode()
            return FrontMatterError(
                opened,
                f"the line '{fence}' (line {end}) stands inside quotes opened on line {opened}.",
                f"Close the quotes before it, or indent the '{fence}' if it is text.",
            )
        return FrontMatterError(opened, "the quotes opened here never close.", "Close them.")
    mend = _MENDS.get(problem, "Check quotes, colons and indentation here and just above.")
    if context:
        place = f" (line {source.line_at(context_mark)})" if context_mark else ""
        problem = f"{context}{place}, {problem}"
    if isinstance(error, yaml.constructor.ConstructorError):
        mend = "Write the value plainly, or in quotes if it is text."
    return FrontMatterError(line, f"this is not YAML: {problem}.", mend)


def _name_of(value: Any) -> str:
    if isinstance(value, list):
        return "a list"
    return "a text" if isinstance(value, str) else f"of type {type(value).__name__}"


_TOO_DEEP = f"nested more than {MAX_NESTING} deep."
_NEW: Any = object()
