"""
Take the SPARQL engine of pages from the npm package that `tests/node/package.json` pins.

    python tests/engine.py            after a change of the version, and `make test` or npm ci

A user of kg has pip alone, so the engine travels in our package.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "tests/node/node_modules/oxigraph"
ENGINE = ROOT / "kg/exporters/page/engine"


def refresh() -> str:
    """Write the engine's two files, and return its version."""
    (ENGINE / "oxigraph.js").write_bytes((PACKAGE / "web.js").read_bytes())
    packed = gzip.compress((PACKAGE / "web_bg.wasm").read_bytes(), 9, mtime=0)
    (ENGINE / "oxigraph.wasm.gz").write_bytes(packed)
    return str(json.loads((PACKAGE / "package.json").read_text("utf-8"))["version"])


if __name__ == "__main__":
    print(f"oxigraph {refresh()}. Name that version in kg/exporters/page/engine/LICENSE.")
