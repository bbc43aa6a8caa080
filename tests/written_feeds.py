"""Feeds as the tests write them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from email.utils import formatdate
from html import escape

from pieces import Piece, seconds, to_json


def elements(name: str, texts: Iterable[str]) -> str:
    return "".join(f"<{name}>{escape(text)}</{name}>" for text in texts)


def plain(text: str) -> str:
    """Return a text as HTML in which nothing is markup, as feeds hold it."""
    return escape(text, quote=False)


def rss(pieces: Sequence[Piece]) -> str:
    items = "".join(
        "<item>"
        + elements("title", [plain(each.title)])
        + elements("link", [each.link])
        + elements("pubDate", [formatdate(seconds(each.published), usegmt=True)])
        + elements("dc:creator", each.authors)
        + elements("category", each.tags)
        + elements("description", [plain(each.summary)])
        + f'<media:content url="{each.image}" medium="image"/>'
        + f'<source url="https://{each.link.split("/")[2]}/feed">{each.outlet}</source></item>\n'
        for each in pieces
    )
    return (
        '<?xml version="1.0"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Clippings</title>'
        f"<link>https://clippings.example/</link><description/>\n{items}</channel></rss>\n"
    )


def rss_1(pieces: Sequence[Piece]) -> str:
    items = "".join(
        f'<item rdf:about="{each.link}">'
        + elements("title", [plain(each.title)])
        + elements("link", [each.link])
        + elements("dc:date", [each.published])
        + elements("dc:creator", each.authors)
        + elements("dc:subject", each.tags)
        + elements("description", [plain(each.summary)])
        + "</item>\n"
        for each in pieces
    )
    return (
        '<?xml version="1.0"?>\n<rdf:RDF xmlns="http://purl.org/rss/1.0/"'
        ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://clip.example/">'
        f"<title>Clip</title><link>https://clip.example/</link></channel>\n{items}</rdf:RDF>\n"
    )


def atom(pieces: Sequence[Piece]) -> str:
    entries = "".join(
        "<entry>"
        + elements("title", [each.title])
        + f'<link href="{each.link}"/><id>{each.link}</id>'
        + elements("published", [each.published])
        + "".join(f"<author><name>{name}</name></author>" for name in each.authors)
        + "".join(f'<category term="{tag}"/>' for tag in each.tags)
        + elements("summary", [each.summary])
        + f'<link rel="enclosure" type="image/jpeg" href="{each.image}"/>'
        + f"<source><title>{each.outlet}</title>"
        + f'<link href="https://{each.link.split("/")[2]}/"/></source></entry>\n'
        for each in pieces
    )
    return (
        '<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>Clippings</title>'
        f'<link href="https://clippings.example/"/>\n{entries}</feed>\n'
    )


def json_feed(pieces: Sequence[Piece]) -> str:
    items = [
        {
            "id": each.link,
            "url": each.link,
            "title": each.title,
            "date_published": each.published,
            "authors": [{"name": name} for name in each.authors],
            "tags": each.tags,
            "summary": each.summary,
            "image": each.image,
        }
        for each in pieces
    ]
    about = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Clippings",
        "home_page_url": "https://clippings.example/",
    }
    return to_json({**about, "items": items})


OF_FEEDS = ("title", "published", "authors", "tags", "summary")
FEEDS = {
    "feed-rss": ("feed.rss", rss, (*OF_FEEDS, "outlet", "image")),
    "feed-rss-xml": ("index.xml", rss, (*OF_FEEDS, "outlet", "image")),
    "feed-rss-1": ("index.rdf", rss_1, OF_FEEDS),
    "feed-atom": ("feed.atom", atom, (*OF_FEEDS, "outlet", "image")),
    "feed-json": ("feed.json", json_feed, (*OF_FEEDS, "image")),
}
