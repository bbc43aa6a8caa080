"""
Fetch the JavaScript libraries that come with kg, at the versions below, from npm.

    python tests/vendor.py

Writes the query editor of `kg serve` into `kg/serve/editor/`: `yasgui.min.js.gz`,
`yasgui.min.css.gz` and the licences of all that is in them. Writes what the page uses of d3 and
MiniSearch into `kg/exporters/page/js/libraries.js`, and their licences beside it. The same versions
give the same bytes.
"""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

PACKAGE, VERSION = "@zazuko/yasgui", "4.6.2"
KG = Path(__file__).resolve().parent.parent / "kg"
EDITOR = KG / "serve" / "editor"
PAGE = KG / "exporters" / "page" / "js"
LIBRARIES = {"d3-array": "3.2.4", "d3-time": "3.1.0", "minisearch": "7.2.0"}
BUNDLER = {"esbuild": "0.28.2"}
USED = """\
export { utcDay, utcMonday, utcMonth, utcTicks, utcYear } from 'd3-time';
export { ticks } from 'd3-array';
export { default as MiniSearch } from 'minisearch';
"""
"""What the page uses: the rest of the libraries is left out."""
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


def install(folder: str, packages: Mapping[str, str]) -> Path:
    """Install packages into a folder; return the folder of them all."""
    names = [f"{name}@{version}" for name, version in packages.items()]
    command = ["npm", "install", "--prefix", folder, "--no-audit", "--no-fund", "--silent"]
    subprocess.run([*command, *names], check=True)
    return Path(folder, "node_modules")


def notices(modules: Path, but: tuple[str, ...] = ()) -> list[str]:
    """Return the licences of all packages of a folder."""
    packages = sorted(
        path.parent
        for pattern in ("*/package.json", "@*/*/package.json")
        for path in modules.glob(pattern)
    )
    return [
        licence(path) for path in packages
        if path.parent.name not in {"@types", *but} and path.name not in but
    ]  # fmt: skip


def write_licences(path: Path, head: str, texts: list[str]) -> None:
    """Write licences into one file."""
    path.write_text("\n\n----\n\n".join([head, *texts]) + "\n", encoding="utf-8", newline="\n")


def vendor_editor() -> None:
    """Write the query editor."""
    with tempfile.TemporaryDirectory() as folder:
        modules = install(folder, {PACKAGE: VERSION})
        for name in ("yasgui.min.js", "yasgui.min.css"):
            data = (modules / PACKAGE / "build" / name).read_bytes()
            (EDITOR / f"{name}.gz").write_bytes(gzip.compress(data, mtime=0))
        head = f"{PACKAGE} {VERSION} is in this folder, built with what is named below."
        write_licences(EDITOR / "LICENSES.txt", head, notices(modules))


def vendor_page() -> None:
    """Write what the page uses of its libraries, as one module."""
    with tempfile.TemporaryDirectory() as folder:
        modules = install(folder, LIBRARIES | BUNDLER)
        entry, bundle = Path(folder, "entry.js"), Path(folder, "bundle.js")
        entry.write_text(USED, encoding="utf-8")
        options = ["--bundle", "--format=iife", "--global-name=LIBRARIES", "--minify",
                   "--target=es2022", "--legal-comments=none", "--charset=utf8"]  # fmt: skip
        program = modules / ".bin" / "esbuild"
        subprocess.run([program, entry, *options, f"--outfile={bundle}"], check=True, cwd=folder)
        text = bundle.read_text(encoding="utf-8").replace("var LIBRARIES=", "", 1)
        named = ", ".join(f"{name} {version}" for name, version in LIBRARIES.items())
        names = re.findall(r"[{,] (?:default as )?(\w+)(?=[ ,])", USED)
        (PAGE / "libraries.js").write_text(
            f"// @ts-nocheck\n/*! {named}: see libraries.LICENSES.txt, which comes with kg. */\n"
            f"const LIBRARIES = {text.strip()}\n"
            + "".join(f"export const {name} = LIBRARIES.{name};\n" for name in names),
            encoding="utf-8",
            newline="\n",
        )
        head = f"Parts of {named} are in libraries.js."
        texts = notices(modules, ("@esbuild", "esbuild"))
        write_licences(PAGE / "libraries.LICENSES.txt", head, texts)


def main() -> int:
    """Write everything."""
    vendor_editor()
    vendor_page()
    return 0


if __name__ == "__main__":
    sys.exit(main())
