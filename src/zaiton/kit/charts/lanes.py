"""Where the boxes of a graph stand when it is drawn as a list, its edges in lanes beside the boxes: for narrow or long drawings.

Each box that others come after has one lane for as long as they last; lanes are used again once they are free. No edge can run
through a box, since all run to the left of them.
"""

from collections.abc import Mapping, Sequence

from .layers import Box, Layout, Point

LANE, ARROW_ROOM = 9.0, 16.0


def lanes_of(names: Sequence[str], edges: Sequence[tuple[str, str]]) -> dict[str, int]:
    """The lane of each name that others come after: the nearest to the boxes that is free. ``names`` in order of the list."""
    place = {name: at for at, name in enumerate(names)}
    until = {a: max(place[other] for before, other in edges if before == a) for a, _ in edges}
    free_from: list[int] = []
    lanes: dict[str, int] = {}
    for name in sorted(until, key=place.__getitem__):
        lane = next((lane for lane, after in enumerate(free_from) if after < place[name]), len(free_from))
        if lane == len(free_from):
            free_from.append(0)
        free_from[lane] = until[name]
        lanes[name] = lane
    return lanes


def room_for(names: Sequence[str], edges: Sequence[tuple[str, str]], most: float) -> float:
    """The width of the lanes, arrows among it, in pixels; at most ``most``."""
    count = max(lanes_of(names, edges).values(), default=-1) + 1
    return min(most, LANE * count + ARROW_ROOM) if count else 0.0


def listed(
    names: Sequence[str],
    heights: Mapping[str, float],
    edges: Sequence[tuple[str, str]],
    *,
    room: float,
    box_width: float,
    between: float,
) -> Layout:
    """Boxes of one width one below the other, ``between`` pixels apart, and ``room`` pixels of lanes to their left."""
    boxes, y = {}, 0.0
    for name in names:
        boxes[name] = Box(room, y, box_width, heights[name])
        y += heights[name] + between
    lanes = lanes_of(names, edges)
    step = (room - ARROW_ROOM) / (max(lanes.values(), default=0) + 1)
    place = {name: at for at, name in enumerate(names)}
    coming = {name: sorted({a for a, b in edges if b == name}, key=place.__getitem__, reverse=True) for name in names}
    routes: list[list[Point]] = []
    for a, b in edges:
        x = room - ARROW_ROOM - step * (lanes[a] + 0.5)
        out, into = _port(boxes[a], len(coming[a]), len(coming[a])), _port(boxes[b], coming[b].index(a), len(coming[b]))
        routes.append([(room, out), (x, out), (x, into), (room, into)])
    return Layout(boxes, routes, y - between if names else 0.0)


def _port(box: Box, number: int, coming: int) -> float:
    """The edges that come in have the upper ports of the side, the one that goes out the last."""
    return box.y + box.height * (number + 1) / (coming + 2)
