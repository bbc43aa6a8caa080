"""What differs between two builds, in words."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence

from kg.analysis.compare.differences import Document
from kg.model.records import Article
from kg.model.vocabulary import KINDS

MAX_ALIKE = 5
"""Of a list, so many are named; of more, how many."""
_SINGULARS = {kind.plural: kind.name for kind in KINDS} | {"copies": "copy"}
_OTHERS = tuple(kind.plural for kind in KINDS if kind.record is not Article)


def to_text(document: Document, *, verbose: bool = False) -> str:
    """
    Return the document that `compare` makes as lines for a person.

    `verbose`: with every change, its old and new values, and the articles that came and went.
    """
    if document["same"]:
        return f"No differences: {document['new']['triples']:,} triples."
    lines = [_summary(document["counts"]), *_about(document["about"])]
    lines += _posts(document, verbose)
    for part in ("articles", *_OTHERS, "copies"):
        lines += _part(part, document, verbose)
    lines += _links(document["links"])
    triples = document["counts"]["triples"]
    lines.append(f"triples: {triples['new']:,} new, {triples['gone']:,} gone")
    return "\n".join(lines)


def _count(number: int, noun: str) -> str:
    """
    Return a number with its noun, which is in the plural.

    >>> _count(1, "people"), _count(2_000, "stories")
    ('1 person', '2,000 stories')
    """
    return f"{number:,} {_SINGULARS.get(noun, noun.removesuffix('s')) if number == 1 else noun}"


def _summary(counts: Document) -> str:
    """Return the difference in one sentence."""
    posts, articles, links = counts["posts"], counts["articles"], counts["links"]
    new = articles["new"]
    known = posts["of_known_articles"]
    clauses = [
        f"{new:,} new {'article' if new == 1 else 'articles'}" if new else "",
        f"{known:,} known {'one' if known == 1 else 'ones'} got a post" if known else "",
        f"{_count(articles['gone'], 'articles')} gone" if articles["gone"] else "",
        f"{_count(articles['changed'], 'articles')} changed" if articles["changed"] else "",
        *(
            f"{_count(counts[part]['new'], part)} appeared" if counts[part]["new"] else ""
            for part in _OTHERS
        ),
        *(
            f"{_count(counts[part]['gone'], part)} gone" if counts[part]["gone"] else ""
            for part in _OTHERS
        ),
        *(
            f"{_count(counts[part]['changed'], part)} changed" if counts[part]["changed"] else ""
            for part in _OTHERS
        ),
        f"{_count(links['new'], 'links')} more" if links["new"] else "",
        f"{_count(links['gone'], 'links')} fewer" if links["gone"] else "",
    ]
    heads = [
        f"{_count(posts['new'], 'posts')} more" if posts["new"] else "",
        f"{_count(posts['gone'], 'posts')} fewer" if posts["gone"] else "",
    ]
    head, said = ", ".join(filter(None, heads)), ", ".join(filter(None, clauses))
    if not said:
        return f"{head}." if head else "The builds differ in other statements."
    return f"{head}: {said}." if head else f"{said[:1].upper()}{said[1:]}."


def _about(about: Mapping[str, Document]) -> Iterator[str]:
    for name, values in about.items():
        old, new = (json.dumps(values[each], ensure_ascii=False) for each in ("old", "new"))
        yield f"{name.replace('_', ' ')}: {old} is now {new}"


def _posts(document: Document, verbose: bool) -> Iterator[str]:
    counts = document["counts"]["posts"]
    if any(counts.values()):
        ways = (("new", "new"), ("gone", "gone"), ("of_known_articles", "of known articles"))
        said = [f"{counts[name]:,} {words}" for name, words in ways if counts[name]]
        yield f"posts: {', '.join(said)}"
        posts = document["posts"]
        yield from _cut([f"  {post} is gone" for post in posts["gone"]], verbose)
        if verbose:
            yield from (f"  {post} is new" for post in posts["new"])
            yield from (f"  {_named(each)} got a post" for each in posts["of_known_articles"])


def _part(part: str, document: Document, verbose: bool) -> Iterator[str]:
    counts, lists = document["counts"][part], document[part]
    ways = {name: "with another IRI" if name == "moved" else name for name in lists}
    said = [f"{counts[name]:,} {words}" for name, words in ways.items() if counts[name]]
    if not said:
        return
    yield f"{part}: {', '.join(said)}"
    for name in lists:
        for each in lists[name][: _most(verbose)]:
            yield from _change(name, each)
            if verbose:
                yield from _details(each)
        yield from _more(lists[name], verbose)
    fields = counts.get("changed_by_field", {})
    if fields:
        yield "  changed by field: " + ", ".join(f"{n:,} {name}" for name, n in fields.items())


def _change(way: str, each: Document) -> Iterator[str]:
    """Yield a line on one change; on a story of another name, one on that and one on the rest."""
    if "original" in each:
        yield f"  {way}: {each['id']} copy of {each['original']}"
    elif "old" in each:
        yield f"  {way}: {each['id']} copy of {each['new']}, before of {each['old']}"
    elif way == "moved":
        yield f"  {each['from']} is now {each['to']} {_quoted(each['label'])}"
    elif way in ("merged", "split"):
        others = ", ".join(other["id"] for other in each["from" if way == "merged" else "into"])
        word = "merged from" if way == "merged" else "split into"
        yield f"  {_named(each)} {word} {others}"
    elif way == "changed" and each["id"].startswith("story:"):
        fields = dict(each["fields"])
        if name := fields.pop("label", None):
            yield f"  renamed: {each['id']} {_values(name)}"
        if fields:
            said = ", ".join(f"{field} {_values(values)}" for field, values in fields.items())
            yield f"  changed: {_named(each)}: {said}"
    else:
        more = ""
        if way in ("grown", "shrunk"):
            sign = "more" if way == "grown" else "fewer"
            more = f": {_count(len(each['articles']), 'articles')} {sign}"
        if way == "changed":
            more = f": {', '.join(each['fields'])}"
        yield f"  {way}: {_named(each)}{more}"


def _details(each: Document) -> Iterator[str]:
    """Yield the old and new values of what changed, and the articles that came or went."""
    if not each.get("id", "").startswith("story:"):  # whose line has them
        for name, values in each.get("fields", {}).items():
            yield f"    {name}: {_values(values)}"
    for article in each.get("articles", ()):
        yield f"    {_named(article)}"


def _values(values: Document) -> str:
    """
    Return the values of a field before and now.

    >>> print(_values({"old": [2], "new": [3, 4]}), _values({"old": ["Rain"], "new": []}), sep="; ")
    2 → 3, 4; "Rain" → nothing
    """
    old, new = (", ".join(map(_value, values[each])) or "nothing" for each in ("old", "new"))
    return f"{old} → {new}"


def _value(value: object) -> str:
    if isinstance(value, str):
        return value if ":" in value.split(" ", 1)[0] else _quoted(value)
    return json.dumps(value)


def _named(each: Document) -> str:
    return f"{each['id']} {_quoted(each['label'])}"


def _links(links: Mapping[str, Document]) -> Iterator[str]:
    if links:
        said = []
        for name, counts in links.items():
            ways = [f"{counts[way]:,} {way}" for way in ("new", "gone") if counts[way]]
            said.append(f"{name} {', '.join(ways)}")
        yield f"links: {'; '.join(said)}"


def _most(verbose: bool) -> int:
    return sys.maxsize if verbose else MAX_ALIKE


def _cut(lines: Sequence[str], verbose: bool) -> Iterator[str]:
    yield from lines[: _most(verbose)]
    yield from _more(lines, verbose)


def _more(listed: Sequence[object], verbose: bool) -> Iterator[str]:
    if len(listed) > _most(verbose):
        yield f"  ... and {len(listed) - _most(verbose):,} more"


def _quoted(text: str) -> str:
    shown = text if len(text) <= 80 else f"{text[:79]}…"
    return json.dumps(shown, ensure_ascii=False)
