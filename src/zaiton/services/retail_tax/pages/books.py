"""Payment books of a company: the list with its batch of proposals and confirmations, its progress, and one book until it is written off."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zaiton.base.refusals import Refusal
from zaiton.blocks.identity.public import Unseen, login_required, names_of
from zaiton.blocks.money.public import instruction_card
from zaiton.kit import clock
from zaiton.kit.charts import Part, share_bar
from zaiton.services.retail_tax.actions.confirming import (
    Outcome,
    books_confirm,
    books_propose,
    books_retry,
    books_take_back,
)
from zaiton.services.retail_tax.domain.states import BOOK_IN_FLIGHT, BOOK_STATES
from zaiton.services.retail_tax.pages.asking import Asker, asker, company_choices, go, number_in, page, refusal_text
from zaiton.services.retail_tax.pages.words import TONES, book_event, book_now, tag
from zaiton.services.retail_tax.queries.books import (
    CONFIRM,
    PAGE,
    PROPOSE,
    BookCard,
    book_card,
    books_amounts,
    books_counted,
    books_page,
)

ACTS: dict[str, tuple[str, str]] = {
    "propose": (PROPOSE, "consolidated"),
    "confirm": (CONFIRM, "proposed"),
    "take_back": (PROPOSE, "proposed"),
    "retry": (CONFIRM, "rejected"),
}
"""What can be done with payment books, by whom, and from which state."""
MOST_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def books_list(request: HttpRequest) -> HttpResponse:
    """Payment books, the newest first; those that wait are proposed or confirmed together, ticked or all of them."""
    found = asker(request)
    refused: list[dict[str, str]] = []
    if request.method == "POST":
        outcomes = _act(request.POST.get("act", ""), _named(request, found), found)
        refused = [
            {"number": one.number, "why": refusal_text(one.refusal)} for one in outcomes if one.refusal is not None
        ]
        done = len(outcomes) - len(refused)
        if not outcomes:
            messages.error(request, gettext("No payment book was ticked. Nothing was changed."))
        elif done:
            said = ngettext("{done} payment book done.", "{done} payment books done.", done)
            messages.success(request, said.format(done=done))
        if not refused:
            return go("books")
    state = request.GET.get("state", "")
    chosen = (state,) if state in BOOK_STATES else ()
    before = number_in(request.GET.get("before", ""))
    cards = books_page(found.seen, states=chosen, before=before)
    asked = {"state": state if chosen else "", "company": found.chosen}
    query = {name: value for name, value in asked.items() if value}
    context = {
        "rows": [{"card": card, "tag": tag("book", card.state), "acts": _acts(card, found)} for card in cards],
        "states": [(name, gettext(words)) for name, words in BOOK_STATES.items()],
        "state": asked["state"],
        "refused": refused[:MOST_SHOWN],
        "more_refused": max(0, len(refused) - MOST_SHOWN),
        "every": _every(found),
        "companies": company_choices(found),
        "chosen": found.chosen,
        "progress": _progress(found),
        "first_address": f"?{urlencode(query)}" if before else "",
        "next_address": f"?{urlencode({**query, 'before': cards[-1].place})}" if len(cards) == PAGE else "",
    }
    return render(request, "retail_tax/books.html", context, status=422 if refused else 200)


@require_safe
@login_required
def books_progress(request: HttpRequest) -> HttpResponse:
    """How the books stand, for the page that looks again by itself while some are under way."""
    return render(request, "retail_tax/progress.html", {"progress": _progress(asker(request))})


@require_safe
@login_required
def book_page(request: HttpRequest, number: str) -> HttpResponse:
    """One payment book: how it stands, its payment, every step, its bills and its receipt."""
    return page(request, "book", _context(request, number))


@require_safe
@login_required
def book_state(request: HttpRequest, number: str) -> HttpResponse:
    """How it stands, for the page that looks again by itself while its end is open."""
    return page(request, "book_state", _context(request, number))


@require_POST
@login_required
def book_act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """Propose, confirm, take back or have tried again this one book."""
    found = asker(request)
    card = book_card(number, found.seen)
    try:
        seen = {card.ent_duty_no: number_in(request.POST.get("total", "")) or 0}
        for one in _act(act, seen, found):
            if one.refusal is not None:
                raise one.refusal
        messages.success(request, gettext("Done: {state}").format(state=tag("book", _state(number, found)).word))
    except Unseen:
        raise
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
    return go("book", card.ent_duty_no)


def _act(name: str, seen: dict[str, int], found: Asker) -> Sequence[Outcome]:
    if name not in ACTS:
        raise Unseen
    mine = found.acting(ACTS[name][0])
    if not mine:
        raise Unseen
    given: dict[str, Any] = {"organisations": mine, "actor": found.actor, "at": clock.now()}
    doing: dict[str, Callable[[], Sequence[Outcome]]] = {
        "propose": lambda: books_propose(seen, **given),
        "confirm": lambda: books_confirm(seen, **given),
        "take_back": lambda: books_take_back(list(seen), **given),
        "retry": lambda: books_retry(list(seen), **given),
    }
    return doing[name]() if seen else ()


def _named(request: HttpRequest, found: Asker) -> dict[str, int]:
    """The books ticked, with the amount that stood beside them; or all that wait for this act, as they stood (``every``)."""
    act = request.POST.get("act", "")
    if request.POST.get("every") == "1" and act in ACTS:
        seen = books_amounts(found.acting(ACTS[act][0]), ACTS[act][1])
        if str(sum(seen.values())) != request.POST.get(f"sum_{act}", ""):
            messages.error(
                request, gettext("The payment books have changed since the page was made. Please look again.")
            )
            return {}
        return seen
    ticked = request.POST.getlist("books")
    return {one: number_in(request.POST.get(f"total-{one}", "")) or 0 for one in ticked}


def _every(found: Asker) -> list[dict[str, Any]]:
    """What could be done with all that wait: the act, how many, how much."""
    made = []
    for act in ("propose", "confirm"):
        scope, state = ACTS[act]
        seen = books_amounts(found.acting(scope), state)
        if seen:
            made.append({"act": act, "books": len(seen), "fen": sum(seen.values())})
    return made


def _acts(card: BookCard, found: Asker) -> list[str]:
    acts = [
        act for act, (scope, state) in ACTS.items() if card.state == state and card.organisation in found.acting(scope)
    ]
    return [act for act in acts if not (act == "confirm" and card.proposed_by == found.actor)]


def _state(number: str, found: Asker) -> str:
    return book_card(number, found.seen).state


def _progress(found: Asker) -> dict[str, Any]:
    """Books by state, drawn; live while some are on their way to the treasury."""
    counted = books_counted(found.seen)
    parts = [
        Part(tag("book", state).word, counted[state][0], TONES["book"][state])
        for state in BOOK_STATES
        if state in counted
    ]
    told = gettext(", ").join(f"{part.name} {part.count}" for part in parts)
    return {
        "bar": share_bar(parts, title=gettext("Payment books by state"), desc=told),
        "live": any(state in counted for state in (*BOOK_IN_FLIGHT, "debited")),
        "rows": [
            (tag("book", state), counted[state][0], counted[state][2]) for state in BOOK_STATES if state in counted
        ],
    }


def _context(request: HttpRequest, number: str) -> dict[str, Any]:
    found = asker(request)
    card = book_card(number, found.seen)
    people = names_of(
        {
            one.removeprefix("person/")
            for one in (card.proposed_by, card.confirmed_by, *(step.actor for step in card.steps))
        }
    )
    return {
        "card": card,
        "tag": tag("book", card.state),
        "now": book_now(card.state),
        "live": card.state in (*BOOK_IN_FLIGHT, "debited", "in_treasury")
        or (card.state == "written_off" and not card.receipt),
        "acts": _acts(card, found),
        "payment": instruction_card(card.instruction) if card.instruction else None,
        "proposed_by": people.get(card.proposed_by.removeprefix("person/"), ""),
        "confirmed_by": people.get(card.confirmed_by.removeprefix("person/"), ""),
        "steps": [
            {
                "at": step.at,
                "words": book_event(step.event),
                "who": people.get(step.actor.removeprefix("person/"), ""),
                "reason": step.reason,
            }
            for step in card.steps
        ],
    }
