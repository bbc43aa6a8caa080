"""The version of kg, which builds name in their files."""

from __future__ import annotations

__version__ = "0.2.0"
