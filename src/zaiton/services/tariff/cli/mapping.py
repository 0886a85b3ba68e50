"""``zaiton tariff map``: what became of a code, or of every code of a list, from one edition or year to another."""

import sys
from pathlib import Path

import click
from django.utils.translation import gettext

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.kit import clock
from zaiton.kit.cli import EXIT_NOT_COVERED, emit, json_option
from zaiton.services.tariff.cli.group import tariff
from zaiton.services.tariff.domain.errand import read_errand
from zaiton.services.tariff.domain.mapping_document import STATUSES, counts_of
from zaiton.services.tariff.queries.list_files import TYPES, UnknownListFormat, list_file, read_code_list
from zaiton.services.tariff.queries.mapping import is_found, map_code, map_list

SHOWN = 20


class CodeOrList(Refusal):
    """Neither a code nor a list, or both, or no place for the result of a list."""

    code = "code_or_list"
    message = gettext_noop("Give either one code, or a list with --file and the place of its result with --out.")


class FileNotRead(Refusal):
    """A file that cannot be opened or written."""

    code = "file_not_read"
    message = gettext_noop("The file {file} cannot be used: {reason}.")


@tariff.command(
    name="map",
    help=gettext_noop(
        "What became of a code between two editions of the Harmonized System, or of a national line between two years. "
        "Exit 3 where no table on file tells."
    ),
)
@click.argument("code", required=False, default="")
@click.option("--from-hs", default="", help=gettext_noop("Edition the code belongs to, like 2012."))
@click.option("--to-hs", default="", help=gettext_noop("Edition it is wanted in, like 2022."))
@click.option("--from-year", default="", help=gettext_noop("Year of the tariff the code belongs to, like 2007."))
@click.option("--to-year", default="", help=gettext_noop("Year of the tariff it is wanted in, like 2008."))
@click.option("--destination", default="CN", show_default=True, help=gettext_noop("Importing territory, two letters."))
@click.option(
    "--file",
    "source",
    type=click.Path(dir_okay=False, path_type=Path),
    help=gettext_noop("List with a column “code” and, if you like, “name”: CSV or XLSX."),
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help=gettext_noop("Result of the list: file ending in .csv or .xlsx."),
)
@json_option
def map_command(code: str, source: Path | None, out: Path | None, as_json: bool, **given: str) -> None:
    """Print what became of the code, or write what became of the list."""
    errand = read_errand(**given)
    if bool(code) == (source is not None) or (source is None) != (out is None):
        raise CodeOrList()
    if source is None:
        document = map_code(code, errand, today=clock.today())
        emit(document, as_json, lambda: _text(document))
        if not is_found(document["status"]):
            sys.exit(EXIT_NOT_COVERED)
        return
    kind = out.suffix.lower().removeprefix(".")
    if kind not in TYPES:
        raise UnknownListFormat(name=out.name)
    try:
        listed = read_code_list(source.read_bytes(), source.name)
    except OSError as error:
        raise FileNotRead(file=source, reason=error.strerror or error) from error
    rows = map_list(listed, errand, today=clock.today())
    try:
        out.write_bytes(list_file(rows, kind))
    except OSError as error:
        raise FileNotRead(file=out, reason=error.strerror or error) from error
    counts = counts_of(rows)
    emit(
        {"rows": len(rows), "file": str(out), "statuses": counts}, as_json, lambda: _counts_text(len(rows), out, counts)
    )
    if rows and set(counts) <= {"not_covered", "unknown"}:
        sys.exit(EXIT_NOT_COVERED)


def _text(document: dict) -> str:
    lines = [f"{document['code']} {document['name']}", f"{document['status_text']} {document['relationship']}".strip()]
    for target in document["codes"][:SHOWN]:
        marks = [gettext("inferred")] if target["inferred"] else []
        marks += [gettext("most likely")] if target["likely"] and len(document["codes"]) > 1 else []
        mark = f" [{', '.join(marks)}]" if marks else ""
        rates = f"  {target['rate_from']} → {target['rate_to']}" if target["rate_from"] and target["rate_to"] else ""
        lines.append(f"  → {target['code']}  {target['name']}{rates}{mark}")
    if len(document["codes"]) > SHOWN:
        lines.append("  " + gettext("… and {count} more.").format(count=len(document["codes"]) - SHOWN))
    lines += [f"? {document['question']['text']}"] if document["question"] else []
    lines += [f"  - {n['text']}" for n in document["notes"]]
    lines += [f"  © {s['title']} ({s['status']}, {s['document']})" for s in document["sources"]]
    return "\n".join(lines)


def _counts_text(rows: int, out: Path, counts: dict[str, int]) -> str:
    lines = [gettext("{count} rows written to {file}.").format(count=rows, file=out)]
    lines += [f"  {count:>7}  {gettext(STATUSES[status])}" for status, count in counts.items()]
    return "\n".join(lines)
