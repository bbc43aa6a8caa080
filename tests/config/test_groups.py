"""Groups of addresses in kg.toml, for stories and copies."""

import time

import pytest

from kg.config import ConfigError, Line, parse_config, to_toml
from kg.config.groups import MAX_ADDRESSES, MAX_GROUP
from kg.model.settings import Settings

A, B, C = (f"https://{letter}.example/1" for letter in "abc")
EXAMPLE = '[["https://example.org/a", "https://example.com/b"]]'


def problems(text: str) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as raised:
        parse_config(text, "kg.toml")
    return raised.value.problems


def test_groups_and_names_are_read_with_their_lines() -> None:
    text = (
        f'[stories]\ntogether = [\n["{B}",\n"{A}"],\n]\napart = [["{C}", "{A}"]]\n'
        f'names = {{ "{C}" = "The flood" }}\n[copies]\nsame = [["{A}", "{B}"]]\n'
        f'not = [["{A}", "{C}"]]\n'
    )
    assert parse_config(text, "folder/news.toml").settings == Settings(
        stories_together=((A, B),),
        stories_apart=((A, C),),
        story_names=((C, "The flood"),),
        same_copies=((A, B),),
        no_copies=((A, C),),
        named_at=((A, "news.toml", 4), (B, "news.toml", 3), (C, "news.toml", 6)),
    )


def test_the_order_of_groups_and_addresses_makes_no_difference() -> None:
    one = f'[stories]\ntogether = [["{A}", "{B}"], ["{C}", "{B}"]]'
    other = f'[stories]\ntogether = [["{B}", "{C}"], ["{B}", "{A}", "{B}"]]'
    assert parse_config(one, "kg.toml") == parse_config(other, "kg.toml")


def test_groups_are_written_and_read_back() -> None:
    lines = [
        Line("stories", "together", [[A, B]]),
        Line("stories", "together", [[A, B], [B, C]]),
        Line("stories", "names", {A: "The flood"}),
    ]
    settings = parse_config(to_toml(lines), "kg.toml").settings
    assert settings.stories_together == ((A, B), (B, C))
    assert settings.story_names == ((A, "The flood"),)


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        (
            f'[stories]\ntogether = ["{A}", "{B}"]',
            [
                "kg.toml:2: together is no list of lists of addresses. "
                f"Write it as together = {EXAMPLE}."
            ],
        ),
        (
            f'[stories]\napart = [["{A}",\n"/b"]]',
            [
                'kg.toml:3: apart holds "/b", not the address of an article. '
                f"Write it as apart = {EXAMPLE}."
            ],
        ),
        (
            f'[copies]\nsame = [["{A}", 7]]',
            [
                "kg.toml:2: same holds a number, not the address of an article. "
                f"Write it as same = {EXAMPLE}."
            ],
        ),
        (
            f'[copies]\nnot = [["{A}", "{A}?utm_source=feed"]]',
            [
                "kg.toml:2: not holds a group of fewer than two articles. "
                "Add another address, or remove it."
            ],
        ),
        (
            f'[stories]\ntogether = [["{A}", "{B}"], ["{B}", "{C}"]]\napart = [[\n"{A}",\n"{C}"]]',
            [f'kg.toml:5: "{A}" and "{C}" are both together and apart. Remove one.'],
        ),
        (
            f'[copies]\nsame = [["{A}", "{B}"]]\nnot = [["{B}", "{C}", "{A}"]]',
            [f'kg.toml:3: "{B}" and "{A}" are both same and not. Remove one.'],
        ),
        (
            f'[stories.names]\n"{A}" = "Flood"\n"{A}#top" = "Rain"',
            [f'kg.toml:3: "{A}#top" stands twice, with another name. Remove one.'],
        ),
        (
            '[stories.names]\n"a" = "Flood"',
            [
                'kg.toml:2: names holds "a", not the address of an article. '
                'Write it as names = { "https://example.org/a" = "The JEDI contract" }.'
            ],
        ),
        (
            f'[stories.names]\n"{A}" = ""',
            [
                f'kg.toml:2: "{A}" is "", not a text. '
                'Write it as names = { "https://example.org/a" = "The JEDI contract" }.'
            ],
        ),
    ],
)
def test_a_message_says_where_and_how_to_mend_it(text: str, messages: list[str]) -> None:
    assert list(problems(text)) == messages


def test_one_text_may_be_of_two_stories() -> None:
    text = f'[stories]\napart = [["{A}", "{B}"]]\n[copies]\nsame = [["{A}", "{B}"]]'
    assert parse_config(text, "kg.toml").settings.same_copies == ((A, B),)


def test_too_many_addresses_are_refused() -> None:
    many = ",".join(f'"https://a.example/{number}"' for number in range(MAX_GROUP + 1))
    assert problems(f"[stories]\ntogether = [[{many}]]") == (
        f"kg.toml:2: together holds a group of more than {MAX_GROUP} addresses. Shorten it.",
    )
    pairs = f'["{A}", "{B}"],' * (MAX_ADDRESSES // 2 + 1)
    assert problems(f"[stories]\ntogether = [{pairs}]") == (
        f"kg.toml:2: together holds more than {MAX_ADDRESSES:,} addresses. Shorten it.",
    )
    (told,) = problems(f'[copies]\nnot = [["{A}", "{B}{"x" * 20_000}"]]')
    assert told == "kg.toml:2: not holds an address of more than 16,384 characters. Shorten it."


def test_as_many_groups_as_are_allowed_take_little_time() -> None:
    numbers = range(0, MAX_ADDRESSES, 2)
    chain = ",".join(f'["https://ü{n}.example/", "https://ü{n + 2}.example/"]' for n in numbers)
    other = chain.replace("ü", "a")
    began = time.process_time()
    parse_config(f"[stories]\ntogether = [{chain}]\napart = [{other}]", "kg.toml")
    assert time.process_time() - began < 4
