"""Agreements between enterprise, bank and customs: who signs when, and what an agreement allows.

Announcement No. 74 of 2018 of the General Administration of Customs wants the agreement signed by all three before the bank
may debit (read in its opening only).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from zaiton.base.text import gettext_noop
from zaiton.blocks.money.domain.instructions import Wish

EVENTS: Mapping[tuple[str, str], str] = {
    ("draft", "enterprise_signs"): "enterprise_signed",
    ("enterprise_signed", "bank_signs"): "bank_signed",
    ("bank_signed", "customs_accepts"): "active",
    ("active", "suspended"): "suspended",
    ("suspended", "resumed"): "active",
    **{(state, "changed"): "draft" for state in ("draft", "enterprise_signed", "bank_signed", "active", "suspended")},
    **{
        (state, "terminated"): "terminated"
        for state in ("draft", "enterprise_signed", "bank_signed", "active", "suspended")
    },
}
"""A change begins the signing anew: what was signed was something else."""
SIGNING = ("enterprise_signs", "bank_signs", "customs_accepts")
STATES: Mapping[str, str] = {
    "draft": gettext_noop("Drawn up, not signed yet"),
    "enterprise_signed": gettext_noop("Signed by the enterprise"),
    "bank_signed": gettext_noop("Signed by enterprise and bank"),
    "active": gettext_noop("In force"),
    "suspended": gettext_noop("Suspended for now"),
    "terminated": gettext_noop("Ended"),
}


@dataclass(frozen=True, slots=True)
class AgreementStepCard:
    """One step of an agreement."""

    seq: int
    from_state: str
    to_state: str
    at: datetime
    actor: str
    words: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AgreementCard:
    """An agreement as it stands; ``limit`` in minor units for one payment, None: none."""

    public_id: str
    number: str
    organisation: str
    channel: str
    account: str
    account_name: str
    districts: list[str]
    limit: int | None
    currency: str
    state: str
    valid_from: date | None
    valid_until: date | None
    made_at: datetime
    steps: tuple[AgreementStepCard, ...] = ()


def after(state: str, event: str) -> str | None:
    """The state after an event; None where the event is not for this state."""
    return EVENTS.get((state, event))


def unfit(card: AgreementCard, wish: Wish, on: date) -> str:
    """Why an agreement does not allow a payment, as a short word; empty where it does."""
    if card.state != "active":
        return card.state
    if (card.valid_from and on < card.valid_from) or (card.valid_until and on > card.valid_until):
        return "day"
    if (card.channel, card.organisation) != (wish.channel, wish.organisation):
        return "party"
    if (card.account, card.currency) != (wish.debtor.account, wish.currency):
        return "account"
    return "limit" if card.limit is not None and wish.amount > card.limit else ""
