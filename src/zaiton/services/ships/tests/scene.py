"""The demonstration's cast around a ship of the importer's company: registered, mortgaged, gone; made by the ordinary acts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zaiton.blocks.cases.actions.officers import authority_grant
from zaiton.blocks.cases.models import Authority
from zaiton.blocks.cases.public import definition_in_force, set_up
from zaiton.blocks.identity import public as identity
from zaiton.kit import clock
from zaiton.services.ships.domain.words import FIRST, FOLLOW_UPS
from zaiton.services.ships.queries.papers import certificates_of_ship
from zaiton.services.ships.queries.register import registered
from zaiton.services.ships.tests.world import FACTS, World


@dataclass(frozen=True, slots=True)
class Scene:
    """The world of the tests with the cast in it, every desk held by the one officer."""

    world: World

    def ship(self) -> str:
        """A registered ship's public id."""
        known = registered(FACTS["ship_id"])
        return known.public_id if known else self.world.ship(at=clock.now()).public_id

    def mortgaged(self) -> str:
        """The ship with a mortgage on it."""
        ship = self.ship()
        if not registered(FACTS["ship_id"]).open_mortgages:
            self._follow("ship-mortgage", self.world.loan())
        return ship

    def gone(self) -> str:
        """A ship that has left the register."""
        ship = self.ship()
        self._follow("ship-cancellation", {"cause": "abroad", "happened_on": "2026-11-15"})
        return ship

    def act_path(self, ship: str, kind: str) -> str:
        """The page on which an officer acts on the ship's certificate of a kind."""
        card = next(one for one in certificates_of_ship(ship) if one.kind == kind)
        return f"/ships/{ship}/certificates/{card.public_id}/"

    def _follow(self, type: str, more: Mapping[str, str]) -> None:
        data = {"ship_id": FACTS["ship_id"], "name_zh": FACTS["name_zh"], **more}
        case = self.world.apply(type, data, at=clock.now())
        self.world.grant(case, at=clock.now())


def a_scene(cast: Mapping[str, Any]) -> Scene:
    """The case types in force and every desk held by the officer; safe to repeat."""
    at = clock.now()
    set_up(now=at, demo=True)
    officer, importer = cast["officer"].public_id, cast["importer"].public_id
    for type in (FIRST, *FOLLOW_UPS):
        for role in definition_in_force(type, at.date()).roles:
            known = {"person": officer, "type": type, "role": role.id}
            if not Authority.objects.filter(**known, revoked_at=None).exists():
                authority_grant(actor="system", **known, first=date(2026, 1, 1), until=None, at=at)
    company = identity.organisations_owned(importer, at=at)[0]
    officers = dict.fromkeys(("registry", "safety", "radio"), officer)
    return Scene(World(importer, company, importer, company, importer, company, officers, officer))
