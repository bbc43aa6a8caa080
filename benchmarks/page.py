"""
Measure the page in headless Chromium, beside stock pyvis in the same run.

    python benchmarks/page.py [--articles 5000 --links 160000] [--large] [--stock-seconds 60]

The archives are invented, as graphs, so that no time goes into writing and reading posts: stories
of the sizes of `posts.py`, and with --large a second page of 50,000 articles and 1.5 million links
which chains of links join to one component. Each page opens in a browser of its own.

A frame is redrawn in full: the picture is moved a little and drawn again, 120 times, each in a
frame of the browser. A click, a key and a filter are answered when the page has last changed what
it shows. BuildMemory is what the page's own process holds (Linux), after all that was done to it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from playwright.sync_api import Browser, CDPSession, Error, Page, sync_playwright

from kg.exporters.page import to_page
from kg.exporters.page.payload import find_block, unpack_block
from kg.model.graph import KnowledgeGraph
from kg.model.records import Article, Outlet, Topic

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # where `benchmarks` is

from benchmarks.posts import TOPICS, Newsroom, outlets_of, story_sizes

ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update"
    " --disable-sync --no-first-run"
).split()


# ---- what is measured on --------------------------------------------------------------------


def archive(articles: int, links: int, joined: bool = False, seed: int = 1) -> KnowledgeGraph:
    """
    Return an invented graph of about as many related links; the same arguments, the same graph.

    >>> graph = archive(300, 6000)
    >>> len(graph.articles), 5000 < sum(len(a.related_to) for a in graph.articles) < 7000
    (300, True)
    """
    chance = Random(seed)  # noqa: S311  # nothing here is secret
    houses = outlets_of(chance, 300 + articles // 50)
    newsroom = Newsroom(chance, houses)
    sizes = story_sizes(articles)
    scale = (links / max(1, sum(size * (size - 1) for size in sizes))) if sizes else 0
    ids: list[str] = []
    made: list[dict[str, Any]] = []
    for story, size in enumerate(sizes):
        day = datetime(2015, 1, 1) + timedelta(chance.random() * min(3650, articles / 7))
        first = len(ids)
        for at in range(size):
            one = newsroom.article(day, 0.6 if size <= 20 else 0.1)
            url = one.urls.split('"')[1].replace(" ", "%20")
            ids.append(f"article:{sha256(url.encode()).hexdigest()[:16]}")
            reach = round((size - 1) * scale) if scale < 1 else size - 1
            near = {(at + (k // 2 + 1) * (-1) ** k) % size for k in range(reach)}
            other = [first + k for k in sorted(near)]
            if joined and story and at < 2:  # a chain from story to story
                other.append(chance.randrange(first))
            topics = [TOPICS[0], *chance.sample(TOPICS[1:], int(chance.random() * 1.6))]
            made.append(
                {
                    "label": one.title.replace('\\"', '"'), "url": url,
                    "abstract": one.excerpt.replace("\\r\\n", " ").replace("\\t", " ").strip(),
                    "date_published": f"{one.date:%Y-%m-%dT%H:%M:%SZ}", "quality": one.quality,
                    "curated": True, "published": at % 3 == 0,
                    "posts": (f"post:{one.date:%Y-%m-%d}-{one.slug}.md",),
                    "publisher": f"outlet:{one.outlet.domain}",
                    "about": tuple(sorted(f"topic:{t.lower().replace(' ', '-')}" for t in topics)),
                    "related_to": other,
                }
            )  # fmt: skip
    for values in made:
        values["related_to"] = tuple(sorted({ids[other] for other in values["related_to"]}))
    named = {f"outlet:{house.domain}": house for house in houses}
    return KnowledgeGraph(
        tuple(
            sorted(
                (
                    Article(id_, "schema:NewsArticle", **values)
                    for id_, values in zip(ids, made, strict=True)
                ),
                key=lambda article: article.id,
            )
        ),
        tuple(Outlet(id_, named[id_].name, named[id_].domain) for id_ in sorted(named)),
        tuple(
            Topic(f"topic:{label.lower().replace(' ', '-')}", label)
            for label in sorted(TOPICS, key=str.lower)
        ),
        title="Invented archive",
    )


def stock_page(graph: KnowledgeGraph, nodes: int = 200) -> str:
    """Return what pyvis makes of the first posts in a folder for one who follows its tutorial."""
    from pyvis.network import Network

    first = sorted(graph.articles, key=lambda article: article.posts)[:nodes]
    shown = {article.id for article in first}
    network = Network(directed=True, cdn_resources="in_line")  # a link says who names whom
    for article in first:
        network.add_node(article.id, label=article.label)
    for article in first:
        for other in article.related_to:
            if other in shown:
                network.add_edge(article.id, other)
    return str(network.generate_html())


# ---- a browser ------------------------------------------------------------------------------

BEFORE = """
const seen = window.measured = { tasks: [], redraws: 0, answered: 0 };
new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) seen.tasks.push([startTime, duration]);
}).observe({ type: 'longtask', buffered: true });
const pen = CanvasRenderingContext2D.prototype;
const clear = pen.clearRect;
pen.clearRect = function (...values) {
  if (this.canvas.isConnected) seen.redraws += 1;
  return clear.apply(this, values);
};
for (const kind of ['keydown', 'input', 'pointerdown', 'click', 'change']) {
  addEventListener(kind, (event) => { seen.started ??= event.timeStamp; }, true);
}
new MutationObserver((changes) => {
  if (changes.some(({ target }) => (target.closest || target.parentElement?.closest)
      && !(target.closest ? target : target.parentElement).closest('[aria-live]:not(aside)'))) {
    seen.answered = performance.now();
  }
}).observe(document, { subtree: true, childList: true, characterData: true });
const waiting = setInterval(() => { // for pyvis: when its network stands still
  if (!window.network?.once) return;
  clearInterval(waiting);
  network.once('stabilizationIterationsDone', () => requestAnimationFrame(() => {
    document.documentElement.dataset.stable = performance.now();
  }));
}, 5);
"""
"""Run in every page before its own scripts: it notes tasks over 50 ms, redraws and answers."""

DRAG = """
async ({ frames, reach }) => {
  const canvas = document.querySelector('#picture canvas, #mynetwork canvas');
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const [x, y] = [left + width / 2, top + height / 2];
  const at = (kind, dx, dy) => canvas.dispatchEvent(new PointerEvent(kind, {
    bubbles: true, cancelable: true, composed: true, pointerId: 1, pointerType: 'mouse',
    isPrimary: true, button: kind === 'pointermove' ? -1 : 0, buttons: kind === 'pointerup' ? 0 : 1,
    clientX: x + dx, clientY: y + dy,
  }));
  const frame = () => new Promise((done) => { requestAnimationFrame(done); });
  at('pointerdown', 0, 0);
  await frame();
  at('pointermove', reach, 0);
  await frame();
  const { redraws } = measured;
  const started = performance.now();
  for (let i = 0; i < frames && performance.now() - started < 10000; i += 1) {
    at('pointermove', reach * Math.cos(i / 9), reach * Math.sin(i / 9));
    await frame();
  }
  const seconds = (performance.now() - started) / 1000;
  const drawn = measured.redraws - redraws;
  at('pointermove', 0, 0);
  at('pointerup', 0, 0);
  await frame();
  await frame();
  return { drawn, rate: drawn / seconds };
}
"""
"""Drags the picture in a circle, and says how many times a second it was redrawn."""


def chromium() -> str:
    names = ("chromium", "chromium-browser", "google-chrome")
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not path:
        raise SystemExit("No Chromium. Install one (apt install chromium), or name it in CHROMIUM.")
    return path


class Tab(NamedTuple):
    page: Page
    session: CDPSession
    browser: CDPSession

    def memory(self) -> tuple[float, float]:
        """Return the MB that the largest renderer has now, after a collection, and had at most."""
        self.session.send("HeapProfiler.collectGarbage")
        processes = self.browser.send("SystemInfo.getProcessInfo")["processInfo"]
        renderers = [one["id"] for one in processes if one["type"] == "renderer"]
        figures = [_status(Path(f"/proc/{process}/status")) for process in renderers]
        return max(figures, default=(float("nan"), float("nan")))

    def longest_task(self, begin: float, end: float) -> float:
        """Return the seconds of the longest task that began between two moments of the page."""
        tasks = self.page.evaluate("measured.tasks")
        return max((took / 1000 for at, took in tasks if begin <= at / 1000 < end), default=0.0)

    def processor(self) -> float:
        """Return the seconds that the page's main thread has worked, whatever else was going on."""
        metrics = self.session.send("Performance.getMetrics")["metrics"]
        return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))


def _status(path: Path) -> tuple[float, float]:
    """Return private and peak resident memory of a process in MB."""
    lines = dict(line.split(":", 1) for line in path.read_text().splitlines() if ":" in line)
    private = int(lines["RssAnon"].split()[0]) + int(lines["RssShmem"].split()[0])
    return private / 1000, int(lines["VmHWM"].split()[0]) / 1000


def _wait(page: Page, ready: str, seconds: float) -> float | None:
    """Return after how many seconds of its own a page was ready; None if that took too long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            page.wait_for_function(ready, timeout=1000 * (deadline - time.monotonic()))
            return float(page.evaluate(f"Number({ready})")) / 1000
        except Error:  # too late, or the page was still about to open
            time.sleep(0.01)
    return None


@contextmanager
def opened(file: Path, ready: str, seconds: float) -> Iterator[tuple[Tab, float | None]]:
    """Open a page in a new browser; give it, and after how many seconds it was ready, or None."""
    with sync_playwright() as engine:
        browser: Browser = engine.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        context = browser.new_context(viewport={"width": 1400, "height": 900})
        context.add_init_script(BEFORE)
        page = context.new_page()
        tab = Tab(page, context.new_cdp_session(page), browser.new_browser_cdp_session())
        tab.session.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.goto(file.as_uri(), wait_until="commit")
        yield tab, _wait(page, ready, seconds)
        browser.close()


# ---- what is measured -----------------------------------------------------------------------


@dataclass
class Figure:
    name: str
    value: float | None
    unit: str
    limit: float | None = None
    least: bool = False
    """Whether the limit is the least that will do, not the most."""

    def row(self) -> str:
        """Return the figure beside its limit."""
        value = "never" if self.value is None else f"{self.value:,.2f}".rstrip("0").rstrip(".")
        limit, verdict = "", ""
        if self.limit is not None:
            limit = f"{'at least' if self.least else 'at most'} {self.limit:,g} {self.unit}"
            value_ = float("inf") if self.value is None else self.value
            verdict = "holds" if (value_ >= self.limit) == self.least else "FAILS"
            verdict = "holds" if value_ == self.limit else verdict
        return f"  {self.name:<46} {value:>10} {self.unit:<9} {limit:<24} {verdict}".rstrip()


@dataclass(frozen=True)
class Limits:
    """What must hold; None where nothing was asked for."""

    size: float | None
    """MB, and 200 bytes an article besides."""
    make: float | None
    ready: float
    frames: float
    task: float | None
    click: float | None
    search: float
    filter: float | None
    memory: float | None
    sooner: float | None = None


LIMITS = Limits(0.6, 1, 0.8, 50, 0.3, 100, 20, None, 300, 40)
LARGE = Limits(None, None, 2, 30, None, None, 50, 150, None)


def measure(file: Path, articles: int, limits: Limits, stock: float | None) -> Iterator[Figure]:
    """Yield every figure of a page."""
    size = file.stat().st_size / 1e6
    most = limits.size and limits.size + articles * 200 / 1e6
    yield Figure("size", size, "MB", most)
    signal = "document.documentElement.dataset.ready"
    before = [_opening(file, signal) for _ in range(4)]
    with opened(file, signal, 60) as (tab, ready):
        times = [time_ for time_ in (*before, ready) if time_ is not None]
        typical = statistics.median(times) if times else None
        yield Figure("opening until ready, median of five", typical, "s", limits.ready)
        if stock and typical:
            yield Figure("sooner than stock pyvis", stock / typical, "times", limits.sooner, True)
        if ready is None:
            return
        yield Figure("  until then, of a processor", tab.processor(), "s")
        tab.page.wait_for_timeout(1500)
        yield from frames(tab, "overview", limits)
        box = tab.page.locator("#picture canvas").first.bounding_box()
        assert box  # noqa: S101  # the page is ready
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        tab.page.mouse.move(x, y)
        for _ in range(8):
            tab.page.mouse.wheel(0, -240)
            tab.page.wait_for_timeout(60)
        tab.page.wait_for_timeout(800)
        yield from frames(tab, "zoom", limits)
        yield Figure("click, until the panel answers", click(tab, x, y), "ms", limits.click)
        tab.page.keyboard.press("Escape")
        go(tab, largest_theme(file))
        yield from frames(tab, "largest theme", limits)
        go(tab, "")
        yield Figure("type-ahead, a key (slowest)", max(typing(tab)), "ms", limits.search)
        yield Figure("filter (slowest)", max(filtering(tab)), "ms", limits.filter)
        yield Figure("longest task while opening", tab.longest_task(0, ready), "s", limits.task)
        yield Figure("longest task after that", tab.longest_task(ready, 1e9), "s", limits.task)
        now, peak = tab.memory()
        yield Figure("renderer, memory of its own", now, "MB", limits.memory)
        yield Figure("renderer, most that was resident", peak, "MB")


def _opening(file: Path, signal: str) -> float | None:
    with opened(file, signal, 60) as (_, ready):
        return ready


def frames(tab: Tab, where: str, limits: Limits) -> Iterator[Figure]:
    before = tab.processor()
    found = tab.page.evaluate(DRAG, {"frames": 120, "reach": 60})
    spent = (tab.processor() - before) / found["drawn"]
    yield Figure(f"frames a second, {where}", found["rate"], "", limits.frames, True)
    yield Figure("  a frame, of a processor", 1000 * spent, "ms")


def go(tab: Tab, hash_: str) -> None:
    """Open what a hash says."""
    tab.page.evaluate("(hash) => { location.hash = hash; }", hash_)
    tab.page.wait_for_timeout(800)


def largest_theme(file: Path) -> str:
    """Return the hash of the theme of most articles, which stands first in the data."""
    core = unpack_block(find_block(file.read_text(encoding="utf-8"), "core"))
    themes = core["themes"]
    return f"node=theme:{core['kinds'][0]['ids'][themes[0]['name']]}" if themes else ""


def click(tab: Tab, x: float, y: float) -> float:
    """Return how long the panel takes to answer a click, the slowest of some."""
    times = []
    for at in range(6):
        times.append(took(tab, partial(tab.page.mouse.click, x + 37 * at, y - 23 * at)))
        tab.page.keyboard.press("Escape")
        tab.page.wait_for_timeout(300)
    return max(filter(lambda each: each == each, times), default=float("nan"))


def typing(tab: Tab) -> list[float]:
    tab.page.focus("#search")
    return [took(tab, partial(tab.page.keyboard.press, key)) for key in "for the city"]


def filtering(tab: Tab) -> Iterator[float]:
    yield took(tab, lambda: tab.page.locator("#curated").click())
    yield took(tab, lambda: tab.page.locator("#curated").click())
    tab.page.focus("#from")
    for _ in range(4):
        yield took(tab, lambda: tab.page.keyboard.press("ArrowRight"))


def took(tab: Tab, act: Callable[[], object]) -> float:
    """Return the milliseconds from what the reader does until the page last changed for it."""
    tab.page.evaluate("measured.started = undefined; measured.answered = 0")
    act()
    tab.page.wait_for_timeout(700)
    started, answered = tab.page.evaluate("[measured.started, measured.answered]")
    return float("nan") if not answered or started is None else float(answered - started)


# ---- the whole ------------------------------------------------------------------------------


def stock_seconds(graph: KnowledgeGraph, folder: Path, cap: float) -> tuple[float, bool]:
    """Return how long stock pyvis takes with 200 nodes until it stands, and whether it ever did."""
    file = folder / "stock.html"
    here = Path.cwd()
    os.chdir(folder)  # pyvis drops files where one is
    try:
        file.write_text(stock_page(graph), encoding="utf-8")
    finally:
        os.chdir(here)
    with opened(file, "document.documentElement.dataset.stable", cap) as (_, ready):
        return (cap, False) if ready is None else (ready, True)


def report(name: str, graph: KnowledgeGraph, folder: Path, limits: Limits, stock: float) -> bool:
    """Print the figures of one page, and return whether all hold."""
    file = folder / "graph.html"
    started = time.process_time()
    file.write_text("".join(to_page(graph)), encoding="utf-8", newline="\n")
    links = sum(len(article.related_to) for article in graph.articles)
    print(f"{name}: {len(graph.articles):,} articles, {links:,} links")
    spent = time.process_time() - started
    rows = [Figure("making the page, of a processor", spent, "s", limits.make).row()]
    print(rows[0])
    for figure in measure(file, len(graph.articles), limits, stock):
        rows.append(figure.row())
        print(rows[-1], flush=True)
    return not any(row.endswith("FAILS") for row in rows)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the page in a browser.")
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--links", type=int, default=160_000)
    parser.add_argument("--large", action="store_true", help="50,000 articles besides")
    parser.add_argument("--stock-seconds", type=float, default=60, help="after that it is given up")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        graph = archive(options.articles, options.links)
        stock, stood = stock_seconds(graph, folder, options.stock_seconds)
        print(f"stock pyvis, 200 nodes: {stock:.1f} s{'' if stood else ' and not ready yet'}")
        if hasattr(os, "getloadavg"):
            print(f"load of the machine, of {os.cpu_count()} processors: {os.getloadavg()[0]:.1f}")
        holds = report("one site", graph, folder, LIMITS, stock)
        if options.large:
            large = archive(50_000, 1_500_000, joined=True)
            holds &= report("one component", large, folder, LARGE, 0)
    raise SystemExit(not holds)


if __name__ == "__main__":
    main()
