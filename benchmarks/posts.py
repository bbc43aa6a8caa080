"""
Write invented posts of the shape that real archives have, to measure on.

    python benchmarks/posts.py OUT --posts 5000 --repeats 97 --seed 1
    python benchmarks/posts.py OUT --posts 10000 --dialect links

A story is one to some 180 posts, each of which lists all others as related, so that one text
stands in many posts; with fewer repeats, articles that have no post take the others' places.
The numbers in capitals were measured on an archive. The same arguments give the same bytes
everywhere. It takes some 300 posts to repeat as much as 97 %.
"""

from __future__ import annotations

import argparse
from base64 import b64encode
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from operator import itemgetter
from pathlib import Path
from random import Random
from typing import NamedTuple

# What 0, 5, 10 ... 100 % of all do not exceed, or in other even steps.
RELATED = (0, 0, 0, 0, 1, 1, 2, 3, 4, 6, 9, 15, 22, 27, 33, 41, 54, 91, 114, 137, 179)
TITLE_CHARS = (30, 45, 51, 56, 61, 66, 70, 76, 84, 95, 150)
EXCERPT_CHARS = (50, 78, 124, 143, 161, 191, 204, 233, 257, 302, 430)
QUALITY = (0, 13, 17, 22, 35, 37, 52, 67, 77, 87, 136)
HEAT = (0, 12, 17, 24, 37, 49, 71, 87, 106, 161, 2000)
DAYS_FROM_STORY = (-120, -20, -6, -4, -2, -1, 0, 0, 0, 0, 1, 2, 4, 6, 150)
SECURED_BYTES = (240, 240, 256, 256, 256, 272, 272, 272, 369, 369, 400)

# The first topic is on every post, and the parent of the next four; each has four or fewer.
TOPICS = (
    "Cloud;Data;Security;Machines;Work;Databases;Pipelines;Storage;Search;Identity;Privacy;Audit;"
    "Vision;Speech;Robots;Sensors;Meetings;Writing;Planning;Remote teams"
).split(";")
ENDINGS = "Daily Times Wire Post Review Tech News Monitor Herald Insider Weekly".split()
SYLLABLES = "bel cor dan el far gil hol in jor kel lum mar nor ost per quin ros sel tam vel".split()
WORDS = 8 * "a and as at by for from in is it new of on the to with".split()
WORDS += [first + last for first in SYLLABLES for last in SYLLABLES]
FOREIGN = (
    "новая платформа для городов", "研究 机构 发布 新的 平台", "خدمة جديدة للمدن والمدارس",
    "νέα υπηρεσία για τα νοσοκομεία", "नई सेवा और नया मंच", "新しい クラウド と 都市",
)  # fmt: skip
SITE = "https://site.example/assets/images/organizations"


class Outlet(NamedTuple):
    name: str
    domain: str
    amp: str
    """What its addresses for phones end in, if it has any."""
    logo: str


class Article(NamedTuple):
    """An article as lines of YAML."""

    quality: int
    title: str
    date: datetime
    excerpt: str
    urls: str
    outlet: Outlet
    images: str
    slug: str


class File(NamedTuple):
    path: str
    data: bytes
    entries: int = 0
    new_texts: int = 0
    """How many of its entries no file before it has."""
    is_webinar: bool = False


class Written(NamedTuple):
    posts: int
    """All files but taxonomy."""
    webinars: int
    """Posts that are no article."""
    entries: int
    texts: int
    """Distinct texts among the entries."""


def value_at(table: Sequence[int], share: float) -> float:
    """
    Return the value that a share of all do not exceed, by a table in even steps.

    >>> value_at((0, 10, 100), 0.75)
    55.0
    """
    at, between = divmod(share * (len(table) - 1), 1)
    low, high = table[int(at)], table[min(int(at) + 1, len(table) - 1)]
    return low + between * (high - low)


def story_sizes(posts: int) -> list[int]:
    """
    Return into how many posts each story is divided, so that RELATED comes out.

    >>> sum(story_sizes(1000)), story_sizes(1000)[:3], story_sizes(3)
    (1000, [131, 78, 47], [3])
    """
    counts = [value_at(RELATED, (at + 0.5) / posts) for at in range(posts)]
    sizes: list[int] = []
    for size in range(RELATED[-1] + 1, 0, -1):
        left = posts - sum(sizes)
        waiting = left - bisect_left(counts, size - 1.5)  # posts with so many related, or more
        stories = min(left // size, (2 * waiting + size) // (2 * size)) if size > 1 else left
        sizes += [size] * max(0, stories)
    return sizes


def words_of(chance: Random, chars: float) -> str:
    """Return some words, about as many characters as asked for."""
    text = " ".join(chance.choices(WORDS, k=max(2, round(chars / 6.0))))
    return text[0].upper() + text[1:]


def title_of(chance: Random) -> str:
    """Return a title as it stands in double quotes."""
    first, _, rest = words_of(chance, value_at(TITLE_CHARS, chance.random())).partition(" ")
    draw = chance.random()
    if draw < 0.01:
        return chance.choice(FOREIGN)
    if draw < 0.015:
        return f'{first} \\"{rest}\\"'
    if draw < 0.11:
        return f"{first}{chance.choice(('’s', '—', '™', '®', ' –', 'é'))} {rest}"
    return f"{first}: {rest}" if draw < 0.24 else f"{first} {rest}"


def excerpt_of(chance: Random) -> str:
    text = words_of(chance, value_at(EXCERPT_CHARS, chance.random())) + "."
    draw = chance.random()
    if draw < 0.06:  # what editors leave behind
        return "" if draw < 0.036 else chance.choice((r"\r\n\r\n", r"\t", "\u200b")) + text
    return text


def outlets_of(chance: Random, count: int) -> list[Outlet]:
    """Return outlets, the most frequent first; some share a domain, and some a name."""
    outlets: list[Outlet] = []
    for at in range(count):
        name, ending = "".join(chance.choices(SYLLABLES, k=2)).title(), ENDINGS[at % 11]
        domain = f"{name}{ending}{at if at > 10 else ''}.example".lower()
        logo = f'\n  images:\n    - url: "{SITE}/{domain}-50x50.jpg"\n      width: 50'
        amp = ("", "?amp", "", "/amp/")[at % 4]
        outlets.append(Outlet(f"{name} {ending}", domain, amp, logo if at < 37 else ""))
    for at in (5, 9):
        outlets.append(outlets[at]._replace(name=f"{outlets[at].name}%2c Inc."))
        outlets.append(outlets[at]._replace(domain=f"news-{outlets[at].domain}"))
    return outlets


class Newsroom:
    """Gives one article after the other, each unlike all before it."""

    def __init__(self, chance: Random, outlets: Sequence[Outlet]) -> None:
        self.chance, self.outlets, self.number = chance, outlets, 0
        self.weights = list(accumulate(1 / (at + 10) for at in range(len(outlets))))

    def article(self, day: datetime, from_house: float) -> Article:
        """Return an article near a day, with a share of them from the house of the site."""
        chance = self.chance
        self.number += 1
        house = chance.random() < from_house
        (outlet,) = chance.choices(self.outlets, cum_weights=self.weights)
        outlet = self.outlets[0] if house else outlet
        days = value_at(DAYS_FROM_STORY, chance.random()) + chance.random()
        date = day + timedelta(seconds=int(86_400 * days))
        title = title_of(chance)
        letters = "".join(c for c in title.lower() if c.isascii() and (c.isalnum() or c == " "))
        slug = "-".join([*letters.split()[:11], str(self.number)])
        host, path = f"www.{outlet.domain}", f"{'blog' if house else f'{date:%Y%m}'}/{slug}"
        draw = chance.random()
        if draw < 0.001:
            path += chance.choice(("’s", " plan", "\u202fplan", "™"))
        urls = f'webUrl: "https://{host}/{path}' + (f'?mod={self.number}"' if draw > 0.99 else '"')
        if outlet.amp:
            cache = f"https://{host.replace('.', '-')}.cdn.ampproject.org/c/s"
            urls += f'\nampWebUrl: "https://{host}/{path}{outlet.amp}"'
            urls += f'\ncdnAmpWebUrl: "{cache}/{host}/{path}{outlet.amp}"'
        images = f'\nimages:\n  - url: "https://images.{outlet.domain}/{date:%Y/%m}/'
        images += f'{chance.getrandbits(128):032x}-1200.jpg"\n    width: 1200\n    height: '
        images += f"{400 + self.number % 500}\n    isCached: true"
        images = images if chance.random() < (0.35 if house else 0.8) else ""
        quality = int(value_at(QUALITY, chance.random()))
        return Article(quality, title, date, excerpt_of(chance), urls, outlet, images, slug)


def head_of(article: Article) -> str:
    """Return the lines that an article begins with, as post and as entry."""
    return (
        f'title: "{article.title}"\nexcerpt: "{article.excerpt}"\n'
        f"publishedDateTime: {article.date:%Y-%m-%dT%H:%M:%SZ}\n"
    )


def provider_of(outlet: Outlet) -> str:
    return f"provider:\n  name: {outlet.name}\n  domain: {outlet.domain}"


def to_entry(article: Article) -> bytes:
    """Return the article as an entry of `related`."""
    lines = f"{head_of(article)}{article.urls}\ntype: article\n{provider_of(article.outlet)}\n"
    lines += f"quality: {article.quality}{article.images}"
    return ("  - " + lines.replace("\n", "\n    ") + "\n").encode()


def to_post(article: Article, related: Sequence[bytes], kind: str, chance: Random) -> bytes:
    """Return the article as a whole file."""
    web_url = article.urls.split('"')[1]
    tracked = f"{web_url}{'&' if '?' in web_url else '?'}utm_source=feed"
    origins = (f"https://go.{article.outlet.domain}/{article.slug[-9:]}", tracked, web_url)
    origin = origins[min(2, int(chance.random() * 66))]
    origin = f'originalUrl: "{origin}"\n' if chance.random() < 0.33 else ""
    heat = int(value_at(HEAT, chance.random())) if chance.random() < 0.3 else -1
    count = sum(chance.random() < share for share in (0.14, 0.04, 0.01))
    topics = "".join(f"  - {t}\n" for t in (TOPICS[0], *sorted(chance.sample(TOPICS[1:], count))))
    images = f'{article.images[1:]}\n    title: "{article.title}"\n\n' if article.images else ""
    secret = b64encode(chance.randbytes(SECURED_BYTES[int(chance.random() * 11)])).decode()
    opening = (
        f"---\ncategory: news\n{head_of(article)}{origin}{article.urls}\ntype: {kind}\n"
        f"quality: {article.quality}\nheat: {heat}\n"
        f"published: {str(heat >= 0 and chance.random() < 0.4).lower()}\n\n"
        f"{provider_of(article.outlet)}{article.outlet.logo}\n\ntopics:\n{topics}\n{images}"
    )
    middle = b"".join((b"related:\n", *related, b"\n")) if related else b""
    key = b64encode(chance.randbytes(16)).decode()
    return opening.encode() + middle + f'secured: "{secret};{key}"\n---\n\n'.encode()


def taxonomy_of(outlets: Sequence[Outlet]) -> Iterator[File]:
    for at, outlet in enumerate(outlets[:70]):
        text = f"---\ntaxonomy: organization\n_id: {outlet.domain}\nname: {outlet.name}\n"
        text += f"domain: {outlet.domain}\n" + "description: News of all kinds.\n" * (at % 3 == 0)
        text += f"otherNames:\n  - The {outlet.name}\n" * (at % 16 == 0)
        text += f"images:\n  - url: {SITE}/{outlet.domain}-50x50.jpg\n    width: 50\n---\n"
        yield File(f"_data/organizations/{outlet.domain}.md", text.encode())
    for at, topic in enumerate(TOPICS):
        name = topic.lower().replace(" ", "-")
        text = f"taxonomy: topic\n_id: {name}\nname: {topic}\n"
        text += f"parent: {TOPICS[(at - 1) // 4]}\n" if at else ""
        text += f"keywords:\n  - {topic.lower()} {WORDS[150 + at]}\n  - {WORDS[200 + at]}\n"
        yield File(f"_data/topics/{at:02}-{name}.yaml", text.encode())


def files_of(posts: int, repeats: float, seed: int) -> Iterator[File]:
    """Yield an archive; at any time no more than one story is in memory."""
    chance = Random(seed)  # noqa: S311  # nothing here is secret
    outlets = outlets_of(chance, 300 + posts // 50)
    newsroom = Newsroom(chance, outlets)
    yield from taxonomy_of(outlets)
    sizes = story_sizes(posts)
    # Entries, their texts, and the texts of posts among these that are still to be written.
    entries_left = sum(size * (size - 1) for size in sizes)
    texts_left = round(entries_left * (1 - repeats / 100))
    posts_left = sum(size for size in sizes if size > 1)
    owed = 0.0
    for place, size in enumerate(sizes):
        day = datetime(2015, 1, 1) + timedelta(chance.random() * min(3650, posts / 7))
        house = 0.6 if size <= 20 else 0.16 if size <= 60 else 0.05
        story = sorted((newsroom.article(day, house) for _ in range(size)), key=lambda a: a.date)
        for at, other in enumerate(story[:-1], 1):
            if chance.random() < 0.003:  # the same address under another title
                story[at] = story[at]._replace(urls=other.urls, outlet=other.outlet)
        texts = [(article.quality, to_entry(article)) for article in story]
        seen: set[int] = set()
        for at, article in enumerate(story):
            if repeats and size > 1:
                owed += max(0.0, texts_left - posts_left - owed) * (size - 1) / entries_left
            strangers = min(size - 1, int(owed)) if repeats else size - 1
            # The nearest in time, before and after in turn, so that most name each other.
            near = [(at + (k // 2 + 1) * (-1) ** k) % size for k in range(size - 1 - strangers)]
            related = [texts[k] for k in near]
            others = [newsroom.article(day, house) for _ in range(strangers)]
            related += [(other.quality, to_entry(other)) for other in others]
            related.sort(key=itemgetter(0), reverse=True)
            new = len(seen.union(near)) - len(seen)
            seen.update(near)
            owed -= strangers
            entries_left -= size - 1
            texts_left -= new + strangers
            posts_left -= new
            webinar = size == 1 and (len(sizes) - place) % 60 == 2
            data = to_post(
                article, [text for _, text in related], "webinar" if webinar else "article", chance
            )
            path = f"_news/{article.date:%Y-%m-%d}-{article.slug}.md"
            yield File(path, data, size - 1, new + strangers, webinar)
        posts_left -= size - len(seen) if size > 1 else 0


def write_posts(folder: Path, posts: int, repeats: float, seed: int) -> Written:
    """
    Write that many posts below `_news`, and taxonomy below `_data`.

    `repeats` is the share of related entries, in per cent, whose text an earlier post has, too.
    """
    for name in ("_news", "_data/organizations", "_data/topics"):
        (folder / name).mkdir(parents=True)
    webinars = entries = texts = 0
    for file in files_of(posts, repeats, seed):
        (folder / file.path).write_bytes(file.data)
        webinars += file.is_webinar
        entries += file.entries
        texts += file.new_texts
    return Written(posts, webinars, entries, texts)


def main() -> None:
    parser = argparse.ArgumentParser(description="Write invented posts, to measure on.")
    parser.add_argument("out", type=Path, help="an empty folder, or one that does not exist")
    parser.add_argument("--posts", type=int, default=5000)
    parser.add_argument("--repeats", type=float, default=97, help="per cent of related entries")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--dialect", choices=("seed", "links"), default="seed", help="links: posts of a link blog"
    )
    options = parser.parse_args()
    if options.out.exists() and any(options.out.iterdir()):
        raise SystemExit(f"{options.out} is not empty. Name another folder.")
    if options.posts < 1 or not 0 <= options.repeats <= 100:
        raise SystemExit("posts must be at least 1, and repeats from 0 to 100.")
    if options.dialect == "links":
        from link_posts import write_link_posts

        own = write_link_posts(
            options.out, options.posts, options.seed, words_of, TOPICS, SYLLABLES
        )
        print(f"{options.out}: {options.posts:,} posts, {own:,} of them own articles")
        return
    written = write_posts(options.out, options.posts, options.repeats, options.seed)
    share = 100 * (1 - written.texts / max(1, written.entries))
    print(f"{options.out}: {written.posts:,} posts, {written.entries:,} related entries, "
          f"{share:.1f} % of them repeats")  # fmt: skip


if __name__ == "__main__":
    main()
