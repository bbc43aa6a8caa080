from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.exporters import FORMATS, Format
from kg.exporters.page import to_page
from kg.exporters.reuse import BuildMemory, CopiedText, Spans, Stamp, TextReuser
from kg.model.graph import KnowledgeGraph
from kg.model.records import Article, Entity, Outlet, Topic

FORMS = [format_ for format_ in FORMATS.values() if format_.pieces]
LABELS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)


def article(number: int, label: str = "Rain", **values: Any) -> Article:
    url = f"https://example.org/{number}"
    return Article(f"article:{number:016x}", "schema:NewsArticle", label, url, **values)


def graph_of(labels: dict[int, str]) -> KnowledgeGraph:
    ids = [f"article:{number:016x}" for number in sorted(labels)]
    articles = (
        article(number, label, related_to=tuple(ids), publisher="outlet:a.example")
        for number, label in sorted(labels.items())
    )
    outlet = Outlet("outlet:a.example", f"The {len(labels)}", "a.example")
    return KnowledgeGraph(tuple(articles), (outlet,), (Topic("topic:ai", "AI"),))


def stamp_of(path: Path) -> Stamp:
    info = path.stat()
    return info.st_size, info.st_mtime_ns, info.st_ctime_ns


@pytest.mark.parametrize("format_", FORMS, ids=lambda format_: format_.name)
@given(st.lists(st.dictionaries(st.integers(0, 9), LABELS), min_size=2, max_size=4))
def test_a_file_made_from_the_one_before_is_the_one_made_anew(
    tmp_path_factory: pytest.TempPathFactory, format_: Format, history: list[dict[int, str]]
) -> None:
    path = tmp_path_factory.mktemp("kept") / format_.file
    before: tuple[Stamp, Spans] | None = None
    for labels in history:
        graph = graph_of(labels)
        text, spans, _ = written(format_.name, graph, path, before)
        assert text == "".join(format_.load()(graph)).encode()
        path.write_bytes(text)
        before = stamp_of(path), spans


def written(
    name: str, graph: KnowledgeGraph, path: Path, before: tuple[Stamp, Spans] | None
) -> tuple[bytes, Spans, int]:
    """Return the text, what stands where in it, and how many entities were written anew."""
    keeper, anew = TextReuser(BuildMemory().digest), 0

    def keep(kind: str, entity: Entity, write: Callable[[Entity], str]) -> CopiedText:
        def counted(entity: Entity) -> str:
            nonlocal anew
            anew += 1
            return write(entity)

        return keeper.keep(kind, entity, counted)

    def pieces() -> Iterator[bytes]:
        yield from keeper.placed(FORMATS[name].load_pieces()(graph, keep))

    if before:
        with keeper.opened(path, *before):
            return b"".join(pieces()), keeper.spans, anew
    return b"".join(pieces()), keeper.spans, anew


def test_only_what_changed_is_written_anew(tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    labels = dict.fromkeys(range(50), "Rain")
    text, spans, anew = written("turtle", graph_of(labels), path, None)
    assert anew == 52
    path.write_bytes(text)
    _, _, anew = written("turtle", graph_of(labels | {7: "Flood"}), path, (stamp_of(path), spans))
    assert anew == 1


def test_nothing_is_taken_from_a_file_that_is_another_by_now(tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    graph = graph_of({1: "Rain", 2: "Flood"})
    text, spans, _ = written("turtle", graph, path, None)
    path.write_bytes(text)
    before = stamp_of(path), spans
    for other in (text[:-1], text + b"#", text.replace(b"Rain", b"Snow")):
        path.write_bytes(other)
        os.utime(path, ns=(1, 1))
        assert written("turtle", graph, path, before)[0] == text
    path.unlink()
    assert written("turtle", graph, path, before)[0] == text


def test_every_value_of_an_entity_tells_it_from_others() -> None:
    full = article(
        1,
        "Rain",
        abstract="a",
        date_published="2024-05-01T00:00:00Z",
        image="https://example.org/i",
        quality=1,
        heat=2,
        curated=True,
        published=True,
        removed=False,
        amp_urls=("https://example.org/amp",),
        amp_cache_urls=("https://example.org/cache",),
        same_as=("https://example.org/b",),
        posts=("post:a.md",),
        publisher="outlet:a.example",
        about=("topic:ai",),
        related_to=("article:0000000000000002",),
    )
    names = set(Article._fields) - {"more"}  # which is told by the fields that are registered
    others = [other(full, name) for name in names]
    digests = {BuildMemory().digest(each) for each in (full, *others)}
    assert len(digests) == 1 + len(names)


def other(article: Article, name: str) -> Article:
    """Return the article with another value of one attribute."""
    value = getattr(article, name)
    changed: Any = f"{value}x"
    if isinstance(value, bool):
        changed = not value
    elif isinstance(value, int):
        changed = value + 1
    elif isinstance(value, tuple):
        changed = (*value, "x")
    return article._replace(**{name: changed})


# ---- what a page remembers ------------------------------------------------------------------


class Notebook:
    """Remembers as the cache does, and counts what it had to make."""

    def __init__(self) -> None:
        self.known: dict[str, tuple[str, str]] = {}
        self.made: list[str] = []

    def remember(self, name: str, key: str, make: Callable[[], str]) -> str:
        if self.known.get(name, ("",))[0] != key or name not in self.known:
            self.made.append(name)
            self.known[name] = key, make()
        return self.known[name][1]


def linked(count: int, **values: Any) -> KnowledgeGraph:
    """Return a graph of stories of ten articles each; the values are those of the seventh."""
    ids = [f"article:{number:016x}" for number in range(count)]
    articles = [
        article(
            number,
            f"Headline {number}",
            date_published=f"2024-01-{1 + number % 28:02}T00:00:00Z",
            publisher="outlet:a.example",
            about=("topic:ai",) if number % 4 else (),
            related_to=tuple(ids[number // 10 * 10 : number]),
        )
        for number in range(count)
    ]
    articles[6] = articles[6]._replace(**values)
    outlets = (Outlet("outlet:a.example", "A", "a.example"),
               Outlet("outlet:b.example", "B", "b.example"))  # fmt: skip
    return KnowledgeGraph(tuple(articles), outlets, (Topic("topic:ai", "AI"),))


CHANGES: dict[str, dict[str, Any]] = {
    "headline": {"label": "Another"},
    "abstract": {"abstract": "Short."},
    "links": {"related_to": ()},
    "date": {"date_published": "2025-01-01T00:00:00Z"},
    "outlet": {"publisher": "outlet:b.example"},
    "topics": {"about": ()},
    "identity": {"id": "article:0000000000000006x"},
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("count", [40, 400])
def test_a_page_that_is_remembered_in_part_is_the_one_made_anew(change: str, count: int) -> None:
    notebook = Notebook()
    for graph in (linked(count), linked(count, **CHANGES[change]), linked(count)):
        assert "".join(to_page(graph, notebook.remember)) == "".join(to_page(graph))


def made_anew(change: str) -> set[str]:
    """Return what is made again of a page after a change."""
    notebook = Notebook()
    list(to_page(linked(400), notebook.remember))
    assert set(notebook.made) == {"frame", "plan", "facts"}
    notebook.made.clear()
    list(to_page(linked(400, **CHANGES[change]), notebook.remember))
    return set(notebook.made)


def test_of_a_page_only_what_depends_on_a_change_is_made_anew() -> None:
    assert made_anew("headline") == set()
    assert made_anew("abstract") == {"facts"}
    for change in ("links", "date", "outlet", "topics", "identity"):
        assert "plan" in made_anew(change)


def test_pieces_are_put_together_in_blocks_of_about_a_size() -> None:
    def blocks(*pieces: str | CopiedText) -> list[bytes]:
        return list(TextReuser(BuildMemory().digest).placed(pieces, 4))

    assert blocks() == [b""]
    assert blocks("ab", "cd", "ef") == [b"abcd", b"ef"]
    assert blocks("abc", "de", "f", "gh") == [b"abcde", b"fgh", b""]
    assert blocks("a", CopiedText(b"", b"bcd"), "\ud800") == [b"abcd", b"\\ud800", b""]


def test_spans_are_counted_in_bytes() -> None:
    keeper = TextReuser(BuildMemory().digest)
    kept = [keeper.keep("", Topic(f"topic:{name}", name), lambda topic: topic.label)
            for name in ("é", "ab")]  # fmt: skip
    assert b"".join(keeper.placed(["ø\n", kept[0], "x", kept[1]])) == "ø\néxab".encode()
    assert list(keeper.spans.values()) == [(3, 5), (6, 8)]
