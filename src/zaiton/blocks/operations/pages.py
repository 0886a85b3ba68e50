"""The operators' pages: the queue with what got stuck on top, one piece of work, and what is run regularly."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zaiton.base.refusals import NotFound, Refusal
from zaiton.base.text import gettext_noop
from zaiton.blocks.identity.public import ADMINISTRATOR, login_required, person_of
from zaiton.blocks.operations import queries
from zaiton.blocks.operations.actions import job_drop, job_retry
from zaiton.blocks.operations.domain import WHY_MOST, Operator, operator_of
from zaiton.kit.clock import now
from zaiton.kit.pages.statuses import STATUSES
from zaiton.kit.work.queue import COUNTED_MOST

STATUS = {state: {"waiting": "queued", "done": "completed"}.get(state, state) for state in queries.STATES}
"""The status shown for each state: a case waits for something else than a queue does."""
STATE_WORDS = {state: STATUSES[status].word for state, status in STATUS.items()}


class WhyForm(forms.Form):
    """Why work is struck out."""

    why = forms.CharField(label=gettext_lazy("Why it is struck out"), max_length=WHY_MOST)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD"])
def list_page(request: HttpRequest) -> HttpResponse:
    """Fifty at a time, newest first, of one state where one is chosen; the ticks below."""
    operator, at = _operator(request), now()
    state = request.GET.get("state", "") if request.GET.get("state", "") in queries.STATES else ""
    given = request.GET.get("before", "")
    before = int(given) if given.isdecimal() and len(given) < 19 else None
    found = queries.jobs_for(operator, state=state, before=before, limit=queries.PAGE + 1)
    shown = found[: queries.PAGE]
    context = {
        "rows": [{"job": card, "status": STATUS[card.state]} for card in shown],
        "chosen": state,
        "filters": _filters(queries.counts_for(operator), state),
        "late_since": queries.late_since(operator, at),
        "ticks": queries.ticks_for(operator, at),
        "first_address": _address(state=state) if before is not None else "",
        "next_address": _address(state=state, before=shown[-1].id) if len(found) > len(shown) else "",
    }
    return render(request, "operations/list.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def job_page(request: HttpRequest, number: int) -> HttpResponse:
    """One piece of work with its error and its data; send it again, or strike it out and say why."""
    operator, form = _operator(request), WhyForm(request.POST if request.POST.get("do") == "drop" else None)
    if request.method == "POST" and (not form.is_bound or form.is_valid()):
        try:
            _do(request, operator, number, form)
        except NotFound:
            raise
        except Refusal as refusal:
            _refused(request, refusal)
        return HttpResponseRedirect(reverse("work:job", args=[number]))
    card = queries.job_for(operator, number)
    context = {"job": card, "status": STATUS[card.state], "form": form}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "operations/job.html", context, status=status)


def frame(request: HttpRequest) -> dict[str, Any]:
    """The way here, for whoever looks after the installation."""
    person = person_of(request)
    if person is None or ADMINISTRATOR not in person.roles:
        return {}
    return {"administrator_links": [{"address": reverse("work:list"), "title": gettext("Background work")}]}


def _operator(request: HttpRequest) -> Operator:
    person = person_of(request)
    assert person is not None
    return operator_of(actor=person.actor, roles=person.roles)


def _do(request: HttpRequest, operator: Operator, number: int, form: WhyForm) -> None:
    if request.POST.get("do") == "retry":
        job_retry(operator, number, at=now())
        messages.success(request, gettext("It is tried again within a few seconds."))
    elif form.is_bound:
        job_drop(operator, number, why=form.cleaned_data["why"], at=now())
        messages.success(request, gettext("Struck out."))


def _refused(request: HttpRequest, refusal: Refusal) -> None:
    said = {**refusal.data, "state": gettext(STATE_WORDS.get(refusal.data.get("state", ""), ""))}
    messages.error(request, f"{gettext(refusal.message).format(**said)} {refusal.remedy(gettext)}")


def _filters(counts: dict[str, int], chosen: str) -> list[dict[str, Any]]:
    def line(state: str, word: str) -> dict[str, Any]:
        count = counts.get(state)
        many = "" if count is None else f"{COUNTED_MOST}+" if count > COUNTED_MOST else str(count)
        return {"word": gettext(word), "count": many, "address": _address(state=state), "here": state == chosen}

    return [line("", gettext_noop("All")), *(line(state, word) for state, word in STATE_WORDS.items())]


def _address(**query: Any) -> str:
    kept = urlencode({name: value for name, value in query.items() if value})
    return f"{reverse('work:list')}{'?' if kept else ''}{kept}"


app_name = "work"
urlpatterns = [path("", list_page, name="list"), path("<int:number>/", job_page, name="job")]
