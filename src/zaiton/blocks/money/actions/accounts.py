"""Opening and closing accounts, and moving their limits."""

from datetime import date, datetime

from django.db import DatabaseError, transaction

from zaiton.base.money import exponent
from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.money.domain.account_refusals import AccountBusy, AccountDiffers, KindUnknown
from zaiton.blocks.money.domain.cards import AccountCard
from zaiton.blocks.money.domain.entries import named
from zaiton.blocks.money.domain.ledger_refusals import AccountUnknown, LimitExceeded
from zaiton.blocks.money.domain.states import ACCOUNT_KINDS
from zaiton.blocks.money.models import Account
from zaiton.blocks.money.queries.accounts import card
from zaiton.kit.work.turns import turn


def account_open(
    code: str,
    *,
    name_zh: str,
    name_en: str,
    kind: str,
    currency: str,
    owner: str = "",
    least: int | None = None,
    most: int | None = None,
    opened_on: date,
    actor: str,
    at: datetime,
) -> AccountCard:
    """Open an account; one that is there with the same kind, currency and owner is returned as it is.

    ``least`` and ``most`` are minor units between which its balance with all holds stays (debit positive).
    Raises ``KindUnknown``, ``CurrencyUnknown``, ``TextUnfit``, ``AccountDiffers``.
    """
    named("code", code, 60)
    named("name_zh", name_zh, 120)
    named("name_en", name_en, 120)
    exponent(currency)
    if kind not in ACCOUNT_KINDS:
        raise KindUnknown("kind", kind=kind, kinds=", ".join(ACCOUNT_KINDS))
    if (least is not None and least > 0) or (most is not None and most < 0):
        raise LimitExceeded("least", account=code)
    with turn(), transaction.atomic():
        row = Account.objects.filter(code=code).first()
        if row is not None:
            if (row.kind, row.currency, row.owner) != (kind, currency, owner):
                raise AccountDiffers("code", account=code)
            return card(row)
        row = Account(
            code=code,
            name_zh=name_zh,
            name_en=name_en,
            kind=kind,
            currency=currency,
            owner=owner,
            least=least,
            most=most,
            opened_on=opened_on,
        )
        row.save(force_insert=True)
        evidence.record(
            actor=actor, action="money.account_opened", object=f"money.account/{code}", after=_facts(row), at=at
        )
    return card(row)


def account_close(code: str, *, on: date, actor: str, at: datetime) -> AccountCard:
    """Close an account that stands at zero without holds. Raises ``AccountUnknown``, ``AccountBusy``."""
    with turn():
        try:
            with transaction.atomic():
                row = _locked(code)
                before = _facts(row)
                row.closed_on = on
                row.save(update_fields=["closed_on"])
                evidence.record(
                    actor=actor,
                    action="money.account_closed",
                    object=f"money.account/{code}",
                    before=before,
                    after=_facts(row),
                    at=at,
                )
        except DatabaseError as error:
            if "money_account_closed" in str(error):
                raise AccountBusy("code", account=code) from error
            raise
    return card(row)


def account_limit(code: str, *, least: int | None, most: int | None, actor: str, at: datetime) -> AccountCard:
    """Set both limits of an account; refused where it stands outside of them now. None: no limit."""
    with turn():
        try:
            with transaction.atomic():
                row = _locked(code)
                before = _facts(row)
                row.least, row.most = least, most
                row.save(update_fields=["least", "most"])
                evidence.record(
                    actor=actor,
                    action="money.account_limited",
                    object=f"money.account/{code}",
                    before=before,
                    after=_facts(row),
                    at=at,
                )
        except DatabaseError as error:
            if "money_account_least" in str(error) or "money_account_most" in str(error):
                raise LimitExceeded("least", account=code) from error
            raise
    return card(row)


def _locked(code: str) -> Account:
    row = Account.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise AccountUnknown("account", account=code)
    return row


def _facts(row: Account) -> dict[str, object]:
    return {
        "code": row.code,
        "kind": row.kind,
        "currency": row.currency,
        "owner": row.owner,
        "least": row.least,
        "most": row.most,
        "closed_on": row.closed_on.isoformat() if row.closed_on else None,
    }
