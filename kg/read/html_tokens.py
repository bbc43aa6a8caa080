"""
The tags and texts of HTML, in one pass that no input makes slow.

It goes by the tokenizer of the HTML standard (https://html.spec.whatwg.org/multipage/parsing.html)
where posts depend on it, and builds no tree: depth costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Literal, NamedTuple

MAX_ATTRIBUTES = 100
"""Attributes of one tag that are kept."""

_MARKUP = re.compile(r"<(?:/?[A-Za-z]|[!?])")
_NAME = re.compile(r"</?([A-Za-z][^\s/>]*)")
_ATTRIBUTE = re.compile(r"[\s/]*([^\s/>][^\s/>=]*)(?:\s*=\s*(?:([\"'])|([^\s>\"'][^\s>]*)?))?")
_TAG_END = re.compile(r"[\s/]*(>|\Z)")
_RAW = frozenset(("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"))
"""Elements that hold no tags."""


class Token(NamedTuple):
    """A tag, or the text up to the next one."""

    kind: Literal["start", "end", "text"]
    name: str
    """Of a tag, in lower case; of a text, the text with references decoded."""
    attributes: dict[str, str]
    at: int
    """Where it begins."""


_NONE: dict[str, str] = {}


class Places:
    """Where something stands in a text; what is not found once is not looked for again."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._missing: set[str] = set()

    def find(self, what: str, start: int) -> int:
        """Return where a text stands, from a place on; places only ever rise. -1 if nowhere."""
        if what in self._missing:
            return -1
        at = self._text.find(what, start)
        if at < 0:
            self._missing.add(what)
        return at


def html_tokens(text: str) -> Iterator[Token]:
    """
    Yield the tags and texts of HTML.

    Comments, and what stands in scripts and styles, are left out. A tag, comment or script that
    never ends takes the rest of the text, as in a browser.

    >>> [token.name for token in html_tokens('<p class=a>Rain &amp; <!-- x --> sun')]
    ['p', 'Rain & ', ' sun']
    """
    places = Places(text)
    at = 0
    while markup := _MARKUP.search(text, at):
        if markup.start() > at:
            yield Token("text", unescape(text[at : markup.start()]), _NONE, at)
        start = markup.start()
        if markup[0][1] in "!?":
            at = _after_comment(text, start, places)
            if at < 0:
                return
            continue
        name, attributes, at = _tag(text, start, places)
        if at < 0:
            return
        if markup[0][1] == "/":
            yield Token("end", name, _NONE, start)
            continue
        yield Token("start", name, attributes, start)
        if name in _RAW:
            closing = _raw_end(text, name, at)
            if name in ("title", "textarea"):
                yield Token(
                    "text", unescape(text[at : closing if closing >= 0 else None]), _NONE, at
                )
            if closing < 0:
                return
            at = closing
    if at < len(text):
        yield Token("text", unescape(text[at:]), _NONE, at)


def _after_comment(text: str, start: int, places: Places) -> int:
    if text.startswith("<!--", start):
        end = places.find("-->", start + 2)  # `<!-->` is a whole comment
        return end + 3 if end >= 0 else -1
    end = places.find(">", start)
    return end + 1 if end >= 0 else -1


def _raw_end(text: str, name: str, start: int) -> int:
    """Return where the closing tag of an element without tags is; -1 if nowhere."""
    closing = re.compile(f"</{name}", re.IGNORECASE).search(text, start)
    return closing.start() if closing else -1


def _tag(text: str, start: int, places: Places) -> tuple[str, dict[str, str], int]:
    """Return the name of a tag, its attributes, and where it ends; -1 if it never does."""
    opening = _NAME.match(text, start)
    assert opening  # noqa: S101  # as _MARKUP has found it
    attributes: dict[str, str] = {}
    at = opening.end()
    while True:
        if end := _TAG_END.match(text, at):
            return opening[1].lower(), attributes, end.end() if end[1] else -1
        attribute = _ATTRIBUTE.match(text, at)
        if not attribute:
            return opening[1].lower(), attributes, -1
        at, value = attribute.end(), attribute[3] or ""
        if attribute[2]:
            closing = places.find(attribute[2], at)
            if closing < 0:  # an unclosed quote: the value goes to the end of the tag
                closing = places.find(">", at)
                if closing < 0:
                    return opening[1].lower(), attributes, -1
                value, at = text[at:closing], closing
            else:
                value, at = text[at:closing], closing + 1
        name = attribute[1].lower()
        if name not in attributes and len(attributes) < MAX_ATTRIBUTES:
            attributes[name] = unescape(value)
