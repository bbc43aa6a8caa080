"""
Why a query may have no answer: what it names and the data does not have, and what is near.

Only asked when there is no answer. Each sentence is true of the data whatever else the query says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from itertools import chain, islice, pairwise
from typing import Any, NamedTuple

import pyoxigraph as ox

from kg.model.vocabulary import PREFIXES
from kg.sparql.names import to_iri, to_name
from kg.sparql.prepare import Query, declared_in, known_terms
from kg.sparql.tokens import Token, tokens

MOST = 5
"""Sentences that are given at most."""
MOST_NEAR = 5_000
"""Names among which the nearest is looked for, which takes a tenth of a second."""
MOST_SAMPLES = 100
"""Values of a property that show of which kinds its values are."""

_XSD = PREFIXES["xsd"]
Term = ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple


def hints(query: Query, store: ox.Store) -> tuple[str, ...]:
    """
    Return sentences that may explain why the data has no answer to a query; none if it seems sound.

    >>> from kg.sparql.prepare import prepare
    >>> store = ox.Store()
    >>> store.update('INSERT DATA { <https://example.org/kg/topic/ai> a <urn:Topic> }')
    >>> hints(prepare("SELECT ?a { ?a schema:about topic:AI }"), store)
    ('topic:AI is not in the data. Did you mean topic:ai?',)
    """
    words = list(tokens(query.text))
    search = _Search(store, {**query.prefixes, **declared_in(words)}, query.prefixes)
    words = _without_template(words)
    told = {hint.split(" ", 1)[0] for hint in query.hints}
    found = chain(query.hints, search.of_names(words, told), search.of_values(words))
    unique: dict[str, None] = {}
    for sentence in found:
        unique[sentence] = None
        if len(unique) == MOST:
            break
    return tuple(unique)


class _Compared(NamedTuple):
    """A value that a query looks for under a property."""

    property_: str
    written: str
    """Both as in the query."""
    predicate: ox.NamedNode
    value: ox.Literal
    equal: bool
    """Not greater or less."""


class _Search:
    """What one query names, looked for in the data."""

    def __init__(
        self, store: ox.Store, prefixes: Mapping[str, str], own: Mapping[str, str]
    ) -> None:
        self.store = store
        self.prefixes = prefixes
        self.own = own
        """The prefixes of a build: those that a query need not declare."""
        self._samples = cache(self._values)
        self.spaces = sorted(prefixes.items(), key=lambda space: (-len(space[1]), space))

    # ---- names --------------------------------------------------------------------------

    def of_names(self, words: Sequence[Token], told: set[str]) -> Iterator[str]:
        """Yield a sentence for each name or address that nothing in the data has."""
        for at, token in enumerate(words):
            if token.text in told or not _is_term(words, at):
                continue
            node = self._node(token)
            if node and not self._occurs(node) and (hint := self._missing(token.text, node.value)):
                yield hint

    def _node(self, token: Token) -> ox.NamedNode | None:
        iri = token.text[1:-1] if token.kind == "iri" else to_iri(token.text, self.prefixes)
        try:
            return ox.NamedNode(iri)
        except ValueError:  # relative
            return None

    def _occurs(self, node: ox.NamedNode) -> bool:
        patterns = ((node, None, None), (None, node, None), (None, None, node))
        return any(
            next(iter(self.store.quads_for_pattern(*pattern)), None) is not None
            for pattern in patterns
        )

    def _missing(self, written: str, iri: str) -> str:
        """Return what to write instead of a name that nothing has; '' if nobody knows."""
        for prefix, space in self.own.items():
            for other in _other_spaces(space):
                if iri.startswith(other) and not iri.startswith(space):
                    return f"The data uses <{space}> for {prefix}:, not <{other}>."
        for other in _other_addresses(iri):
            if self._occurs(ox.NamedNode(other)):
                return f"{written} is not in the data. Did you mean <{other}>?"
        base = self.own["this"]
        kind = re.search(r"(?:article|outlet|post|topic|story|person(?:/[^/]+){1,2})/[^/]+$", iri)
        if kind and (iri.startswith(base) or self._occurs(ox.NamedNode(base + kind[0]))):
            return f"{written} is not in the data.{self._near(base + kind[0])}"
        return "" if _is_known(iri) else f"{written} is not in the data.{self._near(iri)}"

    def _near(self, iri: str) -> str:
        """Return a question for the nearest name of the same namespace, if one is near."""
        space = max((each for each in self.prefixes.values() if iri.startswith(each)), key=len,
                    default="")  # fmt: skip
        if not space:
            return ""
        local = iri[len(space) :]
        in_space = f"FILTER(STRSTARTS(STR(?found), {ox.Literal(space)}))"
        alike = f"FILTER(LCASE(STR(?found)) = {ox.Literal(iri.lower())})"
        things, classes = "?found a ?any", "?any a ?found"
        places: tuple[str, ...] = (things, classes)
        if space in PREFIXES.values():
            places = (classes,)
        elif space in self.own.values():
            places = (things,)
        same = [other for place in places for other in self._found(f"{place} {alike}", 1)]
        if not same:
            names = [n for place in places for n in self._found(f"{place} {in_space}", MOST_NEAR)]
            names += [space + each for each in known_terms().get(space, ())]
            if len(names) < MOST_NEAR:
                locals_ = sorted({name[len(space) :] for name in names})
                same = [space + near for near in get_close_matches(local, locals_, 3)]
        there = (name for name in same if self._occurs(ox.NamedNode(name)))
        nearest = next(there, None)
        return f" Did you mean {to_name(nearest, self.spaces)}?" if nearest else ""

    def _found(self, pattern: str, most: int) -> list[str]:
        """Return what `?found` is where a pattern holds, so many at most."""
        text = f"SELECT DISTINCT ?found {{ {pattern} }} LIMIT {most}"
        rows: Any = self.store.query(text)
        return [row["found"].value for row in rows]

    # ---- values -------------------------------------------------------------------------

    def _values(self, predicate: ox.NamedNode) -> tuple[Term, ...]:
        """Return some values of a property."""
        quads = self.store.quads_for_pattern(None, predicate, None)
        return tuple(quad.object for quad in islice(quads, MOST_SAMPLES))

    def of_values(self, words: Sequence[Token]) -> Iterator[str]:
        """Yield a sentence for each value of another kind than the data has, or that is nowhere."""
        every = list(self._compared(words))
        held = {one.value for one in every if self._holds(one)}
        for one in every:
            if one.value in held or not (samples := self._samples(one.predicate)):
                continue
            sample, kind = samples[0], _kind(one.value)
            if kind not in map(_kind, samples) and not isinstance(sample, ox.BlankNode):
                mend = _mend(one.value, sample) or self._by_name(one, sample)
                yield (
                    f"{one.property_} has {_KINDS[_kind(sample)][1]}, such as"
                    f" {self._shown(sample)}; {one.written} is {_KINDS[kind][0]}.{mend}"
                )
            elif one.equal and kind in ("string", "tagged"):
                yield f"No {one.property_} in the data is {one.written}.{self._near_value(one)}"

    def _holds(self, one: _Compared) -> bool:
        return (
            next(iter(self.store.quads_for_pattern(None, one.predicate, one.value)), None)
            is not None
        )

    def _near_value(self, one: _Compared) -> str:
        """Return a question for the nearest value of a property, if one is near."""
        lower = ox.Literal(one.value.value.lower())
        values = f"?any {one.predicate} ?found FILTER(isLiteral(?found))"
        same = self._found(f"{values} FILTER(LCASE(STR(?found)) = {lower})", 1)
        if not same:
            others = self._found(values, MOST_NEAR)
            if len(others) < MOST_NEAR:
                same = get_close_matches(one.value.value, sorted(others), 1)
        return f" Did you mean {ox.Literal(same[0])}?" if same else ""

    def _by_name(self, one: _Compared, sample: Term) -> str:
        """Return how to ask for something by its name where the data has an IRI."""
        if not isinstance(sample, ox.NamedNode) or not one.equal:
            return ""
        for name in ("schema:name", "skos:prefLabel", "schema:headline", "rdfs:label"):
            label = ox.NamedNode(to_iri(name, PREFIXES))
            if next(iter(self.store.quads_for_pattern(sample, label, None)), None):
                name = to_name(label.value, self.spaces)
                return f" To match by name, write {one.property_}/{name} {one.written}."
        return ""

    def _shown(self, term: Term) -> str:
        """Return a term as a query writes it."""
        if not isinstance(term, (ox.NamedNode, ox.Literal)):
            return str(term)
        if isinstance(term, ox.NamedNode):
            name = to_name(term.value, self.spaces)
            return f"<{name}>" if name == term.value else name
        kind = _kind(term)
        if kind in ("number", "boolean"):
            return term.value
        text = str(ox.Literal(term.value))
        if term.language:
            return f"{text}@{term.language}"
        return text if kind == "string" else f"{text}^^{to_name(term.datatype.value, self.spaces)}"

    def _compared(self, words: Sequence[Token]) -> Iterator[_Compared]:
        """Yield each value that the query looks for under a property."""
        property_of: dict[str, Token] = {}
        for before, token in pairwise(words):
            if token.kind == "variable" and before.kind in ("name", "iri"):
                property_of.setdefault(token.text[1:], before)
        for at in range(len(words)):
            literal = _literal(words, at, self.prefixes)
            if literal is None:
                continue
            value, end = literal
            property_, equal = _compared_with(words, at, end, property_of)
            predicate = property_ and self._node(property_)
            if property_ and predicate:
                written = "".join(word.text for word in words[at:end])
                yield _Compared(property_.text, written, predicate, value, equal)


# ---- what the words of a query mean ---------------------------------------------------------


def _without_template(words: list[Token]) -> list[Token]:
    """Return the words without what CONSTRUCT makes: that need not be in the data."""
    for at, (before, token) in enumerate(pairwise(words)):
        if before.text.upper() == "CONSTRUCT" and token.text == "{":
            depth = 0
            for end in range(at + 1, len(words)):
                depth += (words[end].text == "{") - (words[end].text == "}")
                if not depth:
                    return words[: at + 1] + words[end + 1 :]
    return words


def _is_term(words: Sequence[Token], at: int) -> bool:
    """Return whether a word stands for a thing in the data, not for a type, function or prefix."""
    token = words[at]
    if token.kind not in ("name", "iri"):
        return False
    before = words[at - 1].text.upper() if at else ""
    after = words[at + 1].text if at + 1 < len(words) else ""
    declares = before in ("BASE", "FROM", "NAMED", "GRAPH", "SERVICE", "SILENT")
    declares |= before.endswith("PREFIX") or (at > 1 and words[at - 2].text.upper() == "PREFIX")
    return not declares and after != "(" and not (before == "^" and words[at - 2].text == "^")


def _literal(
    words: Sequence[Token], at: int, prefixes: Mapping[str, str]
) -> tuple[ox.Literal, int] | None:
    """Return the value that begins at a word, and the number of the word after it; else None."""
    kind, text, _ = words[at]
    if kind == "number":
        whole = text.isdecimal()
        type_ = "double" if "e" in text.lower() else "integer" if whole else "decimal"
        return ox.Literal(text, datatype=ox.NamedNode(_XSD + type_)), at + 1
    if kind == "word" and text.lower() in ("true", "false"):
        return ox.Literal(text.lower(), datatype=ox.NamedNode(_XSD + "boolean")), at + 1
    if kind != "text":
        return None
    quotes = 3 if text[:3] in ('"""', "'''") else 1
    value = re.sub(
        r"\\(.)", lambda escape: _ESCAPES.get(escape[1], escape[1]), text[quotes:-quotes]
    )
    after = words[at + 1 : at + 4]
    if after and after[0].kind == "language":
        return ox.Literal(value, language=after[0].text[1:].lower()), at + 2
    if [word.text for word in after[:2]] == ["^", "^"] and len(after) == 3:
        iri = after[2].text[1:-1] if after[2].kind == "iri" else to_iri(after[2].text, prefixes)
        try:
            return ox.Literal(value, datatype=ox.NamedNode(iri)), at + 4
        except ValueError:
            return None
    return ox.Literal(value), at + 1


_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}


def _compared_with(
    words: Sequence[Token], at: int, end: int, property_of: Mapping[str, Token]
) -> tuple[Token | None, bool]:
    """Return the property that a value is compared with, if it is one, and whether for equality."""
    before = words[at - 1] if at else None
    if before and before.kind in ("name", "iri"):
        is_type = at > 1 and words[at - 2].text == "^"
        return (None if is_type else before), True
    signs = ""
    left = at - 1
    while left >= 0 and words[left].text in ("<", ">", "=", "!"):
        signs = words[left].text + signs
        left -= 1
    if not signs:  # the value may stand first
        left = end
        while left < len(words) and words[left].text in ("<", ">", "=", "!"):
            signs += words[left].text
            left += 1
    if 0 <= left < len(words) and signs not in ("", "!=") and words[left].kind == "variable":
        return property_of.get(words[left].text[1:]), signs == "="
    return _listed_for(words, at, property_of), True


def _listed_for(words: Sequence[Token], at: int, property_of: Mapping[str, Token]) -> Token | None:
    """Return the property whose values are listed there: `?v IN (...)` or `VALUES ?v { ... }`."""
    for start in range(at - 1, 0, -1):
        text = words[start].text
        if text == "(" and words[start - 1].text.upper() == "IN" and start > 1:
            return property_of.get(words[start - 2].text[1:])
        if text == "{" and start > 1 and words[start - 2].text.upper() == "VALUES":
            return property_of.get(words[start - 1].text[1:])
        if text in ("(", ")", "{", "}"):
            return None
    return None


# ---- kinds of values ------------------------------------------------------------------------

_KINDS = {
    "boolean": ("a boolean", "booleans"),
    "date": ("a date", "dates"),
    "iri": ("an IRI", "IRIs"),
    "local": ("a time without a time zone", "times without a time zone"),
    "number": ("a number", "numbers"),
    "other": ("of another type", "values of another type"),
    "string": ("a string", "strings"),
    "tagged": ("a string with a language tag", "strings with a language tag"),
    "time": ("a time", "times"),
}
"""How one value of a kind is called, and how several."""
_NUMBERS = {"integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger", "short"}


def _kind(term: object) -> str:
    """Return of which kind a value is: values of two kinds never equal, and never compare."""
    if isinstance(term, ox.NamedNode):
        return "iri"
    if not isinstance(term, ox.Literal):
        return "other"
    if term.language:
        return "tagged"
    type_ = term.datatype.value.removeprefix(_XSD)
    if type_ == "dateTime":
        return "time" if re.search(r"(Z|[+-]\d\d:\d\d)$", term.value) else "local"
    same = type_ in ("boolean", "date", "string")
    return type_ if same else "number" if type_ in _NUMBERS else "other"


def _mend(value: ox.Literal, sample: Term) -> str:
    """Return how to write a value so that it is of the kind of the sample; '' if nobody knows."""
    text = value.value
    wanted = _kind(sample)
    if wanted == "time" and (date := re.fullmatch(r"(\d{4})(-\d\d)?(-\d\d)?(T[\d:.]+)?", text)):
        day = f"{date[1]}{date[2] or '-01'}{date[3] or '-01'}"
        return f' Write "{day}{date[4] or "T00:00:00"}Z"^^xsd:dateTime.'
    if wanted == "date" and (date := re.match(r"\d{4}-\d\d-\d\d", text)):
        return f' Write "{date[0]}"^^xsd:date.'
    if wanted == "string":
        return f" Write {ox.Literal(text)}."
    if wanted == "tagged" and isinstance(sample, ox.Literal):
        return f" Write {ox.Literal(text)}@{sample.language}."
    fits = {"number": r"[+-]?\d+(\.\d+)?", "boolean": "true|false"}
    if wanted in fits and re.fullmatch(fits[wanted], text):
        return f" Write {text}."
    if wanted == "iri" and re.fullmatch(r'[A-Za-z][\w+.-]*:[^<>"{}|^`\\\s]+', text):
        return f" Write <{text}>."
    return ""


# ---- spellings ------------------------------------------------------------------------------


def _other_addresses(iri: str) -> Iterator[str]:
    """Yield other ways in which the same address is often written."""
    ends = (iri, iri[:-1] if iri.endswith("/") else f"{iri}/")
    for end in ends:
        yield from (other for other in _other_hosts(end) if other != iri)


def _other_spaces(space: str) -> Iterator[str]:
    """Yield other ways in which the same namespace is often written."""
    yield from (other for other in _other_hosts(space) if other != space)
    if space.endswith(("/", "#")):
        yield from _other_hosts(space[:-1] + ("#" if space.endswith("/") else "/"))


def _other_hosts(iri: str) -> Iterator[str]:
    """Yield the address with either scheme, and with and without `www.`."""
    if found := re.fullmatch(r"https?://(?:www\.)?(.*)", iri, re.DOTALL):
        for scheme in ("https", "http"):
            for www in ("", "www."):
                yield f"{scheme}://{www}{found[1]}"


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()


def _is_known(iri: str) -> bool:
    """Return whether a build states the term, if perhaps not this one."""
    return any(
        iri.startswith(space) and iri[len(space) :] in names
        for space, names in known_terms().items()
    )
