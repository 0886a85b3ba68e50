"""The supervisor's board: each matter in figures, the queue of each role, who has what, who is away, what must be answered."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zaiton.base.refusals import NotFound, Refusal
from zaiton.base.text import gettext_noop
from zaiton.blocks.cases.actions.passing import DEPUTY, steps_pass_on
from zaiton.blocks.cases.actions.ratings import rating_answer
from zaiton.blocks.cases.domain.graph import Definition
from zaiton.blocks.cases.domain.refusals import NoSuchCase
from zaiton.blocks.cases.pages.board_forms import AnswerForm
from zaiton.blocks.cases.pages.board_showing import bar_of, figures_of, officer_lines, role_lines
from zaiton.blocks.cases.pages.desk import officers_only
from zaiton.blocks.cases.pages.desk_words import said_of
from zaiton.blocks.cases.pages.words import GRADES, days_left, told
from zaiton.blocks.cases.queries.board import WINDOW, board_of, officers_loaded, ratings_waiting, types_led
from zaiton.blocks.cases.queries.clocks import day_of
from zaiton.blocks.identity import public as identity
from zaiton.kit import clock

LONGEST_REASON = 500
WHY_PASSED = gettext_noop("The officer is away.")


@never_cache
@officers_only
@require_safe
def board_page(request: HttpRequest) -> HttpResponse:
    """Every matter the person supervises, and one of them in detail."""
    person, at = identity.person_of(request).public_id, clock.now()
    types = _types(person, at)
    boards = [board_of(definition, at=at) for definition in types]
    chosen = next((b for b in boards if b.definition.name == request.GET.get("type")), boards[0])
    today = day_of(at)
    context = {
        "at": at,
        "window": WINDOW,
        "types": [figures_of(board) | {"here": board is chosen} for board in boards],
        "chosen": figures_of(chosen),
        "bar": bar_of(chosen),
        "roles": role_lines(chosen),
        "officers": officer_lines(chosen.definition, officers_loaded(chosen.definition, at=at), today),
        "ratings": [_rating(card, definition, today) for card, definition in ratings_waiting(person, at=at)],
    }
    return render(request, "cases/board.html", context)


@never_cache
@officers_only
@require_POST
def board_pass(request: HttpRequest) -> HttpResponse:
    """Pass on everything an officer has taken in a matter: to the deputy, or to somebody else; each step is told."""
    person, at = identity.person_of(request).public_id, clock.now()
    definition = next((one for one in _types(person, at) if one.name == request.POST.get("type")), None)
    if definition is None:
        raise NoSuchCase
    sent = {name: request.POST.get(name, "")[:LONGEST_REASON] for name in ("officer", "to", "reason")}
    sent["reason"] = sent["reason"].strip() or gettext(WHY_PASSED)
    try:
        _tell(request, definition, steps_pass_on(person=person, type=definition.name, at=at, **sent))
    except NotFound:
        raise
    except Refusal as refusal:
        messages.error(request, said_of(refusal, definition))
    return HttpResponseRedirect(f"{reverse('cases:board')}?{urlencode({'type': definition.name})}")


@never_cache
@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def rating_answer_page(request: HttpRequest, number: int) -> HttpResponse:
    """Answer a bad grade; the answer is shown beside it and stays."""
    person, at = identity.person_of(request).public_id, clock.now()
    _types(person, at)
    found = next(((c, d) for c, d in ratings_waiting(person, at=at) if c.id == number), None)
    if found is None:
        raise NoSuchCase
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            rating_answer(person=person, rating=number, answer=form.cleaned_data["answer"], at=at)
        except NotFound:
            raise
        except Refusal as refusal:
            form.add_error(None, said_of(refusal, found[1]))
        else:
            messages.success(request, gettext("Answered. The applicant sees it beside the grade."))
            return HttpResponseRedirect(reverse("cases:board"))
    context = {"form": form, "rating": _rating(*found, day_of(at))}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "cases/rating_answer.html", context, status=status)


def _types(person: str, at: datetime) -> tuple[Definition, ...]:
    """The matters the person supervises; those who supervise none are told that this is not theirs (403)."""
    types = types_led(person, at=at)
    if not types:
        raise PermissionDenied
    return types


def _rating(card: Any, definition: Definition, today: Any) -> dict[str, Any]:
    return {
        "card": card,
        "type": told(definition.title),
        "item": told(definition.item(card.item).title),
        "grade": gettext(GRADES[card.grade]),
        "left": days_left(card.answer_due_on, today),
        "late": card.answer_due_on is not None and card.answer_due_on < today,
    }


def _tell(request: HttpRequest, definition: Definition, results: Any) -> None:
    passed = sum(refusal is None for _, _, refusal in results)
    if passed:
        messages.success(request, gettext("Steps passed on: {number}.").format(number=passed))
    kept = Counter(said_of(refusal, definition) for _, _, refusal in results if refusal is not None)
    for said, number in kept.items():
        messages.error(request, gettext("Steps not passed on: {number}. {why}").format(number=number, why=said))
    if request.POST.get("to") == DEPUTY and not passed:
        messages.info(request, gettext("Choose another officer who holds the role."))
