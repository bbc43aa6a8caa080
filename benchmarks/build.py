"""
Time `kg build` against the straightforward script on the same posts, in one run.

    python benchmarks/build.py [POSTS] [RUNS]

Without a folder of posts it writes 1,000 invented ones, 97 % of whose related entries repeat.
Each program runs as a process of its own, in turn with the other, so that what else the
machine does falls on both. Printed are the medians, their ratio, and the peak of memory.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


def measure(command: list[str]) -> tuple[float, float]:
    """Return the seconds that a command took, and the largest of its processes in MB."""
    started = time.perf_counter()
    child = os.posix_spawn(
        command[0],
        command,
        os.environ,
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - started
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"{' '.join(command)} failed.")
    return seconds, usage.ru_maxrss / 1000


def main(posts: str = "", runs: str = "3") -> None:
    with tempfile.TemporaryDirectory() as folder:
        if not posts:
            posts = f"{folder}/posts"
            subprocess.run([sys.executable, HERE / "posts.py", posts, "--posts=1000"], check=True)
        compare(posts, int(runs))


def compare(posts: str, runs: int) -> None:
    """Print how long each program takes for the posts, and how much memory."""
    size = sum(path.stat().st_size for path in Path(posts).rglob("*") if path.is_file())
    with tempfile.TemporaryDirectory() as folder:
        programs = {
            "kg build": [sys.executable, "-m", "kg", "build", posts, "--out", f"{folder}/kg"],
            "straightforward": [
                sys.executable, str(HERE / "straightforward.py"), posts, f"{folder}/script",
            ],
        }  # fmt: skip
        results: dict[str, list[tuple[float, float]]] = {name: [] for name in programs}
        for _ in range(runs):
            for name, command in programs.items():
                results[name].append(measure(command))
    seconds = {name: statistics.median(s for s, _ in rows) for name, rows in results.items()}
    print(f"{Path(posts).name}: {size / 1e6:.1f} MB, median of {runs} runs")
    for name, rows in results.items():
        print(f"  {name:<16} {seconds[name]:7.2f} s  {max(mb for _, mb in rows):7.0f} MB at most")
    pairs = zip(results["straightforward"], results["kg build"], strict=True)
    ratios = [script / ours for (script, _), (ours, _) in pairs]
    print(
        f"  kg build is {statistics.median(ratios):.1f} times as fast"
        f" ({min(ratios):.1f} to {max(ratios):.1f}), and writes the page besides"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
