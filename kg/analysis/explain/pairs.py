"""What two entities have to do with one another."""

from __future__ import annotations

from kg.analysis.explain.addresses import address_rows, joining_mentions, why_one
from kg.analysis.explain.events import Document, Events
from kg.analysis.explain.facts import article_facts
from kg.analysis.explain.find import Named
from kg.analysis.explain.mentions import Knowledge
from kg.analysis.explain.others import entity_facts
from kg.model.records import Article, Entity, Story


def explain_pair(knowledge: Knowledge, events: Events, one: Named, other: Named) -> Document:
    """
    Return what two entities have in common, as `answer`, with what led to it.

    `one`: they are the same; `copy`; `story`; `linked`: a fact joins them; `apart`: with what is
    missing.
    """
    first, last = one.entity, other.entity
    if first.id == last.id:
        return _one(knowledge, one, other)
    if isinstance(first, Article) and isinstance(last, Article):
        return _articles(knowledge, events, first, last)
    for article, story in ((first, last), (last, first)):
        if isinstance(article, Article) and isinstance(story, Story):
            return _article_and_story(events, article, story)
    links = [
        {**fact, "subject": subject.id}
        for subject, value in ((first, last), (last, first))
        for fact in _facts(knowledge, subject)
        if fact["value"] == value.id
    ]
    return {"answer": "linked" if links else "apart", "facts": links}


def _facts(knowledge: Knowledge, entity: Entity) -> list[Document]:
    if isinstance(entity, Article):
        return list(article_facts(knowledge, entity))
    return entity_facts(knowledge, entity)


def _one(knowledge: Knowledge, one: Named, other: Named) -> Document:
    entity = one.entity
    if not isinstance(entity, Article):
        return {"answer": "one", "facts": entity_facts(knowledge, entity)}
    joined = None
    if one.address and other.address:
        joined = why_one(knowledge, entity, one.address, other.address)
    return {
        "answer": "one",
        "joined": joined,
        "addresses": address_rows(knowledge, entity),
        "stated_together": joining_mentions(knowledge, entity),
    }


def _articles(knowledge: Knowledge, events: Events, first: Article, last: Article) -> Document:
    originals = [each.copy_of or each.id for each in (first, last)]
    texts = events.texts(first.id, last.id)
    links = [
        {**fact, "subject": subject.id}
        for subject, value in ((first, last), (last, first))
        if value.id in subject.related_to
        for fact in article_facts(knowledge, subject)
        if fact["property"] == "relatedTo" and fact["value"] == value.id
    ]
    obstacles = events.obstacles(first.id, last.id)
    common: Document = {"obstacles": obstacles, "texts": texts, "facts": links}
    in_one_story = bool(first.story) and first.story == last.story
    step = events.both(first.id, last.id) if in_one_story else None
    story = {
        **events.brief_story(first.story or ""),
        "joined": events.joining(step) if step else None,
    } if in_one_story else None  # fmt: skip
    if originals[0] == originals[1]:
        copies = [copy for each in (first, last) if (copy := events.copy(each))]
        return {"answer": "copy", "copies": copies, "story": story, **common}
    if story:
        return {"answer": "story", "story": story, **common}
    return {
        "answer": "apart",
        "missed": events.miss(first.id, last.id),
        **common,
    }


def _article_and_story(events: Events, article: Article, story: Story) -> Document:
    if article.story == story.id:
        return {"answer": "story", "story": events.story(article)}
    nearest = events.members(story.id)[0]
    return {
        "answer": "apart",
        "obstacles": events.obstacles(article.id, nearest),
        "missed": events.miss(article.id, nearest),
    }
