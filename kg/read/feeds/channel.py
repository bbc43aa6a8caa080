"""What a feed says of itself, and what its entries get from that."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final, Literal, NamedTuple

from kg.model.addresses import PLATFORMS, clean_domain, host_of, legal_url
from kg.read.exports.outcomes import Outcome
from kg.read.exports.text import MAX_RAW_BYTES, MAX_TITLE_CHARS
from kg.read.given import BadRecord, Record
from kg.read.lists.limits import SMALL_FILE, too_large
from kg.read.text import MAX_EXCERPT_CHARS, plain_excerpt, plain_text, plain_title

MAX_HEADLINE_CHARS: Final = 100
"""Of the text of an entry without a title so much is its title."""
_MAX_DATE_CHARS: Final = 100
_LOOKED_AT: Final = 8 * MAX_EXCERPT_CHARS
"""Of a text with markup so much nearly always gives an excerpt."""
_UNSEEN = re.compile("<!--|<(?:script|style)", re.I)
_HTML = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*[\s/>]")
_SITE = re.compile(r"\s*https?://[^/?#\\\s]+", re.I)
_WEB = re.compile(r"https?://", re.I)
# Hosts that deliver the feeds of others.
_CARRIERS: Final = frozenset(
    "feedburner.com feedproxy.google.com feedblitz.com openrss.org rss.app rsshub.app "
    "news.google.com feedly.com kill-the-newsletter.com politepol.com rss2json.com "
    "fetchrss.com".split()
)


class Channel(NamedTuple):
    """What a feed says of itself."""

    title: str | None = None
    """As plain text."""
    link: str | None = None
    """The address of its site."""
    hosts: frozenset[str] = frozenset()
    """The hosts of that address and of its home page."""
    authors: tuple[str, ...] = ()
    """Of entries that state none."""
    language: str = ""
    """Of the entries on its own site that state none."""


class Content(NamedTuple):
    """The text of an entry."""

    body: str = ""
    markup: Literal["markdown", "html"] = "html"


def is_web(address: str) -> bool:
    """Return whether a text begins as an absolute address on the web does."""
    return _WEB.match(address) is not None


def has_tags(text: str) -> bool:
    """
    Return whether a text holds HTML.

    >>> has_tags("Rain<br/>and"), has_tags("a < b")
    (True, False)
    """
    return _HTML.search(text) is not None


def one_line(text: str) -> str:
    r"""
    Return a text that is not HTML on one line.

    >>> one_line("How <b>\n works &amp; why")
    'How <b> works &amp; why'
    """
    return plain_text(_as_html(text))


def _as_html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def title_text(text: str) -> str:
    """Return a title as plain text."""
    return plain_title(text[:MAX_RAW_BYTES])[:MAX_TITLE_CHARS]


def label_text(text: str) -> str:
    """Return a label or the name of an author as plain text."""
    return plain_text(text[:MAX_RAW_BYTES])[:MAX_TITLE_CHARS]


def excerpt_text(text: str) -> str:
    """Return an excerpt as plain text. Of a long text only the beginning is looked at."""
    if len(text) > _LOOKED_AT and not _UNSEEN.search(text, 0, _LOOKED_AT):
        excerpt = plain_excerpt(text[:_LOOKED_AT])
        if excerpt.endswith("…") and len(excerpt) > MAX_EXCERPT_CHARS // 2:
            return excerpt
    return plain_excerpt(text)


def date_text(text: str) -> str:
    """Return a date as it is written, on one line."""
    return " ".join(text[:_MAX_DATE_CHARS].split())


def host(address: str) -> str:
    """
    Return the host of an address without `www.`; empty if it is no address on the web.

    >>> host("https://www.example.org/a"), host("/a")
    ('example.org', '')
    """
    site = _SITE.match(address)
    return _host(site[0]) if site else ""


@lru_cache(maxsize=1 << 12)
def _host(site: str) -> str:
    try:
        return host_of(legal_url(site))
    except ValueError:
        return ""


def domain_of(address: str) -> str:
    """
    Return the domain that an outlet has by its address; empty if the address is another's.

    On a platform, and at a service that delivers feeds, the name tells more than the domain.

    >>> domain_of("https://www.example.org/feed"), domain_of("https://jane.wordpress.com/feed")
    ('example.org', '')
    """
    return _domain(host(address))


@lru_cache(maxsize=1 << 12)
def _domain(name: str) -> str:
    if any(name == each or name.endswith(f".{each}") for each in _CARRIERS | PLATFORMS):
        return ""
    try:
        return clean_domain(name)
    except ValueError:
        return ""


def provider(channel: Channel, link: str, name: str, address: str) -> dict[str, str]:
    """
    Return the outlet of an entry: the source that it states, else the feed's own site.

    An entry about a page elsewhere has none: there the address tells.

    >>> channel = Channel("Rain News", "https://rain.example/", frozenset(["rain.example"]))
    >>> provider(channel, "https://rain.example/1", "", "")
    {'name': 'Rain News', 'domain': 'rain.example'}
    >>> provider(channel, "https://news.example/1", "", "")
    {}
    """
    if not name and not address:
        if host(link) not in channel.hosts:
            return {}
        name, address = channel.title or "", channel.link or ""
    return stated(name=name, domain=domain_of(address) if address else "")


def language_of(channel: Channel, link: str, stated: str) -> str:
    """
    Return the language of an entry: its own, else the feed's if the entry is on its site.

    >>> channel = Channel(hosts=frozenset(["a.example"]), language="de")
    >>> language_of(channel, "https://a.example/1", "")
    'de'
    """
    if stated.strip():
        return stated.strip()[:MAX_TITLE_CHARS]
    return channel.language if host(link) in channel.hosts else ""


def stated(**fields: Any) -> dict[str, Any]:
    """Return the fields that have a value."""
    return {name: value for name, value in fields.items() if value}


def headline(fields: dict[str, Any], content: Content) -> dict[str, Any]:
    """
    Return the fields of an entry with a title, made of its first words if it has none.

    >>> headline({"title": "", "summary": "Rain again. " * 20}, Content())["title"][-20:]
    'n again. Rain again…'
    """
    if fields["title"]:
        return fields
    text, place = fields["summary"], "summary"
    if not text:
        text, place = plain_excerpt(content.body[:MAX_RAW_BYTES]), "content"
    if not text or is_web(text):
        return fields
    title = plain_excerpt(_as_html(text), MAX_HEADLINE_CHARS)
    return {**fields, "title": title, "title_from": place}


def outcome(number: int, line: int, fields: dict[str, Any], content: Content, size: int) -> Outcome:
    """Return the record of an entry of some size, without fields that say nothing."""
    fields = stated(**headline(fields, content))
    if not fields:
        return BadRecord(number, line, "says nothing.", "Remove it.")
    if size > SMALL_FILE and (what := too_large(fields)):
        return BadRecord(number, line, what, "Divide or shorten it.")
    return Record(number, line, fields, content.body, content.markup)
