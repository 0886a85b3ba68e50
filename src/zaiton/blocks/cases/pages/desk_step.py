"""The page of one step for officers and supervisors: what it rests on, how long there is, and what may be done.

Every form carries the version of the case it was made for. When the case has moved on meanwhile, the page says so, shows the
case as it is now, and keeps what was typed.
"""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zaiton.base.refusals import NotFound, Refusal
from zaiton.blocks.cases.domain.graph import ISSUE
from zaiton.blocks.cases.pages.asking import version_of
from zaiton.blocks.cases.pages.desk import officers_only
from zaiton.blocks.cases.pages.desk_acts import DO, acted
from zaiton.blocks.cases.pages.desk_forms import FORMS, StepForm
from zaiton.blocks.cases.pages.desk_showing import (
    clock_shown,
    elsewhere_lines,
    grounds_shown,
    had_lines,
    state_shown,
    table_shown,
)
from zaiton.blocks.cases.pages.desk_words import role_title, said_of, step_address
from zaiton.blocks.cases.pages.words import office, step_title, told
from zaiton.blocks.cases.queries.cases import journal_of
from zaiton.blocks.cases.queries.clocks import day_of
from zaiton.blocks.cases.queries.stepping import StepView, answer_for, step_for
from zaiton.blocks.identity import public as identity
from zaiton.kit import clock


@never_cache
@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def step_page(request: HttpRequest, public_id: str, step: str) -> HttpResponse:
    """A step; sent, one act on it. An applicant who is an officer as well sees the case, not the office's side of it."""
    person, at = identity.person_of(request).public_id, clock.now()
    view = step_for(person, public_id, step, at=at)
    if view.case.viewer == "applicant":
        return redirect("cases:case", public_id=public_id)
    if request.method != "POST":
        return _shown(request, view, at)
    act = request.POST.get("act", "")
    if act not in DO:
        return _shown(request, view, at)
    form = FORMS[act](view, _people(view), request.POST) if act in FORMS else None
    if form is not None and not form.is_valid():
        return _shown(request, view, at, form)
    known = {"person": person, "case": public_id, "step": step, "at": at, "version": version_of(request)}
    typed = {**(form.cleaned_data if form else {}), "decision": request.POST.get("decision", "")}
    try:
        sentence = acted(act, known, typed)
    except NotFound:
        raise
    except Refusal as refusal:
        return _refused(request, person, view, form, refusal, at)
    messages.success(request, gettext(sentence))
    return HttpResponseRedirect(step_address(public_id, step))


def _refused(
    request: HttpRequest, person: str, view: StepView, form: StepForm | None, refusal: Refusal, at: datetime
) -> HttpResponse:
    """The page as the case stands now, with the refusal in words and what was typed kept."""
    said = said_of(refusal, view.case.definition)
    now = step_for(person, view.case.public_id, view.step.step, at=at)
    if form is None:
        return _shown(request, now, at, trouble=said, status=refusal.status)
    kept = type(form)(now, _people(now), request.POST)
    kept.full_clean()
    kept.add_error(refusal.field if refusal.field in kept.fields else None, said)
    return _shown(request, now, at, kept, status=refusal.status)


def _shown(
    request: HttpRequest,
    view: StepView,
    at: datetime,
    form: StepForm | None = None,
    *,
    trouble: str = "",
    status: int = 0,
) -> HttpResponse:
    definition, people, events = view.case.definition, _people(view), journal_of(view.case)
    forms: dict[str, Any] = {act: FORMS[act](view, people) for act in FORMS if act in view.acts}
    if form is not None:
        forms[form.act] = form
    context = {
        "view": view,
        "case": view.case,
        "title": step_title(definition, view.step.step),
        "type": told(definition.title),
        "office": office(definition, view.step.role),
        "role": role_title(view.step.role, definition),
        "issue": view.step.kind == ISSUE,
        "output": told(view.item.output),
        "state": state_shown(view, day_of(at)),
        "grounds": grounds_shown(view, events),
        "elsewhere": elsewhere_lines(view.case, identity.person_of(request).public_id, at),
        "table": table_shown(view, answer_for(view, at=at), events),
        "clock": clock_shown(view, day_of(at)),
        "had": had_lines(view, events),
        "acts": view.acts,
        "forms": forms,
        "open_form": form.act if form else "",
        "form": form,
        "trouble": trouble,
    }
    return render(request, "cases/step.html", context, status=status or (422 if form else 200))


def _people(view: StepView) -> list[tuple[str, str]]:
    names = identity.names_of(view.passing)
    return sorted(((person, names.get(person, person)) for person in view.passing), key=lambda pair: pair[1])
