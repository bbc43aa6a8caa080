"""
Which rules of the ontology's shapes a graph breaks.

pySHACL says so, but takes ten times as long as everything else on a large graph. So each rule of
the shapes is also compiled to a quick test, which tells the nodes that surely keep it; pySHACL is
asked of the others alone. Whatever the quick test does not know, it does not pass.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kg.check.constraints import (
    CONSTRAINTS,
    SAYS_NOTHING,
    SH,
    UNSURE,
    Constraint,
    Shape,
    all_of,
    any_of,
    conforming,
    each_of,
    negated,
)
from kg.check.readback import parse_rdf, read_blocks
from kg.check.terms import STRING, Block, Term, UnusualError, canonical, to_rdflib
from kg.resources import resource

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TYPE = RDF + "type"
LOOKED_AT = {f"{SH}{word}" for word in ("path", "disjoint", "lessThanOrEquals")}
"""What names a predicate that a rule looks at."""
SUBCLASS = "http://www.w3.org/2000/01/rdf-schema#subClassOf"


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
        """What is said of each node, as far as rules for other nodes look at it."""
        self._sources: dict[str, dict[Term, list[str]]] = defaultdict(lambda: defaultdict(list))
        """By a predicate that rules look along against its direction, what leads to each node."""
        self._waiting: list[tuple[str, Shape]] = []
        """Nodes with rules that look at other nodes, too."""
        self._passed: set[str] = set()
        """Nodes that the rules of suspects look at."""

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
        for predicate in rules.against & block.keys():
            for target in block[predicate]:
                self._sources[predicate][target].append(subject)
        near, far = rules.for_node(block)
        if not (_is_plain(block) and all(s.verdict(subject, block) is True for s in near)):
            self._suspects.add(subject)
        self._waiting += ((subject, shape) for shape in far)

    def suspects(self) -> set[str]:
        """Return the nodes that may break a rule, as IRIs; all others surely break none."""
        waiting = self._waiting + [
            (target, shape)
            for predicate, targets in self._targets.items()
            for shape in self._rules.by_link[predicate]
            for target in targets
            if isinstance(target, str)
        ]
        self._suspects.update(
            node for node, shape in waiting
            if shape.verdict(node, self._seen_from(node, shape)) is not True
        )  # fmt: skip
        for node, shape in waiting:
            if shape.far and node in self._suspects:
                self._seen_from(node, shape, self._passed)
        return self._suspects

    def _seen_from(self, node: str, shape: Shape, passed: set[str] | None = None) -> Block:
        """Return what is said of a node, and what is at the ends of the paths of a rule."""
        kept = self._kept.get(node, {})
        if not shape.far:
            return kept
        return {**kept, **{path: self._reached(node, path, passed) for path in shape.far}}

    def _reached(self, node: str, path: str, passed: set[str] | None) -> list[Term]:
        """Return the ends of a path, each once."""
        ends: dict[Term, None] = {node: None}
        for step in self._rules.steps[path]:
            starts = [end for end in ends if isinstance(end, str)]
            if passed is not None:
                passed.update(starts)
            ends = {
                end: None
                for start in starts
                for end in (
                    self._sources[step[1:]].get(start, ()) if step.startswith("^")
                    else self._kept.get(start, {}).get(step, ())
                )
            }  # fmt: skip
        return list(ends)

    def broken_rules(self, data: bytes) -> list[Broken]:
        """Return what pySHACL finds in the Turtle that was looked at."""
        suspects = self.suspects()
        if not suspects:
            return []
        found = broken_rules(self._around(suspects, data))
        return [each for each in found if not _is_iri(each.focus) or str(each.focus) in suspects]

    def _around(self, suspects: set[str], data: bytes) -> rdflib.Graph:
        """Return all that is said of suspects and what their rules look at, and links to them."""
        import rdflib

        around = suspects | self._passed
        graph = rdflib.Graph(bind_namespaces="none")
        for subject, block in read_blocks(data, "turtle"):
            for predicate, terms in block.items():
                links = predicate in self._rules.by_link or predicate in self._rules.against
                for term in terms:
                    if subject in around or (links and term in suspects):
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


class Rules:
    """The shapes of a file in Turtle, by what picks the nodes that they are for."""

    def __init__(self, shapes: bytes) -> None:
        self._said = _described(shapes)
        self.unknown: set[str] = set()
        """What constrains nodes and no quick test knows: whether it is kept is never sure."""
        self.by_link: dict[str, list[Shape]] = defaultdict(list)
        """By a predicate the rules for what it leads to."""
        self.of_targets: set[str] = set()
        """The predicates that rules for other nodes look at."""
        self.steps: dict[str, tuple[str, ...]] = {}
        """By the name of a path its predicates, with `^` in front of those taken backwards."""
        self.against: set[str] = set()
        """The predicates that paths take backwards."""
        self._by_class: dict[str, list[Shape]] = defaultdict(list)
        self._by_predicate: dict[str, list[Shape]] = defaultdict(list)
        self.picks_others = False
        """Whether it picks nodes in a way that is not known here."""
        self._chosen: dict[tuple[object, ...], tuple[list[Shape], list[Shape]]] = {}
        for name in self._said:
            self._pick_nodes_of(name)

    def surely_kept(self, subject: str, block: Block) -> bool:
        """Return whether a node, and no other, tells that it keeps each rule that is for it."""
        near, far = self.for_node(block)
        return not far and all(shape.verdict(subject, block) is True for shape in near)

    def for_node(self, block: Block) -> tuple[list[Shape], list[Shape]]:
        """Return the rules for a node: those that look at it alone, and all others."""
        types = tuple(block.get(TYPE, ()))
        key = (types, *block)
        if key not in self._chosen:
            of_types = (shape for type_ in types for shape in self._by_class.get(str(type_), ()))
            of_predicates = (shape for name in block for shape in self._by_predicate.get(name, ()))
            shapes = [*of_types, *of_predicates]
            near = [shape for shape in shapes if not shape.far]
            self._chosen[key] = near, [shape for shape in shapes if shape.far]
        return self._chosen[key]

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
            if shape.far or target == f"{SH}targetObjectsOf":
                self.of_targets |= set(self._looked_at(name))

    def _shape(self, name: str) -> Shape:
        """Return a shape with its constraints."""
        said = self._said.get(name, {})
        path = None
        for node in map(str, said.get(f"{SH}path", ())):
            path = node if not node.startswith("_:") else self._path(node)
            if path is None:
                self.unknown.add(f"{SH}path of another form")
                return UNSURE
        constraints = [
            self._constraint(word, parameter)
            for word, parameters in said.items()
            if word.startswith(SH) and word not in SAYS_NOTHING and f"{SH}target" not in word
            for parameter in parameters
        ]
        far = dict.fromkeys(found for found in self._looked_at(name) if found in self.steps)
        return Shape(path, tuple(constraints), tuple(far))

    def _path(self, node: str) -> str | None:
        """Return the name of a path of several steps or against a link, or None."""
        is_list = f"{RDF}first" in self._said[node]
        parts = [str(part) for part in self._list(node)] if is_list else [node]
        inverse = f"{SH}inversePath"
        steps = tuple(
            f"^{self._said[part][inverse][0]}" if inverse in self._said.get(part, {}) else part
            for part in parts
        )
        if any(step.startswith(("_:", "^_:")) for step in steps):
            return None
        name = " ".join(steps)
        self.steps[name] = steps
        self.against.update(step[1:] for step in steps if step.startswith("^"))
        return name

    def _constraint(self, word: str, parameter: Term) -> Constraint:
        make = CONSTRAINTS.get(word.removeprefix(SH))
        if make:
            return make(parameter)
        inner = {"not": negated, "property": conforming, "node": conforming}
        if (combine := inner.get(word.removeprefix(SH))) is not None:
            return combine(self._shape(str(parameter)))
        if word == f"{SH}in":
            members = set(self._list(parameter))
            return each_of(lambda term: term in members)
        if word in (f"{SH}or", f"{SH}and"):
            parts = [self._shape(str(part)) for part in self._list(parameter)]
            return any_of(parts) if word == f"{SH}or" else all_of(parts)
        self.unknown.add(word)
        return lambda node, values, block: None

    def _list(self, first: Term) -> Iterator[Term]:
        """Yield the members of a list."""
        while first != f"{RDF}nil":
            cell = self._said[str(first)]
            yield cell[f"{RDF}first"][0]
            first = cell[f"{RDF}rest"][0]

    def _looked_at(self, name: str) -> Iterator[str]:
        """Yield each predicate and each path that a shape names, or a shape within it."""
        for word, parameters in self._said.get(name, {}).items():
            for parameter in map(str, parameters):
                if word == f"{SH}path" and parameter.startswith("_:"):
                    path = self._path(parameter)
                    yield from (path, *self.steps[path]) if path else ()
                elif word in LOOKED_AT:
                    yield parameter
                elif parameter.startswith("_:"):
                    yield from self._looked_at(parameter)


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
