"""
Reading kg.toml.

It comes with an archive, so it is not trusted: it names nothing outside its own folder.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from kg.config.errors import MAX_PROBLEMS, ConfigError, ConfigProblem
from kg.config.groups import Group, contradictions
from kg.config.keys import KEYS, SECTIONS, key_at, kind_of, shown, unknown_key
from kg.config.lines import Place, TooDeepError, lines_of, repeat_in
from kg.config.values import checked, has_drive
from kg.errors import printable, shortage
from kg.model.addresses import host_of
from kg.model.settings import Settings

VERSION = 1
MAX_CONFIG_BYTES = 2**20

_TOML_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)\Z")
_MAX_PARSERS_WORDS = 80


class Config(NamedTuple):
    """What a kg.toml says."""

    path: str
    posts: tuple[str, ...] | None = None
    """Absolute paths inside the folder of kg.toml."""
    out: str | None = None
    """An absolute path inside the folder of kg.toml."""
    title: str | None = None
    base_iri: str | None = None
    formats: tuple[str, ...] | None = None
    sparql: bool | None = None
    settings: Settings = Settings()


class _EnoughError(Exception):
    """More problems are not told."""


def read_config(path: str, formats: Collection[str] = ()) -> Config:
    """
    Return what a kg.toml says; raise ConfigError, with all that is wrong, if it is no use.

    Given the names of all formats, it allows no others.
    """
    return parse_config(_text_of(path), path, formats)


def _text_of(path: str) -> str:
    if not os.path.isfile(path):  # a pipe would never end
        what = "it is not a file." if os.path.exists(path) else "it does not exist."
        raise ConfigError(path, [ConfigProblem(0, f"{what} Replace or remove it.")])
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_CONFIG_BYTES + 1)
    except OSError as error:
        what = shortage(error) or f"it cannot be read: {error.strerror}. Check its permissions."
        raise ConfigError(path, [ConfigProblem(0, what)]) from None
    if len(data) > MAX_CONFIG_BYTES:
        what = f"it is larger than {MAX_CONFIG_BYTES // 2**20} MiB. Shorten it."
        raise ConfigError(path, [ConfigProblem(0, what)])
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = 1 + data.count(b"\n", 0, error.start)
        problem = ConfigProblem(line, "the file is not UTF-8 text. Save it as UTF-8.")
        raise ConfigError(path, [problem]) from None


def parse_config(text: str, path: str, formats: Collection[str] = ()) -> Config:
    """Return what the text of a kg.toml says, which stands or would stand at a path."""
    try:
        lines = lines_of(text)
    except TooDeepError as error:
        problem = ConfigProblem(error.line, "the TOML is nested too deeply. Nest it less.")
        raise ConfigError(path, [problem]) from None
    document = _parsed(text, path)
    reading = _Reading(lines)
    try:
        _check_version(document, reading)
        values = _values(document, reading)
        _check_formats(values, formats, reading)
        _check_groups(values, reading)
        config = _to_config(values, path, reading)
    except _EnoughError:
        raise ConfigError(path, reading.problems) from None
    if reading.problems:
        raise ConfigError(path, reading.problems)
    return config


def _parsed(text: str, path: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except RecursionError:
        problem = ConfigProblem(0, "the TOML is nested too deeply. Nest it less.")
    except ValueError as error:  # TOMLDecodeError, or a number of too many digits
        message = str(error)
        # tomllib names neither the key nor, for a value of several lines, the line of the key.
        is_repeat = message.startswith(("Cannot overwrite", "Cannot declare", "Duplicate"))
        if is_repeat and (repeat := repeat_in(text)):
            name = ".".join(shown(str(step)) for step in repeat.place)
            what, mend = ("table", "Join the two") if repeat.is_table else ("key", "Remove one")
            problem = ConfigProblem(repeat.line, f"the {what} {name} stands twice. {mend}.")
            raise ConfigError(path, [problem]) from None
        place = _TOML_LINE.search(message)
        what = printable(re.sub(r"\s+", " ", message[: place.start()] if place else message))
        what = what.rstrip(".")
        if len(what) > _MAX_PARSERS_WORDS:
            what = f"{what[: _MAX_PARSERS_WORDS - 1]}…"
        last = 1 + text.rstrip("\n").count("\n")
        line = 0 if not place else int(place[1]) if place[1] else last
        if not place:
            what = "a number has too many digits"
        problem = ConfigProblem(line, f"the TOML cannot be read: {what}. Correct it.")
    raise ConfigError(path, [problem])


class _Reading:
    """Collects what is wrong."""

    def __init__(self, lines: dict[Place, int]) -> None:
        self._lines = lines
        self.problems: list[ConfigProblem] = []

    def line_of(self, place: Place) -> int:
        """Return the line of a place, or of what is around it; 0 if that is not known."""
        around = (place[:steps] for steps in range(len(place), 0, -1))
        return next((self._lines[each] for each in around if each in self._lines), 0)

    def tell(self, place: Place, what: str) -> None:
        """Note what is wrong at a place; raise _EnoughError if that is enough."""
        self.problems.append(ConfigProblem(self.line_of(place), what))
        if len(self.problems) >= MAX_PROBLEMS:
            raise _EnoughError


def _check_version(document: dict[str, Any], reading: _Reading) -> None:
    version = document.get("version")
    if isinstance(version, int) and version > VERSION:
        number = str(version) if version < 10**9 else "of the file"
        what = f"version {number} is newer than this kg understands. Upgrade kg."
        reading.tell(("version",), what)
        raise _EnoughError  # what else is unknown to this kg may be right


Values = dict[tuple[str, str], Any]
"""What is stated, by section and name."""


def _values(document: dict[str, Any], reading: _Reading) -> Values:
    values: Values = {}
    for name, value in document.items():
        if name in SECTIONS:
            if not isinstance(value, dict):
                what = f"{name} is {kind_of(value)}, not a table. Write it as [{name}]."
                reading.tell((name,), what)
                continue
            for inner, of_inner in value.items():
                _take(values, name, inner, of_inner, reading)
        else:
            _take(values, "", name, value, reading)
    return values


def _take(values: Values, section: str, name: str, value: Any, reading: _Reading) -> None:
    place = (section, name) if section else (name,)
    key = key_at(section, name)
    if key is None:
        reading.tell(place, unknown_key(section, name))
    else:
        values[section, name] = checked(
            key, value, lambda below, what: reading.tell((*place, *below), what)
        )


def _check_formats(values: Values, known: Collection[str], reading: _Reading) -> None:
    for index, name in values.get(("", "formats")) or ():
        if known and name not in known:
            what = f"formats holds {shown(name)}, which is no format."
            reading.tell(("formats", index), f"{what} Choose from {', '.join(known)}.")


def _check_groups(values: Values, reading: _Reading) -> None:
    for joined, parted in ((_TOGETHER, _APART), (_SAME, _NOT)):
        found = contradictions(
            values.get(joined) or (), values.get(parted) or (), (joined[1], parted[1])
        )
        for place, what in found:
            reading.tell(place, what)


_TOGETHER, _APART, _NAMES = ("stories", "together"), ("stories", "apart"), ("stories", "names")
_SAME, _NOT = ("copies", "same"), ("copies", "not")


def _to_config(values: Values, path: str, reading: _Reading) -> Config:
    folder = os.path.dirname(os.path.abspath(path))

    def inside(name: str, text: str, place: Place, instead: str) -> str | None:
        found = _inside(folder, text)
        if found is None:
            what = f"{name} holds {shown(text)}, which is outside the folder of kg.toml."
            reading.tell(place, f"{what} Type it as {instead} instead.")
        return found

    posts = [
        inside("posts", text, ("posts",) if index is None else ("posts", index), "an argument")
        for index, text in values.get(("", "posts")) or ()
    ]
    out = values.get(("", "out"))
    formats = [name for _, name in values.get(("", "formats")) or ()]
    return Config(
        path,
        tuple(dict.fromkeys(post for post in posts if post)) or None,
        inside("out", out, ("out",), "the option --out") if out else None,
        values.get(("", "title")),
        values.get(("", "base-iri")),
        tuple(dict.fromkeys(formats)) or None,
        values.get(("", "sparql")),
        _settings(values, os.path.basename(path), reading),
    )


def _inside(folder: str, path: str) -> str | None:
    """Return the absolute path, without links, of what is in a folder; None if it is outside."""
    if has_drive(path):  # which leaves the folder on Windows alone, and is refused everywhere
        return None
    root = os.path.realpath(folder)
    try:
        real = os.path.realpath(os.path.join(root, path))
    except (OSError, ValueError):  # no name that this system knows
        return None
    below, above = os.path.normcase(real), os.path.normcase(root)
    if below == above:
        return folder
    if not below.startswith(above.rstrip(os.sep) + os.sep):
        return None
    return os.path.join(folder, os.path.relpath(real, root))


def _settings(values: Values, file: str, reading: _Reading) -> Settings:
    site = values.get(("", "site"))
    own = frozenset(values.get(("links", "own")) or ())
    fields = [key for key in KEYS if key.section == "fields"]
    return Settings(
        fields=tuple(
            (key.name, names) for key in fields if (names := values.get((key.section, key.name)))
        ),
        body=values.get(("links", "body")) or "none",
        own=own | {host_of(site)} if site else own,
        site=site,
        lists=values.get(("", "lists")) or (),
        ignored_topics=values.get(("topics", "ignore")) or (),
        kept_topics=values.get(("topics", "keep")) or (),
        same_topics=values.get(("topics", "same")) or (),
        same_outlets=values.get(("outlets", "same")) or (),
        stories_together=_addresses(values.get(_TOGETHER)),
        stories_apart=_addresses(values.get(_APART)),
        story_names=tuple(sorted((at.url, name) for at, name in values.get(_NAMES) or ())),
        same_copies=_addresses(values.get(_SAME)),
        no_copies=_addresses(values.get(_NOT)),
        named_at=_lines(values, file, reading),
    )


def _addresses(groups: Iterable[Group] | None) -> tuple[tuple[str, ...], ...]:
    """Return the addresses of groups; their order makes no difference."""
    return tuple(sorted({tuple(sorted({each.url for each in group})) for group in groups or ()}))


def _lines(values: Values, file: str, reading: _Reading) -> tuple[tuple[str, str, int], ...]:
    """Return each address of an article, with the file and the line that names it first."""
    groups = (group for key in (_TOGETHER, _APART, _SAME, _NOT) for group in values.get(key) or ())
    stated = [each for group in groups for each in group]
    stated += [at for at, _ in values.get(_NAMES) or ()]
    lines: dict[str, int] = {}
    for url, line in sorted((each.url, reading.line_of(each.place)) for each in stated):
        lines.setdefault(url, line)
    return tuple((url, file, line) for url, line in lines.items())
