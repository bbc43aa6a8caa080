"""The page, opened from disk in a real browser."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from kg.exporters.page import parse_page, to_page
from kg.model.graph import KnowledgeGraph
from kg.model.records import Article, Entity, Outlet, Person, Story, Topic
from kg.model.vocabulary import PROPERTIES

playwright = pytest.importorskip("playwright.sync_api")


def article(number: int, label: str = "", **values: Any) -> Article:
    values.setdefault("url", f"https://news.example/{number}")
    label = label or f"Invented headline {number}"
    return Article(f"article:{number:016x}", "schema:NewsArticle", label, **values)


HARBOUR = KnowledgeGraph(
    articles=(
        article(
            1,
            "Élan vital: the old harbour of Ålesund opens again after the flood",
            abstract="Boats return to the quay, eleven months after the water came.",
            date_published="2024-05-01T09:30:00Z",
            published_precision="day",
            date_added="2024-05-02T00:00:00Z",
            added_precision="day",
            authors=("person:fjord.example/jane-doe",),
            image="https://news.example/harbour.jpg",
            quality=71,
            heat=3,
            curated=True,
            published=True,
            removed=False,
            amp_urls=("https://news.example/1/amp",),
            amp_cache_urls=("https://cdn.example/c/s/news.example/1/amp",),
            same_as=("https://mirror.example/1", "https://mirror.example/one"),
            posts=("post:2024-05-01-harbour.md",),
            publisher="outlet:fjord.example",
            about=("topic:floods", "topic:ports"),
            related_to=("article:0000000000000002",),
            alternative_headlines=("Ålesund's harbour reopens",),
            suggested=("topic:weather",),
            copy_of="article:0000000000000002",
            story="story:0000000000000002",
            correction=True,
            language="en",
            date_modified="2024-05-03T00:00:00Z",
        ),
        article(
            2,
            "港口重新開放",
            date_published="2024-04-30T08:00:00Z",
            publisher="outlet:wave.example",
            story="story:0000000000000002",
        ),
        article(
            3, "مرفأ جديد", related_to=("article:0000000000000001", "article:0000000000000004")
        ),
        article(4, "Nova pristan", related_to=("article:0000000000000003",)),
    ),
    outlets=(
        Outlet(
            "outlet:fjord.example",
            "Fjord Post",
            "fjord.example",
            alternate_names=("The Fjord Post",),
            url="https://fjord.example/",
            logo="https://fjord.example/logo.png",
            description="News from the coast.",
            other_domains=("fjord-post.example",),
        ),
        Outlet("outlet:wave.example", "Wave", "wave.example"),
    ),
    topics=(
        Topic("topic:floods", "Floods", ("High water",), ("inundation",), "topic:weather"),
        Topic("topic:ports", "Ports"),
        Topic("topic:weather", "Weather"),
    ),
    people=(Person("person:fjord.example/jane-doe", "Jane Doe", ("J. Doe",)),),
    stories=(
        Story(
            "story:0000000000000002",
            "Boats sail again",
            "2024-04-30T08:00:00Z",
            "2024-05-01T09:30:00Z",
            "day",
            ("outlet:wave.example",),
            2,
            1,
            "story:00000000000000ff",
        ),
        Story("story:00000000000000ff", "Levee", "2024-03-01T08:00:00Z", "2024-03-01T08:00:00Z"),
    ),
    title="Harbour news",
)


def invented(count: int) -> KnowledgeGraph:
    """A graph of any size, the same each time."""
    articles = tuple(
        article(
            number,
            publisher=f"outlet:o{number * number % 97:02}.example",
            about=(f"topic:t{number % 11:02}",) if number % 4 == 0 else (),
            related_to=tuple(
                f"article:{other:016x}"
                for other in sorted({(number + step * step) % count for step in range(1, 9)})
                if other != number
            ),
        )
        for number in range(count)
    )
    outlets = tuple(
        Outlet(f"outlet:o{number:02}.example", f"Outlet {number}", f"o{number:02}.example")
        for number in range(97)
    )
    topics = tuple(Topic(f"topic:t{number:02}", f"Topic {number}") for number in range(11))
    return KnowledgeGraph(articles, outlets, topics)


# ---- a browser ------------------------------------------------------------------------------


@dataclass
class Seen:
    """What a page did that it should not."""

    trouble: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


def page_of(graph: KnowledgeGraph) -> str:
    return "".join(to_page(graph))


Opener = Callable[..., tuple[Any, Seen]]


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Opener]:
    contexts = []

    def open_page(graph: KnowledgeGraph, width: int = 1200, **options: Any) -> tuple[Any, Seen]:
        file = tmp_path / "graph.html"
        file.write_text(page_of(graph), encoding="utf-8", newline="\n")
        size = {"width": width, "height": 800}
        context = browser.new_context(viewport=size, reduced_motion="reduce", **options)
        contexts.append(context)
        tab, seen = context.new_page(), Seen()
        tab.on("console", lambda message: seen.trouble.append(message.text))
        tab.on("pageerror", lambda error: seen.trouble.append(str(error)))
        tab.on("dialog", lambda dialog: seen.trouble.append(dialog.message))
        tab.on("request", lambda request: seen.requests.append(request.url))
        tab.goto(f"{file.as_uri()}#view=map")
        if options.get("java_script_enabled", True):
            tab.wait_for_selector("html[data-ready]")
        return tab, seen

    yield open_page
    for context in contexts:
        context.close()


def look_up(tab: Any, words: str) -> None:
    tab.keyboard.press("/")
    tab.keyboard.type(words)
    tab.wait_for_selector("#found:not([hidden]) [role=option]")
    tab.keyboard.press("Enter")


def await_heading(tab: Any, text: str) -> None:
    playwright.expect(tab.locator("#panel h2")).to_contain_text(text)


# ---- what it promises -----------------------------------------------------------------------


def test_page_opens_from_disk_without_a_word_or_another_request(opened: Opener) -> None:
    tab, seen = opened(HARBOUR)
    look_up(tab, "harbour")
    tab.keyboard.press("Escape")
    tab.wait_for_timeout(200)
    assert seen.trouble == []
    assert [url.rpartition("/")[2] for url in seen.requests] == ["graph.html"]
    assert tab.evaluate("document.compatMode") == "CSS1Compat"


def test_header_says_what_the_graph_holds(opened: Opener) -> None:
    tab, _ = opened(HARBOUR)
    assert tab.inner_text("h1") == "Harbour news"
    assert tab.inner_text("header p") == ("4 articles · 4 links · 2 outlets · 3 topics · 2 stories")


def test_search_finds_an_accented_headline_typed_without_accents(opened: Opener) -> None:
    tab, _ = opened(HARBOUR)
    look_up(tab, "ELAN alesund")
    await_heading(tab, "Élan vital")


def test_search_finds_an_outlet_by_its_other_name_and_a_headline_in_chinese(
    opened: Opener,
) -> None:
    tab, _ = opened(HARBOUR)
    look_up(tab, "the fjord")
    await_heading(tab, "Fjord Post")
    look_up(tab, "重新")
    await_heading(tab, "港口重新開放")


def test_arrow_keys_move_through_what_was_found(opened: Opener) -> None:
    tab, _ = opened(invented(20))
    tab.keyboard.press("/")
    tab.keyboard.type("headline")
    box = tab.locator("#search")
    assert box.get_attribute("aria-expanded") == "true"
    assert box.get_attribute("aria-activedescendant") == "found-0"
    tab.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == "found-1"
    wanted = tab.inner_text("#found-1 bdi >> nth=0")
    tab.keyboard.press("Enter")
    await_heading(tab, wanted)


def test_panel_shows_every_fact_of_an_article_and_links_out_safely(opened: Opener) -> None:
    tab, _ = opened(HARBOUR)
    look_up(tab, "harbour")
    await_heading(tab, "Élan")
    tab.click("text=All facts")
    text = tab.inner_text("#panel")
    for fact in (
        "1 May 2024",
        "2024-05-01T09:30:00Z",
        "Boats return",
        "71",
        "Fjord Post",
        "Floods",
        "Ports",
        "港口重新開放",
    ):
        assert fact in text
    links = tab.eval_on_selector_all("#panel a", "all => all.map(a => [a.href, a.rel, a.target])")
    first = HARBOUR.articles[0]
    stated = {first.url, *first.same_as, *first.amp_urls, *first.amp_cache_urls, first.image}
    assert {url for url, *_ in links} == stated
    assert {tuple(rest) for _, *rest in links} == {("noopener noreferrer", "_blank")}
    assert "links here" in text


def test_click_in_the_picture_shows_facts_and_escape_puts_them_away(opened: Opener) -> None:
    tab, _ = opened(KnowledgeGraph((article(1, "Alone in the middle"),)))
    box = tab.locator("#picture canvas").bounding_box()
    # The middle of what the legend leaves free of the picture.
    tab.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 - 26)
    tab.wait_for_selector("#panel .kind")
    await_heading(tab, "Alone in the middle")
    tab.keyboard.press("Escape")
    tab.wait_for_selector("#panel .kind", state="detached")


def test_a_slow_click_opens_and_a_press_that_moves_the_picture_does_not(opened: Opener) -> None:
    tab, _ = opened(KnowledgeGraph((article(1, "Alone in the middle"),)))
    box = tab.locator("#picture canvas").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 - 26
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x + 30, y)
    tab.mouse.up()
    tab.wait_for_timeout(200)
    assert tab.locator("#panel .kind").count() == 0
    tab.mouse.down()
    tab.wait_for_timeout(600)
    tab.mouse.up()
    await_heading(tab, "Alone in the middle")


def test_related_article_in_the_panel_leads_on_and_back_returns(opened: Opener) -> None:
    tab, _ = opened(HARBOUR)
    look_up(tab, "harbour")
    await_heading(tab, "Élan")
    tab.click("#panel section:has-text('Related') .list button")
    await_heading(tab, "港口重新開放")
    tab.go_back()
    await_heading(tab, "Élan")


def test_articles_that_relate_to_each_other_list_each_other(opened: Opener) -> None:
    tab, _ = opened(HARBOUR)
    look_up(tab, "pristan")
    await_heading(tab, "Nova pristan")
    tab.click("#panel .list button")
    await_heading(tab, "مرفأ جديد")
    assert "Related articles (2)" in tab.inner_text("#panel")


def test_long_list_shows_sixty_and_more_when_asked(opened: Opener) -> None:
    outlet = Outlet("outlet:o.example", "Busy Outlet", "o.example")
    articles = tuple(article(number, publisher=outlet.id) for number in range(130))
    tab, _ = opened(KnowledgeGraph(articles, (outlet,)))
    look_up(tab, "busy")
    await_heading(tab, "Busy Outlet")
    assert tab.locator("#panel .list li").count() == 61
    tab.click("text=and 70 more")
    assert tab.locator("#panel .list li").count() == 130


HOSTILE = (
    '"><img src=x onerror=alert(1)>',
    "</script><script>alert(2)</script>",
    "<!--<script>alert(3)",
    "{{ 7 * 7 }}\u2028\u2029<a href='javascript:alert(4)'>href</a>",
    "\u202eevil\u2066 name' onmouseover='alert(5)",
)


def poisoned(text: str) -> KnowledgeGraph:
    """A graph of one article, outlet and topic, with a text in each of their fields."""
    url = "javascript:alert(6)//" + text
    return KnowledgeGraph(
        (
            Article(
                "article:" + text, text, text, url, text, text, text, text, text, url, 1, 2,
                True, True, True, (url,), (url,), (url,), (text,), "outlet:" + text,
                ("person:" + text,), ("topic:" + text,), (), (text,), ("topic:" + text,),
                "article:" + text, "story:" + text, True, text, text,
            ),
        ),
        (
            Outlet(
                "outlet:" + text, text, text, (text,), url, url, text, other_domains=(text,)
            ),
        ),
        (Topic("topic:" + text, text, (text,), (text,)),),
        base_iri=url,
        title=text,
        people=(Person("person:" + text, text, (text,)),),
        stories=(Story("story:" + text, text, text, text, text, ("outlet:" + text,), 1, 1),),
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["articles", "outlets", "topics", "stories"])
def test_poisoned_graph_holds_the_text_in_every_field_that_can_hold_text(kind: str) -> None:
    (entity,) = getattr(poisoned("POISON"), kind)
    others = {"quality", "heat", "curated", "published", "removed", "related_to", "broader", "more"}
    others |= {"correction", "outlets", "texts", "follows"}
    if kind != "articles":
        others |= {"type", "scheme"}  # which are the same for all
    for name, held in entity._asdict().items():
        assert name in others or "POISON" in str(held), name


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_every_field_stays_text(opened: Opener, text: str) -> None:
    tab, seen = opened(poisoned(text))
    tab.mouse.move(400, 400)
    assert tab.locator("#panel .list button").count() == 3
    for kind in range(4):  # the last one leads to an article, and that to its outlet
        tab.locator("#panel .list button").nth(min(kind, 2)).click()
        tab.wait_for_selector("#panel .kind")
        if kind == 3:
            tab.click("#panel .chip.outlet")
            tab.wait_for_selector("#panel .kind.outlet")
        for link in tab.query_selector_all("#panel a"):
            assert re.match("https?:", link.get_attribute("href") or "")
        tab.keyboard.press("Escape")
        tab.wait_for_selector("#panel .kind", state="detached")
    tab.keyboard.press("/")
    tab.keyboard.type(text[:6])
    tab.wait_for_timeout(100)
    assert tab.locator("img, body script[src], [onerror], [onmouseover]").count() == 0
    assert tab.inner_text("h1").split() == text.split()
    assert seen.trouble == []
    assert len(seen.requests) == 1


def test_titles_of_a_megabyte_and_addresses_of_100_kilobytes_leave_the_page_usable(
    opened: Opener,
) -> None:
    long = "word " * 200_000 + "end"
    url = "https://news.example/" + "b" * 100_000
    graph = KnowledgeGraph(
        (
            article(1, long, url=url, publisher="outlet:o.example", about=("topic:t",)),
            article(2, "x" * 1_000_000),
            article(3, "Short headline", related_to=(f"article:{1:016x}",)),
        ),
        (Outlet("outlet:o.example", long, "o.example", url=url),),
        (Topic("topic:t", "雨" * 300_000),),
        title=long,
    )
    tab, seen = opened(graph)
    look_up(tab, "short")
    await_heading(tab, "Short headline")
    tab.click("#panel .list button")
    tab.wait_for_selector("#panel h2 >> text=word")
    assert tab.locator("#panel a.open").get_attribute("href") == url
    assert tab.evaluate("document.documentElement.scrollWidth") == 1200
    assert tab.locator("#picture").bounding_box()["height"] > 300
    assert tab.locator("header").bounding_box()["height"] < 200
    assert seen.trouble == []


def test_a_script_that_got_in_would_not_run(opened: Opener) -> None:
    tab, seen = opened(HARBOUR)
    tab.evaluate(
        "document.body.append(Object.assign(document.createElement('script'),"
        "{text: 'document.title = \"broken\"'}))"
    )
    assert tab.title() == "Harbour news"
    assert any("Content Security Policy" in text for text in seen.trouble)


def test_dark_scheme_changes_page_and_picture_also_while_open(opened: Opener) -> None:
    tab, seen = opened(HARBOUR)
    ground = "getComputedStyle(document.body).backgroundColor"
    pixels = "document.querySelector('#picture canvas').toDataURL()"
    light = tab.evaluate(ground), tab.evaluate(pixels)
    tab.emulate_media(color_scheme="dark")
    tab.wait_for_timeout(300)
    dark = tab.evaluate(ground), tab.evaluate(pixels)
    assert light[0] != dark[0]
    assert light[1] != dark[1]
    assert seen.trouble == []


@pytest.mark.parametrize("words", ["", "harbour"])
def test_phone_scrolls_down_but_never_sideways(opened: Opener, words: str) -> None:
    tab, _ = opened(HARBOUR, width=390)
    if words:
        look_up(tab, words)
        await_heading(tab, "Élan")
    assert tab.evaluate("document.documentElement.scrollWidth") == 390
    picture, panel = (tab.locator(name).bounding_box() for name in ("#picture", "#panel"))
    assert picture["y"] + picture["height"] <= panel["y"]


def test_colours_can_tell_outlets_and_the_legend_names_them(opened: Opener) -> None:
    tab, seen = opened(invented(400))
    assert "Topic 1" in tab.inner_text("#legend")
    tab.select_option("#colour", "outlet")
    assert "Outlet" in tab.inner_text("#legend")
    assert "colour=outlet" in tab.url
    tab.select_option("#colour", "age")
    tab.select_option("#colour", "theme")
    assert seen.trouble == []


def test_map_of_thousands_is_drawn_and_searched(opened: Opener) -> None:
    tab, seen = opened(invented(3000))
    assert tab.evaluate("document.body.className") == "map"
    look_up(tab, "headline 2718")
    await_heading(tab, "Invented headline 2718")
    assert seen.trouble == []


def test_an_article_that_hardly_any_other_names_is_found_among_thousands(opened: Opener) -> None:
    graph = invented(7000)
    lone = article(999_999, "Quite alone in the archive")
    tab, seen = opened(replace_articles(graph, (*graph.articles, lone)))
    look_up(tab, "quite alone")
    await_heading(tab, "Quite alone in the archive")
    assert seen.trouble == []


def test_of_more_than_can_be_drawn_those_that_pass_the_filters_are_seen(opened: Opener) -> None:
    undrawn = {at for at in range(7000, 8000) if at * 0.7548776662 % 1 > 0.9}  # by rank, atlas.js
    one, two = (
        Outlet("outlet:one.example", "One", "one"),
        Outlet("outlet:two.example", "Two", "two"),
    )
    articles = tuple(
        article(at, publisher=(two if at in undrawn else one).id, about=("topic:floods",),
                date_published=f"{2000 + at // 365}-01-01T00:00:00Z")
        for at in range(8000)
    )  # fmt: skip
    tab, seen = opened(KnowledgeGraph(articles, (one, two), (Topic("topic:floods", "Floods"),)))
    assert len(undrawn) > 50
    tab.click("#outlet-menu summary")
    tab.click("#outlet-menu .choices label:has-text('Two')")
    tab.wait_for_function("document.querySelector('#count').textContent.includes('of 8,000')")
    tab.keyboard.press("Escape")
    coloured = """(() => {
        const canvas = document.querySelector('#picture canvas');
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        let found = 0;
        for (let at = 0; at < data.length; at += 4) {
          if (data[at + 3] > 200 && data[at + 1] - data[at] > 50) found += 1;
        }
        return found;
    })()"""
    assert tab.evaluate(coloured) > 4 * len(undrawn)
    assert seen.trouble == []


def test_of_a_topic_too_large_to_draw_not_only_the_most_linked_is_seen(opened: Opener) -> None:
    one, two = (
        Outlet("outlet:one.example", "One", "one"),
        Outlet("outlet:two.example", "Two", "two"),
    )
    articles = tuple(
        article(
            at,
            publisher=(one if at < 6000 else two).id,
            about=("topic:floods",),
            related_to=(f"article:{at + 1:016x}",) if at < 6000 else (),
        )
        for at in range(9000)
    )
    tab, seen = opened(KnowledgeGraph(articles, (one, two), (Topic("topic:floods", "Floods"),)))
    tab.select_option("#colour", "outlet")
    tab.click("#panel .list button:has-text('Floods')")
    await_heading(tab, "Floods")
    of_two = """(() => {
        const item = [...document.querySelectorAll('#legend li')]
          .find((one) => one.textContent.includes('Two'));
        const dot = [...item.querySelectorAll('*')].find((one) => one.style.background);
        const wanted = getComputedStyle(dot).backgroundColor.match(/[0-9]+/g).map(Number);
        const canvas = document.querySelector('#picture canvas');
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        let found = 0;
        for (let at = 0; at < data.length; at += 4) {
          if (wanted.every((value, part) => Math.abs(value - data[at + part]) < 4)) found += 1;
        }
        return found;
    })()"""
    assert tab.evaluate(of_two) > 500
    assert seen.trouble == []


def test_click_on_the_map_opens_what_is_there_and_back_returns(opened: Opener) -> None:
    tab, seen = opened(invented(400))
    box = tab.locator("#picture").bounding_box()
    tab.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    tab.wait_for_selector("#panel .kind")
    opened_first = tab.inner_text("#panel h2")
    tab.click("#panel .list button >> nth=0")
    tab.wait_for_function(
        "(was) => document.querySelector('#panel h2').textContent !== was", arg=opened_first
    )
    tab.click("#back")
    await_heading(tab, opened_first)
    tab.click("#trail button >> nth=0")
    await_heading(tab, "What is in here")
    assert seen.trouble == []


def test_a_shared_address_shows_the_same_view_again(opened: Opener) -> None:
    tab, _ = opened(invented(1000))
    tab.click("#topic-menu summary")
    tab.click("#topic-menu label >> nth=1")
    tab.click("#topic-menu label >> nth=2")
    tab.keyboard.press("Escape")
    tab.select_option("#colour", "outlet")
    tab.check("#bundles")
    look_up(tab, "outlet 36")
    await_heading(tab, "Outlet 36")
    tab.click("#closer")
    tab.focus("#picture")
    tab.wait_for_timeout(400)
    seen = "[location.hash, document.querySelector('#count').textContent, document.querySelector('#panel').textContent, document.querySelector('#trail').textContent, document.querySelector('#picture canvas').toDataURL().length]"  # noqa: E501
    before = tab.evaluate(seen)
    for part in ("topics=", "colour=outlet", "node=outlet", "links=1"):
        assert part in before[0]
    assert " of 1,000" in before[1]
    tab.reload()
    tab.wait_for_selector("html[data-ready]")
    await_heading(tab, "Outlet 36")
    tab.focus("#picture")
    tab.wait_for_timeout(400)
    after = tab.evaluate(seen)
    assert after[:4] == before[:4]


def test_back_from_a_shared_address_leads_to_the_overview(opened: Opener) -> None:
    tab, _ = opened(HARBOUR)
    address = tab.url.partition("#")[0] + "#node=topic:floods"
    tab.goto("about:blank")
    tab.goto(address)
    await_heading(tab, "Floods")
    tab.click("#back")
    await_heading(tab, "What is in here")


def test_dates_filter_by_keyboard_and_can_be_cleared(opened: Opener) -> None:
    graph = invented(400)
    dated = tuple(
        one._replace(date_published=f"20{10 + at % 10}-03-01T00:00:00Z")
        for at, one in enumerate(graph.articles)
    )
    tab, seen = opened(replace_articles(graph, dated))
    tab.focus("#from")
    tab.keyboard.press("End")
    assert tab.inner_text("#count") == "40 of 400 articles"
    assert "from=2019-03" in tab.url
    assert tab.get_attribute("#from", "aria-valuetext") == "Mar 2019"
    tab.click("#clear")
    assert tab.inner_text("#count") == "All 400 articles"
    assert seen.trouble == []


def test_related_articles_stand_by_outlet_also_if_some_have_none(opened: Opener) -> None:
    first, *others = HARBOUR.articles
    first = first._replace(related_to=tuple(other.id for other in others))
    tab, seen = opened(dataclasses.replace(HARBOUR, articles=(first, *others)))
    look_up(tab, "alesund")
    await_heading(tab, "Élan vital")
    tab.click("text=By outlet")
    assert tab.get_attribute("text=By outlet", "aria-pressed") == "true"
    rows = tab.locator("section", has=tab.get_by_text("By outlet")).locator("li")
    assert "港口重新開放" in rows.all_inner_texts()[-1]
    assert seen.trouble == []


def test_one_step_more_shows_what_is_linked_with_the_neighbours(opened: Opener) -> None:
    tab, seen = opened(invented(400))
    look_up(tab, "headline 7")
    await_heading(tab, "Invented headline")
    tab.click("text=One step more")
    tab.wait_for_selector("text=One step less")
    assert "hops=2" in tab.url
    assert seen.trouble == []


def test_theme_can_be_switched_by_hand(opened: Opener) -> None:
    tab, _ = opened(HARBOUR)
    ground = "getComputedStyle(document.body).backgroundColor"
    light = tab.evaluate(ground)
    tab.click("#appearance")
    assert tab.evaluate(ground) != light
    tab.click("#appearance")
    assert tab.evaluate(ground) == light


ODD = {
    "one article": KnowledgeGraph((article(1, "Alone"),)),
    "no topics, no outlets, no dates": KnowledgeGraph(invented(400).articles),
    "long headlines": KnowledgeGraph(tuple(article(n, f"{n} " + "Wort" * 60) for n in range(320))),
    "every script": KnowledgeGraph(
        tuple(
            article(
                n, ("مرفأ جديد للمدينة", "港口重新開放", "🚢 Ahoy 👩‍👩‍👧", "Ďalší prístav")[n % 4]
            )
            for n in range(320)
        )
    ),
    "one theme of all": KnowledgeGraph(
        tuple(
            article(n, related_to=tuple(f"article:{m:016x}" for m in range(310) if m != n))
            for n in range(310)
        )
    ),
    "a topic a theme": KnowledgeGraph(
        tuple(article(n, about=(f"topic:{n:03}",)) for n in range(300)),
        topics=tuple(Topic(f"topic:{n:03}", f"Topic {n}") for n in range(300)),
    ),
}


@pytest.mark.parametrize("graph", ODD.values(), ids=ODD.keys())
def test_odd_graphs_have_a_picture_that_can_be_opened(
    opened: Opener, graph: KnowledgeGraph
) -> None:
    tab, seen = opened(graph)
    blank = "(() => { const c = document.querySelector('#picture canvas'); const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; return !d.some((v) => v); })()"  # noqa: E501
    assert not tab.evaluate(blank)
    tab.click("#panel .list button >> nth=0")
    tab.wait_for_selector("#panel .kind")
    tab.click("#whole")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 1200
    assert seen.trouble == []


def replace_articles(graph: KnowledgeGraph, articles: tuple[Article, ...]) -> KnowledgeGraph:
    ordered = tuple(sorted(articles, key=lambda one: one.id))
    return dataclasses.replace(graph, articles=ordered)


def test_without_scripts_the_largest_of_each_kind_are_listed(opened: Opener) -> None:
    tab, _ = opened(HARBOUR, java_script_enabled=False)
    assert "Floods" in tab.inner_text("#panel")
    assert tab.locator("#panel a[href='https://news.example/1']").count() == 1


def test_empty_graph_has_a_page_too(opened: Opener) -> None:
    tab, seen = opened(KnowledgeGraph())
    assert "0 articles" in tab.inner_text("header")
    assert seen.trouble == []


# ---- what is in the file --------------------------------------------------------------------


def test_same_graph_gives_same_text() -> None:
    assert page_of(invented(400)) == page_of(invented(400))
    assert page_of(HARBOUR) == page_of(HARBOUR)


@pytest.mark.parametrize("graph", [HARBOUR, invented(400)], ids=["cards", "map"])
def test_every_node_edge_and_attribute_of_the_graph_is_in_the_page(graph: KnowledgeGraph) -> None:
    title, base_iri, known = parse_page(page_of(graph))
    assert (title, base_iri) == (graph.title, graph.base_iri)
    shown: list[Entity] = [*graph.articles, *graph.outlets, *graph.topics, *graph.stories]
    names = {person.id: person.label for person in graph.people}
    assert known.keys() == {entity.id for entity in shown}
    for entity in shown:
        for one in PROPERTIES[type(entity)]:
            value = getattr(entity, one.attribute)
            if one.name == "author":
                value = tuple(map(names.__getitem__, value))
            expected = value if isinstance(value, tuple) else () if value is None else (value,)
            assert set(known[entity.id].get(one.name, ())) == set(expected), one.name


def test_fixture_states_every_attribute_that_there_is() -> None:
    for kind, entities in (
        (Article, HARBOUR.articles),
        (Outlet, HARBOUR.outlets),
        (Topic, HARBOUR.topics),
        (Person, HARBOUR.people),
        (Story, HARBOUR.stories),
    ):
        for name in set(kind._fields) - {"more"}:  # which only registered fields fill
            assert getattr(entities[0], name) not in (None, ()), name
