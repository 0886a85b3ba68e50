"""Proposed entries as they stand."""

from zaiton.blocks.money.domain.proposals import ProposalCard, ProposalUnknown
from zaiton.blocks.money.models import Proposal

PLAIN = ["public_id", "content", "state", "maker", "made_at", "checker", "decided_at", "reason"]


def proposals(*, state: str = "", limit: int = 100) -> tuple[ProposalCard, ...]:
    """The newest first, of one state where it is given."""
    rows = Proposal.objects.select_related("entry").order_by("-pk")
    return tuple(card(row) for row in (rows.filter(state=state) if state else rows)[:limit])


def proposal_card(public_id: str) -> ProposalCard:
    """One proposed entry. Raises ``ProposalUnknown``."""
    row = Proposal.objects.select_related("entry").filter(public_id=public_id).first()
    if row is None:
        raise ProposalUnknown("proposal", proposal=public_id[:20])
    return card(row)


def card(row: Proposal) -> ProposalCard:
    """The card of a row."""
    return ProposalCard(**{name: getattr(row, name) for name in PLAIN}, entry=row.entry.key if row.entry_id else "")
