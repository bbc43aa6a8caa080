r"""
Prefixed names in SPARQL: as a person reads and writes them, and as the engine takes them.

The engine refuses two kinds of name that the standard allows: those whose local part has dots in
two places (`outlet:bbc.co.uk`), and those with a character from U+FFF0 on. So a name with a dot is
sent to it with `\.` in its place, and one with such a character as the IRI that it stands for.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kg.sparql.tokens import NAME_CHARS, NAME_START, Token, is_ambiguous

_PLAIN = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
# These take a few milliseconds to compile, so that is left to who needs them.
_LOCAL = (
    rf"(?:[{NAME_START}_:0-9]|%[0-9A-Fa-f]{{2}}|\\.)(?:[{NAME_CHARS}:.]|%[0-9A-Fa-f]{{2}}|\\.)*"
)
_TO_ESCAPE = r"^[.-]|\.$|%(?![0-9A-Fa-f]{2})|[~!$&'()*+,;=/?#@]"
_REFUSED = re.compile("[\ufff0-\U0010ffff]")


def to_name(iri: str, spaces: Iterable[tuple[str, str]]) -> str:
    r"""
    Return an IRI as a query can name it: with the first prefix that fits, or as it is without one.

    `spaces` are pairs of prefix and IRI. Where the grammar has no name for what follows the prefix,
    the whole IRI comes in brackets.

    >>> spaces = [("ex", "https://example.org/")]
    >>> [to_name(f"https://example.org/{end}", spaces) for end in ("bbc.co.uk", "c(1)", "m²")]
    ['ex:bbc.co.uk', 'ex:c\\(1\\)', '<https://example.org/m²>']
    >>> to_name("https://example.com/", spaces)
    'https://example.com/'
    """
    for prefix, space in spaces:
        if iri.startswith(space) and len(iri) > len(space):
            local = iri[len(space) :]
            if _PLAIN.fullmatch(local):
                return f"{prefix}:{local}"
            escaped = re.sub(_TO_ESCAPE, r"\\\g<0>", local)
            return f"{prefix}:{escaped}" if re.fullmatch(_LOCAL, escaped) else f"<{iri}>"
    return iri


def to_iri(name: str, prefixes: Mapping[str, str]) -> str:
    r"""
    Return the IRI that a name in a query stands for; '' if its prefix is not known.

    >>> to_iri(r"ex:c\(1\)", {"ex": "https://example.org/"})
    'https://example.org/c(1)'
    """
    prefix, _, local = name.partition(":")
    return prefixes[prefix] + re.sub(r"\\(.)", r"\1", local) if prefix in prefixes else ""


class Spelling(NamedTuple):
    """A query as the engine takes it."""

    text: str
    places: tuple[tuple[int, int], ...] = ()
    """Where the text moves against what was written: characters before a place, here and there."""

    def written_at(self, at: int) -> int:
        r"""
        Return where in the query as written the character stands that is at `at` here.

        >>> Spelling(r"ASK { x:a\.b ?p 1 }", ((6, 6), (12, 11))).written_at(13)
        12
        """
        index = bisect_right(self.places, (at, at))
        here, there = self.places[index - 1] if index else (0, 0)
        end = self.places[index][1] if index < len(self.places) else at
        return min(there + at - here, end)


def spell(text: str, words: Iterable[Token], prefixes: Mapping[str, str]) -> Spelling:
    r"""
    Return the query with each name written so that the engine takes it.

    >>> spell("ASK { x:a.b.c ?p 1 }", [Token("name", "x:a.b.c", 6)], {}).text
    'ASK { x:a\\.b\\.c ?p 1 }'
    """
    pieces: list[str] = []
    places: list[tuple[int, int]] = []
    done = length = 0
    for kind, word, at in words:
        if kind != "name" or (spelt := _spelt(word, prefixes)) == word:
            continue
        pieces += [text[done:at], spelt]
        length += at - done
        places += [(length, at), (length + len(spelt), at + len(word))]
        length += len(spelt)
        done = at + len(word)
    return Spelling("".join([*pieces, text[done:]]), tuple(places)) if places else Spelling(text)


def _spelt(name: str, prefixes: Mapping[str, str]) -> str:
    """Return a name as the engine takes it, or as it is where it takes none."""
    prefix, _, local = name.partition(":")
    if not local.isascii() and _REFUSED.search(local):
        iri = f"<{to_iri(name, prefixes)}>"
        # One that is relative, or could be read as "less than", would mean something else.
        absolute = re.match(r"<[A-Za-z][A-Za-z0-9+.-]*:", iri)
        return iri if absolute and not is_ambiguous(Token("iri", iri, 0), prefixes) else name
    if "." not in local:
        return name
    escaped = re.sub(r"\\.|\.", lambda dot: dot[0] if len(dot[0]) == 2 else r"\.", local)
    return f"{prefix}:{escaped}"
