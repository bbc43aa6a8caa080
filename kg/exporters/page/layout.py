"""
Where the page draws what, decided here so that the browser has nothing to work out.

Positions are whole numbers made with +, -, *, / and square roots, which every machine
computes alike; sines and cosines only ever reach a position through rounding.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

CELL = (44, 20)
"""Pixels: the grid on which cards are put, and so the least room between two of them."""
PATIENCE = 250
"""How many free places are looked at for one from which the way to the parent is clear."""
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


# ---- a handful of nodes: every one readable, near to what it is linked with ---------------


def lay_out_cards(boxes: Sequence[Box], edges: Iterable[tuple[int, int]]) -> list[Point]:
    """
    Return the centre of each box so that no two overlap.

    The node with most edges goes first, then what it leads to, each as near to it as there
    is room; where possible, no box stands in the way of the edge that brought it there.

    >>> lay_out_cards([(200, 50), (200, 50)], [(0, 1)])
    [(22, 10), (22, -90)]
    """
    neighbours: list[set[int]] = [set() for _ in boxes]
    for source, target in edges:
        neighbours[source].add(target)
        neighbours[target].add(source)
    air = 2 if len(boxes) <= 30 else 1
    # An odd number of cells each, so that one box can stand exactly above another.
    board = _Board([(-(-w // CELL[0]) + air | 1, -(-h // CELL[1]) + air | 1) for w, h in boxes])
    for root in sorted(range(len(boxes)), key=lambda node: (-len(neighbours[node]), node)):
        if root in board.centres:
            continue
        board.put(root, None)
        reached = [root]
        for node in reached:
            for child in sorted(neighbours[node]):
                if child in board.centres:
                    continue
                board.put(child, node)
                reached.append(child)
                # An outlet of this article alone, say, before its place is taken.
                for leaf in sorted(neighbours[child]):
                    if neighbours[leaf] == {child} and leaf not in board.centres:
                        board.put(leaf, child)
    return [
        (round(board.centres[node][0] * CELL[0]), round(board.centres[node][1] * CELL[1]))
        for node in range(len(boxes))
    ]


class _Board:
    """A grid of cells, the boxes that were put on it, and the edges between them."""

    def __init__(self, sizes: Sequence[Box]) -> None:
        self.sizes = sizes
        self.centres: dict[int, tuple[float, float]] = {}
        self.taken: dict[Point, int] = {}
        self.crossed: set[Point] = set()
        side = 12 + 2 * math.isqrt(sum(width * height for width, height in sizes))
        # Few spread sideways, as screens are wide; many fill a disc.
        flat = 1.7 if len(sizes) <= 30 else 1.1
        self.steps = sorted(
            ((x, y) for x in range(-side // 2, side // 2 + 1) for y in range(-side, side + 1)),
            key=lambda step: ((step[0] * CELL[0]) ** 2 + (step[1] * CELL[1] * flat) ** 2, step),
        )

    def put(self, node: int, parent: int | None) -> None:
        """Put a box as near as can be to its parent, or to the middle of the board."""
        width, height = self.sizes[node]
        home = (0.0, 0.0) if parent is None else self.centres[parent]
        left, top = math.floor(home[0] - width / 2 + 0.5), math.floor(home[1] - height / 2 + 0.5)
        second: tuple[tuple[float, float], list[Point]] | None = None
        tried = 0
        for across, down in self.steps:
            # A box that is in the way mostly covers a corner, which is quickly seen.
            near, low = left + across, top + down
            far, deep = near + width - 1, low + height - 1
            if not self.taken.keys().isdisjoint(((near, low), (far, deep), (near, deep))):
                continue
            cells = [(x, y) for x in range(near, far + 1) for y in range(low, deep + 1)]
            if not self.taken.keys().isdisjoint(cells):
                continue
            spot = (near + width / 2, low + height / 2)
            second = second or (spot, cells)
            tried += 1
            if parent is None or (
                self.crossed.isdisjoint(cells) and self._sees(self.centres[parent], spot, parent)
            ):
                break
            if tried == PATIENCE:
                spot, cells = second
                break
        self.centres[node] = spot
        self.taken.update(dict.fromkeys(cells, node))
        if parent is not None:
            self.crossed.update(_between(home, spot))

    def _sees(self, one: tuple[float, float], other: tuple[float, float], parent: int) -> bool:
        return all(self.taken.get(cell, parent) == parent for cell in _between(one, other))


def _between(one: tuple[float, float], other: tuple[float, float]) -> list[Point]:
    """Return the cells on the straight way from one point to another."""
    across, down = other[0] - one[0], other[1] - one[1]
    steps = math.ceil(max(abs(across), abs(down))) or 1
    return [
        (math.floor(one[0] + across * i / steps), math.floor(one[1] + down * i / steps))
        for i in range(steps + 1)
    ]


# ---- thousands of nodes: a map of topics, in them stories, in them articles ----------------


def lay_out_map(
    topics: Sequence[int], stories: Sequence[int], links: Sequence[int]
) -> tuple[list[Point], list[Disc]]:
    """
    Return the place of each article and the disc of each topic.

    Given are, for each article, its topic (-1 for none), its story and its number of links.
    Within a topic each story is a disc of its own; articles alone in theirs stand around.
    """
    rooms: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for article in sorted(range(len(topics)), key=lambda article: (-links[article], article)):
        rooms[topics[article]][stories[article]].append(article)
    halls = []
    for topic, groups in rooms.items():
        discs = sorted((group for group in groups.values() if len(group) > 1), key=_by_size)
        alone = [group[0] for group in groups.values() if len(group) == 1]
        sizes = [SPACING * math.sqrt(len(group)) + 7 for group in discs]
        centres, radius = _centred(pack(sizes), sizes)
        spots = {
            article: (x + across, y + down)
            for (x, y), group in zip(centres, discs, strict=True)
            for article, (across, down) in zip(group, _sunflower(len(group)), strict=True)
        }
        rings = _rings(len(alone), radius + SPACING)
        spots.update(zip(alone, rings, strict=True))
        outermost = max((math.hypot(x, y) for x, y in rings), default=radius)
        halls.append((outermost + 14, topic, spots))
    halls.sort(key=lambda hall: (-hall[0], hall[1]))
    places: dict[int, Point] = {}
    plan = []
    sizes = [max(radius, 70) + 24 for radius, *_ in halls]
    centres, _ = _centred(pack(sizes), sizes)
    for (x, y), (radius, topic, spots) in zip(centres, halls, strict=True):
        plan.append(Disc(round(x), round(y), round(radius), topic))
        for article, (across, down) in spots.items():
            places[article] = (round(x + across), round(y + down))
    return [places[article] for article in range(len(topics))], plan


def _by_size(group: Sequence[int]) -> tuple[int, Sequence[int]]:
    return -len(group), group


def _centred(
    centres: Sequence[tuple[float, float]], radii: Sequence[float]
) -> tuple[list[tuple[float, float]], float]:
    """Return circles moved so that the origin is amid them, and the radius around them all."""
    if not centres:
        return [], 0.0
    circles = [(x, y, radius) for (x, y), radius in zip(centres, radii, strict=True)]
    middle_x = (min(x - r for x, _, r in circles) + max(x + r for x, _, r in circles)) / 2
    middle_y = (min(y - r for _, y, r in circles) + max(y + r for _, y, r in circles)) / 2
    moved = [(x - middle_x, y - middle_y) for x, y, _ in circles]
    return moved, max(math.hypot(x, y) + r for (x, y), r in zip(moved, radii, strict=True))


def _rings(count: int, radius: float) -> list[tuple[float, float]]:
    """Return that many points on circles around the origin, the first of that radius."""
    points: list[tuple[float, float]] = []
    while len(points) < count:
        room = min(count - len(points), max(1, int(2 * math.pi * radius / (1.7 * SPACING))))
        turns = [2 * math.pi * place / room for place in range(room)]
        points += [(radius * math.cos(turn), radius * math.sin(turn)) for turn in turns]
        radius += 1.6 * SPACING
    return points


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

    >>> pack([2.0, 2.0])
    [(0.0, 0.0), (4.0, 0.0)]
    """
    placed: list[tuple[float, float, float]] = []
    gaps: list[tuple[float, int, int]] = []
    seen: set[tuple[int, int]] = set()

    def open_gap(one: int, other: int, radius: float) -> None:
        if one != other and (one, other) not in seen:
            seen.add((one, other))
            x, y = _touching(placed[one], placed[other], radius)
            heapq.heappush(gaps, (x * x + y * y, one, other))

    for new, radius in enumerate(radii):
        # Where all gaps are closed, the place to the right of everything is open.
        spot, pair = (max((x + r for x, _, r in placed), default=-radius) + radius, 0.0), (0, new)
        while gaps:
            _, one, other = heapq.heappop(gaps)
            x, y = _touching(placed[one], placed[other], radius)
            blocker = next(
                (
                    place
                    for place, (a, b, r) in enumerate(placed)
                    if (x - a) ** 2 + (y - b) ** 2 < (r + radius - 0.01) ** 2
                ),
                None,
            )
            if blocker is None:
                spot, pair = (x, y), (one, other)
                break
            open_gap(one, blocker, radius)
            open_gap(blocker, other, radius)
        placed.append((*spot, radius))
        for neighbour in pair:
            open_gap(neighbour, new, radius)
            open_gap(new, neighbour, radius)
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

    Rings are added outwards when one, a little wider than need be, does not hold all.
    """

    def bearing(node: int) -> tuple[float, int]:
        x, y = (sum(axis) for axis in zip(*pulls[node], strict=True)) if pulls[node] else (0, 0)
        return math.atan2(y, x), node

    inner = max((math.hypot(disc.x, disc.y) + disc.radius for disc in discs), default=0) + 70
    room = sum(2 * size + 8 for size in sizes)
    rings = max(1, math.ceil(room / (2 * math.pi * 1.3 * inner)))
    inner = max(inner, room / rings / (2 * math.pi))
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

    def strengths(one: int) -> list[tuple[bool, int, int]]:
        return sorted(
            (
                other not in out[one] or one not in out[other],
                -common[min(one, other), max(one, other)],
                other,
            )
            for other in around[one]
            if other != one
        )

    return [[other for *_, other in strengths(one)[:BACKBONE]] for one in range(len(links))]


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
