"""
An archive at a glance: `kg stats`.

    figures    what there is, and what is missing
    topics     topics that have gone quiet
    posts      posts that are dated before their article
    as_text    the same for a terminal, with months as a sparkline
"""

from __future__ import annotations

from kg.analysis.statistics.figures import Document, figures

__all__ = ["Document", "figures"]
