"""Chromium, as the tests of pages use it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
DESKTOP, PHONE = (1280, 800), (390, 780)

Opener = Callable[..., Any]


def chromium() -> str:
    """Return the path of Chromium; skip the test where there is none, or fail it in CI."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if path:
        return path
    what = "No Chromium. Install one (apt install chromium), or name it in CHROMIUM."
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Run Chromium."""
    engine = pytest.importorskip("playwright.sync_api")
    path = chromium()
    with engine.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def opened(browser: Any, pages: dict[str, Path]) -> Iterator[Opener]:
    """Open one of the `pages` of a module; it may log nothing and fetch nothing."""
    contexts: list[Any] = []
    trouble: list[str] = []
    requests: list[str] = []

    def open_page(
        name: str, hash_: str = "", size: tuple[int, int] = DESKTOP, **options: Any
    ) -> Any:
        viewport = {"width": size[0], "height": size[1]}
        context = browser.new_context(viewport=viewport, reduced_motion="reduce", **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        tab = context.new_page()
        tab.on("console", lambda message: trouble.append(message.text))
        tab.on("pageerror", lambda error: trouble.append(str(error)))
        tab.on("request", lambda request: requests.append(request.url.partition("#")[0]))
        tab.goto(pages[name].as_uri() + (f"#{hash_}" if hash_ else ""))
        if options.get("java_script_enabled", True):
            tab.wait_for_selector("html[data-ready]")
        return tab

    yield open_page
    for context in contexts:
        context.close()
    assert trouble == []
    known = {path.as_uri() for path in pages.values()}
    assert [url for url in requests if url not in known and not url.startswith("blob:")] == []
