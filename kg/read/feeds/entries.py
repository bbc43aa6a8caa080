"""
The fields of entries in XML: RSS 0.9 to 2.0, Atom 0.3 and 1.0, and their usual modules.

The specifications: <https://www.rssboard.org/rss-specification>,
<https://web.resource.org/rss/1.0/spec>, <https://www.rfc-editor.org/rfc/rfc4287>,
<https://www.rssboard.org/media-rss>.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from kg.read.exports.outcomes import Outcome, PassedOver
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
    one_line,
    outcome,
    provider,
    title_text,
)
from kg.read.feeds.elements import Element, joined
from kg.read.given import BadRecord

_PUBLISHED: Final = ("pubdate", "published", "dc:date", "dcterms:issued", "issued", "created")
_PUBLISHED_ALIKE: Final = ("atom:published", "dcterms:created", "date")
_UPDATED: Final = ("updated", "modified", "dcterms:modified", "atom:updated")
_BODIES: Final = ("content:encoded", "content", "xhtml:body", "xhtml:div", "atom:content")
_SUMMARIES: Final = (
    *("description", "summary", "dc:description", "atom:summary", "itunes:summary"),
    "media:description",
)
_WEB_PAGES: Final = ("", "text/html", "application/xhtml+xml")
_IMAGES: Final = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif")
_OF_WORDPRESS: Final = frozenset(
    "attachment nav_menu_item revision custom_css customize_changeset oembed_cache user_request "
    "wp_block wp_template wp_template_part wp_global_styles wp_navigation wp_font_face".split()
)
_UNPUBLISHED: Final = frozenset("auto-draft draft pending private trash".split())


class Parts:
    """The elements of an entry by name, those inside `media:group` included."""

    def __init__(self, entry: Element) -> None:
        self._named: dict[str, list[Element]] = {}
        for child in entry.children:
            self._named.setdefault(child.name, []).append(child)
            if child.name == "media:group":
                for inner in child.children:
                    self._named.setdefault(inner.name, []).append(inner)

    def all(self, *names: str) -> list[Element]:
        """Return the elements of these names, those of the first name first."""
        named = self._named
        return [each for name in names if name in named for each in named[name]]

    def first(self, *names: str) -> Element | None:
        """Return the first element that has a text, of the first name that has one."""
        for each in self.all(*names):
            if each.text:
                return each
        return None

    def text(self, *names: str) -> str:
        """Return that element's text."""
        found = self.first(*names)
        return found.text if found else ""


def channel_of(elements: Iterable[Element]) -> Channel:
    """Return what the elements that stand in no entry say of a feed."""
    whole = Element("channel", {}, "", 0)
    whole.children = list(elements)
    parts = Parts(whole)
    title = plain_of(parts.first("title", "atom:title", "dc:title"))
    link = _address(parts, "", is_entry=False)
    return Channel(
        title or None,
        link or None,
        frozenset(filter(None, (host(link),))),
        tuple(filter(None, map(_person, parts.all("author")))) if _is_atom(parts) else (),
        label_text(parts.text("language", "dc:language")),
    )


def _is_atom(parts: Parts) -> bool:
    return any(author.children for author in parts.all("author"))


def plain_of(element: Element | None) -> str:
    """Return a title as plain text; text that says it is no HTML stays as it is."""
    if element is None:
        return ""
    if element.attributes.get("type") == "text" and not element.is_markup:
        return one_line(element.text[:10_000])
    return title_text(element.text)


def entry_outcome(number: int, entry: Element, channel: Channel) -> Outcome:
    """Return what an entry says, under the names that kg knows."""
    if entry.wrong:
        return BadRecord(number, entry.line, entry.wrong, "Divide or shorten it.")
    parts = Parts(entry)
    if reason := _no_post(parts):
        return PassedOver(number, entry.line, reason)
    link = _address(parts, channel.link or "", is_entry=True)
    summary = parts.first(*_SUMMARIES)
    published, published_from = _published(parts)
    language = entry.attributes.get("xml:lang", "") or parts.text("dc:language")
    content = _content(parts, summary)
    fields = {
        "link": link,
        "title": plain_of(parts.first("title", "dc:title", "media:title", "atom:title")),
        "published": published,
        "published_from": published_from,
        "authors": _authors(parts, channel),
        "provider": provider(channel, link, *_source(parts)),
        "tags": _tags(parts),
        "summary": _excerpt(summary),
        "image": _image(parts, channel.link or ""),
        "inLanguage": language_of(channel, link, language),
        "dateModified": date_text(parts.text(*_UPDATED)),
    }
    return outcome(number, entry.line, fields, content, entry.size)


def _no_post(parts: Parts) -> str:
    """Return what an item of an export of WordPress is, if it is no published piece."""
    if parts.text("wp:post_type") in _OF_WORDPRESS:
        return "an attachment or part of the layout (WordPress)"
    if parts.text("wp:status") in _UNPUBLISHED:
        return "an unpublished post (WordPress)"
    return ""


# ---- addresses ------------------------------------------------------------------------------


def _address(parts: Parts, site: str, *, is_entry: bool) -> str:
    original = parts.first("feedburner:origlink")
    if original is not None and is_entry:
        return original.text
    for link in parts.all("link"):  # of RSS: an address in the text
        if link.text and not link.attributes.get("href"):
            return joined(link.base or site, link.text)
    links = [
        link
        for link in parts.all("link", "atom:link")
        if link.attributes.get("href", "").strip()
        and link.attributes.get("rel", "").strip().lower() in ("", "alternate")
    ]
    links.sort(key=lambda link: link.attributes.get("type", "") not in _WEB_PAGES)
    for link in links:
        return joined(link.base or site, link.attributes["href"])
    return _identifier(parts) if is_entry else ""


def _identifier(parts: Parts) -> str:
    """Return the identifier of an entry if it is an address, else nothing."""
    for identifier in parts.all("guid", "id"):
        is_permalink = identifier.attributes.get("ispermalink", "").strip().lower() != "false"
        if is_permalink and is_web(identifier.text):
            return identifier.text
    return ""


def _image(parts: Parts, site: str) -> str:
    for found in parts.all("media:thumbnail", "media:content", "enclosure", "link", "itunes:image"):
        address = _image_address(found)
        if address:
            return joined(found.base or site, address)
    for image in parts.all("image"):
        for url in (each for each in image.children if each.name == "url"):
            return joined(url.base or site, url.text)
    return ""


def _image_address(element: Element) -> str:
    """Return the address of an image that an element states."""
    attributes = element.attributes
    address = attributes.get("url") or attributes.get("href") or ""
    if element.name in ("media:thumbnail", "itunes:image"):
        return address
    if element.name == "link" and attributes.get("rel") != "enclosure":
        return ""
    kind = attributes.get("medium") or attributes.get("type") or ""
    if not kind and element.name == "media:content":
        return address if address.lower().partition("?")[0].endswith(_IMAGES) else ""
    return address if kind.startswith("image") else ""


# ---- texts ----------------------------------------------------------------------------------


def _published(parts: Parts) -> tuple[str, str]:
    """Return when an entry was published, and the name of the element if it says another thing."""
    if text := date_text(parts.text(*_PUBLISHED, *_PUBLISHED_ALIKE)):
        return text, ""
    updated = parts.first(*_UPDATED)
    return (date_text(updated.text), updated.name) if updated else ("", "")


def _content(parts: Parts, summary: Element | None) -> Content:
    for body in filter(None, (parts.first(name) for name in _BODIES)):
        kind = body.attributes.get("type", "").lower()
        if body.is_markup or "html" in kind or body.name == "content:encoded":
            return Content(body.text, "html")
        if kind in ("", "text", "text/plain"):
            is_html = kind == "" and has_tags(body.text)
            return Content(body.text, "html" if is_html else "markdown")
    if summary is not None and has_tags(summary.text):
        return Content(summary.text, "html")
    return Content()


def _excerpt(summary: Element | None) -> str:
    return excerpt_text(summary.text) if summary is not None else ""


def _authors(parts: Parts, channel: Channel) -> list[str]:
    """Return the authors under the first name that states any."""
    for name in ("dc:creator", "author", "atom:author", "itunes:author"):
        found = dict.fromkeys(filter(None, map(_person, parts.all(name))))
        if found:
            return list(found)
    return list(channel.authors)


def _person(element: Element) -> str:
    named = [each.text for each in element.children if each.name in ("name", "atom:name")]
    return label_text(named[0] if named else "" if element.children else element.text)


def _source(parts: Parts) -> tuple[str, str]:
    """Return the name and the address of where an entry was taken from."""
    for source in parts.all("source", "atom:source"):
        if not source.children:
            return label_text(source.text), source.attributes.get("url", "").strip()
        inner = channel_of(
            each for each in _without_atom(source.children) if each.name in ("title", "link")
        )
        return inner.title or "", inner.link or ""
    return "", ""


def _without_atom(elements: Iterable[Element]) -> Iterator[Element]:
    for each in elements:
        each.name = each.name.removeprefix("atom:")
        yield each


def _tags(parts: Parts) -> list[str]:
    tags: dict[str, None] = {}
    for category in parts.all("category", "atom:category", "dc:subject"):
        attributes = category.attributes
        text = category.text or attributes.get("label") or attributes.get("term") or ""
        if not is_web(text):  # what Blogger and YouTube say of the kind of an entry
            tags[label_text(text)] = None
    tags.pop("", None)
    return list(tags)
