"""Payments: the list, one with all its steps, and what an officer may do about it."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from zaiton.base.money import parse
from zaiton.blocks.identity.public import Unseen, login_required
from zaiton.blocks.money.actions.instructing import instruction_cancel, instruction_refund
from zaiton.blocks.money.actions.sending import instruction_ask
from zaiton.blocks.money.domain.instructions import STATES, InstructionCard
from zaiton.blocks.money.pages.asking import asker, attempted, go, number_in, overseer, page
from zaiton.blocks.money.pages.words import TAGS, WHAT_NOW, event_words, state_words
from zaiton.blocks.money.queries.instructions import instruction_card
from zaiton.blocks.money.queries.seeing import instruction_for, instructions_for, sees_all
from zaiton.kit import clock

PAGE = 50
ACTS = ("ask", "cancel", "refund")


class RefundForm(forms.Form):
    """How much is given back."""

    amount = forms.CharField(label=gettext_lazy("Amount to refund"), max_length=20)


@require_safe
@login_required
def payments_page(request: HttpRequest) -> HttpResponse:
    """The payments one may see, the newest first, of one state where it is chosen."""
    person = asker(request)
    state = request.GET.get("state", "")
    chosen = (state,) if state in STATES else ()
    before = number_in(request.GET.get("before", ""))
    found, more = instructions_for(person.public_id, states=chosen, before=before, limit=PAGE, at=clock.now())
    query = {"state": state} if chosen else {}
    context = {
        "rows": [_row(card) for card in found],
        "state": state if chosen else "",
        "states": [(name, state_words(name)) for name in STATES],
        "all": sees_all(person.public_id),
        "first_address": f"?{urlencode(query)}" if before else "",
        "next_address": f"?{urlencode({**query, 'before': more})}" if more else "",
    }
    return page(request, "payments", context)


@require_safe
@login_required
def payment_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """One payment: how it stands, what happens next, every step."""
    return page(request, "payment", _context(request, public_id))


@require_safe
@login_required
def payment_state(request: HttpRequest, public_id: str) -> HttpResponse:
    """How it stands and its steps, for the page that looks again by itself while its end is open."""
    return page(request, "payment_state", _context(request, public_id))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def payment_act(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    """Ask now, cancel, refund: for officers and administrators."""
    person = overseer(request)
    card = instruction_card(public_id)
    if name not in _acts(card):
        raise Unseen
    given = request.POST if request.method == "POST" else None
    form = RefundForm(given) if name == "refund" else forms.Form(given)
    if request.method == "POST" and form.is_valid():

        def act() -> None:
            _do(name, card, form.cleaned_data, person.actor)

        if attempted(form, act):
            messages.success(request, gettext("Done: {state}").format(state=state_words(_state(public_id))))
            return go("payment", public_id)
    return page(request, "payment_act", {"card": card, "form": form, "act": name, "tag": TAGS[card.state]})


def _do(name: str, card: InstructionCard, data: dict[str, Any], actor: str) -> None:
    at = clock.now()
    if name == "ask":
        instruction_ask(card.public_id, at=at)
    elif name == "cancel":
        instruction_cancel(card.public_id, actor=actor, at=at)
    else:
        amount = parse(data["amount"], card.currency)
        instruction_refund(card.public_id, amount=amount, business_date=clock.today(), actor=actor, at=at)


def _state(public_id: str) -> str:
    return instruction_card(public_id).state


def _acts(card: InstructionCard) -> tuple[str, ...]:
    possible = {
        "ask": card.state in ("sent", "unknown"),
        "cancel": card.state == "queued" and card.sent_at is None,
        "refund": card.state == "settled" and card.purpose != "refund",
    }
    return tuple(name for name in ACTS if possible[name])


def _context(request: HttpRequest, public_id: str) -> dict[str, Any]:
    person = asker(request)
    card = instruction_for(person.public_id, public_id, at=clock.now())
    steps = [
        {"at": one.at, "words": event_words(one.event), "said": _said(one.data), "actor": one.actor}
        for one in card.steps
    ]
    return {
        **_row(card),
        "steps": steps,
        "what_now": gettext(WHAT_NOW[card.state]),
        "acts": _acts(card) if sees_all(person.public_id) else (),
    }


def _said(data: Any) -> str:
    return " ".join(gettext(str(data[name])) for name in ("code", "words", "reference") if data.get(name))


def _row(card: InstructionCard) -> dict[str, Any]:
    return {"card": card, "tag": TAGS[card.state]}
