"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

from kg.cli.types import Place

Decorated = TypeVar("Decorated", bound=Callable[..., object])

build_folder_option: Callable[[Decorated], Decorated] = click.option(
    "--out", type=Place(file_okay=False), metavar="DIR",
    help="Build folder.  [default: the out of kg.toml, else out]",
)  # fmt: skip


def text_or_json_option(schema: str) -> Callable[[Decorated], Decorated]:
    """Add `--format text|json`, passed as `form`; `schema` is the file in docs/ of the JSON."""
    return click.option(
        "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
        help=f"Output format. docs/{schema} describes the JSON.",
    )  # fmt: skip
