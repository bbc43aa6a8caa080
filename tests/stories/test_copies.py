"""Which texts are copies: what lies on either side of each limit, and which is the original."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.stories.copies import (
    Alike,
    _Index,
    alike_by,
    are_copies,
    find_copies,
    shingles,
)  # fmt: skip
from kg.stories.rarity import Rarity
from kg.stories.reports import Report
from kg.stories.stated import Divided

TEXT = " ".join(f"t{at}" for at in range(30))
OTHER_TEXT = " ".join(f"u{at}" for at in range(30))


class Equal(Rarity):
    """All words weigh the same."""

    def __init__(self) -> None:
        super().__init__([])

    def advance(self, day: int) -> None:
        self.day = day

    def __missing__(self, word: str) -> float:
        return 1.0


def report(
    head: str,
    excerpt: str = "",
    time: float = 100.0,
    outlet: str = "",
    id_: str = "",
    **more: object,
) -> Report:
    headline, words = head.split(), excerpt.split()
    made = Report(
        *(id_, outlet, time, math.floor(time), True, True, tuple(headline), tuple(words)),
        *((*headline, *words), frozenset(headline), frozenset(headline + words)),
    )
    return made._replace(**more)  # type: ignore[arg-type]  # names of fields


def originals(reports: Sequence[Report], **given: object) -> dict[int, int]:
    found = find_copies(reports, Equal(), **given)  # type: ignore[arg-type]
    return {at: copy.original for at, copy in found.items()}


# ---- limits ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headlines", "excerpts", "of_several", "of_one"),
    [
        (0.9, 0.0, True, False),
        (0.89, 0.0, False, False),
        (0.95, 0.0, True, True),
        (0.94, 0.0, True, False),
        (0.1, 0.9, True, False),
        (0.09, 0.9, False, False),
        (0.09, 1.0, False, False),
        (0.1, 0.89, False, False),
        (0.8, 0.75, True, False),
        (0.79, 0.75, False, False),
        (0.8, 0.74, False, False),
        (0.5, 0.9, True, True),
        (0.49, 0.9, True, False),
        (0.5, 0.89, False, False),
        (0.0, 1.0, False, False),
    ],
)
def test_copies_are_as_alike_as_one_of_the_limits(
    headlines: float, excerpts: float, of_several: bool, of_one: bool
) -> None:
    alike = Alike(headlines, excerpts)
    assert are_copies(alike, same_outlet=False, days=0) is of_several
    assert are_copies(alike, same_outlet=True, days=0) is of_one


@pytest.mark.parametrize(("same_outlet", "most"), [(False, 14), (True, 2)])
def test_copies_are_no_more_days_apart_than_that(same_outlet: bool, most: int) -> None:
    assert are_copies(Alike(1, 1), same_outlet, most)
    assert not are_copies(Alike(1, 1), same_outlet, most + 0.01)


@given(*[st.floats(0, 1)] * 4, st.booleans(), st.floats(0, 20), st.floats(0, 20))
def test_what_is_more_alike_and_nearer_is_a_copy_too(
    one: float, two: float, three: float, four: float, same: bool, days: float, others: float
) -> None:
    less = Alike(min(one, two), min(three, four))
    more = Alike(max(one, two), max(three, four))
    if are_copies(less, same, max(days, others)):
        assert are_copies(more, same, min(days, others))
        assert are_copies(more, False, min(days, others))


def test_likeness_is_by_weighted_words_and_by_shingles_of_the_shorter() -> None:
    rarity = Equal()
    rarity["a"] = 4.0
    found = alike_by({"a", "b"}, {"a", "c", "d"}, set(), set(), rarity)
    assert found == (4 / 7, 0)
    shorter, longer = shingles(TEXT.split()[:20]), shingles(TEXT.split())
    assert alike_by(set(), set(), longer, shorter, rarity) == (0, 1)
    assert alike_by(set(), set(), shorter, shingles(TEXT.split()[10:]), rarity) == (0, 8 / 18)
    assert alike_by({"a"}, {"b"}, shorter, set(), rarity) == (0, 0)


@pytest.mark.parametrize(("words", "found"), [(19, 0), (20, 18), (21, 19)])
def test_excerpts_of_twenty_words_tell_something(words: int, found: int) -> None:
    assert len(shingles([str(at) for at in range(words)])) == found


# ---- what is compared -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "known", "latest"),
    [(114, True, [1]), (115, True, [1]), (128, True, [1]), (129, False, [])],
)
def test_an_index_forgets_what_is_older_than_twice_fourteen_days(
    day: int, known: bool, latest: list[int]
) -> None:
    index = _Index()
    index.advance(100)
    index.add(["word"], 1)
    index.advance(day)
    index.add(["other"], 2)
    assert ("word" in index.known(["word", "none"])) is known
    assert index.latest("word") == latest
    assert index.latest("other") == [2]


def test_an_index_returns_the_latest_forty_of_either_time() -> None:
    index = _Index()
    index.advance(20)
    for at in range(50):
        index.add(["word"], at)
    assert index.latest("word") == list(range(10, 50))
    index.advance(35)
    for at in range(50, 60):
        index.add(["word"], at)
    assert index.latest("word") == list(range(20, 60))
    for at in range(60, 90):
        index.add(["word"], at)
    assert index.latest("word") == list(range(50, 90))


@pytest.mark.parametrize(("between", "found"), [(39, True), (40, False)])
def test_of_one_headline_the_latest_forty_articles_are_compared(between: int, found: bool) -> None:
    head = "rare dam breaks above selby"
    first = report(head, time=100)
    others = [
        report(f"rare {' '.join(f'x{at}-{n}' for n in range(9))}", time=101)
        for at in range(between)
    ]
    rarity = Equal()
    rarity["rare"] = 100.0
    last = report(head, time=102)
    copies = find_copies([first, *others, last], rarity)
    assert (copies[between + 1].original == 0 if copies else False) is found


def test_headlines_of_which_less_than_half_is_common_are_not_compared_by_words() -> None:
    rarity = Equal()
    rarity["rare"] = 1_000.0
    # Two of four words are no more than half, however rare; three of four are.
    assert find_copies([report("rare a b c"), report("rare a d e")], rarity) == {}
    (copy,) = find_copies([report("rare a b c"), report("rare a b e")], rarity).values()
    assert (*(copy.alike or ()),) == (pytest.approx(1002 / 1004), 0)


def test_excerpts_that_share_less_than_half_are_not_compared() -> None:
    words = TEXT.split()
    half = [*words[:16], *OTHER_TEXT.split()[:14]]
    assert originals([report("a b", TEXT), report("a b", " ".join(half))]) == {1: 0}
    assert originals([report("a b", TEXT), report("a c", " ".join(half))]) == {}
    longer = " ".join([*words, "and", "more"])
    assert originals([report("a b c", TEXT), report("a d e", longer)]) == {1: 0}


@pytest.mark.parametrize(("days", "found"), [(14, True), (14.01, False)])
def test_a_copy_is_at_most_fourteen_days_after_its_original(days: float, found: bool) -> None:
    reports = [report("a b", TEXT, 100), report("a b", TEXT, 100 + days)]
    assert originals(reports) == ({1: 0} if found else {})
    # A copy of a copy must not be too far from the original either.
    chain = [reports[0], report("a b", TEXT, 107), reports[1]]
    assert originals(chain) == ({1: 0, 2: 0} if found else {1: 0})


def test_articles_of_no_outlet_are_not_of_one_outlet() -> None:
    for outlet, found in (("", {1: 0}), ("a", {})):
        reports = [report("a b", TEXT, time, outlet) for time in (100, 105)]
        assert originals(reports) == found


# ---- which is the original ------------------------------------------------------------------


def test_a_copy_names_the_article_that_it_was_found_to_be_like() -> None:
    long = f"{TEXT} {OTHER_TEXT}"
    reports = [
        report("a b c d", TEXT, 100),
        report("a e", long, 101),
        report("f e", OTHER_TEXT, 102),
    ]
    found = find_copies(reports, Equal())
    assert (found[1].original, found[1].like) == (0, 0)
    assert (found[2].original, found[2].like) == (0, 1)
    assert (*(found[2].alike or ()),) == (pytest.approx(1 / 3), 1)


def test_the_earliest_original_counts_and_that_of_a_copy_less_than_one_seen_itself() -> None:
    reports = [
        report("a b c d", TEXT, 100),
        report("e f g h", OTHER_TEXT, 101),
        report("a e", f"{TEXT} {OTHER_TEXT}", 102),
        report("e f g h", OTHER_TEXT, 103),
    ]
    assert originals(reports) == {2: 0, 3: 1}


def test_what_has_no_day_of_publication_is_no_original() -> None:
    reports = [report("a b", TEXT, 100, dated=False), report("a b", TEXT, 101)]
    assert originals(reports) == {}
    assert originals([reports[1], reports[0]._replace(time=102.0)]) == {1: 0}


@pytest.mark.parametrize(
    ("times", "exact", "tied"),
    [
        ((100.5, 100.5), True, True),
        ((100.4, 100.5), True, False),
        ((100.0, 100.5), False, True),
        ((100.9, 101.0), False, False),
    ],
)
def test_of_texts_whose_order_is_unknown_the_outlet_that_they_name_or_the_first_id_is_original(
    times: tuple[float, float], exact: bool, tied: bool
) -> None:
    first = report("a b", TEXT, times[0], id_="z", exact=exact)
    second = report("a b", TEXT, times[1], id_="m")
    assert originals([first, second]) == ({0: 1} if tied else {1: 0})

    def names(outlet: int) -> Callable[[int, int], bool]:
        return lambda at, of: (at, of) == (1 - outlet, outlet)

    assert originals([first, second], tells_outlet=names(0)) == {1: 0}
    assert originals([first, second], tells_outlet=names(1)) == ({0: 1} if tied else {1: 0})


def test_a_new_original_is_that_of_all_copies() -> None:
    reports = [
        report("a b", TEXT, 100.0, id_="z", exact=False),
        report("a b", TEXT, 100.5, id_="m"),
        report("a b", TEXT, 101.0, id_="a"),
    ]
    found = find_copies(reports, Equal())
    assert {at: (copy.original, copy.like) for at, copy in found.items()} == {0: (1, 1), 2: (1, 0)}


# ---- what the user says ---------------------------------------------------------------------


def test_what_the_user_says_beats_what_is_alike() -> None:
    reports = [report("a b", TEXT, 100), report("x y", OTHER_TEXT, 101), report("a b", TEXT, 102)]
    pair = {1: {1, 2}, 2: {1, 2}}
    found = find_copies(reports, Equal(), same=pair)
    assert found[2] == (1, 1, None)
    assert originals(reports, same={0: {0, 1}, 1: {0, 1}}) == {1: 0, 2: 0}
    assert originals(reports, same={0: {0, 1, 2}, 1: {0, 1, 2}, 2: {0, 1, 2}}) == {1: 0, 2: 0}


def test_what_the_user_parts_is_no_copy_nor_is_a_copy_of_it() -> None:
    reports = [report("a b", TEXT, 100 + at) for at in range(3)]
    divided = Divided({1: 1, 2: 2}, {1: {2}, 2: {1}})
    assert originals(reports, different=divided) == {1: 0}
    others = Divided({0: 1, 2: 2}, {1: {2}, 2: {1}})
    assert originals(reports, different=others) == {1: 0}


def test_what_the_user_says_holds_over_any_days_and_for_what_has_no_date() -> None:
    far = [report("a", time=100), report("b", time=200)]
    pair = {0: {0, 1}, 1: {0, 1}}
    assert originals(far, same=pair) == {1: 0}
    undated = [report("a", time=100, dated=False), report("b", time=200), report("b c d", time=201)]
    assert originals(undated, same=pair) == {0: 1}
    found = find_copies(undated, Equal(), same={**pair, 2: {1, 2}, 1: {0, 1, 2}})
    assert {at: copy[:] for at, copy in found.items()} == {0: (1, 1, None), 2: (1, 1, None)}
    none = [each._replace(dated=False) for each in far]
    assert originals(none, same=pair) == {}
