"""Telling the holder what happened to a certificate: the person it was issued to, and the machines of the organisation."""

from datetime import datetime

from zaiton.blocks.notices.public import notice_put, webhook_put
from zaiton.blocks.papers.domain.status import REVOKED, SUPERSEDED, SUSPENDED, VALID
from zaiton.blocks.papers.models import StatusEntry

KINDS = {
    VALID: "papers.resumed",
    SUSPENDED: "papers.suspended",
    REVOKED: "papers.revoked",
    SUPERSEDED: "papers.superseded",
}
NOTED = "papers.noted"
LONGEST = 200


def entry_tell(entry: int, *, at: datetime) -> int:
    """Tell whose certificate it is of one entry in its history, once; returns how many notices are new."""
    row = StatusEntry.objects.select_related("certificate").filter(pk=entry).first()
    if row is None:
        return 0
    card, kind = row.certificate, NOTED if row.note else KINDS[row.status]
    key = f"papers/{card.public_id}/{row.pk}"
    told = 0
    if card.person:
        told += notice_put(
            person=card.person,
            kind=kind,
            data={"number": card.number, "reason": f"{row.reason_zh} / {row.reason_en}"[:LONGEST]},
            link=f"/papers/{card.public_id}/",
            key=key,
            at=at,
            organisation=card.organisation,
        )
    if card.organisation:
        data = {"number": card.number, "kind": card.kind, "status": row.status, "note": row.note}
        data |= {"reason_zh": row.reason_zh, "reason_en": row.reason_en}
        webhook_put(organisation=card.organisation, kind=kind, subject=card.number, data=data, key=key, at=at)
    return told
