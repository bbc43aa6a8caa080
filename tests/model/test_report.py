"""The account of a build, text for text."""

from __future__ import annotations

from pathlib import Path

import kg
from kg.errors import Problem
from kg.model.account import (
    Account,
    Conflict,
    Correction,
    Evidence,
    FieldUse,
    Merge,
    Skip,
    Statement,
    Written,
    to_lists,
    to_report,
)
from kg.model.graph import KnowledgeGraph
from kg.model.records import Article

NOTHING = """{
"version": 1,
"files": {"found": 0, "posts": 0, "taxonomy": 0, "skipped": 0, "failed": 0},
"mentions": {"found": 0, "articles": 0, "merged": 0, "untitled": 0, \
"related_to_their_own_post": 0, "left_out_as_no_mention": 0},
"stories": {"found": 0, "articles": 0, "one_text": 0, "copies": 0},
"written": [],
"skipped": [],
"records_passed_over": [],
"folders_passed_over": [],
"configurations_passed_over": [],
"failed": [],
"problems": [],
"fields": [],
"labels_left_out": [],
"mended": [],
"merged_articles": [],
"conflicts": [],
"merged_outlets": [],
"outlet_logos": []
}
"""
FULL = Account(
    posts=5,
    taxonomy=2,
    skipped=(Skip("a.md", "no front matter"), Skip("b.md", "type: webinar")),
    failed=("c.md",),
    problems=(Problem("c.md", 3, "title is missing.", "Add one.", "it is missing."),),
    mentions=12,
    untitled=1,
    entries_left_out=4,
    self_links=3,
    fields=(
        FieldUse("post", "title", 5, "schema:headline", None),
        FieldUse("post", "secured", 1, None, "an encrypted blob"),
        FieldUse("post", "mood", 2, None, None),
    ),
    mends=(Correction("heat", "rounded", "5", "d.md", 2),),
    merges=(
        Merge(
            "article:1",
            (("https://a.example/", "http://a.example"), ("https://b.example/",)),
            (Evidence("d.md", ("https://a.example/", "https://b.example/")),),
        ),
    ),
    conflicts=(
        Conflict("article:1", "heat", Statement(5, "d.md", 4), lost=(Statement(7, "e.md", 0),)),
    ),
    outlet_names=(("outlet:a.example", (("A", 2), ("Å", 1))),),
    outlet_logos=(
        ("outlet:a.example", (("https://a.example/1.png", 1), ("https://a.example/2.png", 3))),
    ),
)
REPORT = """{
"version": 1,
"files": {"found": 10, "posts": 5, "taxonomy": 2, "skipped": 2, "failed": 1},
"mentions": {"found": 12, "articles": 7, "merged": 4, "untitled": 1, \
"related_to_their_own_post": 3, "left_out_as_no_mention": 4},
"stories": {"found": 0, "articles": 0, "one_text": 0, "copies": 0},
"written": [
{"file": "graph.ttl", "size": 9, "sha256": "ab"},
{"file": "graph.html", "size": 8, "sha256": "cd"}
],
"skipped": [
{"path": "a.md", "reason": "no front matter"},
{"path": "b.md", "reason": "type: webinar"}
],
"records_passed_over": [],
"folders_passed_over": [],
"configurations_passed_over": [],
"failed": [
"c.md"
],
"problems": [
{"path": "c.md", "line": 3, "what": "title is missing.", "mend": "Add one."}
],
"fields": [
{"record": "post", "name": "title", "uses": 5, "becomes": "schema:headline"},
{"record": "post", "name": "secured", "uses": 1, "reason": "an encrypted blob"},
{"record": "post", "name": "mood", "uses": 2}
],
"labels_left_out": [],
"mended": [
{"field": "heat", "what": "rounded", "value": "5", "path": "d.md", "uses": 2}
],
"merged_articles": [
{"article": "article:1", "spellings": [["https://a.example/", "http://a.example"], \
["https://b.example/"]], "stated_together": \
[{"path": "d.md", "urls": ["https://a.example/", "https://b.example/"]}]}
],
"conflicts": [
{"subject": "article:1", "field": "heat", "kept": {"value": 5, "path": "d.md", "line": 4}, \
"lost": [{"value": 7, "path": "e.md", "line": 0}]}
],
"merged_outlets": [
{"outlet": "outlet:a.example", "names": {"A": 2, "Å": 1}}
],
"outlet_logos": [
{"outlet": "outlet:a.example", \
"logos": {"https://a.example/1.png": 1, "https://a.example/2.png": 3}}
]
}
"""


def test_the_account_of_nothing_is_made_of_zeros() -> None:
    assert "".join(to_report(Account(), 0, ())) == NOTHING


def test_the_account_tells_everything_a_line_a_thing() -> None:
    written = [
        Written(Path("out/graph.ttl"), 9, "ab", "RDF"),
        Written(Path("out/graph.html"), 8, "cd", "a page"),
    ]
    assert "".join(to_report(FULL, 7, written)) == REPORT
    assert "".join(to_report(FULL, 7, written, to_lists(FULL))) == REPORT


def test_lists_that_somebody_has_already_are_taken_as_they_are() -> None:
    assert "".join(to_report(Account(), 0, (), ',\n"x": []')) == (
        NOTHING.partition(',\n"skipped"')[0] + ',\n"x": []\n}\n'
    )


def test_a_graph_made_by_hand_has_an_account_without_files_or_mentions(tmp_path: Path) -> None:
    article = Article("article:1", "schema:NewsArticle", "Rain", "https://example.org/rain")
    kg.write(KnowledgeGraph((article,)), tmp_path, [])
    report = (tmp_path / "report.json").read_text(encoding="utf-8")
    assert report == NOTHING.replace('"articles": 0', '"articles": 1', 1)


def test_unknown_fields_come_most_used_first_and_then_by_name() -> None:
    def use(
        name: str, uses: int, becomes: str | None = None, reason: str | None = None
    ) -> FieldUse:
        return FieldUse("post", name, uses, becomes, reason)

    fields = (
        *(use("a", 1), use("c", 2), use("b", 2), use("known", 9, "schema:name")),
        use("left", 9, None, "why"),
    )
    assert [field.name for field in Account(fields=fields).unknown_fields] == ["b", "c", "a"]
