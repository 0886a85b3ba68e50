"""The officer's desk: steps to take, steps taken, and those of colleagues one stands in for; the first to fall due first."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.blocks.cases.actions.steps import steps_claim
from zaiton.blocks.cases.domain.refusals import SearchTooWide
from zaiton.blocks.cases.pages.desk_words import said_of, step_address
from zaiton.blocks.cases.pages.words import days_left, names, step_title, told
from zaiton.blocks.cases.queries.authority import types_supervised
from zaiton.blocks.cases.queries.clocks import day_of
from zaiton.blocks.cases.queries.worklist import (
    ABSENT,
    BOXES,
    COUNT_MOST,
    MINE,
    PAGE,
    PAGE_MOST,
    READY,
    Place,
    WorkLine,
    counts_of,
    roles_listed,
    steps_named,
    types_of,
    work_list,
)
from zaiton.blocks.identity import public as identity
from zaiton.blocks.law.public import Calendar, calendar
from zaiton.kit import clock

BOX_WORDS = {
    READY: gettext_noop("To be taken"),
    MINE: gettext_noop("Taken by me"),
    ABSENT: gettext_noop("Of colleagues I stand in for"),
}
EMPTY = {
    READY: gettext_noop("No step waits for an officer of your roles."),
    MINE: gettext_noop("You have taken no step."),
    ABSENT: gettext_noop("No colleague for whom you stand in has left a step."),
}
KEPT = ("box", "type", "q")

officers_only = identity.require_role(identity.OFFICER)


@never_cache
@officers_only
@require_safe
def desk_page(request: HttpRequest) -> HttpResponse:
    """One page of a box, due first; filtered by matter, case number or the beginning of the applicant's name."""
    person, at = identity.person_of(request).public_id, clock.now()
    asked, held = _asked(request.GET), roles_listed(person, at=at)
    found, trouble = _found(person, at, asked, held)
    shown, today, known = found[:PAGE], day_of(at), calendar()
    types, counts = types_of(held), counts_of(person, at=at, held=held)
    context = {
        "boxes": [_box(box, counts[box], asked["box"]) for box in BOXES],
        "box": asked["box"],
        "box_word": gettext(BOX_WORDS[asked["box"]]),
        "asked": asked,
        "trouble": trouble,
        "types": [{"name": definition.name, "title": told(definition.title)} for definition in types],
        "rows": [_row(line, today, known) for line in shown],
        "may_take": asked["box"] in (READY, ABSENT),
        "leads": bool(types_supervised(person, on=today)),
        "empty": gettext(EMPTY[asked["box"]]),
        "filtered": bool(asked["type"] or asked["q"]),
        "clear": _address({"box": asked["box"]}),
        "first_address": _address(asked) if asked["after"] else "",
        "next_address": _address(asked, after=shown[-1].place) if len(found) > PAGE else "",
    }
    return render(request, "cases/desk.html", context, status=422 if trouble else 200)


@never_cache
@officers_only
@require_POST
def desk_claim(request: HttpRequest) -> HttpResponse:
    """Take the ticked steps, each by itself; what became of each is told on the list."""
    person, at = identity.person_of(request).public_id, clock.now()
    picked = [tuple(pick.split("/", 1)) for pick in request.POST.getlist("pick")[:PAGE_MOST] if "/" in pick]
    known = steps_named(person, picked, at=at)
    results = steps_claim(person=person, steps=[pick for pick in picked if pick in known], at=at)
    _tell(request, results, known, len(picked) - len(results))
    return HttpResponseRedirect(_address(_asked(request.POST), after=request.POST.get("after", "")))


def _tell(
    request: HttpRequest,
    results: Sequence[tuple[str, str, Refusal | None]],
    known: Mapping[tuple[str, str], Any],
    unknown: int,
) -> None:
    titles = {pick: f"{number} {step_title(definition, pick[1])}" for pick, (number, definition) in known.items()}
    taken = [titles[case, step] for case, step, refusal in results if refusal is None]
    if taken:
        said = gettext("Taken: {number}. {names}").format(number=len(taken), names=names(taken))
        messages.success(request, said)
    for case, step, refusal in results:
        if refusal is not None:
            definition = known[case, step][1]
            messages.error(request, f"{titles[case, step]}: {said_of(refusal, definition)}")
    if unknown:
        said = gettext("Not among the steps of your roles any more: {number}. Nothing was changed there.")
        messages.error(request, said.format(number=unknown))
    if not results and not unknown:
        messages.error(request, gettext("Nothing was ticked. Tick the steps that you want to take."))


def _asked(query: QueryDict) -> dict[str, Any]:
    box = query.get("box", "")
    return {
        "box": box if box in BOXES else READY,
        "type": query.get("type", "")[:60],
        "q": query.get("q", "").strip()[:120],
        "after": Place.of(query.get("after", "")),
    }


def _found(person: str, at: Any, asked: Mapping[str, Any], held: Any) -> tuple[tuple[WorkLine, ...], str]:
    try:
        found = work_list(
            person,
            at=at,
            box=asked["box"],
            type=asked["type"],
            search=asked["q"],
            after=asked["after"],
            limit=PAGE + 1,
            held=held,
        )
    except SearchTooWide as refusal:
        return (), said_of(refusal)
    return found, ""


def _box(box: str, count: int, chosen: str) -> dict[str, Any]:
    many = gettext("more than {number}").format(number=f"{COUNT_MOST:,}") if count > COUNT_MOST else f"{count:,}"
    return {"word": gettext(BOX_WORDS[box]), "count": many, "address": _address({"box": box}), "here": box == chosen}


def _row(line: WorkLine, today: date, known: Calendar) -> dict[str, Any]:
    step, late = line.step, line.step.due_on is not None and line.step.due_on < today
    return {
        "pick": f"{line.case}/{step.step}",
        "address": step_address(line.case, step.step),
        "number": line.number,
        "title": step_title(line.definition, step.step),
        "type": told(line.definition.title),
        "applicant": line.applicant_name,
        "due": step.due_on,
        "left": days_left(step.due_on, today, step.provisional, known),
        "status": "paused" if step.state == "paused" else "overdue" if late else "",
        "opened_at": line.opened_at,
    }


def _address(asked: Mapping[str, Any], after: Any = "") -> str:
    kept = {name: asked.get(name) for name in KEPT if asked.get(name)} | ({"after": str(after)} if after else {})
    return f"{reverse('cases:desk')}{'?' if kept else ''}{urlencode(kept)}"
