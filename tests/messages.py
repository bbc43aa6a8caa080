"""
Every message of kg, found in its source.

A message is text that a user may read: the help of a command or option, an error, a finding, a
line of progress, or a phrase that becomes part of one. Values that are filled in appear as in the
source: `{path} does not exist.`
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef
SINK = re.compile(
    r"say|echo|tell|_tell|fail|warn|wrong|mended|_failed|_refuse|_end|Format"
    r"|\w*(?:Error|Exception|Misuse|BadParameter|Problem|Finding|_finding|_Unknown)"
)
"""Functions and classes whose positional arguments are messages, or parts of one."""
HELP = {"help", "short_help", "epilog"}
SENTENCE = re.compile(r"[\w{].* .*[^\s.][.?!]['\"]?\s*", re.S)
"""Several words that end like a sentence."""
PHRASE = re.compile(r"(?:.*\W)?[a-z']{2,} [a-z']{2,}\b.*", re.S)
"""Two words of ordinary text next to each other."""
CODE = re.compile(
    r"\s*<|@prefix|.*(?:\\|=\"|\?[a-z]|-src |\w\.com )|(\w{3}) (?:\1\w+ )*\1\w+", re.S
)
"""What a text of code begins with: markup, SPARQL, patterns, policies, lists of names."""


def to_text(paths: Iterable[Path], root: Path) -> str:
    """Return the messages module by module, in the order of the source."""
    blocks = []
    for path in sorted(paths):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found = dict.fromkeys(" ".join(text.split()) for text in messages(tree))
        if found:
            name = path.relative_to(root).as_posix()
            blocks.append("".join(f"{line}\n" for line in (name, *(f"  {text}" for text in found))))
    return "\n".join(blocks)


def messages(tree: ast.Module) -> Iterator[str]:
    """
    Yield the messages of a module.

    >>> list(messages(ast.parse('raise KgError(f"{path} does not exist. Name another.")')))
    ['{path} does not exist. Name another.']
    >>> list(messages(ast.parse('raise KgError(f"There are {count:,} files: {name!r}.")')))
    ['There are {count:,} files: {name!r}.']
    """
    sunk = {id(node) for node in _sunk(tree)}
    docs = {id(node) for node in _docstrings(tree, of_commands=False)}
    docs -= (helps := {id(node) for node in _docstrings(tree, of_commands=True)})
    for node in _texts(tree):
        text = _shown(node)
        certain = id(node) in sunk | helps
        likely = not CODE.match(text) and (SENTENCE.fullmatch(text) or PHRASE.fullmatch(text))
        if id(node) not in docs and " " in text.strip() and (certain or likely):
            yield text


def _texts(tree: ast.AST) -> Iterator[ast.expr]:
    """Yield each string as a whole, in the order of the source."""
    if isinstance(tree, ast.JoinedStr) or (
        isinstance(tree, ast.Constant) and isinstance(tree.value, str)
    ):
        yield tree
        return
    for child in ast.iter_child_nodes(tree):
        yield from _texts(child)


def _sunk(tree: ast.AST) -> Iterator[ast.expr]:
    """Yield each string in an argument that is a message."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            for argument in node.args if SINK.fullmatch(name) else ():
                yield from _texts(argument)
            for keyword in node.keywords:
                if keyword.arg in HELP:
                    yield from _texts(keyword.value)


def _docstrings(tree: ast.AST, *, of_commands: bool) -> Iterator[ast.expr]:
    """Yield each string that is a statement of its own: in commands, or anywhere."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and (not of_commands or _is_command(node)):
            for statement in body:
                if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                    yield statement.value


def _is_command(node: ast.AST) -> bool:
    return isinstance(node, Function) and any(
        re.match(r"click\.(?:command|group)\b", ast.unparse(decorator))
        for decorator in node.decorator_list
    )


def _shown(node: ast.expr) -> str:
    """Return a string with each value that is filled in as its expression and form in braces."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    assert isinstance(node, ast.JoinedStr)
    return "".join(
        f"{{{ast.unparse(part.value)}{_form(part)}}}"
        if isinstance(part, ast.FormattedValue)
        else _shown(part)
        for part in node.values
    )


def _form(value: ast.FormattedValue) -> str:
    """Return how a value is filled in: `!r`, or `:,` for the thousands of a number."""
    conversion = f"!{chr(value.conversion)}" if value.conversion > 0 else ""
    return conversion + (f":{_shown(value.format_spec)}" if value.format_spec else "")
