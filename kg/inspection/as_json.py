"""An inspection as programs read it. Its form is `docs/inspect.schema.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from kg.config import Line, to_toml
from kg.inspection.result import FieldFound, FileFound, Inspection, Links
from kg.model.account import VERSION

MAX_SITES = 10
"""Sites of the addresses of a field that are named."""


def to_json(found: Inspection, configuration: str | None = None) -> str:
    """Return an inspection as JSON in ASCII; `configuration` is the path of the kg.toml read."""
    makes = found.makes
    document = {
        "version": VERSION,
        "configuration": configuration,
        "roots": found.roots,
        "files": [
            *(_file(file) for file in found.files),
            *({"path": path, "form": None} for path in found.unread),
        ],
        "samples": [each._asdict() for each in found.samples],
        "lists": [each._asdict() for each in found.lists],
        "records": found.records,
        "fields": [_field(field, found.records) for field in found.fields],
        "derived": [
            {"wanted": wanted, "from": place, "records": count}
            for wanted, place, count in found.derived
        ],
        "makes": {
            "articles": makes.articles,
            "outlets": makes.outlets,
            "topics": makes.topics,
            "published": _dates(makes.published, found.published),
            "added": _dates(makes.added, found.added),
            "estimated": bool(found.samples),
        },
        "links": {
            "no_article": _links(found.links_of_nothing),
            "own": _links(found.links_of_own),
            "others": _links(found.links_of_others),
        },
        "passed_over": [
            {"reason": each.what, "times": each.times, "path": each.path}
            for each in found.passed_over
        ],
        "folders_passed_over": [
            {"reason": each.what, "path": each.path} for each in found.folders_passed_over
        ],
        "problems": [each._asdict() for each in found.problems],
        "suggestions": list(map(_suggestion, found.lines)),
        "remedies": found.remedies,
    }
    return json.dumps(document, indent=2)


def _file(file: FileFound) -> dict[str, Any]:
    if file.articles is None:
        return {"path": file.path, "form": file.form}
    return file._asdict()


def _field(field: FieldFound, records: int) -> dict[str, Any]:
    return {
        "name": field.name,
        "records": field.records,
        "share": round(field.records / records, 4),
        "values": dict(field.values),
        "from": field.first,
        "to": field.last,
        "sites": len(field.hosts),
        "most_frequent_sites": dict(field.hosts[:MAX_SITES]),
        "examples": field.examples,
        "distinct_texts": field.distinct,
        "taken_as": dict(field.taken_as),
        "known_as": field.known_as,
        "left_out": dict(field.left_out),
    }


def _dates(count: int, days: tuple[str, str] | None) -> dict[str, Any]:
    first, last = days or (None, None)
    return {"articles": count, "from": first, "to": last}


def _links(links: Links) -> dict[str, Any]:
    return {"records": links.records, "links": links.links, "estimated": links.about}


def _suggestion(line: Line) -> dict[str, Any]:
    value = dict(line.value) if isinstance(line.value, Mapping) else line.value
    return {
        "section": line.section,
        "key": line.name,
        "value": value,
        "evidence": line.comment,
        "toml": to_toml([line._replace(comment="")]),
    }
