"""Output of commands: progress, problems, tables and next steps."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import (
    AbstractContextManager,
    nullcontext,
)
from pathlib import Path
from shlex import quote
from shutil import which
from typing import TYPE_CHECKING, Any

import click

from kg.cli.terminal import discard
from kg.errors import Problem, kind_of_problem, printable
from kg.exporters import DATA
from kg.model.text import toml_string

if TYPE_CHECKING:
    from kg.model.account import Account, Correction, RecordsPassedOver, Skip, Written
    from kg.model.graph import KnowledgeGraph

MAX_ALIKE = 5
"""Number of problems of one kind that are shown without -v."""


def say(text: str, err: bool = False) -> None:
    """Print a line. If the pipe is closed, discard further output and keep working."""
    try:
        click.echo(text, err=err)
    except BrokenPipeError:
        discard(sys.stderr if err else sys.stdout)


def count_of(number: int, noun: str) -> str:
    """
    Return a number with its noun.

    >>> count_of(1, "file"), count_of(1000, "file")
    ('1 file', '1,000 files')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def progress_bar(shown: bool) -> AbstractContextManager[Callable[[int, int], None]]:
    if not (shown and sys.stderr.isatty()):
        return nullcontext(lambda done, total: None)
    return _Bar()


class _Bar(AbstractContextManager[Callable[[int, int], None]]):
    """A progress bar whose length is known once the files have been found."""

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


def report_problems(problems: Sequence[Problem], root: str, everything: bool) -> None:
    """Print each problem with its place; only the first few of a kind unless `everything`."""
    kinds = [kind_of_problem(problem) for problem in problems]
    alike = Counter(kinds)
    shown: Counter[str] = Counter()
    for problem, kind in zip(problems, kinds, strict=True):
        shown[kind] += 1
        if everything or shown[kind] <= MAX_ALIKE:
            path = from_here(os.path.join(root, problem.path))
            say(printable(str(Problem(path, *problem[1:]))), err=True)
        elif shown[kind] == alike[kind]:
            more = alike[kind] - MAX_ALIKE
            say(printable(f"... and {more:,} more: {kind} Use -v to list them."), err=True)


def report_readings(mends: Iterable[Correction], root: str) -> None:
    """Print the first value of each kind that was converted to the type of its field."""
    from kg.read.values import READ_AS

    kinds: dict[tuple[str, str], list[Correction]] = {}
    for mend in mends:
        if READ_AS in mend.what:
            kinds.setdefault((mend.field, mend.what), []).append(mend)
    for (field, what), alike in sorted(kinds.items()):
        first = min(mend.path for mend in alike)
        uses = sum(mend.uses for mend in alike)
        times = f" ({count_of(uses, 'time')})" if uses > 1 else ""
        place = from_here(os.path.join(root, first))
        say(
            printable(f"{place}: {field} is {what}{times}. report.json lists them."),
            err=True,
        )


def report_passed_over(account: Account, root: str) -> None:
    """Print what is passed over and can be read, with what to do; alike things on one line."""
    alike: dict[tuple[str, str], list[str]] = {}
    everything: list[Skip | RecordsPassedOver] = [
        *account.configurations_passed_over, *account.skipped, *account.passed_over
    ]  # fmt: skip
    for passed in everything:
        if passed.mend:
            here = from_here(os.path.join(root, passed.path))
            # A line for kg.toml names the file from where the command is run.
            mend = passed.mend.replace(toml_string(passed.path), toml_string(here))
            alike.setdefault((passed.reason.removesuffix("."), mend), []).append(here)
    for (reason, mend), places in alike.items():
        more = f" and {count_of(len(places) - 1, 'more file')}" if places[1:] else ""
        say(
            printable(f"{places[0]}{more}: passed over: {reason}. {mend}"),
            err=True,
        )


def from_here(path: str) -> str:
    """
    Return the path relative to the current folder.

    >>> from_here("seeds/../out/graph.ttl")
    'out/graph.ttl'
    """
    return _relative(path).replace(os.sep, "/")


def _relative(path: str) -> str:
    """Return a path relative to the current folder, or as it is if that is on another drive."""
    try:
        return os.path.relpath(path)
    except ValueError:  # only on Windows
        return path


Row = tuple[str, str, str]
"""A name, a number and a note."""


def account_rows(graph: KnowledgeGraph) -> list[Row]:
    """Return the account of a build as rows of a summary."""
    from kg.model.graph import count_triples

    account = graph.account
    reasons = Counter(skip.reason for skip in account.skipped)
    why = ", ".join(f"{n:,} {reason}" for reason, n in reasons.most_common())
    curated = sum(article.curated for article in graph.articles)
    merged = account.mentions - account.untitled - len(graph.articles)
    untitled = f", {account.untitled:,} without a title" if account.untitled else ""
    unknown = ", ".join(f"{use.record} {use.name}" for use in account.unknown_fields[:MAX_ALIKE])
    stories, (relations, links) = account.stories, _relations(graph)
    figures = [
        ("files found", account.files, ""),
        ("posts read", account.posts, ""),
        ("taxonomy files read", account.taxonomy, ""),
        ("skipped", len(account.skipped), why),
        ("failed", len(account.failed), "see above"),
        ("entries left out", account.entries_left_out, "see above"),
        ("unknown fields", len(account.unknown_fields), printable(unknown)),
        ("values mended", sum(mend.uses for mend in account.mends), "listed in report.json"),
        ("mentions", account.mentions, f"{merged:,} duplicates merged{untitled}"),
        ("articles", len(graph.articles), f"{curated:,} with a post of their own"),
        ("outlets", len(graph.outlets), ""),
        ("topics", len(graph.topics), ""),
        ("people", len(graph.people), ""),
        ("stories", stories.found, _note_of_stories(account)),
        ("copies", stories.copies, "articles with the text of an earlier one"),
        ("links", links, ", ".join(relations)),
        ("triples", count_triples(graph), ""),
    ]
    rare = {
        *("taxonomy files read", "people", "copies", "entries left out", "unknown fields"),
        "values mended",
    }
    return [
        (name, f"{figure:,}", note if figure or name == "stories" else "")
        for name, figure, note in figures
        if figure or name not in rare
    ]


def _relations(graph: KnowledgeGraph) -> tuple[list[str], int]:
    """Return the relations of the links of a graph, and how many links there are."""
    from kg.model.vocabulary import PROPERTIES

    counts = Counter(relation for _, relation, _ in graph.links)
    order = [known.name for table in PROPERTIES.values() for known in table]
    return sorted(counts, key=order.index), counts.total()


def _note_of_stories(account: Account) -> str:
    found, articles, one_text, _, reason = account.stories
    if not found:
        return f"none can be found: {reason}" if reason else ""
    same = f", {one_text:,} of one text at several outlets" if one_text else ""
    return f"told by {count_of(articles, 'article')}{same}"


def aligned(rows: list[Row]) -> str:
    """Return the rows as aligned lines."""
    wide = max(len(name) for name, _, _ in rows)
    right = max(len(figure) for _, figure, _ in rows)
    return "\n".join(
        f"  {name:<{wide}}  {figure:>{right}}  {note}".rstrip() for name, figure, note in rows
    )


def size_of(size: float) -> str:
    """
    Return a size in bytes with a readable unit.

    >>> size_of(999), size_of(1_500_000)
    ('999 B', '1.5 MB')
    """
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"


def next_steps(written: Iterable[Written], question: str = "oldest-and-newest") -> str:
    """Return suggestions for what to do with the files of a build, such as a question to ask."""
    paths = {Path(file.path).suffix: file.path for file in written}
    steps = []
    if page := paths.get(".html"):
        steps.append(f"View the graph:   open {page} in a browser")
    if turtle := paths.get(".ttl") or paths.get(".nt"):
        data = "" if Path(turtle) == Path(DATA) else f" --data {quote(str(turtle))}"
        steps.append(f"Run a question:   {_near('kg')} ask {question}{data}")
        steps.append(f"List questions:   {_near('kg')} ask")
    return "\n".join(map(printable, steps))


def _near(program: str) -> str:
    """Return how to run a program that was installed with kg, whether or not it is on the PATH."""
    return program if which(program) else str(_shortest(Path(sys.executable).parent / program))


def _shortest(path: Path) -> Path:
    """Return the shorter of the absolute path and the one relative to the current folder."""
    relative = Path(_relative(str(path)))
    return min(relative, path, key=lambda each: len(str(each)))
