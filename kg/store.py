"""
RDF files, loaded to be asked.

A build's Turtle is loaded once: the store stays beside it, in `.graph.store/`, under the hash of
what was loaded, so that the next question starts at once. Whatever is wrong with a store, it is
made anew; where none can be written, the files are loaded into memory.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import pyoxigraph as ox

from kg.errors import TOO_LITTLE_MEMORY, KgError
from kg.output import REPORT

LAYOUT = "1"
"""Part of each store's name: another where stores are laid out in another way."""
ENGINE_BYTES = 512 << 20
"""Addresses that the engine sets aside, most of them for threads; it uses far less memory."""
SETTLED_SECONDS = 2
"""A file that changed this recently may change again without a new time: its hash is not kept."""


def open_store(paths: Sequence[Path], *, cache: Path | None = None) -> ox.Store:
    """
    Return a store of all triples of the files, to be read only; raise KgError if one is no RDF.

    `cache` is the folder where stores are kept: for a build's Turtle `.graph.store` beside it,
    for other files none.
    """
    _check_memory()
    for path in paths:
        if not path.is_file():
            raise KgError(f"{path} does not exist. Run 'kg build' first, or name a file of RDF.")
    if cache is None:
        if len(paths) != 1 or not (paths[0].parent / REPORT).exists():
            return _loaded(paths)
        cache = paths[0].parent / f".{paths[0].stem}.store"
    try:
        place = cache / _name_of(paths, cache)
        return _reopened(place) or _built(paths, place)
    except OSError:  # a folder that cannot be written, a full disk
        return _loaded(paths)


def _check_memory() -> None:
    """Raise KgError where the engine could get no memory: it would end the whole process."""
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit == resource.RLIM_INFINITY:
        return
    import mmap

    try:
        mmap.mmap(-1, ENGINE_BYTES).close()
    except OSError:
        raise KgError(TOO_LITTLE_MEMORY) from None


# ---- which store ----------------------------------------------------------------------------


class _Seen(NamedTuple):
    """A file when it was hashed. Whatever replaces or rewrites it changes one of these."""

    path: str
    size: int
    modified: int
    changed: int
    inode: int


def _name_of(paths: Sequence[Path], cache: Path) -> str:
    """Return the name of the store of these files: a hash of what is in them."""
    seen = [_seen(path) for path in paths]
    index = cache / "index.json"
    with suppress(OSError, ValueError, TypeError, KeyError):
        kept = json.loads(index.read_text(encoding="utf-8"))
        if kept["files"] == [list(each) for each in seen] and (cache / kept["store"]).is_dir():
            return str(kept["store"])
    whole = hashlib.sha256()
    for path in paths:
        with open(path, "rb") as stream:
            whole.update(hashlib.file_digest(stream, "sha256").digest())
        whole.update(f"{_format_of(path)}".encode())
    name = f"{LAYOUT}-{whole.hexdigest()}"
    newest = max(each.modified for each in seen) / 1e9
    if seen == [_seen(path) for path in paths] and time.time() - newest > SETTLED_SECONDS:
        with suppress(OSError):
            _made(cache)
            _replace(index, json.dumps({"files": seen, "store": name}))
    return name


def _made(cache: Path) -> None:
    """Make the folder of stores, if there is none; what is in it is not for version control."""
    cache.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError), open(cache / ".gitignore", "x", encoding="utf-8") as stream:
        stream.write("*\n")


def _seen(path: Path) -> _Seen:
    found = path.stat()
    return _Seen(
        str(path.resolve()), found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino
    )


def _replace(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, path)


# ---- a store on disk ------------------------------------------------------------------------

_WHOLE = "kg.json"
"""In each store: a checksum of each of its files, written last."""


def _reopened(place: Path) -> ox.Store | None:
    """
    Return the store that is there, if it is whole.

    The engine can end the whole process over a damaged file, so it is given none.
    """
    try:
        sums = json.loads((place / _WHOLE).read_text(encoding="utf-8"))
        return ox.Store.read_only(str(place)) if sums == _checksums(place) else None
    except (OSError, ValueError, RuntimeError):
        return None


def _checksums(place: Path) -> dict[str, int]:
    """Return a checksum of each file that holds data."""
    sums = {}
    for path in sorted(place.iterdir()):
        if path.suffix == ".sst" or path.name.startswith(("MANIFEST", "CURRENT")):
            sums[path.name] = 0
            with open(path, "rb") as stream:
                while block := stream.read(1 << 20):
                    sums[path.name] = crc32(block, sums[path.name])
    return sums


def _built(paths: Sequence[Path], place: Path) -> ox.Store:
    """Return a new store, which took its place whole; older ones are gone."""
    draft = place.with_name(f".draft.{os.getpid()}.{time.monotonic_ns()}")
    _made(draft.parent)
    draft.mkdir()
    try:
        store = ox.Store(str(draft))
        _load(store, paths)
        store.flush()
        del store
        _replace(draft / _WHOLE, json.dumps(_checksums(draft)))
        if place.exists():  # damaged, or somebody else's, made in the meantime
            if other := _reopened(place):
                return other
            shutil.rmtree(place)
        with suppress(OSError):  # somebody else was faster
            draft.rename(place)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    _sweep(place)
    return _reopened(place) or _loaded(paths)


def _sweep(place: Path) -> None:
    """Remove the stores of former builds, and drafts that nobody works on."""
    for path in place.parent.iterdir():
        if path == place or not path.is_dir():
            continue
        with suppress(OSError):
            if not path.name.startswith(".draft") or time.time() - path.stat().st_mtime > 3600:
                shutil.rmtree(path, ignore_errors=True)


# ---- files of RDF ---------------------------------------------------------------------------


def _loaded(paths: Sequence[Path]) -> ox.Store:
    store = ox.Store()
    _load(store, paths)
    return store


def _load(store: ox.Store, paths: Sequence[Path]) -> None:
    for path in paths:
        try:
            store.bulk_load(
                path=str(path), format=_format_of(path), base_iri=path.resolve().as_uri()
            )
        except SyntaxError as error:
            raise KgError(f"{path} is no {_format_of(path).name}: {error}. Mend it.") from None


def _format_of(path: Path) -> ox.RdfFormat:
    format_ = ox.RdfFormat.from_extension(path.suffix.removeprefix("."))
    if format_ is None:
        raise KgError(
            f"{path} ends in no known way. Name a file .ttl, .nt, .rdf, .jsonld or .trig."
        )
    return format_
