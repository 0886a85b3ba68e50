"""Agreements as they stand, and whether one allows a payment."""

from datetime import date

from zaiton.blocks.money.domain.agreements import AgreementCard, AgreementStepCard, unfit
from zaiton.blocks.money.domain.instructions import Wish
from zaiton.blocks.money.domain.payment_refusals import AgreementUnfit, AgreementUnknown
from zaiton.blocks.money.models import Agreement

PLAIN = [
    "public_id",
    "number",
    "organisation",
    "channel",
    "account",
    "account_name",
    "districts",
    "limit",
    "currency",
    "state",
    "valid_from",
    "valid_until",
    "made_at",
]


def agreement_card(public_id: str) -> AgreementCard:
    """One agreement with its steps. Raises ``AgreementUnknown``."""
    row = Agreement.objects.filter(public_id=public_id).first()
    if row is None:
        raise AgreementUnknown("agreement", agreement=public_id[:40])
    return card(row, steps=True)


def agreements_of(organisation: str) -> tuple[AgreementCard, ...]:
    """The agreements of an organisation, the newest first; of everybody for the empty text."""
    rows = Agreement.objects.order_by("-id")
    return tuple(card(row) for row in (rows.filter(organisation=organisation) if organisation else rows))


def agreement_for(wish: Wish, *, on: date) -> int:
    """The row of the agreement that allows a payment. Raises ``AgreementUnknown``, ``AgreementUnfit``."""
    row = Agreement.objects.select_for_update().filter(public_id=wish.agreement).first()
    if row is None:
        raise AgreementUnknown("agreement", agreement=wish.agreement[:40])
    if why := unfit(card(row), wish, on):
        raise AgreementUnfit("agreement", agreement=row.number, why=why)
    return row.pk


def card(row: Agreement, *, steps: bool = False) -> AgreementCard:
    """The card of a row."""
    taken = row.steps.order_by("seq") if steps else ()
    return AgreementCard(
        **{name: getattr(row, name) for name in PLAIN},
        steps=tuple(
            AgreementStepCard(one.seq, one.from_state, one.to_state, one.at, one.actor, one.words, one.data)
            for one in taken
        ),
    )
