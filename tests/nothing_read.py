"""Small archives of every form of which a build reads nothing, and what `kg build` says of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from paths import ROOT, TESTS

GOLDEN = TESTS / "golden" / "nothing"

_RSS = "<rss version='{}'><channel><title>News</title>{}</channel></rss>\n"
_ITEM = "<item><title>Rain</title></item>"

ARCHIVES: dict[str, dict[str, str]] = {
    "no-files": {"photo.png": "", "scan.pdf": ""},
    "no-head": {"notes.md": "# Notes\n\nIt rains.\n", "more.txt": "Nothing to see.\n"},
    "installed-packages": {"node_modules/a/readme.md": "---\ntitle: A\n---\n"},
    "template": {"post.md": "---\ntitle: {{ title }}\nlink: {{ link }}\n---\n{{ content }}\n"},
    "post-yaml": {
        "2024-05-03-issue-1.md": "---\ntitle: Issue 1\n---\n"
        + "".join(f"- [Rain {at}](https://a{at}.example/rain)\n" for at in range(9))
    },
    "post-yaml-other-names": {
        f"{at}.md": f"---\ntitle: Rain {at}\ndate_linked: 2024-05-0{at}\n"
        f"read_at_url: https://a{at}.example/rain\n---\n"
        for at in range(1, 4)
    },
    "post-yaml-broken": {"a.md": "---\ntitle: [\n---\n", "b.md": "---\ntitle: 'open\n---\n"},
    "post-yaml-language": {"a.md": "---yaml\ntitle: Rain\nlink_url: soon\n---\n"},
    "post-toml": {"a.md": '+++\ntitle = "Rain"\ndate = 2024-05-01\n+++\nIt rains.\n'},
    "post-json": {"a.md": '{\n"title": "Rain"\n}\n\nIt rains.\n'},
    "post-logseq": {"a.md": "title:: Rain\ntags:: weather\n\n- It rains.\n"},
    "post-keys": {"a.md": "Title: Rain\nDate: 2024-05-01\nCategory: Weather\n\nIt rains.\n"},
    "post-html": {
        "a.html": "<html><head><title>Rain</title>"
        '<meta name="date" content="2024-05-01"></head><body>It rains.</body></html>\n'
    },
    "list-yaml": {
        "_data/people.yml": "".join(
            f"- name: Person {at}\n  email: p{at}@a.example\n  url: https://a{at}.example/p\n"
            for at in range(3)
        )
    },
    "list-json": {
        "sites.json": json.dumps([{"title": f"A{at}", "url": f"https://a{at}.example/"}
                                  for at in range(3)])
    },
    "list-jsonl": {"log.jsonl": '{"level": "info", "text": "It rains."}\n'},
    "list-toml": {"menu.toml": '[[main]]\nname = "About"\nurl = "/about/"\n'},
    "list-csv": {"table.csv": "town,mm\nHarbour,12\n"},
    "list-tsv": {"table.tsv": "town\tmm\nHarbour\t12\n"},
    "feed-rss-0.91": {"feed.xml": _RSS.format("0.91", "")},
    "feed-rss-1.0": {
        "feed.rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/"><item><title>Rain</title></item></rdf:RDF>\n'
    },
    "feed-rss-2.0": {"feed.xml": _RSS.format("2.0", _ITEM)},
    "feed-atom": {
        "feed.atom": '<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>'
        "<entry><title>Rain</title></entry></feed>\n"
    },
    "feed-json": {
        "feed.json": json.dumps(
            {"version": "https://jsonfeed.org/version/1.1", "items": [{"title": "Rain"}]}
        )
    },
    "opml": {"feeds.xml": '<opml version="2.0"><body></body></opml>\n'},
    "bookmarks-html": {
        "bookmarks.html": "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n"
        '<DT><A HREF="javascript:alert(1)">Button</A>\n</DL>\n'
    },
    "bookmarks-chrome": {
        "Bookmarks": json.dumps(
            {"roots": {"bookmark_bar": {"type": "folder", "name": "Bar", "children": [
                {"type": "url", "name": "Button", "url": "javascript:alert(1)"}]}}},
            indent=3,
        )
    },
    "bookmarks-firefox": {
        "bookmarks.json": json.dumps(
            {"guid": "root________", "typeCode": 2, "children": [
                {"guid": "a", "typeCode": 1, "title": "Tags", "uri": "place:type=6"}]}
        )
    },
    "pocket-csv": {
        "part_000000.csv": "title,url,time_added,tags,status\nRain,,1714640000,,unread\n"
    },
    "pocket-html": {
        "ril_export.html": "<!DOCTYPE html><html><head><title>Pocket Export</title></head><body>"
        '<ul><li><a href="about:blank" time_added="1714640000">Rain</a></li></ul></body></html>\n'
    },
    "instapaper-csv": {
        "instapaper.csv": "URL,Title,Selection,Folder,Timestamp\n,Rain,,Unread,1714640000\n"
    },
    "instapaper-html": {
        "instapaper.html": "<!DOCTYPE html><html><head><title>Instapaper: Export</title></head>"
        '<body><h1>Unread</h1><ol><li><a href="about:blank">Rain</a></li></ol></body></html>\n'
    },
    "raindrop-csv": {
        "raindrop.csv": "id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite\n"
        "1,Rain,,,,Unsorted,,2024-05-02T09:30:00Z,,,false\n"
    },
    "pinboard-json": {
        "pinboard.json": json.dumps([{"href": "", "description": "Rain", "extended": "",
                                      "time": "2024-05-02T09:30:00Z", "tags": ""}])
    },
    "wallabag-json": {
        "wallabag.json": json.dumps([{"is_archived": 0, "is_starred": 0, "title": "Rain",
                                      "url": None, "tags": []}])
    },
    "readwise-csv": {
        "readwise.csv": "Highlight,Book Title,Book Author,Amazon Book ID,Note\n"
        "It rains.,Rain,Jane Doe,B000,\n"
    },
    "readwise-markdown": {
        "Rain.md": "# Rain\n\n## Metadata\n- Author: [[Jane Doe]]\n- Full Title: Rain\n"
        "- Category: #books\n\n## Highlights\n- It rains.\n"
    },
    "omnivore-markdown": {
        "Rain.md": "---\nid: 1\ntitle: Rain\n---\n# Rain\n#Omnivore\n\n"
        "[Read on Omnivore](https://omnivore.app/me/rain)\n"
    },
    "omnivore-json": {
        "metadata_0.json": json.dumps([{"id": "1", "slug": "rain", "title": "Rain", "url": "",
                                        "readingProgress": 0}])
    },
    "matter-csv": {
        "matter.csv": "Title,Author,Publisher,URL,Tags,Word Count,Last Interaction Date\n"
        "Rain,Jane Doe,The Example,,,10,2024-05-02\n"
    },
    "zotero-csv": {
        "zotero.csv": '"Key","Item Type","Publication Year","Author","Title","Url","Date Added"\n'
        '"A","book","2024","Doe, Jane","Rain","","2024-05-02 09:30:00"\n'
    },
}  # fmt: skip
"""By name, the files of an archive with their text."""


def write_archive(name: str, folder: Path) -> None:
    """Write the files of an archive into a folder."""
    for path, text in ARCHIVES[name].items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def run_kg(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run kg in a folder."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-m", "kg", *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=60,
    )  # fmt: skip


def what_build_says(name: str, folder: Path) -> str:
    """Return the status and the messages of a build of an archive, written into a folder."""
    write_archive(name, folder)
    done = run_kg(folder, "build", ".", "--no-cache")
    assert not (folder / "out").exists()
    return f"{done.stdout}{done.stderr}exit status {done.returncode}\n"


def main() -> None:
    """Write the golden files."""
    from tempfile import TemporaryDirectory

    GOLDEN.mkdir(exist_ok=True)
    for name in ARCHIVES:
        with TemporaryDirectory() as folder:
            text = what_build_says(name, Path(folder))
        (GOLDEN / f"{name}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
