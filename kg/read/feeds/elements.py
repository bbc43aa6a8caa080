"""
The entries of a feed in XML, one after the other, as small trees.

The parser is expat, which reads as the file comes and keeps nothing. Nothing that a file declares
is expanded or loaded: declarations of entities and attributes are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Final
from urllib.parse import urljoin
from xml.parsers import expat

from kg.model.limits import MAX_URL_CHARS
from kg.read.errors import ReadError
from kg.read.feeds.kinds import is_feed_root
from kg.read.feeds.mended import MendedText
from kg.read.feeds.namespaces import Names
from kg.read.limits import MAX_FILE_BYTES, MAX_VALUES
from kg.read.lists.pieces import Note

MAX_DEPTH: Final = 200
MAX_TAG_BYTES: Final = 2 * 2**20
"""A longer tag, comment or instruction ends the file: expat looks at it again and again."""
_TOO_LARGE: Final = f"is larger than {MAX_FILE_BYTES // 2**20} MiB."
_TOO_MANY: Final = f"has more than {MAX_VALUES:,} values."

_ENTRIES: Final = frozenset(("item", "entry"))
_AROUND: Final = frozenset(("channel", "items", "rss", "feed"))
"""Elements outside entries that may hold entries."""
_WITH_MARKUP: Final = frozenset(
    (
        *("title", "description", "summary", "content", "content:encoded", "dc:description"),
        *("atom:summary", "atom:content", "atom:title", "media:description", "media:title"),
        *("itunes:summary", "xhtml:body", "xhtml:div", "dc:title"),
    )
)
"""Elements in which elements are markup of the text."""
_ABSOLUTE = re.compile(r"https?://[^/]", re.I)
_EMPTY_IN_HTML: Final = frozenset("area base br col embed hr img input link meta wbr".split())
_CUT_OFF: Final = frozenset(
    expat.errors.codes[message]
    for message in (
        *(expat.errors.XML_ERROR_NO_ELEMENTS, expat.errors.XML_ERROR_UNCLOSED_TOKEN),
        *(expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION, expat.errors.XML_ERROR_PARTIAL_CHAR),
    )
)
_AFTER_END: Final = expat.errors.codes[expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]
_MISMATCH: Final = expat.errors.codes[expat.errors.XML_ERROR_TAG_MISMATCH]


class Element:
    """An element inside an entry or a channel."""

    __slots__ = (
        *("attributes", "base", "children", "is_markup", "line", "name", "parts", "size", "wrong"),
    )

    def __init__(self, name: str, attributes: dict[str, str], base: str, line: int) -> None:
        self.name = name
        self.attributes = attributes
        """By name in lower case."""
        self.base = base
        """What relative addresses in it are relative to; empty if the file does not say."""
        self.line = line
        """Where it begins; of elements inside others 0."""
        self.parts: list[str] = []
        self.children: list[Element] = []
        self.is_markup = False
        """Whether its text is the source of its elements, with characters escaped."""
        self.wrong = ""
        """Of an entry: why it cannot be read."""
        self.size = 0
        """Of an entry: characters of text, and of its attributes."""

    @property
    def text(self) -> str:
        """Its text without the white space around it."""
        return "".join(self.parts).strip()

    @property
    def is_entry(self) -> bool:
        """Whether it is an entry, not something that a channel says of itself."""
        return self.name in _ENTRIES


class ElementReader:
    """
    Reads the elements of one file; `notes` fills with what was mended.

    Entries come empty if their elements are not wanted.
    """

    def __init__(self, data: bytes, *, entries_empty: bool = False) -> None:
        self._entries_empty = entries_empty
        self._text = MendedText(data)
        self.notes: dict[Note, None] = self._text.notes
        self._names = Names()
        self._done: list[Element] = []
        self._open: list[Element] = []
        self._depth = self._count = self._size = 0
        self._markup_depth = 0
        """How deep the element stands whose markup is being kept; 0 if there is none."""
        self._passing = 0
        """How deep the entry stands whose elements are passed over; 0 if there is none."""
        self._declaring: list[int] = []
        self._bases: list[tuple[int, str]] = [(0, "")]
        self._has_ended = False
        self.language = ""
        """That of the whole feed, by `xml:lang`."""
        self._parser = self._new_parser()

    def _new_parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.buffer_size = 2**16
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.EntityDeclHandler = self._declaration
        parser.AttlistDeclHandler = self._declaration
        return parser

    def elements(self) -> Iterator[Element]:
        """Yield what the channel says of itself, and its entries; raise ReadError."""
        fed = 0
        failure: ReadError | None = None
        for text in self._text.pieces():
            piece = text.encode("utf-8", "replace")
            fed += len(piece)
            failure = self._fed(piece, is_last=False)
            if failure is None and fed - self._parser.CurrentByteIndex > MAX_TAG_BYTES:
                what = f"a tag or comment is longer than {MAX_TAG_BYTES // 2**20} MiB."
                failure = ReadError(self._line(), what, "Close or remove it.")
            yield from self._done
            self._done.clear()
            if failure is not None or self._has_ended:
                break
        if failure is None and not self._has_ended:
            failure = self._fed(b"", is_last=True)
        if failure is not None:
            raise failure

    def _fed(self, piece: bytes, *, is_last: bool) -> ReadError | None:
        """Parse a piece, and return why it cannot be read on."""
        try:
            self._parser.Parse(piece, is_last)
        except ReadError as error:
            return error
        except expat.ExpatError as error:
            line = self._text.first_line + error.lineno - 1
            if error.code == _AFTER_END:
                self._has_ended = True
                note = Note(line, "text stands after the end of the feed.", "Remove it.")
                self.notes[note] = None
                return None
            return _refused(error.code, line)
        return None

    def _line(self) -> int:
        return self._text.first_line + self._parser.CurrentLineNumber - 1

    def _declaration(self, *_: object) -> None:
        what = "the DOCTYPE declares entities or attributes."
        raise ReadError(self._line(), what, "Remove them, and write what they stand for.")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            what = f"elements are nested more than {MAX_DEPTH} deep."
            raise ReadError(self._line(), what, "Close those that are open.")
        if self._passing:
            return
        if self._markup_depth:
            self._keep(_opening(tag, attributes))
            return
        if attributes:
            self._enter(attributes)
        name = self._names.of(tag)
        if name in _AROUND and not self._open:
            self.language = self.language or attributes.get("xml:lang", "").strip()
        if self._depth == 1:
            self._check_root(tag, attributes)
        elif self._open:
            self._start_child(tag, name, attributes)
        elif name not in _AROUND:
            self._count = self._size = 0
            self._open.append(self._element(name, attributes))
            if self._entries_empty and name in _ENTRIES:
                self._passing = self._depth

    def _enter(self, attributes: dict[str, str]) -> None:
        if self._names.enter(attributes, is_root=self._depth == 1):
            self._declaring.append(self._depth)
        base = attributes.get("xml:base")
        if base:
            self._bases.append((self._depth, joined(self._bases[-1][1], base)))

    def _check_root(self, tag: str, attributes: dict[str, str]) -> None:
        if not is_feed_root(tag, frozenset(map(str.strip, attributes.values()))):
            what = f"the file is no feed: its first element is <{tag[:40]}>."
            raise ReadError(self._line(), what, "Name a file of RSS or Atom.")

    def _element(self, name: str, attributes: dict[str, str]) -> Element:
        if attributes:
            attributes = {key.lower(): value for key, value in attributes.items()}
        line = 0 if self._open else self._line()
        return Element(name, attributes, self._bases[-1][1], line)

    def _start_child(self, tag: str, name: str, attributes: dict[str, str]) -> None:
        parent = self._open[-1]
        if parent.name in _WITH_MARKUP:
            if not parent.is_markup:
                parent.parts = [escape("".join(parent.parts), quote=False)]
                parent.is_markup = True
            self._markup_depth = self._depth
            self._keep(_opening(tag, attributes))
            return
        child = self._element(name, attributes)
        self._count += 1 + len(attributes)
        if attributes:
            self._size += sum(map(len, attributes.values()))
        if self._count > MAX_VALUES:
            self._open[0].wrong = _TOO_MANY
        if not self._open[0].wrong:
            parent.children.append(child)
        self._open.append(child)

    def _characters(self, text: str) -> None:
        if self._open and not self._passing:
            is_markup = self._open[-1].is_markup
            self._keep(escape(text, quote=False) if is_markup else text)

    def _keep(self, text: str) -> None:
        whole = self._open[0]
        self._size += len(text)
        if self._size > MAX_FILE_BYTES and not whole.wrong:
            whole.wrong = _TOO_LARGE
            whole.children.clear()
        if not whole.wrong:
            self._open[-1].parts.append(text)

    def _end(self, tag: str) -> None:
        depth = self._depth
        self._depth -= 1
        if self._passing:
            if depth > self._passing:
                return
            self._passing = 0
        if self._markup_depth:
            local = tag.rpartition(":")[2]
            if local not in _EMPTY_IN_HTML:
                self._keep(f"</{local}>")
            if depth == self._markup_depth:
                self._markup_depth = 0
                self._leave(depth)
            return
        self._leave(depth)
        if self._open and depth > 1:
            done = self._open.pop()
            if not self._open:
                done.size = self._size
                self._done.append(done)

    def _leave(self, depth: int) -> None:
        if self._declaring and self._declaring[-1] == depth:
            self._declaring.pop()
            self._names.leave()
        if self._bases[-1][0] == depth:
            self._bases.pop()


def joined(base: str, address: str) -> str:
    """
    Return an address as an absolute one, if it can be told.

    >>> joined("https://example.org/news/", "rain.html"), joined("", "rain.html")
    ('https://example.org/news/rain.html', 'rain.html')
    """
    address = address.strip()
    if not base or _ABSOLUTE.match(address) or len(base) + len(address) > MAX_URL_CHARS:
        return address
    try:
        return urljoin(base, address)
    except ValueError:  # what is wrong with it is said when the record is read
        return address


def _opening(tag: str, attributes: dict[str, str]) -> str:
    """Return the source of a tag."""
    local = tag.rpartition(":")[2]
    if not attributes:
        return f"<{local}>"
    stated = "".join(
        f' {name}="{escape(value)}"'
        for name, value in attributes.items()
        if not name.startswith("xmlns")
    )
    return f"<{local}{stated}>"


def _refused(code: int, line: int) -> ReadError:
    if code in _CUT_OFF:
        return ReadError(line, "the file ends in the middle of the feed.", "Fetch the feed again.")
    if code == _MISMATCH:
        what = "an element ends that is not the last one begun."
        return ReadError(line, what, "Close what is open; write the '<' of HTML as &lt;.")
    what = f"the file is no valid XML: {expat.ErrorString(code)}."
    return ReadError(line, what, "Mend it, or fetch the feed again.")
