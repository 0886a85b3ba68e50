"""Cases of the past, done again on a changed graph, with other limits or with other people: through the real transitions.

A case is its opening day, the items left out, and how many working days each review took. It is opened in a ``Run``; an officer
of the step's role claims the ready step that is due first and finishes it after that many days; what the transitions make
ready is queued. Days are working days by number. Nothing is drawn by chance, so the same cases give the same figures.
"""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zaiton.blocks.cases.domain.graph import Plan
from zaiton.blocks.cases.domain.run import READY, Run

UNLIMITED = 10**9


@dataclass(frozen=True, slots=True)
class PastCase:
    """A closed case: the number of the working day it was opened on, the items left out, working days taken by step id."""

    opened: int
    left_out: frozenset[str]
    taken: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Replayed:
    """For each case the working days from opening to its last step; how many days the people of each role worked."""

    days: tuple[int, ...]
    worked: Mapping[str, int]
    waited: Mapping[str, int]


def replayed(
    plan: Plan, cases: Sequence[PastCase], limits: Mapping[str, int], staff: Mapping[str, int] | None = None
) -> Replayed:
    """Do the cases again. ``limits`` (working days by step) order the queue; a role not in ``staff`` has people enough.

    A step the past case never had takes its whole limit.
    """
    scene = _Scene(plan, cases, limits, staff or {})
    scene.play()
    roles = [step.role for step in plan.steps]
    return Replayed(tuple(scene.days), _by_role(roles, scene.worked), _by_role(roles, scene.waited))


class _Scene:
    """The clock, the queues of the roles and the runs of all cases while they are done again."""

    __slots__ = ("cases", "days", "ends", "free", "limits", "plan", "queues", "roles", "runs", "waited", "worked")

    def __init__(
        self, plan: Plan, cases: Sequence[PastCase], limits: Mapping[str, int], staff: Mapping[str, int]
    ) -> None:
        self.plan, self.cases = plan, cases
        self.limits = [limits.get(step.id, 0) for step in plan.steps]
        self.roles = [step.role for step in plan.steps]
        self.free = {role: staff.get(role, UNLIMITED) for role in self.roles}
        self.queues: dict[str, list[tuple[int, int, int, int]]] = {role: [] for role in self.free}
        self.runs: list[Run | None] = [None] * len(cases)
        self.days = [0] * len(cases)
        self.worked, self.waited = [0] * len(self.roles), [0] * len(self.roles)
        self.ends: list[tuple[int, int, int]] = [(case.opened, number, -1) for number, case in enumerate(cases)]

    def play(self) -> None:
        """Until nothing is left to happen: openings and ends of steps in the order of their days."""
        ends = self.ends
        heapq.heapify(ends)
        while ends:
            day = ends[0][0]
            touched: set[str] = set()
            while ends and ends[0][0] == day:
                _, number, step = heapq.heappop(ends)
                if step < 0:
                    self._open(number, day, touched)
                else:
                    self._finish(number, step, day, touched)
            for role in touched:
                self._hand_out(role, day)

    def _open(self, number: int, day: int, touched: set[str]) -> None:
        run = self.runs[number] = Run(self.plan)
        changes = run.begin(self.cases[number].left_out)
        self._queue(number, (change.step for change in changes if change.after == READY), day, touched)

    def _finish(self, number: int, step: int, day: int, touched: set[str]) -> None:
        run = self.runs[number]
        changes = run.finish(step)
        role = self.roles[step]
        self.free[role] += 1
        touched.add(role)
        self._queue(number, (change.step for change in changes if change.after == READY), day, touched)
        if len(changes) == 1 and not run.is_open:
            self.days[number] = day - self.cases[number].opened
            self.runs[number] = None

    def _queue(self, number: int, steps, day: int, touched: set[str]) -> None:
        for step in steps:
            role = self.roles[step]
            heapq.heappush(self.queues[role], (day + self.limits[step], number, step, day))
            touched.add(role)

    def _hand_out(self, role: str, day: int) -> None:
        queue = self.queues[role]
        while queue and self.free[role] > 0:
            _, number, step, since = heapq.heappop(queue)
            self.runs[number].claim(step)
            taken = self.cases[number].taken.get(self.plan.steps[step].id, self.limits[step])
            self.free[role] -= 1
            self.worked[step] += taken
            self.waited[step] += day - since
            heapq.heappush(self.ends, (day + taken, number, step))


def _by_role(roles: Sequence[str], figures: Sequence[int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for role, figure in zip(roles, figures, strict=True):
        found[role] = found.get(role, 0) + figure
    return found
