"""Each fact of an outlet, a topic, a person or a story, with what states it or gives it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from kg.analysis.explain.facts import Fact, derived, stated
from kg.analysis.explain.mentions import Knowledge, Source, Spot
from kg.model.ids import outlet_id, person_id, topic_id
from kg.model.records import Mention, Organization, Outlet, Person, Story, Subject, Topic
from kg.model.vocabulary import describe
from kg.resolve import Place
from kg.resolve.outlets import outlet_of, publisher_of

MOST_USED = "the most used spelling"
OF_KG = "a rule of kg"


class _Names:
    """How often each spelling is stated, and where first."""

    def __init__(self, knowledge: Knowledge, names_of: Callable[[int, Mention], Iterable[str]]):
        self._knowledge = knowledge
        self.claims: dict[str, list[int]] = {}
        self.uses: Counter[str] = Counter()
        counts = _uses(knowledge)
        for at, claim in enumerate(knowledge.claims.claims):
            for name in names_of(at, claim.mention):
                self.claims.setdefault(name, []).append(at)
                self.uses[name] += counts[at]

    def first(self, name: str) -> Source | None:
        """Return the mention that states a spelling, of several the one with the least path."""
        claims = self._knowledge.claims.claims
        places = self.claims.get(name)
        if not places:
            return None
        least = min(places, key=lambda at: (claims[at].path, claims[at].number, at))
        return next(iter(self._knowledge.sources([least])), None)


def _uses(knowledge: Knowledge) -> Counter[int]:
    """Return how often each claim is made."""
    claims = knowledge.claims
    uses = Counter(at for at in claims.of_posts if at >= 0)
    for post in claims.posts:
        uses.update(claims.of_mentions[place] for place in (*post.related, *post.links))
    return uses


def entity_facts(knowledge: Knowledge, entity: Outlet | Topic | Person | Story) -> list[Fact]:
    """Return each fact of an entity that is no article."""
    if isinstance(entity, Outlet):
        return list(_outlet_facts(knowledge, entity))
    if isinstance(entity, Topic):
        return list(_topic_facts(knowledge, entity))
    if isinstance(entity, Person):
        return list(_person_facts(knowledge, entity))
    return list(_story_facts(knowledge, entity))


def _values(entity: Outlet | Topic | Person | Story) -> Iterator[tuple[str, str, Any]]:
    for known, values in describe(entity):
        for value in values:
            yield known.attribute, known.name, value


def _in_file(path: str, *fields: str) -> Spot:
    return Spot(Place(path, fields))


def _spelling(
    name: str, value: str, names: _Names, attribute: str, *, chosen: bool = False
) -> Fact:
    """Return the fact that something has a name that mentions state."""
    source = names.first(value)
    if source is None:
        return derived(name, value, OF_KG)
    uses = names.uses[value]
    others = sorted((other for other in names.uses if other != value),
                    key=lambda other: (-names.uses[other], other))  # fmt: skip
    if not chosen or not others:
        return stated(name, value, source.spot(attribute, value), uses)
    return stated(
        name, value, source.spot(attribute, value), uses,
        rule=f"{MOST_USED}: {uses:,} of {names.uses.total():,} mentions",
    )  # fmt: skip


# ---- outlets --------------------------------------------------------------------------------


def _outlet_facts(knowledge: Knowledge, outlet: Outlet) -> Iterator[Fact]:
    same = dict(knowledge.settings.same_outlets)
    files = [
        file for file in knowledge.archive.organizations
        if outlet_id(same.get(file.domain, file.domain), file.name) == outlet.id
    ]  # fmt: skip
    files.sort(key=lambda file: (file.domain == outlet.domain, file.path), reverse=True)

    def names_of(_: int, mention: Mention) -> Iterator[str]:
        found = outlet_of(mention)
        if found and outlet_id(*found) == outlet.id and found[1]:
            yield found[1]

    names = _Names(knowledge, names_of)
    logos = _Names(knowledge, lambda _, mention: _logo_of(mention, outlet.id))
    for attribute, name, value in _values(outlet):
        yield _of_organization(attribute, name, value, files) or (
            _spelling(name, value, names, "provider_name", chosen=attribute == "label")
            if attribute in ("label", "alternate_names") and value in names.uses
            else _spelling(name, value, logos, "provider_logo", chosen=True)
            if attribute == "logo"
            else _domain(knowledge, outlet, attribute, name, value)
        )


def _logo_of(mention: Mention, outlet: str) -> tuple[str, ...]:
    has = mention.provider_logo and publisher_of(mention) == outlet
    return (mention.provider_logo or "",) if has else ()


def _of_organization(
    attribute: str, name: str, value: Any, files: Sequence[Organization]
) -> Fact | None:
    """Return the fact that a file of an organization states; None if none does."""
    fields: dict[str, Callable[[Organization], tuple[str, Any]]] = {
        "label": lambda file: ("name", (file.name,)),
        "alternate_names": lambda file: (
            ("name", (file.name,)) if value == file.name else ("otherNames", file.other_names)
        ),
        "domains": lambda file: ("domain", (file.domain,)),
        "logo": lambda file: ("images", (file.logo,)),
        "description": lambda file: ("description", (file.description,)),
    }
    if attribute in fields:
        for file in files:
            field, values = fields[attribute](file)
            if value in values:
                return stated(name, value, _in_file(file.path, field))
    return None


def _domain(knowledge: Knowledge, outlet: Outlet, attribute: str, name: str, value: Any) -> Fact:
    """Return a fact that follows from the domain of an outlet, or from where its articles are."""
    if attribute == "url":
        return derived(name, value, "the front page of the domain")
    if attribute == "type":
        return derived(name, value, "every outlet is one")
    claims = knowledge.claims.claims
    having = [
        at for at, claim in enumerate(claims)
        if publisher_of(claim.mention) == outlet.id
    ]  # fmt: skip
    having.sort(key=lambda at: (not claims[at].mention.provider_domain, claims[at].path, at))
    source = next(iter(knowledge.sources(having[:1])), None)
    if attribute == "domains" and value in outlet.other_domains:
        return derived(name, value, "[outlets] same in kg.toml", source="kg.toml")
    if attribute not in ("domains", "label") or source is None:
        return derived(name, value, OF_KG)
    if attribute == "label":
        return derived(name, value, "the domain, as nothing states a name", source.spot())
    if source.mention.provider_domain:
        uses = sum(bool(claims[at].mention.provider_domain) for at in having)
        return stated(name, value, source.spot("provider_domain"), uses)
    url = source.mention.urls[0]
    return derived(name, value, f"the owner of the site of {url}", source.spot("", url))


# ---- topics and people ----------------------------------------------------------------------


def _topic_facts(knowledge: Knowledge, topic: Topic) -> Iterator[Fact]:
    subjects = [
        file for file in knowledge.archive.subjects if topic_id(file.label) == topic.id
    ]  # fmt: skip
    subjects.sort(key=lambda file: file.path, reverse=True)
    named = [file for file in knowledge.archive.subjects if topic_id(file.parent or "") == topic.id]

    def names_of(_: int, mention: Mention) -> Iterator[str]:
        yield from (label for label in mention.topics if topic_id(label) == topic.id)

    names = _Names(knowledge, names_of)
    for attribute, name, value in _values(topic):
        if fact := _of_subject(attribute, name, value, subjects):
            yield fact
        elif value in names.uses and attribute in ("label", "alt_labels"):
            yield _spelling(name, value, names, "topics", chosen=attribute == "label")
        elif attribute in ("label", "alt_labels") and named:
            yield stated(name, value, _in_file(named[0].path, "parent"))
        elif (attribute, value) == ("alt_labels", value) and _same(knowledge, value):
            yield derived(name, value, "[topics] same in kg.toml", source="kg.toml")
        elif attribute in ("type", "scheme"):
            yield derived(name, value, "every topic has it")
        else:
            yield derived(name, value, OF_KG)


def _same(knowledge: Knowledge, label: str) -> bool:
    return any(topic_id(one) == topic_id(label) for one, _ in knowledge.settings.same_topics)


def _of_subject(attribute: str, name: str, value: Any, files: Sequence[Subject]) -> Fact | None:
    """Return the fact that a file of a topic states; None if none does."""
    for file in files:
        fields = {
            "label": ("name", (file.label,)),
            "alt_labels": ("shortname", (file.shortname,)),
            "hidden_labels": ("keywords", file.keywords),
            "broader": ("parent", (topic_id(file.parent),) if file.parent else ()),
        }
        field, values = fields.get(attribute, ("", ()))
        if value in values:
            return stated(name, value, _in_file(file.path, field))
    return None


def _person_facts(knowledge: Knowledge, person: Person) -> Iterator[Fact]:
    publishers = {id_: knowledge.article(id_).publisher for id_ in knowledge.claims.articles}

    def names_of(at: int, mention: Mention) -> Iterator[str]:
        publisher = publishers.get(knowledge.article_of.get(at, ""))
        for author in mention.authors:
            if person_id(publisher, author) == person.id:
                yield author

    names = _Names(knowledge, names_of)
    for attribute, name, value in _values(person):
        if attribute == "type":
            yield derived(name, value, "every author is one")
        else:
            yield _spelling(name, value, names, "authors", chosen=attribute == "label")


# ---- stories --------------------------------------------------------------------------------

_OF_STORIES = {
    "type": "every story is one",
    "start_date": "when its earliest article came out",
    "end_date": "when its latest article came out",
    "start_precision": "the order of the articles of its first day is not known",
    "outlets": "the number of outlets that tell it",
    "texts": "the number of different texts: copies count once",
    "first_outlets": "the outlet of its earliest article",
    "follows": "the latest earlier story like it, see below",
}


def _story_facts(knowledge: Knowledge, story: Story) -> Iterator[Fact]:
    members = [article for article in knowledge.graph.articles if article.story == story.id]
    for attribute, name, value in _values(story):
        if attribute != "label":
            yield derived(name, value, _OF_STORIES.get(attribute, OF_KG))
            continue
        named = next((each for each in members if each.label == value), None)
        if named is None:
            yield derived(name, value, "[stories] names in kg.toml", source="kg.toml")
            continue
        source = next(
            (each for each in knowledge.sources_of(named.id) if each.mention.title == value), None
        )
        spot = source.spot("title", value) if source else None
        yield derived(name, value, "the headline most like those of the whole story", spot)
