"""One archive as each form writes it, with what that form can hold."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import yaml
from pieces import ALL, PIECES, Piece, Written, one, posts, table, to_json
from written_exports import DAYS, EXPORTS, PAGES, TABLES, Row
from written_feeds import FEEDS

__all__ = ["ALL", "ONE_AUTHOR", "PIECES", "WITHOUT_TITLES", "WRITTEN", "Piece", "Written"]

NAMES = {"outlet": "publication", "added": "date_added"}
"""The names under which posts and lists state a field, where they differ from those of a piece."""


def fields_of(piece: Piece) -> dict[str, Any]:
    """Return the fields of a post that states a piece."""
    stated = {name: value for name, value in piece._asdict().items() if value}
    return {
        NAMES.get(name, name): list(value) if isinstance(value, tuple) else value
        for name, value in stated.items()
    }


def texts_of(piece: Piece, separator: str) -> dict[str, str]:
    """Return the same, each as text."""
    return {
        name: separator.join(value) if isinstance(value, list) else value
        for name, value in fields_of(piece).items()
    }


def to_toml(fields: Mapping[str, Any], prefix: str = "") -> str:
    """Return a table of TOML, its dates as dates."""
    dates = ("published", "date_added")
    return prefix + "".join(
        f"{name} = {value if name in dates else json.dumps(value, ensure_ascii=False)}\n"
        for name, value in fields.items()
    )


def to_yaml(value: object) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False)


def records(pieces: Sequence[Piece]) -> list[dict[str, Any]]:
    return [fields_of(each) for each in pieces]


POSTS = {
    "post-yaml": (".md", lambda each: f"---\n{to_yaml(fields_of(each))}---\nText.\n"),
    "post-yaml-word": (".qmd", lambda each: f"---yaml\n{to_yaml(fields_of(each))}---\nText.\n"),
    "post-toml": (".markdown", lambda each: f"+++\n{to_toml(fields_of(each))}+++\nText.\n"),
    "post-toml-word": (".htm", lambda each: f"---toml\n{to_toml(fields_of(each))}---\n"),
    "post-json": (".mdx", lambda each: f"{to_json(fields_of(each))}\n\nText.\n"),
    "post-json-word": (".html", lambda each: f"---json\n{to_json(fields_of(each))}\n---\nText.\n"),
    "post-keys": (
        ".txt",
        lambda each: (
            "".join(f"{name}: {text}\n" for name, text in texts_of(each, "; ").items())
            + "\nText.\n"
        ),
    ),
    "post-logseq": (
        ".md",
        lambda each: (
            "".join(f"{name}:: {text}\n" for name, text in texts_of(each, ", ").items())
            + "\n- Text.\n"
        ),
    ),
    "post-page": (
        ".page.html",
        lambda each: (
            "<!DOCTYPE html>\n<html><head>\n"
            + "".join(
                f'<meta name="{name}" content="{escape(text)}">\n'
                for name, text in texts_of(each, "; ").items()
            )
            + "</head><body><p>Text.</p></body></html>\n"
        ),
    ),
    "post-without-ending": ("", lambda each: f"---\n{to_yaml(fields_of(each))}---\n"),
}
LISTS: dict[str, tuple[str, Callable[[Sequence[Piece]], str]]] = {
    "list-yaml": ("press.yml", lambda pieces: to_yaml(records(pieces))),
    "list-yaml-deep": (
        "press.yaml",
        lambda pieces: to_yaml({"years": [{"name": "All", "press": records(pieces)}]}),
    ),
    "list-json": ("press.json", lambda pieces: to_json({"items": records(pieces)})),
    "list-json-mapping": (
        "by-name.json",
        lambda pieces: to_json({each.slug: fields_of(each) for each in pieces}),
    ),
    "list-jsonl": (
        "press.jsonl",
        lambda pieces: "".join(f"{json.dumps(each)}\n" for each in records(pieces)),
    ),
    "list-ndjson": (
        "press.ndjson",
        lambda pieces: "".join(f"{json.dumps(each)}\n" for each in records(pieces)),
    ),
    "list-toml": (
        "press.toml",
        lambda pieces: "\n".join(to_toml(each, "[[press]]\n") for each in records(pieces)),
    ),
    "list-csv": ("press.csv", lambda pieces: table([texts_of(each, "; ") for each in pieces])),
    "list-tsv": (
        "press.tsv",
        lambda pieces: table([texts_of(each, "; ") for each in pieces], "\t"),
    ),
}

ONE_AUTHOR = frozenset(
    ("omnivore-json", "readwise-markdown", "readwise-csv", "readwise-import-csv", "matter-csv")
)
"""Exports that name the first author alone."""
WITHOUT_TITLES = frozenset(("hypothesis-csv",))
"""Exports that state no titles, so that no record of theirs is read."""


def rows(row: Row, separator: str) -> Callable[[Sequence[Piece]], str]:
    return lambda pieces: table([row(each) for each in pieces], separator)


WRITTEN: dict[str, Written] = {
    **{name: Written("post", posts(suffix, head), ALL) for name, (suffix, head) in POSTS.items()},
    **{name: Written("list", one(file, write), ALL) for name, (file, write) in LISTS.items()},
    **{
        name: Written("feed", one(file, write), states)
        for name, (file, write, states) in FEEDS.items()
    },
    **{
        name: Written("export", one(file, write), states, DAYS.get(name, ()))
        for name, (file, write, states) in EXPORTS.items()
    },
    **{
        name: Written("export", one(f"{name}.csv", rows(row, mark)), states, DAYS.get(name, ()))
        for name, (row, states, mark) in TABLES.items()
    },
    **{
        name: Written("export", posts(".md", page), states)
        for name, (page, states) in PAGES.items()
    },
}
"""By a name of its own, how each form is written; exports by the name that they have in kg."""
