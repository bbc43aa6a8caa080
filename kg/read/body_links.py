"""Links gathered from a stream of texts and tags, each with its headline."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from kg.read.link_texts import (
    MAX_BORROWED,
    MAX_HEADLINE,
    borrowed_headline,
    headline_of,
    is_pointing,
    is_site_name,
)
from kg.read.unwanted_links import Address, absolute_address, is_own, why_unwanted

_MAX_TEXT = 2 * MAX_HEADLINE
_MAX_BETWEEN = 5 * MAX_BORROWED
_MAX_PARTS = 200
_CELL = "\x1f"


class Link(NamedTuple):
    """A link in a body."""

    address: str
    text: str
    """Its headline; empty if it has none."""
    line: int
    """In the body, counted from 1."""


class _Open:
    """A link whose text is being read, or that waits for the end of its block."""

    __slots__ = ("address", "before", "bold", "in_title", "line", "parts", "size", "text", "title")

    def __init__(self, address: Address, line: int, before: str, bold: str) -> None:
        self.address = address
        self.line = line
        self.before = before
        """The text between the last link of the block and this one."""
        self.bold = bold
        """The strong text in it that may be a headline."""
        self.parts: list[str] = []
        self.size = 0
        self.title: list[str] = []
        """The text of a heading inside it."""
        self.in_title = False
        self.text = ""


class LinkGatherer:
    """
    Gathers links while it is told of texts, links, blocks and headings, in the order of the body.

    A link's headline is its text. Where that is only "here", "source", a number, an address or its
    own site, it is, in this order:

    1. the strong text before it in its block, if that begins the block or has three words;
    2. the text before it on its line, else after it, else before it in its block;
    3. the block before, if the link stands alone in its block, and that has no link;
    4. the heading above, if no other link stands under that.

    A text before it that ends a sentence comes last: it describes the article.

    A link that only names its site borrows by 1 to 4 if it is set apart by a mark ("Rain – BBC"),
    and keeps the name if there is nothing to borrow. A link with a headline leaves nothing to
    borrow to the links after it on its line.
    """

    def __init__(self, own: frozenset[str]) -> None:
        self._own = own
        self._found: dict[str, tuple[str, int]] = {}
        self._descriptions: dict[str, str] = {}
        self._open: _Open | None = None
        self._waiting: list[_Open] = []
        self._between: list[str] = []
        self._size = 0
        self._strong: list[str] | None = None
        self._bold = ""
        self._block_before = ""
        self._heading: list[str] | None = None
        self._section = ""
        self._section_links: dict[str, None] = {}

    def text(self, text: str) -> None:
        """Take a text; a line break in it is a line break on the page."""
        if not text:
            return
        link = self._open
        if link is not None:
            if link.size < _MAX_TEXT:
                link.parts.append(text[:_MAX_TEXT])
                link.size += len(text)
                if link.in_title:
                    link.title.append(text[:_MAX_TEXT])
        elif self._size <= _MAX_BETWEEN:
            self._between.append(text[: _MAX_BETWEEN + 1])
            self._size += len(text)
            if self._strong is not None:
                self._strong.append(text[:_MAX_BETWEEN])
        if self._heading is not None and len(self._heading) < _MAX_PARTS:
            self._heading.append(text[:_MAX_TEXT])

    def cell(self) -> None:
        """Begin a cell of a table."""
        if self._open is None:
            self.text(_CELL)

    def start_link(self, address: str, line: Callable[[], int]) -> None:
        """Begin a link; one that is open ends."""
        self.end_link()
        parts = absolute_address(address)
        if parts is None or is_own(parts.host, self._own):
            return
        self._open = _Open(parts, line(), self._text_between(), self._bold)

    def _text_between(self) -> str:
        return "".join(self._between) if self._size <= _MAX_BETWEEN else ""

    @property
    def in_link(self) -> bool:
        """Whether a link is open."""
        return self._open is not None

    def end_link(self) -> None:
        """End the link that is open, if one is."""
        link, self._open = self._open, None
        if link is None:
            return
        whole = "".join(link.title or link.parts)
        link.text = headline_of(whole) if len(whole) <= _MAX_TEXT else ""
        if not why_unwanted(link.address, link.text):
            self._waiting.append(link)
            if len(self._waiting) >= _MAX_PARTS:
                self._settle("")
        self._between, self._size, self._bold = [], 0, ""
        self._strong = None if self._strong is None else []

    def bare_address(self, address: str, line: Callable[[], int]) -> None:
        """Take an address that stands in a text."""
        if self._open is None:
            self.start_link(address, line)
            self.text(address)
            self.end_link()
        else:
            self.text(address)

    def start_strong(self) -> None:
        """Begin strong text."""
        if self._open is None and self._strong is None:
            begins = not "".join(self._between).strip(" \n\t" + _CELL) if self._size < 50 else False
            self._strong = [] if not begins else [""]

    def end_strong(self) -> None:
        """End strong text; what begins its block or has three words may be a headline."""
        strong, self._strong = self._strong, None
        if strong:
            text = "".join(strong)
            if (strong[0] == "" and len(strong) > 1) or len(text.split()) >= 3:
                self._bold = text

    def end_block(self) -> None:
        """End a paragraph, an item of a list, a row of a table or another block."""
        if self._open is not None:
            self.text(" ")
            return  # a link around blocks, as HTML allows
        text = self._text_between()
        if self._waiting:
            self._settle(text)
            self._block_before = ""
        elif text.strip() or self._size:
            is_row = _CELL in text
            self._block_before = "" if is_row or len(text) > 2 * MAX_BORROWED else text
        self._between, self._size, self._bold, self._strong = [], 0, "", None

    def start_heading(self) -> None:
        """Begin a heading."""
        if self._open is not None:
            self._open.in_title = not self._open.title
            return
        self.end_block()
        self._end_section()
        self._heading = []

    def end_heading(self) -> None:
        """End a heading."""
        if self._open is not None:
            self._open.in_title = False
            if self._heading is None:
                return
            self.end_link()
        heading, self._heading = self._heading, None
        had_links = bool(self._waiting)
        self.end_block()
        self._block_before = ""
        self._section = "" if had_links or not heading else "".join(heading)

    def links(self) -> list[Link]:
        """Return each address once, in the order of the body."""
        self.end_link()
        self.end_block()
        self._end_section()
        return [Link(address, text, line) for address, (text, line) in self._found.items()]

    def _settle(self, after: str) -> None:
        """Give each link of the block its headline; `after` is the text behind the last one."""
        links, self._waiting = self._waiting, []
        alone = len(links) == 1 and not links[0].before.strip() and not after.strip()
        headed = stated = False
        for at, link in enumerate(links):
            if "\n" in link.before and not stated:
                headed = False
            behind = links[at + 1].before if at + 1 < len(links) else after
            text, host = link.text, link.address.host
            pointing = is_pointing(text, host)
            if pointing or (_set_apart(link.before) and is_site_name(text, host)):
                borrowed = _beside(link, behind, alone=len(links) == 1, headed=headed)
                if not borrowed and alone:
                    borrowed = borrowed_headline(self._block_before)
                if borrowed and _ends_sentence(link.before) and not link.bold:
                    self._descriptions.setdefault(link.address.whole, borrowed)
                    borrowed = ""
                text = borrowed or ("" if pointing else text)
            else:
                stated = True  # a line break after it goes on with the same paragraph
            headed = headed or bool(text)
            self._keep(link, text)

    def _keep(self, link: _Open, text: str) -> None:
        address = link.address.whole
        self._section_links[address] = None
        known = self._found.get(address)
        if known is None:
            self._found[address] = (text, link.line)
        elif not known[0] and text:
            self._found[address] = (text, known[1])

    def _end_section(self) -> None:
        links, heading = self._section_links, self._section
        self._section, self._section_links = "", {}
        for address in links:
            text, line = self._found[address]
            if not text:
                alone = borrowed_headline(heading) if len(links) == 1 else ""
                text = alone or self._descriptions.get(address, "")
                self._found[address] = (text, line)


def _ends_sentence(before: str) -> bool:
    """Return whether the text before a link is a description rather than a headline."""
    return before.rstrip(" \n\t*_([").endswith((".", "!", "…", "。"))


def _set_apart(before: str) -> bool:
    """Return whether a mark stands before a link that sets it apart from a headline."""
    return before.rstrip(" \n\t*_").endswith(
        ("–", "—", "-", "|", "(", "[", ":", "·", "•", "/", _CELL)
    )


def _beside(link: _Open, behind: str, *, alone: bool, headed: bool) -> str:
    """Return the headline that stands beside a link in its block; empty if there is none."""
    if link.bold and (bold := borrowed_headline(link.bold)):
        return bold
    if headed:
        return ""
    if _CELL in link.before or (alone and _CELL in behind):
        cells = [*link.before.split(_CELL), *(behind.split(_CELL) if alone else ())]
        return max(map(borrowed_headline, cells), key=len)
    *above, same_line = link.before.split("\n")
    return (
        borrowed_headline(same_line)
        or borrowed_headline(behind.split("\n", 1)[0])
        or borrowed_headline(" ".join(above))
    )
