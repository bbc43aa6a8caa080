"""The `kg fields` command."""

from __future__ import annotations

import json

import click

from kg.cli.console import say


@click.command(epilog="Example: kg fields --format json")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="Output format.",
)  # fmt: skip
def fields(form: str) -> None:
    """
    List the names of fields that kg knows, by what they say, the best first.

    Names are compared without case, - and _. The first whose value is of the right kind wins.
    Names of your own go into [fields] of kg.toml.
    """
    from textwrap import fill

    from kg.read.names import WANTED

    if form == "json":
        rows = [json.dumps(wanted._asdict()) for wanted in WANTED]
        say("[\n" + ",\n".join(rows) + "\n]")
        return
    for wanted in WANTED:
        first = f"{wanted.name:<10} {wanted.becomes:<21} "
        names = ", ".join(wanted.names)
        say(fill(names, 100, initial_indent=first, subsequent_indent=" " * len(first)))
