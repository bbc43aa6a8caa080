"""The files that travel with the package: the ontology, its shapes, context and questions."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
"""The folder of the package."""


def resource(path: str) -> Path:
    """
    Return where a file of ours is: in the package, or beside it in a checkout.

    >>> resource("ontology/kg.ttl").name
    'kg.ttl'
    """
    packaged = PACKAGE / path
    return packaged if packaged.exists() else PACKAGE.parent / path


def read_resource(path: str) -> str:
    """Return the text of a file of ours."""
    return resource(path).read_text(encoding="utf-8")
