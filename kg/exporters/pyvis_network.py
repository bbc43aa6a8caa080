"""The neighbourhood of one entity as a pyvis.network.Network, to look at in a notebook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from difflib import get_close_matches
from html import escape
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.model.addresses import normal_form
from kg.model.graph import KnowledgeGraph
from kg.model.records import Article, Entity, Link, Outlet, Person, Story, Topic
from kg.model.vocabulary import ANY_KIND, kind_of, prefixes

if TYPE_CHECKING:
    import jinja2
    from pyvis.network import Network

MAX_NODES = 500
"""More than this neither a person nor the browser can make out."""
MAX_LABEL_CHARS = 40
SHAPES: dict[type[Entity], tuple[str, str]] = {
    Article: ("dot", "#1c6b6d"),
    Outlet: ("square", "#b5532a"),
    Topic: ("diamond", "#6a4c9c"),
    Person: ("triangle", "#5a6472"),
    Story: ("star", "#a8741a"),
}
"""Shape and colour of each kind; those of articles, outlets and topics are those of the page."""

_FROM_A_CDN = re.compile(
    r"<link\b[^>]*//cdn\.jsdelivr\.net/[^>]*>|<script\b[^>]*//cdn\.jsdelivr\.net/[^>]*></script>"
)
_WITHOUT_LINK = "<!-- no href -->"
"""pyvis shows titles as HTML if one of them has the word `href`, and as plain text if none has."""


def to_pyvis(graph: KnowledgeGraph, around: str, hops: int = 1) -> Network:
    """
    Return an article, outlet, topic, person or story and its neighbours as a pyvis network.

    `around` is a CURIE (`topic:ai`), an IRI of the graph or any URL of an article; `hops` is the
    number of links to follow, in either direction. The HTML of the network works offline and needs
    no other file. Raises KgError if `around` is unknown, if `hops` is negative, and if there are
    more than 500 nodes.

    >>> graph = KnowledgeGraph(topics=(Topic("topic:ai", "AI"),))
    >>> to_pyvis(graph, "topic:ai").get_nodes()
    ['topic:ai']
    """
    if hops < 0:
        raise KgError(f"hops is {hops}. Write 0 or more.")
    center = find_entity(graph, around)
    chosen = neighbourhood(graph, center, hops)
    network = _empty_network()
    labels = {entity.id: entity.label for entity in graph.outlets}
    for entity in graph.entities:
        if entity.id in chosen:
            shape, color = SHAPES[type(entity)]
            network.add_node(
                entity.id,
                label=_shortened(entity.label) or entity.id,
                title=_title(entity, labels),
                shape=shape,
                color=color,
                size=28 if entity.id == center else 16,
            )
    for link in _links_within(graph, chosen):
        network.add_edge(link.source, link.target, label=link.relation, font={"size": 10})
    return network


def find_entity(graph: KnowledgeGraph, address: str) -> str:
    """
    Return the CURIE of the entity at a CURIE, an IRI or a URL; raise KgError if there is none.

    >>> graph = KnowledgeGraph(topics=(Topic("topic:ai", "AI"),))
    >>> find_entity(graph, "https://example.org/kg/topic/ai")
    'topic:ai'
    """
    known = {entity.id for entity in graph.entities}
    for curie in _curies(graph, address.strip()):
        if curie in known:
            return curie
    with suppress(ValueError):  # no http or https address
        wanted = normal_form(address.strip())
        for article in graph.articles:
            urls = (article.url, *article.same_as, *article.amp_urls, *article.amp_cache_urls)
            if wanted in map(_normalised, urls):
                return article.id
        for outlet in graph.outlets:
            if outlet.url and _normalised(outlet.url) == wanted:
                return outlet.id
    raise KgError(f"There is no {ANY_KIND} {address!r} in this graph. {_hint(graph, address)}")


def _curies(graph: KnowledgeGraph, address: str) -> Iterator[str]:
    r"""Yield the CURIEs that an address may stand for: as it is, escaped (`\/`), or as an IRI."""
    yield address
    yield re.sub(r"\\(.)", r"\1", address)
    iri = address.removeprefix("<").removesuffix(">")
    for prefix, space in prefixes(graph.base_iri).items():
        if prefix != "this" and iri.startswith(space):
            yield f"{prefix}:{iri[len(space) :]}"


def _normalised(url: str) -> str:
    try:
        return normal_form(url)
    except ValueError:  # in a graph made by hand
        return ""


def _hint(graph: KnowledgeGraph, address: str) -> str:
    """Return what to write instead: the nearest entity with a name, or the forms of an address."""
    names: dict[str, str] = {}
    for entity in islice(graph.entities, len(graph.articles), None):
        names.setdefault(entity.label.casefold(), entity.id)
        names.setdefault(entity.id.casefold(), entity.id)
    near = get_close_matches(address.strip().casefold(), names, 1, 0.75)
    if near:
        return f"Did you mean {names[near[0]]!r}?"
    return "Write a CURIE such as 'topic:ai', an IRI of this graph, or the URL of an article."


def neighbourhood(graph: KnowledgeGraph, center: str, hops: int) -> set[str]:
    """Return the CURIEs at most so many links away; raise KgError if there are too many."""
    known = {entity.id for entity in graph.entities}
    found = rim = {center}
    for hop in range(1, hops + 1):
        pairs = [(source, target) for source, _, target in graph.links]
        ends = {target for source, target in pairs if source in rim}
        ends |= {source for source, target in pairs if target in rim}
        rim = (ends & known) - found
        if not rim:
            break
        if len(found) + len(rim) > MAX_NODES:
            if hop > 1:
                narrower = f"hops={hop - 1} gives {len(found):,}"
            else:
                narrower = "Choose an article or a narrower topic, or build from fewer posts"
            raise KgError(
                f"{center} has {len(found) + len(rim) - 1:,} neighbours within"
                f" {hop} {'hop' if hop == 1 else 'hops'}; at most {MAX_NODES} nodes can be drawn."
                f" {narrower}."
            )
        found = found | rim
    return found


def _links_within(graph: KnowledgeGraph, chosen: set[str]) -> Iterator[Link]:
    return (link for link in graph.links if link.source in chosen and link.target in chosen)


def _empty_network() -> Network:
    from pyvis.network import Network

    network = Network(directed=True, notebook=True, cdn_resources="in_line")
    # Its template fetches Bootstrap, wherever the other resources come from.
    network.templateEnv = _offline(network.template_dir)
    network.prep_notebook()
    network.options.layout = {"randomSeed": 1}  # the same picture each time
    return network


def _offline(folder: str) -> jinja2.Environment:
    """Return an environment with the templates of a folder, without what they fetch."""
    import jinja2

    def load(name: str) -> str:
        text = Path(folder, name).read_text(encoding="utf-8")
        if name.endswith(".js"):  # pyvis writes files in the encoding of the system
            return text.encode("ascii", "backslashreplace").decode()
        return _FROM_A_CDN.sub("", text)

    return jinja2.Environment(loader=jinja2.FunctionLoader(load), autoescape=True)


def _shortened(label: str) -> str:
    text = " ".join(label.split())
    return text if len(text) <= MAX_LABEL_CHARS else f"{text[: MAX_LABEL_CHARS - 1].rstrip()}…"


def _title(entity: Entity, outlets: dict[str, str]) -> str:
    """Return what is shown beside a node: HTML in which every text of the graph is escaped."""
    about = [kind_of(type(entity))]
    if isinstance(entity, Article):
        about += filter(None, (outlets.get(entity.publisher or ""), entity.date_published))
    if isinstance(entity, Story):
        days = dict.fromkeys((entity.start_date[:10], entity.end_date[:10]))
        about += [f"{entity.outlets} outlets", " to ".join(days)]
    text = f"<b>{escape(entity.label)}</b><br>{escape(' · '.join(about))}"
    url = getattr(entity, "url", None)
    if not url or not re.match(r"https?://", url, re.I):
        return text + _WITHOUT_LINK
    address = escape(url)
    link = f'<a href="{address}" target="_blank" rel="noopener noreferrer">{address}</a>'
    return f"{text}<br>{link}"
