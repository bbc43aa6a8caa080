"""The `kg serve` command."""

from __future__ import annotations

import os
from pathlib import Path

import click

from kg.cli.configuration import announce, build_of, config_options
from kg.cli.types import Place
from kg.errors import KgError, printable


@click.command(epilog="Example: kg serve graph --port 8080 --open")
@click.argument("out", required=False, type=Place(file_okay=False))
@config_options
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True,
    help="Port to listen on; 0 picks a free port.",
)  # fmt: skip
@click.option(
    "--host", default="127.0.0.1", show_default=True, metavar="ADDRESS",
    help="Address to listen on. An address other than loopback exposes the graph to the network.",
)  # fmt: skip
@click.option(
    "--timeout", type=click.FloatRange(0.5, 86400), default=30, show_default=True,
    metavar="SECONDS", help="Stop a query after this time.",
)  # fmt: skip
@click.option(
    "--max-results", type=click.IntRange(1), default=1_000_000, show_default=True, metavar="N",
    help="Maximum number of rows or triples in a result.",
)  # fmt: skip
@click.option(
    "--jobs", type=click.IntRange(1, 64), metavar="N",
    help="Number of processes for short queries, and as many for long ones.  [default: number of"
    " CPUs, at most 4]",
)  # fmt: skip
@click.option(
    "--cors", multiple=True, metavar="ORIGIN",
    help="Allow pages of this origin, such as https://example.org, to query; repeat for several.",
)  # fmt: skip
@click.option("--open", "browser", is_flag=True, help="Open the page in a browser.")
def serve(
    out: str | None,
    config: str | None,
    no_config: bool,
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

    OUT defaults to the out of kg.toml, else to out/.
    The page is at /. The SPARQL endpoint is at /sparql; browsers get a query editor there. The
    server is read-only and picks up a new build in OUT without a restart. Press Ctrl-C to stop it.
    """
    from kg.serve.server import serve as run

    folder, path = build_of(out, config, no_config)
    announce(path)

    def ready(address: str) -> None:
        click.echo(f"Page:   {address}\nSPARQL: {address}sparql\nPress Ctrl-C to stop.")
        if host not in ("127.0.0.1", "::1", "localhost"):
            click.echo("Anyone who can reach this machine can read the graph.", err=True)
        if browser:
            click.launch(address)

    try:
        run(
            Path(folder), host=host, port=port, timeout=timeout, max_results=max_results,
            jobs=jobs or min(4, os.cpu_count() or 1), cors=cors, ready=ready,
            say=lambda sentence: click.echo(printable(sentence), err=True),
        )  # fmt: skip
    except KgError as error:
        raise click.ClickException(printable(str(error))) from None
    except KeyboardInterrupt:
        pass
