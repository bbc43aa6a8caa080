"""A `kg build --watch` at work."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SECONDS = 20
"""How long a test waits for what must come."""


def post(title: str) -> str:
    return f"---\ntitle: {title}\nwebUrl: https://example.org/{title}\n---\n"


def write_post(path: Path, title: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(post(title), encoding="utf-8")


@dataclass
class Watching:
    """A `kg build --watch` at work, and the folder in which it was started."""

    folder: Path
    out: Path
    process: subprocess.Popen[bytes]

    @property
    def said(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")

    def titles(self) -> set[str]:
        try:
            text = (self.out / "graph.ttl").read_text(encoding="utf-8")
        except FileNotFoundError:
            return set()
        return set(re.findall(r'schema:headline "(.*?)"', text))

    def wait_for(self, *titles: str) -> None:
        """Wait until the graph has just these articles."""
        wait_until(lambda: self.titles() == set(titles), lambda: f"{self.titles()}\n{self.said}")


def wait_until(holds: Callable[[], bool], told: Callable[[], str] = lambda: "") -> None:
    limit = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < limit, told()
        time.sleep(0.02)


@contextmanager
def watching(
    folder: Path, *options: str, out: str = "out", cwd: Path | None = None
) -> Iterator[Watching]:
    """Watch what the options name until the end, which must be clean."""
    command = [sys.executable, "-m", "kg", "build", *options, "--watch", "--out", out]
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen(
            [*command, "--format", "turtle"],
            stdout=log, stderr=log, cwd=cwd or folder,
        )  # fmt: skip
    watched = Watching(folder, (cwd or folder) / out, process)
    try:
        wait_until(lambda: "Watching" in watched.said, lambda: watched.said)
        yield watched
        process.send_signal(signal.SIGINT)
        assert process.wait(SECONDS) == 0
        assert "Traceback" not in watched.said, watched.said
    finally:
        process.kill()
        process.wait()
