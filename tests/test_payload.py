"""The data of a page: columns, links as runs, blocks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.exporters.page import payload

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
