"""What decides how the files of some folders are read: settings, and the site they belong to."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kg.model.account import Skip
from kg.model.addresses import host_of
from kg.model.settings import DEFAULT_SETTINGS, Settings
from kg.read.files import shared_folder
from kg.read.sites.find import find_site
from kg.read.sites.site import Site, SiteProblem


class Reading(NamedTuple):
    """How files are read. Equal values give equal records of equal files."""

    settings: Settings = DEFAULT_SETTINGS
    site: Site | None = None
    below: str = ""
    """The path from the folder of the site to that of all posts, with a last slash."""
    problems: tuple[Skip, ...] = ()
    """Configurations that say nothing of a site, by their paths from the folder of all posts."""

    @property
    def key(self) -> str:
        """What tells apart how files are read; empty if nothing is said of an archive."""
        return self._replace(settings=self.settings.for_reading).graph_key

    @property
    def graph_key(self) -> str:
        """What tells it from others, with what is said of stories; empty if nothing is said."""
        if self == DEFAULT_READING:
            return ""
        return repr((self.settings.digest, *self[1:]))


DEFAULT_READING = Reading()


def find_reading(
    roots: Sequence[str | os.PathLike[str]], settings: Settings = DEFAULT_SETTINGS
) -> Reading:
    """Return how the posts in some folders are read; the site is told by its generator's files."""
    problems: list[SiteProblem] = []
    places = [os.path.abspath(root) for root in roots]
    site = find_site(places, problems, url=settings.site)
    if site is None:
        return Reading(settings, problems=_skipped(problems, shared_folder(places)))
    own = settings.own | {host_of(site.url).removeprefix("www.")}
    below = ""
    if site.folder:
        path = os.path.relpath(shared_folder(places), site.folder).replace(os.sep, "/")
        below = "" if path == "." else f"{path}/"
    return Reading(
        settings._replace(own=own), site, below, _skipped(problems, shared_folder(places))
    )


def _skipped(problems: Iterable[SiteProblem], folder: str) -> tuple[Skip, ...]:
    """Return what is told of configurations, the same wherever the archive lies."""
    return tuple(
        Skip(os.path.relpath(path, folder).replace(os.sep, "/"), what, mend)
        for path, what, mend in problems
    )
