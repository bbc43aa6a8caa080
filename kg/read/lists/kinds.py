"""
What a list is: of articles, or of people, sites, feeds, or the links of a menu.

A list is taken for articles unless most of its addresses can be none, or most of its records are
people or buttons.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from kg.model.addresses import is_site_root, legal_url, normal_form
from kg.read.lists.find import Entry
from kg.read.lists.names import NAMES, Names, is_absolute

Kind = Literal["people", "sites", "accounts", "menu", "feeds"]


class Articles(NamedTuple):
    """A list of articles."""

    is_named: bool = False
    """Whether kg.toml says so."""


class NotArticles(NamedTuple):
    """A list of something else."""

    kind: Kind
    reason: str
    """A statement: `5 of its 6 addresses are front pages.`"""


Judgement = Articles | NotArticles


class Pages(NamedTuple):
    """How to tell an address that can be no article. Each is called with a legal address."""

    is_front_page: Callable[[str], bool]
    is_account_page: Callable[[str], bool]


_FRONT_PATH = re.compile(r"/(?:~[^/]+|(?:index|default|home)(?:\.\w{2,5})?|[a-z]{2})?", re.I)
_SHORT = re.compile(r"https?://[^/?#]*(?:/[^/?#]*)?/*(?:$|[?#])", re.I)
_FEED = re.compile(
    r"https?://(?:feeds?\d?\.|rss\.)|/(?:feeds?|rss|atom)(?:\.xml|\.json|/)?(?:$|\?)"
    r"|\.(?:rss|atom|rdf)$|/(?:index|feeds?|rss|atom)\.(?:xml|rdf)$|[?&](?:feed|format)=(?:rss|atom)",
    re.I,
)
# Where the name of an account stands, by the documentation of each service.
_ACCOUNT = re.compile(
    r"https?://(?:www\.|mobile\.|m\.|[a-z]{2}\.(?=linkedin))?(?:"
    r"(?:(?:github|gitlab|twitter|x|instagram|facebook|fb|soundcloud|patreon|tumblr|speakerdeck"
    r"|dribbble|kaggle|pinterest|ko-fi|buymeacoffee|mixcloud)\.com|vimeo\.com(?!/\d+/?$)|twitch\.tv"
    r"|(?:keybase|codepen)\.io|linktr\.ee|about\.me|t\.me|dev\.to|(?:slideshare|behance)\.net)"
    r"/(?!(?:p|watch|share|i|search|explore|home)(?:[/?]|$))@?[\w.~%-]{1,100}"
    r"|linkedin\.com/(?:in|company|school|showcase)/[^/?#]+"
    r"|youtube\.com/(?:@|c/|user/|channel/)[^/?#]+"
    r"|reddit\.com/(?:r|u|user)/[^/?#]+|researchgate\.net/profile/[^/?#]+|bsky\.app/profile/[^/?#]+"
    r"|orcid\.org/[\dX-]+|stackoverflow\.com/users/[^?#]+|medium\.com/@?[^/?#]+"
    r"|scholar\.google\.[a-z.]+/citations\?[^#]*|news\.ycombinator\.com/user\?id=[^#]+"
    r"|quora\.com/profile/[^/?#]+|open\.spotify\.com/(?:user|artist|show)/[^/?#]+"
    r")/?(?:[?#].*)?|https?://[^/?#]+/@[^/?#@]+/?",
    re.I,
)


def is_front_page(url: str) -> bool:
    """
    Return whether an address is the front page of a site, of one of its languages, or of a person.

    >>> is_front_page("https://example.org/index.html"), is_front_page("https://example.org/a-b")
    (True, False)
    """
    if not _SHORT.match(url):
        return False
    normal = normal_form(url)
    if is_site_root(normal):
        return True
    _, slash, path = normal.partition("://")[2].partition("/")
    return bool(slash) and bool(_FRONT_PATH.fullmatch(f"/{path}"))


def is_account_page(url: str) -> bool:
    """
    Return whether an address is the page of an account on a platform.

    >>> is_account_page("https://github.com/jane"), is_account_page("https://github.com/jane/notes")
    (True, False)
    """
    return bool(_ACCOUNT.fullmatch(url))


PAGES = Pages(is_front_page, is_account_page)


class Tally:
    """Counts what the records of one list hold, one after the other."""

    def __init__(self, names: Names = NAMES, pages: Pages = PAGES) -> None:
        self._names = names
        self._pages = pages
        self.records = self.addresses = self.line = 0
        self._own = self._front = self._accounts = self._feeds = 0
        self._headed = self._people = self._buttons = 0

    def add(self, entry: Entry) -> None:
        """Count a record."""
        self.records += 1
        self.line = self.line or entry.line
        facts = self._names.facts(entry.fields)
        self._headed += facts.has_title or facts.has_outlet
        if facts.personal and not facts.has_date:
            self._buttons += facts.personal == ("icon",)
            self._people += facts.personal != ("icon",)
        if entry.address is None:
            return
        self.addresses += 1
        if not is_absolute(entry.address):
            self._own += 1
            return
        try:
            url = legal_url(entry.address)
            if self._pages.is_front_page(url):
                self._front += 1
            elif self._pages.is_account_page(url):
                self._accounts += 1
            elif _FEED.search(url[:2_000]):
                self._feeds += 1
        except ValueError:  # what is wrong with it is said when the record is read
            return

    def judgement(self) -> Judgement:
        """Return what the list is, by the records counted so far."""
        personal = self._people + self._buttons
        if 2 * personal > self.records:
            kind: Kind = "people" if self._people >= self._buttons else "menu"
            holds = "email, avatar, icon or role and no date"
            return NotArticles(kind, f"{personal:,} of its {self.records:,} records hold {holds}.")
        counts: tuple[tuple[int, Kind, str], ...] = (
            (self._front, "sites", "front pages"),
            (self._accounts, "accounts", "account pages"),
            (self._own, "menu", "pages of the site itself"),
        )
        if 2 * sum(count for count, *_ in counts) > self.addresses:
            _, kind, _ = max(counts, key=lambda each: each[0])
            kinds = " or ".join(name for count, _, name in counts if count)
            count = sum(count for count, *_ in counts)
            return NotArticles(kind, f"{count:,} of its {self.addresses:,} addresses are {kinds}.")
        if 2 * self._feeds > self.addresses:
            feeds = f"{self._feeds:,} of its {self.addresses:,} addresses are feeds."
            return NotArticles("feeds", feeds)
        if not self._headed:
            return NotArticles("feeds", "no record states a title or an outlet.")
        return Articles()


def judge(
    records: Iterable[Entry],
    is_front_page: Callable[[str], bool] = is_front_page,
    is_account_page: Callable[[str], bool] = is_account_page,
    names: Names = NAMES,
) -> Judgement:
    """
    Return what a list of records is.

    >>> record = {"title": "Rain", "url": "https://example.org/rain"}
    >>> judge([Entry((), record, record["url"], 1)])
    Articles(is_named=False)
    """
    tally = Tally(names, Pages(is_front_page, is_account_page))
    for record in records:
        tally.add(record)
    return tally.judgement()
