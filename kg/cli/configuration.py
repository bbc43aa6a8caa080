"""What the options of a command and kg.toml say together."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

import click

from kg.cli.types import Place
from kg.errors import KgError, printable, printable_lines
from kg.exporters import DEFAULT_FORMATS, FORMATS
from kg.model.graph import DEFAULT_BASE_IRI, DEFAULT_TITLE
from kg.model.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])


class Chosen(NamedTuple):
    """What a command works on."""

    posts: tuple[str, ...]
    named: bool
    """Whether the posts are typed or stand in kg.toml; else they are a default."""
    out: str
    title: str
    base_iri: str
    formats: tuple[str, ...]
    sparql: bool
    settings: Settings
    path: str | None
    """Of the kg.toml that was read."""


def config_options(command: Command) -> Command:
    """Add the options that say which kg.toml is read."""
    command = click.option(
        "--no-config", is_flag=True, help="Ignore every kg.toml."
    )(command)  # fmt: skip
    return click.option(
        "--config", type=Place(dir_okay=False), metavar="FILE",
        help="Configuration file.  [default: kg.toml in the current folder, or in POSTS]",
    )(command)  # fmt: skip


def choose(
    posts: Sequence[str],
    out: str | None,
    config: str | None,
    no_config: bool,
    *,
    title: str | None = None,
    base_iri: str | None = None,
    formats: Sequence[str] = (),
    sparql: bool | None = None,
) -> Chosen:
    """
    Return what a command works on: what is typed comes before kg.toml, and that before defaults.

    Raises click.UsageError if a kg.toml cannot be used.
    """
    from kg.config import Config, find_config, read_config

    try:
        path = None if no_config else find_config(config, posts)
        said = Config("") if path is None else read_config(path, tuple(FORMATS))
    except KgError as error:
        raise click.UsageError(printable_lines(str(error))) from None
    folder = os.path.dirname(said.path)
    roots = tuple(posts) or said.posts or (("seeds",) if path is None else (folder or ".",))
    return Chosen(
        roots,
        bool(posts or said.posts),
        out or said.out or "out",
        title or said.title or DEFAULT_TITLE,
        base_iri or said.base_iri or DEFAULT_BASE_IRI,
        tuple(formats) or said.formats or DEFAULT_FORMATS,
        bool(said.sparql) if sparql is None else sparql,
        said.settings._replace(lists=_lists_below(said.settings, folder, roots)),
        path,
    )


def announce(path: str | None) -> None:
    """Say on standard error which kg.toml was read, so that pipes stay clean."""
    if path:
        click.echo(f"Configuration: {printable(path)}", err=True)


def build_of(out: str | None, config: str | None, no_config: bool) -> tuple[str, str | None]:
    """
    Return the folder of the build that a command opens, and the kg.toml that was read for it.

    A kg.toml is not needed, and not read, where the folder is typed, unless it is named.
    Raises click.UsageError if it cannot be used.
    """
    if out and not config:
        return out, None
    chosen = choose((), out, config, no_config)
    return chosen.out, chosen.path


def _lists_below(
    settings: Settings, folder: str, roots: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    """Return `[lists]` with the paths that files have in a build of some folders."""
    from kg.read.files import shared_folder

    if not settings.lists:
        return ()
    shared = shared_folder(roots)
    return tuple(
        (os.path.relpath(os.path.join(folder, name), shared).replace(os.sep, "/"), place)
        for name, place in settings.lists
    )
