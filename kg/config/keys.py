"""
The table of keys of kg.toml.

The reader, its messages, the JSON Schema and the reference in the documentation are made of it.
"""

from __future__ import annotations

from datetime import date, time
from difflib import get_close_matches
from typing import Any, Literal, NamedTuple

from kg.model.text import toml_string

Kind = Literal[
    "version", "paths", "path", "text", "base", "site", "names", "body", "hosts", "labels",
    "same labels", "same domains", "groups", "story names", "lists", "formats", "flag",
]  # fmt: skip
"""What a value has to be."""


class Key(NamedTuple):
    """A key of kg.toml."""

    section: str
    """Empty for keys above the first section."""
    name: str
    kind: Kind
    help: str
    """A sentence or two, for the documentation and for editors."""
    example: str
    """A value, as in TOML."""

    @property
    def line(self) -> str:
        """The key with a value, as a user would write it in its section."""
        if self.kind == "lists":  # a section of its own
            return self.example.strip("{ }")
        return f"{self.name} = {self.example}"


def _field(name: str, what: str, example: str) -> Key:
    return Key("fields", name, "names", f"Fields that state {what}, the best first.", example)


KEYS = (
    Key("", "version", "version", "Version of this format. It is 1.", "1"),
    Key(
        "", "posts", "paths",
        "Files and folders to read, relative to the folder of kg.toml and inside it.",
        '["_news", "_data"]',
    ),
    Key(
        "", "out", "path",
        "Folder of the build, relative to the folder of kg.toml and inside it.", '"graph"',
    ),
    Key("", "title", "text", "Title of the archive.", '"Our archive"'),
    Key(
        "", "base-iri", "base", "What the IRIs of the graph begin with.",
        '"https://news.example.org/kg/"',
    ),
    Key(
        "", "site", "site",
        "Address of your own site. Posts that state no address are articles there.",
        '"https://news.example.org"',
    ),
    Key("", "formats", "formats", "Formats to write.", '["turtle", "html"]'),
    Key("", "sparql", "flag", "Whether graph.html has a SPARQL engine (2 MB).", "true"),
    _field("address", "the address of the article", '["source_url"]'),
    _field("title", "the title of the article", '["headline"]'),
    _field("published", "when the article came out", '["date_linked"]'),
    _field("added", "when it was added to the archive", '["saved"]'),
    _field("outlet", "where the article came out", '["newspaper"]'),
    _field("topics", "what the article is about", '["subjects"]'),
    _field("authors", "who wrote the article", '["writers"]'),
    _field("excerpt", "a part or summary of the article", '["summary"]'),
    _field("image", "the address of an image", '["cover"]'),
    _field("related", "addresses of related articles", '["see_also"]'),
    _field("language", "the language of the article", '["locale"]'),
    _field("modified", "when the article was last changed", '["revised"]'),
    Key(
        "links", "body", "body",
        "What the links in the text of a post are: nothing, related articles, or articles in their "
        "own right. Without it, nothing.",
        '"related"',
    ),
    Key(
        "links", "own", "hosts", "Hosts that are your own, beside that of site.",
        '["example.org"]',
    ),
    Key("topics", "ignore", "labels", "Labels that are no topics.", '["clippings"]'),
    Key(
        "topics", "keep", "labels", "Labels that are topics even if every post has them.",
        '["climate"]',
    ),
    Key(
        "topics", "same", "same labels", "Labels, each with the preferred label of the same topic.",
        '{ "ML" = "Machine Learning" }',
    ),
    Key(
        "outlets", "same", "same domains",
        "Domains, each with the preferred domain of the same outlet.",
        '{ "bbc.co.uk" = "bbc.com" }',
    ),
    Key(
        "stories", "together", "groups",
        "Groups of addresses of articles that are of one story, whatever the rules say.",
        '[["https://example.org/a", "https://example.com/b"]]',
    ),
    Key(
        "stories", "apart", "groups",
        "Groups of addresses of articles of which no two are of one story.",
        '[["https://example.org/a", "https://example.com/b"]]',
    ),
    Key(
        "stories", "names", "story names",
        "Addresses of articles, each with the name of its story.",
        '{ "https://example.org/a" = "The JEDI contract" }',
    ),
    Key(
        "copies", "same", "groups",
        "Groups of addresses of articles that are one text, whatever the rules say.",
        '[["https://example.org/a", "https://example.com/b"]]',
    ),
    Key(
        "copies", "not", "groups",
        "Groups of addresses of articles of which no two are one text.",
        '[["https://example.org/a", "https://example.com/b"]]',
    ),
    Key(
        "", "lists", "lists",
        "Files, relative to the folder of kg.toml, each with the place of the list of articles in "
        "it. Other lists of the file are passed over.",
        '{ "_data/press.yml" = "categories[].press" }',
    ),
)  # fmt: skip
"""All keys, in the order of the documentation."""

SECTIONS = {
    "fields": "Your names of fields. They are tried before those that kg knows.",
    "links": "Links in the text of posts.",
    "topics": "Labels that are topics, and labels that are not.",
    "outlets": "Domains of outlets.",
    "stories": "Articles that tell one event. Any address of an article will do.",
    "copies": "Articles that are one text. Any address of an article will do.",
}
"""Tables of kg.toml, each with what it is for. `lists` is a key, for its own keys are paths."""

OPTIONS_ONLY = frozenset(
    "allow-host allow-network cache cors forwarded-allow-ips host jobs master max-results "
    "memory open port quiet strict timeout verbose watch".split()
)
"""What only the person at the terminal decides: kg.toml comes with an archive."""

_BY_PLACE = {(key.section, key.name): key for key in KEYS}
_MAX_SHOWN = 40


def key_at(section: str, name: str) -> Key | None:
    """Return a key of the table; the section is empty above the first one."""
    return _BY_PLACE.get((section, name))


def names_in(section: str) -> tuple[str, ...]:
    """
    Return the names that a section may hold.

    >>> names_in("links")
    ('body', 'own')
    """
    names = tuple(key.name for key in KEYS if key.section == section)
    return names if section else (*names, *SECTIONS)


def shown(text: str) -> str:
    """
    Return a text as it stands in messages: quoted, on one line and not long.

    >>> print(shown("a" * 50))
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…"
    """
    return toml_string(text if len(text) <= _MAX_SHOWN else f"{text[: _MAX_SHOWN - 1]}…")


_KINDS = (
    (bool, "true or false"),
    (str, "a text"),
    (int, "a number"),
    (float, "a number"),
    (list, "a list"),
    (dict, "a table"),
    ((date, time), "a date or time"),
)


def kind_of(value: Any) -> str:
    """
    Return what a value of TOML is, in a word or two.

    >>> kind_of(True), kind_of([]), kind_of("a")
    ('true or false', 'a list', 'a text')
    """
    return next(name for type_, name in _KINDS if isinstance(value, type_))


def unknown_key(section: str, name: str) -> str:
    """
    Return what to say of a key that is not in the table.

    >>> print(unknown_key("", "titel"))
    unknown key "titel". Did you mean "title"?
    >>> print(unknown_key("", "body"))
    unknown key "body". It belongs under [links].
    """
    if name.lower().replace("_", "-") in OPTIONS_ONLY:
        return f"{shown(name)} cannot be set in kg.toml. Type it as an option."
    what = f"unknown key {shown(name)}."
    names = names_in(section)
    if section and name in names_in(""):
        return f"{what} It belongs above the first section."
    others = [key.section for key in KEYS if key.name == name and key.section]
    if others:
        return f"{what} It belongs under [{others[0]}]."
    near = get_close_matches(name.lower(), names, 1) if len(name) <= _MAX_SHOWN else []
    if near:
        return f"{what} Did you mean {toml_string(near[0])}?"
    where = f"[{section}] holds" if section else "kg.toml holds"
    return f"{what} {where} {', '.join(names)}."
