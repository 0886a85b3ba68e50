"""Cases obtained for a person or not at all: the applicant's own, those of companies they act for, those of an officer's roles.

What leaves this room are frozen cards; what a person may not see is not in them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from zaiton.blocks.cases.domain.graph import Definition, Item
from zaiton.blocks.cases.domain.refusals import NoSuchCase
from zaiton.blocks.cases.models import Case, Event, MaterialFile, Rating, StepRow
from zaiton.blocks.cases.models.cases import NO_DAY
from zaiton.blocks.cases.models.names import file_owner
from zaiton.blocks.cases.queries.authority import ANY_TYPE, SUPERVISOR, Held, recusal_of, roles_held
from zaiton.blocks.cases.queries.clocks import day_of
from zaiton.blocks.cases.queries.definitions import definition_of
from zaiton.blocks.identity import public as identity
from zaiton.blocks.papers import public as papers

READ, WRITE = "cases:read", "cases:write"
PAGE = 50


@dataclass(frozen=True, slots=True)
class StepCard:
    """One step as pages see it. ``due_on`` is None without a limit or before it begins."""

    step: str
    item: str
    kind: str
    role: str
    state: str
    officer: str
    ready_at: datetime | None
    claimed_at: datetime | None
    decided_at: datetime | None
    decided_by: str
    reason: str
    cause: str
    due_on: date | None
    provisional: bool
    pauses: tuple[Mapping[str, Any], ...]
    extensions: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class EventCard:
    """One line of the journal."""

    seq: int
    at: datetime
    actor: str
    kind: str
    step: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FileCard:
    """A paper of the case without its content."""

    public_id: str
    material: str
    name: str
    media_type: str
    size: int
    sha256: str
    added_at: datetime
    replaced: bool


@dataclass(frozen=True, slots=True)
class RatingCard:
    """A grade with what was answered."""

    id: int
    case: str
    number: str
    item: str
    grade: int
    words: str
    rated_at: datetime
    answer: str
    answered_at: datetime | None
    answer_due_on: date | None


@dataclass(frozen=True, slots=True)
class CaseCard:
    """A case for somebody who may see it: ``viewer`` is applicant, officer or supervisor."""

    public_id: str
    number: str
    definition: Definition
    person: str
    organisation: str
    applicant_name: str
    state: str
    outcome: str
    facts: Mapping[str, Any]
    correction: Mapping[str, Any]
    opened_at: datetime
    closed_at: datetime | None
    due_on: date | None
    promised_on: date | None
    provisional: bool
    version: int
    steps: tuple[StepCard, ...]
    files: tuple[FileCard, ...]
    viewer: str
    roles: frozenset[str]
    """The roles of this case type that an officer holds today."""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in the applicant's list."""

    public_id: str
    number: str
    type: str
    definition: Definition
    applicant_name: str
    state: str
    outcome: str
    opened_at: datetime
    promised_on: date | None
    provisional: bool
    position: int


def applicants_cases(person: str, *, at: datetime, scope: str = READ) -> QuerySet[Case]:
    """The rows of a person's own cases and of those of organisations they may act for in this matter."""
    organisations = identity.organisations_visible_to(person, scope=scope, at=at)
    return Case.objects.filter(Q(person=person, organisation="") | Q(organisation__in=organisations))


def must_be_applicant(row: Case, person: str, *, at: datetime, scope: str = WRITE) -> None:
    """Raises ``NoSuchCase`` unless the person is the applicant or may act for the applying organisation."""
    if row.organisation:
        if not identity.may_act_for(person, row.organisation, scope=scope, at=at):
            raise NoSuchCase
    elif row.person != person:
        raise NoSuchCase


def cases_mine(
    person: str, *, at: datetime, state: str = "", after: int | None = None, only: str = "", limit: int = PAGE
) -> tuple[CaseLine, ...]:
    """The applicant's cases, the newest first; ``after`` is the position of the last one seen, ``only`` one organisation."""
    rows = applicants_cases(person, at=at).order_by("-pk")
    if only:
        rows = rows.filter(organisation=only)
    if state:
        rows = rows.filter(state=state)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return tuple(
        CaseLine(
            row.public_id,
            row.number,
            row.type,
            definition_of(row.definition),
            row.applicant_name,
            row.state,
            row.outcome,
            row.opened_at,
            _day(row.promised_on),
            row.provisional,
            row.pk,
        )
        for row in rows[:limit]
    )


def case_for(person: str, public_id: str, *, at: datetime) -> CaseCard:
    """A case for its applicant, for an officer who holds one of its roles today, or for a supervisor; else ``NoSuchCase``."""
    row = Case.objects.filter(public_id=public_id).first()
    if row is None:
        raise NoSuchCase
    viewer, roles = viewer_of(row, person, at=at)
    definition = definition_of(row.definition)
    order = definition.plan.index
    steps = sorted(StepRow.objects.filter(case=row), key=lambda found: order.get(found.step, len(order)))
    return CaseCard(
        row.public_id,
        row.number,
        definition,
        row.person,
        row.organisation,
        row.applicant_name,
        row.state,
        row.outcome,
        row.facts,
        row.correction,
        row.opened_at,
        row.closed_at,
        _day(row.due_on),
        _day(row.promised_on),
        row.provisional,
        row.version,
        tuple(step_card(found) for found in steps),
        _files(row, definition, viewer, frozenset() if recusal_of(row.pk, person) is not None else roles),
        viewer,
        roles,
    )


def viewer_of(row: Case, person: str, *, at: datetime) -> tuple[str, frozenset[str]]:
    """As what a person may see a case, and the roles of its type they hold today; raises ``NoSuchCase``."""
    held = roles_of_type(roles_held(person, on=day_of(at)), row.type)
    try:
        must_be_applicant(row, person, at=at, scope=READ)
    except NoSuchCase:
        definition = definition_of(row.definition)
        own = held & {role.id for role in definition.roles}
        if own:
            return "officer", frozenset(own)
        if SUPERVISOR in held:
            return "supervisor", frozenset({SUPERVISOR})
        raise
    return "applicant", frozenset()


def roles_of_type(held: tuple[Held, ...], type: str) -> set[str]:
    """The roles among those held that count for a case type."""
    return {one.role for one in held if one.type in (type, ANY_TYPE)}


def journal_of(case: CaseCard) -> tuple[EventCard, ...]:
    """What happened, the newest first."""
    rows = Event.objects.filter(case__public_id=case.public_id).order_by("-seq")
    return tuple(EventCard(e.seq, e.at, e.actor, e.kind, e.step, json.loads(e.data)) for e in rows)


def file_content(case: CaseCard, public_id: str) -> tuple[FileCard, bytes]:
    """A paper that this viewer may read, with its bytes; raises ``NoSuchCase``, and what the store refuses."""
    card = next((file for file in case.files if file.public_id == public_id), None)
    if card is None:
        raise NoSuchCase
    return card, papers.blob_read(card.sha256, owner=file_owner(public_id))


def ratings_of(case: CaseCard) -> tuple[RatingCard, ...]:
    """The grades given in a case."""
    rows = Rating.objects.filter(case__public_id=case.public_id).select_related("case")
    return tuple(rating_card(row) for row in rows.order_by("pk"))


def rating_card(row: Rating) -> RatingCard:
    """A rating without its row."""
    return RatingCard(
        row.pk,
        row.case.public_id,
        row.case.number,
        row.item,
        row.grade,
        row.words,
        row.rated_at,
        row.answer,
        row.answered_at,
        row.answer_due_on,
    )


def step_card(row: StepRow) -> StepCard:
    """A step without its row."""
    return StepCard(
        row.step,
        row.item,
        row.kind,
        row.role,
        row.state,
        row.officer,
        row.ready_at,
        row.claimed_at,
        row.decided_at,
        row.decided_by,
        row.reason,
        row.cause,
        _day(row.due_on),
        row.provisional,
        tuple(row.pauses),
        tuple(row.extensions),
    )


def may_read(definition: Definition, material: str, viewer: str, roles: frozenset[str]) -> bool:
    """Whether this viewer may read a paper: a confidential one is for the applicant and for roles whose item needs it."""
    if viewer == "applicant":
        return True
    known = {found.id: found for found in definition.materials}
    if material not in known:
        return False
    return not known[material].confidential or any(
        roles & set(item.roles) for item in definition.items if needs(item, material)
    )


def needs(item: Item, material: str) -> bool:
    """Whether an item needs a paper."""
    return any(need.material == material for need in item.needs)


def _files(row: Case, definition: Definition, viewer: str, roles: frozenset[str]) -> tuple[FileCard, ...]:
    found = MaterialFile.objects.filter(case=row).order_by("pk")
    return tuple(
        FileCard(
            file.public_id,
            file.material,
            file.name,
            file.media_type,
            file.size,
            file.sha256,
            file.added_at,
            file.replaced_at is not None,
        )
        for file in found
        if may_read(definition, file.material, viewer, roles)
    )


def _day(day: date) -> date | None:
    return None if day == NO_DAY else day
