"""Tax bills of a company: the list, one with its lines explained, a line disputed and the dispute withdrawn."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zaiton.blocks.identity.public import login_required
from zaiton.kit import clock
from zaiton.services.retail_tax.actions.disputing import REASON_MOST, dispute_withdraw, line_dispute
from zaiton.services.retail_tax.domain.states import BILL_STATES
from zaiton.services.retail_tax.pages.asking import asker, attempted, company_choices, go, number_in, page
from zaiton.services.retail_tax.pages.words import bill_kind, step_word, tag
from zaiton.services.retail_tax.queries.books import PAGE, PROPOSE, BillCard, bill_card, bill_steps, bills_page


class DisputeForm(forms.Form):
    """A line, and why it is wrong."""

    line = forms.TypedChoiceField(label=gettext_lazy("Line that is disputed"), coerce=int)
    reason = forms.CharField(
        label=gettext_lazy("Why it is wrong"), max_length=REASON_MOST, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, card: BillCard, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = [
            (line.gnum, f"{line.gnum} {line.gcode} {line.name}".strip()) for line in card.lines if not line.dispute
        ]


@require_safe
@login_required
def bills_list(request: HttpRequest) -> HttpResponse:
    """Tax bills, the newest first, of one state or one payment book where it is chosen."""
    found = asker(request)
    state, book = request.GET.get("state", ""), request.GET.get("book", "")[:24]
    chosen = (state,) if state in BILL_STATES else ()
    before = number_in(request.GET.get("before", ""))
    cards = bills_page(found.seen, states=chosen, book=book, before=before)
    asked = {"state": state if chosen else "", "book": book, "company": found.chosen}
    query = {name: value for name, value in asked.items() if value}
    context = {
        "rows": [{"card": card, "tag": tag("bill", card.state), "kind": bill_kind(card.kind)} for card in cards],
        "states": [(name, gettext(words)) for name, words in BILL_STATES.items()],
        "state": asked["state"],
        "book": book,
        "companies": company_choices(found),
        "chosen": found.chosen,
        "first_address": f"?{urlencode(query)}" if before else "",
        "next_address": f"?{urlencode({**query, 'before': cards[-1].place})}" if len(cards) == PAGE else "",
    }
    return page(request, "bills", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def bill_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """One bill: every amount with its steps; while it is not confirmed a line can be disputed."""
    found = asker(request)
    card = bill_card(public_id, found.seen)
    mine = found.acting(PROPOSE)
    open_lines = [line for line in card.lines if not line.dispute]
    may = card.organisation in mine and card.kind == "tax" and card.state in ("generated", "consolidated", "disputed")
    form = DisputeForm(card, request.POST if request.method == "POST" else None) if may and open_lines else None
    if request.method == "POST" and form is not None and form.is_valid():
        given = form.cleaned_data

        def act() -> None:
            line_dispute(
                card.public_id,
                given["line"],
                reason=given["reason"],
                organisations=mine,
                actor=found.actor,
                at=clock.now(),
            )

        if attempted(form, act):
            messages.success(request, gettext("Disputed: customs answer it. The bill has left its payment book."))
            return go("bill", card.public_id)
    steps = bill_steps(card.public_id)
    context = {
        "card": card,
        "tag": tag("bill", card.state),
        "kind": bill_kind(card.kind),
        "lines": [
            {"card": line, "steps": [{**step, "word": step_word(step["step"])} for step in steps.get(line.gnum, ())]}
            for line in card.lines
        ],
        "form": form,
        "may": card.organisation in mine,
    }
    return page(request, "bill", context)


@require_POST
@login_required
def dispute_undo(request: HttpRequest, public_id: str, dispute: str) -> HttpResponse:
    """Withdraw a dispute."""
    found = asker(request)
    card = bill_card(public_id, found.seen)
    form = forms.Form(request.POST)
    if form.is_valid() and attempted(
        form,
        lambda: dispute_withdraw(dispute, organisations=found.acting(PROPOSE), actor=found.actor, at=clock.now()),
    ):
        messages.success(request, gettext("The dispute is withdrawn."))
    else:
        messages.error(request, " ".join(form.non_field_errors()))
    return go("bill", card.public_id)
