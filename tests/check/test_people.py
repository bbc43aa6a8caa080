"""What `kg check` says of authors, dates added, and outlets of which only the name is known."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import kg
from kg.check.facts import Facts, shown_on_page
from kg.check.findings import check
from kg.exporters import FORMATS

PRESS = """\
- title: Council votes on ferries
  url: https://www.harbour.example/ferries
  authors: [Ada Quill, Tom Reed]
  date: 2024-05-01
  outlet: The Harbour Times
- title: A month of ferries
  url: https://www.harbour.example/month
  authors: ada quill
  date: 2024-06
  outlet: The Harbour Times
- title: Ferries, a film
  url: https://www.youtube.com/watch?v=abc
  authors: Tom Reed
  date: 2024-05-02T10:00:00Z
  outlet: Ferry Society
"""
CLIPPING = """\
---
title: What a ferry costs
source: https://gazette.example/2024/costs
author: Mina Okafor
created: 2024-05-03
---
Text.
"""
QUILL = "<https://example.org/kg/person/harbour.example/ada-quill>"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    (folder / "posts" / "_data").mkdir(parents=True)
    (folder / "posts" / "_data" / "press.yml").write_text(PRESS, encoding="utf-8")
    (folder / "posts" / "clipping.md").write_text(CLIPPING, encoding="utf-8")
    kg.write(kg.build([folder / "posts"]), folder / "out", FORMATS)
    return folder


@pytest.fixture
def copy(archive: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(archive, tmp_path / "copy"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} holds no {old}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def said(folder: Path, kind: str) -> list[str]:
    """Return what a check says of one kind, without the folder."""
    findings = check([folder / "posts"], folder / "out").findings
    start = f"{(folder / 'out').as_posix()}/"
    return [str(each).removeprefix(start) for each in findings if each.kind == kind]


def test_of_people_in_every_format_there_is_nothing_to_say(archive: Path) -> None:
    checked = check([archive / "posts"], archive / "out")
    assert checked.findings == ()
    assert checked.files == 5
    assert [person.id for person in checked.graph.people] == [
        "person:-/ferry-society/tom-reed",
        "person:gazette.example/mina-okafor",
        "person:harbour.example/ada-quill",
        "person:harbour.example/tom-reed",
    ]


def test_people_are_nodes_of_graphml_and_authors_its_edges(archive: Path) -> None:
    text = (archive / "out" / "graph.graphml").read_text(encoding="utf-8")
    assert (
        '<node id="person:gazette.example_x002F_mina-okafor"><data key="kind">person</data>'
        '<data key="type">schema:Person</data><data key="label">Mina Okafor</data></node>'
    ) in text
    assert text.count('<data key="relation">author</data>') == 5


def test_a_person_that_graphml_lacks_is_told(copy: Path) -> None:
    path = copy / "out" / "graph.graphml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if '<node id="person:gazette.example' not in line]
    path.write_text("".join(kept), encoding="utf-8")
    assert (
        'graph.graphml: lacks person:gazette.example/mina-okafor "Mina Okafor", '
        "which graph.ttl has. Run 'kg build' again."
    ) in said(copy, "exports")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            f'{QUILL} a schema:Person ;\n    schema:name "Ada Quill"',
            f'{QUILL} a schema:Person ;\n    schema:name "Ada Quill", "A. Quill"',
            "A person has exactly one preferred name.",
        ),
        (
            f"{QUILL} a schema:Person",
            f"{QUILL} a schema:NewsMediaOrganization",
            "The author of an article is a person in the same graph.",
        ),
        (
            'kg:addedPrecision "day"',
            'kg:addedPrecision "year"',
            "The precision of the date on which an article was added is stated once, as day or"
            " month.",
        ),
        (
            'kg:publishedPrecision "month"',
            'kg:addedPrecision "month"',
            "A precision stands beside a date on which an article was added that is the first"
            " instant of its day.",
        ),
        (
            '"2024-05-01T00:00:00Z"',
            '"2024-05-01T09:30:00Z"',
            "A precision stands beside a date of publication that is the first instant of its day.",
        ),
        (
            '\n    kg:domain "gazette.example" ;',
            "",
            "An outlet has a domain, or is known by its name alone and its IRI has '-' in place of"
            " one.",
        ),
    ],
)  # fmt: skip
def test_a_rule_for_people_dates_or_outlets_that_is_broken_is_told(
    old: str, new: str, told: str, copy: Path
) -> None:
    change(copy / "out" / "graph.ttl", old, new)
    assert any(f": {told} " in each for each in said(copy, "shapes")), said(copy, "shapes")


def test_people_that_changed_after_the_build_are_counted(copy: Path) -> None:
    change(copy / "posts" / "clipping.md", "Mina Okafor", "[Mina Okafor, Ben Hale]")
    assert said(copy, "stale") == [
        "graph.ttl: is out of date: 1 article changed; 1 person added. Run 'kg build' again."
    ]


def test_the_page_names_authors_that_are_nodes_elsewhere() -> None:
    facts: Facts = {
        "article:1": {"author": ("person:-/a", "person:-/b")},
        "person:-/a": {"label": ("Zoe",)},
        "person:-/b": {"label": ("Ada",)},
    }
    assert shown_on_page(facts) == {"article:1": {"author": ("Ada", "Zoe")}}
