"""The command line: the only module that knows click."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import (
    AbstractContextManager,
    ExitStack,
    contextmanager,
    nullcontext,
    suppress,
)
from functools import partial
from importlib import import_module
from pathlib import Path
from shlex import quote
from shutil import which
from tempfile import TemporaryDirectory
from threading import active_count
from typing import TYPE_CHECKING, Any, ClassVar

import click

from kg import __version__
from kg.cli_types import Place, Text
from kg.errors import TOO_LITTLE_MEMORY, KgError, Problem, printable
from kg.exporters import DATA, DEFAULT_FORMATS, FORMATS
from kg.limits import limits
from kg.model import DEFAULT_BASE_IRI, DEFAULT_TITLE
from kg.terminal import discard, end_unread, open_missing_streams, sentence_for

if TYPE_CHECKING:
    from kg.ledger import Mend, Written
    from kg.model import KnowledgeGraph
    from kg.rebuild import Outcome

MAX_ALIKE = 5
"""Problems of one wording that are shown, unless -v asks for all."""


class _UnreadError(Exception):
    """The reader of the output has gone, as in `kg ask | head -1`."""


@contextmanager
def _reader_may_go() -> Iterator[None]:
    """Raise _UnreadError where click would take a reader who has gone for a failure."""
    try:
        yield
    except BrokenPipeError as error:
        raise _UnreadError from error


class Commands(click.Group):
    """The commands, of which some come from modules that only they need."""

    elsewhere: ClassVar = {"ask": "kg.cli_ask", "query": "kg.cli_ask", "serve": "kg.cli_serve"}

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with _reader_may_go():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with _reader_may_go():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *self.elsewhere])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.elsewhere:
            return super().get_command(ctx, cmd_name)
        command: click.Command = getattr(import_module(self.elsewhere[cmd_name]), cmd_name)
        return command


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: kg build posts/ --out graph/",
)
@click.version_option(__version__, prog_name="kg")
def main() -> None:
    """Turn an archive of news posts into a knowledge graph."""


@main.command(
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
    gc.disable()  # records hold no cycles, and looking for them takes a fifth of the time
    if sparql and "html" not in formats:
        raise click.UsageError("--sparql is for graph.html: add --format html.")
    from kg.files import shared_folder
    from kg.rebuild import rebuild

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
    with _progress_bar(shown=not quiet) as progress:
        outcome = rebuild(
            progress=progress, tell=lambda found: _report_problems(found, folder, verbose)
        )
    graph = outcome.graph
    if graph and not quiet:
        _report_readings(graph.ledger.mends, folder)
    for path, reason in graph.ledger.skipped if graph and verbose else ():
        _say(printable(f"{path}: skipped, {reason}"), err=True)
    if graph and not quiet:
        files = [(printable(str(w.path)), _size(w.size), w.about) for w in outcome.written]
        _say(_table([*_account(graph), ("", "", ""), *files]))
        _say(f"\nDone in {time.perf_counter() - started:.1f} s.")
        _say(_next_steps(outcome.written))
    elif not quiet:
        posts = f"these {outcome.posts:,} posts" if outcome.posts > 1 else "this post"
        _say(printable(f"Nothing changed: {out} holds the graph of {posts} already."))
    return len(outcome.problems)


def _watch(roots: tuple[str, ...], out: str, once: Callable[[], int], quiet: bool) -> int:
    """
    Build, and again after each change of a file that is read, until Ctrl-C.

    Returns the number of problems of the first build; raises KgError if that cannot be done.
    """
    from kg.rebuild_on_change import changes, stopped_by_signals

    with stopped_by_signals():
        changed = changes(roots, out, lambda sentence: _say(printable(sentence), err=True))
        next(changed)
        problems = once()
        with suppress(KeyboardInterrupt):
            if not quiet:
                _say("\nWatching for changes; Ctrl-C ends.")
            for _ in changed:
                if not quiet:
                    _say(f"\n{time.strftime('%H:%M:%S')} A file changed.")
                try:
                    once()
                except KgError as error:
                    _say(f"Error: {printable(str(error))}", err=True)
                except OSError as error:
                    _say(f"Error: {printable(sentence_for(error))}", err=True)
                gc.collect()
    return problems


def _say(text: str, err: bool = False) -> None:
    """Print a line; once its reader has gone, print into nothing: the work is what counts."""
    try:
        click.echo(text, err=err)
    except BrokenPipeError:
        discard(sys.stderr if err else sys.stdout)


@main.command(epilog="Example: kg check _news _data --out graph --format github")
@click.argument("posts", nargs=-1, type=click.Path(exists=True))
@click.option(
    "--out", type=Place(file_okay=False), default="out", show_default=True, metavar="DIR",
    help="Folder that was built.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "github"]), default="text",
    show_default=True, help="Lines to read, a list for programs, or notes beside a pull request.",
)  # fmt: skip
def check(posts: tuple[str, ...], out: str, form: str) -> None:
    """
    List every problem in POSTS and in what was built from them.

    That is: what is wrong in the posts; what breaks a rule of the ontology's shapes; where the
    files of the build do not say the same; whether the posts now say something else. Without POSTS
    it reads seeds/. Exit status: 0 nothing is wrong, 1 something is, 2 misuse.
    """
    gc.disable()
    from kg.check import check as check_build
    from kg.check import to_github, to_json

    try:
        with _progress_bar(shown=True) as progress:
            checked = check_build(posts or ("seeds",), out, progress=progress)
    except KgError as error:
        raise click.UsageError(printable(str(error))) from None
    findings = [
        each._replace(path=from_here(each.path)) if each.kind == "posts" else each
        for each in checked.findings
    ]
    if form == "json":
        _say(to_json(findings))
    for finding in findings if form != "json" else ():
        _say(printable(to_github(finding) if form == "github" else str(finding)))
    if form == "text":
        _say(f"{_table(_account(checked.graph))}\n", err=True)
    if form == "text" and not findings:
        posts_read = _count(checked.graph.ledger.posts, "post")
        read = [posts_read, _count(checked.triples, "triple")]
        _say(f"All is well: {', '.join(read)}, {_count(checked.files, 'file')} agree.")
    elif form == "text":
        files = len({finding.path for finding in findings})
        _say(f"{_count(len(findings), 'problem')} in {_count(files, 'file')}.")
    sys.exit(1 if findings else 0)


def _count(number: int, noun: str) -> str:
    """
    Return a number of things in words.

    >>> _count(1, "file"), _count(1000, "file")
    ('1 file', '1,000 files')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _progress_bar(shown: bool) -> AbstractContextManager[Callable[[int, int], None]]:
    if not (shown and sys.stderr.isatty()):
        return nullcontext(lambda done, total: None)
    return _Bar()


class _Bar(AbstractContextManager[Callable[[int, int], None]]):
    """A bar that learns its length when the files have been found."""

    def __init__(self) -> None:
        self.bar: Any = None
        self.shown = 0

    def __enter__(self) -> Callable[[int, int], None]:
        return self.advance

    def advance(self, done: int, total: int) -> None:
        if self.bar is None:
            self.bar = click.progressbar(
                length=total, label="Reading", file=sys.stderr, update_min_steps=total // 100
            )
            self.bar.__enter__()
        self.bar.update(done - self.shown)
        self.shown = done

    def __exit__(self, *_: object) -> None:
        if self.bar is not None:
            self.bar.__exit__(None, None, None)


def _report_problems(problems: Sequence[Problem], root: str, everything: bool) -> None:
    """Show each problem with its place; of many alike only the first few, unless asked."""
    kinds = [problem.kind or problem.what for problem in problems]
    alike = Counter(kinds)
    shown: Counter[str] = Counter()
    for problem, kind in zip(problems, kinds, strict=True):
        shown[kind] += 1
        if everything or shown[kind] <= MAX_ALIKE:
            path = from_here(os.path.join(root, problem.path))
            _say(printable(str(Problem(path, *problem[1:]))), err=True)
        elif shown[kind] == alike[kind]:
            more = alike[kind] - MAX_ALIKE
            _say(printable(f"... and {more:,} more: {kind} -v shows them."), err=True)


def _report_readings(mends: Iterable[Mend], root: str) -> None:
    """Show the first value of each kind that is read although its field wants another type."""
    from kg.records import READ_AS

    kinds: dict[tuple[str, str], list[Mend]] = {}
    for mend in mends:
        if READ_AS in mend.what:
            kinds.setdefault((mend.field, mend.what), []).append(mend)
    for (field, what), alike in sorted(kinds.items()):
        first = min(mend.path for mend in alike)
        uses = sum(mend.uses for mend in alike)
        times = f" ({_count(uses, 'time')})" if uses > 1 else ""
        place = from_here(os.path.join(root, first))
        _say(
            printable(f"{place}: {field} is {what}{times}. report.json lists such values."),
            err=True,
        )


def from_here(path: str) -> str:
    """
    Return the path as one opens it from the current folder.

    >>> from_here("seeds/../out/graph.ttl")
    'out/graph.ttl'
    """
    return os.path.relpath(path).replace(os.sep, "/")


Row = tuple[str, str, str]
"""A name, a figure and a note."""


def _account(graph: KnowledgeGraph) -> list[Row]:
    """Return what became of everything, as rows for a person."""
    from kg.vocabulary import count_triples

    ledger = graph.ledger
    reasons = Counter(skip.reason for skip in ledger.skipped)
    why = ", ".join(f"{n:,} {reason}" for reason, n in reasons.most_common())
    curated = sum(article.curated for article in graph.articles)
    merged = ledger.mentions - ledger.untitled - len(graph.articles)
    unknown = ", ".join(f"{use.record} {use.name}" for use in ledger.unknown_fields[:MAX_ALIKE])
    figures = [
        ("files found", ledger.files, ""),
        ("posts read", ledger.posts, ""),
        ("taxonomy read", ledger.taxonomy, ""),
        ("skipped", len(ledger.skipped), why),
        ("failed", len(ledger.failed), "see above"),
        ("entries left out", ledger.entries_left_out, "see above"),
        ("fields unknown", len(ledger.unknown_fields), printable(unknown)),
        ("values mended", sum(mend.uses for mend in ledger.mends), "listed in report.json"),
        ("mentions", ledger.mentions, f"{merged:,} merged into articles that others name, too"),
        ("articles", len(graph.articles), f"{curated:,} with a post of their own"),
        ("outlets", len(graph.outlets), ""),
        ("topics", len(graph.topics), ""),
        ("links", sum(1 for _ in graph.links), "publishedBy, about, relatedTo, broader"),
        ("triples", count_triples(graph), ""),
    ]
    rare = {"taxonomy read", "entries left out", "fields unknown", "values mended"}
    return [
        (name, f"{figure:,}", note if figure else "")
        for name, figure, note in figures
        if figure or name not in rare
    ]


def _table(rows: list[Row]) -> str:
    wide = max(len(name) for name, _, _ in rows)
    right = max(len(figure) for _, figure, _ in rows)
    return "\n".join(
        f"  {name:<{wide}}  {figure:>{right}}  {note}".rstrip() for name, figure, note in rows
    )


def _size(size: float) -> str:
    """
    Return a size in bytes for a person.

    >>> _size(999), _size(1_500_000)
    ('999 B', '1.5 MB')
    """
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"


def _next_steps(written: Iterable[Written]) -> str:
    paths = {Path(file.path).suffix: file.path for file in written}
    steps = []
    if page := paths.get(".html"):
        steps.append(f"Look at it:      open {page} in a browser")
    if turtle := paths.get(".ttl") or paths.get(".nt"):
        data = "" if Path(turtle) == Path(DATA) else f" --data {quote(str(turtle))}"
        steps.append(f"Ask a question:  {_near('kg')} ask most-linked-articles{data}")
        steps.append(f"More questions:  {_near('kg')} ask")
    return "\n".join(map(printable, steps))


def _near(program: str) -> str:
    """Return how to call a program that was installed with kg, on the path or not."""
    return program if which(program) else str(_shortest(Path(sys.executable).parent / program))


def _shortest(path: Path) -> Path:
    """Return the path as one would type it here."""
    relative = Path(os.path.relpath(path))
    return min(relative, path, key=lambda each: len(str(each)))


def _others_at_work() -> bool:
    """Return whether threads or processes of ours are still at work."""
    processes = sys.modules.get("multiprocessing.process")  # nobody else has any
    return active_count() > 1 or bool(processes and processes.active_children())


def run() -> None:
    """Run the command as `kg`; what it lacks from the system is told in a sentence."""
    open_missing_streams()
    try:
        try:
            main(prog_name="kg")
        except SystemExit as done:
            sys.stdout.flush()
            sys.stderr.flush()
            if not isinstance(done.code, int) or _others_at_work():
                raise
            os._exit(done.code)  # a million records are left to the system: it forgets them at once
    except (_UnreadError, BrokenPipeError):
        end_unread()
    except OSError as error:
        said = sentence_for(error)
    except MemoryError:
        said = TOO_LITTLE_MEMORY
    except SystemError:  # what Python itself comes to where its compiler finds no memory
        said = f"Python failed. If that happens again: {TOO_LITTLE_MEMORY}"
    except ImportError as error:
        if isinstance(error, ModuleNotFoundError):
            raise
        said = f"{error}. Allow more memory, or more open files."
    # By now, what was in memory is given back: to say this takes some, too.
    with suppress(OSError, MemoryError):
        click.echo(f"Error: {printable(said)}", err=True)
    with suppress(OSError):
        sys.stdout.close()
    sys.exit(1)
