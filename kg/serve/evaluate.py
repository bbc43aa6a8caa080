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
import multiprocessing.util
import os
import shutil
import signal
import socket
import stat
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from io import BytesIO, TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from kg.errors import KgError
from kg.serve.protocol import RefusalError
from kg.serve.recent import Recent

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.sparql.prepare import Query

MAX_INLINE_BYTES = 2**20
"""Of an answer that is kept in memory; a longer one goes into a file."""
MAX_ANSWER_BYTES = 2**28
MAX_MEMORY_BYTES = 2**30
"""What the queries of one process may need together, where the system can limit that."""
STACK_BYTES = 2**22
MAX_PREPARED_BYTES = 2**22
"""Of texts of queries that are kept with what was found out about them."""


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
    """A folder for long answers, which is made when it is needed."""
    max_results: int
    store: str = ""
    """Where the graph was loaded before; the files are read only if there is no such store."""


class AnswerHead(NamedTuple):
    """What a process says of itself and its graph when it is ready."""

    threads: tuple[int, ...] = ()
    """As the system numbers them, in the order of the connections."""
    title: str = ""
    base: str = ""
    """What every identifier of the build begins with."""
    store: str = ""
    """Where the graph is kept, loaded; empty if it is nowhere but in memory."""


def pack_message(kind: bytes, head: str, body: bytes = b"") -> bytes:
    r"""
    Return an answer as it goes over a connection.

    >>> pack_message(b"=", "text/csv", b"a")
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
    threading.Thread(target=_end_with_parent, args=(terms.spool,), daemon=True).start()
    with suppress(AttributeError, OSError):
        os.nice(1)  # the server itself comes first
    from kg.query.engine import base_iri_of

    try:
        store, place = _opened(terms)
    except Exception as error:  # whatever it is, the server tells it
        sentence = str(error) if isinstance(error, (KgError, OSError)) else repr(error)
        with suppress(OSError):
            connections[0].sendall(pack_message(b"!", "500", sentence.encode("utf-8", "replace")))
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
    numbers = tuple(thread.native_id or 0 for thread in threads)
    about = AnswerHead(numbers, _title(store), base_iri, place)
    with suppress(OSError):
        connections[0].sendall(pack_message(b"=", "ready", json.dumps(about).encode()))
    for thread in threads:
        thread.join()


def _opened(terms: Terms) -> tuple[ox.Store, str]:
    """
    Return the store, and where it is kept.

    A store that was loaded before is opened again even while the files are missing or broken.
    """
    from kg.query.store import open_kept_store, reopen_store

    if terms.store and (again := reopen_store(Path(terms.store))):
        return again, terms.store
    store, place = open_kept_store(terms.paths)
    return store, str(place or "")


def _warm_up(store: ox.Store, base_iri: str) -> None:
    """Do once what is only slow the first time."""
    first = Request("ASK { ?s kg:curated true }", "", None, None, ("text/csv", "csv"), None)
    answer(store, base_iri, 1, first, Spool(""))


def _end_with_parent(spool: Path) -> None:
    """End when the server has ended, however that came, and leave no answers behind."""
    if parent := multiprocessing.parent_process():
        parent.join()
        for folder in (spool.parent, Path(multiprocessing.util.get_temp_dir())):
            shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)


def _limit_memory(threads: int) -> None:
    with suppress(ImportError, OSError, ValueError):
        import resource

        if sys.platform == "linux":
            limit = MAX_MEMORY_BYTES + threads * STACK_BYTES
            resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


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
            place = f"{terms.spool}/{connection.fileno()}-{count}"
            reply = _reply(store, base_iri, terms, request, place)
            connection.sendall(reply)


def _reply(store: ox.Store, base_iri: str, terms: Terms, request: Request, place: str) -> bytes:
    """Return the packed answer to one query, or why there is none."""
    spool = Spool(place)
    try:
        media_type = answer(store, base_iri, terms.max_results, request, spool)
        if spool.path:
            spool.close()
            return pack_message(b"@", media_type, str(spool.path).encode())
        return pack_message(b"=", media_type, b"".join(spool.blocks))
    except Exception as error:  # whatever the engine raises: the thread goes on serving
        status, sentence = _refusal(error, terms.paths)
    with suppress(OSError):
        spool.remove()
    return pack_message(b"!", str(status), sentence.encode("utf-8", "replace"))


def _refusal(error: Exception, paths: Iterable[Path]) -> tuple[int, str]:
    """Return the status and the sentence that tell what went wrong with a query."""
    if isinstance(error, RefusalError):
        return error.status, error.sentence
    if isinstance(error, KgError):
        from kg.sparql.tokens import QueryError

        if isinstance(error, QueryError):
            return 400, str(error)
        return 500, without_folders(str(error), paths)
    if isinstance(error, MemoryError):
        return 500, "The query ran out of memory. Narrow it, or add a LIMIT."
    if isinstance(error, OSError):  # its own words name the file
        reason = error.strerror or type(error).__name__
        return 500, f"The result could not be stored: {reason}. Add a LIMIT."
    return 500, without_folders(f"The query engine failed: {type(error).__name__}: {error}", paths)


def without_folders(sentence: str, paths: Iterable[Path]) -> str:
    """
    Return a sentence without the folders of these files: where they are is for no client.

    >>> without_folders("/home/me/out/graph.ttl does not exist.", [Path("/home/me/out/graph.ttl")])
    'graph.ttl does not exist.'
    """
    for path in paths:
        sentence = sentence.replace(str(path), path.name)
        sentence = sentence.replace(f"{path.resolve().parent}{os.sep}", "")
    return sentence


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
            raise RefusalError(400, f"The result is larger than {limit} MiB. Add a LIMIT.")
        if self.size > MAX_INLINE_BYTES:
            if not self._file:
                _make_private(os.path.dirname(self._place))
                self._file = open(self._place, "xb")  # noqa: SIM115
                self.path = Path(self._place)
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


def _make_private(folder: str) -> None:
    """Make the folder of long answers, and the one around it, where a cleaner took them away."""
    os.makedirs(os.path.dirname(folder), 0o700, exist_ok=True)
    os.makedirs(folder, 0o700, exist_ok=True)
    for each in (os.path.dirname(folder), folder):
        found = os.lstat(each)
        ours = os.name != "posix" or (found.st_uid == os.getuid() and not found.st_mode & 0o077)
        if not (stat.S_ISDIR(found.st_mode) and ours):
            raise PermissionError(0, "its folder belongs to another user")


_PREPARED: Recent[Query] = Recent(MAX_PREPARED_BYTES)


def _prepared(text: str, base_iri: str) -> Query:
    from kg.sparql.prepare import prepare

    if query := _PREPARED.get((text, base_iri)):
        return query
    query = prepare(text, base_iri=base_iri, strict=False)
    size = sum(map(sys.getsizeof, (text, *query.hints, *query.graphs, *query.prefixes.items())))
    _PREPARED.put((text, base_iri), query, size)
    return query


_LEAST = {"json": 3, "xml": 10, "csv": 2, "tsv": 1}
"""Bytes that a row takes at least."""


def answer(store: ox.Store, base_iri: str, max_results: int, request: Request, spool: Spool) -> str:
    """Write the answer into the spool and return its media type; raise KgError or RefusalError."""
    import pyoxigraph as ox

    from kg.query.engine import ANSWER_FORMATS, evaluate, write

    query = _prepared(request.query, base_iri)
    wanted = request.rows if query.form in ("SELECT", "ASK") else request.triples
    if wanted is None:
        raise RefusalError(
            406, f"{query.form} results cannot be written in a format that the request accepts."
        )
    media_type, name = wanted
    results = evaluate(
        store,
        query,
        base=request.base or None,
        default_graphs=request.default_graphs,
        named_graphs=request.named_graphs,
    )
    if isinstance(results, ox.QueryTriples):
        format_ = ANSWER_FORMATS[name].triples or ox.RdfFormat.N_TRIPLES
        ox.serialize(
            _at_most(max_results, results),
            spool,  # type: ignore[arg-type]  # it has what a stream needs
            format_,
            prefixes=dict(query.prefixes) if name == "turtle" else None,
        )
        return media_type
    write(results, spool, ANSWER_FORMATS[name])  # type: ignore[arg-type]
    if spool.size > max_results * _LEAST[name] and isinstance(results, ox.QuerySolutions):
        with spool.read() as stream:
            written: Any = (
                islice(csv.reader(TextIOWrapper(stream, encoding="utf-8", newline="")), 1, None)
                if name == "csv"
                else ox.parse_query_results(stream, ANSWER_FORMATS[name].rows)
            )
            for _ in _at_most(max_results, written):
                pass
    return media_type


def _at_most(count: int, results: Any) -> Iterator[Any]:
    for number, result in enumerate(results):
        if number == count:
            raise RefusalError(
                400, f"The query has more than {count:,} results. Add LIMIT {count} or less."
            )
        yield result
