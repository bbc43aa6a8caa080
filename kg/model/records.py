"""The records that travel through kg: what was written (Post, Mention), and what it means."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple, TypeVar

T = TypeVar("T")


# ---- what was written ---------------------------------------------------------------------


class Mention(NamedTuple):
    """
    One article as somebody wrote it down: a record of its own, an entry of `related`, or a link.

    URLs are legal IRIs, texts carry no control characters, dates are instants in UTC such as
    `2023-08-08T14:39:00Z`. What was not stated is None, or empty where many may be stated.
    """

    title: str | None = None
    excerpt: str | None = None
    published_at: str | None = None
    web_url: str | None = None
    original_url: str | None = None
    amp_url: str | None = None
    amp_cache_url: str | None = None
    type: str | None = None
    quality: int | None = None
    heat: int | None = None
    published: bool | None = None
    removed: bool | None = None
    image: str | None = None
    provider_name: str | None = None
    provider_domain: str | None = None
    provider_logo: str | None = None
    topics: tuple[str, ...] = ()
    published_precision: str | None = None
    """`day` or `month` if that is all that is known of `published_at`."""
    added_at: str | None = None
    """When the article was added to the archive."""
    added_precision: str | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    """Labels of fields other than `topics`: they may be words that every record has."""
    language: str | None = None
    """A tag of BCP 47, such as `en` or `pt-BR`."""
    modified_at: str | None = None
    """When the article was last changed."""
    more: tuple[tuple[str, str | int | bool], ...] = ()
    """Values of registered fields, by their attributes."""

    @property
    def urls(self) -> tuple[str, ...]:
        """Every URL stated, the one to open first."""
        stated = (self.web_url, self.original_url, self.amp_url, self.amp_cache_url)
        return tuple(filter(None, stated))


class Post(NamedTuple):
    """One record of a file: the article it is about, and the articles that it names."""

    path: str
    """Relative to the folder that all posts share, with `/`: the same on every machine."""
    mention: Mention | None
    """None if only the links in its body are articles."""
    related: Sequence[int] = ()
    """Of each entry of `related`, the place of its mention among those of all posts."""
    number: int = 0
    """The place of its record in a file of many, counted from 1; 0 if the file is one record."""
    line: int = 0
    """The line where its record begins in a file of many; 0 if that is not known."""
    links: Sequence[int] = ()
    """Of each link in its body that is an article in its own right, the place of its mention."""
    of_body: int = 0
    """How many of `related`, the last ones, are links in its body."""
    entries_at: Sequence[int] = ()
    """The places of the entries in its list, if some of the list make no mention."""


class Organization(NamedTuple):
    """What a taxonomy file says of an outlet."""

    path: str
    domain: str
    name: str
    description: str | None = None
    logo: str | None = None
    other_names: tuple[str, ...] = ()


class Subject(NamedTuple):
    """What a taxonomy file says of a topic."""

    path: str
    label: str
    parent: str | None = None
    shortname: str | None = None
    keywords: tuple[str, ...] = ()


# ---- what it means ------------------------------------------------------------------------


class Article(NamedTuple):
    """One article, however often and under however many URLs it is mentioned."""

    id: str
    """CURIE: `article:` and 16 hex digits of the SHA-256 of the normalised canonical URL."""
    type: str
    """CURIE of a schema.org class."""
    label: str
    """The headline."""
    url: str
    """The canonical URL."""
    abstract: str | None = None
    date_published: str | None = None
    """UTC, as xsd:dateTime: `2023-08-08T14:39:00Z`."""
    published_precision: str | None = None
    """`day` or `month` if no more is known: the date is then the first instant of it."""
    date_added: str | None = None
    """When it was added to the archive, as xsd:dateTime."""
    added_precision: str | None = None
    image: str | None = None
    quality: int | None = None
    heat: int | None = None
    curated: bool = False
    """True if it has a post of its own."""
    published: bool | None = None
    removed: bool | None = None
    amp_urls: tuple[str, ...] = ()
    amp_cache_urls: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()
    """Every other URL that was stated for it."""
    posts: tuple[str, ...] = ()
    """CURIEs of the files that it has of its own, `post:` and the path."""
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    """CURIEs of people."""
    about: tuple[str, ...] = ()
    related_to: tuple[str, ...] = ()
    alternative_headlines: tuple[str, ...] = ()
    """Other headlines that were stated for it."""
    suggested: tuple[str, ...] = ()
    """CURIEs of topics whose keyword stands in its headline, if it states no topic."""
    copy_of: str | None = None
    """CURIE of the earliest article known with the same text."""
    story: str | None = None
    """CURIE of the event that it tells together with others."""
    correction: bool | None = None
    """True if its headline begins with a label of correction."""
    language: str | None = None
    """As it is stated: `en`, `pt-BR`."""
    date_modified: str | None = None
    """When it was last changed, as xsd:dateTime."""
    more: tuple[tuple[str, str | int | bool], ...] = ()
    """Values of registered fields, by their attributes."""


class Outlet(NamedTuple):
    """One publisher of articles."""

    id: str
    """
    CURIE: `outlet:` and the domain, with `/` and the name on platforms of many publishers;
    `outlet:-/` and the name where only that is known.
    """
    label: str
    """The preferred name."""
    domain: str | None
    """Of several the preferred one."""
    alternate_names: tuple[str, ...] = ()
    url: str | None = None
    logo: str | None = None
    description: str | None = None
    type: str = "schema:NewsMediaOrganization"
    other_domains: tuple[str, ...] = ()
    """Domains that kg.toml states for the same outlet."""

    @property
    def domains(self) -> tuple[str, ...]:
        """
        Every domain of the outlet, the preferred one first.

        >>> Outlet("outlet:bbc.com", "BBC", "bbc.com", other_domains=("bbc.co.uk",)).domains
        ('bbc.com', 'bbc.co.uk')
        """
        return (*((self.domain,) if self.domain else ()), *self.other_domains)


class Topic(NamedTuple):
    """One topic that articles are about."""

    id: str
    """CURIE: `topic:` and the label's key in the form of a path segment."""
    label: str
    """The preferred label."""
    alt_labels: tuple[str, ...] = ()
    hidden_labels: tuple[str, ...] = ()
    broader: str | None = None
    type: str = "skos:Concept"
    scheme: str = "this:topics"


class Person(NamedTuple):
    """Somebody who writes articles, known by name within an outlet."""

    id: str
    """CURIE: `person:`, the path of the outlet's CURIE, `/` and the name."""
    label: str
    """The preferred spelling of the name."""
    alternate_names: tuple[str, ...] = ()
    type: str = "schema:Person"


class Story(NamedTuple):
    """One event, told by several outlets within two weeks, or one text at several outlets."""

    id: str
    """CURIE: `story:` and the hex digits of its earliest article."""
    label: str
    """The headline that is most like all of them, or what kg.toml calls it."""
    start_date: str
    """When its earliest article came out, as xsd:dateTime."""
    end_date: str
    start_precision: str | None = None
    """`day` if nobody knows the order of the articles of its first day."""
    first_outlets: tuple[str, ...] = ()
    """CURIEs of the outlets of its earliest article, or of all articles of the first day."""
    outlets: int = 0
    """The number of outlets that tell it."""
    texts: int = 0
    """The number of different texts: copies count once."""
    follows: str | None = None
    """CURIE of the story that it goes on with."""
    type: str = "kg:Story"


Entity = Article | Outlet | Topic | Person | Story


class Link(NamedTuple):
    """One edge of the graph between two entities, by their CURIEs."""

    source: str
    relation: str
    """The name of a property with range NODE, such as `publishedBy` or `relatedTo`."""
    target: str


def take(values: Sequence[T], places: Sequence[int]) -> tuple[T, ...]:
    """
    Return the values at these places.

    >>> take("abc", [2, 0])
    ('c', 'a')
    """
    if len(places) < 2:
        return tuple([values[place] for place in places])
    taken: tuple[T, ...] = itemgetter(*places)(values)  # in half the time of a loop
    return taken
