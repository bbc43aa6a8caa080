"""What the user says of an archive: by kg.toml, by options, or by a generator's configuration."""

from __future__ import annotations

import hashlib
import json
from typing import Literal, NamedTuple

from kg.model.addresses import host_of

Body = Literal["none", "related", "articles"]
"""What links in bodies are: nothing, related articles, or articles in their own right."""

FieldNames = tuple[tuple[str, tuple[str, ...]], ...]
"""Names of fields by what they say, such as `published`: tried before those that kg knows."""


class Settings(NamedTuple):
    """What decides how records are read and resolved. Equal settings give equal graphs."""

    fields: FieldNames = ()
    body: Body = "none"
    own: frozenset[str] = frozenset()
    """Hosts that are one's own; the host of `site` is among them."""
    site: str | None = None
    """Address of one's own site, without a last slash."""
    lists: tuple[tuple[str, str], ...] = ()
    """By the path of a file, the place of the list of articles in it: `categories[].press`."""
    ignored_topics: tuple[str, ...] = ()
    kept_topics: tuple[str, ...] = ()
    """Labels that are topics even if every record has them."""
    same_topics: tuple[tuple[str, str], ...] = ()
    """Labels, each with the preferred label of the same topic."""
    same_outlets: tuple[tuple[str, str], ...] = ()
    """Domains, each with the preferred domain of the same outlet."""
    stories_together: tuple[tuple[str, ...], ...] = ()
    """Groups of addresses of articles that are of one story."""
    stories_apart: tuple[tuple[str, ...], ...] = ()
    """Groups of addresses of articles of which no two are of one story."""
    story_names: tuple[tuple[str, str], ...] = ()
    """Addresses of articles, each with the name of its story."""
    same_copies: tuple[tuple[str, ...], ...] = ()
    """Groups of addresses of articles that are one text."""
    no_copies: tuple[tuple[str, ...], ...] = ()
    """Groups of addresses of articles of which no two are one text."""
    named_at: tuple[tuple[str, str, int], ...] = ()
    """Addresses of the groups and names above, each with the file and the line that states it."""

    @property
    def for_reading(self) -> Settings:
        """The settings that decide how files are read, without those on stories and copies."""
        return self._replace(
            stories_together=(), stories_apart=(), story_names=(), same_copies=(), no_copies=(),
            named_at=(),
        )  # fmt: skip

    @property
    def digest(self) -> bytes:
        """
        Return a key that equal settings share, and no others.

        The order of tables and of labels makes no difference. That of the names of a field does:
        the first is tried first.

        >>> Settings(own=frozenset("ab")).digest == Settings(own=frozenset("ba")).digest
        True
        """
        said = {
            name: value if value is None or isinstance(value, str) else sorted(value)
            for name, value in self._asdict().items()
        }
        # ASCII, for names of files may hold bytes that are not UTF-8.
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode("ascii")).digest()

    def owns(self, url: str) -> bool:
        """
        Return whether an address is on one of one's own hosts.

        >>> Settings(own=frozenset({"example.org"})).owns("https://www.example.org/a")
        True
        """
        if not self.own:
            return False
        host = host_of(url)
        return host in self.own or any(host.endswith(f".{own}") for own in self.own)


DEFAULT_SETTINGS = Settings()
