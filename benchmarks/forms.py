"""
Measure the memory of a build of many entries in each form of file.

    python benchmarks/forms.py --entries 100000 --forms jsonl csv
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple


class Entry(NamedTuple):
    url: str
    title: str
    date: str
    source: str


def entries(count: int) -> Iterator[Entry]:
    """Yield invented entries, each of another article."""
    for at in range(count):
        host = f"news{at % 500}.example"
        title = f"Rain over the harbour, report {at}"
        date = f"{2010 + at % 15}-{1 + at % 12:02}-{1 + at % 28:02}"
        yield Entry(f"https://{host}/{at}/rain-over-the-harbour", title, date, f"News {at % 500}")


def _json(each: Entry) -> str:
    return json.dumps(each._asdict())


def _yaml(each: Entry) -> str:
    return "- " + "\n  ".join(f"{name}: {json.dumps(v)}" for name, v in each._asdict().items())


def _rss(each: Entry) -> str:
    return (
        f"<item><title>{each.title}</title><link>{each.url}</link>"
        f"<dc:date>{each.date}</dc:date><source>{each.source}</source></item>"
    )


def _bookmark(each: Entry) -> str:
    seconds = int(time.mktime(time.strptime(each.date, "%Y-%m-%d")))
    return f'<DT><A HREF="{each.url}" ADD_DATE="{seconds}">{each.title}</A>'


FORMS: dict[str, tuple[str, str, Callable[[Entry], str], str, str]] = {
    "json": ("press.json", "[\n", _json, ",\n", "\n]\n"),
    "jsonl": ("press.jsonl", "", _json, "\n", "\n"),
    "csv": ("press.csv", "url,title,date,source\n", lambda each: f'{each.url},"{each.title}",'
            f"{each.date},{each.source}", "\n", "\n"),
    "yaml": ("press.yaml", "", _yaml, "\n", "\n"),
    "rss": (
        "press.xml",
        '<?xml version="1.0"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<channel><title>Press</title><link>https://press.example/</link>\n",
        _rss, "\n", "\n</channel></rss>\n",
    ),
    "bookmarks": (
        "bookmarks.html", "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n", _bookmark, "\n",
        "\n</DL><p>\n",
    ),
}  # fmt: skip
"""By form, the name of its file, its beginning, what each entry is, what divides them, its end."""


def measure(form: str, count: int) -> str:
    """Return a row of the table: megabytes of the file, seconds, and memory at most."""
    name, begin, to_text, between, end = FORMS[form]
    with tempfile.TemporaryDirectory() as folder:
        posts = Path(folder) / "posts"
        posts.mkdir()
        text = begin + between.join(map(to_text, entries(count))) + end
        (posts / name).write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "kg", "build", str(posts), "--out", f"{folder}/out"]
        command += ["--no-cache", "--quiet", "--no-config"]
        started = time.perf_counter()
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)  # of the largest of its processes
        seconds = time.perf_counter() - started
    failed = f" (exit status {os.waitstatus_to_exitcode(status)})" if status else ""
    most = usage.ru_maxrss / 1024
    return f"| {form} | {len(text) / 1e6:.0f} MB | {seconds:.1f} s{failed} | {most:,.0f} MB |"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[1])
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--forms", nargs="+", choices=FORMS, default=list(FORMS))
    given = parser.parse_args()
    print(f"{given.entries:,} entries\n\n| form | file | build | memory |\n|---|--:|--:|--:|")
    for form in given.forms:
        print(measure(form, given.entries), flush=True)


if __name__ == "__main__":
    main()
