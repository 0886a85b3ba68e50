"""The treasury report: what came in by day, customs district and tax, and what each district still waits for."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from zaiton.blocks.identity.public import login_required
from zaiton.kit import clock
from zaiton.kit.charts import Part, share_bar
from zaiton.services.retail_tax.domain.states import BOOK_STATES
from zaiton.services.retail_tax.pages.asking import officer, page
from zaiton.services.retail_tax.pages.words import TONES, tag
from zaiton.services.retail_tax.queries.treasury import treasury_report

MONTH = timedelta(days=30)
LONGEST = timedelta(days=3660)


@require_safe
@login_required
def treasury_page(request: HttpRequest) -> HttpResponse:
    """For officers: the money of some days, and what is open today."""
    officer(request)
    today = clock.today()
    last = _day(request.GET.get("until", ""), today)
    first = min(max(_day(request.GET.get("from", ""), last - MONTH), last - LONGEST), last)
    report = treasury_report(first, last, on=today)
    counted = {state: sum(line.books for line in report.open if line.state == state) for state in BOOK_STATES}
    parts = [Part(tag("book", state).word, count, TONES["book"][state]) for state, count in counted.items() if count]
    told = gettext(", ").join(f"{part.name} {part.count}" for part in parts)
    context = {
        "first": first,
        "last": last,
        "report": report,
        "lines": report.lines,
        "open": [{"line": line, "tag": tag("book", line.state)} for line in report.open],
        "overdue_fen": sum(line.overdue_fen for line in report.open),
        "bar": share_bar(parts, title=gettext("Payment books that are not paid yet"), desc=told),
    }
    return page(request, "treasury", context)


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise
