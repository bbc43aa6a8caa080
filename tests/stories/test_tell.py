"""Copies and stories of articles: what joins, what does not, and what a later article changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model.records import Article, Outlet
from kg.model.settings import Settings
from kg.stories import Told, tell

PLANT = "Contoso opens its first battery plant in Uppsala"
PLANT_TEXT = (
    "The Danish battery maker Contoso opened its first plant outside Denmark on Monday. Some 900 "
    "people will make cells for lorries in the halls north of Uppsala, the company said."
)


def article(
    at: int,
    title: str,
    date: str | None = "2024-03-04T08:00:00Z",
    outlet: str | None = None,
    text: str | None = None,
    **more: object,
) -> Article:
    outlet = outlet or f"paper{at}.example"
    made = Article(
        f"article:{at:016x}",
        "schema:NewsArticle",
        title,
        f"https://{outlet}/{at}",
        abstract=text,
        date_published=date,
        publisher=f"outlet:{outlet}",
    )
    return made._replace(**more)  # type: ignore[arg-type]  # names of fields


def originals(told: Told) -> dict[int, int]:
    """Return the numbers of copies, each with that of its original."""
    return {number(each.id): number(each.copy_of) for each in told.articles if each.copy_of}


def members(told: Told) -> list[list[int]]:
    """Return the numbers of the articles of each story."""
    stories: dict[str, list[int]] = {}
    for each in told.articles:
        if each.story:
            stories.setdefault(each.story, []).append(number(each.id))
    assert set(stories) == {story.id for story in told.stories}
    return sorted(stories.values())


def number(id_: str) -> int:
    return int(id_.partition(":")[2], 16)


# ---- copies -------------------------------------------------------------------------------


def test_one_text_at_two_outlets_is_a_copy_of_the_earlier() -> None:
    told = tell(
        [
            article(1, PLANT, "2024-03-05T09:00:00Z", text=PLANT_TEXT),
            article(2, "Uppsala gets a battery plant", "2024-03-04T07:00:00Z", text=PLANT_TEXT),
        ]
    )
    assert originals(told) == {1: 2}
    (story,) = told.stories
    assert (story.texts, story.outlets, story.start_date) == (1, 2, "2024-03-04T07:00:00Z")
    assert story.first_outlets == ("outlet:paper2.example",)


def test_every_copy_points_to_the_original_and_never_to_another_copy() -> None:
    told = tell(
        [article(at, PLANT, f"2024-03-0{at}T08:00:00Z", text=PLANT_TEXT) for at in range(1, 6)]
    )
    assert originals(told) == dict.fromkeys(range(2, 6), 1)


def test_own_reports_under_other_headlines_are_no_copies() -> None:
    told = tell(
        [
            article(1, PLANT, text=PLANT_TEXT),
            article(2, "Battery maker Contoso starts production at its Uppsala plant", text=(
                "Lorries will run on cells made in Uppsala: Contoso has started production in its "
                "first plant abroad, with 900 people and a line for old batteries."
            )),
        ]
    )  # fmt: skip
    assert originals(told) == {}
    assert members(told) == [[1, 2]]
    assert told.stories[0].texts == 2


def test_an_outlet_that_prints_a_text_again_after_a_week_has_no_copy() -> None:
    again = article(2, PLANT, "2024-03-11T08:00:00Z", "paper1.example", PLANT_TEXT)
    assert originals(tell([article(1, PLANT, text=PLANT_TEXT), again])) == {}
    soon = again._replace(date_published="2024-03-05T08:00:00Z")
    assert originals(tell([article(1, PLANT, text=PLANT_TEXT), soon])) == {2: 1}


def test_what_is_more_than_two_weeks_apart_is_neither_copy_nor_story() -> None:
    told = tell(
        [
            article(1, PLANT, text=PLANT_TEXT),
            article(2, PLANT, "2024-03-19T08:00:01Z", text=PLANT_TEXT),
        ]
    )
    assert (originals(told), members(told)) == ({}, [])


@pytest.mark.parametrize("label", ["Correction: ", "UPDATE 2-", "RPT-", "[Updated] ", "Opinion: "])
def test_a_label_in_front_does_not_hide_a_copy(label: str) -> None:
    told = tell([article(1, PLANT), article(2, label + PLANT, "2024-03-05T08:00:00Z")])
    assert originals(told) == {2: 1}
    assert bool(told.articles[1].correction) == label.startswith("Correction")


def test_the_name_of_the_outlet_at_the_end_does_not_hide_a_copy() -> None:
    outlets = [Outlet("outlet:paper2.example", "The Evening Star", "paper2.example")]
    for end in (" | The Evening Star", " - The Evening Star"):
        told = tell([article(1, PLANT), article(2, PLANT + end, "2024-03-05T08:00:00Z")], outlets)
        assert originals(told) == {2: 1}


def test_of_texts_of_one_day_the_outlet_that_they_name_is_the_original() -> None:
    texts = [
        article(1, PLANT, "2024-03-04T00:00:00Z", "a.example", PLANT_TEXT),
        article(2, PLANT, "2024-03-04T10:00:00Z", "wire.example", PLANT_TEXT),
        article(
            3, PLANT, "2024-03-04T00:00:00Z", "c.example", f"UPPSALA (Northwire) - {PLANT_TEXT}"
        ),
    ]
    outlets = [Outlet("outlet:wire.example", "Northwire", "wire.example")]
    assert originals(tell(texts, outlets)) == {1: 2, 3: 2}
    assert originals(tell(texts)) == {2: 1, 3: 1}


# ---- stories ------------------------------------------------------------------------------


def test_articles_of_one_outlet_are_no_story() -> None:
    told = tell(
        [
            article(1, PLANT, outlet="a.example", text=PLANT_TEXT),
            article(2, "Contoso's battery plant in Uppsala opens its doors", "2024-03-05T08:00:00Z",
                    "a.example", "A day with the 900 people at Contoso's plant in Uppsala."),
        ]
    )  # fmt: skip
    assert told.stories == ()


def test_another_event_of_the_same_company_is_another_story() -> None:
    told = tell(
        [
            article(1, PLANT, text=PLANT_TEXT),
            article(2, "Contoso opens battery plant north of Uppsala", text=PLANT_TEXT[:100]),
            article(3, "Contoso names Ingrid Dahl chief financial officer", text=(
                "The battery maker Contoso has named Ingrid Dahl as its chief financial officer. "
                "She comes from a bank in Oslo and succeeds Per Holm."
            )),
        ]
    )  # fmt: skip
    assert members(told) == [[1, 2]]


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (("2024-03-04T08:00:00Z", "2024-03-04T09:00:00Z"), (None, ["paper1.example"])),
        (("2024-03-04T00:00:00Z", "2024-03-04T09:00:00Z"),
         ("day", ["paper1.example", "paper2.example"])),
        (("2024-03-04T08:00:00Z", "2024-03-05T00:00:00Z"), (None, ["paper1.example"])),
        (("2024-03-04T08:00:00Z", "2024-03-04T08:00:00Z"),
         (None, ["paper1.example", "paper2.example"])),
    ],
)  # fmt: skip
def test_who_was_first_is_said_only_where_it_is_known(
    dates: tuple[str, str], expected: tuple[str | None, list[str]]
) -> None:
    told = tell([article(at, PLANT, date, text=PLANT_TEXT) for at, date in enumerate(dates, 1)])
    (story,) = told.stories
    precision, outlets = expected
    assert story.start_precision == precision
    assert story.first_outlets == tuple(f"outlet:{outlet}" for outlet in outlets)


def test_an_article_with_only_an_added_date_joins_but_begins_nothing() -> None:
    added = article(3, PLANT, None, date_added="2024-03-05T08:00:00Z")
    told = tell(
        [
            article(1, PLANT, text=PLANT_TEXT),
            article(2, "Contoso opens battery plant north of Uppsala", "2024-03-06T08:00:00Z",
                    text=PLANT_TEXT[:100]),
            added,
        ]
    )  # fmt: skip
    assert members(told) == [[1, 2, 3]]
    assert told.stories[0].end_date == "2024-03-06T08:00:00Z"
    early = added._replace(date_added="2024-03-03T08:00:00Z")
    assert tell([article(1, PLANT), early]).stories == ()
    assert originals(tell([article(1, PLANT), early])) == {}


def test_a_month_begins_no_story() -> None:
    told = tell(
        [
            article(1, PLANT, "2024-03-01T00:00:00Z", published_precision="month"),
            article(2, PLANT, "2024-03-04T08:00:00Z"),
        ]
    )
    assert (told.stories, originals(told)) == ((), {})


def test_articles_without_a_date_are_in_no_story() -> None:
    told = tell(
        [article(1, PLANT, None, text=PLANT_TEXT), article(2, PLANT, None, text=PLANT_TEXT)]
    )
    assert (told.stories, originals(told)) == ((), {})


def test_a_story_that_goes_on_after_weeks_follows_the_earlier_one() -> None:
    strike = "Dock workers strike at the port of Harlow over night shifts"
    told = tell(
        [
            article(1, strike),
            article(2, "Port of Harlow: dock workers on strike over night shifts"),
            article(3, f"{strike} again", "2024-04-04T08:00:00Z"),
            article(4, "Port of Harlow: dock workers again on strike over night shifts",
                    "2024-04-04T09:00:00Z"),
        ]
    )  # fmt: skip
    assert members(told) == [[1, 2], [3, 4]]
    earlier, later = told.stories
    assert (earlier.follows, later.follows) == (None, earlier.id)


# ---- properties ---------------------------------------------------------------------------

WORDS = "plant strike port vote court storm award launch merger leak river bridge mayor".split()
NAMES = "Contoso Fabrikam Uppsala Harlow Dahl Northwind Tailspin Litware Oslo Adatum".split()
headlines = st.lists(st.sampled_from(WORDS + NAMES), min_size=3, max_size=7).map(" ".join)


@st.composite
def archives(draw: st.DrawFn) -> list[Article]:
    count = draw(st.integers(2, 14))
    return [
        article(
            at,
            draw(headlines),
            f"2024-03-{draw(st.integers(1, 28)):02}T{draw(st.sampled_from([0, 8, 15])):02}:00:00Z",
            f"paper{draw(st.integers(1, 5))}.example",
            draw(st.none() | headlines),
        )
        for at in range(1, count)
    ]


@given(archives(), st.randoms())
def test_the_order_of_articles_makes_no_difference(articles: list[Article], random: object) -> None:
    mixed = list(articles)
    random.shuffle(mixed)  # type: ignore[attr-defined]  # a random.Random
    told = tell(articles)
    assert tell(mixed).stories == told.stories
    assert set(tell(mixed).articles) == set(told.articles)


@given(archives())
def test_stories_are_what_the_ontology_says(articles: list[Article]) -> None:
    told = tell(articles)
    by_id = {each.id: each for each in told.articles}
    for story in told.stories:
        of_it = [each for each in told.articles if each.story == story.id]
        dates = [each.date_published or "" for each in of_it]
        assert len(of_it) > 1
        assert (story.start_date, story.end_date) == (min(dates), max(dates))
        assert story.id.partition(":")[2] in {
            each.id.partition(":")[2] for each in of_it if each.date_published == story.start_date
        }
        assert story.label in {each.label for each in of_it}
        assert story.outlets == len({each.publisher for each in of_it})
        assert story.outlets > 1 or story.texts == 1
    for each in told.articles:
        if each.copy_of:
            original = by_id[each.copy_of]
            assert original.copy_of is None
            assert (original.date_published or "")[:10] <= (each.date_published or "")[:10]


@given(archives())
def test_later_articles_let_stories_only_grow_or_merge(articles: list[Article]) -> None:
    days = sorted({(each.date_published or "")[:10] for each in articles})
    before = [each for each in articles if (each.date_published or "")[:10] < days[-1]]
    after = {each.id: each.story for each in tell(articles).articles}
    stories: dict[str, set[str | None]] = {}
    for each in tell(before).articles:
        if each.story:
            stories.setdefault(each.story, set()).add(after[each.id])
    assert all(len(now) == 1 and None not in now for now in stories.values())


# ---- what the user says -------------------------------------------------------------------


def url(at: int) -> str:
    return f"https://paper{at}.example/{at}"


def test_what_the_user_joins_is_one_story_whatever_it_says() -> None:
    articles = [
        article(1, "A bridge falls into the river"),
        article(2, "Der neue Bürgermeister heißt Dahl", "2024-05-04T08:00:00Z"),
    ]
    settings = Settings(stories_together=((url(1), url(2)),))
    assert members(tell(articles, settings=settings)) == [[1, 2]]
    one = [articles[0], articles[1]._replace(publisher=articles[0].publisher)]
    assert members(tell(one, settings=settings)) == [[1, 2]]


def test_what_the_user_keeps_apart_is_no_story() -> None:
    articles = [article(at, PLANT + f" {at}", text=PLANT_TEXT[at:]) for at in (1, 2, 3)]
    assert members(tell(articles)) == [[1, 2, 3]]
    settings = Settings(stories_apart=((url(1), url(3)),))
    assert all({1, 3} - set(group) for group in members(tell(articles, settings=settings)))


def test_the_user_names_a_story_by_any_of_its_articles() -> None:
    articles = [article(1, PLANT), article(2, PLANT, amp_urls=("https://paper2.example/amp/x",))]
    settings = Settings(story_names=(("https://paper2.example/amp/x", "The Uppsala plant"),))
    assert [story.label for story in tell(articles, settings=settings).stories] == [
        "The Uppsala plant"
    ]


def test_the_user_decides_what_is_a_copy() -> None:
    articles = [article(1, PLANT, text=PLANT_TEXT), article(2, PLANT, text=PLANT_TEXT)]
    told = tell(articles, settings=Settings(no_copies=((url(1), url(2)),)))
    assert originals(told) == {}
    other = [article(1, PLANT), article(2, "Something else", "2024-03-08T08:00:00Z")]
    told = tell(other, settings=Settings(same_copies=((url(2), url(1)),)))
    assert originals(told) == {2: 1}


def test_an_address_that_no_article_has_is_told() -> None:
    told = tell([article(1, PLANT)], settings=Settings(no_copies=((url(1), url(9)),)))
    (problem,) = told.problems
    assert str(problem) == (
        f"kg.toml: no article has the address {url(9)}. Correct it, or remove it."
    )
