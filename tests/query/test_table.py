"""Answers as tables for people."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.query.engine import Results
from kg.query.table import Cell, to_cells, to_markdown, to_table, wide_as

SPACES = {
    "ex": "https://example.org/",
    "deep": "https://example.org/deep/",
    "also": "https://example.org/deep/",
    "urn": "urn:a:",
}


def table(names: list[str], *rows: list[str], width: int = 0) -> list[str]:
    cells = iter([[Cell(text) for text in row] for row in rows])
    return list(to_table(names, cells, width=width))


def answer(text: str) -> Results:
    store = ox.Store()
    store.update(
        "INSERT DATA { <urn:a:s> <https://example.org/p> 'o', _:b, <https://example.org/> }"
    )
    return store.query(text)


def test_a_table_without_rows_has_a_head() -> None:
    assert table(["a", "bc"]) == ["a  bc", "-----"]
    assert table([]) == ["", ""]


def test_a_column_is_as_wide_as_its_widest_text_or_its_name() -> None:
    assert table(["name", "x"], ["ab", "xyz"], ["a", "x"]) == [
        "name  x",
        "---------",
        "ab    xyz",
        "a     x",
    ]


@pytest.mark.parametrize(
    ("texts", "lines"),
    [
        (["1", "-22.5"], ["    n", "-----", "    1", "-22.5"]),
        (["1", "1.2.3"], ["n", "-----", "1", "1.2.3"]),
        (["1", "--2"], ["n", "---", "1", "--2"]),
        (["1", ""], ["n", "-", "1", ""]),
    ],
)
def test_a_column_of_numbers_alone_stands_to_the_right(texts: list[str], lines: list[str]) -> None:
    assert table(["n"], *([text] for text in texts)) == lines


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (0, "abcdefghij"),
        (11, "abcdefghij"),
        (10, "abcdefghij"),
        (9, "abcdefgh…"),
        (8, "abcdefg…"),
        (7, "abcdefg…"),
        (1, "abcdefg…"),
    ],
)
def test_a_column_is_cut_to_the_terminal_but_keeps_eight_places(width: int, line: str) -> None:
    assert table(["n"], ["abcdefghij"], width=width)[2] == line


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (24, "abcdefghij  klmnopqrstuv"),
        (23, "abcdefghij  klmnopqrst…"),
        (22, "abcdefghij  klmnopqrs…"),
        (21, "abcdefgh…  klmnopqr…"),
        (20, "abcdefgh…  klmnopqr…"),
        (19, "abcdefg…  klmnopq…"),
        (5, "abcdefg…  klmnopq…"),
    ],
)
def test_the_widest_columns_are_cut_first(width: int, line: str) -> None:
    assert table(["a", "b"], ["abcdefghij", "klmnopqrstuv"], width=width)[2] == line


def test_the_line_below_the_names_is_as_wide_as_the_table() -> None:
    assert table(["a", "b"], ["abcdefghij", "klmnopqrstuv"], width=20)[1] == "-" * 20
    assert table(["a", "b", "c"])[1] == "-" * 7


def test_letters_that_take_two_places_are_counted_as_two() -> None:
    assert [wide_as(text) for text in ("", "port", "港口", "ｗ", "e\u0301", "é…")] == [
        *(0, 4, 4, 2, 1, 2)
    ]
    assert table(["n"], ["港口报报报"], width=8)[2] == "港口报…"
    assert table(["n", "m"], ["港口", "x"], ["abcde", "y"])[2:] == ["港口   x", "abcde  y"]


def test_rows_after_the_first_thousand_are_fitted_to_those_before() -> None:
    rows = [["aaa"]] * 999 + [["bbbbb"], ["cccccc"], ["d"]]
    lines = table(["n"], *rows)
    assert len(lines) == 1004
    assert lines[-3:] == ["bbbbb", "cccc…", "d"]


def test_a_link_goes_around_the_text_and_not_the_space() -> None:
    rows = [[Cell("a", "https://example.org/a"), Cell("b")], [Cell("cc"), Cell("d")]]
    assert list(to_table(["n", "m"], iter(rows), links=True))[2:] == [
        "\x1b]8;;https://example.org/a\x1b\\a\x1b]8;;\x1b\\   b",
        "cc  d",
    ]
    assert list(to_table(["n", "m"], iter(rows)))[2:] == ["a   b", "cc  d"]


def test_a_cell_is_one_line_that_steers_no_terminal() -> None:
    assert Cell("a\n b\t\tc\x1b[31m ") == "a b c\\x1b[31m"


def test_what_is_asked_with_ask_is_answered_yes_or_no() -> None:
    for text, said in (("ASK { ?s ?p ?o }", "yes"), ("ASK { ?s ?s ?s }", "no")):
        names, rows = to_cells(answer(text), SPACES)
        assert (names, list(rows)) == (["answer"], [[said]])


def test_triples_have_three_columns() -> None:
    names, rows = to_cells(answer("CONSTRUCT WHERE { ?s ?p 'o' }"), SPACES)
    assert names == ["subject", "predicate", "object"]
    assert list(rows) == [["urn:s", "ex:p", "o"]]


@pytest.mark.parametrize(
    ("term", "text", "link"),
    [
        ("'a'", "a", ""),
        ("12", "12", ""),
        ("<https://example.org/a>", "ex:a", "https://example.org/a"),
        ("<http://example.org/a>", "http://example.org/a", "http://example.org/a"),
        ("<https://example.org/deep/a>", "also:a", "https://example.org/deep/a"),
        ("<https://example.org/deep/>", r"ex:deep\/", "https://example.org/deep/"),
        ("<https://example.org/>", "https://example.org/", "https://example.org/"),
        ("<urn:a:b>", "urn:b", ""),
        ("<mailto:a@example.org>", "mailto:a@example.org", ""),
        ("?nothing", "", ""),
    ],
)
def test_what_a_person_sees_of_a_value(term: str, text: str, link: str) -> None:
    bound = "" if term.startswith("?") else f"BIND({term} AS ?x)"
    names, rows = to_cells(answer(f"SELECT ?x {{ {bound} }}"), SPACES)
    [[cell]] = rows
    assert (names, cell, cell.link) == (["x"], text, link)


def test_a_link_in_markdown_cannot_end_before_its_address_does() -> None:
    cell = Cell("a [b] & `c`", "https://example.org/(a)|<b>`c")
    assert list(to_markdown(["n|m"], iter([[cell]]))) == [
        "| n\\|m |",
        "|---|",
        "| [a \\[b\\] &amp; \\`c\\`](https://example.org/%28a%29%7C%3Cb%3E%60c) |",
    ]
