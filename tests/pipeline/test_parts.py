"""How reading is divided, and what a build is given."""

from __future__ import annotations

import os

import pytest
from paths import NEWSROOM

import kg
from kg.pipeline import graph as pipeline
from kg.pipeline.graph import checked_base, read_posts
from kg.read.files import SourceFile


def files(count: int, size: int) -> list[SourceFile]:
    return [SourceFile(f"{n}.md", f"{n}.md", size, 0, 0) for n in range(count)]


@pytest.mark.parametrize(
    ("count", "jobs", "shares"),
    [
        (10, 1, [10]),
        (10, 2, [6, 4]),  # 1.22 of 2.22 parts for who has nothing to send
        (10, 3, [4, 3, 3]),
        (2, 20, [1, 1]),
        (1, 2, [1]),
        (0, 2, [0]),
    ],
)
def test_who_divides_the_files_reads_a_little_more(
    count: int, jobs: int, shares: list[int]
) -> None:
    work = [(file, b"") for file in files(count, 100)]
    parts = pipeline._parts(work, jobs, 100 * count)
    assert [len(part) for part in parts] == shares
    assert [each for part in parts for each in part] == work


@pytest.mark.parametrize(
    ("size", "processors", "jobs"),
    [
        (0, 4, 1),
        (31_999_999, 4, 1),
        (32_000_000, 4, 2),
        (48_000_000, 4, 3),
        (640_000_000, 4, 4),
        (640_000_000, 1, 1),
        (640_000_000, None, 1),
    ],
)
def test_by_default_a_process_reads_sixteen_megabytes_or_more(
    monkeypatch: pytest.MonkeyPatch, size: int, processors: int | None, jobs: int
) -> None:
    class Asked(Exception):  # noqa: N818  # no error
        pass

    def parts(_work: object, jobs: int, total: int) -> None:
        raise Asked(jobs, total)

    monkeypatch.setattr(pipeline, "_parts", parts)
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    with pytest.raises(Asked) as asked:
        read_posts(files(1, size), {})
    assert asked.value.args == (jobs, size)
    with pytest.raises(Asked) as asked:
        read_posts(files(1, size), {}, 7)
    assert asked.value.args == (7, size)


@pytest.mark.parametrize(
    ("given", "base"),
    [
        ("https://a.example", "https://a.example/"),
        ("http://a.example/kg", "http://a.example/kg/"),
        ("https://a.example/kg/", "https://a.example/kg/"),
        ("https://a.example/kg#", "https://a.example/kg#"),
        ("HTTPS://A.example/", "HTTPS://A.example/"),
        ("urn:kg:a/", "urn:kg:a/"),
    ],
)
def test_a_base_ends_where_a_name_can_follow(given: str, base: str) -> None:
    assert checked_base(given) == base


def test_a_title_is_one_line_and_never_empty() -> None:
    for given, title in ((" a\n  b\t", "a b"), ("", "News knowledge graph"), (" \n", "News knowledge graph")):  # noqa: E501  # fmt: skip
        assert kg.build([NEWSROOM], title=given).title == title
