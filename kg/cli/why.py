"""The `kg why` command."""

from __future__ import annotations

import gc
import json
import sys

import click

from kg.cli.archive import choose_archive, read
from kg.cli.configuration import config_options
from kg.cli.console import say
from kg.cli.options import build_folder_option, text_or_json_option
from kg.cli.types import Text
from kg.errors import printable, printable_lines


@click.command(epilog="Example: kg why https://example.org/news/rain outlet:example.org")
@click.argument("name", type=Text(), metavar="X")
@click.argument("other", type=Text(), metavar="[Y]", required=False)
@click.option(
    "--posts", multiple=True, type=click.Path(exists=True), metavar="PATH",
    help="Posts to read; repeat for several.  [default: those of kg.toml, or of the build]",
)  # fmt: skip
@build_folder_option
@config_options
@text_or_json_option("why.schema.json")
def why(
    name: str,
    other: str | None,
    posts: tuple[str, ...],
    out: str | None,
    config: str | None,
    no_config: bool,
    form: str,
) -> None:
    """
    Explain why the graph says what it says.

    X and Y are addresses, CURIEs or IRIs of articles, outlets, topics, people or stories. Of X,
    prints each fact with the file and line that state it or the rule that gives it, values that
    lost, its addresses, its original and its story. Of X and Y, prints why they are one article,
    copies or of one story, or by how much they miss that. The posts are read again, so the answer
    is what they say now. Exit status: 0 answered; 1 X or Y is unknown; 2 invalid usage.
    """
    gc.disable()
    from kg.analysis.explain import VERSION, UnknownError, explain
    from kg.analysis.explain.as_text import to_text
    from kg.analysis.explain.mentions import shown_from
    from kg.cli.console import from_here
    from kg.read.files import shared_folder

    chosen = choose_archive(posts, out, config, no_config, "--posts _news")
    sources = read(chosen)
    place = shown_from(shared_folder(chosen.posts))
    try:
        found = explain(
            sources, name, other, base_iri=chosen.base_iri,
            shown=lambda path: from_here(place(path)),
        )  # fmt: skip
    except UnknownError as error:
        if form == "json":
            say(json.dumps({"version": VERSION, "unknown": error.name, "nearest": error.nearest}))
        say(f"Error: {printable(str(error))}", err=True)
        sys.exit(1)
    say(json.dumps(found, indent=1) if form == "json" else printable_lines(to_text(found)))
