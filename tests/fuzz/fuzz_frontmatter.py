"""
Search for bytes that break a promise of the front matter reader. Needs `pip install .[fuzz]`.

    python tests/fuzz/fuzz_frontmatter.py FOUND tests/fuzz/corpus \
        -dict=tests/fuzz/yaml.dict -max_total_time=1800 -rss_limit_mb=2048 -timeout=2

FOUND is a folder for the inputs that reach new code. An input that breaks a promise is written
to the current folder as `crash-…`: mend what it shows, and keep it in tests/fuzz/corpus, whose
files tests/test_hostile.py replays.
"""

from __future__ import annotations

import sys


def main() -> None:
    import atheris

    with atheris.instrument_imports(include=["kg", "yaml"]):
        from oracle import check  # type: ignore[import-not-found]  # beside this script

    atheris.Setup(sys.argv, check)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
