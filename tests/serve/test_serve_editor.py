"""The editor for queries, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from paths import NEWSROOM
from serving import Server, serving

import kg

playwright = pytest.importorskip("playwright.sync_api")
HOSTILE = """\
SELECT ?a ?b ?c ?d WHERE {
  BIND("<img src=x onerror=window.hit=1>" AS ?a)
  BIND(IRI("javascript:window.hit=2") AS ?b)
  BIND(IRI("https://kg.example/article/x'onclick='window.hit=3") AS ?c)
  BIND(STRDT("<script>window.hit=4</script>", IRI("http://a/'onmouseover='window.hit=5")) AS ?d)
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("editor") / "graph"
    kg.write(kg.build([NEWSROOM], base_iri="https://kg.example/", title="<b>Newsroom</b>"), folder)
    with serving(folder) as server:
        yield server


@pytest.fixture
def page(server: Server, browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """Open the editor; whatever it loads comes from the server, and nothing goes wrong."""
    asked: list[str] = []
    said: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(server.endpoint)
    page.wait_for_selector(".CodeMirror")
    page.wait_for_function("document.querySelector('#questions').length > 2")
    yield page
    page.close()
    assert all(url.startswith((server.address, "data:")) for url in asked), asked
    blocked = [line for line in said if "Content Security Policy" in line]
    assert said == (blocked if "hostile" in request.node.name else [])


def run(page: Any, query: str) -> None:
    page.evaluate(
        "query => { const tab = yasgui.getTab(); tab.setQuery(query); void tab.query(); }",
        query,
    )


def test_a_named_question_is_asked_when_it_is_chosen(page: Any) -> None:
    page.select_option("#questions", "about-this-graph")
    page.wait_for_selector(".yasr table.dataTable tbody tr td")
    assert "SELECT" in page.evaluate("yasgui.getTab().getQuery()")
    assert page.title() == "Query: <b>Newsroom</b>"
    assert page.locator("#title").inner_text() == "<b>Newsroom</b>"


def test_entities_in_answers_open_in_the_page(page: Any, server: Server) -> None:
    run(page, "PREFIX schema: <https://schema.org/>\nSELECT * { ?a schema:publisher ?o }")
    links = page.locator("a.iri[data-node]")
    links.first.wait_for()
    addresses = [link.get_attribute("href") for link in links.all()]
    assert addresses
    assert all(
        re.fullmatch(r"/#node=(article:[0-9a-f]{16}|outlet:[\w./%-]+)", a) for a in addresses
    )
    assert (
        server.get(addresses[0].partition("#")[0]).headers["content-type"].startswith("text/html")
    )


def test_a_query_in_the_address_is_asked(page: Any, server: Server) -> None:
    page.goto(f"{server.endpoint}?query={quote('SELECT (7*6 AS ?answer) {}')}")
    page.wait_for_selector("text=42")


def test_hostile_answers_do_nothing(page: Any) -> None:
    run(page, HOSTILE)
    page.wait_for_selector("text=onerror")
    page.evaluate(
        """() => {
          document.addEventListener("click", (event) => event.preventDefault());
          for (const link of document.querySelectorAll(".yasr a")) {
            link.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
            link.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
          }
        }"""
    )
    assert page.evaluate("window.hit") is None
    assert page.locator(".yasr img[src=x]").count() == 0
