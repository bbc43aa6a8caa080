"""The command that offers a build to browsers and programs: `kg serve`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from kg.cli.types import Place
from kg.errors import KgError, printable


@click.command(epilog="Example: kg serve graph --port 8080 --open")
@click.argument("out", type=Place(file_okay=False), default="out")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True,
    help="Port to listen on; 0 takes any that is free.",
)  # fmt: skip
@click.option(
    "--host", default="127.0.0.1", show_default=True, metavar="ADDRESS",
    help="Address to listen on. Any but a loopback address offers the graph to the network.",
)  # fmt: skip
@click.option(
    "--timeout", type=click.FloatRange(0.5, 86400), default=30, show_default=True,
    metavar="SECONDS", help="Time after which a query is stopped.",
)  # fmt: skip
@click.option(
    "--max-results", type=click.IntRange(1), default=1_000_000, show_default=True, metavar="N",
    help="Rows or triples that one answer may have.",
)  # fmt: skip
@click.option(
    "--jobs", type=click.IntRange(1, 64), metavar="N",
    help="Processes for quick queries, and as many for long ones.  [default: one for each"
    " processor, at most 4]",
)  # fmt: skip
@click.option(
    "--cors", multiple=True, metavar="ORIGIN",
    help="Origin, such as https://example.org, whose pages may ask; repeat it for several.",
)  # fmt: skip
@click.option("--open", "browser", is_flag=True, help="Open the page in a browser.")
def serve(
    out: str,
    port: int,
    host: str,
    timeout: float,
    max_results: int,
    jobs: int | None,
    cors: tuple[str, ...],
    browser: bool,
) -> None:
    """
    Serve the build in OUT: its page, its files and a SPARQL endpoint.

    The page is at /, the endpoint and, for browsers, an editor for queries at /sparql. Nothing can
    be changed through it. A new build in OUT is served without a restart. Ctrl-C stops it.
    """
    from kg.serve.server import serve as run

    def ready(address: str) -> None:
        click.echo(f"Page:      {address}\nQuestions: {address}sparql\nCtrl-C stops the server.")
        if host not in ("127.0.0.1", "::1", "localhost"):
            click.echo("Anybody who reaches this machine can read the graph.", err=True)
        if browser:
            click.launch(address)

    try:
        run(
            Path(out), host=host, port=port, timeout=timeout, max_results=max_results,
            jobs=jobs or min(4, os.cpu_count() or 1), cors=cors, ready=ready,
            say=lambda sentence: click.echo(printable(sentence), err=True),
        )  # fmt: skip
    except KgError as error:
        raise click.ClickException(printable(str(error))) from None
    except KeyboardInterrupt:
        pass
