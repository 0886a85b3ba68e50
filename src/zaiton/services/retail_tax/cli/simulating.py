"""Door for operators: ``zaiton retail-tax simulate``, a year of payment books from stated assumptions."""

from decimal import ROUND_HALF_UP, Decimal

import click
from django.utils.translation import gettext

from zaiton.base.money import shown
from zaiton.base.text import gettext_noop
from zaiton.kit.cli import emit, json_option
from zaiton.services.retail_tax.cli.group import group
from zaiton.services.retail_tax.domain.simulating import document_of, plain
from zaiton.services.retail_tax.queries.simulation import simulation

ASSUMED = (
    "seed",
    "companies",
    "joined_before",
    "join_each_month",
    "electronic_share",
    "bank_minutes",
    "bank_spread",
    "lost_answers",
    "asked_hours",
    "paper_minutes",
    "electronic_minutes",
    "yuan_an_hour",
    "fee_percent_a_year",
)


@group.command(
    help=gettext_noop("Simulate a year of payment books from the assumptions on file, with what sways the outcome.")
)
@click.option("--seed", type=int, help=gettext_noop("Draw another year."))
@json_option
def simulate(seed: int | None, as_json: bool) -> None:
    """Everything is marked as simulated; nothing is fitted to a published figure."""
    found = simulation(seed)
    document = document_of(found.year, found.swayed)
    document["assumed"] = {name: plain(getattr(found.assumed, name)) for name in ASSUMED}
    document["published"] = {
        "rate_by_amount_percent": found.published.rate_by_amount_percent,
        "saved_fen": found.published.saved_fen,
        "document": found.published.document,
    }
    lines = [
        gettext("Simulated, not observed."),
        gettext(
            "From confirmation to the treasury: median {median} h, nine in ten within {p90} h; on paper {paper} h."
        ).format(median=document["median_hours"], p90=document["p90_hours"], paper=document["paper_median_hours"]),
        gettext("Paid electronically: {amount} by amount, {company} by company.").format(
            amount=_percent(document["rate_by_amount"]), company=_percent(document["rate_by_company"])
        ),
        gettext("Saved by a company of middle size: {saved} yuan.").format(saved=shown(document["saved_fen"], "CNY")),
    ]
    for one in document["sensitivity"]:
        lines.append(
            f"{one['assumption']} {one['value']}: {one['median_hours']} h, {one['p90_hours']} h, "
            f"{_percent(one['rate_by_amount'])}, {shown(one['saved_fen'], 'CNY')}"
        )
    emit(document, as_json, "\n".join(lines))


def _percent(share: str | None) -> str:
    return "—" if share is None else f"{(Decimal(share) * 100).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"
