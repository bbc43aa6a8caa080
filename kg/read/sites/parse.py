"""Configuration files as data. Nothing in them is ever executed."""

from __future__ import annotations

import ast
import os
import re
import stat
from collections.abc import Mapping
from errno import EINVAL
from typing import Any

from kg.read.documents import BOM
from kg.read.errors import ReadError, not_utf_8

MAX_BYTES = 2**20
MAX_PYTHON_BYTES = 2**17
"""Of Python: its parser takes memory of hundreds of times the text."""
_MAX_BRACES = 5_000
"""It is quadratic in the fields of one f-string."""
_MAX_DEPTH = 20

NOT_LITERAL = object()
"""What a name of Python stands for if its value is computed."""

# What MkDocs adds to YAML, and says nothing of addresses: `!!python/name:material.emoji`, `!ENV`.
_MKDOCS_TAG = re.compile(rb"(?<=[ \t])!(?:!python/[\w/:.]+|ENV\b|relative\b)")


def read_small(location: str) -> bytes:
    """Return the bytes of a configuration file; raise OSError or ReadError."""
    # A name may be a pipe: without O_NONBLOCK, opening it waits.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    handle = os.open(location, flags)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(EINVAL, "it is not a regular file")
        data = b""
        while len(data) <= MAX_BYTES and (more := os.read(handle, MAX_BYTES + 1 - len(data))):
            data += more
    finally:
        os.close(handle)
    if len(data) > MAX_BYTES:
        raise ReadError(0, f"is larger than {MAX_BYTES // 2**20} MiB.", "Shorten it.")
    return data.removeprefix(BOM)


def parse_configuration(name: str, data: bytes) -> Mapping[str, Any]:
    r"""
    Return what a configuration says, by the ending of its name; raise ReadError.

    >>> parse_configuration("hugo.toml", b'baseURL = "https://news.example.net/"')
    {'baseURL': 'https://news.example.net/'}
    >>> parse_configuration("pelicanconf.py", b"import os\nSITEURL = 'https://news.example.net'")
    {'SITEURL': 'https://news.example.net'}
    """
    ending = name.rpartition(".")[2].lower()
    if ending == "py":
        return _parse_python(_text(data))
    if ending in ("yml", "yaml"):
        from kg.read.yaml_loader import parse_yaml

        if name.startswith("mkdocs."):
            data = _MKDOCS_TAG.sub(b"", data)
        value = parse_yaml(data).value
    else:
        from kg.read.heads.head import Head
        from kg.read.heads.parse import parse_head

        text = _text(data)
        if not text.strip():
            return {}
        language: Any = "json" if ending == "json" else "toml"
        value, _ = parse_head(Head(language, text, 1, "", 1))
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ReadError(1, "holds no keys and values.", "Write it as its generator does.")
    return {key: each for key, each in value.items() if isinstance(key, str)}


def _text(data: bytes) -> str:
    try:
        return data.decode().replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise not_utf_8(error) from None


def _parse_python(text: str) -> Mapping[str, Any]:
    if len(text) > MAX_PYTHON_BYTES or text.count("{") > _MAX_BRACES:
        what = f"is larger than {MAX_PYTHON_BYTES // 1024} KiB or too complex."
        raise ReadError(0, what, "Shorten it.")
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        what = f"is not Python: {error.msg}."
        raise ReadError(error.lineno or 0, what, "Correct it.") from None
    except (ValueError, RecursionError, MemoryError):
        raise ReadError(0, "is not Python that can be read.", "Simplify it.") from None
    values: dict[str, Any] = {}
    for statement in tree.body:
        if isinstance(statement, ast.Assign):
            targets, value = statement.targets, statement.value
        elif isinstance(statement, ast.AnnAssign) and statement.value:
            targets, value = [statement.target], statement.value
        else:
            continue
        for target in targets:
            if isinstance(target, ast.Name):
                values[target.id] = _literal(value, _MAX_DEPTH)
    return values


def _literal(node: ast.expr, depth: int) -> Any:
    """Return the value of text, numbers, and collections of them; never of anything computed."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str | int | None) else NOT_LITERAL
    if isinstance(node, ast.List | ast.Tuple) and depth:
        values = [_literal(item, depth - 1) for item in node.elts]
        return NOT_LITERAL if NOT_LITERAL in values else values
    if isinstance(node, ast.Dict) and depth:
        pairs = {
            key.value: _literal(value, depth - 1)
            for key, value in zip(node.keys, node.values, strict=True)
            if isinstance(key, ast.Constant)
        }
        return pairs if len(pairs) == len(node.keys) else NOT_LITERAL
    return NOT_LITERAL
