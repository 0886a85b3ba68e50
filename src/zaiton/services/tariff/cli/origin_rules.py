"""``zaiton tariff import-rules``: an agreement's list of rules of origin read from a file, and put in force."""

import csv
import io
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.kit import clock
from zaiton.kit.cli import EXIT_REFUSED, emit, json_option, to_json
from zaiton.kit.cli.store import found_store
from zaiton.services.tariff.actions.imports import COMMAND, import_draft, import_now
from zaiton.services.tariff.cli.group import tariff
from zaiton.services.tariff.cli.mapping import FileNotRead
from zaiton.services.tariff.domain.annex.settings import ORIGIN_RULES, read_settings
from zaiton.services.tariff.domain.origin.compact import compact
from zaiton.services.tariff.domain.origin.printing import print_rule
from zaiton.services.tariff.domain.origin.reading import RuleRow
from zaiton.services.tariff.domain.origin.reading_reasons import REASONS
from zaiton.services.tariff.queries.annex_files import MOST_BYTES, TOO_LARGE, UnreadableTable
from zaiton.services.tariff.queries.imports import import_report
from zaiton.services.tariff.queries.origin_rule_files import read_rule_file

SHOWN = 50
"""So many refused rows are printed as text; ``--json`` gives all."""
COLUMNS = ("line", "code", "rule_zh", "rule_en", "rule")


@tariff.command(
    name="import-rules",
    help=gettext_noop(
        "Read an agreement's list of rules of origin (CSV, XLSX or JSON with the columns hs6 or code8, heading, chapter, rule_zh) and "
        "put it in force. Rules that are not understood keep their words and wait for a person."
    ),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--agreement", required=True, help=gettext_noop("Id of the agreement, like RCEP or CN-AU."))
@click.option("--hs", required=True, help=gettext_noop("Edition of the Harmonized System of its codes, like 2012."))
@click.option("--dry-run", is_flag=True, help=gettext_noop("Read and report only."))
@click.option("--draft", is_flag=True, help=gettext_noop("Leave it as a draft for a second person to publish."))
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help=gettext_noop("Write every rule that was read with its code: file ending in .csv, .json or .jsonl."),
)
@click.option("--in-force", "in_force", default="", help=gettext_noop("First day in force, like 2022-01-01."))
@click.option("--until", default="", help=gettext_noop("First day no longer in force."))
@click.option("--importer", default="", help=gettext_noop("The only importing party it is for, two letters."))
@click.option("--complete", is_flag=True, help=gettext_noop("What it does not list has no rule of its own."))
@click.option("--document", default="", help=gettext_noop("Number of the announcement."))
@click.option("--title", default="", help=gettext_noop("Title of the list."))
@click.option("--issuer", default="", help=gettext_noop("Who issued it."))
@click.option("--published", default="", help=gettext_noop("Day or month of publication."))
@click.option("--status", default="official", help=gettext_noop("official, derived, sample, unverified, synthetic."))
@click.option("--sheet", default="", help=gettext_noop("Only this sheet."))
@json_option
def import_rules(file: Path, dry_run: bool, draft: bool, out: Path | None, as_json: bool, **given: Any) -> None:
    """Read every row; print how many were read, and each that was not with its reason."""
    try:
        report, errors = _run(file, dry_run, draft, out, dict(given))
    except Refusal as refusal:
        if not as_json:
            raise
        error = {"code": refusal.code, "message": refusal.sentence(gettext), "mend": refusal.remedy(gettext) or None}
        click.echo(to_json({"rules": 0, "parsed": 0, "refused": [], "error": error | {"field": refusal.field}}))
        sys.exit(EXIT_REFUSED)
    emit(report, as_json, lambda: _text(report, errors))
    if errors:
        sys.exit(EXIT_REFUSED)


def _run(file: Path, dry_run: bool, draft: bool, out: Path | None, given: dict[str, Any]) -> tuple[dict, list]:
    settings = given | {"kind": ORIGIN_RULES}
    read = read_settings(settings | {"in_force": settings["in_force"] or ("2000-01-01" if dry_run else "")})
    if file.stat().st_size > MOST_BYTES:
        raise UnreadableTable(file.name, TOO_LARGE)
    content = file.read_bytes()
    rows = read_rule_file(content, file.name, read.hs, read.sheet)
    if out is not None:
        _write(out, [row for row in rows if row.rule is not None])
    report = _report(rows)
    if dry_run:
        return report, []
    found_store()
    outcome = import_now(content=content, name=file.name, settings=settings, at=clock.now(), dry_run=draft)
    if draft and not outcome["errors"] and outcome["loaded"]:
        name = import_draft(content=content, name=file.name, settings=settings, person=COMMAND, at=clock.now())
        outcome = import_report(name) | {"draft": name}
    report |= {name: outcome.get(name) for name in ("loaded", "unchanged", "draft", "import")}
    report["errors"] = [{name: e[name] for name in ("sheet", "row", "cell", "reason")} for e in outcome["errors"]]
    return report, report["errors"]


def _report(rows: Sequence[RuleRow]) -> dict[str, Any]:
    refused = [
        {"line": row.line, "code": row.code or row.given, "text": row.text, "reason": reason_of(row)}
        for row in rows
        if row.rule is None
    ]
    return {"rules": len(rows), "parsed": len(rows) - len(refused), "refused": refused}


def reason_of(row: RuleRow) -> str:
    """Why a row was not read, as a sentence in the active language."""
    sentence = gettext(REASONS[row.reason]).format(**{"rest": "", **row.data})
    return f"{sentence[:1].upper()}{sentence[1:]}"


def _write(out: Path, rows: Sequence[RuleRow]) -> None:
    """The rules that were read, each with its code, in canonical words and in the notation of files."""
    lines = [
        {
            "line": row.line,
            "code": row.code,
            "rule_zh": print_rule(row.rule, "zh"),
            "rule_en": print_rule(row.rule, "en"),
            "rule": compact(row.rule),
        }
        for row in rows
    ]
    kind = out.suffix.lower()
    if kind == ".csv":
        text = _csv(lines)
    elif kind == ".jsonl":
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    else:
        text = json.dumps(lines, ensure_ascii=False, indent=1) + "\n"
    try:
        out.write_text(text, encoding="utf-8-sig" if kind == ".csv" else "utf-8", newline="")
    except OSError as error:
        raise FileNotRead(file=out, reason=error.strerror or error) from error


def _csv(lines: Sequence[Mapping[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue()


def _text(report: Mapping[str, Any], errors: Sequence[Mapping[str, Any]]) -> str:
    lines = [
        gettext("Row {line}, {code}: {reason}").format(line=r["line"], code=r["code"] or "—", reason=r["reason"])
        for r in report["refused"][:SHOWN]
    ]
    if len(report["refused"]) > SHOWN:
        lines.append(gettext("… and {count} more.").format(count=len(report["refused"]) - SHOWN))
    said = gettext("{rules} rules, {parsed} read, {refused} wait for a person.")
    counts = {"rules": report["rules"], "parsed": report["parsed"], "refused": len(report["refused"])}
    lines.append(said.format(**counts))
    lines += [e["reason"] for e in errors[:SHOWN]]
    if errors:
        lines.append(gettext("{count} mistakes; nothing was put in force.").format(count=len(errors)))
    elif "loaded" not in report:
        lines.append(gettext("Only read: nothing was changed."))
    elif report.get("draft"):
        lines.append(gettext("Kept as draft {name}; a second person publishes it.").format(name=report["draft"]))
    else:
        said = gettext("{loaded} lines loaded, {unchanged} unchanged.")
        lines.append(said.format(loaded=report["loaded"], unchanged=report["unchanged"]))
    return "\n".join(lines)
