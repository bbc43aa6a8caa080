"""
The text of an XML file as a parser takes it: decoded, and without the usual faults of feeds.

What is mended has one sensible reading, and never changes the number of lines:

- references that only HTML knows (`&nbsp;`) become their characters,
- an `&` that begins no reference becomes `&amp;`,
- characters that XML forbids, and references to them, go,
- white space before the XML declaration goes.

Inside CDATA sections and comments only forbidden characters are touched.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from typing import Final

from kg.read.exports.text import codec_of
from kg.read.lists.pieces import Note

_CHUNK: Final = 2**17
_MAX_HELD: Final = 64
"""Characters that may be held back to be looked at with the next chunk."""
# XML 1.0, section 2.2: the characters that may not stand in a document.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_UNTOUCHED = re.compile(r"<!(?:\[CDATA\[|--)")
_STRAY_SIGN = re.compile(r"&(?!#?[0-9A-Za-z]{1,40};)", re.A)
_REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)(#?[0-9A-Za-z]{1,40};)", re.A)
_OPENING_CUT = re.compile(r"<(?:!(?:-|\[[A-Z]{0,5})?)?\Z|&#?[0-9A-Za-z]{0,40}\Z", re.A)
_NUMBER = re.compile(r"#(?:0*([0-9]{1,7})|x0*([0-9a-fA-F]{1,6}));", re.A)
_ISO_2022 = re.compile(rb"<\?xml[^>]{0,200}encoding=[\"'](iso-2022-jp)", re.I)
_STRAY: Final = "an '&' stands there that begins no reference.", "Write it as &amp;."
_HTML_NAME: Final = (
    "a reference stands there that only HTML knows.",
    "Write the character itself.",
)
_BAD_CHARACTER: Final = "a character stands there that XML does not allow.", "Remove it."
_BAD_BYTES: Final = "bytes stand there that are no text.", "Save the file as UTF-8."


class MendedText:
    """Yields the text of a file in pieces, and notes what was mended: each kind once."""

    def __init__(self, data: bytes) -> None:
        blank = len(data) - len(data.lstrip(b" \t\r\n"))
        self._data = data
        self._start = blank
        self.first_line = 1 + data.count(b"\n", 0, blank)
        """The line where the text begins."""
        self.notes: dict[Note, None] = {}
        self._noted: set[str] = set()
        self._line = self.first_line
        self._closing = ""
        """What ends the CDATA section or comment that the text stands in; empty outside."""

    def pieces(self) -> Iterator[str]:
        """Yield the text, which is never kept as a whole."""
        held = ""
        for text in self._decoded():
            text = held + self._allowed(text)
            keep = self._uncertain(text)
            held = text[keep:]
            if keep:
                yield self._mended(text[:keep])
        if held:
            yield self._mended(held)

    def _decoded(self) -> Iterator[str]:
        data, start = self._data, self._start
        declared = _ISO_2022.match(data, start)
        codec = declared[1].decode() if declared else codec_of(data)
        decoder = codecs.getincrementaldecoder(codec)("replace")
        for at in range(start, len(data), _CHUNK):
            chunk = data[at : at + _CHUNK]
            text = decoder.decode(chunk, at + _CHUNK >= len(data))
            is_new = "\ufffd" in text and _BAD_BYTES[0] not in self._noted
            if is_new and chunk.count("\ufffd".encode()) < text.count("\ufffd"):
                self._note(_BAD_BYTES, text, text.index("\ufffd"))
            yield text

    def _note(self, said: tuple[str, str], text: str, place: int) -> None:
        if said[0] not in self._noted:
            self._noted.add(said[0])
            line = self._line + text.count("\n", 0, place)
            self.notes[Note(line, *said)] = None

    def _allowed(self, text: str) -> str:
        forbidden = _FORBIDDEN.search(text)
        if forbidden is None:
            return text
        self._note(_BAD_CHARACTER, text, forbidden.start())
        return _FORBIDDEN.sub("", text)

    def _uncertain(self, text: str) -> int:
        """Return up to where a text can be mended without what follows it."""
        if self._closing:
            return max(0, len(text) - len(self._closing) + 1)
        tail = text[-_MAX_HELD:]
        cut = _OPENING_CUT.search(tail)
        return len(text) - len(tail) + cut.start() if cut else len(text)

    def _mended(self, text: str) -> str:
        parts: list[str] = []
        place = 0
        while place < len(text):
            if self._closing:
                end = text.find(self._closing, place)
                end = end + len(self._closing) if end >= 0 else len(text)
                if text.endswith(self._closing, place, end):
                    self._closing = ""
                parts.append(text[place:end])
            else:
                found = _UNTOUCHED.search(text, place)
                end = found.end() if found else len(text)
                if found:
                    self._closing = "-->" if found[0] == "<!--" else "]]>"
                parts.append(self._with_references(text[place:end], text, place))
            place = end
        self._line += text.count("\n")
        return "".join(parts)

    def _with_references(self, text: str, whole: str, start: int) -> str:
        """Return a part of a text with its references as XML has them."""
        if "&" not in text:
            return text
        mended, count = _STRAY_SIGN.subn("&amp;", text)
        if count and (stray := _STRAY_SIGN.search(text)):
            self._note(_STRAY, whole, start + stray.start())
        found = _REFERENCE.search(mended)
        if found is None:
            return mended
        # Of what is replaced, the kind and the first place are noted.
        for said in dict.fromkeys(_better(name)[1] for name in set(_REFERENCE.findall(mended))):
            if said is not None and said[0] not in self._noted:
                place = next(
                    each.start()
                    for each in _REFERENCE.finditer(text)
                    if _better(each[1])[1] == said
                )
                self._note(said, whole, start + place)
        return _REFERENCE.sub(_replaced, mended)


def _replaced(reference: re.Match[str]) -> str:
    return _better(reference[1])[0]


@lru_cache(maxsize=1 << 10)
def _better(name: str) -> tuple[str, tuple[str, str] | None]:
    """Return what stands for the reference of a name, and what there is to say of it."""
    from html.entities import html5

    if number := _NUMBER.fullmatch(name):
        code = int(number[1]) if number[1] else int(number[2], 16)
        if 0 < code <= 0x10FFFF and not _FORBIDDEN.match(chr(code)):
            return f"&{name}", None
        return "", _BAD_CHARACTER
    character = html5.get(name)
    if character is None:
        return f"&amp;{name}", _STRAY
    # AMP, LT and the like stand for characters that have to stay references.
    return escape(character, quote=False), _HTML_NAME
