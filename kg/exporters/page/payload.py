"""
The data of a page: columns of values, links as runs, compressed, and read back.

`js/model.js` reads the same.
"""

from __future__ import annotations

import base64
import gzip
import html
import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from hashlib import blake2b
from itertools import accumulate
from types import MappingProxyType
from typing import Any

from kg.model.records import Entity
from kg.model.vocabulary import KINDS, PROPERTIES, Property, Range, Value, values_of_property

LEVEL = 6
"""Of libdeflate's compression: takes half the time of zlib's 4, and saves 6 %."""
ZLIB_LEVEL = 4
"""Of zlib's, where there is no libdeflate: 6 takes four times as long and saves a tenth."""
HEADER = bytes.fromhex("1f8b 08 00 00000000 00 ff")
"""Of all gzip data: deflate, no name, no time, no level told, no system told."""
GROUP = 40
"""Rows; a group of them is about as long as what compression looks back to."""
FIRST = frozenset(
    "label datePublished dateAdded publishedPrecision addedPrecision publishedBy about curated "
    "broader alternateName alternativeHeadline domain altLabel hiddenLabel suggestedTopic copyOf "
    "partOfStory startDate startPrecision endDate outlets texts firstOutlet follows".split()
)
"""Columns that picture, search and filters need; the others are unpacked when asked for."""
PROSE = {"abstract", "description"}
"""Columns that compress best by themselves."""
ON_PAGE = tuple(kind.record for kind in KINDS if kind.on_page)
"""The kinds that are nodes of the page."""
AUTHOR = "author"
"""The relation to people, who are no nodes of the page: their names stand for them."""

Column = dict[str, Any]
Block = dict[str, Any]


# ---- columns --------------------------------------------------------------------------------


def columns(
    kind: type[Entity],
    entities: Sequence[Entity],
    number: Mapping[str, int],
    people: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Column]:
    """
    Yield what is known of entities of one kind: for each property a column of values.

    Edges are numbers of nodes, each as the difference to the one before it. In addresses a
    tab, which none has, stands for the entity's own address. Related articles are not told
    here but by `links`. People are no nodes of the page: `people` gives their names.
    """
    own = [str(getattr(entity, "url", None) or "").partition("://")[2] or "\t"
           for entity in entities]  # fmt: skip
    for known in PROPERTIES[kind]:
        if known.name == "relatedTo":
            continue
        values: list[Any] = list(map(values_of_property(known), entities))
        if known.name == AUTHOR:
            values = [tuple(people[one] for one in value if one in people) for value in values]
        elif known.range is Range.NODE:
            values = [_edges(value, number) for value in values]
        else:
            if known.range is Range.IRI and known.name != "url":
                values = [
                    value and _shortened(value, address)
                    for value, address in zip(values, own, strict=True)
                ]
        if values and type(values[0]) is tuple:
            values = [value[0] if len(value) == 1 else (value or None) for value in values]
        if any(value is not None for value in values):
            range_ = Range.TEXT if known.name == AUTHOR else known.range
            yield {"name": known.name, "range": range_.name, "values": values}


def _edges(value: str | tuple[str, ...] | None, number: Mapping[str, int]) -> list[int] | None:
    if not value:
        return None
    if isinstance(value, str):
        return [number[value]] if value in number else None
    return steps(number[one] for one in value if one in number) or None


def _shortened(value: str | tuple[str, ...], address: str) -> str | tuple[str, ...]:
    if isinstance(value, str):
        return value.replace(address, "\t")
    return tuple(one.replace(address, "\t") for one in value)


def steps(places: Iterable[int]) -> list[int]:
    """
    Return each number as the difference to the one before it.

    >>> steps([7, 9, 4])
    [7, 2, -5]
    """
    taken = list(places)
    return [here - before for before, here in zip([0, *taken], taken, strict=False)]


def in_groups(columns: Sequence[Column]) -> Block:
    """
    Return columns cut into groups of a few rows, so that what a row repeats stands together.

    An address, its picture and its file share words, which compress if they are near.

    >>> in_groups([{"name": "url", "range": "IRI", "values": ["a", "b"]}])
    {'heads': [('url', 'IRI')], 'groups': [[['a', 'b']]]}
    """
    rows = len(columns[0]["values"]) if columns else 0
    return {
        "heads": [(column["name"], column["range"]) for column in columns],
        "groups": [
            [column["values"][start : start + GROUP] for column in columns]
            for start in range(0, rows, GROUP)
        ],
    }


def _from_groups(block: Block) -> Iterator[Column]:
    """Yield the columns of `in_groups`."""
    for at, (name, range_) in enumerate(block["heads"]):
        values = [value for group in block["groups"] for value in group[at]]
        yield {"name": name, "range": range_, "values": values}


# ---- links ----------------------------------------------------------------------------------


def links(
    out: Sequence[AbstractSet[int]], only: Sequence[AbstractSet[int]], order: Sequence[int]
) -> Block:
    """
    Return which articles are related, as runs of numbers in the given order.

    Of each article, `out` are those that it names and `only` those of them that do not name
    it. Links that go both ways are told once, by the lower number. For each article: how many
    runs; for each run: how far it starts from the end of the one before, and its length.
    """
    new = [0] * len(order)
    for place, article in enumerate(order):
        new[article] = place
    both: tuple[list[int], list[int], list[int]] = ([], [], [])
    one: tuple[list[int], list[int], list[int]] = ([], [], [])
    for place, article in enumerate(order):
        lone = only[article]
        mutual = out[article] - lone if lone else out[article]
        _add_runs([n for n in map(new.__getitem__, mutual) if n >= place], place, *both)
        _add_runs(list(map(new.__getitem__, lone)), 0, *one)
    names = ("runs", "steps", "lengths")
    return {
        "both": dict(zip(names, both, strict=True)),
        "only": dict(zip(names, one, strict=True)),
    }


def _add_runs(
    numbers: list[int], end: int, runs: list[int], gaps: list[int], lengths: list[int]
) -> None:
    """Append numbers as runs; `end` is where the one before them ended."""
    if not numbers:
        runs.append(0)
        return
    numbers.sort()
    first = before = numbers[0]
    if numbers[-1] - first == len(numbers) - 1:
        runs.append(1)
        gaps.append(first - end)
        lengths.append(len(numbers))
        return
    count = len(gaps)
    for number in numbers:
        if number - before > 1:
            gaps.append(first - end)
            lengths.append(before - first + 1)
            end, first = before + 1, number
        before = number
    gaps.append(first - end)
    lengths.append(before - first + 1)
    runs.append(len(gaps) - count)


def linked(block: Block, ids: Sequence[str]) -> dict[str, list[str]]:
    """Return by CURIE the articles that each article names: the inverse of `links`."""
    found: dict[str, list[str]] = {}
    for name in ("both", "only"):
        parts = block[name]
        runs = iter(zip(parts["steps"], parts["lengths"], strict=True))
        for place, count in enumerate(parts["runs"]):
            at = place if name == "both" else 0
            for _ in range(count):
                step, length = next(runs)
                at += step
                for other in range(at, at + length):
                    if other < 0:
                        raise ValueError("a link leads to no node")
                    found.setdefault(ids[place], []).append(ids[other])
                    if name == "both" and other != place:
                        found.setdefault(ids[other], []).append(ids[place])
                at += length
    return found


# ---- blocks ---------------------------------------------------------------------------------


def dumps(value: object, **_: object) -> str:
    """Return JSON that is short, and safe in a script element once jinja has escaped `<`."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def pack_block(
    value: Block, remember: Callable[[str, Callable[[], str]], str] = lambda _key, make: make()
) -> str:
    """Return data as text for a page: JSON, compressed; the same bytes each time."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    key = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return remember(key, partial(pack_text, text))


def pack_text(text: str) -> str:
    """Return a text compressed, in characters that can stand anywhere."""
    return base64.b64encode(gzipped(text.encode("utf-8", "surrogatepass"))).decode("ascii")


def gzipped(data: bytes, compress: Callable[[bytes], bytes | bytearray] | None = None) -> bytes:
    """
    Return data as gzip, the same bytes on every machine that has the package `deflate`.

    Python's own module names the system in the header, and zlib is another on each system.

    >>> gzipped(b"news")[:10].hex()
    '1f8b08000000000000ff'
    """
    body = (compress or deflated)(data)
    tail = zlib.crc32(data).to_bytes(4, "little") + (len(data) % 2**32).to_bytes(4, "little")
    return b"".join((HEADER, body, tail))


def deflated(data: bytes) -> bytes | bytearray:
    """Return data compressed, without header; raise no error where `deflate` is missing."""
    try:
        from deflate import deflate_compress
    except ImportError:  # no build of it for this system: the bytes are those of its zlib
        return zlib.compress(data, ZLIB_LEVEL, wbits=-zlib.MAX_WBITS)
    return deflate_compress(data, LEVEL)


def unpack_block(text: str) -> Block:
    """Return the data of `pack_block`, or raise ValueError."""
    try:
        block: Block = json.loads(gzip.decompress(base64.b64decode(text, validate=True)))
    except (zlib.error, EOFError, OSError) as error:
        raise ValueError(str(error)) from None
    return block


def find_block(text: str, name: str) -> str:
    """Return what stands in the data element of that name, or raise ValueError."""
    found = re.search(rf'<script type="text/plain" id="{name}">([A-Za-z0-9+/=]*)</script>', text)
    if not found:
        raise ValueError("it holds no data")
    return found[1]


def parse_page(text: str) -> tuple[str, str, dict[str, dict[str, list[Value]]]]:
    """
    Return what a page holds: title, base IRI, and for each node its values and edges by name.

    Of a text that is no such page it raises ValueError, LookupError, TypeError or
    AttributeError.
    """
    title = re.search(r"<title>(.*?)</title>", text, re.S)
    if not title:
        raise ValueError("it holds no data")
    core, rest, related = (
        unpack_block(find_block(text, name)) for name in ("core", "facts", "links")
    )
    ids: list[str] = []
    for kind in core["kinds"]:
        ids += [
            f"{kind['kind']}:{ids[local].partition(':')[2] if isinstance(local, int) else local}"
            for local in kind["ids"]
        ]
    nodes: dict[str, dict[str, list[Value]]] = {id_: {} for id_ in ids}
    first = 0
    for kind, more in zip(core["kinds"], rest["kinds"], strict=True):
        members = ids[first : first + len(kind["ids"])]
        first += len(members)
        for column in (*kind["columns"], *more["columns"], *_from_groups(more)):
            for id_, cell in zip(members, column["values"], strict=True):
                if cell is None:
                    continue
                values = cell if isinstance(cell, list) else [cell]
                if column["name"] == "label":
                    values = [nodes[ids[v]]["label"][0] if type(v) is int else v for v in values]
                if column["range"] == Range.NODE.name:
                    values = [ids[place] for place in accumulate(values)]
                nodes[id_].setdefault(column["name"], []).extend(values)
    for id_, others in linked(related, ids).items():
        nodes[id_].setdefault("relatedTo", []).extend(others)
    addresses = {known.name for known in sum(PROPERTIES.values(), ()) if _is_address(known)}
    for node in nodes.values():
        own = str(node.get("url", [""])[0]).partition("://")[2] or "\t"
        for name in addresses & node.keys():
            node[name] = [str(value).replace("\t", own) for value in node[name]]
    return html.unescape(title[1]), core["base"], nodes


def _is_address(known: Property) -> bool:
    return known.range is Range.IRI and known.name != "url"
