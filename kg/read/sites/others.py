"""Addresses of Zola, Eleventy, Pelican, Nikola and MkDocs, by their documentation."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

from kg.read.errors import Why
from kg.read.sites.piece import MONTHS, WEEKDAYS, Piece, day_as_stated
from kg.read.sites.site import ADD_SLUG, ADD_URL, FRONT_PAGE, Permalinks
from kg.read.sites.slugs import ascii_slug, zola_slug

# ---- Zola: https://www.getzola.org/documentation/content/page/ --------------------------------

_ZOLA_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2}))?[-_](.+)")


def zola_path(permalinks: Permalinks, piece: Piece) -> str | Why:
    """Return the path of a page, or why it cannot be told."""
    if stated := piece.text("path"):
        return stated
    if piece.fields.get("render") is False:
        return Why("render is false")
    folders, name, start = piece.folders, piece.stem, ""
    base, _, language = name.rpartition(".")
    if base and permalinks.option(f"language {language.lower()}"):
        name, start = base, f"{language}/"
    if name == "index":
        if not folders:
            return FRONT_PAGE
        folders, name = folders[:-1], folders[-1]
    mode = permalinks.option("slugify", "on")
    dated = _ZOLA_DATE.fullmatch(name)
    of_file = dated[1] if dated and not permalinks.option("keeps_dates") else name
    text = piece.text("slug") or of_file
    if mode == "safe" and not re.fullmatch(r"[\w.-]+", text):
        return Why("the file's name cannot stand in an address", ADD_SLUG)
    slug = zola_slug(text) if mode == "on" else text
    return slug if isinstance(slug, Why) else start + "/".join((*folders, slug)) + "/"


# ---- Eleventy: https://www.11ty.dev/docs/permalinks/ ------------------------------------------

_ELEVENTY_DATE = re.compile(r"\d{4}-\d{2}-\d{2}-(.*)", re.S)
_VARIABLE = re.compile(
    r"\{\{-?\s*(?:page\.)?(fileSlug|filePathStem|slug)\s*(?:\|\s*slug(?:ify)?\s*)?-?\}\}"
)


def eleventy_path(permalinks: Permalinks, piece: Piece) -> str | Why:
    """
    Return the path of a template, or why it cannot be told.

    By default it is that of the file, with a date before its name; `fileSlug` and `filePathStem`
    go without the date.
    """
    folders = list(piece.folders)
    if any(folder.startswith("_") for folder in folders) and "_posts" not in folders:
        return Why("the folder's name begins with _")
    pattern = piece.text("permalink")
    for height in range(len(folders), -1, -1):
        above = "/".join(folders[:height]) or "."
        pattern = pattern or dict(permalinks.sections).get(above, "")
    if pattern:
        return _eleventy_pattern(pattern, piece)
    is_named_as_folder = bool(folders) and folders[-1] == piece.stem
    name = [] if piece.stem == "index" or is_named_as_folder else [piece.stem]
    return "/".join((*folders, *name, ""))


def _eleventy_pattern(pattern: str, piece: Piece) -> str | Why:
    dated = _ELEVENTY_DATE.search(piece.stem)
    stem = dated[1] if dated else piece.stem
    slug = stem
    if stem == "index" and piece.folders:
        dated = _ELEVENTY_DATE.search(piece.folders[-1])
        slug = dated[1] if dated else piece.folders[-1]
    values = {
        "fileSlug": slug,
        "filePathStem": "/" + "/".join((*piece.folders, stem)),
        "slug": piece.text("slug"),
    }
    address = _VARIABLE.sub(lambda match: values[match[1]] or match[0], pattern)
    if "{{" in address or "{%" in address or "${" in address:
        return Why(f"the permalink {pattern[:80]} is a template", ADD_URL)
    return re.sub(r"(?:^|(?<=/))index\.html\Z", "", address) or "/"


# ---- Pelican: https://docs.getpelican.com/en/latest/settings.html -----------------------------

_FIELD = re.compile(r"\{(\w+)(?::([^{}]{0,40}))?\}")
_DATE_AND_SLUG = re.compile(r"\(\?P<date>[^()<>]{1,40}\)[-_]\(\?P<slug>\.\*\)")
_LEADING_DATE = re.compile(r"\d{4}-\d{2}-\d{2}[-_](.+)", re.S)


def pelican_path(permalinks: Permalinks, piece: Piece) -> str | Why:
    """Return the path of an article or page, or why it cannot be told."""
    if piece.text("status").lower() in ("draft", "hidden", "skip"):
        return Why(f"status is {piece.text('status').lower()}")
    if stated := piece.text("url"):
        return stated
    is_page = permalinks.option("pages") in piece.folders[:2]  # PATH may be computed
    name = "PAGE_URL" if is_page else "ARTICLE_URL"
    language = piece.text("lang").lower()
    is_other = bool(language) and language != permalinks.option("DEFAULT_LANG", "en").lower()
    if is_other:
        if is_page:
            return Why("the addresses of pages in other languages are unknown", ADD_URL)
        name = "ARTICLE_LANG_URL"
    if name in permalinks.unknown:
        return Why(f"{name} is computed", ADD_URL)
    default = {"PAGE_URL": "pages/{slug}.html", "ARTICLE_LANG_URL": "{slug}-{lang}.html"}
    pattern = permalinks.pattern if name == "ARTICLE_URL" else permalinks.option(name)
    return _formatted(pattern or default.get(name, "{slug}.html"), permalinks, piece)


def _formatted(pattern: str, permalinks: Permalinks, piece: Piece) -> str | Why:
    """Return a pattern with values in place of its `{fields}`."""
    reason: Why | None = None

    def replaced(match: re.Match[str]) -> str:
        nonlocal reason
        value = _pelican_value(match[1], match[2] or "", permalinks, piece)
        if isinstance(value, Why):
            reason = reason or value
            return ""
        return value

    address = _FIELD.sub(replaced, pattern)
    if reason is None and ("{" in address or "}" in address):
        reason = Why(f"the form of {pattern[:80]} is unknown", ADD_URL)
    return reason or address


def _pelican_value(name: str, form: str, permalinks: Permalinks, piece: Piece) -> str | Why:
    if name == "slug":
        return _pelican_slug(permalinks, piece)
    if name == "date":
        day = day_as_stated(piece)
        if isinstance(day, Why):
            return day
        codes = {
            "%Y": f"{day.year:04}", "%m": f"{day.month:02}", "%d": f"{day.day:02}",
            "%y": f"{day.year % 100:02}", "%j": f"{day.timetuple().tm_yday:03}",
            "%H": f"{day.hour:02}", "%M": f"{day.minute:02}", "%S": f"{day.second:02}",
            "%-m": str(day.month), "%-d": str(day.day), "%B": MONTHS[day.month - 1],
            "%b": MONTHS[day.month - 1][:3], "%A": WEEKDAYS[day.weekday()],
            "%a": WEEKDAYS[day.weekday()][:3],
        }  # fmt: skip
        text = re.sub("%-?[A-Za-z]", lambda match: codes.get(match[0], match[0]), form)
        return text if form and "%" not in text else _unknown_form(form or name)
    if form:
        return _unknown_form(form)
    if name == "category":
        label = piece.text("category")
        if not label and permalinks.option("by_category") and piece.folders:
            label = piece.folders[-1]
        label = label or permalinks.option("DEFAULT_CATEGORY", "misc")
        return _slug_of(label, permalinks)
    if name == "author":
        authors = piece.list("author") or piece.list("authors")
        if not authors:
            return Why("the permalink needs an author", "Add author.")
        return _slug_of(authors[0], permalinks)
    if name == "lang":
        return piece.text("lang") or permalinks.option("DEFAULT_LANG", "en")
    return piece.text(name) or Why(f"the permalink needs {name}", f"Add {name}.")


def _unknown_form(form: str) -> Why:
    return Why(f"the form {form} is unknown", ADD_URL)


def _pelican_slug(permalinks: Permalinks, piece: Piece) -> str | Why:
    if stated := piece.text("slug"):
        return stated
    unknown = [name for name in ("SLUGIFY_SOURCE", "PATH_METADATA", "FILENAME_METADATA")
               if name in permalinks.unknown]  # fmt: skip
    if unknown:
        return Why(f"{unknown[0]} is computed", ADD_SLUG)
    names = permalinks.option("FILENAME_METADATA") + permalinks.option("PATH_METADATA")
    if "<slug>" in names:
        name = _LEADING_DATE.fullmatch(piece.stem)
        if name and _DATE_AND_SLUG.fullmatch(names):
            return name[1]
        return Why("how the file's name becomes a slug is unknown", ADD_SLUG)
    if permalinks.option("SLUGIFY_SOURCE", "title") == "basename":
        return _slug_of(piece.stem, permalinks)
    return _slug_of(piece.text("title"), permalinks)


def _slug_of(text: str, permalinks: Permalinks) -> str | Why:
    if "SLUG_REGEX_SUBSTITUTIONS" in permalinks.unknown:
        return Why("SLUG_REGEX_SUBSTITUTIONS is set", ADD_SLUG)
    return ascii_slug(
        text,
        keeps_case=bool(permalinks.option("SLUGIFY_PRESERVE_CASE")),
        keeps_letters=bool(permalinks.option("SLUGIFY_USE_UNICODE")),
    )


# ---- Nikola: https://getnikola.com/handbook.html ----------------------------------------------


def nikola_path(permalinks: Permalinks, piece: Piece) -> str | Why:
    """Return the path of a post or page, or why it cannot be told."""
    if piece.text("status").lower() in ("draft", "private"):
        return Why(f"status is {piece.text('status').lower()}")
    if permalinks.unknown:
        return Why(f"{permalinks.unknown[0]} is computed", ADD_URL)
    if "." in piece.stem:
        return Why("the addresses of translations are unknown", ADD_URL)
    here = "/".join(piece.folders)
    for wildcard, target in permalinks.sections:
        folder, _, names = wildcard.rpartition("/")
        is_below = not folder or here == folder or here.startswith(f"{folder}/")
        if not is_below or not fnmatchcase(piece.stem + piece.ending, names):
            continue
        inner = here[len(folder) :].strip("/")
        slug = piece.text("slug") or ascii_slug(piece.stem)
        if isinstance(slug, Why):
            return slug
        path = "/".join(part for part in (target.strip("/"), inner, slug) if part)
        return path + (".html" if permalinks.option("ugly") else "/")
    return Why("POSTS and PAGES do not name the folder")


# ---- MkDocs: https://www.mkdocs.org/user-guide/configuration/ ---------------------------------


def mkdocs_path(permalinks: Permalinks, piece: Piece) -> str | Why:
    """Return the path of a page, or why it cannot be told."""
    if permalinks.option("blog") and "posts" in piece.folders:
        return Why("the addresses of MkDocs' blog are unknown", ADD_URL)
    is_index = piece.stem == "index" or piece.stem == "README"
    if is_index and not piece.folders:
        return FRONT_PAGE
    if permalinks.option("ugly"):
        return "/".join((*piece.folders, f"{'index' if is_index else piece.stem}.html"))
    return "/".join((*piece.folders, *([] if is_index else [piece.stem]), ""))
