"""
Notice when the files that kg reads are no longer those that were built.

The system tells of changes, but not of all: not on every network disk, not behind a link, and not
of a folder that was removed and made again. So a notice is only a reason to look, and so is time
that has passed. What counts is a comparison of the files that are there with those of the last
build.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.exporters import outputs
from kg.read.files import SourceFile, find_files

if TYPE_CHECKING:
    from watchfiles import Change

LOOK_SECONDS = 2.0
"""Without a notice, files are compared this often, or less often where that takes long."""
LOOK_SHARE = 0.01
"""Of all time, at most this share is spent on comparing without a notice."""
GLANCE_SECONDS = 0.5
"""How often the roots themselves, a stat each, and the configuration are looked at."""
STEP_MILLISECONDS = 50
"""Notices that follow each other within this time are one."""

Root = str | os.PathLike[str]


def changes(
    roots: Sequence[Root],
    out: Root,
    tell: Callable[[str], None] = lambda sentence: None,
    configuration: Callable[[], object] = lambda: None,
) -> Iterator[None]:
    """
    Yield at once, and again whenever the files below the roots are others than at the last yield.

    So is what `configuration` returns, which is asked about twice a second.

    Notices count from before the first yield, so a change during a build leads to another yield.
    While a root is gone no change of files is yielded, and `tell` is told so once. It never ends.
    """
    watcher = _Watcher(roots, out, tell, configuration)
    built, configured = watcher.look(), watcher.configured
    yield
    while True:
        files = watcher.look()
        if watcher.configured == configured and (files is None or files == built):
            watcher.wait()
        else:
            built, configured = files, watcher.configured
            yield


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """
    Raise KeyboardInterrupt on Ctrl-C, and on signals to end, until the block ends.

    A shell starts background jobs with Ctrl-C ignored; `kill -INT` is to stop them all the same.
    """
    before = {}
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is None or (name != "SIGINT" and signal.getsignal(number) != signal.SIG_DFL):
            continue
        with suppress(ValueError):  # only the main thread may set handlers
            before[number] = signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Watcher:
    """Looks at the files below the roots, and waits for a reason to look again."""

    def __init__(
        self,
        roots: Sequence[Root],
        out: Root,
        tell: Callable[[str], None],
        configuration: Callable[[], object],
    ) -> None:
        self._here = os.getcwd()
        self._names = {os.path.abspath(root): os.fspath(root) for root in roots}
        self._out = os.path.abspath(out)
        self._tell = tell
        self._configuration = configuration
        self.configured: object = None
        """The configuration at the last look."""
        self._gone = self._failure = ""
        """What was told last of a root that is gone, and of notices that there are none."""
        self._cost = 0.0
        """Seconds that the last comparison took."""
        self._glanced: tuple[object, object] = None, None
        self._notices: Iterator[set[tuple[Change, str]]] | None = None
        self._noticed: object = None
        """Of which folders there are notices; None if that must be arranged again."""

    def look(self) -> list[SourceFile] | None:
        """Return the files that are there, or None while a root is gone."""
        with suppress(OSError):  # it may have been removed and made again
            os.chdir(self._here)
        self._glanced = self._glance()
        self.configured = self._glanced[1]
        self._ask_for_notices()
        gone = [name for place, name in self._names.items() if not os.path.exists(place)]
        if gone and gone[0] != self._gone:
            self._tell(f"{gone[0]} does not exist. Building resumes when it is back.")
        self._gone = gone[0] if gone else ""
        if gone:
            self._cost = 0.0
            return None
        started = time.monotonic()
        try:
            files = find_files(self._names, out=self._out, outputs=outputs())
        except KgError:  # a root has gone just now
            return None
        self._cost = time.monotonic() - started
        return files

    def wait(self) -> None:
        """Wait for a notice, for a change of a root, or until it is time to look anyway."""
        look_at = time.monotonic() + max(LOOK_SECONDS, self._cost / LOOK_SHARE)
        glance_at = time.monotonic() + GLANCE_SECONDS
        while not self._has_notice():
            now = time.monotonic()
            if now >= look_at:
                return
            if now >= glance_at:
                if self._glance() != self._glanced:
                    return
                took = time.monotonic() - now
                glance_at = time.monotonic() + max(GLANCE_SECONDS, took / LOOK_SHARE)

    def _glance(self) -> tuple[object, object]:
        """
        Return what changes when a root is another file or folder, or a file is written; and the
        configuration.
        """
        return [_stamp(place) for place in self._names], self._configuration()

    def _ask_for_notices(self) -> None:
        """Have the system tell of changes below the folders, unless it does already."""
        folders = [place for place in self._names if os.path.isdir(place)]
        which = [_stamp(folder) for folder in folders]
        if which == self._noticed:
            return
        self._noticed, self._notices = which, None
        if not folders:
            return
        from watchfiles import watch

        try:
            self._notices = watch(
                *folders, watch_filter=self._concerns, step=STEP_MILLISECONDS, rust_timeout=1,
                yield_on_timeout=True, ignore_permission_denied=True,
            )  # fmt: skip
            self._take(next(self._notices))
        except FileNotFoundError:  # it has gone just now
            self._noticed = self._notices = None
        except (OSError, RuntimeError) as error:
            self._go_without_notices(error)

    def _has_notice(self) -> bool:
        """Return whether the system told of a change; wait a moment for it."""
        if self._notices is None:
            time.sleep(STEP_MILLISECONDS / 1000)
            return False
        try:
            return self._take(next(self._notices))
        except (OSError, RuntimeError) as error:
            self._go_without_notices(error)
            return True

    def _take(self, noticed: set[tuple[Change, str]]) -> bool:
        if any(path in self._names for _, path in noticed):
            self._noticed = None  # if it is made again, there are no notices of the new one yet
        return bool(noticed)

    def _go_without_notices(self, error: Exception) -> None:
        self._notices = None
        if str(error) != self._failure:
            self._failure = str(error)
            self._tell(
                f"The system cannot report file changes: {error}."
                f" Comparing files every {LOOK_SECONDS:g} s instead, or less often if that is slow."
            )

    def _concerns(self, _: Change, path: str) -> bool:
        """Return whether a notice can be about something that kg reads."""
        folder, name = os.path.split(path)
        if name in outputs() and folder in (self._out, os.path.realpath(self._out)):
            return False
        below = [
            path[len(place) :].replace(os.sep, "/")
            for place in self._names
            if path.startswith(os.path.join(place, ""))
        ]
        return not below or any("/." not in f"/{each}" for each in below)


def _stamp(place: str) -> tuple[int, ...]:
    """Return what tells a folder from another, or a file from how it was; nothing if it is gone."""
    try:
        found = os.stat(place)
    except OSError:
        return ()
    if os.path.isdir(place):
        return found.st_dev, found.st_ino
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
