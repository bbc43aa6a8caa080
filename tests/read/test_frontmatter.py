"""Front matter: the values of CSafeLoader, faster, and with limits."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from fuzz.oracle import Reference
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from paths import AZURE

from kg.read import documents, events, frontmatter, lines, yaml_loader
from kg.read.errors import ReadError
from kg.read.frontmatter import FrontMatterReader, ParsedFrontMatter
from kg.read.limits import MAX_NESTING
from kg.read.locations import line_of
from kg.read.yaml_loader import parse_yaml

EXAMPLES = int(os.environ.get("KG_FRONTMATTER_EXAMPLES", "1000"))
REFERENCE = re.compile(r"---\s*\n(.*?)\n---\s*(\n|$)", re.S)


def post(inner: str) -> bytes:
    return f"---\n{inner}\n---\n".encode()


def whole(entry: Any, _: Any = None) -> Any:
    return dict(entry) if isinstance(entry, Mapping) else entry


def read(data: bytes) -> frontmatter.ParsedFrontMatter[Any]:
    parsed = FrontMatterReader[Any](whole).parse(data)
    assert parsed is not None
    return parsed


def reason(data: bytes) -> ReadError:
    with pytest.raises(ReadError) as caught:
        FrontMatterReader[Any](whole).parse(data)
    return caught.value


def exactly(value: Any) -> Any:
    """A form that is equal only for the same types, order and content."""
    if isinstance(value, Mapping):
        return dict, [(exactly(key), exactly(item)) for key, item in value.items()]
    if isinstance(value, (list, tuple)):
        return type(value), [exactly(item) for item in value]
    if isinstance(value, set):
        return set, sorted(map(repr, value))
    return type(value), repr(value)


def by_pyyaml(data: bytes) -> Any:
    """Mapping and entries as CSafeLoader gives them for the lines between the fences."""
    lines = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig").read().split("\n")
    end = next(i for i, line in enumerate(lines) if i and line.rstrip() in ("---", "..."))
    value = yaml.load("\n".join(lines[1:end]), Reference)  # noqa: S506  it is safe
    value = {} if value is None else value
    assert isinstance(value, dict)
    entries = value.pop("related") if isinstance(value.get("related"), list) else []
    return exactly(value), exactly(entries)


# ---- the same values as CSafeLoader -------------------------------------------------------


@pytest.mark.skipif(not AZURE.is_dir(), reason="the corpus is not beside the repository")
def test_no_post_of_a_real_site_differs_from_csafeloader() -> None:
    reader = FrontMatterReader[Any](whole)
    # A part of the largest folder, because PyYAML takes its time; all with a step of 1.
    news = sorted(AZURE.glob("_news/*.md"))
    others = [path for path in sorted(AZURE.rglob("*.md")) if path.parent.name != "_news"]
    step = int(os.environ.get("KG_FRONTMATTER_CORPUS_STEP", "16"))
    for path in news[::step] + others[::step]:
        data = path.read_bytes()
        parsed = reader.parse(data)
        match = REFERENCE.match(data.decode("utf-8-sig"))
        assert (parsed is None) == (match is None)
        if parsed:
            ours = exactly(parsed.mapping), exactly(list(parsed.related))
            assert ours == by_pyyaml(data), path


@pytest.mark.skipif(not AZURE.is_dir(), reason="the corpus is not beside the repository")
def test_no_yaml_file_of_a_real_site_differs_from_csafeloader() -> None:
    for path in AZURE.rglob("*.yaml"):
        data = path.read_bytes()
        assert exactly(parse_yaml(data).value) == exactly(yaml.load(data, yaml.CSafeLoader))


# Entries, what may stand around them, and traps; {i} is the indentation of the list.
GOOD_ENTRIES = [
    "title: A",
    "title: A\n{i}  heat: 3",
    "a",
    "p:\n{i}    name: N\n{i}    l:\n{i}    - x",
]
GOOD_HEADS = ["title: A\n", "excerpt: |\n  text\n\n", "k: 'x'\n", "k: a\n b\n\n", "# c\n"]
GOOD_TAILS = ["", "secured: x", "b: |\n  t\n"]
TRAPS = [
    "title: A",
    "title: A\n{i}  heat: 3",
    "title: A\n{i}  provider:\n{i}    name: N\n{i}    images:\n{i}      - u",
    "",
    "a",
    "'a'",
    '"a"',
    "~",
    "3",
    "yes",
    "[a, b]",
    "{a: 1}",
    "[a,\n{i} b]",
    "{a: 1,\nb: 2}",
    "[a,\nb]",
    "'a\n{i}  b'",
    "'a\n\n{i}b'",
    '"a\n{i}- b"',
    "'a\n- b'",
    '"a \\\n{i}   b"',
    "a\n{i}  b",
    "a\n{i} b\n\n{i} c",
    "a\n\n",
    "title: a\n{i}    b",
    "|\n{i}  lit",
    "|\n{i}  lit\n",
    "|\n{i}  lit\n\n\n",
    "|+\n{i}  lit\n\n",
    "|-\n{i}  lit\n\n",
    ">\n{i}  fold\n{i}  fold\n\n{i}  x",
    ">+\n{i}  fold\n",
    ">1\n{i}   fold\n",
    "|2\n{i}    lit\n",
    "|1+\n{i} lit\n\n",
    "|+1\n{i} lit\n\n",
    "|\n",
    "|+\n",
    "|+\n\n\n",
    "|\n\n{i}      \n",
    "|\n{i}  lit\n{i}      \n",
    "|\n{i}  lit\n    \n  \n",
    "t: |\n{i}    lit\n",
    "t: |\n{i}    lit\n\n{i}  u: >\n{i}    f\n",
    "t: |+\n{i}    lit\n\n\n{i}  u: 1",
    "t: >+ # c\n{i}    lit\n\n",
    "t: |\n# no\n{i}    lit",
    "a # c",
    "a\n{i}  # c",
    "a\n# c",
    "a\n # c\n",
    "\n{i}  title: B",
    "\n{i}title: B",
    "\n",
    "# c\n{i}  a",
    "&x a",
    "*x",
    "&y [*y]",
    "!!str 1",
    "! 1",
    "!!set {a, b}",
    "<<: {a: 1}",
    "<<: *x",
    "=",
    "= : 1",
    "<<",
    "? a\n{i}  : b",
    "? [a]\n{i}  : b",
    "- a\n{i}  - b",
    "- - a",
    "-",
    "- ",
    "a\n{i}-\n",
    "a\n{i}-\tb",
    "a\t",
    "\ta",
    "a\n\t",
    "a\n\tb",
    "a: 1\n{i}\tb: 2",
    "a\n{i}\t\n",
    "'a'\n\t\n",
    "a: 1\n{i}  a: 2",
    "a: 1\n b: 2",
    "a: 1\n{i}b: 2",
    "a: 1\nb: 2",
    "related: 1",
    "related:\n{i}    - z",
    "a\n...",
    "a\n... # c",
    "a\n%x",
    "a\n--- b",
    "a\u2028related: [q]",
    "a\u2028b",
    "a\u2028{i}- q",
    "'a\u2028b'",
    "a\x85{i}- q",
    "a\x85",
    "a\u2029{i}  b: c",
    "|\n{i}  a\u2028{i}- q",
    "\ufeffa",
    "a\n\ufeff",
    "2001-01-01",
    "2001-13-45",
    "d: 2020-05-09T10:58:00Z",
    "d: 2020-05-09 10:58:00.123 +02:00",
    "0o7",
    "0123",
    "1:2:3",
    ".nan",
    "-.inf",
    "1e3",
    "1_000",
    "a: b: c",
    "a: 'b",
    '"b',
    "]",
    "}",
    "{",
    "[",
    ", a",
    "@a",
    "`a",
    "%a",
    "a: %b",
    "\x07",
    "'\\x'",
    '"\\x41"',
    '"\\q"',
    'a: "x" y',
    "'x': 1",
    '"x": 1',
    "{x: 1}: 2",
    "[x]: 2",
    "1: a\n{i}  true: b",
    "~: a",
    "a:\n{i}  - b",
    "a:\n{i}- b",
    "url: http://x/|+y",
    "url: http://x/|y",
    "x > y",
    "x | y",
    "x >\n{i}  y",
    "a\n{i}  |\n{i}  b",
    ": a",
    ": a\n",
    "a\n: b",
    "?",
    "? ",
    "!",
    "&",
    "*",
    "a\n  - b",
    "a\n- b",
    "a\n    - b",
    "*related",
    "&related a",
]
HEAD_TRAPS = [
    "title: A\n",
    "title: 'a\n",
    'title: "a\n',
    "excerpt: |\n  text\n\n",
    "excerpt: >-\n  more\n   x\n",
    "excerpt: |+\n  keep\n\n",
    "a: &x 1\n",
    "b: *x\n",
    "{a: 1,\n",
    "[a,\n",
    "# related:\n",
    "\n",
    " \n",
    "\t\n",
    "? k\n: v\n",
    "? related\n: - x\n",
    "related: 1\n",
    "related:\n",
    "'related': 2\n",
    "k: [1,\n 2]\n",
    "k: 2001-01-01\n",
    "plain: a\n b\n",
    "plain: a\n\n",
    "<<: {z: 1}\n",
    "=: 1\n",
    "1: a\ntrue: b\n",
    "%YAML 1.1\n",
    "--- # c\n",
    "--- \n",
    "...\n",
    "!!map\n",
    "k: !!str 1\n",
    "\u2028",
    "k: a\u2028related:\n",
    "k: 'a\u2028\nrelated:\n  - q\n'\n",
    "\ufeff",
    "x: 1\ufeff\n",
    "topics:\n  - AI\n",
    "topics:\n- AI\n",
    "a:\n    b:\n",
    "a:\n related: 3\n",
    "date: 2001-13-45\n",
    "n: 0123\n",
    "n: 1:2:3\n",
    'k: "\\u2028 \\x41"\n',
    "- a\n",
    "  a: b\n",
    "k: v #c\n",
    "k:\tv\n",
    "k: \x85\n",
    "k: 'x\x85y'\n",
    "~: 1\n",
    "? [a]\n: b\n",
    "a: *related\n",
    "x: &related 1\n",
    "related: *related\n",
]
RELATED = [
    "related:\n",
    "related: \n",
    "related:\t\n",
    "related: # c\n",
    "related: &r\n",
    "related: !!seq\n",
    "related:\n\n",
    "related: [a]\n",
    "related: []\n",
    "related: |\n",
    "related: >+\n",
    "related: 'x\n",
    "'related':\n",
    "related :\n",
    "? related\n:\n",
]
ENDS = [
    "\n",
    "\n\n",
    "\n\n\n",
    "\n \n",
    "\n\t\n",
    "\n# c\n",
    "\n{i}# c\n",
    "\n  # c\n",
    "",
    "\n{i}\n",
    "\u2028",
    "\x85\n",
    "\n    # c\n",
]
TAIL_TRAPS = [
    "",
    "secured: x",
    "secured: x\n",
    "\n\nsecured: 1",
    "topics:\n{i}- T\n{i}- U",
    "topics:\n  - T",
    "related: z",
    "related:\n{i}- a",
    "'related': 1",
    "? related\n: 1",
    "# c",
    "# c\n{i}- z",
    ": x",
    "  x: 1",
    " x",
    "\tx",
    "\t",
    "*x",
    "b: *x",
    "b: *related",
    "a: &x 1",
    "'",
    '"',
    "]",
    "}",
    ", z: 1}",
    "...",
    "... a",
    "...\nb: 1",
    "%TAG ! x",
    "- z",
    "-",
    "b: 'x\nrelated:\n  - y'",
    "b: |\n  t",
    "b: |\n  t\n\n",
    "b: |+\n  t\n\n",
    "plain: a\n  b",
    "k",
    "<<: {q: 1}",
    "<<: *x",
    "=: 3",
    "\x07: 1",
    "x: \x00",
    "x: \ufeff",
    "\ufeffx: 1",
    "\u2028x: 1",
    "x: 1\u2028related: 1",
    "? z",
    "? z\n: 1",
    "!!x y",
    "1: 2",
    "title: B",
    "related: *related",
    "date: 2001-02-31",
]
SLIPS = [
    "\n",
    "\n\n",
    "  ",
    " ",
    "\t",
    "- ",
    "'",
    '"',
    ":",
    "#",
    " #",
    "|",
    "|+",
    ">",
    "[",
    "]",
    "{",
    "}",
    ",",
    "&a ",
    "*a",
    "\u2028",
    "\x85",
    "\\",
    "?",
    "? ",
    "\nrelated:\n",
    "\n- ",
    "\n  - ",
    "related: ",
    "!",
    "\r",
    "\r\n",
    "<<: ",
    "\ufeff",
    "%",
    "...",
]


@st.composite
def posts(draw: st.DrawFn) -> bytes:
    """Posts with a list `related`, most entries good, some not, sometimes a slip of the pen."""

    def mostly(good: list[str], traps: list[str]) -> st.SearchStrategy[str]:
        return st.integers(0, 9).flatmap(lambda n: st.sampled_from(good if n < 7 else traps))

    text = "".join(draw(st.lists(mostly(GOOD_HEADS, HEAD_TRAPS), max_size=3)))
    text += draw(mostly(["related:\n"], RELATED))
    entry = st.tuples(mostly(GOOD_ENTRIES, TRAPS), mostly(["\n"], ENDS))
    text += "".join("{i}- " + "".join(parts) for parts in draw(st.lists(entry, max_size=3)))
    text += draw(mostly(GOOD_TAILS, TAIL_TRAPS))
    text = text.replace("{i}", draw(st.sampled_from(["", " ", "  ", "  ", "    ", " " * 9])))
    if draw(st.integers(0, 4)) == 0:
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(SLIPS)) + text[at + draw(st.integers(0, 2)) :]
    text = draw(st.sampled_from(["", "", "\ufeff"])) + "---\n" + text
    text += draw(st.sampled_from(["\n---\n", "\n---", "\n--- \nbody\n---\n", "\n...\nbody"]))
    return text.replace("\n", draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))).encode()


long_lived_reader = FrontMatterReader[Any](whole)


@settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None
)
@given(posts())
def test_no_post_is_nasty_enough_to_differ_from_csafeloader(data: bytes) -> None:
    try:
        expected = by_pyyaml(data)
    except (yaml.YAMLError, ValueError, AssertionError, RecursionError):
        expected = None
    for reader in (FrontMatterReader[Any](whole), long_lived_reader):
        try:
            parsed = reader.parse(data)
            assert parsed is not None
            ours = exactly(parsed.mapping), exactly(list(parsed.related))
        except ReadError as error:
            assert 1 <= error.line <= len(data.splitlines()) + 1  # noqa: PT017
            if "refers to itself" in error.what:
                continue
            ours = None
        assert ours == expected


@pytest.mark.parametrize(
    ("inner", "entries"),
    [
        ("related:\n- a\n- b", ["a", "b"]),
        ("related:\n  - |+\n    a\n\n  - b", ["a\n\n", "b"]),
        ("related:\n  - |\n    a\n\n  - b\nx: 1", ["a\n", "b"]),
        ("related:\n  - b\n  - |\n    a", ["b", "a"]),
        ("related:\n  - &x a\n  - *x", ["a", "a"]),
        ("related:\n  - a\u2028related: [q]", ["q"]),
        ("related: [a, b]", ["a", "b"]),
        ("related: # two\n  - a\n\n  - b\n", ["a", "b"]),
        ("related:\n  - 'a\n\n  - b'\n", ["a\n- b"]),
        ("related:\n  -\n  - 2020-02-30x\n  - no", [None, "2020-02-30x", False]),
        ("related:\n  - a\nrelated:\n  - b", ["b"]),
    ],
)
def test_entries_are_what_yaml_says_however_they_are_written(
    inner: str, entries: list[Any]
) -> None:
    assert exactly(list(read(post(inner)).related)) == exactly(entries)


@pytest.mark.parametrize("value", ["3", "~", "text", "{a: 1}"])
def test_related_stays_in_the_mapping_if_it_is_no_list(value: str) -> None:
    parsed = read(post(f"related: {value}"))
    assert parsed.mapping == {"related": yaml.safe_load(value)}
    assert parsed.related == ()


def test_an_empty_list_leaves_the_mapping_too() -> None:
    assert read(post("related: []")) == ParsedFrontMatter({}, ())


@pytest.mark.parametrize(
    "text",
    ["2023-13-45", "0000-01-01", "9" * 5000, "1" + ":59" * 5000, "2024-05-01T01:00:00+99:00", "0x"],
)
def test_what_looks_like_a_date_or_a_number_and_is_none_is_text(text: str) -> None:
    assert read(post(f"a: {text}")).mapping["a"] == text
    assert read(post(f"related:\n  - a: {text}")).related == ({"a": text},)
    assert parse_yaml(f"a: {text}".encode()).value == {"a": text}


# ---- the memory for entries ---------------------------------------------------------------


def test_a_repeated_entry_is_the_very_same_object_and_converted_once() -> None:
    calls: list[Any] = []

    def convert(entry: Any, _: Any) -> object:
        calls.append(entry)
        return object()

    reader = FrontMatterReader(convert)
    one = reader.parse(post("related:\n  - t: 1\n  - t: 2\n\nx: 1"))
    two = reader.parse(post("related:\n  - t: 2\n\n  - t: 3\n  - t: 1\n").replace(b"\n", b"\r\n"))
    assert one
    assert two
    assert one.related[0] is two.related[2]
    assert one.related[1] is two.related[0]
    assert calls == [{"t": 1}, {"t": 2}, {"t": 3}]


def test_entries_of_other_indentation_are_other_texts() -> None:
    reader = FrontMatterReader[Any](whole)
    for inner in ("related:\n  - a:\n    b: 1", "related:\n    - a:\n      b: 1"):
        parsed = reader.parse(post(inner))
        assert parsed
        assert parsed.related == ({"a": None, "b": 1},)
    assert reason(post("related:\n    - a:\n    b: 1")).line == 4


def test_memory_is_bounded_and_keeps_what_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frontmatter, "MEMO_BYTES", 40_000)
    calls: list[Any] = []

    def numbered(entry: Any, _: Any) -> int:
        calls.append(entry)
        return len(calls)

    reader = FrontMatterReader(numbered)
    for number in range(1000):
        reader.parse(post(f"related:\n  - always\n  - n: {number}"))
    assert calls.count("always") == 1
    kept = [text for memo in (reader._young, reader._old) for text in memo[2]]
    assert len(kept) < 250


def test_what_convert_raises_reaches_the_caller() -> None:
    reader = FrontMatterReader(lambda entry, written: entry["title"])
    with pytest.raises(KeyError):
        reader.parse(post("related:\n  - heat: 1"))


# ---- where front matter begins and ends ---------------------------------------------------


@pytest.mark.parametrize(
    "data", [b"", b"a: 1", b"\0\1", b"\xff\xfe\xfd", b"--- x\n---\n", b"----\n"]
)
def test_a_file_whose_first_line_is_no_fence_has_no_front_matter(data: bytes) -> None:
    assert FrontMatterReader[Any](whole).parse(data) is None


@pytest.mark.parametrize(
    "data",
    [
        "---\na: 1\n---\n",
        "---\na: 1\n---",
        "--- \t\na: 1\n--- \nbody: [",
        "\ufeff---\na: 1\n---\u00a0\n",
        "---\r\na: 1\r\n---\r\nbody\r\n",
        "---\ra: 1\r---\r",
        "---\na: 1\n...\nb: 2\n---\n",
        "---\n\n\na: 1\n\n---\n---\n",
    ],
)
def test_front_matter_stands_between_two_fences(data: str) -> None:
    assert read(data.encode()).mapping == {"a": 1}


@pytest.mark.parametrize("data", [b"---\n---\n", b"---\n---", b"---\n\n---\n", b"---\n# c\n---\n"])
def test_nothing_between_the_fences_is_an_empty_mapping(data: bytes) -> None:
    assert read(data) == ParsedFrontMatter({}, ())


# ---- errors -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "line", "what"),
    [
        ("---\na: 1\n", 1, "never ends"),
        ("---\nx: 1\n\na: b: c\n---\n", 4, "mapping values are not allowed"),
        ("---\r\nx: 1\r\n\r\na: b: c\r\n---\r\n", 4, "mapping values are not allowed"),
        ("---\nx: \u2028\n\na: b: c\n---\n", 4, "mapping values are not allowed"),
        ("---\na: 1\nb: 'x\n---\ny'\n---\n", 3, "'---' (line 4) is inside quotes opened on"),
        ('---\na: 1\nb: "x\n...\n', 3, "'...' (line 4) is inside quotes opened on line 3"),
        ("---\na: *x\n---\n", 2, "undefined alias"),
        ("---\na: &x 1\nb: &x 2\n---\n", 3, "found duplicate anchor; first occurrence (line 2)"),
        ("---\na:\n\tb: 1\n---\n", 3, "cannot start any token"),
        ("---\na: [1,\n  2\n---\n", 3, "while parsing a flow sequence (line 2)"),
        ("---\na: !!bool x\n---\n", 2, "'x' is not true or false"),
        ("---\na: 1\nb: !!python/object:os.x {}\n---\n", 3, "tag 'tag:yaml.org,2002:python/ob"),
        ("---\n\n? [a]\n: b\n---\n", 3, "unhashable key"),
        ("---\na: =\n---\n", 2, "could not determine a constructor"),
        ("---\n\na: &a\n  b: [*a]\n---\n", 4, "refers to itself"),
        ("---\na: 1\n--- # two\nb: 1\n---\n", 3, "another document"),
        ("---\n- a\n---\n", 2, "the front matter is a list"),
        ("---\ntext\n---\n", 2, "the front matter is a string"),
        ("---\n2020-01-01\n---\n", 2, "the front matter is of type date"),
        ("---\na: 1\nb: \0\n---\n", 3, "U+0000"),
        ("---\nrelated:\n  - a\n  - \x07\n---\n", 4, "U+0007"),
    ],
)
def test_an_error_names_its_line_in_the_file_and_a_way_to_mend_it(
    data: str, line: int, what: str
) -> None:
    error = reason(data.encode())
    assert what in error.what
    assert error.line == line
    assert error.what.endswith(".")
    assert error.mend.endswith(".")
    assert str(error) == f"{error.what} {error.mend}"


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"---\na: 1\nb: \xff\n---\n", 3),
        (b"---\na: 1\n---\n\n\xe9\n", 5),
        (b"---\r\na: 1\r\nrelated:\r\n  - \xe9\r\n---\r\n", 4),
        (b"---\n\xff\xfea\0:\0 \0b\0\n---\n", 2),
        (b"---\n\xff\xfe\n\0related:\n  - a\n---\n", 2),
    ],
)
def test_a_file_that_is_not_utf8_is_refused_with_the_line(data: bytes, line: int) -> None:
    error = reason(data)
    assert (error.line, error.what) == (line, "the file is not UTF-8 text.")


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_is_named_where_it_declares_itself(codec: str) -> None:
    text = "---\na: 1\n---\n" if codec == "utf-16" else "\ufeff---\na: 1\n---\n"
    assert "UTF-16" in reason(text.encode(codec)).what
    with pytest.raises(ReadError, match="UTF-16"):
        parse_yaml("\ufeffa: 1".encode("utf-16-le"))


# ---- limits -------------------------------------------------------------------------------


def chain(link: str, length: int) -> str:
    """Lines of which each one refers to the one before."""
    return "\n".join(["a0: &a0 {x0: 1}", *(link.format(i=i, j=i - 1) for i in range(1, length))])


@pytest.mark.parametrize("opening", ["[", "{a: ", "[\n", "- ", "? ", "- &x [", "- |\n- "])
def test_any_depth_is_refused_or_read_but_never_crashes(opening: str) -> None:
    for inner in (opening * 60_000, "a: " + opening * 60_000, "related:\n  - " + opening * 60_000):
        assert reason(post(inner)).line >= 2


@pytest.mark.parametrize("before", ["a: ", "related:\n  - ", "a: &x "])
def test_collections_nest_400_deep_and_no_deeper(before: str) -> None:
    outside = 2 if "related" in before else 1
    deepest = MAX_NESTING - outside
    assert read(post(before + "[" * deepest + "1" + "]" * deepest))
    error = reason(post(before + "[" * (deepest + 1) + "]" * (deepest + 1)))
    assert error.what == "nested more than 400 deep."


@pytest.mark.parametrize(
    ("inner", "what"),
    [
        (chain("a{i}: &a{i} [" + ", ".join(["*a{j}"] * 9) + "]", 10), "more than 100,000 values"),
        (chain("a{i}: &a{i} [*a{j}]", 2000), "nested more than 400 deep"),
        (chain("a{i}: &a{i} {{<<: *a{j}, x{i}: 1}}", 200), "merge keys copy more than 10,000"),
        (
            "a: &a {" + ", ".join(f"k{i}" for i in range(3000)) + "}\nb: {<<: [*a, *a, *a, *a]}",
            "merge keys copy more than 10,000",
        ),
        (
            chain("l{i}: &a{i} {{<<: *a{j}}}", 1)
            + "\n"
            + "\n".join(
                f"l{i}: {'[' * (300 - i)}&a{i} {{<<: *a{i - 1}}}{']' * (300 - i)}"
                for i in range(1, 150)
            ),
            "merge keys nest more than 100 deep",
        ),
        ("a: &a [*a]", "refers to itself"),
        ("a: &a {<<: *a}", "refers to itself"),
    ],
)
def test_a_short_text_cannot_ask_for_much(inner: str, what: str) -> None:
    assert what in reason(post(inner)).what
    assert line_of(post(inner), ["a0", "x0"]) == 2
    with pytest.raises(ReadError):
        parse_yaml(inner.encode())


def test_small_merges_and_aliases_are_read() -> None:
    inner = chain("a{i}: &a{i} {{<<: *a{j}, x{i}: 1}}", 50)
    assert read(post(inner)).mapping == yaml.load(inner, yaml.CSafeLoader)


def test_values_are_counted_in_long_documents_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_loader, "MAX_VALUES", 100)
    monkeypatch.setattr(events, "MAX_BYTES", 50)
    monkeypatch.setattr(lines, "MAX_BYTES", 50)
    assert read(post("a: [" + "b, " * 90 + "]"))
    assert "more than 100 values" in reason(post("a: [" + "b, " * 100 + "]")).what


def test_a_file_can_be_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_FILE_BYTES", 10)
    assert "larger than" in reason(post("a: 12345678901234567890")).what


# ---- files that are YAML throughout, and lines --------------------------------------------


def test_a_yaml_file_may_open_with_a_byte_order_mark_and_a_fence() -> None:
    assert parse_yaml("\ufeff---\r\na: [1, yes]\r\n".encode()).value == {"a": [1, True]}
    assert parse_yaml(b"").value is None


def test_an_error_in_a_yaml_file_counts_from_its_first_line() -> None:
    with pytest.raises(ReadError) as caught:
        parse_yaml(b"a: 1\n\nb: [1}\n")
    assert caught.value.line == 3


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ([], 3),
        (["title"], 3),
        (["related"], 4),
        (["related", 1], 6),
        (["related", 1, "provider", "name"], 8),
        (["related", 1, "provider", "domain"], 7),
        (["related", 9, "title"], 4),
        (["absent"], 3),
        (["title", 0, "x"], 3),
        (["twice"], 10),
    ],
)
def test_line_of_finds_the_line_or_that_of_the_nearest_parent(
    path: list[str | int], line: int
) -> None:
    inner = (
        "# comment\ntitle: '雨\u2028雨'\nrelated:\n  - title: A\n"
        "  - title: B\n    provider:\n      name: N\ntwice: 1\ntwice: 2"
    )
    assert line_of(post(inner), path) == line
    assert line_of(post(inner).replace(b"\n", b"\r\n"), path) == line


def test_line_of_reads_yaml_files_as_well() -> None:
    assert line_of(b"a: 1\nb:\n- c\n- d\n", ["b", 1]) == 4


@pytest.mark.parametrize(
    "data", [b"", b"---\na: [", b"---\n\xff\n---\n", b"---\n---\n", post("[" * 60_000), b"\xff\xfe"]
)
def test_line_of_answers_1_for_what_cannot_be_read(data: bytes) -> None:
    assert line_of(data, ["a", 0]) == 1
