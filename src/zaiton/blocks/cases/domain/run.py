"""The transitions of one case: which moves a step allows, and what follows for the others. One place, used by everything.

The live case, its replay, the dry run of a migration and what-if all move a ``Run``. It holds one state for each step of a
plan; every move returns the changes it made, in order, each with the step that caused it. A move that is not allowed raises
``NotAllowed`` and changes nothing.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from zaiton.blocks.cases.domain.graph import ISSUE, SKIPS, Plan

BLOCKED, READY, CLAIMED, PAUSED, DONE, REFUSED, WITHDRAWN, SKIPPED = range(8)
STATES = ("blocked", "ready", "claimed", "paused", "done", "refused", "withdrawn", "skipped")
OPEN = frozenset({BLOCKED, READY, CLAIMED, PAUSED})
NOBODY = -1

GRANTED, PARTLY, NOT_GRANTED, TAKEN_BACK, NOTHING_TO_DO = "granted", "partly", "refused", "withdrawn", "nothing"
OUTCOMES = (GRANTED, PARTLY, NOT_GRANTED, TAKEN_BACK, NOTHING_TO_DO)


class Change(NamedTuple):
    """Step ``step`` went from one state to another because of step ``cause`` (``NOBODY``: because of the move itself)."""

    step: int
    before: int
    after: int
    cause: int


class NotAllowed(Exception):
    """The step is not in a state that allows the move (or what was issued stands against it)."""

    def __init__(self, step: int, state: int, move: str) -> None:
        super().__init__(step, state, move)
        self.step, self.state, self.move = step, state, move


class Run:
    """The states of one case's steps. ``settled`` has a bit for each step whose dependants need wait no longer."""

    __slots__ = ("plan", "settled", "states")

    def __init__(self, plan: Plan, states: Sequence[int] | None = None) -> None:
        self.plan = plan
        self.states = [BLOCKED] * len(plan.steps) if states is None else list(states)
        self.settled = self._settled() if states is not None else 0

    def begin(self, left_out: Iterable[str] = ()) -> list[Change]:
        """The case is submitted: items left out are skipped, with those that cannot be without them; the free steps are ready."""
        changes: list[Change] = []
        for name in self._with_followers(left_out):
            for step in self.plan.of_item[name]:
                self._set(step, SKIPPED, NOBODY, changes)
                self.settled |= 1 << step
        return self._open_all(NOBODY, changes)

    def claim(self, step: int) -> list[Change]:
        """An officer takes a ready step."""
        return self._move(step, "claim", (READY,), CLAIMED)

    def release(self, step: int) -> list[Change]:
        """The officer gives it back."""
        return self._move(step, "release", (CLAIMED,), READY)

    def pause(self, step: int) -> list[Change]:
        """The clock of an open step stands still on a legal ground."""
        return self._move(step, "pause", (READY, CLAIMED), PAUSED)

    def resume(self, step: int, claimed: bool = False) -> list[Change]:
        """The ground has gone: the officer who had the step goes on with it, or anybody may take it."""
        return self._move(step, "resume", (PAUSED,), CLAIMED if claimed else READY)

    def finish(self, step: int) -> list[Change]:
        """A claimed step is decided in favour, or issued: what waited for nothing else becomes ready."""
        states, settled = self.states, self.settled | 1 << step
        if states[step] != CLAIMED:
            raise NotAllowed(step, states[step], "finish")
        states[step], self.settled = DONE, settled
        changes = [Change(step, CLAIMED, DONE, NOBODY)]
        needs = self.plan.needs
        for other in self.plan.dependants[step]:
            if states[other] == BLOCKED and not needs[other] & ~settled:
                states[other] = READY
                changes.append(Change(other, BLOCKED, READY, step))
        return changes

    def refuse(self, step: int) -> list[Change]:
        """A claimed review is decided against: the item and all that wait for it are refused, never left hanging."""
        if self.states[step] != CLAIMED:
            raise NotAllowed(step, self.states[step], "refuse")
        changes = [Change(step, CLAIMED, REFUSED, NOBODY)]
        self.states[step] = REFUSED
        self._refuse_followers(step, changes)
        return changes

    def withdraw(self) -> list[Change]:
        """The applicant takes the case back: every step still open ends; what was decided stays as it is."""
        changes: list[Change] = []
        for step, state in enumerate(self.states):
            if state in OPEN:
                self._set(step, WITHDRAWN, NOBODY, changes)
        if not changes:
            raise NotAllowed(0, self.states[0], "withdraw")
        return changes

    def void(self, steps: Iterable[int]) -> list[Change]:
        """Decisions fall because a fact they read is another now: they and all that rests on them are open again.

        Raises ``NotAllowed`` where something that rests on them was issued: that is changed by an application of its own.
        """
        fallen = self._resting_on(steps)
        for step in fallen:
            if self.states[step] == DONE and self.plan.steps[step].kind == ISSUE:
                raise NotAllowed(step, DONE, "void")
        changes: list[Change] = []
        for step in fallen:
            self.settled &= ~(1 << step)
        for step in fallen:
            if self.states[step] != BLOCKED:
                free = not self.plan.needs[step] & ~self.settled
                if not (free and self.states[step] in (READY, CLAIMED, PAUSED)):
                    self._set(step, READY if free else BLOCKED, NOBODY, changes)
        return changes

    def change_items(self, left_out: Iterable[str]) -> list[Change]:
        """The facts changed which items there are: new ones are opened, those left out now are skipped.

        A refused item stays refused. Raises ``NotAllowed`` where something issued would be left out or would lack a prerequisite.
        """
        kept = self.states[:], self.settled
        try:
            return self._change_items(set(self._with_followers(left_out)))
        except NotAllowed:
            self.states, self.settled = kept
            raise

    @property
    def is_open(self) -> bool:
        """Whether any step has still to be taken."""
        return any(state in OPEN for state in self.states)

    @property
    def ready(self) -> list[int]:
        """The steps an officer could take now."""
        return [step for step, state in enumerate(self.states) if state == READY]

    def outcome(self) -> str:
        """What came of a case that is no longer open, by what it was to give out; the empty text while it is open.

        Opinions on the way count only where the case gives nothing out.
        """
        if self.is_open:
            return ""
        ends = {name: self._end_of(self.plan.of_item[name]) for name in self.plan.items}
        there = {name: end for name, end in ends.items() if end != SKIPPED}
        given_out = {end for name, end in there.items() if self._gives_out(name)}
        kinds = given_out or set(there.values())
        if not kinds:
            return NOTHING_TO_DO
        if kinds == {DONE}:
            return GRANTED
        if DONE in kinds:
            return PARTLY
        return TAKEN_BACK if WITHDRAWN in kinds else NOT_GRANTED

    def end_of(self, item: str) -> int:
        """The state in which an item ends or stands: done only when all of it is."""
        return self._end_of(self.plan.of_item[item])

    # inside

    def _gives_out(self, item: str) -> bool:
        return any(self.plan.steps[step].kind == ISSUE for step in self.plan.of_item[item])

    def _end_of(self, steps: Sequence[int]) -> int:
        states = [self.states[step] for step in steps]
        for state in (REFUSED, WITHDRAWN, SKIPPED):
            if state in states:
                return state
        return DONE if all(state == DONE for state in states) else min(states)

    def _move(self, step: int, move: str, allowed: tuple[int, ...], after: int) -> list[Change]:
        before = self.states[step]
        if before not in allowed:
            raise NotAllowed(step, before, move)
        self.states[step] = after
        return [Change(step, before, after, NOBODY)]

    def _set(self, step: int, after: int, cause: int, changes: list[Change]) -> None:
        before = self.states[step]
        if before != after:
            self.states[step] = after
            changes.append(Change(step, before, after, cause))

    def _open_all(self, cause: int, changes: list[Change]) -> list[Change]:
        for step, state in enumerate(self.states):
            if state == BLOCKED and not self.plan.needs[step] & ~self.settled:
                self._set(step, READY, cause, changes)
        return changes

    def _change_items(self, wanted: set[str]) -> list[Change]:
        changes: list[Change] = []
        for name in self.plan.items:
            steps = self.plan.of_item[name]
            is_out = all(self.states[step] == SKIPPED for step in steps)
            if name in wanted and not is_out and self._end_of(steps) not in (REFUSED, WITHDRAWN):
                for step in steps:
                    self._must_not_be_issued(step)
                    self._set(step, SKIPPED, NOBODY, changes)
                    self.settled |= 1 << step
            elif name not in wanted and is_out:
                for step in steps:
                    self.settled &= ~(1 << step)
                    self._set(step, BLOCKED, NOBODY, changes)
        for step, state in enumerate(self.states):
            if state in (READY, CLAIMED, PAUSED, DONE) and self.plan.needs[step] & ~self.settled:
                self._must_not_be_issued(step)
                self.settled &= ~(1 << step)
                self._set(step, BLOCKED, NOBODY, changes)
        return self._open_all(NOBODY, changes)

    def _must_not_be_issued(self, step: int) -> None:
        if self.states[step] == DONE and self.plan.steps[step].kind == ISSUE:
            raise NotAllowed(step, DONE, "change_items")

    def _refuse_followers(self, step: int, changes: list[Change]) -> None:
        """Items in the plan's order, so that one pass reaches everything that waits for what is refused."""
        refused, needs = 1 << step, self.plan.needs
        own = self.plan.steps[step].item
        for name in self.plan.items:
            steps = self.plan.of_item[name]
            if name != own and not any(needs[other] & refused for other in steps):
                continue
            for other in steps:
                if self.states[other] in OPEN:
                    self._set(other, REFUSED, step, changes)
                    refused |= 1 << other

    def _with_followers(self, left_out: Iterable[str]) -> list[str]:
        """The items left out, and those after an item that ``skips`` the ones behind it; in the plan's order."""
        out = set(left_out)
        by_step = {step: name for name, steps in self.plan.of_item.items() for step in steps}
        for number, step in enumerate(self.plan.steps):
            if step.item in out:
                continue
            needs = self.plan.needs[number]
            for before in range(number):
                name = by_step[before]
                if needs >> before & 1 and name in out and self.plan.skipped.get(name) == SKIPS:
                    out.add(step.item)
                    break
        return [name for name in self.plan.items if name in out]

    def _resting_on(self, steps: Iterable[int]) -> list[int]:
        """The steps and everything behind them that has been opened or decided, in the plan's order."""
        fallen = 0
        for step in steps:
            fallen |= 1 << step
        for other, needs in enumerate(self.plan.needs):
            if needs & fallen and self.states[other] not in (SKIPPED, WITHDRAWN, REFUSED):
                fallen |= 1 << other
        return [step for step in range(len(self.states)) if fallen >> step & 1 and self.states[step] in (*OPEN, DONE)]

    def _settled(self) -> int:
        settled = 0
        for step, state in enumerate(self.states):
            if state in (DONE, SKIPPED):
                settled |= 1 << step
        return settled
