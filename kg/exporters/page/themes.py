"""Which articles share a theme: groups that link among themselves more than with others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

PASSES = 6
"""How often every article of a group may reconsider, at each level of coarseness."""
MOST_ENDS = 100_000
"""
Ends of links that an archive counts as having when a theme is judged too large for it. A site of
some 3,000 articles has so many. Without it, themes would be joined as the archive grows, which
is known as modularity's limit of resolution.
"""


def find_themes(around: Sequence[AbstractSet[int]]) -> list[int]:
    """
    Return the theme of each article, told by the lowest number in it; alone, its own.

    Given are the articles that each one is linked with, in either direction. What no link
    joins is never one theme. What all links join is one, if most of the possible links are
    there; else it is divided where that raises its modularity (Louvain's method).

    >>> find_themes([{1}, {0}, set()])
    [0, 0, 2]
    """
    theme = list(range(len(around)))
    label = list(range(len(around)))
    whole = min(MOST_ENDS, sum(map(len, around)))
    for group in components(around):
        links = sum(len(around[article]) for article in group)
        dense = 2 * links >= len(group) * (len(group) - 1)
        parts = [group] if dense else divide(around, group, label, whole)
        for part in parts:
            first = min(part)
            for article in part:
                theme[article] = first
    return theme


def components(around: Sequence[AbstractSet[int]]) -> list[list[int]]:
    """
    Return the groups of two and more that links join, in any number of steps.

    >>> components([{1}, {0}, set()])
    [[0, 1]]
    """
    groups = []
    seen = bytearray(len(around))
    for start, others in enumerate(around):
        if seen[start] or not others:
            continue
        group, edge = {start}, {start}
        while edge:
            edge = set().union(*map(around.__getitem__, edge))
            edge -= group
            group |= edge
        for article in group:
            seen[article] = True
        groups.append(sorted(group))
    return groups


def divide(
    around: Sequence[AbstractSet[int]], group: Sequence[int], label: list[int], whole: int
) -> list[list[int]]:
    """
    Return the parts of a group that is linked, but loosely, in a graph of so many ends of links.

    In `label` each article of the group has its own number; it is changed.

    >>> triangles = [{1, 2}, {0, 2}, {0, 1, 3}, {2, 4, 5}, {3, 5}, {3, 4}]
    >>> divide(triangles, range(6), list(range(6)), 14)
    [[0, 1, 2], [3, 4, 5]]
    """
    settle(
        group,
        label,
        {article: len(around[article]) for article in group},
        around,
        lambda article: Counter(map(label.__getitem__, around[article])),
        whole,
    )
    parts = [[article] for article in group]
    weights: list[Mapping[int, int]] = []
    labels: Sequence[int] = [label[article] for article in group]
    while True:
        names = sorted(set(labels))
        if len(names) == len(parts):
            return parts
        rank = {name: at for at, name in enumerate(names)}
        merged: list[list[int]] = [[] for _ in names]
        joint: list[Counter[int]] = [Counter() for _ in names]
        for at, name in enumerate(labels):
            merged[rank[name]] += parts[at]
            if weights:
                for other, weight in weights[at].items():
                    joint[rank[name]][rank[labels[other]]] += weight
            else:
                joint[rank[name]].update(map(label.__getitem__, around[group[at]]))
        if not weights:
            joint = [Counter({rank[name]: n for name, n in counts.items()}) for counts in joint]
        parts, weights = merged, list(joint)
        labels = coarsely(weights, whole)


def coarsely(weights: Sequence[Mapping[int, int]], whole: int) -> list[int]:
    """Return labels of parts, given how many ends of links each has in each, in itself, too."""
    label = list(range(len(weights)))

    def count(part: int) -> Counter[int]:
        counts: Counter[int] = Counter()
        for other, weight in weights[part].items():
            if other != part:
                counts[label[other]] += weight
        return counts

    degrees = [sum(others.values()) for others in weights]
    settle(range(len(weights)), label, degrees, weights, count, whole)
    return label


def settle(
    nodes: Iterable[int],
    label: list[int],
    degrees: Mapping[int, int] | Sequence[int],
    around: Sequence[Iterable[int]],
    count: Callable[[int], Counter[int]],
    whole: int,
) -> None:
    """
    Give each node that label of its neighbours which gains most modularity, its own at first.

    A node reconsiders only when a neighbour has moved; ties go to the lower label.
    """
    size = {node: degrees[node] for node in nodes}
    waiting = set(nodes)
    for _ in range(PASSES):
        moved = False
        for node in nodes:
            if node not in waiting:
                continue
            waiting.discard(node)
            counts = count(node)
            own, degree = label[node], degrees[node]
            size[own] -= degree
            pull = degree / whole
            best, most = own, counts[own] - size[own] * pull
            for name, links in counts.items():
                gain = links - size[name] * pull
                if gain > most or (gain == most and name < best):
                    best, most = name, gain
            size[best] += degree
            if best != own:
                label[node] = best
                moved = True
                waiting.update(around[node])
        if not moved:
            break
