"""The view that the page opens with, and a story over time, in a real browser."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from browsing import PHONE, Opener

from benchmarks.newsroom import newsroom
from kg.exporters.page import to_page
from kg.model.graph import KnowledgeGraph
from kg.model.records import Article, Outlet, Story, Topic

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

STORY = "story:0000000000000001"


def article(number: int, label: str, day: int, outlet: str, **more: Any) -> Article:
    return Article(
        f"article:{number:016x}", "schema:NewsArticle", label, f"https://{outlet}.example/{number}",
        date_published=f"2024-05-{day:02}T{8 + number:02}:30:00Z",
        publisher=f"outlet:{outlet}.example", **more,
    )  # fmt: skip


FRONT = KnowledgeGraph(
    (
        article(1, "The dam breaks", 1, "fjord", story=STORY, curated=True,
                about=("topic:floods",), related_to=("article:0000000000000002",)),
        article(2, "Flood below the dam", 2, "coast", story=STORY),
        article(3, "Dam: what we know", 2, "valley", story=STORY,
                copy_of="article:0000000000000002"),
        article(4, "Herring quota cut", 2, "coast"),
    ),
    tuple(Outlet(f"outlet:{name}.example", name.title(), f"{name}.example")
          for name in ("coast", "fjord", "valley")),
    (Topic("topic:floods", "Floods"),),
    stories=(
        Story(STORY, "The dam breaks", "2024-05-01T09:30:00Z", "2024-05-02T11:30:00Z",
              None, ("outlet:fjord.example",), 3, 2),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    news = newsroom()
    made = {
        "front": FRONT,
        "news": news,
        "added": replace(news, articles=tuple(
            each._replace(date_added=each.date_published, date_published=None)
            for each in news.articles)),
        "undated": replace(news, articles=tuple(
            each._replace(date_published=None) for each in news.articles)),
        "empty": KnowledgeGraph(),
    }  # fmt: skip
    for name, graph in made.items():
        text = "".join(to_page(graph))
        (folder / f"{name}.html").write_text(text, encoding="utf-8", newline="\n")
    return {name: folder / f"{name}.html" for name in made}


def test_a_large_archive_opens_with_its_months(opened: Opener) -> None:
    tab = opened("news", view="")
    expect(tab.locator("#view .headline")).to_contain_text("731 articles from 24 outlets")
    assert tab.locator(".bars-of-time .some").count() >= 12
    assert 1 <= tab.locator(".ridge").count() <= 9
    assert tab.locator("#map").is_hidden()


def test_dragging_over_bars_filters_everything_and_a_chip_takes_it_away(opened: Opener) -> None:
    tab = opened("news", view="")
    box = tab.locator(".brush").bounding_box()
    tab.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + 40)
    tab.mouse.down()
    tab.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 40, steps=3)
    tab.mouse.up()
    expect(tab.locator("#count")).to_contain_text("of 731")
    expect(tab.locator(".below h3")).to_contain_text("articles")
    assert "from=" in tab.evaluate("location.hash")
    tab.locator("#chips button").click()
    expect(tab.locator("#count")).to_contain_text("All 731")


def test_bars_are_chosen_by_arrow_keys(opened: Opener) -> None:
    tab = opened("news", view="")
    tab.focus(".brush")
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowRight"):
        tab.keyboard.press(key)
    expect(tab.locator("#said")).to_contain_text("article")
    tab.keyboard.press("Enter")
    expect(tab.locator("#count")).to_contain_text("of 731")


def test_a_ridge_filters_by_its_topic_and_two_topics_are_all_or_any(opened: Opener) -> None:
    tab = opened("news", view="")
    tab.locator(".ridge").nth(0).press("Enter")
    expect(tab.locator("#chips .chosen-chip")).to_have_count(1)
    one = tab.inner_text("#count")
    tab.locator(".ridge").nth(1).press("Enter")
    expect(tab.locator("#chips .any")).to_have_text("all of them")
    both = int(tab.inner_text("#count").split()[0].replace(",", ""))
    tab.click("#chips .any")
    expect(tab.locator("#chips .any")).to_have_text("any of them")
    any_of_them = int(tab.inner_text("#count").split()[0].replace(",", ""))
    assert both <= int(one.split()[0].replace(",", "")) < any_of_them


def test_an_outlet_can_be_hidden_and_all_views_follow(opened: Opener) -> None:
    tab = opened("news", "node=outlet:harbour-times.example", view="")
    tab.click("text=Hide its articles")
    expect(tab.locator("#chips")).to_contain_text("not The Harbour Times")
    left = tab.inner_text("#count").split()[0]
    tab.keyboard.press("Escape")
    tab.click("[data-view=table]")
    expect(tab.locator("#view h2")).to_contain_text(f"{left} articles")
    tab.reload()
    tab.wait_for_selector("html[data-ready]")
    expect(tab.locator("#count")).to_contain_text(left)


def test_a_month_is_found_by_the_search(opened: Opener) -> None:
    tab = opened("news", view="")
    tab.keyboard.press("/")
    tab.keyboard.type("march 2023")
    expect(tab.locator("#found [role=option]").first).to_contain_text("All of Mar 2023")
    tab.keyboard.press("Enter")
    expect(tab.locator("#chips")).to_contain_text("Mar 2023")


def test_a_word_with_an_error_is_found(opened: Opener) -> None:
    tab = opened("news", view="")
    tab.keyboard.press("/")
    tab.keyboard.type("lightouse")
    expect(tab.locator("#found [role=option]").first).to_contain_text("lighthouse")


def test_a_word_of_a_month_filters_by_its_articles(opened: Opener) -> None:
    tab = opened("news", view="")
    word = tab.locator(".word").first
    name = word.text_content()
    word.press("Enter")
    expect(tab.locator("#chips")).to_contain_text(name)
    assert tab.locator(".below .row").count() >= 4
    assert "word=" in tab.evaluate("location.hash")


def test_an_archive_of_added_dates_says_so(opened: Opener) -> None:
    tab = opened("added", view="")
    expect(tab.locator("#view .headline")).to_contain_text("added")


def test_without_dates_there_is_no_axis(opened: Opener) -> None:
    tab = opened("undated", view="")
    expect(tab.locator("#view")).to_contain_text("No article has a date")
    assert tab.locator("#view svg").count() == 0


def test_a_small_archive_is_a_front_page(opened: Opener) -> None:
    tab = opened("front", view="")
    expect(tab.locator(".headline")).to_have_text(
        "Four articles from three outlets in two days; three tell one story"
    )
    assert tab.locator(".card").count() == 4
    assert tab.locator(".arrows > path").count() == 1
    tab.locator(".card").first.click()
    expect(tab.locator("#panel h2")).to_have_text("The dam breaks")
    expect(tab.locator(".card").first).to_have_attribute("aria-pressed", "true")


def test_an_empty_archive_says_how_to_go_on(opened: Opener) -> None:
    tab = opened("empty", view="")
    expect(tab.locator("#view")).to_contain_text("Add a post")


def test_a_story_is_a_row_for_each_outlet_over_time(opened: Opener) -> None:
    tab = opened("front", f"node={STORY}", view="")
    expect(tab.locator("#view .headline")).to_have_text("The dam breaks")
    expect(tab.locator("#view")).to_contain_text("first Fjord, 1 May 2024, 09:30 UTC")
    assert tab.locator(".staircase .outlet").all_text_contents() == ["Fjord", "Coast", "Valley"]
    assert tab.locator(".dot.first").count() == 1
    assert tab.locator(".dot.copy").count() == 1
    tab.locator(".dot").nth(1).click()
    expect(tab.locator("#panel h2")).to_have_text("Flood below the dam")
    tab.click("text=All stories")
    expect(tab.locator("#view .headline")).to_have_text("1 story")
    expect(tab.locator("#view")).to_contain_text("First most often")


def test_on_a_phone_a_story_is_a_list_and_nothing_scrolls_sideways(opened: Opener) -> None:
    wide = "document.documentElement.scrollWidth - innerWidth"
    tab = opened("front", f"node={STORY}", size=PHONE, view="")
    assert tab.locator(".staircase li").count() == 3
    assert tab.evaluate(wide) <= 0
    for page in ("front", "news"):
        assert opened(page, size=PHONE, view="").evaluate(wide) <= 0


@pytest.mark.parametrize(("page", "hash_"), [("news", ""), ("front", f"node={STORY}")])
def test_a_drawing_is_saved_with_its_title_and_stands_alone(
    opened: Opener, page: str, hash_: str, tmp_path: Path
) -> None:
    tab = opened(page, hash_, view="")
    with tab.expect_download() as download:
        tab.click("#svg")
    file = tmp_path / "drawing.svg"
    download.value.save_as(file)
    text = file.read_text(encoding="utf-8")
    ElementTree.fromstring(text)  # noqa: S314  # our own text
    assert tab.inner_text("#view .headline") in text
    assert "var(--" not in text
    assert 'class="brush"' not in text


def test_the_address_of_a_view_can_be_copied(opened: Opener) -> None:
    tab = opened("news", "topics=floods", view="")
    tab.click("#share")
    expect(tab.locator("#panel .address")).to_have_value(tab.url)
