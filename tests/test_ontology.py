"""The ontology, its shapes, its context and its questions keep what they promise."""

from __future__ import annotations

import csv
import io
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph
import pyshacl
import pytest
import rdflib
from paths import ROOT, TESTS
from pyld import jsonld
from rdflib import DCTERMS, OWL, RDF, RDFS, SH, SKOS, VANN
from rdflib.compare import isomorphic

from kg.model.vocabulary import PREFIXES, PROPERTIES, Property, Range
from kg.sparql.questions import bind, parse_question

ONTOLOGY = ROOT / "ontology"
NEWSROOM = ONTOLOGY / "examples" / "newsroom.ttl"
KG_TTL = ONTOLOGY / "kg.ttl"
SHAPES_TTL = ONTOLOGY / "shapes.ttl"
CONTEXT = ONTOLOGY / "context.jsonld"
BROKEN = sorted((ONTOLOGY / "examples" / "broken").glob("*.ttl"))
QUESTIONS = sorted((ONTOLOGY / "questions").glob("*.rq"))
TURTLE = [KG_TTL, SHAPES_TTL, NEWSROOM, *BROKEN]

KG = rdflib.Namespace(PREFIXES["kg"])
SHAPE = rdflib.Namespace("https://w3id.org/news-kg/shapes#")
THIS_ONTOLOGY = rdflib.URIRef("https://w3id.org/news-kg")
RULES = (
    *(SH.minCount, SH.maxCount, SH.datatype, SH.nodeKind, SH.pattern, SH.disjoint),
    *(SH.minInclusive, SH.hasValue, SH["in"], SH["or"], SH["not"], SH.lessThanOrEquals),
)
"""Every SHACL constraint that the shapes use."""


def id_of(value: object) -> str | None:
    return value.stem if isinstance(value, Path) else None


def parse(text: str | bytes, format_: str) -> rdflib.Graph:
    """Return the triples of a text; literals stay as they are written."""
    normalize, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        return rdflib.Graph().parse(data=text, format=format_)
    finally:
        rdflib.NORMALIZE_LITERALS = normalize


@cache
def graph_of(path: Path) -> rdflib.Graph:
    return parse(path.read_text(encoding="utf-8"), "turtle")


@cache
def context() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(CONTEXT.read_text(encoding="utf-8"))["@context"]
    return loaded


def iri_of(curie: str) -> rdflib.URIRef:
    prefix, _, local = curie.partition(":")
    return rdflib.URIRef(PREFIXES[prefix] + local)


# ---- the ontology -------------------------------------------------------------------------


@pytest.mark.parametrize("path", TURTLE, ids=id_of)
def test_two_parsers_read_the_same_triples(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    triples = pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TURTLE)
    as_ntriples = pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert as_ntriples
    assert isomorphic(graph_of(path), parse(as_ntriples, "nt"))


def test_the_ontology_says_what_it_is() -> None:
    header = graph_of(KG_TTL)
    assert (THIS_ONTOLOGY, RDF.type, OWL.Ontology) in header
    for property_ in (
        DCTERMS.title,
        DCTERMS.description,
        DCTERMS.creator,
        DCTERMS.created,
        DCTERMS.bibliographicCitation,
        OWL.versionInfo,
    ):
        assert header.value(THIS_ONTOLOGY, property_), property_
    licence = rdflib.URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert header.value(THIS_ONTOLOGY, DCTERMS.license) == licence
    prefix = header.value(THIS_ONTOLOGY, VANN.preferredNamespacePrefix)
    namespace = header.value(THIS_ONTOLOGY, VANN.preferredNamespaceUri)
    assert (str(prefix), str(namespace)) == ("kg", PREFIXES["kg"])


def test_the_version_is_the_same_everywhere() -> None:
    header = graph_of(KG_TTL)
    version = str(header.value(THIS_ONTOLOGY, OWL.versionInfo))
    version_iri = rdflib.URIRef(f"{THIS_ONTOLOGY}/{version}")
    assert header.value(THIS_ONTOLOGY, OWL.versionIRI) == version_iri
    assert str(version_iri) in str(header.value(THIS_ONTOLOGY, DCTERMS.bibliographicCitation))


def own_terms() -> list[rdflib.URIRef]:
    used = (term for triple in graph_of(KG_TTL) for term in triple)
    return sorted({t for t in used if isinstance(t, rdflib.URIRef) and t.startswith(KG)})


def test_the_ontology_has_its_own_class_and_twenty_one_properties() -> None:
    assert [term.removeprefix(KG) for term in own_terms()] == [
        "Story",
        "addedPrecision",
        "ampCacheUrl",
        "ampUrl",
        "copyOf",
        "correction",
        "curated",
        "dateAdded",
        "domain",
        "firstOutlet",
        "follows",
        "heat",
        "outlets",
        "partOfStory",
        "published",
        "publishedPrecision",
        "quality",
        "relatedTo",
        "removed",
        "startPrecision",
        "suggestedTopic",
        "texts",
    ]


@pytest.mark.parametrize("term", own_terms())
def test_each_own_term_is_explained(term: rdflib.URIRef) -> None:
    header = graph_of(KG_TTL)
    texts = [header.value(term, p) for p in (RDFS.label, SKOS.definition, RDFS.comment)]
    assert all(isinstance(text, rdflib.Literal) and text.language == "en" for text in texts)
    assert len(set(texts)) == 3
    assert header.value(term, RDFS.isDefinedBy) == THIS_ONTOLOGY


@pytest.mark.parametrize("term", [term for term in own_terms() if term != KG.Story])
def test_each_own_property_has_one_domain_and_one_range(term: rdflib.URIRef) -> None:
    header = graph_of(KG_TTL)
    kind = header.value(term, RDF.type)
    assert kind in (OWL.DatatypeProperty, OWL.ObjectProperty)
    (domain,) = header.objects(term, RDFS.domain)
    (range_,) = header.objects(term, RDFS.range)
    assert (domain, RDF.type, OWL.Class) in header
    is_datatype = str(range_).startswith(PREFIXES["xsd"])
    assert is_datatype == (kind == OWL.DatatypeProperty)
    assert is_datatype or (range_, RDF.type, OWL.Class) in header


KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, RDF.Property)


def declared_terms() -> list[rdflib.URIRef]:
    header = graph_of(KG_TTL)
    terms = {term for kind in KINDS for term in header.subjects(RDF.type, kind)}
    return sorted(term for term in terms if isinstance(term, rdflib.URIRef))


@pytest.mark.parametrize("term", [t for t in declared_terms() if not t.startswith(KG)])
def test_each_borrowed_term_says_how_it_is_used(term: rdflib.URIRef) -> None:
    header = graph_of(KG_TTL)
    for property_ in (RDF.type, RDFS.label, SKOS.scopeNote, RDFS.isDefinedBy):
        assert len(list(header.objects(term, property_))) == 1, property_


def test_no_two_terms_share_a_label_or_a_text() -> None:
    header = graph_of(KG_TTL)
    for property_ in (RDFS.label, SKOS.definition, SKOS.scopeNote, RDFS.comment):
        texts = [str(header.value(term, property_)) for term in declared_terms()]
        texts = [text for text in texts if text != "None"]
        assert sorted(texts) == sorted(set(texts))


# ---- other people's terms -----------------------------------------------------------------


def read_vocabularies() -> dict[str, frozenset[str]]:
    """Return the terms of each vocabulary by its namespace."""
    found = {}
    for path in sorted((TESTS / "vocabularies").glob("*.txt")):
        first, *lines = path.read_text(encoding="utf-8").splitlines()
        names = frozenset(line for line in lines if line and not line.startswith("#"))
        found[first.removeprefix("# ")] = names
    return found


VOCABULARIES = read_vocabularies() | {
    str(KG): frozenset(term.removeprefix(KG) for term in own_terms()),
    str(SHAPE): frozenset(
        str(shape).removeprefix(SHAPE) for shape in graph_of(SHAPES_TTL).subjects(SH.message, None)
    ),
}
OF_A_BUILD = "https://example.org/kg/"


def unknown_terms(iris: set[str]) -> list[str]:
    """Return the IRIs that lie in a vocabulary's namespace and are none of its terms."""
    return sorted(
        iri
        for iri in iris
        for namespace, names in VOCABULARIES.items()
        if iri.startswith(namespace) and iri.removeprefix(namespace) not in names | {""}
    )


def is_term(iri: str) -> bool:
    return any(
        iri.startswith(namespace) and iri.removeprefix(namespace) in names
        for namespace, names in VOCABULARIES.items()
    )


@pytest.mark.parametrize("path", TURTLE, ids=id_of)
def test_each_term_of_a_turtle_file_exists(path: Path) -> None:
    graph = graph_of(path)
    iris = {str(t) for triple in graph for t in triple if isinstance(t, rdflib.URIRef)}
    iris |= {str(t.datatype) for t in graph.objects() if isinstance(t, rdflib.Literal)} - {"None"}
    assert unknown_terms(iris) == []
    predicates_and_classes = set(graph.predicates()) | set(graph.objects(None, RDF.type))
    assert [str(t) for t in predicates_and_classes if not is_term(str(t))] == []


@pytest.mark.parametrize("path", QUESTIONS, ids=id_of)
def test_each_term_of_a_question_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    declared = dict(re.findall(r"^PREFIX (\w+): <(.+)>$", text, re.M))
    assert declared.items() <= PREFIXES.items()
    body = re.sub(r'"[^"]*"|<[^>]*>|^(?:#|PREFIX).*$', "", text, flags=re.M)
    curies = re.findall(r"\b(\w+):(\w+)", body)
    assert {prefix for prefix, _ in curies} == declared.keys(), "declared and used differ"
    names = {declared[prefix] + local for prefix, local in curies}
    assert [name for name in names if not is_term(name)] == []


def test_each_term_of_the_context_exists() -> None:
    for term, value in context().items():
        if term.startswith("@") or term in PREFIXES:
            continue
        entry = value if isinstance(value, dict) else {"@id": value}
        for curie in entry.values():
            assert curie.startswith("@") or is_term(iri_of(curie)), (term, curie)


# ---- what a build emits -------------------------------------------------------------------

EMITTED = {(kind, p.predicate): p for kind, table in PROPERTIES.items() for p in table}
KIND_OF_RANGE = {
    Range.TEXT: {OWL.DatatypeProperty, OWL.AnnotationProperty},
    Range.INTEGER: {OWL.DatatypeProperty},
    Range.BOOLEAN: {OWL.DatatypeProperty},
    Range.DATE_TIME: {OWL.DatatypeProperty},
    Range.IRI: {OWL.ObjectProperty},
    Range.CURIE: {OWL.ObjectProperty, RDF.Property},
    Range.NODE: {OWL.ObjectProperty},
}


@pytest.mark.parametrize("property_", EMITTED.values(), ids=[curie for _, curie in EMITTED])
def test_each_property_of_a_build_is_declared_with_its_kind(property_: Property) -> None:
    header = graph_of(KG_TTL)
    term = iri_of(property_.predicate)
    assert header.value(term, RDF.type) in KIND_OF_RANGE[property_.range]
    if property_.range.value.startswith("xsd:") and term.startswith(KG):
        assert header.value(term, RDFS.range) == iri_of(property_.range.value)


def test_each_term_of_the_example_is_declared() -> None:
    graph = graph_of(NEWSROOM)
    used = set(graph.predicates()) | set(graph.objects(None, RDF.type))
    assert used <= set(declared_terms())


def test_the_example_uses_every_property_and_class_of_a_build() -> None:
    used = set(graph_of(NEWSROOM).predicates())
    assert {curie for _, curie in EMITTED if iri_of(curie) not in used} == set()
    classes = {str(c) for c in graph_of(NEWSROOM).objects(None, RDF.type)}
    for name in ("NewsArticle", "VideoObject", "Course", "CreativeWork", "NewsMediaOrganization"):
        assert PREFIXES["schema"] + name in classes


def test_the_example_counts_itself_right() -> None:
    graph = graph_of(NEWSROOM)
    dataset = rdflib.URIRef(OF_A_BUILD + "dataset")
    kinds = tuple(
        f"{OF_A_BUILD}{kind}/" for kind in ("article", "outlet", "topic", "person", "story")
    )
    entities = {s for s in graph.subjects() if str(s).startswith(kinds)}
    assert int(str(graph.value(dataset, iri_of("void:triples")))) == len(graph)
    assert int(str(graph.value(dataset, iri_of("void:entities")))) == len(entities)


# ---- the shapes ---------------------------------------------------------------------------


def results_of(path: Path) -> list[tuple[str, str, str]]:
    """Return shape, kind of rule and message of each result that the file's validation has."""
    _, report, _ = pyshacl.validate(graph_of(path), shacl_graph=graph_of(SHAPES_TTL))
    assert isinstance(report, rdflib.Graph)
    found = []
    for result in report.subjects(RDF.type, SH.ValidationResult):
        shape = report.value(result, SH.sourceShape)
        component = report.value(result, SH.sourceConstraintComponent)
        (message,) = report.objects(result, SH.resultMessage)
        rule = str(component).removeprefix(str(SH)).removesuffix("ConstraintComponent")
        name = str(shape).removeprefix(SHAPE)
        found.append((name, rule[0].lower() + rule[1:], str(message)))
    return sorted(found)


def rules() -> set[str]:
    """Return `shape.rule` for each rule of each shape that has a message."""
    shapes = graph_of(SHAPES_TTL)
    return {
        f"{str(shape).removeprefix(SHAPE)}.{rule.removeprefix(str(SH))}"
        for shape in shapes.subjects(SH.message, None)
        for rule in RULES
        if (shape, rule, None) in shapes
    }


def test_the_shapes_are_valid_shacl() -> None:
    nothing = rdflib.Graph()
    conforms, _, text = pyshacl.validate(nothing, shacl_graph=graph_of(SHAPES_TTL), meta_shacl=True)
    assert conforms, text


def test_the_example_conforms_to_the_shapes() -> None:
    assert results_of(NEWSROOM) == []


def test_each_rule_has_a_file_that_breaks_it() -> None:
    assert {path.stem for path in BROKEN} == rules()


def test_the_shapes_use_no_rule_that_the_tests_do_not_know() -> None:
    shapes = graph_of(SHAPES_TTL)
    others = {SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.path, SH.message}
    used = {p for shape in shapes.subjects(SH.message, None) for p in shapes.predicates(shape)}
    assert used == {RDF.type, *others, *RULES}
    kinds = (SH.NodeShape, SH.PropertyShape)
    assert set(shapes.subjects(SH.message, None)) == {
        shape for kind in kinds for shape in shapes.subjects(RDF.type, kind)
    }


@pytest.mark.parametrize("path", BROKEN, ids=id_of)
def test_a_broken_file_breaks_its_one_rule_and_says_so(path: Path) -> None:
    expected = path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
    name, _, rule = path.stem.partition(".")
    assert results_of(path) == [(name, rule, expected)]


def test_each_message_is_one_sentence_and_no_two_agree() -> None:
    messages = [str(message) for message in graph_of(SHAPES_TTL).objects(None, SH.message)]
    assert len(messages) == len(set(messages))
    for message in messages:
        assert re.fullmatch(r"[A-Z].*(: |, or | or ).*\.", message), message
        assert not re.search(r"\. [A-Z]", message), message


def test_each_path_of_a_shape_is_declared() -> None:
    shapes = graph_of(SHAPES_TTL)
    steps: set[rdflib.term.Node] = set()
    for path in shapes.objects(None, SH.path):
        parts = [path] if isinstance(path, rdflib.URIRef) else [*shapes.items(path)] or [path]
        steps.update(shapes.value(part, SH.inversePath) or part for part in parts)
    assert steps <= set(declared_terms())


# ---- the questions ------------------------------------------------------------------------

Rows = list[list[str]]


def as_rows(text: str) -> Rows:
    return list(csv.reader(io.StringIO(text, newline="")))


@cache
def example_store() -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.load(path=NEWSROOM, format=pyoxigraph.RdfFormat.TURTLE)
    return store


def ask_rdflib(query: str) -> Rows:
    serialized = rdflib.Graph().parse(NEWSROOM).query(query).serialize(format="csv")
    assert serialized
    return as_rows(serialized.decode())


def ask_pyoxigraph(query: str) -> Rows:
    solutions = example_store().query(query)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    serialized = solutions.serialize(format=pyoxigraph.QueryResultsFormat.CSV)
    assert serialized
    return as_rows(serialized.decode())


def test_there_are_questions_numbered_without_gap() -> None:
    assert len(QUESTIONS) >= 14
    numbers = [path.name.partition("-")[0] for path in QUESTIONS]
    assert numbers == [f"{n:02d}" for n in range(1, len(QUESTIONS) + 1)]


def test_each_question_has_an_answer_beside_it_and_each_answer_a_question() -> None:
    answers = (ONTOLOGY / "questions").glob("*.csv")
    assert {path.stem for path in QUESTIONS} == {path.stem for path in answers}


def asked(path: Path) -> str:
    """Return the query of a question, with the examples of its parameters as values."""
    question = parse_question(path.stem, path.read_text(encoding="utf-8"), path)
    return bind(question, {p.name: p.example for p in question.parameters})


@pytest.mark.parametrize("ask", [ask_rdflib, ask_pyoxigraph])
@pytest.mark.parametrize("path", QUESTIONS, ids=id_of)
def test_each_question_returns_its_answer(path: Path, ask: Any) -> None:
    expected = as_rows(path.with_suffix(".csv").read_text(encoding="utf-8"))
    assert len(expected) > 1, "an answer without rows would show nothing"
    assert ask(asked(path)) == expected


@pytest.mark.parametrize("path", QUESTIONS, ids=id_of)
def test_each_question_asks_itself_in_its_first_line(path: Path) -> None:
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    assert re.fullmatch(r"# [A-Z][^.?]*\?", first)


@pytest.mark.parametrize("path", QUESTIONS, ids=id_of)
def test_the_rows_of_each_answer_come_in_one_order_only(path: Path) -> None:
    rows = as_rows(path.with_suffix(".csv").read_text(encoding="utf-8"))
    assert "ORDER BY" in path.read_text(encoding="utf-8")
    assert len({tuple(row) for row in rows}) == len(rows), "rows that agree have no order"


# ---- the context --------------------------------------------------------------------------


@pytest.mark.parametrize("property_", EMITTED.values(), ids=[curie for _, curie in EMITTED])
def test_the_context_has_each_property_of_a_build(property_: Property) -> None:
    value = {
        Range.TEXT: "text",
        Range.INTEGER: 7,
        Range.BOOLEAN: True,
        Range.DATE_TIME: "2024-05-01T09:30:00Z",
        Range.IRI: "https://example.org/a/../b?q=%20#c",
        Range.CURIE: "schema:Course",
        Range.NODE: "schema:Course",
    }[property_.range]
    node = {"@context": context(), "id": "https://example.org/s", property_.term: value}
    (quad,) = jsonld.to_rdf(node)["@default"]
    assert quad["predicate"]["value"] == str(iri_of(property_.predicate))
    object_ = quad["object"]
    if property_.range.value.startswith("xsd:"):
        lexical = json.dumps(value) if isinstance(value, (bool, int)) else value
        datatype = str(iri_of(property_.range.value))
        assert (object_["value"], object_["datatype"]) == (lexical, datatype)
    else:
        whole = value if property_.range is Range.IRI else str(iri_of(str(value)))
        assert (object_["type"], object_["value"]) == ("IRI", whole)


def as_json_value(term: rdflib.term.Node) -> str | int | bool:
    native = (rdflib.XSD.integer, rdflib.XSD.boolean)
    if isinstance(term, rdflib.Literal) and term.datatype in native:
        value: int | bool = json.loads(str(term))
        return value
    return str(term)


def test_the_example_as_json_says_the_same_as_turtle() -> None:
    names = {}
    for term, value in context().items():
        curie = value["@id"] if isinstance(value, dict) else value
        if isinstance(curie, str) and ":" in curie and term not in PREFIXES:
            names[iri_of(curie)] = term
    nodes: dict[str, dict[str, Any]] = {}
    for subject, predicate, object_ in graph_of(NEWSROOM):
        node = nodes.setdefault(str(subject), {"id": str(subject)})
        if predicate == RDF.type:
            assert isinstance(object_, rdflib.URIRef)
            node["type"] = names[object_]
        else:
            assert isinstance(predicate, rdflib.URIRef)
            node.setdefault(names[predicate], []).append(as_json_value(object_))
    document = {"@context": context(), "@graph": list(nodes.values())}
    nquads = jsonld.to_rdf(json.loads(json.dumps(document)), {"format": "application/n-quads"})
    result = pyoxigraph.parse(nquads, format=pyoxigraph.RdfFormat.N_TRIPLES)
    expected = pyoxigraph.parse(path=NEWSROOM, format=pyoxigraph.RdfFormat.TURTLE)
    assert {q.triple for q in result} == {q.triple for q in expected}


def test_the_context_expands_nothing_that_it_does_not_name() -> None:
    assert "@vocab" not in context()
    assert context()["@version"] == 1.1
    node = {"@context": context(), "id": "https://example.org/s", "headlines": "x", "headline": "y"}
    (expanded,) = jsonld.expand(node)
    assert set(expanded) == {"@id", PREFIXES["schema"] + "headline"}
