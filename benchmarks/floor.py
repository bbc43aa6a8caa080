"""
The least that a build must do, and nothing besides: what kg is held against from below.

    python benchmarks/floor.py POSTS BUILD OUT

Reads every file of POSTS, runs libyaml's parser once over each distinct entry of `related` and
over the rest of each post, keeps nothing of what it says, and writes the bytes of the files of
BUILD, a finished build, into OUT.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from yaml.cyaml import CParser  # type: ignore[attr-defined]

OUTDENTED = re.compile(rb"\n[^ \n]")
RELATED = re.compile(rb"\nrelated: *\n( *)- ")


def main(posts: Path, build: Path, out: Path) -> None:
    seen: set[bytes] = set()
    for path in posts.rglob("*"):
        if path.suffix not in (".md", ".yaml"):
            continue
        front_matter = path.read_bytes().partition(b"\n---")[0]
        related = RELATED.search(front_matter)
        if not related:
            CParser(front_matter).raw_parse()
            continue
        separator = b"\n" + related[1] + b"- "
        *entries, last = front_matter[related.end() :].split(separator)
        end = OUTDENTED.search(last)
        last, tail = (last[: end.start()], last[end.start() :]) if end else (last, b"")
        CParser(front_matter[: related.start()] + tail).raw_parse()
        for entry in (*entries, last):
            if entry not in seen:
                seen.add(entry)
                CParser(separator + entry).raw_parse()
    out.mkdir(parents=True, exist_ok=True)
    for path in build.iterdir():
        (out / path.name).write_bytes(path.read_bytes())


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
