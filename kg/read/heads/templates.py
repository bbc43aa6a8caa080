"""Files that only look like records: templates of feeds, lists, pages and posts."""

from __future__ import annotations

import re

from kg.read.documents import BOM, end_of_front_matter

_LOOKED_AT = 1 << 20
_DATA = (".json", ".jsonl", ".xml", ".rss", ".atom", ".csv", ".tsv", ".webmanifest")
_SETTINGS = (".yml", ".yaml", ".toml")
_PAGES = (".html", ".htm", ".xhtml")

# Liquid (Jekyll, Eleventy), Jinja and Nunjucks, Go (Hugo), Handlebars; `<%` is EJS, ERB and
# Obsidian's Templater.
_DIRECTIVE = rb"(?:\{\{|\{%|<%|<\?php\b|<\?=)"
_FRONT_MATTER = re.compile(rb"\s*---[ \t]*(?:ya?ml)?[ \t]*\n")
_STATEMENT = re.compile(
    rb"^[ \t]*(?:\{%|\{\{-?[ \t]*(?:range|if|with|define|template|partial|block|end|else|#|/)"
    rb"|<%|<\?php)",
    re.MULTILINE,
)
_XML_VALUE = re.compile(
    rb"(?:<(?:link|guid|id|updated|pubDate|loc)\b[^<>\n]{0,200}>[ \t\n]{0,200}"
    rb"|\b(?:href|src|rel)=[\"'][ \t]{0,20})" + _DIRECTIVE,
    re.IGNORECASE,
)
_XML_ENTRY = re.compile(rb"<(?:item|entry)\b", re.IGNORECASE)
_JSON_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_WHOLE_VALUE = re.compile(
    rb"^[ \t]*(?:-[ \t]+)?[\w\"'-]+[ \t]*::?=?=?[ \t]*[\"']?"
    rb"(?:\{\{[^{}\n]{1,200}\}\}|\{%[^\n]{1,200}%\}|<%[^\n]{1,200}%>)[\"']?[ \t]*$"
    rb"|^[ \t]*[\w-]+[ \t]*=[ \t]*[\"']?\{\{[^{}\n]{1,200}\}\}[\"']?[ \t]*$",
    re.MULTILINE,
)
# Hugo's archetypes compute values: `title: "{{ replace .Name "-" " " | title }}"`.
_COMPUTED = re.compile(
    rb"\{\{-?[ \t]*(?:\.(?:Name|Date|Title|File|Site|TranslationBaseName)|replace|now|dateFormat|"
    rb"title[ \t]*\}\}|date[ \t]*\}\}|date:)|<%[-_*]?[ \t]*(?:tp\.|await)",
    re.IGNORECASE,
)
_LOOP = re.compile(
    rb"\{%-?[ \t]*for[ \t]+\w+[ \t]+in[ \t]+(?:site|paginator|collections|pagination|page|posts)\b"
    rb"|\{\{-?[ \t]*(?:range|define|block|partial)\b|\{%-?[ \t]*(?:extends|block)\b"
    rb"|\{\{-?[ \t]*(?:content|\.Content|children)\b"
)
_TEMPLATE_TITLE = re.compile(rb"<title\b[^<>]{0,200}>[^<]{0,300}" + _DIRECTIVE, re.IGNORECASE)


def looks_like_template(data: bytes, path: str) -> bool:
    r"""
    Return whether a file is a template that a generator fills, by its name and beginning.

    A post may use directives in its text; what makes it a template is a head whose values are
    directives (an archetype), or a page that lists the posts of its site.

    >>> looks_like_template(b"---\nlayout: null\n---\n{}", "search.json")
    True
    >>> looks_like_template(b"---\ntitle: Rain\n---\n{{ x }}", "rain.md")
    False
    """
    data = data[:_LOOKED_AT].removeprefix(BOM).replace(b"\r\n", b"\n")
    name = path.lower()
    if not any(mark in data for mark in (b"{{", b"{%", b"<%", b"<?php", b"<?=")):
        return name.endswith(_DATA) and bool(_closed_head(data))
    if name.endswith(_DATA):
        return bool(_closed_head(data)) or _is_data_template(data, name)
    if name.endswith(_SETTINGS):
        return bool(_STATEMENT.search(data) or _unquoted_value(data))
    return _is_page_template(data, name)


def _closed_head(data: bytes) -> bytes:
    """Return front matter, with its fences; empty if there is none."""
    opening = _FRONT_MATTER.match(data)
    if not opening:
        return b""
    end = end_of_front_matter(data, opening.end() - 1)
    return data[: end + 4] if end >= 0 else b""


def _is_data_template(data: bytes, name: str) -> bool:
    if name.endswith((".json", ".jsonl", ".webmanifest")):
        return bool(re.search(_DIRECTIVE, _outside_strings(data)))
    if name.endswith((".csv", ".tsv")):
        return bool(_STATEMENT.search(data))
    first = _XML_ENTRY.search(data)
    before = data[: first.start()] if first else data
    return bool(_STATEMENT.search(before) or _XML_VALUE.search(data))


def _outside_strings(data: bytes) -> bytes:
    """Return what of JSON stands outside strings, up to a string that never ends."""
    parts = []
    at = 0
    while (quote := data.find(b'"', at)) >= 0:
        parts.append(data[at:quote])
        string = _JSON_STRING.match(data, quote)
        if not string:
            return b" ".join(parts)
        at = string.end()
    return b" ".join([*parts, data[at:]])


def _unquoted_value(data: bytes) -> bool:
    """Return whether a value is a directive that no parser of YAML or TOML would read."""
    return bool(
        re.search(rb"(?m)^[ \t]*(?:-[ \t]+)?[\w\"'-]+[ \t]*[:=][ \t]*\{\{[^{}\n]{1,200}\}\}", data)
    )


def _is_page_template(data: bytes, name: str) -> bool:
    head = _closed_head(data) or _other_head(data)
    if head and (_WHOLE_VALUE.search(head) or _COMPUTED.search(head)):
        return True
    body = data[len(head) :]
    if _LOOP.search(body) and not re.search(rb"```|~~~|<pre|\{%-?[ \t]*raw", body):
        return name.endswith(_PAGES) or bool(re.search(rb"\{%-?[ \t]*for[ \t]", body))
    if not name.endswith(_PAGES) or head:
        return False
    return bool(_STATEMENT.search(body) or _TEMPLATE_TITLE.search(body))


def _other_head(data: bytes) -> bytes:
    """Return a head in TOML, or of plain lines up to a blank one; empty if there is none."""
    start = data.lstrip()
    if start.startswith(b"+++"):
        end = start.find(b"\n+++", 3)
        return data[: len(data) - len(start) + end + 4] if end >= 0 else b""
    if re.match(rb"[\w-]+::?[ \t]", start):
        end = start.find(b"\n\n")
        return data[: len(data) - len(start) + end] if end >= 0 else data
    return b""
