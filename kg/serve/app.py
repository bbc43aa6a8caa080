"""Addresses and headers: a request becomes a response."""

from __future__ import annotations

import asyncio
import csv
import gzip
import json
import mimetypes
import os
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request as HttpRequest
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.errors import KgError
from kg.model.vocabulary import prefixes
from kg.serve.evaluate import Request
from kg.serve.evaluator import Reply
from kg.serve.pool import Pool
from kg.serve.protocol import (
    DESCRIPTION,
    MAX_ADDRESS_BYTES,
    MAX_QUERY_BYTES,
    SOLUTIONS,
    TRIPLES,
    RefusalError,
    Sender,
    accepted,
    is_foreign,
    parse_request,
    takes_gzip,
    to_description,
    wants_editor,
)
from kg.sparql.questions import bind, examples, read_questions

PAGE = "graph.html"
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
BLOCK_BYTES = 2**17
MAX_REQUESTS = 512
"""Requests that are being answered at once."""
EDITOR_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)

Headers = list[tuple[bytes, bytes]]


def to_app(
    pool: Pool,
    folder: Path,
    *,
    host: str = "127.0.0.1",
    cors: Iterable[str] = (),
    questions: Iterable[Path] = (),
) -> ASGIApp:
    """Return the application that serves a build; `host` is the address that it listens on."""
    for ending, media_type in (
        (".ttl", "text/turtle"),
        (".nt", "application/n-triples"),
        (".jsonld", "application/ld+json"),
        (".graphml", "application/xml"),
    ):
        mimetypes.add_type(media_type, ending)
    files = _Files(directory=folder)
    rest = Starlette(
        routes=[
            Route("/editor", _editor_file("editor.html")),
            Route("/editor/editor.js", _editor_file("editor.js")),
            Route("/editor/editor.css", _editor_file("editor.css")),
            Route("/editor/yasgui.js", _editor_file("yasgui.min.js.gz")),
            Route("/editor/yasgui.css", _editor_file("yasgui.min.css.gz")),
            Route("/editor/about.json", _about(pool, tuple(questions))),
            Mount("/", files),
        ],
        exception_handlers={HTTPException: _sentence},
    )
    origins = list(cors)
    app: ASGIApp = _Endpoint(pool, rest, origins)
    if origins:
        app = CORSMiddleware(
            app,
            allow_origins=origins,
            allow_methods=["GET", "HEAD", "POST"],
            allow_headers=["Accept", "Content-Type"],
        )
    return _Guard(app, loopback=host in (*LOOPBACK, "::1"), shared=bool(origins))


async def _sentence(request: HttpRequest, error: Exception) -> Response:
    status = getattr(error, "status_code", 500)
    sentence = {
        404: "Not found. The page is at /, the SPARQL endpoint at /sparql.",
        405: f"{request.method} is not allowed here. Use GET or HEAD.",
    }.get(status, "Internal server error. Try again.")
    return PlainTextResponse(sentence, status, getattr(error, "headers", None))


class _Guard:
    """Lets in only who asks for this machine by its own name, and adds what keeps browsers safe."""

    def __init__(self, app: ASGIApp, *, loopback: bool, shared: bool) -> None:
        self._app = app
        self._loopback = loopback
        self._running = 0
        self._headers: Headers = [
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"cross-origin-resource-policy", b"cross-origin" if shared else b"same-origin"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = self._headers

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *headers]
                if not any(name == b"content-security-policy" for name, _ in message["headers"]):
                    message["headers"].append(_NO_FRAMES)
            try:
                await send(message)
            except RuntimeError as error:
                if "closed" not in str(error):  # whoever asked has gone
                    raise

        if self._running >= MAX_REQUESTS:
            await _send(send_guarded, 503, _CROWD, more={"Retry-After": "5"})
            return
        self._running += 1
        try:
            if refusal := self._refusal(_header(scope, b"host")):
                await _send(send_guarded, 421, refusal)
            else:
                await self._app(scope, receive, send_guarded)
        finally:
            self._running -= 1

    def _refusal(self, host: str) -> str:
        """Return why a request is not let in: its page may have rebound a name of its own to us."""
        if not re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?", host):
            return "The Host header is not a valid host. Send the name of this server."
        if self._loopback and re.sub(r":\d+$", "", host).lower() not in LOOPBACK:
            return "This server accepts requests to localhost only. Use --host to allow others."
        return ""


_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[A-Za-z0-9.:\[\]_-]{1,255}")
_CROWD = "Too many concurrent requests. Try again in a few seconds.\n"
_NO_FRAMES = (b"content-security-policy", b"frame-ancestors 'none'")


def _header(scope: Scope, name: bytes) -> str:
    for each, value in scope["headers"]:
        if each == name:
            return bytes(value).decode("latin-1")
    return ""


async def _send(
    send: Send,
    status: int,
    body: str | bytes,
    media_type: str = "text/plain",
    more: Mapping[str, str] | None = None,
) -> None:
    data = body.encode("utf-8", "replace") if isinstance(body, str) else body
    await send(_start(status, media_type, len(data), more))
    await send({"type": "http.response.body", "body": data})


def _start(status: int, media_type: str, size: int, more: Mapping[str, str] | None) -> Message:
    headers = [
        (b"content-type", _content_type(media_type)),
        (b"content-length", b"%d" % size),
        (b"vary", b"Accept"),
        *((name.lower().encode(), value.encode()) for name, value in (more or {}).items()),
    ]
    if not more or "Cache-Control" not in more:
        headers.append((b"cache-control", b"no-cache"))
    return {"type": "http.response.start", "status": status, "headers": headers}


@lru_cache(maxsize=64)  # of media types that are offered: no client adds any
def _content_type(media_type: str) -> bytes:
    text = media_type.startswith("text/")
    return (media_type + "; charset=utf-8" if text else media_type).encode()


class _Endpoint:
    """The SPARQL endpoint at /sparql; everything else goes on to the rest."""

    def __init__(self, pool: Pool, rest: ASGIApp, origins: list[str]) -> None:
        self._pool = pool
        self._rest = rest
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] not in ("/sparql", "/sparql/"):
            await self._rest(scope, receive, send)
            return
        try:
            reply = await self._reply(scope, receive, send)
        except RefusalError as error:
            await _send(send, error.status, error.sentence + "\n", more=error.headers)
            return
        if reply is not None:
            await _send_reply(send, reply)

    async def _reply(self, scope: Scope, receive: Receive, send: Send) -> Reply | None:
        """Return what became of a query; None where the response has been sent already."""
        method, accept = scope["method"], _header(scope, b"accept")
        if method == "OPTIONS":
            await _send(send, 200, "", more={"Allow": "GET, HEAD, POST, OPTIONS"})
            return None
        self._refuse_foreign_pages(scope)
        if len(scope["query_string"]) > MAX_ADDRESS_BYTES:
            raise RefusalError(414, "The URL is too long. Send the query with POST instead.")
        body = await _body(scope, receive) if method == "POST" else b""
        asked = parse_request(method, scope["query_string"], _header(scope, b"content-type"), body)
        if method != "POST" and wants_editor(accept):
            page = _editor_file("editor.html")
            await (await page(HttpRequest(scope)))(scope, receive, send)
            return None
        endpoint = f"{scope['scheme']}://{_header(scope, b'host')}/sparql"
        if asked.query is None:
            return self._description(endpoint, accept)
        rows = accepted(accept, tuple(SOLUTIONS))
        triples = accepted(accept, tuple(TRIPLES))
        if rows is None and triples is None:
            formats = ", ".join((*SOLUTIONS, *TRIPLES))
            raise RefusalError(406, f"No acceptable format. Accept one of {formats}.")
        request = Request(
            asked.query,
            endpoint,
            asked.default_graphs,
            asked.named_graphs,
            (rows, SOLUTIONS[rows]) if rows else None,
            (triples, TRIPLES[triples]) if triples else None,
        )

        async def gone() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass

        return await self._pool.ask(request, gone)

    def _refuse_foreign_pages(self, scope: Scope) -> None:
        """Raise RefusalError if a page of another origin asks, which could keep us busy unseen."""
        if not any(name in (b"origin", b"sec-fetch-site") for name, _ in scope["headers"]):
            return  # no browser
        names = (b"origin", b"sec-fetch-site", b"sec-fetch-mode")
        sender = Sender(*(_header(scope, name) for name in names))
        if is_foreign(scope["method"], _header(scope, b"host"), sender, self._origins):
            origin = sender.origin if _ORIGIN.fullmatch(sender.origin) else "ORIGIN"
            raise RefusalError(
                403,
                "Requests from pages of other origins are not allowed. To allow this one, start"
                f" the server with --cors {origin}.",
                {"Cache-Control": "no-store"},
            )

    def _description(self, endpoint: str, accept: str) -> Reply:
        media_type = accepted(accept, tuple(TRIPLES))
        if media_type is None:
            raise RefusalError(406, f"No acceptable format. Accept one of {', '.join(TRIPLES)}.")
        import pyoxigraph as ox

        from kg.query.engine import ANSWER_FORMATS

        text = to_description(endpoint, self._pool.about.title)
        triples = ox.parse(text, ox.RdfFormat.TURTLE)
        format_ = ANSWER_FORMATS[TRIPLES[media_type]].triples or ox.RdfFormat.TURTLE
        made = ox.serialize((quad.triple for quad in triples), None, format_) or b""
        return Reply(200, media_type, text.encode() if media_type == DESCRIPTION else made)


async def _body(scope: Scope, receive: Receive) -> bytes:
    """Return the body of a request; raise RefusalError if it is too long."""
    too_long = RefusalError(
        413, f"The request is longer than {MAX_QUERY_BYTES:,} bytes. Shorten it."
    )
    stated = _header(scope, b"content-length")
    if stated.isdigit() and int(stated[:12]) > MAX_QUERY_BYTES:
        raise too_long
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RefusalError(400, "The request is incomplete. Send it again.")
        body += message.get("body", b"")
        if len(body) > MAX_QUERY_BYTES:
            raise too_long
        if not message.get("more_body"):
            return bytes(body)


async def _send_reply(send: Send, reply: Reply) -> None:
    more = {"Retry-After": "5"} if reply.status == 503 else None
    if isinstance(reply.body, bytes):
        end = b"\n" if reply.status != 200 else b""
        await _send(send, reply.status, reply.body + end, reply.media_type, more)
        return
    with reply.body as stream:
        size = os.fstat(stream.fileno()).st_size
        await send(_start(reply.status, reply.media_type, size, more))
        while block := stream.read(BLOCK_BYTES):
            await send({"type": "http.response.body", "body": block, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


class _Files(StaticFiles):
    """The files of a build: none that is hidden, and the page at the root."""

    def get_path(self, scope: Scope) -> str:
        path = super().get_path(scope)
        return PAGE if path in (".", "") else path

    async def get_response(self, path: str, scope: Scope) -> Response:
        if not may_be_served(path):
            raise HTTPException(404)
        if scope["method"] not in ("GET", "HEAD"):  # Starlette below 1.8 leaves Allow out
            raise HTTPException(405, headers={"Allow": "GET, HEAD"})
        try:
            return await super().get_response(path, scope)
        except HTTPException as error:
            if path == PAGE and error.status_code == 404:
                return RedirectResponse("/editor")
            raise
        except (OSError, ValueError):  # a name that no system has
            raise HTTPException(404) from None


_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)", re.I)
"""The name of a device in Windows, whatever the folder, with any ending."""


def may_be_served(path: str, windows: bool = os.name == "nt") -> bool:
    """
    Return whether a path of a URL can be that of a file to serve.

    Hidden files are not served. On Windows, devices, drives and streams of files are not, either.

    >>> may_be_served("graph.ttl"), may_be_served(".graph.store/a"), may_be_served("nul", True)
    (True, False, False)
    """
    parts = re.split(r"[/\\]", path)
    if "\0" in path or any(part.startswith(".") for part in parts):
        return False
    return not windows or not (":" in path or any(map(_DEVICE.match, parts)))


Handler = Callable[[HttpRequest], Any]
_MEDIA_TYPES = {"html": "text/html", "js": "text/javascript", "css": "text/css"}


def _editor_file(name: str) -> Handler:
    async def handler(request: HttpRequest) -> Response:
        data, media_type, packed = _read_editor_file(name)
        headers = {
            "Cache-Control": "no-cache",
            "Content-Security-Policy": EDITOR_POLICY,
            "Vary": "Accept, Accept-Encoding" if packed else "Accept",
        }
        if packed and takes_gzip(request.headers.get("accept-encoding", "")):
            headers["Content-Encoding"] = "gzip"
        elif packed:
            data = await asyncio.to_thread(gzip.decompress, data)
        return Response(data, media_type=media_type, headers=headers)

    return handler


@lru_cache(maxsize=8)
def _read_editor_file(name: str) -> tuple[bytes, str, bool]:
    ending = name.removesuffix(".gz").rpartition(".")[2]
    path = Path(__file__).with_name("editor") / name
    return path.read_bytes(), _MEDIA_TYPES[ending], name.endswith(".gz")


_OFTEN = {
    "topic": "?article schema:about/skos:prefLabel ?value",
    "outlet": "?article schema:publisher/schema:name ?value",
    "article": "?article kg:relatedTo/schema:url ?value",
}
"""What finds good examples in the data for a type of parameter: what is used most."""


def _about(pool: Pool, folders: tuple[Path, ...]) -> Handler:
    """Return what answers with what the editor needs: the named questions, ready to be asked."""
    known: dict[str, Any] = {}

    async def handler(request: HttpRequest) -> Response:
        del request
        if known.get("of") is not pool.about:
            often = {type_: await _often(pool, pattern) for type_, pattern in _OFTEN.items()}
            known.update(of=pool.about, often=often)
        try:
            questions = read_questions(*folders).values()
        except KgError as error:
            return PlainTextResponse(str(error), 500)
        about = {
            "title": pool.about.title or "Query the graph",
            "base": pool.about.base,
            "prefixes": prefixes(pool.about.base),
            "questions": [
                {"name": question.name, "title": question.title, "query": text}
                for question in questions
                for text in (bind(question, examples(question, known["often"])),)
            ],
        }
        headers = {"Cache-Control": "no-cache"}
        return Response(json.dumps(about), media_type="application/json", headers=headers)

    return handler


async def _often(pool: Pool, pattern: str) -> list[str]:
    text = f"SELECT ?value {{ {pattern} }} GROUP BY ?value ORDER BY DESC(COUNT(*)) ?value LIMIT 4"
    reply = await pool.ask(Request(text, "", None, None, ("text/csv", "csv"), None))
    if reply is None or reply.status != 200 or not isinstance(reply.body, bytes):
        return []
    return [row[0] for row in list(csv.reader(reply.body.decode().splitlines()))[1:] if row]
