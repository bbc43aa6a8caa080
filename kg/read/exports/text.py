"""Text as programs write it into exports: encodings, markup in titles, times in odd units."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape
from typing import Final

MAX_TITLE_CHARS: Final = 10_000
MAX_EXCERPT_CHARS: Final = 1_000
"""Of a longer excerpt the beginning is taken."""
MAX_RAW_BYTES: Final = 2**16
"""Of text with markup no more is looked at."""

_CHUNK: Final = 2**20
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# In all of these the bytes below 0x40 stand for ASCII, so that tags and quotes are found.
_ASCII_BASED: Final = frozenset(
    "cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 iso8859-1 iso8859-2 iso8859-5 "
    "iso8859-7 iso8859-9 iso8859-15 koi8-r koi8-u cp949 euc_kr euc_jp shift_jis cp932 gb2312 gbk "
    "gb18030 big5".split()
)
_CHARSET = re.compile(rb"(?:charset|encoding)\s{0,9}=\s{0,9}[\"']?([\w-]{1,30})", re.I)
_HEAD_BYTES: Final = 4096

# HTML, 4.5 and 4.4: what stands within a line of text, and what is put around it.
_TAGS = re.compile(
    r"</?(?:a|abbr|b|bdi|big|blockquote|br|cite|code|del|div|em|font|h[1-6]|hr|i|img|ins|kbd|li|"
    r"mark|ol|p|pre|q|s|samp|small|span|strike|strong|sub|sup|tt|u|ul|var|wbr)(?:[\s/][^<>]*)?>",
    re.I,
)
_LONG_REFERENCE = re.compile(r"&#(?:[0-9]{12,}|[xX][0-9a-fA-F]{12,});?")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def without_mark(data: bytes) -> bytes:
    r"""
    Return a file as ASCII-based bytes: without a byte order mark, and UTF-16 and 32 as UTF-8.

    >>> without_mark("雨".encode("utf-16")).decode()
    '雨'
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            if codec == "utf-8-sig":
                return data[len(mark) :]
            return b"".join(text.encode() for text in _decoded(data, codec))
    for start, codec in ((b"<\0", "utf-16-le"), (b"[\0", "utf-16-le"), (b"\0<", "utf-16-be")):
        if data.startswith(start):
            return b"".join(text.encode() for text in _decoded(data, codec))
    return data


def codec_of(data: bytes) -> str:
    r"""
    Return how the bytes of a file are to be decoded, with errors replaced.

    That is UTF-8 if the file is UTF-8, or is but for a few bytes that some program cut off; else
    the encoding that its head declares; else windows-1252, which browsers take then, too.

    >>> codec_of("Überschwemmung".encode()), codec_of("Überschwemmung".encode("latin-1"))
    ('utf-8', 'cp1252')
    """
    if data.isascii():
        return "utf-8"
    good = bad = 0
    for text in _decoded(data, "utf-8"):
        if not text.isascii():
            wrong = text.count("\ufffd")
            bad += wrong
            good += len(text) - len(text.encode("ascii", "ignore")) - wrong
    if not bad or good > bad:
        return "utf-8"
    return _declared(data[:_HEAD_BYTES]) or "cp1252"


def _declared(head: bytes) -> str | None:
    found = _CHARSET.search(head)
    if found is None:
        return None
    try:
        name = codecs.lookup(found[1].decode("ascii", "replace")).name
    except LookupError:
        return None
    return name if name in _ASCII_BASED else None


def _decoded(data: bytes, codec: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(codec)("replace")
    for start in range(0, len(data), _CHUNK):
        yield decoder.decode(data[start : start + _CHUNK])
    yield decoder.decode(b"", True)


def unescaped(text: str) -> str:
    """
    Return a text with its character references decoded once.

    >>> unescaped("Q&amp;A &amp;amp; more")
    'Q&A &amp; more'
    """
    if "&" not in text:
        return text
    return unescape(_LONG_REFERENCE.sub("\ufffd", text))  # int() refuses 4,301 digits


def clean(text: str) -> str:
    r"""
    Return a text with white space folded, and without what is no text.

    >>> clean(" Rain\x00 over\n the harbour ")
    'Rain over the harbour'
    """
    if not text.isprintable():
        text = _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text))
    return " ".join(text.split())


def plain_title(text: str) -> str:
    r"""
    Return a headline as plain text: no tags, references decoded once, no Markdown escapes.

    >>> plain_title(r"Why <b>C\#</b> &amp; `snake_case` matter")
    'Why C# & snake_case matter'
    """
    text = text[:MAX_RAW_BYTES]
    if "<" in text:
        text = _TAGS.sub("", text)
    text = unescaped(text)
    if "`" in text or "\\#" in text:
        text = text.replace("`", "").replace("\\#", "#")
    return clean(text)[:MAX_TITLE_CHARS]


def plain_excerpt(text: str) -> str:
    """
    Return an excerpt as plain text of at most MAX_EXCERPT_CHARS characters.

    >>> plain_excerpt("<p>The river rose.</p><p>Nobody slept.</p>")
    'The river rose. Nobody slept.'
    """
    text = text[:MAX_RAW_BYTES]
    if "<" in text:
        text = _TAGS.sub(" ", text)
    text = clean(unescaped(text))
    if len(text) <= MAX_EXCERPT_CHARS:
        return text
    start, space, _ = text[: MAX_EXCERPT_CHARS - 1].rpartition(" ")
    return f"{start if space else text[: MAX_EXCERPT_CHARS - 1]}…"


def parted(text: str, separator: str | None) -> list[str]:
    """
    Return the parts of a text without those that are empty; None parts it at white space.

    >>> parted("floods, climate,", ",")
    ['floods', 'climate']
    """
    return [part for each in text.split(separator) if (part := clean(each))]


def instant(text: str) -> str:
    """
    Return a time as kg reads it: seconds since 1970 for epochs of unusual length.

    Milliseconds, microseconds and nanoseconds become seconds (Google's bookmarks count
    microseconds), 0 becomes nothing (Chrome writes it for "unknown"); other texts stay.

    >>> instant("1714636800123456"), instant("0"), instant("2024-05-02T08:00:00Z")
    ('1714636800', '', '2024-05-02T08:00:00Z')
    """
    text = clean(text[:100])
    if not (text.isascii() and text.isdigit()):
        return text
    if not text.strip("0"):
        return ""
    return text[:10] if len(text) in (16, 19) and text[0] == "1" else text


def webkit_instant(text: str) -> str:
    """
    Return a time of Chrome's own file, microseconds since 1601, as seconds since 1970.

    >>> webkit_instant("13359110400000000"), webkit_instant("0"), webkit_instant("soon")
    ('1714636800', '', '')
    """
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        return ""
    seconds = int(text) // 1_000_000 - _SECONDS_FROM_1601
    return str(seconds) if seconds > 0 else ""


_SECONDS_FROM_1601: Final = (datetime(1970, 1, 1) - datetime(1601, 1, 1)) // timedelta(seconds=1)
