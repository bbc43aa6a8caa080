from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from paths import NEWSROOM

import kg
from kg.config import Line
from kg.errors import Problem, kind_of_problem
from kg.inspection import Inspection, head_of, inspect_archive, suggestion_text, to_json, to_text
from kg.inspection.hints import meant_by
from kg.inspection.result import FileFound
from kg.inspection.values import Value, look_at
from kg.model.records import Mention, Post
from kg.model.settings import Settings
from kg.read.exports import EXPORT_NAMES
from kg.read.fields import account_for_fields
from kg.resolve import resolve
from kg.resolve.counts import Counts, count_entities


def written(folder: Path, **texts: str) -> Path:
    """Write files, of whose names `__` is a dot."""
    for name, text in texts.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return folder


def links(count: int) -> str:
    return "".join(f"- [Rain {at}](https://a{at}.example/rain)\n" for at in range(count))


def lines_of(folder: Path, settings: Settings = Settings()) -> dict[tuple[str, str], object]:  # noqa: B008
    found = inspect_archive([folder], settings=settings)
    return {(line.section, line.name): line.value for line in found.lines}


# ---- what is counted ------------------------------------------------------------------------


def test_what_is_made_is_what_a_build_makes() -> None:
    graph = kg.build([NEWSROOM])
    assert inspect_archive([NEWSROOM]).makes == Counts(
        len(graph.articles),
        len(graph.outlets),
        len(graph.topics),
        sum(article.date_published is not None for article in graph.articles),
        sum(article.date_added is not None for article in graph.articles),
    )


URLS = st.sampled_from([f"https://{at}.example/{path}" for at in "abc" for path in ("", "x", "y")])
MENTIONS = st.builds(
    Mention,
    title=st.sampled_from([None, "Rain", "Storm"]),
    web_url=URLS,
    original_url=st.none() | URLS,
    amp_url=st.none(),
    amp_cache_url=st.none(),
    published_at=st.sampled_from([None, "2024-05-01T00:00:00Z"]),
    added_at=st.sampled_from([None, "2024-05-02T00:00:00Z"]),
    provider_name=st.sampled_from([None, "The Example", "b.example"]),
    topics=st.sampled_from([(), ("A",), ("a", "B")]),
    tags=st.sampled_from([(), ("clippings",), ("C",)]),
)


@given(st.lists(MENTIONS, max_size=8), st.lists(MENTIONS, max_size=3))
@hypothesis_settings(max_examples=100, deadline=None)
def test_entities_are_counted_as_they_are_resolved(
    own: list[Mention], named: list[Mention]
) -> None:
    places = tuple(range(len(named)))
    posts = [Post(f"{at}.md", mention, places) for at, mention in enumerate(own)]
    made = resolve(posts, named)
    assert count_entities(posts, named) == Counts(
        len(made.articles),
        len(made.outlets),
        len(made.topics),
        sum(article.date_published is not None for article in made.articles),
        sum(article.date_added is not None for article in made.articles),
    )


@pytest.mark.parametrize("jobs", [2, 3])
def test_the_number_of_processes_makes_no_difference(jobs: int, tmp_path: Path) -> None:
    for at in range(30):
        text = f"---\ntitle: Rain {at}\nlink: https://a{at % 7}.example/{at}\n---\n{links(at % 5)}"
        written(tmp_path, **{f"{at}__md": text})
    written(tmp_path, bad__md="---\ntitle: [\n---\n", own__md="---\ntitle: A\n---\n")
    assert inspect_archive([tmp_path], jobs=jobs) == inspect_archive([tmp_path], jobs=1)


def test_a_field_says_what_its_values_are_and_what_it_is_taken_as(tmp_path: Path) -> None:
    written(
        tmp_path,
        a__md="---\ntitle: A\nlink: https://www.a.example/1\ndate: 2024-05-03\nmood: glad\n---\n",
        b__md="---\ntitle: B\nlink: https://b.example/1\ndate: May 1, 2024\ndraft: no\n---\n",
    )
    fields = {field.name: field for field in inspect_archive([tmp_path]).fields}
    assert fields["date"].values == (("date", 2),)
    assert (fields["date"].first, fields["date"].last) == ("2024-05-01", "2024-05-03")
    assert fields["date"].taken_as == (("added", 2),)
    assert fields["link"].hosts == (("a.example", 1), ("b.example", 1))
    assert fields["link"].taken_as == (("address", 2),)
    assert fields["mood"].records == 1
    assert fields["mood"].examples == ("glad",)
    assert fields["mood"].taken_as == ()
    assert fields["draft"].values == (("yes or no", 1),)


def test_of_a_mapping_only_the_parts_that_are_read_say_something(tmp_path: Path) -> None:
    text = "---\nbookmark_of:\n  title: A\n  url: https://a.example/1\n  mood: glad\n---\n"
    fields = inspect_archive([written(tmp_path, a__md=text)]).fields
    assert {field.name: field.taken_as for field in fields} == {
        "bookmark_of.mood": (),
        "bookmark_of.title": (("title", 1),),
        "bookmark_of.url": (("address", 1),),
    }


def test_the_configuration_of_kg_is_no_part_of_the_archive(tmp_path: Path) -> None:
    written(tmp_path, kg__toml="version = 1\n", a__md="---\nlink: https://a.example/1\n---\n")
    found = inspect_archive([tmp_path], folder=tmp_path)
    assert found.files == (FileFound("a.md", "post with a head in YAML", 1, 0, 0),)


def test_links_are_counted_by_what_their_post_is(tmp_path: Path) -> None:
    written(
        tmp_path,
        nothing__md=f"---\ntitle: A\n---\n{links(3)}",
        others__md=f"---\nlink: https://a0.example/rain\n---\n{links(3)}",
        none__md="---\ntitle: B\n---\nNo link.\n",
    )
    found = inspect_archive([tmp_path])
    assert found.links_of_nothing == (1, 3, False)
    assert found.links_of_others == (1, 2, False), "the article's own address is not counted"
    assert found.links_of_own == (0, 0, False)


def test_a_name_that_is_not_told_apart_is_still_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.inspection.tally.MAX_FIELDS", 2)
    found = inspect_archive([written(tmp_path, a__md="---\na: 1\nb: 2\nc: 3\nd: 4\n---\n")])
    assert {field.name: field.records for field in found.fields} == {"a": 1, "b": 1, "...": 2}


# ---- what would help ------------------------------------------------------------------------


def test_lists_of_links_without_an_address_are_to_be_read_for_their_links(tmp_path: Path) -> None:
    found = inspect_archive([written(tmp_path, a__md=f"---\ntitle: Issue\n---\n{links(9)}")])
    evidence = "1 post states no address, and its body holds 9 links."
    assert found.lines == (Line("links", "body", "articles", evidence),)


def test_nothing_is_said_of_bodies_if_the_settings_say_it(tmp_path: Path) -> None:
    written(tmp_path, a__md=f"---\ntitle: Issue\n---\n{links(9)}")
    assert lines_of(tmp_path, Settings(body="articles")) == {}


def test_a_few_links_of_own_writing_could_be_either(tmp_path: Path) -> None:
    found = inspect_archive([written(tmp_path, a__md=f"---\ntitle: A\n---\n{links(2)}")])
    assert found.lines == ()
    assert len(found.remedies) == 2
    assert "site =" in found.remedies[0]
    assert found.remedies[1].endswith('below [links] in kg.toml: body = "articles"')


def test_links_of_own_pieces_are_related(tmp_path: Path) -> None:
    written(tmp_path, a__md=f"---\ntitle: A\nslug: a\n---\n{links(3)}")
    site = Settings(site="https://own.example", own=frozenset({"own.example"}))
    assert lines_of(tmp_path, site) == {("links", "body"): "related"}


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("date_linked", "2024-05-0{}", "published"),
        ("importedOn", "2024-05-0{}", "added"),
        ("zeitung", "Die {}", "outlet"),
        ("palabras_clave", "[a{}, b]", "topics"),
        ("auteur", "Jane {}", "authors"),
        ("teaser_text", "It rains {}.", "excerpt"),
        ("hero_picture", "https://a.example/{}.png", "image"),
    ],
)
def test_a_field_under_another_name_is_found(
    name: str, value: str, wanted: str, tmp_path: Path
) -> None:
    for at in range(1, 4):
        text = f"---\ntitle: A\nlink: https://a{at}.example/1\n{name}: {value.format(at)}\n---\n"
        written(tmp_path, **{f"{at}__md": text})
    assert lines_of(tmp_path) == {("fields", wanted): [name]}


@pytest.mark.parametrize(
    "field",
    [
        "lastmod: 2024-05-01",
        "avatar_url: https://a.example/me.png",
        "mood: glad",
        "teaser_text: 7",
        "zeitung: ''",
    ],
)
def test_a_field_that_says_something_else_is_left_alone(field: str, tmp_path: Path) -> None:
    written(tmp_path, a__md=f"---\ntitle: A\nlink: https://a.example/1\n{field}\n---\n")
    assert lines_of(tmp_path) == {}


def test_a_field_whose_name_kg_knows_is_not_suggested(tmp_path: Path) -> None:
    written(tmp_path, a__md="---\ntitle: A\ndate: 2024-05-01\n---\n")
    assert lines_of(tmp_path) == {}


def test_the_site_is_that_of_the_canonical_addresses(tmp_path: Path) -> None:
    for at in range(3):
        text = f"---\ntitle: A\ncanonical_url: https://own.example/{at}\n---\n"
        written(tmp_path, **{f"{at}__md": text})
    assert lines_of(tmp_path) == {("", "site"): "https://own.example"}


def test_spellings_of_a_topic_that_differ_in_a_hyphen_are_one(tmp_path: Path) -> None:
    for at, tag in enumerate(
        ["machine learning", "machine learning", "Machine-Learning", "C", "C++"]
    ):
        text = f"---\ntitle: A\nlink: https://a.example/{at}\ntags: [{tag}]\n---\n"
        written(tmp_path, **{f"{at}__md": text})
    assert lines_of(tmp_path) == {
        ("topics", "same"): {"Machine-Learning": "machine learning"},
    }


def test_a_list_that_is_passed_over_is_named_only_if_nothing_else_is_read(tmp_path: Path) -> None:
    written(tmp_path, sites__json='[{"title": "A", "url": "https://a.example/"}]')
    assert [line.name for line in inspect_archive([tmp_path], folder=tmp_path).lines] == [
        "sites.json"
    ]
    written(tmp_path, a__md="---\nlink: https://a.example/1\n---\n")
    assert inspect_archive([tmp_path], folder=tmp_path).lines == ()


def test_a_list_outside_the_folder_of_kg_toml_cannot_be_named(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    written(tmp_path, sites__json='[{"title": "A", "url": "https://a.example/"}]')
    assert inspect_archive([tmp_path], folder=tmp_path / "site").lines == ()


# ---- values and words -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", Value("empty")),
        ([], Value("empty")),
        (True, Value("yes or no")),
        ("no", Value("yes or no")),
        (7, Value("number")),
        ("2024", Value("number")),
        (1714640000, Value("date", ("2024-05-02",))),
        ("Chapter 7", Value("text", ("Chapter 7",))),
        ("https://WWW.A.example", Value("address", ("a.example",))),
        ("[Rain](https://a.example/1)", Value("address", ("a.example",))),
        ({"url": "https://a.example/1"}, Value("address", ("a.example",))),
        ({"name": "Jane"}, Value("text", ("Jane",))),
        ([{"name": "Jane"}], Value("list of texts", ("Jane",))),
        ([1, 2], Value("other")),
        ("a" * 50, Value("text", ("a" * 39 + "…",))),
        ("a\n b", Value("text", ("a b",))),
    ],
)
def test_a_value_is_told_by_itself(value: object, expected: Value) -> None:
    assert look_at(value) == expected


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
))  # fmt: skip
@hypothesis_settings(max_examples=200, deadline=None)
def test_any_value_is_told_and_shown_briefly(value: object) -> None:
    assert all(len(text) <= 255 for text in look_at(value).texts)


def test_a_date_of_saving_is_no_date_of_publication() -> None:
    assert meant_by("date_saved_to_pocket", "date") == ("added",)
    assert meant_by("print_date", "date") == ("published",)
    assert meant_by("last_updated_date", "date") == ()
    assert meant_by("date_linked", "text") == ()


def test_every_export_has_a_name_in_words() -> None:
    from kg.read import exports

    modules = Path(exports.__file__).parent.glob("*.py")
    text = "".join(path.read_text(encoding="utf-8") for path in modules)
    assert all(f'"{name}"' in text for name in EXPORT_NAMES)
    for name in ("bookmarks", "pocket-csv", "wallabag-json", "readwise-import-csv"):
        assert name in EXPORT_NAMES


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        ("has 3 values for 4 columns.", "has … values for … columns."),
        ("there is no list 'press'.", "there is no list …."),
        ('title is "it\'s", not a date.', "title is …, not a date."),
        ("the reader's file is empty.", "the reader's file is empty."),
        ("https://a.example/1 is a front page.", "… is a front page."),
    ],
)
def test_a_kind_names_no_value(what: str, kind: str) -> None:
    assert kind_of_problem(Problem("a.md", 1, what, "")) == kind
    assert kind_of_problem(Problem("a.md", 1, what, "", "a kind")) == "a kind"


def test_the_text_is_short_whatever_there_is(tmp_path: Path) -> None:
    fields = "".join(f"field_{at}: {'x' * 500}\n" for at in range(200))
    found: Inspection = inspect_archive([written(tmp_path, a__md=f"---\n{fields}---\n")])
    assert len(to_text(found).split("\n")) < 60
    assert "... and 170 fields more. --format json lists them." in to_text(found)
    assert head_of(found) in to_text(found)
    assert suggestion_text(found) in to_text(found)
    assert len(to_json(found)) < 200_000


@pytest.mark.parametrize("name", ["a[b", "a[.b", "[", "a[]", ".", "[].", "a.b[c"])
def test_a_bracket_in_the_name_of_a_field_ends_nothing(name: str) -> None:
    taken = (("link", "schema:url"),)
    (use,) = account_for_fields({("post", (name,), taken): 1})
    assert (use.name, use.becomes) == (name, None)


def test_links_of_many_posts_are_estimated_from_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.inspection.tally.MAX_BODIES", 10)
    for at in range(40):
        text = f"---\nlink: https://b.example/{at}\n---\n{links(2)}"
        written(tmp_path, **{f"{at}__md": text})
    found = inspect_archive([tmp_path])
    assert found.links_of_others == (40, 80, True)
    assert found.lines == (
        Line(
            "links", "body", "related",
            "The bodies of about 40 posts hold about 80 links to other articles.",
        ),
    )  # fmt: skip
