"""What each story follows, what names it, and which late articles join it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from kg.stories.chapters import Later, headline_article, late_copies
from kg.stories.events import Group, Watch
from kg.stories.rarity import Rarity
from kg.stories.reports import Report
from kg.stories.stated import Divided


class Equal(Rarity):
    """All words weigh the same, but for those that a test makes heavier."""

    def __init__(self, **heavier: float) -> None:
        super().__init__([])
        self.update(heavier)

    def advance(self, day: int) -> None:
        self.day = day

    def __missing__(self, word: str) -> float:
        return 1.0


def report(
    head: str, time: float = 100.0, outlet: str = "", id_: str = "", **more: object
) -> Report:
    words = head.split()
    made = Report(
        *(id_, outlet, time, math.floor(time), True, True, tuple(words), ()),
        *(tuple(words), frozenset(words), frozenset(words)),
    )
    return made._replace(**more)  # type: ignore[arg-type]  # names of fields


def group(reports: Sequence[Report], *members: int) -> Group:
    first, *rest = (Group(at, reports[at]) for at in members)
    for each in rest:
        first.take(each)
    return first


def follows(
    reports: Sequence[Report], *stories: Sequence[int], rarity: Rarity | None = None
) -> dict[int, int]:
    later = Later(
        [group(reports, *members) for members in stories],
        reports,
        Equal() if rarity is None else rarity,
    )
    later.settle(set(), [])
    return later.follows


# ---- what a story follows -------------------------------------------------------------------


@pytest.mark.parametrize(("days", "found"), [(60, {1: 0}), (60.01, {}), (0, {1: 0})])
def test_a_story_follows_one_that_ended_sixty_days_before_at_most(
    days: float, found: dict[int, int]
) -> None:
    reports = [report("a b", 100), report("a b", 103), report("a b", 103 + days)]
    assert follows(reports, [0, 1], [2]) == found


def test_a_story_follows_none_that_still_goes_on() -> None:
    reports = [report("a b", 100), report("a b", 103), report("a b", 102.99)]
    assert follows(reports, [0, 1], [2]) == {}


def words(common: int, own: int, name: str) -> str:
    return " ".join([*(f"c{at}" for at in range(common)), *(f"{name}{at}" for at in range(own))])


@pytest.mark.parametrize(("common", "found"), [(46, {1: 0}), (44, {})])
def test_a_story_follows_one_that_is_45_hundredths_like_it(
    common: int, found: dict[int, int]
) -> None:
    reports = [
        report(words(common, 100 - common, name), at) for name, at in (("x", 100), ("y", 150))
    ]
    heavy = Equal(**{f"c{at}": 1.0 + 1e-9 for at in range(10)})
    assert follows(reports, [0], [1], rarity=heavy) == found


def test_of_several_the_latest_is_followed_then_the_one_most_like() -> None:
    reports = [
        report("a b c d", 100), report("a b c x", 110), report("a b c d", 130),
    ]  # fmt: skip
    assert follows(reports, [0], [1], [2]) == {1: 0, 2: 1}
    reports[1] = reports[1]._replace(time=100.0)
    assert follows(reports, [0], [1], [2]) == {1: 0, 2: 0}
    reports[1] = report("a b c d", 100.0)
    assert follows(reports, [0], [1], [2])[2] == 0
    reports[0], reports[1] = report("a b c x", 100), report("a b c d", 100)
    assert follows(reports, [0], [1], [2])[2] == 1


def sought(begins: int, others: int) -> dict[int, int]:
    """Return what a story of 40 words follows: one has those from a place on, others one each."""
    heaviest_first = [f"w{at}" for at in range(40)]
    rarity = Equal(**{word: 1 - at / 1e6 for at, word in enumerate(heaviest_first)})
    early = [report(f"{word} x y z", 100.0) for word in heaviest_first[:others]]
    like = report(" ".join(heaviest_first[begins:]), 101.0)
    reports = [*early, like, report(" ".join(heaviest_first), 120.0)]
    return follows(reports, *([at] for at in range(len(reports))), rarity=rarity)


def test_earlier_stories_are_sought_by_the_five_heaviest_words_that_others_have() -> None:
    assert sought(4, 4)[5] == 4
    assert 6 not in sought(5, 5)


def test_of_a_story_only_the_ten_heaviest_words_are_looked_for() -> None:
    assert sought(9, 0) == {1: 0}
    assert sought(10, 0) == {}


# ---- what names a story ---------------------------------------------------------------------


def test_the_article_most_like_the_core_names_the_story() -> None:
    reports = [report("a x y z"), report("a b"), report("a b c")]
    whole = group(reports, 0, 1, 2)
    assert headline_article(whole, set(), reports, Equal()) == 1
    assert headline_article(whole, {1}, reports, Equal()) == 2
    reports[1] = reports[1]._replace(dated=False)
    assert headline_article(whole, set(), reports, Equal()) == 2
    reports[1:] = [each._replace(dated=False) for each in reports[1:]]
    assert headline_article(whole, {0}, reports, Equal()) == 1


def test_of_equal_headlines_the_first_names_the_story_then_the_first_id() -> None:
    reports = [
        report("a b", 101, id_="1"),
        report("a b", 100, id_="3"),
        report("a b", 100, id_="2"),
    ]
    assert headline_article(group(reports, 0, 1, 2), set(), reports, Equal()) == 2
    assert headline_article(group(reports, 0, 1), set(), reports, Equal()) == 1


def test_the_time_of_an_article_is_no_matter_for_the_name() -> None:
    reports = [report("a b", 100), report("a", 109), report("a b c", 109)]
    assert headline_article(group(reports, 0, 1, 2), set(), reports, Equal()) == 0


# ---- late articles --------------------------------------------------------------------------


class Noted(Watch):
    def __init__(self) -> None:
        self.told: list[object] = []

    def compare(self, own: Group, near: Sequence[Group], rarity: Rarity) -> None:
        self.told.append((list(own.members), [list(each.members) for each in near], rarity.day))

    def join(self, group: Group, other: Group, by: str) -> None:
        self.told.append((list(group.members), list(other.members), by))


def members(
    reports: Sequence[Report],
    late: Sequence[int],
    *stories: Sequence[int],
    watch: Watch | None = None,
    apart: Divided | None = None,
) -> list[list[int]]:
    found = [group(reports, *each) for each in stories]
    later = Later(found, reports, Equal(), apart or Divided(), watch)
    return [each.members for each in later.settle(set(), late)]


@pytest.mark.parametrize(
    ("time", "joins"), [(99.99, False), (100, True), (103, True), (103.01, False)]
)
def test_a_late_article_joins_a_story_that_lasts_then(time: float, joins: bool) -> None:
    reports = [report("a b", 100, "x"), report("a b", 103, "y"), report("a b", time, "z")]
    assert members(reports, [2], [0, 1]) == [[0, 1, 2] if joins else [0, 1]]


def test_late_articles_join_in_their_order_whatever_stories_come_after() -> None:
    reports = [
        report("a b", 100, "x"), report("a b", 104, "y"), report("c d", 108, "x"),
        report("c d", 112, "y"), report("a b", 102, "z"), report("c d", 110, "z"),
        report("c d", 111, "v"),
    ]  # fmt: skip
    watch = Noted()
    found = members(reports, [4, 5, 6], [0, 1], [2, 3], watch=watch)
    assert found == [[0, 1, 4], [2, 3, 5, 6]]
    assert watch.told == [
        ([4], [[0, 1]], 102), ([0, 1], [4], "like"),
        ([5], [[2, 3]], 110), ([2, 3], [5], "like"),
        ([6], [[2, 3, 5]], 111), ([2, 3, 5], [6], "like"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("common", "outlet", "joins"),
    [(56, "z", True), (54, "z", False), (66, "x", True), (64, "x", False)],
)
def test_a_late_article_joins_what_is_as_like_it_as_any_other_would_have_to_be(
    common: int, outlet: str, joins: bool
) -> None:
    whole = words(100, 0, "")
    reports = [
        report(whole, 100, "x"),
        report(whole, 102, "y"),
        report(words(common, 100 - common, "l"), 101, outlet),
    ]
    assert members(reports, [2], [0, 1]) == [[0, 1, 2] if joins else [0, 1]]


def test_a_late_article_joins_the_story_most_like_it_unless_it_is_kept_apart() -> None:
    reports = [
        report("a b c d", 100, "x"), report("a b c d", 102, "y"),
        report("a b c e", 100, "x"), report("a b c e", 102, "y"), report("a b c e", 101, "z"),
    ]  # fmt: skip
    assert members(reports, [4], [0, 1], [2, 3]) == [[0, 1], [2, 3, 4]]
    apart = Divided({4: 1, 2: 2}, {1: {2}, 2: {1}})
    assert members(reports, [4], [0, 1], [2, 3], apart=apart) == [[0, 1, 4], [2, 3]]


@pytest.mark.parametrize(
    ("time", "joins"), [(99.99, False), (100, True), (103, True), (103.01, False)]
)
def test_a_late_copy_joins_the_story_of_its_original_while_that_lasts(
    time: float, joins: bool
) -> None:
    reports = [report("a", 100), report("a", 103), report("b", time, dated=False)]
    story = group(reports, 0, 1)
    group_of = {0: story, 1: story}
    watch = Noted()
    late_copies({2: 0}, reports, group_of, Divided({0: 1, 2: 2}, {1: {2}, 2: {1}}), watch)
    assert (story.members, watch.told) == ([0, 1], [])
    late_copies({2: 0}, reports, group_of, watch=watch)
    assert story.members == ([0, 1, 2] if joins else [0, 1])
    assert watch.told == ([([0, 1], [2], "copy")] if joins else [])
    assert story.core.texts == 2


def test_a_copy_that_has_a_day_or_a_group_is_not_late() -> None:
    reports = [report("a", 100), report("a", 103), report("b", 101), report("b", 101, dated=False)]
    story, own = group(reports, 0, 1), group(reports, 3)
    late_copies({2: 0, 3: 0}, reports, {0: story, 1: story, 3: own})
    assert story.members == [0, 1]
    late_copies({3: 0}, reports, {1: story})
    assert story.members == [0, 1]
