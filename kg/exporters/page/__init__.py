"""
The knowledge graph as one HTML file: a map to look at, a search box, the facts on each node.

The file needs nothing but a browser. It holds the graph, the styles, our script and
vis-network, and its own policy forbids it to fetch or run anything else.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import Any

from kg.errors import KgError
from kg.exporters.page import layout
from kg.model import Article, Entity, KnowledgeGraph, Outlet, Topic
from kg.vocabulary import PROPERTIES, Range, Value, describe

CARDS = 300
"""Up to that many nodes, each is drawn as something to read; beyond, as a dot on a map."""
MOST_ARTICLES = 10_000
"""A browser draws no more within a second or two; of more, a page shows the most linked."""
SHOWN_ARTICLES = 6_000

HERE = Path(__file__).parent


def to_page(graph: KnowledgeGraph) -> Iterator[str]:
    """
    Yield the text of the page, to be written as UTF-8.

    The same graph gives the same text on every machine.
    """
    # pyvis takes 0.3 s to import, which only who asks for a page should wait for.
    import jinja2
    import pyvis
    from pyvis.network import Network

    shown = most_linked(graph)
    drawing = draw(shown)
    engine = Path(pyvis.__file__).parent / "templates/lib/vis-9.1.2/vis-network.min.js"
    scripts = [inline(engine), inline(HERE / "page.js")]
    style = inline(HERE / "page.css")
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(HERE), autoescape=True)
    environment.policies["json.dumps_function"] = dumps
    environment.globals.update(
        title=graph.title,
        counts=counts(graph),
        left_out=(len(shown.articles), len(graph.articles)),
        policy="; ".join(
            (
                "default-src 'none'",
                "script-src " + " ".join(map(digest, scripts)),
                "style-src " + digest(style),
                "base-uri 'none'",
                "form-action 'none'",
            )
        ),
        style=style,
        scripts=scripts,
        facts={
            "base": graph.base_iri,
            "cards": drawing["cards"],
            "discs": drawing["discs"],
            "kinds": [columns(shown, kind) for kind in (Article, Outlet, Topic)],
        },
        lists=lists(shown),
    )
    # pyvis' own add_node and add_edge search all earlier ones each time; its own template
    # asks the network for styles and runs what stands in a title. Neither is used.
    network = Network(directed=True)
    network.templateEnv = environment
    network.path = "template.html"
    network.nodes = drawing["nodes"]
    network.edges = drawing["edges"]
    yield network.generate_html()


def most_linked(graph: KnowledgeGraph) -> KnowledgeGraph:
    """Return the part of the graph that a browser can draw: all of it, unless it is huge."""
    if len(graph.articles) <= MOST_ARTICLES:
        return graph
    degree = Counter(other for article in graph.articles for other in article.related_to)
    for article in graph.articles:
        degree[article.id] += len(article.related_to)
    ranked = sorted(graph.articles, key=lambda article: (-degree[article.id], article.id))
    kept = {article.id for article in ranked[:SHOWN_ARTICLES]}
    articles = tuple(
        replace(article, related_to=tuple(other for other in article.related_to if other in kept))
        for article in graph.articles
        if article.id in kept
    )
    publishers = {article.publisher for article in articles}
    outlets = tuple(outlet for outlet in graph.outlets if outlet.id in publishers)
    return replace(graph, articles=articles, outlets=outlets)


# ---- what is drawn --------------------------------------------------------------------------


def draw(graph: KnowledgeGraph) -> dict[str, Any]:
    """Return nodes and edges as vis-network wants them, and the discs behind them."""
    entities = list(graph.entities)
    number = {entity.id: place for place, entity in enumerate(entities)}
    edges = [(number[link.source], link.relation, number[link.target]) for link in graph.links]
    if len(entities) <= CARDS:
        return draw_cards(entities, edges)
    return draw_map(graph, edges)


def draw_cards(entities: list[Entity], edges: list[tuple[int, str, int]]) -> dict[str, Any]:
    """Return every node with its label in full, and every edge."""
    labels = [wrap(entity.label, 26 if entity.kind == "article" else 22) for entity in entities]
    boxes = []
    for entity, label in zip(entities, labels, strict=True):
        lines = label.split("\n")
        wide, tall = 9 * max(map(units, lines)), 15 * len(lines)
        boxes.append((252, tall + 24) if entity.kind == "article" else (max(60, wide), tall + 34))
    spots = layout.lay_out_cards(boxes, [(source, target) for source, _, target in edges])
    nodes = [
        # The sign of an outlet or topic stands above its label, not in the middle.
        {"id": place, "label": label, "x": x, "y": y - (0 if boxes[place][0] == 252 else 8)}
        for place, (label, (x, y)) in enumerate(zip(labels, spots, strict=True))
    ]
    return {
        "cards": True,
        "discs": [],
        "nodes": nodes,
        "edges": [
            {"from": source, "to": target, "relation": relation}
            for source, relation, target in edges
        ],
    }


def draw_map(graph: KnowledgeGraph, edges: list[tuple[int, str, int]]) -> dict[str, Any]:
    """Return every node in its place on the map, and of the edges the strongest."""
    count = len(graph.articles)
    first_topic = count + len(graph.outlets)
    links: list[list[int]] = [[] for _ in range(count)]
    about: list[list[int]] = [[] for _ in range(count)]
    published: list[list[int]] = [[] for _ in graph.outlets]
    for source, relation, target in edges:
        if relation == "relatedTo":
            links[source].append(target)
        elif relation == "about":
            about[source].append(target - first_topic)
        elif relation == "publishedBy":
            published[target - count].append(source)
    degree = Counter(node for source, targets in enumerate(links) for node in (source, *targets))
    strong = layout.strongest(links)
    home = home_topics(about, links)
    spots, discs = layout.lay_out_map(
        home, layout.group_stories(strong), [degree[article] for article in range(count)]
    )
    sizes = [round(4 + 2 * len(articles) ** 0.5) for articles in published]
    pulls = [[spots[article] for article in articles] for articles in published]
    ring = layout.lay_out_ring(discs, pulls, sizes)
    signs = {disc.topic: (disc.x, disc.y - disc.radius) for disc in discs}
    # A topic that is nowhere the most specific one has no disc: it hangs below its peers.
    bottom = max((disc.y + disc.radius for disc in discs), default=0) + 40
    homeless = [topic for topic in range(len(graph.topics)) if topic not in signs]
    for place, topic in enumerate(homeless):
        signs[topic] = (120 * (2 * place - len(homeless) + 1) // 2, bottom)
    nodes: list[dict[str, object]] = []
    for article, (x, y) in enumerate(spots):
        size = min(6, 4 + degree[article] // 60)
        nodes.append({"id": article, "x": x, "y": y, "size": size})
    for outlet, (x, y) in enumerate(ring):
        size = min(40, sizes[outlet])
        nodes.append({"id": count + outlet, "x": x, "y": y, "size": size})
    for topic in range(len(graph.topics)):
        x, y = signs[topic]
        nodes.append({"id": first_topic + topic, "x": x, "y": y, "size": 14})
    pairs = {(min(one, two), max(one, two)) for one, others in enumerate(strong) for two in others}
    return {
        "cards": False,
        "discs": [
            [disc.x, disc.y, disc.radius, first_topic + disc.topic if disc.topic >= 0 else -1]
            for disc in discs
        ],
        "nodes": nodes,
        "edges": [{"from": one, "to": two} for one, two in sorted(pairs)],
    }


def home_topics(about: list[list[int]], links: list[list[int]]) -> list[int]:
    """
    Return the topic under which each article is drawn, -1 where there is none.

    An article stands under the rarest of its topics, as that says most; one without topics
    under the topic most common among the articles that link to it.

    >>> home_topics([[0, 1], [0], []], [[2], [], []])
    [1, 0, 1]
    """
    size = Counter(topic for topics in about for topic in topics)
    home = [min(topics, key=lambda t: (size[t], t), default=-1) for topics in about]
    votes: dict[int, Counter[int]] = defaultdict(Counter)
    for source, targets in enumerate(links):
        for target in targets:
            if not about[target] and about[source]:
                votes[target][home[source]] += 1
    for article, vote in votes.items():
        home[article] = min(vote, key=lambda topic: (-vote[topic], topic))
    return home


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


# ---- what is known --------------------------------------------------------------------------


def columns(graph: KnowledgeGraph, kind: type[Entity]) -> dict[str, Any]:
    """
    Return what is known of all entities of one kind: for each property a column of values.

    Edges are numbers of nodes, each as the difference to the one before it. Articles that
    relate to each other say so once, in a column of range BOTH. In addresses a tab, which none
    has, stands for the entity's own address. A column of few values names them once.
    """
    number = {entity.id: place for place, entity in enumerate(graph.entities)}
    related = {
        (number[article.id], number[other])
        for article in graph.articles
        for other in article.related_to
        if other in number
    }
    entities = [entity for entity in graph.entities if isinstance(entity, kind)]
    names = [(known.name, known.range.name) for known in PROPERTIES[kind]] + [("relatedTo", "BOTH")]
    cells: dict[tuple[str, str], list[object]] = {name: [None] * len(entities) for name in names}
    for row, entity in enumerate(entities):
        here = number[entity.id]
        own = str(getattr(entity, "url", "")).partition("://")[2] or "\t"
        for known, values in describe(entity):
            column = (known.name, known.range.name)
            if known.range is Range.NODE:
                places = [number[str(value)] for value in values if value in number]
                if known.name == "relatedTo":
                    both = [there for there in places if (there, here) in related]
                    cells["relatedTo", "BOTH"][row] = steps(p for p in both if p >= here) or None
                    places = [there for there in places if (there, here) not in related]
                cells[column][row] = steps(places) or None
                continue
            if known.range is Range.IRI and known.name != "url":
                values = tuple(str(value).replace(own, "\t") for value in values)
            cells[column][row] = values[0] if len(values) == 1 else values
    return {
        "kind": kind.kind,
        "ids": [entity.id.partition(":")[2] for entity in entities],
        "columns": [
            {"name": name, "range": range_, **shorten(cells[name, range_])}
            for name, range_ in names
            if any(value is not None for value in cells[name, range_])
        ],
    }


def steps(places: Iterable[int]) -> list[int]:
    """
    Return each number as the difference to the one before it.

    >>> steps([7, 9, 4])
    [7, 2, -5]
    """
    taken = list(places)
    return [here - before for before, here in zip([0, *taken], taken, strict=False)]


def shorten(values: list[object]) -> dict[str, list[object]]:
    """
    Return a column as it is, or as places in a list of its values where that is shorter.

    >>> shorten(["news", None, "news", "news"] * 30)["of"]
    ['news', None]
    """
    if len(values) < 100 or any(isinstance(value, (list, tuple)) for value in values):
        return {"values": values}
    of = list(dict.fromkeys(values))
    place = {value: number for number, value in enumerate(of)}
    return {"of": of, "values": [place[v] for v in values]} if len(of) < 10 else {"values": values}


def parse_page(text: str) -> tuple[str, str, dict[str, dict[str, list[Value]]]]:
    """
    Return what a page holds: title, base IRI, and for each node its values and edges by name.

    The inverse of `columns`. Of a text that is no such page it raises ValueError, LookupError,
    TypeError or AttributeError.
    """
    data = re.search(r'<script type="application/json" id="facts">(.*?)</script>', text, re.S)
    title = re.search(r"<title>(.*?)</title>", text, re.S)
    if not data or not title:
        raise ValueError("it holds no data")
    facts = json.loads(data[1])
    ids = [f"{kind['kind']}:{local}" for kind in facts["kinds"] for local in kind["ids"]]
    nodes: dict[str, dict[str, list[Value]]] = {id_: {} for id_ in ids}
    first = 0
    for kind in facts["kinds"]:
        members = ids[first : first + len(kind["ids"])]
        first += len(members)
        for column in kind["columns"]:
            cells = column["values"]
            if "of" in column:
                cells = [column["of"][place] for place in cells]
            for id_, cell in zip(members, cells, strict=True):
                if cell is not None:
                    values = cell if isinstance(cell, list) else [cell]
                    _put_back(nodes, ids, id_, column["name"], column["range"], values)
    for node in nodes.values():
        own = str(node.get("url", [""])[0]).partition("://")[2] or "\t"
        for name in _ADDRESSES & node.keys():
            node[name] = [str(value).replace("\t", own) for value in node[name]]
    return html.unescape(title[1]), facts["base"], nodes


_ADDRESSES = {
    known.name
    for properties in PROPERTIES.values()
    for known in properties
    if known.range is Range.IRI and known.name != "url"
}


def _put_back(
    nodes: dict[str, dict[str, list[Value]]],
    ids: list[str],
    id_: str,
    name: str,
    range_: str,
    values: list[Any],
) -> None:
    """Add one cell of a column to the node that it tells of, and to those that it links to."""
    if range_ in ("NODE", "BOTH"):
        values = [ids[place] for place in accumulate(values)]
        for other in values if range_ == "BOTH" else ():
            if other != id_:
                nodes[other].setdefault(name, []).append(id_)
    nodes[id_].setdefault(name, []).extend(values)


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


def lists(graph: KnowledgeGraph, most: int = 50) -> dict[str, list[tuple[str, str | None, int]]]:
    """Return label, address and count of the largest of each kind, for who runs no scripts."""
    degree = Counter(other for article in graph.articles for other in article.related_to)
    for article in graph.articles:
        degree[article.id] += len(article.related_to)
        degree.update([article.publisher] if article.publisher else [])
        degree.update(article.about)

    def largest(entities: tuple[Entity, ...]) -> list[tuple[str, str | None, int]]:
        ranked = sorted(entities, key=lambda entity: (-degree[entity.id], entity.id))[:most]
        return [
            (entity.label, web_address(getattr(entity, "url", None)), degree[entity.id])
            for entity in ranked
        ]

    return {
        "Topics": largest(graph.topics),
        "Outlets": largest(graph.outlets),
        "Most linked articles": largest(graph.articles),
    }


def web_address(url: str | None) -> str | None:
    """
    Return the address if a browser may follow it.

    >>> web_address("javascript:alert(1)") is None
    True
    """
    return url if url and re.match(r"https?://", url, re.IGNORECASE) else None


# ---- how it is put into the file ------------------------------------------------------------


def dumps(value: object, **_: object) -> str:
    """Return JSON that is short, and safe in a script element once jinja has escaped `<`."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def inline(path: Path) -> str:
    """Return a script or style as it can stand in a page, or raise KgError if it cannot."""
    text = path.read_text(encoding="utf-8")
    # Who opens the developer tools would send the browser looking for this file.
    text = re.sub(r"\n//# sourceMappingURL=\S*\s*$", "\n", text)
    if re.search(r"</(script|style)|<!--", text, re.IGNORECASE):
        raise KgError(f"{path.name} cannot stand in a page: it holds '</script' or '<!--'.")
    return text


def digest(text: str) -> str:
    """Return the source expression that allows exactly this text in a policy."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
