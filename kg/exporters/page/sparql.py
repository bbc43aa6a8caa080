"""
What a page of `--sparql` holds besides: the engine, its script, and what makes triples of the data.

The triples themselves are made in the browser from the data that the page has anyway: compressed
N-Triples would take several times the room of all that.
"""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain

from kg.exporters.page.payload import AUTHOR, ON_PAGE, pack_block, pack_text
from kg.exporters.page.scripts import HERE, inline, strip
from kg.model.graph import KnowledgeGraph, about_graph
from kg.model.vocabulary import PROPERTIES, Statement, describe, kind_of, prefixes

POLICY = {"script-src": "'wasm-unsafe-eval'", "worker-src": "blob:"}
"""What the policy of such a page allows that others forbid, by directive."""


def engine_blocks(graph: KnowledgeGraph) -> Iterator[tuple[str, str]]:
    """Yield the blocks of data that such a page has besides: the name of each, and its text."""
    packed = (HERE / "engine/oxigraph.wasm.gz").read_bytes()
    yield "sparql-engine", base64.b64encode(packed).decode("ascii")
    texts = [_classic(inline(HERE / path)) for path in ("engine/oxigraph.js", "js/worker.js")]
    yield "sparql-script", pack_text("\n".join(texts))
    words = {"vocabulary": vocabulary(graph), "questions": list(questions(graph))}
    yield "sparql-words", pack_block(words)


def _classic(module: str) -> str:
    """Return a module as a script: a page from disk may start a worker only of that kind."""
    module = re.sub(r"^export \{[^}]*\};\n", "", module, flags=re.MULTILINE)
    return strip(module).replace("import.meta.url", "''")


def vocabulary(graph: KnowledgeGraph) -> dict[str, object]:
    """
    Return how the data of a page is said in RDF, as `js/triples.js` takes it.

    `about` are statements that stand nowhere else in the page: of the graph itself, and of people,
    of whom the page shows only the names.

    >>> vocabulary(KnowledgeGraph())["properties"]["topic"]["label"]
    ('skos:prefLabel', 'TEXT')
    """
    return {
        "prefixes": prefixes(graph.base_iri),
        "properties": {
            kind_of(kind): {
                one.name: (one.predicate, one.range.name)
                for one in PROPERTIES[kind]
                if one.name != AUTHOR
            }
            for kind in ON_PAGE
        },
        "about": [
            (subject, known.predicate, known.range.name, value)
            for subject, statements in chain(about_graph(graph), _about_people(graph))
            for known, values in statements
            for value in values
        ],
    }


def _about_people(graph: KnowledgeGraph) -> Iterator[tuple[str, list[Statement]]]:
    """Yield what is known of people, and who wrote which article."""
    for person in graph.people:
        yield person.id, describe(person)
    for article in graph.articles:
        if article.authors:
            yield article.id, [each for each in describe(article) if each[0].name == AUTHOR]


def questions(graph: KnowledgeGraph) -> Iterator[dict[str, str]]:
    """
    Yield the named questions: in words, and in SPARQL that asks about what the graph has most of.

    >>> next(questions(KnowledgeGraph()))["question"]
    'Which outlets publish most on a topic?'
    """
    from kg.sparql.questions import bind, examples, read_questions

    name = {outlet.id: outlet.label for outlet in graph.outlets}
    name |= {topic.id: topic.label for topic in graph.topics}
    name |= {article.id: article.url for article in graph.articles}
    uses = {
        "topic": Counter(topic for article in graph.articles for topic in article.about),
        "outlet": Counter(article.publisher for article in graph.articles if article.publisher),
        "article": Counter(other for article in graph.articles for other in article.related_to),
    }
    often = {
        type_: [name[id_] for id_ in sorted(counts, key=lambda id_: (-counts[id_], id_))[:4]]
        for type_, counts in uses.items()
    }
    for question in read_questions().values():
        query = bind(question, examples(question, often))
        lines = [line for line in query.splitlines() if not line.startswith("#")]
        yield {"question": question.title, "query": "\n".join(lines) + "\n"}
