"""Find the files of an archive, and read their bytes."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from errno import EINVAL
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

from kg.errors import KgError
from kg.read.forms import could_be_read, form_of
from kg.read.limits import MAX_FILE_BYTES
from kg.read.sites.passed_over import CANDIDATES, PassedOver, why_passed_over

Openings = Mapping[str, bytes]
"""By the name of each file of a build, the bytes that it begins with."""


class SourceFile(NamedTuple):
    """A file to read, under the name that it has on every machine."""

    path: str
    """Relative to the folder that all arguments share, with `/`."""
    location: str
    """Where it is here."""
    size: int = 0
    modified: int = 0
    """When its bytes were last written, by its own word; nanoseconds since 1970."""
    changed: int = 0
    """When it last became another file, by the system's word (on Windows, when it was made)."""


def find_files(
    arguments: Iterable[str | os.PathLike[str]],
    *,
    out: str | os.PathLike[str] | None = None,
    outputs: Openings = MappingProxyType({}),
    passed_over: list[PassedOver] | None = None,
    unread: list[str] | None = None,
) -> list[SourceFile]:
    """
    Return every file below the arguments that could be a post or taxonomy, sorted by path.

    `out` is the folder of a build, where files that have the name and the first bytes of one of
    its `outputs` are passed over, and nothing else.

    Files and folders whose name begins with a dot are passed over, as by most tools; links to
    folders are not followed, so that a loop of them ends. Folders of packages, of virtual
    environments and of a generator's output are passed over unless they are named; each is
    appended to `passed_over`, and the path of each file that no form reads to `unread`. What turns
    out to be no file, or a folder that may not be read, is returned: reading it says so. Raises
    KgError.
    """
    roots = [os.path.abspath(argument) for argument in arguments]
    shared = shared_folder(roots)
    found: dict[str, SourceFile] = {}
    passed: dict[str, PassedOver] = {}
    ignored: list[str] = []
    for root in roots:
        if not os.path.exists(root):
            raise KgError(f"{root} does not exist. Name a folder of posts.")
        path = os.path.relpath(root, shared).replace(os.sep, "/")
        if os.path.isdir(root):
            files = _walk(root, "" if path == "." else f"{path}/", passed, ignored)
        else:
            files = iter([_source_file(path, root, partial(os.stat, root))])
        found |= {file.path: file for file in files}
    if passed_over is not None:
        passed_over += [each for location, each in sorted(passed.items()) if location not in roots]
    if unread is not None:
        unread += sorted(set(ignored))
    names = tuple(filter(could_be_read, outputs))
    if out is not None and names:
        for path in [path for path in found if path.endswith(names)]:
            if _is_written(found[path], out, outputs):
                del found[path]
    return [found[path] for path in sorted(found)]


def shared_folder(arguments: Iterable[str | os.PathLike[str]]) -> str:
    """
    Return the folder that all arguments share: the one that paths are relative to.

    Raises KgError if they lie on several drives of Windows.
    """
    roots = [os.path.abspath(argument) for argument in arguments]
    drives = sorted({os.path.splitdrive(root)[0].upper() for root in roots})
    if len(drives) > 1:
        raise KgError(
            f"The posts are on several drives: {', '.join(drives)}. Name folders on one drive."
        )
    return os.path.commonpath([r if os.path.isdir(r) else os.path.dirname(r) for r in roots])


def _is_written(file: SourceFile, out: str | os.PathLike[str], outputs: Openings) -> bool:
    """Return whether a file is one that kg wrote into this very folder."""
    folder, name = os.path.split(file.location)
    opening = outputs.get(name)
    try:
        if opening is None or not file.size or not os.path.samefile(folder, out):
            return False
        with open(file.location, "rb") as stream:
            return stream.read(len(opening)) == opening
    except OSError:
        return False


def _walk(
    folder: str, path: str, passed: dict[str, PassedOver], ignored: list[str]
) -> Iterator[SourceFile]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        yield SourceFile(path.rstrip("/") or ".", folder)
        return
    for entry in entries:
        name = entry.name
        if _is_folder(entry):
            if entry.is_symlink() or name.startswith("."):
                continue
            siblings = [each.name for each in entries] if name in CANDIDATES else ()
            if reason := why_passed_over(name, siblings, partial(_holds, entry.path)):
                passed[entry.path] = PassedOver(path + name, reason)
            else:
                yield from _walk(entry.path, f"{path}{name}/", passed, ignored)
        elif could_be_read(name):
            yield _source_file(path + name, entry.path, entry.stat)
        elif not name.startswith("."):
            ignored.append(path + name)


def _holds(folder: str, name: str) -> bool:
    return os.path.exists(os.path.join(folder, name))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def _source_file(path: str, location: str, get_stat: Callable[[], os.stat_result]) -> SourceFile:
    try:
        info = get_stat()
    except OSError:
        return SourceFile(path, location)
    if not stat.S_ISREG(info.st_mode):
        return SourceFile(path, location)
    return SourceFile(path, location, info.st_size, info.st_mtime_ns, info.st_ctime_ns)


def read_bytes(location: str, path: str = "") -> bytes:
    """
    Return the bytes of a file, one more than its form allows if it is larger; raise OSError.

    `path` is what the form is told by, beside the first bytes; without one it is that of a post.
    """
    # A file may have become a pipe since it was found: without O_NONBLOCK, opening it waits.
    handle = os.open(
        location, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    try:
        info = os.fstat(handle)
        if not stat.S_ISREG(info.st_mode):
            raise OSError(EINVAL, "it is not a regular file")
        # To ask for the most that is allowed would set aside that much memory each time.
        data = os.read(handle, min(info.st_size, MAX_FILE_BYTES) + 1)
        if len(data) == info.st_size:
            return data
        form = form_of(path, data) if path else None
        most = form.max_bytes if form else MAX_FILE_BYTES
        parts = [data]
        size = len(data)
        while size <= most and (more := os.read(handle, 1 << 22)):  # it grew, or came in parts
            parts.append(more)
            size += len(more)
        return b"".join(parts)[: most + 1]
    finally:
        os.close(handle)
