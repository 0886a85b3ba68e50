"""Accounts, statements with a picture of the balance, and single entries."""

import csv
import io
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from zaiton.base.money import Money, plain
from zaiton.blocks.identity.public import login_required
from zaiton.blocks.money.domain.books import StatementCard
from zaiton.blocks.money.pages.asking import asker, day_of, number_in, page
from zaiton.blocks.money.pages.words import named
from zaiton.blocks.money.queries.seeing import account_for, accounts_for, entry_for, sees_all
from zaiton.blocks.money.queries.statements import statement
from zaiton.kit import clock
from zaiton.kit.charts import Series, step_chart

PAGE = 50
DRAWN_MOST = 400


@require_safe
@login_required
def accounts_page(request: HttpRequest) -> HttpResponse:
    """The accounts one may see, with their balances."""
    person = asker(request)
    found = accounts_for(person.public_id, at=clock.now())
    rows = [{"card": card, "name": named(card), "held": card.pending_credit or card.pending_debit} for card in found]
    return page(request, "accounts", {"rows": rows, "all": sees_all(person.public_id)})


@require_safe
@login_required
def statement_page(request: HttpRequest, code: str) -> HttpResponse:
    """The statement of an account over a period, fifty lines a page."""
    card = account_for(asker(request).public_id, code, at=clock.now())
    today = clock.today()
    last = day_of(request.GET.get("to", ""), today)
    first = day_of(request.GET.get("from", ""), min(last, today).replace(day=1))
    if last < first:
        first = last
    after = _mark(request)
    found = statement(code, first=first, last=last, after=after, limit=PAGE)
    query = {"from": first.isoformat(), "to": last.isoformat()}
    more = {**query, "day": found.more[0].isoformat(), "entry": found.more[1]} if found.more else {}
    context = {
        "card": card,
        "name": named(card),
        "found": found,
        "first": first,
        "last": last,
        "chart": _chart(found, first) if after is None else "",
        "first_address": f"?{urlencode(query)}" if after else "",
        "next_address": f"?{urlencode(more)}" if more else "",
        "csv_query": urlencode(query),
        "entries_shown": sees_all(asker(request).public_id),
    }
    return page(request, "statement", context)


@require_safe
@login_required
def statement_file(request: HttpRequest, code: str) -> HttpResponse:
    """The statement of a period as CSV, whole."""
    card = account_for(asker(request).public_id, code, at=clock.now())
    last = day_of(request.GET.get("to", ""), clock.today())
    first = day_of(request.GET.get("from", ""), last.replace(day=1))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["business_date", "entry", "kind", "document", "amount", "balance", "currency"])
    mark = None
    while True:
        found = statement(code, first=first, last=max(first, last), after=mark, limit=1000)
        for row in found.rows:
            amounts = (plain(row.amount, card.currency), plain(row.balance, card.currency))
            texts = [value if value[:1] not in "=+@-" else f"'{value}" for value in (row.key, row.kind, row.document)]
            writer.writerow([row.business_date.isoformat(), *texts, *amounts, card.currency])
        mark = found.more
        if mark is None:
            break
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{code}-{first}-{last}.csv")
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
@login_required
def entry_page(request: HttpRequest, number: int) -> HttpResponse:
    """An entry with all its lines."""
    card = entry_for(asker(request).public_id, number)
    lines = [{"line": line, "name": named(line)} for line in card.lines]
    return page(request, "entry", {"card": card, "lines": lines})


def _mark(request: HttpRequest) -> Any:
    number = number_in(request.GET.get("entry", ""))
    day = day_of(request.GET.get("day", ""), clock.today())
    return (day, number) if number is not None and request.GET.get("day") else None


def _chart(found: StatementCard, first: Any) -> str:
    """The balance at the end of each day of the page."""
    ends = {first - timedelta(days=1): found.opening}
    for row in found.rows[:DRAWN_MOST]:
        ends[row.business_date] = row.balance
    if len(ends) < 3:
        return ""
    ends[found.rows[-1].business_date + timedelta(days=1)] = found.rows[-1].balance
    points = [(day, float(Money(found.currency, amount).decimal)) for day, amount in sorted(ends.items())]
    title = gettext("Balance by day")
    return step_chart([Series(gettext("Balance"), points)], y_unit=found.currency, title=title, desc=found.code)
