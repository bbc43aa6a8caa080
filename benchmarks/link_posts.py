"""
Invented posts of a link blog, as Jekyll keeps them: `posts.py --dialect links` writes them.

Each points to an article on another site, says some words about it and links to more. One in twenty
is an article of the blog's own. `kg.toml` names the site, and asks that articles be related to what
their posts link to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

SITE = "https://links.example"
CONFIGURATION = f'site = "{SITE}"\n\n[links]\nbody = "related"\n'
OWN = 0.05
"""The share of posts that are the blog's own articles."""
AGAIN = 0.2
"""The share of links in texts that lead to what an earlier post is about."""
PARAGRAPHS = (1, 1, 2, 2, 3, 4, 6)
PARAGRAPH_CHARS = (120, 260, 400, 640)
LINKS = (0, 0, 1, 1, 2, 3, 5)
"""In the text of a post, beside the address that it is about."""

Words = Callable[[Random, float], str]
"""Returns some words, about as many characters as asked for."""


class LinkPost(NamedTuple):
    path: str
    text: str
    is_own: bool


def link_posts(
    count: int, seed: int, words: Words, topics: Sequence[str], names: Sequence[str]
) -> Iterator[LinkPost]:
    """Yield that many posts, the oldest first; the same arguments give the same bytes."""
    chance = Random(seed)  # noqa: S311  # nothing here is secret
    domains = [f"{name}{at}.example" for at in range(1 + count // 400) for name in names]
    known: list[str] = []
    start = datetime(2012, 1, 1)
    for number in range(count):
        day = start + timedelta(hours=number * 9 + chance.random() * 9)
        title = words(chance, chance.choice((30, 45, 60, 80)))
        slug = "-".join(title.lower().split()[:6])
        domain = chance.choice(domains[: 1 + len(domains) // (1 + chance.randrange(12))])
        address = f"https://www.{domain}/{day:%Y/%m}/{slug}-{number}"
        is_own = chance.random() < OWN
        tags = ", ".join(chance.sample(topics, chance.randrange(4)))
        about = f"permalink: /{day:%Y}/{slug}-{number}/" if is_own else f"link: {address}"
        head = (
            f'---\nlayout: {"post" if is_own else "link"}\ntitle: "{title}"\n'
            f"date: {day:%Y-%m-%d %H:%M:%S} +0100\n{about}\ntags: [{tags}]\n"
        )
        if chance.random() < 0.3:
            head += f"author: {' '.join(chance.sample(names, 2)).title()}\n"
        body = "\n\n".join(_paragraphs(chance, words, known, domains))
        known.append(f"{SITE}/{day:%Y}/{slug}-{number}/" if is_own else address)
        yield LinkPost(
            f"_posts/{day:%Y-%m-%d}-{slug}-{number}.md", f"{head}---\n\n{body}\n", is_own
        )


def _paragraphs(
    chance: Random, words: Words, known: Sequence[str], domains: Sequence[str]
) -> Iterator[str]:
    """Yield the paragraphs of a post: its links, now and then a quotation, a list, or code."""
    links = chance.choice(LINKS)
    for at in range(chance.choice(PARAGRAPHS)):
        text = words(chance, chance.choice(PARAGRAPH_CHARS))
        draw = chance.random()
        if links:
            links -= 1
            text += f", see [{words(chance, 20)}]({_target(chance, known, domains)}). "
            text += words(chance, 80)
        if draw < 0.2:
            text = f"> {text}"
        elif draw < 0.25:
            text = "\n".join(f"* {words(chance, 40)}" for _ in range(4))
        elif draw < 0.28:
            text = f"```\ncurl https://code.example/{at}\n```"
        yield text


def _target(chance: Random, known: Sequence[str], domains: Sequence[str]) -> str:
    """Return where a link in a text leads: now and then to what an earlier post is about."""
    if known and chance.random() < AGAIN:
        return known[-1 - int(len(known) * chance.random() ** 3)]
    return f"https://{chance.choice(domains)}/story/{chance.randrange(10**9)}"


def write_link_posts(
    folder: Path, count: int, seed: int, words: Words, topics: Sequence[str], names: Sequence[str]
) -> int:
    """Write that many posts and `kg.toml`; return how many are the blog's own articles."""
    (folder / "_posts").mkdir(parents=True)
    (folder / "kg.toml").write_text(CONFIGURATION, encoding="utf-8")
    own = 0
    for post in link_posts(count, seed, words, topics, names):
        (folder / post.path).write_bytes(post.text.encode())
        own += post.is_own
    return own
