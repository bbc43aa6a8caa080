"""Rules for the values of kg.toml: formats, paths of Windows, lengths, keys that stand twice."""

import time
from pathlib import Path

import pytest

from kg.config import ConfigError, parse_config, read_config

FORMATS = ("turtle", "html")


def problems(text: str) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as raised:
        parse_config(text, "kg.toml", FORMATS)
    return raised.value.problems


def test_formats_and_sparql_are_read() -> None:
    config = parse_config('formats = ["html", "turtle", "html"]\nsparql = false\n', "kg.toml")
    assert (config.formats, config.sparql) == (("html", "turtle"), False)


def test_what_is_not_stated_is_none() -> None:
    config = parse_config("", "kg.toml", FORMATS)
    assert config[1:] == (None, None, None, None, None, None, config.settings)


def test_without_a_list_of_formats_any_name_is_one() -> None:
    assert parse_config('formats = ["mine"]', "kg.toml").formats == ("mine",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            'formats = ["html",\n"ttl"]',
            'kg.toml:2: formats holds "ttl", which is no format. Choose from turtle, html.',
        ),
        (
            "formats = []",
            'kg.toml:1: formats is empty. Write it as formats = ["turtle", "html"], or remove it.',
        ),
        (
            'formats = "html"',
            "kg.toml:1: formats is a text, not a list of texts. "
            'Write it as formats = ["turtle", "html"].',
        ),
        (
            'sparql = "yes"',
            "kg.toml:1: sparql is a text, not true or false. Write it as sparql = true.",
        ),
        (
            "out = 'build\\graph'",
            'kg.toml:1: out holds "build\\\\graph", a path that only Windows reads. '
            'Write it with "/".',
        ),
        (
            'posts = ["a", "C:/news"]',
            'kg.toml:1: posts holds "C:/news", which is outside the folder of kg.toml. '
            "Type it as an argument instead.",
        ),
        (
            'out = "d:"',
            'kg.toml:1: out holds "d:", which is outside the folder of kg.toml. '
            "Type it as the option --out instead.",
        ),
        (
            'posts = "//server/share"',
            'kg.toml:1: posts holds "//server/share", which is no path in the folder of kg.toml. '
            'Write it as posts = ["_news", "_data"].',
        ),
        (
            '[lists]\n"C:/a.yml" = "press"',
            'kg.toml:2: "C:/a.yml" is no path in the folder of kg.toml. '
            'Write it as "_data/press.yml" = "categories[].press".',
        ),
        (
            f'title = "{"a" * 1_001}"',
            "kg.toml:1: title holds a text of more than 1,000 characters. Shorten it.",
        ),
        (
            f'[fields]\ntitle = ["a",\n"{"a" * 1_001}"]',
            "kg.toml:3: title holds a text of more than 1,000 characters. Shorten it.",
        ),
        (
            f'[topics.same]\n"{"a" * 1_001}" = "b"',
            f'kg.toml:2: "{"a" * 39}…" or its value has more than 1,000 characters. Shorten it.',
        ),
        (
            "[topics]\nkeep = [" + '"a",' * 10_001 + "]",
            "kg.toml:2: keep holds more than 10,000 values. Shorten it.",
        ),
        (
            "[topics.same]\n" + "".join(f'a{number} = "b"\n' for number in range(10_001)),
            "kg.toml:1: same holds more than 10,000 values. Shorten it.",
        ),
        (
            "[links]\nown = [" + '"a.example",' * 1_001 + "]",
            "kg.toml:2: own holds more than 1,000 values. Shorten it.",
        ),
        (
            "version = 1.5",
            "kg.toml:1: version is a number, not a whole number. Write it as version = 1.",
        ),
        (
            '[links]\nown = ["com"]',
            'kg.toml:2: own holds "com", which is no host of a site. '
            'Write it as own = ["example.org"].',
        ),
        (
            'site = "https://co.uk/"',
            'kg.toml:1: site is "https://co.uk/", not the address of a site. '
            'Write it as site = "https://news.example.org".',
        ),
        (
            'posts = [\n"a",\n]\nposts = [\n"b",\n]',
            'kg.toml:4: the key "posts" stands twice. Remove one.',
        ),
        (
            '[links]\nbody = "none"\n[topics]\n[links]\nown = []',
            'kg.toml:4: the table "links" stands twice. Join the two.',
        ),
        (
            '[topics]\nsame = { a = "b", a = "c" }',
            'kg.toml:2: the key "topics"."same"."a" stands twice. Remove one.',
        ),
    ],
)
def test_a_message_says_where_and_what_and_how_to_mend_it(text: str, message: str) -> None:
    assert problems(f"{text}\n") == (message,)


def test_of_a_repeat_that_cannot_be_named_the_parser_speaks() -> None:
    (told,) = problems("[[x]]\na = 1\n[[x]]\na = 2\n[y]\nb = 1\nb = 2\n")
    assert told == "kg.toml:7: the TOML cannot be read: Cannot overwrite a value. Correct it."


def test_a_text_may_have_as_many_characters_as_are_allowed() -> None:
    assert parse_config(f'title = "{"a" * 1_000}"', "kg.toml").title == "a" * 1_000


def test_a_name_without_a_dot_can_be_ones_own_host() -> None:
    config = parse_config('site = "http://localhost:4000"', "kg.toml")
    assert config.settings.own == {"localhost"}


def test_hosts_in_punycode_and_in_letters_are_one() -> None:
    text = '[links]\nown = ["xn--bcher-kva.example", "www.Bücher.example"]'
    assert parse_config(text, "kg.toml").settings.own == {"bücher.example"}


def test_a_list_in_a_file_whose_name_begins_with_dots_is_read() -> None:
    config = parse_config('[lists]\n"..data/a.yml" = "press"', "kg.toml")
    assert config.settings.lists == (("..data/a.yml", "press"),)


def test_a_link_of_a_list_is_kept_as_a_path(tmp_path: Path) -> None:
    (tmp_path / "kg.toml").write_text('[lists]\n"a/../_data//x.yml" = "."\n', encoding="utf-8")
    assert read_config(str(tmp_path / "kg.toml")).settings.lists == (("_data/x.yml", "."),)


@pytest.mark.parametrize(
    "text",
    [
        "[links]\nown = [" + ",".join(f'"ü{number}.example"' for number in range(1_000)) + "]",
        "[topics.same]\n" + "".join(f'a{number} = "B"\n' for number in range(10_000)),
        "[lists]\n" + "".join(f'"a{number}/../b.yml" = "c"\n' for number in range(10_000)),
        "posts = [" + ",".join(f'"{"a/" * 20}{number}"' for number in range(1_000)) + "]",
    ],
    ids=map(str, range(4)),
)
def test_many_values_take_little_time(text: str) -> None:
    began = time.process_time()
    parse_config(text, "kg.toml")
    assert time.process_time() - began < 2
