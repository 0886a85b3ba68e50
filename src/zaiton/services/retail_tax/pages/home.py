"""The first page of retail tax: what waits for whom, with the way there."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from zaiton.blocks.identity.public import person_of
from zaiton.kit import clock
from zaiton.services.retail_tax.domain.states import BOOK_STATES
from zaiton.services.retail_tax.pages.asking import asker, company_choices, page
from zaiton.services.retail_tax.pages.words import tag
from zaiton.services.retail_tax.queries.books import bills_counted, books_counted
from zaiton.services.retail_tax.queries.limits import limits_on
from zaiton.services.retail_tax.queries.sales import sales_counted

WAITING = ("consolidated", "proposed", "rejected", "unknown")


@require_safe
def home_page(request: HttpRequest) -> HttpResponse:
    """For a company its sales, bills and payment books; for officers those of everybody, with customs' own desks; for others what it is."""
    if person_of(request) is None:
        return page(request, "home_public", {"limits": limits_on(clock.today())})
    found = asker(request)
    books = books_counted(found.seen)
    context: dict[str, Any] = {
        "officer": found.all,
        "sales": sales_counted(found.seen),
        "bills": {state: number for state, (number, _) in bills_counted(found.seen).items()},
        "books": [
            {"state": state, "tag": tag("book", state), "books": books[state][0], "fen": books[state][2]}
            for state in BOOK_STATES
            if state in books
        ],
        "waiting": sum(books[state][0] for state in WAITING if state in books),
        "companies": company_choices(found),
        "chosen": found.chosen,
    }
    return page(request, "home", context)
