"""How papers reach the applicant: the panel on the page of a case, the choice, and what the office marks."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zaiton.base.refusals import NotFound, Refusal
from zaiton.base.text import gettext_noop
from zaiton.blocks.cases.actions.delivering import case_delivery_choose, case_delivery_mark
from zaiton.blocks.cases.domain.refusals import NoSuchCase
from zaiton.blocks.cases.pages.asking import HouseForm, refused
from zaiton.blocks.cases.pages.words import said, told
from zaiton.blocks.cases.queries.cases import CaseCard
from zaiton.blocks.cases.queries.delivering import CaseDelivery, delivery_for, delivery_seen
from zaiton.blocks.identity import public as identity
from zaiton.kit import clock

WAY_WORDS = {
    "download": gettext_noop("I download the files"),
    "post": gettext_noop("By post to an address"),
    "counter": gettext_noop("I collect them at the counter, all in one trip"),
}
WAYS_SHORT = {
    "download": gettext_noop("Download"),
    "post": gettext_noop("By post"),
    "counter": gettext_noop("At the counter, in one trip"),
}
STATE_WORDS = {
    "chosen": gettext_noop("Chosen; can still be changed"),
    "packed": gettext_noop("Packed"),
    "sent": gettext_noop("Sent"),
    "arrived": gettext_noop("Arrived"),
    "collected": gettext_noop("Collected"),
    "returned": gettext_noop("Came back; choose anew"),
}
STEP_WORDS = STATE_WORDS | {"chosen": gettext_noop("Way chosen"), "returned": gettext_noop("Came back")}
STATE_TAGS = {
    "chosen": "waiting",
    "packed": "running",
    "sent": "running",
    "arrived": "delivered",
    "collected": "done",
    "returned": "returned",
}
MARK_WORDS = {
    "packed": gettext_noop("Mark as packed"),
    "sent": gettext_noop("Mark as sent"),
    "arrived": gettext_noop("Mark as arrived"),
    "returned": gettext_noop("Mark as come back"),
    "collected": gettext_noop("Mark as handed over"),
}
BY_POST = gettext_lazy("Fill this in for delivery by post.")


class ChoiceForm(HouseForm):
    """The way, and an address for the one that needs it."""

    way = forms.ChoiceField(label=gettext_lazy("How you want your papers"), widget=forms.RadioSelect)
    recipient = forms.CharField(label=gettext_lazy("Recipient"), required=False, help_text=BY_POST)
    address = forms.CharField(label=gettext_lazy("Address"), required=False, help_text=BY_POST)
    telephone = forms.CharField(label=gettext_lazy("Telephone"), required=False, help_text=BY_POST)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = [(way, gettext(words)) for way, words in WAY_WORDS.items()]
        self.fields["way"].error_messages["required"] = gettext("Choose one of the three ways.")
        self.fields["address"].widget.attrs["class"] = "wide"


class MarkForm(HouseForm):
    """What happened to the delivery, with what has to be said of it."""

    carrier = forms.CharField(label=gettext_lazy("Carrier"), required=False)
    tracking = forms.CharField(label=gettext_lazy("Number of the letter"), required=False)
    words = forms.CharField(label=gettext_lazy("Remark"), required=False, max_length=300)

    def __init__(self, *args: object, sending: bool = False, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name in ("carrier", "tracking"):
            self.fields[name].required = sending


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@identity.login_required
def delivery_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """The applicant chooses here until everything is packed; an officer of the case marks what happened."""
    person, at = identity.person_of(request).public_id, clock.now()
    seen = delivery_for(person, public_id, at=at)
    if not seen.gives or not seen.address_shown:
        raise NoSuchCase
    if request.method != "POST":
        return _shown(request, seen)
    return _chosen(request, seen, person, at) if seen.case.viewer == "applicant" else _marked(request, seen, person, at)


def panel(case: CaseCard, person: str) -> dict[str, Any] | None:
    """What the page of a case says of the delivery; None for a case that gives out nothing."""
    seen = delivery_seen(case, person)
    return _words(seen) if seen.gives else None


def _chosen(request: HttpRequest, seen: CaseDelivery, person: str, at: datetime) -> HttpResponse:
    form = ChoiceForm(request.POST)
    if form.is_valid():
        try:
            case_delivery_choose(person=person, case=seen.case.public_id, at=at, **form.cleaned_data)
        except NotFound:
            raise
        except Refusal as refusal:
            refused(form, refusal)
        else:
            messages.success(request, gettext("Kept. You can change it until the papers are packed."))
            return redirect("cases:case", public_id=seen.case.public_id)
    return _shown(request, seen, choice=form)


def _marked(request: HttpRequest, seen: CaseDelivery, person: str, at: datetime) -> HttpResponse:
    state = request.POST.get("state", "")
    form = MarkForm(request.POST, sending=state == "sent" and state in seen.marks)
    if form.is_valid():
        try:
            case_delivery_mark(person=person, case=seen.case.public_id, state=state, at=at, **form.cleaned_data)
        except NotFound:
            raise
        except Refusal as refusal:
            if refusal.field not in form.fields:
                now = delivery_for(person, seen.case.public_id, at=at)
                return _shown(request, now, trouble=said(refusal), status=refusal.status)
            refused(form, refusal)
        else:
            messages.success(request, gettext("Marked."))
            return redirect("cases:delivery", public_id=seen.case.public_id)
    return _shown(request, seen, mark=form)


def _shown(
    request: HttpRequest,
    seen: CaseDelivery,
    *,
    choice: ChoiceForm | None = None,
    mark: MarkForm | None = None,
    trouble: str = "",
    status: int = 0,
) -> HttpResponse:
    form = choice or mark
    context = {
        **_words(seen),
        "seen": seen,
        "case": seen.case,
        "title": told(seen.case.definition.title),
        "mine": seen.case.viewer == "applicant",
        "choice": choice or (ChoiceForm(initial=_initial(seen)) if seen.may_choose else None),
        "mark": mark or (MarkForm(sending="sent" in seen.marks) if seen.marks else None),
        "marks": [{"state": state, "word": gettext(MARK_WORDS[state])} for state in seen.marks],
        "sending": "sent" in seen.marks,
        "form": form,
        "trouble": trouble,
    }
    return render(request, "cases/delivery.html", context, status=status or (422 if form else 200))


def _initial(seen: CaseDelivery) -> dict[str, str]:
    found = seen.delivery
    if found is None:
        return {"recipient": seen.case.applicant_name}
    to = found.to
    return {
        "way": found.way,
        "recipient": to.recipient or seen.case.applicant_name,
        "address": to.address,
        "telephone": to.telephone,
    }


def _words(seen: CaseDelivery) -> dict[str, Any]:
    found = seen.delivery
    if found is None:
        return {"delivery": None, "may_choose": seen.may_choose, "office": not seen.may_choose and seen.address_shown}
    moving = found.way != "download"
    people = identity.names_of(step.actor.removeprefix("person/") for step in found.steps)
    return {
        "delivery": found,
        "may_choose": seen.may_choose,
        "office": seen.case.viewer == "officer" and seen.address_shown,
        "way": gettext(WAYS_SHORT[found.way]),
        "state": gettext(STATE_WORDS[found.state]) if moving else "",
        "tag": STATE_TAGS[found.state] if moving else "",
        "steps": [
            {
                "at": step.at,
                "word": gettext(STEP_WORDS[step.state]),
                "who": people.get(step.actor.removeprefix("person/"), "") if seen.case.viewer != "applicant" else "",
                "words": step.words,
            }
            for step in reversed(found.steps)
        ],
    }
