"""The figures of the service: from confirmation to the treasury, and how much is paid electronically, by month and customs district."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from zaiton.base.text import gettext_noop
from zaiton.blocks.identity.public import login_required
from zaiton.kit import clock
from zaiton.kit.charts import Series, step_chart
from zaiton.services.retail_tax.domain.figures import Figures
from zaiton.services.retail_tax.domain.simulating import plain
from zaiton.services.retail_tax.pages.asking import asker, page
from zaiton.services.retail_tax.queries.figures import Board, figures
from zaiton.services.retail_tax.queries.simulation import simulation

ASSUMPTIONS = {
    "joined_before": gettext_noop("Share of companies that pay electronically from the first day"),
    "join_each_month": gettext_noop("Share of the others that join in a month"),
    "electronic_share": gettext_noop("Share of its books that such a company pays electronically"),
    "bank_minutes": gettext_noop("Minutes until the bank answers, median"),
    "bank_spread": gettext_noop("Spread of the bank’s answers"),
    "lost_answers": gettext_noop("Share of answers that are lost"),
    "asked_hours": gettext_noop("Hours until a lost answer is known, mean"),
    "paper_minutes": gettext_noop("Minutes of work for a payment on paper"),
    "electronic_minutes": gettext_noop("Minutes of work for an electronic payment"),
    "yuan_an_hour": gettext_noop("Cost of an hour of work, yuan"),
    "fee_percent_a_year": gettext_noop("Cost of a guarantee, per cent a year"),
}
YEAR = timedelta(days=365)
LONGEST = timedelta(days=3660)


@require_safe
@login_required
def figures_page(request: HttpRequest) -> HttpResponse:
    """Of everybody for officers, of their own companies for everybody else."""
    found = asker(request)
    today = clock.today()
    last = _day(request.GET.get("until", ""), today)
    first = _day(request.GET.get("from", ""), last - YEAR)
    first = min(max(first, last - LONGEST), last)
    board = figures(first, last, found.seen)
    context = {
        "first": first,
        "last": last,
        "own": found.seen is not None,
        "all": shown(board.all),
        "months": [{"name": name, **shown(one)} for name, one in reversed(board.months)],
        "districts": [{"name": name, **shown(one)} for name, one in board.districts],
        "chart": _chart(board),
        **_simulated(),
    }
    return page(request, "figures", context)


def shown(found: Figures) -> dict[str, Any]:
    """Figures as the page writes them."""
    return {
        "figures": found,
        "median": took_words(found.median),
        "p90": took_words(found.p90),
        "day_share": percent_of(found.day_share),
        "amount_share": percent_of(found.amount_share),
        "company_share": percent_of(found.company_share),
    }


def _simulated() -> dict[str, Any]:
    """The simulated year beside the records: what it assumes, what came of it, what sways it."""
    drawn = simulation()
    return {
        "assumed": drawn.assumed,
        "sim": shown(drawn.year.all),
        "sim_paper": took_words(drawn.year.paper_median),
        "sim_saved_fen": drawn.year.saved_fen,
        "published": drawn.published,
        "swayed": [
            {
                "name": gettext(ASSUMPTIONS[one.name]),
                "value": plain(one.value),
                "usual": plain(getattr(drawn.assumed, one.name)),
                "saved_fen": one.year.saved_fen,
                **shown(one.year.all),
            }
            for one in drawn.swayed
        ],
    }


def took_words(took: timedelta | None) -> str:
    """A stretch of time in the two units that matter; a dash for none."""
    if took is None:
        return "—"
    minutes = int(took.total_seconds()) // 60
    if minutes < 1:
        return gettext("under a minute")
    days, hours, minutes = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        return gettext("{days} d {hours} h").format(days=days, hours=hours)
    return (
        gettext("{hours} h {minutes} min").format(hours=hours, minutes=minutes)
        if hours
        else gettext("{minutes} min").format(minutes=minutes)
    )


def percent_of(share: Fraction | None) -> str:
    """A share with one decimal; a dash for none."""
    if share is None:
        return "—"
    value = Decimal(share.numerator * 100) / Decimal(share.denominator)
    return f"{value.quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def _chart(board: Board) -> SafeString:
    """The rate by amount, month after month."""
    points = [
        (date.fromisoformat(f"{name}-01"), float(one.amount_share * 100) if one.amount_share is not None else None)
        for name, one in board.months
    ]
    title = gettext("Paid electronically, by amount")
    told = gettext(", ").join(f"{name} {percent_of(one.amount_share)}" for name, one in board.months)
    labels = [(day, f"{day:%Y-%m}") for day, _ in points]
    return (
        step_chart([Series(gettext("By amount"), points)], y_unit="%", title=title, desc=told, x_labels=labels)
        if points
        else SafeString()
    )


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise
