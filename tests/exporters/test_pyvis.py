"""The neighbourhood of an entity as a pyvis network, and what a browser makes of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pyvis.network import Network

import kg
from kg.exporters import pyvis_network
from kg.exporters.pyvis_network import find_entity, to_pyvis

JANE = "person:news.example/desk/jane-doe"
FLOOD = kg.Article(
    "article:0000000000000001",
    "schema:NewsArticle",
    "The river rises",
    "https://news.example/flood",
    date_published="2024-05-01T09:30:00Z",
    same_as=("https://mirror.example/flood",),
    amp_urls=("https://news.example/amp/flood",),
    publisher="outlet:news.example/desk",
    authors=(JANE,),
    about=("topic:floods", "topic:not-here"),
    related_to=("article:0000000000000002", "article:00000000000000ff"),
)
DAM = kg.Article(
    "article:0000000000000002",
    "schema:NewsArticle",
    "水壩",
    "https://other.example/dam",
    related_to=(FLOOD.id,),
)
AFTER = kg.Article(
    "article:0000000000000003",
    "schema:NewsArticle",
    "After the dam",
    "https://other.example/after",
    related_to=(DAM.id,),
)
GRAPH = kg.KnowledgeGraph(
    articles=(FLOOD, DAM, AFTER),
    outlets=(
        kg.Outlet(
            "outlet:news.example/desk", "The Desk", "news.example", url="https://desk.example/"
        ),
    ),
    topics=(
        kg.Topic("topic:floods", "Floods", broader="topic:weather"),
        kg.Topic("topic:weather", "Weather"),
    ),
    base_iri="https://kg.example/",
    people=(kg.Person(JANE, "Jane Doe"),),
)
HOSTILE = "<img src=x onerror=hacked()>\"'</script><script>hacked()</script> href &amp; {{ 7*7 }}"


def nodes(network: Any) -> list[str]:
    return [node["id"] for node in network.nodes]


def star(count: int) -> kg.KnowledgeGraph:
    """A topic with so many articles, and one more that the last of them is linked with."""
    articles = [
        kg.Article(f"article:{n:016x}", "schema:Article", f"Number {n}", f"https://a.example/{n}",
                   about=("topic:hub",))
        for n in range(count)
    ]  # fmt: skip
    more = kg.Article("article:ffffffffffffffff", "schema:Article", "More", "https://a.example/x")
    articles[-1] = articles[-1]._replace(related_to=(more.id,))
    return kg.KnowledgeGraph((*articles, more), topics=(kg.Topic("topic:hub", "Hub"),))


# ---- what is in it --------------------------------------------------------------------------


def test_the_result_is_a_network_of_pyvis() -> None:
    assert type(kg.to_pyvis(GRAPH, "topic:floods")) is Network


def test_each_hop_adds_what_is_linked_in_either_direction() -> None:
    assert nodes(to_pyvis(GRAPH, "topic:floods", hops=0)) == ["topic:floods"]
    assert nodes(to_pyvis(GRAPH, "topic:floods")) == [FLOOD.id, "topic:floods", "topic:weather"]
    two = [FLOOD.id, DAM.id, "outlet:news.example/desk", "topic:floods", "topic:weather", JANE]
    assert nodes(to_pyvis(GRAPH, "topic:floods", hops=2)) == two
    assert len(nodes(to_pyvis(GRAPH, "topic:floods", hops=10**9))) == GRAPH.order


def test_every_link_between_two_nodes_is_an_edge_named_after_its_relation() -> None:
    network = to_pyvis(GRAPH, DAM.id)
    assert [(edge["from"], edge["label"], edge["to"]) for edge in network.edges] == [
        (FLOOD.id, "relatedTo", DAM.id),
        (DAM.id, "relatedTo", FLOOD.id),
        (AFTER.id, "relatedTo", DAM.id),
    ]


def test_kinds_differ_in_colour_and_shape_and_the_center_in_size() -> None:
    by_id = {node["id"]: node for node in to_pyvis(GRAPH, FLOOD.id).nodes}
    kinds = [by_id[id_] for id_ in (FLOOD.id, "outlet:news.example/desk", "topic:floods", JANE)]
    assert len({node["color"] for node in kinds}) == len({node["shape"] for node in kinds}) == 4
    assert {id_ for id_, node in by_id.items() if node["size"] > 16} == {FLOOD.id}


def test_an_author_is_a_neighbour_of_what_they_wrote() -> None:
    network = to_pyvis(GRAPH, JANE)
    assert nodes(network) == [FLOOD.id, JANE]
    assert [(edge["from"], edge["label"], edge["to"]) for edge in network.edges] == [
        (FLOOD.id, "author", JANE)
    ]
    assert network.get_node(JANE)["title"] == "<b>Jane Doe</b><br>person<!-- no href -->"


def test_the_same_graph_gives_the_same_html() -> None:
    first, second = (to_pyvis(GRAPH, FLOOD.id, 2).generate_html() for _ in range(2))
    assert first == second
    assert json.loads(to_pyvis(GRAPH, FLOOD.id).options.to_json())["layout"] == {"randomSeed": 1}


def test_the_html_is_ascii_because_pyvis_writes_it_in_the_encoding_of_the_system() -> None:
    assert kg.to_pyvis(GRAPH, DAM.id).generate_html().isascii()


def test_in_a_notebook_the_network_is_shown_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    network = kg.to_pyvis(GRAPH, DAM.id)
    assert network.show("around.html").src == "around.html"
    assert (tmp_path / "around.html").read_text("ascii") == network.generate_html(notebook=True)
    assert [path.name for path in tmp_path.iterdir()] == ["around.html"]


def test_long_labels_are_cut_and_titles_are_whole() -> None:
    long = FLOOD._replace(label="word " * 30)
    (node,) = to_pyvis(kg.KnowledgeGraph((long,)), long.id).nodes
    assert node["label"] == "word word word word word word word word…"
    assert ("word " * 30) in node["title"]


# ---- addresses ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "found"),
    [
        (FLOOD.id, FLOOD.id),
        ("https://kg.example/article/0000000000000001", FLOOD.id),
        ("<https://kg.example/article/0000000000000001>", FLOOD.id),
        ("https://news.example/flood", FLOOD.id),
        ("http://www.news.example/flood/?utm_source=x#top", FLOOD.id),
        ("https://mirror.example/flood", FLOOD.id),
        ("https://news.example/amp/flood", FLOOD.id),
        ("outlet:news.example/desk", "outlet:news.example/desk"),
        (r"outlet:news.example\/desk", "outlet:news.example/desk"),
        ("https://kg.example/outlet/news.example/desk", "outlet:news.example/desk"),
        ("https://desk.example", "outlet:news.example/desk"),
        (" topic:floods\n", "topic:floods"),
        ("https://kg.example/person/news.example/desk/jane-doe", JANE),
    ],
)
def test_an_entity_is_found_by_curie_iri_or_url(address: str, found: str) -> None:
    assert find_entity(GRAPH, address) == found


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("topic:flods", "Did you mean 'topic:floods'?"),
        ("weather", "Did you mean 'topic:weather'?"),
        ("jane doe", "Did you mean 'person:news.example/desk/jane-doe'?"),
        ("", "Write a CURIE such as"),
        ("https://nowhere.example/", "Write a CURIE such as"),
        ("javascript:alert(1)", "Write a CURIE such as"),
        ("topic:not-here", "Write a CURIE such as"),
    ],
)
def test_an_unknown_address_is_an_error_that_says_what_to_write(address: str, hint: str) -> None:
    with pytest.raises(
        kg.KgError, match="There is no article, outlet, topic, person or story"
    ) as error:
        kg.to_pyvis(GRAPH, address)
    assert repr(address) in str(error.value)
    assert hint in str(error.value)


def test_fewer_than_no_hops_is_an_error() -> None:
    with pytest.raises(kg.KgError, match=r"hops is -1\. Write 0 or more\."):
        kg.to_pyvis(GRAPH, FLOOD.id, hops=-1)


def test_a_neighbourhood_that_is_too_large_is_an_error_that_says_how_to_narrow_it() -> None:
    most = pyvis_network.MAX_NODES
    assert kg.to_pyvis(star(most - 1), "topic:hub").num_nodes() == most
    with pytest.raises(kg.KgError, match=r"501 neighbours within 1 hop; .*narrower topic"):
        kg.to_pyvis(star(most + 1), "topic:hub")
    with pytest.raises(kg.KgError, match=r"500 neighbours within 2 hops; .* hops=1 gives 500\."):
        kg.to_pyvis(star(most - 1), "topic:hub", hops=2)


# ---- hostile text ---------------------------------------------------------------------------


def hostile_graph(url: str = 'https://a.example/?"><script>hacked()</script>') -> Any:
    article = kg.Article(
        "article:0000000000000001", "schema:Article", HOSTILE, url,
        date_published=HOSTILE, publisher="outlet:bad.example", about=("topic:bad",),
    )  # fmt: skip
    return kg.KnowledgeGraph(
        (article,),
        (kg.Outlet("outlet:bad.example", HOSTILE, "bad.example", url="javascript:hacked()"),),
        (kg.Topic("topic:bad", HOSTILE),),
    )


def test_texts_are_escaped_in_titles_and_in_the_html() -> None:
    network = kg.to_pyvis(hostile_graph(), "topic:bad", 2)
    assert network.num_nodes() == 3
    for node in network.nodes:
        assert "<img" not in node["title"]
        assert "<script" not in node["title"]
    html = network.generate_html()
    assert "<img src=x" not in html
    assert "<script>hacked()" not in html


@pytest.mark.parametrize(
    "url",
    ["javascript:hacked()", " javascript:hacked()", "JAVASCRIPT://https://a", "data:text/html,x"],
)
def test_only_addresses_of_the_web_become_links(url: str) -> None:
    for node in kg.to_pyvis(hostile_graph(url), "topic:bad", 2).nodes:
        assert "<a " not in node["title"]


Open = Callable[[Any], tuple[Any, list[str]]]


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Open]:
    context = browser.new_context(viewport={"width": 900, "height": 700})

    def open_network(network: Any) -> tuple[Any, list[str]]:
        file = tmp_path / "around.html"
        file.write_text(network.generate_html(), encoding="utf-8")
        tab = context.new_page()
        trouble: list[str] = []
        own = file.as_uri()

        def note_request(request: Any) -> None:
            if request.url != own:
                trouble.append(f"asks for {request.url}")

        def note_dialog(dialog: Any) -> None:
            trouble.append(dialog.message)
            dialog.dismiss()

        tab.on("request", note_request)
        tab.on("pageerror", lambda error: trouble.append(str(error)))
        tab.on("dialog", note_dialog)
        tab.expose_function("hacked", lambda: trouble.append("runs what stands in the data"))
        tab.goto(own)
        tab.wait_for_function("network && network.body.nodeIndices.length")
        tab.evaluate("network.stabilize(50)")
        return tab, trouble

    yield open_network
    context.close()


def hover(tab: Any, node: str) -> Any:
    """Let the pointer rest on a node; return what is then shown beside it."""
    tab.mouse.move(40, 40)  # still on the canvas, or it would not notice
    tab.wait_for_function("document.querySelector('.popup').style.display != 'block'")
    place = tab.evaluate(
        """id => {
            network.setOptions({physics: false});
            network.moveTo({position: network.getPosition(id), scale: 1, animation: false});
            const at = network.canvasToDOM(network.getPosition(id));
            const box = document.getElementById("mynetwork").getBoundingClientRect();
            return [box.left + at.x, box.top + at.y];
        }""",
        node,
    )
    tab.mouse.move(*place)
    tab.mouse.move(place[0] + 1, place[1])
    tab.wait_for_function("document.querySelector('.popup').style.display == 'block'")
    return tab.locator(".popup")


@pytest.mark.system
def test_in_a_browser_hostile_text_is_shown_and_runs_nothing(opened: Open) -> None:
    tab, trouble = opened(kg.to_pyvis(hostile_graph(), "topic:bad", 2))
    for node in ("article:0000000000000001", "outlet:bad.example", "topic:bad"):
        popup = hover(tab, node)
        assert HOSTILE in popup.inner_text()
        assert popup.locator("script, img").count() == 0
        links = popup.locator("a").evaluate_all("all => all.map(each => each.protocol)")
        assert links == (["https:"] if node.startswith("article:") else [])
    tab.wait_for_timeout(200)
    assert trouble == []


@pytest.mark.system
def test_in_a_browser_nothing_is_fetched_and_titles_are_html_without_any_link(
    opened: Open,
) -> None:
    graph = kg.KnowledgeGraph(topics=(kg.Topic("topic:a", "A & B"),))
    tab, trouble = opened(kg.to_pyvis(graph, "topic:a"))
    assert hover(tab, "topic:a").inner_text() == "A & B\ntopic"
    assert trouble == []
