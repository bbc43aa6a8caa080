"""
Put the files of a build into their folder, whole or not at all.

Each file is first written beside its place, under a name that begins with a dot. Only when all
are complete do they take their places, `report.json` first: it holds the hash of every other, so
that a mixture of two builds cannot pass for one.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from errno import EISDIR
from functools import partial
from itertools import chain
from pathlib import Path

from kg import disk
from kg.errors import KgError, shortage
from kg.exporters import DEFAULT_FORMATS, FORMATS, WITH_SPARQL, Format, outputs
from kg.exporters.reuse import BuildMemory, Spans, TextReuser
from kg.model.account import REPORT, Written, to_lists, to_report
from kg.model.graph import KnowledgeGraph
from kg.pipeline.background import Background, forks

try:
    import fcntl
except ImportError:  # Windows has no such locks: there, two builds at once are not kept apart
    fcntl = None  # type: ignore[assignment]

MANY_ARTICLES = 1_000
"""From here on, a process more saves more time than it takes."""
LOCK_SECONDS = 30
"""How long a build waits for another that writes into the same folder."""


def write(
    graph: KnowledgeGraph,
    out: str | os.PathLike[str] = "out",
    formats: Iterable[str] = DEFAULT_FORMATS,
    *,
    sparql: bool = False,
    memory: BuildMemory | None = None,
) -> list[Written]:
    """
    Write the graph into a folder, a file a format, and the account of the build.

    With `sparql` the page holds an engine for it. What `memory` knows of the files there is not
    made anew, and it learns of the new ones.
    Returns what was written. If anything cannot be written, all files that were there before
    stay as they were, and KgError says why. Of two builds into one folder one waits.
    """
    folder = Path(out)
    drafts: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder):
            _remove_drafts(folder)
            known = FORMATS | WITH_SPARQL if sparql else FORMATS
            chosen = [known[name] for name in dict.fromkeys(formats)]
            drafts = [*(folder / format_.file for format_ in chosen), folder / REPORT]
            written, lists = _write_formats(graph, folder, chosen, memory or BuildMemory())
            report = to_report(graph.account, len(graph.articles), written, lists)
            size, sha256 = _write_draft(folder / REPORT, _blocks(report))
            about = "what happened to every file and value"
            written.append(Written(folder / REPORT, size, sha256, about))
            for path in reversed(drafts):
                os.replace(_draft_of(path), path)
            stats = [os.stat(each.path) for each in written]
            return [
                each._replace(modified=info.st_mtime_ns, changed=info.st_ctime_ns)
                for each, info in zip(written, stats, strict=True)
            ]
    except OSError as error:
        if lack := shortage(error):
            raise KgError(f"{lack} No file was changed.") from None
        reason = error.strerror or type(error).__name__
        raise KgError(
            f"{error.filename or folder} cannot be written: {reason}."
            " No file was changed. Fix the cause, or choose another --out."
        ) from None
    finally:
        for path in drafts:
            with suppress(OSError):  # it took its place, or was never begun
                _draft_of(path).unlink()


def _write_formats(
    graph: KnowledgeGraph, folder: Path, formats: Sequence[Format], memory: BuildMemory
) -> tuple[list[Written], str]:
    """
    Write a draft of each format, the page, which takes longest, in a process of its own.

    One format alone is divided among two, where it can be and nothing of it is to be kept.
    Returns what was written, and the lists of the report, for which there is time meanwhile.
    """
    many = len(graph.articles) >= MANY_ARTICLES
    two = many and forks() and (os.cpu_count() or 1) > 1
    if len(formats) == 1 and formats[0].divisible and two and not memory.keeps:
        return [_write_halves(graph, folder, formats[0])], to_lists(graph.account)
    calls = [partial(_write_format, graph, folder, format_, memory) for format_ in formats]
    if not calls:
        return [], to_lists(graph.account)
    apart = next((at for at, format_ in enumerate(formats) if format_.name == "html"), 0)
    with Background(calls[apart], worth=many and len(calls) > 1) as background:
        answers = [call() for at, call in enumerate(calls) if at != apart]
        lists = to_lists(graph.account)
        answers.insert(apart, background.result())
    memory.spans |= {written.path.name: spans for written, spans in answers if spans}
    return [written for written, _ in answers], lists


def _write_format(
    graph: KnowledgeGraph, folder: Path, format_: Format, memory: BuildMemory
) -> tuple[Written, Spans]:
    """Write a draft of a format; return where in it the texts of entities stand, if it keeps."""
    if not (memory.keeps and format_.pieces):
        return _written(folder, format_, _blocks(format_.load(memory.remember)(graph))), {}
    keeper = TextReuser(memory.digest)
    before = memory.before.get(format_.file)
    with keeper.opened(folder / format_.file, *before) if before else nullcontext():
        pieces = keeper.placed(format_.load_pieces()(graph, keeper.keep))
        return _written(folder, format_, pieces), keeper.spans


def _written(folder: Path, format_: Format, pieces: Iterable[bytes]) -> Written:
    path = folder / format_.file
    size, sha256 = _write_draft(path, pieces)
    return Written(path, size, sha256, format_.about)


def _write_halves(graph: KnowledgeGraph, folder: Path, format_: Format) -> Written:
    """
    Write a draft whose second half another process writes at the same time.

    It writes into a file of its own, which is then appended: neither process holds a half.
    """
    exporter = format_.load()
    half = graph.order // 2
    rest = _rest_of(folder / format_.file)
    try:
        with Background(partial(_write_rest, exporter, graph, half, rest)) as second:
            first = _blocks(exporter(graph, slice(0, half)))
            return _written(folder, format_, chain(first, _appended(second, rest)))
    finally:
        with suppress(OSError):
            rest.unlink()


def _write_rest(
    exporter: Callable[..., Iterator[str]], graph: KnowledgeGraph, start: int, path: Path
) -> None:
    with disk.create(path) as stream:
        stream.writelines(_blocks(exporter(graph, slice(start, None))))


def _appended(writing: Background[None], path: Path) -> Iterator[bytes]:
    """Wait until another process has written a file, and yield what is in it."""
    writing.result()
    with open(path, "rb") as stream:
        while block := stream.read(1 << 20):
            yield block


def _remove_drafts(folder: Path) -> None:
    """Remove what a build left that was killed while it wrote."""
    files = [folder / file for file in outputs()]
    drafts = {draft.name for path in files for draft in (_draft_of(path), _rest_of(path))}
    disk.remove_files(folder, drafts.__contains__)


def _draft_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.draft")


def _rest_of(path: Path) -> Path:
    """Return where the second half of a draft is written at the same time."""
    return path.with_name(f".{path.name}.rest.draft")


def _write_draft(path: Path, blocks: Iterable[bytes]) -> tuple[int, str]:
    """Write the text beside its place, and return its size and SHA-256."""
    if path.is_dir():
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR), str(path))
    digest = hashlib.sha256()
    with disk.create(_draft_of(path)) as stream:
        for block in blocks:
            digest.update(block)
            stream.write(block)
        stream.flush()
        os.fsync(stream.fileno())
        return stream.tell(), digest.hexdigest()


def _blocks(pieces: Iterable[str], size: int = 1 << 16) -> Iterator[bytes]:
    """Yield the text as UTF-8 in blocks of about `size` characters."""
    pending: list[str] = []
    length = 0
    for piece in pieces:
        pending.append(piece)
        length += len(piece)
        if length >= size:
            yield "".join(pending).encode("utf-8", "backslashreplace")
            pending, length = [], 0
    yield "".join(pending).encode("utf-8", "backslashreplace")


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep other builds out of the folder; raise KgError if one is in it and stays there."""
    if fcntl is None:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        deadline = time.monotonic() + LOCK_SECONDS
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise KgError(
                        f"Another build is writing to {folder}."
                        " Wait until it is done, or choose another --out."
                    ) from None
                time.sleep(0.05)
        yield
    finally:
        os.close(handle)  # which gives the lock back
