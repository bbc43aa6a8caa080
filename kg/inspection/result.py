"""What an inspection finds."""

from __future__ import annotations

from typing import NamedTuple

from kg.config import Line
from kg.resolve.counts import Counts


class FileFound(NamedTuple):
    """A file, its form, and what was read of it."""

    path: str
    form: str | None
    """What its form is called; None if kg does not read it."""
    articles: int | None = None
    """Records that state an article, or hold links that are articles; None if it was not read."""
    passed_over: int | None = None
    failed: int | None = None


class Sample(NamedTuple):
    """Many posts of one form in one folder, of which some were read."""

    folder: str
    form: str
    files: int
    read: int

    @property
    def share(self) -> str:
        """How many were read: `1,000 of 10,000 posts in _posts`."""
        where = f" in {self.folder}" if self.folder else ""
        return f"{self.read:,} of {self.files:,} posts{where}"


class FieldFound(NamedTuple):
    """A field that records have, under one name."""

    name: str
    """With its parents: `provider.name`."""
    records: int
    """The number of records that have it."""
    values: tuple[tuple[str, int], ...]
    """Kinds of its values, the most frequent first, each with their number."""
    first: str | None = None
    """The first of its dates: `2024-05-01`."""
    last: str | None = None
    hosts: tuple[tuple[str, int], ...] = ()
    """Sites of its addresses, the most frequent first."""
    examples: tuple[str, ...] = ()
    distinct: int = 0
    """The number of different texts, up to a limit."""
    lost: int = 0
    """Records with it that make no article."""
    taken_as: tuple[tuple[str, int], ...] = ()
    """What kg takes it as, such as `title`, with how often, the most frequent first."""
    known_as: str | None = None
    """Its name in the table of names, if that is another."""
    left_out: tuple[tuple[str, int], ...] = ()
    """Why it is left out, such as `unknown name`, with how often, the most frequent first."""


class ListFound(NamedTuple):
    """A list in a file of data."""

    path: str
    """Of the file."""
    place: str
    """As `[lists]` of kg.toml names it."""
    records: int
    addresses: int
    kind: str
    """`articles`, or what else it is: `people`."""
    reason: str = ""
    """Why it is no list of articles."""


class Links(NamedTuple):
    """Links in the bodies of one kind of records."""

    records: int = 0
    """Records that hold any."""
    links: int = 0
    about: bool = False
    """Whether the numbers are estimates, from some of the records."""


class Group(NamedTuple):
    """Something that was told several times, whatever value it named."""

    what: str
    times: int
    path: str
    """The first place."""
    line: int = 0
    mend: str = ""


class Inspection(NamedTuple):
    """What an archive holds, and what kg makes of it."""

    roots: tuple[str, ...]
    files: tuple[FileFound, ...]
    unread: tuple[str, ...]
    """Paths of the files that kg does not look into, such as images."""
    lists: tuple[ListFound, ...]
    records: int
    """Records whose fields were counted."""
    fields: tuple[FieldFound, ...]
    """The most frequent first."""
    makes: Counts
    """With samples, an estimate of articles and dates; of outlets and topics what was read."""
    published: tuple[str, str] | None
    """The first and the last day on which an article came out."""
    added: tuple[str, str] | None
    stated: tuple[tuple[str, int], ...]
    """What records state, such as `outlet`, each with how many do."""
    derived: tuple[tuple[str, str, int], ...]
    """What was taken from elsewhere than a field: what, where from, and in how many records."""
    links_of_nothing: Links
    """Links in records that state no article."""
    links_of_own: Links
    """Links in pieces of one's own site."""
    links_of_others: Links
    """Links in records about somebody's article, but for its own address."""
    site: str | None
    below: str | None
    """What leads from the folder of kg.toml to the files; None if they lie outside it."""
    passed_over: tuple[Group, ...]
    folders_passed_over: tuple[Group, ...]
    problems: tuple[Group, ...]
    labels: tuple[tuple[str, int], ...]
    """Labels of topics, the most frequent first."""
    samples: tuple[Sample, ...] = ()
    """Where only some posts were read. All counts but `makes` are of what was read."""
    lines: tuple[Line, ...] = ()
    """Of kg.toml, that would help, each with its evidence."""
    remedies: tuple[str, ...] = ()
    """What else would help: sentences."""
