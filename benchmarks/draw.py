"""Draw the times of programs over the number of posts, a panel for each share of repeats."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from build import Result

WIDTH, HEIGHT, LEFT, TOP, NAMES = 300, 300, 62, 56, 250
LINE = 16
"""From one name down to the next, so that they do not hide each other."""
STYLE = """
text { font: 12px system-ui, sans-serif; fill: #333 } .title { font-weight: 600; font-size: 14px }
.grid { stroke: #8884; fill: none } .other { stroke: #9a9a9a; fill: none; stroke-width: 1.5 }
.ours { stroke: #0b6e63; fill: none; stroke-width: 3 } .other-dot { fill: #9a9a9a }
.ours-dot { fill: #0b6e63 } .ours-name { fill: #0b6e63; font-weight: 600 }
@media (prefers-color-scheme: dark) { text { fill: #ddd } .ours { stroke: #4fd1c0 }
.ours-dot, .ours-name { fill: #4fd1c0 } }
"""


def draw(results: Sequence[Result], folder: Path) -> None:
    """Write one picture for each job of the benchmark, `speed-*.svg`."""
    for number, job in enumerate(dict.fromkeys(result.job for result in results), start=1):
        chosen = [result for result in results if result.job == job and result.seconds]
        text = "\n".join(_picture(chosen, job))
        (folder / f"speed-{number}.svg").write_text(text, encoding="utf-8")


def _picture(results: Sequence[Result], job: str) -> Iterator[str]:
    shares = sorted({result.repeats for result in results})
    counts = sorted({result.posts for result in results})
    wide = LEFT + len(shares) * (WIDTH + NAMES)
    seconds = [math.log10(result.seconds) for result in results if result.seconds]
    powers = range(math.floor(min(seconds)), math.ceil(max(seconds)) + 1)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {TOP + HEIGHT + 46}"'
        f' role="img"><title>{escape(job)}: seconds by number of posts</title>'
        f"<style>{STYLE}</style>"
    )
    yield f'<text class="title" x="{LEFT}" y="20">{escape(job.capitalize())}: seconds</text>'
    for panel, share in enumerate(shares):
        left = LEFT + panel * (WIDTH + NAMES)
        here = [result for result in results if result.repeats == share]
        yield from _panel(here, left, counts, powers, f"{share} % of the entries repeat")
    yield "</svg>\n"


def _panel(
    results: Sequence[Result], left: float, counts: list[int], powers: range, title: str
) -> Iterator[str]:
    low, high = math.log10(counts[0]), math.log10(counts[-1])

    def across(posts: int) -> float:
        return left + WIDTH * (math.log10(posts) - low) / ((high - low) or 1)

    def down(seconds: float) -> float:
        return TOP + HEIGHT * (powers[-1] - math.log10(seconds)) / (len(powers) - 1)

    yield f'<text x="{left}" y="{TOP - 12}">{escape(title)}</text>'
    for power in powers:
        y = down(10**power)
        yield f'<line class="grid" x1="{left}" x2="{left + WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>'
        label = f"{10**power:,g}"
        yield f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{label}</text>'
    for posts in counts:
        yield (
            f'<text x="{across(posts):.1f}" y="{TOP + HEIGHT + 20}" text-anchor="middle">'
            f"{posts:,}</text>"
        )
    names = []
    for name in dict.fromkeys(result.program for result in results):
        line = sorted(
            (result.posts, result.seconds)
            for result in results
            if result.program == name and result.seconds
        )
        kind = "ours" if name.startswith("kg build") else "other"
        points = [(across(posts), down(seconds)) for posts, seconds in line]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        yield f'<polyline class="{kind}" points="{path}"/>'
        for (x, y), (posts, seconds) in zip(points, line, strict=True):
            yield (
                f'<circle class="{kind}-dot" cx="{x:.1f}" cy="{y:.1f}" r="3">'
                f"<title>{escape(name)}: {posts:,} posts in {seconds:.2f} s</title></circle>"
            )
        names.append((points[-1][1], points[-1][0], name, kind))
    lowest, right = 0.0, left + WIDTH
    for y, x, name, kind in sorted(names):
        lowest = max(y, lowest + LINE)
        yield (
            f'<polyline class="grid" points="{x + 5:.1f},{y:.1f} {right:.1f},{y:.1f}'
            f' {right + 14:.1f},{lowest:.1f}"/><text class="{kind}-name" x="{right + 18:.1f}"'
            f' y="{lowest + 4:.1f}">{escape(name)}</text>'
        )
