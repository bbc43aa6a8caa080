"""Folders that hold nothing that somebody wrote for the archive. Imports nothing that is slow."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple


class PassedOver(NamedTuple):
    """A folder that was found and not looked into."""

    path: str
    """Relative to the folder that all arguments share, with `/`."""
    reason: str


_ALWAYS = {
    "node_modules": "packages that npm installed",
    "vendor": "packages of others",
}
_BUILT = frozenset({"_site", "public", "dist"})
CANDIDATES = _BUILT | _ALWAYS.keys()
"""Names of folders that may be passed over for their name."""

_CONFIGURATIONS = frozenset(
    "_config.yml _config.yaml _config.toml hugo.toml hugo.yaml hugo.yml hugo.json config.toml "
    "config.yaml config.yml config.json pelicanconf.py publishconf.py mkdocs.yml mkdocs.yaml "
    "zola.toml conf.py _quarto.yml book.toml antora.yml .eleventy.js .vuepress .vitepress".split()
)
_CONFIGURATION_STEMS = frozenset(
    "eleventy.config astro.config gatsby-config docusaurus.config gridsome.config next.config "
    "nuxt.config svelte.config vite.config quartz.config".split()
)
_SCRIPTS = frozenset({"js", "cjs", "mjs", "ts", "cts", "mts"})


def why_passed_over(
    name: str, siblings: Collection[str], inside: Callable[[str], bool] = lambda name: False
) -> str | None:
    """
    Return why a folder below a named one is passed over; None if it is read.

    `siblings` are the names beside it. `inside` says whether a name stands in the folder.

    >>> why_passed_over("public", ["hugo.toml", "content"])
    "a generator's output"
    >>> why_passed_over("public", ["notes.md"])
    >>> why_passed_over("env", [], {"pyvenv.cfg", "lib"}.__contains__)
    'a virtual environment of Python'
    """
    if reason := _ALWAYS.get(name):
        return reason
    if name in _BUILT and has_configuration(siblings):
        return "a generator's output"
    return "a virtual environment of Python" if inside("pyvenv.cfg") else None


def has_configuration(names: Collection[str]) -> bool:
    """
    Return whether one of the names is that of a site generator's configuration.

    >>> has_configuration(["astro.config.mjs"]), has_configuration(["readme.md"])
    (True, False)
    """
    if not _CONFIGURATIONS.isdisjoint(names):
        return True
    parts = (name.rpartition(".") for name in names)
    return any(end in _SCRIPTS and stem in _CONFIGURATION_STEMS for stem, _, end in parts)
