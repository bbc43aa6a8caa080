"""
The SPARQL 1.1 Protocol as pure functions: from a request to what is asked, or to a refusal.

Nothing here opens a socket or evaluates a query. Every refusal is a status and a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl

MAX_QUERY_BYTES = 2**20
"""Of the body of a request."""
MAX_ADDRESS_BYTES = 2**15
"""Of the fields in the address; readers of HTTP give up soon after."""
MAX_FIELDS = 1_000
"""Fields of a form, such as graphs that are named."""
MAX_KEPT_ACCEPT = 500
"""Characters of a header Accept whose meaning is kept; those of known clients are shorter."""

SOLUTIONS = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
}
"""Media types of what SELECT and ASK find, dearest first."""
TRIPLES = {
    "text/turtle": "turtle",
    "application/n-triples": "ntriples",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdfxml",
    "application/json": "jsonld",
    "application/xml": "rdfxml",
    "text/plain": "ntriples",
}
"""Media types of what CONSTRUCT and DESCRIBE make, dearest first."""
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"


class RefusalError(Exception):
    """A status and a sentence for whoever asked; `headers` go with them."""

    def __init__(self, status: int, sentence: str, headers: Mapping[str, str] | None = None):
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.headers = dict(headers or {})


class ParsedRequest(NamedTuple):
    """What a request asks for; a graph that is None was not spoken of."""

    query: str | None
    """None asks what this endpoint is."""
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None


READ_ONLY = "This endpoint is read-only: updates are not allowed. Send a query."


def parse_request(
    method: str, query_string: bytes, content_type: str, body: bytes
) -> ParsedRequest:
    """
    Return what is asked, by any of the protocol's three ways, or raise RefusalError.

    >>> parse_request("GET", b"query=ASK%20%7B%7D", "", b"").query
    'ASK {}'
    >>> parse_request("POST", b"", "application/sparql-query", b"ASK {}").query
    'ASK {}'
    """
    if method not in ("GET", "HEAD", "POST"):
        allow = {"Allow": "GET, HEAD, POST, OPTIONS"}
        raise RefusalError(405, f"{method} is not allowed. Use GET or POST.", allow)
    fields = _fields(query_string)
    if method == "POST":
        kind, charset = _media_type(content_type)
        if kind not in (FORM, QUERY, UPDATE):
            raise RefusalError(415, f"Unsupported media type. Use {QUERY} or {FORM}.")
        if charset not in ("utf-8", "utf8", "us-ascii", ""):
            raise RefusalError(415, "Unsupported charset. Use UTF-8.")
        if kind == UPDATE:
            raise RefusalError(403, READ_ONLY)
        if kind == FORM:
            fields += _fields(body)
        elif any(name == "query" for name, _ in fields):
            raise RefusalError(
                400, "There is one query in the body and one in the URL. Send only one."
            )
        else:
            fields.append(("query", _text(body)))
    if any(name == "update" for name, _ in fields):
        raise RefusalError(403 if method == "POST" else 400, READ_ONLY)
    queries = [value for name, value in fields if name == "query"]
    if len(queries) > 1:
        raise RefusalError(400, f"The request has {len(queries)} queries. Send only one.")
    if not queries and method == "POST":
        raise RefusalError(400, "The request has no query. Send one in the field 'query'.")
    return ParsedRequest(
        queries[0] if queries else None,
        _graphs("default-graph-uri", fields),
        _graphs("named-graph-uri", fields),
    )


def _fields(text: bytes) -> list[tuple[str, str]]:
    if not text:
        return []
    try:
        return parse_qsl(
            text.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MAX_FIELDS,
        )
    except UnicodeDecodeError:
        raise RefusalError(
            400, "The form fields are not percent-encoded UTF-8. Encode them."
        ) from None
    except ValueError:
        raise RefusalError(
            400, f"The request has more than {MAX_FIELDS:,} fields. Send fewer."
        ) from None


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusalError(
            400, f"The query is not valid UTF-8 at byte {error.start}. Send it as UTF-8."
        ) from None


def _graphs(name: str, fields: list[tuple[str, str]]) -> tuple[str, ...] | None:
    graphs = tuple(value for each, value in fields if each == name)
    for graph in graphs:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]*", graph):
            raise RefusalError(
                400, f"{name} is not an absolute IRI. Write it as https://example.org/graph."
            )
    return graphs or None


def _media_type(header: str) -> tuple[str, str]:
    """
    Return the media type and the charset in lower case; what is not stated is empty.

    >>> _media_type('Application/SPARQL-Query; Charset="UTF-8"')
    ('application/sparql-query', 'utf-8')
    """
    kind, *parameters = header.lower().split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset":
            return kind.strip(), value.strip().strip('"')
    return kind.strip(), ""


_RANGE = re.compile(r"\s*([!#$%&'*+.^_`|~\w-]+/[!#$%&'*+.^_`|~\w-]+)\s*((?:;[^,]*)?)", re.ASCII)
_QUALITY = re.compile(r";\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*(?:;|$)", re.I)


def accepted(accept: str, offers: tuple[str, ...]) -> str | None:
    """
    Return the offered media type that is wanted most, or None; of equals the first offered.

    The most specific range that names a type decides on it, as HTTP says.

    >>> accepted("text/*;q=0.5, text/csv;q=0, */*;q=0.1", ("text/csv", "text/turtle", "a/b"))
    'text/turtle'
    >>> accepted("", ("a/b",))
    'a/b'
    """
    if len(accept) > MAX_KEPT_ACCEPT:
        return _accepted(accept, offers)
    return _kept_accepted(accept, offers)


def _accepted(accept: str, offers: tuple[str, ...]) -> str | None:
    ranges: dict[str, float] = {}
    for part in accept.split(","):
        if match := _RANGE.fullmatch(part):
            stated = _QUALITY.search(match[2])
            ranges[match[1].lower()] = float(stated[1]) if stated else 1.0
    if not ranges:
        return offers[0]

    def wanted(offer: str) -> float:
        for name in (offer, f"{offer.partition('/')[0]}/*", "*/*"):
            if name in ranges:
                return ranges[name]
        return 0.0

    best = max(offers, key=wanted)
    return best if wanted(best) > 0 else None


_kept_accepted = lru_cache(maxsize=256)(_accepted)


def takes_gzip(accept_encoding: str) -> bool:
    """
    Return whether a client can unpack gzip, by its header Accept-Encoding.

    >>> takes_gzip("gzip, deflate, br"), takes_gzip("*"), takes_gzip("br, gzip;q=0"), takes_gzip("")
    (True, True, False, False)
    """
    weights = {}
    for part in accept_encoding.lower().split(","):
        name, _, parameters = part.partition(";")
        stated = _QUALITY.search(f";{parameters}")
        weights[name.strip()] = float(stated[1]) if stated else 1.0
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0))) > 0


class Sender(NamedTuple):
    """What a browser says of the page that sends a request; other clients say nothing."""

    origin: str
    """Such as `https://example.org`; `null` for a page that may not say."""
    site: str
    """Of Sec-Fetch-Site: how that page is related to this server. No page can forge it."""
    mode: str
    """Of Sec-Fetch-Mode: `navigate` where a person opens the answer as a page."""


def is_foreign(method: str, host: str, sender: Sender, allowed: Collection[str]) -> bool:
    """
    Return whether a page of another origin asks, which is not `allowed` to.

    A link to an answer may be followed from anywhere. Browsers that tell no relation tell the
    origin; that of our own pages is this host.

    >>> page = Sender("https://evil.example", "cross-site", "navigate")
    >>> is_foreign("POST", "localhost:8000", page, ["https://good.example"])
    True
    >>> is_foreign("POST", "localhost:8000", page, ["https://evil.example"])
    False
    >>> is_foreign("POST", "localhost:8000", Sender("", "", ""), [])
    False
    """
    if "*" in allowed or sender.origin in allowed:
        return False
    if sender.site:
        follows = sender.mode == "navigate" and method in ("GET", "HEAD")
        return sender.site not in ("same-origin", "none") and not follows
    return sender.origin not in ("", f"http://{host}", f"https://{host}")


HTML = "text/html"
DESCRIPTION = "text/turtle"


def wants_editor(accept: str) -> bool:
    """
    Return whether a person's browser asks, which names HTML before all else.

    >>> wants_editor("text/html,application/xhtml+xml,*/*;q=0.8"), wants_editor("*/*")
    (True, False)
    """
    return HTML in accept.lower() and accepted(accept, (*SOLUTIONS, *TRIPLES, HTML)) == HTML


def to_description(endpoint: str, title: str) -> str:
    """Return what this endpoint is, as Turtle in the terms of SPARQL 1.1 Service Description."""
    formats = ", ".join(
        f"<http://www.w3.org/ns/formats/{name}>"
        for name in (
            "SPARQL_Results_JSON SPARQL_Results_XML SPARQL_Results_CSV SPARQL_Results_TSV "
            "Turtle N-Triples JSON-LD RDF_XML"
        ).split()
    )
    quoted = "".join(_ESCAPES.get(c, c) for c in title)
    return f"""\
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix void: <http://rdfs.org/ns/void#> .

<{endpoint}> a sd:Service ;
    sd:endpoint <{endpoint}> ;
    sd:supportedLanguage sd:SPARQL11Query ;
    sd:resultFormat {formats} ;
    sd:feature sd:EmptyGraphs ;
    sd:defaultDataset [
        a sd:Dataset ;
        dcterms:title "{quoted}" ;
        sd:defaultGraph [ a sd:Graph ; dcterms:title "{quoted}" ]
    ] .
"""


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r"}
