"""When two settings are the same."""

from __future__ import annotations

import hashlib
import json

from kg.model.settings import Settings


def digest(settings: Settings) -> bytes:
    """
    Return a key that equal settings share, and no others.

    The order of tables and of labels makes no difference. That of the names of a field does: the
    first is tried first.

    >>> digest(Settings(own=frozenset("ab"))) == digest(Settings(own=frozenset("ba")))
    True
    """
    said = {
        name: value if value is None or isinstance(value, str) else sorted(value)
        for name, value in settings._asdict().items()
    }
    # ASCII, for names of files may hold bytes that are not UTF-8.
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode("ascii")).digest()
