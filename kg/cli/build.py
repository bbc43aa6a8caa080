"""The `kg build` command."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from functools import partial
from tempfile import TemporaryDirectory

import click

from kg.cli.configuration import Chosen, choose, config_options
from kg.cli.console import (
    account_rows,
    aligned,
    count_of,
    next_steps,
    progress_bar,
    report_passed_over,
    report_problems,
    report_readings,
    say,
    size_of,
)
from kg.cli.terminal import sentence_for
from kg.cli.types import Place, Text
from kg.errors import KgError, printable, printable_lines
from kg.exporters import DEFAULT_FORMATS, FORMATS
from kg.model.graph import DEFAULT_BASE_IRI, DEFAULT_TITLE
from kg.read.limits import limits


@click.command(
    epilog=f'{limits()}\n\nExample: kg build _news _data --out graph --title "Our archive"'
)
@click.argument("posts", nargs=-1, type=click.Path(exists=True))
@click.option(
    "--out", type=Place(file_okay=False), metavar="DIR", help="Folder to write to.  [default: out]",
)  # fmt: skip
@click.option(
    "--format", "formats", multiple=True, type=click.Choice(list(FORMATS)),
    help=f"Format to write; repeat for several.  [default: {', '.join(DEFAULT_FORMATS)}]",
)  # fmt: skip
@click.option(
    "--base-iri", type=Text(), metavar="IRI",
    help="Base of every IRI in the graph. Use a URL that you control."
    f"  [default: {DEFAULT_BASE_IRI}]",
)  # fmt: skip
@click.option(
    "--title", type=Text(), metavar="TEXT", help=f"Title of the graph.  [default: {DEFAULT_TITLE}]",
)  # fmt: skip
@click.option(
    "--sparql/--no-sparql", default=None, help="Add a SPARQL engine to graph.html (2 MB)."
)
@click.option(
    "--jobs", type=click.IntRange(1, 256), metavar="N",
    help="Number of reader processes.  [default: as many as speed up the build]",
)  # fmt: skip
@click.option(
    "--cache", type=Place(file_okay=False), metavar="DIR",
    help="Cache folder. It lets the next build read only changed files.  [default: the user cache"
    " folder of your system]",
)  # fmt: skip
@click.option(
    "--no-cache", is_flag=True, help="Ignore the cache: read and write everything from scratch."
)
@config_options
@click.option(
    "--watch", is_flag=True, help="Keep running and rebuild when a file or a configuration changes."
)
@click.option("--strict", is_flag=True, help="Exit with status 1 if anything was left out.")
@click.option("-q", "--quiet", is_flag=True, help="Print only problems.")
@click.option("-v", "--verbose", is_flag=True, help="List every skipped file and every problem.")
def build(
    posts: tuple[str, ...],
    out: str | None,
    formats: tuple[str, ...],
    base_iri: str | None,
    title: str | None,
    sparql: bool | None,
    jobs: int | None,
    cache: str | None,
    no_cache: bool,
    config: str | None,
    no_config: bool,
    watch: bool,
    strict: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """
    Build the knowledge graph of POSTS, files and folders of posts, lists, feeds and bookmarks.

    POSTS defaults to the posts or the folder of kg.toml, else to seeds/. A record that cannot be
    read is reported and left out; everything else is built. If nothing changed since the last
    build, nothing is written. Exit status: 0 success; 1 no post could be read, or something was
    left out and --strict is set; 2 invalid usage.
    """
    gc.disable()  # records hold no cycles; looking for them takes 6 to 13 % of a build
    from kg.pipeline.rebuild import NothingReadError

    choose_now = partial(
        _choose, posts, out, config, no_config, title=title, base_iri=base_iri, formats=formats,
        sparql=sparql,
    )  # fmt: skip
    chosen = choose_now()
    if chosen.path and not quiet:
        say(printable(f"Configuration: {chosen.path}"))
    with ExitStack() as stack:
        once = partial(
            _build_once, jobs=jobs, cache=_cache_folder(cache, no_cache, watch, stack),
            quiet=quiet, verbose=verbose,
        )  # fmt: skip
        try:
            problems = _watch(choose_now, once, quiet) if watch else once(chosen)
        except NothingReadError as error:
            raise click.ClickException(f"{error}\n\n{_what_there_is(chosen)}") from None
        except KgError as error:
            raise click.ClickException(printable_lines(str(error))) from None
    if strict and problems:
        sys.exit(1)


def _cache_folder(cache: str | None, no_cache: bool, watch: bool, stack: ExitStack) -> str | None:
    """Return the folder of the cache; None for none. `stack` removes one that is for once."""
    if no_cache:  # files that this process has read need not be read again
        return stack.enter_context(TemporaryDirectory()) if watch else None
    if cache is not None:
        return cache
    from platformdirs import user_cache_dir

    return user_cache_dir("kg", appauthor=False)


def _choose(
    posts: tuple[str, ...],
    out: str | None,
    config: str | None,
    no_config: bool,
    *,
    title: str | None,
    base_iri: str | None,
    formats: tuple[str, ...],
    sparql: bool | None,
) -> Chosen:
    """Return what is built, as kg.toml is now; raise click.UsageError if that is nothing."""
    chosen = choose(
        posts, out, config, no_config, title=title, base_iri=base_iri, formats=formats,
        sparql=sparql,
    )  # fmt: skip
    if sparql and "html" not in chosen.formats:
        raise click.UsageError("--sparql needs graph.html. Add --format html.")
    return chosen


def _what_there_is(chosen: Chosen) -> str:
    """Return what stands in folders in which no post can be read, and what would help."""
    from kg.inspection import head_of, inspect_archive, suggestion_text

    found = inspect_archive(
        chosen.posts, out=chosen.out, settings=chosen.settings,
        folder=os.path.dirname(chosen.path or "") or ".",
    )  # fmt: skip
    return f"{head_of(found, problems=False)}\n\n{suggestion_text(found)}".rstrip()


def _build_once(
    chosen: Chosen, *, jobs: int | None, cache: str | None, quiet: bool, verbose: bool
) -> int:
    """Build, print a summary, and return the number of problems."""
    from kg.pipeline.rebuild import rebuild
    from kg.read.files import shared_folder

    started = time.perf_counter()
    folder = shared_folder(chosen.posts)
    with progress_bar(shown=not quiet) as progress:
        outcome = rebuild(
            chosen.posts, chosen.out, chosen.formats, base_iri=chosen.base_iri,
            title=chosen.title, sparql=chosen.sparql, jobs=jobs, cache=cache, progress=progress,
            tell=lambda found: report_problems(found, folder, verbose),
            settings=chosen.settings,
        )  # fmt: skip
    graph = outcome.graph
    if graph and not quiet:
        report_readings(graph.account.mends, folder)
        report_passed_over(graph.account, folder)
    for skip in graph.account.skipped if graph and verbose else ():
        say(printable(f"{skip.path}: skipped: {skip.reason}"), err=True)
    if graph and not quiet:
        files = [(printable(str(w.path)), size_of(w.size), w.about) for w in outcome.written]
        say(aligned([*account_rows(graph), ("", "", ""), *files]))
        say(f"\nDone in {time.perf_counter() - started:.1f} s.")
        say(
            next_steps(outcome.written, "largest-stories" if graph.stories else "oldest-and-newest")
        )
    elif not quiet:
        posts = count_of(outcome.posts, "post")
        say(printable(f"Nothing changed: {chosen.out} is up to date with {posts}."))
    return len(outcome.problems)


def _watch(choose_now: Callable[[], Chosen], once: Callable[[Chosen], int], quiet: bool) -> int:
    """
    Build, and rebuild when a source file or a configuration changes, until Ctrl-C.

    Returns the number of problems of the first build. Raises KgError if the first build fails.
    """
    from kg.pipeline.watching import stopped_by_signals

    with stopped_by_signals():
        chosen, changed = _start_watching(choose_now)
        problems = once(chosen)
        with suppress(KeyboardInterrupt):
            if not quiet:
                say("\nWatching for changes. Press Ctrl-C to stop.")
            while True:
                next(changed)
                if not quiet:
                    say(f"\n{time.strftime('%H:%M:%S')} A file changed. Rebuilding.")
                try:
                    if choose_now() != chosen:
                        chosen, changed = _start_watching(choose_now)
                    once(chosen)
                except click.UsageError as error:
                    say(f"Error: {error.format_message()}", err=True)
                except KgError as error:
                    say(f"Error: {printable_lines(str(error))}", err=True)
                except OSError as error:
                    say(f"Error: {printable(sentence_for(error))}", err=True)
                gc.collect()
    return problems


def _start_watching(choose_now: Callable[[], Chosen]) -> tuple[Chosen, Iterator[None]]:
    """Return what is to be built, and the changes from now on."""
    from kg.pipeline.reading import find_reading
    from kg.pipeline.watching import changes

    last: object = None

    def configuration() -> object:
        """Return all that configurations say: kg.toml, or what is wrong with it, and the site."""
        nonlocal last
        with suppress(OSError):  # the folder is gone: nothing is known until it is back
            try:
                now = choose_now()
                last = now, find_reading(now.posts, now.settings)
            except click.UsageError as error:
                last = error.format_message()
        return last

    chosen = choose_now()
    while True:
        changed = changes(
            chosen.posts, chosen.out, lambda sentence: say(printable(sentence), err=True),
            configuration,
        )  # fmt: skip
        next(changed)
        now = choose_now()
        if now == chosen:  # else kg.toml has changed before it was watched
            return chosen, changed
        chosen = now
