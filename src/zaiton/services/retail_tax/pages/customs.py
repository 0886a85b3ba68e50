"""Customs' desk: inventory lists released or stopped many at once, one list with how its tax comes about, disputes answered."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from zaiton.base.money import parse, plain
from zaiton.blocks.identity.public import login_required
from zaiton.kit import clock
from zaiton.services.retail_tax.actions.confirming import Outcome
from zaiton.services.retail_tax.actions.disputing import REASON_MOST, Taxes, dispute_answer, said
from zaiton.services.retail_tax.actions.releasing import inventories_inspect, inventories_release
from zaiton.services.retail_tax.pages.asking import Asker, attempted, go, number_in, officer, page, refusal_text
from zaiton.services.retail_tax.pages.lists import list_row
from zaiton.services.retail_tax.pages.words import tag
from zaiton.services.retail_tax.queries.inventories import (
    PAGE,
    DisputeCard,
    dispute_card,
    disputes_page,
    inventories_counted,
    inventories_page,
)

BOXES = ("accepted", "inspection", "released", "returning", "returned", "cancelled", "closed")
DECIDED = ("accepted", "inspection")
LONG, ENDS = 260, 120
"""Of a flag that is longer the desk shows both ends: what is listed begins it, what is wrong ends it. The page of the list has all of it."""


class DecideForm(forms.Form):
    """Which lists, and what becomes of them."""

    lists = forms.MultipleChoiceField(
        label=gettext_lazy("Inventory lists"),
        error_messages={"required": gettext_lazy("Tick at least one inventory list.")},
    )
    reason = forms.CharField(label=gettext_lazy("Reason that the agent is told"), max_length=500, required=False)

    def __init__(self, shown: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lists"].choices = [(number, number) for number in shown]


class AnswerForm(forms.Form):
    """What customs says to a dispute; the taxes of the line where it is upheld, in yuan."""

    answer = forms.CharField(
        label=gettext_lazy("Answer to the company"), max_length=REASON_MOST, widget=forms.Textarea(attrs={"rows": 3})
    )
    tariff = forms.CharField(label=gettext_lazy("Duty of the line, in yuan"), max_length=20, required=False)
    consumption = forms.CharField(
        label=gettext_lazy("Consumption tax of the line, in yuan"), max_length=20, required=False
    )
    vat = forms.CharField(label=gettext_lazy("Import VAT of the line, in yuan"), max_length=20, required=False)

    def taxes(self) -> Taxes:
        """The three amounts in fen. Raises ``AmountUnreadable``."""
        data = self.cleaned_data
        return Taxes(*(parse(data[name], "CNY") for name in ("tariff", "consumption", "vat")))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def customs_page(request: HttpRequest) -> HttpResponse:
    """The lists of one box, the oldest first; those that are ticked are released or stopped together."""
    found = officer(request)
    state = request.GET.get("state", "accepted")
    state = state if state in BOXES else "accepted"
    district, flagged = request.GET.get("customs", "")[:4], request.GET.get("flagged") == "1"
    after = number_in(request.GET.get("after", ""))
    cards = inventories_page(None, states=(state,), customs_code=district, flagged=flagged, after=after)
    asked = {"state": state, "customs": district, "flagged": "1" if flagged else ""}
    query = {name: value for name, value in asked.items() if value}
    form = DecideForm([card.invt_no for card in cards], request.POST if request.method == "POST" else None)
    refused: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        outcomes: list[Outcome] = []
        if attempted(form, lambda: outcomes.extend(_decided(request.POST.get("act", ""), form, found))):
            refused = [
                {"number": one.number, "why": refusal_text(one.refusal)} for one in outcomes if one.refusal is not None
            ]
            done = len(outcomes) - len(refused)
            if done:
                words = ngettext("{count} inventory list: done.", "{count} inventory lists: done.", done)
                messages.success(request, words.format(count=done))
            if not refused:
                return _back(query)
            cards = inventories_page(None, states=(state,), customs_code=district, flagged=flagged, after=after)
            form = DecideForm([card.invt_no for card in cards])
    counted = inventories_counted(None)
    context = {
        "rows": [{**(row := list_row(card)), "flags": [_short(words) for words in row["flags"]]} for card in cards],
        "form": form,
        "refused": refused,
        "boxes": [
            {
                "word": tag("inventory", name).word,
                "count": counted.get(name, 0),
                "state": name,
                "here": name == state,
            }
            for name in BOXES
        ],
        "box": tag("inventory", state).word,
        "state": state,
        "district": district,
        "flagged": flagged,
        "may": state in DECIDED,
        "picked": request.POST.getlist("lists") if form.is_bound else [],
        "disputes": len(disputes_page(None)),
        "first_address": f"?{urlencode(query)}" if after else "",
        "next_address": f"?{urlencode({**query, 'after': cards[-1].place})}" if len(cards) == PAGE else "",
    }
    return page(request, "customs", context)


@require_safe
@login_required
def disputes_list(request: HttpRequest) -> HttpResponse:
    """Disputes that wait for an answer, the oldest first; or those that ended."""
    officer(request)
    ended = request.GET.get("ended") == "1"
    after = number_in(request.GET.get("after", ""))
    cards = disputes_page(None, states=("upheld", "dismissed", "withdrawn") if ended else ("open",), after=after)
    query = {"ended": "1"} if ended else {}
    context = {
        "rows": [{"card": card, "tag": tag("dispute", card.state)} for card in cards],
        "ended": ended,
        "first_address": f"?{urlencode(query)}" if after else "",
        "next_address": f"?{urlencode({**query, 'after': cards[-1].place})}" if len(cards) == PAGE else "",
    }
    return page(request, "disputes", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def dispute_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """One dispute: the line as it stands, the reason, and the answer: upheld with new taxes, or dismissed."""
    found = officer(request)
    card = dispute_card(public_id, None)
    now = {name: plain(getattr(card, f"{name}_fen"), "CNY") for name in ("tariff", "consumption", "vat")}
    form = None
    if card.state == "open":
        form = AnswerForm(request.POST if request.method == "POST" else None, initial=now)
    if (
        request.method == "POST"
        and form is not None
        and form.is_valid()
        and attempted(form, lambda: _answered(request.POST.get("act", ""), card, form, found))
    ):
        messages.success(request, gettext("The company is answered."))
        return go("dispute", card.public_id)
    return page(
        request,
        "dispute",
        {"card": card, "tag": tag("dispute", card.state), "form": form, "own": card.organisation in found.companies},
    )


def _decided(act: str, form: DecideForm, found: Asker) -> tuple[Outcome, ...]:
    lists, reason, at = form.cleaned_data["lists"], form.cleaned_data["reason"], clock.now()
    if act == "inspect":
        return inventories_inspect(lists, reason=said(reason), actor=found.actor, at=at)
    return inventories_release(lists, reason=reason, actor=found.actor, at=at)


def _answered(act: str, card: DisputeCard, form: AnswerForm, found: Asker) -> None:
    taxes = form.taxes() if act == "uphold" else None
    dispute_answer(
        card.public_id,
        taxes=taxes,
        answer=form.cleaned_data["answer"],
        own=found.companies,
        actor=found.actor,
        at=clock.now(),
    )


def _short(words: str) -> str:
    return words if len(words) <= LONG else f"{words[:ENDS]} … {words[-ENDS:]}"


def _back(query: dict[str, str]) -> HttpResponse:
    answer = go("customs")
    answer["Location"] += f"?{urlencode(query)}"
    return answer
