"""
The standard streams, whatever the program was started with, and what is said when they fail.

A scheduler may start a program without any of them. Then the first file that is opened gets the
number of a stream, and what is printed goes into it.
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
"""What writing to a stream that is open can come to."""


def open_missing_streams() -> None:
    """
    Open nothing at all in place of each standard stream that is missing, before any other file.

    What cannot be shown in a stream's encoding is shown by its number: it is no reason to stop.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            with suppress(OSError):
                # It gets the lowest number that is free, which is this one.
                os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    sys.stdin = sys.stdin or _nothing("r")
    sys.stdout = sys.stdout or _nothing("w")
    sys.stderr = sys.stderr or _nothing("w")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _nothing(mode: str) -> IO[str]:
    return open(os.devnull, mode, encoding="utf-8")


def discard(stream: IO[str]) -> None:
    """Let a stream lead to nothing from now on, with what is still to be written to it."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, stream.fileno())
    os.close(nothing)


def end_unread() -> NoReturn:
    """End as programs do whose reader has gone: by the signal for it, where there is one."""
    import signal  # seldom needed, and slow to import

    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGPIPE)
    os._exit(0)


def sentence_for(error: OSError) -> str:
    """
    Return what went wrong and what to do.

    >>> sentence_for(OSError(errno.ENOSPC, "No space left on device"))
    'cannot write to the output: No space left on device.'
    >>> sentence_for(OSError(errno.EACCES, "Permission denied", "posts/a.md"))
    'posts/a.md: Permission denied.'
    """
    if lack := shortage(error):
        return lack
    reason = error.strerror or type(error).__name__
    if error.filename is not None:
        return f"{os.fsdecode(error.filename)}: {reason}."
    if error.errno in _OF_THE_OUTPUT:
        return f"cannot write to the output: {reason}."
    if error.errno == errno.ENOENT:
        return "The current folder is gone. Change to another."
    return f"{reason}."
