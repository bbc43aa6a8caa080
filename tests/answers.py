"""
What the commands say of small archives, as text and as JSON, for the golden files of answers.

`kg why` of each entity and of pairs, `kg diff` between builds, `kg stats`, and `kg inspect`.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import chdir
from difflib import unified_diff
from itertools import combinations, zip_longest
from pathlib import Path
from typing import Any

from paths import NEWSROOM
from small_archive import BASE, POSTS, to_post
from written import ALL, PIECES, WRITTEN

import kg
from kg.analysis.compare import compare, read_build
from kg.analysis.compare.as_text import to_text as to_text_of_differences
from kg.analysis.explain import explain
from kg.analysis.explain.as_text import to_text as to_text_of_reasons
from kg.analysis.statistics import figures
from kg.analysis.statistics.as_text import to_text as to_text_of_figures
from kg.inspection import inspect_archive
from kg.inspection import to_json as to_json_of_inspection
from kg.inspection import to_text as to_text_of_inspection
from kg.model.settings import DEFAULT_SETTINGS, Settings
from kg.pipeline.graph import read_sources
from kg.stories import Part

FLOOD = "River Ouse floods the old town of Selby after dam breaks"
AGAIN = "Dam breaks: river Ouse floods old town of Selby"
TEXT = (
    "The dam above Selby broke on Monday night and the river Ouse took the old town by surprise, "
    "so that four hundred people had to leave their houses and spend the night in schools nearby."
)


def post(name: str, title: str, date: str = "", text: str = "", **more: Any) -> dict[str, Any]:
    """Return a post about an article of an outlet of its own."""
    fields = {"title": title, "webUrl": f"https://{name}.example/{name}-page", **more}
    if date:
        fields["publishedDateTime"] = date
    if text:
        fields["excerpt"] = text
    return {name: value for name, value in fields.items() if value is not None}


STORIES = {
    "a": post("a", FLOOD, "2024-05-01T10:00:00Z", TEXT, topics=["Floods", "Rivers"]),
    "b": post("b", AGAIN, "2024-05-02T10:00:00Z", authors=["Jo Doe", "Li Wei"]),
    "c": post("c", FLOOD, "2024-05-03T10:00:00Z", TEXT, topics=["floods"]),
    "d": post("d", f"Correction: {AGAIN}", "2024-05-03T12:00:00Z",
              webUrl="https://a.example/again-page", quality=3, heat=7),
    "e": post("e", "Bus drivers in York vote to strike", "2024-05-04T08:00:00Z",
              "Drivers walk out."),
    "f": post("f", "Strike: bus drivers of York vote for two days", "2024-05-04T09:00:00Z",
              webUrl="https://e.example/strike-again"),
    "g": post("g", "Hochwasser: Damm an der Ouse bricht", "2024-05-02T10:00:00Z", language="de"),
    "h": post("h", AGAIN, "2024-05"),
    "i": post("i", AGAIN),
    "j": post("j", "Selby: floods after dam breaks, old town of Ouse", "2024-06-10T10:00:00Z"),
    "k": post("k", "Dam breaks again, river Ouse floods Selby old town", "2024-06-11T10:00:00Z"),
    "l": post("l", FLOOD, "2024-06-20", TEXT),
    "m": post("m", "Ouse and Selby: what the dam should have held", "2024-05-20T10:00:00Z"),
    "n": post("n", "Rare orchid found beside a motorway", "2024-05-09T09:00:00Z", "word " * 30),
    "o": post("o", "Chess final ends in a draw", "2024-05-10T09:00:00Z"),
    "p": post("p", "Old bridge closes", "2024-05-11T09:00:00Z"),
    "q": post("q", "Old bridge closes", "2024-05-11T09:00:00Z"),
}  # fmt: skip
"""A story with copies, one that follows it, and what misses being either."""
NAMES: dict[str, dict[str, Any]] = {
    "one": post(
        "one", "Rain", "2024-04-01T08:00:00Z", "It rained for a week and nobody knew why. " * 4,
        webUrl="https://rain.example/news/rain", originalUrl="https://rain.example/?p=7",
        type="article", authors=["Jo Doe"], topics=["Rain", "Weather"], heat=1, quality=60,
        ampWebUrl="https://rain.example/news/rain/amp",
        provider={"name": "The Rain", "domain": "rain.example"},
        related=[
            {"title": f"Rain of day {at}", "webUrl": f"https://day{at}.example/rain-of-day-{at}",
             "provider": {"name": f"Day {at}", "domain": f"day{at}.example"}}
            for at in range(8)
        ],
    ),
    "two": post(
        "two", "Rain again", "2024-04-02", "It rained.",
        webUrl="https://www.rain.example/news/rain/", type="video", authors=["Al Roe", "Jo Doe"],
        topics=["rain"], heat=5, provider={"name": "Rain Daily", "domain": "rain.example"},
    ),
    "three": post(
        "three", "Rain?", "2024-04-03T07:00:00+02:00", webUrl="https://rain.example/?p=7",
        ampWebUrl="https://rain.example/amp/7", authors=["J. Doe"], topics=["RAIN", "Weather"],
        provider={"name": "The Rain", "domain": "rain.example"}, published=False,
    ),
    **{
        f"four{at}": post(f"four{at}", f"Rain {at}", webUrl="https://rain.example/news/rain")
        for at in range(6)
    },
    "2024-04-09-snow": {"link": "https://m.snow.example/snow/?utm_source=x", "tags": ["Snow"]},
}  # fmt: skip
"""An article that many posts state differently, and one that states hardly anything."""


def urls(*names: str) -> tuple[str, ...]:
    """Return the addresses of some articles of those stories."""
    return tuple(str(STORIES[name]["webUrl"]) for name in names)


TOLD = Settings(
    stories_together=(urls("a", "h", "o"),),
    stories_apart=(urls("b", "d"), urls("j", "k")),
    same_copies=(urls("n", "p"),),
    no_copies=(urls("a", "c"),),
    story_names=((urls("b")[0], "The Selby flood"),),
    same_outlets=(("c.example", "b.example"),),
    same_topics=(("Rivers", "Floods"),),
)
"""What a kg.toml says of that archive."""


def write_posts(folder: Path, posts: dict[str, dict[str, Any]]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, fields in posts.items():
        (folder / f"{name.removesuffix('.md')}.md").write_text(_written(fields), encoding="utf-8")
    return folder


def _written(fields: dict[str, Any]) -> str:
    plain = {name: value for name, value in fields.items() if name != "heat"}
    return to_post(plain).removesuffix("---\n") + (
        f"heat: {fields['heat']}\n---\n" if "heat" in fields else "---\n"
    )


def rounded(value: Any) -> Any:
    """Return a document without digits in which systems may differ."""
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {name: rounded(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(each) for each in value]
    return value


def shown(asked: str, text: str, document: Any) -> str:
    lines = json.dumps(rounded(document), ensure_ascii=False, indent=1)
    return f"$ {asked}\n{text}\n\n{lines}\n\n"


# ---- the commands ---------------------------------------------------------------------------


def reasons(
    folder: Path,
    settings: Settings = DEFAULT_SETTINGS,
    pairs: Iterable[tuple[str, ...]] = (),
    kinds: tuple[str, ...] = ("",),
) -> str:
    """Return what `kg why` says of every entity of some kinds, and of pairs of names."""
    sources = read_sources([folder], settings=settings)
    ids = (entity.id for entity in sources.graph(BASE).entities)
    asked: list[tuple[str, ...]] = [(id_,) for id_ in ids if id_.startswith(kinds)]
    answers = []
    for names in (*asked, *pairs):
        found = explain(sources, *names, base_iri=BASE)
        answers.append(shown(f"kg why {' '.join(names)}", to_text_of_reasons(found), found))
    return "".join(answers)


def why_newsroom(_: Path) -> str:
    return reasons(NEWSROOM, pairs=[
        ("outlet:daily.example", "outlet:weekly.example"), ("topic:climate", "topic:science"),
        ("topic:climate", "https://daily.example/r/7"),
        ("https://weekly.example/dam-keeper", "https://weekly.example/dam-keeper/amp"),
        ("https://daily.example/r/7", "https://weekly.example/dam-keeper"),
        ("outlet:daily.example", "https://daily.example/r/7"), ("Climate", "The Daily Example"),
    ])  # fmt: skip


def why_names(folder: Path) -> str:
    names = (
        *("https://rain.example/news/rain", "https://rain.example/amp/7"),
        *("https://day1.example/rain-of-day-1", "https://m.snow.example/snow/?utm_source=x"),
    )
    return reasons(write_posts(folder, NAMES), pairs=[*combinations(names, 2)])


def why_stories(folder: Path) -> str:
    return reasons(write_posts(folder, STORIES), pairs=[
        urls(*pair) for pair in ("ab", "ac", "ca", "bc", "ad", "ag", "ah", "ai", "aj", "al", "am",
                                 "ef", "jk", "nm", "oa", "pq")
    ], kinds=("article:", "story:"))  # fmt: skip


def why_told(folder: Path) -> str:
    return reasons(write_posts(folder, STORIES), TOLD, [
        urls(*pair) for pair in ("ab", "ac", "bd", "ah", "ao", "ho", "jk", "np", "cb", "qp")
    ])  # fmt: skip


def differences(folder: Path) -> str:
    """Return what `kg diff` says of builds, one after the other, and back."""
    steps: tuple[tuple[dict[str, dict[str, Any]], dict[str, Any]], ...] = (
        ({**POSTS, **{f"{name}.md": fields for name, fields in STORIES.items()}}, {}),
        ({**POSTS, **{f"{name}.md": STORIES[name] for name in "abefgn"}}, {}),
        ({**{f"{name}.md": fields for name, fields in STORIES.items()}}, {"settings": TOLD}),
        (NAMES, {"title": "Of rain", "base_iri": "https://kg.example/"}),
        ({**NAMES, "one": {**NAMES["one"], "webUrl": "https://rain.example/moved",
                           "originalUrl": "https://rain.example/news/rain", "title": "Moved"}}, {}),
        ({name: NAMES[name] for name in ("one", "2024-04-09-snow")}, {}),
        ({}, {}),
    )  # fmt: skip
    for at, (posts, more) in enumerate(steps):
        written = write_posts(folder / f"posts{at}", posts)
        kg.write(kg.build([written], **more), folder / f"build{at}", ["turtle"])
    answers = []
    for one, other in [(at, at + 1) for at in range(len(steps) - 1)] + [(5, 3), (1, 0), (0, 0)]:
        builds = [read_build(str(folder / f"build{at}")) for at in (one, other)]
        found = compare(
            *(b._replace(name=f"build{n}") for b, n in zip(builds, (one, other), strict=True))
        )
        text = "\n\n".join(to_text_of_differences(found, verbose=each) for each in (False, True))
        answers.append(shown(f"kg diff build{one} build{other}", text, found))
    return "".join(answers)


def statistics(folder: Path) -> str:
    """Return what `kg stats` says of three archives."""
    write_posts(folder / "stories", STORIES)
    write_posts(folder / "names", NAMES)
    many = {
        f"2024-{month:02}-{day:02}-{day}": post(
            f"m{month}d{day}", f"Rain of {month}/{day}", f"20{20 + month % 4}-{month:02}-{day:02}",
            topics=["Rain" if month < 5 else "Sun"],
        )
        for month in range(1, 13) for day in range(1, 2 + month % 3)
    }  # fmt: skip
    write_posts(folder / "many", many)
    (folder / "none").mkdir()
    answers = []
    for name in ("stories", "names", "many", "none"):
        parts: list[Part] = []
        graph = read_sources([folder / name]).graph(BASE, parts=parts)
        found = figures(graph, parts)
        answers.append(shown(f"kg stats {name}", to_text_of_figures(found), found))
    return "".join(answers)


ODD = {
    "a.md": "---\ntitle: Rain\nlink: https://www.a.example/rain\ndate: 3/4/2024\nmood: glad\n---\n",
    "b.md": "---\ntitle: Sun\nlink: https://a.example/sun\ndate: May 1, 2024\nmood: bad\n---\n",
    "c.md": "---\nheading: Snow\narticle_url: https://b.example/snow\nwhen: 2024-05-03\n"
            "paper: The B\nlayout: post\n---\n[Hail](https://c.example/hail) and more.\n",
    "d.md": "---\nheading: Hail\narticle_url: https://c.example/hail?utm_source=x\n"
            "when: 2024-05-04\npaper: The C\n---\n",
    "e.md": "---\ntitle: Notes of the week\n---\n- [One](https://d.example/one-two-three)\n"
            "- [Two](https://d.example/four-five-six)\n",
    "broken.md": "---\ntitle: [\n---\n",
    "empty.md": "",
    "plain.md": "No head, and a link: https://e.example/e-f-g\n",
    "notes/f.md": "---\ntitle: F\nlink: not an address\nrating: 7\nrating2: x\n---\n",
    "press.yml": "- title: P\n  url: https://p.example/p-q-r\n  date: 2024-01-02\n",
    "people.yml": "- name: Ada\n  email: a@b.example\n- name: Bo\n  email: b@b.example\n",
    "feeds.yml": "- {name: W, url: 'https://w.example/feed.xml'}\n",
    "opml.xml": "<?xml version='1.0'?><opml><body/></opml>",
    "sitemap.xml": "<?xml version='1.0'?><urlset/>",
    "picture.png": "none",
    "_drafts/g.md": "---\ntitle: G\nlink: https://g.example/g-h-i\n---\n",
    "node_modules/x/README.md": "---\ntitle: X\nlink: https://x.example/x-y-z\n---\n",
}  # fmt: skip
"""Files that say something in words that kg does not know, or that it passes over."""


def inspections(folder: Path) -> str:
    """Return what `kg inspect` says of archives: odd ones, and one in every form."""
    for name, text in ODD.items():
        path = folder / "odd" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for name, written in WRITTEN.items():
        written.write_to(folder / "forms" / name, [each.only(ALL) for each in PIECES])
    write_posts(folder / "stories", STORIES)
    write_posts(folder / "names", NAMES)
    answers = []
    for name in ("odd", "forms", "stories", "names"):
        with chdir(folder):  # for the paths that are shown
            found = inspect_archive([name])
        text = to_text_of_inspection(found)
        answers.append(shown(f"kg inspect {name}", text, json.loads(to_json_of_inspection(found))))
    return "".join(answers)


ANSWERS: dict[str, Callable[[Path], str]] = {
    "why-newsroom": why_newsroom,
    "why-names": why_names,
    "why-stories": why_stories,
    "why-told": why_told,
    "diff": differences,
    "stats": statistics,
    "inspect": inspections,
}


def answer_files(golden: Path) -> Iterator[tuple[Path, str]]:
    """Yield each golden file of answers with the text that it should have."""
    for name, answer in ANSWERS.items():
        with tempfile.TemporaryDirectory() as folder:
            yield golden / "answers" / f"{name}.txt", answer(Path(folder))


def differing(expected: str, found: str) -> list[str]:
    """Return the first question that has another answer, with lines that it lost and got."""
    old, new = (text.split("\n$ ") for text in (expected, found))
    for one, other in zip_longest(old, new, fillvalue=""):
        if one != other:
            question = (other or one).split("\n")[0].removeprefix("$ ")
            lines = unified_diff(one.split("\n"), other.split("\n"), lineterm="", n=0)
            kept = [f"{line[0]} {line[1:]}" for line in lines
                    if line[:1] in ("+", "-") and line[:3] not in ("---", "+++")]  # fmt: skip
            return [f"$ {question}", *kept[:20]]
    return []
