"""What an officer does to a certificate of a ship: suspend, resume, revoke, with the reason that everybody then reads."""

from datetime import datetime

from django.db import transaction

from zaiton.base.text import Bilingual
from zaiton.blocks.cases.public import definition_known, holds
from zaiton.blocks.evidence.public import record
from zaiton.blocks.identity.public import may_act_for
from zaiton.blocks.papers import public as papers
from zaiton.blocks.papers.public import Card
from zaiton.kit.clock import BEIJING
from zaiton.kit.work.turns import turn
from zaiton.services.ships.domain.refusals import ActUnknown, NoAuthorityOverShips, NoSuchShip, OwnShip
from zaiton.services.ships.domain.words import ACTS, FIRST, RESUME, SUSPEND
from zaiton.services.ships.queries.authority import role_of_kind
from zaiton.services.ships.queries.papers import certificates_of_ship
from zaiton.services.ships.queries.register import SCOPE, ship_card


def certificate_act(
    *, person: str, ship: str, certificate: str, act: str, reason: Bilingual, dependants: str = "refuse", at: datetime
) -> tuple[Card, ...]:
    """Suspend, resume or revoke a certificate of a ship; returns every certificate that changed.

    Raises ``NoAuthorityOverShips`` unless the officer holds the role of the desk that gives out this kind today,
    ``OwnShip`` where the officer acts for the owner, ``NoSuchShip`` for a certificate that is not of this ship, and what the register of certificates refuses.
    """
    if act not in ACTS:
        raise ActUnknown("act", given=act[:40])
    card = next((one for one in certificates_of_ship(ship) if one.public_id == certificate), None)
    if card is None:
        raise NoSuchShip
    day = at.astimezone(BEIJING).date()
    role = role_of_kind(definition_known(FIRST, day)[0], card.kind)
    if not holds(person, type=FIRST, role=role, on=day):
        raise NoAuthorityOverShips
    owner = ship_card(ship).owner
    if owner is not None and may_act_for(person, owner.organisation, scope=SCOPE, at=at):
        raise OwnShip
    with turn(), transaction.atomic():
        changed = _done(card.public_id, act, f"person/{person}", at, reason, dependants)
        record(
            actor=f"person/{person}",
            action=f"ships.certificate_{act}",
            object=f"papers.certificate/{card.public_id}",
            before={"status": card.status},
            after={"status": changed[0].status, "with": [one.number for one in changed[1:]], "reason": reason.zh},
            at=at,
        )
    return changed


def _done(certificate: str, act: str, actor: str, at: datetime, reason: Bilingual, dependants: str) -> tuple[Card, ...]:
    if act == RESUME:
        return papers.certificate_resume(certificate, actor=actor, at=at, reason=reason)
    if act == SUSPEND:
        along = "suspend" if dependants != "refuse" else "refuse"
        return papers.certificate_suspend(certificate, actor=actor, at=at, reason=reason, dependants=along)
    return papers.certificate_revoke(certificate, actor=actor, at=at, reason=reason, dependants=dependants)
