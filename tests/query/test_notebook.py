"""The notebook runs, and what it shows is what comes out."""

from __future__ import annotations

from typing import Any

import nbformat
from nbclient import NotebookClient
from paths import ROOT

DOCS = ROOT / "docs"


def shown(notebook: Any) -> list[str]:
    """Return what each cell of code shows."""
    return [
        "".join(output.get("text") or output["data"]["text/plain"] for output in cell.outputs)
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def test_the_notebook_shows_what_comes_out() -> None:
    notebook = nbformat.read(  # type: ignore[no-untyped-call]
        DOCS / "ask.ipynb", as_version=4
    )
    before = shown(notebook)
    assert any(before)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(DOCS)}}).execute()
    assert shown(notebook) == before
