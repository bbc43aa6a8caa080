from __future__ import annotations

import re

from paths import ROOT
from refresh import drifted, help_texts

import kg
from kg.config.keys import KEYS
from kg.read.names import WANTED


def test_what_is_generated_has_not_drifted() -> None:
    assert [path.name for path, _ in drifted()] == [], "run: make refresh"


def test_every_command_and_option_has_help() -> None:
    for words, text in help_texts().items():
        for option, about in re.findall(r"^  (-[^ ].*?)(?:  |\n {5,})(.*)$", text, re.M):
            assert about.strip(), f"{words}: {option}"


def test_files_that_the_readme_names_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (ROOT / target).exists(), target


def test_the_make_targets_that_the_readme_names_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"^\s*\$? ?make (\w+)", text, re.M))
    assert {"seed", "test"} <= targets
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.M), target


def test_the_page_of_what_is_read_names_every_field_and_key() -> None:
    page = (ROOT / "docs" / "reading.md").read_text(encoding="utf-8")
    for wanted in WANTED:
        names = ", ".join(f"`{name}`" for name in wanted.names)
        assert f"| {wanted.name} (`{wanted.becomes}`) | {names} |" in page
    for key in KEYS:
        name = f"{key.section}.{key.name}" if key.section else key.name
        assert f"| `{name}` | {key.help} |" in page


def rows_of(page: str, after: str) -> list[list[str]]:
    """Return the cells of the first table after a text, code without its marks."""
    lines = page.partition(after)[2].splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith("|"))
    rows = [line for line in lines[start + 2 :] if line.startswith("|") or not line]
    table = rows[: rows.index("")] if "" in rows else rows
    return [[cell.strip(" `") for cell in row.strip("|").split(" | ")] for row in table]


def test_the_published_cases_of_others_come_out_as_the_page_says() -> None:
    page = (ROOT / "docs" / "addresses.md").read_text(encoding="utf-8")
    rows = rows_of(page, "<!-- cases -->")
    assert len(rows) > 60
    for _, one, other, result in rows:
        same = kg.normalise_url(one).url == kg.normalise_url(other).url
        assert (result == "same") is same, (one, other)
        assert same or result.startswith("kept: ")


def test_the_pairs_that_the_page_keeps_apart_stay_apart() -> None:
    page = (ROOT / "docs" / "addresses.md").read_text(encoding="utf-8")
    rows = rows_of(page, "## Pairs that stay apart")
    assert len(rows) > 8
    for reason, one, other in rows:
        assert kg.normalise_url(one).url != kg.normalise_url(other).url, reason
