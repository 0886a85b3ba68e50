"""The service's door for its neighbours: what it asks of applications for its case types, and its part of the setting up."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from zaiton.base.text import Bilingual
from zaiton.blocks.papers.public import seals_ensured
from zaiton.services.ships.domain.words import CANCELLATION, FIRST, MORTGAGE, RELEASE, RENEWAL, TRANSFER
from zaiton.services.ships.queries.checking import CHECKS
from zaiton.services.ships.queries.register import ShipCard, ShipLine, ship_card, ships_found

__all__ = [
    "ShipCard",
    "ShipLine",
    "cancellation_checked",
    "checked",
    "mortgage_checked",
    "release_checked",
    "renewal_checked",
    "set_up",
    "ship_card",
    "ships_found",
    "transfer_checked",
]

Facts = Mapping[str, Any]
SEALS = {
    "msa": Bilingual("海事管理机构电子印章（演示）", "Seal of the maritime safety administration (demonstration)"),
}
"""The seals that the case types name, as a demonstration has them; an operator makes the real ones by command."""


def set_up(*, now: datetime, demo: bool) -> str | None:
    """Called by ``zaiton setup``: a demonstration has the seals of its certificates, without it nobody is sealed for."""
    if demo:
        seals_ensured(SEALS, demo=True, at=now)
    return None


def checked(*, facts: Facts, organisation: str, person: str, at: datetime) -> None:
    """A first registration: raises a refusal where a number of the ship stands in the register already."""
    CHECKS[FIRST](facts, organisation)


def renewal_checked(*, facts: Facts, organisation: str, person: str, at: datetime) -> None:
    """A renewal of nationality: of the applicant's own ship."""
    CHECKS[RENEWAL](facts, organisation)


def transfer_checked(*, facts: Facts, organisation: str, person: str, at: datetime) -> None:
    """A change of owner: from the owner in the register, its mortgage named."""
    CHECKS[TRANSFER](facts, organisation)


def mortgage_checked(*, facts: Facts, organisation: str, person: str, at: datetime) -> None:
    """A mortgage: on the applicant's own ship."""
    CHECKS[MORTGAGE](facts, organisation)


def release_checked(*, facts: Facts, organisation: str, person: str, at: datetime) -> None:
    """The release of a mortgage that stands, asked by one of its sides."""
    CHECKS[RELEASE](facts, organisation)


def cancellation_checked(*, facts: Facts, organisation: str, person: str, at: datetime) -> None:
    """A cancellation: of the applicant's own ship, free of mortgages."""
    CHECKS[CANCELLATION](facts, organisation)
