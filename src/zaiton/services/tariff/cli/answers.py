"""``zaiton tariff best``, ``years``, ``search``, ``agreements``, ``export``."""

import sys
from functools import partial
from pathlib import Path

import click
from django.utils.translation import gettext

from zaiton.base.text import gettext_noop
from zaiton.kit import clock
from zaiton.kit.cli import EXIT_NOT_COVERED, emit, json_option
from zaiton.kit.insight import write_table
from zaiton.services.tariff.cli.batch import best_of_file
from zaiton.services.tariff.cli.group import tariff
from zaiton.services.tariff.domain.asking import read_day
from zaiton.services.tariff.queries.advice import (
    Asked,
    advise,
    agreements_document,
    find_good_lines,
    find_goods,
    question_of,
    years,
)
from zaiton.services.tariff.queries.rate_table import plain_table, rate_table
from zaiton.services.tariff.queries.ratebook import packs_left_out

COVERAGE_WORDS = {
    "full": gettext_noop("Everything in force for this origin is on file."),
    "partial": gettext_noop("Partly covered: what is missing is named below."),
    "none": gettext_noop("Not covered."),
}


def question_options(command: click.Command) -> click.Command:
    """The options every question has."""
    return _options(command, needed=True)


def _options(command: click.Command, *, needed: bool) -> click.Command:
    options = (
        click.option("--code", required=needed, help=gettext_noop("Code of the good, 6 to 10 digits.")),
        click.option("--origin", required=needed, help=gettext_noop("Country of origin, two letters.")),
        click.option(
            "--destination", default="CN", show_default=True, help=gettext_noop("Importing territory, two letters.")
        ),
        click.option(
            "--on", "on", default="", help=gettext_noop("Day of import, like 2024-01-15; today in Beijing if left out.")
        ),
        click.option("--value", default="", help=gettext_noop("Customs value in the destination's currency.")),
        click.option(
            "--currency",
            default="",
            help=gettext_noop("Currency of the value, like USD; the destination's if left out."),
        ),
        click.option("--quantity", default="", help=gettext_noop("Quantity, for duties by quantity.")),
        click.option("--unit", default="", help=gettext_noop("Unit of the quantity, kg if left out.")),
        click.option(
            "--fact", multiple=True, help=gettext_noop("Id of an answer to a printed condition; may be repeated.")
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def asked_of(given: dict) -> Asked:
    """The question that the options give."""
    return Asked(
        code=given["code"],
        origin=given["origin"],
        destination=given["destination"],
        on=given["on"] or clock.today(),
        value=given["value"],
        quantity=given["quantity"],
        unit=given["unit"],
        facts=given["fact"],
        currency=given["currency"],
    )


@tariff.command(
    help=gettext_noop(
        "Every rate for a good on a day, and the best one; or of every row of a list. Exit 3 where nothing is covered."
    )
)
@partial(_options, needed=False)
@click.option(
    "--file",
    "source",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=gettext_noop("A list of shipments instead (.csv, .xlsx, .parquet): code, origin, destination, on, value."),
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help=gettext_noop("Where the answered list goes (.csv, .xlsx, .parquet)."),
)
@click.option("--columns", default="", help=gettext_noop("Columns of the answered list, with commas; all if left out."))
@json_option
def best(as_json: bool, source: Path | None, out: Path | None, columns: str, **given: object) -> None:
    """Print the answer, or answer the list."""
    if source is not None:
        if out is None:
            raise click.UsageError(gettext("With --file name the file for the answers: --out answers.csv"))
        warn_of_packs()
        best_of_file(source, out, columns, as_json)
        return
    for name in ("code", "origin"):
        if not given[name]:
            raise click.UsageError(gettext("Give --{name}, or a list with --file.").format(name=name))
    answer, document = advise(question_of(asked_of(given)))
    warn_of_packs()
    emit(document, as_json, lambda: _answer_text(document))
    if answer.coverage == "none":
        sys.exit(EXIT_NOT_COVERED)


def warn_of_packs() -> None:
    """One line on standard error when a pack on file cannot be used: the answer does without it."""
    left_out = packs_left_out()
    if left_out:
        line = gettext("Left out because they cannot be used: {packs}. Run “zaiton data check” for the reasons.")
        click.echo(line.format(packs=", ".join(left_out)), err=True)


@tariff.command(
    name="years", help=gettext_noop("The rates over all days on file, and the days the best agreement changes.")
)
@question_options
@json_option
def years_of(as_json: bool, **given: object) -> None:
    """Print the years."""
    stretches, _, document = years(question_of(asked_of(given)))
    warn_of_packs()
    emit(document, as_json, lambda: _years_text(document))
    if not stretches:
        sys.exit(EXIT_NOT_COVERED)


@tariff.command(help=gettext_noop("Find a good by code or by name in Chinese or English."))
@click.argument("words")
@click.option(
    "--limit", default=20, show_default=True, type=click.IntRange(1, 500), help=gettext_noop("At most so many.")
)
@click.option("--destination", default="CN", show_default=True, help=gettext_noop("Importing territory, two letters."))
@json_option
def search(words: str, limit: int, destination: str, as_json: bool) -> None:
    """Print the goods found; exit 3 where none is."""
    results = find_goods(words, limit=limit)
    for result in results:
        result["lines"] = find_good_lines(result["code"], destination.upper()) if len(result["code"]) >= 4 else []
    emit({"query": words, "results": results}, as_json, lambda: _search_text(results))
    if not results:
        sys.exit(EXIT_NOT_COVERED)


@tariff.command(help=gettext_noop("The agreements on file: partners, dates, documents of proof."))
@json_option
def agreements(as_json: bool) -> None:
    """Print the agreements."""
    found = agreements_document()
    emit({"agreements": found}, as_json, lambda: "\n".join(_agreement_line(a) for a in found))


@tariff.command(name="export", help=gettext_noop("Write every line that holds on a day into a CSV or Parquet file."))
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help=gettext_noop("File ending in .csv or .parquet."),
)
@click.option(
    "--on", "on", default="", help=gettext_noop("Day of import, like 2024-01-15; today in Beijing if left out.")
)
@click.option("--destination", default="", help=gettext_noop("Importing territory, two letters; all if left out."))
@json_option
def export(out: Path, on: str, destination: str, as_json: bool) -> None:
    """Write the table."""
    table = rate_table(read_day(on) if on else clock.today(), destination.upper())
    count = write_table(plain_table(table) if out.suffix == ".csv" else table, out)
    emit(
        {"rows": count, "file": str(out)},
        as_json,
        lambda: gettext("{count} rows written to {file}.").format(count=count, file=out),
    )
    if not count:
        sys.exit(EXIT_NOT_COVERED)


def _agreement_line(a: dict) -> str:
    mark = gettext("schedule on file") if a["schedule_on_file"] else gettext("no schedule on file")
    return f"{a['destination']}  {a['agreement']:<10} {a['name']}  [{' '.join(a['origins'])}]  {a['status']}  {mark}"


def _answer_text(document: dict) -> str:
    asked, found = document["question"], document["best"]
    lines = [f"{document['code']} {document['name']}  {asked['origin']} → {asked['destination']}  {asked['on']}"]
    if found:
        lines.append(gettext("Best: {agreement}, {duty}").format(agreement=found["name"], duty=found["duty_text"]))
        saving = document["saving"]
        if saving["percentage_points"]:
            points = gettext("{points} percentage points below {base}").format(
                points=saving["percentage_points"], base=document["base"]["name"]
            )
            money = f", {saving['duty']['amount']:,} {saving['duty']['currency']}" if saving["duty"] else ""
            lines.append(points + money)
    lines += _landed_lines(document["landed"])
    lines.append(gettext(COVERAGE_WORDS[document["coverage"]]))
    for rate in document["rates"]:
        mark = {True: "✓", False: "✗", None: "?"}[rate["applies"]]
        lines.append(
            f"  {mark} {rate['agreement']:<10} {rate['duty_text']:<24} {rate['reason']} [{rate['status'] or '—'}]"
        )
        lines += [f"      {c['fact']}: {c['answer']} → {c['duty_text']}" for c in rate["candidates"]]
        lines += [f"      ! {c['text']}" for c in rate["conflicts"]]
    lines += [
        f"  + {a['name']} {a['duty_text']} {a['code']} {a['scope']} [{a['status']}]" for a in document["additional"]
    ]
    lines += [f"  - {m['agreement']}: {m['reason']}" for m in document["missing"]]
    lines += [f"  - {n['text']}" for n in document["notes"]]
    lines += ["    " + " ".join(document["lines"])] if document["lines"] else []
    lines += [f"  © {s['title']} ({s['status']}, {s['document']})" for s in document["sources"]]
    return "\n".join(lines)


def _landed_lines(landed: dict) -> list[str]:
    best = landed["best"]
    if best is None:
        return []
    vat = (
        "—" if best["vat"] is None else f"{best['vat']['amount']:,} ({landed['vat_percent']}%, {landed['vat_status']})"
    )
    total = "—" if best["total"] is None else f"{best['total']['amount']:,}"
    sentence = gettext("Duty {duty}, import VAT {vat}, value and both {total} {currency}")
    duty = best["duty"]
    return [sentence.format(duty=f"{duty['amount']:,}", vat=vat, total=total, currency=duty["currency"])]


def _years_text(document: dict) -> str:
    rows = []
    for stretch in document["stretches"]:
        rates = "  ".join(f"{name} {rate if rate is not None else '…'}" for name, rate in stretch["rates"].items())
        rows.append(f"{stretch['from']} – {stretch['to'] or '…'}  {stretch['best'] or '—':<10} {rates}")
    changed = [
        gettext("From {day} the best agreement is {after}, before {before}.").format(
            day=c["on"], after=c["after"], before=c["before"]
        )
        for c in document["changes"]
    ]
    return "\n".join(rows + changed) or gettext("Not covered.")


def _search_text(results: list[dict]) -> str:
    marks = {"similar": gettext(" (similar)"), "synonym": gettext(" (synonym)")}
    return "\n".join(f"{r['code']:<10} {r['name']}{marks.get(r['match'], '')}" for r in results) or gettext(
        "Nothing on file has this name or code."
    )
