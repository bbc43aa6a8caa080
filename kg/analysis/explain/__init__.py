"""
Why the graph says what it says: `kg why`.

    find        which entity somebody means
    mentions    where in the files an entity is mentioned
    facts       what states each fact of an article
    others      and of an outlet, a topic, a person, a story
    addresses   why an article of several addresses is one
    events      what led to copies and stories
    pairs       what two entities have to do with one another
    as_text     all of it for a terminal
"""

from __future__ import annotations

from kg.analysis.explain.addresses import address_rows, joining_mentions
from kg.analysis.explain.events import Document, Events
from kg.analysis.explain.facts import article_facts
from kg.analysis.explain.find import Finder, Named, UnknownError
from kg.analysis.explain.mentions import Knowledge, Shown, settle, spots_in
from kg.analysis.explain.others import entity_facts
from kg.analysis.explain.pairs import explain_pair
from kg.model.records import Article, Entity, Story
from kg.model.vocabulary import kind_of
from kg.pipeline.graph import Sources
from kg.stories import Part

VERSION = 1
"""Of the document: raised when a key changes its meaning or goes."""

__all__ = ["UnknownError", "explain"]


def explain(
    sources: Sources,
    name: str,
    other: str | None = None,
    *,
    base_iri: str,
    shown: Shown = lambda path: path,
) -> Document:
    """
    Return why the graph of some files says what it says of an entity, or of two together.

    The names are addresses, CURIEs, IRIs, or the labels of outlets and topics. `shown` makes of the
    path of a file the one that is shown. The keys are described in docs/why.schema.json. Raises
    UnknownError if nothing has a name.

    >>> from kg.pipeline.graph import read_sources
    >>> found = explain(read_sources(["seeds"]), "topic:ai", base_iri="https://example.org/kg/")
    >>> fact = found["facts"][1]
    >>> fact["property"], fact["value"], fact["path"][-17:], fact["line"]
    ('label', 'AI', 'ion-technology.md', 21)
    """
    parts: list[Part] = []
    graph = sources.graph(base_iri, parts=parts)
    knowledge = Knowledge(sources, graph)
    finder = Finder(graph, base_iri)
    names = [finder.find(each) for each in (name, other) if each is not None]
    events = Events(knowledge, parts)
    if other is None:
        document = _explain_one(knowledge, events, names[0])
    else:
        document = explain_pair(knowledge, events, names[0], names[1])
    document = {
        "version": VERSION,
        "asked": [_asked(text, named.entity, base_iri)
                  for text, named in zip((name, other), names, strict=False) if text is not None],
        **document,
    }  # fmt: skip
    settled: Document = settle(document, knowledge.lines(spots_in(document)), shown)
    return settled


def _asked(text: str, entity: Entity, base_iri: str) -> Document:
    kind, _, local = entity.id.partition(":")
    return {
        "name": text, "kind": kind_of(type(entity)), "id": entity.id, "label": entity.label,
        "iri": f"{base_iri}{kind}/{local}",
    }  # fmt: skip


def _explain_one(knowledge: Knowledge, events: Events, named: Named) -> Document:
    entity = named.entity
    if isinstance(entity, Article):
        return {
            "facts": list(article_facts(knowledge, entity)),
            "addresses": address_rows(knowledge, entity),
            "stated_together": joining_mentions(knowledge, entity),
            "copy": events.copy(entity),
            "copies": [
                events.brief(each.id)
                for each in knowledge.graph.articles if each.copy_of == entity.id
            ],
            "story": events.story(entity),
            "missed": None if entity.story else events.miss(entity.id),
            **events.kept_from(entity.id),
        }  # fmt: skip
    document: Document = {"facts": entity_facts(knowledge, entity)}
    if isinstance(entity, Story):
        document["story"] = events.whole(entity)
    return document
