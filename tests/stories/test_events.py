"""How alike articles and stories are: right values, and what lies on either side of each limit."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.stories.events import (
    Core,
    Group,
    Watch,
    are_one,
    enough_shared,
    find_events,
    likeness,
    shared,
    weights_of,
)  # fmt: skip
from kg.stories.rarity import Rarity
from kg.stories.reports import Report

RAREST = math.log(32) ** 2
"""How rare a word is in an archive of fewer than thirty articles that lack it."""


def report(
    head: str,
    excerpt: str = "",
    time: float = 100.0,
    outlet: str = "",
    id_: str = "",
    **more: object,
) -> Report:
    in_head, in_excerpt = head.split(), excerpt.split()
    made = Report(
        *(id_, outlet, time, math.floor(time), True, True, tuple(in_head), tuple(in_excerpt)),
        *((*in_head, *in_excerpt), frozenset(in_head), frozenset(in_head + in_excerpt)),
    )
    return made._replace(**more)  # type: ignore[arg-type]  # names of fields


def core(*reports: Report) -> Core:
    whole = Core(reports[0])
    for each in reports[1:]:
        whole.add(Core(each))
    return whole


def rarity_of(counts: Mapping[str, int] | None = None, articles: int = 40) -> Rarity:
    """Return the rarity in an archive of so many articles, where so many have each word."""
    rarity = Rarity(
        (1, [word for word, count in (counts or {}).items() if at < count])
        for at in range(articles)
    )
    rarity.advance(100)
    return rarity


def groups(reports: Sequence[Report], rarity: Rarity | None = None) -> list[list[int]]:
    if rarity is None:
        rarity = Rarity((each.day, each.anywhere) for each in reports)
    found = find_events(reports, {}, rarity)
    return sorted(sorted(group.members) for group in found)


def words(common: int, own: int, name: str) -> str:
    return " ".join([*(f"c{at}" for at in range(common)), *(f"{name}{at}" for at in range(own))])


class Given(Rarity):
    """Words that all weigh the same, in an archive of so many articles."""

    def __init__(self, articles: int) -> None:
        super().__init__([])
        self.articles = articles

    def advance(self, day: int) -> None:
        self.day = day

    def __missing__(self, word: str) -> float:
        return 1.0

    @property
    def most(self) -> float:
        return 1.0


# ---- cores ----------------------------------------------------------------------------------


def test_a_word_of_the_headline_counts_one_and_one_of_the_excerpt_three_tenths() -> None:
    one = core(report("dam breaks", "dam floods", 100.5))
    assert one.heads == {"dam": 1, "breaks": 1, "floods": pytest.approx(0.09)}
    assert one.share == {"dam": 1, "breaks": 1, "floods": 1}
    assert (one.texts, one.time) == (1, 100.5)


def test_of_several_texts_the_shares_count() -> None:
    whole = core(
        report("dam breaks", time=100), report("dam", "rain", 101), report("dam", "rain", 105)
    )
    assert whole.heads == {"dam": 1, "breaks": pytest.approx(1 / 9), "rain": pytest.approx(0.04)}
    assert whole.share == {"dam": 1, "breaks": pytest.approx(2 / 3), "rain": 1}
    assert (whole.texts, whole.time) == (3, 102)


def test_a_word_of_less_than_a_tenth_of_the_headlines_is_not_of_the_core() -> None:
    ten = core(*[report("dam rain" if at == 0 else "dam") for at in range(10)])
    eleven = core(*[report("dam rain" if at == 0 else "dam") for at in range(11)])
    assert (*ten.heads,) == ("dam", "rain")
    assert (*eleven.heads,) == ("dam",)
    assert eleven.share["rain"] == pytest.approx(2 / 11)


def test_what_is_forgotten_has_no_words() -> None:
    old = core(report("dam breaks", "floods"))
    weights_of(old, rarity_of())
    old.forget()
    assert (old.heads, old.share, old.weights) == ({}, {}, None)


def test_the_weights_of_a_day_are_squared_shares_times_rarity() -> None:
    rarity = rarity_of({"dam": 20, "breaks": 1})
    weights = weights_of(core(report("dam breaks", "floods")), rarity)
    expected = {
        "dam": math.log(2) ** 2, "breaks": math.log(21) ** 2, "floods": 0.09 * math.log(42) ** 2,
    }  # fmt: skip
    assert weights.of == pytest.approx(expected)
    assert weights.whole == pytest.approx(sum(expected.values()))
    assert (weights.heaviest, weights.day) == ("breaks", 100)
    assert weights.covered({"breaks": 0.5, "rain": 1}) == pytest.approx(
        0.5 * expected["breaks"] / sum(expected.values())
    )


def test_weights_are_computed_anew_after_a_day_or_a_text() -> None:
    rarity = Rarity([(1, ["dam"]), (100, ["dam"])])
    rarity.advance(100)
    story = core(report("dam"))
    before = weights_of(story, rarity)
    assert weights_of(story, rarity) is before
    rarity.advance(101)
    after = weights_of(story, rarity)
    assert after.whole == pytest.approx(math.log(32 / 3) ** 2) != before.whole
    story.add(core(report("dam rain")))
    assert "rain" in weights_of(story, rarity).of


def test_what_has_no_words_covers_nothing() -> None:
    empty = core(report(""))
    assert weights_of(empty, rarity_of()).covered({"dam": 1}) == 0
    assert weights_of(empty, rarity_of()).heaviest == ""
    assert likeness(empty, core(report("dam")), rarity_of()) == 0


# ---- likeness -------------------------------------------------------------------------------


def test_likeness_is_the_geometric_mean_of_what_each_covers() -> None:
    rarity = rarity_of()
    one, other = core(report("a b")), core(report("a c d e"))
    assert likeness(one, other, rarity) == pytest.approx(math.sqrt(1 / 2 * 1 / 4))


def test_likeness_falls_with_the_days_between() -> None:
    one, other = core(report("a b", time=100)), core(report("a b", time=107))
    assert likeness(one, other, rarity_of()) == pytest.approx(math.exp(-7 / 14))
    assert likeness(other, one, rarity_of(), fade=7) == pytest.approx(math.exp(-1))
    assert likeness(one, other, rarity_of(), fade=math.inf) == 1


def test_likeness_is_half_if_neither_has_the_heaviest_word_of_the_other() -> None:
    rarity = rarity_of({"a": 1})
    has_none = likeness(core(report("a x")), core(report("a y")), rarity)
    heavy, light = math.log(42) ** 2, math.log(21) ** 2
    assert has_none == pytest.approx(light / (light + heavy) / 2)
    has_one = likeness(core(report("a x")), core(report("a y", "x")), rarity)
    whole = light + heavy + 0.09 * heavy
    assert has_one == pytest.approx(math.sqrt(1 * (light + 0.09 * heavy) / whole))


def test_half_the_share_of_the_heaviest_word_is_enough() -> None:
    rarity = rarity_of({"a": 1})
    texts = [report("a y", "x"), report("a y"), report("a y"), report("a y")]
    story = core(*texts)
    assert story.share["x"] == 0.5
    own = core(report("a x"))
    covers = weights_of(own, rarity).covered(story.share)
    covered = weights_of(story, rarity).covered(own.share)
    assert likeness(own, story, rarity) == pytest.approx(math.sqrt(covers * covered))
    story.add(core(report("a y")))
    covers = weights_of(own, rarity).covered(story.share)
    covered = weights_of(story, rarity).covered(own.share)
    assert likeness(own, story, rarity) == pytest.approx(math.sqrt(covers * covered) / 2)


cores = st.lists(
    st.builds(
        lambda head, excerpt, time: report(" ".join(head), " ".join(excerpt), time),
        st.lists(st.sampled_from("abcdef"), unique=True, max_size=4),
        st.lists(st.sampled_from("abcdef"), unique=True, max_size=4),
        st.floats(100, 130),
    ),
    min_size=1,
    max_size=4,
).map(lambda reports: core(*reports))
RARITY = rarity_of({"a": 30, "b": 20, "c": 10, "d": 3})


@given(cores, cores)
def test_likeness_is_the_same_in_both_directions_and_within_its_bounds(
    one: Core, other: Core
) -> None:
    found = likeness(one, other, RARITY)
    assert found == pytest.approx(likeness(other, one, RARITY))
    assert 0 <= found <= 1 + 1e-9
    assert likeness(one, one, RARITY) in (0, pytest.approx(1)) or one.texts > 1


@given(cores, cores, st.floats(0, 1))
def test_likeness_below_the_least_is_none_and_above_it_unchanged(
    one: Core, other: Core, least: float
) -> None:
    whole = likeness(one, other, RARITY)
    if abs(whole - least) > 1e-9:
        assert likeness(one, other, RARITY, least) == (whole if whole >= least else 0)


def test_likeness_that_is_just_the_least_counts() -> None:
    one = core(report("a b"))
    assert likeness(one, one, rarity_of(), 1.0) == 1


# ---- two stories become one -----------------------------------------------------------------


def stories(common: int, own: int) -> tuple[Core, Core]:
    """Return two stories with so many words in common, and so many of their own."""
    one, other = (core(report(words(common, own, name))) for name in "xy")
    return one, other


@pytest.mark.parametrize(
    ("common", "own", "joined"), [(55, 45, True), (54, 46, True), (50, 50, True), (49, 51, False)]
)
def test_two_stories_become_one_if_they_are_alike(common: int, own: int, joined: bool) -> None:
    one, other = stories(common, own)
    rarity = Given(1_000)
    assert likeness(one, other, rarity) == pytest.approx(common / (common + own))
    assert are_one(one, other, rarity) is joined


def test_between_the_limits_each_has_to_have_the_heaviest_word_of_the_other() -> None:
    assert are_one(*stories(52, 48), Given(1_000))
    common = " ".join(f"c{at}" for at in range(10))
    one, other, rarity = core(report(f"x {common}")), core(report(f"y {common}", "x")), Given(1_000)
    rarity["x"], rarity["y"] = 2.0, 27.5
    assert 0.5 <= likeness(one, other, rarity) < 0.55
    assert not are_one(one, other, rarity)
    assert not are_one(other, one, rarity)


# ---- what an article shares with a story ----------------------------------------------------


def test_words_of_their_own_count_whole_and_words_in_a_row_a_quarter() -> None:
    rarity = rarity_of()
    story = core(report("a b c d"))
    assert shared(report("a x b"), story, rarity) == pytest.approx(2)
    assert shared(report("a b"), story, rarity) == pytest.approx(1.25)
    assert shared(report("a b c"), story, rarity) == pytest.approx(1.5)
    assert shared(report("a b x c d"), story, rarity) == pytest.approx(2.5)
    assert shared(report("x y"), story, rarity) == 0


def test_of_a_row_the_rarest_word_counts_whole() -> None:
    rarity = rarity_of({"a": 20})
    most, less = math.log(42) ** 2, math.log(2) ** 2
    for words in ("a b", "b a"):
        assert shared(report(words), core(report("a b")), rarity) == pytest.approx(
            (most + 0.25 * less) / most
        )


def test_a_name_counts_once_and_what_stands_beside_it_again_a_quarter() -> None:
    rarity = rarity_of()
    story = core(report("a b c"))
    assert shared(report("a x a"), story, rarity) == pytest.approx(1)
    assert shared(report("a x a b"), story, rarity) == pytest.approx(1.25)
    assert shared(report("a x a b x c"), story, rarity) == pytest.approx(2.25)


def test_what_is_shared_counts_by_its_share_and_less_after_days() -> None:
    story = core(*[report("a", "b", 100)] + [report("a", "", 100)] * 3)
    assert shared(report("b", time=100), story, rarity_of()) == pytest.approx(0.5)
    for time in (93, 107):
        much = shared(report("a", time=time), story, rarity_of())
        assert much == pytest.approx(math.exp(-0.5))


@pytest.mark.parametrize(
    ("articles", "enough"),
    [
        (0, 1.2 * 2),
        (8, 1.2 * 1.5),
        (32, 1.2 * 1.2),
        (64, (1.2 + 1.3 * math.log(2)) * (1 + 8 / 72)),
        (992, (1.2 + 1.3 * math.log(31)) * 1.008),
    ],
)
def test_more_is_enough_in_a_new_archive_and_in_a_large_one(articles: int, enough: float) -> None:
    assert enough_shared(rarity_of(articles=articles)) == pytest.approx(enough)


# ---- groups ---------------------------------------------------------------------------------


def test_a_group_knows_its_ends_its_outlets_and_its_members() -> None:
    group = Group(3, report("a", time=100, outlet="x"))
    group.take(Group(1, report("a b", time=97, outlet="x")))
    group.take_copies(Group(2, report("c", time=99, outlet="y")))
    group.take_copies(Group(4, report("c", time=101, outlet="y")))
    group.take_late(5, report("d", time=300, outlet="z"))
    assert group.members == [3, 1, 2, 4, 5]
    assert (group.first, group.last) == (97, 101)
    assert group.outlets == {"x": 2, "y": 2, "z": 1}
    assert (group.core.texts, {*group.core.share}) == (2, {"a", "b"})
    assert group.spans(99, 100) == 4
    assert group.spans(90, 110) == 20


ALIKE_HEAD = "dam breaks above selby"


def at_days(*days: float, head: str = ALIKE_HEAD) -> list[Report]:
    return [report(head, time=100 + day, outlet=f"o{n}", id_=f"{n}") for n, day in enumerate(days)]


def test_an_article_joins_what_is_seven_days_before_it_and_no_more() -> None:
    # Likeness after seven days is exp(-0.5), which is more than is asked for.
    assert groups(at_days(0, 7)) == [[0, 1]]
    assert groups(at_days(0, 7.01)) == [[0], [1]]


def test_a_story_is_fourteen_days_long_at_most() -> None:
    assert groups(at_days(0, 4, 8, 11, 14)) == [[0, 1, 2, 3, 4]]
    assert groups(at_days(0, 4, 8, 11, 14.01)) == [[0, 1, 2, 3], [4]]


def test_an_article_joins_the_story_most_like_it() -> None:
    reports = [
        report("dam breaks above selby", outlet="a"),
        report("dam breaks above york", outlet="b"),
        report("dam breaks above york again", outlet="c"),
    ]
    rarity = rarity_of({"dam": 5, "breaks": 5, "above": 20})
    assert groups(reports, rarity) == [[0], [1, 2]]


@pytest.mark.parametrize(("common", "own", "joined"), [(56, 44, True), (54, 46, False)])
def test_an_article_joins_from_a_likeness_of_55_hundredths(
    common: int, own: int, joined: bool
) -> None:
    reports = [report(words(common, own, name), outlet=name) for name in "xy"]
    assert groups(reports, Given(1_000)) == ([[0, 1]] if joined else [[0], [1]])


@pytest.mark.parametrize(("articles", "joined"), [(999, True), (1_000, False)])
def test_below_a_thousand_articles_much_that_is_shared_makes_up_for_likeness(
    articles: int, joined: bool
) -> None:
    # Each word apart from the others: twenty shared words are more than what is asked for.
    reports = [
        report(" ".join(f"c{at} {name}{at}" for at in range(20)), outlet=name) for name in "xy"
    ]
    assert groups(reports, Given(articles)) == ([[0, 1]] if joined else [[0], [1]])


def test_articles_of_one_outlet_join_nothing_and_a_share_of_it_makes_joining_harder() -> None:
    same = [report(words(10, 0, "x"), outlet="a") for _ in range(2)]
    assert groups(same, Given(1_000)) == [[0], [1]]
    # Half the story is of the outlet: its likeness counts 0.85, so that 0.65 is asked for.
    for common, joined in ((66, True), (64, False)):
        reports = [
            report(words(100, 0, ""), outlet="a"),
            report(words(100, 0, ""), outlet="b"),
            report(words(common, 100 - common, "x"), outlet="a"),
        ]
        assert ([0, 1, 2] in groups(reports, Given(1_000))) is joined


@pytest.mark.parametrize(("between", "joined"), [(59, True), (60, False)])
def test_the_latest_sixty_articles_with_a_word_are_looked_at(between: int, joined: bool) -> None:
    first = report("rare " + words(9, 0, ""), outlet="a")
    others = [report(f"rare {words(0, 40, f'n{at}-')}", outlet="b") for at in range(between)]
    last = report("rare " + words(9, 0, ""), outlet="z")
    only = [each._replace(head=frozenset(["rare"])) for each in (first, *others, last)]
    found = groups(only, Given(1_000))
    assert ([0, between + 1] in found) is joined


@pytest.mark.parametrize(("place", "joined"), [(2, True), (3, False)])
def test_others_are_sought_by_the_three_rarest_words_of_a_headline(
    place: int, joined: bool
) -> None:
    rarity = Given(1_000)
    heavy = ["w0", "w1", "w2", "w3"]
    for at, word in enumerate(heavy):
        rarity[word] = 10.0 - at
    sought = heavy[place]
    early = [report(f"{word} z{word}", outlet=word) for word in heavy if word != sought]
    target = report(" ".join([sought, *(f"c{at}" for at in range(60))]), outlet="t")
    last = report(" ".join([*heavy, *(f"c{at}" for at in range(60))]), outlet="l")
    # Of the words that both have, only the one sought is among the rare ones.
    found = groups([*early, target, last], rarity)
    assert ([3, 4] in found) is joined


class Noted(Watch):
    def __init__(self) -> None:
        self.compared: list[tuple[list[int], list[list[int]]]] = []
        self.joined: list[tuple[list[int], list[int], str]] = []

    def compare(self, own: Group, near: Sequence[Group], rarity: Rarity) -> None:  # noqa: ARG002
        self.compared.append((list(own.members), [list(group.members) for group in near]))

    def join(self, group: Group, other: Group, by: str) -> None:
        self.joined.append((list(group.members), list(other.members), by))


def test_a_watch_is_told_what_is_compared_and_what_joins() -> None:
    reports = at_days(0, 1, 2, 2)
    watch = Noted()
    find_events(reports, {2: 0}, Given(1_000), watch=watch)
    assert watch.compared == [([0], []), ([1], [[0]]), ([3], [[0, 1, 2]])]
    assert watch.joined == [([0], [1], "like"), ([0, 1], [2], "copy"), ([0, 1, 2], [3], "like")]


def test_a_copy_that_comes_before_its_original_waits_for_it() -> None:
    reports = at_days(0, 0, 1)
    found = find_events(reports, {0: 1, 2: 1}, Given(1_000))
    assert [group.members for group in found] == [[1, 0, 2]]
    assert found[0].core.texts == 1


@pytest.mark.parametrize(("day", "expected"), [(14, [[0, 1]]), (14.01, [[0]])])
def test_a_copy_joins_within_fourteen_days(day: float, expected: list[list[int]]) -> None:
    found = find_events(at_days(0, day), {1: 0}, Given(1_000))
    assert [group.members for group in found] == expected


def test_what_is_not_dated_is_in_no_group() -> None:
    reports = at_days(0, 1, 2)
    reports[1] = reports[1]._replace(dated=False)
    assert [g.members for g in find_events(reports, {}, Given(1_000))] == [[0, 2]]


def test_two_groups_are_joined_that_an_article_between_them_makes_alike() -> None:
    reports = [
        report(words(6, 0, "") + " x0 x1 x2 x3 x4 x5", outlet="a"),
        report(words(6, 0, "") + " y0 y1 y2 y3 y4 y5", outlet="b"),
        report(words(6, 0, "") + " x0 x1 x2 y0 y1 y2", outlet="c"),
    ]
    watch = Noted()
    found = find_events(reports, {}, Given(1_000), watch=watch)
    assert [by for _, _, by in watch.joined] == ["like", "grown"]
    assert [sorted(group.members) for group in found] == [[0, 1, 2]]


def test_old_single_articles_are_forgotten_unless_the_user_joins_articles() -> None:
    reports = [*at_days(0), *at_days(14, 14.5, head="something else")]
    for together, forgotten in (({}, True), ({1: {1, 2}, 2: {1, 2}}, False)):
        first, *_ = find_events(reports, {}, Given(1_000), together)
        assert (not first.core.heads) is forgotten
    first, *_ = find_events(reports[:2], {}, Given(1_000))
    assert first.core.heads
