"""The applicant chooses how papers come; the office packs them once everything is decided, sends them or hands them over."""

from datetime import datetime

from django.db import transaction

from zaiton.blocks.cases.domain.delivery_refusals import NotAllDecided, NothingToDeliver
from zaiton.blocks.cases.domain.refusals import NoSuchCase
from zaiton.blocks.cases.models import Case
from zaiton.blocks.cases.queries.cases import must_be_applicant
from zaiton.blocks.cases.queries.delivering import delivery_for, object_of
from zaiton.blocks.notices.public import notice_put, webhook_put
from zaiton.blocks.papers.public import DeliveryCard, delivery_choose, delivery_mark, delivery_of
from zaiton.kit import work
from zaiton.kit.work.turns import turn

TELL = "zaiton.blocks.cases.jobs:tell_delivery"
COUNTER = "counter"
NOTICES = {"sent": "cases.sent", "returned": "cases.letter_returned"}


def case_delivery_choose(
    *, person: str, case: str, way: str, recipient: str = "", address: str = "", telephone: str = "", at: datetime
) -> DeliveryCard:
    """The applicant says how the papers are to come. Raises ``NothingToDeliver`` and what the papers block refuses."""
    seen = delivery_for(person, case, at=at)
    row = Case.objects.get(public_id=case)
    must_be_applicant(row, person, at=at)
    if not seen.gives:
        raise NothingToDeliver
    with turn(), transaction.atomic():
        return delivery_choose(
            object_of(case),
            way=way,
            recipient=recipient,
            address=address,
            telephone=telephone,
            actor=f"person/{person}",
            at=at,
        )


def case_delivery_mark(
    *, person: str, case: str, state: str, carrier: str = "", tracking: str = "", words: str = "", at: datetime
) -> DeliveryCard:
    """An officer of the case marks what happened to the delivery; the applicant is told of what concerns them.

    Raises ``NoSuchCase`` for anybody else, ``NothingToDeliver``, ``NotAllDecided`` and what the papers block refuses.
    """
    seen = delivery_for(person, case, at=at)
    if seen.case.viewer != "officer" or not seen.address_shown:
        raise NoSuchCase
    if not seen.gives:
        raise NothingToDeliver
    if seen.case.state != "closed":
        raise NotAllDecided
    with turn(), transaction.atomic():
        key = f"cases/delivery/{case}/{len(seen.delivery.steps) if seen.delivery else 0}"
        work.later(TELL, {"case": case, "state": state}, key=key, at=at)
        return delivery_mark(
            object_of(case),
            state,
            actor=f"person/{person}",
            carrier=carrier,
            tracking=tracking,
            words=words,
            at=at,
        )


def delivery_tell(*, case: str, state: str, key: str, at: datetime) -> int:
    """Tell the applicant that papers were sent, came back, or wait at the counter; returns how many notices are new."""
    row = Case.objects.filter(public_id=case).first()
    found = delivery_of(object_of(case))
    if row is None or found is None:
        return 0
    kind = "cases.collect" if (state, found.way) == ("packed", COUNTER) else NOTICES.get(state, "")
    if not kind:
        return 0
    data = {"number": row.number} | (
        {"carrier": found.carrier, "tracking": found.tracking} if kind == "cases.sent" else {}
    )
    key, company = f"{key}/{kind}"[-150:], row.organisation
    link = f"/cases/{case}/delivery/"
    told = notice_put(person=row.person, kind=kind, data=data, link=link, key=key, at=at, organisation=company)
    if company:
        machine = {"case": case, **data}
        webhook_put(organisation=company, kind=kind, subject=row.number, data=machine, key=key, at=at)
    return told
