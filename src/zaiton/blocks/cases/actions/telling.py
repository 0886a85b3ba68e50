"""Whom an event concerns: the applicant is told what was decided and by when, officers what came to them, machines the same.

Called by the worker after the event was stored; every notice has a key made of the event, so that it goes out once.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from zaiton.blocks.cases.domain import moves
from zaiton.blocks.cases.models import Case, Event, StepRow
from zaiton.blocks.cases.models.cases import CLOSED, NO_DAY
from zaiton.blocks.cases.queries.clocks import day_of
from zaiton.blocks.law.public import parameter
from zaiton.blocks.notices.public import notice_put, reminders_cancel, reminders_set, webhook_put

LONGEST = 200


def event_tell(*, case: str, seq: int, at: datetime) -> int:
    """Tell everybody whom event ``seq`` of a case concerns; returns how many notices are new."""
    row = Case.objects.filter(public_id=case).first()
    event = Event.objects.filter(case=row, seq=seq).first() if row else None
    if event is None:
        return 0
    data = json.loads(event.data)
    told = _to_applicant(row, event, data, at) + _to_officers(row, event, data, at)
    _reminders(row, {event.step, *(change[0] for change in data.get("changes", []))} - {""}, at)
    return told


def _to_applicant(row: Case, event: Event, data: Mapping[str, Any], at: datetime) -> int:
    kind, words = APPLICANT.get(event.kind, ("", None))
    found = {kind: words(data)} if kind and words else {}
    if row.state == CLOSED and row.version == event.seq:
        found["cases.closed"] = {}
    told = 0
    for name, more in found.items():
        filled = {"number": row.number, **more}
        key = f"{row.public_id}/{event.seq}/{name}"
        told += notice_put(
            person=row.person,
            kind=name,
            data=filled,
            link=f"/cases/{row.public_id}/",
            key=key,
            at=at,
            organisation=row.organisation,
        )
        if row.organisation:
            machine = {"case": row.public_id, "outcome": row.outcome, "version": event.seq, **filled}
            webhook_put(organisation=row.organisation, kind=name, subject=row.number, data=machine, key=key, at=at)
    return told


def _to_officers(row: Case, event: Event, data: Mapping[str, Any], at: datetime) -> int:
    told: list[tuple[str, str]] = []
    if event.kind == moves.REASSIGNED or (event.kind == moves.CLAIMED and data.get("by")):
        told.append((data.get("to") or data["officer"], "cases.assigned"))
    if event.kind == moves.CORRECTED:
        told += [(officer, "cases.corrected") for officer in data["resumed"].values() if officer]
        told += [(person, "cases.reopened") for person in _deciders(row, data["voided"], event.seq)]
    return sum(
        notice_put(
            person=person,
            kind=kind,
            data={"number": row.number},
            link=f"/cases/{row.public_id}/",
            key=f"{row.public_id}/{event.seq}/{kind}/{person}",
            at=at,
        )
        for person, kind in dict.fromkeys(told)
    )


def _deciders(row: Case, steps: Iterable[str], before: int) -> set[str]:
    """Who had decided the steps that are open again."""
    kinds = (moves.GRANTED, moves.ISSUED)
    found = Event.objects.filter(case=row, step__in=list(steps), kind__in=kinds, seq__lt=before)
    return {actor.removeprefix("person/") for actor in found.values_list("actor", flat=True)}


def _reminders(row: Case, steps: set[str], at: datetime) -> None:
    """Reminders follow the step: whoever has it is reminded of its last day; nobody of one that is paused or over."""
    before = [int(parameter("cases", "reminder_days", at=day_of(at)).value)]
    for step in StepRow.objects.filter(case=row, step__in=steps):
        key = f"cases/{row.public_id}/{step.step}"
        if step.state == "claimed" and step.due_on != NO_DAY:
            reminders_set(
                key=key,
                person=step.officer,
                kind="cases.due",
                data={"number": row.number, "day": step.due_on.isoformat()},
                link=f"/cases/{row.public_id}/",
                due_on=step.due_on,
                before=before,
                at=at,
            )
        else:
            reminders_cancel(key=key, at=at)


def _short(text: object) -> str:
    return str(text)[:LONGEST]


APPLICANT: Mapping[str, tuple[str, Any]] = {
    moves.SUBMITTED: ("cases.received", lambda data: {"day": data["promised_on"]}),
    moves.ASKED: ("cases.asked", lambda data: {"day": data["due_on"], "why": _short(data["why"])}),
    moves.ISSUED: ("cases.issued", lambda data: {}),
    moves.REFUSED: ("cases.refused", lambda data: {"reason": _short(data["reason"])}),
    moves.PAUSED: (
        "cases.paused",
        lambda data: {"day": data["pause"]["last"], "ground": _short(data["pause"]["ground"])},
    ),
    moves.EXTENDED: (
        "cases.extended",
        lambda data: {"count": str(data["extension"]["number"]), "ground": _short(data["extension"]["ground"])},
    ),
    moves.RESUMED: ("cases.resumed", lambda data: {}),
    moves.RECOUNTED: ("cases.days_changed", lambda data: {"was": data["promised"][0], "day": data["promised"][1]}),
}
