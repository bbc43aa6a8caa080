"""
Change the code of kg in small ways, and print the changes that no test notices.

    python tests/mutants.py --seed 7

draws 120 changes (comparisons, arithmetic, conditions, constants, entries of dictionaries, what is
returned, statements that are gone), makes each in a copy of the project, and runs the tests that
concern it there, fastest first, until one fails or runs far too long. `mutations.py` says what can
be changed and what is left alone.

Which tests run which code is found out once, by a run of all of them, and kept in .pytest_cache
until the code or those tests change. mutmut and cosmic-ray see only what runs in the process of
the tests, and draw nothing: to lead them around that takes more than these three files.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple, TypeVar

from mutations import SEEN, Site, Source, marked, mutated, parse_source

HERE = Path(__file__).resolve().parent
LEFT_BEHIND = shutil.ignore_patterns(
    ".git", ".venv", "node_modules", "__pycache__", ".*_cache", ".hypothesis"
)
LENT = (".venv", "tests/node/node_modules")
"""Folders that a copy of the project shares with it."""
EQUAL = "tests/mutants.txt"
"""Changes that make no difference, one a line: path, line of the code, and what changes in it."""
OWN = ("tests/mutants", "tests/mutations", "tests/test_mutants")
"""How the paths of this tool begin, which tests nothing of the package."""
MEMORY = 4 << 30
"""Bytes that a process of the tests may take: some changes make it take ever more."""
SLOWNESS = 10
"""A test that takes so many times as long as usual, and GRACE seconds, does not end."""
GRACE = 30.0
T = TypeVar("T")
R = TypeVar("R")


class KnownTest(NamedTuple):
    """A test that passes, and what it runs."""

    name: str
    seconds: float
    blocks: frozenset[int]
    early: frozenset[int]
    """What is run when the file of the test is imported."""
    reads: frozenset[str] = frozenset()
    """Modules whose text it reads: lists of all messages, or of all imports, need not run them."""

    @property
    def file(self) -> str:
        """Return the file that it is in."""
        return self.name.partition("::")[0]


class Mutant(NamedTuple):
    """One change of one file."""

    path: str
    site: Site
    after: str

    def __str__(self) -> str:
        """Return where it is, what was there, and what is there instead."""
        return f"{self.path}:{self.site.line}: {self.change}"

    @property
    def change(self) -> str:
        """Return what was there, and what is there instead."""
        return f"'{shorten(self.site.before)}' → '{shorten(self.after)}'"

    @property
    def in_list(self) -> str:
        """Return what stands for it in a list: in it the line of the code, but no number."""
        return f"{self.path}: {self.site.text}: {self.change}"


@dataclass(frozen=True)
class Project:
    """A folder with a package of that name and a folder of tests."""

    root: Path
    package: str
    tests: str = "*"
    """Which files of tests are run: patterns with commas between them."""

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Return every module, read, by its path."""
        return {
            path.relative_to(self.root).as_posix(): parse_source(path.read_text(encoding="utf-8"))
            for path in sorted((self.root / self.package).rglob("*.py"))
        }

    @cached_property
    def first_blocks(self) -> dict[str, int]:
        """Return the number of the first block of each module, and of none more."""
        first: dict[str, int] = {}
        total = 0
        for path, source in self.sources.items():
            first[path] = total
            total += len(source.blocks)
        return {**first, "": total}

    def files_that_name(self, names: frozenset[str]) -> set[str]:
        """Return the files of tests in which one of these names stands."""
        return {file for file, words in self.words.items() if not words.isdisjoint(names)}

    @cached_property
    def words(self) -> dict[str, set[str]]:
        """Return by each file of tests the words in it."""
        texts = {name: self.root / name for name in self.test_files()}
        return {
            name: set(re.findall(r"\w+", path.read_text(encoding="utf-8")))
            for name, path in texts.items()
            if path.is_file()
        }

    def test_files(self) -> list[str]:
        """Return what pytest is given one after the other; the package holds doctests."""
        files = sorted(
            file.relative_to(self.root).as_posix()
            for file in (self.root / "tests").rglob("test_*.py")
            if "node_modules" not in file.parts
        )
        names = [self.package, *files]
        return [name for name in names if not name.startswith(OWN) and matches(name, self.tests)]

    @contextmanager
    def copies(self, count: int) -> Iterator[list[Path]]:
        """Yield folders that each hold a copy of the project, for a while."""
        with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
            roots = [Path(folder, str(number), self.root.name) for number in range(count)]
            for root in roots:
                shutil.copytree(self.root, root, ignore=LEFT_BEHIND)
                for lent in LENT:
                    if (self.root / lent).exists():
                        (root / lent).symlink_to(self.root / lent)
            yield roots


def draw(project: Project, seed: int, count: int, only: str = "*") -> list[Mutant]:
    """Return different places of the code, each with one change, drawn by a seed."""
    places = [
        (path, site)
        for path, source in project.sources.items()
        if matches(path, only)
        for site in source.sites
    ]
    chance = random.Random(seed)  # noqa: S311  # no secret
    chosen = chance.sample(places, min(count, len(places)))
    return [Mutant(path, site, chance.choice(site.afters)) for path, site in chosen]


def equal_changes(path: Path) -> set[str]:
    """Return the changes that a file lists since nobody could see them; lines with # say why."""
    if not path.exists():
        return set()
    lines = path.read_text(encoding="utf-8").splitlines()
    return {line.strip() for line in lines if not line.startswith("#")}


# What each test runs


def record_tests(project: Project, jobs: int, tell: Callable[[str], None]) -> list[KnownTest]:
    """Return the tests that pass, with what each runs; from the cache as far as that is true."""
    cache = project.root / ".pytest_cache" / "mutants"
    cache.mkdir(parents=True, exist_ok=True)
    records = {name: cache / f"{key}.json" for name, key in _keys(project).items()}
    if project.tests == "*":
        for old in set(cache.iterdir()) - set(records.values()):
            old.unlink()
    missing = [name for name, record in records.items() if not record.exists()]
    if missing:
        with project.copies(jobs) as roots:
            for root in roots:
                _mark_all(project, root)

            def record(root: Path, name: str) -> None:
                _record(root, name, records[name])

            for number, _ in enumerate(_each(record, missing, roots), 1):
                tell(f"Finding out what each test runs: {number} of {len(missing)} files")
    tests = []
    for path in records.values():
        found = json.loads(path.read_text(encoding="utf-8"))
        early = frozenset(found["early"])
        for name, test in found["tests"].items():
            if test["outcome"] == "passed":
                blocks, reads = frozenset(test["blocks"]), frozenset(test["reads"])
                tests.append(KnownTest(name, test["seconds"], blocks, early, reads))
            elif test["outcome"] == "failed":
                print(f"{name} fails as it is, and is left out.", file=sys.stderr)
    return tests


def _keys(project: Project) -> dict[str, str]:
    """Return for each file of tests a name that changes with it, and with all but other tests."""
    names = project.test_files()
    files = Project(project.root, project.package).test_files()
    common = hashlib.sha256(sys.version.encode())
    with project.copies(1) as [root]:
        for path in sorted(root.rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.is_file() and name not in files and not name.startswith((*OWN, "out/")):
                common.update(f"\n{name}\n".encode() + path.read_bytes())
        keys = {}
        for name in names:
            own = common.copy()
            own.update(name.encode())
            if name != project.package:
                own.update((root / name).read_bytes())
            keys[name] = own.hexdigest()[:32]
    return keys


def _mark_all(project: Project, root: Path) -> None:
    """Let every block of a copy say when it is run: set its byte of a file, as shared memory."""
    seen = root.parent / "seen"
    seen.write_bytes(bytes(max(1, project.first_blocks[""])))
    opener = root.parent / "seen.py"
    opener.write_text(
        "import builtins, mmap\n"
        f'if not hasattr(builtins, "{SEEN}"):\n'
        f'    with open({str(seen)!r}, "r+b") as file:\n'
        f"        builtins.{SEEN} = mmap.mmap(file.fileno(), 0)\n",
        encoding="utf-8",
    )
    prelude = f'exec(__import__("pathlib").Path({str(opener)!r}).read_text(), {{}})'
    for path, source in project.sources.items():
        text = (root / path).read_text(encoding="utf-8")
        first = project.first_blocks[path]
        (root / path).write_text(marked(text, source.blocks, first, prelude), encoding="utf-8")


def _record(root: Path, name: str, record: Path) -> None:
    found = root.parent / "record"
    found.unlink(missing_ok=True)
    run_pytest(root, [name], {"MUTANTS_SEEN": root.parent / "seen", "MUTANTS_RECORD": found})
    if not found.exists():
        raise SystemExit(f"pytest {name} ends before its time. See what it says by itself.")
    shutil.move(found, record)


# Which tests concern a change


def concerned(project: Project, tests: Sequence[KnownTest], mutant: Mutant) -> list[KnownTest]:
    """
    Return the tests that may notice a change, the likeliest and fastest first.

    Those that run the place come first, and those that read the text of its module. A place that
    is run at import counts with whatever uses the names that it makes, or anything made with
    these. Then come the other tests of the same files, which may share what was made, and those
    of files that say one of the names.
    """
    site = mutant.site
    first = project.first_blocks[mutant.path]
    if site.block is not None:
        blocks = {first + site.block}
    else:
        blocks = _users(project, site.names) or {
            first + number for number in range(len(project.sources[mutant.path].blocks))
        }
    direct = [test for test in tests if test.blocks & blocks]
    files = {test.file for test in direct} or {test.file for test in tests if test.early & blocks}
    if site.block is None:
        files |= project.files_that_name(site.names)
    direct += [test for test in tests if mutant.path in test.reads and not test.blocks & blocks]
    chosen = set(direct)
    beside = [test for test in tests if test.file in files and test not in chosen]
    return [test for group in (direct, beside) for test in sorted(group, key=lambda t: t.seconds)]


def _users(project: Project, names: frozenset[str]) -> set[int]:
    """Return the blocks that use one of these names, or anything that is made with one."""
    made = set(names)
    while True:
        more = {
            name
            for source in project.sources.values()
            for name, used in source.made_with.items()
            if name not in made and used & made
        }
        if not more:
            break
        made |= more
    return {
        project.first_blocks[path] + number
        for path, source in project.sources.items()
        for number, block in enumerate(source.blocks)
        if block.uses & made
    }


def within(tests: Sequence[KnownTest], seconds: float) -> list[KnownTest]:
    """Return the first tests that take so long together, and at least one."""
    chosen: list[KnownTest] = []
    total = 0.0
    for test in tests:
        total += test.seconds
        if chosen and total > seconds:
            break
        chosen.append(test)
    return chosen


# Runs


def is_noticed(
    root: Path, mutant: Mutant | None, tests: Sequence[KnownTest], known: list[str]
) -> bool:
    """Return whether a test fails in a copy of the project that has this change."""
    if not tests:
        return False
    chosen = root.parent / "chosen"
    limits = {test.name: test.seconds * SLOWNESS + GRACE for test in tests}
    chosen.write_text(json.dumps({"limits": limits, "known": known}), encoding="utf-8")
    files = list(dict.fromkeys(test.file for test in tests))
    with _changed(root, mutant):
        code = run_pytest(root, ["-x", *files], {"MUTANTS_TESTS": chosen})
    return code not in (0, 5)  # 5: no test is left to run


@contextmanager
def _changed(root: Path, mutant: Mutant | None) -> Iterator[None]:
    if mutant is None:
        yield
        return
    path = root / mutant.path
    text = path.read_text(encoding="utf-8")
    try:
        _write_source(path, mutated(text, mutant.site, mutant.after))
        yield
    finally:
        _write_source(path, text)


def _write_source(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    for compiled in path.parent.glob(f"__pycache__/{path.stem}.*"):
        compiled.unlink()  # it may have the same time and size as what is compiled now


def run_pytest(root: Path, arguments: Sequence[str], environment: dict[str, Path]) -> int:
    """Return with which code pytest ends in a copy of the project; whatever it started ends too."""
    paths = [str(root), str(HERE)]
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "pytest", "-p", "mutants_plugin", "-p", "no:cacheprovider"),
            *("-q", "--doctest-modules", f"--rootdir={root}", *arguments),
        ],
        cwd=root,
        env={
            **{key: value for key, value in os.environ.items() if not key.startswith("MUTANTS_")},
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTHONPATH": os.pathsep.join(paths),
            **{name: str(path) for name, path in environment.items()},
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    if sys.platform == "linux":
        resource.prlimit(process.pid, resource.RLIMIT_DATA, (MEMORY, MEMORY))
    try:
        return process.wait()
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _each(call: Callable[[Path, T], R], values: Sequence[T], roots: list[Path]) -> Iterator[R]:
    """Yield what a call returns for each value, as many at a time as there are folders."""
    free: SimpleQueue[Path] = SimpleQueue()
    for root in roots:
        free.put(root)

    def one(value: T) -> R:
        root = free.get()
        try:
            return call(root, value)
        finally:
            free.put(root)

    with ThreadPoolExecutor(len(roots)) as pool:
        yield from pool.map(one, values)


def matches(name: str, patterns: str) -> bool:
    """
    Return whether a name is one of those that patterns with commas between them mean.

    >>> matches("kg/page/cards.py", "kg/serve/*,kg/page/*")
    True
    """
    return any(fnmatch(name, pattern) for pattern in patterns.split(","))


def shorten(text: str) -> str:
    """Return a text in one line, without its middle if it is long."""
    text = " ".join(text.split())
    return text if len(text) <= 100 else f"{text[:60]} … {text[-37:]}"


def survivors(
    project: Project, mutants: Sequence[Mutant], jobs: int, seconds: float,
    tell: Callable[[str], None],
) -> list[tuple[Mutant, int]]:  # fmt: skip
    """Return the changes that no test notices, each with the number of tests that were run."""
    tests = record_tests(project, jobs, tell)
    known = [test.name for test in tests]
    chosen = [within(concerned(project, tests, mutant), seconds) for mutant in mutants]
    found: list[tuple[Mutant, int]] = []
    with project.copies(jobs) as roots:
        sample = within(sorted(tests, key=lambda test: test.seconds), 1.0)
        for root in roots:
            if is_noticed(root, None, sample, known):
                raise SystemExit("Tests fail in a copy of the project that nobody changed.")

        def check(root: Path, number: int) -> bool:
            return is_noticed(root, mutants[number], chosen[number], known)

        for number, noticed in enumerate(_each(check, range(len(mutants)), roots)):
            if not noticed:
                found.append((mutants[number], len(chosen[number])))
            tell(f"{number + 1} of {len(mutants)} changes tried, {len(found)} not noticed")
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the changes that no test notices."""
    parser = argparse.ArgumentParser(description="Which changes of the code does no test notice?")
    parser.add_argument("--seed", type=int, required=True, help="what to draw by")
    parser.add_argument("--count", type=int, default=120, help="changes to draw [120]")
    parser.add_argument("--only", default="*", help="modules, such as 'kg/serve/*,kg/cli*'")
    parser.add_argument("--tests", default="*", help="tests to run, such as 'kg,*rdf*'")
    parser.add_argument("--jobs", type=int, default=2, help="changes to try at the same time [2]")
    parser.add_argument("--seconds", type=float, default=40, help="tests for each, at most [40]")
    parser.add_argument("--root", type=Path, default=HERE.parent, help="folder of the project")
    parser.add_argument("--package", default="kg", help="folder of the code in it")
    given = parser.parse_args(arguments)
    project = Project(given.root.resolve(), given.package, given.tests)

    def tell(text: str) -> None:
        if sys.stderr.isatty():
            print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)

    # Where this runs in the background, Ctrl-C may be ignored, and some tests press it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    drawn = draw(project, given.seed, given.count, given.only)
    equal = equal_changes(project.root / EQUAL)
    counted = [mutant for mutant in drawn if mutant.in_list not in equal]
    left = survivors(project, counted, given.jobs, given.seconds, tell)
    tell("")
    noticed = len(counted) - len(left)
    share = 100 * noticed / max(1, len(counted))
    print(f"Seed {given.seed}: {len(drawn)} drawn, {len(counted)} count, ", end="")
    print(f"{noticed} noticed ({share:.1f} %)")
    for mutant, count in left:
        print(f"{mutant}  (tests run: {count})")


if __name__ == "__main__":
    main()
