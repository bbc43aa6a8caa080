"""The `kg inspect` command."""

from __future__ import annotations

import gc
import os
import sys

import click

from kg.cli.configuration import Chosen, choose, config_options
from kg.cli.console import progress_bar, say
from kg.cli.options import text_or_json_option
from kg.cli.types import Place
from kg.errors import KgError, printable


@click.command(epilog="Example: kg inspect _news _data --format json")
@click.argument("posts", nargs=-1, type=click.Path(exists=True))
@click.option(
    "--out", type=Place(file_okay=False), metavar="DIR",
    help="Build folder, which is not inspected.  [default: out]",
)  # fmt: skip
@config_options
@text_or_json_option("inspect.schema.json")
def inspect(
    posts: tuple[str, ...], out: str | None, config: str | None, no_config: bool, form: str
) -> None:
    """
    Show what is in POSTS, and what would help kg to read it.

    Lists the forms of files, the fields with their values and what kg takes them as, what is
    passed over and why, and lines of kg.toml that would help. Writes nothing. POSTS defaults to
    the posts or the folder of kg.toml, else to seeds/ or, without it, the current folder. Exit
    status: 0 success; 1 no post can be read; 2 invalid usage.
    """
    gc.disable()
    from kg.inspection import inspect_archive, to_json, to_text

    chosen = choose_folder(posts, out, config, no_config)
    try:
        with progress_bar(shown=True) as progress:
            found = inspect_archive(
                chosen.posts,
                out=chosen.out,
                settings=chosen.settings,
                folder=os.path.dirname(chosen.path or "") or ".",
                progress=progress,
            )
    except KgError as error:
        raise click.UsageError(printable(str(error))) from None
    if form == "json":
        say(to_json(found, chosen.path))
    else:
        if chosen.path:
            say(printable(f"Configuration: {chosen.path}"))
            say("")
        say(to_text(found))
    sys.exit(0 if found.makes.articles else 1)


def choose_folder(
    posts: tuple[str, ...], out: str | None, config: str | None, no_config: bool
) -> Chosen:
    """Return what is inspected: as what is built, but the current folder where that is nothing."""
    chosen = choose(posts, out, config, no_config)
    if posts or chosen.path or any(map(os.path.exists, chosen.posts)):
        return chosen
    return chosen._replace(posts=(".",))
