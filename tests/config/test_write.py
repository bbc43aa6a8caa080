"""Lines of kg.toml that are written are read back."""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.config import Line, to_toml

texts = st.text(
    st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\u2028\u2029\\"), max_size=12
).map(lambda text: f"a{text}")


def test_sections_and_keys_stand_in_the_order_of_the_documentation() -> None:
    lines = [
        Line("lists", "_data/press.yml", "categories[].press", "2 lists in the file."),
        Line("topics", "same", {"ML": "Machine Learning"}),
        Line("topics", "ignore", ["clippings"]),
        Line("", "sparql", True),
        Line("", "version", 1),
    ]
    assert to_toml(lines) == (
        "version = 1\n"
        "sparql = true\n"
        "\n"
        "[topics]\n"
        'ignore = ["clippings"]\n'
        'same = { "ML" = "Machine Learning" }\n'
        "\n"
        "[lists]\n"
        "# 2 lists in the file.\n"
        '"_data/press.yml" = "categories[].press"\n'
    )


def test_no_lines_are_an_empty_file() -> None:
    assert to_toml([]) == ""


def test_lines_of_one_key_become_one() -> None:
    lines = [
        Line("topics", "ignore", ["a"], "One."),
        Line("topics", "ignore", ["b", "a"], "Two."),
        Line("outlets", "same", {"a.example": "b.example"}),
        Line("outlets", "same", {"c.example": "b.example"}),
        Line("links", "body", "none"),
        Line("links", "body", "related"),
    ]
    assert tomllib.loads(to_toml(lines)) == {
        "links": {"body": "related"},
        "topics": {"ignore": ["a", "b"]},
        "outlets": {"same": {"a.example": "b.example", "c.example": "b.example"}},
    }
    assert "# One.\n# Two.\nignore" in to_toml(lines)


def test_a_long_list_has_a_line_per_item() -> None:
    text = to_toml([Line("topics", "keep", ["x" * 60, "y" * 60])])
    assert text == f'[topics]\nkeep = [\n    "{"x" * 60}",\n    "{"y" * 60}",\n]\n'


@pytest.mark.parametrize("end", ["\n", "\r", "\x00", "\x85", "\u2028", "\x1b[31m"])
def test_a_comment_never_ends_its_line(end: str) -> None:
    text = to_toml([Line("", "title", "A", f'posts of a{end}title = "B"')])
    assert tomllib.loads(text) == {"title": "A"}
    assert text.replace("\n", "").isprintable()


@given(
    st.dictionaries(texts, texts, max_size=4),
    st.lists(texts, max_size=12, unique=True),
    st.dictionaries(texts.map("{}.yml".format), st.just("press"), max_size=3),
    texts,
)
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read_back(
    same: dict[str, str], keep: list[str], lists: dict[str, str], comment: str
) -> None:
    text = to_toml(
        [
            Line("topics", "same", same, comment),
            Line("topics", "keep", keep, comment),
            *(Line("lists", path, place, comment) for path, place in lists.items()),
        ]
    )
    read = tomllib.loads(text)
    assert read["topics"] == {"same": same, "keep": keep}
    assert read.get("lists", {}) == lists
