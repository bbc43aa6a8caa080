from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "kg"
MODULES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in PACKAGE.rglob("*.py")
}
PACKAGE_ENTRIES = [
    path for path in PACKAGE.iterdir() if path.name not in ("__pycache__", "py.typed")
]

DOORS = {
    "yaml": {
        *("kg.read.frontmatter", "kg.read.lines", "kg.read.events", "kg.read.locations"),
        *("kg.read.yaml_loader", "kg.read.lists.yaml_values"),
    },
    "pyromark": {"kg.read.body"},
    "click": {
        *("kg.cli", "kg.cli.ask", "kg.cli.build", "kg.cli.check", "kg.cli.console"),
        *("kg.cli.configuration", "kg.cli.fields", "kg.cli.init", "kg.cli.inspect"),
        *("kg.cli.query", "kg.cli.archive", "kg.cli.diff", "kg.cli.stats", "kg.cli.why"),
        "kg.cli.options",
        "kg.cli.serve",
        "kg.cli.types",
    },
    "starlette": {"kg.serve.app"},
    "uvicorn": {"kg.serve.server", "kg.serve.connections"},
    "uvloop": {"kg.serve.server"},
    "networkx": {"kg.exporters.network", "kg.check.graphml"},
    "rdflib": {"kg.exporters.rdf", "kg.check.readback", "kg.check.shapes", "kg.check.terms"},
    "pyoxigraph": {
        *("kg.query.engine", "kg.query.store", "kg.query.table", "kg.query.answers"),
        *("kg.query.names", "kg.query.hints", "kg.sparql.questions"),
        *("kg.cli.query", "kg.serve.app", "kg.serve.evaluate", "kg.check.readback"),
        *("kg.check.shapes", "kg.analysis.compare.builds"),
    },
    "pyshacl": {"kg.check.shapes"},
    "deflate": {"kg.exporters.page.payload"},
    "pyvis": {"kg.exporters.page.frame", "kg.exporters.pyvis_network"},
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
    return imports(MODULES[module]) & set(MODULES) - {"kg"}


@pytest.mark.parametrize("library", DOORS)
def test_each_library_comes_in_by_its_own_door(library: str) -> None:
    users = {
        module
        for module, path in MODULES.items()
        if any(name.split(".")[0] == library for name in imports(path))
    }
    assert users == DOORS[library]


def package_of(module: str) -> str:
    return module.split(".")[1]


def test_the_order_of_packages_is_declared_for_import_linter_and_all_are_in_it() -> None:
    project = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8"))
    layers, siblings = project["tool"]["importlinter"]["contracts"]
    assert (layers["type"], layers["containers"], layers["exhaustive"]) == ("layers", ["kg"], True)
    assert (siblings["type"], siblings["ancestors"]) == ("acyclic_siblings", ["kg"])
    assert {"ignore_imports", "exhaustive_ignores", "skip_descendants"}.isdisjoint(
        {*layers, *siblings}
    )
    assert set(layers["layers"]) == {package_of(module) for module in MODULES if module != "kg"}
    assert len(PACKAGE_ENTRIES) <= 20


def test_resolving_and_the_model_open_no_file() -> None:
    readers = {"kg.model.hosts"}  # the list of public suffixes
    for module in MODULES:
        if not module.startswith(("kg.resolve", "kg.model.")) or module in readers:
            continue
        assert not imports(MODULES[module]) & {"os", "io", "kg.read.posts", "kg.read.frontmatter"}
        tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
        called = {node.func.id for node in ast.walk(tree)
                  if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}  # fmt: skip
        assert "open" not in called


def test_formats_see_neither_posts_nor_each_other() -> None:
    shared = {"kg.exporters", "kg.exporters.reuse"}
    for module in MODULES:
        if module.startswith("kg.exporters.") and module not in shared:
            format_ = ".".join(module.split(".")[:3])
            others = {
                name
                for name in our_imports(module) - shared
                if name.startswith("kg.exporters.") and not name.startswith(format_)
            }
            assert not others
            seen = {package_of(name) for name in our_imports(module) if name != "kg"}
            assert not seen & {"read", "resolve"}
