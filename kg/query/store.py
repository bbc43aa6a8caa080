"""
RDF files, loaded to be asked.

A build's Turtle is loaded once: the store stays beside it, in `.graph.store/`, under the hash of
what was loaded, so that the next question starts at once. A damaged store is made anew; where none
can be kept, the files are loaded into memory. What is removed here is ours by its name and its
place: docs/file-handling.md has the rules.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import os
import re
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import pyoxigraph as ox

from kg import disk
from kg.errors import TOO_LITTLE_MEMORY, KgError
from kg.model.account import REPORT

LAYOUT = "1"
"""Part of each store's name: another where stores are laid out in another way."""
ENGINE_BYTES = 512 << 20
"""Addresses that the engine sets aside, most of them for threads; it uses far less memory."""
SETTLED_SECONDS = 2
"""A file that changed this recently may change again without a new time: its hash is not kept."""
ABANDONED_SECONDS = 3600
"""A draft that nobody wrote to for so long is left over."""

MARK = "CACHEDIR.TAG"
"""The file that says that a folder of stores is ours; backups leave out folders that have one."""
# A folder with another text is not ours: this one stays as it is from version to version.
MARK_TEXT = b"""Signature: 8a477f597d28d172789f06886806bc55
# Stores of graphs, kept by kg so that queries start at once. They may be deleted at any time.
# About such tags: https://bford.info/cachedir/
"""


def open_store(
    paths: Sequence[Path],
    *,
    cache: Path | None = None,
    tell: Callable[[str], None] = lambda sentence: None,
) -> ox.Store:
    """
    Return a store of all triples of the files, to be read only; raise KgError if one is no RDF.

    `cache` is the folder where stores are kept: for a build's Turtle `.graph.store` beside it,
    for other files none. If something that is not ours has its place, the files are loaded into
    memory, and `tell` is told what to do about that.
    """
    return open_kept_store(paths, cache=cache, tell=tell)[0]


def open_kept_store(
    paths: Sequence[Path],
    *,
    cache: Path | None = None,
    tell: Callable[[str], None] = lambda sentence: None,
) -> tuple[ox.Store, Path | None]:
    """Return a store as `open_store` does, and where it is kept, if it is kept at all."""
    _check_memory()
    for path in paths:
        if not path.is_file():
            raise KgError(f"{path} does not exist. Run 'kg build' first, or name an RDF file.")
    cache = cache or _beside(paths)
    if cache is None:
        return _loaded(paths), None
    try:
        if said := _obstacle(cache):
            raise _NotOursError(said)
        place = cache / _name_of(paths, cache)
        return _reopened(place) or _built(paths, place), place
    except _NotOursError as error:
        tell(str(error))
        return _loaded(paths), None
    except OSError:  # a folder that cannot be written, a full disk
        return _loaded(paths), None


def reopen_store(place: Path) -> ox.Store | None:
    """Return the store that is kept there, or None if there is no whole one."""
    return _reopened(place)


def obstacle(paths: Sequence[Path]) -> str:
    """Return what keeps a store from being kept for these files and what to do, or no text."""
    cache = _beside(paths)
    try:
        return _obstacle(cache) if cache else ""
    except OSError:
        return ""


def _beside(paths: Sequence[Path]) -> Path | None:
    """Return the folder of stores of a build; None if this is no build."""
    if len(paths) != 1 or not (paths[0].parent / REPORT).exists():
        return None
    return paths[0].parent / f".{paths[0].stem}.store"


# ---- whose folder it is ---------------------------------------------------------------------

_INDEX = "index.json"
_IGNORE = ".gitignore"
_STORE = re.compile(r"[0-9]+-[0-9a-f]{64}")
_DRAFT = re.compile(r"\.draft\.[0-9]+\.[0-9]+")
_MARK_DRAFT = re.compile(rf"\.{re.escape(MARK)}\.[0-9]+")
_INDEX_DRAFT = re.compile(rf"\.{re.escape(_INDEX)}\.[0-9]+")


class _NotOursError(OSError):
    """Something is in the way that is not ours; it stays as it is."""


def _obstacle(cache: Path) -> str:
    """Return what is in the way where stores would be kept, and what to do; no text if nothing."""
    if not os.path.lexists(cache) or (disk.is_folder(cache) and _is_ours(cache)):
        return ""
    what, mend = "contains files that kg did not write", "Move it away"
    if cache.is_symlink():
        what, mend = "is a link", "Remove the link"
    elif not cache.is_dir():
        what = "is not a folder"
    return (
        f"{cache} {what}, so kg keeps no store there and every query loads the graph again."
        f" {mend} to make queries start faster."
    )


def _is_ours(cache: Path) -> bool:
    """Return whether a folder is empty or has our mark, which former versions did not make."""
    with suppress(OSError):
        return disk.read(cache / MARK) == MARK_TEXT
    names = [name for name in os.listdir(cache) if not _MARK_DRAFT.fullmatch(name)]
    if not names:
        return True
    with suppress(OSError):
        known = (_STORE, _DRAFT, _INDEX_DRAFT, re.compile(rf"{_INDEX}|{_IGNORE}"))
        return disk.read(cache / _IGNORE) == b"*\n" and all(
            any(pattern.fullmatch(name) for pattern in known) for name in names
        )
    return False


def _make_folder(cache: Path) -> None:
    """Make the folder of stores, if there is none; what is in it is not for version control."""
    if not os.path.lexists(cache / MARK):
        cache.mkdir(parents=True, exist_ok=True)
        disk.replace(cache / MARK, cache / f".{MARK}.{os.getpid()}", MARK_TEXT)
    with suppress(FileExistsError), open(cache / _IGNORE, "x", encoding="utf-8") as stream:
        stream.write("*\n")


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
    looked_at = time.time_ns()
    seen = [_seen(path) for path in paths]
    index = cache / _INDEX
    with suppress(OSError, ValueError, TypeError, KeyError):
        kept = json.loads(disk.read(index))
        name = str(kept["store"])
        same = kept["files"] == [list(each) for each in seen] and _STORE.fullmatch(name)
        if same and disk.is_folder(cache / name):
            return name
    whole = hashlib.sha256()
    for path in paths:
        with open(path, "rb") as stream:
            whole.update(hashlib.file_digest(stream, "sha256").digest())
        whole.update(f"{_format_of(path)}".encode())
    name = f"{LAYOUT}-{whole.hexdigest()}"
    newest = max(max(each.modified, each.changed) for each in seen)
    settled = looked_at - newest > SETTLED_SECONDS * 10**9
    if settled and seen == [_seen(path) for path in paths]:
        text = json.dumps({"files": seen, "store": name})
        with suppress(OSError):
            _make_folder(cache)
            disk.replace(index, cache / f".{_INDEX}.{os.getpid()}", text.encode())
    return name


def _seen(path: Path) -> _Seen:
    found = path.stat()
    return _Seen(
        str(path.resolve()), found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino
    )


# ---- a store on disk ------------------------------------------------------------------------

_WHOLE = "kg.json"
"""In each store: a checksum of each of its files, written last."""
_FILE = re.compile(
    r"([0-9]{6,}|bulk-[0-9]+)\.(sst|log|blob|dbtmp)|(MANIFEST|OPTIONS)-[0-9]+(\.dbtmp)?"
    r"|CURRENT|IDENTITY|LOCK|LOG|LOG\.old\.[0-9]+|kg\.json|\.kg\.json\.[0-9]+"
)
"""Names of the files of a store: the engine's, and ours."""


def _reopened(place: Path) -> ox.Store | None:
    """
    Return the store that is there, if it is whole.

    The engine can end the whole process over a damaged file, so it is given none.
    """
    if not disk.is_folder(place):
        return None
    try:
        sums = json.loads(disk.read(place / _WHOLE))
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
    _make_folder(place.parent)
    draft = place.with_name(f".draft.{os.getpid()}.{time.monotonic_ns()}")
    draft.mkdir()
    try:
        store = ox.Store(str(draft))
        _load(store, paths)
        store.flush()
        del store
        sums = json.dumps(_checksums(draft)).encode()
        disk.replace(draft / _WHOLE, draft / f".{_WHOLE}.{os.getpid()}", sums)
        if os.path.lexists(place):  # damaged, or somebody else's, made in the meantime
            if other := _reopened(place):
                return other
            _remove(place)
            if os.path.lexists(place):
                raise _NotOursError(f"{place} was not written by kg. Move it away.")
        with suppress(OSError):  # somebody else was faster
            draft.rename(place)
    finally:
        _remove(draft)
    _remove_old_stores(place)
    return _reopened(place) or _loaded(paths)


def _remove(place: Path) -> None:
    disk.remove_folder(place, lambda name: _FILE.fullmatch(name) is not None)


def _remove_old_stores(place: Path) -> None:
    """Remove the stores of former builds, and drafts that nobody works on."""
    cache = place.parent
    oldest = time.time() - ABANDONED_SECONDS
    for name in os.listdir(cache):
        path = cache / name
        with suppress(OSError):
            left = _DRAFT.fullmatch(name) and path.lstat().st_mtime < oldest
            if left or (_STORE.fullmatch(name) and path != place):
                _remove(path)
    drafts = (_MARK_DRAFT, _INDEX_DRAFT)
    disk.remove_files(
        cache,
        lambda name: any(pattern.fullmatch(name) for pattern in drafts),
        older_than=ABANDONED_SECONDS,
    )


# ---- files of RDF ---------------------------------------------------------------------------


def _loaded(paths: Sequence[Path]) -> ox.Store:
    store = ox.Store()
    _load(store, paths)
    return store


def _load(store: ox.Store, paths: Sequence[Path]) -> None:
    for path in paths:
        format_ = _format_of(path)
        base_iri = path.resolve().as_uri()
        with open(path, "rb") as stream:
            mark = stream.read(3)
            if mark[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
                raise KgError(f"{path}:1: the file is UTF-16, not UTF-8. Save it as UTF-8.")
            try:
                if mark == codecs.BOM_UTF8:
                    store.bulk_load(input=stream, format=format_, base_iri=base_iri)
                else:  # the engine reads a file itself, which is faster
                    store.bulk_load(path=str(path), format=format_, base_iri=base_iri)
            except SyntaxError as error:
                raise KgError(f"{path} is not valid {format_.name}: {error}. Fix it.") from None


def _format_of(path: Path) -> ox.RdfFormat:
    format_ = ox.RdfFormat.from_extension(path.suffix.removeprefix("."))
    if format_ is None:
        raise KgError(f"{path} has an unknown extension. Use .ttl, .nt, .rdf, .jsonld or .trig.")
    return format_
