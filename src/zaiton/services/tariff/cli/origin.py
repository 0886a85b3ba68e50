"""``zaiton tariff origin``: whether a product is originating, from its document with the bill of materials."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import click
from django.utils.translation import gettext

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.kit.cli import EXIT_NOT_COVERED, EXIT_REFUSED, emit, json_option, to_json
from zaiton.services.tariff.cli.group import tariff
from zaiton.services.tariff.cli.mapping import FileNotRead
from zaiton.services.tariff.domain.origin.product_faults import BadProduct
from zaiton.services.tariff.queries.origin import assess, faults_document
from zaiton.services.tariff.queries.origin_plans import origin_plan

REMARKS = ("consignment_condition", "claim_contributors", "claim_all")
"""Lines that are neither met nor open: what must be kept to, and what the importer may do."""
MARKS = {True: "✓", False: "✗", None: "?"}


class NotJson(Refusal):
    """A file that holds no JSON document."""

    code = "origin_not_json"
    message = gettext_noop("The file {file} is no JSON document: {reason}.")
    mend = gettext_noop("Write it as in the template of the how-to on origin.")


@tariff.command(
    name="origin",
    help=gettext_noop(
        "Whether a product is originating under each agreement: every step with its article, what is missing and how to "
        "mend it. Exit 3 where no agreement on file is between the two parties."
    ),
)
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@json_option
def origin_command(file: Path, as_json: bool) -> None:
    """Print the assessment; a product that cannot be assessed prints every fault with its line, reason and mend."""
    document = _answered(assess, file, as_json)
    emit(document, as_json, lambda: _text(document))
    if not document["verdicts"]:
        sys.exit(EXIT_NOT_COVERED)


@tariff.command(
    name="origin-plan",
    help=gettext_noop(
        "The smallest changes that would make a product originate under each agreement: inputs to buy elsewhere, declarations to "
        "ask for, value to add; each applied and judged again. Exit 3 where no agreement on file is between the two parties."
    ),
)
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@json_option
def origin_plan_command(file: Path, as_json: bool) -> None:
    """Print the proposals with their cost, the least first."""
    document = _answered(origin_plan, file, as_json)
    emit(document, as_json, lambda: _plan_text(document))
    if not document["plans"]:
        sys.exit(EXIT_NOT_COVERED)


def _answered(ask: Callable[[object], dict], file: Path, as_json: bool) -> dict:
    try:
        return ask(_read(file))
    except BadProduct as refusal:
        faults = faults_document(refusal)
        click.echo(to_json({"faults": faults}) if as_json else _faults_text(faults), err=not as_json)
        sys.exit(EXIT_REFUSED)


def _plan_text(document: dict) -> str:
    lines = []
    for found in document["plans"]:
        lines.append(f"{found['agreement']}  {found['name']}: {found['outcome_text']}")
        lines += [f"  {room['text']}" for room in found["headroom"]]
        for number, proposal in enumerate(found["proposals"], 1):
            ground = f"{proposal['outcome_text']} {proposal['criterion']}".strip()
            lines.append(f"  {number}. {' '.join(proposal['sentences'])} → {ground}")
            lines += [f"     {note}" for note in proposal["notes"]]
    if not document["plans"]:
        lines.append(gettext("No agreement on file is between these parties."))
    return "\n".join(lines)


def _read(file: Path) -> object:
    try:
        content = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise FileNotRead(file=file, reason=error.strerror or error) from error
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise NotJson(file=file, reason=str(error)[:120]) from error


def _faults_text(faults: list[dict]) -> str:
    return "\n".join(f"{fault['line']}: {fault['text']} {fault['mend']}" for fault in faults)


def _mark(step: dict) -> str:
    return "–" if step["code"] in REMARKS else MARKS[step["outcome"]]


def _text(document: dict) -> str:
    good = document["product"]
    lines = [f"{good['code']} {good['name']}  {document['from']} → {document['to']}  {document['on']}"]
    for verdict in document["verdicts"]:
        ground = " ".join([verdict["criterion"], *verdict["marks"]]).strip()
        lines.append(f"{verdict['agreement']}  {verdict['name']}: {verdict['outcome_text']} {ground}".rstrip())
        for step in verdict["steps"]:
            article = f"  [{step['article']}]" if step["article"] else ""
            lines.append(f"  {'  ' * step['depth']}{_mark(step)} {step['text']}{article}")
        lines += [f"  ! {asked['text']} {asked['mend']}" for asked in verdict["missing"]]
        country = verdict["country"]
        lines += [f"    {_mark(step)} {step['text']}" for step in country["steps"]] if country else []
        if verdict["unverified"]:
            recalled = gettext("Recalled and not checked: {provisions}").format(
                provisions=", ".join(verdict["unverified"])
            )
            lines.append(f"  {recalled}")
    if not document["verdicts"]:
        lines.append(gettext("No agreement on file is between these parties."))
    return "\n".join(lines)
