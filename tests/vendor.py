"""
Fetch the query editor that `kg serve` offers: YASGUI, at the version below, from npm.

    python tests/vendor.py

Writes `yasgui.min.js.gz`, `yasgui.min.css.gz` and the licences of all that is in them into
`kg/serve/editor/`. The same version gives the same bytes.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tempfile
from pathlib import Path

PACKAGE, VERSION = "@zazuko/yasgui", "4.6.2"
EDITOR = Path(__file__).resolve().parent.parent / "kg" / "serve" / "editor"
MIT = """\
Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction,
including without limitation the rights to use, copy, modify, merge, publish, distribute,
sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or
substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT
OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


def licence(folder: Path) -> str:
    """Return what a package says of its licence: its file, or its name and author."""
    about = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    head = f"{about['name']} {about['version']}: {about.get('license', 'see below')}"
    texts = [
        path.read_text(encoding="utf-8").strip()
        for path in sorted(folder.iterdir())
        if path.is_file() and path.stem.lower() in ("license", "licence", "license-mit")
    ]
    author = about.get("author", "")
    name = author.get("name", "") if isinstance(author, dict) else author
    return "\n\n".join([head, *(texts[:1] or [f"Copyright {name}\n\n{MIT}".strip()])])


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "install", "--prefix", folder, "--no-audit", "--no-fund", "--silent",
                   "--ignore-scripts", f"{PACKAGE}@{VERSION}"]  # fmt: skip
        subprocess.run(command, check=True)
        modules = Path(folder, "node_modules")
        for name in ("yasgui.min.js", "yasgui.min.css"):
            data = (modules / PACKAGE / "build" / name).read_bytes()
            (EDITOR / f"{name}.gz").write_bytes(gzip.compress(data, mtime=0))
        packages = sorted(
            path.parent
            for pattern in ("*/package.json", "@*/*/package.json")
            for path in modules.glob(pattern)
        )
        notices = [licence(path) for path in packages if path.parent.name != "@types"]
        head = f"{PACKAGE} {VERSION} is in this folder, built with what is named below."
        (EDITOR / "LICENSES.txt").write_text(
            "\n\n----\n\n".join([head, *notices]) + "\n", encoding="utf-8"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
