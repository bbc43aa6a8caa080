"""
What a graph says, in one plain form, so that its files can be held against each other.

`kg/check/readback.py` reads the files of a build back into this form.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from kg.exporters import FORMATS
from kg.model.graph import KnowledgeGraph, about_graph
from kg.model.vocabulary import KINDS, PROPERTIES, Range, Value, describe, kind_of

Facts = dict[str, dict[str, tuple[Value, ...]]]
"""By a node's CURIE and the name of an attribute or relation its values, sorted as texts."""
MAX_SHOWN = 60
"""Characters of a value in a sentence."""
TURTLE = FORMATS["turtle"].file
"""The file that the others are held against."""
GRAPH = "the graph"
"""Where a node's CURIE would stand, for what is said of the graph itself: title, base IRI."""
_ABOUT = about_graph(KnowledgeGraph())
ABOUT = tuple(subject for subject, _ in _ABOUT)
"""What RDF describes besides the entities: the graph itself, its build, its scheme of topics."""
_CURIES = {
    known.name
    for table in PROPERTIES.values()
    for known in table
    if known.range in (Range.NODE, Range.CURIE)
} | {known.predicate for _, said in _ABOUT for known, _ in said if known.range is Range.CURIE}
"""Names whose values are CURIEs."""
ENTITIES = frozenset(map(kind_of, PROPERTIES))
"""What entities of each class are called."""
_PLURALS = {kind.name: kind.plural for kind in KINDS}
WRITER = "kg"
"""Stands for a file that facts are held against where nothing but kg can know them."""


def facts_of(graph: KnowledgeGraph) -> Facts:
    """
    Return what a graph says.

    >>> from kg.model.records import Topic
    >>> facts_of(KnowledgeGraph(topics=(Topic("topic:ai", "AI"),)))["topic:ai"]["label"]
    ('AI',)
    """
    facts: dict[str, Any] = {GRAPH: {"title": [graph.title], "baseIri": [graph.base_iri]}}
    for entity in graph.entities:
        facts[entity.id] = {"kind": [kind_of(type(entity))]}
        facts[entity.id] |= {known.name: values for known, values in describe(entity)}
    return {id_: sorted_node(node) for id_, node in facts.items()}


def shown_on_page(facts: Facts) -> Facts:
    """
    Return what the page says of a graph: people are no nodes there, but names of authors.

    >>> shown_on_page({"article:1": {"author": ("person:-/jane",)},
    ...                "person:-/jane": {"kind": ("person",), "label": ("Jane",)}})
    {'article:1': {'author': ('Jane',)}}
    """
    people = {id_: node for id_, node in facts.items() if id_.startswith("person:")}
    shown = {}
    for id_, node in facts.items():
        if "author" in node:
            names = [people[one]["label"][0] for one in map(str, node["author"]) if one in people]
            node = sorted_node({**node, "author": names})
        if id_ not in people:
            shown[id_] = node
    return shown


def sorted_node(node: dict[str, Any]) -> dict[str, tuple[Value, ...]]:
    """Return the values of a node in their order."""
    return {
        name: tuple(sorted(values, key=str)) if len(values) > 1 else tuple(values)
        for name, values in node.items()
    }


def about_facts(graph: KnowledgeGraph, triples: int, entities: int) -> Facts:
    """
    Return what RDF says of the graph itself, by predicate, in a file that holds so many things.

    >>> about_facts(KnowledgeGraph(), 9, 0)["this:dataset"]["void:triples"]
    (9,)
    """
    facts = {
        subject: {known.predicate: values for known, values in statements}
        for subject, statements in about_graph(graph)
    }
    facts["this:dataset"] |= {"void:triples": (triples,), "void:entities": (entities,)}
    return facts


# ---- facts held against each other ----------------------------------------------------------


def differences(ours: Facts, theirs: Facts, source: str = TURTLE) -> Iterator[tuple[str, str]]:
    """Yield each way in which a file differs from the source of ours: its sort, and a sentence."""
    for id_ in sorted(ours.keys() | theirs.keys()):
        mine, other = ours.get(id_), theirs.get(id_)
        if mine == other:
            continue
        if other is None:
            yield "missing", f"lacks {named(id_, ours)}, which {_says(source, 'has')}."
        elif mine is None:
            yield "unexpected", f"has {named(id_, theirs)}, which {_lacks(source)}."
        else:
            for name in sorted(mine.keys() | other.keys()):
                yield from _values_differ(named(id_, ours), name, mine, other, source)


def _values_differ(
    node: str,
    name: str,
    mine: dict[str, tuple[Value, ...]],
    other: dict[str, tuple[Value, ...]],
    source: str,
) -> Iterator[tuple[str, str]]:
    here, there = Counter(mine.get(name, ())), Counter(other.get(name, ()))
    lacking = [_shown(name, value) for value in (here - there).elements()]
    extra = [_shown(name, value) for value in (there - here).elements()]
    has = _says(source, "has")
    if len(lacking) == len(extra) == 1:
        what = f"{node} has {name} {extra[0]}, but {has} {lacking[0]}."
        yield f"different {name}", what
        return
    for value in lacking:
        yield f"missing {name}", f"{node} lacks {name} {value}, which {has}."
    known = {_shown(name, value) for value in here}
    for value in extra:
        end = " more than once" if value in known else f", which {_lacks(source)}"
        yield f"unexpected {name}", f"{node} has {name} {value}{end}."


def _says(source: str, verb: str) -> str:
    return f"{source} {'writes' if source == WRITER else verb}"


def _lacks(source: str) -> str:
    return f"{source} does not write" if source == WRITER else f"{source} lacks"


def named(id_: str, facts: Facts) -> str:
    """Return a node as a sentence names it: its CURIE, and its label if it has one."""
    label = facts.get(id_, {}).get("label")
    return f"{id_} {cut(json.dumps(label[0], ensure_ascii=False))}" if label else id_


def _shown(name: str, value: Value) -> str:
    """Return a value as a sentence shows it: texts in quotes, CURIEs without."""
    plain = name in _CURIES and isinstance(value, str)
    return str(value) if plain else cut(json.dumps(value, ensure_ascii=False))


def cut(text: str, most: int = MAX_SHOWN) -> str:
    """
    Return a text that is not too long for a sentence.

    >>> len(cut("a" * 1000)) == MAX_SHOWN
    True
    """
    return text if len(text) <= most else f"{text[: most - 2]}…{text[-1]}"


def changes(built: Facts, now: Facts) -> str:
    """
    Return in words how the posts differ from what was built of them.

    >>> changes({"topic:ai": {}}, {"topic:ai": {"label": ("AI",)}, "topic:flood": {}})
    '1 topic added, 1 changed'
    >>> changes({"person:-/jane": {}, "person:-/john": {}}, {})
    '2 people removed'
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for id_ in built.keys() | now.keys():
        if built.get(id_) != now.get(id_):
            change = "removed" if id_ not in now else "added" if id_ not in built else "changed"
            counts[id_.partition(":")[0]][change] += 1
    clauses = ["different title or base IRI"] if counts.pop(GRAPH, None) else []
    for kind, count in sorted(counts.items()):
        found = [(count[word], word) for word in ("added", "removed", "changed") if count[word]]
        noun = kind if found[0][0] == 1 else _PLURALS.get(kind, f"{kind}s")
        first = f"{found[0][0]:,} {noun} {found[0][1]}"
        clauses.append(", ".join([first, *(f"{number:,} {word}" for number, word in found[1:])]))
    return "; ".join(clauses)
