"""Asking a supplier for a declaration by a link, and the page under that link on which it answers, without signing in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST

from zaiton.base.refusals import Refusal
from zaiton.blocks.identity import public as identity
from zaiton.kit import clock
from zaiton.services.tariff.actions.origin_suppliers import digest_of, supplier_answer, supplier_ask, supplier_withdraw
from zaiton.services.tariff.pages.origin_forms import SupplierForm
from zaiton.services.tariff.queries.names import territory_name
from zaiton.services.tariff.queries.origin_profiles import profile_names
from zaiton.services.tariff.queries.origin_suppliers import request_under


@require_POST
@identity.login_required
def origin_ask(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask about one line; the page shows the link this once, to be sent to the supplier."""
    person = identity.person_of(request)
    try:
        _, secret = supplier_ask(
            person=person.public_id,
            public_id=public_id,
            line=request.POST.get("line", ""),
            supplier=request.POST.get("supplier", ""),
            company=person.acting_for.name if person.acting_for else "",
            at=clock.now(),
        )
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, f"{refusal.sentence(gettext)} {refusal.remedy(gettext)}".strip())
        return redirect("tariff:origin_product", public_id=public_id)
    address = request.build_absolute_uri(reverse("tariff:origin_answer", args=[secret]))
    context = {"id": public_id, "address": address, "line": request.POST.get("line", "")}
    response = render(request, "tariff/origin_asked.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
@identity.login_required
def origin_withdraw(request: HttpRequest, public_id: str, asked: str) -> HttpResponse:
    """Take a question back."""
    person = identity.person_of(request)
    try:
        supplier_withdraw(person=person.public_id, public_id=public_id, request=asked, at=clock.now())
        messages.success(request, gettext("The question is taken back; its link opens nothing any more."))
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, f"{refusal.sentence(gettext)} {refusal.remedy(gettext)}".strip())
    return redirect("tariff:origin_product", public_id=public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def origin_answer(request: HttpRequest, secret: str) -> HttpResponse:
    """What a supplier sees under its link: one material, and the form to declare its origin; answered once."""
    card, is_open = request_under(digest_of(secret), at=clock.now())
    names = profile_names(get_language() or "")
    choices = [(name, names.get(name, name)) for name in card.asked["agreements"]]
    initial = {"origin": card.asked["origin"]}
    form = (
        SupplierForm(request.POST, agreements=choices)
        if request.method == "POST"
        else SupplierForm(initial=initial, agreements=choices)
    )
    done = False
    if request.method == "POST" and form.is_valid():
        try:
            supplier_answer(secret=secret, given=form.given(), at=clock.now())
            done = True
        except Refusal as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, f"{refusal.sentence(gettext)} {refusal.remedy(gettext)}".strip())
    asked_origin = territory_name(card.asked["origin"], get_language() or "") if card.asked["origin"] else ""
    context = {"card": card, "open": is_open, "form": form, "done": done, "asked_origin": asked_origin}
    status = 422 if form.errors else 200 if is_open or done else 410
    response = render(request, "tariff/origin_answer.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
