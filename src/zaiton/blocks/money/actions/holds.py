"""Money set apart: held, posted in whole or in part, given back, out of time. What is left of a hold is free at once."""

from datetime import date, datetime

from django.db import DatabaseError, connection, transaction

from zaiton.blocks.money.actions.posting import post
from zaiton.blocks.money.domain import ledger_refusals as refusals
from zaiton.blocks.money.domain.entries import Draft, HoldCard, Line, Posted, Reserve, checked_hold
from zaiton.blocks.money.models import Account, Entry, Hold
from zaiton.kit.work.turns import give_way, turn

POSTED_HOLD = "hold"
EXPIRED_AT_ONCE = 100


def hold(reserve: Reserve, *, actor: str, at: datetime) -> HoldCard:
    """Set money apart, or find it set apart under its key; both accounts must be able to take it."""
    checked_hold(reserve)
    with turn():
        try:
            with transaction.atomic():
                return _hold(reserve, actor, at)
        except DatabaseError as error:
            again = Hold.objects.filter(key=reserve.key).exists() if not _spoilt() else False
            if again:  # another came first with this key
                return _same(reserve)
            raise _named(error, reserve) from error


def hold_post(
    key: str,
    *,
    amount: int | None = None,
    entry_key: str,
    business_date: date,
    words: str = "",
    actor: str,
    at: datetime,
) -> Posted:
    """Book what is held, or a part of it; the rest is given back. The same ``entry_key`` again: the same answer."""
    row = _row(key)
    wanted = row.amount if amount is None else amount
    if wanted > row.amount:
        raise refusals.HoldTooSmall("amount", key=key, held=row.amount, amount=wanted)
    draft = Draft(
        key=entry_key,
        kind=POSTED_HOLD,
        business_date=business_date,
        lines=(Line(row.debit.code, wanted), Line(row.credit.code, -wanted)),
        document=row.document,
        words=words or row.words,
        hold=key,
    )
    if row.state != "pending" and not Entry.objects.filter(key=entry_key, digest=draft.digest).exists():
        raise refusals.HoldSettled("hold", key=key, state=row.state)
    return post(draft, actor=actor, at=at)


def hold_void(key: str, *, actor: str, at: datetime) -> HoldCard:
    """Give back what is held; given back before: the same answer."""
    return _end(key, "void", at)


def holds_expire(*, at: datetime) -> int:
    """Give back every hold whose time is over; returns how many."""
    ended = 0
    while keys := list(
        Hold.objects.filter(state="pending", expires_at__lte=at)
        .order_by("expires_at")
        .values_list("key", flat=True)[:EXPIRED_AT_ONCE]
    ):
        for key in keys:
            try:
                _end(key, "expired", at)
            except refusals.HoldSettled:
                continue
            ended += 1
        give_way()
    return ended


def hold_card(key: str) -> HoldCard:
    """A hold as it stands. Raises ``HoldUnknown``."""
    return _card(_row(key))


def _hold(reserve: Reserve, actor: str, at: datetime) -> HoldCard:
    row = Hold.objects.select_related("debit", "credit", "entry").filter(key=reserve.key).first()
    if row is None:
        accounts = {one.code: one for one in Account.objects.filter(code__in=(reserve.debit, reserve.credit))}
        for field in ("debit", "credit"):
            if getattr(reserve, field) not in accounts:
                raise refusals.AccountUnknown(field, account=getattr(reserve, field))
        row = Hold(
            key=reserve.key,
            digest=reserve.digest,
            debit=accounts[reserve.debit],
            credit=accounts[reserve.credit],
            amount=reserve.amount,
            business_date=reserve.business_date,
            made_at=at,
            expires_at=reserve.expires_at,
            actor=actor,
            document=reserve.document,
            words=reserve.words,
        )
        row.save(force_insert=True)
    elif row.digest != reserve.digest:
        raise refusals.KeyReused("key", key=reserve.key)
    return _card(row)


def _same(reserve: Reserve) -> HoldCard:
    row = _row(reserve.key)
    if row.digest != reserve.digest:
        raise refusals.KeyReused("key", key=reserve.key)
    return _card(row)


def _end(key: str, state: str, at: datetime) -> HoldCard:
    with turn(), transaction.atomic():
        changed = Hold.objects.filter(key=key, state="pending").update(state=state, settled_at=at)
        row = _row(key)
        if not changed and row.state != state:
            raise refusals.HoldSettled("hold", key=key, state=row.state)
    return _card(row)


def _row(key: str) -> Hold:
    row = Hold.objects.select_related("debit", "credit", "entry").filter(key=key).first()
    if row is None:
        raise refusals.HoldUnknown("hold", key=key)
    return row


def _spoilt() -> bool:
    return connection.vendor == "postgresql" and connection.in_atomic_block and connection.needs_rollback


def _named(error: DatabaseError, reserve: Reserve) -> BaseException:
    text = str(error)
    if "hold unfit" in text:
        return refusals.CurrenciesDiffer("credit", debit=reserve.debit, credit=reserve.credit)
    if "money_account_least" in text:
        return refusals.LimitExceeded("amount", account=reserve.credit)
    if "money_account_most" in text:
        return refusals.LimitExceeded("amount", account=reserve.debit)
    return error


def _card(row: Hold) -> HoldCard:
    return HoldCard(
        row.key,
        row.debit.code,
        row.credit.code,
        row.amount,
        row.debit.currency,
        row.state,
        row.business_date,
        row.expires_at,
        row.document,
        row.entry.key if row.entry_id else "",
    )
