"""How the papers of a case reach the applicant, for those who may know: the applicant, and officers who hold a role of the case."""

from dataclasses import dataclass, replace
from datetime import datetime

from zaiton.blocks.cases.domain.graph import ISSUE
from zaiton.blocks.cases.models import Recusal
from zaiton.blocks.cases.queries.cases import CaseCard, case_for
from zaiton.blocks.papers.public import DeliveryAddress, DeliveryCard, delivery_of


@dataclass(frozen=True, slots=True)
class CaseDelivery:
    """The delivery of a case: None while nobody chose. ``may_choose`` and ``marks`` are what this person may do now.

    ``gives`` says whether the case gives out anything. ``address_shown`` is False for whoever may see the case but not where
    the applicant lives; the card has no address then.
    """

    case: CaseCard
    delivery: DeliveryCard | None
    gives: bool
    may_choose: bool
    marks: tuple[str, ...]
    address_shown: bool


def object_of(case: str) -> str:
    """As what the papers block knows a case."""
    return f"cases.case/{case}"


def delivery_for(person: str, case: str, *, at: datetime) -> CaseDelivery:
    """The delivery of a case for somebody who may see the case; raises ``NoSuchCase``."""
    return delivery_seen(case_for(person, case, at=at), person)


def delivery_seen(case: CaseCard, person: str) -> CaseDelivery:
    """The same of a case that was obtained already."""
    found = delivery_of(object_of(case.public_id))
    own = case.viewer == "applicant"
    officer = (
        case.viewer == "officer" and not Recusal.objects.filter(case__public_id=case.public_id, person=person).exists()
    )
    if found is not None and not (own or officer):
        found = replace(found, to=DeliveryAddress())
    return CaseDelivery(
        case,
        found,
        gives(case),
        own and gives(case) and (found is None or found.open_to_choice),
        found.next_states if found and officer and gives(case) and case.state == "closed" else (),
        own or officer,
    )


def gives(case: CaseCard) -> bool:
    """Whether a case gives out papers: something that is not left out, refused or withdrawn, and in the end was issued."""
    giving = {item.id for item in case.definition.items if item.output}
    states = {step.state for step in case.steps if step.item in giving and step.kind == ISSUE}
    return bool(states - {"skipped", "refused", "withdrawn"})
