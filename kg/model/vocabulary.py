"""
The one place that knows how a record is said in RDF, in GraphML and on the page.

Each export walks these tables, so that what is in one is in all. The terms are declared in
`ontology/kg.ttl`; docs/design.md says why these and no others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum
from operator import attrgetter
from typing import Any, NamedTuple

from kg.model.fields import Field, registered_fields, set_registered_fields
from kg.model.records import Article, Entity, Mention, Outlet, Person, Story, Topic

PREFIXES = {
    "dcterms": "http://purl.org/dc/terms/",
    "kg": "https://w3id.org/news-kg#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


class Range(Enum):
    """What the values of a property are."""

    TEXT = "xsd:string"
    INTEGER = "xsd:integer"
    BOOLEAN = "xsd:boolean"
    DATE_TIME = "xsd:dateTime"
    IRI = "an IRI, whole"
    CURIE = "a CURIE of a class or a file"
    NODE = "the CURIE of an entity: an edge of the graph"

    __hash__ = object.__hash__  # ten times as fast as that of the name


class Property(NamedTuple):
    """One attribute of a record, and its name in each vocabulary."""

    attribute: str
    predicate: str
    """CURIE of the RDF property."""
    range: Range
    name: str
    """In GraphML, in networkx and on the page; of an edge, its relation."""

    @property
    def term(self) -> str:
        """The local name of the predicate: what JSON-LD calls it."""
        return self.predicate.partition(":")[2]


Value = str | int | bool

ARTICLE = (
    Property("type", "rdf:type", Range.CURIE, "type"),
    Property("label", "schema:headline", Range.TEXT, "label"),
    Property(
        "alternative_headlines", "schema:alternativeHeadline", Range.TEXT, "alternativeHeadline"
    ),
    Property("abstract", "schema:abstract", Range.TEXT, "abstract"),
    Property("date_published", "schema:datePublished", Range.DATE_TIME, "datePublished"),
    Property("published_precision", "kg:publishedPrecision", Range.TEXT, "publishedPrecision"),
    Property("date_added", "kg:dateAdded", Range.DATE_TIME, "dateAdded"),
    Property("added_precision", "kg:addedPrecision", Range.TEXT, "addedPrecision"),
    Property("url", "schema:url", Range.IRI, "url"),
    Property("same_as", "schema:sameAs", Range.IRI, "sameAs"),
    Property("amp_urls", "kg:ampUrl", Range.IRI, "ampUrl"),
    Property("amp_cache_urls", "kg:ampCacheUrl", Range.IRI, "ampCacheUrl"),
    Property("image", "schema:image", Range.IRI, "image"),
    Property("quality", "kg:quality", Range.INTEGER, "quality"),
    Property("heat", "kg:heat", Range.INTEGER, "heat"),
    Property("curated", "kg:curated", Range.BOOLEAN, "curated"),
    Property("published", "kg:published", Range.BOOLEAN, "published"),
    Property("removed", "kg:removed", Range.BOOLEAN, "removed"),
    Property("posts", "prov:wasDerivedFrom", Range.CURIE, "wasDerivedFrom"),
    Property("publisher", "schema:publisher", Range.NODE, "publishedBy"),
    Property("authors", "schema:author", Range.NODE, "author"),
    Property("about", "schema:about", Range.NODE, "about"),
    Property("related_to", "kg:relatedTo", Range.NODE, "relatedTo"),
    Property("language", "schema:inLanguage", Range.TEXT, "inLanguage"),
    Property("date_modified", "schema:dateModified", Range.DATE_TIME, "dateModified"),
    Property("correction", "kg:correction", Range.BOOLEAN, "correction"),
    Property("suggested", "kg:suggestedTopic", Range.NODE, "suggestedTopic"),
    Property("copy_of", "kg:copyOf", Range.NODE, "copyOf"),
    Property("story", "kg:partOfStory", Range.NODE, "partOfStory"),
)
OUTLET = (
    Property("type", "rdf:type", Range.CURIE, "type"),
    Property("label", "schema:name", Range.TEXT, "label"),
    Property("alternate_names", "schema:alternateName", Range.TEXT, "alternateName"),
    Property("domains", "kg:domain", Range.TEXT, "domain"),
    Property("url", "schema:url", Range.IRI, "url"),
    Property("logo", "schema:logo", Range.IRI, "logo"),
    Property("description", "schema:description", Range.TEXT, "description"),
)
TOPIC = (
    Property("type", "rdf:type", Range.CURIE, "type"),
    Property("label", "skos:prefLabel", Range.TEXT, "label"),
    Property("alt_labels", "skos:altLabel", Range.TEXT, "altLabel"),
    Property("hidden_labels", "skos:hiddenLabel", Range.TEXT, "hiddenLabel"),
    Property("scheme", "skos:inScheme", Range.CURIE, "inScheme"),
    Property("broader", "skos:broader", Range.NODE, "broader"),
)
PERSON = (
    Property("type", "rdf:type", Range.CURIE, "type"),
    Property("label", "schema:name", Range.TEXT, "label"),
    Property("alternate_names", "schema:alternateName", Range.TEXT, "alternateName"),
)
STORY = (
    Property("type", "rdf:type", Range.CURIE, "type"),
    Property("label", "schema:name", Range.TEXT, "label"),
    Property("start_date", "schema:startDate", Range.DATE_TIME, "startDate"),
    Property("start_precision", "kg:startPrecision", Range.TEXT, "startPrecision"),
    Property("end_date", "schema:endDate", Range.DATE_TIME, "endDate"),
    Property("outlets", "kg:outlets", Range.INTEGER, "outlets"),
    Property("texts", "kg:texts", Range.INTEGER, "texts"),
    Property("first_outlets", "kg:firstOutlet", Range.NODE, "firstOutlet"),
    Property("follows", "kg:follows", Range.NODE, "follows"),
)


class Kind(NamedTuple):
    """A kind of entity."""

    record: type[Entity]
    name: str
    """In CURIEs, IRIs and files, and in messages about one."""
    plural: str
    """In messages about several; the attribute of `KnowledgeGraph` that holds them."""
    properties: tuple[Property, ...]
    """What is known of each, in the order of all exports."""
    on_page: bool = True
    """Whether each is a node of the page; of people the page has the names."""


KINDS = (
    Kind(Article, "article", "articles", ARTICLE),
    Kind(Outlet, "outlet", "outlets", OUTLET),
    Kind(Topic, "topic", "topics", TOPIC),
    Kind(Person, "person", "people", PERSON, on_page=False),
    Kind(Story, "story", "stories", STORY),
)
"""Every kind of entity, in the order of all exports."""
ANY_KIND = f"{', '.join(kind.name for kind in KINDS[:-1])} or {KINDS[-1].name}"
"""The kinds in a sentence: "article, outlet, … or story"."""
PROPERTIES = {kind.record: kind.properties for kind in KINDS}
"""By a kind the properties that it has now: fields may be registered besides."""
_NAMES = {kind.record: kind.name for kind in KINDS}
_VALUES: dict[type[Entity], Callable[[Entity], tuple[Any, ...]]] = {
    kind: attrgetter(*(property_.attribute for property_ in table))
    for kind, table in PROPERTIES.items()
}
_RANGES = {"integer": Range.INTEGER, "boolean": Range.BOOLEAN, "instant": Range.DATE_TIME,
           "url": Range.IRI}  # fmt: skip
"""By the kind of a field, the values of its property. Other kinds are text."""


def register_field(field: Field) -> None:
    """
    Register a field: it is read from posts, and every export has it as a property of articles.

    An article has one value of it. Raises ValueError if the kind allows several, if the prefix of
    the property is not one of PREFIXES, or if a name is taken.
    """
    range_ = _RANGES.get(field.kind, Range.TEXT)
    added = Property(field.attribute, field.becomes, range_, field.attribute)
    if field.kind == "texts":
        raise ValueError(f"{field.name} may have several values. Use a kind with one value.")
    if field.becomes.partition(":")[0] not in PREFIXES:
        raise ValueError(
            f"{field.becomes} has an unknown prefix. Use one of {', '.join(PREFIXES)}."
        )
    if not field.attribute.isidentifier() or field.attribute in _taken_names():
        raise ValueError(f"{field.attribute} cannot be a new attribute. Use another name.")
    if added.term in {known.term for table in PROPERTIES.values() for known in table}:
        raise ValueError(f"{field.becomes} is used already. Use another property.")
    _set_fields((*registered_fields(), field), (*PROPERTIES[Article], added))


def _taken_names() -> set[str]:
    """Return the names that attributes of mentions and articles, and exports, have already."""
    names = {known.name for table in PROPERTIES.values() for known in table}
    return names | set(Mention._fields) | set(Article._fields) | {"id", "kind", "relation"}


def unregister_field(field: Field) -> None:
    """Remove a registered field."""
    rest = tuple(each for each in registered_fields() if each != field)
    table = (one for one in PROPERTIES[Article] if one.attribute != field.attribute)
    _set_fields(rest, tuple(table))


def _set_fields(outside: tuple[Field, ...], table: tuple[Property, ...]) -> None:
    names = [field.attribute for field in outside]
    own = attrgetter(*(one.attribute for one in table if one.attribute not in names))

    def values(entity: Any) -> tuple[Any, ...]:
        more = dict(entity.more)
        return (*own(entity), *map(more.get, names))

    set_registered_fields(outside)
    PROPERTIES[Article] = table
    _VALUES[Article] = values if names else own


def registered_properties() -> Iterator[Property]:
    """Yield the properties of the registered fields."""
    names = {field.attribute for field in registered_fields()}
    yield from (known for known in PROPERTIES[Article] if known.attribute in names)


def values_of_property(known: Property) -> Callable[[Entity], Any]:
    """Return the function that gives the value of a property of an entity."""
    if any(known.attribute == field.attribute for field in registered_fields()):
        return lambda entity: dict(getattr(entity, "more", ())).get(known.attribute)
    return attrgetter(known.attribute)


def kind_of(record: type[Entity]) -> str:
    """
    Return what entities of a class are called in the files.

    >>> kind_of(Outlet)
    'outlet'
    """
    return _NAMES[record]


Statement = tuple[Property, tuple[Value, ...]]
"""A property and its values, of a subject that the context knows."""


def values_of(entity: Entity) -> tuple[str, tuple[Any, ...]]:
    """Return the CURIE of an entity, and the value of each of its properties, stated or not."""
    return entity.id, _VALUES[type(entity)](entity)


def describe(entity: Entity) -> list[Statement]:
    """
    Return what is known of an entity: each property that it has, with its values.

    >>> outlet = Outlet("outlet:example.org", "Example", "example.org")
    >>> [(p.predicate, values) for p, values in describe(outlet)][1:]
    [('schema:name', ('Example',)), ('kg:domain', ('example.org',))]
    """
    kind = type(entity)
    return [
        (property_, value if value.__class__ is tuple else (value,))
        for property_, value in zip(PROPERTIES[kind], _VALUES[kind](entity), strict=True)
        if value is not None and value != ()
    ]


def prefixes(base_iri: str) -> dict[str, str]:
    """Return every prefix of a graph with its IRI, sorted: the vocabularies' and its own."""
    own = {name: f"{base_iri}{name}/" for name in (*_NAMES.values(), "post")}
    return dict(sorted((PREFIXES | own | {"this": base_iri}).items()))
