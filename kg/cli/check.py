"""The `kg check` command."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

import click

from kg.cli.configuration import announce, choose, config_options
from kg.cli.console import account_rows, aligned, count_of, from_here, progress_bar, say
from kg.cli.types import Place
from kg.errors import KgError, printable

if TYPE_CHECKING:
    from kg.model.graph import KnowledgeGraph

MAX_SUGGESTED = 20
"""Posts that are listed with the topics that their headlines suggest."""


@click.command(epilog="Example: kg check _news _data --out graph --format github")
@click.argument("posts", nargs=-1, type=click.Path(exists=True))
@click.option(
    "--out", type=Place(file_okay=False), metavar="DIR",
    help="Build folder to check.  [default: the out of kg.toml, else out]",
)  # fmt: skip
@config_options
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "github"]), default="text",
    show_default=True, help="Output format: text, JSON, or annotations for GitHub pull requests.",
)  # fmt: skip
def check(
    posts: tuple[str, ...], out: str | None, config: str | None, no_config: bool, form: str
) -> None:
    """
    List every problem in POSTS and in the build made from them.

    Reports problems in the posts, violations of the ontology's shapes, differences between the
    files of the build, and whether the build is out of date. Also lists topics that headlines
    suggest for posts without any: these are no problems. POSTS defaults to the posts or the
    folder of kg.toml, else to seeds/. Exit status: 0 no problems; 1 problems found; 2 invalid
    usage.
    """
    gc.disable()
    from kg.check.findings import check as check_build
    from kg.check.findings import to_github, to_json

    chosen = choose(posts, out, config, no_config)
    announce(chosen.path)
    try:
        with progress_bar(shown=True) as progress:
            checked = check_build(
                chosen.posts, chosen.out, progress=progress, settings=chosen.settings
            )
    except KgError as error:
        raise click.UsageError(printable(str(error))) from None
    findings = [
        each._replace(path=from_here(each.path)) if each.kind == "posts" else each
        for each in checked.findings
    ]
    if form == "json":
        say(to_json(findings))
    for finding in findings if form != "json" else ():
        say(printable(to_github(finding) if form == "github" else str(finding)))
    if form == "text":
        say(f"{aligned(account_rows(checked.graph))}\n", err=True)
        _say_suggested(checked.graph)
    if form == "text" and not findings:
        posts_read = count_of(checked.graph.account.posts, "post")
        read = [posts_read, count_of(checked.triples, "triple")]
        say(f"No problems found: {', '.join(read)}, {count_of(checked.files, 'file')}.")
    elif form == "text":
        files = len({finding.path for finding in findings})
        say(f"{count_of(len(findings), 'problem')} in {count_of(files, 'file')}.")
    sys.exit(1 if findings else 0)


def _say_suggested(graph: KnowledgeGraph) -> None:
    """List the topics that the headlines of posts suggest, where the posts state none."""
    labels = {topic.id: topic.label for topic in graph.topics}
    lines = [
        f"  {post.removeprefix('post:')}: {', '.join(labels[id_] for id_ in article.suggested)}"
        for article in graph.articles
        if article.suggested
        for post in article.posts[:1]
    ]
    if not lines:
        return
    say(f"Topics suggested by headlines, for {count_of(len(lines), 'post')} without any:")
    for line in sorted(lines)[:MAX_SUGGESTED]:
        say(printable(line))
    if len(lines) > MAX_SUGGESTED:
        rest = count_of(len(lines) - MAX_SUGGESTED, "other post")
        say(f"  and {rest}: see kg:suggestedTopic in the graph.")
    say("")
