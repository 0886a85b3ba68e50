"""Accounts as they stand."""

from collections.abc import Sequence

from zaiton.blocks.money.domain.cards import AccountCard
from zaiton.blocks.money.domain.ledger_refusals import AccountUnknown
from zaiton.blocks.money.domain.opening_refusals import OpeningLate
from zaiton.blocks.money.models import Account, Posting


def account_card(code: str) -> AccountCard:
    """One account by its code. Raises ``AccountUnknown``."""
    row = Account.objects.filter(code=code).first()
    if row is None:
        raise AccountUnknown("account", account=code)
    return card(row)


def accounts_of(owner: str) -> tuple[AccountCard, ...]:
    """The accounts of an owner (``organisation/ab12``) by code; the installation's own for the empty text."""
    return tuple(card(row) for row in Account.objects.filter(owner=owner).order_by("code"))


def unbooked(codes: Sequence[str]) -> None:
    """Nothing is booked on any of these accounts, those of equity aside. Raises ``OpeningLate`` with the first that is not so."""
    booked = Posting.objects.filter(account__code__in=codes).exclude(account__kind="equity")
    if code := booked.order_by("account__code").values_list("account__code", flat=True).first():
        raise OpeningLate("account", account=code)


def card(row: Account) -> AccountCard:
    """The card of a row."""
    return AccountCard(**{name: getattr(row, name) for name in AccountCard.__dataclass_fields__})
