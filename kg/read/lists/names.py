"""
The names of fields that tell whether a list holds articles.

They are those of the table of names in the documentation, compared without case, spaces, `-` and
`_`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from kg.read.names import folded

_ADDRESS = (
    "webUrl bookmark_of like_of repost_of external_url external_link link_url link_to originalUrl "
    "source_url article_url article_link redirect_to redirect link links source url href uri"
)
_TITLE = "full_title title headline name link_title article__title"
_OUTLET = (
    "provider publication publisher outlet feed_name site_name site venue journal newspaper media "
    "source"
)
_DATE = (
    "publishedDateTime date_published published published_at publish_date pub_date "
    "publication_date issued date_saved saved_at date_added time_added add_date clipped created "
    "created_at time date year"
)
_PERSONAL = "email avatar icon role"
_AUTHORS = "authors author byline by creator creators"
_PARTS = (
    "images image cover cover_image featured_image thumbnail preview_image preview_picture "
    "related attachments"
)
_NESTED = "params extra metadata"
_MAX_PLANNED = 200
_MAX_PLANS = 4_096
_ABSOLUTE = re.compile(r"\s*https?://[^\s/]", re.I)
_MARKDOWN_LINK = re.compile(r"\s*\[[^\[\]]{0,1000}\]\(\s*<?(https?://[^\s<>]+?)>?\s*\)\s*", re.I)
_RELATIVE = re.compile(r"(?:/(?!/)|\.{1,2}/|[#?]|mailto:|tel:)\S*|[\w/-]{1,200}(?:\.html?|/)")


def _folded_names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(folded, text.split())))


class _Plan(NamedTuple):
    """Which keys of a mapping say what, the best first."""

    address: tuple[Any, ...]
    title: tuple[Any, ...]
    outlet: tuple[Any, ...]
    date: tuple[Any, ...]
    personal: tuple[Any, ...]
    authors: tuple[Any, ...]
    nested: tuple[Any, ...]


class Facts(NamedTuple):
    """What a record states, as far as it tells what its list is."""

    has_title: bool
    has_outlet: bool
    has_date: bool
    personal: tuple[str, ...]
    """Those of email, avatar, icon and role that it holds itself."""


class Names:
    """
    The names of fields, and those that a user adds to them.

    >>> Names({"address": ["Press link"]}).address({"press_link": "https://example.org/a"})
    'https://example.org/a'
    """

    def __init__(self, own: Mapping[str, Sequence[str]] | None = None) -> None:
        given = {wanted: " ".join(map(folded, names)) for wanted, names in (own or {}).items()}
        dates = f"{given.get('published', '')} {given.get('added', '')} {_DATE}"
        self._wanted = {
            "address": _folded_names(f"{given.get('address', '')} {_ADDRESS}"),
            "title": _folded_names(f"{given.get('title', '')} {_TITLE}"),
            "outlet": _folded_names(f"{given.get('outlet', '')} {_OUTLET}"),
            "date": _folded_names(dates),
            "personal": _folded_names(_PERSONAL),
            "authors": _folded_names(f"{given.get('authors', '')} {_AUTHORS}"),
            "nested": _folded_names(_NESTED),
        }
        self._parts = {*self._wanted["authors"], *_folded_names(_PARTS)}
        self._names = {name for names in self._wanted.values() for name in names} | self._parts
        self._plans: dict[tuple[Any, ...], _Plan] = {}

    def _plan(self, mapping: Mapping[Any, Any]) -> _Plan:
        keys = tuple(mapping)
        plan = self._plans.get(keys)
        if plan is None:
            by_name: dict[str, Any] = {}
            for key in keys:
                if isinstance(key, str) and len(key) < 100:
                    by_name.setdefault(folded(key), key)
            plan = _Plan(
                **{
                    wanted: tuple(by_name[name] for name in names if name in by_name)
                    for wanted, names in self._wanted.items()
                }
            )
            if len(keys) <= _MAX_PLANNED:
                if len(self._plans) >= _MAX_PLANS:
                    self._plans.clear()
                self._plans[keys] = plan
        return plan

    def is_part(self, key: Any, value: Any) -> bool:
        """Return whether a field of a record says something of it, and holds no list of records."""
        if not isinstance(key, str):
            return False
        name = folded(key[:100])
        return name in self._parts or (isinstance(value, dict) and name in self._names)

    def address(self, record: Mapping[Any, Any]) -> str | None:
        """
        Return the address that a record states: an absolute one, else one of the site's own.

        >>> NAMES.address({"source": "The Times", "link": {"url": "https://example.org/a"}})
        'https://example.org/a'
        >>> NAMES.address({"title": "About", "url": "/about/"})
        '/about/'
        """
        own = None
        for mapping, plan in self._planned(record):
            for key in plan.address:
                found = self._address(mapping[key], record)
                if found is not None:
                    if is_absolute(found):
                        return found
                    own = own or found
            for key in plan.title:
                value = mapping[key]
                if isinstance(value, str) and (link := _MARKDOWN_LINK.fullmatch(value)):
                    return link[1]
        return own

    def _planned(self, record: Mapping[Any, Any]) -> list[tuple[Mapping[Any, Any], _Plan]]:
        """Return a record, and the mappings in which some generators keep further fields."""
        plan = self._plan(record)
        inner = [record[key] for key in plan.nested if isinstance(record[key], dict)]
        return [(record, plan), *((mapping, self._plan(mapping)) for mapping in inner)]

    def _address(self, value: Any, record: Mapping[Any, Any]) -> str | None:
        if isinstance(value, list):
            if not value or self._is_section(record, value):
                return None
            value = value[0]
        if isinstance(value, dict):
            value = value.get("url") or value.get("href") or value.get("URL")
        if not isinstance(value, str):
            return None
        if link := _MARKDOWN_LINK.fullmatch(value):
            return link[1]
        return value if _ABSOLUTE.match(value) or _RELATIVE.fullmatch(value) else None

    def _is_section(self, record: Mapping[Any, Any], links: list[Any]) -> bool:
        """Return whether links are records, and what holds them no more than their heading."""
        inner = [link for link in links[:100] if isinstance(link, dict)]
        if not inner:
            return False
        facts = self.facts(record)
        if facts.has_date or facts.has_outlet or self._plan(record).authors:
            return False
        return 2 * sum(map(self._has_headline, inner)) > len(inner)

    def _has_headline(self, link: Mapping[Any, Any]) -> bool:
        """Return whether a link is a record, and no button such as `PDF` or `Code`."""
        plan = self._plan(link)
        if any(link[key] for key in plan.date):
            return True
        title = next((link[key] for key in plan.title if isinstance(link[key], str)), "")
        return not plan.personal and len(title.split()) > 1

    def facts(self, record: Mapping[Any, Any]) -> Facts:
        """
        Return what a record states.

        >>> NAMES.facts({"name": "Jane Doe", "role": "editor", "links": [{"icon": "x"}]}).personal
        ('role',)
        """
        has_title = has_outlet = has_date = False
        planned = self._planned(record)
        for mapping, plan in planned:
            for key in plan.title:
                has_title = has_title or _is_stated(mapping[key])
            for key in plan.outlet:
                has_outlet = has_outlet or _is_name(mapping[key])
            for key in plan.date:
                has_date = has_date or _is_stated(mapping[key])
        personal: tuple[str, ...] = ()
        if planned[0][1].personal:
            keys = planned[0][1].personal
            personal = tuple(folded(key) for key in keys if _is_stated(record[key]))
        return Facts(has_title, has_outlet, has_date, personal)


def is_absolute(text: str) -> bool:
    """Return whether a text begins as an http or https address does."""
    return bool(_ABSOLUTE.match(text))


def _is_stated(value: Any) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value not in (None, [], {})


def _is_name(value: Any) -> bool:
    """Return whether a value names an outlet, and is no address."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("title")
    return isinstance(value, str) and _is_stated(value) and not _ABSOLUTE.match(value)


NAMES = Names()
