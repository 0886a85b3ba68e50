"""A document paid by an agreement: the same for pages and for machines."""

from datetime import date, datetime

from zaiton.blocks.money.actions.instructing import instruction_make
from zaiton.blocks.money.domain.agreements import AgreementCard
from zaiton.blocks.money.domain.channels import Party
from zaiton.blocks.money.domain.instructions import InstructionCard, Wish

DEBIT, CREDIT = "bank-clearing-cny", "treasury-clearing-cny"
TREASURY = Party("国库", "TREASURY")
"""On the wire the same whatever the reader's language."""


def document_pay(
    agreement: AgreementCard,
    *,
    document: str,
    amount: int,
    currency: str,
    business_date: date,
    actor: str,
    at: datetime,
) -> InstructionCard:
    """Have a document paid to the treasury by an agreement that the person may use; ``amount`` in minor units.

    Raises ``AgreementUnfit``, ``DocumentTaken`` and what the ledger refuses.
    """
    wish = Wish(
        document=document.strip(),
        purpose="debit",
        channel=agreement.channel,
        debtor=Party(agreement.account_name, agreement.account),
        creditor=TREASURY,
        amount=amount,
        currency=currency,
        debit=DEBIT,
        credit=CREDIT,
        organisation=agreement.organisation,
        agreement=agreement.public_id,
    )
    return instruction_make(wish, business_date=business_date, actor=actor, at=at)
