"""The `kg stats` command."""

from __future__ import annotations

import gc
import json
import sys
from typing import TYPE_CHECKING

import click

from kg.cli.archive import choose_archive, read
from kg.cli.configuration import config_options
from kg.cli.console import say
from kg.cli.options import build_folder_option, text_or_json_option
from kg.errors import printable_lines

if TYPE_CHECKING:
    from kg.stories import Part


@click.command(epilog="Example: kg stats _news _data")
@click.argument("posts", nargs=-1, type=click.Path(exists=True))
@build_folder_option
@config_options
@text_or_json_option("stats.schema.json")
def stats(
    posts: tuple[str, ...], out: str | None, config: str | None, no_config: bool, form: str
) -> None:
    """
    Show an archive at a glance.

    Prints outlets and their share, months, what is missing, topics gone quiet, and stories. A topic
    has gone quiet if it has at least 10 articles in the twelve months before the last 90 days of
    the archive, and none since. POSTS defaults to those of kg.toml, or of the build. Exit status:
    0 success; 1 no post can be read; 2 invalid usage.
    """
    gc.disable()
    from kg.analysis.statistics import figures
    from kg.analysis.statistics.as_text import ASCII_BARS, BARS, to_text

    chosen = choose_archive(posts, out, config, no_config, "kg stats _news")
    parts: list[Part] = []
    graph = read(chosen).graph(chosen.base_iri, parts=parts)
    found = figures(graph, parts)
    if form == "json":
        say(json.dumps(found, indent=1))
    else:
        encoding = (sys.stdout.encoding or "").lower().replace("-", "")
        say(printable_lines(to_text(found, BARS if encoding == "utf8" else ASCII_BARS)))
    sys.exit(0 if graph.articles else 1)
