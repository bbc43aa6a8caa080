"""The archives of `docs/archives.md` lead to the answers that stand there."""

from __future__ import annotations

import pytest
from archive_page import answers, archives
from paths import ROOT

MAX_COMMANDS = 3


def test_the_page_shows_five_archives_with_at_most_three_commands_each() -> None:
    assert list(archives()) == [
        "A link blog",
        "Obsidian clippings",
        "A press list",
        "A newsletter",
        "A bookmarks export",
    ]
    for name, archive in archives().items():
        assert archive.files, name
        assert 1 <= len(archive.commands) <= MAX_COMMANDS, name


@pytest.mark.parametrize("name", archives())
def test_an_archive_leads_to_the_answer_that_the_page_shows(name: str) -> None:
    archive = archives()[name]
    shown = [output for _, output in archive.commands]
    assert list(answers(archive)) == shown, "if meant: make refresh"
    assert len(shown[-1].splitlines()) > 2, "the answer has no rows"
    assert "No results." not in shown[-1]


@pytest.mark.parametrize("name", archives())
def test_the_readme_names_each_archive_of_the_page(name: str) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"[{name}](docs/archives.md#{name.lower().replace(' ', '-')})" in readme
