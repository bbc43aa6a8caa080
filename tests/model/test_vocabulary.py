"""How records are said in RDF and in networks, word for word."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from kg.exporters import DATA, DEFAULT_FORMATS, FORMATS
from kg.exporters.network import node_attributes, to_graphml, to_networkx
from kg.exporters.rdf import expand, to_jsonld, to_ntriples, to_triples, to_turtle
from kg.model.graph import KnowledgeGraph, count_triples
from kg.model.records import Article, Entity, Link, Outlet, Topic
from kg.model.vocabulary import PREFIXES, PROPERTIES, kind_of, prefixes, values_of

FULL = Article(
    id="article:1",
    type="schema:VideoObject",
    label="Rain\t& <b>",
    url="https://example.org/rain",
    abstract='It "rains".',
    date_published="2024-05-01T09:30:00Z",
    image="https://example.org/rain.png",
    quality=70,
    heat=0,
    curated=True,
    published=False,
    removed=True,
    amp_urls=("https://example.org/amp",),
    amp_cache_urls=("https://cache.example/amp",),
    same_as=("https://example.org/b?x&y", "https://example.org/c"),
    posts=("post:a.md",),
    publisher="outlet:example.org",
    about=("topic:a", "topic:b"),
    related_to=("article:2",),
)
BARE = Article("article:2", "schema:NewsArticle", "", "https://example.org/2")
OUTLET = Outlet(
    id="outlet:example.org",
    label="Example",
    domain="example.org",
    alternate_names=("Ex",),
    url="https://example.org/",
    logo="https://example.org/logo.png",
    description="News.",
)
TOPIC = Topic("topic:a", "A", ("Aa",), ("word",), "topic:b")
GRAPH = KnowledgeGraph(
    (FULL, BARE), (OUTLET,), (TOPIC, Topic("topic:b", "B")), "https://kg.example/", "The & title"
)

SAID: list[tuple[Entity, list[tuple[str, str]]]] = [
    (
        FULL,
        [
            ("rdf:type", "schema:VideoObject"),
            ("schema:headline", r'"Rain\t& <b>"'),
            ("schema:abstract", r'"It \"rains\"."'),
            ("schema:datePublished", '"2024-05-01T09:30:00Z"^^xsd:dateTime'),
            ("schema:url", "<https://example.org/rain>"),
            ("schema:sameAs", "<https://example.org/b?x&y>"),
            ("schema:sameAs", "<https://example.org/c>"),
            ("kg:ampUrl", "<https://example.org/amp>"),
            ("kg:ampCacheUrl", "<https://cache.example/amp>"),
            ("schema:image", "<https://example.org/rain.png>"),
            ("kg:quality", '"70"^^xsd:integer'),
            ("kg:heat", '"0"^^xsd:integer'),
            ("kg:curated", '"true"^^xsd:boolean'),
            ("kg:published", '"false"^^xsd:boolean'),
            ("kg:removed", '"true"^^xsd:boolean'),
            ("prov:wasDerivedFrom", "<https://kg.example/post/a.md>"),
            ("schema:publisher", "<https://kg.example/outlet/example.org>"),
            ("schema:about", "<https://kg.example/topic/a>"),
            ("schema:about", "<https://kg.example/topic/b>"),
            ("kg:relatedTo", "<https://kg.example/article/2>"),
        ],
    ),
    (
        BARE,
        [
            ("rdf:type", "schema:NewsArticle"),
            ("schema:headline", '""'),
            ("schema:url", "<https://example.org/2>"),
            ("kg:curated", '"false"^^xsd:boolean'),
        ],
    ),
    (
        OUTLET,
        [
            ("rdf:type", "schema:NewsMediaOrganization"),
            ("schema:name", '"Example"'),
            ("schema:alternateName", '"Ex"'),
            ("kg:domain", '"example.org"'),
            ("schema:url", "<https://example.org/>"),
            ("schema:logo", "<https://example.org/logo.png>"),
            ("schema:description", '"News."'),
        ],
    ),
    (
        TOPIC,
        [
            ("rdf:type", "skos:Concept"),
            ("skos:prefLabel", '"A"'),
            ("skos:altLabel", '"Aa"'),
            ("skos:hiddenLabel", '"word"'),
            ("skos:inScheme", "<https://kg.example/topics>"),
            ("skos:broader", "<https://kg.example/topic/b>"),
        ],
    ),
]
IRIS = {
    "kg:": "https://w3id.org/news-kg#",
    "prov:": "http://www.w3.org/ns/prov#",
    "rdf:": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "schema:": "https://schema.org/",
    "skos:": "http://www.w3.org/2004/02/skos/core#",
    "xsd:": "http://www.w3.org/2001/XMLSchema#",
}


def term(text: str) -> str:
    """Return a term with its CURIE as an IRI in brackets."""
    value, marks, type_ = text.rpartition("^^")
    for prefix, iri in IRIS.items():
        if type_.startswith(prefix):
            return f"{value}{marks}<{iri}{type_.removeprefix(prefix)}>"
    return text


@pytest.mark.parametrize(("entity", "said"), SAID, ids=lambda each: getattr(each, "id", ""))
def test_the_triples_of_an_entity(entity: Entity, said: list[tuple[str, str]]) -> None:
    subject = "<https://kg.example/" + entity.id.replace(":", "/") + ">"
    assert list(to_triples(entity, "https://kg.example/")) == [
        (subject, term(predicate), term(value)) for predicate, value in said
    ]


def test_triples_are_counted_as_they_are_written() -> None:
    assert count_triples(KnowledgeGraph()) == 9
    assert count_triples(GRAPH) == 9 + 20 + 4 + 7 + 6 + 3
    assert len("".join(to_ntriples(GRAPH)).splitlines()) == 49


def test_a_graph_without_entities_says_what_it_is() -> None:
    empty = KnowledgeGraph(base_iri="https://kg.example/", title="None")
    assert "".join(to_turtle(empty)).partition("\n\n")[2] == (
        "this:dataset a void:Dataset ;\n"
        '    dcterms:title "None" ;\n'
        "    void:triples 9 ;\n"
        "    void:entities 0 ;\n"
        "    prov:wasGeneratedBy this:build .\n"
        "\n"
        "this:build a prov:Activity ;\n"
        '    rdfs:label "kg build 0.2.0" .\n'
        "\n"
        "this:topics a skos:ConceptScheme ;\n"
        '    dcterms:title "Topics of None" .\n'
    )


def test_a_namespace_is_what_its_owner_calls_it() -> None:
    assert PREFIXES == {
        "dcterms": "http://purl.org/dc/terms/",
        "kg": "https://w3id.org/news-kg#",
        "prov": "http://www.w3.org/ns/prov#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "schema": "https://schema.org/",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "void": "http://rdfs.org/ns/void#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
    own = {
        "article": "https://kg.example/article/",
        "outlet": "https://kg.example/outlet/",
        "person": "https://kg.example/person/",
        "story": "https://kg.example/story/",
        "post": "https://kg.example/post/",
        "this": "https://kg.example/",
        "topic": "https://kg.example/topic/",
    }
    assert list(prefixes("https://kg.example/").items()) == sorted((PREFIXES | own).items())


def test_kinds_and_values() -> None:
    assert [kind_of(kind) for kind in PROPERTIES] == [
        *("article", "outlet", "topic", "person", "story")
    ]
    assert values_of(TOPIC) == (
        "topic:a", ("skos:Concept", "A", ("Aa",), ("word",), "this:topics", "topic:b")
    )  # fmt: skip
    assert expand("kg:a:b", PREFIXES) == "https://w3id.org/news-kg#a:b"


# ---- Turtle and JSON-LD ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("local", "name"),
    [
        ("a", "outlet:a"),
        ("0_-a", "outlet:0_-a"),
        ("a.b", "outlet:a.b"),
        ("c%2B", "outlet:c%2B"),
        ("%2Ba", "outlet:%2Ba"),
        ("新闻.example", "outlet:新闻.example"),
        ("a.", "<https://kg.example/outlet/a.>"),
        (".a", "<https://kg.example/outlet/.a>"),
        ("-a", "<https://kg.example/outlet/-a>"),
        ("a/b", "<https://kg.example/outlet/a/b>"),
        ("%2b", "<https://kg.example/outlet/%2b>"),
        ("a~b", "<https://kg.example/outlet/a~b>"),
        ("×", "<https://kg.example/outlet/×>"),
        ("", "<https://kg.example/outlet/>"),
    ],
)
def test_a_name_is_short_where_the_grammar_of_turtle_has_room_for_it(local: str, name: str) -> None:
    graph = KnowledgeGraph((), (Outlet(f"outlet:{local}", "A", "a"),), (), "https://kg.example/")
    last = "".join(to_turtle(graph)).rpartition("\n\n")[2]
    assert last == (
        f"{name} a schema:NewsMediaOrganization ;\n"
        '    schema:name "A" ;\n'
        '    kg:domain "a" .\n'
    )  # fmt: skip


@pytest.mark.parametrize("exporter", [to_turtle, to_ntriples])
def test_halves_together_are_the_whole_wherever_it_is_cut(exporter: Callable[..., Any]) -> None:
    whole = "".join(exporter(GRAPH))
    for cut in range(1, 6):
        first, second = exporter(GRAPH, slice(0, cut)), exporter(GRAPH, slice(cut, None))
        assert "".join(first) + "".join(second) == whole
    assert "".join(exporter(GRAPH, slice(0, None))) == whole
    assert "".join(exporter(GRAPH, slice(1, 1))) == ""


def test_a_json_ld_value_stands_alone_and_several_in_a_list() -> None:
    document = json.loads("".join(to_jsonld(GRAPH)))
    article, outlet = document["@graph"][3], document["@graph"][5]
    assert article == {
        "id": "article:1",
        "type": "schema:VideoObject",
        "headline": "Rain\t& <b>",
        "abstract": 'It "rains".',
        "datePublished": "2024-05-01T09:30:00Z",
        "url": "https://example.org/rain",
        "sameAs": ["https://example.org/b?x&y", "https://example.org/c"],
        "ampUrl": "https://example.org/amp",
        "ampCacheUrl": "https://cache.example/amp",
        "image": "https://example.org/rain.png",
        "quality": 70,
        "heat": 0,
        "curated": True,
        "published": False,
        "removed": True,
        "wasDerivedFrom": "post:a.md",
        "publisher": "outlet:example.org",
        "about": ["topic:a", "topic:b"],
        "relatedTo": "article:2",
    }
    assert outlet["alternateName"] == "Ex"
    assert {name: document["@context"][name] for name in ("article", "person", "post", "this")} == {
        "article": "https://kg.example/article/",
        "person": "https://kg.example/person/",
        "post": "https://kg.example/post/",
        "this": "https://kg.example/",
    }


# ---- networks -------------------------------------------------------------------------------


def test_the_attributes_of_a_node() -> None:
    assert node_attributes(FULL) == {
        "kind": "article",
        "type": "schema:VideoObject",
        "label": "Rain\t& <b>",
        "abstract": 'It "rains".',
        "datePublished": "2024-05-01T09:30:00Z",
        "url": "https://example.org/rain",
        "sameAs": "https://example.org/b?x&y\nhttps://example.org/c",
        "ampUrl": "https://example.org/amp",
        "ampCacheUrl": "https://cache.example/amp",
        "image": "https://example.org/rain.png",
        "quality": 70,
        "heat": 0,
        "curated": True,
        "published": False,
        "removed": True,
        "wasDerivedFrom": "post:a.md",
    }
    assert node_attributes(TOPIC) == {
        "kind": "topic",
        "type": "skos:Concept",
        "label": "A",
        "altLabel": "Aa",
        "hiddenLabel": "word",
        "inScheme": "this:topics",
    }


def test_edges_in_the_order_of_what_they_start_from() -> None:
    links = [
        Link("article:1", "publishedBy", "outlet:example.org"),
        Link("article:1", "about", "topic:a"),
        Link("article:1", "about", "topic:b"),
        Link("article:1", "relatedTo", "article:2"),
        Link("topic:a", "broader", "topic:b"),
    ]
    assert list(GRAPH.links) == links
    made = to_networkx(GRAPH)
    assert list(made.edges(keys=True, data="relation")) == [
        (source, target, relation, relation) for source, relation, target in links
    ]
    assert made.graph == {"title": "The & title", "baseIri": "https://kg.example/"}


def test_graphml_line_for_line() -> None:
    graph = KnowledgeGraph(
        (FULL._replace(id="article:<1>", posts=(), same_as=("https://a.example", "https://b.example?x&y"),
                       abstract=None, amp_urls=(), amp_cache_urls=(), image=None),),
        (), (), "https://kg.example/?a&b", "<T>",
    )  # fmt: skip
    text = "".join(to_graphml(graph))
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml')
    assert text.partition('edgedefault="directed">\n')[2] == (
        '    <data key="title">&lt;T&gt;</data>\n'
        '    <data key="baseIri">https://kg.example/?a&amp;b</data>\n'
        '    <node id="article:_x003C_1_x003E_"><data key="kind">article</data>'
        '<data key="type">schema:VideoObject</data>'
        '<data key="label">Rain\t&amp; &lt;b&gt;</data>'
        '<data key="datePublished">2024-05-01T09:30:00Z</data>'
        '<data key="url">https://example.org/rain</data>'
        '<data key="sameAs">https://a.example\nhttps://b.example?x&amp;y</data>'
        '<data key="quality">70</data><data key="heat">0</data>'
        '<data key="curated">true</data><data key="published">false</data>'
        '<data key="removed">true</data></node>\n'
        '    <edge source="article:_x003C_1_x003E_" target="outlet:example.org">'
        '<data key="relation">publishedBy</data></edge>\n'
        '    <edge source="article:_x003C_1_x003E_" target="topic:a">'
        '<data key="relation">about</data></edge>\n'
        '    <edge source="article:_x003C_1_x003E_" target="topic:b">'
        '<data key="relation">about</data></edge>\n'
        '    <edge source="article:_x003C_1_x003E_" target="article:2">'
        '<data key="relation">relatedTo</data></edge>\n'
        "  </graph>\n</graphml>\n"
    )
    for name, element, type_ in (
        ("title", "graph", "string"),
        ("baseIri", "graph", "string"),
        ("kind", "node", "string"),
        ("datePublished", "node", "string"),
        ("quality", "node", "long"),
        ("heat", "node", "long"),
        ("curated", "node", "boolean"),
        ("removed", "node", "boolean"),
        ("hiddenLabel", "node", "string"),
        ("relation", "edge", "string"),
    ):
        key = f'  <key id="{name}" for="{element}" attr.name="{name}" attr.type="{type_}"/>\n'
        assert text.count(key) == 1
    assert 'id="about"' not in text


# ---- formats --------------------------------------------------------------------------------


def test_formats_and_their_files() -> None:
    assert {name: format_.file for name, format_ in FORMATS.items()} == {
        "turtle": "graph.ttl",
        "graphml": "graph.graphml",
        "html": "graph.html",
        "ntriples": "graph.nt",
        "jsonld": "graph.jsonld",
    }
    assert DEFAULT_FORMATS == ("turtle", "graphml", "html")
    assert DATA == "out/graph.ttl"
