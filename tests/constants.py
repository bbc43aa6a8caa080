"""
The words and limits of kg, found in its modules.

Words are what kg looks for in files that others write, and what its own files are made of: names of
fields, elements, columns, settings, folders, formats. A word that goes leaves out what was read
before. Limits are numbers beyond which kg does something else.
"""

from __future__ import annotations

import ast
import json
import pkgutil
from collections.abc import Iterator, Mapping, Set
from enum import Enum
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

NOTHING = object()
MAX_LINE = 90


def to_text(package: ModuleType) -> str:
    """Return the words and limits module by module, each with the name that the code gives it."""
    blocks = []
    for name in sorted(_modules(package)):
        lines = [f"  {constant}: {value}" for constant, value in constants(import_module(name))]
        if lines:
            blocks.append("".join(f"{line}\n" for line in (name, *lines)))
    return "\n".join(blocks)


def _modules(package: ModuleType) -> Iterator[str]:
    yield package.__name__
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not found.name.endswith("__main__"):
            yield found.name


def constants(module: ModuleType) -> Iterator[tuple[str, str]]:
    """Yield each constant of a module that is a number, or holds several words, as one line."""
    for name in _assigned(module):
        value = _plain(getattr(module, name, None))
        if isinstance(value, int | float | list | dict) and value not in ([], {}):
            yield name, _shown(value)


def _shown(value: Any) -> str:
    """Return a value in one line, or if that is long one line for each of its entries."""
    whole = json.dumps(value, ensure_ascii=False)
    if len(whole) <= MAX_LINE or not isinstance(value, list | dict):
        return whole
    if isinstance(value, list):
        return "".join(f"\n    {json.dumps(each, ensure_ascii=False)}" for each in value)
    texts = (f"{name}: {json.dumps(each, ensure_ascii=False)}" for name, each in value.items())
    return "".join(f"\n    {text}" for text in texts)


def _assigned(module: ModuleType) -> Iterator[str]:
    """Yield the names that a module gives to values itself, in their order."""
    spec = find_spec(module.__name__)
    source = spec.loader.get_source(module.__name__) if spec and spec.loader else ""  # type: ignore[attr-defined]  # of files
    for node in ast.parse(source).body:
        if ast.unparse(getattr(node, "value", None) or ast.Pass()) in ("{}", "[]", "set()"):
            continue  # filled later
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
        for target in targets:
            if isinstance(target, ast.Name) and not target.id.startswith("__"):
                yield target.id


def _plain(value: Any) -> Any:
    """Return a value as JSON can hold it; NOTHING where it is made of something else."""
    if isinstance(value, Enum):
        return value.name
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, Mapping):
        pairs = ((_plain(key), _plain(each)) for key, each in value.items())
        kept = ((str(key), each) for key, each in pairs if NOTHING not in (key, each))
        return dict(sorted(kept, key=lambda pair: pair[0]))  # some are made of sets
    if isinstance(value, Set):
        return sorted(map(str, (each for each in map(_plain, value) if each is not NOTHING)))
    if isinstance(value, tuple | list):
        return [each for each in map(_plain, value) if each is not NOTHING]
    return NOTHING
