"""The blocks of data in the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import chain

from kg.exporters.page.payload import (
    FIRST,
    ON_PAGE,
    PROSE,
    Block,
    columns,
    in_groups,
    pack_block,
)
from kg.exporters.page.plan import Plan
from kg.exporters.page.words import bursts
from kg.exporters.reuse import Memoize
from kg.model.graph import KnowledgeGraph
from kg.model.records import Article, Entity, Story
from kg.model.vocabulary import kind_of


def blocks(graph: KnowledgeGraph, plan: Plan, remember: Memoize) -> dict[str, str]:
    """Return the data of a page: what the picture needs, all links, and everything else."""
    drawing = plan.drawing
    articles = [graph.articles[article] for article in drawing.order]
    members: dict[type[Entity], Sequence[Entity]] = {**dict(graph.kinds), Article: articles}
    entities = chain.from_iterable(members[kind] for kind in ON_PAGE)
    number = {entity.id: place for place, entity in enumerate(entities)}
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
        "themes": [
            {"name": place[theme.name], "size": len(theme.articles),
             "topic": topics + theme.topic if theme.topic >= 0 else -1}
            for theme in drawing.themes
        ],
        "places": {
            "x": [x for x, _ in drawing.points],
            "y": [y for _, y in drawing.points],
            "r": drawing.radii,
        },
        "words": [
            {"word": burst.word, "month": burst.month, "outlets": burst.outlets,
             "articles": sorted(place[article] for article in burst.articles)}
            for burst in bursts(graph)
        ],
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
    for kind in ON_PAGE:
        known = list(columns(kind, members[kind], number, people))
        shown = {
            "kind": kind_of(kind),
            "ids": [entity.id.partition(":")[2] for entity in members[kind]],
            "columns": [column for column in known if column["name"] in FIRST],
        }
        first.append(_by_articles(shown, members[Article], number) if kind is Story else shown)
        others = [column for column in known if column["name"] not in FIRST]
        rest.append(
            {
                "kind": kind_of(kind),
                "columns": [column for column in others if column["name"] in PROSE],
                **in_groups([column for column in others if column["name"] not in PROSE]),
            }
        )
    return first, rest


def _by_articles(shown: Block, articles: Sequence[Entity], number: Mapping[str, int]) -> Block:
    """
    Return the columns of stories, with numbers of articles in place of texts that those have.

    A story has the identifier of its first article, and mostly the headline of one of them.
    """
    place = {article.label: at for at, article in reversed(list(enumerate(articles)))}
    return {
        **shown,
        "ids": [number.get(f"article:{local}", local) for local in shown["ids"]],
        "columns": [
            {**column, "values": [place.get(label, label) for label in column["values"]]}
            if column["name"] == "label"
            else column
            for column in shown["columns"]
        ],
    }
