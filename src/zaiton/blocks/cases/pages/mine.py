"""A person's own applications: drafts first, then cases with whose turn it is and when they are promised."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zaiton.blocks.cases.pages.showing import case_line
from zaiton.blocks.cases.pages.words import told
from zaiton.blocks.cases.queries.cases import PAGE, cases_mine
from zaiton.blocks.cases.queries.clocks import day_of
from zaiton.blocks.cases.queries.drafts import DraftCard, drafts_of
from zaiton.blocks.identity import public as identity
from zaiton.kit import clock

LONGEST_ROW_NUMBER = 18
STATES = ("open", "returned", "closed")


@require_safe
@identity.login_required
def mine_page(request: HttpRequest) -> HttpResponse:
    """Drafts and the newest cases of the person and of companies they act for, fifty a page."""
    person, at = identity.person_of(request), clock.now()
    after = row_number(request.GET.get("after", ""))
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    found = cases_mine(person.public_id, at=at, state=state, after=after, limit=PAGE)
    query = {"state": state} if state else {}
    more = len(found) == PAGE
    context = {
        "drafts": [] if after or state else [_draft(card) for card in drafts_of(person.public_id, at=at)],
        "lines": [case_line(line, day_of(at)) for line in found],
        "state": state,
        "first_address": f"?{urlencode(query)}" if after else "",
        "next_address": f"?{urlencode({**query, 'after': found[-1].position})}" if more else "",
    }
    return render(request, "cases/mine.html", context)


def row_number(text: str) -> int | None:
    """The number of the row a list goes on after; None for anything else."""
    plain = text.isascii() and text.isdecimal() and len(text) <= LONGEST_ROW_NUMBER
    return int(text) if plain else None


def _draft(card: DraftCard) -> dict[str, object]:
    return {"card": card, "title": told(card.definition.title)}
