"""The commands that ask a graph: `kg query` and `kg ask`."""

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

ROWS = ("table", "markdown", "csv", "tsv", "json", "xml", "turtle", "ntriples", "jsonld", "rdfxml")
SECONDS = 30
MEGABYTES = 2048

Command = Callable[..., None]


def _how_to_answer(command: Command) -> Command:
    """Add the options that `kg query` and each named question share."""
    for option in (
        click.option(
            "--memory", type=click.IntRange(64), default=MEGABYTES, show_default=True,
            metavar="MB", help="Memory after which the query is stopped.",
        ),
        click.option(
            "--timeout", type=click.FloatRange(0, min_open=True), default=SECONDS,
            show_default=True, metavar="SECONDS", help="Time after which the query is stopped.",
        ),
        click.option(
            "--format", "form", type=click.Choice(ROWS), help="How to write the answer.  [default:"
            " table; turtle for triples that go to a file]",
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
    help="File of RDF to ask; repeat it for several.",
)  # fmt: skip
@_how_to_answer
@click.option("--allow-network", is_flag=True, help="Let SERVICE ask other computers.")
def query(
    text: str | None,
    data: tuple[str, ...],
    form: str | None,
    timeout: float,
    memory: int,
    allow_network: bool,
) -> None:
    """
    Ask a graph in SPARQL: a text, a file or what comes in.

    The prefixes of a build need not be declared: article, dcterms, kg, outlet, post, prov, rdf,
    rdfs, schema, skos, this, topic, void, xsd. SELECT and ASK give a table, or --format csv, tsv,
    json, xml; CONSTRUCT and DESCRIBE give triples: turtle, ntriples, jsonld, rdfxml. Nothing can be
    changed, nothing is fetched. Exit status: 0 answered, 1 stopped or no data, 2 no such query.
    """
    with _sentences():
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
            raise click.UsageError("Give a query, a file that ends in .rq, or pipe one in.")
        return decoded(piped, "<stdin>")
    if not any(c.isspace() for c in text) and (text.endswith((".rq", ".sparql")) or
                                               os.path.isfile(text)):  # fmt: skip
        try:
            return decoded(Path(text).read_bytes(), text)
        except OSError as error:
            raise click.UsageError(f"{printable(text)} cannot be read: {error}.") from None
    return text


@contextmanager
def _sentences() -> Iterator[None]:
    """Say in sentences what is wrong: misuse with 2, what cannot be done with 1."""
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
    """Write the answer to a query as it is being found; end the process where it takes too much."""
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
        if error.errno is None:  # the engine's, not the output's
            raise KgError(f"The query could not be answered: {error}.") from None
        raise
    deadline.stop()
    if not found:
        from kg.query.hints import hints

        said = [*map(printable, hints(asked, store))]
        if written is None and asked.form != "ASK":
            said.insert(0, "No answer.")
        click.echo("".join(f"{sentence}\n" for sentence in said), nl=False, err=True)


HEAD_LINES = 2
"""Lines of a table without rows."""
MOST_BYTES_OF_NOTHING = 1 << 14
"""An answer that is longer has rows or triples."""


def _write(
    asked: Query,
    results: Results,
    form: str,
    written: AnswerFormat | None,
    paused: Callable[[], Any],
    at_terminal: bool,
) -> bool:
    """Write the answer; return whether it says anything but no."""
    from kg.query.engine import says_nothing, write
    from kg.query.table import to_cells, to_markdown, to_table

    stream = _Patient(paused)
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


class _Patient:
    """The standard output; time stands still while nobody reads it."""

    def __init__(self, paused: Callable[[], Any]) -> None:
        self.paused = paused
        self.begin = bytearray()
        """What was written first, enough to see an answer that says nothing."""

    def write(self, data: bytes) -> int:
        if len(self.begin) < MOST_BYTES_OF_NOTHING:
            self.begin += data[:MOST_BYTES_OF_NOTHING]
        with self.paused():
            return sys.stdout.buffer.write(data)

    def flush(self) -> None:
        with self.paused():
            sys.stdout.buffer.flush()


# ---- questions with a name ------------------------------------------------------------------


def _folders(data: Sequence[str]) -> list[Path]:
    """Return where users keep questions of their own: here, beside a build or beside its folder."""
    beside = [Path(file).parent for file in data]
    folders = [
        Path("questions"),
        *(place / "questions" for out in beside for place in (out.parent, out)),
    ]
    return list({folder.resolve(): folder for folder in folders}.values())


class _Questions(click.Group):
    """A command for each question; its options are what the question leaves open."""

    def questions(self, ctx: click.Context) -> Mapping[str, Question]:
        """Return all questions, ours and those of the user."""
        if "questions" not in ctx.meta:
            from kg.sparql.questions import read_questions

            with _sentences():
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
            mend = f" Did you mean {near[0]}?" if near else " 'kg ask' lists all."
            ctx.fail(f"There is no question {printable(args[0])!r}.{mend}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Questions, invoke_without_command=True, subcommand_metavar="[QUESTION [OPTIONS]]",
    epilog="Example: kg ask outlets-on-topic --topic AI --since 2023-01",
)  # fmt: skip
@click.option(
    "--data", multiple=True, type=Place(), default=[DATA], show_default=True, metavar="FILE",
    help="File of RDF to ask; repeat it for several.",
)  # fmt: skip
@click.pass_context
def ask(ctx: click.Context, data: tuple[str, ...]) -> None:  # noqa: ARG001  _Questions reads it
    """
    Ask a question that has a name; without one, list them all.

    Questions of your own are files in questions/, here or beside the build: SPARQL that begins with
    the question as a comment. 'kg ask QUESTION --help' says what a question needs.
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
    """Return the command that asks a question."""

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
        with _sentences():
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
        callback=_how_to_answer(callback),
        params=_options(question),
        help=printable(question.title),
        short_help=printable(question.title),
        epilog=f"Example: kg ask {question.name} {example}".rstrip(),
    )
    # What `_how_to_answer` noted on the function becomes the options of the command.
    command.params += [
        click.Option(
            ["--data"], multiple=True, type=Place(), metavar="FILE", help="File of RDF to ask."
        ),
        *reversed(cast(Any, callback).__click_params__),
        click.Option(["--sparql"], is_flag=True, help="Show the query instead of asking it."),
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
    """Return the function that lists the names in the data that begin like what was typed."""

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
    """Return the files that were named before the question."""
    return (ctx.parent and ctx.parent.params.get("data")) or [DATA]
