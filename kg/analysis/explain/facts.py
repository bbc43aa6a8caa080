"""Each fact of an article with the file and line that states it, or the rule that gives it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from kg.analysis.explain.mentions import Knowledge, Source, Spot
from kg.model.addresses import host_of
from kg.model.fields import registered_fields
from kg.model.ids import person_id, topic_id
from kg.model.records import Article, Mention
from kg.model.vocabulary import PROPERTIES, Property, Value, values_of_property
from kg.resolve.articles import ARTICLE_CLASSES, path_as_iri
from kg.resolve.outlets import publisher_of

Fact = dict[str, Any]
"""
`property`, `value`, `source` (`stated`, `rule` or `kg.toml`), `rule`, `at`, `mentions` and `lost`.
"""

_MENTIONED = {
    "type": "type",
    "label": "title",
    "abstract": "excerpt",
    "date_published": "published_at",
    "date_added": "added_at",
    "published_precision": "published_precision",
    "added_precision": "added_precision",
}
"""By an attribute of an article that of its mentions, where that has another name."""
_BESIDE = {"published_precision": "published_at", "added_precision": "added_at"}
"""By an attribute without a field of its own the one whose field states it."""
_OF_FILE_NAMES = ("title", "published_at", "added_at")
"""What the name of a file states where no field does."""
_SEVERAL = ("url", "same_as", "amp_urls", "amp_cache_urls")
_ADDRESSES = ("web_url", "original_url", "amp_url", "amp_cache_url")

RULES = {
    "curated": "a post is about it",
    "copy_of": "the rule for copies, see below",
    "story": "the rule for stories, see below",
    "correction": "the headline begins with a label of correction",
    "suggested": "a label or keyword of the topic stands in the headline",
    "language": "the rule for languages",
}
"""By an attribute what gives it where no file states it."""


def stated(name: str, value: Value, spot: Spot, mentions: int = 1, **more: Any) -> Fact:
    """Return a fact that a file states."""
    return {
        "property": name, "value": value, "source": "stated", "rule": None, "at": spot,
        "mentions": mentions, "lost": [], **more,
    }  # fmt: skip


def derived(name: str, value: Value, rule: str, spot: Spot | None = None, **more: Any) -> Fact:
    """Return a fact that a rule gives, from what a file states if there is a spot."""
    place: dict[str, Any] = {"at": spot} if spot else {"path": None, "line": None}
    return {
        "property": name, "value": value, "source": "rule", "rule": rule, **place,
        "mentions": 0, "lost": [], **more,
    }  # fmt: skip


def article_facts(knowledge: Knowledge, article: Article) -> Iterator[Fact]:
    """Yield each fact of an article, in the order of the vocabulary."""
    sources = knowledge.sources_of(article.id)
    finder = _Finder(knowledge, article, sources, knowledge.entries_of(article.id))
    for known in PROPERTIES[Article]:
        value = values_of_property(known)(article)
        if value is None or value == ():
            continue
        for each in value if isinstance(value, tuple) else (value,):
            yield from finder.facts(known, each)


class _Finder(NamedTuple):
    """Finds what states the facts of an article."""

    knowledge: Knowledge
    article: Article
    sources: Sequence[Source]
    entries: Mapping[str, Sequence[Source]]
    """By other articles the entries that name them."""

    def facts(self, known: Property, value: Value) -> Iterator[Fact]:
        """Yield the fact that the article has this value, or each entry that states it."""
        name, attribute = known.name, known.attribute
        special: dict[str, Callable[[str, Any], Fact]] = {
            "type": self._type,
            "publisher": self._publisher,
            "authors": self._author,
            "about": self._topic,
            "posts": self._post,
            "curated": self._curated,
            "alternative_headlines": self._headline,
            "related_to": self._related,
        }
        if attribute in _SEVERAL:
            yield self._address(name, str(value))
        elif attribute in special:
            yield special[attribute](name, value)
        elif any(attribute == field.attribute for field in registered_fields()):
            yield self._single(name, value, partial(_registered, attribute), attribute)
        else:
            mentioned = _MENTIONED.get(attribute, attribute)
            if mentioned in Mention._fields:
                field = _BESIDE.get(attribute, mentioned)
                yield self._single(name, value, lambda m: getattr(m, mentioned), field)
            else:
                yield derived(name, value, RULES.get(attribute, "a rule of kg"))

    def _single(
        self, name: str, value: Value, value_of: Callable[[Mention], Any], field: str
    ) -> Fact:
        """Return a fact of which an article has one value, with the values that lost."""
        first: dict[Any, Source] = {}
        uses = 0
        for source in self.sources:
            stated_value = value_of(source.mention)
            if stated_value is not None:
                first.setdefault(stated_value, source)
                uses += stated_value == value
        lost = [
            {"value": other, "at": source.spot(field)}
            for other, source in first.items() if other != value
        ]  # fmt: skip
        kept = first.get(value)
        if kept is None:
            return derived(name, value, RULES.get(field, "a rule of kg"), lost=lost)
        if kept.own and kept.field(field) is None and field in _OF_FILE_NAMES:
            return derived(name, value, "the name of the file", kept.spot(), lost=lost)
        return stated(name, value, kept.spot(field, str(value)), uses, lost=lost)

    def _type(self, name: str, value: Value) -> Fact:
        source = next((each for each in self.sources if each.mention.type), None)
        if source is None:
            return derived(name, value, "an article is news if nothing states its type")
        kept = source.mention.type
        known = ARTICLE_CLASSES.get(kept) == value
        rule = f"type: {kept}" if known else f"type: {kept} is none that has a class of its own"
        lost = {each.mention.type: each for each in reversed(self.sources) if each.mention.type}
        uses = sum(each.mention.type == kept for each in self.sources)
        return stated(
            name, value, source.spot("type"), uses, rule=rule,
            lost=[{"value": other, "at": each.spot("type")}
                  for other, each in sorted(lost.items(), key=str) if other != kept],
        )  # fmt: skip

    def _publisher(self, name: str, value: Value) -> Fact:
        first: dict[str, Source] = {}
        uses = 0
        for source in self.sources:
            if outlet := publisher_of(source.mention):
                first.setdefault(outlet, source)
                uses += outlet == value
        lost = [{"value": outlet, **_publisher_spot(source)}
                for outlet, source in first.items() if outlet != value]  # fmt: skip
        kept = first.get(str(value))
        if kept is None:
            return derived(name, value, "a rule of kg", lost=lost)
        spot = _publisher_spot(kept)["at"]
        if kept.mention.provider_domain or kept.mention.provider_name:
            return stated(name, value, spot, uses, lost=lost)
        rule = f"the owner of the site {host_of(kept.mention.urls[0])}"
        return derived(name, value, rule, spot, lost=lost)

    def _author(self, name: str, value: Value) -> Fact:
        publisher = self.article.publisher
        source = next((each for each in self.sources if each.mention.authors), None)
        lost = [
            {"value": author, "at": other.spot("authors")}
            for other in self.sources for author in other.mention.authors
            if source and author not in source.mention.authors
        ]  # fmt: skip
        if source is None:
            return derived(name, value, "a rule of kg")
        uses = sum(
            value in {person_id(publisher, author) for author in each.mention.authors}
            for each in self.sources
        )
        unique = list({str(each["value"]): each for each in lost}.values())
        return stated(name, value, source.spot("authors"), uses, lost=unique)

    def _topic(self, name: str, value: Value) -> Fact:
        having = [
            source for source in self.sources
            if value in set(map(topic_id, source.mention.topics))
        ]  # fmt: skip
        if not having:
            return derived(name, value, "a rule of kg")
        source = having[0]
        field = "topics" if source.field("topics") else "tags"
        return stated(name, value, source.spot(field), len(having))

    def _post(self, name: str, value: Value) -> Fact:
        path = str(value).partition(":")[2]
        source = next(
            (each for each in self.sources if each.own and path_as_iri(each.path) == path), None
        )
        rule = "the post is about this article"
        return derived(name, value, rule, source.spot() if source else None)

    def _curated(self, name: str, value: Value) -> Fact:
        own = next((each for each in self.sources if each.own), None)
        rule = RULES["curated"] if value else "no post is about it, others name it"
        return derived(name, value, rule, own.spot() if own else None)

    def _headline(self, name: str, value: Value) -> Fact:
        having = [source for source in self.sources if source.mention.title == value]
        if not having:
            return derived(name, value, "a rule of kg")
        return stated(name, value, having[0].spot("title", str(value)), len(having))

    def _address(self, name: str, value: str) -> Fact:
        having = [source for source in self.sources if value in source.mention.urls]
        if not having:
            return derived(name, value, "a rule of kg")
        return stated(name, value, address_spot(having[0], value)["at"], len(having))

    def _related(self, name: str, value: Value) -> Fact:
        """Return a link, with the place of the first entry that makes it."""
        having = self.entries.get(str(value), [])
        if not having:
            return derived(name, value, "a rule of kg")
        return stated(name, value, having[0].spot("", having[0].mention.urls[0]), len(having))


def _publisher_spot(source: Source) -> dict[str, Spot]:
    mention = source.mention
    if mention.provider_domain or mention.provider_name:
        field = "provider_domain" if mention.provider_domain else "provider_name"
        return {"at": source.spot(field)}
    return address_spot(source, mention.urls[0])


def address_spot(source: Source, url: str) -> dict[str, Spot]:
    """Return where a mention states an address."""
    attribute = next((each for each in _ADDRESSES if getattr(source.mention, each) == url), "")
    return {"at": source.spot(attribute, url)}


def _registered(attribute: str, mention: Mention) -> Value | None:
    return dict(mention.more).get(attribute)
