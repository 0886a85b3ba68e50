"""One inventory list: how its tax comes about, its course; cancelled or reported as going back by its company, decided by customs."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from zaiton.base.text import gettext_noop
from zaiton.blocks.identity.public import Unseen, login_required, names_of
from zaiton.kit import clock
from zaiton.services.retail_tax.actions.confirming import Outcome
from zaiton.services.retail_tax.actions.disputing import said
from zaiton.services.retail_tax.actions.releasing import inventories_inspect, inventories_release
from zaiton.services.retail_tax.actions.returning import inventory_cancel, return_ask, return_done, return_refuse
from zaiton.services.retail_tax.pages.asking import Asker, asker, attempted, go, page
from zaiton.services.retail_tax.pages.words import step_word, tag
from zaiton.services.retail_tax.queries.books import PROPOSE
from zaiton.services.retail_tax.queries.inventories import InventoryCard, inventory_card

EVENTS = {
    "inspected": gettext_noop("Stopped for inspection"),
    "released": gettext_noop("Released by customs"),
    "cancelled": gettext_noop("Cancelled before release"),
    "return_asked": gettext_noop("Goods go back"),
    "return_refused": gettext_noop("Goods may not go back"),
    "returned": gettext_noop("Goods are back, bill void"),
    "closed": gettext_noop("Closed: the days for returns are over"),
}
OF_CUSTOMS = {
    "accepted": ("release", "inspect"),
    "inspection": ("release", "cancel"),
    "returning": ("return_done", "return_refuse"),
}
OF_COMPANY = {"accepted": ("cancel",), "released": ("return_ask",)}
WORDS = {
    "release": gettext_noop("Release"),
    "inspect": gettext_noop("Stop it for inspection"),
    "cancel": gettext_noop("Cancel it"),
    "return_ask": gettext_noop("Report that the goods go back"),
    "return_done": gettext_noop("The goods are back"),
    "return_refuse": gettext_noop("Refuse that they go back"),
}
"""What can be done with a list, by whom, from which state."""


class ReasonForm(forms.Form):
    """Why it is done."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, required=False)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def list_page(request: HttpRequest, number: str) -> HttpResponse:
    """One list for its company and for customs, with what each may do."""
    found = asker(request)
    card = inventory_card(number, found.seen)
    acts = _acts(card, found)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act not in acts:
            raise Unseen
        if form.is_valid() and attempted(form, lambda: _done(act, card, form, found)):
            messages.success(request, gettext("Done."))
            return go("list", card.invt_no)
    people = names_of({step.actor.removeprefix("person/") for step in card.steps})
    context = {
        **list_row(card),
        "form": form if acts else None,
        "acts": [(act, gettext(WORDS[act])) for act in acts],
        "officer": found.all,
        "lines": [
            {**line, "steps": [{**step, "word": step_word(step["step"])} for step in line["steps"]]}
            for line in card.lines
        ],
        "steps": [
            {
                "at": step.at,
                "words": gettext(EVENTS[step.event]) if step.event in EVENTS else step.event,
                "reason": step.reason,
                "by": people.get(step.actor.removeprefix("person/"), ""),
            }
            for step in card.steps
        ],
    }
    return page(request, "list", context)


def list_row(card: InventoryCard) -> dict[str, Any]:
    """A list with its state in words and what an officer should look at."""
    flags = [gettext(flag["words"]).format(**flag) for flag in card.flags]
    return {"card": card, "tag": tag("inventory", card.state), "flags": flags}


def _acts(card: InventoryCard, found: Asker) -> tuple[str, ...]:
    if found.all:
        return OF_CUSTOMS.get(card.state, ())
    theirs = bool(card.organisation) and card.organisation in found.acting(PROPOSE)
    return OF_COMPANY.get(card.state, ()) if theirs else ()


def _done(act: str, card: InventoryCard, form: ReasonForm, found: Asker) -> None:
    reason, number = form.cleaned_data["reason"], card.invt_no
    given: dict[str, Any] = {"actor": found.actor, "at": clock.now()}
    mine = None if found.all else found.acting(PROPOSE)
    if act == "release":
        _one(inventories_release([number], reason=reason, **given))
    elif act == "inspect":
        _one(inventories_inspect([number], reason=said(reason), **given))
    elif act == "cancel":
        inventory_cancel(number, reason=reason, organisations=mine, **given)
    elif act == "return_ask":
        return_ask(number, reason=reason, organisations=mine, **given)
    elif act == "return_refuse":
        return_refuse(number, reason=reason, **given)
    else:
        return_done(number, **given)


def _one(outcomes: tuple[Outcome, ...]) -> None:
    for one in outcomes:
        if one.refusal is not None:
            raise one.refusal
