"""The `kg init` command."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from pathlib import Path

import click

from kg.cli.configuration import choose
from kg.cli.console import count_of, say
from kg.cli.inspect import choose_folder
from kg.errors import KgError, printable, printable_lines


@click.command(epilog="Example: kg init _news _data")
@click.argument("posts", nargs=-1, type=click.Path(exists=True))
def init(posts: tuple[str, ...]) -> None:
    """
    Write a kg.toml for POSTS into the current folder.

    It names POSTS and holds the lines that 'kg inspect' suggests, each with its reason. A kg.toml
    that exists is never changed: then the lines are printed. Exit status: 0 kg.toml was written;
    1 there is one already, or no post can be read; 2 invalid usage.
    """
    gc.disable()
    from kg.config import CONFIG_NAME
    from kg.inspection import head_of, inspect_archive, suggestion_text

    exists = os.path.lexists(CONFIG_NAME)
    chosen = choose_folder(posts, None, None, no_config=not exists)
    names = [] if exists else _names_inside(chosen.posts)
    try:
        found = inspect_archive(chosen.posts, out=chosen.out, settings=chosen.settings)
    except KgError as error:
        raise click.UsageError(printable(str(error))) from None
    if exists:
        say(f"{CONFIG_NAME} exists and was not changed.", err=True)
        say(suggestion_text(found) or f"There is nothing to add to {CONFIG_NAME}.")
        sys.exit(1)
    if not found.makes.articles and not found.lines:
        say(f"{head_of(found)}\n\n{suggestion_text(found)}".rstrip())
        say(f"\n{CONFIG_NAME} was not written: no line of it would help.", err=True)
        sys.exit(1)
    text = _text_of(names, found.lines)
    _write_new(Path(CONFIG_NAME), text)
    say(f"Wrote {CONFIG_NAME}:\n")
    say(printable_lines(text))
    chosen = choose((), None, None, no_config=False)
    now = inspect_archive(chosen.posts, out=chosen.out, settings=chosen.settings)
    after, before = (
        f"{'about ' if each.samples else ''}{count_of(each.makes.articles, 'article')}"
        for each in (now, found)
    )
    say(f"With it, kg reads {after}; without it, {before}.")
    say("Next: kg build")


def _names_inside(posts: tuple[str, ...]) -> list[str]:
    """Return the names of posts relative to the current folder; raise click.UsageError."""
    here = os.path.realpath(os.curdir)
    names = []
    for post in posts:
        with suppress(ValueError):  # on another drive
            name = os.path.relpath(os.path.realpath(post), here).replace(os.sep, "/")
            if name != ".." and not name.startswith("../") and name.isprintable():
                names.append(name)
                continue
        what = f"{post} cannot stand in kg.toml, which names only what is in its folder."
        raise click.UsageError(printable(f"{what} Run 'kg init' in a folder that holds it."))
    return names


def _text_of(names: list[str], lines: tuple[object, ...]) -> str:
    """Return the text of a kg.toml; raise click.UsageError if it could not be read back."""
    from kg.config import CONFIG_NAME, Line, parse_config, to_toml

    stated = [each for each in lines if isinstance(each, Line)]
    text = to_toml([Line("", "posts", names), *stated])
    parse_config(text, CONFIG_NAME)
    return text


def _write_new(path: Path, text: str) -> None:
    """Write a file that does not exist, whole or not at all."""
    draft = path.with_name(f".{path.name}.draft-{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        try:
            os.link(draft, path)
        except FileExistsError:
            raise click.ClickException(f"{path} exists and was not changed.") from None
        except OSError:  # a file system without hard links
            with open(path, "x", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
    finally:
        os.unlink(draft)
