"""
What a record states of its article, whatever names its fields have.

Which fields may say what is the table in `kg.read.names`. Of several the first wins whose value is
of the right kind. A value of no kind that its field could have is left out and told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from kg.model.addresses import host_of, legal_url
from kg.model.fields import registered_fields
from kg.model.hosts import is_registered, registrable_domain
from kg.model.platforms import platform_of
from kg.model.records import Mention
from kg.read.dates import BadDate, Date, read_date, read_year_and_month, split_outlet_and_date
from kg.read.errors import Why
from kg.read.names import (
    IDENTIFYING,
    LINK_POST,
    OF_ARTICLE,
    WANTED,
    Path,
    folded,
    paths_of,
    plan_of,
    value_at,
)
from kg.read.text import clean_label, markdown_link, split_authors, split_labels, without_emphasis
from kg.read.values import (
    NOT_ELSEWHERE,
    READ_AS,
    ValueReader,
    images_in,
    is_empty,
    is_organization,
    is_truth,
    language_tag,
    named,
)
from kg.read.view import View

MAX_OUTLET_CHARS = 120
"""A longer text is a description, not the name of an outlet."""
_NO_ARTICLE = frozenset(("pdf", "code", "slides", "dataset", "poster", "video"))
"""Types of `links` that lead to something beside the piece (Hugo Blox, "Page features")."""
_ADDRESS_KEYS = ("url", "href", "link")
_FILE = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".pdf", ".mp4", ".mp3")
_BECOMES = {wanted.name: wanted.becomes for wanted in WANTED}
_ATTRIBUTES = dict(
    zip(IDENTIFYING, ("web_url", "original_url", "amp_url", "amp_cache_url"), strict=True)
)
_ELSEWHERE = frozenset(map(folded, (*IDENTIFYING, *LINK_POST)))
_OUTLETS = frozenset(
    folded(name) for wanted in WANTED if wanted.name == "outlet" for name in wanted.names
)
_IDENTIFYING = {folded(name): name for name in IDENTIFYING}
KNOWN_TYPES = frozenset(("article", "video", "course"))
"""Types that every dialect means alike."""
SEED_FIELDS = frozenset(("webUrl", "originalUrl", "publishedDateTime", "secured"))
"""Fields that only the seed's dialect has: there every type says what the article is."""
_OF_ARTICLE = frozenset(map(folded, OF_ARTICLE))

Taken = tuple[tuple[str, str], ...]
"""Names of fields, each with the property that it goes into."""


class Stated(NamedTuple):
    """A mention, and which fields said it."""

    mention: Mention
    taken: Taken
    own: bool
    """Whether it is a piece of one's own."""
    lacks: Why | None = None
    """Why a record without an address is passed over; None if it should have one."""


class Statements:
    """Finds in one record what is wanted."""

    def __init__(self, record: Mapping[Any, Any], read: ValueReader, view: View) -> None:
        self.read = read
        self.view = view
        self.record = record
        self._plan = plan_of(paths_of(record), view.settings.fields)
        self._taken: dict[Path, str] = {}
        self._inner: Mapping[Any, Any] = {}
        """The mapping that holds the address, which may hold what the record does not state."""
        self._inner_path: Path = ()
        self._lacks: Why | None = None

    def stated(self) -> Stated:
        """Return what the record states; the mention has no address if none is stated."""
        read, record = self.read, self.record
        title_and_address = self._title_with_address()
        urls, own = self._urls(title_and_address[1] if title_and_address else None)
        title = (title_and_address[0] if title_and_address else None) or self._title()
        flag = self._flag()
        outlet, domain, logo, date_of_outlet = self._outlet()
        if title is None and self.view.kind == "entry":
            title = outlet  # "In The Example", as press pages write it
        published, added = self._dates(own, date_of_outlet)
        topics, tags = self._topics()
        mention = Mention(
            title=title,
            excerpt=self._excerpt(),
            published_at=published.instant if published else None,
            **urls,
            type=self._type(),
            quality=read.integer(record.get("quality"), "quality"),
            heat=read.integer(record.get("heat"), "heat"),
            published=flag,
            removed=read.boolean(record.get("removed"), "removed"),
            image=self._image(),
            provider_name=outlet,
            provider_domain=domain,
            provider_logo=logo,
            topics=topics,
            published_precision=(published.precision or None) if published else None,
            added_at=added.instant if added else None,
            added_precision=(added.precision or None) if added else None,
            authors=self._authors(),
            tags=tags,
            language=self._language(),
            modified_at=self._modified(own),
            more=self._more(),
        )
        taken = tuple((".".join(path), becomes) for path, becomes in self._taken.items())
        return Stated(mention, taken, own, self._lacks)

    # ---- fields ----------------------------------------------------------------------------

    def _candidates(self, wanted: str) -> Iterator[tuple[Path, Any]]:
        """Yield the fields that may say what is wanted and are not taken yet, with their values."""
        for path in self._plan.get(wanted, ()):
            if path not in self._taken:
                value = value_at(self.record, path)
                if not is_empty(value):
                    yield path, value
        if self._inner and wanted != "address":
            inner = plan_of(paths_of(self._inner))
            for path in inner.get(wanted, ()):
                value = value_at(self._inner, path)
                if not is_empty(value):
                    yield (*self._inner_path, *path), value

    def _take(self, path: Path, wanted: str) -> None:
        self._taken[path] = _BECOMES[wanted]

    # ---- addresses -------------------------------------------------------------------------

    def _urls(self, in_title: str | None) -> tuple[dict[str, str | None], bool]:
        """Return the four addresses of a mention, and whether the piece is one's own."""
        urls: dict[str, str | None] = dict.fromkeys(_ATTRIBUTES.values())
        for path in self._plan.get("address", ()) + self._amp_paths():
            name = _IDENTIFYING.get(folded(path[-1]))
            if name:
                value = value_at(self.record, path)
                if isinstance(value, (str, type(None))) or not is_empty(value):
                    url = self.read.url(value, *path)
                    if url:
                        urls[_ATTRIBUTES[name]] = url
                        self._take(path, "address")
        if not any(urls.values()):
            urls["web_url"] = self._other_address() or in_title
            if not urls["web_url"] and self.view.kind == "post" and not self._states_elsewhere():
                own = self.view.own_address(self.record)
                if isinstance(own, str):
                    urls["web_url"] = own
                    return urls, True
                self._lacks = own
        first = next(filter(None, urls.values()), None)
        return urls, bool(first) and self.view.owns(first or "")

    def _states_elsewhere(self) -> bool:
        """Return whether fields say that the record is about something elsewhere."""
        return any(
            folded(path[-1]) in _ELSEWHERE and not is_empty(value_at(self.record, path))
            for path in self._plan.get("address", ())
        )

    def _amp_paths(self) -> tuple[Path, ...]:
        return tuple(
            (key,) for key in self.record
            if isinstance(key, str) and folded(key) in ("ampweburl", "cdnampweburl")
        )  # fmt: skip

    def _other_address(self) -> str | None:
        """Return the first address among the fields that may hold one."""
        for path, value in self._candidates("address"):
            name = folded(path[-1])
            if name in _IDENTIFYING or (name in _OUTLETS and is_organization(value)):
                continue
            found = address_in(value, several=name == "links")
            if found:
                self._take(path, "address")
                if isinstance(value, dict):
                    self._inner, self._inner_path = value, path
                return found
        return None

    def _title_with_address(self) -> tuple[str, str] | None:
        """Return text and address of a title of the form `[text](address)`."""
        for _, value in self._candidates("title"):
            if isinstance(value, str) and value.lstrip().startswith("["):
                link = markdown_link(value.strip())
                if link and (address := http_address(link[1])):
                    return " ".join(link[0].split()), address
        return None

    # ---- texts -----------------------------------------------------------------------------

    def _title(self) -> str | None:
        """Return the headline: of the record, else of the name of its file."""
        wrong: tuple[Path, Any] | None = None
        for path, value in self._candidates("title"):
            if isinstance(value, (list, dict)):
                wrong = wrong or (path, value)
                continue
            if text := self.read.text(value, *path):
                self._take(path, "title")
                return text
        if wrong:
            self.read.text(wrong[1], *wrong[0])  # says what is wrong
        return self.view.title

    def _excerpt(self) -> str | None:
        wrong: tuple[Path, Any] | None = None
        for path, value in self._candidates("excerpt"):
            if isinstance(value, (list, dict)):
                wrong = wrong or (path, value)
            elif text := self.read.paragraphs(value, *path):
                self._take(path, "excerpt")
                return text
        if wrong:
            self.read.paragraphs(wrong[1], *wrong[0])  # says what is wrong
        return None

    def _type(self) -> str | None:
        """Return the type; a word of another dialect than the seed's says nothing."""
        kind = self.record.get("type")
        if not isinstance(kind, str) or not (word := self.read.word(kind, "type")):
            return None
        return word if word in KNOWN_TYPES or SEED_FIELDS & self.record.keys() else None

    def _more(self) -> tuple[tuple[str, Any], ...]:
        """Return the values of registered fields."""
        found = (
            (each.attribute, getattr(self.read, each.kind)(self.record.get(each.name), each.name))
            for each in registered_fields()
        )
        return tuple((attribute, value) for attribute, value in found if value is not None)

    def _flag(self) -> bool | None:
        """Return whether the site shows the post, where `published` says so."""
        value = self.record.get("published")
        if is_truth(value):
            self._taken["published",] = "kg:published"
            return self.read.boolean(value, "published")
        return None

    # ---- dates -----------------------------------------------------------------------------

    def _dates(self, own: bool, date_of_outlet: Date | None) -> tuple[Date | None, Date | None]:
        """Return when the article came out, and when it was added to the archive."""
        published = self._date("published")
        if published is None and (own or self.view.kind != "post"):
            published = self._date("added", only=("date",))
        published = published or date_of_outlet
        if published is None and self.view.kind == "entry":
            published = self._month()
        if published is None and own:
            published = self.view.day
        added = self._date("added")
        if added is None and not own:
            added = self.view.day
        return published, added

    def _date(self, wanted: str, only: tuple[str, ...] = ()) -> Date | None:
        """Return the first date; of values that are none, the first is told."""
        wrong: tuple[Path, BadDate | None] | None = None
        for path, value in self._candidates(wanted):
            if only and folded(path[-1]) not in only:
                continue
            date = read_date(value)
            if isinstance(date, Date):
                self._taken[path] = _BECOMES[
                    "published" if only and wanted != "modified" else wanted
                ]
                return self.read.stated_date(date, *path)
            wrong = wrong or (path, date)
        if wrong and not only:
            self.read.stated_date(wrong[1], *wrong[0])  # says what is wrong
        return None

    def _modified(self, own: bool) -> str | None:
        """Return when the article was last changed; of a post about it, other names are its own."""
        names = (*OF_ARTICLE, *dict(self.view.settings.fields).get("modified", ()))
        date = self._date("modified", only=() if own else tuple(map(folded, names)))
        return date.instant if date else None

    def _month(self) -> Date | None:
        """Return the month that `year` and `month` state."""
        date = read_year_and_month(self.record.get("year"), self.record.get("month"))
        if date:
            for name in ("year", "month"):
                self._take((name,), "published")
        return date

    # ---- outlet, people, topics ------------------------------------------------------------

    def _outlet(self) -> tuple[str | None, str | None, str | None, Date | None]:
        """Return name, domain and logo of the outlet, and a date that stands beside its name."""
        for path, value in self._candidates("outlet"):
            if folded(path[-1]) == "provider":
                fields = self.read.provider(value)
                name = self.read.name(fields.get("name"), *path, "name")
                domain = self.read.domain(fields.get("domain"), *path, "domain")
                logo = self.read.image(images_in(fields.get("images")), *path, "images")
                if name or domain or logo:
                    self._take(path, "outlet")
                    return name, domain, logo, None
                continue
            found = outlet_in(value, addresses=folded(path[-1]) in ("publisher", "outlet"))
            if found:
                self._take(path, "outlet")
                return found[0], found[1], None, found[2]
        return None, None, None, None

    def _topics(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the labels of `topics`, and those of other fields, which may be boilerplate."""
        for path, value in self._candidates("topics"):
            stated = folded(path[-1]) == "topics" or path[-1] in dict(
                self.view.settings.fields
            ).get("topics", ())
            labels = self._labels(value, path, spaces=self.view.spaces and not stated)
            if labels:
                self._take(path, "topics")
                return (labels, ()) if stated else ((), labels)
        return (), ()

    def _labels(self, value: Any, path: Path, *, spaces: bool) -> tuple[str, ...]:
        if isinstance(value, str):
            text = self.read.text(value, *path) or ""
            labels = split_labels(text, spaces=spaces)
            if path[-1] == "topics":
                self.read.mended(path, f"a string{READ_AS}a list", ", ".join(labels))
        elif isinstance(value, list):
            texts = [self.read.text(named(each), *path, at) for at, each in enumerate(value)]
            labels = [clean_label(text) for text in texts if text]
        elif isinstance(value, dict):
            self.read.wrong(path, value, "a list", f"Write it as {path[-1]}: [one, two].")
            return ()
        else:
            text = self.read.text(value, *path) or ""
            labels = [text]
        found = tuple(dict.fromkeys(filter(None, labels)))
        if path[-1] == "topics" and len(found) < len(labels):
            self.read.mended(path, "a repeated value counts once", ", ".join(found))
        return found

    def _language(self) -> str | None:
        """Return the first language; of values that are none, the first is told."""
        wrong: tuple[Path, Any] | None = None
        for path, value in self._candidates("language"):
            if language_tag(value):
                self._take(path, "language")
                return self.read.language(value, *path)
            wrong = wrong or (path, value)
        return self.read.language(wrong[1], *wrong[0]) if wrong else None

    def _authors(self) -> tuple[str, ...]:
        for path, value in self._candidates("authors"):
            people = [
                person
                for each in (value if isinstance(value, list) else [value])
                if isinstance(text := named(each), str)
                for person in split_authors(self.read.text(text, *path) or "")
            ]
            if people:
                self._take(path, "authors")
                return tuple(dict.fromkeys(people))
        return ()

    def _image(self) -> str | None:
        """Return the first image with an address that can be opened from everywhere."""
        first: tuple[Path, Any] | None = None
        for path, value in self._candidates("image"):
            left_out = False
            for address in images_in(value):
                if isinstance(address, str) and (url := http_address(address)):
                    self._take(path, "image")
                    if left_out:
                        self.read.mended(path, NOT_ELSEWHERE, "")
                    if path == ("images",) and isinstance(value, str):
                        self.read.mended(path, f"a string{READ_AS}a list", url)
                    return url
                left_out = True
            first = first or (path, value)
        if first:
            addresses = images_in(first[1]) if isinstance(first[1], (list, dict)) else first[1]
            self.read.image(addresses, *first[0])  # says why not
        return None


# ---- values ---------------------------------------------------------------------------------


def http_address(text: str) -> str | None:
    """
    Return a text as a legal address; None if it is no absolute http or https address.

    >>> http_address(" https://example.org/a b "), http_address("/a"), http_address("AI")
    ('https://example.org/a%20b', None, None)
    """
    start = text.lstrip()[:8].lower()
    if not start.startswith(("http://", "https://")):
        return None
    try:
        return legal_url(text)
    except ValueError:
        return None


def address_in(value: Any, *, several: bool = False) -> str | None:
    """
    Return the address that a value holds; None if it holds none.

    A text is one or is a link in Markdown, a mapping has one, of a list the first counts.

    >>> address_in({"title": "A", "url": "https://example.org/a"})
    'https://example.org/a'
    >>> address_in("[A](https://example.org/a)")
    'https://example.org/a'
    """
    if isinstance(value, str):
        if address := http_address(value):
            return address if len(value.split()) == 1 else None
        link = markdown_link(value.strip()) if value.lstrip()[:1] == "[" else None
        return http_address(link[1]) if link else None
    if isinstance(value, dict):
        found = (value.get(key) for key in _ADDRESS_KEYS)
        return next((a for v in found if isinstance(v, str) and (a := http_address(v))), None)
    if isinstance(value, list):
        for each in value[:100]:
            if isinstance(each, dict):
                kind = str(each.get("type") or each.get("name") or "").lower()
                if several and kind in _NO_ARTICLE:
                    continue
            if not isinstance(each, list) and (address := address_in(each)):
                return address
    return None


def outlet_in(
    value: Any, *, addresses: bool = False
) -> tuple[str | None, str | None, Date | None] | None:
    """
    Return name and domain of the outlet that a value names, and a date beside the name.

    >>> outlet_in("The Guardian"), outlet_in("https://example.org/a"), outlet_in("logo.png")
    (('The Guardian', None, None), None, None)
    """
    if isinstance(value, list) and value and not isinstance(value[0], list):
        return outlet_in(value[0], addresses=addresses)
    if isinstance(value, dict):
        name = named(value)
        address = address_in(value)
        stated = value.get("domain")
        domain = stated if isinstance(stated, str) and is_registered(stated.strip()) else None
        if address and not domain and not platform_of(host_of(address)):
            domain = registrable_domain(host_of(address))
        found = outlet_in(name) if isinstance(name, str) else None
        return (found[0], domain, None) if found else (None, domain, None) if domain else None
    if not isinstance(value, str):
        return None
    text = clean_label(without_emphasis(" ".join(value.split())))
    if address := http_address(text):
        host = host_of(address)
        return (
            (None, registrable_domain(host), None) if addresses and not platform_of(host) else None
        )
    if (
        not text or "://" in text or text.startswith(("/", "./", "{"))
        or len(text) > MAX_OUTLET_CHARS or text.lower().endswith(_FILE) or is_truth(text)
    ):  # fmt: skip
        return None
    if with_date := split_outlet_and_date(text):
        return with_date[0], None, with_date[1]
    return text, None, None
