"""A case as services see it that follow its events: what was applied for, by whom, what came of it. No permission is asked here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from zaiton.blocks.cases.domain.refusals import NoSuchCase
from zaiton.blocks.cases.models import Case
from zaiton.blocks.cases.queries.clocks import day_of


@dataclass(frozen=True, slots=True)
class CaseCard:
    """``outcome`` is the empty text while the case is open; days are those of Beijing."""

    public_id: str
    number: str
    type: str
    definition: str
    person: str
    organisation: str
    applicant_name: str
    facts: Mapping[str, Any]
    state: str
    outcome: str
    opened_at: datetime
    opened_on: date
    closed_at: datetime | None
    promised_on: date | None
    issued: tuple[str, ...]
    """The items whose document was given out."""

    @property
    def object(self) -> str:
        """The name under which what comes of the case is kept elsewhere (certificates, deliveries)."""
        return f"cases.case/{self.public_id}"


def case_card(public_id: str) -> CaseCard:
    """The case of that public id; raises ``NoSuchCase``. For services that follow the events of cases."""
    row = Case.objects.filter(public_id=public_id).first()
    if row is None:
        raise NoSuchCase
    issued = row.steps.filter(kind="issue", state="done").order_by("decided_at", "pk").values_list("item", flat=True)
    return CaseCard(
        row.public_id,
        row.number,
        row.type,
        row.definition,
        row.person,
        row.organisation,
        row.applicant_name,
        dict(row.facts),
        row.state,
        row.outcome,
        row.opened_at,
        day_of(row.opened_at),
        row.closed_at,
        row.promised_on,
        tuple(issued),
    )
