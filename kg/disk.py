"""
Create, replace and remove files of our own, and nothing else.

A link is never followed here: not to write, and not to remove. A file with other names (hard links)
keeps its bytes under those.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

NO_LINK = getattr(os, "O_NOFOLLOW", 0)
"""Makes opening a link an error, where the system can do that."""
_BINARY = getattr(os, "O_BINARY", 0)
_BY_HANDLE = os.unlink in os.supports_dir_fd and os.scandir in os.supports_fd
"""Whether names can be looked up in an open folder, which nobody can put a link in place of."""
_JUNCTION = 0xA0000003
"""What Windows calls a folder that leads to another one."""


def is_folder(path: str | os.PathLike[str]) -> bool:
    """
    Return whether a folder itself is there, not a link to one.

    >>> is_folder("kg"), is_folder("kg/disk.py"), is_folder("nowhere")
    (True, False, False)
    """
    try:
        info = os.lstat(path)
    except (OSError, ValueError):
        return False
    return stat.S_ISDIR(info.st_mode) and getattr(info, "st_reparse_tag", 0) != _JUNCTION


def create(path: str | os.PathLike[str]) -> BinaryIO:
    """
    Open a new file to be written, and removed by the caller; raise OSError.

    What has its name goes first, so that neither the target of a link nor the other names of a
    file lose their bytes. A folder stays, and is an error.
    """
    with suppress(FileNotFoundError):
        os.unlink(path)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_LINK | _BINARY, 0o666)
    return open(handle, "wb")


def read(path: str | os.PathLike[str]) -> bytes:
    """Return the bytes of a file; raise OSError if there is none, or a link to one."""
    # Without O_NONBLOCK, opening a pipe waits for somebody who writes into it.
    handle = os.open(path, os.O_RDONLY | NO_LINK | _BINARY | getattr(os, "O_NONBLOCK", 0))
    with open(handle, "rb") as stream:
        return stream.read()


def replace(path: Path, draft: Path, *blocks: bytes) -> None:
    """Put a new file in place of another, or of a link, whole or not at all; raise OSError."""
    try:
        with create(draft) as stream:
            stream.writelines(blocks)
        os.replace(draft, path)
    finally:
        with suppress(OSError):
            os.unlink(draft)


def remove_files(folder: Path, is_own: Callable[[str], bool], older_than: float = 0) -> None:
    """
    Remove the files of a folder whose names are our own.

    Links and folders stay, whatever they are called, and so does what was modified in the last
    `older_than` seconds. Through a link that has the folder's place nothing is removed.
    """
    newest = time.time() - older_than
    with suppress(OSError):
        if not is_folder(folder):
            return
        handle = os.open(folder, os.O_RDONLY | NO_LINK) if _BY_HANDLE else None
        try:
            with os.scandir(folder if handle is None else handle) as entries:
                names = [entry.name for entry in entries if is_own(entry.name)]
            for name in names:
                path = folder / name if handle is None else name
                with suppress(OSError):
                    info = os.stat(path, dir_fd=handle, follow_symlinks=False)
                    if stat.S_ISREG(info.st_mode) and info.st_mtime <= newest:
                        os.unlink(path, dir_fd=handle)
        finally:
            if handle is not None:
                os.close(handle)


def remove_folder(path: Path, is_own: Callable[[str], bool]) -> None:
    """Remove a folder with the files in it whose names are our own; keep it if others are left."""
    remove_files(path, is_own)
    with suppress(OSError):
        os.rmdir(path)  # which removes no link, and no folder that holds anything
