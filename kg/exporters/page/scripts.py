"""The styles and scripts of the page, as they stand in it."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from kg.errors import KgError

HERE = Path(__file__).parent
MODULES = (
    # texts, elements, and the graph
    "libraries", "text", "dom", "drawing", "unpack", "nodes", "order", "articles", "told",
    "related", "places", "facts", "model", "near", "search", "filters", "state", "csv", "files",
    "timeline",
    # the picture
    "shapes", "labels", "appearance", "colours", "bundles", "scene", "lettering", "atlas", "layers",
    "mapnames", "notes", "spotlight", "hits", "paint", "cards", "camera",
    # the panel and the controls
    "lists", "charts", "stories", "storyparts", "factlist", "description", "welcome", "panel",
    "searchbox", "menu", "chips", "filterbar",
    # the app
    "tabs", "page", "address", "around", "framing", "trail", "views", "focus", "choices", "follow",
    "input", "app",
    # what extends it
    "extend", "axis", "timebars", "ridges", "frontpage", "frontview", "overview",
    "staircase", "storyview", "cells", "svg", "picture", "share", "table", "tableview", "shortest",
    "path", "questions", "triples", "names", "sparql", "asking", "answer", "ask",
    "main",
)  # fmt: skip
"""The modules under `js/`, each after those that it needs."""


COMMENT = r"^ *(?://.*|/\*\*(?:[^*]|\*(?!/))*\*/ *)\n"
"""
Lines that are nothing but a comment. They would add 30 kB to every page.

What stands in lines of its own is a comment, because no module has a string or template of several
lines: a test checks that.
"""


def our_script(modules: tuple[str, ...] = MODULES) -> str:
    """Return the modules as one script that keeps its names to itself."""
    texts = [
        strip(path.read_text(encoding="utf-8"))
        for path in (HERE / "js" / f"{module}.js" for module in modules)
    ]
    return checked("'use strict';\n(() => {\n" + "\n".join(texts) + "})();\n", "js")


def strip(module: str) -> str:
    r"""
    Return a module without what only a module may hold, and without the lines of comments.

    Only a module may hold imports, and the word `export`.

    >>> strip("import { cut } from './text.js';\n/** One. */\nexport const a = cut('b');\n")
    "const a = cut('b');\n"
    """
    module = re.sub(r"^import [^;]*;\n", "", module, flags=re.MULTILINE)
    module = re.sub(COMMENT, "", module, flags=re.MULTILINE)
    return re.sub(r"^export ", "", module, flags=re.MULTILINE).lstrip("\n")


def inline(path: Path) -> str:
    """Return a script or style as it can stand in a page, or raise KgError if it cannot."""
    text = path.read_text(encoding="utf-8")
    # Who opens the developer tools would send the browser looking for this file.
    at = text.rfind("\n//# sourceMappingURL=")
    return checked(text if at < 0 else text[: at + 1], path.name)


def checked(text: str, name: str) -> str:
    """Return a text that cannot end the element it stands in, or raise KgError."""
    lower = text.lower()
    if any(end in lower for end in ("</script", "</style", "<!--")):
        raise KgError(f"{name} contains '</script', '</style' or '<!--'. Remove it.")
    return text


def digest(text: str) -> str:
    """Return the source expression that allows exactly this text in a policy."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
