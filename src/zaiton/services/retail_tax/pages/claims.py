"""Claims: a company claims back tax that was paid wrongly; customs grants an amount of it or refuses it."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from zaiton.base.money import parse, plain
from zaiton.blocks.identity.public import Unseen, login_required
from zaiton.kit import clock
from zaiton.services.retail_tax.actions.claiming import claim_answer, claim_make, claim_withdraw
from zaiton.services.retail_tax.pages.asking import Asker, asker, attempted, go, number_in, page
from zaiton.services.retail_tax.pages.words import tag
from zaiton.services.retail_tax.queries.books import PROPOSE, bill_card
from zaiton.services.retail_tax.queries.securities import PAGE, ClaimCard, claim_card, claims_page


class ClaimForm(forms.Form):
    """Which bill, how much of it, and why."""

    bill = forms.CharField(label=gettext_lazy("Number of the tax bill"), max_length=24)
    amount = forms.CharField(label=gettext_lazy("Amount, in yuan"), max_length=20)
    reason = forms.CharField(
        label=gettext_lazy("Why too much was paid"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class VerdictForm(forms.Form):
    """What customs decides."""

    amount = forms.CharField(label=gettext_lazy("Amount that is granted, in yuan"), max_length=20, required=False)
    answer = forms.CharField(
        label=gettext_lazy("Answer to the company"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def claims_list(request: HttpRequest) -> HttpResponse:
    """Claims, the newest first; a company makes another."""
    found = asker(request)
    mine = found.acting(PROPOSE)
    form = None
    if mine:
        wanted = {"bill": request.GET.get("bill", "")[:24]}
        form = ClaimForm(request.POST if request.method == "POST" else None, initial=wanted)
    if request.method == "POST" and form is None:
        raise Unseen
    if request.method == "POST" and form is not None and form.is_valid():
        made: list[str] = []
        if attempted(form, lambda: made.append(_made(form, found))):
            messages.success(request, gettext("Claimed: customs decides on it."))
            return go("claim", made[0])
    before = number_in(request.GET.get("before", ""))
    cards = claims_page(found.seen, before=before)
    query = {"company": found.chosen} if found.chosen else {}
    context = {
        "rows": [{"card": card, "tag": tag("claim", card.state)} for card in cards],
        "form": form,
        "first_address": f"?{urlencode(query)}" if before else "",
        "next_address": f"?{urlencode({**query, 'before': cards[-1].place})}" if len(cards) == PAGE else "",
    }
    return page(request, "claims", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def claim_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """One claim: customs decides on it, the company withdraws it while it can."""
    found = asker(request)
    card = claim_card(public_id, found.seen)
    decides = found.all and card.state == "made"
    withdraws = card.state == "made" and bool(card.organisation) and card.organisation in found.acting(PROPOSE)
    posted = request.method == "POST"
    act = request.POST.get("act", "")
    form = VerdictForm(request.POST if posted else None, initial={"amount": plain(card.amount_fen, "CNY")})
    if posted and act == "withdraw" and withdraws:
        form = forms.Form(request.POST)
    elif posted and not (decides and act in ("grant", "refuse")):
        raise Unseen
    if posted and form.is_valid() and attempted(form, lambda: _acted(act, card, form, found)):
        messages.success(request, gettext("Done."))
        return go("claim", card.public_id)
    context: dict[str, Any] = {"card": card, "tag": tag("claim", card.state)}
    context |= {"form": form if decides else None, "withdraws": withdraws}
    return page(request, "claim", context)


def _made(form: ClaimForm, found: Asker) -> str:
    data = form.cleaned_data
    mine = found.acting(PROPOSE)
    return claim_make(
        bill_card(data["bill"], mine).public_id,
        amount_fen=parse(data["amount"], "CNY"),
        reason=data["reason"],
        organisations=mine,
        actor=found.actor,
        at=clock.now(),
    )


def _acted(act: str, card: ClaimCard, form: forms.Form, found: Asker) -> None:
    given: dict[str, Any] = {"actor": found.actor, "at": clock.now()}
    if act == "withdraw":
        claim_withdraw(card.public_id, organisations=found.acting(PROPOSE), **given)
        return
    data = form.cleaned_data
    amount = parse(data["amount"], "CNY") if act == "grant" else None
    claim_answer(card.public_id, amount_fen=amount, answer=data["answer"], own=found.companies, **given)
