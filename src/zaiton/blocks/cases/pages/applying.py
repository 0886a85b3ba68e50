"""Applying: a draft that is filled in and saved, looked through once more, and submitted.

The form is drawn from the version in force. Which papers are asked follows from what is typed: told anew while typing, and by
"Save and check" without script. What registers hold is shown and not asked.
"""

from collections.abc import Mapping
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zaiton.base.refusals import NotFound, Refusal
from zaiton.blocks.cases.actions.submissions import case_submit, draft_begin, draft_remove, draft_save
from zaiton.blocks.cases.domain.refusals import DefinitionChanged, Stale
from zaiton.blocks.cases.pages.asking import refused, refused_paper, version_of
from zaiton.blocks.cases.pages.changes import changes_since
from zaiton.blocks.cases.pages.fact_form import FactForm, form_for, shown
from zaiton.blocks.cases.pages.uploads import missing_papers, paper_fields, typed, uploads_of
from zaiton.blocks.cases.pages.words import day_words, days_left, item_names, names, said, told
from zaiton.blocks.cases.queries.cases import case_for
from zaiton.blocks.cases.queries.clocks import day_of, rests_on_unpublished
from zaiton.blocks.cases.queries.drafts import DraftCard, draft_for
from zaiton.blocks.cases.queries.registers import facts_of_registers, register_values
from zaiton.blocks.cases.queries.so_far import SoFar, so_far
from zaiton.blocks.identity import public as identity
from zaiton.kit import clock

CHECK = "check"


@require_http_methods(["GET", "HEAD", "POST"])
@identity.login_required
def apply(request: HttpRequest, name: str) -> HttpResponse:
    """Begin an application, for the organisation that the form names or the person, and go to it."""
    if request.method != "POST":
        return redirect("cases:type", name=name)
    draft = draft_begin(
        person=identity.person_of(request).public_id,
        organisation=request.POST.get("organisation", ""),
        type=name,
        at=clock.now(),
    )
    return redirect("cases:draft", public_id=draft)


@require_http_methods(["GET", "HEAD", "POST"])
@identity.login_required
def draft_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """The form with what was typed so far; sent, it is saved as it is, and with "Save and check" looked through."""
    person, at = identity.person_of(request).public_id, clock.now()
    card = draft_for(person, public_id, at=at)
    if request.method != "POST":
        return _draft_answer(request, card, person, at, _form(card, person, at, None), {})
    form, checking = _form(card, person, at, request.POST), request.POST.get("act") == CHECK
    errors: dict[str, str] = {}
    try:
        uploads = uploads_of(request, [paper.id for paper in card.definition.materials if not paper.register])
        data, version = typed(card.definition, request.POST), version_of(request)
        draft_save(person=person, draft=public_id, data=data, uploads=uploads, version=version, at=at)
    except NotFound:
        raise
    except Stale:
        form.add_error(
            None,
            gettext(
                "This application was saved in another window meanwhile. What is typed here is not saved yet: save it again to keep it in place of the other."
            ),
        )
        return _draft_answer(request, card, person, at, form, {}, 409)
    except Refusal as refusal:
        errors = refused_paper(form, refusal, {paper.id for paper in card.definition.materials})
        return _draft_answer(request, card, person, at, form, errors, 422)
    card = draft_for(person, public_id, at=at)
    if not checking:
        messages.success(request, gettext("Saved. You can go on later; you find it under “My applications”."))
        return redirect("cases:draft", public_id=public_id)
    errors = missing_papers(_so_far(card, card.data, person, at).applied.asked, card.files)
    if form.is_valid() and not errors:
        return redirect("cases:check", public_id=public_id)
    return _draft_answer(request, card, person, at, form, errors, 422)


@require_POST
@identity.login_required
def papers_fragment(request: HttpRequest, public_id: str) -> HttpResponse:
    """The papers that what is typed now calls for, and by when it would be done; nothing is saved."""
    person, at = identity.person_of(request).public_id, clock.now()
    card = draft_for(person, public_id, at=at)
    found = _so_far(card, typed(card.definition, request.POST), person, at)
    return render(request, "cases/draft.html#papers", _papers(card, found, {}, day_of(at)))


@require_safe
@identity.login_required
def check_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everything that will be submitted, each line with a way back to change it."""
    person, at = identity.person_of(request).public_id, clock.now()
    card = draft_for(person, public_id, at=at)
    found = _so_far(card, card.data, person, at)
    form = _form(card, person, at, _as_sent(card.data))
    if card.changed or not form.is_valid() or missing_papers(found.applied.asked, card.files):
        return redirect("cases:draft", public_id=public_id)
    return render(request, "cases/check.html", _check(card, found, form, at))


@require_POST
@identity.login_required
def submit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Submit a draft that was looked through; refused, the draft is as it was and the page says why."""
    person, at = identity.person_of(request).public_id, clock.now()
    try:
        case = case_submit(person=person, draft=public_id, at=at, language=get_language() or "zh-hans")
    except NotFound:
        raise
    except DefinitionChanged as refusal:
        messages.warning(request, said(refusal))
        return redirect("cases:draft", public_id=public_id)
    except Refusal as refusal:
        card = draft_for(person, public_id, at=at)
        form = _form(card, person, at, _as_sent(card.data))
        refused(form, refusal)
        return _draft_answer(request, card, person, at, form, {}, refusal.status)
    return redirect("cases:submitted", public_id=case)


@require_safe
@identity.login_required
def submitted_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """The confirmation: number, promised day, what happens next."""
    at = clock.now()
    case = case_for(identity.person_of(request).public_id, public_id, at=at)
    today = day_of(at)
    context = {
        "case": case,
        "title": told(case.definition.title),
        "left": days_left(case.promised_on, today, rests_on_unpublished(case.promised_on)),
        "provisional": rests_on_unpublished(case.promised_on),
        "promised": day_words(case.promised_on) if case.promised_on else "",
    }
    return render(request, "cases/submitted.html", context)


@require_POST
@identity.login_required
def remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Throw a draft away with its files."""
    draft_remove(person=identity.person_of(request).public_id, draft=public_id, at=clock.now())
    messages.success(request, gettext("Removed."))
    return redirect("cases:mine")


def _form(card: DraftCard, person: str, at: datetime, data: QueryDict | None) -> FactForm:
    return form_for(card.definition, data=data, initial=card.data, registered=_registered(card, person, at))


def _registered(card: DraftCard, person: str, at: datetime) -> Mapping[str, str]:
    known = register_values(person=person, organisation=card.organisation, at=at)
    return facts_of_registers(card.definition, known)


def _so_far(card: DraftCard, data: Mapping[str, str], person: str, at: datetime) -> SoFar:
    return so_far(card.definition, data, _registered(card, person, at), at=at)


def _as_sent(data: Mapping[str, str]) -> QueryDict:
    sent = QueryDict(mutable=True)
    sent.update(data)
    return sent


def _draft_answer(
    request: HttpRequest,
    card: DraftCard,
    person: str,
    at: datetime,
    form: FactForm,
    errors: Mapping[str, str],
    status: int = 200,
) -> HttpResponse:
    data = typed(card.definition, form.data) if form.is_bound else card.data
    registered = _registered(card, person, at)
    context = {
        "card": card,
        "title": told(card.definition.title),
        "form": form,
        "wrong": bool(form.is_bound and form.errors) or bool(errors),
        "changes": changes_since(card.begun_with, card.definition) if card.changed else None,
        "silent": [
            told(fact.title)
            for fact in card.definition.facts
            if fact.register and fact.required and fact.name not in registered
        ],
        **_papers(card, _so_far(card, data, person, at), errors, day_of(at)),
    }
    return render(request, "cases/draft.html", context, status=status)


def _papers(card: DraftCard, found: SoFar, errors: Mapping[str, str], today: object) -> dict[str, object]:
    """What the part of the form on papers shows."""
    applied, definition = found.applied, card.definition
    open_facts = [told(definition.fact(name).title) for name in applied.undetermined]
    needed = [item.id for item in definition.items if item.id not in applied.left_out]
    return {
        "card": card,
        "paper_errors": errors,
        "papers": paper_fields(definition, applied.asked, card.files, applied.merged, errors),
        "held": [told(definition.material(name).title) for name in applied.held],
        "open_papers": applied.open_papers,
        "undetermined": names(open_facts),
        "needed": item_names(definition, needed),
        "saved": applied.merged.saved,
        "separately": applied.merged.separately,
        "promised": day_words(found.promised_on) if found.promised_on else "",
        "left": days_left(found.promised_on, today, found.provisional),
        "fee_fen": found.fee_fen,
    }


def _check(card: DraftCard, found: SoFar, form: FactForm, at: datetime) -> dict[str, object]:
    language = get_language() or "zh-hans"
    return {
        **_papers(card, found, {}, day_of(at)),
        "title": told(card.definition.title),
        "registered": form.registered,
        "facts": [
            {"name": fact.name, "title": told(fact.title), "value": shown(fact, found.facts.get(fact.name), language)}
            for fact in card.definition.facts
            if not fact.register
        ],
    }
