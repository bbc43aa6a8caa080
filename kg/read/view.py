"""What is known of a record besides its fields: its form, its file, and the user's settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

from kg.model.addresses import host_of
from kg.read.names import OwnNames

Body = Literal["none", "related", "articles"]


class Settings(NamedTuple):
    """What the user says of an archive, in kg.toml or by options, as far as reading needs it."""

    fields: OwnNames = ()
    body: Body = "none"
    """What links in bodies are: nothing, related articles, or articles."""
    own: frozenset[str] = frozenset()
    """Hosts that are one's own; the host of `site` is among them."""
    site: str | None = None
    """Address of one's own site, without a last slash."""
    lists: tuple[tuple[str, str], ...] = ()
    """By the path of a file, the place of the list of articles in it: `categories[].press`."""

    def owns(self, url: str) -> bool:
        """Return whether an address is on one of one's own hosts."""
        if not self.own:
            return False
        host = host_of(url)
        return host in self.own or any(host.endswith(f".{own}") for own in self.own)


PLAIN = Settings()
Kind = Literal["post", "entry", "related"]


class View(NamedTuple):
    """How a record is to be read."""

    kind: Kind = "related"
    """A post is a file of its own; an entry stands in a list, feed or export."""
    settings: Settings = PLAIN
    title: str | None = None
    """The title that the name of the file gives."""
    date: str | None = None
    """The date that the name of the file gives."""
    own_address: Callable[[Mapping[Any, Any]], str | None] = lambda record: None
    """Returns the address of a piece of one's own, from the fields of its record."""
    original: Callable[[], str | None] = lambda: None
    """Returns the address that the body names as that of the article."""
    spaces: bool = False
    """Whether spaces divide tags, as in Jekyll and Pinboard."""
    channel: frozenset[str] = frozenset()
    """Hosts of the feed that the record stands in, which count as the site of its entries."""

    def owns(self, url: str) -> bool:
        """Return whether an address is one's own."""
        return self.settings.owns(url) or (bool(self.channel) and host_of(url) in self.channel)


RELATED = View()
"""How an entry of `related` is read."""
