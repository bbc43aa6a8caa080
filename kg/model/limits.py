"""How long a value may be. It stands apart because the help names it, which imports little."""

from __future__ import annotations

MAX_URL_CHARS = 16_384
"""Longer addresses are refused. Browsers and servers accept far less."""
