"""Agreements drawn up and signed by three parties, and paying a document by one that is in force."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from zaiton.base.money import parse
from zaiton.blocks.identity.public import PersonCard, Unseen, login_required, names_of
from zaiton.blocks.money.actions.agreeing import agreement_draw_up, agreement_step
from zaiton.blocks.money.actions.channels import channels
from zaiton.blocks.money.actions.paying import document_pay
from zaiton.blocks.money.domain.agreements import SIGNING, AgreementCard, after
from zaiton.blocks.money.domain.instructions import InstructionCard
from zaiton.blocks.money.pages.asking import asker, attempted, go, page
from zaiton.blocks.money.pages.words import AGREEMENT_ACTS, AGREEMENT_EVENTS, AGREEMENT_TAGS
from zaiton.blocks.money.queries.seeing import PAY, agreement_seen, agreements_for, may_sign, sees_all
from zaiton.kit import clock

CURRENCY = "CNY"
OFFICERS_ACTS = ("bank_signs", "customs_accepts", "suspended", "resumed", "terminated")
ENTERPRISE_ACTS = ("enterprise_signs", "terminated")


class AgreementForm(forms.Form):
    """An agreement to be drawn up for the organisation one acts for."""

    number = forms.CharField(label=gettext_lazy("Number of the agreement"), max_length=60)
    channel = forms.ChoiceField(
        label=gettext_lazy("Bank"),
        choices=lambda: [(name, _title(name)) for name in channels if name not in ("treasury", "customs")],
    )
    account = forms.CharField(label=gettext_lazy("Account that is debited"), max_length=34)
    account_name = forms.CharField(label=gettext_lazy("Name of the account"), max_length=140)
    limit = forms.CharField(label=gettext_lazy("Most for one payment, in yuan"), required=False, max_length=20)


class PayForm(forms.Form):
    """A document to be paid by an agreement."""

    agreement = forms.ChoiceField(label=gettext_lazy("Payment agreement"))
    document = forms.CharField(label=gettext_lazy("Document that is paid"), max_length=100)
    amount = forms.CharField(label=gettext_lazy("Amount in yuan"), max_length=20)

    def __init__(self, usable: list[AgreementCard], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreement"].choices = [(one.public_id, f"{one.number} {one.account_name}") for one in usable]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def agreements_page(request: HttpRequest) -> HttpResponse:
    """The agreements one may see, and a form for a new one of the organisation one acts for."""
    person = asker(request)
    form = AgreementForm(request.POST or None) if person.acting_for else None
    if form is not None and form.is_valid():
        made: list[AgreementCard] = []
        if attempted(form, lambda: made.append(_draw_up(form.cleaned_data, person))):
            return go("agreement", made[0].public_id)
    rows = [_row(card) for card in agreements_for(person.public_id, at=clock.now())]
    return page(request, "agreements", {"rows": rows, "form": form, "organisation": person.acting_for})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def agreement_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """One agreement: who signed when, and the step this person may take."""
    person = asker(request)
    card = agreement_seen(person.public_id, public_id, at=clock.now())
    acts = _acts(card, person)
    form = forms.Form(request.POST if request.method == "POST" else None)
    act = request.POST.get("act", "")
    if request.method == "POST" and form.is_valid():
        if act not in acts:
            raise Unseen
        if attempted(form, lambda: agreement_step(public_id, act, actor=person.actor, at=clock.now())):
            messages.success(request, gettext("Done."))
            return go("agreement", public_id)
    people = names_of({step.actor.removeprefix("person/") for step in card.steps})
    context = {
        **_row(card),
        "form": form,
        "bank": _title(card.channel),
        "acts": [(name, gettext(AGREEMENT_ACTS[name]), name in SIGNING) for name in acts],
        "steps": [
            {
                "at": step.at,
                "words": gettext(AGREEMENT_EVENTS[step.data["event"]]),
                "by": people.get(step.actor.removeprefix("person/"), step.actor),
            }
            for step in card.steps
        ],
    }
    return page(request, "agreement", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def pay_page(request: HttpRequest) -> HttpResponse:
    """Pay a document by an agreement in force; its money is held from that moment."""
    person = asker(request)
    usable = [one for one in agreements_for(person.public_id, scope=PAY, at=clock.now()) if one.state == "active"]
    form = PayForm(usable, request.POST or None)
    if form.is_valid():
        made: list[InstructionCard] = []
        if attempted(form, lambda: made.append(_pay(form.cleaned_data, usable, person.actor))):
            return go("payment", made[0].public_id)
    return page(request, "pay", {"form": form, "usable": usable})


def _pay(data: dict[str, Any], usable: list[AgreementCard], actor: str) -> InstructionCard:
    agreement = next(one for one in usable if one.public_id == data["agreement"])
    return document_pay(
        agreement,
        document=data["document"],
        amount=parse(data["amount"], CURRENCY),
        currency=CURRENCY,
        business_date=clock.today(),
        actor=actor,
        at=clock.now(),
    )


def _draw_up(data: dict[str, Any], person: PersonCard) -> AgreementCard:
    return agreement_draw_up(
        data["number"].strip(),
        organisation=person.acting_for.public_id if person.acting_for else "",
        channel=data["channel"],
        account=data["account"].strip(),
        account_name=data["account_name"].strip(),
        currency=CURRENCY,
        limit=parse(data["limit"], CURRENCY) if data["limit"] else None,
        actor=person.actor,
        at=clock.now(),
    )


def _acts(card: AgreementCard, person: PersonCard) -> list[str]:
    acts: list[str] = []
    if may_sign(person.public_id, card, at=clock.now()):
        acts += ENTERPRISE_ACTS
    elif sees_all(person.public_id):
        acts += OFFICERS_ACTS
    return [name for name in acts if after(card.state, name)]


def _row(card: AgreementCard) -> dict[str, Any]:
    return {"card": card, "tag": AGREEMENT_TAGS[card.state]}


def _title(channel: str) -> str:
    title = channels[channel].title
    return title.en if (get_language() or "").startswith("en") else title.zh
