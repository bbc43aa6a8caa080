"""The `kg ask` command: named questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click
from click.shell_completion import CompletionItem

from kg.cli.configuration import announce, config_options
from kg.cli.query import (
    answer,
    answer_options,
    data_of,
    data_option,
    errors_as_messages,
    read_store,
)
from kg.cli.types import Place, Text
from kg.errors import KgError, printable
from kg.exporters import DATA

if TYPE_CHECKING:
    from kg.sparql.questions import Parameter, Question


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

            try:
                data = _data(ctx)
            except click.UsageError:  # told where the data is read, if none is typed by then
                data = (DATA,)
            with errors_as_messages():
                ctx.meta["questions"] = read_questions(*_folders(data))
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

            _data(ctx)  # a broken kg.toml may be why it is not there
            near = get_close_matches(args[0], known, 1)
            mend = f"Did you mean {near[0]}?" if near else "Run 'kg ask' to list all questions."
            ctx.fail(f"There is no question {printable(args[0])!r}. {mend}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Questions, invoke_without_command=True, subcommand_metavar="[QUESTION [OPTIONS]]",
    epilog="Example: kg ask outlets-on-topic --topic AI --since 2023-01",
)  # fmt: skip
@data_option
@config_options
@click.pass_context
def ask(ctx: click.Context, /, **_: Any) -> None:  # _data reads the options
    """
    Run a named question, or list them all.

    To add a question, put a .rq file into questions/, in the current folder or beside the build: a
    SPARQL query whose first line is the question, as a comment. 'kg ask QUESTION --help' shows its
    options.
    """
    if ctx.invoked_subcommand is None:
        _data(ctx, tell=True)
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
        with errors_as_messages():
            if sparql:
                click.echo(bind(question, known).rstrip())
                return
            store = read_store(_data(click.get_current_context(), data, tell=True))
            answer(
                store, bind(question, as_in_store(question, known, store)), form, timeout, memory
            )

    needed = [p for p in question.parameters if p.default is None]
    example = " ".join(f"--{p.name} {_quoted(p.example)}" for p in needed)
    command = click.Command(
        question.name,
        callback=answer_options(callback),
        params=_options(question),
        help="\n\n".join(filter(None, map(printable, (question.title, question.about)))),
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
            store = read_store(_data(ctx, ctx.params.get("data") or ()), quiet=True)
            names = names_in(store, parameter.type)
        except (KgError, click.UsageError):
            return []
        begin = incomplete.casefold()
        return [CompletionItem(name) for name in sorted(names) if name.casefold().startswith(begin)]

    return complete


def _data(ctx: click.Context, typed: Sequence[str] = (), *, tell: bool = False) -> tuple[str, ...]:
    """
    Return the files to query: those given after the name of a question, before it, or the build.

    Raises click.UsageError if a kg.toml cannot be used.
    """
    group = ctx if isinstance(ctx.command, _Questions) else ctx.parent or ctx
    options = group.params  # empty while the help is written
    data = tuple(typed) or options.get("data") or ()
    found, path = data_of(data, options.get("config"), options.get("no_config", False))
    if tell:
        announce(path)
    return found
