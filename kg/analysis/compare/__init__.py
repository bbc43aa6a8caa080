"""
What changed from one build to another: `kg diff`.

    builds        builds in folders, files or revisions of git
    git           files of a revision
    differences   what differs, by entity
    stories       and how stories became others
    patch         the same as RDF Patch
    as_text       and in words
"""

from __future__ import annotations

from kg.analysis.compare.builds import Build, read_build
from kg.analysis.compare.differences import Document, compare
from kg.analysis.compare.patch import to_patch

__all__ = ["Build", "Document", "compare", "read_build", "to_patch"]
