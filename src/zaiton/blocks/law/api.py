"""Door for machines: decision tables in force, one of them, and an evaluation with its receipt."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from zaiton.blocks.identity import public as identity
from zaiton.blocks.law.domain.rules.engine import Rules
from zaiton.blocks.law.domain.rules.receipts import receipt_bytes
from zaiton.blocks.law.domain.rules.table import table_document
from zaiton.blocks.law.domain.rules.trials import facts_of_texts
from zaiton.blocks.law.queries.versions import rules_in_force, tables_listed, version_on
from zaiton.kit import clock
from zaiton.kit.api import PROBLEM_SCHEMA
from zaiton.kit.cli import to_json

READ = "data:read"
router = Router(auth=identity.TokenAuth(READ))


class FactsIn(Schema):
    """Facts by name, as texts, numbers or truth values; what is not known is left out or null. ``on``: the day; today."""

    facts: dict[str, str | bool | int | None]
    on: date | None = None


@router.get("rules", response={200: dict[str, Any], **PROBLEM_SCHEMA}, summary="Decision tables")
def rules_list(request: HttpRequest, on: date | None = None) -> HttpResponse:
    """Every table in force on the day (today), with its digest, its days and its article."""
    day = on or clock.today()
    cards = [card for card in (version_on(card.name, day) for card in tables_listed(day)) if card is not None]
    told = [
        {
            "name": card.name,
            "title": {"zh": card.table.title.zh, "en": card.table.title.en},
            "article": card.table.article,
            "status": card.table.status,
            "sha256": card.sha256,
            "in_force_from": card.in_force_from,
            "in_force_until": card.until,
        }
        for card in cards
    ]
    return _answer(to_json({"on": day, "tables": told}, indent=None))


@router.get("rules/{name}", response={200: dict[str, Any], **PROBLEM_SCHEMA}, summary="One decision table")
def rules_one(request: HttpRequest, name: str, on: date | None = None) -> HttpResponse:
    """The table in force on the day (today), every condition as it is written canonically."""
    table = rules_in_force(name, on=on or clock.today()).engine.table
    return _answer(to_json({"sha256": table.sha256, "table": table_document(table)}, indent=None))


@router.post("rules/{name}/evaluate", response={200: dict[str, Any], **PROBLEM_SCHEMA}, summary="Ask a decision table")
def rules_evaluate(request: HttpRequest, name: str, body: FactsIn) -> HttpResponse:
    """The receipt, byte for byte as ``zaiton law rules replay`` reproduces it; undecided and no match are answers too."""
    rules = rules_in_force(name, on=body.on or clock.today())
    return _answer(receipt_bytes(rules.receipt(_facts(rules, body))))


def _facts(rules: Rules, body: FactsIn) -> dict[str, Any]:
    texts = {name: _text(value) for name, value in body.facts.items() if value is not None}
    return facts_of_texts(rules.engine, texts)


def _text(value: str | bool | int) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _answer(content: str | bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
