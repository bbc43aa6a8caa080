"""What the configuration of each generator says of addresses. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from kg.model.addresses import host_of, legal_url
from kg.read.sites.parse import NOT_LITERAL
from kg.read.sites.site import NOT_WRITTEN, Permalinks, Scope, Site, SiteProblem

Configuration = Mapping[str, Any]

_MAX_RULES = 1_000
_DEFAULT_HOSTS = frozenset(
    "example.com yoursite.com your-site.com yourdomain.com your-domain.com mysite.com "
    "localhost.localdomain yourusername.github.io your-username.github.io "
    "username.github.io".split()
)
"""What generators and themes put in place of an address that is not known yet."""
_RESERVED = re.compile(r"(?:.*\.)?(?:localhost|local|test|invalid|example)", re.S)  # RFC 2606
_ADDRESS_NUMBER = re.compile(r"\[.*\]|\d{1,3}(?:\.\d{1,3}){3}", re.S)


def to_site(
    generator: str,
    configuration: Configuration,
    files: tuple[str, ...],
    folder: str,
    url: str | None = None,
) -> Site | SiteProblem:
    """
    Return the site of a configuration, or why it says nothing of one.

    `url` is its address if that is known already.

    >>> to_site("hugo", {"baseURL": "https://news.example.net/"}, ("/w/hugo.toml",), "/w").url
    'https://news.example.net'
    """
    key = ADDRESS_KEYS[generator]
    stated, permalinks = _READERS[generator](configuration)
    if url:
        return Site(url, generator, permalinks, files, folder)
    if stated is NOT_LITERAL:
        what = f"{key} is computed, not written out."
        return SiteProblem(files[-1], what, f"{_SET_SITE}.")
    url = site_address(stated)
    is_new = generator == "hugo" and configuration.get("title") == "My New Hugo Site"
    if url is None or (is_new and host_of(url) == "example.org"):
        found = f" ({stated[:80]!r})" if isinstance(stated, str) and stated else ""
        what = f"{key} states no address of the site{found}."
        return SiteProblem(
            files[-1], what, f"Set {key}, or {_SET_SITE[:1].lower()}{_SET_SITE[1:]}."
        )
    return Site(url, generator, permalinks, files, folder)


_SET_SITE = "Set site in kg.toml"


def site_address(value: Any) -> str | None:
    """
    Return the address of a site, without a last slash; None if the value states none.

    >>> site_address("https://news.example.net/blog/")
    'https://news.example.net/blog'
    >>> site_address("http://localhost:4000"), site_address("https://example.com")
    (None, None)
    """
    if not isinstance(value, str):
        return None
    try:
        url = legal_url(value.strip()).partition("#")[0].partition("?")[0].rstrip("/")
        host = host_of(url)
    except ValueError:
        return None
    if "." not in host or host in _DEFAULT_HOSTS:
        return None
    if _RESERVED.fullmatch(host) or _ADDRESS_NUMBER.fullmatch(host):
        return None
    return url


# ---- the generators ---------------------------------------------------------------------------


def _jekyll(given: Configuration) -> tuple[Any, Permalinks]:
    base = given.get("baseurl")
    url = _joined(given.get("url"), base)
    patterns = []
    collections = given.get("collections")
    if isinstance(collections, list):
        collections = {name: {} for name in collections if isinstance(name, str)}
    for name, settings in _pairs(collections):
        settings = settings if isinstance(settings, dict) else {}
        is_written = settings.get("output") is True or name == "posts"
        patterns.append((name, _text(settings.get("permalink")) if is_written else NOT_WRITTEN))
    options = {
        "timezone": _text(given.get("timezone")),
        "collections_dir": _folder(given.get("collections_dir")),
    }
    return url, Permalinks(
        _text(given.get("permalink")),
        tuple(patterns),
        _folder(given.get("source")),
        _scopes(given.get("defaults")),
        _options(options),
    )


def _scopes(defaults: Any) -> tuple[Scope, ...]:
    scopes = []
    for rule in defaults[:_MAX_RULES] if isinstance(defaults, list) else ():
        if not isinstance(rule, dict) or not isinstance(rule.get("values"), dict):
            continue
        scope = dict(_pairs(rule.get("scope")))
        fields: list[tuple[str, str | tuple[str, ...]]] = []
        for name in ("permalink", "categories", "category", "published", "slug"):
            value = rule["values"].get(name)
            if isinstance(value, list):
                fields.append((name, tuple(str(each) for each in value if each is not None)))
            elif isinstance(value, str | bool):
                fields.append((name, str(value)))
        if fields:
            kind = _text(scope.get("type"))
            scopes.append(Scope(_folder(scope.get("path")), kind, tuple(fields)))
    # The more exact rule counts: the longer path, then the one with a type.
    return tuple(sorted(scopes, key=lambda each: (len(each.path), bool(each.kind))))


def _hexo(given: Configuration) -> tuple[Any, Permalinks]:
    options = {
        "timezone": _text(given.get("timezone")),
        "new_post_name": _text(given.get("new_post_name")),
        "default_category": _text(given.get("default_category")),
    }
    defaults = tuple((k, _text(v)) for k, v in _pairs(given.get("permalink_defaults")) if v)
    unknown = tuple(key for key in ("category_map",) if given.get(key))
    content = _folder(given.get("source_dir")) or "source"
    return given.get("url"), Permalinks(
        _text(given.get("permalink")), defaults, content, (), _options(options), unknown
    )


def _hugo(given: Configuration) -> tuple[Any, Permalinks]:
    lower = {key.lower(): value for key, value in given.items()}
    permalinks, unknown = lower.get("permalinks"), []
    if permalinks is not None and not isinstance(permalinks, dict):
        unknown.append("permalinks")
    patterns = []
    for name, value in _pairs(permalinks):
        if name.lower() == "page" and isinstance(value, dict):
            patterns += [(key, _text(each)) for key, each in _pairs(value) if _text(each)]
        elif isinstance(value, str):
            patterns.append((name, value))
    ugly = lower.get("uglyurls")
    options = {
        "ugly": "yes" if ugly is True else "",
        "keeps_case": "yes" if lower.get("disablepathtolower") is True else "",
        "no_accents": "yes" if lower.get("removepathaccents") is True else "",
        "language": (_text(lower.get("defaultcontentlanguage")) or "en").lower(),
        "subfolder": "yes" if lower.get("defaultcontentlanguageinsubdir") is True else "",
    }
    for name, value in _pairs(ugly):
        options[f"ugly {name.lower()}"] = "yes" if value is True else ""
    for name, value in _pairs(lower.get("languages")):
        keys = {key.lower() for key, _ in _pairs(value)}
        options[f"language {name.lower()}"] = "own" if keys & {"contentdir", "baseurl"} else "yes"
    if ":filename" in str(_lowered(lower.get("frontmatter")).get("date", ""))[:1000].lower():
        options["dated"] = "yes"
    content = _folder(lower.get("contentdir")) or "content"
    longest_first = sorted(
        ((name.strip(" /"), pattern) for name, pattern in patterns), key=lambda each: -len(each[0])
    )
    return lower.get("baseurl"), Permalinks(
        "", tuple(longest_first), content, (), _options(options), tuple(unknown)
    )


def _zola(given: Configuration) -> tuple[Any, Permalinks]:
    slugify = given.get("slugify")
    paths, keeps_dates = slugify, False
    if isinstance(slugify, dict):
        paths, keeps_dates = slugify.get("paths", "on"), slugify.get("paths_keep_dates") is True
    options = {
        "slugify": _text(paths).lower() or "on",
        "keeps_dates": "yes" if keeps_dates else "",
    }
    for name, _ in _pairs(given.get("languages")):
        options[f"language {name.lower()}"] = "yes"
    return given.get("base_url"), Permalinks("", (), "content", (), _options(options))


def _eleventy(given: Configuration) -> tuple[Any, Permalinks]:
    folders = tuple((name, _text(pattern)) for name, pattern in _pairs(given.get("permalinks")))
    address = next((given[key] for key in _ELEVENTY_KEYS if _text(given.get(key))), None)
    return address, Permalinks("", folders, _folder(given.get("input")))


_ELEVENTY_KEYS = ("url", "siteUrl", "site_url", "siteURL", "baseUrl", "baseURL", "base_url")

_PELICAN_OPTIONS = (
    "PAGE_URL", "ARTICLE_LANG_URL", "SLUGIFY_SOURCE", "DEFAULT_LANG", "DEFAULT_CATEGORY",
    "FILENAME_METADATA", "SLUG_REGEX_SUBSTITUTIONS", "PATH_METADATA", "DEFAULT_DATE",
)  # fmt: skip


def _pelican(given: Configuration) -> tuple[Any, Permalinks]:
    options = {name: _text(given.get(name)) for name in _PELICAN_OPTIONS}
    for name in ("SLUGIFY_USE_UNICODE", "SLUGIFY_PRESERVE_CASE"):
        options[name] = "yes" if given.get(name) is True else ""
    options["by_category"] = "" if given.get("USE_FOLDER_AS_CATEGORY") is False else "yes"
    pages = given.get("PAGE_PATHS", ["pages"])
    options["pages"] = _text(pages[0]) if isinstance(pages, list) and len(pages) == 1 else ""
    unknown = [
        name
        for name in ("ARTICLE_URL", *_PELICAN_OPTIONS)
        if name in given and not isinstance(given[name], str | None)
    ]
    return given.get("SITEURL"), Permalinks(
        _text(given.get("ARTICLE_URL")), (), _folder(given.get("PATH")), (), _options(options),
        tuple(unknown),
    )  # fmt: skip


def _nikola(given: Configuration) -> tuple[Any, Permalinks]:
    folders, unknown = [], []
    for name in ("POSTS", "PAGES"):
        rows = given.get(name, ())
        if not isinstance(rows, list | tuple):
            unknown.append(name)
            continue
        for row in rows[:_MAX_RULES]:
            if isinstance(row, list) and len(row) >= 2 and all(isinstance(x, str) for x in row[:2]):
                folders.append((row[0], row[1]))
            else:
                unknown.append(name)
    options = {"ugly": "yes" if given.get("PRETTY_URLS") is False else ""}
    return given.get("SITE_URL"), Permalinks(
        "", tuple(folders), "", (), _options(options), tuple(dict.fromkeys(unknown))
    )


def _mkdocs(given: Configuration) -> tuple[Any, Permalinks]:
    options = {"ugly": "yes" if given.get("use_directory_urls") is False else ""}
    plugins = given.get("plugins")
    names = [
        name
        for plugin in (plugins if isinstance(plugins, list) else [plugins])
        for name in (plugin if isinstance(plugin, dict) else [plugin])
    ]
    if any(isinstance(name, str) and name.rpartition("/")[2] == "blog" for name in names):
        options["blog"] = "yes"
    content = _folder(given.get("docs_dir")) or "docs"
    return given.get("site_url"), Permalinks("", (), content, (), _options(options))


_READERS: dict[str, Callable[[Configuration], tuple[Any, Permalinks]]] = {
    "jekyll": _jekyll, "hexo": _hexo, "hugo": _hugo, "zola": _zola, "eleventy": _eleventy,
    "pelican": _pelican, "nikola": _nikola, "mkdocs": _mkdocs,
}  # fmt: skip

ADDRESS_KEYS = {
    "jekyll": "url", "hexo": "url", "hugo": "baseURL", "zola": "base_url", "eleventy": "url",
    "pelican": "SITEURL", "nikola": "SITE_URL", "mkdocs": "site_url",
}  # fmt: skip


# ---- values -----------------------------------------------------------------------------------


def _joined(url: Any, base: Any) -> Any:
    if isinstance(url, str) and isinstance(base, str) and base.strip(" /"):
        return f"{url.rstrip(' /')}/{base.strip(' /')}"
    return url


def _pairs(value: Any) -> list[tuple[str, Any]]:
    if not isinstance(value, dict):
        return []
    return [(key, each) for key, each in value.items() if isinstance(key, str)][:_MAX_RULES]


def _lowered(value: Any) -> dict[str, Any]:
    return {key.lower(): each for key, each in _pairs(value)}


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) and len(value) <= 1_000 else ""


def _folder(value: Any) -> str:
    """Return a relative folder as `a/b`; the folder itself is empty."""
    parts = _text(value).replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in ("", "."))


def _options(options: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in options.items() if value)
