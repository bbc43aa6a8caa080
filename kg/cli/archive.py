"""What the commands that read an archive again have in common."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from kg.cli.configuration import Chosen, announce, choose
from kg.cli.console import progress_bar
from kg.errors import KgError, printable

if TYPE_CHECKING:
    from kg.pipeline.graph import Sources


def choose_archive(
    posts: Sequence[str], out: str | None, config: str | None, no_config: bool, example: str
) -> Chosen:
    """
    Return what is read: the posts that are typed, those of kg.toml, or those of the build.

    `example` is how posts are typed. Without a build, the default of `kg build` is read.

    Raises click.UsageError if none are known.
    """
    from platformdirs import user_cache_dir

    from kg.pipeline.origin import base_iri_of, is_build, posts_of

    chosen = choose(posts, out, config, no_config)
    if not chosen.named:
        built = posts_of(chosen.out, user_cache_dir("kg", appauthor=False))
        if built:
            chosen = choose(built, out, config, no_config)
        elif is_build(chosen.out):
            raise click.UsageError(
                f"kg no longer remembers what {printable(chosen.out)} was built from. "
                f"Run 'kg build' again, or name the posts: {example}."
            )
        elif not os.path.exists(chosen.posts[0]):
            raise click.UsageError(f"The posts are not known. Name them: {example}.")
    return chosen._replace(base_iri=base_iri_of(chosen.out) or chosen.base_iri)


def read(chosen: Chosen) -> Sources:
    """Return what the posts say, from the cache where they have not changed."""
    from platformdirs import user_cache_dir

    from kg.pipeline.graph import read_sources

    announce(chosen.path)
    try:
        with progress_bar(shown=True) as progress:
            return read_sources(
                chosen.posts, cache=user_cache_dir("kg", appauthor=False), progress=progress,
                out=chosen.out, settings=chosen.settings,
            )  # fmt: skip
    except KgError as error:
        raise click.UsageError(printable(str(error))) from None
