"""
The links in the body of a post.

    links_in           the links of a body, each once, with a headline
    original_link      the link to what a clipping was clipped from
    links_everywhere   addresses that stand in most posts: menus, sponsors, share buttons
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import Any, AnyStr, Literal

from kg.model.limits import MAX_URL_CHARS
from kg.read.body_links import Link, LinkGatherer
from kg.read.directives import without_directives
from kg.read.errors import ReadError
from kg.read.html_tokens import Token, html_tokens
from kg.read.unwanted_links import absolute_address

__all__ = ["MAX_BODY_CHARS", "Link", "links_everywhere", "links_in", "original_link"]

MAX_BODY_CHARS = 4 * 2**20
"""Links of a longer body are not looked for."""
FEW_POSTS = 4
"""Among fewer posts no address is everywhere."""

_ANY_ADDRESS = re.compile("https?:", re.IGNORECASE)
_USUAL_ADDRESS = "https://"
# As GitHub's autolinks (https://github.github.com/gfm/#autolinks-extension-), but that they end
# before quotes, bars, and the closing marks of Chinese and Japanese, too.
_BARE = re.compile(
    r"(?<![\w@/=\"'])https?://[^\s<>\"|、。，；！？）」』】》`\ufffc]+", re.IGNORECASE
)
_BARE_END = "?!.,:;*_~'"

# Containers inside each other: pulldown-cmark goes through all of them on every line. No text
# has lines that begin with so many marks.
_DEEP = re.compile(r"\n[ \t>+*\-0-9.)]{100,}")

_CODE = frozenset(("code", "kbd", "samp", "tt"))
"""Elements whose links are code; their text is text."""
_HIDDEN = frozenset(("pre", "svg", "nav", "template", "noscript", "head"))
"""Elements that hold nothing to read."""
_SHOWN = frozenset(("body", "main", "article"))
"""Elements that stand in none of these: what is open still was never closed."""
_BLOCKS = frozenset(
    """
    address article aside blockquote body center dd details div dl dt fieldset figcaption figure
    footer form header hr li main ol p section summary table tbody tfoot thead tr ul
    """.split()
)
_INLINE = frozenset(("Emphasis", "Strong", "Strikethrough", "Superscript", "Subscript"))
MAX_OPEN = 100
"""Elements with code that are open at once; more are not counted."""
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


def links_in(
    body: str,
    markup: Literal["markdown", "html"] = "markdown",
    own: frozenset[str] = frozenset(),
) -> list[Link]:
    """
    Return the links of a body that may lead to articles, in order, each address once.

    Only absolute http(s) addresses, in Markdown bare ones, too. Left out are links to the hosts
    `own`, images, links in code, and those that share, subscribe, or end a subscription. The
    headline is the link's text; see LinkGatherer for what it is if that is only "here". Raises
    ReadError if the body is too long.

    >>> links_in("- [Rain](https://news.example/rain) by Jane Doe")
    [Link(address='https://news.example/rain', text='Rain', line=1)]
    >>> links_in("**Rain over the harbour** ([source](https://news.example/rain))")[0].text
    'Rain over the harbour'
    """
    if _USUAL_ADDRESS not in body and not _ANY_ADDRESS.search(body):
        return []
    if len(body) > MAX_BODY_CHARS:
        what = f"the text is longer than {MAX_BODY_CHARS:,} characters; its links are not read."
        raise ReadError(0, what, "Divide it into several posts.")
    if "\r" in body:
        body = body.replace("\r\n", "\n").replace("\r", "\n")
    body = without_directives(body)
    gatherer = LinkGatherer(own)
    if markup == "html":
        _HtmlWalk(gatherer).walk(body, _lines(body))
    else:
        _walk_markdown(gatherer, body)
    return gatherer.links()


def _lines(text: AnyStr) -> Callable[[int], int]:
    """Return a function that gives the line of a place; fast while places rise."""
    last, line = 0, 1
    end: AnyStr = "\n" if isinstance(text, str) else b"\n"

    def line_at(at: int) -> int:
        nonlocal last, line
        line += text.count(end, last, at) if at >= last else -text.count(end, at, last)
        last = at
        return line

    return line_at


class _HtmlWalk:
    """Tells a gatherer of the tags of HTML, in pieces that belong to one text."""

    def __init__(self, gatherer: LinkGatherer) -> None:
        self._gatherer = gatherer
        self._code: list[str] = []
        self._hidden: list[str] = []

    @property
    def is_hidden(self) -> bool:
        """Whether what comes next is not to be read."""
        return bool(self._hidden)

    @property
    def is_code(self) -> bool:
        """Whether links that come next are none."""
        return bool(self._hidden or self._code)

    def end_block(self) -> None:
        """Close the code that is open: it stands in a block that ends."""
        self._code = []

    def walk(self, text: str, line_at: Callable[[int], int]) -> None:
        """Tell of the tags and texts of a piece."""
        for token in html_tokens(text):
            if token.kind == "text":
                if not self._hidden:
                    self._gatherer.text(token.name.replace("\n", " "))
            elif token.name in _CODE:
                self._open_or_close(self._code, token)
            elif token.name in _HIDDEN:
                self._open_or_close(self._hidden, token)
            else:
                if token.name in _SHOWN:
                    self._hidden = []
                if not self._hidden:
                    self._tag(token, line_at)

    def _open_or_close(self, opened: list[str], token: Token) -> None:
        if token.kind == "start":
            if len(opened) < MAX_OPEN:
                opened.append(token.name)
        elif token.name in opened:
            del opened[opened.index(token.name) :]

    def _tag(self, token: Token, line_at: Callable[[int], int]) -> None:
        gatherer, name, starts = self._gatherer, token.name, token.kind == "start"
        if name == "a":
            if not starts:
                gatherer.end_link()
            elif not self._code:
                gatherer.start_link(token.attributes.get("href", ""), lambda: line_at(token.at))
        elif name in ("b", "strong"):
            (gatherer.start_strong if starts else gatherer.end_strong)()
        elif name in _HEADINGS:
            self.end_block()
            (gatherer.start_heading if starts else gatherer.end_heading)()
        elif name in _BLOCKS:
            self.end_block()
            gatherer.end_block()
        elif name in ("td", "th") and starts:
            gatherer.cell()
        elif name == "br":
            gatherer.text("\n")


class _MarkdownWalk:
    """Tells a gatherer of the events of pulldown-cmark."""

    def __init__(self, gatherer: LinkGatherer, text: bytes) -> None:
        self._gatherer = gatherer
        self._html = _HtmlWalk(gatherer)
        self._line_at = _lines(text)
        self._images = 0
        self._is_code = False
        self._block_html: list[str] = []
        self._block_at = 0
        self._inline_link = False
        """Whether an inline tag has opened a link: it ends with its block."""

    def walk(self, events: Iterator[tuple[Any, Any]]) -> None:
        """Tell of all events."""
        for event, place in events:
            if isinstance(event, str):
                self._mark(event)
                continue
            ((kind, value),) = event.items()
            if kind == "Text":
                self._text(value, place["start"])
            elif kind == "Start":
                self._start(value, place["start"])
            elif kind == "End":
                self._end(value)
            elif kind == "Code":
                if not self._images and not self._html.is_hidden:
                    self._gatherer.text(value)
            elif kind == "Html":
                self._block_html.append(value)
            elif kind == "InlineHtml":
                self._inline_html(value, place["start"])

    def _mark(self, event: str) -> None:
        if event == "Rule":
            self._gatherer.end_block()
        elif not self._images:
            self._gatherer.text("\n")

    def _text(self, text: str, at: int) -> None:
        if self._is_code or self._images or self._html.is_hidden:
            return
        gatherer = self._gatherer
        if "://" not in text or gatherer.in_link or self._html.is_code:
            gatherer.text(text)
            return
        done = 0
        for found in _BARE.finditer(text):
            address = _trimmed(found[0])
            gatherer.text(text[done : found.start()])
            gatherer.bare_address(address, lambda: self._line_at(at))
            done = found.start() + len(address)
        gatherer.text(text[done:])

    def _start(self, tag: Any, at: int) -> None:
        gatherer = self._gatherer
        if isinstance(tag, dict):
            ((tag, value),) = tag.items()
            if tag == "Link":
                if value["link_type"] != "Email" and not self._images and not self._html.is_code:
                    gatherer.start_link(value["dest_url"], lambda: self._line_at(at))
                return
            if tag == "Image":
                self._images += 1
                return
        if tag == "Strong":
            gatherer.start_strong()
        elif tag == "TableCell":
            gatherer.cell()
        elif tag == "HtmlBlock":
            self._block_html, self._block_at = [], at
        elif tag not in _INLINE:
            self._end_block()
            self._is_code = tag == "CodeBlock"
            if tag == "Heading":
                gatherer.start_heading()

    def _end(self, tag: Any) -> None:
        if isinstance(tag, dict):
            (tag,) = tag
        if tag == "Link":
            if not self._images and not self._html.is_code:
                self._gatherer.end_link()
        elif tag == "Image":
            self._images -= 1
        elif tag == "Strong":
            self._gatherer.end_strong()
        elif tag == "HtmlBlock":
            text, self._block_html = "".join(self._block_html), []
            in_block, first = _lines(text), self._line_at(self._block_at)
            self._html.walk(text, lambda at: first + in_block(at) - 1)
            self._gatherer.end_block()
        elif tag == "Heading":
            self._end_inline()
            self._gatherer.end_heading()
        elif tag not in _INLINE and tag != "TableCell":
            self._is_code = False
            self._end_block()

    def _inline_html(self, tag: str, at: int) -> None:
        if not self._images:
            was_open = self._gatherer.in_link
            self._html.walk(tag, lambda _: self._line_at(at))
            self._inline_link = self._gatherer.in_link and (self._inline_link or not was_open)

    def _end_inline(self) -> None:
        self._html.end_block()
        if self._inline_link:
            self._gatherer.end_link()
            self._inline_link = False

    def _end_block(self) -> None:
        self._end_inline()
        self._gatherer.end_block()


def _walk_markdown(gatherer: LinkGatherer, body: str) -> None:
    body = _DEEP.sub("\n", f"\n{body}")[1:]
    text = body.encode("utf-8", "replace")
    _MarkdownWalk(gatherer, text).walk(_markdown_events()(text.decode()))


@cache
def _markdown_events() -> Callable[[str], Iterator[tuple[Any, Any]]]:
    """Return the parser of Markdown, which few archives need."""
    from pyromark import Options, events_with_range

    options = (
        Options.ENABLE_TABLES
        | Options.ENABLE_FOOTNOTES
        | Options.ENABLE_STRIKETHROUGH
        | Options.ENABLE_TASKLISTS
        | Options.ENABLE_HEADING_ATTRIBUTES
    )
    return partial(events_with_range, options=options, merge_text=True)


def _trimmed(address: str) -> str:
    """
    Return a bare address without what ends the sentence around it.

    >>> _trimmed("https://news.example/rain_(weather)."), _trimmed("https://news.example/rain),")
    ('https://news.example/rain_(weather)', 'https://news.example/rain')
    """
    end = len(address)
    open_ = address.count("(")
    closed = address.count(")")
    while end:
        last = address[end - 1]
        if last == ")" and closed > open_:
            closed -= 1
        elif last not in _BARE_END and last not in "]}":
            break
        end -= 1
    return address[:end]


_ORIGINAL = re.compile(r"\[(?:read|view) original\]\(\s{0,3}", re.IGNORECASE)


def original_link(body: str) -> str | None:
    r"""
    Return the address behind `[Read Original](…)`, as Omnivore writes it; None if there is none.

    >>> original_link("[Read on Omnivore](https://reader.example/me/1)\n"
    ...               "[Read Original](https://news.example/rain_(weather))")
    'https://news.example/rain_(weather)'
    """
    found = _ORIGINAL.search(body)
    if not found:
        return None
    address = _destination(body[found.end() : found.end() + MAX_URL_CHARS + 10])
    parsed = absolute_address(address)
    return parsed.whole if parsed else None


def _destination(text: str) -> str:
    """Return what stands before the bracket that closes a link of Markdown."""
    if text.startswith("<"):
        return text[1:].partition(">")[0]
    depth = 0
    for at, character in enumerate(text):
        if character.isspace():
            return text[:at]
        if character == "(":
            depth += 1
        elif character == ")":
            if not depth:
                return text[:at]
            depth -= 1
    return ""


def links_everywhere(counts: Mapping[str, int], posts: int) -> frozenset[str]:
    """
    Return the addresses that stand in more than half of all posts, from four posts on.

    `counts` says in how many posts each address stands.

    >>> links_everywhere({"https://a.example/": 3, "https://b.example/": 2}, 4)
    frozenset({'https://a.example/'})
    >>> links_everywhere({"https://a.example/": 3}, 3)
    frozenset()
    """
    if posts < FEW_POSTS:
        return frozenset()
    return frozenset(address for address, count in counts.items() if 2 * count > posts)
