"""From a mapping of front matter to a record of ours, and what was wrong or mended on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from kg.model.addresses import normal_form
from kg.model.fields import FIELDS, Field, fields, registered_fields
from kg.model.records import Mention, Organization, Subject
from kg.model.settings import FieldNames
from kg.read.errors import Why
from kg.read.fields import field_names
from kg.read.lines import Lines, Shape
from kg.read.names import SEED_NAMES, Path, names_that_decide, paths_of
from kg.read.statements import Statements, Taken
from kg.read.values import (
    READ_AS,
    FieldProblem,
    FieldProblems,
    Note,
    Notes,
    ValueReader,
    Written,
    is_truth,
    not_known,
    wrong_type,
)
from kg.read.view import RELATED, View

URL_FIELDS = frozenset(("webUrl", "originalUrl", "ampWebUrl", "cdnAmpWebUrl"))
NO_URL = FieldProblem((), "the entry has no URL.", "Add webUrl.")


class StatedDay(NamedTuple):
    """A day, and the field that states it."""

    instant: str
    precision: str | None
    field: str


class Entry(NamedTuple):
    """A post or an entry of `related`: its mention, or why there is none."""

    mention: Mention | None
    findings: FieldProblems = ()
    names: tuple[str, ...] = ()
    """Of every field that it has."""
    notes: Notes = ()
    normal_forms: tuple[tuple[str, str], ...] = ()
    """Each URL of the mention, with what `normal_form` makes of it."""
    taken: Taken = ()
    """Fields, with the property that each goes into, where the table of names decided that."""
    own: bool = False
    """Whether it is a piece of one's own site."""
    lacks: Why | None = None
    """Why a record without an address is passed over; None if it should have one."""
    added: StatedDay | None = None
    """The day that a record without an address states for the links in its text."""


def to_entry(record: Any, written: Written = not_known, view: View = RELATED) -> Entry:
    """
    Return the mention that a record makes, or none, and what is wrong with it.

    A record without any URL makes none; whatever else is wrong with it costs only that value.
    An address alone is the record of an article whose title others know.
    """
    read = ValueReader(written)
    if isinstance(record, str) and "://" in record and (url := read.url(record, "webUrl")):
        note = Note("related", f"a URL{READ_AS}webUrl", url)
        return Entry(Mention(web_url=url), notes=(note,), normal_forms=((url, normal_form(url)),))
    if not isinstance(record, Mapping):
        return Entry(
            None, (wrong_type((), record, "a mapping", "Write title: and webUrl: in it."),)
        )
    if known := _values_of_seed(record, view.settings.fields):
        names, values, deciding = known
        if _decide(values, deciding):
            mention = _to_mention(read, values)
            if mention.urls and not (deciding and read.findings):
                own = bool(view.settings.own) and any(map(view.owns, mention.urls[:1]))
                if view.kind == "post":
                    mention = _with_name_of_file(mention, view, own=own)
                return _entry(mention, read, names, own=own)
            read = ValueReader(written)
    mention, taken, own, lacks = Statements(record, read, view).stated()
    if not mention.urls:
        entry = _entry(mention, read, field_names(record), taken, own=own, lacks=lacks)
        return entry._replace(added=_stated_day(mention, taken))
    if all(
        name in SEED_NAMES and (name, becomes) != ("published", "schema:datePublished")
        for name, becomes in taken
    ):
        taken = ()  # each goes where it always does
    return _entry(mention, read, field_names(record), taken, own=own, lacks=lacks)


def _stated_day(mention: Mention, taken: Taken) -> StatedDay | None:
    """Return the day that fields state: of adding, else of publication."""
    for becomes, instant, precision in (
        ("kg:dateAdded", mention.added_at, mention.added_precision),
        ("schema:datePublished", mention.published_at, mention.published_precision),
    ):
        for name, goes in taken:
            if goes == becomes and instant:
                return StatedDay(instant, precision, name)
    return None


def _with_name_of_file(mention: Mention, view: View, *, own: bool) -> Mention:
    """Return the mention of a post, with what only the name of its file states."""
    if mention.title is None:
        mention = mention._replace(title=view.title)
    if not (day := view.day):
        return mention
    if not own:
        return mention._replace(added_at=day.instant, added_precision=day.precision)
    if mention.published_at is None:
        return mention._replace(published_at=day.instant, published_precision=day.precision)
    return mention


def _entry(
    mention: Mention,
    read: ValueReader,
    names: tuple[str, ...],
    taken: Taken = (),
    *,
    own: bool = False,
    lacks: Why | None = None,
) -> Entry:
    urls = mention.urls
    return Entry(
        mention if urls else None,
        tuple(read.findings),
        names,
        tuple(read.notes),
        tuple([(url, normal_form(url)) for url in urls]),
        taken,
        own,
        lacks,
    )


def _decide(values: Sequence[Any], deciding: tuple[int, ...]) -> bool:
    """Return whether the fields of the seed's dialect decide, and hold what they hold there."""
    flag, instant, topics = values[_PUBLISHED], values[_PUBLISHED_AT], values[_TOPICS]
    return (
        (flag is None or is_truth(flag))
        and (instant is None or instant.__class__ is datetime)
        and all(values[at] not in (None, "", []) for at in deciding)
        and (topics.__class__ is not list or not any(each.__class__ is dict for each in topics))
    )


_NAMES = [*(field.name for field in FIELDS)]
_PUBLISHED = _NAMES.index("published")
"""The place of the flag among the values of `_stated`; some archives state a date there."""
_PUBLISHED_AT = _NAMES.index("publishedDateTime")
_TOPICS = _NAMES.index("topics")


def _to_mention(read: ValueReader, values: Sequence[Any]) -> Mention:
    """Return the mention that the values of `_stated` make."""
    registered = registered_fields()
    stated: list[Any] = [*_NOTHING, *(None for _ in registered)]
    for (place, method, name), value in zip(_steps(registered), values, strict=False):
        if value is not None and not stated[place]:
            stated[place] = method(read, value, name)
    provider_name, provider_domain, images, logos = values[-4:]
    stated[_IMAGE] = read.image(images, "images")
    stated[_NAME] = read.name(provider_name, "provider", "name")
    stated[_DOMAIN] = read.domain(provider_domain, "provider", "domain")
    stated[_LOGO] = read.image(logos, "provider", "images")
    if registered:
        found = zip(registered, stated[len(_NOTHING) :], strict=True)
        stated[_MORE] = tuple((each.attribute, value) for each, value in found if value is not None)
        del stated[len(_NOTHING) :]
    return Mention._make(stated)


_NOTHING = tuple(Mention())
_IMAGE, _NAME, _DOMAIN, _LOGO, _MORE = map(
    Mention._fields.index, ("image", "provider_name", "provider_domain", "provider_logo", "more")
)
_Step = tuple[int, Callable[..., Any], str]
"""The place of a value in a mention, the method that reads it, and the name of its field."""


@lru_cache(maxsize=8)
def _steps(registered: tuple[Field, ...]) -> tuple[_Step, ...]:
    """Return how to read each field; values of registered fields stand behind the mention."""
    places = {name: place for place, name in enumerate(Mention._fields)}
    for field in registered:
        places[field.attribute] = len(places)
    return tuple(
        (places[field.attribute], getattr(ValueReader, field.kind), field.name)
        for field in (*FIELDS, *registered)
    )


def _stated(record: Mapping[Any, Any], provider: Mapping[Any, Any]) -> list[Any]:
    """Return all that `to_entry` needs of a record, in the order in which it takes it."""
    images, logos = (_addresses(of.get("images")) for of in (record, provider))
    name_and_domain = map(provider.get, ("name", "domain"))
    of_fields = (record.get(field.name) for field in fields())
    return [*of_fields, *name_and_domain, images, logos]


def _addresses(images: Any) -> Any:
    """Return the addresses of images, each an address or a mapping that holds one."""
    if isinstance(images, dict):
        images = [images]
    if not isinstance(images, list):
        return images
    return [image.get("url") if isinstance(image, dict) else image for image in images]


_Known = tuple[tuple[str, ...], list[Any], tuple[int, ...]]
"""
The names of the fields of a record, all that `to_entry` needs of it, and the places among that of
the values which must not be empty. Of a shape: the lines that state it, in place of the values.
"""


def _values_of_seed(record: Mapping[Any, Any], own: FieldNames) -> _Known | None:
    """Return the values of a record; None if its fields have other names than the seed's."""
    registered = registered_fields()
    if not isinstance(record, Lines):
        return _known(record, registered, own)
    if known := _known_of_shape(record.shape, registered, own):
        names, parts, deciding = known
        return names, record.filled(parts), deciding
    return None


@lru_cache(maxsize=1 << 10)
def _known_of_shape(shape: Shape, registered: tuple[Field, ...], own: FieldNames) -> _Known | None:
    return _known(shape.tree, registered, own)


def _known(
    record: Mapping[Any, Any], registered: tuple[Field, ...], own: FieldNames
) -> _Known | None:
    provider = record.get("provider")
    if provider is not None and not isinstance(provider, dict):
        return None
    needed = _places_that_decide(paths_of(record), registered, own)
    return (
        None if needed is None else (field_names(record), _stated(record, provider or {}), needed)
    )


@lru_cache(maxsize=1 << 12)
def _places_that_decide(
    paths: tuple[Path, ...],
    registered: tuple[Field, ...],  # noqa: ARG001  # a key of the cache
    own: FieldNames,
) -> tuple[int, ...] | None:
    """Return the places in `_stated` of the values that decide; None if other names decide."""
    deciding = names_that_decide(paths, own)
    places = {field.name: at for at, field in enumerate(fields())}
    count = len(places)
    places |= {"provider": count, "images": count + 2}
    if deciding is None or not deciding <= places.keys():
        return None
    return tuple(places[name] for name in sorted(deciding))


def to_organization(
    path: str, record: Mapping[Any, Any], written: Written = not_known
) -> tuple[Organization | None, FieldProblems, Notes]:
    """
    Return what a file of `taxonomy: organization` says; what is wrong with it, and mended.

    Without domain or name it says nothing.
    """
    read = ValueReader(written)
    key = "domain" if record.get("domain") else "_id"
    domain = read.domain(record.get(key), key)
    if not domain and not read.findings:
        read.wrong((key,), domain, "a domain", "Write domain: example.org.")
    name = read.text(record.get("name"), "name")
    if not name:
        read.wrong(("name",), name, "a name", "Write name: The Example.")
    organization = Organization(
        path,
        domain or "",
        name or "",
        read.paragraphs(record.get("description"), "description"),
        read.image(_addresses(record.get("images")), "images"),
        read.texts(record.get("otherNames"), "otherNames", divided=False),
    )
    whole = organization if domain and name else None
    return whole, tuple(read.findings), tuple(read.notes)


def to_subject(
    path: str, record: Mapping[Any, Any], written: Written = not_known
) -> tuple[Subject | None, FieldProblems, Notes]:
    """
    Return what a file of `taxonomy: topic` says; what is wrong with it, and mended.

    Without a name it says nothing.
    """
    read = ValueReader(written)
    label = read.text(record.get("name"), "name")
    if not label:
        read.wrong(("name",), label, "a label", "Write name: Computer Vision.")
    subject = Subject(
        path,
        label or "",
        read.text(record.get("parent"), "parent"),
        read.text(record.get("shortname"), "shortname"),
        read.texts(record.get("keywords"), "keywords"),
    )
    return (subject if label else None), tuple(read.findings), tuple(read.notes)
