"""Decision tables for officers: what is in force, one table with its versions, one version, carrying it on, withdrawing it by two."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from zaiton.base.refusals import NotFound, Refusal
from zaiton.blocks.identity import public as identity
from zaiton.blocks.law.actions.drafts import draft_begin
from zaiton.blocks.law.actions.versions import version_withdraw, withdrawal_ask, withdrawal_drop
from zaiton.blocks.law.domain.rules.difference import difference
from zaiton.blocks.law.domain.rules.faults import BadValue
from zaiton.blocks.law.domain.rules.publishing_faults import NoSuchRules
from zaiton.blocks.law.domain.rules.values import day_of
from zaiton.blocks.law.pages.rule_words import (
    FILES,
    difference_shown,
    file_response,
    laid_out,
    names,
    outcomes_shown,
    person_id,
    said,
)
from zaiton.blocks.law.queries.drafts import drafts_open, first_free_day, judged
from zaiton.blocks.law.queries.rules import table_yaml
from zaiton.blocks.law.queries.versions import VersionCard, tables_listed, version_card, version_on, versions_of
from zaiton.kit import clock

officers_only = identity.require_role(identity.OFFICER)
DAY = date.resolution


@require_safe
@officers_only
def rules_page(request: HttpRequest) -> HttpResponse:
    """Every table with the version in force, and the drafts that wait."""
    today = clock.today()
    cards, drafts = tables_listed(today), drafts_open()
    called = names([who for draft in drafts for who in (draft.drafted_by, draft.changed_by)])
    context = {
        "lines": [_line(card, today) for card in cards],
        "drafts": [{"card": draft, "by": called[draft.changed_by]} for draft in drafts],
    }
    return render(request, "law/rules.html", context)


@require_safe
@officers_only
def table_page(request: HttpRequest, name: str) -> HttpResponse:
    """One table: all its versions and its open drafts."""
    today, drafts = clock.today(), drafts_open(name)
    try:
        cards = versions_of(name)
    except NoSuchRules:
        if not drafts:
            raise
        cards = []
    called = names([who for card in cards for who in (card.drafted_by, card.published_by)])
    called |= names([draft.changed_by for draft in drafts])
    context = {
        "name": name,
        "title": cards[0].table.title if cards else None,
        "lines": [_line(card, today) | {"by": called[card.published_by]} for card in cards],
        "drafts": [{"card": draft, "by": called[draft.changed_by]} for draft in drafts],
    }
    return render(request, "law/rules_table.html", context)


@require_safe
@officers_only
def version_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """One version: its rows, its tests as they come out, what it changed, and what may be done with it."""
    return _version(request, version_card(public_id))


@require_POST
@officers_only
def version_carried_on(request: HttpRequest, public_id: str) -> HttpResponse:
    """A draft that begins where the form says; the version stays as it is."""
    first = day_of(request.POST.get("first", "").strip())
    try:
        if first is None:
            raise BadValue("first", place="first", given=request.POST.get("first", "")[:80], type="day")
        draft = draft_begin(version=public_id, first=first, person=person_id(request), at=clock.now())
    except NotFound:
        raise
    except Refusal as refusal:
        return _version(request, version_card(public_id), {"first": said(refusal)}, 422)
    messages.success(request, gettext("A draft was begun. Nothing changes until a second person publishes it."))
    return redirect("data:rules_draft", public_id=draft)


@require_POST
@officers_only
def version_withdrawn(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask for the withdrawal with a reason, carry it out as a second person, or let the version stand."""
    person, at, what = person_id(request), clock.now(), request.POST.get("do", "")
    try:
        if what == "withdraw":
            version_withdraw(public_id=public_id, person=person, at=at)
            messages.success(
                request, gettext("Withdrawn. Its days go back to the version before it, where there is one.")
            )
        elif what == "drop":
            withdrawal_drop(public_id=public_id, person=person, at=at)
            messages.success(request, gettext("The version stands."))
        else:
            withdrawal_ask(public_id=public_id, reason=request.POST.get("reason", ""), person=person, at=at)
            messages.success(request, gettext("Asked. A second person decides; until then the version stays in force."))
    except NotFound:
        raise
    except Refusal as refusal:
        field = "reason" if refusal.field == "reason" else "withdraw"
        return _version(request, version_card(public_id), {field: said(refusal)}, refusal.status)
    return redirect("data:rules_version", public_id=public_id)


@require_safe
@officers_only
def version_file(request: HttpRequest, public_id: str, what: str) -> HttpResponse:
    """The table as YAML or DMN, or its tests as YAML."""
    card = version_card(public_id)
    if what == "tests.yaml":
        return file_response(card.tests, "application/yaml", f"{card.name}.tests.yaml")
    if what not in FILES:
        raise Http404
    kind, written = FILES[what]
    name = f"{card.name}.{what.rpartition('.')[2]}"
    return file_response(written(card.table), kind, name)


def _version(
    request: HttpRequest, card: VersionCard, wrong: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    today, table = clock.today(), card.table
    found = judged(table_yaml(table), card.tests)
    before = version_on(card.name, card.in_force_from - DAY) if card.in_force_from > date.min else None
    called = names([card.drafted_by, card.published_by, card.withdrawal_asked_by, card.withdrawn_by])
    context = {
        "card": card,
        "line": _line(card, today),
        "by": {name: called.get(getattr(card, name), "") for name in WHO},
        "shown": laid_out(table),
        "outcomes": outcomes_shown(found.outcomes, table),
        "before": before,
        "difference": difference_shown(
            difference(before.table if before else None, table), before and before.table, table
        ),
        "first": request.POST.get("first")
        or first_free_day(card.name, max(today, card.in_force_from) + DAY).isoformat(),
        "own_asking": card.withdrawal_asked_by == person_id(request),
        "wrong": wrong or {},
    }
    return render(request, "law/rules_version.html", context, status=status)


WHO = ("drafted_by", "published_by", "withdrawal_asked_by", "withdrawn_by")


def _line(card: VersionCard, today: date) -> dict[str, Any]:
    table = card.table
    return {
        "card": card,
        "title": table.title,
        "article": table.article,
        "status": table.status,
        "state": card.state(today),
    }
