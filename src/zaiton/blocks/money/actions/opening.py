"""Taking over the balances with which a set of books begins: one entry against equity, proposed by one person, booked by another.

Guarantee: each account's balance after it is exactly the one given, every currency sums to zero, and nothing had been booked
on any of the accounts before; this is looked at when it is proposed and again when it is booked.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from zaiton.blocks.money.actions.proposals import entry_propose
from zaiton.blocks.money.domain.entries import Line
from zaiton.blocks.money.domain.opening_refusals import OpeningTwice, OpeningUnmatched
from zaiton.blocks.money.domain.proposals import OPENING, ProposalCard
from zaiton.blocks.money.queries.accounts import account_card, unbooked


def opening_propose(
    balances: Sequence[tuple[str, int]],
    *,
    equity: Sequence[str],
    business_date: date,
    words: str,
    actor: str,
    at: datetime,
) -> ProposalCard:
    """Propose the opening entry. ``balances``: account and minor units, debit positive; zeros are left out.

    Raises ``AccountUnknown``, ``OpeningTwice``, ``OpeningLate``, ``OpeningUnmatched`` and what the ledger refuses.
    """
    codes = [code for code, _ in balances]
    for code in codes:
        if codes.count(code) > 1 or code in equity:
            raise OpeningTwice("account", account=code)
    unbooked(codes)
    sums: dict[str, int] = {}
    for code, amount in balances:
        currency = account_card(code).currency
        sums[currency] = sums.get(currency, 0) + amount
    against = _against(equity, sums)
    lines = [Line(code, amount) for code, amount in balances if amount]
    lines += [Line(against[currency], -total) for currency, total in sums.items() if total]
    return entry_propose(lines=tuple(lines), business_date=business_date, words=words, kind=OPENING, actor=actor, at=at)


def _against(equity: Sequence[str], sums: Mapping[str, int]) -> dict[str, str]:
    cards = [account_card(code) for code in dict.fromkeys(equity)]
    found: dict[str, str] = {}
    for currency in sums:
        fitting = [card.code for card in cards if card.currency == currency and card.kind == "equity"]
        if len(fitting) != 1:
            raise OpeningUnmatched("equity", currency=currency)
        found[currency] = fitting[0]
    return found
