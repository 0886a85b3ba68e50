"""One step as an officer or a supervisor sees it, with what they may do about it at this moment.

What may be done is told so that the page offers nothing in vain; the acts ask for it again when they are done.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from zaiton.blocks.cases.domain import moves
from zaiton.blocks.cases.domain.graph import ISSUE, Item, Limit
from zaiton.blocks.cases.domain.refusals import NoSuchCase, NoSuchStep
from zaiton.blocks.cases.models import CaseType, Event, Recusal
from zaiton.blocks.cases.models.definitions import PUBLISHED
from zaiton.blocks.cases.queries.applying import Checked, checked
from zaiton.blocks.cases.queries.authority import absent_on, officers_with, supervises
from zaiton.blocks.cases.queries.cases import CaseCard, StepCard, case_for
from zaiton.blocks.cases.queries.clocks import day_of, deadline_of, limit_of
from zaiton.blocks.cases.queries.whynot import WhyNot, why_not_of
from zaiton.blocks.law.public import Deadline

CLAIM, RELEASE, DECIDE, ASK, PAUSE, RESUME, RECUSE = "claim", "release", "decide", "ask", "pause", "resume", "recuse"
EXTEND, PASS_ON, MIGRATE = "extend", "pass_on", "migrate"
AT_WORK = ("ready", "claimed", "paused")


@dataclass(frozen=True, slots=True)
class StepView:
    """A step for somebody of the office. ``acts`` are those open to them now; ``extension`` how much may still be added.

    ``recused`` says why they take no part in the case; ``passing`` are the officers to whom a supervisor may pass it on.
    """

    case: CaseCard
    step: StepCard
    item: Item
    limit: Limit | None
    deadline: Deadline | None
    has_role: bool
    supervisor: bool
    recused: str | None
    acts: frozenset[str]
    extension: int
    passing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the item's table says of granting, and what would have to be otherwise where it does not speak for it."""

    checked: Checked
    why_not: WhyNot | None


def step_for(person: str, case: str, step: str, *, at: datetime) -> StepView:
    """The step for an officer of the case type or its supervisor; raises ``NoSuchCase`` and ``NoSuchStep``."""
    card = case_for(person, case, at=at)
    number = card.definition.plan.index.get(step)
    row = next((found for found in card.steps if found.step == step), None)
    if number is None or row is None:
        raise NoSuchStep(step=step[:130])
    today = day_of(at)
    leads = supervises(person, type=card.definition.name, on=today)
    item, limit = card.definition.item(row.item), limit_of(card.definition, card.definition.plan, number)
    recused = Recusal.objects.filter(case__public_id=case, person=person).values_list("reason", flat=True).first()
    used = sum(one["number"] for one in row.extensions)
    view = StepView(
        card,
        row,
        item,
        limit,
        deadline_of(limit, row.ready_at, row.pauses, row.extensions) if limit and row.ready_at else None,
        row.role in card.roles and card.viewer != "applicant",
        leads,
        recused,
        frozenset(),
        max(0, limit.extension - used) if limit else 0,
        tuple(one for one in officers_with(card.definition.name, row.role, on=today) if one != row.officer),
    )
    return _with_acts(view, person, at)


def answer_for(view: StepView, *, at: datetime) -> Answer | None:
    """What the table of the item's check says now; None for an item without one, and for an issue."""
    if view.item.check is None or view.step.kind == ISSUE:
        return None
    definition, facts, today = view.case.definition, dict(view.case.facts), day_of(at)
    found = checked(definition, view.item.check, facts, today)
    why = None if found.holds else why_not_of(definition, view.item.id, "check", view.item.check, facts, today)
    return Answer(found, why)


def case_led(person: str, case: str, *, at: datetime) -> CaseCard:
    """A case for a supervisor of its type; for everybody else there is none (``NoSuchCase``)."""
    card = case_for(person, case, at=at)
    if card.viewer == "applicant" or not supervises(person, type=card.definition.name, on=day_of(at)):
        raise NoSuchCase
    return card


def other_versions(case: CaseCard) -> tuple[tuple[str, str], ...]:
    """The published versions of the case's type other than its own: digest and first day, the latest first."""
    rows = CaseType.objects.filter(name=case.definition.name, state=PUBLISHED)
    found = rows.exclude(sha256=case.definition.sha256).order_by("-in_force_from")
    return tuple((sha256, first.isoformat()) for sha256, first in found.values_list("sha256", "in_force_from"))


def _with_acts(view: StepView, person: str, at: datetime) -> StepView:
    acts: set[str] = set()
    if view.case.state != "closed" and view.case.viewer != "applicant":
        acts |= _of_officer(view, person, at) if view.has_role and view.recused is None else set()
        acts |= {RECUSE} if view.case.viewer == "officer" and view.recused is None else set()
        acts |= _of_supervisor(view) if view.supervisor else set()
    return replace(view, acts=frozenset(acts))


def _of_officer(view: StepView, person: str, at: datetime) -> set[str]:
    row = view.step
    mine = row.state == "claimed" and row.officer == person
    acts = (
        {CLAIM} if row.state == "ready" or (row.state == "claimed" and not mine and _deputy(row, person, at)) else set()
    )
    acts |= {RELEASE} if mine else set()
    acts |= {DECIDE} if mine or row.state == "ready" else set()
    if row.state in ("ready", "claimed") and view.limit is not None and view.limit.grounds != ():
        acts.add(PAUSE)
    review = row.kind != ISSUE and (mine or row.state == "ready")
    if review and view.case.definition.correction and not _asked(view):
        acts.add(ASK)
    if row.state == "paused" and row.step not in view.case.correction.get("asks", {}):
        acts.add(RESUME)
    return acts


def _of_supervisor(view: StepView) -> set[str]:
    acts = {EXTEND} if view.step.state in AT_WORK and view.extension else set()
    acts |= {PASS_ON} if view.step.state in ("ready", "claimed") and view.passing else set()
    return acts | {MIGRATE}


def _asked(view: StepView) -> bool:
    asked = Event.objects.filter(case__public_id=view.case.public_id, kind=moves.ASKED, step=view.step.step)
    return asked.exists()


def _deputy(row: StepCard, person: str, at: datetime) -> bool:
    return absent_on(day_of(at), [row.officer]).get(row.officer) == person
