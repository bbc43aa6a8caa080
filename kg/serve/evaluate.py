"""
What runs in a process that answers queries for `kg serve`, and can be killed at any moment.

The engine cannot be interrupted, so the server keeps it out of its own process. Each thread here
has a connection of its own, on which it is asked one query at a time:

    to here      length, JSON of a Request
    from here    length, kind, and: the media type and the answer (=), or the media type and the
                 file that the answer is in (@), or a status and a sentence (!)
"""

from __future__ import annotations

import csv
import json
import multiprocessing
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from io import BytesIO, TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from kg.errors import KgError
from kg.serve.protocol import RefusalError

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.query import Query

MAX_INLINE_BYTES = 2**20
"""Of an answer that is kept in memory; a longer one goes into a file."""
MAX_ANSWER_BYTES = 2**28
MAX_MEMORY_BYTES = 2**30
"""What the queries of one process may need together, where the system can limit that."""
STACK_BYTES = 2**22


class Request(NamedTuple):
    """What a thread is asked."""

    query: str
    base: str
    """What relative addresses in the query are relative to."""
    default_graphs: tuple[str, ...] | None
    named_graphs: tuple[str, ...] | None
    rows: tuple[str, str] | None
    """Media type and format in which SELECT and ASK are answered; None if no such is wanted."""
    triples: tuple[str, str] | None
    """The same for CONSTRUCT and DESCRIBE."""


class Terms(NamedTuple):
    """What holds for every query of a process."""

    paths: tuple[Path, ...]
    spool: Path
    """A folder for long answers."""
    max_results: int


class About(NamedTuple):
    """What a process says of itself and its graph when it is ready."""

    threads: tuple[int, ...] = ()
    """As the system numbers them, in the order of the connections."""
    title: str = ""
    base: str = ""
    """What every identifier of the build begins with."""


def pack(kind: bytes, head: str, body: bytes = b"") -> bytes:
    r"""
    Return an answer as it goes over a connection.

    >>> pack(b"=", "text/csv", b"a")
    b'\x00\x00\x00\x0b=\x08text/csva'
    """
    head_bytes = head.encode("ascii")
    size = 2 + len(head_bytes) + len(body)
    return b"".join(
        (size.to_bytes(4, "big"), kind, len(head_bytes).to_bytes(1, "big"), head_bytes, body)
    )


def run(connections: list[socket.socket], terms: Terms) -> None:
    """Open the store, say so on the first connection, and answer until the server is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # that is for the server to decide
    threading.Thread(target=_end_with_parent, daemon=True).start()
    from kg.query import base_iri_of
    from kg.store import open_store

    try:
        store = open_store(terms.paths)
    except (KgError, OSError) as error:
        connections[0].sendall(pack(b"!", "500", str(error).encode("utf-8", "replace")))
        return
    _limit_memory(len(connections))
    _silence()
    base_iri = base_iri_of(store)
    _warm_up(store, base_iri)
    threading.stack_size(STACK_BYTES)
    threads = [
        threading.Thread(target=_serve, args=(each, store, base_iri, terms), daemon=True)
        for each in connections
    ]
    for thread in threads:
        thread.start()
    about = About(tuple(thread.native_id or 0 for thread in threads), _title(store), base_iri)
    connections[0].sendall(pack(b"=", "ready", json.dumps(about).encode()))
    for thread in threads:
        thread.join()


def _warm_up(store: ox.Store, base_iri: str) -> None:
    """Do once what is only slow the first time."""
    first = Request("ASK { ?s kg:curated true }", "", None, None, ("text/csv", "csv"), None)
    answer(store, base_iri, 1, first, Spool(""))


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(0)


def _limit_memory(threads: int) -> None:
    with suppress(ImportError, OSError, ValueError):
        import resource

        if sys.platform == "linux":
            limit = MAX_MEMORY_BYTES + threads * STACK_BYTES
            resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(AttributeError, OSError):
        os.nice(1)  # the server itself comes first


def _silence() -> None:
    """Say no more: what the engine prints as it fails is no message for anybody."""
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)


def _title(store: ox.Store) -> str:
    """Return what the build calls itself."""
    found: Any = store.query(
        "SELECT ?title { ?graph a <http://rdfs.org/ns/void#Dataset> ;"
        " <http://purl.org/dc/terms/title> ?title } LIMIT 1"
    )
    return next((row["title"].value for row in found), "")


def _serve(connection: socket.socket, store: ox.Store, base_iri: str, terms: Terms) -> None:
    stream = connection.makefile("rb", buffering=1 << 16)
    count = 0
    with suppress(OSError):
        while size := stream.read(4):
            request = Request(*json.loads(stream.read(int.from_bytes(size, "big"))))
            count += 1
            place = f"{terms.spool}/{os.getpid()}-{connection.fileno()}-{count}"
            reply = _reply(store, base_iri, terms.max_results, request, place)
            connection.sendall(reply)


def _reply(store: ox.Store, base_iri: str, max_results: int, request: Request, place: str) -> bytes:
    """Return the packed answer to one query, or why there is none."""
    spool = Spool(place)
    try:
        media_type = answer(store, base_iri, max_results, request, spool)
        if spool.path:
            spool.close()
            return pack(b"@", media_type, str(spool.path).encode())
        return pack(b"=", media_type, b"".join(spool.blocks))
    except RefusalError as error:
        status, sentence = error.status, error.sentence
    except KgError as error:
        from kg.tokens import QueryError

        status, sentence = 400 if isinstance(error, QueryError) else 500, str(error)
    except MemoryError:
        status, sentence = 500, "The answer needs more memory than a query may have."
    except Exception as error:  # whatever the engine raises: the thread goes on serving
        status, sentence = 500, f"The engine gave up: {type(error).__name__}: {error}"
    spool.remove()
    return pack(b"!", str(status), sentence.encode("utf-8", "replace"))


class Spool:
    """Takes an answer as it is written: into memory while it is short, else into a file."""

    def __init__(self, place: str) -> None:
        self.blocks: list[bytes] = []
        self.size = 0
        self.path: Path | None = None
        self._place = place
        self._file: Any = None

    def write(self, block: bytes) -> int:
        """Take the next block; raise RefusalError when the answer has become too long."""
        block = bytes(block)
        self.size += len(block)
        self.blocks.append(block)
        if self.size > MAX_ANSWER_BYTES:
            limit = MAX_ANSWER_BYTES // 2**20
            raise RefusalError(400, f"The answer is longer than {limit} MiB. Add a LIMIT.")
        if self.size > MAX_INLINE_BYTES:
            if not self._file:
                self.path = Path(self._place)
                self._file = open(self._place, "wb")  # noqa: SIM115
            self._file.write(b"".join(self.blocks))
            self.blocks.clear()
        return len(block)

    def flush(self) -> None:
        """Do nothing: what was taken is kept."""

    def close(self) -> None:
        """Finish the file, if there is one."""
        if self._file:
            self._file.close()

    def read(self) -> IO[bytes]:
        """Return what was taken, to be read."""
        self.close()
        return open(self.path, "rb") if self.path else BytesIO(b"".join(self.blocks))

    def remove(self) -> None:
        """Leave nothing."""
        self.close()
        if self.path:
            self.path.unlink(missing_ok=True)


@lru_cache(maxsize=1024)
def _prepared(text: str, base_iri: str) -> Query:
    from kg.query import prepare

    return prepare(text, base_iri=base_iri, strict=False)


_LEAST = {"json": 3, "xml": 10, "csv": 2, "tsv": 1}
"""Bytes that a row takes at least."""


def answer(store: ox.Store, base_iri: str, max_results: int, request: Request, spool: Spool) -> str:
    """Write the answer into the spool and return its media type; raise KgError or RefusalError."""
    import pyoxigraph as ox

    from kg.query import FORMATS, evaluate, write

    query = _prepared(request.query, base_iri)
    wanted = request.rows if query.form in ("SELECT", "ASK") else request.triples
    if wanted is None:
        raise RefusalError(406, f"{query.form} has no answer in a format that the request accepts.")
    media_type, name = wanted
    results = evaluate(
        store,
        query,
        base=request.base or None,
        default_graphs=request.default_graphs,
        named_graphs=request.named_graphs,
    )
    if isinstance(results, ox.QueryTriples):
        format_ = FORMATS[name].triples or ox.RdfFormat.N_TRIPLES
        ox.serialize(
            _at_most(max_results, results),
            spool,  # type: ignore[arg-type]  # it has what a stream needs
            format_,
            prefixes=dict(query.prefixes) if name == "turtle" else None,
        )
        return media_type
    write(results, spool, FORMATS[name])  # type: ignore[arg-type]
    if spool.size > max_results * _LEAST[name] and isinstance(results, ox.QuerySolutions):
        with spool.read() as stream:
            written: Any = (
                islice(csv.reader(TextIOWrapper(stream, encoding="utf-8", newline="")), 1, None)
                if name == "csv"
                else ox.parse_query_results(stream, FORMATS[name].rows)
            )
            for _ in _at_most(max_results, written):
                pass
    return media_type


def _at_most(count: int, results: Any) -> Iterator[Any]:
    for number, result in enumerate(results):
        if number == count:
            raise RefusalError(
                400, f"The answer has more than {count:,} results. Add LIMIT {count}, or less."
            )
        yield result
