"""
Where the page draws what, decided here so that the browser has nothing to work out.

Positions are whole numbers made with +, -, *, / and square roots, which every machine
computes alike; sines and cosines only ever reach a position through rounding.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

CELL = (44, 20)
"""Pixels: the grid on which cards are put, and so the least room between two of them."""
PATIENCE = 250
"""How many free places are looked at for one from which the way to the parent is clear."""
SPACING = 11
"""Pixels: the unit of the sunflower in which the dots of one theme are set."""
PACKED = 120
"""So many circles are packed closely, which takes quadratic time; more stand in rings around."""

Point = tuple[int, int]
Box = tuple[int, int]
"""Width and height in pixels."""


class Circle(NamedTuple):
    """The place of a theme, or of the articles on one topic."""

    x: int
    y: int
    radius: int


class Map(NamedTuple):
    """Where everything stands; an article of a theme is told from the middle of its theme."""

    articles: list[Point]
    themes: list[Circle]
    topics: dict[int, Circle]
    """By topic; -1 gathers the articles on none."""


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


# ---- thousands of nodes: a map of topics, in them themes, in them articles ----------------


def lay_out_map(
    themes: Sequence[tuple[int, int]], alone: Sequence[int], topics: Sequence[int]
) -> Map:
    """
    Return the place of each article, theme and topic.

    Articles are numbered theme by theme. Given are the size and the topic of each theme, the
    topics of the articles after them, which are in none, and all topics, the first at ease to
    be in the middle; -1 is none. A circle has room to spare, so that one article more seldom
    moves another one.
    """
    halls: dict[int, list[int]] = {topic: [] for topic in topics}
    around: dict[int, list[int]] = {topic: [] for topic in topics}
    for theme, (_, topic) in enumerate(themes):
        halls[topic].append(theme)
    for place, topic in enumerate(alone):
        around[topic].append(place)
    seeds = sunflower(max((size for size, _ in themes), default=0))
    rooms = [room(size) for size, _ in themes]
    inner: dict[int, tuple[float, float]] = {}
    outer: dict[int, tuple[float, float]] = {}
    sizes: dict[int, float] = {}
    for topic in topics:
        members = sorted(halls[topic], key=lambda theme: -rooms[theme])
        spots, reach = arrange([rooms[theme] + 4 for theme in members])
        inner.update(zip(members, spots, strict=True))
        singles, reach = _annulus(len(around[topic]), roomy(reach, 1.04) if members else 0.0)
        outer.update(zip(around[topic], singles, strict=True))
        sizes[topic] = roomy(reach + 14, 1.04)
    order = sorted(topics, key=lambda topic: -sizes[topic])
    widths = [max(sizes[topic], 60) + 22 for topic in order]
    # What everything is about stands in the middle, and the others in a ring around it.
    centres, _ = arrange(widths, 1 if len(order) > 6 and widths[0] > 2 * widths[1] else PACKED)
    middle = dict(zip(order, centres, strict=True))
    circles = []
    for theme, (_, topic) in enumerate(themes):
        x, y = inner[theme]
        away_x, away_y = middle[topic]
        circles.append(Circle(round(x + away_x), round(y + away_y), round(rooms[theme])))
    articles = [seed for size, _ in themes for seed in seeds[:size]]
    for place, topic in enumerate(alone):
        (x, y), (away_x, away_y) = outer[place], middle[topic]
        articles.append((round(x + away_x), round(y + away_y)))
    discs = {
        topic: Circle(round(middle[topic][0]), round(middle[topic][1]), round(sizes[topic]))
        for topic in topics
    }
    return Map(articles, circles, discs)


def room(size: int) -> float:
    """Return the radius of the disc of a theme of so many articles."""
    return roomy(SPACING * math.sqrt(size) + 5)


def roomy(radius: float, step: float = 1.1) -> float:
    """
    Return the next of a few radii, each so much larger than the one before.

    >>> roomy(101.0) == roomy(104.0)
    True
    """
    room = 16.0
    while room < radius:
        room *= step
    return room


def sunflower(count: int) -> list[Point]:
    """
    Return that many points spread evenly over a disc, as the seeds of a sunflower are.

    >>> sunflower(3)[:2]
    [(0, 0), (-8, 7)]
    """
    points = []
    cosine, sine = 1.0, 0.0
    for place in range(count):
        reach = SPACING * math.sqrt(place)
        points.append((round(reach * cosine), round(reach * sine)))
        # One golden angle further, without asking the machine for a cosine.
        cosine, sine = (
            cosine * -0.7373688780783197 - sine * 0.6754902942615238,
            sine * -0.7373688780783197 + cosine * 0.6754902942615238,
        )
    return points


def _annulus(count: int, inner: float) -> tuple[list[tuple[float, float]], float]:
    """Return that many points spread evenly around a disc, and how far out they reach."""
    points = []
    cosine, sine = 1.0, 0.0
    reach = inner = inner and inner + SPACING / 2
    for place in range(count):
        reach = math.sqrt(inner * inner + 1.4 * SPACING * SPACING * place)
        points.append((reach * cosine, reach * sine))
        cosine, sine = (
            cosine * -0.7373688780783197 - sine * 0.6754902942615238,
            sine * -0.7373688780783197 + cosine * 0.6754902942615238,
        )
    return points, reach


def arrange(
    radii: Sequence[float], packed: int = PACKED
) -> tuple[list[tuple[float, float]], float]:
    """
    Return centres for circles, largest first, that do not overlap, and the radius around all.

    The first are packed closely, the others stand in rings around them: that takes linear
    time, and one more circle moves those after it by no more than its place in the ring.
    """
    spots = pack(radii[:packed])
    reach = max(
        (math.sqrt(x * x + y * y) + r for (x, y), r in zip(spots, radii, strict=False)), default=0.0
    )
    rest = radii[packed:]
    at = 0
    while at < len(rest):
        middle = reach + rest[at]
        turns = []
        angle = 0.0
        while at < len(rest):
            half = math.asin(min(1.0, rest[at] / middle))
            if angle + 2 * half > 2 * math.pi:
                break
            turns.append(angle + half)
            angle += 2 * half
            at += 1
        # The last ring may be short: then it stays together, or spreads if it is the only one.
        alone = len(turns) == len(rest)
        slack = (2 * math.pi - angle) / len(turns) if at < len(rest) or alone else 0.0
        spots += [
            (middle * math.cos(turn + slack * place), middle * math.sin(turn + slack * place))
            for place, turn in enumerate(turns)
        ]
        reach = middle + rest[at - len(turns)]
    return spots, reach


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
    reach: float, pulls: Sequence[tuple[float, float]], sizes: Sequence[int]
) -> list[Point]:
    """
    Return places around a disc of that radius, each in the direction in which it is pulled.

    The largest stand on the first ring, the others on rings further out.
    """
    ranked = sorted(range(len(sizes)), key=lambda node: (-sizes[node], node))
    places: dict[int, Point] = {}
    at = inside = 0
    while at < len(ranked):
        largest = sizes[ranked[at]]
        reach += 0.9 * (inside + largest) + 8 if at else 1.2 * largest + 26
        inside = largest
        ring: list[int] = []
        room = 0.0
        # A ring of names needs air; the small ones further out show theirs on zoom only.
        air = 40 if at == 0 else 14
        while at < len(ranked) and room + 2 * sizes[ranked[at]] + air <= 2 * math.pi * reach:
            room += 2 * sizes[ranked[at]] + air
            ring.append(ranked[at])
            at += 1
        if not ring:
            ring.append(ranked[at])
            at += 1
        spare = max(0.0, 2 * math.pi * reach - room) / len(ring)
        ring.sort(key=lambda node: (math.atan2(pulls[node][1], pulls[node][0]), node))
        passed = 0.0
        for node in ring:
            wide = 2 * sizes[node] + air + spare
            # Counted from -pi as bearings are: who is pulled west starts where west is.
            angle = (passed + wide / 2) / reach - math.pi
            places[node] = (round(reach * math.cos(angle)), round(reach * math.sin(angle)))
            passed += wide
    return [places[node] for node in range(len(sizes))]
