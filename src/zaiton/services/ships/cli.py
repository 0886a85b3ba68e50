"""Door for operators: ``zaiton ships show|list|kpi``."""

from typing import Any

import click
from django.utils.translation import gettext

from zaiton.base.text import gettext_noop
from zaiton.kit import clock
from zaiton.kit.cli import emit, json_option
from zaiton.kit.cli.store import found_store
from zaiton.services.ships.queries.documents import ship_document
from zaiton.services.ships.queries.figures import Figures, figures
from zaiton.services.ships.queries.register import ShipLine, ships_found


@click.group(help=gettext_noop("The register of ships, and the figures of first registration."))
def ships() -> None:
    """The group itself does nothing."""


@ships.command("list", help=gettext_noop("Ships by number or part of a name, the newest first."))
@click.argument("question", default="")
@json_option
def list_ships(question: str, as_json: bool) -> None:
    """Print a page of the register."""
    found_store()
    found = ships_found(question)
    emit(found, as_json, lambda: "\n".join(_line(one) for one in found) or gettext("No ship is found."))


@ships.command(
    help=gettext_noop("One ship by its IMO number, identification number or public id, with its certificates.")
)
@click.argument("name")
@json_option
def show(name: str, as_json: bool) -> None:
    """Print a ship."""
    found_store()
    found = ship_document(name, on=clock.today())
    emit(found, as_json, lambda: _shown(found))


@ships.command(help=gettext_noop("Working days, days saved, trips and papers of first registrations."))
@json_option
def kpi(as_json: bool) -> None:
    """Print the figures with their assumptions."""
    found_store()
    found = figures(on=clock.today())
    emit(found.document, as_json, lambda: _figures(found))


def _line(ship: ShipLine) -> str:
    return f"{ship.ship_id}  {ship.imo or '-':7}  {ship.name_zh}  {ship.owner or '-'}  {ship.state}"


def _shown(found: dict[str, Any]) -> str:
    owners = [one["name"] for one in found["owners"] if one["until"] is None]
    lines = [f"{found['name_zh']} {found['name_en']}  {found['ship_id']}  {found['state']}", *owners]
    lines += [f"{one['number']}  {one['title']['zh']}  {one['status']}" for one in found["certificates"]]
    return "\n".join(lines)


def _figures(found: Figures) -> str:
    drawn = found.drawn.distribution["parallel"]
    lines = [
        gettext("First registrations closed: {cases}; median {median} working days, 90 % within {p90}.").format(
            cases=found.times.cases, median=_or_dash(found.times.median), p90=_or_dash(found.times.p90)
        ),
        gettext("One after another by “{name}”: {days} working days.").format(
            name=found.baseline.name, days=found.baseline.serial
        ),
        gettext("Simulated, not observed: median {p50}, 95 % within {p95} working days.").format(**drawn),
        gettext("Papers asked once: {asked}; needed by all certificates together: {needed}.").format(
            asked=found.asked, needed=found.separately
        ),
    ]
    return "\n".join(lines)


def _or_dash(value: int | None) -> str:
    return "—" if value is None else str(value)
