"""The proof of one event of a case for its parties: the words of the decision, and that the published log stands for them.

The public log holds digests only; the document itself is in the file that a party is given.
"""

from datetime import datetime
from typing import Any

from zaiton.blocks.cases.domain import moves
from zaiton.blocks.cases.domain.refusals import NoSuchCase
from zaiton.blocks.cases.models import Event
from zaiton.blocks.cases.queries.cases import case_for
from zaiton.blocks.cases.queries.replaying import case_row_by_number
from zaiton.blocks.evidence.public import moment_text, proof_of

FORM = "zaiton-case-event-1"
OF_THE_APPLICANT = frozenset(
    {
        *(moves.SUBMITTED, moves.GRANTED, moves.ISSUED, moves.REFUSED, moves.PAUSED, moves.RESUMED),
        *(moves.EXTENDED, moves.NOTED, moves.ASKED, moves.CORRECTED, moves.WITHDRAWN),
    }
)
"""What an applicant is given a proof of; what officers tell one another is not for the applicant."""


def event_proof(person: str, case: str, seq: int, *, at: datetime) -> dict[str, Any]:
    """The proof of an event of a case that the person may see, to be handed out as one file.

    Raises ``NoSuchCase``, also for an event that is none of theirs; the evidence block's ``NotPublished`` and ``TreeDamaged``.
    """
    card = case_for(person, case, at=at)
    row = Event.objects.select_related("case").filter(case__public_id=card.public_id, seq=seq).first()
    if row is None or (card.viewer == "applicant" and row.kind not in OF_THE_APPLICANT):
        raise NoSuchCase
    return proof_with_words(row)


def numbered_proof(case: str, seq: int) -> dict[str, Any]:
    """The proof of an event by the number of its case, however written, for the operator; raises ``NoSuchCase``."""
    row = Event.objects.select_related("case").filter(case=case_row_by_number(case), seq=seq).first()
    if row is None:
        raise NoSuchCase
    return proof_with_words(row)


def proof_with_words(row: Event) -> dict[str, Any]:
    """The proof of an event, for callers who have asked whether the person may have it."""
    card = row.case
    parts = (
        FORM,
        row.previous,
        card.number,
        str(row.seq),
        moment_text(row.at),
        row.actor,
        row.kind,
        row.step,
        row.data,
    )
    proof = proof_of(object=f"cases.case/{card.public_id}", after={"hash": row.hash})
    return {**proof, "document": list(parts)}
