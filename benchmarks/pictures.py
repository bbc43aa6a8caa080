"""
Make the pictures of the README: pages of invented news, photographed in Chromium.

    python benchmarks/pictures.py            or `make pictures`
"""

from __future__ import annotations

import base64
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, sync_playwright

import kg
from kg.exporters.page import to_page
from kg.stories import tell

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # where `benchmarks` is

from benchmarks.newsroom import newsroom

ROOT = Path(__file__).resolve().parent.parent

PICTURES = ROOT / "docs/pictures"


class Shot(NamedTuple):
    name: str
    hash: str = ""
    search: str = ""
    """What is typed into the search box."""
    seed: bool = False
    """Whether the page is that of the example post, not the newsroom's."""
    dark: bool = False
    width: int = 1280
    height: int = 800


SHOTS = (
    Shot("seed", seed=True),
    Shot("overview"),
    Shot("focus", hash="view=map", search="what we know about the ardlow dam\n"),
    Shot("story", search="second thoughts about the night ferry\n"),
    Shot("search", search="ferry"),
    Shot("dark", dark=True),
    Shot("phone", search="the harbour contracts trial\n", width=390, height=780),
    Shot("table", hash="view=table"),
)


def told_newsroom() -> kg.KnowledgeGraph:
    """Return the newsroom with its stories."""
    graph = newsroom()
    told = tell(graph.articles, graph.outlets)
    return replace(graph, articles=told.articles, stories=told.stories)


@contextmanager
def camera() -> Iterator[Browser]:
    """Give a Chromium to photograph with."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not path:
        raise SystemExit("No Chromium. Install one (apt install chromium), or name it in CHROMIUM.")
    with sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def photograph(browser: Browser, page: Path, shot: Shot, out: Path) -> None:
    """Write one picture, as WebP or by the name of the file."""
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height},
        color_scheme="dark" if shot.dark else "light",
        device_scale_factor=1.5 if shot.width < 500 else 1,
        reduced_motion="reduce",
    )
    tab = context.new_page()
    tab.goto(page.as_uri() + (f"#{shot.hash}" if shot.hash else ""))
    tab.wait_for_selector("html[data-ready]")
    if shot.search:
        tab.keyboard.press("/")
        tab.keyboard.type(shot.search.rstrip())
        tab.wait_for_selector("#found:not([hidden]) [role=option]")
    if shot.search.endswith("\n"):
        tab.keyboard.press("Enter")
    tab.wait_for_timeout(600)
    session = context.new_cdp_session(tab)
    settings = {"format": out.suffix[1:], **({"quality": 82} if out.suffix == ".webp" else {})}
    image = session.send("Page.captureScreenshot", settings)["data"]
    out.write_bytes(base64.b64decode(image))
    context.close()


def main(form: str = "webp", out: str = str(PICTURES)) -> None:
    with tempfile.TemporaryDirectory() as folder, camera() as browser:
        pages = {True: Path(folder, "seed.html"), False: Path(folder, "newsroom.html")}
        for seed, path in pages.items():
            graph = kg.build([ROOT / "seeds"], title="Example") if seed else told_newsroom()
            path.write_text("".join(to_page(graph)), encoding="utf-8", newline="\n")
        Path(out).mkdir(exist_ok=True)
        for shot in SHOTS:
            file = Path(out, f"{shot.name}.{form}")
            photograph(browser, pages[shot.seed], shot, file)
            print(f"{file}: {file.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(*sys.argv[1:])
