"""Entries by hand: proposed by one officer, booked or refused by another."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from zaiton.base.money import parse
from zaiton.blocks.identity.public import login_required, names_of
from zaiton.blocks.money.actions.proposals import entry_approve, entry_propose, entry_refuse
from zaiton.blocks.money.domain.entries import Line
from zaiton.blocks.money.domain.proposals import ProposalCard
from zaiton.blocks.money.pages.asking import attempted, go, overseer, page
from zaiton.blocks.money.queries.accounts import account_card
from zaiton.blocks.money.queries.proposals import proposals
from zaiton.kit import clock

TAGS = {"proposed": "proposed", "approved": "approved", "rejected": "refused"}


class EntryForm(forms.Form):
    """An entry of two lines."""

    debit = forms.CharField(label=gettext_lazy("Account that is debited"), max_length=60)
    credit = forms.CharField(label=gettext_lazy("Account that is credited"), max_length=60)
    amount = forms.CharField(label=gettext_lazy("Amount"), max_length=20)
    business_date = forms.DateField(
        label=gettext_lazy("Business day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    words = forms.CharField(label=gettext_lazy("Why"), max_length=300)
    document = forms.CharField(label=gettext_lazy("Document"), required=False, max_length=120)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def entries_page(request: HttpRequest) -> HttpResponse:
    """What is proposed and was decided, and a form for a new one."""
    person = overseer(request)
    act = request.POST.get("act", "")
    form = EntryForm(request.POST if act == "propose" else None, initial={"business_date": clock.today()})
    deciding = forms.Form(request.POST if act in ("approve", "refuse") else None)
    if act == "propose" and form.is_valid() and attempted(form, lambda: _propose(form.cleaned_data, person.actor)):
        messages.success(request, gettext("Proposed; another person can book it now."))
        return go("entries")
    if deciding.is_bound and deciding.is_valid() and attempted(deciding, lambda: _decide(request, act, person.actor)):
        messages.success(request, gettext("Done."))
        return go("entries")
    found = proposals()
    people = names_of({name.removeprefix("person/") for one in found for name in (one.maker, one.checker) if name})
    context = {
        "form": deciding if deciding.is_bound else form,
        "new_form": form,
        "rows": [_row(one, people, person.actor) for one in found],
    }
    return page(request, "entries", context)


def _propose(data: dict[str, Any], actor: str) -> ProposalCard:
    minor = parse(data["amount"], account_card(data["debit"]).currency)
    return entry_propose(
        lines=(Line(data["debit"], minor), Line(data["credit"], -minor)),
        business_date=data["business_date"],
        words=data["words"],
        document=data["document"],
        actor=actor,
        at=clock.now(),
    )


def _decide(request: HttpRequest, act: str, actor: str) -> ProposalCard:
    name = request.POST.get("proposal", "")
    if act == "approve":
        return entry_approve(name, actor=actor, at=clock.now())
    return entry_refuse(name, reason=request.POST.get("reason", ""), actor=actor, at=clock.now())


def _row(card: ProposalCard, people: Any, actor: str) -> dict[str, Any]:
    lines = [
        {"account": code, "amount": amount, "currency": account_card(code).currency}
        for code, amount in card.content["lines"]
    ]
    return {
        "card": card,
        "lines": lines,
        "tag": TAGS[card.state],
        "maker": people.get(card.maker.removeprefix("person/"), card.maker),
        "checker": people.get(card.checker.removeprefix("person/"), card.checker),
        "mine": card.maker == actor,
        "words": card.content["words"],
        "day": card.content["business_date"],
    }
