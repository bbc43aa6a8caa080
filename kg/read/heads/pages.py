"""The head of a whole HTML page, as Pelican reads it: `<title>` and `<meta name=… content=…>`."""

from __future__ import annotations

import re
from typing import Any

from kg.read.documents import decode
from kg.read.heads.head import Head
from kg.read.heads.names import KNOWN
from kg.read.html_tokens import html_tokens
from kg.read.limits import MAX_FRONT_MATTER_BYTES
from kg.read.names import folded

_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--(?:(?!-->).){0,2000}-->\s*)?"
    rb"<(?:!doctype\s+html|html|head)\b",
    re.IGNORECASE | re.DOTALL,
)
_HEAD_END = re.compile(rb"</head\s*>|<body\b", re.IGNORECASE)
_DIRECTIVE = re.compile(rb"\{\{|\{%|<%|<\?php")


def find_page_head(data: bytes) -> Head | None:
    """
    Return the head of an HTML page; None if a file is no page, or a template.

    `data` has LF line ends. Its text begins with the file, its body with `<body>`.
    """
    if not _PAGE.match(data[:4096]):
        return None
    end = _HEAD_END.search(data, 0, MAX_FRONT_MATTER_BYTES)
    if not end or _DIRECTIVE.search(data, 0, end.start()):
        return None
    at = end.end() if end[0].startswith(b"</") else end.start()
    fields, _ = page_fields(data[: end.start()].decode(errors="replace"))
    if not any(folded(name) in KNOWN for name in fields if name != "lang"):
        return None
    text = decode(data[: end.start()], 1).removeprefix("\ufeff")
    body_line = 1 + data.count(b"\n", 0, at)
    return Head("html", text, 1, decode(data[at:], body_line), body_line)


def page_fields(text: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """
    Return language, title and the named `<meta>` of a page's head; and the names that stand twice.

    >>> page_fields('<title>Rain</title><meta name="tags" content="a, b">')
    ({'title': 'Rain', 'tags': 'a, b'}, ())
    """
    fields: dict[str, Any] = {}
    repeated: dict[str, None] = {}
    in_title = False
    for token in html_tokens(text):
        if token.kind == "text":
            if in_title and token.name.strip():
                fields.setdefault("title", " ".join(token.name.split()))
        elif token.name == "title":
            in_title = token.kind == "start"
        elif token.name == "html" and token.kind == "start":
            if lang := (token.attributes.get("lang") or token.attributes.get("xml:lang")):
                fields["lang"] = lang.strip()
        elif token.name == "meta" and token.kind == "start":
            name = token.attributes.get("name", "").strip()
            # Pelican reads `contents`, too: its documentation once had it.
            value = token.attributes.get("content", token.attributes.get("contents", "")).strip()
            if name and value:
                if name in fields:
                    repeated[name] = None
                fields[name] = value
    return fields, tuple(repeated)
