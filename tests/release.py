"""
Check what is about to be published, and exit with 1 if anything is wrong.

    python -m hatchling build
    python tests/release.py v0.2.0

The tag, the package, the changelog and CITATION.cff have to state one version; dist/ has to hold
one wheel and one source distribution of it, with valid metadata and the files that kg needs.
"""

from __future__ import annotations

import re
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import yaml
from packaging.metadata import Metadata

import kg

ROOT = Path(__file__).resolve().parent.parent
NEEDED = (
    *("kg/py.typed", "kg/ontology/shapes.ttl", "kg/exporters/page/template.html"),
    "kg/model/data/public_suffix_list.txt",
)


def problems(tag: str, root: Path = ROOT) -> Iterator[str]:
    """Yield a sentence for each thing that is wrong."""
    version = kg.__version__
    if tag != f"v{version}":
        yield f"The tag is {tag}, but kg.__version__ is {version}. Tag v{version}."
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    if not re.search(rf"^## \[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d$", changelog, re.M):
        yield f"CHANGELOG.md has no section '## [{version}] - YYYY-MM-DD'. Rename [Unreleased]."
    cited = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))["version"]
    if cited != version:
        yield f"CITATION.cff says version {cited}. Write {version}."
    wheel = root / "dist" / f"news_kg-{version}-py3-none-any.whl"
    source = root / "dist" / f"news_kg-{version}.tar.gz"
    present = sorted((root / "dist").glob("*"))
    if present != sorted((wheel, source)):
        names = ", ".join(path.name for path in present) or "nothing"
        yield f"dist holds {names}, not {wheel.name} and {source.name}. Empty it and build again."
        return
    with zipfile.ZipFile(wheel) as files:
        names_in_wheel = set(files.namelist())
        yield from of_metadata(files.read(f"news_kg-{version}.dist-info/METADATA"), wheel.name)
    for name in NEEDED:
        if name not in names_in_wheel:
            yield f"{wheel.name} lacks {name}."
    with tarfile.open(source) as archive:
        stream = archive.extractfile(f"news_kg-{version}/PKG-INFO")
        yield from of_metadata(stream.read() if stream else b"", source.name)


def of_metadata(text: bytes, where: str) -> Iterator[str]:
    """Yield what is wrong with the metadata of a distribution."""
    try:
        metadata = Metadata.from_email(text, validate=True)
    except ExceptionGroup as group:
        yield from (f"{where}: {error}" for error in group.exceptions)
        return
    if metadata.name != "news-kg" or str(metadata.version) != kg.__version__:
        yield f"{where} says that it is {metadata.name} {metadata.version}."
    if metadata.description_content_type != "text/markdown" or not metadata.description:
        yield f"{where} has no description in Markdown."


def main() -> int:
    if len(sys.argv) != 2:
        print("Name the tag: python tests/release.py v0.2.0", file=sys.stderr)
        return 2
    found = list(problems(sys.argv[1]))
    for problem in found:
        print(problem)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
