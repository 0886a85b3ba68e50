"""Where the boxes of a graph stand when it is drawn in layers from left to right, and which way its edges go.

A box stands one layer behind the last of those it comes after. An edge over several layers takes a place of its own in each of
them, so that it runs between the boxes and never through one; the order within a layer is that of the fewest crossings found by
the barycentre method (Sugiyama, Tagawa and Toda 1981), the heights the nearest to the neighbours that leave room for all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

PASS_HEIGHT = 8.0
SWEEPS = 8
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the drawing, in pixels."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """The boxes by name, for each edge the points it passes from the one box to the other, and the height of it all."""

    boxes: Mapping[str, Box]
    routes: Sequence[Sequence[Point]]
    height: float


def depths(names: Sequence[str], edges: Sequence[tuple[str, str]]) -> dict[str, int]:
    """The layer of each name, 0 for those that come after nothing. Raises ``ValueError`` where edges run in a circle."""
    before = {name: [a for a, b in edges if b == name] for name in names}
    found: dict[str, int] = {}
    while len(found) < len(names):
        free = [n for n in names if n not in found and all(a in found for a in before[n])]
        if not free:
            raise ValueError(", ".join(n for n in names if n not in found))
        for name in free:
            found[name] = max((found[a] + 1 for a in before[name]), default=0)
    return found


def layered(
    heights: Mapping[str, float], edges: Sequence[tuple[str, str]], *, box_width: float, gap: float, between: float
) -> Layout:
    """Boxes of one width and the given heights, ``gap`` pixels between layers and ``between`` within one."""
    graph = _Slots(heights, edges)
    graph.order()
    centres = graph.places(between)
    x = [layer * (box_width + gap) for layer in range(len(graph.layers))]
    boxes = {
        name: Box(x[graph.depth[name]], centres[name] - height / 2, box_width, height)
        for name, height in heights.items()
    }
    routes = [_route(chain, boxes, centres, graph, x, box_width) for chain in graph.chains]
    return Layout(boxes, routes, max((centres[key] + graph.height[key] / 2 for key in centres), default=0.0))


def _route(
    chain: list, boxes: Mapping[str, Box], centres: Mapping, graph: "_Slots", x: Sequence[float], box_width: float
) -> list[Point]:
    """From the middle of a box's right side over the passes to its own port on the left side of the other box."""
    first, last = boxes[chain[0]], boxes[chain[-1]]
    points = [(first.x + box_width, first.y + first.height / 2)]
    for layer, key in enumerate(chain[1:-1], graph.depth[chain[0]] + 1):
        points += [(x[layer], centres[key]), (x[layer] + box_width, centres[key])]
    coming = sorted(graph.before[chain[-1]], key=lambda key: centres[key])
    port = (coming.index(chain[-2]) + 1) / (len(coming) + 1)
    return [*points, (last.x, last.y + last.height * port)]


class _Slots:
    """What stands in each layer: boxes by name, and for a long edge a place to pass, named by edge and layer."""

    def __init__(self, heights: Mapping[str, float], edges: Sequence[tuple[str, str]]) -> None:
        self.depth = depths(list(heights), edges)
        self.height = dict(heights)
        self.layers: list[list] = [[] for _ in range(max(self.depth.values(), default=-1) + 1)]
        for name, layer in self.depth.items():
            self.layers[layer].append(name)
        self.chains: list[list] = []
        for number, (a, b) in enumerate(edges):
            passes = [(number, layer) for layer in range(self.depth[a] + 1, self.depth[b])]
            for key in passes:
                self.layers[key[1]].append(key)
                self.height[key] = PASS_HEIGHT
            self.chains.append([a, *passes, b])
        keys = [key for layer in self.layers for key in layer]
        self.before: dict = {key: [] for key in keys}
        self.after: dict = {key: [] for key in keys}
        for chain in self.chains:
            for a, b in pairwise(chain):
                self.before[b].append(a)
                self.after[a].append(b)

    def order(self) -> None:
        """Sweep forth and back by barycentres; the order with the fewest crossings stays."""
        best, fewest = [layer[:] for layer in self.layers], self.crossings()
        for sweep in range(SWEEPS):
            forth = sweep % 2 == 0
            neighbours = self.before if forth else self.after
            for number in range(1, len(self.layers)) if forth else range(len(self.layers) - 2, -1, -1):
                beside = self.layers[number - 1 if forth else number + 1]
                place = {key: at for at, key in enumerate(beside)}
                layer = self.layers[number]
                weight = {key: _mean([place[other] for other in neighbours[key]], at) for at, key in enumerate(layer)}
                layer.sort(key=weight.__getitem__)
            crossings = self.crossings()
            if crossings < fewest:
                best, fewest = [layer[:] for layer in self.layers], crossings
        self.layers = best

    def crossings(self) -> int:
        """How many pairs of edges between neighbouring layers cross."""
        total = 0
        for upper, lower in pairwise(self.layers):
            place = {key: at for at, key in enumerate(lower)}
            ends = [place[other] for key in upper for other in sorted(self.after[key], key=place.__getitem__)]
            total += sum(a > b for at, a in enumerate(ends) for b in ends[at + 1 :])
        return total

    def places(self, between: float) -> dict:
        """The centre of each box and pass, top to bottom in order, none nearer than ``between`` to the next."""
        centres: dict = {}
        for layer in self.layers:
            centres |= zip(layer, self._apart(layer, [0.0] * len(layer), between), strict=True)
        for sweep in range(SWEEPS):
            for layer in self.layers if sweep % 2 == 0 else reversed(self.layers):
                wanted = [
                    _mean([centres[other] for other in (*self.before[key], *self.after[key])], centres[key])
                    for key in layer
                ]
                centres |= zip(layer, self._apart(layer, wanted, between), strict=True)
        top = min((centres[key] - self.height[key] / 2 for key in centres), default=0.0)
        return {key: centre - top for key, centre in centres.items()}

    def _apart(self, layer: list, wanted: list[float], between: float) -> list[float]:
        """The places nearest to the wanted ones (least squares) that keep order and room: pools of neighbours that touch."""
        offsets, edge = [], 0.0
        for key in layer:
            offsets.append(edge + self.height[key] / 2)
            edge += self.height[key] + between
        pools: list[list[float]] = []
        for want, offset in zip(wanted, offsets, strict=True):
            pools.append([want - offset, 1])
            while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
                value, count = pools.pop()
                under = pools[-1]
                under[0] = (under[0] * under[1] + value * count) / (under[1] + count)
                under[1] += count
        placed = [value for value, count in pools for _ in range(int(count))]
        return [value + offset for value, offset in zip(placed, offsets, strict=True)]


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
