"""
Write `kg/model/data/public_suffix_list.txt` anew: the ICANN section of the public suffix list.

The list travels with kg, because the same posts give the same graph only where the same list is
read. It is taken from the newest release of the package publicsuffixlist, which carries it
unchanged. Run it with `make suffixes`; what changes in the list changes outlets, so say so in the
changelog.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

LIST = Path(__file__).parent.parent / "kg/model/data/public_suffix_list.txt"


def icann_rules(text: str) -> str:
    """
    Return the list without its private section and its remarks; licence and version stay.

    >>> print(icann_rules('''// Licence
    ... // VERSION: 1
    ... // ===BEGIN ICANN DOMAINS===
    ... // ac : a remark
    ... ac
    ... // ===END ICANN DOMAINS===
    ... github.io
    ... '''), end="")
    // Licence
    // VERSION: 1
    ac
    """
    head, _, rest = text.partition("// ===BEGIN ICANN DOMAINS===\n")
    rules = rest.partition("// ===END ICANN DOMAINS===")[0]
    kept = [line for line in head.splitlines() if line and "Instructions" not in line]
    return "\n".join([*kept, *re.findall(r"^[^/\s].*$", rules, re.M)]) + "\n"


def main() -> None:
    with TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        subprocess.run([*pip, "--dest", folder, "publicsuffixlist"], check=True)
        with ZipFile(next(Path(folder).glob("*.whl"))) as wheel:
            text = wheel.read("publicsuffixlist/public_suffix_list.dat").decode()
    LIST.write_text(icann_rules(text), encoding="utf-8")


if __name__ == "__main__":
    main()
