"""
What `mutants.py` adds to pytest, told by the environment what to do.

With MUTANTS_SEEN, a file in which each block of the code has a byte that it sets when it is run:
write to MUTANTS_RECORD which blocks each test runs, in whatever process, which modules it reads as
text, and for how long. The file is shared memory, so that servers and processes that are killed
count as well.

With MUTANTS_TESTS: run the tests of that list in its order. A test that takes far too long ends
the process.
"""

from __future__ import annotations

import json
import mmap
import os
import signal
import sys
from collections import defaultdict
from collections.abc import Generator
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

COLLECTING_SECONDS = 120
"""Time after which test modules that are imported do not end."""


def pytest_configure(config: pytest.Config) -> None:
    if seen := os.environ.get("MUTANTS_SEEN"):
        config.pluginmanager.register(Recorder(Path(seen), Path(os.environ["MUTANTS_RECORD"])))
    if tests := os.environ.get("MUTANTS_TESTS"):
        chosen = json.loads(Path(tests).read_text(encoding="utf-8"))
        config.pluginmanager.register(Chooser(chosen["limits"], set(chosen["known"])))


def pytest_sessionstart() -> None:
    """Let tests that draw values draw the same ones each time, and not look for simpler ones."""
    if "hypothesis" not in sys.modules:  # which takes a second, and conftest.py loads it
        return
    from hypothesis import Phase, settings

    phases = (Phase.explicit, Phase.generate)
    settings.register_profile("mutants", settings(), derandomize=True, database=None, phases=phases)
    settings.load_profile("mutants")


class Recorder:
    """Finds out what each test runs."""

    def __init__(self, seen: Path, record: Path) -> None:
        with seen.open("r+b") as file:
            self._seen = mmap.mmap(file.fileno(), 0)
        self._record = record
        self._tests: dict[str, dict[str, Any]] = {}
        self._fixtures: defaultdict[str, set[int]] = defaultdict(set)
        self._early: set[int] = set()
        self._so_far: set[int] = set()
        self._outcomes: defaultdict[str, set[str]] = defaultdict(set)
        self._read: set[str] = set()
        sys.addaudithook(self._note_opening)

    def _note_opening(self, event: str, arguments: tuple[object, ...]) -> None:
        # Python itself opens the modules that it imports as bytes.
        if event == "open" and arguments[1] == "r":
            path = str(arguments[0])
            if path.endswith(".py"):
                self._read.add(os.path.relpath(path).replace(os.sep, "/"))

    def _take(self) -> set[int]:
        blocks = {place for place, byte in enumerate(self._seen[:]) if byte}
        self._seen[:] = bytes(len(self._seen))
        return blocks

    def pytest_collection_finish(self) -> None:
        self._early = self._take()

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[Any]
    ) -> Generator[None, object, object]:
        # Every test that takes a fixture is concerned with what runs to make it.
        self._so_far |= self._take()
        try:
            return (yield)
        finally:
            self._fixtures[fixturedef.argname] |= self._take()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self._take()  # by what the test before left running
        self._so_far = set()
        self._read = set()
        started = monotonic()
        result = yield
        blocks = self._so_far | self._take()
        for name in getattr(item, "fixturenames", ()):
            blocks |= self._fixtures[name]
        self._tests[item.nodeid] = {
            "seconds": round(monotonic() - started, 3),
            "blocks": sorted(blocks),
            "reads": sorted(self._read),
        }
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._outcomes[report.nodeid].add(report.outcome)

    def pytest_sessionfinish(self) -> None:
        for name, test in self._tests.items():
            told = self._outcomes[name]
            test["outcome"] = next(
                (each for each in ("failed", "skipped") if each in told), "passed"
            )
        record = {"tests": self._tests, "early": sorted(self._early)}
        self._record.write_text(json.dumps(record), encoding="utf-8")


class Chooser:
    """Runs some of the tests in an order that is given, each within a limit of seconds."""

    def __init__(self, limits: dict[str, float], known: set[str]) -> None:
        self._limits = limits
        self._known = known
        signal.setitimer(signal.ITIMER_REAL, COLLECTING_SECONDS)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        # A test whose cases come from the code may have others now: they are run as well. A case
        # that is gone fails nothing.
        order = {name: place for place, name in enumerate(self._limits)}
        for name, place in list(order.items()):
            order.setdefault(name.partition("[")[0], place)
        chosen = [
            (order[name], item)
            for item in items
            if (name := item.nodeid) in self._limits
            or (name not in self._known and (name := name.partition("[")[0]) in order)
        ]
        items[:] = [item for _, item in sorted(chosen, key=lambda each: each[0])]

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        limit = self._limits.get(item.nodeid) or max(self._limits.values())
        signal.setitimer(signal.ITIMER_REAL, limit)
