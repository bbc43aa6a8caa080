"""
What could be wrong in a source: small changes, each of which some test should notice.

Left alone is what no test could or should notice: docstrings, annotations and type aliases,
imports, `if TYPE_CHECKING`, `__all__`, `__slots__`, and the help texts of the command line, which
the README repeats.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple


class Site(NamedTuple):
    """A piece of a source, and what could stand there instead."""

    line: int
    text: str
    """The line in which it begins."""
    start: int
    """Where the piece begins: characters from the beginning of the source."""
    end: int
    before: str
    afters: tuple[str, ...]
    block: int | None
    """The block of statements that it is run with; None where that is at import."""
    names: frozenset[str]
    """What gets a name there, where that is at import."""
    in_brackets: bool
    """Whether what stands there instead needs brackets."""


class Block(NamedTuple):
    """Statements of a function that are run one after the other."""

    line: int
    """The first line, 1 or more."""
    column: int
    uses: frozenset[str]
    """The name of the function, and every name and attribute in them."""


class Source(NamedTuple):
    """Where a source can be changed, and how to find out what runs each place."""

    sites: tuple[Site, ...]
    blocks: tuple[Block, ...]
    made_with: dict[str, frozenset[str]]
    """What is made at import, by name: the names and attributes that it is made with."""


SWAPS: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.FloorDiv,),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.LShift: (ast.RShift,),
    ast.RShift: (ast.LShift,),
    ast.BitOr: (ast.BitAnd,),
    ast.BitAnd: (ast.BitOr,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
}
SEEN = "__mutants_seen__"
"""What marked sources know as a built-in name: none that a module could have of its own."""
HELP = {"help", "short_help", "epilog", "metavar"}
TYPING = {"TypeVar", "NewType", "ParamSpec", "cast"}
UNTOUCHED = {"__all__", "__slots__"}
DELETED = (ast.Expr, ast.AugAssign, ast.Raise, ast.Continue, ast.Break, ast.Delete, ast.Assert)
COMPOUND = (ast.If, ast.For, ast.While, ast.Try, ast.With, ast.AsyncFor, ast.AsyncWith, ast.Match)
CHANGED_ANYWAY = (ast.Compare, ast.BoolOp, ast.UnaryOp, ast.Constant)
"""Conditions that change with what they consist of."""
Function = ast.FunctionDef | ast.AsyncFunctionDef


def parse_source(text: str) -> Source:
    """
    Return where a source can be changed.

    >>> source = parse_source("def f(a: int) -> bool:\\n    return a < 10\\n")
    >>> [(site.before, site.afters) for site in source.sites][1:]
    [('a < 10', ('a <= 10', 'a >= 10')), ('10', ('11', '9'))]
    """
    reader = _Reader(text)
    reader.statements(ast.parse(text).body)
    blocks = tuple(
        Block(line, column, frozenset(uses))
        for (line, column), uses in zip(reader.marks, reader.uses, strict=True)
    )
    made_with = {name: frozenset(used) for name, used in reader.made_with.items()}
    return Source(tuple(reader.sites), blocks, made_with)


def mutated(text: str, site: Site, after: str) -> str:
    """Return a source with another text in one place."""
    return text[: site.start] + (f"({after})" if site.in_brackets else after) + text[site.end :]


def marked(text: str, blocks: tuple[Block, ...], first: int, prelude: str) -> str:
    """Return a source whose blocks say in `SEEN`, from place `first` on, that they are run."""
    lines = text.splitlines(keepends=True)
    for number, block in reversed(list(enumerate(blocks, first))):
        lines.insert(block.line - 1, f"{' ' * block.column}{SEEN}[{number}] = 1\n")
    after = 0
    for node in ast.parse(text).body:  # no block begins there: they are in functions
        if not (_is_docstring(node) or isinstance(node, ast.ImportFrom)):
            break
        if isinstance(node, ast.ImportFrom) and node.module != "__future__":
            break
        after = node.end_lineno or 0
    lines.insert(after, prelude + "\n")
    return "".join(lines)


@dataclass
class _Reader:
    """Goes through a source once, knowing at each place where it is."""

    text: str
    sites: list[Site] = field(default_factory=list)
    marks: list[tuple[int, int]] = field(default_factory=list)
    uses: list[set[str]] = field(default_factory=list)
    made_with: dict[str, set[str]] = field(default_factory=dict)
    block: int | None = None
    names: frozenset[str] = frozenset()
    function: Function | None = None
    fstring: ast.JoinedStr | None = None

    def __post_init__(self) -> None:
        self._lines = self.text.splitlines(keepends=True)
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))

    def _offset(self, line: int, column: int) -> int:
        """Return the characters before a place that is given in lines and bytes."""
        inside = self._lines[line - 1].encode()[:column].decode()
        return self._starts[line - 1] + len(inside)

    def statements(self, body: list[ast.stmt]) -> None:
        """Go through statements that follow each other."""
        outer = self.block
        previous: ast.stmt | None = None
        for statement in body:
            if _is_docstring(statement):
                continue
            if self.function and (previous is None or isinstance(previous, COMPOUND)):
                self._begin_block(statement)
            self.statement(statement)
            previous = statement
        self.block = outer

    def _begin_block(self, statement: ast.stmt) -> None:
        line = min(
            [statement.lineno, *(d.lineno for d in getattr(statement, "decorator_list", []))]
        )
        start = self._offset(line, statement.col_offset)
        is_first = not self._lines[line - 1][: start - self._starts[line - 1]].strip()
        if is_first and not self.text.startswith("elif", start):
            self.block = len(self.marks)
            self.marks.append((line, statement.col_offset))
            self.uses.append({self.function.name} if self.function else set())

    def statement(self, node: ast.stmt) -> None:
        """Go through one statement, whatever is in it."""
        if isinstance(node, ast.Import | ast.ImportFrom) or _is_for_types(node):
            return
        if not self.function:
            self.names = frozenset(_made_names(node))
            for name in self.names:
                self.made_with.setdefault(name, set())
        if isinstance(node, ast.ClassDef):
            for decorator in node.decorator_list:
                self._expression(decorator)
            self.statements(node.body)
        elif isinstance(node, Function):
            self._enter(node)
        else:
            self._whole(node)
            self._inside(node)

    def _enter(self, node: Function) -> None:
        defaults = [*node.args.defaults, *node.args.kw_defaults]
        for part in filter(None, [*node.decorator_list, *defaults]):
            self._expression(part)
        outer = self.function, self.block, self.names
        self.function, self.block = node, None
        self.statements(node.body)
        self.function, self.block, self.names = outer

    def _whole(self, node: ast.stmt) -> None:
        """What could happen to the statement as a whole."""
        if isinstance(node, ast.Return):
            if node.value is not None and ast.unparse(node.value) != "None":
                afters = ["return None"]
                if self.function and getattr(self.function.returns, "id", "") == "bool":
                    afters.append(f"return not ({ast.unparse(node.value)})")
                self._add(node, afters)
        elif isinstance(node, DELETED) or (self.function and _is_change(node, self.function)):
            self._add(node, ["pass"])
        elif isinstance(node, ast.If | ast.While):
            self._negate(node.test)

    def _inside(self, node: ast.AST) -> None:
        for name, value in ast.iter_fields(node):
            if name == "annotation":
                continue
            parts = value if isinstance(value, list) else [value]
            if parts and isinstance(parts[0], ast.stmt):
                self.statements(parts)
                continue
            for part in parts:
                if isinstance(part, ast.excepthandler | ast.match_case):
                    self._inside(part)
                elif isinstance(part, ast.AST):
                    self._expression(part)

    def _expression(self, node: ast.AST) -> None:
        if isinstance(node, ast.keyword) and node.arg in HELP:
            return
        self._use(node)
        outer = self.fstring
        self._mutate(node)
        if isinstance(node, ast.JoinedStr):
            self.fstring = outer or node
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in TYPING:
            for argument in node.args[1:]:
                self._expression(argument)
        else:
            self._inside(node)
        self.fstring = outer

    def _use(self, node: ast.AST) -> None:
        name = getattr(node, "id", None) or getattr(node, "attr", None)
        if not name:
            return
        if self.block is not None:
            self.uses[self.block].add(name)
        elif not self.function:
            for made in self.names:
                self.made_with[made].add(name)

    def _mutate(self, node: ast.AST) -> None:
        match node:
            case ast.Compare(ops=ops):
                for place, operator in enumerate(ops):
                    rest = ops[place + 1 :]
                    swaps = SWAPS[type(operator)]
                    self._vary(node, "ops", [[*ops[:place], swap(), *rest] for swap in swaps])
            case ast.BoolOp() | ast.BinOp():
                self._vary(node, "op", [swap() for swap in SWAPS.get(type(node.op), ())])
            case ast.Constant(value=value):
                self._vary(node, "value", _other_values(value))
            case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
                self._add(node, [ast.unparse(operand)])
            case ast.IfExp(test=test):
                self._negate(test)
            case ast.comprehension(ifs=tests):
                for test in tests:
                    self._negate(test)
            case ast.Dict():
                self._drop_entries(node)

    def _negate(self, test: ast.expr) -> None:
        if not isinstance(test, CHANGED_ANYWAY):
            self._add(test, [f"not ({ast.unparse(test)})"])

    def _vary(self, node: ast.expr, attribute: str, values: Sequence[object]) -> None:
        # Before Python 3.12, what is in an f-string has no place of its own: change all of it.
        whole = self.fstring or node
        original = getattr(node, attribute)
        afters = []
        for value in values:
            setattr(node, attribute, value)
            with suppress(ValueError):  # an f-string that has no such spelling
                afters.append(ast.unparse(whole))
        setattr(node, attribute, original)
        self._put(self._span(whole), afters, in_brackets=True)

    def _add(self, node: ast.expr | ast.stmt, afters: list[str]) -> None:
        if not self.fstring:
            self._put(self._span(node), afters, in_brackets=isinstance(node, ast.expr))

    def _drop_entries(self, node: ast.Dict) -> None:
        if self.fstring or None in node.keys:
            return
        spans = [
            (self._span(key)[0], self._span(value)[1])
            for key, value in zip(node.keys, node.values, strict=True)
            if key
        ]
        for place, (start, end) in enumerate(spans):
            if place:
                self._put((spans[place - 1][1], end), [""], in_brackets=False)
            elif len(spans) > 1:
                self._put((start, spans[1][0]), [""], in_brackets=False)

    def _span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        end = self._offset(node.end_lineno or 0, node.end_col_offset or 0)
        return self._offset(node.lineno, node.col_offset), end

    def _put(self, span: tuple[int, int], afters: Sequence[str], *, in_brackets: bool) -> None:
        start, end = span
        line = self.text.count("\n", 0, start) + 1
        if afters:
            site = Site(
                *(line, self._lines[line - 1].strip(), start, end, self.text[start:end]),
                *(tuple(afters), self.block, self.names, in_brackets),
            )
            self.sites.append(site)


def _other_values(value: object) -> Sequence[object]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int | float):
        return [value + 1, value - 1]
    if isinstance(value, str):
        return [value + "X", ""] if value else ["X"]
    if isinstance(value, bytes):
        return [value + b"X", b""] if value else [b"X"]
    return []


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_for_types(node: ast.stmt) -> bool:
    """Return whether a statement is for type checkers, for `import *`, or for scripts."""
    if isinstance(node, ast.If):
        return ast.unparse(node.test) in {"TYPE_CHECKING", "__name__ == '__main__'"}
    if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
        return False
    name = next(iter(_made_names(node)), "")
    is_alias = isinstance(node.value, ast.BinOp | ast.Subscript) and re.match("[A-Z][a-z]", name)
    return bool(is_alias) or name in UNTOUCHED


def _made_names(node: ast.stmt) -> set[str]:
    """Return what a statement gives a name to or changes, if it is known at a glance."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        parts = node.targets if isinstance(node, ast.Assign) else [node.target]
    elif isinstance(node, ast.Expr):
        parts = [node.value]
    else:
        return set()
    found = [part for target in parts for part in ast.walk(target)]
    return {part.id for part in found if isinstance(part, ast.Name)}


def _is_change(node: ast.stmt, function: Function) -> bool:
    """Return whether a statement gives another value to what has one already."""
    if not isinstance(node, ast.Assign) or len(node.targets) > 1:
        return False
    target = node.targets[0]
    if not isinstance(target, ast.Name):
        return isinstance(target, ast.Attribute | ast.Subscript)
    names = [part.arg for part in ast.walk(function.args) if isinstance(part, ast.arg)]
    found = [part for part in ast.walk(function) if isinstance(part, ast.Name)]
    names += [part.id for part in found if isinstance(part.ctx, ast.Store)]
    return names.count(target.id) > 1
