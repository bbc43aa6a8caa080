"""
The knowledge graph as one HTML file: a map to look at, search, filters, the facts on each node.

The file needs nothing but a browser. It holds the graph, compressed, the styles, our scripts
and vis-network, and its own policy forbids it to fetch or run anything else.
"""

from __future__ import annotations

import gc
import heapq
import json
import marshal
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from hashlib import blake2b
from itertools import chain, compress, repeat
from operator import contains
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from kg.exporters.page import layout
from kg.exporters.page.payload import (
    FIRST,
    KINDS,
    PROSE,
    columns,
    dumps,
    in_groups,
    links,
    pack_block,
    pack_text,
    parse_page,
)  # fmt: skip
from kg.exporters.page.scripts import digest, inline, our_script
from kg.exporters.page.stories import find_stories
from kg.kept import Remember, make_anew
from kg.model import Article, Entity, KnowledgeGraph, Outlet, Topic
from kg.vocabulary import kind_of

__all__ = ["parse_page", "to_page", "to_sparql_page"]

CARDS = 300
"""Up to that many nodes, each is drawn as something to read; beyond, as a dot on a map."""
HERE = Path(__file__).parent
NOTHING_ELSE: Mapping[str, str] = MappingProxyType({})


def to_page(graph: KnowledgeGraph, remember: Remember = make_anew) -> Iterator[str]:
    """
    Yield the text of the page, to be written as UTF-8.

    The same graph gives the same text on every machine. To be remembered is what is the same in
    every page.
    """
    yield _page(graph, remember("frame", "", frame), {}, remember)


def to_sparql_page(graph: KnowledgeGraph, remember: Remember = make_anew) -> Iterator[str]:
    """Yield the text of a page that holds an engine for SPARQL, too."""
    from kg.exporters.page.sparql import POLICY, engine_blocks

    text = remember("frame-sparql", "", partial(frame, POLICY))
    yield _page(graph, text, dict(engine_blocks(graph)), remember)


def frame(allowed: Mapping[str, str] = NOTHING_ELSE) -> str:
    """
    Return the page around any graph: styles, scripts, and their policy, as a template.

    `allowed` is what the policy allows besides, by directive.
    """
    # pyvis takes 0.3 s to import, which only who asks for a page should wait for, once.
    import jinja2
    import pyvis
    from pyvis.network import Network

    engine = Path(pyvis.__file__).parent / "templates/lib/vis-9.1.2/vis-network.min.js"
    program = f"{inline(engine)}\n{our_script()}"
    start = inline(HERE / "start.js")
    style = inline(HERE / "page.css") + inline(HERE / "views.css")
    # What stands in `[[ ]]` is filled in here, what stands in `{{ }}` and `{% %}` with the graph.
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE),
        autoescape=True,
        variable_start_string="[[",
        variable_end_string="]]",
        block_start_string="[%",
        block_end_string="%]",
        comment_start_string="[#",
        comment_end_string="#]",
    )
    environment.globals.update(
        policy=policy((start, program), style, allowed),
        style=style,
        program=pack_text(program),
        start=start,
    )
    # pyvis' own template asks the network for styles and runs what stands in a title, and its
    # add_node and add_edge search all earlier ones each time. None of these is used.
    network = Network(directed=True)
    network.templateEnv = environment
    network.path = "template.html"
    return str(network.generate_html())


def _page(graph: KnowledgeGraph, text: str, more: Mapping[str, str], remember: Remember) -> str:
    """Return the text of a page, from the text of its frame."""
    import jinja2

    with no_collection():
        plan = make_plan(graph, remember)
        data = blocks(graph, plan, remember) | dict(more)
    environment = jinja2.Environment(autoescape=True, keep_trailing_newline=True)
    environment.policies["json.dumps_function"] = dumps
    # What ends the page is long and has nothing to fill in.
    template, tag, end = text.rpartition('<script type="text/plain" id="program">')
    return environment.from_string(template).render(
        title=graph.title,
        counts=counts(graph),
        cards=plan.drawing.cards,
        nodes=plan.drawing.nodes,
        edges=plan.drawing.edges,
        blocks=data,
        lists=lists(graph, plan.linked),
    ) + (tag + end)


@contextmanager
def no_collection() -> Iterator[None]:
    """
    Hold off the collector of cycles while none are made.

    It would look through millions of links again and again, a fifth of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def policy(scripts: Iterable[str], style: str, allowed: Mapping[str, str]) -> str:
    """Return the policy of a page: it runs these scripts, shows this style, fetches nothing."""
    sources = {
        "default-src": "'none'",
        "script-src": " ".join(map(digest, scripts)),
        "style-src": digest(style),
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    for directive, source in allowed.items():
        sources[directive] = f"{sources.get(directive, '')} {source}".strip()
    return "; ".join(f"{directive} {source}" for directive, source in sources.items())


# ---- which articles are related -------------------------------------------------------------


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


# ---- what is drawn --------------------------------------------------------------------------


class Story(NamedTuple):
    """A community of related articles, and the topic under which it stands, -1 for none."""

    articles: list[int]
    name: int
    """The most linked of them."""
    topic: int


class Drawing(NamedTuple):
    """What stands where. Articles are numbered as in `order`, then come the other nodes."""

    cards: bool
    order: list[int]
    """The articles by their places in the graph: story by story, then those in none."""
    home: list[int]
    """Of each article, in that order, the number of its topic among the topics, or -1."""
    stories: list[Story]
    points: list[layout.Point]
    """Of all articles, outlets, topics and stories."""
    radii: list[int]
    """Of all outlets, topics and stories."""
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
    stories, homes, alone = tell(graph, related, home_topics(about))
    order = [article for story in stories for article in story.articles] + alone
    home = [story.topic for story in stories for _ in story.articles]
    home += [homes[article] for article in alone]
    if graph.order <= CARDS:
        return draw_cards(graph, order, home, stories)
    counts = Counter(home)
    topics = sorted(range(len(graph.topics)), key=lambda topic: graph.topics[topic].id)
    if counts[-1]:
        topics.append(-1)
    plan = layout.lay_out_map(
        [(len(story.articles), story.topic) for story in stories],
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
        stories,
        [*plan.articles, *ring, *((disc.x, disc.y) for disc in (*discs, *plan.stories))],
        [*sizes, *(disc.radius for disc in (*discs, *plan.stories))],
        plan.topics.get(-1),
        [],
        [],
    )


def _reach(disc: layout.Circle) -> float:
    return float((disc.x * disc.x + disc.y * disc.y) ** 0.5 + disc.radius)


def tell(
    graph: KnowledgeGraph, related: Related, homes: list[int]
) -> tuple[list[Story], list[int], list[int]]:
    """
    Return the stories of a graph, the topic of each article, and the articles in no story.

    The larger stories come first, among equals the older ones, and so do their articles:
    what is new stands behind what was there.
    """
    label = find_stories(related.around)
    groups: dict[int, list[int]] = {}
    dates = [article.date_published or "" for article in graph.articles]
    for article in sorted(range(len(label)), key=dates.__getitem__):
        groups.setdefault(label[article], []).append(article)
    alone = [group[0] for group in groups.values() if len(group) == 1]
    common = Counter(homes)
    stories = []
    for first, group in groups.items():
        if len(group) == 1:
            continue
        name = min(group, key=lambda article: (-len(related.around[article]), article))
        votes = Counter(map(homes.__getitem__, group))
        if len(votes) > 1:
            del votes[-1]
        topic = min(votes, key=lambda topic: (-votes[topic], common[topic], topic))
        stories.append((-layout.room(len(group)), dates[group[0]], first,
                        Story(group, name, topic)))  # fmt: skip
    stories.sort()
    return [story for *_, story in stories], homes, alone


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
    stories: list[Story],
) -> Drawing:
    """Return every node of a small graph with its label in full, and every edge."""
    entities: list[Entity] = [
        *(graph.articles[article] for article in order), *graph.outlets, *graph.topics
    ]  # fmt: skip
    number = {entity.id: place for place, entity in enumerate(entities)}
    edges = [
        (number[link.source], link.relation, number[link.target])
        for link in graph.links
        if link.target in number
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
        for part in _parts(stories)
    ]  # fmt: skip
    return Drawing(
        True,
        order,
        home,
        stories,
        [*spots, *circles],
        [0] * (len(graph.outlets) + len(graph.topics) + len(stories)),
        None,
        nodes,
        [{"from": one, "to": two, "relation": relation} for one, relation, two in edges],
    )


def _parts(stories: Iterable[Story]) -> Iterator[range]:
    """Yield the numbers of the articles of each story."""
    start = 0
    for story in stories:
        yield range(start, start + len(story.articles))
        start += len(story.articles)


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


def make_plan(graph: KnowledgeGraph, remember: Remember) -> Plan:
    """Return the plan of a graph, as it is remembered if all that it depends on is as it was."""
    if graph.order <= CARDS or remember is make_anew:  # labels decide the sizes of cards
        return plan_anew(graph)
    structure = (
        [(a.id, a.date_published, a.about, a.publisher, a.related_to) for a in graph.articles],
        [outlet.id for outlet in graph.outlets],
        [topic.id for topic in graph.topics],
    )
    key = blake2b(marshal.dumps(structure, 2), digest_size=16).hexdigest()
    told = json.loads(remember("plan", key, lambda: json.dumps(plan_anew(graph))))
    plan = Plan(Drawing(*told[0]), *told[1:])
    stories = [Story(*story) for story in plan.drawing.stories]
    return plan._replace(drawing=plan.drawing._replace(stories=stories))


def plan_anew(graph: KnowledgeGraph) -> Plan:
    """Return the plan of a graph."""
    related = relate(graph)
    drawing = draw(graph, related)
    packed = pack_block(links(related.out, related.only, drawing.order))
    return Plan(drawing, list(map(len, related.around)), packed)


# ---- what is known --------------------------------------------------------------------------


def blocks(graph: KnowledgeGraph, plan: Plan, remember: Remember) -> dict[str, str]:
    """Return the data of a page: what the picture needs, all links, and everything else."""
    drawing = plan.drawing
    articles = [graph.articles[article] for article in drawing.order]
    entities: list[Entity] = [*articles, *graph.outlets, *graph.topics]
    number = {entity.id: place for place, entity in enumerate(entities)}
    members: dict[type[Entity], Sequence[Entity]] = {
        Article: articles, Outlet: graph.outlets, Topic: graph.topics
    }  # fmt: skip
    first, rest = [], []
    for kind in KINDS:
        known = list(columns(kind, members[kind], number))
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


def counts(graph: KnowledgeGraph) -> str:
    """Return what the graph holds, in words."""
    related = sum(len(article.related_to) for article in graph.articles)
    found = [
        (len(graph.articles), "article"),
        (related, "link"),
        (len(graph.outlets), "outlet"),
        (len(graph.topics), "topic"),
    ]
    return " · ".join(f"{n:,} {word}{'' if n == 1 else 's'}" for n, word in found)


def lists(
    graph: KnowledgeGraph, linked: Sequence[int], most: int = 50
) -> dict[str, list[tuple[str, str | None, int]]]:
    """Return label, address and count of the largest of each kind, for who runs no scripts."""
    weight: Counter[str | None] = Counter(article.publisher for article in graph.articles)
    weight.update(chain.from_iterable(article.about for article in graph.articles))
    first = heapq.nlargest(
        most, range(len(linked)), key=lambda article: (linked[article], -article)
    )

    def largest(entities: Sequence[Outlet | Topic]) -> list[tuple[str, str | None, int]]:
        ranked = sorted(entities, key=lambda entity: (-weight[entity.id], entity.id))[:most]
        return [
            (entity.label, web_address(getattr(entity, "url", None)), weight[entity.id])
            for entity in ranked
        ]

    return {
        "Topics": largest(graph.topics),
        "Outlets": largest(graph.outlets),
        "Most linked articles": [
            (article.label, web_address(article.url), linked[place])
            for place, article in ((place, graph.articles[place]) for place in first)
        ],
    }


def web_address(url: str | None) -> str | None:
    """
    Return the address if a browser may follow it.

    >>> web_address("javascript:alert(1)") is None
    True
    """
    return url if url and re.match(r"https?://", url, re.IGNORECASE) else None
