"""JSON Feed 1.0 and 1.1 (<https://www.jsonfeed.org/version/1.1/>), read item after item."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from kg.read.errors import ReadError
from kg.read.exports.json_files import text_of, texts_of
from kg.read.exports.outcomes import Outcome
from kg.read.exports.text import codec_of, without_mark
from kg.read.feeds.channel import (
    Channel,
    Content,
    date_text,
    excerpt_text,
    has_tags,
    host,
    is_web,
    label_text,
    language_of,
    outcome,
    provider,
    title_text,
)
from kg.read.feeds.elements import joined
from kg.read.given import BadRecord
from kg.read.limits import MAX_FILE_BYTES, MAX_INTEGER_DIGITS, MAX_NESTING

_STRING: Final = rb'"[^"\\]*+(?:\\.[^"\\]*+)*"'
_FLAT: Final = rb'[{\[](?:[^][{}"]++|' + _STRING + rb")*[]}]"
_NEARLY_FLAT: Final = rb'[{\[](?:[^][{}"]++|' + _STRING + rb"|" + _FLAT + rb")*[]}]"
_TOKEN = re.compile(_STRING + rb"|" + _NEARLY_FLAT + rb'|[][{}"]', re.S)
_KEY = re.compile(rb"\s*+(" + _STRING + rb")\s*+:\s*+", re.S)
_SPACE = re.compile(rb"[ \t\r\n]*+")
_SCALAR = re.compile(_STRING + rb'|[^\s,\]}"\[{]++', re.S)
_SURROGATES = re.compile("[\ud800-\udfff]")
_MEND: Final = "Mend it, or fetch the feed again."


class Span(NamedTuple):
    """Where a value stands in a file."""

    start: int
    end: int
    line: int


class JsonFeed:
    """A feed in JSON."""

    def __init__(self, data: bytes) -> None:
        self._data = without_mark(data)
        self._codec = codec_of(self._data)
        self._line = 1
        self._counted = 0

    def _line_at(self, place: int) -> int:
        if place < self._counted:
            self._line, self._counted = 1, 0
        self._line += self._data.count(b"\n", self._counted, place)
        self._counted = place
        return self._line

    def _refused(self, place: int, what: str) -> ReadError:
        return ReadError(self._line_at(place), f"the file is no valid JSON: {what}.", _MEND)

    def _after_space(self, place: int) -> int:
        space = _SPACE.match(self._data, place)
        return space.end() if space else place

    def _end_of(self, start: int) -> int:
        """Return where the value that begins at a place ends; raise ReadError."""
        data = self._data
        if data[start : start + 1] not in (b"{", b"["):
            scalar = _SCALAR.match(data, start)
            if scalar is None:
                raise self._refused(start, "no value stands here")
            return scalar.end()
        depth = 0
        for token in _TOKEN.finditer(data, start):
            mark = token[0]
            if mark in (b"{", b"["):
                depth += 1
                if depth > MAX_NESTING:
                    what = f"has more than {MAX_NESTING} brackets inside each other."
                    raise ReadError(self._line_at(token.start()), what, _MEND)
            elif mark in (b"}", b"]"):
                depth -= 1
                if not depth:
                    return token.end()
            elif mark == b'"':
                break
            elif not depth:  # a flat value
                return token.end()
        raise ReadError(self._line_at(start), "the file ends in the middle of this.", _MEND)

    def _parsed(self, span: Span) -> Any:
        text = self._data[span.start : span.end].decode(self._codec, "replace")
        try:
            return json.loads(text, parse_int=_integer, strict=False)
        except json.JSONDecodeError as error:
            problem = f"{error.msg[:1].lower()}{error.msg[1:]}"
            what = f"the file is no valid JSON: {problem}."
            raise ReadError(span.line + error.lineno - 1, what, _MEND) from None
        except (RecursionError, ValueError):
            raise ReadError(span.line, "cannot be read as JSON.", _MEND) from None

    def _members(self) -> Iterator[tuple[str, int]]:
        """Yield the keys of the feed, and where their values begin; raise ReadError."""
        place = self._after_space(0)
        if self._data[place : place + 1] != b"{":
            raise ReadError(self._line_at(place), "the file is no feed.", "Name a file of a feed.")
        place += 1
        while key := _KEY.match(self._data, place):
            yield key[1].decode(self._codec, "replace")[1:-1], key.end()
            place = self._after_space(self._end_of(key.end()))
            if self._data[place : place + 1] != b",":
                break
            place += 1
        if self._data[place : place + 1] != b"}":
            raise self._refused(place, "a comma or '}' is missing")

    def channel(self) -> Channel:
        """Return what the feed says of itself, as far as it can be read."""
        head: dict[str, Any] = {}
        wanted = ("title", "home_page_url", "link", "author", "authors", "language")
        try:
            for name, start in self._members():
                end = self._end_of(start) if name in wanted else start
                if start < end < start + MAX_FILE_BYTES:
                    head[name] = self._parsed(Span(start, end, self._line_at(start)))
        except ReadError:  # raised again when the items are read
            pass
        link = text_of(head.get("home_page_url") or head.get("link"))
        return Channel(
            title_text(text_of(head.get("title"))) or None,
            link or None,
            frozenset(filter(None, (host(link),))),
            tuple(_authors(head)),
            label_text(text_of(head.get("language"))),
        )

    def _items_start(self) -> int:
        """Return where the list of items begins; raise ReadError if there is none."""
        for name, start in self._members():
            if name == "items":
                if self._data[start : start + 1] != b"[":
                    raise ReadError(self._line_at(start), "items is no list.", _MEND)
                return start
        raise ReadError(1, "the feed has no items.", _MEND)

    def items(self) -> Iterator[Span]:
        """Yield where each item stands; raise ReadError where the list cannot be read on."""
        place = self._after_space(self._items_start() + 1)
        while self._data[place : place + 1] != b"]":
            if place >= len(self._data):
                raise ReadError(self._line_at(place), "the list of items never ends.", _MEND)
            line = self._line_at(place)
            end = self._end_of(place)
            yield Span(place, end, line)
            place = self._after_space(end)
            if self._data[place : place + 1] == b",":
                place = self._after_space(place + 1)
            elif self._data[place : place + 1] not in (b"]", b""):
                raise self._refused(place, "a comma or ']' is missing")

    def outcomes(self, channel: Channel) -> Iterator[Outcome]:
        """Yield what each item says; raise ReadError where the list cannot be read on."""
        for number, span in enumerate(self.items(), start=1):
            if span.end - span.start > MAX_FILE_BYTES:
                what = f"is larger than {MAX_FILE_BYTES // 2**20} MiB."
                yield BadRecord(number, span.line, what, "Divide or shorten it.")
                continue
            try:
                item = self._parsed(span)
            except ReadError as error:
                yield BadRecord(number, error.line, error.what, error.mend)
                continue
            if isinstance(item, dict):
                yield _outcome(number, span, item, channel)
            else:
                yield BadRecord(number, span.line, "is no item of a feed.", "Remove it.")


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= MAX_INTEGER_DIGITS else digits[:MAX_INTEGER_DIGITS]


def _outcome(number: int, span: Span, item: dict[str, Any], channel: Channel) -> Outcome:
    link = _address(item, channel.link or "")
    content = _content(item)
    published = date_text(text_of(item.get("date_published")))
    updated = "" if published else date_text(text_of(item.get("date_modified")))
    image = text_of(item.get("image")) or text_of(item.get("banner_image"))
    fields = {
        "link": link,
        "title": title_text(_raw(item.get("title"))),
        "published": published or updated,
        "published_from": "date_modified" if updated else "",
        "authors": _authors(item) or list(channel.authors),
        "provider": provider(channel, link, "", ""),
        "tags": list(dict.fromkeys(filter(None, map(label_text, texts_of(item.get("tags")))))),
        "summary": excerpt_text(_raw(item.get("summary"))),
        "inLanguage": language_of(channel, link, text_of(item.get("language"))),
        "dateModified": date_text(text_of(item.get("date_modified"))),
        "image": joined(channel.link or "", image) if image else _attached(item),
    }
    return outcome(number, span.line, fields, content, span.end - span.start)


def _raw(value: Any) -> str:
    if not isinstance(value, str):
        return ""
    return value if value.isascii() else _SURROGATES.sub("\ufffd", value)


def _address(item: dict[str, Any], site: str) -> str:
    for name in ("external_url", "url"):
        if address := text_of(item.get(name)):
            return joined(site, address)
    identifier = text_of(item.get("id"))
    return identifier if is_web(identifier) else ""


def _content(item: dict[str, Any]) -> Content:
    if html := _raw(item.get("content_html")).strip():
        return Content(html, "html")
    if text := _raw(item.get("content_text")).strip():
        return Content(text, "markdown")
    summary = _raw(item.get("summary"))
    return Content(summary, "html") if has_tags(summary) else Content()


def _authors(holder: dict[str, Any]) -> list[str]:
    """Return the names of authors: `authors` of version 1.1, else `author` of 1.0."""
    for name in ("authors", "author"):
        found = [label_text(text) for text in texts_of(holder.get(name))]
        if found:
            return list(dict.fromkeys(filter(None, found)))
    return []


def _attached(item: dict[str, Any]) -> str:
    """Return the address of the first image that is attached."""
    attachments = item.get("attachments")
    for each in attachments if isinstance(attachments, list) else ():
        if isinstance(each, dict) and text_of(each.get("mime_type")).startswith("image/"):
            return text_of(each.get("url"))
    return ""
