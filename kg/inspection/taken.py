"""What each field is taken as, in the words of `kg fields`, or why it is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from kg.inspection.result import FieldFound
from kg.inspection.tally import MAX_DISTINCT, FieldTally
from kg.read.fields import LEFT_OUT, account_for_fields
from kg.read.names import NESTED, OF_ARTICLE, WANTED, folded
from kg.read.statements import Taken

Shapes = Mapping[tuple[str, tuple[str, ...], Taken], int]
"""How often a kind of record has these fields, and what the table of names makes of them."""

_WORDS = {wanted.becomes: wanted.name for wanted in WANTED} | {
    "schema:name": "outlet",
    "kg:domain": "outlet",
    "schema:logo": "outlet",
}
"""By property, the word of `kg fields`. Names, domains and logos are those of the outlet."""
_BY_NAME = {
    folded(name): tuple(
        (each.name, each.becomes) for each in WANTED if folded(name) in map(folded, each.names)
    )
    for wanted in WANTED
    for name in wanted.names
}
"""By the folded name of a field, what it may say: the word and the property of each."""
_DATE_IN_PARTS = frozenset(("year", "month"))
_DATES = (("published", "schema:datePublished"), ("added", "kg:dateAdded"))
_OF_TOPICS = frozenset(("images", "_id"))
"""Fields that `LEFT_OUT` speaks of in files of topics."""

PASSED_OVER = "its record is passed over"
FAILED = "its record cannot be read"
ONLY_LINKS = "the post is read for its links only"
UNKNOWN = "unknown name"
OF_THE_POST = "it dates the post, not the article"
NO_WHOLE_DATE = "no whole date in it"
EMPTY = "empty"
_NOTHING_IN_IT = {
    "address": "no address on the web in it",
    "image": "no address on the web in it",
    "published": "no date in it",
    "added": "no date in it",
    "modified": "no date in it",
    "language": "no language in it",
}
_ADDRESS_PARTS = frozenset(("url", "href", "link"))
_NAME_PARTS = frozenset(("name", "title", "label", "value", "text"))
_PARTS = {
    "schema:url": _ADDRESS_PARTS,
    "schema:image": _ADDRESS_PARTS | {"src", "image", "feature", "path", "original"},
    "schema:publisher": _ADDRESS_PARTS | _NAME_PARTS | {"domain"},
    "schema:author": _NAME_PARTS,
    "schema:about": _NAME_PARTS,
}
"""The keys of mappings that are read, by the property that the mapping goes into."""


class _Uses(NamedTuple):
    """What the field of a name is taken as, or why not, each with how often."""

    taken: Counter[str]
    known_as: list[str]
    left_out: Counter[str]


def fields_found(tallies: Mapping[str, FieldTally], shapes: Shapes) -> tuple[FieldFound, ...]:
    """Return the fields that were counted, with what they are taken as, the most frequent first."""
    uses: dict[str, _Uses] = {}
    for shape, count in shapes.items():
        if shape[0] not in ("related", "organization", "topic"):
            _count_shape(shape, count, uses)
    found = [_field(name, tally, uses.get(name)) for name, tally in tallies.items()]
    return tuple(sorted(found, key=lambda field: (-field.records, field.name)))


def _count_shape(
    shape: tuple[str, tuple[str, ...], Taken], count: int, uses: dict[str, _Uses]
) -> None:
    """Count what becomes of the fields of some records that are alike."""
    users: dict[str, str] = {}
    """By property, the field that goes into it."""
    left_out = []
    for use in account_for_fields({shape: 1}):
        of_name = uses.setdefault(use.name, _Uses(Counter(), [], Counter()))
        if use.becomes and _is_part(use.name, use.becomes):
            users.setdefault(use.becomes, use.name)
            of_name.taken[_WORDS.get(use.becomes, use.becomes)] += count
            of_name.known_as.extend([use.known_as] if use.known_as else [])
        else:
            left_out.append(use.name)
    users.update({goes: name for name, goes in shape[2]})
    for name in left_out:
        uses[name].left_out[_reason(shape[0], name, users)] += count


def _is_part(name: str, becomes: str) -> bool:
    """Return whether a field inside another says what the other is taken as."""
    parent, _, last = name.rpartition(".")
    return not parent or folded(parent) in NESTED or last in _PARTS.get(becomes, (last,))


def _reason(record: str, name: str, users: Mapping[str, str]) -> str:
    """Return why a field of a kind of record is left out, if it is not empty."""
    if record in ("skipped", "failed"):
        return PASSED_OVER if record == "skipped" else FAILED
    if record == "links":
        return ONLY_LINKS
    if name in LEFT_OUT and name not in _OF_TOPICS:
        return LEFT_OUT[name]
    wanted = _wanted_of(name, users)
    if wanted == _DATES and not any(goes in users for _, goes in wanted):
        return NO_WHOLE_DATE
    for _, goes in wanted:
        if users.get(goes, name) != name:
            return f"'{users[goes]}' is used instead"
    if wanted and wanted[0][0] == "modified" and name not in OF_ARTICLE:
        return OF_THE_POST
    return _NOTHING_IN_IT.get(wanted[0][0], "no text in it") if wanted else UNKNOWN


def _wanted_of(name: str, users: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return what a field could say: the word and the property of each."""
    parent, _, last = name.rpartition(".")
    if folded(last) in _DATE_IN_PARTS and not parent:
        return _DATES
    wanted = _BY_NAME.get(folded(last), ())
    if not parent or folded(parent) in NESTED or parent == users.get("schema:url"):
        return wanted
    whole = _BY_NAME.get(folded(parent.removesuffix("[]")), ())
    return tuple(each for each in whole if last in _PARTS.get(each[1], ()))


def _field(name: str, tally: FieldTally, uses: _Uses | None) -> FieldFound:
    taken, known_as, left_out = uses or _Uses(Counter(), [], Counter())
    if tally.kinds["empty"] == tally.records and not taken:
        left_out = Counter({EMPTY: tally.records})
    return FieldFound(
        name,
        tally.records,
        tuple(sorted(tally.kinds.items(), key=by_number)),
        tally.first or None,
        tally.last or None,
        tuple(sorted(tally.hosts.items(), key=by_number)),
        tally.examples,
        min(len(tally.texts), MAX_DISTINCT),
        tally.lost,
        tuple(sorted(taken.items(), key=by_number)),
        min(known_as) if known_as else None,
        tuple(sorted(left_out.items(), key=by_number)),
    )


def by_number(item: tuple[str, int]) -> tuple[int, str]:
    """Return the key that sorts what was counted: the most frequent first, then by name."""
    return -item[1], item[0]
