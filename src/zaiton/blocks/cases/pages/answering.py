"""What an applicant does in a running case: answer a correction all at once, take the application back, grade what was decided."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from zaiton.base.refusals import NotFound, Refusal
from zaiton.blocks.cases.actions.corrections import correction_answer
from zaiton.blocks.cases.actions.ratings import item_rate
from zaiton.blocks.cases.actions.withdrawing import case_withdraw
from zaiton.blocks.cases.domain.refusals import NoSuchCase
from zaiton.blocks.cases.pages import showing
from zaiton.blocks.cases.pages.asking import RatingForm, WithdrawForm, refused, refused_paper, version_of
from zaiton.blocks.cases.pages.fact_form import form_for
from zaiton.blocks.cases.pages.uploads import missing_papers, paper_fields, typed, uploads_of
from zaiton.blocks.cases.pages.words import told
from zaiton.blocks.cases.queries.cases import CaseCard, case_for, ratings_of
from zaiton.blocks.cases.queries.clocks import day_of
from zaiton.blocks.cases.queries.so_far import so_far
from zaiton.blocks.identity import public as identity
from zaiton.kit import clock


@require_http_methods(["GET", "HEAD", "POST"])
@identity.login_required
def withdraw_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Asks once more before the application is taken back; then takes it back."""
    person, at = identity.person_of(request).public_id, clock.now()
    case = _own(person, public_id, at)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            reason, version = form.cleaned_data["reason"], version_of(request)
            case_withdraw(person=person, case=public_id, reason=reason, version=version, at=at)
        except NotFound:
            raise
        except Refusal as refusal:
            refused(form, refusal)
        else:
            messages.success(request, gettext("The application was withdrawn. What was decided before stays as it is."))
            return redirect("cases:case", public_id=public_id)
    issued = [line for line in showing.item_lines(case, ()) if line.status == "done"]
    context = {"case": case, "title": told(case.definition.title), "form": form, "decided": issued}
    return render(request, "cases/withdraw.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@identity.login_required
def rate_page(request: HttpRequest, public_id: str, item: str) -> HttpResponse:
    """One of five grades for an item that was decided, with words to it."""
    person, at = identity.person_of(request).public_id, clock.now()
    case = _own(person, public_id, at)
    line = next((one for one in showing.item_lines(case, ratings_of(case)) if one.id == item), None)
    if line is None:
        raise NoSuchCase
    form = RatingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            grade, words = int(form.cleaned_data["grade"]), form.cleaned_data["words"]
            item_rate(person=person, case=public_id, item=item, grade=grade, words=words, at=at)
        except NotFound:
            raise
        except Refusal as refusal:
            refused(form, refusal)
        else:
            messages.success(request, gettext("Thank you. A bad grade is looked into and answered on this page."))
            return redirect("cases:case", public_id=public_id)
    context = {"case": case, "title": told(case.definition.title), "item": line, "form": form}
    return render(request, "cases/rate.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@identity.login_required
def correction_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """The form for exactly what is asked to be corrected, under the version the case was made with; answered all at once.

    Papers that the corrected facts call for anew are asked beside it.
    """
    person, at = identity.person_of(request).public_id, clock.now()
    case = _own(person, public_id, at)
    if case.state != "returned":
        return redirect("cases:case", public_id=public_id)
    asked = case.correction["facts"]
    data = request.POST if request.method == "POST" else None
    form = form_for(case.definition, data=data, initial=dict(case.facts), only=asked)
    errors: dict[str, str] = {}
    papers = _papers_asked(case, {}, at)
    if data is not None:
        given = {name: text for name, text in typed(case.definition, data).items() if name in asked}
        papers = _papers_asked(case, given, at)
        uploads = uploads_of(request, papers)
        errors = missing_papers(papers, {upload.material for upload in uploads})
        if form.is_valid() and not errors:
            try:
                version = version_of(request)
                correction_answer(person=person, case=public_id, data=given, uploads=uploads, version=version, at=at)
            except NotFound:
                raise
            except Refusal as refusal:
                errors = refused_paper(form, refusal, papers)
            else:
                said = gettext("Thank you. Everything asked for was corrected; the authorities go on.")
                messages.success(request, said)
                return redirect("cases:case", public_id=public_id)
    wrong = bool(form.is_bound and form.errors) or bool(errors)
    context = {
        "case": case,
        "title": told(case.definition.title),
        "turn": showing.turn_of(case, day_of(at)),
        "asks": showing.asked_lines(case),
        "form": form,
        "wrong": wrong,
        "papers": paper_fields(case.definition, papers, {}, errors=errors),
    }
    return render(request, "cases/correction.html", context, status=422 if wrong else 200)


def _papers_asked(case: CaseCard, given: Mapping[str, str], at: datetime) -> list[str]:
    """The papers to be handed in with the correction: those asked for, and those that the facts call for and are not there."""
    asked = list(case.correction["materials"])
    if given:
        held = {f.name: case.facts[f.name] for f in case.definition.facts if f.register and f.name in case.facts}
        called_for = so_far(case.definition, {**case.facts, **given}, held, at=at).applied
        there = {file.material for file in case.files if not file.replaced}
        asked += [name for name in called_for.asked if name not in there and name not in called_for.open_papers]
    return list(dict.fromkeys(asked))


def _own(person: str, public_id: str, at: datetime) -> CaseCard:
    """The case where the person is its applicant; officers have a page of their own."""
    case = case_for(person, public_id, at=at)
    if case.viewer != "applicant":
        raise NoSuchCase
    return case


def _status(form: Form) -> int:
    return 422 if form.is_bound and form.errors else 200
