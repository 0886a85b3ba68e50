"""Saved answers: the list, one answer as it was given, saving and removing."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe

from zaiton.blocks.identity import public as identity
from zaiton.kit import clock
from zaiton.services.tariff.actions.answers import answer_remove, answer_save
from zaiton.services.tariff.pages.asking import read_state
from zaiton.services.tariff.queries.saved import PAGE, SavedCard, saved_answer, saved_answers

LONGEST_ROW_NUMBER = 18


@require_safe
@identity.login_required
def saved_pages(request: HttpRequest) -> HttpResponse:
    """The newest saved answers the person may see, fifty a page."""
    person = identity.person_of(request)
    before = request.GET.get("before", "")
    found = saved_answers(
        person.public_id,
        at=clock.now(),
        language=get_language() or "",
        before=row_number(before),
    )
    context = {
        "cards": [_line(card) for _, card in found],
        "first_address": request.path if before else "",
        "next_address": f"?{urlencode({'before': found[-1][0]})}" if len(found) == PAGE else "",
    }
    return render(request, "tariff/answers.html", context)


@require_safe
@identity.login_required
def saved_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """One saved answer as it was given."""
    person = identity.person_of(request)
    card = saved_answer(person.public_id, public_id, at=clock.now(), language=get_language() or "")
    return render(
        request, "tariff/answer.html", {"card": _line(card), "document": card.document, "ask_again": _again(card)}
    )


@require_POST
@identity.login_required
def save(request: HttpRequest) -> HttpResponse:
    """Keep the answer to the question in the form, for the company the form names or the person.

    The form names the company, so that an authority that ended meanwhile is refused instead of saving elsewhere.
    """
    person = identity.person_of(request)
    given = QueryDict(mutable=True)
    given.update(request.POST)
    given.setlist("fact", request.POST.getlist("fact"))
    state = read_state(given, clock.today())
    if state.question is None:
        return redirect(f"{reverse('tariff:ask')}?{request.POST.urlencode()}")
    public_id = answer_save(
        person=person.public_id,
        organisation=request.POST.get("organisation", ""),
        question=state.question,
        title=request.POST.get("title", ""),
        at=clock.now(),
    )
    messages.success(request, gettext("Saved. It stays as it was given, also when tables change."))
    return redirect("tariff:answer", public_id=public_id)


@require_POST
@identity.login_required
def remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Remove one saved answer."""
    person = identity.person_of(request)
    answer_remove(person=person.public_id, public_id=public_id, at=clock.now())
    messages.success(request, gettext("Removed."))
    return redirect("tariff:answers")


def row_number(text: str) -> int | None:
    """The number of the row a list goes on after; None for anything else."""
    plain = text.isascii() and text.isdecimal() and len(text) <= LONGEST_ROW_NUMBER
    return int(text) if plain else None


def _line(card: SavedCard) -> dict:
    best = card.document.get("best")
    return {
        "id": card.public_id,
        "title": card.title or f"{card.document['code']} {card.document.get('name', '')}".strip(),
        "asked": card.asked,
        "best": f"{best['name']} {best['duty_text']}" if best else gettext("Not covered"),
        "saved_at": card.saved_at,
        "organisation": card.organisation,
    }


def _again(card: SavedCard) -> str:
    asked = card.asked
    pairs = [
        ("q", asked["code"]),
        ("origin", asked["origin"]),
        ("destination", asked["destination"]),
        ("on", asked["on"]),
    ]
    if asked.get("value"):
        pairs.append(("value", str(asked["value"]["amount"])))
    pairs += [("fact", fact) for fact in asked.get("facts", [])]
    return f"{reverse('tariff:ask')}?{urlencode(pairs)}"
