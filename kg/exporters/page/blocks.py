"""The blocks of data in the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from kg.exporters.page.payload import (
    FIRST,
    KINDS,
    PROSE,
    Block,
    columns,
    in_groups,
    pack_block,
)
from kg.exporters.page.plan import Plan
from kg.exporters.reuse import Memoize
from kg.model.records import Article, Entity, KnowledgeGraph, Outlet, Topic
from kg.model.vocabulary import kind_of


def blocks(graph: KnowledgeGraph, plan: Plan, remember: Memoize) -> dict[str, str]:
    """Return the data of a page: what the picture needs, all links, and everything else."""
    drawing = plan.drawing
    articles = [graph.articles[article] for article in drawing.order]
    entities: list[Entity] = [*articles, *graph.outlets, *graph.topics]
    number = {entity.id: place for place, entity in enumerate(entities)}
    members: dict[type[Entity], Sequence[Entity]] = {
        Article: articles, Outlet: graph.outlets, Topic: graph.topics
    }  # fmt: skip
    people = {person.id: person.label for person in graph.people}
    first, rest = _columns(members, number, people)
    topics = len(articles) + len(graph.outlets)
    place = {article: at for at, article in enumerate(drawing.order)}
    core = {
        "base": graph.base_iri,
        "title": graph.title,
        "cards": drawing.cards,
        "kinds": first,
        "home": [topics + topic if topic >= 0 else -1 for topic in drawing.home],
        "stories": [
            {"name": place[story.name], "size": len(story.articles),
             "topic": topics + story.topic if story.topic >= 0 else -1}
            for story in drawing.stories
        ],
        "places": {
            "x": [x for x, _ in drawing.points],
            "y": [y for _, y in drawing.points],
            "r": drawing.radii,
        },
        "stray": drawing.stray,
        "dot": 4,
    }  # fmt: skip
    facts = {"kinds": rest}
    return {
        "core": pack_block(core),
        "links": plan.links,
        "facts": pack_block(facts, partial(remember, "facts")),
    }


def _columns(
    members: Mapping[type[Entity], Sequence[Entity]],
    number: Mapping[str, int],
    people: Mapping[str, str],
) -> tuple[list[Block], list[Block]]:
    """Return of each kind the columns that the picture needs, and all others."""
    first, rest = [], []
    for kind in KINDS:
        known = list(columns(kind, members[kind], number, people))
        first.append(
            {
                "kind": kind_of(kind),
                "ids": [entity.id.partition(":")[2] for entity in members[kind]],
                "columns": [column for column in known if column["name"] in FIRST],
            }
        )
        others = [column for column in known if column["name"] not in FIRST]
        rest.append(
            {
                "kind": kind_of(kind),
                "columns": [column for column in others if column["name"] in PROSE],
                **in_groups([column for column in others if column["name"] not in PROSE]),
            }
        )
    return first, rest
