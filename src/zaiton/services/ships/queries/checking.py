"""What the register asks of an application about a ship: when it is submitted, and again before it comes into the register."""

from collections.abc import Callable, Mapping
from typing import Any

from zaiton.services.ships.domain import refusals
from zaiton.services.ships.domain.words import CANCELLATION, FIRST, MORTGAGE, REGISTERED, RELEASE, RENEWAL, TRANSFER
from zaiton.services.ships.models import Ship
from zaiton.services.ships.queries.register import MortgageCard, ShipCard, registered

Facts = Mapping[str, Any]
TRUE = (True, "true")


LONGEST = {"name_zh": 120, "name_en": 120, "builder": 200, "society": 200, "survey_number": 200, "mortgagee": 200}
"""How many characters the columns of the register hold."""


def first_checked(facts: Facts, organisation: str) -> None:
    """A new ship: its numbers belong to no ship of the register."""
    known = Ship.objects.filter(state=REGISTERED)
    for name in ("ship_id", "imo"):
        if facts.get(name) and known.filter(**{name: facts[name]}).exists():
            raise refusals.ShipKnown(name, given=facts[name])
    station_free(facts)


def station_free(facts: Facts) -> None:
    """The radio identity belongs to no ship of the register; asked again when it is certified. Raises ``StationTaken``."""
    for name in ("mmsi", "call_sign"):
        if facts.get(name) and Ship.objects.filter(state=REGISTERED, **{name: facts[name]}).exists():
            raise refusals.StationTaken(name, given=facts[name])


def renewal_checked(facts: Facts, organisation: str) -> None:
    """The owner's own ship, with a survey not older than the one known."""
    ship = ship_of_owner(facts, organisation)
    known = max((one.on.isoformat() for one in ship.surveys), default="")
    if str(facts["surveyed_on"]) < known:
        raise refusals.SurveyOlder("surveyed_on", known=known)


def transfer_checked(facts: Facts, organisation: str) -> None:
    """Bought of its owner, and where it is mortgaged the application says so (then the consent is among its papers)."""
    ship = ship_named(facts)
    if ship.owner is None or ship.owner.code != facts["seller_code"]:
        raise refusals.NotTheSeller("seller_code", given=facts["seller_code"])
    if ship.owner.organisation == organisation:
        raise refusals.OwnedAlready
    if ship.open_mortgages and facts["mortgaged"] not in TRUE:
        raise refusals.MortgageNotNamed("mortgaged", mortgagee=ship.open_mortgages[0].mortgagee)


def mortgage_checked(facts: Facts, organisation: str) -> None:
    """Only the owner burdens a ship."""
    ship_of_owner(facts, organisation)


def release_checked(facts: Facts, organisation: str) -> None:
    """A mortgage that stands on this ship, asked by one of its two sides."""
    ship, found = mortgage_named(facts)
    if facts.get("owner_code") not in (found.code, ship.owner.code if ship.owner else ""):
        raise refusals.NotOfTheMortgage


def cancellation_checked(facts: Facts, organisation: str) -> None:
    """The owner's own ship, free of mortgages."""
    ship = ship_of_owner(facts, organisation)
    if ship.open_mortgages:
        raise refusals.Mortgaged(mortgagee=ship.open_mortgages[0].mortgagee)


def _fitting(check: Callable[[Facts, str], None]) -> Callable[[Facts, str], None]:
    """The check, after that of the lengths: SQLite would take any, and PostgreSQL none that is longer than its column."""

    def checked(facts: Facts, organisation: str) -> None:
        for name, most in LONGEST.items():
            if len(str(facts.get(name) or "")) > most:
                raise refusals.ShipTextLong(name, most=most)
        check(facts, organisation)

    return checked


CHECKS: Mapping[str, Callable[[Facts, str], None]] = {
    FIRST: _fitting(first_checked),
    RENEWAL: _fitting(renewal_checked),
    TRANSFER: _fitting(transfer_checked),
    MORTGAGE: _fitting(mortgage_checked),
    RELEASE: _fitting(release_checked),
    CANCELLATION: _fitting(cancellation_checked),
}
"""By case type: called with the facts and the applying organisation; each raises the first refusal."""


def ship_named(facts: Facts) -> ShipCard:
    """The ship of the facts, in the register now and under that name; raises ``NotInRegister``, ``NameDiffers``."""
    ship = registered(str(facts["ship_id"]))
    if ship is None:
        raise refusals.NotInRegister("ship_id", given=facts["ship_id"])
    if ship.name_zh != str(facts["name_zh"]).strip():
        raise refusals.NameDiffers("name_zh", number=ship.ship_id, given=str(facts["name_zh"])[:60])
    return ship


def ship_of_owner(facts: Facts, organisation: str) -> ShipCard:
    """The same, and the applicant owns it; else ``NotTheOwner``."""
    ship = ship_named(facts)
    if ship.owner is None or not organisation or ship.owner.organisation != organisation:
        raise refusals.NotTheOwner
    return ship


def mortgage_named(facts: Facts) -> tuple[ShipCard, MortgageCard]:
    """The ship and the mortgage that stands on it under this number; raises ``NoSuchMortgage``."""
    ship, number = ship_named(facts), str(facts["mortgage_number"]).strip().upper()
    found = next((one for one in ship.open_mortgages if one.number == number), None)
    if found is None:
        raise refusals.NoSuchMortgage("mortgage_number", given=number[:60])
    return ship, found
