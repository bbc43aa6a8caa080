"""What a file is, by its first bytes: a feed, or other XML that people keep beside their posts."""

from __future__ import annotations

import re
from typing import Final

from kg.read.exports.json_files import keys_in
from kg.read.exports.markup import attributes
from kg.read.exports.text import unescaped, without_mark

ATOM: Final = frozenset(
    (
        "http://www.w3.org/2005/Atom",
        "https://www.w3.org/2005/Atom",
        "http://purl.org/atom/ns#",
        "http://example.com/newformat#",  # Atom 0.2
    )
)
"""The namespaces of Atom 1.0, of its wrong spelling, and of its drafts."""
RSS: Final = frozenset(
    (
        "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://channel.netscape.com/rdf/simple/0.9/",
        "http://purl.org/rss/1.0/modules/rss091#",
        "http://purl.org/net/rss1.1#",
        "http://backend.userland.com/rss2",
        "http://backend.userland.com/RSS2",
        "http://blogs.law.harvard.edu/tech/rss",
    )
)
"""The namespaces of RSS 0.9 and 1.0, and of files that gave RSS 2.0 one."""

_INSTRUCTION = re.compile(rb"<\?.*?\?>", re.S)
_COMMENT = re.compile(rb"<!--.*?-->", re.S)
_DOCTYPE = re.compile(rb"<!DOCTYPE\b(?:[^<>\[\"']|\"[^\"]*\"|'[^']*')*", re.I)
_SUBSET_END = re.compile(rb"\]\s*>")
_BLANK = re.compile(rb"\s*+")
_ROOT = re.compile(rb"<((?:[\w.-]{1,60}:)?[\w.-]{1,60})(?=[\s/>])")
_VERSION = re.compile(rb"\"version\"\s*:\s*\"(?:https?:)?(?:\\?/){0,2}(?:www\.)?jsonfeed\.org\\?/")
_HEAD_BYTES: Final = 2**16

_OTHERS: Final = {
    "opml": "a list of feeds (OPML)",
    "urlset": "a sitemap",
    "sitemapindex": "a list of sitemaps",
    "browserconfig": "a browser configuration",
    "OpenSearchDescription": "the description of a search (OpenSearch)",
    "svg": "an image (SVG)",
    "plist": "a property list",
    "rsd": "the description of a publishing interface (RSD)",
    "manifest": "a manifest",
    "stylesheet": "a stylesheet (XSLT)",
    "transform": "a stylesheet (XSLT)",
    "schema": "a schema (XML Schema)",
    "cross-domain-policy": "a policy for other domains",
    "kml": "a map (KML)",
    "gpx": "a track (GPX)",
    "project": "the configuration of a program",
    "configuration": "the configuration of a program",
    "YMaps": "a map",
    "service": "the description of a service",
    "XRD": "the description of a service (XRD)",
    "entry": "a single entry of Atom",
    "score-partwise": "a score",
    "TEI": "a text with annotations (TEI)",
    "mods": "a record of a library (MODS)",
    "records": "a list of records of a library",
    "xbel": "bookmarks (XBEL)",
    "package": "the description of a package",
    "RDF": "a graph (RDF)",
}


def is_feed(path: str, head: bytes) -> bool:  # noqa: ARG001
    """
    Return whether a file is a feed, by its first 4,096 bytes or more. Its name says nothing.

    >>> is_feed("feed", b'<?xml version="1.0"?><!-- news --><rss version="2.0"><channel>')
    True
    >>> is_feed("feed.json", b'{"version": "https://jsonfeed.org/version/1.1", "items": []}')
    True
    >>> is_feed("feed.xml", b'<?xml version="1.0"?><urlset>')
    False
    """
    text = without_mark(head[:_HEAD_BYTES]).lstrip()
    if text.startswith(b"{"):
        return _is_json_feed(text)
    root = _root(text)
    return root is not None and is_feed_root(*root)


def is_feed_root(name: str, namespaces: frozenset[str]) -> bool:
    """
    Return whether an element is that of a feed, by its name and the namespaces that it declares.

    >>> is_feed_root("feed", frozenset(["http://purl.org/atom/ns#"])), is_feed_root("feed", RSS)
    (True, False)
    """
    local = name.rpartition(":")[2]
    if local == "rss":
        return True
    if local == "RDF":
        return not namespaces.isdisjoint(RSS)
    return local == "feed" and not namespaces.isdisjoint(ATOM)


def what_xml(head: bytes) -> str | None:
    """
    Return what a file in XML is that is no feed; None if it is a feed, a page, or not known.

    >>> what_xml(b'<?xml version="1.0"?><opml version="2.0">'), what_xml(b"<rss><channel>")
    ('a list of feeds (OPML)', None)
    """
    root = _root(without_mark(head[:_HEAD_BYTES]).lstrip())
    if root is None or is_feed_root(*root):
        return None
    return _OTHERS.get(root[0].rpartition(":")[2])


def describe_feed(data: bytes) -> str:
    """
    Return what a feed is, or other XML.

    >>> describe_feed(b'<feed xmlns="http://www.w3.org/2005/Atom">'), describe_feed(b"<urlset>")
    ('feed in Atom', 'a sitemap')
    """
    text = without_mark(data[:_HEAD_BYTES]).lstrip()
    if text.startswith(b"{"):
        return "feed in JSON Feed"
    root = _root(text)
    if root is None or not is_feed_root(*root):
        return what_xml(data) or "XML"
    return "feed in Atom" if root[0].rpartition(":")[2] == "feed" else "feed in RSS"


def _root(text: bytes) -> tuple[str, frozenset[str]] | None:
    """Return the name of the first element, and the namespaces that it declares."""
    at = 0
    while True:
        blank = _BLANK.match(text, at)
        at = blank.end() if blank else at
        if text.startswith(b"<!DOCTYPE", at) or text.startswith(b"<!doctype", at):
            at = _after_doctype(text, at)
        elif not text.startswith((b"<?", b"<!--"), at):
            break
        else:
            pattern = _INSTRUCTION if text.startswith(b"<?", at) else _COMMENT
            passed = pattern.match(text, at)
            at = passed.end() if passed else len(text)
    root = _ROOT.match(text, at)
    if root is None:
        return None
    declared = attributes(text, root.end()).values
    namespaces = frozenset(
        unescaped(value.decode("utf-8", "replace")).strip()
        for name, value in declared.items()
        if name == b"xmlns" or name.startswith(b"xmlns:")
    )
    return root[1].decode("utf-8", "replace"), namespaces


def _after_doctype(text: bytes, at: int) -> int:
    doctype = _DOCTYPE.match(text, at)
    end = doctype.end() if doctype else len(text)
    if text.startswith(b"[", end):
        subset = _SUBSET_END.search(text, end)
        return subset.end() if subset else len(text)
    return end + 1 if text.startswith(b">", end) else len(text)


def _is_json_feed(text: bytes) -> bool:
    if _VERSION.search(text):
        return True
    keys = keys_in(text)
    return "items" in keys and not keys.isdisjoint(("home_page_url", "feed_url"))
