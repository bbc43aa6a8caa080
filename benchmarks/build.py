"""
Time `kg build` beside its peers on invented posts, in one run, and draw what comes out.

    python benchmarks/build.py --posts 1000 10000 100000 --repeats 0 50 97
    python benchmarks/build.py --posts 10000 --dialect links
    python benchmarks/build.py --folder POSTS

For each number of posts and each share of entries of `related` that repeat: a build that knows
nothing (cold), one where nothing changed (warm), one where one post changed; the floor
(`floor.py`); the straightforward script; and, for the triples alone, wazootech-wiki, and maplib,
morph-kgc and SDM-RDFizer, to whom the posts are given parsed (`peers.py`). Posts of a link blog
(`--dialect links`) are built by kg and a straightforward script of their own
(`straightforward_links.py`). Each program runs as a process of its own, in turn with the others, so
that what else the machine does falls on all. Times are medians; memory is that of all processes of
a program together, looked at every 20 ms in a run of its own.
A program that would need longer than --limit, going by what it took for fewer posts, is not tried,
and no posts that would need more memory than the machine has.
"""

from __future__ import annotations

import argparse
import compileall
import json
import math
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any, NamedTuple

from draw import draw
from programs import Command, change_a_post, programs_for

HERE = Path(__file__).resolve().parent
MEMORY_SHARE = 0.7
"""Of the machine's memory, what the largest program may need."""


class Result(NamedTuple):
    program: str
    job: str
    posts: int
    repeats: int
    megabytes: float
    """Of the posts."""
    seconds: float | None
    """The median; None if it failed, or was not tried."""
    spread: tuple[float, float] | None = None
    memory: float | None = None
    """Megabytes."""
    why: str = ""
    dialect: str = "seed"


# ---- measuring ------------------------------------------------------------------------------


def measure(command: Command, limit: float) -> float | str:
    """Return the seconds that a command takes, or why there are none."""
    started = time.perf_counter()
    with subprocess.Popen(
        list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        start_new_session=True, cwd=tempfile.gettempdir(),  # where a log may be left
    ) as process:  # fmt: skip
        try:
            _, said = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return f"over {limit:.0f} s"
    seconds = time.perf_counter() - started
    if process.returncode:
        return f"failed: {reason_in(said.decode(errors='replace')) or process.returncode}"
    return seconds


def reason_in(said: str) -> str:
    r"""
    Return the line of a program's last words that says what was wrong.

    >>> reason_in("\x1b[31merror\x1b[0m: RangeError: Invalid string length\n  at main.ts:12")
    'error: RangeError: Invalid string length'
    """
    lines = re.sub("\x1b\\[[0-9;]*m", "", said).strip().splitlines() or [""]
    return next((line for line in reversed(lines) if "rror" in line), lines[-1])[:80]


def memory_of(command: Command) -> float:
    """Return the megabytes that a command's processes hold at most, shared pages counted once."""
    most, done = 0.0, Event()
    with subprocess.Popen(
        list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:  # fmt: skip

        def look() -> None:
            nonlocal most
            while not done.wait(0.02):
                most = max(most, sum(_held(pid) for pid in _session(process.pid)))

        watcher = Thread(target=look)
        watcher.start()
        process.wait()
        done.set()
        watcher.join()
    return most / 1000


def _session(leader: int) -> Iterator[int]:
    for entry in os.scandir("/proc"):
        try:
            if entry.name.isdigit() and os.getsid(int(entry.name)) == leader:
                yield int(entry.name)
        except OSError:
            continue


def _held(pid: int) -> int:
    """Return the kilobytes of a process, its share of what it shares: what Linux calls PSS."""
    try:
        with open(f"/proc/{pid}/smaps_rollup") as stream:
            return next(int(line.split()[1]) for line in stream if line.startswith("Pss:"))
    except (OSError, StopIteration):
        return 0


# ---- what is measured -----------------------------------------------------------------------


def compare(
    posts: Path,
    count: int,
    repeats: int,
    runs: int,
    limit: float,
    before: list[Result],
    dialect: str = "seed",
) -> Iterator[Result]:
    """Yield what each program takes for the posts; `before` are the results for fewer."""
    files = [path for path in posts.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e6
    least = [r for r in before if (r.program, r.repeats) == ("kg build", repeats) and r.memory]
    needed = (least[-1].memory or 0) * size / least[-1].megabytes if least else 0
    if needed > MEMORY_SHARE * os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e6:
        yield Result(
            "kg build", "three files, nothing known", count, repeats, size, None,
            why=f"not tried: needs some {needed / 1000:,.0f} GB",
        )  # fmt: skip
        return
    with tempfile.TemporaryDirectory() as folder:
        times: dict[str, list[float]] = {}
        why: dict[str, str] = {}
        all_programs = programs_for(dialect, posts, Path(folder))
        for name, *_ in all_programs:
            times[name] = []
            known = [r for r in before if (r.program, r.repeats) == (name, repeats)]
            if known and (not known[-1].seconds or _guess(known[-1], size) > limit):
                why[name] = known[-1].why or "not tried"
        for run in range(runs):
            for name, command, _, first, slow in all_programs:
                if name in why or (run and slow):
                    continue
                _prepare(first)
                answer = measure(command, limit)
                if isinstance(answer, str):
                    why[name] = answer
                else:
                    times[name].append(answer)
        for name, command, job, first, _ in all_programs:
            seconds = times[name]
            memory = None
            if seconds and name.startswith("kg build"):
                _prepare(first)
                memory = memory_of(command)
            yield Result(
                name, job, count, repeats, size, statistics.median(seconds) if seconds else None,
                (min(seconds), max(seconds)) if seconds else None, memory, why.get(name, ""),
                dialect,
            )  # fmt: skip


def _prepare(commands: tuple[Command, ...]) -> None:
    for command in commands:
        subprocess.run(list(map(str, command)), check=True)


def _guess(result: Result, megabytes: float) -> float:
    return (result.seconds or 0) * megabytes / result.megabytes


def growth(results: list[Result]) -> float | None:
    """Return the exponent of the number of posts that fits the times of cold builds best."""
    points = [
        (math.log(result.posts), math.log(result.seconds))
        for result in results
        if result.program == "kg build" and result.seconds
    ]
    if len({x for x, _ in points}) < 2:
        return None
    return statistics.linear_regression(*zip(*points, strict=True)).slope


# ---- saying it ------------------------------------------------------------------------------


def table(results: list[Result]) -> Iterator[str]:
    """Yield the results as Markdown, a line at a time."""
    cells = sorted({(each.dialect, each.repeats, each.posts, each.megabytes) for each in results})
    for dialect, repeats, posts, megabytes in cells:
        here = [each for each in results if _cell(each) == (dialect, repeats, posts)]
        what = "link posts" if dialect == "links" else "posts"
        share = "" if dialect == "links" else f", {repeats} % of entries repeat"
        yield f"\n{posts:,} {what}, {megabytes:,.0f} MB{share}\n"
        yield "| job | program | seconds (least to most) | times kg | memory |"
        yield "|---|---|--:|--:|--:|"
        for job in dict.fromkeys(result.job for result in here):
            ours = next(r for r in here if r.job == job)
            for result in (r for r in here if r.job == job):
                figures = _seconds(result), _ratio(result, ours), _memory(result)
                yield f"| {job} | {result.program} | {' | '.join(figures)} |"
    of_seed = [result for result in results if result.dialect == "seed"]
    for repeats in sorted({result.repeats for result in of_seed}):
        exponent = growth([result for result in of_seed if result.repeats == repeats])
        if exponent is not None:
            yield f"\nGrowth of a cold build, {repeats} % repeats: posts ^ {exponent:.2f}"


def merged(results: list[Result], path: Path) -> list[Result]:
    """Return the results with those saved before for other numbers of posts and shares."""
    here = set(map(_cell, results))
    saved = json.loads(path.read_text()) if path.exists() else []
    before = [each for each in (Result(**each) for each in saved) if _cell(each) not in here]
    return sorted([*before, *results], key=_cell)


def _cell(result: Result) -> tuple[str, int, int]:
    """Return what results must share to be compared."""
    return result.dialect, result.repeats, result.posts


def _seconds(result: Result) -> str:
    if result.seconds is None or result.spread is None:
        return result.why
    least, most = result.spread
    several = f" ({least:.2f} to {most:.2f})" if least < most else ""
    return f"{result.seconds:.2f}{several}"


def _ratio(result: Result, ours: Result) -> str:
    return f"{result.seconds / ours.seconds:.1f}" if result.seconds and ours.seconds else ""


def _memory(result: Result) -> str:
    return f"{result.memory:,.0f} MB" if result.memory else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[1])
    parser.add_argument("--posts", type=int, nargs="+", default=[1000])
    parser.add_argument("--repeats", type=int, nargs="+", default=[97])
    parser.add_argument("--dialect", choices=("seed", "links"), default="seed")
    parser.add_argument("--folder", type=Path, help="posts of one's own instead")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--limit", type=float, default=300, help="seconds that a program may take")
    parser.add_argument(
        "--save", type=Path, help="folder for results and pictures; adds to those there"
    )
    parser.add_argument("--change", type=Path, help=argparse.SUPPRESS)
    given: Any = parser.parse_args()
    if given.change:
        change_a_post(given.change)
        return
    compileall.compile_dir(HERE.parent / "kg", quiet=1)  # as pip does, with the peers, too
    results: list[Result] = []
    if given.folder:
        with tempfile.TemporaryDirectory() as folder:  # for one of the posts will be changed
            posts = shutil.copytree(given.folder, Path(folder) / given.folder.name)
            count = sum(1 for _ in posts.rglob("*.md"))
            results += compare(posts, count, -1, given.runs, given.limit, [])
    else:
        for repeats in given.repeats if given.dialect == "seed" else [0]:
            for count in sorted(given.posts):
                with tempfile.TemporaryDirectory() as folder:
                    posts = Path(folder) / "posts"
                    subprocess.run(
                        [sys.executable, HERE / "posts.py", posts, f"--posts={count}",
                         f"--repeats={repeats}", f"--dialect={given.dialect}"],
                        check=True, stdout=subprocess.DEVNULL,
                    )  # fmt: skip
                    results += compare(
                        posts, count, repeats, given.runs, given.limit, results, given.dialect
                    )
                    print(f"{count:,} posts, {repeats} %: measured", file=sys.stderr)
    print(*table(results), sep="\n")
    if given.save:
        given.save.mkdir(parents=True, exist_ok=True)
        results = merged(results, given.save / "speed.json")
        lines = list(table(results))
        (given.save / "speed.md").write_text("\n".join(lines).strip() + "\n", encoding="utf-8")
        (given.save / "speed.json").write_text(
            json.dumps([result._asdict() for result in results], indent=1) + "\n"
        )
        draw([result for result in results if result.dialect == "seed"], given.save)


if __name__ == "__main__":
    main()
