"""
What kg reads of small files, for the golden files of readings.

Each sample, most of them in tests/fixtures/readings, is a file as somebody may write it, right or
wrong in one way. What kg makes of it is shown in a few lines: what it says of an article, what it
assumed, what it reports.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir
from pathlib import Path
from typing import Any

from kg.model.records import Mention
from kg.model.settings import DEFAULT_SETTINGS, Settings
from kg.pipeline.graph import read_sources
from kg.read.archive import SourceRecord
from kg.read.names import WANTED

Files = Mapping[str, str | bytes]


def shown(files: Files, settings: Settings = DEFAULT_SETTINGS) -> str:
    """Return what kg reads of some files, each below its name."""
    blocks: dict[str, list[str]] = {}
    for record in _records(files, settings):
        blocks.setdefault(record.path, []).extend(_lines(record))
    return "".join(f"{path}\n" + "".join(f"  {line}\n" for line in lines)
                   for path, lines in blocks.items())  # fmt: skip


def _records(files: Files, settings: Settings = DEFAULT_SETTINGS) -> list[SourceRecord]:
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        for name, text in files.items():
            path = Path("posts", name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        records = read_sources(["posts"], settings=settings).records
        return sorted(records, key=lambda record: (record.path, record.number))


def _lines(record: SourceRecord) -> Iterator[str]:
    place = f"#{record.number} line {record.line}: " if record.number or record.line else ""
    if record.post:
        yield f"{place}{_mention(record.post)}"
    for at, entry in enumerate(record.entries):
        yield f"{place}entry {at}: {_mention(entry.mention) if entry.mention else 'none'}"
    for at in record.links:
        entry = record.pool[at]
        yield f"{place}link: {_mention(entry.mention) if entry.mention else 'none'}"
    if record.taxonomy:
        values = record.taxonomy._asdict().items()
        yield f"{place}taxonomy: {_stated(dict(values))}"
    if record.skipped:
        many = f" ({record.stands_for} records)" if record.stands_for > 1 else ""
        yield f"{place}passed over: {record.skipped.text}{many} {record.skipped.mend}".rstrip()
    if record.failed:
        yield f"{place}failed"
    for problem in record.problems:
        yield f"{place}problem: {problem} [{problem.kind}]"
    for note in record.notes:
        yield f"{place}note: {' | '.join(str(each) for each in note)}"
    if record.taken:
        yield f"{place}taken: {', '.join(f'{name} as {what}' for name, what in record.taken)}"


def _mention(mention: Mention) -> str:
    return _stated(mention._asdict())


def _stated(values: Mapping[str, Any]) -> str:
    return "; ".join(f"{name}={value!r}" for name, value in values.items()
                     if value not in (None, (), "", False) or value is False)  # fmt: skip


# ---- values of fields -----------------------------------------------------------------------

VALUES = (
    "Rain", '""', "~", "[]", "{}", "7", "7.6", "-1", "1e400", ".nan", "true", "no", "'yes'", "0",
    "2024-05-01", "2024-05-01 09:30", "'2024-05-01T09:30:00+02:00'", "'May 2024'", "05/01/2024",
    "https://x.example/a", "'https://x.example/a b'", "http://", "/a.png", "www.x.example",
    "x.example", "'[Rain](https://x.example/a)'", "'a\\u0007b'", '"a\\x07b"', "'Rain, sun; snow'",
    "rain sun", "[Rain, sun, Rain]", "[7, ~, [a]]", "[{name: Rain}, {url: https://x.example/a}]",
    "{name: Rain}", "{name: Rain, domain: x.example}", "{url: https://x.example/a}", "de",
    "pt_br", "'Jo Doe and Al Roe'", "99999999999", "'<b>Rain</b> &amp; sun'", "2024", "12:30",
)  # fmt: skip
"""Right and wrong values, each for some field."""
FIELDS = (
    "title", "name", "headline", "excerpt", "description", "publishedDateTime", "date", "issued",
    "webUrl", "originalUrl", "link", "source", "type", "quality", "heat", "published", "removed",
    "images", "image", "cover", "provider", "publication", "topics", "tags", "category", "authors",
    "by", "inLanguage", "lang", "dateModified", "updated", "related", "secured", "mood",
)  # fmt: skip
BASE = {"title": "A title", "webUrl": "https://base.example/page"}


def head(fields: Mapping[str, str]) -> str:
    return "---\n" + "".join(f"{name}: {value}\n" for name, value in fields.items()) + "---\n"


def values_of_fields() -> str:
    """Return what each field becomes that holds one of the values: what differs without it."""
    files = {
        f"{field}/{at:02}.md": head({**_base(field), field: value})
        for field in FIELDS
        for at, value in enumerate(VALUES)
    }
    usual = {field: {*_lines(_records({"a.md": head(_base(field))})[0])} for field in FIELDS}
    texts = []
    for record in _records(files):
        field, _, number = record.path.removesuffix(".md").partition("/")
        said = [line for line in _lines(record) if line not in usual[field]]
        shown_said = " | ".join(line for line in said if "taken: " not in line)
        without_path = shown_said.replace(record.path, "")
        texts.append(f"{field}: {VALUES[int(number)]} → {without_path or 'nothing'}\n")
    return "".join(texts)


def _base(field: str) -> dict[str, str]:
    """Return the other fields of a post that states a field, which count if that says nothing."""
    lacking = {"link": "webUrl", "source": "webUrl", "name": "title", "headline": "title"}
    return {name: value for name, value in BASE.items() if name != lacking.get(field)}


def names_of_fields() -> str:
    """Return what each name says, alone and beside a better or worse one, and inside others."""
    value = {
        "address": "https://x.example/a", "published": "2024-05-01", "added": "2024-05-02",
        "image": "https://x.example/a.png", "related": "[{title: R, link: https://r.example/a}]",
        "modified": "2024-05-03", "language": "fr",
    }  # fmt: skip
    files = {}
    for wanted in WANTED:
        text = value.get(wanted.name, "Some words")
        base = {"title": "A title"} if wanted.name == "address" else BASE
        for name in wanted.names:
            base_of_name = {key: each for key, each in base.items() if key != name}
            files[f"{wanted.name}/{name}.md"] = head({**base_of_name, name: text})
            odd = name.upper().replace("_", "-")
            files[f"{wanted.name}/{name} odd.md"] = head({**base_of_name, odd: text})
            inside = f"{{{name}: {text}}}"
            files[f"{wanted.name}/{name} in params.md"] = head({**base_of_name, "params": inside})
    return shown(files)


SAMPLES = Path(__file__).parent / "fixtures" / "readings"


def samples(group: str) -> dict[str, bytes]:
    """Return the samples of a group: posts, heads, lists or exports."""
    folder = SAMPLES / group
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


TOLD = Settings(
    fields=(("address", ("mood",)), ("topics", ("category",)), ("outlet", ("paper",))),
    body="articles",
    own=frozenset(["base.example"]),
    site="https://base.example",
    ignored_topics=("a",),
)
"""What a kg.toml may say of such posts."""
MORE_POSTS: Files = {
    "mood.md": head({"title": "T", "mood": "https://m.example/a", "paper": "The M"}),
    "category.md": head({**BASE, "category": "[a, b]", "topics": "[c]"}),
    "own.md": head({"title": "T", "link": "https://www.base.example/own"}),
    "slug.md": head({"title": "T", "slug": "my-page"}),
    "permalink.md": head({"title": "T", "permalink": "/my/page/", "date": "2024-05-01"}),
}


def posts() -> str:
    """Return what posts say that are right or wrong in one way."""
    return shown(samples("posts"))


def posts_of_a_site() -> str:
    """Return what they say with a kg.toml."""
    return shown({**samples("posts"), **MORE_POSTS}, TOLD)


# ---- files ----------------------------------------------------------------------------------

A = "https://a.example/rain-falls"
ODD_HEADS: Files = {
    "yaml-crlf.md": "---\r\ntitle: T\r\nlink: https://x.example/a\r\n---\r\n",
    "toml-number.md": f"+++\na = {'9' * 5_000}\n+++\n",
}
ODD_LISTS: Files = {
    "json/nan.json": (f'[{{"title": "A", "url": "{A}", "heat": NaN, "quality": {"9" * 2_000}}}]'),
    "json/cr.json": f'[{{"title": "A", "url": "{A}"}},\r{{"title": "B", "url": "{A}/b"}}]',
    "toml/number.toml": f'[[press]]\ntitle = "A"\nurl = "{A}"\nn = {"9" * 5_000}\n',
    "csv/long-field.csv": f'title,url\n"{"x" * 140_000}",{A}\nB,{A}/b\n',
    "csv/long-header.csv": f"{'x' * 70_000},url\n",
}
"""Samples with line ends that programs change, or with much of the same."""


def heads() -> str:
    """Return what heads say, of each language and with each fault."""
    return shown({**samples("heads"), **ODD_HEADS})


def lists() -> str:
    """Return what lists say, in each language and with each fault."""
    return shown({**samples("lists"), **ODD_LISTS})


def exports() -> str:
    """Return what exports of each program say, with what is passed over and what is wrong."""
    return shown(samples("exports"))


READINGS: dict[str, Callable[[], str]] = {
    "values-of-fields": values_of_fields,
    "names-of-fields": names_of_fields,
    "posts": posts,
    "posts-of-a-site": posts_of_a_site,
    "heads": heads,
    "lists": lists,
    "exports": exports,
}


def reading_files(golden: Path) -> Iterator[tuple[Path, str]]:
    """Yield each golden file of readings with the text that it should have."""
    for name, reading in READINGS.items():
        yield golden / "readings" / f"{name}.txt", reading()
