"""The `kg query` command, and what it has in common with `kg ask`."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

import click

from kg.cli.configuration import announce, build_of, config_options
from kg.cli.types import Place, Text
from kg.errors import KgError, printable
from kg.exporters import DATA

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.query.engine import AnswerFormat, Results
    from kg.sparql.prepare import Query

FORMS = ("table", "markdown", "csv", "tsv", "json", "xml", "turtle", "ntriples", "jsonld", "rdfxml")
DEFAULT_SECONDS = 30
DEFAULT_MEGABYTES = 2048

Command = Callable[..., None]


def answer_options(command: Command) -> Command:
    """Add the options that `kg query` and each named question share."""
    for option in (
        click.option(
            "--memory", type=click.IntRange(64), default=DEFAULT_MEGABYTES, show_default=True,
            metavar="MB", help="Stop the query when it uses more memory than this.",
        ),
        click.option(
            "--timeout", type=click.FloatRange(0, min_open=True), default=DEFAULT_SECONDS,
            show_default=True, metavar="SECONDS", help="Stop the query after this time.",
        ),
        click.option(
            "--format", "form", type=click.Choice(FORMS), help="Output format.  [default: table;"
            " turtle for triples written to a file or pipe]",
        ),
    ):  # fmt: skip
        command = option(command)
    return command


data_option = click.option(
    "--data", multiple=True, type=Place(), metavar="FILE",
    help="RDF file to query; repeat for several.  [default: graph.ttl in the out of kg.toml,"
    f" else {DATA}]",
)  # fmt: skip


@click.command(
    epilog="Example: kg query 'SELECT ?name { ?outlet schema:name ?name } LIMIT 5'",
)
@click.argument("text", required=False, type=Text(or_file=True), metavar="[SPARQL | FILE.rq | -]")
@data_option
@config_options
@answer_options
@click.option("--allow-network", is_flag=True, help="Allow SERVICE to query other servers.")
def query(
    text: str | None,
    data: tuple[str, ...],
    config: str | None,
    no_config: bool,
    form: str | None,
    timeout: float,
    memory: int,
    allow_network: bool,
) -> None:
    """
    Run a SPARQL query: a string, a file or standard input.

    These prefixes are predefined: article, dcterms, kg, outlet, post, prov, rdf, rdfs, schema,
    skos, this, topic, void, xsd. Every result can be written as table or markdown; SELECT and ASK
    results also as csv, tsv, json or xml; CONSTRUCT and DESCRIBE results also as turtle, ntriples,
    jsonld or rdfxml. Queries are read-only, and use the network only with --allow-network. Exit
    status: 0 success; 1 query stopped or no data; 2 invalid query or usage.
    """
    data, path = data_of(data, config, no_config)
    announce(path)
    with errors_as_messages():
        answer(read_store(data), _read(text), form, timeout, memory, allow_network)


def data_of(
    data: Sequence[str], config: str | None, no_config: bool
) -> tuple[tuple[str, ...], str | None]:
    """
    Return the files to query, those that are typed or that of the build, and the kg.toml read.

    Raises click.UsageError if a kg.toml cannot be used.
    """
    out, path = build_of(data[0] if data else None, config, no_config)
    return tuple(data) or (os.path.join(out, os.path.basename(DATA)),), path


def read_store(data: Sequence[str], *, quiet: bool = False) -> ox.Store:
    """Return the store of some files; a folder stands for the build in it."""
    from kg.query.store import open_store

    def tell(sentence: str) -> None:
        if not quiet:
            click.echo(printable(sentence), err=True)

    files = [path / Path(DATA).name if path.is_dir() else path for path in map(Path, data)]
    return open_store(files, tell=tell)


def _read(text: str | None) -> str:
    from kg.sparql.tokens import decoded

    if text is None or text == "-":
        piped = b"" if sys.stdin is None or sys.stdin.isatty() else sys.stdin.buffer.read()
        if not piped.strip():
            raise click.UsageError("No query. Give a query or a .rq file, or pipe one in.")
        return decoded(piped, "<stdin>")
    if not any(c.isspace() for c in text) and (text.endswith((".rq", ".sparql")) or
                                               os.path.isfile(text)):  # fmt: skip
        try:
            return decoded(Path(text).read_bytes(), text)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise click.UsageError(
                f"{printable(text)} cannot be read: {reason}. Name another file."
            ) from None
    return text


@contextmanager
def errors_as_messages() -> Iterator[None]:
    """Turn errors of kg into messages: exit status 2 for an invalid query, 1 for the rest."""
    from kg.sparql.tokens import QueryError

    try:
        yield
    except KgError as error:
        said = "\n".join(map(printable, str(error).split("\n")))
        misuse = isinstance(error, QueryError)
        raise _Misuse(said) if misuse else click.ClickException(said) from None


class _Misuse(click.ClickException):
    exit_code = 2


def answer(
    store: ox.Store,
    text: str,
    form: str | None,
    timeout: float,
    memory: int,
    allow_network: bool = False,
) -> None:
    """Run a query and write its results as they arrive; end the process at a limit."""
    from kg.query.deadline import Deadline
    from kg.query.engine import base_iri_of, evaluate, format_for
    from kg.sparql.prepare import prepare

    asked = prepare(text, base_iri=base_iri_of(store), allow_network=allow_network)
    at_terminal = sys.stdout.isatty()
    if form is None:
        form = "table" if at_terminal or asked.form in ("SELECT", "ASK") else "turtle"
    written = None if form in ("table", "markdown") else format_for(asked, form)
    deadline = Deadline(timeout, memory)
    deadline.start()
    try:
        found = _write(asked, evaluate(store, asked), form, written, deadline.paused, at_terminal)
    except OSError as error:
        if error.errno is None:  # of the engine, not of the output
            raise KgError(f"The query failed: {error}. Try again.") from None
        raise
    deadline.stop()
    if not found:
        from kg.query.hints import hints

        said = [*map(printable, hints(asked, store))]
        if written is None and asked.form != "ASK":
            said.insert(0, "No results.")
        click.echo("".join(f"{sentence}\n" for sentence in said), nl=False, err=True)


HEAD_LINES = 2
"""Lines of a table that has no rows."""
MAX_EMPTY_BYTES = 1 << 14
"""Longer output has rows or triples."""


def _write(
    asked: Query,
    results: Results,
    form: str,
    written: AnswerFormat | None,
    paused: Callable[[], Any],
    at_terminal: bool,
) -> bool:
    """Write the results; return False if there are none, or if the answer is no."""
    from kg.query.engine import says_nothing, write
    from kg.query.table import to_cells, to_markdown, to_table

    stream = _Output(paused)
    count = 0
    if written:
        declare = dict(asked.prefixes) if written.name in ("turtle", "rdfxml") else None
        write(results, cast(IO[bytes], stream), written, declare)
    else:
        names, rows = to_cells(results, asked.prefixes)
        width = shutil.get_terminal_size().columns if at_terminal else 0
        lines = to_markdown(names, rows)
        if form == "table":
            lines = to_table(
                names, rows, width=width, links=at_terminal and os.environ.get("TERM") != "dumb"
            )
        for count, line in enumerate(lines, start=1):  # noqa: B007  it is returned
            stream.write(f"{line}\n".encode())
    stream.flush()
    if asked.form == "ASK":
        return bool(results)
    return not says_nothing(bytes(stream.begin), written) if written else count > HEAD_LINES


class _Output:
    """Standard output. The deadline is paused while a write blocks."""

    def __init__(self, paused: Callable[[], Any]) -> None:
        self.paused = paused
        self.begin = bytearray()
        """The first bytes of the output, enough to recognise an empty result."""

    def write(self, data: bytes) -> int:
        if len(self.begin) < MAX_EMPTY_BYTES:
            self.begin += data[:MAX_EMPTY_BYTES]
        with self.paused():
            return sys.stdout.buffer.write(data)

    def flush(self) -> None:
        with self.paused():
            sys.stdout.buffer.flush()
