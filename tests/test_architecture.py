from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "kg"
MODULES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in PACKAGE.rglob("*.py")
}

DOORS = {
    "yaml": {"kg.frontmatter", "kg.lines"},
    "click": {"kg.cli", "kg.cli_ask", "kg.cli_serve", "kg.cli_types"},
    "starlette": {"kg.serve.app"},
    "uvicorn": {"kg.serve.server", "kg.serve.connections"},
    "uvloop": {"kg.serve.server"},
    "networkx": {"kg.exporters.network", "kg.graphml"},
    "rdflib": {"kg.exporters.rdf", "kg.readers", "kg.shapes", "kg.terms"},
    "pyoxigraph": {
        *("kg.query", "kg.store", "kg.questions", "kg.table", "kg.answers", "kg.cli_ask"),
        *("kg.serve.app", "kg.serve.evaluate", "kg.hints", "kg.readers", "kg.shapes"),
    },
    "pyshacl": {"kg.shapes"},
    "deflate": {"kg.exporters.page.payload"},
    "pyvis": {"kg.exporters.page"},
}
"""The only modules through which each library comes in."""


def imports(path: Path) -> set[str]:
    """Return the full names of what a module imports, inside functions, too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.add(node.module or "")
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def our_imports(module: str) -> set[str]:
    return imports(MODULES[module]) & set(MODULES)


@pytest.mark.parametrize("library", DOORS)
def test_each_library_comes_in_by_its_own_door(library: str) -> None:
    users = {
        module
        for module, path in MODULES.items()
        if any(name.split(".")[0] == library for name in imports(path))
    }
    assert users == DOORS[library]


def test_nothing_imports_the_command_line() -> None:
    assert {module for module in MODULES if "kg.cli" in our_imports(module)} == {"kg.__main__"}


def test_records_and_errors_stand_on_the_standard_library_alone() -> None:
    assert our_imports("kg.errors") == set()
    assert our_imports("kg.account") == {"kg.errors"}
    assert our_imports("kg.model") == {"kg.account", "kg.answers"}  # for graph.query(), when asked


def test_resolving_and_identity_open_no_file() -> None:
    for module in ("kg.identity", "kg.resolve", "kg.vocabulary", "kg.model"):
        assert not imports(MODULES[module]) & {"os", "io", "pathlib", "kg.posts", "kg.frontmatter"}
        tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
        called = {node.func.id for node in ast.walk(tree)
                  if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}  # fmt: skip
        assert "open" not in called


def test_exporters_see_neither_posts_nor_each_other() -> None:
    for module in MODULES:
        if module.startswith("kg.exporters."):
            format_ = ".".join(module.split(".")[:3])
            others = {
                name
                for name in our_imports(module)
                if name.startswith("kg.exporters.") and not name.startswith(format_)
            }
            assert not others
            assert not our_imports(module) & {"kg.posts", "kg.frontmatter", "kg.resolve"}
