"""The archives that `docs/archives.md` shows: their files, commands and answers."""

from __future__ import annotations

import gc
import re
import shlex
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from click.testing import CliRunner
from paths import ROOT

from kg import cli

PAGE = ROOT / "docs" / "archives.md"
FILE = re.compile(r"^`([^`\n]+)`:\n\n```\w+\n(.*?)^```$", re.M | re.S)
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)


class Shown(NamedTuple):
    """An archive of the page."""

    files: dict[str, str]
    commands: tuple[tuple[str, str], ...]
    """Each with what it prints."""


def archives() -> dict[str, Shown]:
    """Return each archive of the page by its heading."""
    _, *sections = re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.M)
    found = {}
    for section in sections:
        console = "".join(CONSOLE.findall(section))
        parts = (part.partition("\n") for part in re.split(r"^\$ ", console, flags=re.M)[1:])
        commands = tuple((command, output) for command, _, output in parts)
        found[section.partition("\n")[0]] = Shown(dict(FILE.findall(section)), commands)
    return found


def answers(archive: Shown) -> Iterator[str]:
    """Write the files of an archive; yield what each of its commands prints."""
    with TemporaryDirectory() as folder, chdir(folder):
        for name, text in archive.files.items():
            path = Path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        for command, _ in archive.commands:
            program, *arguments = shlex.split(command)
            assert program == "kg", command
            try:
                done = CliRunner().invoke(cli.main, arguments, catch_exceptions=False)
            finally:
                gc.enable()
            assert done.exit_code == 0, done.output
            yield done.output


def page() -> tuple[Path, str]:
    """Return the page with the answers as they are now."""
    text = PAGE.read_text(encoding="utf-8")
    for archive in archives().values():
        for (command, shown), answer in zip(archive.commands, answers(archive), strict=True):
            text = text.replace(f"$ {command}\n{shown}", f"$ {command}\n{answer}", 1)
    return PAGE, text
