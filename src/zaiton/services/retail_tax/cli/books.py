"""Doors for operators: ``zaiton retail-tax books`` and ``treasury``, payment books as they stand and what came into the treasury."""

from datetime import datetime, timedelta

import click
from django.utils.translation import gettext

from zaiton.base.money import shown
from zaiton.base.text import gettext_noop
from zaiton.kit import clock
from zaiton.kit.cli import emit, json_option
from zaiton.services.retail_tax.cli.group import group
from zaiton.services.retail_tax.domain.states import BOOK_STATES
from zaiton.services.retail_tax.queries.books import books_page
from zaiton.services.retail_tax.queries.treasury import treasury_report

MONTH = timedelta(days=30)
DAY = click.DateTime(["%Y-%m-%d"])
NAMES = (
    "ent_duty_no",
    "agent_code",
    "customs_code",
    "scheme",
    "period",
    "bills_count",
    "total_fen",
    "state",
    "receipt",
)


@group.command(help=gettext_noop("Payment books, the newest first, with their states."))
@click.option("--state", type=click.Choice(sorted(BOOK_STATES)), help=gettext_noop("Only of this state."))
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@json_option
def books(state: str | None, limit: int, as_json: bool) -> None:
    """Of everybody: whoever may run commands is the operator."""
    found = books_page(None, states=(state,) if state else (), limit=limit)
    document = [{name: getattr(card, name) for name in NAMES} | {"due_on": str(card.due_on)} for card in found]
    lines = [
        "  ".join(
            [
                card.ent_duty_no,
                card.customs_code,
                gettext(BOOK_STATES[card.state]),
                f"{card.bills_count}",
                f"{shown(card.total_fen, 'CNY')} CNY",
                f"{card.due_on}",
            ]
        )
        for card in found
    ]
    emit({"books": document}, as_json, "\n".join(lines) or gettext("There is no such payment book."))


@group.command(help=gettext_noop("What came into the treasury from day to day (Beijing), and what is open today."))
@click.option("--from", "first", type=DAY, help=gettext_noop("First day; without it 30 days before the last."))
@click.option("--until", "last", type=DAY, help=gettext_noop("Last day; without it today."))
@json_option
def treasury(first: datetime | None, last: datetime | None, as_json: bool) -> None:
    """Sums by customs district and tax."""
    until = last.date() if last else clock.today()
    since = min(first.date() if first else until - MONTH, until)
    report = treasury_report(since, until, on=clock.today())
    lines = [
        f"{report.first} – {report.last}: {shown(report.total_fen, 'CNY')} CNY",
        *(f"{one.day}  {one.customs_code}  {one.books}  {shown(one.total_fen, 'CNY')} CNY" for one in report.lines),
        gettext("Not paid yet"),
        *(
            f"{one.customs_code}  {gettext(BOOK_STATES[one.state])}  {one.books}  {shown(one.fen, 'CNY')} CNY"
            for one in report.open
        ),
    ]
    emit(report.document, as_json, "\n".join(lines))
