"""Ask and answer: a GET form, so the address is the answer; and suggestions while a name is typed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zaiton.blocks.identity import public as identity
from zaiton.kit import clock
from zaiton.services.tariff.pages.asking import (
    currency_options,
    destination_options,
    origin_options,
    read_state,
    unit_options,
)
from zaiton.services.tariff.pages.showing import query_of, query_without_q, shown
from zaiton.services.tariff.queries.advice import advise, find_goods, years

SUGGESTIONS = 12
REGION = "ask"


@require_safe
def ask_page(request: HttpRequest) -> HttpResponse:
    """The question, and its answer when one was asked. The part named ``ask`` alone for a fragment request."""
    state = read_state(request.GET, clock.today())
    view = None
    if state.question is not None:
        given, document = advise(state.question)
        stretches, changed, _ = years(state.question)
        view = shown(state, given, document, stretches, changed)
    query = query_of(state)
    context = {
        "state": state,
        "view": view,
        "query": query,
        "others": query_without_q(query),
        "origin_options": origin_options(state.origin),
        "destination_options": destination_options(state.destination),
        "unit_options": unit_options(state.unit),
        "currency_options": currency_options(state.currency),
        "person": identity.person_of(request),
    }
    fragment = getattr(request, "htmx", None) and request.htmx.target == REGION
    template = "tariff/ask.html#ask" if fragment else "tariff/ask.html"
    return render(request, template, context, status=422 if state.errors else 200)


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """The list under the field of the good: codes and names that match what was typed so far."""
    goods = find_goods(request.GET.get("q", ""), limit=SUGGESTIONS)
    return render(request, "tariff/suggest.html", {"goods": goods})
