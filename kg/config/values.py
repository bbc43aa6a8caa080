"""Whether the values of kg.toml are of the right kind, and what they become."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sized
from posixpath import normpath
from typing import Any, get_args

from kg.config.groups import Names, groups_of, names_of
from kg.config.keys import Key, Kind, kind_of, shown
from kg.model.addresses import clean_domain, host_of, legal_url
from kg.model.hosts import is_public_suffix, is_registered
from kg.model.ids import name_key
from kg.model.limits import MAX_URL_CHARS
from kg.model.settings import Body
from kg.model.text import toml_string
from kg.read.errors import ReadError
from kg.read.lists.find import steps_of

Tell = Callable[[tuple[str | int, ...], str], None]
"""Notes what is wrong, and where below the key."""

Pairs = tuple[tuple[str, str], ...]

MAX_PATHS = 1_000
MAX_PATH_CHARS = 4_096
"""As Linux has it. To resolve a path takes time that is quadratic in its length."""

MAX_TEXT_CHARS = 1_000
"""Of what is no path: a name, a label, an address, the title."""
MAX_VALUES = 10_000
"""Of one list or table."""
MAX_HOSTS = 1_000
"""Of one list. To read a host in letters beyond ASCII takes a millisecond."""

BODIES: tuple[str, ...] = get_args(Body)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_DRIVE = re.compile(r"[A-Za-z]:(?!//)")
_REMOTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|[^/\\:@]+@[^/\\:@]+:|[/\\]{2}")
_BASE = re.compile(r"(?:https?://[^\s/?#]|urn:[a-z0-9-]+:)[^\s<>\"{}|\\^`?]*", re.IGNORECASE)


def checked(key: Key, value: Any, tell: Tell) -> Any:
    """Return what a value becomes, without what is wrong with it, which is told."""
    return _CHECKS[key.kind](key, value, tell)


def wrong_kind(key: Key, value: Any, wanted: str) -> str:
    """Return what to say of a value of another kind than is wanted."""
    return f"{key.name} is {kind_of(value)}, not {wanted}. Write it as {key.line}."


def _is_text(text: Any) -> bool:
    return isinstance(text, str) and bool(text.strip()) and not _CONTROL.search(text)


def _max_chars(key: Key) -> int:
    return MAX_PATH_CHARS if key.kind in ("path", "paths", "lists") else MAX_TEXT_CHARS


def _is_long(key: Key, text: Any) -> bool:
    return isinstance(text, str) and len(text) > _max_chars(key)


def _too_long(key: Key) -> str:
    what = "path" if _max_chars(key) == MAX_PATH_CHARS else "text"
    return f"{key.name} holds a {what} of more than {_max_chars(key):,} characters. Shorten it."


def _too_many(key: Key, value: Sized, tell: Tell) -> bool:
    most = MAX_HOSTS if key.kind == "hosts" else MAX_VALUES
    if len(value) <= most:
        return False
    tell((), f"{key.name} holds more than {most:,} values. Shorten it.")
    return True


def _text(key: Key, value: Any, tell: Tell) -> str | None:
    if not isinstance(value, str):
        tell((), wrong_kind(key, value, "a text"))
    elif not value.strip():
        tell((), f"{key.name} is empty. Write it as {key.line}, or remove it.")
    elif len(value) > _max_chars(key):
        tell((), _too_long(key))
    elif _CONTROL.search(value):
        tell((), f"{key.name} holds a control character. Remove it.")
    else:
        return value
    return None


def _texts(key: Key, value: Any, tell: Tell) -> list[tuple[int, str]]:
    """Return the texts of a list, each with its index."""
    if not isinstance(value, list):
        tell((), wrong_kind(key, value, "a list of texts"))
        return []
    if _too_many(key, value, tell):
        return []
    good = []
    for index, item in enumerate(value):
        if _is_long(key, item):
            tell((index,), _too_long(key))
        elif _is_text(item):
            good.append((index, item))
        else:
            what = shown(item) if isinstance(item, str) else kind_of(item)
            tell((index,), f"{key.name} holds {what}, not a text. Write it as {key.line}.")
    return good


def _labels(key: Key, value: Any, tell: Tell) -> tuple[str, ...]:
    return tuple(sorted({item for _, item in _texts(key, value, tell)}))


def _names(key: Key, value: Any, tell: Tell) -> tuple[str, ...]:
    """Return the texts of a text or a list in their order, each once."""
    if isinstance(value, str):
        text = _text(key, value, tell)
        return (text,) if text else ()
    if not isinstance(value, list):
        tell((), wrong_kind(key, value, "a text or a list of texts"))
        return ()
    return tuple(dict.fromkeys(item for _, item in _texts(key, value, tell)))


def _paths(key: Key, value: Any, tell: Tell) -> tuple[tuple[int | None, str], ...]:
    """Return paths, each with its index in the list, or without one."""
    if isinstance(value, str):
        path = _path(key, value, tell)
        return ((None, path),) if path else ()
    if not isinstance(value, list):
        tell((), wrong_kind(key, value, "a path or a list of paths"))
        return ()
    if not value:
        tell((), f"{key.name} is empty. Write it as {key.line}, or remove it.")
    if len(value) > MAX_PATHS:
        tell(
            (),
            f"{key.name} holds more than {MAX_PATHS:,} paths. Name the folders that they are in.",
        )
        return ()
    texts = _texts(key, value, tell)
    return tuple((index, item) for index, item in texts if _is_local(key, item, tell, (index,)))


def _path(key: Key, value: Any, tell: Tell) -> str | None:
    text = _text(key, value, tell)
    return text if text and _is_local(key, text, tell) else None


def _is_local(key: Key, text: str, tell: Tell, place: tuple[int, ...] = ()) -> bool:
    if "\\" in text:  # it parts folders on one system, and belongs to names on the others
        what = f"{key.name} holds {shown(text)}, a path that only Windows reads."
        tell(place, f'{what} Write it with "/".')
        return False
    if not _REMOTE.match(text):
        return True
    what = f"{key.name} holds {shown(text)}, which is no path in the folder of kg.toml."
    tell(place, f"{what} Write it as {key.line}.")
    return False


def has_drive(path: str) -> bool:
    """
    Return whether a path begins with a drive of Windows.

    >>> has_drive("C:/news"), has_drive("news")
    (True, False)
    """
    return bool(_DRIVE.match(path))


def _formats(key: Key, value: Any, tell: Tell) -> tuple[tuple[int, str], ...]:
    """Return names, each with its index. Whether there are such formats is not known here."""
    if value == []:
        tell((), f"{key.name} is empty. Write it as {key.line}, or remove it.")
    return tuple(_texts(key, value, tell))


def _flag(key: Key, value: Any, tell: Tell) -> bool | None:
    if isinstance(value, bool):
        return value
    tell((), wrong_kind(key, value, "true or false"))
    return None


def _version(_key: Key, value: Any, tell: Tell) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        tell((), f"version is {kind_of(value)}, not a whole number. Write it as version = 1.")
    elif value < 1:
        tell((), "version is less than 1. Write it as version = 1.")


def _base(key: Key, value: Any, tell: Tell) -> str | None:
    text = _text(key, value, tell)
    if text is None or _BASE.fullmatch(text):
        return text
    tell((), f"{key.name} is {shown(text)}, not a base IRI. Write it as {key.line}.")
    return None


def _site(key: Key, value: Any, tell: Tell) -> str | None:
    text = _text(key, value, tell)
    if text is None:
        return None
    try:
        site = legal_url(text).rstrip("/")
    except ValueError:
        site = ""
    if not site or "?" in site or "#" in site or _is_of_many(host_of(site)):
        what = f"{key.name} is {shown(text)}, not the address of a site."
        tell((), f"{what} Write it as {key.line}.")
        return None
    return site


def _body(key: Key, value: Any, tell: Tell) -> str | None:
    if value in BODIES:
        return str(value)
    *most, last = map(toml_string, BODIES)
    what = shown(value) if isinstance(value, str) else kind_of(value)
    tell((), f"{key.name} is {what}, not {', '.join(most)} or {last}. Write it as {key.line}.")
    return None


def _domain(text: str) -> str | None:
    """Return a domain that can be somebody's, such as `localhost`; `com` and `co.uk` can't."""
    try:
        domain = clean_domain(text)
    except ValueError:
        return None
    return None if _is_of_many(domain) else domain


def _is_of_many(host: str) -> bool:
    """
    Return whether the hosts below this one have many owners.

    >>> _is_of_many("co.uk"), _is_of_many("com"), _is_of_many("localhost"), _is_of_many("bbc.co.uk")
    (True, True, False, False)
    """
    return is_public_suffix(host) and ("." in host or is_registered(f"a.b.{host}"))


def _hosts(key: Key, value: Any, tell: Tell) -> tuple[str, ...]:
    hosts = set()
    for index, item in _texts(key, value, tell):
        if host := _domain(item):
            hosts.add(host)
        else:
            what = f"{key.name} holds {shown(item)}, which is no host of a site."
            tell((index,), f"{what} Write it as {key.line}.")
    return tuple(sorted(hosts))


def _pairs(key: Key, value: Any, tell: Tell) -> Iterable[tuple[str, str]]:
    if not isinstance(value, dict):
        tell((), wrong_kind(key, value, "a table"))
        return
    if _too_many(key, value, tell):
        return
    for name, item in value.items():
        most = MAX_URL_CHARS if key.kind == "story names" else _max_chars(key)
        if len(name) > most or _is_long(key, item):
            what = f"{shown(name)} or its value has more than {_max_chars(key):,} characters."
            tell((name,), f"{what} Shorten it.")
        elif not _is_text(name):
            tell((name,), f"{key.name} holds the key {shown(name)}, which is no text. Remove it.")
        elif not _is_text(item):
            what = f"is {shown(item)}" if isinstance(item, str) else f"is {kind_of(item)}"
            tell((name,), f"{shown(name)} {what}, not a text. Write it as {key.line}.")
        else:
            yield name, item


def _same_labels(key: Key, value: Any, tell: Tell) -> Pairs:
    pairs = tuple(_pairs(key, value, tell))
    return _same(pairs, name_key, tell)


def _same_domains(key: Key, value: Any, tell: Tell) -> Pairs:
    pairs = []
    for name, item in _pairs(key, value, tell):
        if wrong := next((each for each in (name, item) if not _domain(each)), None):
            tell((name,), f"{shown(wrong)} is no domain of a site. Write it as {key.line}.")
        else:
            pairs.append((clean_domain(name), clean_domain(item)))
    return _same(tuple(pairs), clean_domain, tell)


def _same(pairs: Pairs, form: Callable[[str], str], tell: Tell) -> Pairs:
    """Return pairs of which no name stands twice, and none is both replaced and preferred."""
    preferred: dict[str, str] = {}
    for name, to in pairs:
        if preferred.setdefault(form(name), to) != to:
            tell((name,), f"{shown(name)} stands twice, with another value. Remove one.")
    for name, to in pairs:
        further = preferred.get(form(to))
        if further is not None and form(to) not in (form(name), form(further)):
            what = f"{shown(name)} becomes {shown(to)}, which becomes {shown(further)}."
            tell((name,), f"{what} Name the preferred one at both.")
    return tuple(sorted(pairs))


def _story_names(key: Key, value: Any, tell: Tell) -> Names:
    return names_of(key, _pairs(key, value, tell), tell)


def _lists(key: Key, value: Any, tell: Tell) -> Pairs:
    pairs = []
    for name, place in _pairs(key, value, tell):
        path = normpath(name)
        remote = _REMOTE.match(name) or has_drive(name) or "\\" in name
        if remote or path.startswith("/") or path.split("/")[0] in (".", ".."):
            what = f"{shown(name)} is no path in the folder of kg.toml."
            tell((name,), f"{what} Write it as {key.line}.")
            continue
        try:
            steps_of(place)
        except ReadError as error:
            tell((name,), str(error))
        else:
            pairs.append((path, place))
    return tuple(sorted(pairs))


_CHECKS: Mapping[Kind, Callable[[Key, Any, Tell], Any]] = {
    "version": _version,
    "paths": _paths,
    "path": _path,
    "text": _text,
    "base": _base,
    "site": _site,
    "names": _names,
    "body": _body,
    "hosts": _hosts,
    "labels": _labels,
    "same labels": _same_labels,
    "same domains": _same_domains,
    "groups": groups_of,
    "story names": _story_names,
    "lists": _lists,
    "formats": _formats,
    "flag": _flag,
}
