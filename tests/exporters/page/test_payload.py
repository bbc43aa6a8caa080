"""The data of a page: columns, links as runs, blocks."""

from __future__ import annotations

import base64
import gzip
import hashlib
import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.exporters.page import payload
from kg.model.records import Article, Outlet

PAIRS = st.sets(st.tuples(st.integers(0, 29), st.integers(0, 29)), max_size=200)


@given(PAIRS, st.randoms(use_true_random=False))
def test_links_as_runs_read_back_are_the_links(pairs: set[tuple[int, int]], random: object) -> None:
    out: list[set[int]] = [set() for _ in range(30)]
    for one, other in pairs:
        out[one].add(other)
    only = [{other for other in others if one not in out[other]} for one, others in enumerate(out)]
    order = list(range(30))
    random.shuffle(order)  # type: ignore[attr-defined]
    ids = [str(article) for article in order]
    read = payload.linked(payload.links(out, only, order), ids)
    found = [(int(one), int(other)) for one, others in read.items() for other in others]
    assert sorted(found) == sorted(pairs)


def test_articles_that_all_link_to_each_other_take_one_run_each() -> None:
    out = [{0, 1, 2, 3} - {article} for article in range(4)]
    block = payload.links(out, [set()] * 4, [3, 1, 0, 2])
    assert block["both"] == {"runs": [1, 1, 1, 0], "steps": [1, 1, 1], "lengths": [3, 2, 1]}


@given(st.lists(st.integers(-5, 10_000)))
def test_steps_add_up_to_the_numbers(numbers: list[int]) -> None:
    total, found = 0, []
    for step in payload.steps(numbers):
        total += step
        found.append(total)
    assert found == numbers


@given(st.text(st.characters(exclude_categories=[]), max_size=50))
def test_any_text_survives_packing_and_cannot_end_its_element(text: str) -> None:
    packed = payload.pack_block({"text": text})
    assert not set(packed) & set("<>&\"'")
    if text.isprintable():
        assert payload.unpack_block(packed) == {"text": text}


@pytest.mark.parametrize("text", ["", "%%%", "AAAA", "H4sIAAAAAAAA"])
def test_what_is_no_data_is_told_as_such(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        payload.unpack_block(text)


@pytest.mark.parametrize("text", ["", "<title>x</title>", '<title>x</title><script type="text/plain" id="core">*</script>'])  # noqa: E501  # fmt: skip
def test_a_text_that_is_no_page_is_told_as_such(text: str) -> None:
    with pytest.raises(ValueError, match="it holds no data"):
        payload.parse_page(text)


# ---- word for word --------------------------------------------------------------------------

FULL = Article(
    id="article:1",
    type="schema:VideoObject",
    label="Rain",
    url="https://example.org/rain",
    quality=0,
    curated=True,
    amp_urls=("https://example.org/rain/amp",),
    same_as=("http://example.org/rain", "https://other.example/rain"),
    publisher="outlet:a",
    about=("topic:a", "topic:nowhere", "topic:b"),
    related_to=("article:2",),
)
BARE = Article("article:2", "schema:NewsArticle", "", "https://example.org/2", publisher="outlet:?")
NUMBER = {"article:1": 0, "article:2": 1, "outlet:a": 2, "topic:b": 3, "topic:a": 5}


def test_columns_hold_values_and_edges_as_steps() -> None:
    found = [tuple(column.values()) for column in payload.columns(Article, [FULL, BARE], NUMBER)]
    assert found == [
        ("type", "CURIE", ["schema:VideoObject", "schema:NewsArticle"]),
        ("label", "TEXT", ["Rain", ""]),
        ("url", "IRI", ["https://example.org/rain", "https://example.org/2"]),
        ("sameAs", "IRI", [("http://\t", "https://other.example/rain"), None]),
        ("ampUrl", "IRI", ["https://\t/amp", None]),
        ("quality", "INTEGER", [0, None]),
        ("curated", "BOOLEAN", [True, False]),
        ("publishedBy", "NODE", [[2], None]),
        ("about", "NODE", [[5, -2], None]),
    ]


def test_what_has_no_address_keeps_the_addresses_that_it_names() -> None:
    outlet = Outlet("outlet:a", "A", "a.example", logo="https://a.example/logo.png")
    found = {column["name"]: column["values"] for column in payload.columns(Outlet, [outlet], {})}
    assert found == {
        "type": ["schema:NewsMediaOrganization"],
        "label": ["A"],
        "domain": ["a.example"],
        "logo": ["https://a.example/logo.png"],
    }
    assert list(payload.columns(Outlet, [], {})) == []


def test_forty_rows_are_a_group() -> None:
    def groups(rows: int) -> list[int]:
        column = {"name": "label", "range": "TEXT", "values": ["a"] * rows}
        return [len(group[0]) for group in payload.in_groups([column])["groups"]]

    assert [groups(rows) for rows in (0, 1, 40, 41, 81)] == [[], [1], [40], [40, 1], [40, 40, 1]]
    assert payload.in_groups([]) == {"heads": [], "groups": []}


def test_a_gap_ends_a_run_and_runs_are_told_from_the_end_of_the_one_before() -> None:
    out = [{1, 2, 4, 7}, set(), set(), {3}, set(), set(), set(), {0, 6}]
    only = [{1, 2, 4}, set(), set(), set(), set(), set(), set(), {6}]
    assert payload.links(out, only, range(8)) == {
        "both": {
            "runs": [1, 0, 0, 1, 0, 0, 0, 0],
            "steps": [7, 0],
            "lengths": [1, 1],
        },
        "only": {
            "runs": [2, 0, 0, 0, 0, 0, 0, 1],
            "steps": [1, 1, 6],
            "lengths": [2, 1, 1],
        },
    }


def test_a_link_to_no_node_is_told_as_such() -> None:
    nothing: dict[str, list[int]] = {"runs": [], "steps": [], "lengths": []}
    block = {"both": nothing, "only": {"runs": [1], "steps": [-1], "lengths": [1]}}
    with pytest.raises(ValueError, match=r"^a link leads to no node$"):
        payload.linked(block, ["a"])
    with pytest.raises(IndexError):
        payload.linked({**block, "only": {"runs": [1], "steps": [1], "lengths": [1]}}, ["a"])


def test_json_in_a_script_is_short_and_has_no_line_ends_of_its_own() -> None:
    assert payload.dumps({"a": ["é", 1], "b": "\u2028\u2029"}) == (
        '{"a":["é",1],"b":"\\u2028\\u2029"}'
    )
    with pytest.raises(ValueError, match="Out of range"):
        payload.dumps(math.nan)
    with pytest.raises(ValueError, match="Out of range"):
        payload.pack_block({"a": math.nan})


def test_a_block_is_the_same_bytes_whenever_it_is_packed() -> None:
    packed = base64.b64decode(payload.pack_block({"a": 1}))
    assert packed[:2] == b"\x1f\x8b"
    assert packed[4:8] == bytes(4)  # the time
    assert gzip.decompress(packed) == b'{"a":1}'
    made: list[str] = []

    def remember(key: str, _: Callable[[], str]) -> str:
        made.append(key)
        return "remembered"

    assert payload.pack_block({"a": 1}, remember) == "remembered"
    assert made == [hashlib.blake2b(b'{"a":1}', digest_size=16).hexdigest()]


def test_half_a_character_is_packed_as_it_is() -> None:
    assert gzip.decompress(base64.b64decode(payload.pack_text("\ud800"))) == b"\xed\xa0\x80"
    packed = base64.b64decode(payload.pack_block({"a": "\ud800"}))
    assert gzip.decompress(packed) == b'{"a":"\xed\xa0\x80"}'


def test_a_block_is_found_in_its_own_element_alone() -> None:
    element = '<script type="text/plain" id="core">AA+/==</script>'
    assert payload.find_block(f"<p>{element}</p>", "core") == "AA+/=="
    for other in (element.replace("text/plain", "module"), element.replace("AA", "<!")):
        with pytest.raises(ValueError, match=r"^it holds no data$"):
            payload.find_block(other, "core")
    with pytest.raises(ValueError, match=r"^it holds no data$"):
        payload.find_block(element, "facts")
