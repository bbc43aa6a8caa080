"""
What stands in an archive, before anything is built of it.

    inspect_archive   what some files and folders hold
    to_text           what a person reads of it; `head_of` and `suggestion_text` are parts of it
    to_json           the same for programs
"""

from __future__ import annotations

from kg.inspection.archive import inspect_archive
from kg.inspection.as_json import to_json
from kg.inspection.as_text import head_of, suggestion_text, to_text
from kg.inspection.result import Inspection

__all__ = ["Inspection", "head_of", "inspect_archive", "suggestion_text", "to_json", "to_text"]
