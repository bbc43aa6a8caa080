"""The lines of kg.toml that would help, each with its evidence, and other remedies."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from kg.config import Line
from kg.inspection.hints import meant_by
from kg.inspection.result import FieldFound, Inspection
from kg.model.ids import name_key
from kg.model.settings import Settings
from kg.read.names import NESTED, WANTED, folded
from kg.read.records import NO_URL_IN_RECORD

MANY_LINKS = 5
"""Posts with so many links on average are lists of links."""
MOST = 0.8
"""A field is of a kind if this share of its values is."""
FEW = 0.1
"""What fewer records than this share state is missing in an archive."""
OFTEN = 0.25
"""Links that stand in this share of all posts are worth reading."""
MAX_SAME = 20
"""Topics of several spellings that are named."""

_CANONICAL = frozenset(map(folded, ("canonical_url", "canonical", "og_url", "self_url")))
_BETWEEN_WORDS = re.compile(r"[-_\s]+")


def suggest(found: Inspection, settings: Settings) -> Inspection:
    """Return an inspection with the lines and remedies that what was found speaks for."""
    lines = [
        *_field_lines(found),
        *_body_lines(found, settings),
        *_site_lines(found),
        *_topic_lines(found, settings),
        *_list_lines(found),
    ]
    if found.samples:
        counted = f"Counted in {' and '.join(each.share for each in found.samples)}."
        lines = [line._replace(comment=f"{line.comment} {counted}") for line in lines]
    found = found._replace(lines=tuple(lines))
    return found._replace(remedies=tuple(_remedies(found, settings)))


def number_of(count: int, noun: str, verb: str = "") -> str:
    """
    Return a number with its noun, and with the verb that follows it.

    >>> number_of(1, "post", "state"), number_of(1000, "post", "state")
    ('1 post states', '1,000 posts state')
    """
    words = f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
    if not verb:
        return words
    if count != 1:
        return f"{words} {verb}"
    return f"{words} {'has' if verb == 'have' else f'{verb}s'}"


# ---- lines ----------------------------------------------------------------------------------


def _field_lines(found: Inspection) -> Iterator[Line]:
    """Yield the fields that say what no field with a name that kg knows says."""
    stated = dict(found.stated)
    articles = stated.get("article", 0)
    if found.makes.articles and not articles:
        return  # all articles are links in texts: of the fields only a date would be read
    known = {wanted.name: frozenset(map(folded, wanted.names)) for wanted in WANTED}
    lost = found.records - articles
    titled = any(name == "title" for field in found.fields for name, _ in field.taken_as)
    missing = {
        wanted.name
        for wanted in WANTED
        if stated.get(wanted.name, 0) <= FEW * articles
    } - {"address", "title"}  # fmt: skip
    missing |= ({"address"} if lost else set()) | (set() if titled else {"title"})
    for field in found.fields:  # what they say is told once their records are read
        name = folded(field.name.rpartition(".")[2])
        missing -= {
            wanted
            for wanted, names in known.items()
            if name in names and wanted != "address" and (not articles or wanted == "related")
        }
    for field in found.fields:
        wanted = _new_meaning(field, missing, known, found.records)
        if wanted:
            missing.discard(wanted)
            name = field.name.rpartition(".")[2]
            yield Line("fields", wanted, [name], _evidence_of(field, wanted, lost))


def _new_meaning(
    field: FieldFound, missing: set[str], known: dict[str, frozenset[str]], records: int
) -> str | None:
    """Return what that is missing a field would say; None if it says nothing of it."""
    parent, _, name = field.name.rpartition(".")
    if (parent and folded(parent) not in NESTED) or field.taken_as or not name.strip():
        return None
    if any(folded(name) in names for names in known.values()):
        return None
    filled = field.records - dict(field.values).get("empty", 0)
    kind, count = next(((k, n) for k, n in field.values if k != "empty"), ("empty", 0))
    if not count or count < MOST * filled or field.records < max(1, FEW * records):
        return None
    for wanted in meant_by(name, kind):
        if wanted in missing:
            if wanted == "address" and not field.lost:
                continue
            if wanted in ("outlet", "topics") and kind == "text" and _is_prose(field):
                continue
            return wanted
    return None


def _is_prose(field: FieldFound) -> bool:
    return all(len(example) >= 40 for example in field.examples)


def _evidence_of(field: FieldFound, wanted: str, lost: int) -> str:
    if wanted == "address":
        what = number_of(lost, "record", "state")
        sites = number_of(len(field.hosts), "site")
        return f"{what} no address that kg knows; {field.lost:,} hold addresses of {sites} here."
    what = f"{number_of(field.records, 'record', 'have')} it"
    if field.first and field.last:
        return f"{what}: dates from {field.first} to {field.last}."
    examples = ", ".join(field.examples)
    return f"{what}: {examples}." if examples else f"{what}."


def _body_lines(found: Inspection, settings: Settings) -> Iterator[Line]:
    """Yield what the links in bodies are, if nothing is said of them."""
    if settings.body != "none":
        return
    nothing, own, others = found.links_of_nothing, found.links_of_own, found.links_of_others
    articles = dict(found.stated).get("article", 0)
    many = nothing.links >= MANY_LINKS * nothing.records
    if nothing.links and many and nothing.records >= FEW * found.records:
        yield Line("links", "body", "articles", _links_evidence(found))
    elif own.links and own.records >= OFTEN * articles:
        what = number_of(own.records, "piece")
        hold = "holds" if own.records == 1 else "hold"
        links = number_of(own.links, "link")
        yield Line("links", "body", "related", f"{what} of your own {hold} {links} to other sites.")
    elif others.links and others.records >= OFTEN * articles:
        about = "about " if others.about else ""
        posts, links = number_of(others.records, "post"), number_of(others.links, "link")
        hold = "body of 1 post holds" if others.records == 1 else f"bodies of {about}{posts} hold"
        yield Line("links", "body", "related", f"The {hold} {about}{links} to other articles.")


def _links_evidence(found: Inspection) -> str:
    nothing = found.links_of_nothing
    state = number_of(nothing.records, "post", "state")
    whose = "its body holds" if nothing.records == 1 else "their bodies hold"
    return f"{state} no address, and {whose} {number_of(nothing.links, 'link')}."


def _site_lines(found: Inspection) -> Iterator[Line]:
    """Yield the address of one's own site, if all pieces name one as theirs."""
    if found.site:
        return
    for field in found.fields:
        if folded(field.name.rpartition(".")[2]) in _CANONICAL and field.lost and field.hosts:
            host, count = field.hosts[0]
            if count >= MOST * field.records:
                what = f"{count:,} of {number_of(field.records, 'record')} with {field.name}"
                verb = "names" if count == 1 else "name"
                yield Line("", "site", f"https://{host}", f"{what} {verb} a page there.")
                return


def _topic_lines(found: Inspection, settings: Settings) -> Iterator[Line]:
    """Yield labels that differ only in the spaces and hyphens between their words."""
    told = {name_key(label) for label, _ in settings.same_topics}
    spellings: dict[str, dict[str, str]] = defaultdict(dict)
    for label, _ in found.labels:  # the most frequent first
        key = name_key(label)
        spellings[_BETWEEN_WORDS.sub("", key)].setdefault(key, label)
    same: dict[str, str] = {}
    for word, labels in spellings.items():
        first, *others = labels.values()
        if others and len(word) > 3 and word.isalpha() and len(same) < MAX_SAME:
            same |= {other: first for other in others if name_key(other) not in told}
    if same:
        what = number_of(len(same), "label", "differ")
        what += " from another only in spaces and hyphens."
        yield Line("topics", "same", same, what)


def _list_lines(found: Inspection) -> Iterator[Line]:
    """Yield the lists that are passed over, if nothing else is read."""
    if found.makes.articles or found.below is None:
        return
    paths = [each.path for each in found.lists]
    for each in found.lists:
        if each.kind != "articles" and paths.count(each.path) == 1:
            records = number_of(each.records, "record")
            kind = "a menu" if each.kind == "menu" else each.kind
            what = f"{records}, taken for {kind}: {each.reason}"
            yield Line("lists", f"{found.below}{each.path}", each.place, what)


# ---- remedies -------------------------------------------------------------------------------


def _remedies(found: Inspection, settings: Settings) -> Iterator[str]:
    """Yield what else would help."""
    names = {line.name for line in found.lines}
    few = FEW * found.records if found.makes.articles else 0
    if not names & {"site", "address"}:
        for group in found.passed_over:
            if group.mend and group.times > few:
                yield f"{number_of(group.times, 'record')} passed over: {group.what}. {group.mend}"
    nothing = found.links_of_nothing
    said = settings.body == "articles" or names & {"site", "address", "body"}
    if nothing.links and nothing.records > few and not said:
        links, posts = number_of(nothing.links, "link"), number_of(nothing.records, "post")
        yield (
            f"If posts without an address are lists of links ({links} in {posts}), "
            'add this below [links] in kg.toml: body = "articles"'
        )
    no_address = sum(
        group.times
        for groups, what in (
            (found.passed_over, NO_URL_IN_RECORD.reason),
            (found.problems, NO_URL_IN_RECORD.what),
        )
        for group in groups
        if group.what == what
    )
    if no_address > few and "address" not in names:
        yield "State the address of the article in a field that kg knows. 'kg fields' lists them."
    if found.makes.articles:
        return
    if found.problems:
        yield "Fix the problems above, and build again."
    for group in found.folders_passed_over:
        yield f"To read {group.path} ({group.what}), name it."
    if not found.files:
        yield "Name a folder that holds posts, lists, feeds or bookmarks."
    forms = {file.form or "" for file in found.files}
    for begins, remedy in _BY_FORM:
        if not found.records and not found.problems and any(f.startswith(begins) for f in forms):
            yield remedy


_BY_FORM = (
    ("text without", "Begin each post with its fields between two lines '---'."),
    ("post with", "Name the folder of the posts. Templates and taxonomy are none."),
    (
        "list in",
        "If a list holds articles, state the address of each, as url. 'kg fields' lists the names.",
    ),
    ("feed in", "The feed has no entries. Save it again, or name another file."),
    ("a list of feeds", "kg reads feeds, not lists of them. Save the feeds, and name them."),
    ("bookmarks", "No bookmark leads to a page on the web. Export again, or name another file."),
    ("export of", "No record has an address on the web. Export again, or name another file."),
)
"""Of a form whose records are none, what would help."""
