"""What a folder of a build was made of."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

from kg.exporters import FORMATS
from kg.pipeline.cache import Cache

HEAD_BYTES = 1 << 14
_BASE = re.compile(rb"^@prefix this: <([^<>\s]+)> \.", re.M)


def posts_of(out: str | os.PathLike[str], cache: str | os.PathLike[str]) -> tuple[str, ...]:
    """Return the files and folders that the last build into a folder read; none if not known."""
    receipt = Cache(cache).read_receipt(out)
    if not receipt or "" not in receipt.settings:
        return ()
    roots = receipt.settings[: receipt.settings.index("")]
    return roots if all(map(os.path.exists, roots)) else ()


def is_build(out: str | os.PathLike[str]) -> bool:
    """Return whether a folder has a file of a build."""
    return any(os.path.isfile(Path(out) / each.file) for each in FORMATS.values())


def base_iri_of(out: str | os.PathLike[str]) -> str | None:
    """Return the base IRI of the Turtle in a folder; None if there is none that says it."""
    with suppress(OSError), open(Path(out) / FORMATS["turtle"].file, "rb") as stream:
        if found := _BASE.search(stream.read(HEAD_BYTES)):
            return found[1].decode("utf-8", "replace")
    return None
