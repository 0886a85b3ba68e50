"""`zaiton law rules list` and `show`: the decision tables that are published, and one of them as it holds on a day."""

from typing import Any

import click
from django.utils.translation import get_language, gettext

from zaiton.base.text import gettext_noop
from zaiton.blocks.law.cli.rules import day_option, deliver, output_option, rules
from zaiton.blocks.law.domain.rules.dmn_out import dmn_text
from zaiton.blocks.law.queries.rules import table_yaml
from zaiton.blocks.law.queries.versions import VersionCard, rules_in_force, tables_listed
from zaiton.kit import clock
from zaiton.kit.cli import emit, json_option

FORMS = {"yaml": table_yaml, "dmn": dmn_text}


@rules.command("list", help=gettext_noop("List the published tables with the version that holds on the day."))
@day_option
@json_option
def list_published(on: Any, as_json: bool) -> None:
    """Print the tables by name."""
    day = on.date() if on else clock.today()
    cards = tables_listed(day)
    shown = [
        {
            "name": card.name,
            "state": card.state(day),
            "sha256": card.sha256,
            "in_force_from": card.in_force_from,
            "in_force_until": card.until,
            "article": card.table.article,
            "status": card.table.status,
        }
        for card in cards
    ]
    none = gettext("No table is published yet.")
    emit({"on": day, "tables": shown}, as_json, lambda: "\n".join(_line(card, day) for card in cards) or none)


@rules.command("show", help=gettext_noop("Write the published table NAME, as it holds on the day, as YAML or DMN."))
@click.argument("name")
@day_option
@click.option("--as", "form", type=click.Choice(list(FORMS)), default="yaml", help=gettext_noop("The form; YAML."))
@output_option
def show(name: str, on: Any, form: str, output: Any) -> None:
    """Print or write the table."""
    day = on.date() if on else clock.today()
    deliver(FORMS[form](rules_in_force(name, on=day).engine.table), output)


def _line(card: VersionCard, day: Any) -> str:
    title = card.table.title.in_language(get_language() or "zh-hans")
    until = card.until or "…"
    return f"{card.name}  {card.in_force_from} – {until}  {card.state(day)}  {card.sha256[:12]}  {title}"
