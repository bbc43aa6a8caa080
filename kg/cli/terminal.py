"""
Standard streams that may be missing, and messages for failures of the system.

A scheduler may start a program without standard streams. The first file that is opened then gets
the file descriptor of a stream, and printed text would go into that file.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import IO, NoReturn

from kg.errors import shortage

_OF_THE_OUTPUT = {
    *(errno.EBADF, errno.EFBIG, errno.EINVAL, errno.EIO, errno.ENOSPC, errno.ENXIO, errno.EPIPE),
    getattr(errno, "EDQUOT", errno.ENOSPC),
}
"""Errors of writing to an open stream."""


def open_missing_streams() -> None:
    """
    Open the null device in place of each missing standard stream, before any other file.

    Characters that a stream's encoding does not have are printed as escapes instead of failing.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            with suppress(OSError):
                # The system assigns the lowest free number, which is this one.
                os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    sys.stdin = sys.stdin or _null_device("r")
    sys.stdout = sys.stdout or _null_device("w")
    sys.stderr = sys.stderr or _null_device("w")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _null_device(mode: str) -> IO[str]:
    return open(os.devnull, mode, encoding="utf-8")


def discard(stream: IO[str]) -> None:
    """Send everything that is still to be written to a stream to the null device."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, stream.fileno())
    os.close(null)


def end_unread() -> NoReturn:
    """Exit like other programs whose pipe was closed: by SIGPIPE where the system has it."""
    import signal  # rarely needed, and slow to import

    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGPIPE)
    os._exit(0)


def sentence_for(error: OSError) -> str:
    """
    Return a message for an error of the system.

    >>> sentence_for(OSError(errno.ENOSPC, "No space left on device"))
    'Cannot write to the output: No space left on device. Free some space, or write elsewhere.'
    >>> sentence_for(OSError(errno.EACCES, "Permission denied", "posts/a.md"))
    'posts/a.md: Permission denied. Check the path and its permissions.'
    """
    if lack := shortage(error):
        return lack
    reason = error.strerror or type(error).__name__
    if error.filename is not None:
        place = os.fsdecode(error.filename)
        return f"{place}: {reason}. Check the path and its permissions."
    if error.errno in _OF_THE_OUTPUT:
        mend = "Free some space, or write" if error.errno == errno.ENOSPC else "Write"
        return f"Cannot write to the output: {reason}. {mend} elsewhere."
    if error.errno == errno.ENOENT:
        return "The current folder no longer exists. Change to another."
    return f"{reason}. Try again."
