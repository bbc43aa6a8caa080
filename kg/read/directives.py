"""The directives of generators in a text: Liquid, Jinja, Nunjucks, and Hugo's shortcodes."""

from __future__ import annotations

import re

MARK = "\ufffc"
"""What stands in a directive's place (U+FFFC, object replacement character)."""
MAX_DIRECTIVE = 2_000
"""Characters of one directive; what opens and is longer is none."""

_MARKS = re.compile(r"\{\{|\{%|%\}|\}\}")
# What stands between them is code, or is not shown. Liquid, Jekyll and Hugo.
_BLOCK = re.compile(
    r"\{[{%]-?\s*[<%]?\s*(/?)(?:(end)?(highlight|comment|codeblock))\b", re.IGNORECASE
)


def without_directives(text: str) -> str:
    r"""
    Return a text with a mark in place of each directive, and without blocks of code and comments.

    Lines keep their numbers.

    >>> without_directives("{% include a.md %} Rain") == MARK + " Rain"
    True
    >>> without_directives("{% highlight sh %}\ncurl\n{% endhighlight %}").split() == [MARK, MARK]
    True
    """
    if "{{" not in text and "{%" not in text:
        return text
    parts: list[str] = []
    done, hidden = 0, ""
    last = _last_closings(text)
    for start, end in _directives(text):
        block = _BLOCK.match(text, start, min(end, start + 60))
        before = text[done:start]
        parts.append("\n" * before.count("\n") if hidden else before)
        parts.append(MARK + "\n" * text.count("\n", start, end))
        done = end
        if block:
            name = block[3].lower()
            closes = bool(block[1] or block[2])
            if closes and name == hidden:
                hidden = ""
            elif not closes and not hidden and last.get(name, -1) > start:
                hidden = name
    parts.append(text[done:])
    return "".join(parts)


def _directives(text: str) -> list[tuple[int, int]]:
    """Return where each directive begins and ends."""
    found = []
    opened = -1
    closing = ""
    for mark in _MARKS.finditer(text):
        at = mark.start()
        if opened >= 0 and at - opened > MAX_DIRECTIVE:
            opened = -1
        if mark[0] in ("{{", "{%"):
            if opened < 0:
                opened, closing = at, "}}" if mark[0] == "{{" else "%}"
        elif opened >= 0 and mark[0] == closing:
            found.append((opened, mark.end()))
            opened = -1
    return found


def _last_closings(text: str) -> dict[str, int]:
    """Return where each kind of block is closed for the last time."""
    return {
        block[3].lower(): block.start() for block in _BLOCK.finditer(text) if block[1] or block[2]
    }
