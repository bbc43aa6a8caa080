"""
Where the page draws what, decided here so that the browser has nothing to work out.

Positions are whole numbers made with +, -, *, / and square roots, which every machine
computes alike; sines and cosines only ever reach a position through rounding.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple

GAP = 22
"""Pixels kept free between two cards."""
SPACING = 11
"""Pixels: the unit of the sunflower in which the dots of one story are set."""
BACKBONE = 3
"""How many of its links a large page draws for each article, the strongest."""

Point = tuple[int, int]
Box = tuple[int, int]
"""Width and height in pixels."""


class Disc(NamedTuple):
    """The place of the articles on one topic; -1 gathers those on none."""

    x: int
    y: int
    radius: int
    topic: int


# ---- a handful of nodes: every one readable, around the one with most edges ----------------


def lay_out_cards(boxes: Sequence[Box], edges: Iterable[tuple[int, int]]) -> list[Point]:
    """
    Return the centre of each box so that no two overlap.

    The best connected node of each component stands in the middle of it, what it leads to
    around it, and so on outwards.

    >>> lay_out_cards([(200, 50), (200, 50)], [(0, 1)])
    [(111, 36), (350, 36)]
    """
    neighbours: list[set[int]] = [set() for _ in boxes]
    for source, target in edges:
        neighbours[source].add(target)
        neighbours[target].add(source)
    components: list[dict[int, Point]] = []
    seen: set[int] = set()
    for root in sorted(range(len(boxes)), key=lambda node: (-len(neighbours[node]), node)):
        if root not in seen:
            components.append(_around(root, boxes, neighbours))
            seen.update(components[-1])
    return _in_rows(components, boxes)


def _around(
    root: int, boxes: Sequence[Box], neighbours: Sequence[set[int]]
) -> dict[int, Point]:
    """Return the positions of one component: a tree that grows outwards from its root."""
    children: dict[int, list[int]] = {root: []}
    order = [root]
    for node in order:
        children[node] = sorted(neighbours[node] - children.keys())
        children.update((child, []) for child in children[node])
        order += children[node]
    leaves: dict[int, int] = {}
    for node in reversed(order):
        leaves[node] = sum(leaves[child] for child in children[node]) or 1
    # Twigs and single leaves take turns, so that the one uses the room the other leaves.
    twigs = [node for node in children[root] if children[node]]
    single = [node for node in children[root] if not children[node]]
    children[root] = [n for pair in zip_longest(twigs, single) for n in pair if n is not None]

    rays = {root: (0.0, 0.0)}
    wedges = {root: (-0.5 / max(1, len(children[root])), 1.0, 0)}
    for node in order:
        start, width, depth = wedges[node]
        for place, child in enumerate(children[node]):
            share = width * leaves[child] / leaves[node]
            turn = 2 * math.pi * (start + share / 2)
            # Many on one ring would need a huge one, so every third steps out of line.
            reach = depth + 1 + (place % 3 * 0.3 if len(children[node]) > 12 else 0.0)
            # Cards are wide and so are screens: the rings are ellipses.
            rays[child] = (1.6 * reach * math.cos(turn), reach * math.sin(turn))
            wedges[child] = (start, share, depth + 1)
            start += share
    unit = 90.0
    while True:
        spots = {node: (round(x * unit), round(y * unit)) for node, (x, y) in rays.items()}
        if not _overlap(spots, boxes):
            return spots
        unit *= 1.06


def _overlap(spots: Mapping[int, Point], boxes: Sequence[Box]) -> bool:
    """Return whether two boxes touch, or nearly do."""
    ordered = sorted(spots.items(), key=lambda item: (item[1][0] - boxes[item[0]][0] / 2, item))
    for place, (one, (x, y)) in enumerate(ordered):
        width, height = boxes[one]
        for other, (other_x, other_y) in ordered[place + 1 :]:
            if other_x - boxes[other][0] / 2 > x + width / 2 + GAP:
                break
            if abs(other_y - y) < (height + boxes[other][1]) / 2 + GAP:
                return True
    return False


def _in_rows(components: Sequence[Mapping[int, Point]], boxes: Sequence[Box]) -> list[Point]:
    """Return the positions of all when the components are set beside and below each other."""
    frames = []
    for spots in components:
        left = min(x - boxes[node][0] // 2 for node, (x, _) in spots.items()) - GAP // 2
        right = max(x + boxes[node][0] // 2 for node, (x, _) in spots.items()) + GAP // 2
        top = min(y - boxes[node][1] // 2 for node, (_, y) in spots.items()) - GAP // 2
        bottom = max(y + boxes[node][1] // 2 for node, (_, y) in spots.items()) + GAP // 2
        frames.append((left, top, right - left, bottom - top))
    area = sum(width * height for _, _, width, height in frames)
    line = max([round(math.sqrt(area * 1.6)), *(width for _, _, width, _ in frames)], default=0)
    placed: dict[int, Point] = {}
    across = down = deep = 0
    for spots, (left, top, width, height) in zip(components, frames, strict=True):
        if across + width > line:
            across, down, deep = 0, down + deep, 0
        for node, (x, y) in spots.items():
            placed[node] = (x - left + across, y - top + down)
        across, deep = across + width, max(deep, height)
    return [placed[node] for node in range(len(boxes))]


# ---- thousands of nodes: a map of topics, in them stories, in them articles ----------------


def lay_out_map(
    topics: Sequence[int], stories: Sequence[int], links: Sequence[int]
) -> tuple[list[Point], list[Disc]]:
    """
    Return the place of each article and the disc of each topic.

    Given are, for each article, its topic (-1 for none), its story and its number of links.
    Within a topic each story is a disc of its own; articles alone in theirs share one.
    """
    rooms: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for article in sorted(range(len(topics)), key=lambda article: (-links[article], article)):
        rooms[topics[article]][stories[article]].append(article)
    halls = []
    for topic, groups in rooms.items():
        discs = [members for members in groups.values() if len(members) > 1]
        alone = [members[0] for members in groups.values() if len(members) == 1]
        discs += [alone] if alone else []
        discs.sort(key=lambda members: (-len(members), members))
        centres = pack([SPACING * math.sqrt(len(members)) + 7 for members in discs])
        radius = max(
            math.hypot(x, y) + SPACING * math.sqrt(len(members)) + 14
            for (x, y), members in zip(centres, discs, strict=True)
        )
        halls.append((radius, topic, discs, centres))
    halls.sort(key=lambda hall: (-hall[0], hall[1]))
    places: dict[int, Point] = {}
    plan = []
    for (hall_x, hall_y), (radius, topic, discs, centres) in zip(
        pack([radius + 22 for radius, *_ in halls]), halls, strict=True
    ):
        plan.append(Disc(round(hall_x), round(hall_y), round(radius), topic))
        for (disc_x, disc_y), members in zip(centres, discs, strict=True):
            for (x, y), article in zip(_sunflower(len(members)), members, strict=True):
                places[article] = (round(hall_x + disc_x + x), round(hall_y + disc_y + y))
    return [places[article] for article in range(len(topics))], plan


def _sunflower(count: int) -> list[tuple[float, float]]:
    """Return that many points spread evenly over a disc, as the seeds of a sunflower are."""
    points = []
    cosine, sine = 1.0, 0.0
    for place in range(count):
        reach = SPACING * math.sqrt(place + (0.5 if count > 1 else 0.0))
        points.append((reach * cosine, reach * sine))
        # One golden angle further, without asking the machine for a cosine.
        cosine, sine = (
            cosine * -0.7373688780783197 - sine * 0.6754902942615238,
            sine * -0.7373688780783197 + cosine * 0.6754902942615238,
        )
    return points


def pack(radii: Sequence[float]) -> list[tuple[float, float]]:
    """
    Return centres for circles, largest first, so that none overlap and all lie close together.

    Each circle goes where it touches two neighbours on the rim of those already placed, as
    near to the middle as there is room.

    >>> pack([2, 2])
    [(0.0, 0.0), (4.0, 0.0)]
    """
    placed: list[tuple[float, float, float]] = []
    gaps: list[tuple[float, int, int]] = []

    def add(x: float, y: float, radius: float, one: int, other: int) -> None:
        placed.append((x, y, radius))
        new = len(placed) - 1
        for pair in ((one, new), (new, other)):
            near_x, near_y = _touching(placed[pair[0]], placed[pair[1]], radius)
            heapq.heappush(gaps, (near_x * near_x + near_y * near_y, *pair))

    for radius in radii:
        if not placed:
            placed.append((0.0, 0.0, radius))
            continue
        # Where all gaps are closed, the one to the right of everything is open.
        spot = (max(x + r for x, _, r in placed) + radius, 0.0, 0, len(placed) - 1)
        while gaps:
            _, one, other = heapq.heappop(gaps)
            x, y = _touching(placed[one], placed[other], radius)
            if all((x - a) ** 2 + (y - b) ** 2 > (r + radius - 0.01) ** 2 for a, b, r in placed):
                spot = (x, y, one, other)
                break
        add(*spot[:2], radius, *spot[2:])
    return [(x, y) for x, y, _ in placed]


def _touching(
    one: tuple[float, float, float], other: tuple[float, float, float], radius: float
) -> tuple[float, float]:
    """Return the centre of the circle that touches both, on the left on the way to the other."""
    across, down = other[0] - one[0], other[1] - one[1]
    apart = math.sqrt(across * across + down * down) or 1.0
    near, far = one[2] + radius, other[2] + radius
    along = (apart * apart + near * near - far * far) / (2 * apart)
    aside = math.sqrt(max(0.0, near * near - along * along))
    return (
        one[0] + (along * across + aside * down) / apart,
        one[1] + (along * down - aside * across) / apart,
    )


def lay_out_ring(
    discs: Sequence[Disc], pulls: Sequence[Sequence[Point]], sizes: Sequence[int]
) -> list[Point]:
    """
    Return places around all discs, each as near as can be to the points that pull it.

    Rings are added outwards when one does not hold all.
    """
    def bearing(node: int) -> tuple[float, int]:
        x, y = (sum(axis) for axis in zip(*pulls[node], strict=True)) if pulls[node] else (0, 0)
        return math.atan2(y, x), node

    inner = max((math.hypot(disc.x, disc.y) + disc.radius for disc in discs), default=0) + 70
    room = sum(2 * size + 8 for size in sizes)
    rings = max(1, math.ceil(room / (2 * math.pi * inner)))
    places: dict[int, Point] = {}
    passed = 0
    for turn, node in enumerate(sorted(range(len(sizes)), key=bearing)):
        # Counted from -pi as bearings are: who is pulled west starts where west is.
        angle = 2 * math.pi * (passed + sizes[node] + 4) / room - math.pi
        reach = inner + turn % rings * 34
        places[node] = (round(reach * math.cos(angle)), round(reach * math.sin(angle)))
        passed += 2 * sizes[node] + 8
    return [places[node] for node in range(len(sizes))]


# ---- which links matter ---------------------------------------------------------------------


def strongest(links: Sequence[Sequence[int]]) -> list[list[int]]:
    """
    Return each article's strongest few neighbours, the strongest first.

    Links that go both ways come first, then those between articles with most neighbours in
    common, then the lower number.

    >>> strongest([[1, 2], [0], [], [0]])
    [[1, 2, 3], [0], [0], [0]]
    """
    out = [set(targets) for targets in links]
    around = [set(targets) for targets in links]
    for source, targets in enumerate(links):
        for target in targets:
            around[target].add(source)
    # As bits of one number, thousands of neighbours compare in less than a microsecond.
    bits = [sum(1 << other for other in others) for others in around]
    common = {
        (one, other): (bits[one] & bits[other]).bit_count()
        for one, others in enumerate(around)
        for other in others
        if one < other
    }

    def weakness(one: int, other: int) -> tuple[bool, int, int]:
        mutual = other in out[one] and one in out[other]
        return not mutual, -common[min(one, other), max(one, other)], other

    return [
        sorted(others - {one}, key=lambda other, one=one: weakness(one, other))[:BACKBONE]
        for one, others in enumerate(around)
    ]


def group_stories(strong: Sequence[Sequence[int]]) -> list[int]:
    """
    Return the story of each article: those that follow each other's strongest link.

    >>> group_stories([[1], [0], []])
    [0, 0, 2]
    """
    story = list(range(len(strong)))

    def first(article: int) -> int:
        while story[article] != article:
            story[article] = article = story[story[article]]
        return article

    for article, others in enumerate(strong):
        for other in others[:1]:
            one, two = sorted((first(article), first(other)))
            story[two] = one
    return [first(article) for article in range(len(story))]
