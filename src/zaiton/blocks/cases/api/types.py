"""The matters one can apply for, and each with its form as JSON Schema, its papers, limits and computed schedule."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Schema

from zaiton.blocks.cases.api.routing import both, json_response, router
from zaiton.blocks.cases.domain.graph import Definition, Limit
from zaiton.blocks.cases.domain.needs import merged
from zaiton.blocks.cases.queries.catalogue import TypeCard, type_in_force, type_version, types_in_force
from zaiton.blocks.cases.queries.forms import schema_of
from zaiton.blocks.cases.queries.schedules import definition_schedule
from zaiton.kit import clock
from zaiton.kit.api import PROBLEM_SCHEMA


class TypeLine(Schema):
    """A matter in the list. ``version`` is the digest of the version in force; ``demo``: no authority acts on it."""

    name: str
    title: dict[str, str]
    version: str
    in_force_from: date
    status: str
    demo: bool


class TypeOut(TypeLine):
    """A matter: ``schema`` is the JSON Schema (2020-12) of the facts, ``schedule`` in working days if limits are used up."""

    article: str
    who: dict[str, str]
    appeal: dict[str, str]
    form: dict[str, Any]
    papers: list[dict[str, Any]]
    items: list[dict[str, Any]]
    schedule: dict[str, Any]


@router.get("types", response={200: dict[str, Any], **PROBLEM_SCHEMA}, summary="What can be applied for")
def types(request: HttpRequest) -> HttpResponse:
    """Every matter with the version in force today."""
    return json_response({"types": [_line(card) for card in types_in_force(clock.today())]})


@router.get("types/{name}", response={200: TypeOut, **PROBLEM_SCHEMA}, summary="A matter with its form")
def one_type(request: HttpRequest, name: str, version: str = "") -> HttpResponse:
    """The version in force today, or the one with the digest ``version``."""
    today = clock.today()
    card = type_version(name, version, today) if version else type_in_force(name, today)
    definition, planned = card.definition, definition_schedule(card.definition, on=today)
    told = {
        **_line(card),
        "article": definition.article,
        "who": both(definition.who),
        "appeal": both(definition.appeal),
        "form": schema_of(definition.sha256),
        "papers": _papers(definition),
        "items": [_item(definition, item.id) for item in definition.items],
        "schedule": {
            "parallel": planned.parallel,
            "serial": planned.serial,
            "saved": planned.saved,
            "critical_path": list(planned.critical),
            "provisional": planned.provisional,
        },
    }
    return json_response(told)


def limit_document(limit: Limit | None) -> dict[str, Any] | None:
    """A limit with its article and status."""
    if limit is None:
        return None
    told = {"number": limit.number, "unit": limit.unit, "article": limit.article, "status": limit.status}
    return {**told, "extension": limit.extension}


def _line(card: TypeCard) -> dict[str, Any]:
    definition = card.definition
    return {
        "name": definition.name,
        "title": both(definition.title),
        "version": definition.sha256,
        "in_force_from": definition.in_force_from,
        "status": definition.status,
        "demo": card.version.demo,
    }


def _papers(definition: Definition) -> list[dict[str, Any]]:
    return [
        {
            "material": paper.material.id,
            "title": both(paper.material.title),
            "held_by_register": paper.held,
            "conditional": paper.material.when is not None,
            "confidential": paper.material.confidential,
            "needed_by": [{"item": need.item, "article": need.article} for need in paper.needed_by],
        }
        for paper in merged(definition).papers
    ]


def _item(definition: Definition, name: str) -> dict[str, Any]:
    item = definition.item(name)
    return {
        "item": item.id,
        "title": both(item.title),
        "article": item.article,
        "organs": [both(definition.role(role).organ) for role in item.roles],
        "limit": limit_document(item.limit),
        "issue_limit": limit_document(item.issue_limit),
        "after": list(item.after),
        "reviewed_at_once": item.prereview or not item.after,
        "conditional": item.when is not None,
        "gives_out": both(item.output),
        "fee_fen": item.fee_fen,
        "fee_article": item.fee_article,
    }
