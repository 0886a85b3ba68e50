"""What each thing given out means for the register of ships, and for the certificates that were there before.

Each effect is called inside the transaction that follows a case, with the ship as the register knows it (None: not yet); it
returns the ship. Evidence is recorded by who calls them.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings

from zaiton.base.text import Bilingual
from zaiton.blocks.cases.public import CaseCard
from zaiton.blocks.papers import public as papers
from zaiton.blocks.papers.public import Card
from zaiton.kit.clock import BEIJING
from zaiton.services.ships.domain.words import (
    CANCELLATION,
    CANCELLED,
    DELETION,
    FIRST,
    MORTGAGE,
    MORTGAGE_PAPER,
    NATIONALITY,
    OWNERSHIP,
    RELEASE,
    RENEWAL,
    TRANSFER,
)
from zaiton.services.ships.models import Mortgage, Ownership, Ship, Survey
from zaiton.services.ships.queries.checking import mortgage_named, station_free
from zaiton.services.ships.queries.papers import certificates_of_cases, certificates_of_ship, standing

SYSTEM = "system"
Effect = Callable[[CaseCard, Ship | None, datetime], Ship]

RENEWED = Bilingual("换发新证", "Renewed by a new certificate")
SOLD = Bilingual("船舶所有权转移", "The ship has a new owner")
LEFT = Bilingual("船舶注销登记", "The ship has left the register")
RELEASED = Bilingual("抵押权注销登记", "The mortgage was released")
ARTICLE_MORTGAGE = "船舶登记条例（2014年修订）第二十条"
ARTICLE_LEFT = "船舶登记条例（2014年修订）第三十九条（条号未与现行文本核对）"


def ship_registered(card: CaseCard, ship: Ship | None, at: datetime) -> Ship:
    """Ownership was certified: the ship comes into the register with its owner and its building survey."""
    facts, on = card.facts, _day(at)
    texts = {
        name: str(facts.get(name) or "").strip()
        for name in ("name_zh", "name_en", "ship_id", "imo", "type", "voyages", "builder", "port")
    }
    ship = Ship.objects.create(
        **texts,
        case=card.public_id,
        gross=_whole(facts["gross"]),
        net=_whole(facts["net"]),
        power_kw=_whole(facts["power"]),
        length_cm=_whole(Decimal(str(facts["length"])) * 100),
        built_on=date.fromisoformat(str(facts["built_on"])),
        registered_on=on,
        demo=settings.DEMO,
    )
    _owned(ship, card, on)
    _surveyed(ship, card)
    return ship


def flag_given(card: CaseCard, ship: Ship | None, at: datetime) -> Ship:
    """Nationality was certified."""
    ship = _locked(ship)
    ship.flag_on = _day(at)
    ship.save(update_fields=["flag_on"])
    return ship


def station_given(card: CaseCard, ship: Ship | None, at: datetime) -> Ship:
    """The radio identity was certified; raises ``StationTaken`` where another ship has come by it since the submission."""
    ship = _locked(ship)
    station_free(card.facts)
    ship.mmsi, ship.call_sign = card.facts.get("mmsi") or "", card.facts.get("call_sign") or ""
    ship.save(update_fields=["mmsi", "call_sign"])
    return ship


def nationality_renewed(card: CaseCard, ship: Ship | None, at: datetime) -> Ship:
    """The new certificate of nationality takes the place of the old one; the survey behind it is kept."""
    ship = _locked(ship)
    _replaced(ship, card, NATIONALITY, RENEWED, at)
    _surveyed(ship, card)
    return ship


def ownership_moved(card: CaseCard, ship: Ship | None, at: datetime) -> Ship:
    """The buyer owns the ship; mortgages go with it and are entered on the new certificate."""
    ship, on = _locked(ship), _day(at)
    ship.ownerships.filter(until=None).update(until=on)
    _owned(ship, card, on)
    new = _replaced(ship, card, OWNERSHIP, SOLD, at)
    for one in ship.mortgages.filter(until=None).order_by("pk"):
        _noted(new, _entered(one), at)
    return ship


def nationality_moved(card: CaseCard, ship: Ship | None, at: datetime) -> Ship:
    """Nationality under the new owner takes the place of that under the old one."""
    ship = _locked(ship)
    _replaced(ship, card, NATIONALITY, SOLD, at)
    return ship


def mortgage_entered(card: CaseCard, ship: Ship | None, at: datetime) -> Ship:
    """The mortgage stands in the register and, for everybody to see, on the certificate of ownership."""
    ship, facts = _locked(ship), card.facts
    row = Mortgage.objects.create(
        ship=ship,
        case=card.public_id,
        number=_own(card, MORTGAGE_PAPER).number,
        mortgagee=str(facts["mortgagee"]),
        code=str(facts["mortgagee_code"]),
        amount_fen=_whole(Decimal(str(facts["amount"])) * 100),
        agreed_on=date.fromisoformat(str(facts["agreed_on"])),
        secured_until=date.fromisoformat(str(facts["secured_until"])),
        since=_day(at),
    )
    _noted(standing(certificates_of_ship(ship.public_id), OWNERSHIP), _entered(row), at)
    return ship


def mortgage_released(card: CaseCard, ship: Ship | None, at: datetime) -> Ship:
    """The mortgage is taken off: noted on the certificate of ownership, its own certificate revoked."""
    ship = _locked(ship)
    _, found = mortgage_named(card.facts)
    ship.mortgages.filter(number=found.number).update(until=_day(at))
    told = Bilingual(f"抵押权注销：{found.number}", f"Mortgage released: {found.number}")
    _noted(standing(certificates_of_ship(ship.public_id), OWNERSHIP), told, at)
    paper = papers.certificate_by_number(found.number)
    if paper and paper.status in ("valid", "suspended"):
        papers.certificate_revoke(paper.public_id, actor=SYSTEM, at=at, reason=RELEASED, dependants="revoke")
    return ship


def ship_left(card: CaseCard, ship: Ship | None, at: datetime) -> Ship:
    """The ship leaves the register: ownership and nationality are revoked, and all that rests on them."""
    ship, on = _locked(ship), _day(at)
    ship.state, ship.cancelled_on = CANCELLED, on
    ship.save(update_fields=["state", "cancelled_on"])
    ship.ownerships.filter(until=None).update(until=on)
    for one in certificates_of_ship(ship.public_id):
        if one.kind != DELETION and papers.certificate_card(one.public_id).status in ("valid", "suspended"):
            papers.certificate_revoke(
                one.public_id, actor=SYSTEM, at=at, reason=LEFT, article=ARTICLE_LEFT, dependants="revoke"
            )
    return ship


EFFECTS: Mapping[tuple[str, str], Effect] = {
    (FIRST, "own"): ship_registered,
    (FIRST, "nat"): flag_given,
    (FIRST, "mmsi"): station_given,
    (RENEWAL, "nat"): nationality_renewed,
    (TRANSFER, "own"): ownership_moved,
    (TRANSFER, "nat"): nationality_moved,
    (MORTGAGE, "entry"): mortgage_entered,
    (RELEASE, "release"): mortgage_released,
    (CANCELLATION, "cancel"): ship_left,
}
"""By case type and item; what is not named here changes no entry of the register."""


def _locked(ship: Ship | None) -> Ship:
    return Ship.objects.select_for_update().get(pk=ship.pk)


def _owned(ship: Ship, card: CaseCard, on: date) -> None:
    facts = card.facts
    Ownership.objects.create(
        ship=ship,
        case=card.public_id,
        organisation=card.organisation,
        name=str(facts["owner"]),
        code=str(facts["owner_code"]),
        since=on,
    )


def _surveyed(ship: Ship, card: CaseCard) -> None:
    facts = card.facts
    Survey.objects.create(
        ship=ship,
        case=card.public_id,
        society=str(facts["society"]),
        number=str(facts["survey_number"]),
        on=date.fromisoformat(str(facts["surveyed_on"])),
        gross=_whole(facts["gross"]),
        net=_whole(facts["net"]),
    )


def _own(card: CaseCard, kind: str) -> Card:
    """The certificate of a kind that this very case gave out."""
    return next(one for one in certificates_of_cases([card.public_id]) if one.kind == kind)


def _replaced(ship: Ship, card: CaseCard, kind: str, reason: Bilingual, at: datetime) -> Card:
    """Put the case's certificate of a kind in the place of the one that stood so far; returns the new one."""
    new = _own(card, kind)
    old = standing(certificates_of_ship(ship.public_id), kind, but=new.public_id)
    if old is not None:
        papers.certificate_supersede(old.public_id, by=new.public_id, actor=SYSTEM, at=at, reason=reason)
    return new


def _entered(row: Mortgage) -> Bilingual:
    """A mortgage as everybody reads it on the certificate of ownership."""
    yuan = f"{Decimal(row.amount_fen) / 100:,.2f}"
    return Bilingual(
        f"已设立船舶抵押权：抵押权人{row.mortgagee}，担保债权数额{yuan}元，登记证书{row.number}",
        f"Mortgaged to {row.mortgagee} for {yuan} yuan, certificate {row.number}",
    )


def _noted(card: Card | None, told: Bilingual, at: datetime) -> None:
    if card is not None:
        papers.certificate_note(card.public_id, actor=SYSTEM, at=at, note=told, article=ARTICLE_MORTGAGE)


def _whole(value: object) -> int:
    return int(Decimal(str(value)))


def _day(at: datetime) -> date:
    return at.astimezone(BEIJING).date()
