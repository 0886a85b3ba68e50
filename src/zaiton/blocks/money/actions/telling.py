"""Whom what happened to money concerns: the payer, the parties of an agreement, officers, and the machines of an organisation.

Called by the worker for what ``actions.announcing`` put into the outbox. Every notice has a key made of the event, so that it
is put in once however often the worker runs.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from zaiton.base.money import shown
from zaiton.blocks.identity.public import (
    ADMINISTRATOR,
    OFFICER,
    holders_of,
    organisations_visible_to,
    owners_of,
    system_roles_of,
)
from zaiton.blocks.money.actions import announcing
from zaiton.blocks.money.models import Agreement, Break, Instruction
from zaiton.blocks.notices.public import notice_put, webhook_put

PERSON = "person/"
SCOPE = "money:read"
NOTHING_SAID = "—"
LONGEST = 200
OF_REFUNDS = {
    announcing.SETTLED: "money.refunded",
    announcing.REJECTED: "money.refund_failed",
    announcing.RETURNED: "money.refund_failed",
}


def event_tell(event: str, data: Mapping[str, Any], *, at: datetime) -> int:
    """Tell everybody whom an event concerns; returns how many notices are new."""
    return TELLERS[event](event, data, at)


def _payment(event: str, data: Mapping[str, Any], at: datetime) -> int:
    """The payer: who asked for it, and the owners of the organisation it is of; its machines; officers of refunds that failed."""
    row = Instruction.objects.select_related("refunds").filter(public_id=data["instruction"]).first()
    if row is None:
        return 0
    refund = row.purpose == "refund"
    if event == announcing.UNKNOWN and (refund or row.state != "unknown"):
        return 0  # it is known by now, or it is nobody's to pay again
    kind = OF_REFUNDS[event] if refund else event
    of = row.refunds or row
    reason = data.get("words") or data.get("code") or NOTHING_SAID
    words = {"document": of.document, "amount": f"{row.currency} {shown(row.amount, row.currency)}"}
    words |= {"reason": reason[:LONGEST]} if kind in WITH_REASON else {}
    key, link = f"{kind}/{row.number}", f"/money/payments/{row.public_id}/"
    people = [*_payers(of, at), *(holders_of(OFFICER) if kind == "money.refund_failed" else ())]
    told = _put(people, kind, words, link, key, at, organisation=row.organisation)
    if row.organisation:
        machine = {"instruction": row.public_id, "document": of.document, "amount": row.amount}
        machine |= {"currency": row.currency, "purpose": row.purpose, "code": data.get("code") or ""}
        machine |= {"words": data.get("words") or ""}
        webhook_put(organisation=row.organisation, kind=kind, subject=row.number, data=machine, key=key, at=at)
    return told


def _agreement(event: str, data: Mapping[str, Any], at: datetime) -> int:
    """All three parties but who took the step: the owners of the enterprise, officers for bank and customs, whoever has signed."""
    row = Agreement.objects.filter(public_id=data["agreement"]).first()
    step = row.steps.filter(seq=data["seq"]).first() if row else None
    if row is None or step is None:
        return 0
    done = step.data["event"]
    kind, key = f"money.agreement_{done}", f"money.agreement/{row.public_id}/{step.seq}"
    people = [*owners_of(row.organisation, at=at), *(holders_of(OFFICER) if done != "drawn_up" else ())]
    for actor in row.steps.filter(seq__lte=step.seq).order_by("seq").values_list("actor", flat=True):
        person = actor.removeprefix(PERSON) if actor.startswith(PERSON) else ""
        people += [person] if person and _may_see(person, row.organisation, at) else []
    others = [person for person in people if f"{PERSON}{person}" != step.actor]
    words = {"number": row.number, "account": row.account_name}
    told = _put(others, kind, words, f"/money/agreements/{row.public_id}/", key, at)
    machine = {"agreement": row.public_id, "number": row.number, "state": step.to_state, "event": done}
    webhook_put(organisation=row.organisation, kind=kind, subject=row.number, data=machine, key=key, at=at)
    return told


def _unknown_long(event: str, data: Mapping[str, Any], at: datetime) -> int:
    row = Instruction.objects.filter(public_id=data["instruction"], state="unknown").first()
    if row is None:
        return 0
    words = {"number": row.number, "hours": str(data["hours"])}
    key = f"{event}/{row.number}/{data['seq']}"
    return _put(holders_of(OFFICER), event, words, f"/money/payments/{row.public_id}/", key, at)


def _contradiction(event: str, data: Mapping[str, Any], at: datetime) -> int:
    row = Break.objects.filter(public_id=data["gap"]).first()
    if row is None:
        return 0
    words = {"number": data["number"]}
    return _put(_keepers(row.owner), event, words, f"/money/breaks/{row.public_id}/", f"{event}/{row.public_id}", at)


def _breaks_old(event: str, data: Mapping[str, Any], at: datetime) -> int:
    words = {"count": str(data["count"]), "day": data["day"], "days": str(data["days"])}
    link = f"/money/breaks/{data['gap']}/" if data["count"] == 1 else f"/money/days/{data['day']}/"
    return _put(_keepers(data["owner"]), event, words, link, f"{event}/{data['gap']}", at)


def _day_unfit(event: str, data: Mapping[str, Any], at: datetime) -> int:
    kind, sources = f"money.day_{data['what']}", data["sources"]
    key = f"{kind}/{data['day']}" + ("" if data["what"] == "missing" else f"/{sources}")
    return _put(holders_of(OFFICER), kind, {"day": data["day"], "sources": sources}, "/money/days/", key[:LONGEST], at)


def _payers(row: Instruction, at: datetime) -> Iterable[str]:
    person = row.actor.removeprefix(PERSON) if row.actor.startswith(PERSON) else ""
    if not row.organisation:
        return (person,) if person else ()
    asked = (person,) if person and _may_see(person, row.organisation, at) else ()
    return (*asked, *owners_of(row.organisation, at=at))


def _may_see(person: str, organisation: str, at: datetime) -> bool:
    """Whoever may not look at it any more is not told of it either."""
    if system_roles_of(person) & {OFFICER, ADMINISTRATOR}:
        return True
    return organisation in organisations_visible_to(person, scope=SCOPE, at=at)


def _keepers(owner: str) -> Iterable[str]:
    """Who looks after a break: the person or the role it was handed to; officers where that is nobody who could."""
    if owner.startswith(PERSON):
        person = owner.removeprefix(PERSON)
        return (person,) if system_roles_of(person) else holders_of(OFFICER)
    return holders_of(owner) or holders_of(OFFICER)


def _put(
    people: Iterable[str],
    kind: str,
    words: Mapping[str, str],
    link: str,
    key: str,
    at: datetime,
    *,
    organisation: str = "",
) -> int:
    return sum(
        notice_put(person=person, kind=kind, data=words, link=link, key=key, at=at, organisation=organisation)
        for person in dict.fromkeys(people)
    )


WITH_REASON = frozenset(["money.rejected", "money.returned", "money.refund_failed"])
TELLERS: Mapping[str, Callable[[str, Mapping[str, Any], datetime], int]] = {
    announcing.SETTLED: _payment,
    announcing.REJECTED: _payment,
    announcing.RETURNED: _payment,
    announcing.UNKNOWN: _payment,
    announcing.UNKNOWN_LONG: _unknown_long,
    announcing.CONTRADICTION: _contradiction,
    announcing.BREAKS_OLD: _breaks_old,
    announcing.DAY_UNFIT: _day_unfit,
    announcing.AGREEMENT: _agreement,
}
