"""What is known of a record besides its fields: its form, its file, and the user's settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from kg.model.addresses import host_of
from kg.model.settings import DEFAULT_SETTINGS, Settings
from kg.read.dates import Date, date_in_filename, read_date
from kg.read.errors import Why

if TYPE_CHECKING:
    from kg.read.sites.site import Site

Kind = Literal["post", "entry", "related"]

_JEKYLL = frozenset(("_posts", "_drafts", "_news"))
"""Folders of Jekyll, in whose posts spaces part tags (https://jekyllrb.com/docs/posts/)."""
_MAX_TITLE_CHARS = 200
"""Characters of a file's name that make a title."""

NO_SITE = Why(
    "no address",
    'If it is a page of your own site, add this to kg.toml: site = "https://www.example.org"',
)


class View(NamedTuple):
    """How a record is to be read."""

    kind: Kind = "related"
    """A post is a file of its own; an entry stands in a list, feed or export."""
    settings: Settings = DEFAULT_SETTINGS
    path: str = ""
    """The path of a post."""
    site: Site | None = None
    """The site whose pieces the posts may be."""
    below: str = ""
    """The path from the folder of the site to that of all posts, with a last slash."""
    channel: frozenset[str] = frozenset()
    """Hosts of the feed that the record stands in, which count as the site of its entries."""

    @property
    def title(self) -> str | None:
        """The title that the name of the file gives."""
        if not self.path:
            return None
        stem = _stem(self.path)
        dated = date_in_filename(stem)
        title = " ".join((dated[1] if dated else stem).replace("-", " ").replace("_", " ").split())
        return title[:_MAX_TITLE_CHARS] or None

    @property
    def day(self) -> Date | None:
        """The day that the name of the file gives."""
        dated = date_in_filename(_stem(self.path)) if self.path else None
        return dated[0] if dated else None

    @property
    def spaces(self) -> bool:
        """Whether spaces divide tags, as in posts of Jekyll."""
        return not _JEKYLL.isdisjoint(self.path.split("/")[:-1])

    def own_address(self, record: Mapping[Any, Any]) -> str | Why:
        """Return the address of a piece of one's own, from the fields of its record."""
        if self.site is None or not self.path:
            return NO_SITE
        from kg.read.sites.address import own_address

        stated = record.get("date")
        date = read_date(stated) if stated else None
        day = date if isinstance(date, Date) else self.day
        return own_address(self.site, f"{self.below}{self.path}", record, day)

    def owns(self, url: str) -> bool:
        """Return whether an address is one's own."""
        return self.settings.owns(url) or (bool(self.channel) and host_of(url) in self.channel)


RELATED = View()
"""How an entry of `related` is read."""


def _stem(path: str) -> str:
    name = path.rpartition("/")[2]
    return name.rpartition(".")[0] or name
