"""
Terms of RDF as plain values: of what kg writes, without any library.

Whatever else there is in a file is unusual, and for rdflib to read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from kg.model.vocabulary import PREFIXES, Range, Value, prefixes

if TYPE_CHECKING:
    from rdflib.term import Node

Short = Callable[[str], str]
"""From an IRI to its CURIE."""


class UnusualError(Exception):
    """A file says something that kg does not write, or says it in another way."""


def expand(curie: str) -> str:
    """Return the IRI of a CURIE with a prefix of the vocabularies."""
    prefix, _, local = curie.partition(":")
    return PREFIXES.get(prefix, "") + local


DATATYPES = {range_: expand(range_.value) for range_ in Range}
"""Of each range of values their datatype, if it has one."""
STRING = DATATYPES[Range.TEXT]


Term = str | tuple[str, str]
"""An IRI; or of a literal its text, and its datatype or `@` and its language."""
Block = Mapping[str, Sequence[Term]]
"""What a file says of one subject: by predicate, in the order of the file, each value once."""

_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,17}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:\d\d(?:\.\d{0,5}[1-9])?Z", re.ASCII)


def canonical(text: str, datatype: str) -> Value | None:
    """
    Return the value of a literal that is written as kg writes it; None if it is not.

    >>> integer = "http://www.w3.org/2001/XMLSchema#integer"
    >>> canonical("12", integer), canonical("012", integer), canonical("12", "@en")
    (12, None, None)
    """
    if datatype == STRING:
        return text
    if datatype == DATATYPES[Range.INTEGER]:
        return int(text) if _INTEGER.fullmatch(text) else None
    if datatype == DATATYPES[Range.BOOLEAN]:
        return {"true": True, "false": False}.get(text)
    if datatype == DATATYPES[Range.DATE_TIME] and _INSTANT.fullmatch(text):
        with suppress(ValueError):  # the 31st of February
            datetime.fromisoformat(text)
            return text
    return None


def shortener(base_iri: str) -> Short:
    """
    Return the function that gives the CURIE of an IRI, or the IRI in brackets if it has none.

    >>> short = shortener("https://example.org/kg/")
    >>> short("https://example.org/kg/topic/ai"), short("urn:x")
    ('topic:ai', '<urn:x>')
    """
    spaces = sorted(prefixes(base_iri).items(), key=lambda space: (-len(space[1]), space))

    @cache
    def short(iri: str) -> str:
        for prefix, start in spaces:
            if iri.startswith(start):
                return f"{prefix}:{iri[len(start) :]}"
        return f"<{iri}>"

    return short


def name_of(term: Node, short: Short) -> str:
    """Return what stands for a node: the name of a blank node differs each time."""
    from rdflib import URIRef

    return short(str(term)) if isinstance(term, URIRef) else "_:blank"


def as_written(term: Node, short: Short) -> str:
    """
    Return a term as one writes it in Turtle.

    >>> from rdflib import Literal
    >>> as_written(Literal("so", lang="en"), str), as_written(Literal(12), str)
    ('"so"@en', '12')
    """
    from rdflib import XSD, Literal

    if not isinstance(term, Literal):
        return name_of(term, short)
    if term.datatype in (XSD.integer, XSD.boolean) and term.value is not None:
        return str(term)
    quoted = json.dumps(str(term), ensure_ascii=False)
    if term.language:
        return f"{quoted}@{term.language}"
    return f"{quoted}^^{short(str(term.datatype))}" if term.datatype else quoted


def to_rdflib(term: Term) -> Node:
    """Return the term of rdflib that the same text gives."""
    from rdflib import Literal, URIRef

    if isinstance(term, str):
        return URIRef(term)
    text, type_ = term
    if type_.startswith("@"):
        return Literal(text, lang=type_[1:])
    return Literal(text, datatype=None if type_ == STRING else URIRef(type_))
