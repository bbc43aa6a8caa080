"""
Addresses of Hugo.

By https://gohugo.io/content-management/urls/ and https://gohugo.io/configuration/permalinks/.
"""

from __future__ import annotations

from typing import NamedTuple

from kg.read.errors import Why
from kg.read.sites.piece import MONTHS, WEEKDAYS, Piece, day_as_stated, expand
from kg.read.sites.site import ADD_URL, FRONT_PAGE, Permalinks
from kg.read.sites.slugs import hugo_slug


class _Page(NamedTuple):
    piece: Piece
    permalinks: Permalinks
    folders: tuple[str, ...]
    """Without the folder of a bundle."""
    name: str
    """Of the file, or of the folder of a bundle."""

    def slug(self, text: str) -> str:
        return hugo_slug(
            text,
            keeps_case=bool(self.permalinks.option("keeps_case")),
            no_accents=bool(self.permalinks.option("no_accents")),
        )


def hugo_path(permalinks: Permalinks, piece: Piece) -> str | Why:
    """Return the path of a page, or why it cannot be told."""
    folders, name = piece.folders, piece.stem
    prefix = _language(permalinks, name)
    if isinstance(prefix, Why):
        return prefix
    language, start = prefix
    name = name.removesuffix(f".{language}") if language else name
    if name == "index":
        if not folders:
            return FRONT_PAGE
        folders, name = folders[:-1], folders[-1]
    page = _Page(piece, permalinks, folders, name)
    if stated := piece.text("url"):
        path = expand(stated, lambda part: _value(page, part))
        return path if isinstance(path, Why) or stated.startswith("/") else f"{start}{path}"
    path = _path(page)
    if isinstance(path, Why):
        return path
    section = folders[0].lower() if folders else ""
    is_ugly = permalinks.option("ugly") or permalinks.option(f"ugly {section}")
    return f"{start}{path.strip('/')}" + (".html" if is_ugly else "/")


def _language(permalinks: Permalinks, name: str) -> tuple[str, str] | Why:
    """Return the language that a file's name ends in, and what its addresses begin with."""
    default = permalinks.option("language", "en")
    known = {each: value for key, value in permalinks.options
             for kind, _, each in [key.partition(" ")] if kind == "language" and each}  # fmt: skip
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    language = ending if ending in known or (ending and ending == default) else ""
    if "own" in known.values():
        return Why("each language has its own folder or address", ADD_URL)
    is_default = (language or default) == default
    start = "" if is_default and not permalinks.option("subfolder") else f"{language or default}/"
    return language, start


def _path(page: _Page) -> str | Why:
    if "permalinks" in page.permalinks.unknown:
        return Why("permalinks with targets are not read", ADD_URL)
    here = "/".join(page.folders).lower()
    for section, pattern in page.permalinks.sections:
        if section.lower() == here or (section and f"{here}/".startswith(f"{section.lower()}/")):
            path = expand(pattern, lambda part: _value(page, part))
            return path if isinstance(path, Why) else page.slug(path)
    name = page.piece.text("slug") or _name_of_file(page)
    return "/".join(page.slug(each) for each in (*page.folders, name))


def _name_of_file(page: _Page) -> str:
    """Return a file's name, without a date that the configuration takes from it."""
    dated = page.piece._replace(stem=page.name).dated()
    return dated[1] if dated and page.permalinks.option("dated") else page.name


def _value(page: _Page, name: str) -> str | Why | None:
    slug, title = page.piece.text("slug"), page.piece.text("title")
    if name in ("title", "slug"):
        return page.slug((name == "slug" and slug) or title)
    if name in ("slugorfilename", "slugorcontentbasename") and slug:
        return page.slug(slug)
    if name in ("filename", "slugorfilename", "contentbasename", "slugorcontentbasename"):
        return page.slug(page.name)
    if name == "section":
        return page.slug(page.folders[0]) if page.folders else ""
    if name.startswith("sections"):
        if len(page.folders) > 1:
            return Why("which folders are sections is unknown", ADD_URL)
        return page.slug("/".join(page.folders)) if name in ("sections", "sections[0]") else None
    return _date_value(page.piece, name)


def _date_value(piece: Piece, name: str) -> str | Why | None:
    # The right column is Go's way to write a date: the names in it stand for themselves.
    name = {"2006": "year", "01": "month", "02": "day", "January": "monthname"}.get(name, name)
    if name not in ("year", "month", "monthname", "day", "weekday", "weekdayname", "yearday"):
        return None
    day = day_as_stated(piece)
    if isinstance(day, Why):
        return day
    return {
        "year": str(day.year),
        "month": f"{day.month:02}",
        "monthname": MONTHS[day.month - 1],
        "day": f"{day.day:02}",
        "weekday": str(day.isoweekday() % 7),
        "weekdayname": WEEKDAYS[day.weekday()],
        "yearday": str(day.timetuple().tm_yday),
    }[name]
