"""Message files and sales: drop files in and read their receipts; the sales with their documents and what does not agree."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from zaiton.base.refusals import Refusal
from zaiton.blocks.identity.public import Unseen, login_required
from zaiton.kit import clock
from zaiton.services.retail_tax.actions.taking import documents_take
from zaiton.services.retail_tax.domain.intake_refusals import FileTooLarge
from zaiton.services.retail_tax.domain.matching_words import CHECKS, REASONS
from zaiton.services.retail_tax.domain.states import SALE_STATES
from zaiton.services.retail_tax.pages.asking import Asker, asker, company_choices, number_in, page, refusal_text
from zaiton.services.retail_tax.pages.words import document_words, tag
from zaiton.services.retail_tax.queries.books import SEND
from zaiton.services.retail_tax.queries.sales import (
    PAGE,
    SaleCard,
    intake_card,
    intakes_page,
    receipt_words,
    sale_card,
    sales_page,
)
from zaiton.services.retail_tax.queries.signers import fingerprints_of

XML = "application/xml; charset=utf-8"


class FilesInput(forms.ClearableFileInput):
    """Several files in one field."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A list of files; an empty one is taken, and answered as such."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file by itself."""
        given = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in given or [None]]


class TakeForm(forms.Form):
    """Message files of one company."""

    files = FilesField(label=gettext_lazy("Message files (XML)"), allow_empty_file=True)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def take_page(request: HttpRequest) -> HttpResponse:
    """Files are dropped in; each is taken by itself and answered by its receipt. Below: the files that came before."""
    found = asker(request)
    company = _company(found)
    form = TakeForm(request.POST, request.FILES) if request.method == "POST" else TakeForm()
    told: list[dict[str, Any]] = []
    if request.method == "POST":
        if not company:
            raise Unseen
        if form.is_valid():
            told = [_take(file, company, found) for file in form.cleaned_data["files"]]
    before = number_in(request.GET.get("before", ""))
    intakes = intakes_page(found.seen, before=before)
    context = {
        "form": form,
        "company": company,
        "told": told,
        "intakes": intakes,
        "megabytes": settings.UPLOAD_MAX_BYTES // 2**20,
        "first_address": request.path if before else "",
        "next_address": f"?{urlencode({'before': intakes[-1].place})}" if len(intakes) == PAGE else "",
    }
    return page(request, "take", context)


def _take(file: Any, company: str, found: Asker) -> dict[str, Any]:
    name = file.name[:200]
    try:
        if file.size > settings.UPLOAD_MAX_BYTES:
            raise FileTooLarge("files", most=settings.UPLOAD_MAX_BYTES // 2**20)
        taken = documents_take(
            file.read(),
            name=name,
            source="file",
            organisation=company,
            on_file=fingerprints_of((company,), at=clock.now()),
            actor=found.actor,
            at=clock.now(),
        )
    except Refusal as refusal:
        return {"name": name, "refused": refusal_text(refusal)}
    return {"name": name, "taken": taken}


@require_safe
@login_required
def intake_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """One file: what was taken, what its receipt says."""
    card, receipt = intake_card(public_id, asker(request).seen)
    return page(request, "intake", {"card": card, "words": receipt_words(receipt)})


@require_safe
@login_required
def receipt_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """The receipt as the message that the standard has for it."""
    card, receipt = intake_card(public_id, asker(request).seen)
    response = HttpResponse(receipt, content_type=XML)
    response["Content-Disposition"] = content_disposition_header(True, f"receipt-{card.public_id}.xml") or ""
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@login_required
def sales_list(request: HttpRequest) -> HttpResponse:
    """Sales, the newest first, of one state or one order where it is chosen."""
    found = asker(request)
    state, number = request.GET.get("state", ""), request.GET.get("number", "").strip()
    chosen = (state,) if state in SALE_STATES else ()
    before = number_in(request.GET.get("before", ""))
    cards = sales_page(found.seen, states=chosen, number=number, before=before)
    asked = {"state": state if chosen else "", "number": number, "company": found.chosen}
    query = {name: value for name, value in asked.items() if value}
    context = {
        "rows": [{"card": card, "tag": tag("sale", card.state), "why": _findings(card)} for card in cards],
        "states": [(name, gettext(words)) for name, words in SALE_STATES.items()],
        "state": asked["state"],
        "number": number,
        "companies": company_choices(found),
        "chosen": found.chosen,
        "first_address": f"?{urlencode(query)}" if before else "",
        "next_address": f"?{urlencode({**query, 'before': cards[-1].place})}" if len(cards) == PAGE else "",
    }
    return page(request, "sales", context)


@require_safe
@login_required
def sale_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """One sale: what has arrived, what is missing, what does not agree, and its inventory list with its bill."""
    card = sale_card(public_id, asker(request).seen)
    there = {one.kind for one in card.documents if one.state == "live"}
    context = {
        "card": card,
        "tag": tag("sale", card.state),
        "documents": [{"card": one, "kind": document_words(one.kind)} for one in card.documents],
        "missing": [document_words(kind) for kind in ("order", "payment", "waybill", "inventory") if kind not in there],
        "why": _findings(card),
        "lists": [
            {
                "card": one,
                "tag": tag("inventory", one.state),
                "flags": [gettext(flag["words"]).format(**flag) for flag in one.flags],
            }
            for one in card.inventories
        ],
    }
    return page(request, "sale", context)


def _findings(card: SaleCard) -> list[dict[str, str]]:
    """What does not agree, in words, with the check that found it."""
    return [
        {"words": gettext(REASONS[one["reason"]]).format(**one), "check": gettext(CHECKS[one["check"]])}
        for one in card.findings
    ]


def _company(found: Asker) -> str:
    """The company whose files are sent: the chosen one, the one acted for, or the only one."""
    mine = found.acting(SEND)
    if found.chosen in mine:
        return found.chosen
    acting = found.person.acting_for.public_id if found.person.acting_for else ""
    return acting if acting in mine else (mine[0] if len(mine) == 1 else "")
