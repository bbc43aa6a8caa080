"""How the stories of one build became those of another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Set
from typing import Any, NamedTuple

Members = Mapping[str, Set[str]]
"""By the CURIE of a story the CURIEs of its articles."""


class StoryChanges(NamedTuple):
    """How stories changed; a story that did not is in none of these."""

    new: list[str]
    """Stories without an article that was in a story before."""
    gone: list[str]
    """Stories without an article that is in a story now."""
    moved: list[tuple[str, str]]
    """Of another CURIE: the story with which it has most articles in common."""
    grown: list[tuple[str, list[str]]]
    """Each story with the articles that it did not have."""
    shrunk: list[tuple[str, list[str]]]
    """Each story with the articles that it has no longer."""
    merged: list[tuple[str, list[str]]]
    """Each story with the former stories of which it has the largest part, if they are several."""
    split: list[tuple[str, list[str]]]
    """Each former story with those that have their largest part from it, if they are several."""

    def counts(self) -> dict[str, int]:
        """Return the number of each sort of change."""
        return {name: len(value) for name, value in self._asdict().items()}


def compare_stories(old: Members, new: Members) -> StoryChanges:
    """
    Return how stories changed.

    >>> before = {"story:1": {"a", "b"}, "story:2": {"c", "d"}}
    >>> compare_stories(before, {"story:1": {"a", "b", "c", "d"}}).merged
    [('story:1', ['story:1', 'story:2'])]
    """
    common = _common(old, new)
    same = _matched(common)
    target = _largest(common, 0)
    origin = _largest(common, 1)
    into: dict[str, list[str]] = defaultdict(list)
    out_of: dict[str, list[str]] = defaultdict(list)
    for story, other in sorted(target.items()):
        into[other].append(story)
    for story, other in sorted(origin.items()):
        out_of[other].append(story)
    pairs = sorted(same.items())
    gains = [(after, sorted(new[after] - old[before])) for before, after in pairs]
    losses = [(after, sorted(old[before] - new[after])) for before, after in pairs]
    return StoryChanges(
        sorted(new.keys() - origin.keys()),
        sorted(old.keys() - target.keys()),
        [pair for pair in pairs if pair[0] != pair[1]],
        [gain for gain in gains if gain[1]],
        [loss for loss in losses if loss[1]],
        [(story, former) for story, former in sorted(into.items()) if len(former) > 1],
        [(story, later) for story, later in sorted(out_of.items()) if len(later) > 1],
    )


def matched_stories(old: Members, new: Members) -> dict[str, str]:
    """
    Return what former stories are now, each at most one: the one with most articles in common.

    >>> matched_stories({"story:1": {"a", "b"}}, {"story:0": {"a", "b", "c"}})
    {'story:1': 'story:0'}
    """
    return _matched(_common(old, new))


def _common(old: Members, new: Members) -> Counter[tuple[str, str]]:
    """Return how many articles a former story and a story have in common."""
    story_of = {article: story for story, articles in new.items() for article in articles}
    return Counter(
        (story, story_of[article])
        for story, articles in old.items() for article in articles if article in story_of
    )  # fmt: skip


def _rank(item: tuple[tuple[str, str], int]) -> tuple[Any, ...]:
    """Return by what pairs are chosen: most in common, then of one CURIE, then the smaller."""
    (before, after), count = item
    return -count, before != after, before, after


def _matched(common: Counter[tuple[str, str]]) -> dict[str, str]:
    """Return for former stories what they are now, each at most one, by greatest membership."""
    same: dict[str, str] = {}
    taken: set[str] = set()
    for (before, after), _ in sorted(common.items(), key=_rank):
        if before not in same and after not in taken:
            same[before] = after
            taken.add(after)
    return same


def _largest(common: Counter[tuple[str, str]], side: int) -> dict[str, str]:
    """Return for each story of a side the one of the other side with most of its articles."""
    found: dict[str, str] = {}
    for pair, _ in sorted(common.items(), key=_rank):
        found.setdefault(pair[side], pair[1 - side])
    return found
