"""Answers for people: an aligned table, or one in Markdown."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice

import pyoxigraph as ox

from kg.errors import printable
from kg.query.engine import Results
from kg.sparql.names import to_name

MEASURED = 1000
"""Rows that are looked at for the width of each column; those that follow are written at once."""
NARROW = 8
"""Columns of a terminal that a column keeps when there is not room for all."""


class Cell(str):
    """What a person sees of a value, and where it leads."""

    __slots__ = ("link",)
    link: str

    def __new__(cls, text: str, link: str = "") -> Cell:
        """Return the text as a cell: on one line, with nothing in it that steers a terminal."""
        cell = super().__new__(cls, printable(" ".join(text.split())))
        cell.link = link
        return cell


def to_cells(
    results: Results, prefixes: Mapping[str, str]
) -> tuple[list[str], Iterator[list[Cell]]]:
    """Return the names of the columns, and row by row what a person sees of each value."""
    spaces = sorted(prefixes.items(), key=lambda space: (-len(space[1]), space))
    if isinstance(results, ox.QueryBoolean):
        return ["answer"], iter([[Cell("yes" if results else "no")]])
    if isinstance(results, ox.QueryTriples):
        rows: Iterable[Iterable[object]] = (
            (triple.subject, triple.predicate, triple.object) for triple in results
        )
        names = ["subject", "predicate", "object"]
    else:
        rows, names = results, [printable(variable.value) for variable in results.variables]
    return names, ([_cell(term, spaces) for term in row] for row in rows)


def _cell(term: object, spaces: list[tuple[str, str]]) -> Cell:
    if isinstance(term, ox.Literal):
        return Cell(term.value)
    if isinstance(term, ox.NamedNode):
        iri = term.value
        link = iri if iri.startswith(("https://", "http://")) and iri.isprintable() else ""
        return Cell(to_name(iri, spaces), link)
    return Cell("" if term is None else str(term))


def to_table(
    names: Sequence[str], rows: Iterator[list[Cell]], *, width: int = 0, links: bool = False
) -> Iterator[str]:
    r"""
    Yield the lines of a table with aligned columns, numbers to the right.

    It is cut to `width` columns of a terminal, if any; with `links` a cell can be clicked.

    >>> rows = [[Cell("Harbour Times"), Cell("12")], [Cell("港口报"), Cell("3")]]
    >>> print("\n".join(to_table(["outlet", "articles"], iter(rows))))
    outlet         articles
    -----------------------
    Harbour Times        12
    港口报                3
    """
    first = list(islice(rows, MEASURED))
    right = [bool(first) and all(_is_number(row[at]) for row in first) for at in range(len(names))]
    wide = [
        max(wide_as(name), *(wide_as(row[at]) for row in first)) if first else wide_as(name)
        for at, name in enumerate(names)
    ]
    if width:
        room = width - 2 * (len(wide) - 1)
        most = min(room, max(wide, default=0))
        while most > NARROW and sum(min(w, most) for w in wide) > room:
            most -= 1
        wide = [min(w, max(most, NARROW)) for w in wide]
    heads = [_fitted(Cell(n), w, r, "") for n, w, r in zip(names, wide, right, strict=True)]
    yield "  ".join(heads).rstrip()
    yield "-" * (sum(wide) + 2 * max(0, len(wide) - 1))
    for row in chain(first, rows):
        cells = zip(row, wide, right, strict=True)
        yield "  ".join(_fitted(c, w, r, c.link if links else "") for c, w, r in cells).rstrip()


def _fitted(cell: Cell, wide: int, right: bool, link: str) -> str:
    """Return the cell as wide as its column, cut if it must be, and a link around the text."""
    text = str(cell)
    if wide_as(text) > wide:
        while wide_as(text) >= wide and text:
            text = text[:-1]
        text += "…"
    space = " " * (wide - wide_as(text))
    if link:
        text = f"\x1b]8;;{link}\x1b\\{text}\x1b]8;;\x1b\\"
    return space + text if right else text + space


def wide_as(text: str) -> int:
    """
    Return how many columns of a terminal a text takes.

    >>> wide_as("port"), wide_as("港口")
    (4, 4)
    """
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdecimal()


def to_markdown(names: Sequence[str], rows: Iterator[list[Cell]]) -> Iterator[str]:
    r"""
    Yield the lines of a table in Markdown; nothing in a value becomes markup.

    >>> print("\n".join(to_markdown(["a", "b"], iter([[Cell("x|y"), Cell("urn:z")]]))))
    | a | b |
    |---|---|
    | x\|y | urn:z |
    """
    yield f"| {' | '.join(map(_escaped, names))} |"
    yield f"|{'---|' * len(names)}"
    for row in rows:
        yield f"| {' | '.join(map(_linked, row))} |"


def _escaped(text: str) -> str:
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>()#!|~" else c for c in text).replace("&", "&amp;")


def _linked(cell: Cell) -> str:
    escape: Callable[[str], str] = _escaped
    if not cell.link:
        return escape(cell)
    target = "".join(f"%{ord(c):02X}" if c in "<>()|\\ `" else c for c in cell.link)
    return f"[{escape(cell)}]({target})"
