"""
Feeds: RSS 0.9 to 2.0, Atom 0.3 and 1.0, JSON Feed 1.0 and 1.1.

    is_feed      whether a file is one, by its first bytes
    what_xml     what other XML is that people keep beside their posts
    read_feed    what a feed says of itself, and the records of its entries

Entries are read one after the other. What is wrong with the middle of a file costs no entry before
it. The usual faults of feeds are mended and noted (`mended`).

A record has these fields, and none that is empty:

    link             the address
    title            plain text; of an entry without one the first words of its text, cut at
                     MAX_HEADLINE_CHARS, and then `title_from` says which text: summary, content
    published        the date as it is written; if nothing but a date of change is stated, that one,
                     and then `published_from` names its element
    authors          names as they are written
    provider         name and domain of where the entry comes from
    tags, summary, image
    inLanguage       of the entry, else of the feed if the entry is on its site
    dateModified     the date of change as it is written

The text of the entry is the record's body.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.read.errors import ReadError
from kg.read.exports.outcomes import Outcome
from kg.read.exports.text import without_mark
from kg.read.feeds.channel import MAX_HEADLINE_CHARS, Channel
from kg.read.feeds.kinds import is_feed, what_xml
from kg.read.given import BadRecord
from kg.read.lists.limits import MAX_BAD_RECORDS, MAX_RECORDS, check_size
from kg.read.lists.pieces import Note

if TYPE_CHECKING:
    from kg.read.feeds.elements import Element, ElementReader

__all__ = ["MAX_HEADLINE_CHARS", "Feed", "is_feed", "read_feed", "what_xml"]

_OF_CHANNEL: Final = frozenset(
    "title link author atom:link atom:title dc:title language dc:language".split()
)
_MAX_OF_CHANNEL: Final = 100


class Feed(NamedTuple):
    """What a feed says of itself, and its entries."""

    title: str | None
    """As plain text."""
    link: str | None
    """The address of its site."""
    hosts: frozenset[str]
    """The hosts of its site, without `www.`: addresses there are the feed's own pieces."""
    records: Iterator[Outcome]
    """In the order of the file; raises ReadError where it cannot be read on."""
    notes: dict[Note, None]
    """What was mended so far, in order: it fills while records are read."""


def read_feed(data: bytes) -> Feed:
    r"""
    Return what a feed says of itself, and its entries; raise ReadError if it is too large.

    >>> feed = read_feed(b"<rss><channel><title>Rain</title><link>https://rain.example/</link>"
    ...                  b"<item><title>Flood</title><link>/flood</link></item></channel></rss>")
    >>> feed.title, next(feed.records).fields["link"]
    ('Rain', 'https://rain.example/flood')
    """
    check_size(data)
    data = without_mark(data)
    if data.lstrip()[:1] == b"{":
        return _json_feed(data)
    from kg.read.feeds.elements import ElementReader

    channel = _channel(data)
    reader = ElementReader(data)
    return _feed(channel, _records(reader, channel), reader.notes)


def _feed(channel: Channel, records: Iterator[Outcome], notes: dict[Note, None]) -> Feed:
    return Feed(channel.title, channel.link, channel.hosts, _limited(records), notes)


def _json_feed(data: bytes) -> Feed:
    from kg.read.feeds.json_feeds import JsonFeed

    feed = JsonFeed(data)
    channel = feed.channel()
    return _feed(channel, feed.outcomes(channel), {})


def _limited(records: Iterator[Outcome]) -> Iterator[Outcome]:
    bad = 0
    for count, record in enumerate(records, start=1):
        if count > MAX_RECORDS:
            what = f"more than {MAX_RECORDS:,} entries."
            raise ReadError(record.line, what, "Divide the feed into several files.")
        bad += isinstance(record, BadRecord)
        if bad > MAX_BAD_RECORDS:
            what = f"more than {MAX_BAD_RECORDS:,} entries cannot be read."
            raise ReadError(record.line, what, "Mend those first.")
        yield record


def _channel(data: bytes) -> Channel:
    """
    Return what a feed in XML says of itself, which may stand behind its entries.

    It is read up to the first entry that stands behind title and address.
    """
    from kg.read.feeds.elements import ElementReader
    from kg.read.feeds.entries import channel_of

    found: list[Element] = []
    looked_at = 0
    reader = ElementReader(data, entries_empty=True)

    def channel() -> Channel:
        of_elements = channel_of(found)
        return of_elements._replace(language=of_elements.language or reader.language)

    try:
        for element in reader.elements():
            if not element.is_entry:
                if element.name in _OF_CHANNEL and len(found) < _MAX_OF_CHANNEL:
                    found.append(element)
            elif looked_at < len(found):
                looked_at = len(found)
                so_far = channel()
                if so_far.title and so_far.link:
                    return so_far
    except ReadError:  # raised again when the entries are read
        pass
    return channel()


def _records(reader: ElementReader, channel: Channel) -> Iterator[Outcome]:
    from kg.read.feeds.entries import entry_outcome

    number = 0
    for element in reader.elements():
        if element.is_entry:
            number += 1
            yield entry_outcome(number, element, channel)
