"""Which kg.toml is read."""

from __future__ import annotations

import os
from collections.abc import Sequence

from kg.errors import KgError, printable

CONFIG_NAME = "kg.toml"


def find_config(explicit: str | None, posts: Sequence[str], here: str = ".") -> str | None:
    """
    Return the path of the one kg.toml that is read, or None.

    It is the one that the user names, else the one in the current folder, else the one in POSTS if
    that is a single folder. Raises KgError if the user names one that doesn't exist.

    >>> find_config(None, ["no-such-folder"], "no-such-folder") is None
    True
    """
    if explicit is not None:
        if os.path.isdir(explicit):
            raise KgError(f"{printable(explicit)} is a folder. Name a file with --config.")
        if not os.path.exists(explicit):
            raise KgError(f"{printable(explicit)} does not exist. Name another with --config.")
        return explicit
    folders = [here, *posts] if len(posts) == 1 else [here]
    for folder in folders:
        path = os.path.normpath(os.path.join(folder, CONFIG_NAME))
        # A link that leads nowhere is found, too: somebody meant it, so reading it has to fail.
        if os.path.lexists(path) and not os.path.isdir(path):
            return path
    return None
