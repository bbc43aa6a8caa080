from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.files import find_files
from kg.lines import LineReader
from kg.model import Mention
from kg.posts import Archive, read_archive
from kg.records import clean_text, to_entry, to_instant, to_organization, to_subject

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
    assert to_entry(lines) == to_entry(dict(lines))


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
    ("publishedDateTime", 20240501, "publishedDateTime is 20240501, not a date."),
    ("webUrl", 7, "webUrl is 7, not an address."),
    ("webUrl", "/a", "webUrl is no http or https address."),
    ("ampWebUrl", "javascript:alert(1)", "ampWebUrl is no http or https address."),
    ("quality", "high", "quality is 'high', not a whole number from 0."),
    ("quality", True, "quality is true or false, not a whole number from 0."),
    ("heat", 2**31, "heat is 2147483648, not a whole number from 0."),
    ("heat", -2, "heat is -2, not a whole number from 0."),
    ("published", "perhaps", "published is 'perhaps', not true or false."),
    ("provider", "Reuters", "provider is 'Reuters', not a mapping."),
    ("provider", {"domain": "a b"}, "provider.domain is 'a b', not a domain."),
    ("provider", {"name": []}, "provider.name is a list, not text."),
    ("topics", "AI", "topics is 'AI', not a list."),
    ("topics", [["AI"]], "topics is a list, not text."),
    ("images", "a.jpg", "images is 'a.jpg', not a list."),
]


@pytest.mark.parametrize(("key", "value", "what"), WRONG)
def test_a_value_of_the_wrong_type_is_told_by_name(key: str, value: Any, what: str) -> None:
    record = {"title": "Rain", "webUrl": "https://example.org/a", key: value}
    mention, findings, *_ = to_entry(record)
    assert mention is None
    assert len(findings) == 1
    assert what in findings[0].what
    assert findings[0].mend


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
    mention, findings, *_ = to_entry(record)
    assert not (mention and findings)
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
    ],
)
def test_every_way_to_write_an_instant_becomes_one(written: Any, instant: str) -> None:
    assert to_instant(written) == instant


@pytest.mark.parametrize("written", ["", "x", "0000-01-01", "0001-01-01T00:00:00+14:00", 7, None])
def test_what_is_no_instant_is_refused(written: Any) -> None:
    with pytest.raises((ValueError, OverflowError)):
        to_instant(written)


# ---- files --------------------------------------------------------------------------------


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
        ("pipe.md", 0, "cannot be read: it is no file."),
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
        ("---\ntitle: Rain\n---\n", ":1: ", "states no URL. Add webUrl."),
        ("---\nwebUrl: https://example.org/a\n---\n", ":1: ", "has neither title nor name."),
        (POST.format("publishedDateTime: May 1st\n"), ":4: ", "not a date."),
        (
            POST.format("quality: 7\nheat: [hot]\n"),
            ":5: ",
            "heat is a list, not a whole number from 0.",
        ),
        (POST.format("provider:\n  name: X\n  domain: a b\n"), ":6: ", "not a domain."),
        (POST.format("related: none\n"), ":4: ", "related is 'none', not a list."),
        ("", ":1: ", "the file is empty."),
        ("\n \n", ":1: ", "the file is empty."),
        (b"\x89PNG\r\n\x1a\n\0\0", ":1: ", "is no text."),
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


def test_a_bad_entry_is_left_out_and_its_post_is_read(tmp_path: Path) -> None:
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
    assert [archive.mentions[at].title for at in archive.posts[0].related] == ["River"]
    assert archive.entries_left_out == 3
    assert [str(problem) for problem in archive.problems] == [
        "a.md:9: related: publishedDateTime is 'soon', not a date. "
        "Write it as 2024-05-01T09:30:00Z.",
        "a.md:10: related: the entry is 'just text', not a mapping. "
        "Write title: and webUrl: in it.",
        "a.md:11: related: the entry states no URL. Add webUrl.",
    ]


def test_files_that_are_no_articles_are_skipped_with_their_reason(tmp_path: Path) -> None:
    archive = read(
        tmp_path,
        webinar__md="---\ntype: webinar\nname: W\nwebUrl: https://example.org/w\n---\n",
        profile__md="---\ntype: profile\nname: P\n---\n",
        readme__md="# Read me\n",
        config__yaml="title: My site\n",
        other__yaml="taxonomy: level\nname: Beginner\n",
    )
    assert dict(archive.skipped) == {
        "webinar.md": "type: webinar",
        "profile.md": "type: profile",
        "readme.md": "no front matter",
        "config.yaml": "YAML without taxonomy",
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
