"""``zaiton tariff forecast``: the rates of one good, or of every good of a list, to the end of each schedule."""

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import click
from django.utils.translation import gettext

from zaiton.base.text import gettext_noop
from zaiton.kit import clock
from zaiton.kit.cli import EXIT_NOT_COVERED, emit, json_option
from zaiton.kit.insight import TableNotWritten
from zaiton.services.tariff.cli.answers import warn_of_packs
from zaiton.services.tariff.cli.group import tariff
from zaiton.services.tariff.queries.advice import Asked
from zaiton.services.tariff.queries.batch_files import SUFFIXES, UnknownListFormat
from zaiton.services.tariff.queries.forecast import (
    NOT_COVERED,
    REFUSED,
    SUMMARY,
    forecast_list,
    forecast_of,
)
from zaiton.services.tariff.queries.goods_list import read_goods, write_forecasts


@tariff.command(
    help=gettext_noop(
        "Rates of a good to the end of each schedule, the days the best agreement changes, and what waiting saves."
    )
)
@click.option("--code", default="", help=gettext_noop("Code of the good, 6 to 10 digits."))
@click.option("--origin", default="", help=gettext_noop("Country of origin, two letters."))
@click.option("--destination", default="CN", show_default=True, help=gettext_noop("Importing territory, two letters."))
@click.option("--from", "first", default="", help=gettext_noop("First day; all days on file if left out."))
@click.option("--until", default="", help=gettext_noop("Last day; the end of the schedules if left out."))
@click.option("--value", default="", help=gettext_noop("Customs value in the destination's currency."))
@click.option(
    "--currency", default="", help=gettext_noop("Currency of the value, like USD; the destination's if left out.")
)
@click.option("--quantity", default="", help=gettext_noop("Quantity, for duties by quantity."))
@click.option("--unit", default="", help=gettext_noop("Unit of the quantity, kg if left out."))
@click.option("--fact", multiple=True, help=gettext_noop("Id of an answer to a printed condition; may be repeated."))
@click.option(
    "--file",
    "listed",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=gettext_noop("A list of goods instead: CSV or XLSX with the columns code, origin, destination, value."),
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help=gettext_noop("Where the list goes (.csv, .xlsx, .parquet)."),
)
@json_option
def forecast(as_json: bool, listed: Path | None, out: Path | None, **given: object) -> None:
    """Print the forecast, or write that of a list; exit 3 where nothing is covered."""
    if listed is not None or out is not None:
        _list(listed, out, given, as_json)
        return
    for name in ("code", "origin"):
        if not given[name]:
            raise click.UsageError(gettext("Missing option '--{name}'.").format(name=name))
    asked = Asked(
        code=given["code"],
        origin=given["origin"],
        on=clock.today(),
        destination=given["destination"],
        value=given["value"],
        quantity=given["quantity"],
        unit=given["unit"],
        facts=given["fact"],
        currency=given["currency"],
    )
    found, document = forecast_of(asked, given["first"], given["until"])
    warn_of_packs()
    emit(document, as_json, lambda: forecast_text(document))
    if not found.stretches:
        sys.exit(EXIT_NOT_COVERED)


def _list(listed: Path | None, out: Path | None, given: Mapping[str, object], as_json: bool) -> None:
    """Write the forecast of every good of a list, whole or not at all, and say what became of the rows."""
    if listed is None or out is None:
        raise click.UsageError(gettext("A list needs both --file and --out."))
    if out.suffix not in SUFFIXES:
        raise UnknownListFormat(file=out.name)
    goods = read_goods(listed.read_bytes(), listed.name)
    hidden = as_json or not sys.stderr.isatty()
    label = gettext("Goods")
    with click.progressbar(length=len(goods), label=label, file=sys.stderr, hidden=hidden) as bar:
        rows = list(forecast_list(goods, clock.today(), given["first"], given["until"], lambda done: bar.update(1)))
    _write(out, write_forecasts(rows, out.name))
    warn_of_packs()
    counts = {kind: sum(1 for row in rows if row["kind"] == kind) for kind in (SUMMARY, NOT_COVERED, REFUSED)}
    told = {"file": str(out), "goods": len(goods), "answered": counts[SUMMARY], "rows": len(rows)}
    told |= {"not_covered": counts[NOT_COVERED], "refused": counts[REFUSED]}
    told["refusals"] = [{"row": row["row"], "reason": row["reason"]} for row in rows if row["kind"] == REFUSED]
    emit(told, as_json, lambda: _list_text(told))
    if not counts[SUMMARY]:
        sys.exit(EXIT_NOT_COVERED)


def _list_text(told: Mapping) -> str:
    counted = gettext(
        "{answered} of {goods} goods answered, {not_covered} not covered, {refused} refused; {rows} rows in {file}."
    )
    refused = [gettext("Row {row}: {reason}").format(**refusal) for refusal in told["refusals"][:20]]
    return "\n".join([counted.format(**told), *refused])


def _write(path: Path, content: bytes) -> None:
    fresh = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        fresh.write_bytes(content)
        os.replace(fresh, path)
    except OSError as error:
        raise TableNotWritten(path=path, reason=error.strerror or error) from error
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


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
