"""The names of elements, whatever prefixes a file gives their namespaces."""

from __future__ import annotations

from typing import Final

from kg.read.feeds.kinds import ATOM

_PREFIXES: Final = {
    "http://purl.org/dc/elements/1.1": "dc",
    "http://purl.org/dc/elements/1.0": "dc",
    "http://purl.org/dc/terms": "dcterms",
    "http://purl.org/rss/1.0/modules/content": "content",
    "http://purl.org/rss/1.0/modules/taxonomy": "taxo",
    "http://search.yahoo.com/mrss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/2000/svg": "svg",
    "http://www.w3.org/1998/math/mathml": "math",
}
_WORDPRESS: Final = "http://wordpress.org/export/"  # ends in a version
_MAX_CACHED: Final = 1_000
_MAX_SCOPE: Final = 200

Scope = dict[str, str]
"""The usual prefix of each prefix of a file; the empty one is that of names without a prefix."""


class Names:
    """Gives elements the names that specifications write: prefix and name, in lower case."""

    def __init__(self) -> None:
        self._scopes: list[Scope] = [{"": ""}]
        self._cached: dict[str, str] = {}
        self._is_atom = False

    def enter(self, attributes: dict[str, str], *, is_root: bool) -> bool:
        """Begin an element, and return whether it declares namespaces; then `leave` ends it."""
        if not any(key.startswith("xmlns") for key in attributes):
            return False
        declared = {
            key[6:]: value.strip() for key, value in attributes.items() if key.startswith("xmlns")
        }
        if is_root:
            self._is_atom = not ATOM.isdisjoint(declared.values())
        usual = {prefix: self._usual(prefix, address) for prefix, address in declared.items()}
        scope = self._scopes[-1]
        # Each element that declares any copies them all: hostile files declare thousands.
        self._scopes.append({**scope, **usual} if len(scope) + len(usual) < _MAX_SCOPE else scope)
        self._cached = {}
        return True

    def leave(self) -> None:
        """End an element that declares namespaces."""
        self._scopes.pop()
        self._cached = {}

    def of(self, tag: str) -> str:
        """Return the name of an element; a prefix that nothing declares stays."""
        name = self._cached.get(tag)
        if name is None:
            prefix, _, local = tag.rpartition(":")
            usual = self._scopes[-1].get(prefix, prefix.lower())
            name = f"{usual}:{local.lower()}" if usual else local.lower()
            if len(self._cached) < _MAX_CACHED:
                self._cached[tag] = name
        return name

    def _usual(self, prefix: str, address: str) -> str:
        if address in ATOM:
            return "" if self._is_atom else "atom"
        if address.startswith(_WORDPRESS) and prefix == "wp":
            return "wp"
        known = _PREFIXES.get(address.rstrip("/").lower())
        return prefix.lower() if known is None else known
