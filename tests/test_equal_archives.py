"""Equal archives in different forms give equal graphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import get_args

import pytest
from written import ALL, ONE_AUTHOR, PIECES, WITHOUT_TITLES, WRITTEN, Piece

import kg
from kg.exporters.rdf import to_turtle
from kg.read import exports
from kg.read.forms import forms
from kg.read.heads import Language, find_head

DERIVED = re.compile(r" ;\n    prov:wasDerivedFrom [^;]*?(?= ;\n| \.\n)")


def turtle(form: str, folder: Path, pieces: Sequence[Piece]) -> str:
    """Return the Turtle of the pieces in a form, without what says which files they are from."""
    WRITTEN[form].write_to(folder, pieces)
    graph = kg.build([folder], jobs=1)
    assert not graph.account.problems
    return DERIVED.sub("", "".join(to_turtle(graph)))


def as_stated(form: str) -> list[Piece]:
    """Return the pieces with what a form can hold of them."""
    written = WRITTEN[form]
    pieces = [each.only(written.states, written.days) for each in PIECES]
    if form in ONE_AUTHOR:
        pieces = [each._replace(authors=each.authors[:1]) for each in pieces]
    return pieces


@pytest.mark.parametrize("form", sorted(WRITTEN.keys() - WITHOUT_TITLES))
def test_a_form_gives_the_graph_of_posts_that_state_what_it_can_hold(
    tmp_path: Path, form: str
) -> None:
    found = turtle(form, tmp_path / "form", PIECES)
    assert found == turtle("post-yaml", tmp_path / "posts", as_stated(form))
    assert found.count("a schema:NewsArticle") == len(PIECES)


@pytest.mark.parametrize("form", sorted(WITHOUT_TITLES))
def test_each_record_of_an_export_without_titles_is_told(tmp_path: Path, form: str) -> None:
    WRITTEN[form].write_to(tmp_path, PIECES)
    account = kg.build([tmp_path], jobs=1).account
    assert [problem.what for problem in account.problems] == ["has neither title nor name."] * 3


def test_the_graph_of_posts_holds_every_field(tmp_path: Path) -> None:
    found = turtle("post-yaml", tmp_path, PIECES)
    assert set(ALL) == set(WRITTEN["post-yaml"].states)
    for piece in PIECES:
        for value in piece:
            for text in value if isinstance(value, tuple) else (value,):
                assert text in found, text


def test_every_language_of_a_head_is_compared() -> None:
    posts = [each.write(PIECES) for each in WRITTEN.values() if each.kind == "post"]
    heads = [find_head(text.encode()) for files in posts for text in files.values()]
    assert {head.language for head in heads if head} == set(get_args(Language))


def names_of_exports() -> set[str]:
    """Return the name of every export that kg reads."""
    names = set()
    for info in iter_modules(exports.__path__):
        module = import_module(f"{exports.__name__}.{info.name}")
        for each in (*getattr(module, "EXPORTS", ()), *getattr(module, "TABLES", ())):
            names.add(each.name)
    return names


def test_every_form_and_export_is_compared() -> None:
    assert {form.name for form in forms()} == {written.kind for written in WRITTEN.values()}
    assert names_of_exports() == {name for name, each in WRITTEN.items() if each.kind == "export"}


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.name)
def test_every_ending_of_a_file_is_compared(form: object) -> None:
    written = [each for each in WRITTEN.values() if each.kind == getattr(form, "name", "")]
    names = [name for each in written for name in each.write(PIECES)]
    for suffix in getattr(form, "suffixes", ()):
        assert any(name.endswith(suffix) for name in names), suffix
