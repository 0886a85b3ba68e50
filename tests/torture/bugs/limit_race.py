"""Limits are looked at first and booked later, in two transactions: two at once both find room.

The CHECKs on the account row would stop the second one; the plant opens the customers' accounts without limits in the
database, and so lifts that guard.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

CHECKED = ("c1", "c2")


def plant() -> dict[str, Any]:
    """Check, then act."""
    from tests.torture import moves_ledger
    from zaiton.base.refusals import Refusal
    from zaiton.blocks.money.actions import accounts, holds, posting
    from zaiton.blocks.money.domain.entries import Draft, HoldCard, Posted, Reserve, Result
    from zaiton.blocks.money.models import Entry

    open_one, book_all, set_apart = accounts.account_open, posting.post_all, holds.hold
    assert (moves_ledger.account_open, moves_ledger.post_all, moves_ledger.hold) == (open_one, book_all, set_apart)

    def account_open(code: str, *, most: int | None = None, **more: Any) -> Any:
        return open_one(code, most=None if code in CHECKED else most, **more)

    def post_all(drafts: Sequence[Draft], *, actor: str, at: datetime) -> tuple[Posted, ...]:
        if not Entry.objects.filter(key__in=[draft.key for draft in drafts]).exists():
            _look(Counter({code: _moved(drafts, code) for code in CHECKED}))
        return book_all(drafts, actor=actor, at=at)

    def post(draft: Draft, *, actor: str, at: datetime) -> Posted:
        return post_all((draft,), actor=actor, at=at)[0]

    def post_batch(groups: Sequence[Sequence[Draft]], *, actor: str, at: datetime) -> tuple[Result, ...]:
        results = []
        for group in groups:
            try:
                results.append(Result(post_all(tuple(group), actor=actor, at=at)))
            except Refusal as refusal:
                results.append(Result(refusal=refusal))
        return tuple(results)

    def hold(reserve: Reserve, *, actor: str, at: datetime) -> HoldCard:
        _look(Counter({reserve.debit: reserve.amount}))
        return set_apart(reserve, actor=actor, at=at)

    here = "tests.torture.moves_ledger"
    return {
        f"{here}.account_open": account_open,
        f"{here}.post": post,
        f"{here}.post_all": post_all,
        f"{here}.post_batch": post_batch,
        f"{here}.hold": hold,
        "zaiton.blocks.money.actions.posting.post": post,
        "tests.torture.races.hold": hold,
    }


def _moved(drafts: Sequence[Any], code: str) -> int:
    return sum(line.amount for draft in drafts for line in draft.lines if line.account == code)


def _look(moved: Counter) -> None:
    """The check; whoever books afterwards hopes that nobody came between."""
    from zaiton.blocks.money.domain.ledger_refusals import LimitExceeded
    from zaiton.blocks.money.models import Account

    for code, amount in moved.items():
        row = Account.objects.filter(code=code).first()
        if code in CHECKED and row is not None and amount > 0 and row.posted + row.pending_debit + amount > 0:
            raise LimitExceeded("amount", account=code)
