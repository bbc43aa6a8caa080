"""The `kg` command. Each subcommand is a module of this package, imported on first use."""

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
    """The reader of the output has closed the pipe, as in `kg ask | head -1`."""


@contextmanager
def _closed_pipe_as_unread() -> Iterator[None]:
    """Raise _UnreadError for a closed pipe, which click would report as a failure."""
    try:
        yield
    except BrokenPipeError as error:
        raise _UnreadError from error


COMMANDS = {
    "ask": "kg.cli.ask",
    "build": "kg.cli.build",
    "check": "kg.cli.check",
    "diff": "kg.cli.diff",
    "fields": "kg.cli.fields",
    "init": "kg.cli.init",
    "inspect": "kg.cli.inspect",
    "query": "kg.cli.query",
    "serve": "kg.cli.serve",
    "stats": "kg.cli.stats",
    "why": "kg.cli.why",
}
"""Each subcommand and its module. The module has a function of the same name."""


class Commands(click.Group):
    """A group that imports each subcommand on first use."""

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with _closed_pipe_as_unread():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with _closed_pipe_as_unread():
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


def _has_workers() -> bool:
    """Return whether other threads or child processes are still running."""
    processes = sys.modules.get("multiprocessing.process")  # not imported: no children
    return active_count() > 1 or bool(processes and processes.active_children())


def run() -> None:
    """Run the command as `kg`; report failures of the system in one sentence."""
    open_missing_streams()
    try:
        try:
            main(prog_name="kg")
        except SystemExit as done:
            sys.stdout.flush()
            sys.stderr.flush()
            if not isinstance(done.code, int) or _has_workers():
                raise
            os._exit(done.code)  # skips freeing a million records, which takes time
    except (_UnreadError, BrokenPipeError):
        end_unread()
    except OSError as error:
        said = sentence_for(error)
    except MemoryError:
        said = TOO_LITTLE_MEMORY
    except SystemError:  # raised by Python when its compiler runs out of memory
        said = f"Python failed. If this happens again: {TOO_LITTLE_MEMORY}"
    except ImportError as error:
        if isinstance(error, ModuleNotFoundError):
            raise
        said = f"{error}. Allow more memory or more open files."
    # Printing needs memory, too. By now the memory of the failed command has been freed.
    with suppress(OSError, MemoryError):
        click.echo(f"Error: {printable(said)}", err=True)
    with suppress(OSError):
        sys.stdout.close()
    sys.exit(1)
