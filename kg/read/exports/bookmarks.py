"""
Bookmarks in HTML: the Netscape format, and the lists of links that Pocket and Instapaper write.

    <!DOCTYPE NETSCAPE-Bookmark-file-1>
    <DL><p>
        <DT><H3 ADD_DATE="1714636800">Weather</H3>
        <DL><p>
            <DT><A HREF="https://news.example/flood" ADD_DATE="1714636800" TAGS="floods">Flood</A>
            <DD>What the flood defences cost.
        </DL><p>
    </DL><p>

Browsers, Pinboard, Delicious, Raindrop, Shaarli, linkding, Shiori and others write it, each with
attributes of its own; <https://learn.microsoft.com/en-us/previous-versions/windows/
internet-explorer/ie-developer/platform-apis/aa753582(v=vs.85)> describes it.

A folder is where something is kept ("Other bookmarks", "To read"), and says nothing of what it is
about. So it is no topic, in whatever language; it is the field `folder`, a list from the outermost
to the innermost, which a user may declare to hold topics.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kg.read.exports.addresses import outcome_of, stated
from kg.read.exports.markup import CUT_OFF, LineCounter, attributes
from kg.read.exports.outcomes import Export, Outcome, PassedOver
from kg.read.exports.text import (
    MAX_RAW_BYTES,
    codec_of,
    instant,
    parted,
    plain_excerpt,
    plain_title,
    unescaped,
    without_mark,
)
from kg.read.given import BadRecord

FOLDER: Final = "a folder"
SEPARATOR: Final = "a separator"
SEARCH: Final = "a search of the browser"
FEED: Final = "a feed"
MAX_FOLDERS: Final = 20
"""Names of folders inside each other that a bookmark states."""

_TAG = re.compile(rb"<(?:(!--)|(/?(?:a|dt|dd|dl|h3|hr))(?=[\s/>]))", re.I)
_AFTER_TEXT = re.compile(rb"</?(?:a|dt|dd|dl|h[1-6]|hr|li|ul|ol)(?=[\s/>])", re.I)
_AFTER_DESCRIPTION = re.compile(rb"<(?:dt|dd|/?dl)(?=[\s/>])", re.I)
# linkding (bookmarks/services/exporter.py): private notes, and a tag for what is archived.
_NOTES = re.compile(r"\[linkding-notes\].*?(?:\[/linkding-notes\]|\Z)", re.S)
_OF_LINKDING: Final = "linkding:"
# Firefox and Chrome mark the folders that they make themselves, whatever their name is.
_OF_BROWSERS: Final = frozenset(
    (b"personal_toolbar_folder", b"unfiled_bookmarks_folder", b"mobile_bookmarks_folder")
)
_CUT_OFF_WHAT: Final = "the file ends in the middle of a tag."
_CUT_OFF_MEND: Final = "Export it again, or close the tag."
_OVERRUN_WHAT: Final = "a quote around an attribute is never closed."
_OVERRUN_MEND: Final = "Close it before the end of the tag."


class _Bookmark:
    """A link that may still get a description."""

    def __init__(
        self, number: int, line: int, values: dict[bytes, bytes], title: bytes, folders: list[str]
    ) -> None:
        self.number = number
        self.line = line
        self.values = values
        self.title = title
        self.folders = folders
        self.description = b""

    def outcome(self, codec: str) -> Outcome:
        """Return the record, or why it is none."""
        values = self.values
        if b"feedurl" in values:  # a live bookmark of Firefox
            return PassedOver(self.number, self.line, FEED)
        link = _decoded(values.get(b"href", b""), codec).strip()
        if not link:
            return outcome_of(self.number, self.line, {})
        if b"shortcuturl" in values and "%s" in link:
            return PassedOver(self.number, self.line, SEARCH)
        added = values.get(b"add_date") or values.get(b"time_added") or b""
        fields = stated(
            link=link,
            title=plain_title(self.title.decode(codec, "replace")),
            date_added=instant(_decoded(added, codec)),
            tags=_tags(_decoded(values.get(b"tags", b""), codec)),
            summary=_summary(self.description.decode(codec, "replace")),
            image=_decoded(values.get(b"data-cover", b""), codec),  # Raindrop
            folder=[name for name in self.folders if name],
        )
        return outcome_of(self.number, self.line, fields)


def _decoded(value: bytes, codec: str) -> str:
    return unescaped(value[:MAX_RAW_BYTES].decode(codec, "replace")) if value else ""


def _tags(text: str) -> list[str]:
    return [tag for tag in parted(text, ",") if not tag.startswith(_OF_LINKDING)] if text else []


def _summary(text: str) -> str:
    if "[linkding-notes]" in text:
        text = _NOTES.sub(" ", text)
    return plain_excerpt(text) if text else ""


class _Reader:
    """Goes through a file from tag to tag."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.codec = codec_of(data)
        self.lines = LineCounter(data)
        self.number = 0
        self.ready: list[Outcome] = []
        self.bookmark: _Bookmark | None = None
        self.folders: list[str] = []
        self.depth = 0
        self.next_folder = ""
        self.comments_end = True

    def outcomes(self) -> Iterator[Outcome]:
        """Yield what the file holds."""
        position = 0
        while position >= 0:
            found = _TAG.search(self.data, position)
            if found is None:
                break
            name = found[2].lower() if found[2] else b"!--"
            position = self.step(name, found.start(), found.end())
            if self.ready:
                yield from self.ready
                self.ready.clear()
        self.finish()
        yield from self.ready

    def finish(self) -> None:
        """Make an outcome of the bookmark before this place."""
        if self.bookmark is not None:
            self.ready.append(self.bookmark.outcome(self.codec))
            self.bookmark = None

    def step(self, name: bytes, start: int, name_end: int) -> int:
        """Take one tag; return where to go on, or CUT_OFF."""
        if name == b"!--":
            return self.after_comment(name_end)
        if name == b"dd":
            return self.describe(name_end)
        if name.startswith(b"/") and name != b"/dl":
            return name_end
        self.finish()
        if name == b"a":
            return self.link(start, name_end)
        if name == b"h3":
            return self.heading(start, name_end)
        if name == b"hr":
            self.ready.append(PassedOver(0, self.lines.at(start), SEPARATOR))
        elif name == b"dl":
            self.open_folder()
        elif name == b"/dl":
            self.close_folder()
        return name_end

    def after_comment(self, start: int) -> int:
        """Return where a comment ends; if it never does, it is none."""
        end = self.data.find(b"-->", start) if self.comments_end else -1
        self.comments_end = end >= 0
        return end + 3 if end >= 0 else start

    def describe(self, name_end: int) -> int:
        """Take the text up to the next entry, links within it included, for a description."""
        found = _AFTER_DESCRIPTION.search(self.data, name_end)
        end = found.start() if found is not None else len(self.data)
        if self.bookmark is not None:
            start = self.data.find(b">", name_end, end) + 1 or end
            self.bookmark.description = self.data[start : min(end, start + MAX_RAW_BYTES)]
            self.finish()
        return end

    def link(self, start: int, name_end: int) -> int:
        """Take a link and its text."""
        self.number += 1
        line = self.lines.at(start)
        tag = attributes(self.data, name_end)
        if tag.end == CUT_OFF:
            self.ready.append(BadRecord(self.number, line, _CUT_OFF_WHAT, _CUT_OFF_MEND))
            return CUT_OFF
        if tag.overrun:
            self.ready.append(BadRecord(self.number, line, _OVERRUN_WHAT, _OVERRUN_MEND))
            return tag.overrun
        text, end = self.text_from(tag.end)
        self.bookmark = _Bookmark(self.number, line, tag.values, text, self.folders[:])
        return end

    def heading(self, start: int, name_end: int) -> int:
        """Take the name of the folder whose list follows."""
        tag = attributes(self.data, name_end)
        if tag.end == CUT_OFF:
            line = self.lines.at(start)
            self.ready.append(BadRecord(self.number + 1, line, _CUT_OFF_WHAT, _CUT_OFF_MEND))
            return CUT_OFF
        if tag.overrun:
            return tag.overrun
        text, end = self.text_from(tag.end)
        self.ready.append(PassedOver(0, self.lines.at(start), FOLDER))
        own = not _OF_BROWSERS.isdisjoint(tag.values)
        self.next_folder = "" if own else plain_title(text.decode(self.codec, "replace"))
        return end

    def text_from(self, start: int) -> tuple[bytes, int]:
        """Return the text up to the next tag that ends one, and where it ends."""
        found = _AFTER_TEXT.search(self.data, start)
        end = found.start() if found is not None else len(self.data)
        return self.data[start : min(end, start + MAX_RAW_BYTES)], end

    def open_folder(self) -> None:
        """Begin a list; the first one is the whole file."""
        if self.depth and len(self.folders) == self.depth - 1 < MAX_FOLDERS:
            self.folders.append(self.next_folder)
        self.depth += 1
        self.next_folder = ""

    def close_folder(self) -> None:
        """End a list."""
        self.depth = max(0, self.depth - 1)
        del self.folders[max(0, self.depth - 1) :]


def bookmarks(data: bytes) -> Iterator[Outcome]:
    r"""
    Yield the links of a file of bookmarks, in order.

    A text after `<DD>` describes the link before it; links within it are no bookmarks. Folders,
    separators, bookmarklets and what else is no article are passed over.

    >>> [record] = bookmarks(b'<DL><DT><A HREF="https://news.example/1" TAGS="a,b">Rain</A></DL>')
    >>> record.fields
    {'link': 'https://news.example/1', 'title': 'Rain', 'tags': ['a', 'b']}
    """
    return _Reader(without_mark(data)).outcomes()


EXPORTS: Final = (
    Export("bookmarks", bookmarks),
    Export("pocket-html", bookmarks),
    Export("instapaper-html", bookmarks),
)
_DOCTYPE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)*<!DOCTYPE\s+NETSCAPE-Bookmark-file-1", re.I
)
_UNDECLARED = re.compile(rb"<dt>\s*<(?:a|h3)\s[^<>]*\badd_date=", re.I)
_TITLE = re.compile(rb"<title>\s*(Pocket Export|Instapaper: Export)\s*</title>", re.I)


def recognised(head: bytes) -> Export | None:
    """
    Return the export that a file in HTML is, by its first bytes.

    >>> recognised(b"<!DOCTYPE NETSCAPE-Bookmark-file-1>").name
    'bookmarks'
    """
    title = _TITLE.search(head)
    if title is not None:
        return EXPORTS[1] if title[1].lower().startswith(b"pocket") else EXPORTS[2]
    if _DOCTYPE.match(head) or _UNDECLARED.search(head):
        return EXPORTS[0]
    return None
