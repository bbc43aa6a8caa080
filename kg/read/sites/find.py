"""Find the site that posts belong to."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from kg.read.errors import ReadError
from kg.read.sites.configurations import to_site
from kg.read.sites.parse import parse_configuration, read_small
from kg.read.sites.site import Site, SiteProblem

_DATA = ("toml", "yaml", "yml", "json")
_HUGO = tuple(f"hugo.{ending}" for ending in _DATA)
_CONFIG = tuple(f"config.{ending}" for ending in _DATA)
_HEXO_KEYS = ("source_dir", "public_dir", "new_post_name", "post_asset_folder", "archive_dir")
_SCRIPTS = (".eleventy.js", *(f"eleventy.config.{ending}" for ending in ("js", "mjs", "cjs", "ts")))
_INPUT = re.compile(r"""\binput["']?\s*:\s*["']([\w./-]{1,100})["']""")
_SETS_PERMALINK = re.compile(rb"\bpermalink\b")


class Found(NamedTuple):
    """A generator's configuration in a folder."""

    generator: str
    values: dict[str, Any]
    files: tuple[str, ...]


def find_site(
    roots: Sequence[str], problems: list[SiteProblem] | None = None, *, url: str | None = None
) -> Site | None:
    """
    Return the site that the posts in some folders belong to; None if no configuration tells.

    A configuration is looked for in each folder and its parents, up to the folder that holds
    `.git`; without one, in the folder and its parent. The nearest one decides. Why it says nothing
    of a site is appended to `problems`. With `url`, the site has this address, and the
    configuration only tells how addresses are made.
    """
    url = url.rstrip("/") if url else None
    unknown = Site(url) if url else None
    chains = [list(_folders(os.path.abspath(root))) for root in roots]
    seen: set[str] = set()
    for height in range(max(map(len, chains), default=0)):
        for chain in chains:
            if height >= len(chain) or chain[height] in seen:
                continue
            seen.add(chain[height])
            found = _site_in(chain[height], chain[:height], url)
            if isinstance(found, Site):
                return found
            if found:
                if problems is not None:
                    problems.append(found)
                return unknown
    return unknown


def _folders(root: str) -> Iterator[str]:
    """Yield a folder, and those of its parents in which its site's configuration may be."""
    folder = root if os.path.isdir(root) else os.path.dirname(root)
    chain = [folder]
    while (parent := os.path.dirname(chain[-1])) != chain[-1]:
        chain.append(parent)
    for height, each in enumerate(chain):
        if os.path.lexists(os.path.join(each, ".git")):  # a file in worktrees and submodules
            return iter(chain[: height + 1])
    return iter(chain[:2])


def _site_in(folder: str, below: Sequence[str], url: str | None) -> Site | SiteProblem | None:
    """Return the site of a folder's configuration; `below` leads to the posts, deepest first."""
    try:
        names = set(os.listdir(folder))
    except OSError:
        return None
    problem = None
    for look in (_hugo_or_zola, _jekyll_or_hexo, _eleventy, _python, _mkdocs):
        try:
            found = look(folder, names, below)
        except _BrokenFileError as error:
            problem = problem or SiteProblem(error.path, error.what, error.mend)
            continue
        if not found:
            continue
        site = to_site(found.generator, found.values, found.files, folder, url)
        if isinstance(site, Site):
            return site
        problem = problem or site
    return problem


class _BrokenFileError(Exception):
    def __init__(self, path: str, what: str, mend: str) -> None:
        super().__init__(what)
        self.path, self.what, self.mend = path, what, mend


def _read(path: str) -> dict[str, Any]:
    try:
        return dict(parse_configuration(os.path.basename(path), read_small(path)))
    except OSError as error:
        what = f"cannot be read: {error.strerror}."
        raise _BrokenFileError(path, what, "Make it readable.") from None
    except ReadError as error:
        line = f"line {error.line}: " if error.line else ""
        raise _BrokenFileError(path, f"{line}{error.what}", error.mend) from None


def _read_if_meant(path: str, keys: Sequence[str]) -> dict[str, Any]:
    """Return a file whose name many programs use; empty if it is not meant and broken."""
    try:
        return _read(path)
    except _BrokenFileError:
        try:
            text = read_small(path).decode(errors="replace").lower()
        except (OSError, ReadError):
            return {}
        if any(key.lower() in text for key in keys):
            raise
        return {}


def _jekyll_or_hexo(folder: str, names: set[str], _: Sequence[str]) -> Found | None:
    for name in ("_config.yml", "_config.yaml", "_config.toml"):
        if name in names:
            path = os.path.join(folder, name)
            values = _read(path)
            is_hexo = sum(key in values for key in _HEXO_KEYS) > 1
            return Found("hexo" if is_hexo else "jekyll", values, (path,))
    return None


def _hugo_or_zola(folder: str, names: set[str], _: Sequence[str]) -> Found | None:
    values: dict[str, Any] = {}
    files = []
    for name in (*_HUGO, "zola.toml", *_CONFIG):
        if name not in names:
            continue
        path = os.path.join(folder, name)
        read = _read_if_meant(path, ("baseurl", "base_url")) if name in _CONFIG else _read(path)
        if "base_url" in read or name == "zola.toml":
            return Found("zola", read, (path,))
        if name in _HUGO or any(key.lower() == "baseurl" for key in read):
            values, files = read, [path]
            break
    if "config" in names:  # settings in a folder: each file holds a table of its own name
        for environment in ("_default", "production"):
            more, paths = _hugo_folder(os.path.join(folder, "config", environment))
            values |= more
            files += paths
    has_address = any(key.lower() == "baseurl" for key in values)
    is_hugo = has_address or any(os.path.basename(path) in _HUGO for path in files)
    return Found("hugo", values, tuple(files)) if is_hugo else None


def _hugo_folder(folder: str) -> tuple[dict[str, Any], list[str]]:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return {}, []
    values: dict[str, Any] = {}
    files = []
    for name in names:
        stem, _, ending = name.rpartition(".")
        if ending not in _DATA or stem not in ("hugo", "config", "permalinks", "languages"):
            continue
        path = os.path.join(folder, name)
        read = _read(path)
        values |= read if stem in ("hugo", "config") else {stem: read}
        files.append(path)
    return values, files


def _python(folder: str, names: set[str], _: Sequence[str]) -> Found | None:
    values: dict[str, Any] = {}
    files = []
    for name in ("pelicanconf.py", "publishconf.py"):  # the second one overrides the first
        if name in names:
            path = os.path.join(folder, name)
            read = _read(path)
            if not read.get("SITEURL"):  # left to be filled in, or on the command line
                read.pop("SITEURL", None)
            values |= read
            files.append(path)
    if files:
        return Found("pelican", values, tuple(files))
    if "conf.py" in names:
        path = os.path.join(folder, "conf.py")
        values = _read_if_meant(path, ("SITE_URL",))
        if "SITE_URL" in values:
            return Found("nikola", values, (path,))
    return None


def _mkdocs(folder: str, names: set[str], _: Sequence[str]) -> Found | None:
    for name in ("mkdocs.yml", "mkdocs.yaml"):
        if name in names:
            path = os.path.join(folder, name)
            return Found("mkdocs", _read(path), (path,))
    return None


def _eleventy(folder: str, names: set[str], below: Sequence[str]) -> Found | None:
    """
    Return what Eleventy's data files say.

    Its configuration is JavaScript and never executed; only the folder of input is taken from it,
    where it is written out.
    """
    script = next((name for name in _SCRIPTS if name in names), None)
    if not script:
        return None
    path = os.path.join(folder, script)
    try:
        text = read_small(path).decode(errors="replace")
    except (OSError, ReadError):
        text = ""
    inputs = {os.path.normpath(each) for each in _INPUT.findall(text)}
    inputs = {each for each in inputs if not each.startswith(("..", os.sep))}
    source = inputs.pop() if len(inputs) == 1 else "."
    for data in dict.fromkeys((os.path.join(source, "_data"), "_data")):
        for name in ("site.json", "metadata.json", "meta.json"):
            file = os.path.join(folder, data, name)
            if os.path.isfile(file):
                values = _read(file)
                permalinks, more = _directory_data(folder, source, below)
                values |= {"input": source.replace(os.sep, "/"), "permalinks": permalinks}
                return Found("eleventy", values, (*more, path, file))
    return Found("eleventy", {}, (path,))


def _directory_data(
    folder: str, source: str, below: Sequence[str]
) -> tuple[dict[str, str], list[str]]:
    """Return the permalinks that data files of folders give, by folder, and those files."""
    permalinks: dict[str, str] = {}
    files = []
    for each in below:
        for ending in ("json", "11tydata.json", "11tydata.js", "11tydata.cjs", "11tydata.mjs"):
            path = os.path.join(each, f"{os.path.basename(each)}.{ending}")
            if not os.path.isfile(path):
                continue
            files.append(path)
            name = os.path.relpath(each, os.path.join(folder, source)).replace(os.sep, "/")
            if ending.endswith("json"):
                pattern = _read(path).get("permalink")
                if isinstance(pattern, str):
                    permalinks.setdefault(name, pattern)
            elif _sets_permalink(path):
                permalinks.setdefault(name, "{{ a function of JavaScript }}")
    return permalinks, files


def _sets_permalink(script: str) -> bool:
    try:
        return bool(_SETS_PERMALINK.search(read_small(script)))
    except (OSError, ReadError):
        return True
