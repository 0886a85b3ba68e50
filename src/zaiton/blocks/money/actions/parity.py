"""Parity: every payment and its money in the ledger say the same, or a break says that they do not."""

from collections.abc import Iterator
from datetime import datetime

from zaiton.blocks.money.actions.breaks import breaks_settle
from zaiton.blocks.money.domain.breaks import Gap
from zaiton.blocks.money.domain.instructions import FINAL, LIVE
from zaiton.blocks.money.models import Entry, Hold, Instruction, Posting

HOLD_STATE = {
    **dict.fromkeys(LIVE, "pending"),
    "settled": "posted",
    "returned": "posted",
    "rejected": "void",
    "cancelled": "void",
}


def parity(*, at: datetime) -> tuple[int, int]:
    """Compare all payments with their holds and entries; returns how many breaks were opened and closed by themselves."""
    return breaks_settle(["parity"], list(_gaps()), at=at)


def _gaps() -> Iterator[Gap]:
    reversed_entries = set(Entry.objects.filter(reverses__isnull=False).values_list("reverses_id", flat=True))
    rows = Instruction.objects.filter(hold__isnull=False).select_related("hold", "entry").order_by("pk")
    for row in rows.iterator(chunk_size=2_000):
        why = _difference(row, reversed_entries)
        if why:
            yield _gap(row.number, row, why)
    kept = Instruction.objects.filter(state__in=LIVE, hold__isnull=False).values("hold_id")
    for hold in Hold.objects.filter(state="pending", key__startswith="instruction/").exclude(pk__in=kept):
        line = {"source": "ledger", "day": hold.business_date.isoformat(), "amount": hold.amount, "state": "pending"}
        yield Gap(
            "parity", hold.key, hold.business_date, hold.amount, hold.debit.currency, (line,), words="a hold of nobody"
        )


def _difference(row: Instruction, reversed_entries: set[int]) -> str:
    if row.hold.state != HOLD_STATE[row.state]:
        return f"the hold is {row.hold.state}"
    if row.hold.amount != row.amount:
        return "the hold has another amount"
    if row.state in LIVE or row.state in ("rejected", "cancelled"):
        return "there is an entry" if row.entry_id else ""
    if row.entry_id is None or row.hold.entry_id != row.entry_id:
        return "there is no entry"
    booked = Posting.objects.filter(entry_id=row.entry_id, account_id=row.hold.debit_id)
    if [line.amount for line in booked] != [row.amount]:
        return "the entry has another amount"
    if (row.entry_id in reversed_entries) != (row.state in FINAL):
        return "reversed in the ledger and not here, or the other way round"
    return ""


def _gap(reference: str, row: Instruction, why: str) -> Gap:
    day = row.settled_on or row.business_date
    ours = {"source": "instruction", "day": day.isoformat(), "amount": row.amount, "currency": row.currency}
    booked = {"source": "ledger", "day": day.isoformat(), "amount": row.hold.amount, "currency": row.currency}
    lines = ({**ours, "state": row.state}, {**booked, "state": row.hold.state})
    return Gap("parity", reference, day, row.amount, row.currency, lines, words=why)
