from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.read.errors import ReadError
from kg.read.heads import Head, blank_preamble, find_head, looks_like_template, parse_head

ADDRESS = "https://news.example/rain"


def head_of(text: str) -> Head:
    head = find_head(text.encode())
    assert head is not None
    return head


def fields_of(text: str) -> dict[str, object]:
    return dict(parse_head(head_of(text))[0])


HEADS = {
    "yaml": "---\ntitle: Rain\n---\nBody\n",
    "yaml dots": "---\ntitle: Rain\n...\nBody\n",
    "yaml word": "---yaml\ntitle: Rain\n---\nBody\n",
    "yaml spaced": "--- yaml\ntitle: Rain\n---\nBody\n",
    "toml": '+++\ntitle = "Rain"\n+++\nBody\n',
    "toml word": '---toml\ntitle = "Rain"\n---\nBody\n',
    "json": '{\n"title": "Rain"\n}\nBody\n',
    "json word": '---json\n{"title": "Rain"}\n---\nBody\n',
    "json semicolons": ';;;\n"title": "Rain"\n;;;\nBody\n',
    "logseq": f"title:: Rain\nurl:: {ADDRESS}\n\nBody\n",
    "logseq block": f"- title:: Rain\n  url:: {ADDRESS}\n- Body\n",
    "pelican": "Title: Rain\nDate: 2024-05-01\n\nBody\n",
    "multimarkdown": "title:  Rain\nbase header level: 2\n\nBody\n",
    "hexo": "title: Rain\ndate: 2024-05-01\n---\nBody\n",
    "nikola": "<!--\n.. title: Rain\n.. slug: rain\n-->\nBody\n",
    "comment": "<!--\ntitle: Rain\ntags: a, b\n-->\nBody\n",
    "notion": f"# Rain\n\nURL: {ADDRESS}\nTags: a\n\nBody\n",
    "page": "<!doctype html><html><head><title>Rain</title></head>\n<body>Body</body></html>\n",
}


@pytest.mark.parametrize("text", HEADS.values(), ids=HEADS.keys())
def test_a_head_and_its_body_are_told_apart(text: str) -> None:
    head = head_of(text)
    assert "Rain" in head.text
    assert "Body" in head.body
    assert "Body" not in head.text
    assert "Body" in "\n".join(text.split("\n")[head.body_line - 1 :])


@pytest.mark.parametrize("name", HEADS.keys())
def test_a_title_is_read_in_each_language(name: str) -> None:
    head = head_of(HEADS[name])
    if head.language == "yaml":
        assert head.text == "title: Rain"
    else:
        fields, repeated = parse_head(head)
        assert {key.lower(): value for key, value in fields.items()}["title"] == "Rain"
        assert repeated == ()


@pytest.mark.parametrize("before", ["\ufeff", "\n \n", "<!-- lint off -->\n", "{/* note */}\n\n"])
@pytest.mark.parametrize("name", ["yaml", "yaml dots", "toml", "json", "logseq", "pelican"])
def test_marks_blank_lines_and_comments_may_come_first(before: str, name: str) -> None:
    plain, head = head_of(HEADS[name]), head_of(before + HEADS[name])
    lines = before.count("\n")
    assert head == plain._replace(
        first_line=plain.first_line + lines, body_line=plain.body_line + lines
    )


@pytest.mark.parametrize("name", HEADS.keys())
@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_other_line_ends_change_nothing(name: str, ending: str) -> None:
    assert head_of(HEADS[name].replace("\n", ending)) == head_of(HEADS[name])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "Rain falls.\n",
        "# Rain\n\nNote: it rains.\n",
        "Note: this is text.\n\nMore.\n",
        "Alice: It rains.\nBob: It does.\n\n",
        f"See {ADDRESS}\nand more: much more\n",
        "https://news.example/rain\n",
        "10:30 Rain\n11:00 Sun\n\n",
        "std::vector is a type\n",
        "{{ content }}\n",
        "{% include a.html %}\n",
        "+++\nRain\n",
        "<!-- note -->\n---\nIt rains.\n---\n",
        "<p>Rain</p>\n",
        "<html><head><title>{{ page.title }}</title></head><body></body></html>",
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE>\n",
    ],
)
def test_prose_and_templates_have_no_head(text: str) -> None:
    assert find_head(text.encode()) is None


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("---\ntitle: Rain\n", 1, "never ends"),
        ('\n+++\ntitle = "Rain"\n', 2, "TOML front matter that opens on line 2 never ends"),
        ('{"title": "Rain"\n', 1, "JSON front matter that opens on line 1 never ends"),
        ('---json\n{"title": "Rain"}\n', 1, "never ends"),
        ("----\ntitle: Rain\n----\n", 1, "'----' opens no front matter"),
        ("---js\n{title: 'Rain'}\n---\n", 1, "a script"),
    ],
)
def test_a_head_that_cannot_be_told_says_why(text: str, line: int, what: str) -> None:
    with pytest.raises(ReadError, match=what) as caught:
        find_head(text.encode())
    assert caught.value.line == line


def test_a_head_that_is_no_utf_8_says_where() -> None:
    with pytest.raises(ReadError, match="not UTF-8") as caught:
        find_head(b"title: Rain\ndate: 2024-05-01\n\nBody\n\xff\n")
    assert caught.value.line == 5


def test_a_file_of_bytes_without_a_head_is_no_error() -> None:
    assert find_head(b"\x7fELF\x00\xff\xfe\n" * 100) is None
    assert find_head(b"\xff\xfe\x00\x00") is None


def test_utf_16_says_so() -> None:
    with pytest.raises(ReadError, match="UTF-16"):
        find_head("---\ntitle: Rain\n---\n".encode("utf-16"))


def test_what_reads_yaml_finds_a_head_behind_a_comment() -> None:
    data = blank_preamble(b"\xef\xbb\xbf<!--\nlint\n-->\n--- yml\ntitle: Rain\n---\n")
    assert data == b"\n\n\n---\ntitle: Rain\n---\n"


def test_dates_of_toml_are_dates() -> None:
    text = "+++\na = 2024-05-01\nb = 2024-05-01T09:00:00Z\n[params]\nlink = 'x'\n+++\n"
    assert fields_of(text) == {
        "a": date(2024, 5, 1),
        "b": datetime(2024, 5, 1, 9, tzinfo=UTC),
        "params": {"link": "x"},
    }


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('+++\ntitle = "Rain"\ndate = May 1\n+++\n', 3),
        ('\n---json\n{"title": "Rain",\n"date": May}\n---\n', 4),
        ("---json\n[1]\n---\n", 2),
    ],
)
def test_bad_syntax_names_the_line_in_the_file(text: str, line: int) -> None:
    with pytest.raises(ReadError) as caught:
        parse_head(head_of(text))
    assert caught.value.line == line


def test_a_name_that_stands_twice_is_told_and_the_last_counts() -> None:
    head = head_of('{"title": "Rain", "title": "Sun", "a": {"b": 1, "b": 2}}\n')
    assert parse_head(head) == ({"title": "Sun", "a": {"b": 2}}, ("b", "title"))
    head = head_of("Title: Rain\nTitle: Sun\nAuthor: Jane\nAuthor: Ann\n\n")
    assert parse_head(head) == ({"Title": "Sun", "Author": ["Jane", "Ann"]}, ("Title", "Author"))


def test_values_of_plain_lines_may_go_on() -> None:
    text = (
        "Title: Rain over\n    the harbour\nAuthors: Jane Doe\n    Ann Roe\n"
        "Tags: a, b,\n    c\nKeywords:\n- x\n- y\nEmpty:\n\nBody"
    )
    assert fields_of(text) == {
        "Title": "Rain over the harbour",
        "Authors": ["Jane Doe", "Ann Roe"],
        "Tags": "a, b, c",
        "Keywords": ["x", "y"],
        "Empty": "",
    }


def test_quotes_around_a_whole_value_go() -> None:
    text = f'title:: "Rain: a story"\nurl:: {ADDRESS}\ntags:: #a, #[[b c]]\n\n'
    assert fields_of(text) == {"title": "Rain: a story", "url": ADDRESS, "tags": "#a, #[[b c]]"}


def test_a_list_in_brackets_is_a_list_and_a_link_to_a_note_is_not() -> None:
    text = "title: Rain\ntags: [a, 'b c']\nauthor: [[Jane Doe]]\n---\n"
    assert fields_of(text) == {"title": "Rain", "tags": ["a", "b c"], "author": "[[Jane Doe]]"}


def test_fields_of_readwise_are_found_below_metadata() -> None:
    text = (
        "# Rain\n\n![rw-book-cover](https://i.example/a.png)\n\n## Metadata\n"
        f"- Author: [[Jane Doe]]\n- Full Title: Rain falls\n- URL: {ADDRESS}\n\n"
        "## Highlights\n- x\n"
    )
    head = head_of(text)
    assert dict(parse_head(head)[0]) == {
        "Author": "[[Jane Doe]]",
        "Full_Title": "Rain falls",
        "URL": ADDRESS,
    }
    assert head.body == "## Highlights\n- x\n"


def test_a_page_says_its_title_and_named_metas() -> None:
    text = (
        "<html><head><title>Rain &amp; sun</title><meta name='tags' content='a, b'>"
        "<meta name=date contents='2024-05-01'></head><body><p>Body</body></html>"
    )
    assert fields_of(text) == {"title": "Rain & sun", "tags": "a, b", "date": "2024-05-01"}


def test_numbers_that_no_output_can_hold_are_texts() -> None:
    digits = "9" * 5_000
    fields = fields_of(f'{{"a": {digits}, "b": 1e999, "c": NaN, "d": "\\ud800"}}\n')
    assert fields == {"a": digits, "b": "1e999", "c": "NaN", "d": "?"}
    assert fields_of("+++\na = inf\nb = [nan]\n+++\n") == {"a": "inf", "b": ["nan"]}
    with pytest.raises(ReadError, match="too many digits") as caught:
        fields_of(f"+++\nb = 1\na = {digits}\n+++\n")
    assert caught.value.line == 3


N = 100_000
DEEP = {
    "toml arrays": "+++\na = " + "[" * N + "]" * N + "\n+++\n",
    "toml tables": "+++\na = " + "{a=" * N + "1" + "}" * N + "\n+++\n",
    "toml keys": "+++\n" + "a." * N + "a = 1\n+++\n",
    "toml headers": "+++\n[" + "a." * N + "a]\n+++\n",
    "toml behind quotes": '+++\na = """x""""\nb = ' + "[" * N + "\n+++\n",
    "json arrays": '{"a": ' + "[" * N + "]" * N + "}\n",
    "json objects": '---json\n{"a": ' + '{"a":' * N + "1" + "}" * N + "}\n---\n",
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP.keys())
def test_deep_nesting_is_refused(text: str) -> None:
    with pytest.raises(ReadError, match="nested too deeply"):
        parse_head(head_of(text))


HOSTILE: dict[str, Callable[[int], str]] = {
    "quotes": lambda n: '---json\n{"a": "' + '\\"' * n + "\n---\n",
    "spaces": lambda n: "a" + " " * n + "b: c\ntitle: x\n\n",
    "colons": lambda n: ":" * n,
    "heading": lambda n: "# a" + "#" * n + "x\n",
    "comments": lambda n: "<!-- -->\n" * n,
    "open comments": lambda n: "<!-- " * n,
    "fields": lambda n: "title: a\n" * n,
    "properties": lambda n: "tags:: a\n" * n,
    "metas": lambda n: "<html><head>" + "<meta name=date content='" * n + "</head><body>",
    "many values": lambda n: '{"a": [' + "1," * n + "1]}\n",
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_heads_end_in_a_head_or_a_reason(make: Callable[[int], str]) -> None:
    quietly(make(500_000).encode())


def quietly(data: bytes) -> None:
    """Read what can be read; let nothing but ReadError be raised."""
    with suppress(ReadError):
        head = find_head(data)
        if head and head.language != "yaml":
            fields, repeated = parse_head(head)
            json.dumps([fields, repeated], default=str).encode()
    for name in ("a.md", "a.html", "a.json", "a.xml", "a.yml", "a.csv"):
        looks_like_template(data, name)


@given(st.binary(max_size=300))
@settings(max_examples=150)
def test_random_bytes_raise_nothing_else(data: bytes) -> None:
    quietly(data)


@given(
    st.sampled_from(sorted(HEADS)),
    st.integers(0, 200),
    st.integers(0, 8),
    st.sampled_from([b"", b"\0", b"\n", b'"', b"---\n", b"{", b"\xff", b": ", b"::", b"\\ud800"]),
)
@settings(max_examples=300)
def test_mutated_heads_raise_nothing_else(name: str, at: int, cut: int, put: bytes) -> None:
    data = HEADS[name].encode()
    quietly(data[:at] + put + data[at + cut :])


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.text(max_size=20)))
@settings(max_examples=60)
def test_json_comes_back_as_written(fields: dict[str, str]) -> None:
    text = json.dumps(fields) + "\n\nBody\n"
    head = head_of(text)
    assert parse_head(head) == (fields, ())
    assert head.body == "\nBody\n"


TEMPLATES = [
    ("feed.xml", "---\nlayout: null\n---\n<rss></rss>"),
    (
        "feed.xml",
        "<rss>{% for post in site.posts %}<item></item>{% endfor %}</rss>".replace("{%", "\n{%"),
    ),
    ("atom.xml", '<feed><link href="{{ site.url }}"/></feed>'),
    ("index.json", '[{{ range .Pages }}{"title": "{{ .Title }}"}{{ end }}]'),
    ("search.json", "---\n---\n[]"),
    ("values.yaml", "title: {{ .Values.title }}\n"),
    ("default.md", '---\ntitle: "{{ replace .Name "-" " " | title }}"\ndate: {{ .Date }}\n---\n'),
    ("post.md", "+++\ntitle = '{{ .Name }}'\n+++\n"),
    ("clip.md", "---\ntitle: {{title}}\n---\n"),
    ("note.md", "---\ncreated: <% tp.date.now() %>\n---\n"),
    ("default.html", "<html><head><title>{{ page.title }}</title></head></html>"),
    ("list.html", '{{ define "main" }}\n<p>\n{{ end }}'),
    ("index.html", "---\ntitle: Blog\n---\n{% for post in site.posts %}x{% endfor %}"),
    ("page.njk.html", '{% extends "base.html" %}'),
]
RECORDS = [
    ("rain.md", "---\ntitle: Rain\n---\nUse `{{ x }}` and {% include a.html %}.\n"),
    ("rain.md", "---\ntitle: Rain\n---\n```\n{% for post in site.posts %}\n```\n"),
    ("rain.md", '---\ntitle: "Why {{ }} in Vue"\n---\n'),
    ("rain.html", "---\ntitle: Rain\n---\n<p>{{ site.title }}</p>\n"),
    ("feed.xml", "<rss><item><link>https://a.example/</link><description>Use {% for %}"
     "</description></item></rss>"),
    ("press.json", '[{"title": "Use {{ x }}", "url": "https://a.example/"}]'),
    ("press.yml", "- title: Rain\n  text: 'use {{ x }}'\n"),
    ("list.csv", "title,url\nRain {{ x }},https://a.example/\n"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text"), TEMPLATES)
def test_templates_are_told(path: str, text: str) -> None:
    assert looks_like_template(text.encode(), path)


@pytest.mark.parametrize(("path", "text"), RECORDS)
def test_records_that_mention_directives_are_no_templates(path: str, text: str) -> None:
    assert not looks_like_template(text.encode(), path)
