"""What happened to money is put into the outbox, in the transaction of what happened; ``actions.telling`` tells people of it.

Nothing here is for single entries of the ledger: only payments, agreements, breaks and days are told of.
"""

from datetime import date, datetime

from zaiton.blocks.money.models import Agreement, Instruction
from zaiton.kit.work import emit

SETTLED, REJECTED, RETURNED, UNKNOWN = "money.settled", "money.rejected", "money.returned", "money.unknown"
UNKNOWN_LONG, CONTRADICTION, BREAKS_OLD = "money.unknown_long", "money.contradiction", "money.breaks_old"
DAY_UNFIT, AGREEMENT = "money.day_unfit", "money.agreement"


def payment_announce(row: Instruction, event: str, *, at: datetime, key: str = "") -> None:
    """Something became of a payment: ``money.settled``, ``rejected``, ``returned`` or ``unknown``; once for its number or ``key``."""
    data = {
        "instruction": row.public_id,
        "document": row.document,
        "amount": row.amount,
        "currency": row.currency,
        "purpose": row.purpose,
        "organisation": row.organisation,
        "code": row.reply_code,
        "words": row.reply_words,
    }
    emit(event, data, key=key or f"{event}/{row.number}", at=at)


def agreement_announce(row: Agreement, seq: int, *, at: datetime) -> None:
    """An agreement took a step."""
    data = {"agreement": row.public_id, "seq": seq}
    emit(AGREEMENT, data, key=f"{AGREEMENT}/{row.public_id}/{seq}", at=at)


def contradiction_announce(gap: str, number: str, *, at: datetime) -> None:
    """A counterpart contradicts our books; ``gap`` is the break that says so."""
    emit(CONTRADICTION, {"gap": gap, "number": number}, key=f"{CONTRADICTION}/{gap}", at=at)


def breaks_old_announce(first: str, *, day: date, owner: str, count: int, days: int, at: datetime) -> None:
    """So many breaks of a day have stood for more than ``days`` working days; ``first`` is one of them."""
    data = {"gap": first, "day": day.isoformat(), "owner": owner, "count": count, "days": days}
    emit(BREAKS_OLD, data, key=f"{BREAKS_OLD}/{first}", at=at)


def day_unfit_announce(day: date, what: str, *, sources: str = "", at: datetime) -> None:
    """A day cannot be reconciled: ``missing`` or ``refused`` statements of ``sources``, or ``rules`` that cannot decide."""
    data = {"day": day.isoformat(), "what": what, "sources": sources}
    mark = "" if what == "missing" else f"/{sources}"
    emit(DAY_UNFIT, data, key=f"{DAY_UNFIT}/{day.isoformat()}/{what}{mark}"[:150], at=at)
