"""What is known of a record besides its fields: its form, its file, and the user's settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

from kg.model.addresses import host_of
from kg.model.settings import DEFAULT_SETTINGS, Settings
from kg.read.sites.site import Why

Kind = Literal["post", "entry", "related"]


NO_SITE = Why("own writing: the address of the site is not known")


class View(NamedTuple):
    """How a record is to be read."""

    kind: Kind = "related"
    """A post is a file of its own; an entry stands in a list, feed or export."""
    settings: Settings = DEFAULT_SETTINGS
    title: str | None = None
    """The title that the name of the file gives."""
    date: str | None = None
    """The day that the name of the file gives."""
    own_address: Callable[[Mapping[Any, Any]], str | Why] = lambda record: NO_SITE
    """Returns the address of a piece of one's own, from the fields of its record."""
    spaces: bool = False
    """Whether spaces divide tags, as in Jekyll and Pinboard."""
    channel: frozenset[str] = frozenset()
    """Hosts of the feed that the record stands in, which count as the site of its entries."""

    def owns(self, url: str) -> bool:
        """Return whether an address is one's own."""
        return self.settings.owns(url) or (bool(self.channel) and host_of(url) in self.channel)


RELATED = View()
"""How an entry of `related` is read."""
