"""On which line each key of a TOML text stands."""

import time
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.config import ConfigError, parse_config
from kg.config.lines import TooDeepError, lines_of, repeat_in
from kg.model.text import toml_string


@pytest.mark.parametrize(
    ("text", "place", "line"),
    [
        ("a = 1\nb = 2\n", ("b",), 2),
        ("# a = 1\n\n  a = 1\n", ("a",), 3),
        ("[a]\nb = 1\n[c]\nb = 2\n", ("c", "b"), 4),
        ("[ a . b ]\nc = 1\n", ("a", "b"), 1),
        ("[ a . b ]\nc = 1\n", ("a", "b", "c"), 2),
        ("x = 1\na.b.c = 1\n", ("a", "b", "c"), 2),
        ("x = 1\na.b.c = 1\n", ("a",), 2),
        ('"a b" = 1\n"a.b" = 2\n', ("a.b",), 2),
        ("'a\"b' = 1\n", ('a"b',), 1),
        ('\n"a\\"\\u00e9\\U0001F600" = 1\n', ('a"é😀',), 2),
        ('\n"a#=b" = 1 # c = 2\n', ("a#=b",), 2),
        ('a = """\nb = 1\n"""\nb = 2\n', ("b",), 4),
        ("a = '''\nb = 1\n'''\nb = 2\n", ("b",), 4),
        ('a = """\n\\"""\nb = 1\n"""""\nb = 2\n', ("b",), 5),
        ('a = """"x""""\nb = 2\n', ("b",), 2),
        ("a = ''\nb = 2\n", ("b",), 2),
        ('a = "\\\\"\nb = "\\""\nc = 2\n', ("c",), 3),
        ("a = [\n1,\n2, 3,\n]\nb = 1\n", ("a", 0), 2),
        ("a = [\n1,\n2, 3,\n]\nb = 1\n", ("a", 2), 3),
        ("a = [\n1,\n2, 3,\n]\nb = 1\n", ("b",), 5),
        ("a = [ # b = 1\n'x', # ]\n'y']\nb = 1\n", ("a", 1), 3),
        ("a = [[1,\n2],\n[3]]\n", ("a", 1), 3),
        ("a = [[1,\n2],\n[3]]\n", ("a", 0, 1), 2),
        ("a = { b = 1, c = { d = 2 } }\ne = 1\n", ("a", "c", "d"), 1),
        ("a = { b = 1, c = { d = 2 } }\ne = 1\n", ("e",), 2),
        ("a = [{ b = [\n1] },\n{ b = 2 }]\n", ("a", 1, "b"), 3),
        ("a = {}\nb = []\nc = 1.5\nd = 1979-05-27 07:32:00\ne = 1\n", ("e",), 5),
        ("[[a]]\nb = 1\n[[a]]\nb = 2\n", ("a", "b"), 2),
        ("a = true\nb = inf\n1.5 = 2\n", ("1", "5"), 3),
    ],
)
def test_a_key_is_found_on_its_line(text: str, place: tuple[str | int, ...], line: int) -> None:
    tomllib.loads(text)
    assert lines_of(text)[place] == line


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "1", "'a'", '"b = 1"', '"""\nc\n"""', "'''\n[d]\n'''", "[\n1, # x\n'\"',\n]", "{}",
                "{ a = [1,\n2], 'b' = '}' }", '"\\"" # "', "2024-05-01", "[[],\n[]]",
                '"""a\\\n b"""',
            ]
        )
    )
)  # fmt: skip
def test_no_value_moves_the_lines_of_later_keys(values: list[str]) -> None:
    text, expected = "", {}
    for number, value in enumerate(values):
        expected[f"key{number}"] = 1 + text.count("\n")
        text += f"key{number} = {value}\n"
    assert list(tomllib.loads(text)) == list(expected)
    lines = lines_of(text)
    assert {name: lines[name,] for name in expected} == expected


def test_paths_are_kept_four_steps_deep() -> None:
    steps = ("a", "b", "c", "d")
    assert lines_of("a.b.c.d.e = 1") == {steps[:length]: 1 for length in range(1, 5)}


def test_what_is_too_deep_says_its_line() -> None:
    with pytest.raises(TooDeepError) as raised:
        lines_of("a = 1\nb = " + "[" * 21)
    assert raised.value.line == 2


@given(st.text(st.sampled_from("a\"'\\\n[]{}=,.# "), max_size=60))
def test_any_text_is_scanned(text: str) -> None:
    lines = lines_of(text)
    assert all(1 <= line <= 1 + text.count("\n") for line in lines.values())


@pytest.mark.parametrize(
    "text",
    [
        '"""' + '\\"""' * 50_000 + "\\",
        'a = """' + '\\"' * 100_000,
        "a = '''" + "''" * 100_000 + "x",
        "posts = '" + "@" * 200_000 + "'",
        "posts = '" + "a/" * 100_000 + "'",
        "[links]\nown = ['" + "a." * 100_000 + "']",
        "site = 'https://" + "a." * 100_000 + "'",
        "base-iri = 'https://a" + "a:" * 100_000 + "?'",
        "'" + "k" * 200_000 + "' = 1",
        "".join(f"k{number} = 1\n" for number in range(10_000)),
        ".".join("a" * 19) + " = " + "{a=" * 20,
    ],
    ids=map(str, range(11)),
)
def test_a_hostile_text_takes_no_long_time(text: str) -> None:
    began = time.process_time()
    with pytest.raises(ConfigError):
        parse_config(text, "kg.toml")
    assert time.process_time() - began < 1


@given(st.lists(st.sampled_from(["a", "b.c", "b.d", '"e f"', "'g'", "x.y.z"]), max_size=8))
def test_the_first_key_that_stands_twice_is_found(names: list[str]) -> None:
    text = "".join(f"{name} = [\n1,\n]\n" for name in names)
    repeats = [3 * n + 1 for n, name in enumerate(names) if name in names[:n]]
    repeat = repeat_in(text)
    assert (repeat and repeat.line) == (repeats[0] if repeats else None)
    if repeats:
        with pytest.raises(tomllib.TOMLDecodeError):
            tomllib.loads(text)


names = st.text(st.characters(codec="utf-8"), max_size=6)
scalars = names | st.integers(-9, 9) | st.booleans()
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=6,
)


def written(value: object, data: st.DataObject) -> str:
    """Return a value as TOML, with line breaks where they may be."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return (
            f'"""\n{toml_string(value)[1:-1]}"""'
            if data.draw(st.booleans())
            else toml_string(value)
        )
    if isinstance(value, list):
        gap = data.draw(st.sampled_from(["", "\n", " # ] = [\n"]))
        return f"[{gap}{''.join(f'{written(item, data)}{gap},{gap}' for item in value)}]"
    assert isinstance(value, dict)
    pairs = (f"{toml_string(name)} = {written(item, data)}" for name, item in value.items())
    return f"{{ {', '.join(pairs)} }}"


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_every_key_of_a_document_is_found_on_its_line(data: st.DataObject) -> None:
    tables = data.draw(
        st.dictionaries(names, st.dictionaries(names, values, max_size=4), max_size=4)
    )
    text, expected = "", dict[tuple[str | int, ...], int]()
    for table, pairs in tables.items():
        expected[table,] = 1 + text.count("\n")
        text += f"[{toml_string(table)}]\n"
        for name, value in pairs.items():
            expected[table, name] = 1 + text.count("\n")
            text += f"{toml_string(name)} = {written(value, data)}\n"
    assert {name: set(pairs) for name, pairs in tomllib.loads(text).items()} == {
        name: set(pairs) for name, pairs in tables.items()
    }
    lines = lines_of(text)
    assert {place: lines[place] for place in expected} == expected
