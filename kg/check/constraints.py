"""
Rules of SHACL as quick tests of one node.

A test is told what is said of the node. Values at the end of a path of several steps stand there,
too, under the name of the path: see `kg/check/shapes.py`.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from kg.check.terms import DATATYPES, Block, Term, canonical
from kg.model.vocabulary import Range

SH = "http://www.w3.org/ns/shacl#"

Verdict = bool | None
"""Whether a rule is surely kept or surely broken; None if that is not sure."""
Constraint = Callable[[Term, Sequence[Term], Block | None], Verdict]
"""Told of a node, the values that a shape looks at, and all that is said of the node, if known."""


class Shape(NamedTuple):
    """A rule, or a part of one."""

    path: str | None
    """The predicate whose values it looks at; None if it looks at the node itself."""
    constraints: tuple[Constraint, ...]
    far: tuple[str, ...] = ()
    """Paths of several steps, or against a link, that it looks along or a part of it does."""

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


def each_of(test: Callable[[Term], Verdict]) -> Constraint:
    """Return the constraint that each value passes a test."""
    return lambda node, values, block: (
        test(values[0]) if len(values) == 1 else _all(map(test, values))
    )


def conforming(shape: Shape) -> Constraint:
    """Return the constraint that each value keeps a rule; of other nodes nothing is known here."""
    return lambda node, values, block: _all(
        shape.verdict(value, block if value == node else None) for value in values
    )


def negated(shape: Shape) -> Constraint:
    return lambda node, values, block: _all(
        _opposite(shape.verdict(value, block if value == node else None)) for value in values
    )


def all_of(shapes: Sequence[Shape]) -> Constraint:
    each = [conforming(shape) for shape in shapes]
    return lambda node, values, block: _all(test(node, values, block) for test in each)


def any_of(shapes: Sequence[Shape]) -> Constraint:
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

        return each_of(test)

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

    return each_of(test)


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
    return each_of(lambda term: isinstance(term, known) if known else None)


def _not_after(parameter: Term) -> Constraint:
    """Return the constraint that no value is after one of another predicate."""
    predicate = str(parameter)

    return lambda node, values, block: (
        None if block is None else _in_order(values, block.get(predicate, ()))
    )


def _in_order(values: Sequence[Term], others: Sequence[Term]) -> Verdict:
    """Return whether no value is after another, if all are instants."""
    if not values or not others:
        return True
    first = [instant for instant in map(_instant, values) if instant]
    second = [instant for instant in map(_instant, others) if instant]
    if len(first) < len(values) or len(second) < len(others):
        return None
    return max(first) <= min(second)


def _instant(term: Term) -> datetime | None:
    """Return the instant of a date that is written as kg writes it."""
    if not isinstance(term, tuple) or term[1] != DATATYPES[Range.DATE_TIME]:
        return None
    return datetime.fromisoformat(term[0]) if canonical(*term) is not None else None


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
    "datatype": lambda parameter: each_of(
        lambda term: isinstance(term, tuple) and term[1] == parameter
    ),
    "nodeKind": _node_kind,
    "pattern": _pattern,
    "disjoint": _disjoint,
    "lessThanOrEquals": _not_after,
}
"""By the name of a constraint in SHACL, what makes it from its parameter."""
