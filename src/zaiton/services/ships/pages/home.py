"""What the service is: one application, seven certificates, how long it takes, and what else can be applied for about a ship."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zaiton.blocks.cases.public import (
    Definition,
    definition_known,
    definition_schedule,
    definitions_in_force,
    merged,
)
from zaiton.blocks.identity import public as identity
from zaiton.kit import clock
from zaiton.services.ships.domain.words import FIRST, FOLLOW_UPS
from zaiton.services.ships.pages.words import told
from zaiton.services.ships.queries.register import ships_found

NEWEST = 5


@require_safe
def home_page(request: HttpRequest) -> HttpResponse:
    """The answer first: how many papers, how many days; then the register."""
    today = clock.today()
    definition, open_now = definition_known(FIRST, today)
    planned, papers = definition_schedule(definition, on=today), merged(definition)
    others = {one.name: told(one.title) for one in definitions_in_force(today) if one.name in FOLLOW_UPS}
    context = {
        "person": identity.person_of(request),
        "planned": planned,
        "open_now": open_now,
        "asked": papers.asked,
        "separately": papers.separately,
        "dataset": _dataset(definition),
        "items": [_item(definition, planned, item.id) for item in definition.items],
        "follow_ups": [(name, others[name]) for name in FOLLOW_UPS if name in others],
        "newest": ships_found(limit=NEWEST),
    }
    return render(request, "ships/home.html", context)


def _dataset(definition: Definition) -> dict[str, str]:
    one = next(dataset for dataset in definition.datasets if dataset.name == definition.dataset)
    return {"title": told(one.title), "note": told(one.note), "status": one.status}


def _item(definition: Definition, planned: Any, name: str) -> dict[str, Any]:
    item = definition.item(name)
    last = [step.id for step in definition.plan.steps if step.item == name][-1]
    return {
        "title": told(item.output),
        "office": told(definition.role(item.roles[0]).title),
        "after": [told(definition.item(before).output) for before in item.after],
        "conditional": item.when is not None,
        "end": int(planned.steps.finish[last]),
        "serial": int(planned.serial_steps.finish[last]),
    }
