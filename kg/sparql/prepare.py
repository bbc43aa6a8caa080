"""Check a SPARQL query before it is evaluated, and complete its prefixes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise
from typing import Literal, NamedTuple, cast

from kg.model.graph import DEFAULT_BASE_IRI
from kg.model.vocabulary import PREFIXES, PROPERTIES
from kg.model.vocabulary import prefixes as prefixes_of
from kg.sparql.names import Spelling, spell, to_iri
from kg.sparql.tokens import QueryError, Token, calls_a_service, is_ambiguous, tokens

Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]

MAX_CHARS = 1_000_000

MAX_PARTS = 1_000
"""Keywords, operators and braces of a query: some are so many steps deep for the engine, which ends
the whole process where it gets too deep."""

MAX_GROUP_DEPTH = 64
"""Brackets inside each other."""

_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")

_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}


@dataclass(frozen=True, slots=True)
class Query:
    """A query that may be asked."""

    text: str
    form: Form
    prefixes: Mapping[str, str]
    """Those that it need not declare."""
    spelling: Spelling
    """The text as the engine takes it."""
    graphs: tuple[str, ...] = ()
    """The graphs that FROM and FROM NAMED choose; the engine fetches none of them."""
    hints: tuple[str, ...] = ()
    """Sentences that may explain why there is no answer: terms that no build states."""


def prepare(
    text: str, *, base_iri: str = DEFAULT_BASE_IRI, allow_network: bool = False, strict: bool = True
) -> Query:
    """
    Return the query of a text; raise QueryError if it must not be asked, or names nothing known.

    The prefixes of a build need not be declared. Whether the text is SPARQL as a whole only
    `evaluate` knows. Unless `strict`, own terms that do not exist are hints, no errors.

    >>> prepare("ASK { ?article kg:curated true }").form
    'ASK'
    """
    known = prefixes_of(base_iri)
    text = text.removeprefix("\ufeff")  # a byte order mark is no part of a text
    if len(text) > MAX_CHARS:
        raise QueryError(f"The query is longer than {MAX_CHARS:,} characters. Shorten it.")
    if lone := re.search("[\ud800-\udfff]", text):
        raise QueryError("The query is not valid UTF-8. Write it in UTF-8.", text, lone.start())
    words = list(tokens(text))
    _check_size(words, text)
    declared = declared_in(words)
    spaces = known | declared
    form = _form(words, text)
    hints: list[str] = []
    for token in words:
        if calls_a_service(token) and not allow_network:
            raise QueryError(
                "SERVICE, or a word containing it, could send the query to another server."
                " Remove it, or allow network access.", text, token.at,
            )  # fmt: skip
        if is_ambiguous(token, spaces) and not allow_network:
            raise QueryError(
                "This could be an IRI or 'less than'. Write an absolute IRI, with https://,"
                " or put a space after '<'.", text, token.at,
            )  # fmt: skip
        if token.kind == "name":
            hint = _unknown_term(token, spaces)
            if hint and (token.text.partition(":")[0] not in spaces or (strict and hint.own)):
                raise QueryError(hint.what, text, token.at)
            if hint:
                hints.append(hint.what)
    spelling = spell(text, words, spaces)
    graphs = tuple(_graphs(words, spaces))
    return Query(text, form, known, spelling, graphs, tuple(dict.fromkeys(hints)))


def _check_size(words: list[Token], text: str) -> None:
    """Raise QueryError if a query is nested or composed beyond what the engine can take."""
    parts = depth = 0
    for kind, word, at in words:
        depth += (word in CLOSES.values()) - (word in CLOSES)
        if kind == "word":
            parts += word.upper() not in ("UNDEF", "TRUE", "FALSE")
        else:
            parts += kind == "sign" and word not in ".,;()"
        if depth > MAX_GROUP_DEPTH:
            raise QueryError(f"Brackets are nested more than {MAX_GROUP_DEPTH} deep. Nest fewer.",
                             text, at)  # fmt: skip
        if parts > MAX_PARTS:
            raise QueryError(f"More than {MAX_PARTS:,} keywords, operators and braces. Split the"
                             " query, or list values with VALUES.", text, at)  # fmt: skip


def declared_in(words: Sequence[Token]) -> dict[str, str]:
    """Return the prefixes that the query itself declares."""
    return {
        name.text[:-1]: iri.text[1:-1]
        for word, name, iri in zip(words, words[1:], words[2:], strict=False)
        if (word.kind, name.kind, iri.kind) == ("word", "name", "iri")
        and word.text.upper().endswith("PREFIX")
    }


def _form(words: list[Token], text: str) -> Form:
    """Return what is asked for: the first word that belongs to no declaration."""
    for token in words:
        word = token.text.upper()
        if token.kind != "word" or word in ("PREFIX", "BASE", "VERSION"):
            continue
        if word in _FORMS:
            return cast(Form, word)
        if word in _UPDATES:
            what = f"{word} would change the graph, which is read-only. Write a query."
            raise QueryError(what, text, token.at)
        meant = get_close_matches(word, _FORMS, 1)
        what = f"Did you mean {meant[0]}?" if meant else f"Begin with {', '.join(_FORMS)}."
        raise QueryError(f"A query cannot begin with {token.text}. {what}", text, token.at)
    raise QueryError(f"The query is empty. Begin with {', '.join(_FORMS)}.")


def _graphs(words: list[Token], spaces: Mapping[str, str]) -> Iterator[str]:
    """Yield the graphs that the query is to be asked of."""
    for before, token in pairwise(words):
        if before.kind == "word" and before.text.upper() in ("FROM", "NAMED"):
            if token.kind == "iri":
                yield token.text[1:-1]
            elif token.kind == "name":
                yield to_iri(token.text, spaces)


class _Unknown(NamedTuple):
    what: str
    own: bool
    """In the namespace of kg, whose terms are all known."""


_TERMS: dict[str, set[str]] = {}


def known_terms() -> dict[str, set[str]]:
    """Return the terms that a build states, by namespace."""
    if not _TERMS:
        curies = {known.predicate for table in PROPERTIES.values() for known in table}
        for curie in curies:
            prefix, _, local = curie.partition(":")
            _TERMS.setdefault(PREFIXES[prefix], set()).add(local)
    return _TERMS


def _unknown_term(token: Token, spaces: Mapping[str, str]) -> _Unknown | None:
    """Return what is wrong with a name, and the nearest that is known."""
    prefix, _, local = token.text.partition(":")
    if prefix not in spaces:
        near = get_close_matches(prefix, spaces, 1)
        mend = f"Did you mean {near[0]}:?" if near else "Declare it with PREFIX."
        return _Unknown(f"Unknown prefix {prefix}:. {mend}", own=False)
    names = known_terms().get(spaces[prefix], set())
    if not local or not names or local in names:
        return None
    near = get_close_matches(local, names, 1)
    own = spaces[prefix] == PREFIXES["kg"]
    if not (own or near):
        return None
    mend = (
        f" Did you mean {prefix}:{near[0]}?" if near else f" Use one of {', '.join(sorted(names))}."
    )
    return _Unknown(f"{token.text} is not a term that kg uses.{mend}", own)


CLOSES = {")": "(", "]": "[", "}": "{"}


def syntax_error(said: str, text: str, spelling: Spelling) -> QueryError:
    """Return what the engine's parser said, for a person."""
    found = re.match(r"error at (\d+):(\d+): expected (.*)", said, re.S)
    if not found:
        return QueryError(f"Invalid SPARQL: {said}. Correct the query.")
    open_ = []
    for token in tokens(text):
        if token.text in CLOSES.values():
            open_.append(token)
        elif token.text in CLOSES and (not open_ or open_.pop().text != CLOSES[token.text]):
            return QueryError("This bracket has no opening partner. Remove it.", text, token.at)
    if open_:
        return QueryError("This bracket is never closed. Close it.", text, open_[-1].at)
    starts = [0, *(match.end() for match in re.finditer(r"\n", spelling.text))]
    at = spelling.written_at(starts[min(int(found[1]), len(starts)) - 1] + int(found[2]) - 1)
    if "[" not in found[3]:
        # It looked for a keyword, and says where that would end; a word begins where it looked.
        begins = {token.at for token in tokens(text)}
        places = {at - len(keyword) for keyword in re.findall(r"[A-Z]{2,}", found[3])}
        at = max(places & begins, default=at)
    at = max((token.at for token in tokens(text) if token.at <= at), default=0)
    return QueryError("Invalid SPARQL from here on. Correct the query.", text, at)
