"""A plan as BPMN nodes and flows with coordinates: a lane for each role, a column for each layer, gateways beside their step.

Coordinates are whole pixels. A step with several flows in has a joining gateway before it, with several out a forking one
behind it, so that no flow joins or forks in silence and every engine reads the same.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from zaiton.blocks.cases.domain.graph import Definition, Plan
from zaiton.blocks.cases.domain.needs import with_followers

START, END, JOIN, FORK, TASK = "start", "end", "join", "fork", "task"
COLUMN, ROW, MARGIN, LANE_TITLE, TURN = 320, 110, 20, 60, 10
SIZES = {START: (36, 36), END: (36, 36), JOIN: (50, 50), FORK: (50, 50), TASK: (140, 80)}
OFFSETS = {START: 40, END: 40, JOIN: 20, TASK: 100, FORK: 260}


@dataclass(frozen=True, slots=True)
class Node:
    """One thing drawn: ``step`` is the plan's step it belongs to (blank for start, end and their gateways)."""

    id: str
    kind: str
    step: str
    lane: int
    column: int
    x: int
    y: int

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return SIZES[self.kind]

    @property
    def left(self) -> tuple[int, int]:
        """Where flows come in."""
        return self.x, self.y + self.size[1] // 2

    @property
    def right(self) -> tuple[int, int]:
        """Where flows go out."""
        return self.x + self.size[0], self.y + self.size[1] // 2


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow between two nodes, with the points of its line."""

    id: str
    source: Node
    target: Node

    @property
    def points(self) -> tuple[tuple[int, int], ...]:
        """From column to column the line turns before the target's; past other columns it runs between the rows."""
        (x1, y1), (x2, y2) = self.source.right, self.target.left
        columns = self.target.column - self.source.column
        if y1 == y2 and columns < 2:
            return (x1, y1), (x2, y2)
        turn = LANE_TITLE + self.target.column * COLUMN + TURN
        if columns < 2:
            return (x1, y1), (turn, y1), (turn, y2), (x2, y2)
        between = y1 + ROW // 2 - 8
        return (x1, y1), (x1 + 5, y1), (x1 + 5, between), (turn, between), (turn, y2), (x2, y2)


@dataclass(frozen=True, slots=True)
class Drawing:
    """All nodes and flows; ``lanes`` has for each role its top and height; ``width`` covers everything."""

    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    lanes: tuple[tuple[str, int, int], ...]
    width: int


def drawing_of(definition: Definition, left_out: Collection[str] = ()) -> Drawing:
    """The drawing of all steps, but those of items that do not apply and those that cannot be without them."""
    out = with_followers(definition, left_out)
    plan = definition.plan
    after = {s.id: tuple(b for b in s.after if plan.steps[plan.index[b]].item not in out) for s in plan.steps}
    kept = [step.id for step in plan.steps if step.item not in out]
    return _Drawer(plan, kept, {name: after[name] for name in kept}).drawing()


class _Drawer:
    """Places steps, then the gateways they need, then the flows."""

    def __init__(self, plan: Plan, kept: Sequence[str], after: dict[str, tuple[str, ...]]) -> None:
        self.plan, self.kept, self.after = plan, kept, after
        self.before = {name: [other for other in kept if name in after[other]] for name in kept}
        self.roles = tuple(dict.fromkeys(plan.steps[plan.index[name]].role for name in kept)) or ("",)
        self.layer: dict[str, int] = {}
        for name in kept:
            self.layer[name] = 1 + max((self.layer[b] for b in after[name]), default=0)
        self.last = 1 + max(self.layer.values(), default=0)
        self.nodes: dict[str, Node] = {}

    def drawing(self) -> Drawing:
        lanes = self._place_steps()
        first = [name for name in self.kept if not self.after[name]]
        final = [name for name in self.kept if not self.before[name]]
        self._place_ends(len(first), len(final), lanes)
        pairs = [(self._out("start"), self._in(name)) for name in first] or [("start", self._in("end"))]
        pairs += [(self._out(b), self._in(name)) for name in self.kept for b in self.after[name]]
        pairs += [(self._out(name), self._in("end")) for name in final]
        pairs += [(f"join_{name}", name) for name in self.nodes if f"join_{name}" in self.nodes]
        pairs += [(name, f"fork_{name}") for name in self.nodes if f"fork_{name}" in self.nodes]
        flows = tuple(
            Flow(f"flow-{n}", self.nodes[source], self.nodes[target]) for n, (source, target) in enumerate(pairs, 1)
        )
        return Drawing(tuple(self.nodes.values()), flows, lanes, LANE_TITLE + (self.last + 1) * COLUMN)

    def _place_steps(self) -> tuple[tuple[str, int, int], ...]:
        """Each step in its role's lane and its layer's column, below one another where they meet; returns the lanes."""
        lanes, top = [], MARGIN
        for number, role in enumerate(self.roles):
            taken: dict[int, int] = {}
            for name in self.kept:
                if self._role(name) == role:
                    row = taken.get(self.layer[name], 0)
                    taken[self.layer[name]] = row + 1
                    self._put_step(name, number, top + row * ROW)
            height = max([1, *taken.values()]) * ROW
            lanes.append((role, top, height))
            top += height
        return tuple(lanes)

    def _put_step(self, name: str, lane: int, y: int) -> None:
        if len(self.after[name]) > 1:
            self._put(f"join_{name}", JOIN, name, lane, self.layer[name], y)
        self._put(name, TASK, name, lane, self.layer[name], y)
        if len(self.before[name]) > 1:
            self._put(f"fork_{name}", FORK, name, lane, self.layer[name], y)

    def _place_ends(self, first: int, final: int, lanes: Sequence[tuple[str, int, int]]) -> None:
        y = lanes[0][1]
        self._put("start", START, "", 0, 0, y)
        if first > 1:
            self._put("fork_start", FORK, "", 0, 0, y)
        if final > 1:
            self._put("join_end", JOIN, "", 0, self.last, y)
        self._put("end", END, "", 0, self.last, y, further=60 if final > 1 else 0)

    def _put(self, name: str, kind: str, step: str, lane: int, column: int, y: int, further: int = 0) -> None:
        x = LANE_TITLE + column * COLUMN + OFFSETS[kind] + further
        self.nodes[name] = Node(name, kind, step, lane, column, x, y + (ROW - SIZES[kind][1]) // 2)

    def _in(self, name: str) -> str:
        return f"join_{name}" if f"join_{name}" in self.nodes else name

    def _out(self, name: str) -> str:
        return f"fork_{name}" if f"fork_{name}" in self.nodes else name

    def _role(self, name: str) -> str:
        return self.plan.steps[self.plan.index[name]].role
