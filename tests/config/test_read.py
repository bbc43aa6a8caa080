"""What a kg.toml says, and what is said of a wrong one."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.config import Config, ConfigError, parse_config, read_config
from kg.config.read import MAX_CONFIG_BYTES
from kg.model.settings import Settings

FULL = """\
version = 1
posts = ["_news", "_data"]
out = "graph"
title = "Our archive"
base-iri = "https://news.example.org/kg/"
site = "https://News.example.org/"

[fields]                       # tried before kg's own names
published = ["date_linked", "day"]
address = "source"
[links]
body = "related"
own = ["WWW.Example.org"]
[topics]
ignore = ["clippings"]
keep = ["climate"]
same = { "ML" = "Machine Learning" }
[outlets]
same = { "www.bbc.co.uk" = "bbc.com" }
[lists]
"./_data/press.yml" = "categories[].press"
"""


def write(folder: Path, text: str | bytes) -> str:
    path = folder / "kg.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def problems(text: str) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as raised:
        parse_config(text, "kg.toml")
    return raised.value.problems


def test_every_key_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, FULL)
    assert read_config(path) == Config(
        path=path,
        posts=(str(tmp_path / "_news"), str(tmp_path / "_data")),
        out=str(tmp_path / "graph"),
        title="Our archive",
        base_iri="https://news.example.org/kg/",
        settings=Settings(
            fields=(("address", ("source",)), ("published", ("date_linked", "day"))),
            body="related",
            own=frozenset({"example.org", "news.example.org"}),
            site="https://news.example.org",
            lists=(("_data/press.yml", "categories[].press"),),
            ignored_topics=("clippings",),
            kept_topics=("climate",),
            same_topics=(("ML", "Machine Learning"),),
            same_outlets=(("bbc.co.uk", "bbc.com"),),
        ),
    )


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, "")
    assert read_config(path) == Config(path)
    assert read_config(path).settings == Settings()


def test_one_path_needs_no_list(tmp_path: Path) -> None:
    assert read_config(write(tmp_path, 'posts = "."')).posts == (str(tmp_path),)


def test_order_and_spelling_of_tables_make_no_difference() -> None:
    one = '[topics]\nkeep = ["a", "b"]\n[topics.same]\nx = "y"\nz = "y"\n[links]\nbody = "none"\n'
    other = (
        'links.body = "none"\ntopics = { same = { z = "y", x = "y" }, keep = ["b", "a", "b"] }\n'
    )
    assert parse_config(one, "kg.toml") == parse_config(other, "kg.toml")


def test_a_byte_order_mark_and_lines_of_windows_are_read(tmp_path: Path) -> None:
    text = b'\xef\xbb\xbftitle = "A"\r\nout = "b"\r\n'
    assert read_config(write(tmp_path, text)).title == "A"


def test_labels_of_every_script_are_read() -> None:
    config = parse_config('[topics]\nkeep = ["می\u200cخواهم", "气候"]\n', "kg.toml")
    assert config.settings.kept_topics == ("می\u200cخواهم", "气候")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('\n\ntitel = "A"', 'kg.toml:3: unknown key "titel". Did you mean "title"?'),
        ('base_iri = "urn:a:"', 'kg.toml:1: unknown key "base_iri". Did you mean "base-iri"?'),
        ('[link]\nbody = "none"', 'kg.toml:1: unknown key "link". Did you mean "links"?'),
        ('body = "none"', 'kg.toml:1: unknown key "body". It belongs under [links].'),
        (
            '[links]\nsite = "https://a.example"',
            'kg.toml:2: unknown key "site". It belongs above the first section.',
        ),
        (
            "[links]\nqqq = 1",
            'kg.toml:2: unknown key "qqq". [links] holds body, own.',
        ),
        (
            "version = 2\nbrandnew = 1",
            "kg.toml:1: version 2 is newer than this kg understands. Upgrade kg.",
        ),
        (
            "out = '" + "a/" * 3_000 + "'",
            "kg.toml:1: out holds a path of more than 4,096 characters. Shorten it.",
        ),
        (
            "posts = [" + "'a'," * 1_001 + "]",
            "kg.toml:1: posts holds more than 1,000 paths. Name the folders that they are in.",
        ),
        ("version = 0", "kg.toml:1: version is less than 1. Write it as version = 1."),
        (
            "version = true",
            "kg.toml:1: version is true or false, not a whole number. Write it as version = 1.",
        ),
        (
            'title = ["A"]',
            'kg.toml:1: title is a list, not a text. Write it as title = "Our archive".',
        ),
        (
            'title = " "',
            'kg.toml:1: title is empty. Write it as title = "Our archive", or remove it.',
        ),
        ('title = "a\\u0007"', "kg.toml:1: title holds a control character. Remove it."),
        (
            "posts = 1979-05-27",
            "kg.toml:1: posts is a date or time, not a path or a list of paths. "
            'Write it as posts = ["_news", "_data"].',
        ),
        (
            "posts = []",
            'kg.toml:1: posts is empty. Write it as posts = ["_news", "_data"], or remove it.',
        ),
        (
            'posts = [\n"a",\n\n# no\n2]',
            'kg.toml:5: posts holds a number, not a text. Write it as posts = ["_news", "_data"].',
        ),
        (
            'posts = "https://a.example/feed.xml"',
            'kg.toml:1: posts holds "https://a.example/feed.xml", which is no path in the folder '
            'of kg.toml. Write it as posts = ["_news", "_data"].',
        ),
        (
            'out = "git@a.example:b"',
            'kg.toml:1: out holds "git@a.example:b", which is no path in the folder of kg.toml. '
            'Write it as out = "graph".',
        ),
        (
            'posts = ["_news", "../other"]',
            'kg.toml:1: posts holds "../other", which is outside the folder of kg.toml. '
            "Type it as an argument instead.",
        ),
        (
            'out = "/etc"',
            'kg.toml:1: out holds "/etc", which is outside the folder of kg.toml. '
            "Type it as the option --out instead.",
        ),
        (
            'base-iri = "news"',
            'kg.toml:1: base-iri is "news", not a base IRI. '
            'Write it as base-iri = "https://news.example.org/kg/".',
        ),
        (
            'site = "/blog"',
            'kg.toml:1: site is "/blog", not the address of a site. '
            'Write it as site = "https://news.example.org".',
        ),
        ("links = 1", "kg.toml:1: links is a number, not a table. Write it as [links]."),
        (
            '[links]\n\nbody = "all"',
            'kg.toml:3: body is "all", not "none", "related" or "articles". '
            'Write it as body = "related".',
        ),
        (
            "[links]\nbody = 1.5",
            'kg.toml:2: body is a number, not "none", "related" or "articles". '
            'Write it as body = "related".',
        ),
        (
            '[links]\nown = "a.example"',
            'kg.toml:2: own is a text, not a list of texts. Write it as own = ["example.org"].',
        ),
        (
            '[links]\nown = ["https://a.example"]',
            'kg.toml:2: own holds "https://a.example", which is no host of a site. '
            'Write it as own = ["example.org"].',
        ),
        (
            '[links]\nown = ["co.uk"]',
            'kg.toml:2: own holds "co.uk", which is no host of a site. '
            'Write it as own = ["example.org"].',
        ),
        (
            "[fields]\ntitle = {}",
            "kg.toml:2: title is a table, not a text or a list of texts. "
            'Write it as title = ["headline"].',
        ),
        (
            '[topics]\nsame = ["ML"]',
            "kg.toml:2: same is a list, not a table. "
            'Write it as same = { "ML" = "Machine Learning" }.',
        ),
        (
            "[topics.same]\na = 'b'\nML = 2",
            'kg.toml:3: "ML" is a number, not a text. '
            'Write it as same = { "ML" = "Machine Learning" }.',
        ),
        (
            '[topics.same]\na = "b"\nB = "c"',
            'kg.toml:2: "a" becomes "b", which becomes "c". Name the preferred one at both.',
        ),
        (
            '[topics.same]\nml = "a"\nML = "b"',
            'kg.toml:3: "ML" stands twice, with another value. Remove one.',
        ),
        (
            '[outlets]\nsame = { "bbc" = "The BBC" }',
            'kg.toml:2: "bbc" is no domain of a site. '
            'Write it as same = { "bbc.co.uk" = "bbc.com" }.',
        ),
        (
            '[lists]\n"../a.yml" = "press"',
            'kg.toml:2: "../a.yml" is no path in the folder of kg.toml. '
            'Write it as "_data/press.yml" = "categories[].press".',
        ),
        (
            '[lists]\n"a.yml" = "[[["',
            "kg.toml:2: '[[[' is no path of a list. Write it as 'categories[].press'.",
        ),
        ('title = "a', "kg.toml:1: the TOML cannot be read: Illegal character '\\n'. Correct it."),
        (
            '\ntitle = "a"\ntitle = "b"',
            'kg.toml:3: the key "title" stands twice. Remove one.',
        ),
    ],
)
def test_a_message_says_where_and_what_and_how_to_mend_it(text: str, message: str) -> None:
    assert problems(f"{text}\n") == (message,)


@pytest.mark.parametrize(
    "name", ["memory", "master", "host", "allow-host", "allow_host", "cors", "forwarded-allow-ips"]
)
def test_what_a_user_has_to_type_cannot_be_set(name: str) -> None:
    told = f'kg.toml:1: "{name}" cannot be set in kg.toml. Type it as an option.'
    assert problems(f'{name} = "1"') == (told,)


def test_a_label_may_be_respelled() -> None:
    config = parse_config('[topics.same]\nml = "ML"\n"M.L." = "ML"\n', "kg.toml")
    assert config.settings.same_topics == (("M.L.", "ML"), ("ml", "ML"))


def test_all_problems_are_told_in_the_order_of_the_file() -> None:
    told = problems('out = 1\n[links]\nbody = "x"\n[fields]\ntitle = 3\n')
    assert [message.split(": ")[0] for message in told] == ["kg.toml:1", "kg.toml:3", "kg.toml:5"]


def test_no_more_than_twenty_problems_are_told() -> None:
    told = problems("".join(f"k{number} = 1\n" for number in range(100)))
    assert len(told) == 20
    assert told[0].startswith('kg.toml:1: unknown key "k0".')


def test_an_error_is_a_line_per_problem() -> None:
    with pytest.raises(ConfigError) as raised:
        parse_config("a1 = 1\nb1 = 1\n", "kg.toml")
    assert str(raised.value).count("\n") == 1


def test_a_message_cannot_steer_the_terminal() -> None:
    (told,) = problems('"\\u001b[31m" = 1')
    assert told.startswith('kg.toml:1: unknown key "\\u001b[31m".')


def test_the_path_is_told_as_a_user_would_type_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "blog").mkdir()
    path = write(tmp_path / "blog", "a1 = 1")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match=r"\Ablog.kg\.toml:1: "):
        read_config(path)
    (tmp_path / "else").mkdir()
    monkeypatch.chdir(tmp_path / "else")
    with pytest.raises(ConfigError) as raised:
        read_config(path)
    assert str(raised.value).startswith(f"{path}:1: ")


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r":2: the file is not UTF-8 text\. Save it as UTF-8\."):
        read_config(write(tmp_path, b'\ntitle = "\xff"'))


def test_a_large_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"it is larger than 1 MiB\. Shorten it\."):
        read_config(write(tmp_path, b"#" * (MAX_CONFIG_BYTES + 1)))
    assert read_config(write(tmp_path, b"#" * MAX_CONFIG_BYTES)).title is None


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 100_000,
        "a = " + "{a=" * 100_000,
        "a = " + "[" * 50 + "]" * 50,
        ".".join(["a"] * 100_000) + " = 1",
        "[" + ".".join(["a"] * 100_000) + "]",
    ],
)
def test_nesting_is_refused(text: str) -> None:
    assert problems(text) == ("kg.toml:1: the TOML is nested too deeply. Nest it less.",)


def test_a_line_of_prose_is_not_called_deep() -> None:
    (told,) = problems("word " * 100)
    assert told.startswith("kg.toml:1: the TOML cannot be read: Expected '=' after a key")


def test_a_number_of_too_many_digits_is_refused() -> None:
    (told,) = problems(f"version = {'1' * 10_000}")
    assert told == "kg.toml: the TOML cannot be read: a number has too many digits. Correct it."
    (told,) = problems(f"version = 0x{'f' * 10_000}")
    assert told.startswith("kg.toml:1: version of the file is newer")


def test_a_folder_or_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(ConfigError, match=r"it is not a file\. Replace or remove it\."):
            read_config(str(path))
    with pytest.raises(ConfigError, match="it does not exist"):
        read_config(str(tmp_path / "none.toml"))


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=60),
        st.text(max_size=60).map(lambda text: text.encode("utf-8", "ignore")),
        st.lists(
            st.sampled_from([*FULL.splitlines(), *"[]{}=,.\"'\\#\n", '"""', "'''", "\\u0000"]),
            max_size=12,
        ).map(lambda lines: "\n".join(lines).encode()),
    )
)
def test_any_bytes_give_a_config_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = write(tmp_path_factory.getbasetemp(), data)
    told: tuple[str, ...] = ()
    try:
        assert isinstance(read_config(path), Config)
    except ConfigError as error:
        told = error.problems or ("",)
    assert all(message and message.isprintable() for message in told)
