"""What differs between two builds, entity by entity."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from kg.analysis.compare.builds import Build
from kg.analysis.compare.stories import compare_stories, matched_stories
from kg.check.facts import ENTITIES, GRAPH, Facts
from kg.model.records import Story
from kg.model.vocabulary import KINDS, PROPERTIES, Range, Value

Document = dict[str, Any]
Node = Mapping[str, tuple[Value, ...]]
"""By the name of a field the values that an entity has."""
VERSION = 1
"""Of the document: raised when a key changes its meaning or goes."""
RELATIONS = frozenset(
    known.name for table in PROPERTIES.values() for known in table if known.range is Range.NODE
)
"""Names of what joins two entities."""
ADDRESSES = ("url", "sameAs", "ampUrl", "ampCacheUrl")
POSTS = "wasDerivedFrom"
APART = frozenset(("kind", POSTS)) | RELATIONS
"""Fields that count elsewhere, not as changes of an entity."""
OF_STORIES = ("label", "startDate", "endDate", "startPrecision", "firstOutlet", "outlets", "texts")
"""What may change of a story, besides its articles."""
PLURALS = {kind.name: kind.plural for kind in KINDS if kind.record is not Story}
"""Of the kinds that are compared field by field. Stories are compared by their articles."""


def compare(old: Build, new: Build) -> Document:
    """
    Return what differs, as `counts` and as lists; docs/diff.schema.json describes the keys.

    An article that has another CURIE is known by an address that it had before.
    """
    moved = _moved_articles(old.facts, new.facts)
    before = _with_new_names(old.facts, moved)
    document: Document = {
        "version": VERSION,
        "old": {"name": old.name, "triples": len(old.triples)},
        "new": {"name": new.name, "triples": len(new.triples)},
        "same": old.triples == new.triples,
        "counts": {},
        "about": _about(old, new),
    }
    for kind, plural in PLURALS.items():
        document[plural] = _entities(kind, before, new.facts)
    articles = document["articles"]
    articles["moved"] = [
        {"from": one, "to": other, "label": _label(new.facts, other)}
        for one, other in sorted(moved.items())
    ]
    document["posts"] = _posts(before, new.facts)
    document["links"] = _links(before, new.facts)
    document["stories"] = _stories(before, new.facts)
    document["copies"] = _copies(before, new.facts)
    document["triples"] = {
        "new": len(new.triples - old.triples), "gone": len(old.triples - new.triples)
    }  # fmt: skip
    document["counts"] = _counts(document)
    return document


def _about(old: Build, new: Build) -> Document:
    """Return what differs in what the builds say of themselves: each as old and new value."""

    def said(build: Build) -> Document:
        label = build.about.get("this:build", {}).get("rdfs:label", ("",))
        return {
            "title": (build.facts.get(GRAPH, {}).get("title") or ("",))[0],
            "base_iri": build.base_iri, "built_by": label[0] if label else "",
        }  # fmt: skip

    one, other = said(old), said(new)
    return {name: {"old": one[name], "new": other[name]} for name in one
            if one[name] != other[name]}  # fmt: skip


# ---- articles of another CURIE --------------------------------------------------------------


def _of_kind(facts: Facts, kind: str) -> set[str]:
    return {id_ for id_ in facts if id_.startswith(f"{kind}:")}


def _moved_articles(old: Facts, new: Facts) -> dict[str, str]:
    """Return for articles that are gone the one that has most of their addresses now."""
    gone = _of_kind(old, "article") - new.keys()
    if not gone:
        return {}
    article_of = {
        url: id_ for id_ in sorted(_of_kind(new, "article")) for url in _addresses(new[id_])
    }
    moved = {}
    for id_ in gone:
        shared = Counter(article_of[url] for url in _addresses(old[id_]) if url in article_of)
        if shared:
            moved[id_] = min(shared, key=lambda other: (-shared[other], other))
    return moved


def _addresses(node: Node) -> list[Value]:
    return [url for name in ADDRESSES for url in node.get(name, ())]


def _with_new_names(facts: Facts, moved: Mapping[str, str]) -> Facts:
    """Return facts with the CURIEs that articles have now; of two that are one now, both's."""
    if not moved:
        return facts
    named: Facts = {}
    for id_, node in facts.items():
        node = {
            name: tuple(sorted({moved.get(str(v), v) if name in RELATIONS else v for v in values},
                               key=str))
            for name, values in node.items()
        }  # fmt: skip
        target = moved.get(id_, id_)
        other = named.get(target)
        if other is not None:
            node = {
                name: tuple(sorted({*node.get(name, ()), *other.get(name, ())}, key=str))
                if name in RELATIONS or name == POSTS
                else other.get(name) or node.get(name) or ()
                for name in {**other, **node}
            }
        named[target] = node
    return named


# ---- what is new, gone and changed ----------------------------------------------------------


def _label(facts: Facts, id_: str) -> str:
    return str((facts.get(id_, {}).get("label") or ("",))[0])


def _labelled(facts: Facts, ids: Iterable[str]) -> list[Document]:
    return [{"id": id_, "label": _label(facts, id_)} for id_ in sorted(ids)]


def _entities(kind: str, old: Facts, new: Facts) -> Document:
    """Return the entities of a kind that are new, gone and changed, these by field."""
    before, now = _of_kind(old, kind), _of_kind(new, kind)
    changed = []
    for id_ in sorted(before & now):
        names = {**old[id_], **new[id_]}.keys() - APART
        fields = _fields(old[id_], new[id_], sorted(names))
        if fields:
            changed.append({"id": id_, "label": _label(new, id_), "fields": fields})
    return {
        "new": _labelled(new, now - before),
        "gone": _labelled(old, before - now),
        "changed": changed,
    }


def _fields(old: Node, new: Node, names: Iterable[str]) -> Document:
    """Return those of some fields that differ, each with its old and new values."""
    return {
        name: {"old": list(old.get(name, ())), "new": list(new.get(name, ()))}
        for name in names
        if old.get(name, ()) != new.get(name, ())
    }


def _posts(old: Facts, new: Facts) -> Document:
    """Return the posts that are new and gone, and the known articles that got one."""
    before = {post for node in old.values() for post in node.get(POSTS, ())}
    now = {post for node in new.values() for post in node.get(POSTS, ())}
    known = _of_kind(old, "article") & _of_kind(new, "article")
    got = {id_ for id_ in known if {*new[id_].get(POSTS, ())} - {*old[id_].get(POSTS, ())}}
    return {
        "new": sorted(map(str, now - before)),
        "gone": sorted(map(str, before - now)),
        "of_known_articles": _labelled(new, got),
    }


def _links(old: Facts, new: Facts) -> Document:
    """Return how many links of each relation are new and gone."""

    def links(facts: Facts) -> dict[str, set[tuple[str, Value]]]:
        found: dict[str, set[tuple[str, Value]]] = defaultdict(set)
        for id_, node in facts.items():
            if id_.partition(":")[0] in ENTITIES:
                for name in RELATIONS & node.keys():
                    found[name].update((id_, value) for value in node[name])
        return found

    before, now = links(old), links(new)
    return {
        name: {"new": len(now[name] - before[name]), "gone": len(before[name] - now[name])}
        for name in sorted(RELATIONS)
        if before[name] != now[name]
    }


def _stories(old: Facts, new: Facts) -> Document:
    before, now = _members(old), _members(new)
    found = compare_stories(before, now)
    changed = [
        {"id": after, "label": _label(new, after), "fields": fields}
        for story, after in sorted(matched_stories(before, now).items())
        if (fields := _fields(old.get(story, {}), new.get(after, {}), OF_STORIES))
    ]
    return {
        "new": _labelled(new, found.new),
        "gone": _labelled(old, found.gone),
        "moved": [{"from": one, "to": other, "label": _label(new, other)}
                  for one, other in found.moved],
        "changed": changed,
        "grown": [{"id": id_, "label": _label(new, id_), "articles": _labelled(new, articles)}
                  for id_, articles in found.grown],
        "shrunk": [{"id": id_, "label": _label(new, id_), "articles": _labelled(old, articles)}
                   for id_, articles in found.shrunk],
        "merged": [{"id": id_, "label": _label(new, id_), "from": _labelled(old, stories)}
                   for id_, stories in found.merged],
        "split": [{"id": id_, "label": _label(old, id_), "into": _labelled(new, stories)}
                  for id_, stories in found.split],
    }  # fmt: skip


def _members(facts: Facts) -> dict[str, set[str]]:
    members: dict[str, set[str]] = defaultdict(set)
    for id_, node in facts.items():
        for story in node.get("partOfStory", ()):
            members[str(story)].add(id_)
    return members


def _copies(old: Facts, new: Facts) -> Document:
    """Return the articles that are copies now or no longer, or of another original."""

    def originals(facts: Facts) -> dict[str, str]:
        return {id_: str(node["copyOf"][0]) for id_, node in facts.items() if node.get("copyOf")}

    before, now = originals(old), originals(new)
    return {
        "new": [{"id": id_, "original": now[id_]} for id_ in sorted(now.keys() - before.keys())],
        "gone": [
            {"id": id_, "original": before[id_]} for id_ in sorted(before.keys() - now.keys())
        ],
        "changed": [
            {"id": id_, "old": before[id_], "new": now[id_]}
            for id_ in sorted(before.keys() & now.keys()) if before[id_] != now[id_]
        ],
    }  # fmt: skip


def _counts(document: Document) -> Document:
    """Return the length of each list of a document; of changes also by field."""
    counts: Document = {}
    for part in (*PLURALS.values(), "posts", "stories", "copies"):
        counts[part] = {name: len(values) for name, values in document[part].items()}
    for plural in (*PLURALS.values(), "stories"):
        fields = Counter(name for each in document[plural]["changed"] for name in each["fields"])
        counts[plural]["changed_by_field"] = dict(sorted(fields.items()))
    counts["links"] = {
        way: sum(each[way] for each in document["links"].values()) for way in ("new", "gone")
    }
    counts["triples"] = document["triples"]
    return counts
