"""Which records of an export are about something on the web."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, Literal
from urllib.parse import unquote

from kg.model.limits import MAX_URL_CHARS
from kg.read.exports.outcomes import Outcome, PassedOver
from kg.read.given import BadRecord, Record

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30}):")
_HOST = re.compile(r"(?:[\w-]{1,63}\.){1,9}[A-Za-z]{2,24}(?:[/?#]|$)")
_READER_VIEW: Final = "about:reader?url="  # Firefox: the page that is read is the parameter
_OF_BROWSERS: Final = frozenset(
    "about brave chrome chrome-extension chrome-native chrome-search edge extension "
    "moz-extension opera resource safari-web-extension view-source vivaldi".split()
)
_REASONS: Final = {
    "javascript": "a bookmarklet",
    "place": "a query of the browser",
    "file": "a local file",
    "feed": "a feed",
    "data": "a page within its address",
    "mailto": "a mail address",
    **dict.fromkeys(_OF_BROWSERS, "a page of the browser"),
}
OTHER_SCHEME: Final = "an address that is not http or https"
OWN_PAGE: Final = "a note or page of the program itself"


def outcome_of(
    number: int,
    line: int,
    fields: Mapping[str, Any],
    body: str = "",
    markup: Literal["markdown", "html"] = "markdown",
) -> Outcome:
    """
    Return a record if its field `link` is an address on the web, else why it is none.

    >>> outcome_of(1, 3, {"link": "javascript:alert(1)"})
    PassedOver(number=1, line=3, reason='a bookmarklet')
    >>> outcome_of(2, 4, {"title": "Rain"}).what
    'states no address.'
    """
    link = str(fields.get("link") or "")
    if not link or link.isspace():
        return BadRecord(number, line, "states no address.", "Add it, or delete the record.")
    if link[:8].lower().startswith(("http://", "https://")):
        if len(link) <= MAX_URL_CHARS:
            return Record(number, line, fields, body, markup)
        what = f"has an address of more than {MAX_URL_CHARS:,} characters."
        return BadRecord(number, line, what, "Shorten it.")
    if link.startswith(_READER_VIEW):
        return outcome_of(number, line, {**fields, "link": _read(link)}, body, markup)
    return _elsewhere(number, line, link)


def _read(link: str) -> str:
    address = unquote(link[len(_READER_VIEW) :][:MAX_URL_CHARS])
    return address if address.startswith(("http://", "https://")) else "about:blank"


def _elsewhere(number: int, line: int, link: str) -> Outcome:
    scheme = _SCHEME.match(link)
    if scheme is not None:
        reason = _REASONS.get(scheme[1].lower(), OTHER_SCHEME)
        return PassedOver(number, line, reason)
    if _HOST.match(link):
        what = f"has an address without http:// or https://: {link[:40]!r}."
        return BadRecord(number, line, what, "Add https:// before it.")
    return PassedOver(number, line, OWN_PAGE)


def stated(**fields: Any) -> dict[str, Any]:
    """
    Return the fields that have a value.

    >>> stated(title="Rain", tags=[], summary="")
    {'title': 'Rain'}
    """
    return {name: value for name, value in fields.items() if value}
