"""Trying changes by hand or from a proposal: judged at once, kept only when the person says so."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from zaiton.base.money import exponent
from zaiton.base.refusals import Refusal
from zaiton.blocks.identity import public as identity
from zaiton.kit import clock
from zaiton.services.tariff.domain.origin.sourcing import with_changes
from zaiton.services.tariff.pages.origin import keep_changes
from zaiton.services.tariff.pages.origin_showing import outcome_word, shown_page, shown_result
from zaiton.services.tariff.queries.origin import assessment_document, read_origin
from zaiton.services.tariff.queries.origin_plans import plans_document
from zaiton.services.tariff.queries.origin_products import product_page

STATES = ("yes", "no", "unknown")


@require_http_methods(["GET", "HEAD", "POST"])
@identity.login_required
def origin_what_if(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the product would come to with some changes (a GET form); sent, the changes become a new version."""
    person = identity.person_of(request)
    page = product_page(person.public_id, public_id, at=clock.now(), language=get_language() or "")
    if request.method == "POST":
        said = gettext("The changes are kept as a new version.")
        return keep_changes(request, public_id, request.POST.getlist("change"), said)
    changes = [*request.GET.getlist("change"), *_typed(request, page.document.get("currency", "CNY"))]
    context: dict[str, Any] = {
        **shown_page(page),
        "changes": changes,
        "typed": {name: request.GET.get(name, "") for name in ("line", "origin", "state", "value")},
        "error": "",
        "tried": None,
    }
    if changes:
        try:
            product = read_origin(with_changes(page.document, changes))
            found = assessment_document(product)
            context["tried"] = shown_result(found, plans_document(product), "")
            context["differences"] = _differences(page.assessment, found)
        except Refusal as refusal:
            context["error"] = f"{refusal.sentence(gettext)} {refusal.remedy(gettext)}".strip()
    return render(request, "tariff/origin_what_if.html", context, status=422 if context["error"] else 200)


def _typed(request: HttpRequest, currency: str) -> list[str]:
    """The change in the fields of the form; an amount that is none is passed on as it is and refused with the rest."""
    line, state = request.GET.get("line", "").strip(), request.GET.get("state", "")
    if not line:
        return []
    origin, value = request.GET.get("origin", "").strip().upper(), request.GET.get("value", "").strip()
    written = f"{line}:{origin}:{state if state in STATES else ''}"
    return [f"{written}:{_minor(value, currency)}" if value else written]


def _minor(value: str, currency: str) -> str:
    try:
        amount = Decimal(value.replace(",", "")).scaleb(exponent(currency))
        return f"{amount:f}" if amount % 1 else f"{int(amount)}"
    except (InvalidOperation, ValueError, OverflowError):
        return value


def _differences(before: dict, after: dict) -> list[dict]:
    """Each agreement before and after."""
    was = {one["agreement"]: one["outcome"] for one in before["verdicts"]}
    return [
        {
            "name": one["name"],
            "before": outcome_word(was[one["agreement"]]) if one["agreement"] in was else "—",
            "after": one["outcome_text"],
            "better": one["outcome"] == "originating" and was.get(one["agreement"]) != "originating",
        }
        for one in after["verdicts"]
    ]
