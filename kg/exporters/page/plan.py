"""What is drawn where on the page, and which articles are related."""

from __future__ import annotations

import json
import marshal
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import chain, compress, repeat
from operator import contains
from typing import Any, NamedTuple

from kg.exporters.page import layout
from kg.exporters.page.payload import (
    links,
    pack_block,
)
from kg.exporters.page.themes import find_themes
from kg.exporters.reuse import Memoize, compute
from kg.model.graph import KnowledgeGraph
from kg.model.records import Article, Entity

CARDS = 300
"""Up to that many nodes, each is drawn as something to read; beyond, as a dot on a map."""


class Related(NamedTuple):
    """Links between articles, by their places in the graph."""

    out: list[set[int]]
    """The articles that each one names."""
    only: Sequence[set[int] | frozenset[int]]
    """Those of them that do not name it in turn."""
    around: list[set[int]]
    """The articles linked with each one in either direction, itself left out."""


def relate(graph: KnowledgeGraph) -> Related:
    """Return the links between the articles of a graph."""
    number = {article.id: place for place, article in enumerate(graph.articles)}
    try:
        out = [set(map(number.__getitem__, article.related_to)) for article in graph.articles]
    except KeyError:  # a graph made by hand may name what it does not hold
        out = [
            {number[other] for other in article.related_to if other in number}
            for article in graph.articles
        ]
    nothing: frozenset[int] = frozenset()
    only: list[set[int] | frozenset[int]] = []
    for article, others in enumerate(out):  # in no loop of ours: there may be millions
        mutual = map(contains, map(out.__getitem__, others), repeat(article))
        only.append(others.difference(compress(others, mutual)) or nothing)
    named: dict[int, set[int]] = {}
    for article, lone in enumerate(only):
        for other in lone:
            named.setdefault(other, set()).add(article)
    around = list(out)  # most are shared: of millions of links, twice is too much
    for article, others in named.items():
        around[article] = out[article] | others
    for article, others in enumerate(around):
        if article in others:
            around[article] = others - {article}
    return Related(out, only, around)


class Theme(NamedTuple):
    """A community of related articles, and the topic under which it stands, -1 for none."""

    articles: list[int]
    name: int
    """The most linked of them."""
    topic: int


class Drawing(NamedTuple):
    """What stands where. Articles are numbered as in `order`, then come the other nodes."""

    cards: bool
    order: list[int]
    """The articles by their places in the graph: theme by theme, then those in none."""
    home: list[int]
    """Of each article, in that order, the number of its topic among the topics, or -1."""
    themes: list[Theme]
    points: list[layout.Point]
    """Of all articles, outlets, topics and themes."""
    radii: list[int]
    """Of all outlets, topics and themes."""
    stray: layout.Circle | None
    """Where the articles without topic stand."""
    nodes: list[dict[str, Any]]
    """For vis-network: those of a small graph."""
    edges: list[dict[str, Any]]


def draw(graph: KnowledgeGraph, related: Related) -> Drawing:
    """Return where everything stands."""
    topic_number = {topic.id: place for place, topic in enumerate(graph.topics)}
    about = [
        [topic_number[topic] for topic in article.about if topic in topic_number]
        for article in graph.articles
    ]
    themes, homes, alone = tell(graph, related, home_topics(about))
    order = [article for theme in themes for article in theme.articles] + alone
    home = [theme.topic for theme in themes for _ in theme.articles]
    home += [homes[article] for article in alone]
    if graph.order <= CARDS:
        return draw_cards(graph, order, home, themes)
    counts = Counter(home)
    topics = sorted(range(len(graph.topics)), key=lambda topic: graph.topics[topic].id)
    if counts[-1]:
        topics.append(-1)
    plan = layout.lay_out_map(
        [(len(theme.articles), theme.topic) for theme in themes],
        home[len(home) - len(alone) :],
        topics,
    )
    place = {outlet.id: at for at, outlet in enumerate(graph.outlets)}
    output = [0] * len(graph.outlets)
    pulls = [[0.0, 0.0] for _ in graph.outlets]
    for article, topic in zip(order, home, strict=True):
        at = place.get(graph.articles[article].publisher or "")
        if at is not None:
            output[at] += 1
            # The topic that everything is about stands in the middle and pulls nowhere.
            pulls[at][0] += plan.topics[topic].x
            pulls[at][1] += plan.topics[topic].y
    sizes = [min(44, round(4 + 2 * count**0.5)) for count in output]
    reach = max((_reach(disc) for disc in plan.topics.values()), default=0.0)
    ring = layout.lay_out_ring(reach, [(x, y) for x, y in pulls], sizes)
    discs = [plan.topics[topic] for topic in range(len(graph.topics))]
    return Drawing(
        False,
        order,
        home,
        themes,
        [*plan.articles, *ring, *((disc.x, disc.y) for disc in (*discs, *plan.themes))],
        [*sizes, *(disc.radius for disc in (*discs, *plan.themes))],
        plan.topics.get(-1),
        [],
        [],
    )


def _reach(disc: layout.Circle) -> float:
    return float((disc.x * disc.x + disc.y * disc.y) ** 0.5 + disc.radius)


def tell(
    graph: KnowledgeGraph, related: Related, homes: list[int]
) -> tuple[list[Theme], list[int], list[int]]:
    """
    Return the themes of a graph, the topic of each article, and the articles in no theme.

    The larger themes come first, among equals the older ones, and so do their articles:
    what is new stands behind what was there.
    """
    label = find_themes(related.around)
    groups: dict[int, list[int]] = {}
    dates = [article.date_published or "" for article in graph.articles]
    for article in sorted(range(len(label)), key=dates.__getitem__):
        groups.setdefault(label[article], []).append(article)
    alone = [group[0] for group in groups.values() if len(group) == 1]
    common = Counter(homes)
    themes = []
    for first, group in groups.items():
        if len(group) == 1:
            continue
        name = min(group, key=lambda article: (-len(related.around[article]), article))
        votes = Counter(map(homes.__getitem__, group))
        if len(votes) > 1:
            del votes[-1]
        topic = min(votes, key=lambda topic: (-votes[topic], common[topic], topic))
        themes.append((-layout.room(len(group)), dates[group[0]], first,
                        Theme(group, name, topic)))  # fmt: skip
    themes.sort()
    return [theme for *_, theme in themes], homes, alone


def home_topics(about: Sequence[Sequence[int]]) -> list[int]:
    """
    Return the topic that says most on each article, its rarest; -1 where there is none.

    >>> home_topics([[0, 1], [0], []])
    [1, 0, -1]
    """
    size = Counter(chain.from_iterable(about))
    return [
        min(topics, key=lambda topic: (size[topic], topic)) if len(topics) > 1
        else topics[0] if topics else -1
        for topics in about
    ]  # fmt: skip


def draw_cards(
    graph: KnowledgeGraph,
    order: list[int],
    home: list[int],
    themes: list[Theme],
) -> Drawing:
    """Return every node of a small graph with its label in full, and every edge."""
    entities: list[Entity] = [
        *(graph.articles[article] for article in order), *graph.outlets, *graph.topics
    ]  # fmt: skip
    number = {entity.id: place for place, entity in enumerate(entities)}
    edges = [
        (number[link.source], link.relation, number[link.target])
        for link in graph.links
        if link.source in number and link.target in number
    ]
    labels = [wrap(entity.label, 30 if isinstance(entity, Article) else 22) for entity in entities]
    boxes = []
    for entity, label in zip(entities, labels, strict=True):
        rows = label.split("\n")
        wide, tall = 8.5 * max(map(units, rows)), 18 * len(rows)
        if isinstance(entity, Article):
            below = 22 if entity.publisher or entity.date_published else 4
            boxes.append((264, tall + 18 + below))
        else:
            boxes.append((max(70, round(wide) + 50), 36))
    spots = layout.lay_out_cards(boxes, [(source, target) for source, _, target in edges])
    nodes = [
        {"id": place, "label": label, "x": x, "y": y, "wide": boxes[place][0],
         "tall": boxes[place][1], "shape": "custom"}
        for place, (label, (x, y)) in enumerate(zip(labels, spots, strict=True))
    ]  # fmt: skip
    circles = [
        (round(sum(spots[article][0] for article in part) / len(part)),
         round(sum(spots[article][1] for article in part) / len(part)))
        for part in parts_of(themes)
    ]  # fmt: skip
    return Drawing(
        True,
        order,
        home,
        themes,
        [*spots, *circles],
        [0] * (len(graph.outlets) + len(graph.topics) + len(themes)),
        None,
        nodes,
        [{"from": one, "to": two, "relation": relation} for one, relation, two in edges],
    )


def parts_of(themes: Iterable[Theme]) -> Iterator[range]:
    """Yield the numbers of the articles of each theme."""
    start = 0
    for theme in themes:
        yield range(start, start + len(theme.articles))
        start += len(theme.articles)


def units(text: str) -> int:
    """Return the width of a text, where a Latin letter has one and a Chinese character two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def wrap(text: str, width: int, lines: int = 5) -> str:
    r"""
    Return a text broken into lines of at most that many units; Chinese breaks anywhere.

    >>> wrap("人脸识别 technology", 10)
    '人脸识别\ntechnology'
    """
    rows = [""]
    pieces = rf"\s+|[\u2e80-\uffff]|[^\s\u2e80-\uffff]{{1,{width}}}"
    for piece in re.findall(pieces, text):
        if units(rows[-1] + piece.rstrip()) > width:
            rows.append("")
        rows[-1] += piece if rows[-1] else piece.lstrip()
    if len(rows) > lines:
        rows = [*rows[: lines - 1], rows[lines - 1].rstrip()[: width - 2] + " …"]
    return "\n".join(row.rstrip() for row in rows)


class Plan(NamedTuple):
    """What the links of a graph decide; to work it out takes half of the time of a page."""

    drawing: Drawing
    linked: list[int]
    """Of each article, the number of those that it is linked with."""
    links: str
    """All links, as the block of data that the page holds."""


def make_plan(graph: KnowledgeGraph, remember: Memoize) -> Plan:
    """Return the plan of a graph, as it is remembered if all that it depends on is as it was."""
    if graph.order <= CARDS or remember is compute:  # labels decide the sizes of cards
        return plan_anew(graph)
    structure = (
        [(a.id, a.date_published, a.about, a.publisher, a.related_to) for a in graph.articles],
        [outlet.id for outlet in graph.outlets],
        [topic.id for topic in graph.topics],
    )
    key = blake2b(marshal.dumps(structure, 2), digest_size=16).hexdigest()
    told = json.loads(remember("plan", key, lambda: json.dumps(plan_anew(graph))))
    plan = Plan(Drawing(*told[0]), *told[1:])
    themes = [Theme(*theme) for theme in plan.drawing.themes]
    return plan._replace(drawing=plan.drawing._replace(themes=themes))


def plan_anew(graph: KnowledgeGraph) -> Plan:
    """Return the plan of a graph."""
    related = relate(graph)
    drawing = draw(graph, related)
    packed = pack_block(links(related.out, related.only, drawing.order))
    return Plan(drawing, list(map(len, related.around)), packed)
