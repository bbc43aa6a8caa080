"""The W3C's tests of the protocol, of service description and of result formats, over HTTP."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from paths import ROOT, TESTS
from rdflib.collection import Collection
from rdflib.query import Result
from serving import Server, serving

SUITE = TESTS / "fixtures" / "w3c"
DOCS = ROOT / "docs" / "sparql-protocol.md"
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
HT = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
RESULT_FORMATS = ("csv-tsv-res", "json-res")


def manifest(folder: str) -> rdflib.Graph:
    path = SUITE / folder / "manifest.ttl"
    return rdflib.Graph().parse(path, publicID=path.as_uri())


def entries(graph: rdflib.Graph) -> dict[str, Any]:
    """Return the tests of a manifest by their short names."""
    (head,) = graph.objects(None, MF.entries)
    return {re.split(r"[#/]", str(node))[-1]: node for node in Collection(graph, head)}


PROTOCOL = manifest("protocol")
PROTOCOL_TESTS = entries(PROTOCOL)
RESULTS = {folder: manifest(folder) for folder in RESULT_FORMATS}
RESULT_TESTS = {
    f"{folder}/{name}": (folder, node)
    for folder, graph in RESULTS.items()
    for name, node in entries(graph).items()
}
DESCRIPTION_TESTS = ("has-endpoint-triple", "returns-rdf", "conforms-to-schema")
NOT_APPLICABLE = set(re.findall(r"^\| `(\w+)` \|", DOCS.read_text("utf-8"), re.M))
APPLICABLE = [name for name in PROTOCOL_TESTS if name not in NOT_APPLICABLE]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve every graph of the suite, each under its name."""
    folder = tmp_path_factory.mktemp("w3c")
    with open(folder / "graph.nq", "wb") as stream:
        for name in ("data1", "data2", "data3"):
            graph = ox.NamedNode(f"http://kasei.us/2009/09/sparql/data/{name}.rdf")
            ox.serialize(named(SUITE / "protocol" / f"{name}.nt", graph), stream,
                         ox.RdfFormat.N_QUADS)  # fmt: skip
        for each in RESULT_FORMATS:
            for path in (SUITE / each).glob("data*.ttl"):
                graph = ox.NamedNode(path.as_uri())
                ox.serialize(named(path, graph), stream, ox.RdfFormat.N_QUADS)
    with serving(folder) as server:
        yield server


def named(path: Path, graph: ox.NamedNode) -> Iterator[ox.Quad]:
    for quad in ox.parse(path=str(path)):
        yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)


def test_every_test_of_the_suite_runs_or_is_listed_as_not_applicable() -> None:
    assert set(APPLICABLE) | NOT_APPLICABLE == set(PROTOCOL_TESTS)
    assert set(entries(manifest("service-description"))) == set(DESCRIPTION_TESTS)
    assert len(PROTOCOL_TESTS) == 34
    assert len(RESULT_TESTS) == 10
    folders = {path.parent.name for path in SUITE.rglob("manifest.ttl")}
    assert folders == {"protocol", "service-description", *RESULT_FORMATS}


@pytest.mark.parametrize("name", APPLICABLE)
def test_protocol(server: Server, name: str) -> None:
    graph = PROTOCOL
    (action,) = graph.objects(PROTOCOL_TESTS[name], MF.action)
    (requests,) = graph.objects(action, HT.requests)
    for request in Collection(graph, requests):
        headers = {}
        for head in graph.objects(request, HT.headers):
            for each in Collection(graph, head):
                value = str(graph.value(each, HT.fieldValue))
                headers[str(graph.value(each, HT.fieldName))] = value
        body = None
        if content := graph.value(request, HT.body):
            encoding = str(graph.value(content, CNT.characterEncoding))
            body = str(graph.value(content, CNT.chars)).encode(encoding)
        method = str(graph.value(request, HT.methodName))
        path = str(graph.value(request, HT.absolutePath))
        answer = server.send(method, path, body, headers)
        (response,) = graph.objects(request, HT.resp)
        statuses = {str(each)[-3:] for each in graph.objects(response, MF.expectedStatus)}
        assert f"{answer.status // 100}xx" in statuses, answer
        kind = answer.headers["content-type"].partition(";")[0]
        expected_format = str(graph.value(response, MF.expectedFormat) or "")
        if expected_format in ("boolean", "tabular"):
            assert kind == "application/sparql-results+json"
            parsed = Result.parse(io.BytesIO(answer.body), format="json")
            assert parsed.type == ("ASK" if expected_format == "boolean" else "SELECT")
            expected = graph.value(response, MF.expectedBoolean)
            if expected is not None:
                assert parsed.askAnswer == (str(expected) == "true")
        elif expected_format == "RDF":
            rdflib.Graph().parse(data=answer.text, format=kind)
        else:
            assert answer.status >= 400
            assert answer.text.strip()


@pytest.mark.parametrize("name", RESULT_TESTS)
def test_result_format(server: Server, name: str) -> None:
    folder, node = RESULT_TESTS[name]
    graph = RESULTS[folder]
    (action,) = graph.objects(node, MF.action)
    data = str(graph.value(action, QT.data))
    query = local(graph.value(action, QT.query)).read_text("utf-8")
    expected = local(graph.value(node, MF.result))
    media_type, parse = {
        ".csv": ("text/csv", table),
        ".tsv": ("text/tab-separated-values", terms),
        ".srj": ("application/sparql-results+json", terms),
    }[expected.suffix]
    answer = server.ask(query, accept=media_type, graph=data)
    assert answer.status == 200, answer
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert parse(answer.body, media_type) == parse(expected.read_bytes(), media_type)


def local(address: object) -> Path:
    return Path(str(address).removeprefix("file://"))


def table(data: bytes, media_type: str) -> Counter[frozenset[tuple[str, object]]]:
    """Return the rows of CSV, whatever their order and that of the columns."""
    assert media_type == "text/csv"
    rows = csv.DictReader(io.StringIO(data.decode(), newline=""))
    return Counter(frozenset((name, cell(value)) for name, value in row.items()) for row in rows)


def cell(value: str) -> object:
    """Return a cell that equals its like; numbers count by value, as the engine keeps them."""
    if value.startswith("_:"):
        return "_:"
    return float(value) if re.fullmatch(r"-?\d+(\.\d+)?([Ee]\d+)?", value) else value


def terms(data: bytes, media_type: str) -> Any:
    """Return the answer as terms by their values, read by another library than wrote it."""
    if media_type.endswith("json"):
        result = Result.parse(io.BytesIO(data), format="json")
    else:
        result = Result.parse(io.BytesIO(data), format="tsv")
    if result.type == "ASK":
        return result.askAnswer
    return Counter(
        frozenset((str(name), plain(value)) for name, value in row.items())
        for row in result.bindings
    )


def plain(term: object) -> tuple[object, ...]:
    if isinstance(term, rdflib.BNode):
        return ("blank",)
    if isinstance(term, rdflib.Literal) and isinstance(term.value, (int, float, Decimal)):
        return ("number", float(term.value))
    if isinstance(term, rdflib.Literal):
        return (term.datatype or rdflib.XSD.string, term.language, term.toPython() or str(term))
    return (str(term),)


# ---- service description ----------------------------------------------------------------------


def description(server: Server, accept: str = "text/turtle") -> rdflib.Graph:
    answer = server.get("/sparql", Accept=accept)
    assert answer.status == 200
    assert answer.headers["content-type"].partition(";")[0] == accept
    return rdflib.Graph().parse(data=answer.text, format=accept)


@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"]
)
def test_returns_rdf(server: Server, accept: str) -> None:
    assert len(description(server, accept)) > 10


def test_has_endpoint_triple(server: Server) -> None:
    assert list(description(server).objects(None, SD.endpoint)) == [rdflib.URIRef(server.endpoint)]


def test_conforms_to_schema(server: Server) -> None:
    """Domains and ranges of the vocabulary, of the terms that are used."""
    graph = description(server)
    (service,) = graph.subjects(rdflib.RDF.type, SD.Service)
    assert set(graph.objects(service, SD.supportedLanguage)) == {SD.SPARQL11Query}
    assert all(isinstance(each, rdflib.URIRef) for each in graph.objects(service, SD.resultFormat))
    assert len(list(graph.objects(service, SD.resultFormat))) == 8
    (dataset,) = graph.objects(service, SD.defaultDataset)
    assert (dataset, rdflib.RDF.type, SD.Dataset) in graph
    (default,) = graph.objects(dataset, SD.defaultGraph)
    assert (default, rdflib.RDF.type, SD.Graph) in graph
    known = {SD.endpoint, SD.supportedLanguage, SD.resultFormat, SD.feature, SD.defaultDataset,
             SD.defaultGraph}  # fmt: skip
    assert {p for p in graph.predicates() if str(p).startswith(str(SD))} <= known
