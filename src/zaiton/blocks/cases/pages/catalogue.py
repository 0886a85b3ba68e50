"""The catalogue: what can be applied for, and for each matter the guide in its fixed order, with the procedure drawn."""

from dataclasses import replace
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zaiton.blocks.cases.domain.graph import Definition, Limit
from zaiton.blocks.cases.domain.needs import merged
from zaiton.blocks.cases.pages.datasets import datasets_table
from zaiton.blocks.cases.pages.pictures import type_graph
from zaiton.blocks.cases.pages.words import item_names, office, step_title, term, told
from zaiton.blocks.cases.queries.catalogue import TypeCard, grades_of, type_in_force, type_version, types_in_force
from zaiton.blocks.cases.queries.officers import manages_officers
from zaiton.blocks.cases.queries.schedules import definition_schedule
from zaiton.blocks.identity import public as identity
from zaiton.kit import clock


@require_safe
def catalogue_page(request: HttpRequest) -> HttpResponse:
    """Every matter one can apply for today."""
    cards = [
        {
            "card": card,
            "title": told(card.definition.title),
            "who": told(card.definition.who),
            "items": len(card.definition.items),
            "roles": len({role for item in card.definition.items for role in item.roles}),
        }
        for card in types_in_force(clock.today())
    ]
    person = identity.person_of(request)
    roles = person.roles if person else frozenset()
    context = {
        "cards": cards,
        "person": person,
        "has_desk": identity.OFFICER in roles,
        "manages": person is not None and manages_officers(person.public_id, on=clock.today()),
    }
    return render(request, "cases/catalogue.html", context)


@require_safe
def type_page(request: HttpRequest, name: str) -> HttpResponse:
    """The guide of a matter under the version in force."""
    today = clock.today()
    return _guide(request, type_in_force(name, today), today)


@require_safe
def version_page(request: HttpRequest, name: str, sha256: str) -> HttpResponse:
    """The guide of a matter under an earlier or later version, by its digest."""
    today = clock.today()
    return _guide(request, type_version(name, sha256, today), today)


def _guide(request: HttpRequest, card: TypeCard, today: date) -> HttpResponse:
    definition, person = card.definition, identity.person_of(request)
    needs_organisation = any(f.required and f.register.startswith("organisation.") for f in definition.facts)
    papers, planned = merged(definition), definition_schedule(definition, on=today)
    context = {
        "card": card,
        "definition": definition,
        "title": told(definition.title),
        "who": told(definition.who),
        "appeal": told(definition.appeal),
        "registers": [told(fact.title) for fact in definition.facts if fact.register],
        "conditions": [_condition(definition, item.id) for item in definition.items if item.when],
        "papers": [_paper(definition, paper) for paper in papers.papers],
        "asked": papers.asked,
        "separately": papers.separately,
        "limits": [_limit_line(definition, item.id) for item in definition.items],
        "datasets": datasets_table(definition, today),
        "joint": _limit(definition.joint),
        "correction": _limit(definition.correction),
        "fees": [
            {"title": told(item.title), "fen": item.fee_fen, "article": item.fee_article}
            for item in definition.items
            if item.fee_fen
        ],
        "steps": _steps(definition),
        "graph": type_graph(definition, frozenset(planned.critical)),
        "planned": planned,
        "longest": item_names(definition, list(planned.critical)),
        "grades": grades_of(definition.name),
        "person": person,
        "acting": person.acting_for if person else None,
        "lacks_organisation": needs_organisation and person is not None and person.acting_for is None,
    }
    return render(request, "cases/type.html", context)


def _condition(definition: Definition, name: str) -> dict[str, object]:
    item = definition.item(name)
    return {"title": told(item.title), "table": item.when.table, "skipped": item.skipped}


def _paper(definition: Definition, paper: object) -> dict[str, object]:
    return {
        "title": told(paper.material.title),
        "held": paper.held,
        "confidential": paper.material.confidential,
        "conditional": paper.material.when is not None,
        "needed_by": [
            {"item": told(definition.item(need.item).title), "article": need.article} for need in paper.needed_by
        ],
    }


def _limit_line(definition: Definition, name: str) -> dict[str, object]:
    item = definition.item(name)
    return {
        "title": told(item.title),
        "office": office(definition, item.roles[0]),
        "review": _limit(item.limit),
        "issue": _limit(item.issue_limit),
    }


def _limit(limit: Limit | None) -> dict[str, object] | None:
    if limit is None:
        return None
    return {
        "words": term(limit),
        "article": limit.article,
        "status": limit.status,
        "extension": term(replace(limit, number=limit.extension)) if limit.extension else "",
        "approver": limit.approver,
    }


def _steps(definition: Definition) -> list[dict[str, object]]:
    lines = []
    for step in definition.plan.steps:
        item = definition.item(step.item)
        lines.append(
            {
                "title": step_title(definition, step.id),
                "office": office(definition, step.role),
                "before": item_names(definition, list(item.after)) if step.after and item.after else "",
                "at_once": not step.after,
            }
        )
    return lines
