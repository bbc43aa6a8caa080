"""kg.toml overrules every copy and every story."""

from __future__ import annotations

from itertools import permutations

from kg.config import parse_config
from kg.model.records import Article, Outlet
from kg.stories import Told, tell

FLOOD = "River Ouse floods the old town of Selby after dam breaks"
TEXT = (
    "The dam above Selby broke on Monday night and the river Ouse took the old town by surprise, "
    "so that four hundred people had to leave their houses and spend the night in schools nearby."
)
OTHERS = (
    "Council of Leeds votes for longer library hours",
    "Rare orchid found beside a motorway in Kent",
    "Chess final ends in a draw after seven hours",
    "New tram line opens between Porto and Gaia",
)


def article(
    name: str,
    headline: str,
    day: str | None = "2024-05-01",
    abstract: str | None = None,
    outlet: str | None = None,
    **more: object,
) -> Article:
    values = {
        "id": f"article:{name}",
        "type": "schema:NewsArticle",
        "label": headline,
        "url": f"https://{outlet or name}.example/{name}",
        "date_published": f"{day}T10:00:00Z" if day else None,
        "abstract": abstract,
        "publisher": f"outlet:{outlet or name}.example",
        **more,
    }
    return Article(**values)  # type: ignore[arg-type]


def url(name: str) -> str:
    return f"https://{name}.example/{name}"


def told(articles: list[Article], toml: str = "") -> Told:
    outlets = [Outlet(each.publisher or "", each.id, None) for each in articles]
    return tell(sorted(articles), outlets, parse_config(toml, "kg.toml").settings)


def stories(result: Told) -> list[set[str]]:
    """Return the names of the articles of each story."""
    return [
        {each.id.partition(":")[2] for each in result.articles if each.story == story.id}
        for story in result.stories
    ]


def copies(result: Told) -> dict[str, str]:
    return {
        each.id.partition(":")[2]: each.copy_of.partition(":")[2]
        for each in result.articles
        if each.copy_of
    }


def three_of_one_event() -> list[Article]:
    return [
        article("a", FLOOD),
        article("b", "Dam breaks: river Ouse floods old town of Selby", "2024-05-02"),
        article("c", "River Ouse floods Selby old town as dam breaks", "2024-05-03"),
        *(article(f"n{at}", headline) for at, headline in enumerate(OTHERS)),
    ]  # fmt: skip


def test_without_a_kg_toml_the_rules_find_the_story() -> None:
    assert stories(told(three_of_one_event())) == [{"a", "b", "c"}]


def test_together_joins_articles_thirty_days_apart() -> None:
    articles = [article("a", OTHERS[0], "2024-05-01"), article("b", OTHERS[1], "2024-05-31")]
    result = told(articles, f'[stories]\ntogether = [["{url("a")}", "{url("b")}"]]')
    assert stories(result) == [{"a", "b"}]
    (story,) = result.stories
    assert (story.start_date[:10], story.end_date[:10]) == ("2024-05-01", "2024-05-31")
    assert not result.problems


def test_together_joins_articles_in_several_languages_in_every_order_of_groups() -> None:
    articles = [
        article("a", OTHERS[0], language="en"),
        article("b", "Ein seltener Fund am Rand der Autobahn", language="de"),
        article("c", "罕见的兰花在高速公路旁被发现", language="zh"),
    ]
    for one, two, three in permutations("abc"):
        groups = f'[["{url(one)}", "{url(two)}"], ["{url(two)}", "{url(three)}"]]'
        assert stories(told(articles, f"[stories]\ntogether = {groups}")) == [{"a", "b", "c"}]


def test_together_joins_three_articles_of_one_outlet() -> None:
    articles = [article(name, OTHERS[at], outlet="one") for at, name in enumerate("abc")]
    group = ", ".join(f'"{each.url}"' for each in articles)
    assert stories(told(articles)) == []
    assert stories(told(articles, f"[stories]\ntogether = [[{group}]]")) == [{"a", "b", "c"}]


def test_apart_takes_one_article_out_of_a_story_of_three() -> None:
    toml = f'[stories]\napart = [["{url("a")}", "{url("c")}"], ["{url("b")}", "{url("c")}"]]'
    assert stories(told(three_of_one_event(), toml)) == [{"a", "b"}]


def test_apart_splits_a_story_of_three_into_single_articles() -> None:
    toml = f'[stories]\napart = [["{url("a")}", "{url("b")}", "{url("c")}"]]'
    assert stories(told(three_of_one_event(), toml)) == []


def test_what_is_kept_apart_stays_apart_from_what_is_joined_with_it() -> None:
    for one, other, third in permutations("abc"):
        articles = [*three_of_one_event(), article("x", OTHERS[0], "2024-05-04")]
        toml = (
            f'[stories]\ntogether = [["{url(one)}", "{url("x")}"]]\n'
            f'apart = [["{url("x")}", "{url(other)}"]]'
        )
        found = stories(told(articles, toml))
        assert any({one, "x"} <= story for story in found)
        assert not any({"x", other} <= story or {one, other} <= story for story in found), third


def test_a_join_of_two_stories_leaves_out_what_is_kept_apart() -> None:
    articles = [
        *three_of_one_event(),
        article("d", "Chess final between Okafor and Lindt ends in a draw", "2024-05-05"),
        article("e", "Okafor and Lindt draw the chess final", "2024-05-05"),
    ]
    assert sorted(map(sorted, stories(told(articles)))) == [["a", "b", "c"], ["d", "e"]]
    toml = (
        f'[stories]\ntogether = [["{url("a")}", "{url("d")}"]]\n'
        f'apart = [["{url("b")}", "{url("e")}"]]'
    )
    found = stories(told(articles, toml))
    assert any({"a", "d"} <= story for story in found)
    assert not any({"b", "e"} <= story for story in found)


def test_a_story_has_the_name_that_kg_toml_gives_any_of_its_articles() -> None:
    toml = f'[stories]\nnames = {{ "{url("b")}" = "The Selby flood" }}'
    assert [story.label for story in told(three_of_one_event(), toml).stories] == [
        "The Selby flood"
    ]


def test_of_two_names_for_one_story_the_first_by_address_wins_and_the_other_is_told() -> None:
    toml = f'[stories.names]\n"{url("b")}" = "The dam"\n"{url("a")}" = "The flood"\n'
    result = told(three_of_one_event(), toml)
    assert [story.label for story in result.stories] == ["The flood"]
    assert [str(each) for each in result.problems] == [
        f"kg.toml:2: {url('a')} and {url('b')} give one story two names; 'The flood' is used. "
        "Remove one."
    ]


def test_a_name_for_an_article_in_no_story_is_told_with_its_line() -> None:
    toml = f'[stories.names]\n"{url("n1")}" = "The orchid"\n'
    assert [str(each) for each in told(three_of_one_event(), toml).problems] == [
        f"kg.toml:2: the article {url('n1')} is in no story. Remove the name."
    ]


def test_same_makes_a_copy_of_a_different_text() -> None:
    articles = [article("a", OTHERS[0]), article("b", OTHERS[1], "2024-05-02")]
    assert copies(told(articles)) == {}
    toml = f'[copies]\nsame = [["{url("b")}", "{url("a")}"]]'
    assert copies(told(articles, toml)) == {"b": "a"}


def test_same_holds_across_languages_and_thirty_days() -> None:
    articles = [
        article("a", OTHERS[0], language="en"),
        article("b", "Ein seltener Fund am Rand der Autobahn", "2024-05-31", language="de"),
    ]
    toml = f'[copies]\nsame = [["{url("b")}", "{url("a")}"]]'
    assert copies(told(articles, toml)) == {"b": "a"}


def test_same_finds_the_dated_original_of_an_article_without_a_day_of_publication() -> None:
    articles = [
        article("a", OTHERS[0], None, date_added="2024-05-01T00:00:00Z"),
        article("b", OTHERS[1], "2024-05-02"),
    ]
    toml = f'[copies]\nsame = [["{url("b")}", "{url("a")}"]]'
    assert copies(told(articles, toml)) == {"a": "b"}


def test_not_parts_equal_texts() -> None:
    articles = [article("a", FLOOD, abstract=TEXT), article("b", FLOOD, "2024-05-02", TEXT)]
    assert copies(told(articles)) == {"b": "a"}
    assert copies(told(articles, f'[copies]\nnot = [["{url("a")}", "{url("b")}"]]')) == {}


def test_two_articles_that_are_not_one_text_are_not_copies_of_a_third() -> None:
    articles = [article(name, FLOOD, f"2024-05-0{at}", TEXT) for at, name in enumerate("abc", 1)]
    assert copies(told(articles)) == {"b": "a", "c": "a"}
    assert copies(told(articles, f'[copies]\nnot = [["{url("b")}", "{url("c")}"]]')) == {"b": "a"}


def test_an_article_is_known_by_each_of_its_addresses() -> None:
    articles = [
        article("a", OTHERS[0], amp_urls=("https://amp.example/a-page/amp",)),
        article("b", OTHERS[1], same_as=("https://short.example/b",)),
    ]
    for one in (url("a"), "https://amp.example/a-page/amp", f"{url('a')}?utm_source=feed"):
        for other in (url("b"), "https://short.example/b"):
            toml = f'[stories]\ntogether = [["{one}", "{other}"]]'
            assert stories(told(articles, toml)) == [{"a", "b"}]


def test_together_takes_in_an_article_of_which_only_the_day_it_was_added_is_known() -> None:
    articles = [
        article("a", OTHERS[0]),
        article("b", OTHERS[1], None, date_added="2024-06-20T00:00:00Z"),
    ]
    result = told(articles, f'[stories]\ntogether = [["{url("a")}", "{url("b")}"]]')
    assert stories(result) == [{"a", "b"}]
    assert result.stories[0].end_date[:10] == "2024-05-01"


def test_an_address_that_no_article_has_is_told_with_its_line() -> None:
    toml = f'[stories]\ntogether = [\n["{url("a")}", "https://gone.example/x"],\n]\n'
    (problem,) = told([article("a", OTHERS[0])], toml).problems
    assert str(problem) == (
        "kg.toml:3: no article has the address https://gone.example/x. Correct it, or remove it."
    )


def test_an_article_without_a_date_is_told() -> None:
    toml = f'[copies]\nsame = [["{url("a")}",\n"{url("b")}"]]\n'
    (problem,) = told([article("a", OTHERS[0]), article("b", OTHERS[0], None)], toml).problems
    assert str(problem) == (
        f"kg.toml:3: the article {url('b')} has no date: it is in no story and is no copy. "
        "Add its date."
    )


def test_a_contradiction_by_two_addresses_of_one_article_is_told() -> None:
    articles = [
        article("a", OTHERS[0], same_as=("https://short.example/a",)),
        article("b", OTHERS[1]),
    ]
    toml = (
        f'[stories]\ntogether = [["{url("a")}", "{url("b")}"]]\n'
        f'apart = [["https://short.example/a", "{url("b")}"]]'
    )
    result = told(articles, toml)
    assert stories(result) == [{"a", "b"}]
    assert [str(each) for each in result.problems] == [
        f"kg.toml:3: {url('b')} and https://short.example/a are both together and apart; "
        "they stay joined. Remove one."
    ]
