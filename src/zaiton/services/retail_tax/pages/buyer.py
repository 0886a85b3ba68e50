"""Who a buyer is: an officer says why, the look is evidence, and number and name stand on the answer alone."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from zaiton.base.text import gettext_noop
from zaiton.blocks.identity.public import login_required
from zaiton.kit import clock
from zaiton.services.retail_tax.actions.disputing import REASON_MOST
from zaiton.services.retail_tax.actions.looking import Person, buyer_look
from zaiton.services.retail_tax.pages.asking import attempted, officer, page
from zaiton.services.retail_tax.queries.inventories import inventory_card

DOCUMENTS = {"1": gettext_noop("Resident identity card"), "2": gettext_noop("Another identity document")}


class LookForm(forms.Form):
    """Why the number is needed."""

    reason = forms.CharField(
        label=gettext_lazy("What you need the number for"),
        help_text=gettext_lazy("The log keeps your name, the time, this inventory list and the reason."),
        max_length=REASON_MOST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def buyer_page(request: HttpRequest, number: str) -> HttpResponse:
    """The masked number and the form; after a reason the plain number, once: loading the page anew asks anew."""
    found = officer(request)
    card = inventory_card(number, None)
    form = LookForm(request.POST if request.method == "POST" else None)
    seen: list[Person] = []
    if request.method == "POST" and form.is_valid():
        given = {"reason": form.cleaned_data["reason"], "own": found.companies, "actor": found.actor}
        attempted(form, lambda: seen.append(buyer_look(card.invt_no, at=clock.now(), **given)))
    person = seen[0] if seen else None
    context = {
        "card": card,
        "form": None if person else form,
        "person": person,
        "document": gettext(DOCUMENTS[person.id_type]) if person and person.id_type in DOCUMENTS else "—",
    }
    response = page(request, "buyer", context)
    response["Cache-Control"] = "no-store"
    return response
