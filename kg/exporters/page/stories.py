"""Which articles tell one story: groups that link among themselves more than with others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

PASSES = 6
"""How often every article of a group may reconsider, at each level of coarseness."""


def find_stories(around: Sequence[AbstractSet[int]]) -> list[int]:
    """
    Return the story of each article, told by the lowest number in it; alone, its own.

    Given are the articles that each one is linked with, in either direction. What no link
    joins is never one story. What all links join is one, if most of the possible links are
    there; else it is divided where that raises its modularity (Louvain's method).

    >>> find_stories([{1}, {0}, set()])
    [0, 0, 2]
    """
    story = list(range(len(around)))
    whole = sum(map(len, around))
    for group in components(around):
        links = sum(len(around[article]) for article in group)
        dense = 2 * links >= len(group) * (len(group) - 1)
        parts = [group] if dense else divide(around, group, whole)
        for part in parts:
            first = min(part)
            for article in part:
                story[article] = first
    return story


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


def divide(around: Sequence[AbstractSet[int]], group: Sequence[int], whole: int) -> list[list[int]]:
    """
    Return the parts of a group that is linked, but loosely, in a graph of so many link ends.

    >>> triangles = [{1, 2}, {0, 2}, {0, 1, 3}, {2, 4, 5}, {3, 5}, {3, 4}]
    >>> divide(triangles, range(6), 14)
    [[0, 1, 2], [3, 4, 5]]
    """
    place = {article: at for at, article in enumerate(group)}
    weights = [dict.fromkeys(map(place.__getitem__, around[article]), 1) for article in group]
    parts = [[article] for article in group]
    degrees = [len(others) for others in weights]
    while True:
        label = move(weights, degrees, whole)
        names = sorted(set(label))
        if len(names) == len(parts):
            return parts
        rank = {name: at for at, name in enumerate(names)}
        merged: list[list[int]] = [[] for _ in names]
        joint: list[Counter[int]] = [Counter() for _ in names]
        total = [0] * len(names)
        for at, name in enumerate(label):
            into = rank[name]
            merged[into] += parts[at]
            total[into] += degrees[at]
            counts = joint[into]
            for other, weight in weights[at].items():
                counts[rank[label[other]]] += weight
        parts, weights, degrees = merged, [dict(counts) for counts in joint], total


def move(weights: Sequence[dict[int, int]], degrees: Sequence[int], whole: int) -> list[int]:
    """
    Return labels: each node has that of its neighbours which gains most modularity.

    A node reconsiders only when a neighbour has moved; ties go to the lower label.
    """
    label = list(range(len(weights)))
    size = list(degrees)
    unit = all(weight == 1 for others in weights for weight in others.values())
    waiting = bytearray(b"\1") * len(weights)
    for _ in range(PASSES):
        moved = False
        for node, others in enumerate(weights):
            if not waiting[node]:
                continue
            waiting[node] = False
            if unit:
                counts = Counter(map(label.__getitem__, others))
            else:
                counts = Counter()
                for other, weight in others.items():
                    if other != node:
                        counts[label[other]] += weight
            own, degree = label[node], degrees[node]
            size[own] -= degree
            pull = degree / whole
            best, most = own, counts[own] - size[own] * pull
            for name, count in counts.items():
                gain = count - size[name] * pull
                if gain > most or (gain == most and name < best):
                    best, most = name, gain
            size[best] += degree
            if best != own:
                label[node] = best
                moved = True
                for other in others:
                    waiting[other] = True
        if not moved:
            break
    return label
