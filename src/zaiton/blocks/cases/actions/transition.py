"""The one way a case changes: lock it, ask the domain, write the steps with compare-and-set, append the event, promise the effects.

Everything happens in one transaction: after a crash the whole event is there or none of it. Effects (notices, webhooks,
reminders) are rows of the outbox of that transaction; the worker sees to them.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from zaiton.blocks.cases.actions.certifying import certified, may_be_certified
from zaiton.blocks.cases.domain import moves
from zaiton.blocks.cases.domain.automatic import due_by_itself
from zaiton.blocks.cases.domain.graph import Definition
from zaiton.blocks.cases.domain.refusals import AlreadyIssued, CaseClosed, NoSuchCase, NoSuchStep, Stale, StepNotOpen
from zaiton.blocks.cases.domain.run import STATES, Change, NotAllowed, Run
from zaiton.blocks.cases.models import Case, Event, StepRow
from zaiton.blocks.cases.models.cases import CLOSED, NO_DAY
from zaiton.blocks.cases.queries.clocks import day_of, last_day, limit_of
from zaiton.blocks.cases.queries.definitions import definition_of
from zaiton.blocks.evidence.public import moment_text, record
from zaiton.kit import work
from zaiton.kit.work.turns import turn

EVENT = "cases.event"
SYSTEM = "system"
WAITING = frozenset({"ready", "claimed", "paused"})


@dataclass(slots=True)
class Hold:
    """A case while its row is locked: its definition, its steps by number, the run they stand for, and the moment."""

    case: Case
    definition: Definition
    rows: list[StepRow]
    run: Run
    at: datetime
    actor: str
    touched: dict[int, StepRow] = field(default_factory=dict)
    known: dict[Any, dict[str, Any]] = field(default_factory=dict)
    """What the rows held when they were read or last written, so that only what changed is written."""

    @property
    def today(self) -> date:
        """The day of the act in Beijing."""
        return day_of(self.at)

    def row(self, step: str) -> StepRow:
        """The row of a step; raises ``NoSuchStep``."""
        number = self.run.plan.index.get(step)
        if number is None:
            raise NoSuchStep(step=step[:130])
        return self.rows[number]

    def touch(self, row: StepRow) -> None:
        """Have the row written although no change of state makes it so."""
        self.touched[self.run.plan.index[row.step]] = row

    def changed(self, row: StepRow | Case, names: Sequence[str]) -> dict[str, Any]:
        """What of these fields is not yet in the store as it stands in the row; from now on it counts as written."""
        before = self.known.get(id(row), {})
        now = {name: getattr(row, name) for name in names}
        self.known[id(row)] = now
        return {name: value for name, value in now.items() if name not in before or before[name] != value}

    def recount(self, row: StepRow) -> None:
        """Count the row's last day anew from its beginning, pauses and extensions."""
        limit = limit_of(self.definition, self.run.plan, self.run.plan.index[row.step])
        if limit is None or row.ready_at is None:
            row.due_on, row.provisional = NO_DAY, False
        else:
            row.due_on, row.provisional = last_day(limit, row.ready_at, row.pauses, row.extensions)
        self.touch(row)


@contextmanager
def held(public_id: str, *, actor: str, at: datetime, version: int | None = None) -> Iterator[Hold]:
    """Lock a case for one transaction; raises ``NoSuchCase``, and ``Stale`` where it is not at ``version`` any more."""
    with turn(), transaction.atomic():
        case = Case.objects.select_for_update().filter(public_id=public_id).first()
        if case is None:
            raise NoSuchCase
        if version is not None and case.version != version:
            raise Stale
        hold = hold_of(case, actor=actor, at=at)
        yield hold
        _give_out(hold)


def hold_of(case: Case, *, actor: str, at: datetime) -> Hold:
    """What a locked case holds."""
    definition = definition_of(case.definition)
    rows: list[Any] = [None] * len(definition.plan.steps)
    for row in StepRow.objects.filter(case=case):
        rows[definition.plan.index[row.step]] = row
    run = Run(definition.plan, [STATES.index(row.state) for row in rows])
    hold = Hold(case, definition, rows, run, at, actor)
    for row in rows:
        hold.changed(row, WRITTEN)
    hold.changed(case, CASE_WRITTEN)
    return hold


def move(hold: Hold, kind: str, step: str = "", data: Mapping[str, Any] | None = None) -> list[Change]:
    """Apply one event to a held case and write all that follows from it. Raises ``CaseClosed`` or ``StepNotOpen``."""
    if hold.case.state == CLOSED and kind not in (moves.RECOUNTED,):
        raise CaseClosed
    data = dict(data or {})
    try:
        changes = moves.applied(hold.run, kind, step, data)
    except NotAllowed as refused:
        name = hold.run.plan.steps[refused.step].id
        if refused.move in ("void", "change_items"):
            raise AlreadyIssued(step=name) from None
        raise StepNotOpen(step=name, state=STATES[refused.state]) from None
    if changes:
        data["changes"] = moves.changes_document(hold.run.plan, changes)
    _follow(hold, changes)
    if kind == moves.ISSUED:
        item = hold.definition.item(hold.row(step).item)
        if item.certificate:
            data["certificate"] = certified(hold.case, hold.definition, item, actor=hold.actor, at=hold.at)
    dues = _write_steps(hold)
    if dues:
        data["dues"] = dues
    event = _write_event(hold, kind, step, data)
    _write_case(hold)
    work.emit(EVENT, _effect(hold, event, changes), key=f"cases/{hold.case.public_id}/{event.seq}", at=hold.at)
    record(
        actor=hold.actor,
        action=f"cases.{kind}",
        object=f"cases.case/{hold.case.public_id}",
        before={"hash": event.previous} if event.seq > 1 else None,
        after={"hash": event.hash},
        at=hold.at,
    )
    return changes


def _give_out(hold: Hold) -> None:
    """Issue what is granted, waits for nothing any more, and is given out by the system: in the transaction that freed it.

    What cannot be certified now stays ready for an officer, who is told why: a certificate it rests on does not stand, no font
    draws what it would say, its last day is over. So the grant that freed it is never refused for its sake.
    """
    while hold.case.state != CLOSED and (row := _due(hold)) is not None:
        row.decided_at, hold.actor = hold.at, SYSTEM
        move(hold, moves.ISSUED, row.step, {"automatic": True, "reads": {}, "reason": ""})


def _due(hold: Hold) -> StepRow | None:
    for number in due_by_itself(hold.definition, hold.run):
        row = hold.rows[number]
        if may_be_certified(hold.case, hold.definition, hold.definition.item(row.item), at=hold.at):
            return row
    return None


def _follow(hold: Hold, changes: Sequence[Change]) -> None:
    """Write into the rows what their change of state means."""
    steps = hold.run.plan.steps
    for number in {change.step: None for change in changes}:
        row, state = hold.rows[number], STATES[hold.run.states[number]]
        was = row.state
        row.state = state
        if state == "ready" and was in ("blocked", "skipped", "done", ""):
            row.ready_at, row.officer, row.claimed_at, row.decided_at, row.decided_by = hold.at, "", None, None, ""
            row.pauses, row.extensions, row.reason, row.reads = [], [], "", {}
            hold.recount(row)
        elif state == "blocked":
            row.ready_at, row.officer, row.claimed_at, row.decided_at, row.decided_by = None, "", None, None, ""
            row.due_on, row.provisional = NO_DAY, False
        elif state == "ready":
            row.officer, row.claimed_at = "", None
        hold.touched[number] = row
    for change in changes:
        if change.cause >= 0 and STATES[change.after] == "refused":
            hold.rows[change.step].cause = steps[change.cause].id


def _write_steps(hold: Hold) -> dict[str, list[Any]]:
    """Store the touched rows, each only where it is the version that was read; returns the last days that are new."""
    dues = {}
    made = {row.pk for row in StepRow.objects.bulk_create([row for row in hold.rows if row.pk is None])}
    for number in sorted(hold.touched):
        row = hold.touched[number]
        values = hold.changed(row, WRITTEN)
        if row.pk not in made and values:
            if not StepRow.objects.filter(pk=row.pk, version=row.version).update(**values, version=row.version + 1):
                raise Stale
            row.version += 1
        if row.state in WAITING and row.due_on != NO_DAY:
            dues[row.step] = [row.due_on.isoformat(), row.provisional]
    hold.touched.clear()
    return dues


WRITTEN = (
    "state",
    "officer",
    "ready_at",
    "claimed_at",
    "decided_at",
    "decided_by",
    "reason",
    "cause",
    "due_on",
    "provisional",
    "reads",
    "pauses",
    "extensions",
)


def _write_event(hold: Hold, kind: str, step: str, data: Mapping[str, Any]) -> Event:
    case = hold.case
    text, seq, previous = moves.canonical(data), case.version + 1, case.last_hash or moves.GENESIS
    sealed = moves.event_hash(previous, case.number, seq, moment_text(hold.at), hold.actor, kind, step, text)
    event = Event(
        case=case,
        seq=seq,
        at=hold.at,
        actor=hold.actor,
        kind=kind,
        step=step,
        data=text,
        previous=previous,
        hash=sealed,
    )
    event.save(force_insert=True)
    case.version, case.last_hash = seq, sealed
    return event


def _write_case(hold: Hold) -> None:
    """Bring the case's own row up to date with its steps and its journal."""
    case = hold.case
    waiting = [row for row in hold.rows if row.state in WAITING]
    case.due_on = min((row.due_on for row in waiting), default=NO_DAY)
    case.provisional = any(row.provisional for row in waiting)
    outcome = hold.run.outcome()
    if outcome and case.state != CLOSED:
        case.state, case.outcome, case.closed_at, case.correction = CLOSED, outcome, hold.at, {}
    Case.objects.filter(pk=case.pk).update(**hold.changed(case, CASE_WRITTEN))


CASE_WRITTEN = (
    "definition",
    "state",
    "outcome",
    "facts",
    "correction",
    "closed_at",
    "due_on",
    "promised_on",
    "provisional",
    "version",
    "last_hash",
)


def _effect(hold: Hold, event: Event, changes: Sequence[Change]) -> dict[str, Any]:
    """What followers are told: names and states, nothing personal; they read the rest themselves."""
    plan = hold.run.plan
    return {
        "case": hold.case.public_id,
        "seq": event.seq,
        "kind": event.kind,
        "step": event.step,
        "changes": [change[:3:2] for change in moves.changes_document(plan, changes)],
        "closed": hold.case.outcome,
    }
