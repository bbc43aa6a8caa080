"""The page around any graph: its template, styles, scripts and content security policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from kg.exporters.page.payload import (
    pack_text,
)
from kg.exporters.page.scripts import digest, inline, our_script

HERE = Path(__file__).parent

NOTHING_ELSE: Mapping[str, str] = MappingProxyType({})


def frame(allowed: Mapping[str, str] = NOTHING_ELSE) -> str:
    """
    Return the page around any graph: styles, scripts, and their policy, as a template.

    `allowed` is what the policy allows besides, by directive.
    """
    # pyvis takes 0.3 s to import, which only who asks for a page should wait for, once.
    import jinja2
    import pyvis
    from pyvis.network import Network

    engine = Path(pyvis.__file__).parent / "templates/lib/vis-9.1.2/vis-network.min.js"
    program = f"{inline(engine)}\n{our_script()}"
    start = inline(HERE / "start.js")
    style = inline(HERE / "page.css") + inline(HERE / "views.css")
    # What stands in `[[ ]]` is filled in here, what stands in `{{ }}` and `{% %}` with the graph.
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE),
        autoescape=True,
        variable_start_string="[[",
        variable_end_string="]]",
        block_start_string="[%",
        block_end_string="%]",
        comment_start_string="[#",
        comment_end_string="#]",
    )
    environment.globals.update(
        policy=policy((start, program), style, allowed),
        style=style,
        program=pack_text(program),
        start=start,
    )
    # pyvis' own template asks the network for styles and runs what stands in a title, and its
    # add_node and add_edge search all earlier ones each time. None of these is used.
    network = Network(directed=True)
    network.templateEnv = environment
    network.path = "template.html"
    return str(network.generate_html())


def policy(scripts: Iterable[str], style: str, allowed: Mapping[str, str]) -> str:
    """Return the policy of a page: it runs these scripts, shows this style, fetches nothing."""
    sources = {
        "default-src": "'none'",
        "script-src": " ".join(map(digest, scripts)),
        "style-src": digest(style),
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    for directive, source in allowed.items():
        sources[directive] = f"{sources.get(directive, '')} {source}".strip()
    return "; ".join(f"{directive} {source}" for directive, source in sources.items())
