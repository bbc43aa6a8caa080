"""A small archive with a copy, a story, a near miss, and an article of several addresses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

BASE = "https://example.org/kg/"
PLANT = (
    "The company said on Monday that the new battery plant near Leeds will employ nine hundred"
    " people and supply three carmakers from the spring of next year onwards."
)
POSTS: dict[str, dict[str, Any]] = {
    "2024-03-04-plant.md": {
        "title": "Voltrane opens battery plant near Leeds",
        "excerpt": PLANT,
        "publishedDateTime": "2024-03-04T08:00:00Z",
        "webUrl": "https://ledger.example/business/voltrane-opens-battery-plant",
        "provider": {"name": "Ledger", "domain": "ledger.example"},
        "topics": ["Batteries"],
        "related": [
            {
                "title": "Voltrane opens plant",
                "webUrl": "https://www.ledger.example/business/voltrane-opens-battery-plant/amp",
                "heat": 3,
            },
            {
                "title": "Voltrane plant in Leeds: what it means for carmakers",
                "webUrl": "https://courier.example/voltrane-plant-leeds-carmakers",
            },
        ],
    },
    "2024-03-04-wire.md": {
        "title": "Voltrane opens battery plant near Leeds",
        "excerpt": PLANT,
        "publishedDateTime": "2024-03-04T11:00:00Z",
        "webUrl": "https://wire.example/a/1",
        "provider": {"name": "Wire", "domain": "wire.example"},
    },
    "2024-03-05-courier.md": {
        "title": "Voltrane plant in Leeds: what it means for carmakers",
        "excerpt": "Batteries made in Leeds will be in British cars. Voltrane hires 900 people.",
        "publishedDateTime": "2024-03-05T09:00:00Z",
        "webUrl": "https://courier.example/voltrane-plant-leeds-carmakers",
        "originalUrl": "https://courier.example/?p=7001",
        "provider": {"name": "Courier", "domain": "courier.example"},
    },
    "2024-03-06-strike.md": {
        "title": "Bus drivers in Leeds vote to strike over pay",
        "excerpt": "Bus drivers in Leeds will walk out for two days after pay talks failed.",
        "publishedDateTime": "2024-03-06T09:00:00Z",
        "webUrl": "https://courier.example/bus-drivers-leeds-strike",
        "provider": {"name": "Courier", "domain": "courier.example"},
    },
    "undated.md": {
        "title": "Voltrane opens battery plant near Leeds at last",
        "webUrl": "https://slow.example/voltrane-plant",
    },
}
PLANT_URL = POSTS["2024-03-04-plant.md"]["webUrl"]
AMP_URL = "https://www.ledger.example/business/voltrane-opens-battery-plant/amp"
WIRE_URL = "https://wire.example/a/1"
COURIER_URL = "https://courier.example/voltrane-plant-leeds-carmakers"
STRIKE_URL = "https://courier.example/bus-drivers-leeds-strike"
UNDATED_URL = "https://slow.example/voltrane-plant"


def to_post(fields: dict[str, Any]) -> str:
    """Return a post whose head is YAML, with a field a line."""
    return "---\n" + "".join(_lines(fields)) + "---\n"


def _lines(fields: dict[str, Any]) -> list[str]:
    lines = []
    for name, value in fields.items():
        if name == "related":
            lines.append("related:\n")
            for entry in value:
                first, *rest = (f"{key}: {json.dumps(each)}\n" for key, each in entry.items())
                lines += [f"  - {first}", *(f"    {line}" for line in rest)]
        else:
            quoted = value if name == "publishedDateTime" else json.dumps(value)
            lines.append(f"{name}: {quoted}\n")
    return lines


def write_archive(folder: Path) -> Path:
    """Write the posts into a folder, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, fields in POSTS.items():
        (folder / name).write_text(to_post(fields), encoding="utf-8")
    return folder


def line_of(name: str, text: str) -> int:
    """Return the line of a post that begins with a text, whatever its indent."""
    lines = to_post(POSTS[name]).split("\n")
    return next(at for at, line in enumerate(lines, 1) if line.strip(" -").startswith(text))
