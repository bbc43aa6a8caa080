"""The `kg diff` command."""

from __future__ import annotations

import gc
import json
import sys

import click

from kg.cli.console import say
from kg.cli.types import Text
from kg.errors import KgError, printable, printable_lines


class _FailedError(click.ClickException):
    exit_code = 2


@click.command(epilog="Example: kg diff HEAD~1:out out")
@click.argument("old", type=Text(or_file=True))
@click.argument("new", type=Text(or_file=True))
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "patch"]), default="text",
    show_default=True,
    help="Output format: text, JSON (described in docs/diff.schema.json), or RDF Patch, which turns"
    " the triples of OLD into those of NEW.",
)  # fmt: skip
@click.option("-v", "--verbose", is_flag=True, help="List every change, with values.")
def diff(old: str, new: str, form: str, verbose: bool) -> None:
    """
    Show what changed from one build to another.

    OLD and NEW are build folders, or REVISION:FOLDER in git, such as HEAD~1:out; nothing is checked
    out. Prints which articles, outlets, topics, people, links, stories and copies are new, gone or
    changed. Exit status: 0 no differences; 1 different; 2 a build cannot be read.
    """
    gc.disable()
    from kg.analysis.compare import compare, read_build, to_patch
    from kg.analysis.compare.as_text import to_text

    try:
        before, after = read_build(old), read_build(new)
    except KgError as error:
        raise _FailedError(printable(str(error))) from None
    if form == "patch":
        lines = "".join(f"{line}\n" for line in to_patch(before, after))
        sys.stdout.buffer.write(lines.encode())  # in UTF-8, whatever the terminal is
        sys.stdout.buffer.flush()
    else:
        found = compare(before, after)
        as_json = form == "json"
        text = json.dumps(found, indent=1) if as_json else to_text(found, verbose=verbose)
        say(text if as_json else printable_lines(text))
    sys.exit(0 if before.triples == after.triples else 1)
