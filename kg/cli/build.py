"""The command `kg build`."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from contextlib import (
    ExitStack,
    suppress,
)
from functools import partial
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from kg.cli.console import (
    account_rows,
    aligned,
    next_steps,
    progress_bar,
    report_problems,
    report_readings,
    say,
    size_of,
)
from kg.cli.terminal import sentence_for
from kg.cli.types import Place, Text
from kg.errors import KgError, printable
from kg.exporters import DEFAULT_FORMATS, FORMATS
from kg.model.records import DEFAULT_BASE_IRI, DEFAULT_TITLE
from kg.read.limits import limits

if TYPE_CHECKING:
    from kg.pipeline.rebuild import Outcome


@click.command(
    epilog=f'{limits()}\n\nExample: kg build _news _data --out graph --title "Our archive"'
)
@click.argument("posts", nargs=-1, type=click.Path(exists=True))
@click.option(
    "--out", type=Place(file_okay=False), default="out", show_default=True, metavar="DIR",
    help="Folder to write into.",
)  # fmt: skip
@click.option(
    "--format", "formats", multiple=True, type=click.Choice(list(FORMATS)),
    default=DEFAULT_FORMATS, show_default=True,
    help="File to write; repeat it for several.",
)  # fmt: skip
@click.option(
    "--base-iri", type=Text(), default=DEFAULT_BASE_IRI, show_default=True, metavar="IRI",
    help="What every identifier of the graph begins with: an address of yours.",
)  # fmt: skip
@click.option(
    "--title", type=Text(), default=DEFAULT_TITLE, show_default=True, metavar="TEXT",
    help="Name of the graph.",
)  # fmt: skip
@click.option("--sparql", is_flag=True, help="Put an engine for SPARQL into graph.html: 2 MB more.")
@click.option(
    "--jobs", type=click.IntRange(1, 256), metavar="N",
    help="Processes that read. By default as many as pay.",
)  # fmt: skip
@click.option(
    "--cache", type=Place(file_okay=False), metavar="DIR",
    help="Folder that keeps what was read, so that next time only what changed is read."
    " By default where your system keeps such things.",
)  # fmt: skip
@click.option("--no-cache", is_flag=True, help="Read and write everything anew.")
@click.option("--watch", is_flag=True, help="Stay, and build again whenever a file changes.")
@click.option("--strict", is_flag=True, help="Exit with 1 if anything had to be left out.")
@click.option("-q", "--quiet", is_flag=True, help="Say only what is wrong.")
@click.option("-v", "--verbose", is_flag=True, help="Say everything: each file, each problem.")
def build(
    posts: tuple[str, ...],
    out: str,
    formats: tuple[str, ...],
    base_iri: str,
    title: str,
    sparql: bool,
    jobs: int | None,
    cache: str | None,
    no_cache: bool,
    watch: bool,
    strict: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """
    Build the graph of POSTS: files and folders of Markdown with front matter, and taxonomy.

    Without POSTS it reads seeds/. A post that cannot be understood is reported and left out, and
    everything else is built. Where nothing changed since the last build, nothing is written.
    Exit status: 0 done, 1 nothing could be read or --strict, 2 misuse.
    """
    gc.disable()  # records hold no cycles; looking for them takes 6 to 13 % of a build
    if sparql and "html" not in formats:
        raise click.UsageError("--sparql is for graph.html: add --format html.")
    from kg.pipeline.rebuild import rebuild
    from kg.read.files import shared_folder

    roots = posts or ("seeds",)
    with ExitStack() as stack:
        if watch and no_cache:  # what this very process read it may remember
            cache = stack.enter_context(TemporaryDirectory())
        elif not no_cache and cache is None:
            from platformdirs import user_cache_dir

            cache = user_cache_dir("kg", appauthor=False)
        again = partial(
            rebuild, roots, out, formats, base_iri=base_iri, title=title, sparql=sparql,
            jobs=jobs, cache=None if no_cache and not watch else cache,
        )  # fmt: skip
        once = partial(_build_once, again, shared_folder(roots), out, quiet, verbose)
        try:
            problems = _watch(roots, out, once, quiet) if watch else once()
        except KgError as error:
            raise click.ClickException(printable(str(error))) from None
    if strict and problems:
        sys.exit(1)


def _build_once(
    rebuild: Callable[..., Outcome], folder: str, out: str, quiet: bool, verbose: bool
) -> int:
    """Build, say what became of everything, and return the number of problems."""
    started = time.perf_counter()
    with progress_bar(shown=not quiet) as progress:
        outcome = rebuild(
            progress=progress, tell=lambda found: report_problems(found, folder, verbose)
        )
    graph = outcome.graph
    if graph and not quiet:
        report_readings(graph.account.mends, folder)
    for path, reason in graph.account.skipped if graph and verbose else ():
        say(printable(f"{path}: skipped, {reason}"), err=True)
    if graph and not quiet:
        files = [(printable(str(w.path)), size_of(w.size), w.about) for w in outcome.written]
        say(aligned([*account_rows(graph), ("", "", ""), *files]))
        say(f"\nDone in {time.perf_counter() - started:.1f} s.")
        say(next_steps(outcome.written))
    elif not quiet:
        posts = f"these {outcome.posts:,} posts" if outcome.posts > 1 else "this post"
        say(printable(f"Nothing changed: {out} holds the graph of {posts} already."))
    return len(outcome.problems)


def _watch(roots: tuple[str, ...], out: str, once: Callable[[], int], quiet: bool) -> int:
    """
    Build, and again after each change of a file that is read, until Ctrl-C.

    Returns the number of problems of the first build; raises KgError if that cannot be done.
    """
    from kg.pipeline.watching import changes, stopped_by_signals

    with stopped_by_signals():
        changed = changes(roots, out, lambda sentence: say(printable(sentence), err=True))
        next(changed)
        problems = once()
        with suppress(KeyboardInterrupt):
            if not quiet:
                say("\nWatching for changes; Ctrl-C ends.")
            for _ in changed:
                if not quiet:
                    say(f"\n{time.strftime('%H:%M:%S')} A file changed.")
                try:
                    once()
                except KgError as error:
                    say(f"Error: {printable(str(error))}", err=True)
                except OSError as error:
                    say(f"Error: {printable(sentence_for(error))}", err=True)
                gc.collect()
    return problems
