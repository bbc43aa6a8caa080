from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from archives import read_archive
from hypothesis import given
from hypothesis import strategies as st

from kg.model.records import Mention
from kg.model.text import clean_text
from kg.read.archive import Archive
from kg.read.dates import Date, read_date
from kg.read.errors import Why
from kg.read.files import find_files
from kg.read.lines import LineReader
from kg.read.mentions import to_entry, to_organization, to_subject
from kg.read.reader import Reader

POST = "---\ntitle: Rain\nwebUrl: https://example.org/rain\n{}---\n"


def read(folder: Path, **files: str | bytes) -> Archive:
    """Return what the files say; a name's `__` stands for the dot of its suffix."""
    for name, content in files.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_archive(find_files([folder]))


# ---- one record ---------------------------------------------------------------------------


LINES = [
    "title: Rain", "title:", "title: 1984", "name: 'River'", "excerpt: \"One. Two.\"",
    "publishedDateTime: 2024-05-01T09:00:00Z", "publishedDateTime: soon", "webUrl: example",
    "webUrl: https://example.org/a", "originalUrl: 'https://example.org/o'", "quality: 4.5",
    "quality: many", "heat: -1", "published: yes", "removed: 0", "type: Video", "secured: abc",
    "images: none", "images:\n  - https://example.org/i.jpg", "images:\n  - width: 5",
    "images:\n  - url: /i.jpg\n    width: 5\n  - url: https://example.org/j.jpg", "images:",
    "provider: The Times", "provider:", "provider:\n  name: The Times\n  domain: Example.org",
    "provider:\n  domain: 'not a domain'\n  images:\n    - url: https://example.org/l.png",
    "provider:\n  - name: The Times", "provider:\n  name:\n    first: The", "mood: glad",
    "topics: AI", "topics:\n  - AI\n  - AI\n  - 7", "topics:\n  - name: AI", "topics:",
]  # fmt: skip


@given(st.lists(st.sampled_from(LINES), unique_by=lambda line: line.partition(":")[0]))
def test_a_record_is_the_same_however_it_was_read(chosen: list[str]) -> None:
    lines = LineReader().parse("\n".join(chosen).encode())
    by_lines, by_names = (
        entry._replace(findings=tuple(sorted(entry.findings)), notes=tuple(sorted(entry.notes)))
        for entry in (to_entry(lines), to_entry(dict(lines)))
    )
    assert by_lines == by_names


def test_every_field_of_a_record_is_read() -> None:
    entry = to_entry(
        {
            "title": "A  title\n",
            "excerpt": "One.\r\nTwo.",
            "publishedDateTime": datetime(2024, 5, 1, 9, tzinfo=UTC),
            "webUrl": "https://example.org/a b",
            "originalUrl": "https://example.org/o",
            "ampWebUrl": "https://example.org/amp",
            "cdnAmpWebUrl": "https://example-org.cdn.ampproject.org/c/s/example.org/amp",
            "type": "Video",
            "quality": 49,
            "heat": -1,
            "published": False,
            "removed": True,
            "images": [{"url": "/relative.jpg"}, {"url": "https://example.org/i.jpg"}],
            "provider": {
                "name": "The Example",
                "domain": "WWW.Example.org",
                "images": [{"url": "https://example.org/logo.png"}],
            },
            "topics": ["AI", "AI", "Computer  Vision"],
            "secured": "never read",
        }
    )
    assert entry.mention == Mention(
        title="A title",
        excerpt="One.\nTwo.",
        published_at="2024-05-01T09:00:00Z",
        web_url="https://example.org/a%20b",
        original_url="https://example.org/o",
        amp_url="https://example.org/amp",
        amp_cache_url="https://example-org.cdn.ampproject.org/c/s/example.org/amp",
        type="video",
        quality=49,
        heat=None,
        published=False,
        removed=True,
        image="https://example.org/i.jpg",
        provider_name="The Example",
        provider_domain="example.org",
        provider_logo="https://example.org/logo.png",
        topics=("AI", "Computer Vision"),
    )


def test_the_name_stands_in_for_the_title() -> None:
    entry = to_entry({"name": "Rain", "webUrl": "https://example.org/a"})
    assert entry.mention is not None
    assert entry.mention.title == "Rain"


def test_a_number_as_title_is_text() -> None:
    entry = to_entry({"title": 1984, "webUrl": "https://example.org/a"})
    assert entry.mention is not None
    assert entry.mention.title == "1984"


WRONG = [
    ("title", ["a"], "title is a list, not text."),
    ("excerpt", {"a": 1}, "excerpt is a mapping, not text."),
    ("publishedDateTime", "May 1st", "publishedDateTime is 'May 1st', not a date."),
    ("publishedDateTime", 2024, "publishedDateTime is 2024, not a date."),
    ("publishedDateTime", "05/01/2024", "publishedDateTime is '05/01/2024', not a date."),
    ("originalUrl", 7, "originalUrl is 7, not a URL."),
    ("originalUrl", "/a", "originalUrl is not an http or https URL."),
    ("originalUrl", "https://https://example.org/a", "originalUrl is a URL inside another URL"),
    ("ampWebUrl", "javascript:alert(1)", "ampWebUrl is not an http or https URL."),
    ("quality", "high", "quality is 'high', not a whole number from 0."),
    ("quality", True, "quality is true or false, not a whole number from 0."),
    ("heat", 2**31, "heat is 2147483648, not a whole number from 0."),
    ("heat", -2, "heat is -2, not a whole number from 0."),
    ("published", "perhaps", "published is 'perhaps', not a date."),
    ("provider", ["Reuters"], "provider is a list, not a mapping."),
    ("provider", {"domain": "a b"}, "provider.domain is 'a b', not a domain."),
    ("provider", {"name": []}, "provider.name is a list, not text."),
    ("topics", {"a": "AI"}, "topics is a mapping, not a list."),
    ("topics", [["AI"]], "topics is a list, not text."),
    ("images", 7, "images is 7, not a list."),
]


@pytest.mark.parametrize(("key", "value", "what"), WRONG)
def test_an_odd_value_is_told_by_name_and_costs_no_more_than_itself(
    key: str, value: Any, what: str
) -> None:
    record = {"title": "Rain", "webUrl": "https://example.org/a"}
    whole = to_entry(record).mention
    mention, findings, *_ = to_entry({**record, key: value})
    assert whole is not None
    assert mention == (whole._replace(title=None) if key == "title" else whole)
    assert len(findings) == 1
    assert what in findings[0].what
    assert findings[0].mend


DAY = {"published_precision": "day"}
MEANT: list[tuple[str, Any, dict[str, Any]]] = [
    ("topics", "NPC", {"topics": ("NPC",)}),
    ("topics", "book, business", {"topics": ("book", "business")}),
    ("topics", "a; b | c", {"topics": ("a", "b", "c")}),
    ("topics", 5, {"topics": ("5",)}),
    ("provider", "Reuters", {"provider_name": "Reuters"}),
    ("provider", "theguardian.com", {"provider_domain": "theguardian.com"}),
    ("provider", "https://www.bbc.co.uk/news", {"provider_domain": "bbc.co.uk"}),
    ("provider", "Node.js", {"provider_name": "Node.js"}),
    ("provider", {"domain": "https://www.bbc.co.uk/"}, {"provider_domain": "bbc.co.uk"}),
    ("images", "https://example.org/a.jpg", {"image": "https://example.org/a.jpg"}),
    ("images", {"url": "https://example.org/a.jpg"}, {"image": "https://example.org/a.jpg"}),
    ("published", "yes", {"published": True}),
    ("published", "No", {"published": False}),
    ("published", "off", {"published": False}),
    ("published", "on", {"published": True}),
    ("published", 1, {"published": True}),
    ("published", 0, {"published": False}),
    ("publishedDateTime", "Aug 8, 2023", DAY | {"published_at": "2023-08-08T00:00:00Z"}),
    ("publishedDateTime", 20240501, DAY | {"published_at": "2024-05-01T00:00:00Z"}),
]


@pytest.mark.parametrize(("key", "value", "read"), MEANT)
def test_a_value_that_can_mean_one_thing_only_is_read_as_that(
    key: str, value: Any, read: dict[str, Any]
) -> None:
    record = {"title": "Rain", "webUrl": "https://example.org/a"}
    whole = to_entry(record).mention
    entry = to_entry({**record, key: value})
    assert whole is not None
    assert entry.mention == whole._replace(**read)
    assert not entry.findings
    assert entry.notes or isinstance(value, dict) or key == "publishedDateTime"


def test_true_and_false_in_quotes_are_read_without_a_word() -> None:
    for text, value in (("true", True), ("FALSE", False), (" false ", False), ("", None)):
        entry = to_entry({"title": "A", "webUrl": "https://example.org/a", "published": text})
        assert entry.mention is not None
        assert (entry.mention.published, entry.notes) == (value, ())


def test_a_mended_value_is_shown_up_to_two_hundred_characters() -> None:
    for length, shown in ((199, "x" * 199), (200, "x" * 200 + "...")):
        topics = to_entry({"webUrl": "https://example.org/a", "topics": "x" * length})
        assert [note.value for note in topics.notes] == [shown]


def test_a_name_with_a_comma_is_one_other_name() -> None:
    record = {"name": "Foo", "domain": "foo.example", "otherNames": "Foo, Inc."}
    organization, *_ = to_organization("a.md", record)
    assert organization is not None
    assert organization.other_names == ("Foo, Inc.",)


def test_taxonomy_keeps_what_is_right_beside_an_odd_value() -> None:
    organization, findings, _ = to_organization(
        "a.md", {"name": "Foo", "domain": "foo.example", "description": ["a"], "images": 7}
    )
    assert organization is not None
    assert (organization.name, organization.domain) == ("Foo", "foo.example")
    assert [finding.what for finding in findings] == [
        "description is a list, not text.",
        "images is 7, not a list.",
    ]


def test_a_long_wrong_value_is_shown_in_part() -> None:
    findings = to_entry({"heat": "x" * 10_000}).findings
    assert len(findings[0].what) < 200


@pytest.mark.parametrize("record", [None, "text", 7, [], ["a"], True])
def test_a_record_that_is_no_mapping_makes_no_mention(record: Any) -> None:
    mention, findings, *_ = to_entry(record)
    assert mention is None
    assert findings


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates()
values = st.recursive(
    scalars | st.datetimes() | st.binary(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
FIELDS = [
    *("title", "name", "excerpt", "publishedDateTime", "webUrl", "originalUrl", "ampWebUrl"),
    *("type", "quality", "heat", "published", "removed", "images", "provider", "topics"),
    *("domain", "otherNames", "description", "parent", "shortname", "keywords", "_id"),
]


@given(st.dictionaries(st.sampled_from(FIELDS), values))
def test_no_record_is_too_strange(record: dict[str, Any]) -> None:
    to_entry(record)
    to_organization("a.md", record)
    to_subject("a.md", record)


@given(st.text())
def test_cleaned_text_is_clean(text: str) -> None:
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert not set(cleaned) & set("\0\x08\x0b\x1f\x7f\r\ufffe\ud800")
    cleaned.encode()


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        (datetime(2024, 5, 1, 9, 30), "2024-05-01T09:30:00Z"),
        (datetime(2024, 5, 1, 9, 30, 0, 120_000), "2024-05-01T09:30:00.12Z"),
        (datetime(2024, 5, 1, 9, 30, tzinfo=UTC), "2024-05-01T09:30:00Z"),
        (date(2024, 5, 1), "2024-05-01T00:00:00Z"),
        (date(1, 1, 1), "0001-01-01T00:00:00Z"),
        ("2024-05-01T09:30:00.000Z", "2024-05-01T09:30:00Z"),
        ("2024-05-01 11:30:00+02:00", "2024-05-01T09:30:00Z"),
        (7_000_000_000, "2191-10-27T12:26:40Z"),
    ],
)
def test_every_way_to_write_an_instant_becomes_one(written: Any, instant: str) -> None:
    found = read_date(written)
    assert isinstance(found, Date)
    assert found.instant == instant


# ---- files --------------------------------------------------------------------------------


@pytest.mark.system
def test_pipes_and_dangling_links_are_told_and_loops_end(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(POST.format(""))
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "lost.md").symlink_to(tmp_path / "nowhere")
    archive = read_archive(find_files([tmp_path]))
    assert [post.path for post in archive.posts] == ["a.md"]
    assert [problem[:3] for problem in archive.problems] == [
        ("lost.md", 0, "cannot be read: No such file or directory."),
        ("pipe.md", 0, "cannot be read: it is not a regular file."),
    ]


def test_an_entry_repeated_in_two_posts_is_one_record(tmp_path: Path) -> None:
    entry = "related:\n  - title: River\n    webUrl: https://example.org/river\n"
    archive = read(tmp_path, a__md=POST.format(entry), b__md=POST.format(entry))
    one, two = archive.posts
    assert (*one.related, *two.related, len(archive.mentions)) == (0, 0, 1)


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("---\ntitle: [a\nwebUrl: https://example.org/a\n---\n", ":3: ", ""),
        ("---\ntitle: Rain\nlink_url: soon\n---\n", ":1: ", "has no URL. Add webUrl."),
        ("---\ntitle: Rain\nwebUrl: //example.org\n---\n", ":3: ", "webUrl is not an http"),
        ("+++\ntitle = 'Rain\n+++\n", ":2: ", "the TOML cannot be read"),
        ('{\n  "title": "Rain",,\n}\n', ":2: ", "the JSON"),
        ("----\ntitle: Rain\n----\n", ":1: ", "the line '----' opens no front matter."),
        ("--- x\ntitle: Rain\n---\n", ":1: ", "the line '--- x' opens no front matter."),
        ("\n\n---\ntitle: Rain\n", ":3: ", "the front matter that opens on line 3 never ends."),
        ("", ":1: ", "the file is empty."),
        ("\n \n", ":1: ", "the file is empty."),
        (b"\x89PNG\r\n\x1a\n\0\0", ":1: ", "is not a text file."),
        (b"---\ntitle: \xff\n---\n", ":2: ", "UTF-8"),
    ],
)
def test_a_bad_post_is_told_with_its_line_and_the_rest_is_read(
    tmp_path: Path, text: str | bytes, place: str, reason: str
) -> None:
    archive = read(tmp_path, good__md=POST.format(""), bad__md=text)
    assert [post.path for post in archive.posts] == ["good.md"]
    assert len(archive.problems) == 1
    said = str(archive.problems[0])
    assert said.startswith("bad.md" + place), said
    assert reason in said
    assert said.endswith(".")
    assert len(archive.failed) + len(archive.skipped) == 1


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("publishedDateTime: May 1st", ":4: ", "publishedDateTime is 'May 1st', not a date."),
        ("publishedDateTime: 2023-02-30", ":4: ", "is '2023-02-30', not a date."),
        ("quality: 7\nheat: [hot]", ":5: ", "heat is a list, not a whole number from 0."),
        ("quality: -3", ":4: ", "quality is -3, not a whole number from 0."),
        ("provider:\n  name: X\n  domain: a b", ":6: ", "not a domain."),
        ("related: none", ":4: ", "related is 'none', not a list."),
        ("related: true", ":4: ", "related is true or false, not a list."),
        ("ampWebUrl: amp", ":4: ", "ampWebUrl is not an http or https URL."),
        ("published: perhaps", ":4: ", "published is 'perhaps', not a date."),
    ],
)
def test_one_odd_value_never_loses_a_post(
    tmp_path: Path, text: str, place: str, reason: str
) -> None:
    archive = read(tmp_path, odd__md=POST.format(text + "\n"))
    assert [post.mention and post.mention.title for post in archive.posts] == ["Rain"]
    assert [str(problem).startswith("odd.md" + place) for problem in archive.problems] == [True]
    assert reason in archive.problems[0].what
    assert not archive.failed
    assert not archive.skipped


@pytest.mark.parametrize(
    "opening",
    ["\n---\n", " \n\t\n---\n", "\r\n\r\n---\r\n", "\ufeff\n---\n", "---yaml\n", "--- yaml \n"],
)
def test_front_matter_is_found_below_empty_lines_and_by_its_name(
    tmp_path: Path, opening: str
) -> None:
    text = f"{opening}title: Rain\nwebUrl: https://example.org/a\nquality: high\n---\nText.\n"
    (tmp_path / "a.md").write_bytes(text.encode())
    archive = read(tmp_path)
    assert [post.mention and post.mention.title for post in archive.posts] == ["Rain"]
    line = len(opening.splitlines()) + 3
    assert [problem.line for problem in archive.problems] == [line]


@pytest.mark.parametrize(
    "text",
    [
        "# Read me\n",
        "----\n\nA rule above.\n",
        "{% include a %}\n",
        "{{ content }}\n",
        "+++\nText\n",
    ],
)
def test_a_page_that_only_begins_like_front_matter_is_passed_over(
    tmp_path: Path, text: str
) -> None:
    archive = read(tmp_path, page__md=text)
    assert [skip.reason for skip in archive.skipped] == ["no front matter"]
    assert not archive.problems


@pytest.mark.parametrize(
    ("title", "label"),
    [("10:00", "10:00"), ("3.10", "3.10"), ("007", "007"), ("No", "No"), ("1_000", "1_000"),
     ("0x1F", "0x1F"), ("2024-05-01", "2024-05-01"), ("1e3", "1e3"), (".5", ".5"),
     ("2023-02-30", "2023-02-30"), ("9" * 2000, "9" * 2000),
     ("2001-12-14t21:59:43.10-05:00", "2001-12-14t21:59:43.10-05:00")],
)  # fmt: skip
def test_a_title_that_yaml_takes_for_something_else_stays_as_written(
    tmp_path: Path, title: str, label: str
) -> None:
    post = f"title: {title}\nwebUrl: https://example.org/a\ntopics: [AI, {title}]\n"
    entry = f"related:\n  - title: {title}\n    webUrl: https://example.org/b\n"
    flow = f"related: [{{title: {title}, webUrl: 'https://example.org/b'}}]\n"
    odd = f"related:\n  - &a\n    title: {title}\n    webUrl: https://example.org/b\n"
    for related in (entry, flow, odd):
        archive = read(tmp_path, a__md=f"---\n{post}{related}---\n")
        assert archive.posts[0].mention is not None
        assert archive.posts[0].mention.title == label
        assert archive.posts[0].mention.topics == ("AI", label)
        assert [archive.mentions[at].title for at in archive.posts[0].related] == [label]
        assert not archive.problems


def test_related_that_is_one_entry_is_a_list_of_one(tmp_path: Path) -> None:
    archive = read(
        tmp_path,
        a__md=POST.format("related: https://example.org/b\n"),
        b__md=POST.format("related: {title: River, webUrl: https://example.org/c}\n"),
        c__md=POST.format("related: [https://example.org/d]\n"),
    )
    found = [archive.mentions[at] for post in archive.posts for at in post.related]
    assert [(mention.title, mention.web_url) for mention in found] == [
        (None, "https://example.org/b"),
        ("River", "https://example.org/c"),
        (None, "https://example.org/d"),
    ]
    assert not archive.problems


def test_problems_of_one_kind_say_so_whatever_value_they_name(tmp_path: Path) -> None:
    archive = read(
        tmp_path,
        a__md=POST.format("published: perhaps\n"),
        b__md=POST.format("published: soon\n"),
    )
    assert {problem.kind for problem in archive.problems} == {"published is not a date."}
    assert len({problem.what for problem in archive.problems}) == 2


def test_an_odd_entry_is_told_and_its_post_is_read(tmp_path: Path) -> None:
    related = """related:
  - title: River
    webUrl: https://example.org/river
  - title: Flood
    webUrl: https://example.org/flood
    publishedDateTime: soon
  - just text
  - title: Nowhere
"""
    archive = read(tmp_path, a__md=POST.format(related))
    assert [archive.mentions[at].title for at in archive.posts[0].related] == ["River", "Flood"]
    assert archive.entries_left_out == 2
    assert [str(problem) for problem in archive.problems] == [
        "a.md:9: related: publishedDateTime is 'soon', not a date. "
        "Write it as 2024-05-01T09:30:00Z.",
        "a.md:10: related: the entry is 'just text', not a mapping. "
        "Write title: and webUrl: in it.",
        "a.md:11: related: the entry has no URL. Add webUrl.",
    ]


def test_files_that_are_no_articles_are_skipped_with_their_reason(tmp_path: Path) -> None:
    archive = read(
        tmp_path,
        webinar__md="---\ntype: webinar\nname: W\nwebUrl: https://example.org/w\n---\n",
        profile__md="---\ntype: profile\nname: P\nsecured: x\n---\n",
        readme__md="# Read me\n",
        config__yaml="title: My site\n",
        other__yaml="taxonomy: level\nname: Beginner\n",
    )
    assert {skip.path: skip.reason for skip in archive.skipped} == {
        "webinar.md": "type: webinar",
        "profile.md": "type: profile",
        "readme.md": "no front matter",
        "config.yaml": "holds no list of articles",
        "other.yaml": "taxonomy of another kind",
    }
    assert not archive.problems


def test_taxonomy_is_read_from_markdown_and_from_yaml(tmp_path: Path) -> None:
    archive = read(
        tmp_path,
        o__md="---\ntaxonomy: organization\nname: Ex\ndomain: example.org\notherNames: [E]\n---\n",
        t__yaml="taxonomy: topic\nname: AI\nparent: Tech\nshortname: A\nkeywords: [ml]\n",
        bad__yml="taxonomy: topic\n",
    )
    assert [o[1:] for o in archive.organizations] == [("example.org", "Ex", None, None, ("E",))]
    assert [s[1:] for s in archive.subjects] == [("AI", "Tech", "A", ("ml",))]
    assert [str(problem) for problem in archive.problems] == [
        "bad.yml:1: name is empty, not a label. Write name: Computer Vision."
    ]


def test_a_file_that_vanishes_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(POST.format(""))
    files = find_files([tmp_path])
    (tmp_path / "a.md").unlink()
    archive = read_archive(files)
    assert archive.failed == ["a.md"]
    assert "cannot be read: No such file or directory." in str(archive.problems[0])


# ---- the name of the file ---------------------------------------------------------------------

SEED = "webUrl: https://example.org/rain\npublishedDateTime: 2024-05-02T10:00:00Z\n"
IN_FLOW_STYLE = SEED + "provider: {name: The Example}\n"


@pytest.mark.parametrize("fields", [SEED, IN_FLOW_STYLE], ids=["by line", "by YAML parser"])
def test_the_name_of_a_file_gives_title_and_day_however_its_head_is_parsed(fields: str) -> None:
    (record,) = Reader().parse("_news/2024-05-03-heavy-rain.md", f"---\n{fields}---\n".encode())
    assert record.post is not None
    assert record.post.title == "heavy rain"
    assert record.post.published_at == "2024-05-02T10:00:00Z"
    assert (record.post.added_at, record.post.added_precision) == ("2024-05-03T00:00:00Z", "day")


def test_a_title_in_the_head_is_better_than_the_name_of_the_file() -> None:
    (record,) = Reader().parse("2024-05-03-rain.md", f"---\ntitle: Flood\n{SEED}---\n".encode())
    assert record.post is not None
    assert record.post.title == "Flood"


def test_a_template_of_the_seeds_dialect_is_none_of_its_posts() -> None:
    head = "title: '{{ title }}'\nwebUrl: '{{ url }}'\npublishedDateTime:\n"
    (record,) = Reader().parse("template.md", f"---\n{head}---\n".encode())
    assert record.skipped == Why("a template")
