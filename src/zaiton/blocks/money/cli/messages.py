"""zaiton money message check: files of ISO 20022 looked at before anybody relies on them."""

from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext

from zaiton.base.money import plain
from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.blocks.money.actions.messages import message_report
from zaiton.blocks.money.cli.money_group import money
from zaiton.blocks.money.domain.messages import BYTES_MOST, Gap, Report, Row, gaps
from zaiton.kit.cli import EXIT_OK, EXIT_REFUSED, emit, json_option

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@money.group(help=gettext_noop("Messages of ISO 20022."))
def message() -> None:
    """The group itself does nothing."""


@message.command(
    help=gettext_noop(
        "Read each FILE as a counterpart's message: what it is, whether it keeps to the schema, totals, lines; books nothing."
    )
)
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE...")
@json_option
@click.pass_context
def check(context: click.Context, files: tuple[Path, ...], as_json: bool) -> None:
    """Statements given together must also follow each other. Exit 1 when one is refused or a balance does not lead to the next."""
    read = [(file, _read(file)) for file in files]
    apart = gaps(found.statement for _, found in read if isinstance(found, Report) and found.statement)
    good = not apart and all(isinstance(found, Report) for _, found in read)
    data = {"ok": good, "files": [_data(file, found) for file, found in read], "gaps": [_gap(gap) for gap in apart]}
    emit(data, as_json, lambda: "\n".join([*(line for one in read for line in _lines(*one)), *map(_apart, apart)]))
    context.exit(EXIT_OK if good else EXIT_REFUSED)


def _read(file: Path) -> Report | Refusal:
    try:
        with file.open("rb") as stream:
            return message_report(stream.read(BYTES_MOST + 1))
    except Refusal as refusal:
        return refusal


def _data(file: Path, found: Report | Refusal) -> dict[str, Any]:
    if isinstance(found, Refusal):
        error = {"code": found.code, "message": found.sentence(gettext), "mend": found.remedy(gettext)}
        return {"file": file.name, "ok": False, "error": error}
    data = {
        "file": file.name,
        "ok": True,
        "message": found.name,
        "number": found.number,
        "schema": found.validated,
        "totals": found.totals,
        "lines": found.rows,
    }
    if found.statement:
        held = found.statement
        data |= {"day": held.day, "currency": held.currency, "opening": held.opening, "closing": held.closing}
    return data


def _lines(file: Path, found: Report | Refusal) -> list[str]:
    if isinstance(found, Refusal):
        return [f"{file.name}: {found.sentence(gettext)} {found.remedy(gettext)}".rstrip()]
    schema = gettext("keeps to the published schema") if found.validated else gettext("published schema not installed")
    said = gettext("{file}: {name}, {schema}; number {number}, lines: {count}")
    head = said.format(
        file=file.name, name=found.name, schema=schema, number=found.number or "-", count=len(found.rows)
    )
    return [head, *(f"  {line}" for line in [*map(_row, found.rows), *_totals(found)])]


def _row(row: Row) -> str:
    amount = f"{plain(row.amount, row.currency)} {row.currency}" if row.amount is not None else ""
    return "  ".join(filter(None, (row.number or "-", amount, row.state, str(row.on or ""), row.words)))


def _totals(found: Report) -> list[str]:
    said = gettext("total {total} {currency}")
    lines = [said.format(total=plain(total, unit), currency=unit) for unit, total in found.totals.items()]
    day = found.statement
    if day and day.opening is not None and day.closing is not None:
        opening, closing = plain(day.opening, day.currency), plain(day.closing, day.currency)
        said = gettext("{day}: from {opening} to {closing} {currency}")
        lines.append(said.format(day=day.day, opening=opening, closing=closing, currency=day.currency))
    return lines


def _gap(gap: Gap) -> dict[str, Any]:
    before, after = gap.before, gap.after
    return {"before": before.number, "after": after.number, "apart": gap.apart, "currency": after.currency}


def _apart(gap: Gap) -> str:
    said = gettext("{before} closes and {after} opens {apart} {currency} apart.")
    apart = plain(gap.apart, gap.after.currency)
    return said.format(before=gap.before.number, after=gap.after.number, apart=apart, currency=gap.after.currency)
