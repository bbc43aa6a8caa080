"""The address of a piece on one's own site."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from kg.model.addresses import legal_url
from kg.read.dates import Date
from kg.read.errors import Why
from kg.read.names import folded, names_of
from kg.read.sites.hugo import hugo_path
from kg.read.sites.jekyll import hexo_path, jekyll_path
from kg.read.sites.others import (
    eleventy_path,
    mkdocs_path,
    nikola_path,
    pelican_path,
    zola_path,
)
from kg.read.sites.piece import Piece
from kg.read.sites.site import ADD_URL, FRONT_PAGE, Permalinks, Site

_PATHS: dict[str, Callable[[Permalinks, Piece], str | Why]] = {
    "jekyll": jekyll_path, "hexo": hexo_path, "hugo": hugo_path, "zola": zola_path,
    "eleventy": eleventy_path, "pelican": pelican_path, "nikola": nikola_path,
    "mkdocs": mkdocs_path,
}  # fmt: skip

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?=//)|//")
_NO_PAGE = re.compile(r"\.(?:xml|json|txt|css|js|atom|rss|svg|webmanifest|ico|png|jpe?g)\Z", re.I)
_IN_PATHS = "/:@!$&'()*+,;=-._~"  # RFC 3986, section 3.3
_MAX_PATH_CHARS = 4_000
_TITLES = tuple(folded(name) for name in names_of("title"))
_NO, _YES = ("false", "no", "0"), ("true", "yes", "1")


def own_address(
    site: Site, path: str, fields: Mapping[Any, Any], date: Date | None = None
) -> str | Why:
    """
    Return the address of a piece of the site's own writing, or why it cannot be told.

    `path` is that of the file relative to the site's folder, with `/`; `date` is the one that the
    piece states, else the one in its file's name. `permalink` counts first, then `url`, then what
    the generator does by its configuration. Without a generator, `slug` stands below the site.

    >>> site = Site("https://news.example.net", "hugo", Permalinks(content="content"))
    >>> own_address(site, "content/posts/Rain again.md", {"title": "Rain again"})
    'https://news.example.net/posts/rain-again/'
    >>> own_address(Site("https://news.example.net"), "rain.md", {"title": "Rain"}).text
    'no permalink, and the generator is unknown'
    """
    piece = _piece(path, fields, date)
    reason = _no_piece(site, path, piece)
    if reason:
        return Why(reason)
    stated = _stated(piece)
    if isinstance(stated, str) and _SCHEME.match(stated):
        return _checked(stated)
    inside = _below_content(site.permalinks.content, piece)
    if site.generator and not isinstance(inside, Why):
        return _by_generator(site, inside, stated)
    if stated:
        return _written(site.url, stated)
    if isinstance(inside, Why) and site.generator:
        return inside
    if slug := piece.text("slug"):
        return _written(site.url, slug)
    return Why("no permalink, and the generator is unknown", "Add permalink.")


def _by_generator(site: Site, piece: Piece, stated: str) -> str | Why:
    # `permalink` and `url` go through the generator, as they may hold placeholders of it.
    own_name = "url" if site.generator in ("hugo", "pelican") else "permalink"
    if stated and site.generator in ("jekyll", "hexo", "hugo", "pelican", "eleventy"):
        piece = piece._replace(fields={**piece.fields, own_name: stated})
    elif stated:
        return _written(site.url, stated)
    path = _PATHS[site.generator](site.permalinks, piece)
    if isinstance(path, Why):
        return path
    return _written(site.url, path) if stated else _made(site.url, path)


def _piece(path: str, fields: Mapping[Any, Any], date: Date | None) -> Piece:
    parts = [part for part in path.replace("\\", "/").split("/") if part not in ("", ".")]
    name = parts.pop() if parts else ""
    stem, dot, ending = name.rpartition(".")
    if not stem:
        stem, dot, ending = name, "", ""
    by_name: dict[str, Any] = {}
    for key, value in fields.items():
        if isinstance(key, str) and len(key) < 100:
            by_name.setdefault(folded(key), value)
    return Piece(tuple(parts), stem, dot + ending, by_name, date)


def _no_piece(site: Site, path: str, piece: Piece) -> str | None:
    """Return why a file is no piece of writing that stands on the site; None if it is one."""
    if piece.folders[:1] == ("..",):
        return "outside the folder of the site"
    location = f"{site.folder}/{path}".replace("\\", "/")
    if site.files and location in {file.replace("\\", "/") for file in site.files}:
        return "the configuration of the site"
    if piece.stem == "_index" or piece.stem.startswith("_index."):
        return "the page of a section"
    if "_drafts" in piece.folders or _is(piece, "draft", _YES):
        return "a draft"
    if _is(piece, "published", _NO) or _is(piece, "permalink", _NO):
        return "not published"
    if not any(_states(piece.fields.get(name)) for name in _TITLES):
        return "no title"
    return None


def _is(piece: Piece, name: str, words: tuple[str, ...]) -> bool:
    value = piece.fields.get(name)
    return isinstance(value, str | bool | int) and str(value).strip().lower() in words


def _states(value: Any) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value not in (None, [], {})


def _stated(piece: Piece) -> str:
    """Return the permalink that a head states, absolute or not; empty if it states none."""
    return piece.text("permalink") or piece.text("url")


def _below_content(content: str, piece: Piece) -> Piece | Why:
    parts = tuple(part for part in content.split("/") if part)
    if piece.folders[: len(parts)] != parts:
        return Why(f"not below {content}/")
    return piece._replace(folders=piece.folders[len(parts) :])


# ---- addresses --------------------------------------------------------------------------------


def _written(base: str, path: str) -> str | Why:
    """Return a path that somebody wrote, below the address of the site."""
    if _SCHEME.match(path):
        return _checked(path)
    if "{{" in path or "{%" in path or re.search(r"(?:^|/):\w", path):
        return Why(f"the permalink {path[:80]} has unknown placeholders", ADD_URL)
    path, mark, rest = path.partition("?")
    if _NO_PAGE.search(path) or path.strip("/") in ("404", "404.html"):
        return Why(f"{path[:80]} is no page")
    return _joined(base, path, mark + rest)


def _made(base: str, path: str) -> str | Why:
    """Return a path that was made of names, below the address of the site."""
    if len(path) > _MAX_PATH_CHARS:
        return Why("the address is too long")
    return _joined(base, quote(path, safe=_IN_PATHS, errors="replace"))


def _joined(base: str, path: str, query: str = "") -> str | Why:
    # As Jekyll does: no part of an address is empty, or of dots alone.
    parts = [part for part in path.split("/") if part.strip(".")]
    if not parts and not query:
        return FRONT_PAGE
    last = "/" if path.endswith("/") and parts else ""
    return _checked(f"{base}/{'/'.join(parts)}{last}{query}")


def _checked(address: str) -> str | Why:
    try:
        return legal_url(address)
    except ValueError as error:
        return Why(f"{address[:80]!r} is {error}")
