"""The page of a case for whoever may see it, the part of it that keeps itself up to date, its papers and its receipt."""

from dataclasses import replace
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from zaiton.blocks.cases.pages import delivery, showing
from zaiton.blocks.cases.pages.certificates import certificates_by_item
from zaiton.blocks.cases.pages.desk_case import officer_steps
from zaiton.blocks.cases.pages.journal import actors_of, journal_lines
from zaiton.blocks.cases.pages.pictures import case_graph, case_timeline
from zaiton.blocks.cases.pages.words import case_status, office, term, told
from zaiton.blocks.cases.queries.cases import CaseCard, case_for, file_content, journal_of, ratings_of
from zaiton.blocks.cases.queries.clocks import day_of, rests_on_unpublished
from zaiton.blocks.identity import public as identity
from zaiton.kit import clock

LIVE = "live"


@require_safe
@identity.login_required
def case_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """A case: whose turn it is, its steps, what came of them, its papers and journal. The part ``live`` alone for a poll.

    A poll that names the version it shows (``seen``) gets 204 while nothing changed.
    """
    at = clock.now()
    person = identity.person_of(request).public_id
    case = case_for(person, public_id, at=at)
    fragment = getattr(request, "htmx", None) and request.htmx.target == LIVE
    if fragment and request.GET.get("seen") == str(case.version):
        return HttpResponse(status=204)
    context = {
        **case_context(case, day_of(at)),
        "officer_steps": officer_steps(case, person),
        "papers_delivery": delivery.panel(case, person),
    }
    return render(request, "cases/case.html#live" if fragment else "cases/case.html", context)


@require_safe
@identity.login_required
def receipt_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """The acceptance notice to print: number, time, facts, papers, promised day, and who decides what within which limit."""
    at = clock.now()
    case = case_for(identity.person_of(request).public_id, public_id, at=at)
    context = {
        "case": case,
        "title": told(case.definition.title),
        "facts": showing.fact_lines(case),
        "papers": [line for line in showing.paper_lines(case) if not line["file"].replaced],
        "items": _limits(case),
        "appeal": told(case.definition.appeal),
        "not_needed": showing.not_needed(case),
        "provisional": rests_on_unpublished(case.promised_on),
        "printed_at": at,
    }
    return render(request, "cases/receipt.html", context)


@require_safe
@identity.login_required
def paper(request: HttpRequest, public_id: str, file_id: str) -> HttpResponse:
    """A paper of the case as a file to keep, never shown inside the site."""
    at = clock.now()
    case = case_for(identity.person_of(request).public_id, public_id, at=at)
    card, content = file_content(case, file_id)
    response = HttpResponse(content, content_type=card.media_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, card.name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def case_context(case: CaseCard, today: date) -> dict[str, object]:
    """What the page of a case shows."""
    events = journal_of(case)
    people = identity.names_of([*actors_of(events), *(s.officer for s in case.steps if s.officer)])
    ratings = ratings_of(case)
    steps, certificates = showing.step_lines(case, today), certificates_by_item(case, today)
    return {
        "case": case,
        "title": told(case.definition.title),
        "status": case_status(case.state, case.outcome),
        "turn": showing.turn_of(case, today),
        "provisional": showing.provisional(case),
        "steps": [{"line": line, "officer": people.get(line.officer, "")} for line in steps],
        "not_needed": showing.not_needed(case),
        "items": [replace(one, certificate=certificates.get(one.id)) for one in showing.item_lines(case, ratings)],
        "asks": showing.asked_lines(case),
        "facts": showing.fact_lines(case),
        "papers": showing.paper_lines(case),
        "journal": journal_lines(case, events, people),
        "graph": case_graph(case, today),
        "timeline": case_timeline(case, today),
        "appeal": told(case.definition.appeal),
        "mine": case.viewer == "applicant",
    }


def _limits(case: CaseCard) -> list[dict[str, str]]:
    """The items that are needed, each with the authority that decides and its limit."""
    needed = {step.item for step in case.steps if step.state != "skipped"}
    return [
        {
            "title": told(item.title),
            "article": item.limit.article,
            "office": office(case.definition, item.roles[0]),
            "limit": term(item.limit),
        }
        for item in case.definition.items
        if item.id in needed
    ]
