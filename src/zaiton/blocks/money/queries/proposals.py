"""Proposed entries as they stand."""

from zaiton.blocks.money.domain.proposals import ProposalCard
from zaiton.blocks.money.models import Proposal

PLAIN = ["public_id", "content", "state", "maker", "made_at", "checker", "decided_at", "reason"]


def proposals(*, state: str = "", limit: int = 100) -> tuple[ProposalCard, ...]:
    """The newest first, of one state where it is given."""
    rows = Proposal.objects.select_related("entry").order_by("-pk")
    return tuple(card(row) for row in (rows.filter(state=state) if state else rows)[:limit])


def card(row: Proposal) -> ProposalCard:
    """The card of a row."""
    return ProposalCard(**{name: getattr(row, name) for name in PLAIN}, entry=row.entry.key if row.entry_id else "")
