"""
Omnivore, until it closed in 2024: `metadata_0_to_20.json`. Its Markdown is read by `markdown`.

    [{"id": "…", "slug": "…", "title": "Flood defences pay off", "description": "What they cost.",
      "author": "Jane Doe", "url": "https://news.example/flood", "state": "Archived",
      "readingProgress": 20, "thumbnail": "https://…", "labels": ["floods"],
      "savedAt": "2024-05-02T08:00:00.000Z", "updatedAt": "…", "publishedAt": "…"}]

(`packages/api/src/jobs/export.ts` in <https://github.com/omnivore-app/omnivore>.)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from kg.read.exports.addresses import outcome_of, stated
from kg.read.exports.json_files import elements, excerpt_of, text_of, texts_of, title_of
from kg.read.exports.outcomes import Export, Outcome
from kg.read.given import BadRecord


def omnivore_json(data: bytes) -> Iterator[Outcome]:
    """Yield the pages of a list in JSON."""
    for number, line, entry in elements(data):
        if isinstance(entry, dict):
            yield outcome_of(number, line, _fields(entry))
        else:
            yield BadRecord(number, line, "is no page.", "Delete it.")


def _fields(entry: dict[str, Any]) -> dict[str, Any]:
    return stated(
        link=text_of(entry.get("url")),
        title=title_of(entry.get("title")),
        authors=texts_of(entry.get("author")),
        summary=excerpt_of(entry.get("description")),
        date_added=text_of(entry.get("savedAt")),
        published=text_of(entry.get("publishedAt")),
        tags=texts_of(entry.get("labels")),
        image=text_of(entry.get("thumbnail")),
    )


EXPORTS: Final = (Export("omnivore-json", omnivore_json),)
JSON_KEYS: Final = frozenset(("slug", "url", "readingProgress"))
