"""What officers do with steps: take and give back, decide, pause, go on, extend, pass on, keep away.

Authority is asked for at the moment of the act, inside the transaction that holds the case.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from zaiton.base.refusals import Refusal
from zaiton.blocks.cases.actions.transition import Hold, held, move
from zaiton.blocks.cases.domain import moves
from zaiton.blocks.cases.domain.graph import ISSUE
from zaiton.blocks.cases.domain.refusals import (
    ClaimedByAnother,
    ExtensionTooLong,
    GroundNotInLaw,
    NoAuthority,
    NoSuchCase,
    OtherWithoutAuthority,
    OwnCase,
    PauseTooShort,
    ReasonMissing,
    Recused,
    StepNotOpen,
)
from zaiton.blocks.cases.models import Case, Recusal, StepRow
from zaiton.blocks.cases.queries.applying import checked
from zaiton.blocks.cases.queries.authority import absent_on, holds, recusal_of, supervises
from zaiton.blocks.cases.queries.clocks import limit_of
from zaiton.blocks.cases.queries.reading import reads_of
from zaiton.blocks.identity import public as identity

SCOPES = ("cases:write", "cases:read")
GRANT, REFUSE = "grant", "refuse"


def step_claim(*, person: str, case: str, step: str, at: datetime, version: int | None = None) -> None:
    """Take a ready step, or that of an absent officer one stands in for. Raises refusals; then nothing changes."""
    with held(case, actor=f"person/{person}", at=at, version=version) as hold:
        row = hold.row(step)
        _may_decide(hold, row, person)
        if row.state == "claimed" and row.officer != person:
            if absent_on(hold.today, [row.officer]).get(row.officer) != person:
                raise ClaimedByAnother(step=step)
            _pass_on(hold, row, person, "absent")
            return
        _take(hold, row, person)


def steps_claim(
    *, person: str, steps: Iterable[tuple[str, str]], at: datetime
) -> list[tuple[str, str, Refusal | None]]:
    """Take several steps (case, step), each by itself; returns each with the refusal that stood against it, or None."""
    told: list[tuple[str, str, Refusal | None]] = []
    for case, step in steps:
        try:
            step_claim(person=person, case=case, step=step, at=at)
        except Refusal as refusal:
            told.append((case, step, refusal))
        else:
            told.append((case, step, None))
    return told


def step_release(*, person: str, case: str, step: str, at: datetime, version: int | None = None) -> None:
    """Give a step back that one has taken."""
    with held(case, actor=f"person/{person}", at=at, version=version) as hold:
        _own(hold, step, person)
        move(hold, moves.RELEASED, step)


def step_decide(
    *,
    person: str,
    case: str,
    step: str,
    decision: str,
    reason: str = "",
    at: datetime,
    version: int | None = None,
) -> None:
    """Grant, refuse, or (for an issue) give out. A refusal, and a decision against the table's answer, want a reason.

    A ready step is taken and decided in one. What the review rested on is stored with it, so that a correction of just
    that opens it again.
    """
    if decision not in (GRANT, REFUSE):
        raise ValueError(f"a decision is {GRANT} or {REFUSE}, not {decision!r}")
    reason = reason.strip()[:2000]
    with held(case, actor=f"person/{person}", at=at, version=version) as hold:
        row = hold.row(step)
        _may_decide(hold, row, person)
        if row.state == "ready":
            _take(hold, row, person)
        _own(hold, step, person)
        issue = row.kind == ISSUE
        if decision == REFUSE and issue:
            raise StepNotOpen(step=step, state=row.state)
        data = _grounds(hold, row, decision, reason)
        row.reads, row.reason = data["reads"], reason
        row.decided_at, row.decided_by = at, person
        move(hold, moves.REFUSED if decision == REFUSE else moves.ISSUED if issue else moves.GRANTED, step, data)


def _grounds(hold: Hold, row: StepRow, decision: str, reason: str) -> dict[str, Any]:
    """What the decision rests on: the digests of what it read, the receipt of its table, the reason."""
    item = hold.definition.item(row.item)
    data: dict[str, Any] = {"reads": reads_of(hold.case, item), "reason": reason}
    departs = False
    if row.kind != ISSUE and item.check is not None:
        found = checked(hold.definition, item.check, hold.case.facts, hold.today)
        data["check"] = {"receipt": found.receipt, "speaks_for": found.holds}
        departs = found.holds is not (decision == GRANT)
    if not reason and (decision == REFUSE or departs):
        raise ReasonMissing("reason")
    return data


def step_pause(
    *,
    person: str,
    case: str,
    step: str,
    ground: str,
    last: date | None,
    article: str = "",
    at: datetime,
    version: int | None = None,
) -> None:
    """Let the clock of a step stand until a last day told in writing; without one it is noted and the clock runs on.

    Administrative Licensing Law art 45. ``ground`` must be one the limit's article lets stop the clock.
    """
    with held(case, actor=f"person/{person}", at=at, version=version) as hold:
        row = hold.row(step)
        _may_decide(hold, row, person)
        limit = limit_of(hold.definition, hold.run.plan, hold.run.plan.index[step])
        known = limit.grounds if limit else ()
        if not ground.strip() or (known is not None and ground not in known):
            raise GroundNotInLaw("ground", ground=ground[:80], known=", ".join(known or ()) or "—")
        if last is not None and last < hold.today:
            raise PauseTooShort("last", day=last)
        pause = {
            "first": hold.today.isoformat(),
            "last": last.isoformat() if last else None,
            "ground": ground,
            "approver": hold.actor,
            "article": article,
        }
        if last is None:
            move(hold, moves.NOTED, step, {"pause": pause})
            return
        stop(hold, row, pause)
        move(hold, moves.PAUSED, step, {"pause": pause})


def step_resume(*, actor: str, case: str, step: str, at: datetime, version: int | None = None) -> None:
    """Go on with a paused step: by its officer (``person/…``), or by the system when the written time is over."""
    with held(case, actor=actor, at=at, version=version) as hold:
        row = hold.row(step)
        if actor.startswith("person/"):
            _may_decide(hold, row, actor.removeprefix("person/"))
        if row.state != "paused" or row.step in hold.case.correction.get("asks", {}):
            raise StepNotOpen(step=step, state=row.state)
        end_pause(hold, row)
        move(hold, moves.RESUMED, step, {"officer": row.officer})


def step_extend(
    *, person: str, case: str, step: str, number: int, ground: str, at: datetime, version: int | None = None
) -> None:
    """Extend the term of a step within what its article allows: a supervisor approves it, with the reason told."""
    with held(case, actor=f"person/{person}", at=at, version=version) as hold:
        row = hold.row(step)
        must_lead(hold, person)
        if row.state not in ("ready", "claimed", "paused"):
            raise StepNotOpen(step=step, state=row.state)
        limit = limit_of(hold.definition, hold.run.plan, hold.run.plan.index[step])
        allowed, used = (limit.extension if limit else 0), sum(one["number"] for one in row.extensions)
        if number < 1 or used + number > allowed:
            raise ExtensionTooLong("number", allowed=allowed, given=number, used=used)
        if not ground.strip():
            raise ReasonMissing("ground")
        extension = {
            "on": hold.today.isoformat(),
            "number": number,
            "ground": ground.strip()[:500],
            "approver": hold.actor,
            "article": limit.article,
        }
        row.extensions = [*row.extensions, extension]
        hold.recount(row)
        move(hold, moves.EXTENDED, step, {"extension": extension})


def step_reassign(
    *, person: str, case: str, step: str, to: str, reason: str, at: datetime, version: int | None = None
) -> None:
    """A supervisor passes a taken or ready step to an officer who holds its role."""
    with held(case, actor=f"person/{person}", at=at, version=version) as hold:
        row = hold.row(step)
        must_lead(hold, person)
        if not holds(to, type=hold.case.type, role=row.role, on=hold.today):
            raise OtherWithoutAuthority("to", role=row.role, day=hold.today)
        must_be_impartial(hold.case, to, at=hold.at)
        if not reason.strip():
            raise ReasonMissing("reason")
        if row.state == "ready":
            _take(hold, row, to, by=person, reason=reason)
        elif row.state == "claimed":
            _pass_on(hold, row, to, reason)
        else:
            raise StepNotOpen(step=step, state=row.state)


def recuse(*, person: str, case: str, reason: str, at: datetime, version: int | None = None) -> None:
    """Take no part in a case, with the reason; steps one has taken are given back. For good."""
    with held(case, actor=f"person/{person}", at=at, version=version) as hold:
        roles = {row.role for row in hold.rows}
        if not any(holds(person, type=hold.case.type, role=role, on=hold.today) for role in roles):
            raise NoSuchCase
        if not reason.strip():
            raise ReasonMissing("reason")
        Recusal.objects.get_or_create(
            case=hold.case,
            person=person,
            defaults={"reason": reason.strip()[:500], "entered_by": person, "entered_at": at},
        )
        taken = [row.step for row in hold.rows if row.officer == person and row.state == "claimed"]
        for step in taken or [""]:
            move(hold, moves.RECUSED, step, {"reason": reason.strip()[:500]})


def stop(hold: Hold, row: StepRow, pause: Mapping[str, Any]) -> None:
    """Put a pause on a row's clock."""
    row.pauses = [*row.pauses, dict(pause)]
    hold.recount(row)


def end_pause(hold: Hold, row: StepRow) -> None:
    """The last pause ends the day before today; one that began today leaves no day."""
    last = dict(row.pauses[-1])
    yesterday = date.fromordinal(hold.today.toordinal() - 1)
    if date.fromisoformat(last["last"]) > yesterday:
        last["last"] = yesterday.isoformat()
    begun = last["last"] >= last["first"]
    row.pauses = [*row.pauses[:-1], last] if begun else row.pauses[:-1]
    hold.recount(row)


def _may_decide(hold: Hold, row: StepRow, person: str) -> None:
    """Raises unless the person holds the step's role today and nothing keeps them away from the case."""
    if not holds(person, type=hold.case.type, role=row.role, on=hold.today):
        raise NoAuthority(role=row.role, day=hold.today)
    must_be_impartial(hold.case, person, at=hold.at)


def must_lead(hold: Hold, person: str) -> None:
    """Raises unless the person supervises the case's type today and nothing keeps them away from the case."""
    if not supervises(person, type=hold.case.type, on=hold.today):
        raise NoAuthority(role="supervisor", day=hold.today)
    must_be_impartial(hold.case, person, at=hold.at)


def must_be_impartial(case: Case, person: str, *, at: datetime) -> None:
    """Raises ``Recused``, or ``OwnCase`` for the applicant and whoever may see or do anything in it for the organisation."""
    reason = recusal_of(case.pk, person)
    if reason is not None:
        raise Recused(reason=reason)
    acts = case.organisation and any(
        identity.may_act_for(person, case.organisation, scope=scope, at=at) for scope in SCOPES
    )
    if case.person == person or acts:
        raise OwnCase


def _take(hold: Hold, row: StepRow, person: str, by: str = "", reason: str = "") -> None:
    row.officer, row.claimed_at = person, hold.at
    move(hold, moves.CLAIMED, row.step, {"officer": person, "by": by, "reason": reason})


def _pass_on(hold: Hold, row: StepRow, person: str, reason: str) -> None:
    data = {"from": row.officer, "to": person, "reason": reason.strip()[:500]}
    row.officer, row.claimed_at = person, hold.at
    hold.touch(row)
    move(hold, moves.REASSIGNED, row.step, data)


def _own(hold: Hold, step: str, person: str) -> StepRow:
    row = hold.row(step)
    if row.state != "claimed":
        raise StepNotOpen(step=step, state=row.state)
    if row.officer != person:
        raise ClaimedByAnother(step=step)
    return row
