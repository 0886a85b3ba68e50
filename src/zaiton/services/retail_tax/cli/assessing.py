"""Door for operators: ``zaiton retail-tax assess``."""

import json
from pathlib import Path

import click
from django.utils.translation import gettext

from zaiton.base.money import shown
from zaiton.base.text import gettext_noop
from zaiton.kit.cli import EXIT_OK, EXIT_REFUSED, emit, json_option
from zaiton.services.retail_tax.cli.group import group
from zaiton.services.retail_tax.domain.assessing import assess as assessed
from zaiton.services.retail_tax.domain.order import REFUSED
from zaiton.services.retail_tax.domain.order_refusals import OrderUnfit
from zaiton.services.retail_tax.domain.reading import document_of, order_of
from zaiton.services.retail_tax.domain.reasons import REASONS, SCHEMES
from zaiton.services.retail_tax.queries import limits_on, rates_of


@group.command(help=gettext_noop("Assess the order in FILE (JSON): limits, taxes line by line, every step."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
@click.pass_context
def assess(context: click.Context, file: Path, as_json: bool) -> None:
    """Ends with 1 when the order is refused the channel."""
    try:
        said = json.loads(file.read_bytes(), parse_float=_no_float)
    except (ValueError, UnicodeDecodeError, RecursionError) as error:
        raise OrderUnfit("order", what="JSON", given=str(error)[:80]) from error
    order = order_of(said, rates_of)
    result = assessed(order, limits_on(order.on))
    lines = [gettext(text) for text in (SCHEMES[result.scheme], REASONS.get(result.reason)) if text]
    for line in result.lines:
        lines.append(f"{line.id}  {shown(line.dutiable_fen, 'CNY')}  →  {shown(line.total_fen, 'CNY')}")
        lines += [f"    {step.name}: {step.formula}" for step in line.steps]
    lines.append(gettext("Payable: {amount}").format(amount=shown(result.total_fen, "CNY")))
    emit(document_of(result), as_json, "\n".join(lines))
    context.exit(EXIT_REFUSED if result.scheme == REFUSED else EXIT_OK)


def _no_float(text: str) -> str:
    """Amounts are whole and everything else is a text: a number with a point is kept as it stands, and refused where it does not fit."""
    return f"{text} "
