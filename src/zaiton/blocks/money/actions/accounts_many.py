"""Opening accounts by the thousand, as a service does for its customers: few statements, one entry in the evidence log for all."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from zaiton.base.money import exponent
from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.money.domain.account_refusals import AccountDiffers, KindUnknown
from zaiton.blocks.money.domain.entries import named
from zaiton.blocks.money.domain.ledger_refusals import LimitExceeded
from zaiton.blocks.money.domain.states import ACCOUNT_KINDS
from zaiton.blocks.money.models import Account
from zaiton.kit.work.turns import turn

SOME = 300
"""Rows written, or codes asked for, by one statement."""


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be; limits in minor units, debit positive."""

    code: str
    name_zh: str
    name_en: str
    kind: str
    currency: str
    owner: str = ""
    least: int | None = None
    most: int | None = None


def accounts_open(wanted: Sequence[NewAccount], *, opened_on: date, actor: str, at: datetime) -> int:
    """Open those that are not there; all or none. Returns how many. Limits of one that is there stay as they are.

    Raises ``KindUnknown``, ``CurrencyUnknown``, ``TextUnfit``, ``LimitExceeded``, ``AccountDiffers``.
    """
    unique = {one.code: one for one in wanted}
    for one in unique.values():
        _fit(one)
    with turn(), transaction.atomic():
        there = _there(list(unique))
        fresh = [one for one in unique.values() if one.code not in there]
        for code, row in there.items():
            if row != (unique[code].kind, unique[code].currency, unique[code].owner):
                raise AccountDiffers("code", account=code)
        if not fresh:
            return 0
        Account.objects.bulk_create((_row(one, opened_on) for one in fresh), batch_size=SOME)
        text = "\n".join(f"{one.code} {one.kind} {one.currency} {one.owner} {one.least} {one.most}" for one in fresh)
        digest = hashlib.sha256(text.encode()).hexdigest()
        evidence.record(
            actor=actor,
            action="money.accounts_opened",
            object=f"money.accounts/{digest[:16]}",
            after={"count": len(fresh), "digest": digest, "first": fresh[0].code, "last": fresh[-1].code},
            at=at,
        )
    return len(fresh)


def _fit(one: NewAccount) -> None:
    for field, most in (("code", 60), ("name_zh", 120), ("name_en", 120)):
        named(field, getattr(one, field), most)
    exponent(one.currency)
    if one.kind not in ACCOUNT_KINDS:
        raise KindUnknown("kind", kind=one.kind, kinds=", ".join(ACCOUNT_KINDS))
    if (one.least is not None and one.least > 0) or (one.most is not None and one.most < 0):
        raise LimitExceeded("least", account=one.code)


def _there(codes: list[str]) -> dict[str, tuple[str, str, str]]:
    found: dict[str, tuple[str, str, str]] = {}
    for begin in range(0, len(codes), SOME):
        rows = Account.objects.filter(code__in=codes[begin : begin + SOME])
        found.update((code, rest) for code, *rest in rows.values_list("code", "kind", "currency", "owner"))
    return {code: tuple(rest) for code, rest in found.items()}


def _row(one: NewAccount, opened_on: date) -> Account:
    return Account(
        code=one.code,
        name_zh=one.name_zh,
        name_en=one.name_en,
        kind=one.kind,
        currency=one.currency,
        owner=one.owner,
        least=one.least,
        most=one.most,
        opened_on=opened_on,
    )
