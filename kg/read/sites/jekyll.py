"""
Addresses of Jekyll and Hexo.

By https://jekyllrb.com/docs/permalinks/ and https://hexo.io/docs/permalinks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from fnmatch import fnmatchcase

from kg.read.errors import Why
from kg.read.sites.piece import LOWER_WORDS, MONTHS, WEEKDAYS, Piece, day_at, expand
from kg.read.sites.site import ADD_URL, NOT_WRITTEN, Permalinks
from kg.read.sites.slugs import jekyll_slug

STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}


def jekyll_path(permalinks: Permalinks, piece: Piece) -> str | Why:
    """Return the path of a post, page or entry of a collection, or why it cannot be told."""
    piece = piece._replace(folders=_below_collections(permalinks, piece.folders))
    kind = _kind(permalinks, piece)
    if isinstance(kind, Why):
        return kind
    piece = _with_defaults(permalinks, piece, kind)
    if piece.text("published").lower() == "false":
        return Why("not published")
    pattern = piece.text("permalink")
    if kind == "pages":
        pattern = pattern or _page_pattern(permalinks, piece)
        return expand(pattern, lambda name: _page_value(piece, name), LOWER_WORDS)
    if kind == "posts" and not piece.dated():
        return Why("the file's name begins with no date")
    pattern = pattern or _collection_pattern(permalinks, kind)
    pattern = STYLES.get(pattern, pattern)
    zone = permalinks.option("timezone")
    return expand(pattern, lambda name: _document_value(piece, kind, zone, name), LOWER_WORDS)


def _below_collections(permalinks: Permalinks, folders: tuple[str, ...]) -> tuple[str, ...]:
    """Return folders without the one that the configuration keeps collections in."""
    above = tuple(filter(None, permalinks.option("collections_dir").split("/")))
    rest = folders[len(above) :]
    return rest if folders[: len(above)] == above and rest and rest[0][:1] == "_" else folders


def _kind(permalinks: Permalinks, piece: Piece) -> str | Why:
    """Return `posts`, `pages` or the name of a collection."""
    if "_posts" in piece.folders:
        return "posts"
    hidden = next((each for each in piece.folders if each.startswith("_")), None)
    if hidden is None:
        if piece.stem.startswith("_"):
            return Why("the file's name begins with _")
        return "pages"
    name = hidden[1:]
    pattern = dict(permalinks.sections).get(name)
    if pattern is None or pattern == NOT_WRITTEN or hidden != piece.folders[0]:
        return Why(f"Jekyll makes no pages of {hidden}")
    return name


def _with_defaults(permalinks: Permalinks, piece: Piece, kind: str) -> Piece:
    """Return a piece with the fields that the configuration gives to all of its kind."""
    path = "/".join((*piece.folders, piece.stem + piece.ending))
    given: dict[str, object] = {}
    for scope in permalinks.scopes:
        if scope.kind not in ("", kind):
            continue
        if "*" in scope.path:
            if not fnmatchcase(path, scope.path) and not fnmatchcase(path, f"{scope.path}/*"):
                continue
        elif scope.path and path != scope.path and not path.startswith(f"{scope.path}/"):
            continue
        given |= dict(scope.fields)
    return piece._replace(fields={**given, **piece.fields}) if given else piece


def _page_pattern(permalinks: Permalinks, piece: Piece) -> str:
    if piece.stem == "index":
        return "/:path/"
    return "/:path/:basename" + _suffix(permalinks.pattern)


def _collection_pattern(permalinks: Permalinks, kind: str) -> str:
    own = dict(permalinks.sections).get(kind)
    if kind == "posts":
        return own or permalinks.pattern or "date"
    return own or "/:collection/:path" + _suffix(permalinks.pattern)


def _suffix(style: str) -> str:
    """Return how addresses end if posts are written in a style."""
    if style == "pretty" or style.endswith("/"):
        return "/"
    if style in ("", "date", "ordinal", "none") or style.endswith(":output_ext"):
        return ":output_ext"
    return ""


def _page_value(piece: Piece, name: str) -> str | None:
    if name == "path":
        return "/".join(piece.folders)
    if name == "basename":
        return piece.stem
    return ".html" if name == "output_ext" else None


def _document_value(piece: Piece, kind: str, zone: str, name: str) -> str | Why | None:
    if name in ("title", "slug"):
        slug = piece.text("slug") or _name_without_date(piece)
        return jekyll_slug(slug, pretty=name == "title")
    if name == "name":
        return jekyll_slug(_name_without_date(piece) if kind == "posts" else piece.stem)
    if name in ("categories", "slugified_categories"):
        labels = _categories(piece)
        if name == "slugified_categories":
            labels = [jekyll_slug(label) for label in labels]
        return "/".join(dict.fromkeys(label.lower() for label in labels))
    if name == "output_ext":
        return ".html"
    if name == "collection":
        return kind
    if name == "path":
        at = piece.folders.index(f"_{kind}")
        return "/".join((*piece.folders[at + 1 :], piece.stem))
    return date_value(name, lambda: day_at(piece, zone))


def _name_without_date(piece: Piece) -> str:
    dated = piece.dated()
    return (dated[1] if dated else piece.stem).rstrip(".")


def _categories(piece: Piece) -> list[str]:
    """Return the folders above `_posts`, and the categories that the head states."""
    above = []
    if "_posts" in piece.folders:
        above = [*piece.folders[: piece.folders.index("_posts")]]
    return [*above, *piece.list("categories", by_space=True), *piece.list("category")]


_DATES = {
    "year": "{0.year:04}", "month": "{0.month:02}", "day": "{0.day:02}", "i_month": "{0.month}",
    "i_day": "{0.day}", "hour": "{0.hour:02}", "minute": "{0.minute:02}",
    "second": "{0.second:02}",
}  # fmt: skip

_OTHER_DATES: dict[str, Callable[[datetime], str]] = {
    "short_year": lambda day: f"{day.year % 100:02}",
    "y_day": lambda day: f"{day.timetuple().tm_yday:03}",
    "short_month": lambda day: MONTHS[day.month - 1][:3],
    "long_month": lambda day: MONTHS[day.month - 1],
    "short_day": lambda day: WEEKDAYS[day.weekday()][:3],
    "long_day": lambda day: WEEKDAYS[day.weekday()],
    "week": lambda day: f"{day.isocalendar().week:02}",
    "w_year": lambda day: str(day.isocalendar().year),
    "w_day": lambda day: str(day.isoweekday()),
}


def date_value(name: str, get_day: Callable[[], datetime | Why]) -> str | Why | None:
    """Return a part of the date, by its name in Jekyll; None if there is no such part."""
    if name not in _DATES and name not in _OTHER_DATES:
        return None
    day = get_day()
    if isinstance(day, Why):
        return day
    return _DATES[name].format(day) if name in _DATES else _OTHER_DATES[name](day)


# ---- Hexo -------------------------------------------------------------------------------------

_NAME_PARTS = {
    "year": r"\d{4}", "month": r"\d{2}", "i_month": r"\d{1,2}", "day": r"\d{2}",
    "i_day": r"\d{1,2}", "title": r"(?P<title>.+)",
}  # fmt: skip


def hexo_path(permalinks: Permalinks, piece: Piece) -> str | Why:
    """Return the path of a post or page of Hexo, or why it cannot be told."""
    stated = piece.text("permalink")
    if not piece.folders or piece.folders[0] != "_posts":
        if piece.folders and piece.folders[0].startswith("_"):
            return Why(f"Hexo makes no pages of {piece.folders[0]}")
        name = "" if piece.stem == "index" else f"{piece.stem}.html"
        return stated or "/".join((*piece.folders, name))
    pattern = stated or permalinks.pattern or ":year/:month/:day/:title/"
    return expand(pattern, lambda name: _hexo_value(permalinks, piece, name))


def _hexo_value(permalinks: Permalinks, piece: Piece, name: str) -> str | Why | None:
    if name in ("title", "name"):
        slug = piece.text("slug") or _hexo_name(permalinks, piece)
        if isinstance(slug, Why) or name == "name":
            return slug
        return "/".join((*piece.folders[1:], slug))
    if name == "post_title":
        return jekyll_slug(piece.text("title"))
    if name == "category":
        if "category_map" in permalinks.unknown:
            return Why("category_map is not read", ADD_URL)
        labels = piece.list("categories") or piece.list("category")
        default = permalinks.option("default_category", "uncategorized")
        return "/".join(labels) or default
    part = date_value(name, lambda: day_at(piece, permalinks.option("timezone")))
    if part is not None:
        return part
    return piece.text(name) or dict(permalinks.sections).get(name)


def _hexo_name(permalinks: Permalinks, piece: Piece) -> str | Why:
    """Return the part of a file's name that is its title, by `new_post_name`."""
    form = permalinks.option("new_post_name", ":title.md").rpartition(".")[0]
    if form in (":title", ""):
        return piece.stem
    form = form.rpartition("/")[2]
    parts = re.split(r":(year|i_month|month|i_day|day|title)", form)
    if any(":" in text for text in parts[::2]) or parts.count("title") != 1:
        return Why(f"the form of names {form[:40]} is unknown", ADD_URL)
    pattern = "".join(
        _NAME_PARTS[part] if at % 2 else re.escape(part) for at, part in enumerate(parts)
    )
    found = re.fullmatch(pattern, piece.stem, re.S)
    return found["title"] if found else piece.stem
