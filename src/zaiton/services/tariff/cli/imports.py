"""``zaiton tariff import``: an official table from a file, in force at once or left as a draft for a second person."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.kit import clock
from zaiton.kit.cli import EXIT_REFUSED, emit, json_option
from zaiton.kit.cli.store import found_store
from zaiton.services.tariff.actions.imports import COMMAND, import_draft, import_now
from zaiton.services.tariff.cli.group import tariff
from zaiton.services.tariff.domain.annex.settings import KINDS
from zaiton.services.tariff.queries.annex_files import MOST_BYTES, TOO_LARGE, UnreadableTable
from zaiton.services.tariff.queries.imports import import_report

SHOWN = 50
"""So many mistakes are printed as text; ``--json`` gives all."""


class BadPair(Refusal):
    """An option that must be two words joined by an equals sign."""

    code = "bad_pair"
    message = gettext_noop("“{given}” is not of the form NAME=VALUE.")
    mend = gettext_noop("Write it like --column C=agreement or --category A=immediate.")


def import_options(command: click.Command) -> click.Command:
    """Everything that can be said about a table."""
    options = (
        click.option(
            "--kind", required=True, type=click.Choice(tuple(KINDS)), help=gettext_noop("What the table holds.")
        ),
        click.option("--agreement", default="", help=gettext_noop("Id of the agreement, like CN-CR.")),
        click.option(
            "--partner",
            "partners",
            multiple=True,
            help=gettext_noop("Country of origin, two letters; may be repeated."),
        ),
        click.option(
            "--destination", default="CN", show_default=True, help=gettext_noop("Importing territory, two letters.")
        ),
        click.option("--in-force", "in_force", default="", help=gettext_noop("First day in force, like 2011-08-01.")),
        click.option("--until", default="", help=gettext_noop("First day no longer in force.")),
        click.option("--hs", default="", help=gettext_noop("Edition of the Harmonized System, like 2007.")),
        click.option("--document", default="", help=gettext_noop("Number of the announcement.")),
        click.option("--title", default="", help=gettext_noop("Title of the table.")),
        click.option("--issuer", default="", help=gettext_noop("Who issued it.")),
        click.option("--published", default="", help=gettext_noop("Day or month of publication.")),
        click.option(
            "--status", default="official", help=gettext_noop("official, derived, sample, unverified, synthetic.")
        ),
        click.option("--table", default="", help=gettext_noop("Name of the table, if not the usual one.")),
        click.option("--sheet", default="", help=gettext_noop("Only this sheet.")),
        click.option(
            "--complete",
            is_flag=True,
            help=gettext_noop("The table lists every line with a concession, and no other has one."),
        ),
        click.option(
            "--column", multiple=True, help=gettext_noop("What a column is, like D=agreement; may be repeated.")
        ),
        click.option(
            "--category",
            multiple=True,
            help=gettext_noop("What a category means, like A=immediate, C=linear:10, M=margin:50; may be repeated."),
        ),
        click.option(
            "--staging-from", default="", help=gettext_noop("First day of staging year 1, if not --in-force.")
        ),
        click.option(
            "--year-start", default="01-01", show_default=True, help=gettext_noop("Day on which later years begin.")
        ),
        click.option(
            "--rounding",
            default="1:half-up",
            show_default=True,
            help=gettext_noop("Decimals and mode of derived rates."),
        ),
        click.option(
            "--after-end",
            default="not_covered",
            show_default=True,
            help=gettext_noop("After the last printed year: not_covered or final_rate."),
        ),
        click.option("--default", default="13", show_default=True, help=gettext_noop("VAT rate of goods not listed.")),
        click.option("--per", default="", help=gettext_noop("Exchange rates are for 1 or 100 units.")),
        click.option("--currency", default="CNY", show_default=True, help=gettext_noop("Currency of the duties.")),
        click.option("--from-year", default="", help=gettext_noop("Year of the old codes.")),
        click.option("--to-year", default="", help=gettext_noop("Year of the new codes.")),
    )
    for option in reversed(options):
        command = option(command)
    return command


@tariff.command(
    name="import",
    help=gettext_noop(
        "Bring in an official table (XLSX or CSV): whole or not at all. Exit 1 with every mistake named by row where there is any."
    ),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@import_options
@click.option("--dry-run", is_flag=True, help=gettext_noop("Read and report only."))
@click.option("--draft", is_flag=True, help=gettext_noop("Leave it as a draft for a second person to publish."))
@json_option
def import_table(file: Path, dry_run: bool, draft: bool, as_json: bool, **given: Any) -> None:
    """Read, report, and put in force."""
    settings = dict(given) | {
        "partners": list(given["partners"]),
        "mapping": _pairs(given.pop("column")),
        "categories": _pairs(given.pop("category")),
    }
    try:
        report = _report(file, settings, dry_run, draft, as_json)
    except Refusal as refusal:
        if not as_json:
            raise
        emit(_refused(refusal), True, "")
        sys.exit(EXIT_REFUSED)
    shown = _json(report, dry_run, draft)
    emit(shown, as_json, lambda: _text(report, dry_run))
    if report["errors"]:
        sys.exit(EXIT_REFUSED)


def _report(file: Path, settings: Mapping[str, Any], dry_run: bool, draft: bool, as_json: bool) -> dict[str, Any]:
    if file.stat().st_size > MOST_BYTES:
        raise UnreadableTable(file.name, TOO_LARGE)
    content = file.read_bytes()
    if not dry_run:
        found_store()
    report = _run(content, file.name, settings, dry_run or draft, as_json)
    if draft and not dry_run and not report["errors"] and report["loaded"]:
        name = import_draft(content=content, name=file.name, settings=settings, person=COMMAND, at=clock.now())
        report = import_report(name) | {"draft": name}
    return report


def _refused(refusal: Refusal) -> dict[str, Any]:
    """A file that is refused as a whole: nothing loaded, one mistake without a row, and the refusal as every command gives it."""
    reason, mend = refusal.sentence(gettext), refusal.remedy(gettext)
    error = {"code": refusal.code, "message": reason, "mend": mend or None, "article": None, "field": refusal.field}
    place = {"sheet": "", "row": None, "cell": ""}
    return {"loaded": 0, "unchanged": 0, "errors": [place | {"reason": reason}], "error": error}


def _run(content: bytes, name: str, settings: Mapping[str, Any], only_read: bool, as_json: bool) -> dict[str, Any]:
    facts = {"content": content, "name": name, "settings": settings, "at": clock.now(), "dry_run": only_read}
    if as_json or not sys.stderr.isatty():
        return import_now(**facts)
    with click.progressbar(length=100, label=gettext("Reading"), file=sys.stderr) as bar:
        seen = 0

        def progress(done: int, total: int) -> None:
            nonlocal seen
            step = 100 * done // max(total, 1)
            bar.update(step - seen)
            seen = step

        report = import_now(**facts, progress=progress)
        bar.update(100 - seen)
    return report


def _pairs(texts: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not (name.strip() and equals and value.strip()):
            raise BadPair(given=text[:60])
        found[name.strip()] = value.strip()
    return found


def _json(report: Mapping[str, Any], dry_run: bool, draft: bool) -> dict[str, Any]:
    first = next(iter(report["tables"]), {})
    return {
        "loaded": report["loaded"],
        "unchanged": report["unchanged"],
        "errors": [{name: e[name] for name in ("sheet", "row", "cell", "reason")} for e in report["errors"]],
        "warnings": [{name: w[name] for name in ("sheet", "row", "cell", "reason")} for w in report["warnings"]],
        "lines": report["lines"],
        "table": first.get("table"),
        "in_force_from": first.get("in_force_from"),
        "tables": [
            {k: t[k] for k in ("table", "agreement", "in_force_from", "in_force_until", "rows", "dropped")}
            for t in report["tables"]
        ],
        "dry_run": dry_run,
        "draft": report.get("draft") if draft else None,
        "import": report.get("import"),
    }


def _text(report: Mapping[str, Any], dry_run: bool) -> str:
    lines = [_place(e) + e["reason"] for e in report["errors"][:SHOWN]]
    if len(report["errors"]) > SHOWN:
        lines.append(gettext("… and {count} more.").format(count=len(report["errors"]) - SHOWN))
    if report["errors"]:
        count = len(report["errors"]) + report.get("more_errors", 0)
        lines.append(gettext("{count} mistakes; nothing was put in force.").format(count=count))
        return "\n".join(lines)
    lines += [_place(w) + w["reason"] for w in report["warnings"][:SHOWN]]
    for table in report["tables"]:
        said = gettext("{table}: {rows} rows, in force from {first} until {until}.")
        until = table["in_force_until"] or "…"
        lines.append(said.format(table=table["table"], rows=table["rows"], first=table["in_force_from"], until=until))
        if table["dropped"]:
            said = gettext("{table}: {count} rows of the table it replaces are not in this file and no longer hold.")
            lines.append(said.format(table=table["table"], count=table["dropped"]))
    if report.get("draft"):
        said = gettext("Kept as draft {name}; a second person publishes it.")
        lines.append(said.format(name=report["draft"]))
    elif dry_run:
        lines.append(gettext("Only read: nothing was changed."))
    said = gettext("{loaded} lines loaded, {unchanged} unchanged.")
    lines.append(said.format(loaded=report["loaded"], unchanged=report["unchanged"]))
    return "\n".join(lines)


def _place(fault: Mapping[str, Any]) -> str:
    place = " ".join(str(part) for part in (fault["sheet"], fault["cell"] or fault["row"]) if part)
    return f"{place}: " if place else ""
