"""Applying by machine, one's cases with their steps and schedule, correcting and withdrawing."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Schema

from zaiton.blocks.cases.actions.corrections import correction_answer
from zaiton.blocks.cases.actions.submissions import case_open
from zaiton.blocks.cases.actions.withdrawing import case_withdraw
from zaiton.blocks.cases.api.reading import BODY, BodyUnreadable, Sent, sent_of
from zaiton.blocks.cases.api.routing import answers_refused, both, bound_to, json_response, person_of, router
from zaiton.blocks.cases.domain.answers import AnswersRefused
from zaiton.blocks.cases.domain.refusals import NoSuchCase
from zaiton.blocks.cases.queries.cases import PAGE, READ, WRITE, CaseCard, CaseLine, case_for, cases_mine
from zaiton.blocks.cases.queries.clocks import day_of, rests_on_unpublished
from zaiton.blocks.cases.queries.definitions import definition_in_force
from zaiton.blocks.cases.queries.forms import problems, values_of
from zaiton.blocks.cases.queries.progress import schedule_of
from zaiton.blocks.identity import public as identity
from zaiton.kit import clock
from zaiton.kit.api import PROBLEM_SCHEMA

STATES = ("", "open", "returned", "closed")


class CaseLineOut(Schema):
    """A case in the list. ``state``: open, returned (to be corrected by the applicant) or closed."""

    id: str
    number: str
    type: str
    version: str
    applicant: str
    state: str
    outcome: str
    opened_at: datetime
    promised_on: date | None
    provisional: bool


class CaseOut(CaseLineOut):
    """A case: ``steps`` in order, ``schedule`` with the end of each, ``correction`` what is asked, ``seq`` its version."""

    seq: int
    facts: dict[str, Any]
    correction: dict[str, Any]
    steps: list[dict[str, Any]]
    schedule: dict[str, Any]
    papers: list[dict[str, Any]]


class WithdrawIn(Schema):
    """Why it is withdrawn, and the version of the case that was read."""

    reason: str = ""
    version: int | None = None


@router.get(
    "cases", auth=identity.TokenAuth(READ), response={200: dict[str, Any], **PROBLEM_SCHEMA}, summary="One's cases"
)
def list_cases(request: HttpRequest, state: str = "", after: int | None = None) -> HttpResponse:
    """The newest fifty cases of the holder and of companies they act for; ``after`` continues from ``next``."""
    if state not in STATES:
        raise BodyUnreadable("state", part="state")
    found = cases_mine(person_of(request), at=clock.now(), state=state, after=after, only=bound_to(request))
    more = found[-1].position if len(found) == PAGE else None
    return json_response({"cases": [_line(line) for line in found], "next": more})


@router.post(
    "cases",
    auth=identity.TokenAuth(WRITE),
    response={201: CaseOut, **PROBLEM_SCHEMA},
    summary="Apply",
    openapi_extra=BODY,
)
def apply(request: HttpRequest) -> HttpResponse:
    """Submit facts and files under the version in force, whole or not at all; refused with everything that is wrong."""
    sent, bound, at = sent_of(request), bound_to(request), clock.now()
    if bound and sent.organisation not in ("", bound):
        raise NoSuchCase
    try:
        _all_asked(sent, day_of(at))
        case = case_open(
            person=person_of(request),
            organisation=sent.organisation or bound,
            type=sent.type,
            data=sent.facts,
            uploads=sent.uploads,
            at=at,
            language=get_language() or "zh-hans",
        )
    except AnswersRefused as refusal:
        return answers_refused(request, refusal)
    return json_response(_document(own_case(request, case, at), day_of(at)), 201)


@router.get(
    "cases/{public_id}",
    auth=identity.TokenAuth(READ),
    response={200: CaseOut, **PROBLEM_SCHEMA},
    summary="A case with its steps and schedule",
)
def one_case(request: HttpRequest, public_id: str) -> HttpResponse:
    """Whose turn it is, what each step waits for and until when, under the version the case was made with."""
    at = clock.now()
    return json_response(_document(own_case(request, public_id, at), day_of(at)))


@router.post(
    "cases/{public_id}/correction",
    auth=identity.TokenAuth(WRITE),
    response={200: CaseOut, **PROBLEM_SCHEMA},
    summary="Correct what is asked",
    openapi_extra=BODY,
)
def correct(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer everything that ``correction`` of the case names, at once. 409 where ``version`` is not the case's any more."""
    sent, at = sent_of(request), clock.now()
    own_case(request, public_id, at)
    try:
        correction_answer(
            person=person_of(request),
            case=public_id,
            data=sent.facts,
            uploads=sent.uploads,
            version=sent.version,
            at=at,
        )
    except AnswersRefused as refusal:
        return answers_refused(request, refusal)
    return json_response(_document(own_case(request, public_id, at), day_of(at)))


@router.post(
    "cases/{public_id}/withdraw",
    auth=identity.TokenAuth(WRITE),
    response={200: CaseOut, **PROBLEM_SCHEMA},
    summary="Withdraw an application",
)
def withdraw(request: HttpRequest, public_id: str, body: WithdrawIn) -> HttpResponse:
    """End every step still open; what was decided stays as it is."""
    at = clock.now()
    own_case(request, public_id, at)
    case_withdraw(person=person_of(request), case=public_id, reason=body.reason, version=body.version, at=at)
    return json_response(_document(own_case(request, public_id, at), day_of(at)))


def _all_asked(sent: Sent, today: date) -> None:
    """A machine that sends what the form does not ask has the wrong form before it; a draft would leave it out in silence."""
    definition = definition_in_force(sent.type, today)
    found = problems(definition, values_of(definition, sent.facts))
    if found:
        raise AnswersRefused(found)


def own_case(request: HttpRequest, public_id: str, at: datetime) -> CaseCard:
    """The case where the token's holder is its applicant, and for a bound token its company; else ``NoSuchCase``."""
    card, bound = case_for(person_of(request), public_id, at=at), bound_to(request)
    if card.viewer != "applicant" or (bound and card.organisation != bound):
        raise NoSuchCase
    return card


def _line(line: CaseLine) -> dict[str, Any]:
    return {
        "id": line.public_id,
        "number": line.number,
        "type": line.type,
        "version": line.definition.sha256,
        "applicant": line.applicant_name,
        "state": line.state,
        "outcome": line.outcome,
        "opened_at": line.opened_at,
        "promised_on": line.promised_on,
        "provisional": line.provisional or rests_on_unpublished(line.promised_on),
    }


def _document(card: CaseCard, today: date) -> dict[str, Any]:
    definition = card.definition
    asks = {
        step: {name: asked[name] for name in ("facts", "materials", "why", "due_on")}
        for step, asked in card.correction.get("asks", {}).items()
    }
    return {
        "id": card.public_id,
        "number": card.number,
        "type": definition.name,
        "version": definition.sha256,
        "applicant": card.applicant_name,
        "state": card.state,
        "outcome": card.outcome,
        "opened_at": card.opened_at,
        "promised_on": card.promised_on,
        "provisional": card.provisional or rests_on_unpublished(card.promised_on),
        "seq": card.version,
        "facts": dict(card.facts),
        "correction": {**card.correction, "asks": asks} if card.correction else {},
        "steps": [_step(card, step) for step in card.steps],
        "schedule": _schedule(card, today),
        "papers": [
            {"material": file.material, "name": file.name, "size": file.size, "sha256": file.sha256}
            for file in card.files
            if not file.replaced
        ],
    }


def _step(card: CaseCard, step: Any) -> dict[str, Any]:
    planned = card.definition.plan.steps[card.definition.plan.index[step.step]]
    return {
        "step": step.step,
        "item": step.item,
        "title": both(card.definition.item(step.item).title),
        "kind": step.kind,
        "organ": both(card.definition.role(step.role).organ),
        "state": step.state,
        "after": list(planned.after),
        "due_on": step.due_on,
        "provisional": step.provisional,
        "decided_at": step.decided_at,
        "reason": step.reason if step.state in ("done", "refused") else "",
        "refused_because_of": step.cause if step.state == "refused" else "",
    }


def _schedule(card: CaseCard, today: date) -> dict[str, Any]:
    found = schedule_of(card, today)
    return {
        "ends": dict(found.ends),
        "forecast": found.forecast,
        "one_after_another": found.serial,
        "late": list(found.late),
        "provisional": found.provisional,
    }
