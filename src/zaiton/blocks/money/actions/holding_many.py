"""Holds by the hundred in one transaction: each is set apart or refused on its own, in the order given.

Guarantee: the outcome is that of setting them apart one after the other. Input: reserves; one transaction. Steps: the accounts
are read (on PostgreSQL locked in the order of their numbers; SQLite has one writer), the reserves are tried on them in memory in
their order, those that fit are written by few statements. The CHECKs over the account rows stand behind it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from zaiton.base.refusals import Refusal
from zaiton.blocks.money.domain import ledger_refusals as refusals
from zaiton.blocks.money.domain.entries import Reserve, checked_hold
from zaiton.blocks.money.models import Account, Hold
from zaiton.kit.work.turns import turn

SOME = 400
"""Keys asked for, or rows written, by one statement."""


@dataclass(frozen=True, slots=True)
class Held:
    """What came of one reserve: set apart (``repeated``: it had been before), or refused."""

    key: str
    refusal: Refusal | None = None
    repeated: bool = False


def hold_batch(reserves: Sequence[Reserve], *, actor: str, at: datetime) -> tuple[Held, ...]:
    """Set many amounts apart; joins the caller's transaction. A reserve that is refused leaves the others alone."""
    with turn(), transaction.atomic():
        known = _known(reserve.key for reserve in reserves)
        accounts = _accounts({code for reserve in reserves for code in (reserve.debit, reserve.credit)})
        results, rows = [], []
        for reserve in reserves:
            try:
                repeated = _tried(reserve, known, accounts)
            except Refusal as refusal:
                results.append(Held(reserve.key, refusal))
                continue
            results.append(Held(reserve.key, repeated=repeated))
            if not repeated:
                rows.append(_row(reserve, accounts, actor, at))
        Hold.objects.bulk_create(rows, batch_size=SOME)
    return tuple(results)


def _tried(reserve: Reserve, known: dict[str, str], accounts: dict[str, Account]) -> bool:
    """Whether it is there already; otherwise its amount is taken from what the accounts in memory have left."""
    checked_hold(reserve)
    digest = reserve.digest
    if reserve.key in known:
        if known[reserve.key] != digest:
            raise refusals.KeyReused("key", key=reserve.key)
        return True
    debit, credit = (_open(reserve, side, accounts) for side in ("debit", "credit"))
    if debit.currency != credit.currency:
        raise refusals.CurrenciesDiffer("credit", debit=debit.code, credit=credit.code)
    if credit.least is not None and credit.posted - credit.pending_credit - reserve.amount < credit.least:
        raise refusals.LimitExceeded("amount", account=credit.code)
    if debit.most is not None and debit.posted + debit.pending_debit + reserve.amount > debit.most:
        raise refusals.LimitExceeded("amount", account=debit.code)
    debit.pending_debit += reserve.amount
    credit.pending_credit += reserve.amount
    known[reserve.key] = digest
    return False


def _open(reserve: Reserve, side: str, accounts: dict[str, Account]) -> Account:
    account = accounts.get(getattr(reserve, side))
    if account is None:
        raise refusals.AccountUnknown(side, account=getattr(reserve, side))
    if account.closed_on is not None:
        raise refusals.AccountClosed(side, account=account.code)
    return account


def _known(keys: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for some in _split(list(keys)):
        found.update(Hold.objects.filter(key__in=some).values_list("key", "digest"))
    return found


def _accounts(codes: set[str]) -> dict[str, Account]:
    numbers = [
        pk
        for some in _split(sorted(codes))
        for pk in Account.objects.filter(code__in=some).values_list("pk", flat=True)
    ]
    found: dict[str, Account] = {}
    for some in _split(sorted(numbers)):
        rows = Account.objects.filter(pk__in=some).order_by("pk")
        if connection.vendor == "postgresql":
            rows = rows.select_for_update(no_key=True)
        found.update((row.code, row) for row in rows)
    return found


def _split(values: list[Any]) -> Iterable[list[Any]]:
    return (values[begin : begin + SOME] for begin in range(0, len(values), SOME))


def _row(reserve: Reserve, accounts: dict[str, Account], actor: str, at: datetime) -> Hold:
    return Hold(
        key=reserve.key,
        digest=reserve.digest,
        debit_id=accounts[reserve.debit].pk,
        credit_id=accounts[reserve.credit].pk,
        amount=reserve.amount,
        business_date=reserve.business_date,
        made_at=at,
        expires_at=reserve.expires_at,
        actor=actor,
        document=reserve.document,
        words=reserve.words,
    )
