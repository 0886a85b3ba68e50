"""Guarantees: a company files one and sees what is left of it; customs accepts it under a scheme, refuses it, gives it back."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from zaiton.base.money import parse
from zaiton.base.text import gettext_noop
from zaiton.blocks.identity.public import Unseen, login_required
from zaiton.kit import clock
from zaiton.services.retail_tax.actions.guarantees import (
    Filing,
    guarantee_accept,
    guarantee_file,
    guarantee_refuse,
    guarantee_release,
    guarantee_withdraw,
)
from zaiton.services.retail_tax.pages.asking import Asker, asker, attempted, go, number_in, page
from zaiton.services.retail_tax.pages.words import tag
from zaiton.services.retail_tax.queries.books import PROPOSE
from zaiton.services.retail_tax.queries.securities import PAGE, GuaranteeCard, guarantee_card, guarantees_page
from zaiton.services.retail_tax.queries.settlement import USUAL, schemes

KINDS = {
    "letter": gettext_noop("Letter of a bank"),
    "insurance": gettext_noop("Tariff guarantee insurance"),
    "cash": gettext_noop("Cash deposit"),
}


class FilingForm(forms.Form):
    """What the document of a guarantee says."""

    number = forms.CharField(label=gettext_lazy("Number of the document"), max_length=40)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=lambda: [(name, gettext(words)) for name, words in KINDS.items()]
    )
    assure_code = forms.CharField(label=gettext_lazy("Code of the guaranteed enterprise"), max_length=18)
    customs_code = forms.CharField(label=gettext_lazy("Customs district"), max_length=4)
    beneficiary = forms.CharField(label=gettext_lazy("Beneficiary (customs)"), max_length=200)
    guarantor = forms.CharField(label=gettext_lazy("Guarantor"), max_length=200)
    obligation = forms.CharField(label=gettext_lazy("Obligation that is guaranteed"), max_length=500)
    limit = forms.CharField(label=gettext_lazy("Amount, in yuan"), max_length=20)
    valid_from = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    valid_until = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    liability = forms.CharField(label=gettext_lazy("Liability"), max_length=500, required=False)


class DecisionForm(forms.Form):
    """Under which scheme it is accepted, or why it is refused or given back."""

    scheme = forms.ChoiceField(label=gettext_lazy("How its bills are settled"), required=False)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=1000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chinese = (get_language() or "").startswith("zh")
        self.fields["scheme"].choices = [
            (one.code, (one.title_zh if chinese else one.title_en) or one.code) for one in schemes()
        ]
        self.fields["scheme"].initial = USUAL


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def guarantees_list(request: HttpRequest) -> HttpResponse:
    """Guarantees, the newest first; a company files another."""
    found = asker(request)
    company = _company(found)
    form = FilingForm(request.POST if request.method == "POST" else None) if company else None
    if request.method == "POST" and form is None:
        raise Unseen
    if request.method == "POST" and form is not None and form.is_valid():
        made: list[str] = []
        if attempted(form, lambda: made.append(_filed(form, company, found))):
            messages.success(request, gettext("Filed: customs decides on it."))
            return go("guarantee", made[0])
    before = number_in(request.GET.get("before", ""))
    cards = guarantees_page(found.seen, before=before)
    query = {"company": found.chosen} if found.chosen else {}
    context = {
        "rows": [_row(card) for card in cards],
        "form": form,
        "first_address": f"?{urlencode(query)}" if before else "",
        "next_address": f"?{urlencode({**query, 'before': cards[-1].place})}" if len(cards) == PAGE else "",
    }
    return page(request, "guarantees", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def guarantee_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """One guarantee with what is left of it, and what this person may do."""
    found = asker(request)
    card = guarantee_card(public_id, found.seen)
    acts = _acts(card, found)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act not in acts:
            raise Unseen
        if form.is_valid() and attempted(form, lambda: _decided(act, card, form, found)):
            messages.success(request, gettext("Done."))
            return go("guarantee", card.public_id)
    return page(request, "guarantee", {**_row(card), "form": form if acts else None, "acts": acts})


def _filed(form: FilingForm, company: str, found: Asker) -> str:
    data = dict(form.cleaned_data)
    filing = Filing(limit_fen=parse(data.pop("limit"), "CNY"), **data)
    return guarantee_file(filing, organisation=company, actor=found.actor, at=clock.now())


def _decided(act: str, card: GuaranteeCard, form: DecisionForm, found: Asker) -> None:
    given: dict[str, Any] = {"actor": found.actor, "at": clock.now()}
    data = form.cleaned_data
    if act == "accept":
        guarantee_accept(card.public_id, settlement=data["scheme"] or USUAL, own=found.companies, **given)
    elif act == "refuse":
        guarantee_refuse(card.public_id, reason=data["reason"], own=found.companies, **given)
    elif act == "release":
        guarantee_release(card.public_id, reason=data["reason"], **given)
    else:
        guarantee_withdraw(card.public_id, organisations=found.acting(PROPOSE), **given)


def _acts(card: GuaranteeCard, found: Asker) -> list[str]:
    acts = []
    if found.all:
        acts += {"filed": ["accept", "refuse"], "accepted": ["release"], "expired": ["release"]}.get(card.state, [])
    if card.state == "filed" and card.organisation and card.organisation in found.acting(PROPOSE):
        acts.append("withdraw")
    return acts


def _company(found: Asker) -> str:
    mine = found.acting(PROPOSE)
    acting = found.person.acting_for.public_id if found.person.acting_for else ""
    wanted = found.chosen or acting
    return wanted if wanted in mine else (mine[0] if len(mine) == 1 else "")


def _row(card: GuaranteeCard) -> dict[str, Any]:
    return {"card": card, "tag": tag("guarantee", card.state), "kind": gettext(KINDS[card.kind])}
