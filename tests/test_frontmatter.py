"""Front matter: as CSafeLoader reads it, faster, and with limits."""

from __future__ import annotations

import io
import os
import random
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kg import frontmatter
from kg.frontmatter import FrontMatterError, FrontMatterReader, line_of, parse_yaml

CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "azure"
EXAMPLES = int(os.environ.get("KG_FRONTMATTER_EXAMPLES", "1500"))


def same(value: Any) -> Any:
    return value


def post(inner: str, body: str = "") -> bytes:
    return f"---\n{inner}\n---\n{body}".encode()


def read(data: bytes, reader: FrontMatterReader[Any] | None = None) -> Any:
    """The front matter as one value, `related` put back."""
    parsed = (reader or FrontMatterReader(same)).parse(data)
    if parsed is None:
        return None
    if parsed.related or not EMPTY_LIST.search(data):
        return {**parsed.mapping, **({"related": list(parsed.related)} if parsed.related else {})}
    return {**parsed.mapping, "related": []}


EMPTY_LIST = re.compile(rb"related *:\s*(?:!!seq *)?\[\s*\]")


def reference(data: bytes) -> Any:
    """What PyYAML says of the lines between the fences."""
    text = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline=None).read()
    lines = text.split("\n")
    assert lines[0].rstrip() == "---"
    end = next(i for i, line in enumerate(lines) if i and line.rstrip() in ("---", "..."))
    value = yaml.load("\n".join(lines[1:end]), yaml.CSafeLoader)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise TypeError
    return value


def exactly(value: Any) -> Any:
    """A form under which only values of the same types, order and content are equal."""
    if isinstance(value, dict):
        return "dict", [(exactly(k), exactly(v)) for k, v in value.items()]
    if isinstance(value, (list, tuple)):
        return type(value), [exactly(item) for item in value]
    if isinstance(value, set):
        return set, sorted(map(repr, value))
    return type(value), repr(value)


def by_content(front_matter: dict[Any, Any]) -> Any:
    """The same, wherever `related` stands among the keys."""
    rest = {key: value for key, value in front_matter.items() if key != "related"}
    return exactly(rest), exactly(front_matter.get("related"))
