"""What is known of a site."""

from __future__ import annotations

from typing import NamedTuple

from kg.read.errors import Why

NOT_WRITTEN = "\0"
"""Stands for the pattern of a collection that makes no pages."""


class Scope(NamedTuple):
    """Fields that Jekyll's `defaults` give to all pieces of one kind or folder."""

    path: str
    kind: str
    """`posts`, `pages`, `drafts` or the name of a collection; empty for all."""
    fields: tuple[tuple[str, str | tuple[str, ...]], ...]


class Permalinks(NamedTuple):
    """How a generator makes addresses, by its configuration."""

    pattern: str = ""
    """For all pieces; empty for the generator's own."""
    sections: tuple[tuple[str, str], ...] = ()
    """Patterns by section, collection or folder, the first that matches counting."""
    content: str = ""
    """The folder of pieces, relative to the site's, with `/`; empty for the site's own."""
    scopes: tuple[Scope, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    """What else changes addresses, such as `("ugly", "yes")`."""
    unknown: tuple[str, ...] = ()
    """What is set but cannot be read as data, such as a computed `ARTICLE_URL`."""

    def option(self, name: str, default: str = "") -> str:
        """
        Return what an option is set to.

        >>> Permalinks(options=(("ugly", "yes"),)).option("ugly")
        'yes'
        """
        return dict(self.options).get(name, default)


class Site(NamedTuple):
    """One's own site."""

    url: str
    """Its address, without a last slash."""
    generator: str = ""
    """`jekyll`, `hexo`, `hugo`, `zola`, `eleventy`, `pelican`, `nikola`, `mkdocs`; or empty."""
    permalinks: Permalinks = Permalinks()
    files: tuple[str, ...] = ()
    """The configuration files that this was read from: their absolute paths."""
    folder: str = ""
    """The absolute path of the folder that holds the configuration."""


ADD_SLUG = "Add slug."
ADD_URL = "Add webUrl."
FRONT_PAGE = Why("the front page of the site")


class SiteProblem(NamedTuple):
    """Why a configuration says nothing of a site."""

    path: str
    """The configuration file: its absolute path."""
    what: str
    """`states no address of the site.`"""
    mend: str
    """`Set url in it, or site in kg.toml.`"""
