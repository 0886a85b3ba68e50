"""``zaiton tariff forecast``: the rates of one good, or of every good of a list, to the end of each schedule."""

import sys

import click
from django.utils.translation import gettext

from zaiton.base.text import gettext_noop
from zaiton.kit.cli import EXIT_NOT_COVERED, emit, json_option
from zaiton.services.tariff.cli.answers import warn_of_packs
from zaiton.services.tariff.cli.group import tariff
from zaiton.services.tariff.queries.advice import Asked
from zaiton.services.tariff.queries.forecast import forecast_of


@tariff.command(
    help=gettext_noop("Rates of a good to the end of each schedule, the days the best agreement changes, and what waiting saves.")
)
@click.option("--code", default="", help=gettext_noop("Code of the good, 6 to 10 digits."))
@click.option("--origin", default="", help=gettext_noop("Country of origin, two letters."))
@click.option("--destination", default="CN", show_default=True, help=gettext_noop("Importing territory, two letters."))
@click.option("--from", "first", default="", help=gettext_noop("First day; all days on file if left out."))
@click.option("--until", default="", help=gettext_noop("Last day; the end of the schedules if left out."))
@click.option("--value", default="", help=gettext_noop("Customs value in the destination's currency."))
@click.option("--quantity", default="", help=gettext_noop("Quantity, for duties by quantity."))
@click.option("--unit", default="", help=gettext_noop("Unit of the quantity, kg if left out."))
@click.option("--fact", multiple=True, help=gettext_noop("Id of an answer to a printed condition; may be repeated."))
@json_option
def forecast(as_json: bool, **given: object) -> None:
    """Print the forecast; exit 3 where nothing is covered."""
    for name in ("code", "origin"):
        if not given[name]:
            raise click.UsageError(gettext("Missing option '--{name}'.").format(name=name))
    asked = Asked(
        code=given["code"],
        origin=given["origin"],
        on="",
        destination=given["destination"],
        value=given["value"],
        quantity=given["quantity"],
        unit=given["unit"],
        facts=given["fact"],
    )
    found, document = forecast_of(asked, given["first"], given["until"])
    warn_of_packs()
    emit(document, as_json, lambda: forecast_text(document))
    if not found.stretches:
        sys.exit(EXIT_NOT_COVERED)


def forecast_text(document: dict) -> str:
    """The forecast for people at a terminal."""
    lines = [f"{document['code']} {document['name']}  {document['origin']} → {document['destination']}"]
    for stretch in document["stretches"]:
        rates = "  ".join(f"{name} {rate if rate is not None else '…'}" for name, rate in stretch["rates"].items())
        lines.append(f"{stretch['from']} – {stretch['to'] or '…'}  {stretch['best'] or '—':<10} {rates}")
    if not document["stretches"]:
        return "\n".join([*lines, gettext("Not covered.")])
    lines += [c["text"] for c in document["crossings"]] or [gettext("The best agreement does not change.")]
    lines += [f"  {step['text']}" for step in document["year_ends"] if step["advice"] != "same"]
    lines += [ending["text"] for ending in document["ends"] if ending["text"]]
    lines += [f"  © {s['title']} ({s['status']}, {s['document']})" for s in document["sources"]]
    return "\n".join(lines)
