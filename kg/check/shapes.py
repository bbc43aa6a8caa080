"""
Which rules of the ontology's shapes a graph breaks.

pySHACL says so, but takes ten times as long as everything else on a large graph. So each rule of
the shapes is also compiled to a quick test, which tells the nodes that surely keep it; pySHACL is
asked of the others alone. Whatever the quick test does not know, it does not pass.
"""

from __future__ import annotations

import operator
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from kg.check.readback import parse_rdf, read_blocks
from kg.check.terms import STRING, Block, Term, UnusualError, canonical, to_rdflib
from kg.resources import resource

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

SH = "http://www.w3.org/ns/shacl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TYPE = RDF + "type"
SUBCLASS = "http://www.w3.org/2000/01/rdf-schema#subClassOf"

Verdict = bool | None
"""Whether a rule is surely kept or surely broken; None if that is not sure."""
Constraint = Callable[[Term, Sequence[Term], Block | None], Verdict]
"""Told of a node, the values that a shape looks at, and all that is said of the node, if known."""


class Broken(NamedTuple):
    """A rule that a node breaks."""

    focus: Node
    value: Node | None
    path: Node | None
    message: str


def broken_rules(graph: rdflib.Graph) -> list[Broken]:
    """Return what pySHACL finds in a graph."""
    import pyshacl
    from rdflib import RDF, SH

    _, report, _ = pyshacl.validate(
        graph, shacl_graph=parse_rdf(_shapes_file().decode("utf-8"), "turtle"), inplace=True
    )
    return [
        Broken(
            report.value(result, SH.focusNode),
            report.value(result, SH.value),
            report.value(result, SH.resultPath),
            str(report.value(result, SH.resultMessage)),
        )
        for result in report.subjects(RDF.type, SH.ValidationResult)
    ]


def _shapes_file() -> bytes:
    return resource("ontology/shapes.ttl").read_bytes()


class Suspicion:
    """
    Gathers the nodes that may break a rule, from what is said of one node after the other.

    >>> suspicion = Suspicion()
    >>> suspicion.inspect("urn:x", {"https://w3id.org/news-kg#heat": [("many", STRING)]})
    >>> suspicion.suspects()
    {'urn:x'}
    """

    def __init__(self, rules: Rules | None = None) -> None:
        self._rules = rules or Rules(_shapes_file())
        self._suspects: set[str] = set()
        self._targets: dict[str, set[Term]] = defaultdict(set)
        """By a predicate that picks what it leads to, all that it leads to."""
        self._kept: dict[str, dict[str, Sequence[Term]]] = {}
        """What is said of each node, as far as such rules look at it."""

    def inspect(self, subject: str, block: Block) -> None:
        """Look at what is said of a node; raise UnusualError if other nodes depend on it."""
        rules = self._rules
        if rules.picks_others or SUBCLASS in block:
            raise UnusualError
        self._kept[subject] = {name: block[name] for name in rules.of_targets if name in block}
        for predicate in rules.by_link.keys() & block.keys():
            self._targets[predicate].update(block[predicate])
            if tuple in map(type, block[predicate]):
                self._suspects.add(subject)
        if not (_is_plain(block) and rules.surely_kept(subject, block)):
            self._suspects.add(subject)

    def suspects(self) -> set[str]:
        """Return the nodes that may break a rule, as IRIs; all others surely break none."""
        for predicate, targets in self._targets.items():
            for shape in self._rules.by_link[predicate]:
                self._suspects.update(
                    target for target in targets
                    if isinstance(target, str)
                    and shape.verdict(target, self._kept.get(target, {})) is not True
                )  # fmt: skip
        return self._suspects

    def broken_rules(self, data: bytes) -> list[Broken]:
        """Return what pySHACL finds in the Turtle that was looked at."""
        suspects = self.suspects()
        if not suspects:
            return []
        found = broken_rules(self._around(suspects, data))
        return [each for each in found if not _is_iri(each.focus) or str(each.focus) in suspects]

    def _around(self, suspects: set[str], data: bytes) -> rdflib.Graph:
        """Return all that is said of suspects, and the links to them that rules look along."""
        import rdflib

        graph = rdflib.Graph(bind_namespaces="none")
        for subject, block in read_blocks(data, "turtle"):
            for predicate, terms in block.items():
                links = predicate in self._rules.by_link
                for term in terms:
                    if subject in suspects or (links and term in suspects):
                        graph.add((to_rdflib(subject), to_rdflib(predicate), to_rdflib(term)))
        return graph


def _is_iri(node: Node) -> bool:
    from rdflib import URIRef

    return isinstance(node, URIRef)


def _is_plain(block: Block) -> bool:
    """Return whether all literals are as kg writes them: quick tests know no others."""
    return all(
        isinstance(term, str) or term[1] == STRING or canonical(*term) is not None
        for terms in block.values()
        if tuple in map(type, terms)
        for term in terms
    )


# ---- rules as quick tests -------------------------------------------------------------------


class Shape(NamedTuple):
    """A rule, or a part of one."""

    path: str | None
    """The predicate whose values it looks at; None if it looks at the node itself."""
    constraints: tuple[Constraint, ...]

    def verdict(self, node: Term, block: Block | None) -> Verdict:
        """Return whether a node, of which so much is said, keeps the rule."""
        if self.path is not None and block is None:
            return None
        values = (node,) if self.path is None or block is None else block.get(self.path, ())
        found: Verdict = True
        for constraint in self.constraints:
            verdict = constraint(node, values, block)
            if verdict is False:
                return False
            if verdict is None:
                found = None
        return found


class Rules:
    """The shapes of a file in Turtle, by what picks the nodes that they are for."""

    def __init__(self, shapes: bytes) -> None:
        self._said = _described(shapes)
        self.unknown: set[str] = set()
        """What constrains nodes and no quick test knows: whether it is kept is never sure."""
        self.by_link: dict[str, list[Shape]] = defaultdict(list)
        """By a predicate the rules for what it leads to."""
        self.of_targets: set[str] = set()
        """The predicates that these rules look at."""
        self._by_class: dict[str, list[Shape]] = defaultdict(list)
        self._by_predicate: dict[str, list[Shape]] = defaultdict(list)
        self.picks_others = False
        """Whether it picks nodes in a way that is not known here."""
        self._chosen: dict[tuple[object, ...], list[Shape]] = {}
        for name in self._said:
            self._pick_nodes_of(name)

    def surely_kept(self, subject: str, block: Block) -> bool:
        """Return whether a node surely keeps each rule that is for it."""
        types = tuple(block.get(TYPE, ()))
        key = (types, *block)
        shapes = self._chosen.get(key)
        if shapes is None:
            of_types = (shape for type_ in types for shape in self._by_class.get(str(type_), ()))
            of_predicates = (shape for name in block for shape in self._by_predicate.get(name, ()))
            shapes = self._chosen[key] = [*of_types, *of_predicates]
        return all(shape.verdict(subject, block) is True for shape in shapes)

    def _pick_nodes_of(self, name: str) -> None:
        """Remember a shape by each of its targets."""
        places = {
            f"{SH}targetClass": self._by_class,
            f"{SH}targetSubjectsOf": self._by_predicate,
            f"{SH}targetObjectsOf": self.by_link,
        }
        said = self._said[name]
        self.picks_others |= any(str(type_).endswith("#Class") for type_ in said.get(TYPE, ()))
        for target in said:
            if not target.startswith(f"{SH}target"):
                continue
            if target not in places:
                self.picks_others = True
                continue
            shape = self._shape(name)
            for node in said[target]:
                places[target][str(node)].append(shape)
            if target == f"{SH}targetObjectsOf":
                self.of_targets |= set(self._looked_at(name))

    def _shape(self, name: str) -> Shape:
        """Return a shape with its constraints."""
        said = self._said.get(name, {})
        paths = said.get(f"{SH}path", ())
        if any(str(path).startswith("_:") for path in paths):
            self.unknown.add(f"{SH}path of several steps")
            return UNSURE
        constraints = [
            self._constraint(word, parameter)
            for word, parameters in said.items()
            if word.startswith(SH) and word not in SAYS_NOTHING and f"{SH}target" not in word
            for parameter in parameters
        ]
        return Shape(str(paths[0]) if paths else None, tuple(constraints))

    def _constraint(self, word: str, parameter: Term) -> Constraint:
        make = CONSTRAINTS.get(word.removeprefix(SH))
        if make:
            return make(parameter)
        inner = {"not": _negated, "property": _conforming, "node": _conforming}
        if (combine := inner.get(word.removeprefix(SH))) is not None:
            return combine(self._shape(str(parameter)))
        if word == f"{SH}in":
            members = set(self._list(parameter))
            return _each(lambda term: term in members)
        if word in (f"{SH}or", f"{SH}and"):
            parts = [self._shape(str(part)) for part in self._list(parameter)]
            return _any_of(parts) if word == f"{SH}or" else _all_of(parts)
        self.unknown.add(word)
        return lambda node, values, block: None

    def _list(self, first: Term) -> Iterator[Term]:
        """Yield the members of a list."""
        while first != f"{RDF}nil":
            cell = self._said[str(first)]
            yield cell[f"{RDF}first"][0]
            first = cell[f"{RDF}rest"][0]

    def _looked_at(self, name: str) -> Iterator[str]:
        """Yield each predicate that a shape names, or a shape within it."""
        for word, parameters in self._said.get(name, {}).items():
            for parameter in parameters:
                if word in (f"{SH}path", f"{SH}disjoint"):
                    yield str(parameter)
                elif str(parameter).startswith("_:"):
                    yield from self._looked_at(str(parameter))


def _described(shapes: bytes) -> dict[str, dict[str, list[Term]]]:
    """Return what a file says of each subject; the name of a blank node begins with `_:`."""
    import pyoxigraph as ox

    said: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, term, _ in ox.parse(shapes, format=ox.RdfFormat.TURTLE):
        value: Term = str(term) if type(term) is ox.BlankNode else term.value
        if type(term) is ox.Literal:
            value = (term.value, term.datatype.value)
        name = str(subject) if type(subject) is ox.BlankNode else subject.value
        said[name][predicate.value].append(value)
    return said


# ---- constraints ----------------------------------------------------------------------------

SAYS_NOTHING = {f"{SH}{word}" for word in ("message", "path", "name", "description", "order")}
"""What is said of a shape that no node can break."""
UNSURE = Shape(None, (lambda node, values, block: None,))


def _all(verdicts: Iterable[Verdict]) -> Verdict:
    """
    Return whether all are true; None if that is not sure.

    >>> _all([True, None]), _all([True, None, False]), _all([])
    (None, False, True)
    """
    found: Verdict = True
    for verdict in verdicts:
        if verdict is False:
            return False
        if verdict is None:
            found = None
    return found


def _opposite(verdict: Verdict) -> Verdict:
    return None if verdict is None else not verdict


def _each(test: Callable[[Term], Verdict]) -> Constraint:
    """Return the constraint that each value passes a test."""
    return lambda node, values, block: (
        test(values[0]) if len(values) == 1 else _all(map(test, values))
    )


def _conforming(shape: Shape) -> Constraint:
    """Return the constraint that each value keeps a rule; of other nodes nothing is known here."""
    return lambda node, values, block: _all(
        shape.verdict(value, block if value == node else None) for value in values
    )


def _negated(shape: Shape) -> Constraint:
    return lambda node, values, block: _all(
        _opposite(shape.verdict(value, block if value == node else None)) for value in values
    )


def _all_of(shapes: Sequence[Shape]) -> Constraint:
    each = [_conforming(shape) for shape in shapes]
    return lambda node, values, block: _all(test(node, values, block) for test in each)


def _any_of(shapes: Sequence[Shape]) -> Constraint:
    """Return the constraint that each value keeps one of several rules: not all are broken."""
    return lambda node, values, block: _all(
        _opposite(
            _all(
                _opposite(shape.verdict(value, block if value == node else None))
                for shape in shapes
            )
        )
        for value in values
    )


def _number(term: Term) -> int | None:
    value = canonical(*term) if isinstance(term, tuple) else None
    return value if type(value) is int else None


def _bounded(holds: Callable[[int, int], bool]) -> Callable[[Term], Constraint]:
    """Return what makes a constraint of whole numbers from its bound."""

    def make(parameter: Term) -> Constraint:
        bound = _number(parameter)

        def test(term: Term) -> Verdict:
            number = _number(term)
            return None if number is None or bound is None else holds(number, bound)

        return _each(test)

    return make


def _counted(holds: Callable[[int, int], bool]) -> Callable[[Term], Constraint]:
    def make(parameter: Term) -> Constraint:
        bound = int(parameter[0])
        return lambda node, values, block: holds(len(values), bound)

    return make


def _pattern(parameter: Term) -> Constraint:
    find = re.compile(parameter[0]).search

    def test(term: Term) -> Verdict:
        found = {find(text) is not None for text in _texts(term)}
        return found.pop() if len(found) == 1 else None

    return _each(test)


def _texts(term: Term) -> Iterator[str]:
    """Yield the text of a term as kg writes it and, of a date, as rdflib changes it."""
    if isinstance(term, str):
        yield term
        return
    if canonical(*term) is None:
        return
    yield term[0]
    if term[1].endswith("#dateTime"):
        yield datetime.fromisoformat(term[0]).isoformat()


def _node_kind(parameter: Term) -> Constraint:
    known = {f"{SH}IRI": str, f"{SH}Literal": tuple}.get(str(parameter))
    return _each(lambda term: isinstance(term, known) if known else None)


def _disjoint(parameter: Term) -> Constraint:
    predicate = str(parameter)
    return lambda node, values, block: (
        None if block is None else not any(term in values for term in block.get(predicate, ()))
    )


CONSTRAINTS: dict[str, Callable[[Term], Constraint]] = {
    "minCount": _counted(operator.ge),
    "maxCount": _counted(operator.le),
    "minInclusive": _bounded(operator.ge),
    "maxInclusive": _bounded(operator.le),
    "minExclusive": _bounded(operator.gt),
    "maxExclusive": _bounded(operator.lt),
    "hasValue": lambda parameter: lambda node, values, block: parameter in values,
    "datatype": lambda parameter: _each(
        lambda term: isinstance(term, tuple) and term[1] == parameter
    ),
    "nodeKind": _node_kind,
    "pattern": _pattern,
    "disjoint": _disjoint,
}
"""By the name of a constraint in SHACL, what makes it from its parameter."""
