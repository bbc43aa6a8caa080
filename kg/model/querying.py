"""
How a graph answers a query.

The model imports no engine: `kg/__init__.py` sets `answer` when the package is imported.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

answer: Callable[[Any, str], Any]
"""Takes a KnowledgeGraph and the text of a query; returns rows, or True or False."""
