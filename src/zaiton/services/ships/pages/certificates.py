"""An officer's act on a certificate of a ship: what it carries is told first, and the reason is read by everybody."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zaiton.base.refusals import NotFound, Refusal
from zaiton.base.text import Bilingual
from zaiton.blocks.cases.public import definition_known
from zaiton.blocks.identity import public as identity
from zaiton.blocks.papers.public import Card
from zaiton.kit import clock
from zaiton.services.ships.actions.certificates import certificate_act
from zaiton.services.ships.domain.refusals import NoSuchShip
from zaiton.services.ships.domain.words import FIRST, RESUME, REVOKE, SUSPEND
from zaiton.services.ships.pages.words import said, told
from zaiton.services.ships.queries.authority import role_of_kind, roles_of
from zaiton.services.ships.queries.papers import certificates_of_ship
from zaiton.services.ships.queries.register import ship_card

WORDS = {
    SUSPEND: gettext_lazy("Suspend it"),
    RESUME: gettext_lazy("Let it hold again"),
    REVOKE: gettext_lazy("Revoke it for good"),
}
OF_STATUS = {"valid": (SUSPEND, REVOKE), "suspended": (RESUME, REVOKE)}
ALONG = {
    "refuse": gettext_lazy("Nothing: stop if others rest on it"),
    "suspend": gettext_lazy("Suspend them, too"),
    "revoke": gettext_lazy("Revoke them, too"),
}
FILL_IN = gettext_lazy("Fill this in.")


class ActForm(forms.Form):
    """What is to become of the certificate and of those that rest on it, and why."""

    use_required_attribute = False
    act = forms.ChoiceField(label=gettext_lazy("What to do"), error_messages={"required": FILL_IN})
    dependants = forms.ChoiceField(
        label=gettext_lazy("What becomes of certificates that rest on it"),
        choices=list(ALONG.items()),
        required=False,
        help_text=gettext_lazy("When a suspended one holds again, those suspended with it hold again, too."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason in Chinese"),
        max_length=500,
        error_messages={"required": FILL_IN},
        help_text=gettext_lazy("Everybody who verifies the certificate reads it."),
    )
    reason_en = forms.CharField(
        label=gettext_lazy("Reason in English"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Left empty, the Chinese reason is shown on the English page, too."),
    )

    def __init__(self, *args: Any, status: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].choices = [(name, WORDS[name]) for name in OF_STATUS.get(status, ())]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@identity.login_required
def act_page(request: HttpRequest, public_id: str, certificate: str) -> HttpResponse:
    """The form, and its doing; who holds no role over this kind finds nothing here."""
    person = identity.person_of(request).public_id
    ship, card, cards = ship_card(public_id), *_certificate(public_id, certificate, person)
    form = ActForm(request.POST if request.method == "POST" else None, status=card.status)
    if form.is_valid() and _did(request, form, person, public_id, card):
        return redirect("ships:ship", public_id=public_id)
    resting = [one for one in cards if card.public_id in one.rests_on and one.status in OF_STATUS]
    context = {
        "ship": ship,
        "card": card,
        "title": told(card.title),
        "tag": card.status,
        "form": form,
        "resting": [{"card": one, "title": told(one.title), "tag": one.status} for one in resting],
    }
    return render(request, "ships/act.html", context, status=422 if form.errors else 200)


def _certificate(ship: str, certificate: str, person: str) -> tuple[Card, tuple[Card, ...]]:
    """The certificate, still standing, for an officer of its desk, with the others of the ship; else ``NoSuchShip``."""
    today, cards = clock.today(), certificates_of_ship(ship)
    card = next((one for one in cards if one.public_id == certificate and one.status in OF_STATUS), None)
    if card is None or role_of_kind(definition_known(FIRST, today)[0], card.kind) not in roles_of(person, on=today):
        raise NoSuchShip
    return card, cards


def _did(request: HttpRequest, form: ActForm, person: str, ship: str, card: Card) -> bool:
    sent = form.cleaned_data
    reason = Bilingual(sent["reason"], sent["reason_en"] or sent["reason"])
    try:
        changed = certificate_act(
            person=person,
            ship=ship,
            certificate=card.public_id,
            act=sent["act"],
            reason=reason,
            dependants=sent["dependants"] or "refuse",
            at=clock.now(),
        )
    except NotFound:
        raise
    except Refusal as refusal:
        form.add_error(None, said(refusal))
        return False
    numbers = ", ".join(one.number for one in changed)
    messages.success(request, gettext("Done. Changed: {numbers}").format(numbers=numbers))
    return True
