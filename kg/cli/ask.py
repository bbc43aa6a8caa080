"""The commands that query a graph: `kg query` and `kg ask`."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

import click
from click.shell_completion import CompletionItem

from kg.cli.types import Place, Text
from kg.errors import KgError, printable
from kg.exporters import DATA

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.query.engine import AnswerFormat, Results
    from kg.sparql.prepare import Query
    from kg.sparql.questions import Parameter, Question

FORMS = ("table", "markdown", "csv", "tsv", "json", "xml", "turtle", "ntriples", "jsonld", "rdfxml")
DEFAULT_SECONDS = 30
DEFAULT_MEGABYTES = 2048

Command = Callable[..., None]


def _add_answer_options(command: Command) -> Command:
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


@click.command(
    epilog="Example: kg query 'SELECT ?name { ?outlet schema:name ?name } LIMIT 5'",
)
@click.argument("text", required=False, type=Text(or_file=True), metavar="[SPARQL | FILE.rq | -]")
@click.option(
    "--data", multiple=True, type=Place(), default=[DATA], show_default=True, metavar="FILE",
    help="RDF file to query; repeat for several.",
)  # fmt: skip
@_add_answer_options
@click.option("--allow-network", is_flag=True, help="Allow SERVICE to query other servers.")
def query(
    text: str | None,
    data: tuple[str, ...],
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
    with _errors_as_messages():
        answer(_store(data), _read(text), form, timeout, memory, allow_network)


def _store(data: Sequence[str], *, quiet: bool = False) -> ox.Store:
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
def _errors_as_messages() -> Iterator[None]:
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


# ---- named questions ------------------------------------------------------------------------


def _folders(data: Sequence[str]) -> list[Path]:
    """Return the folders of custom questions: here, in the build folder and beside it."""
    beside = [Path(file).parent for file in data]
    folders = [
        Path("questions"),
        *(place / "questions" for out in beside for place in (out.parent, out)),
    ]
    return list({folder.resolve(): folder for folder in folders}.values())


class _Questions(click.Group):
    """A command for each question; its options are the parameters of the question."""

    def questions(self, ctx: click.Context) -> Mapping[str, Question]:
        """Return the built-in and the custom questions by name."""
        if "questions" not in ctx.meta:
            from kg.sparql.questions import read_questions

            with _errors_as_messages():
                ctx.meta["questions"] = read_questions(*_folders(ctx.params.get("data") or [DATA]))
        return cast(Mapping[str, "Question"], ctx.meta["questions"])

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self.questions(ctx))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        question = self.questions(ctx).get(cmd_name)
        return _command(question) if question else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in (known := self.questions(ctx)):
            from difflib import get_close_matches

            near = get_close_matches(args[0], known, 1)
            mend = f"Did you mean {near[0]}?" if near else "Run 'kg ask' to list all questions."
            ctx.fail(f"There is no question {printable(args[0])!r}. {mend}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Questions, invoke_without_command=True, subcommand_metavar="[QUESTION [OPTIONS]]",
    epilog="Example: kg ask outlets-on-topic --topic AI --since 2023-01",
)  # fmt: skip
@click.option(
    "--data", multiple=True, type=Place(), default=[DATA], show_default=True, metavar="FILE",
    help="RDF file to query; repeat for several.",
)  # fmt: skip
@click.pass_context
def ask(ctx: click.Context, data: tuple[str, ...]) -> None:  # noqa: ARG001  _Questions reads it
    """
    Run a named question, or list them all.

    To add a question, put a .rq file into questions/, in the current folder or beside the build: a
    SPARQL query whose first line is the question, as a comment. 'kg ask QUESTION --help' shows its
    options.
    """
    if ctx.invoked_subcommand is None:
        group = cast(_Questions, ctx.command)
        questions = group.questions(ctx)
        wide = max(map(len, questions))
        for name in sorted(questions):
            click.echo(f"{name:<{wide}}  {printable(questions[name].title)}")
            needs = [p for p in questions[name].parameters if p.default is None]
            if needs:
                options = " ".join(f"--{p.name} {_quoted(p.example)}" for p in needs)
                click.echo(f"{'':<{wide}}  kg ask {name} {options}")


def _quoted(text: str) -> str:
    from shlex import quote

    return printable(quote(text))


def _command(question: Question) -> click.Command:
    """Return the command that runs a question."""

    def callback(
        *,
        data: tuple[str, ...],
        form: str | None,
        timeout: float,
        memory: int,
        sparql: bool,
        **given: str | None,
    ) -> None:
        from kg.query.names import as_in_store
        from kg.sparql.questions import bind

        known = {name: value for name, value in given.items() if value is not None}
        with _errors_as_messages():
            if sparql:
                click.echo(bind(question, known).rstrip())
                return
            store = _store(data or _data(click.get_current_context()))
            answer(
                store, bind(question, as_in_store(question, known, store)), form, timeout, memory
            )

    needed = [p for p in question.parameters if p.default is None]
    example = " ".join(f"--{p.name} {_quoted(p.example)}" for p in needed)
    command = click.Command(
        question.name,
        callback=_add_answer_options(callback),
        params=_options(question),
        help=printable(question.title),
        short_help=printable(question.title),
        epilog=f"Example: kg ask {question.name} {example}".rstrip(),
    )
    # click keeps the options that decorators add on the function itself.
    command.params += [
        click.Option(
            ["--data"],
            multiple=True,
            type=Place(),
            metavar="FILE",
            help="RDF file to query; repeat for several.",
        ),
        *reversed(cast(Any, callback).__click_params__),
        click.Option(["--sparql"], is_flag=True, help="Print the query instead of running it."),
    ]
    return command


def _options(question: Question) -> list[click.Parameter]:
    """Return the options by which the parameters of a question are given."""
    return [
        click.Option(
            [f"--{parameter.name.replace('_', '-')}", parameter.name],
            type=Text(),
            metavar=parameter.type.upper(),
            help=_help(parameter),
            required=parameter.default is None,
            shell_complete=_complete(parameter),
        )
        for parameter in question.parameters
    ]


def _help(parameter: Parameter) -> str:
    return printable(parameter.about)


def _complete(
    parameter: Parameter,
) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """Return the function that completes what was typed with names from the data."""

    def complete(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from kg.query.names import names_in

        try:
            store = _store(ctx.params.get("data") or _data(ctx), quiet=True)
            names = names_in(store, parameter.type)
        except KgError:
            return []
        begin = incomplete.casefold()
        return [CompletionItem(name) for name in sorted(names) if name.casefold().startswith(begin)]

    return complete


def _data(ctx: click.Context) -> Sequence[str]:
    """Return the files given before the name of the question."""
    return (ctx.parent and ctx.parent.params.get("data")) or [DATA]
