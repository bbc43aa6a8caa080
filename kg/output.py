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
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from errno import EISDIR
from pathlib import Path

from kg.errors import KgError
from kg.exporters import DEFAULT_FORMATS, FORMATS, WITH_SPARQL
from kg.ledger import Written, to_report
from kg.model import KnowledgeGraph

try:
    import fcntl
except ImportError:  # Windows has no such locks: there, two builds at once are not kept apart
    fcntl = None  # type: ignore[assignment]

REPORT = "report.json"
LOCK_SECONDS = 30
"""How long a build waits for another that writes into the same folder."""


def write(
    graph: KnowledgeGraph,
    out: str | os.PathLike[str] = "out",
    formats: Iterable[str] = DEFAULT_FORMATS,
    *,
    sparql: bool = False,
) -> list[Written]:
    """
    Write the graph into a folder, a file a format, and the account of the build.

    With `sparql` the page holds an engine for it.
    Returns what was written. If anything cannot be written, all files that were there before
    stay as they were, and KgError says why. Of two builds into one folder one waits.
    """
    folder = Path(out)
    drafts: list[tuple[Path, Path]] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder):
            _sweep(folder)
            written = []
            for name in dict.fromkeys(formats):
                format_ = (FORMATS | WITH_SPARQL if sparql else FORMATS)[name]
                path = folder / format_.file
                size, sha256 = _write_draft(path, format_.load()(graph), drafts)
                written.append(Written(path, size, sha256, format_.about))
            report = to_report(graph.ledger, len(graph.articles), written)
            path = folder / REPORT
            size, sha256 = _write_draft(path, report, drafts)
            written.append(Written(path, size, sha256, "what became of every file and value"))
            for draft, path in reversed(drafts):
                os.replace(draft, path)
            return written
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise KgError(
            f"{error.filename or folder} cannot be written: {reason}."
            " Nothing was changed; mend that, or choose another --out."
        ) from None
    finally:
        for draft, _ in drafts:
            with suppress(OSError):  # it took its place, or was never begun
                draft.unlink()


def _sweep(folder: Path) -> None:
    """Remove what a build left that was killed while it wrote."""
    for file in (REPORT, *(format_.file for format_ in FORMATS.values())):
        _draft_of(folder / file).unlink(missing_ok=True)


def _draft_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.draft")


def _write_draft(
    path: Path, pieces: Iterable[str], drafts: list[tuple[Path, Path]]
) -> tuple[int, str]:
    """Write the text beside its place, note that, and return its size and SHA-256."""
    if path.is_dir():
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR), str(path))
    draft = _draft_of(path)
    drafts.append((draft, path))
    digest = hashlib.sha256()
    with open(draft, "wb") as stream:
        for block in _blocks(pieces):
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
                        f"Another build is writing into {folder}."
                        " Wait until it is done, or choose another --out."
                    ) from None
                time.sleep(0.05)
        yield
    finally:
        os.close(handle)  # which gives the lock back
