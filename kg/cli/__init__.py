"""The command `kg`. Each subcommand is a module of this package, imported when it is used."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from threading import active_count
from typing import Any

import click

from kg.cli.terminal import end_unread, open_missing_streams, sentence_for
from kg.errors import TOO_LITTLE_MEMORY, printable
from kg.version import __version__


class _UnreadError(Exception):
    """The reader of the output has gone, as in `kg ask | head -1`."""


@contextmanager
def _reader_may_go() -> Iterator[None]:
    """Raise _UnreadError where click would take a reader who has gone for a failure."""
    try:
        yield
    except BrokenPipeError as error:
        raise _UnreadError from error


COMMANDS = {
    "ask": "kg.cli.ask",
    "build": "kg.cli.build",
    "check": "kg.cli.check",
    "query": "kg.cli.ask",
    "serve": "kg.cli.serve",
}
"""Each subcommand and its module, where a function of the same name is the command."""


class Commands(click.Group):
    """A group that imports a subcommand when it is used."""

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with _reader_may_go():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with _reader_may_go():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(COMMANDS[cmd_name]), cmd_name)
        return command


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: kg build posts/ --out graph/",
)
@click.version_option(__version__, prog_name="kg")
def main() -> None:
    """Turn an archive of news posts into a knowledge graph."""


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
