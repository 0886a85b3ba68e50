"""Asking a table: facts in, the outcome with its receipt out, and on wish what would have to be otherwise for another outcome."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zaiton.blocks.law.domain.rules.engine import Engine, Receipt
from zaiton.blocks.law.domain.rules.faults import BadValue, RuleFault
from zaiton.blocks.law.domain.rules.receipts import receipt_bytes, receipt_document
from zaiton.blocks.law.domain.rules.trials import facts_of_texts, outputs_of_texts
from zaiton.blocks.law.domain.rules.values import day_of
from zaiton.blocks.law.domain.rules.whynot import why_not
from zaiton.blocks.law.pages.rule_form import fields_of_facts
from zaiton.blocks.law.pages.rule_words import cell_said, receipt_shown, said, titles, value_said
from zaiton.blocks.law.pages.rules import officers_only
from zaiton.blocks.law.queries.drafts import draft_card, judged
from zaiton.blocks.law.queries.versions import engine_of, version_card
from zaiton.kit import clock

FACT, WANTED = "f", "w"


@require_safe
@officers_only
def version_asked(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask a published version; its receipt can be kept and replayed."""
    card = version_card(public_id)
    back = reverse("data:rules_version", args=[public_id])
    receipt = reverse("data:rules_receipt", args=[public_id])
    return _asked(request, engine_of(card.sha256), {"back": back, "receipt_address": receipt})


@require_safe
@officers_only
def version_receipt(request: HttpRequest, public_id: str) -> HttpResponse:
    """The receipt of the same question, byte for byte as it can be replayed."""
    receipt = _receipt(engine_of(version_card(public_id).sha256), request.GET)
    response = HttpResponse(receipt_bytes(receipt), content_type="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="receipt.json"'
    return response


@require_safe
@officers_only
def draft_asked(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask a draft as it was saved last."""
    card = draft_card(public_id)
    context = {"back": reverse("data:rules_draft", args=[public_id]), "draft": True}
    return _asked(request, judged(card.text, card.tests).engine, context)


def _asked(request: HttpRequest, engine: Engine, context: dict[str, Any]) -> HttpResponse:
    table, status = engine.table, 200
    context |= {
        "table": table,
        "on": request.GET.get("on", "") or clock.today().isoformat(),
        "facts": fields_of_facts(table.inputs, FACT, request.GET),
        "wanted": fields_of_facts(table.outputs, WANTED, request.GET),
    }
    if "on" in request.GET:
        try:
            receipt = _receipt(engine, request.GET)
            context["receipt"] = receipt_shown(receipt_document(receipt), titles(table))
            context["why"] = _why(engine, receipt, request.GET)
        except RuleFault as fault:
            context["wrong"], status = said(fault), 422
    return render(request, "law/rules_ask.html", context, status=status)


def _receipt(engine: Engine, given: QueryDict) -> Receipt:
    day = day_of(given.get("on", "").strip())
    if day is None:
        raise BadValue("on", place="on", given=given.get("on", "")[:80], type="day")
    return engine.on(day).receipt(facts_of_texts(engine, _under(FACT, given)))


def _why(engine: Engine, receipt: Receipt, given: QueryDict) -> dict[str, Any] | None:
    wanted = outputs_of_texts(engine, _under(WANTED, given))
    if not wanted:
        return None
    facts = facts_of_texts(engine, _under(FACT, given))
    told, known = why_not(receipt.rules, facts, wanted), titles(engine.table)
    return {
        "reached": told["reached"],
        "changes": [
            change
            | {"fact": known[change["fact"]], "given": value_said(change["given"])}
            | {"example": value_said(change["example"]), "conditions": "; ".join(change["conditions"])}
            for change in told["changes"]
        ],
        "nearest": [
            near | {"failing": [cell_said(cell, known) for cell in near["failing"]]} for near in told["nearest"]
        ],
    }


def _under(prefix: str, given: QueryDict) -> dict[str, str]:
    cut = len(prefix) + 1
    return {name[cut:]: text for name, text in given.items() if name.startswith(f"{prefix}-")}
