"""The register as everybody may read it: ships with owner, encumbrances, surveys and errands. Owners are organisations."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from zaiton.base.text import Bilingual
from zaiton.blocks.identity import public as identity
from zaiton.services.ships.domain.refusals import NoSuchShip
from zaiton.services.ships.domain.words import REGISTERED
from zaiton.services.ships.models import Errand, Mortgage, Ownership, Ship, Survey

PAGE = 50
LONGEST_QUESTION = 80
SCOPE = "ships:read"


@dataclass(frozen=True, slots=True)
class OwnerCard:
    """Who owned the ship from when until when; ``until`` None: still."""

    organisation: str
    name: str
    code: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class MortgageCard:
    """A mortgage by the number of its certificate, the amount in fen."""

    number: str
    mortgagee: str
    code: str
    amount_fen: int
    secured_until: date
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class SurveyCard:
    """A survey with the tonnages it found."""

    society: str
    number: str
    on: date
    gross: int
    net: int


@dataclass(frozen=True, slots=True)
class ErrandCard:
    """A case about the ship. ``held`` says why what it gave out is not in the register; None: it is."""

    case: str
    number: str
    type: str
    opened_on: date
    closed_on: date | None
    outcome: str
    held: Bilingual | None


@dataclass(frozen=True, slots=True)
class ShipLine:
    """A ship in a list; ``position`` is where a next page goes on."""

    public_id: str
    name_zh: str
    name_en: str
    ship_id: str
    imo: str
    type: str
    port: str
    gross: int
    state: str
    owner: str
    mortgaged: bool
    demo: bool
    position: int


@dataclass(frozen=True, slots=True)
class ShipCard:
    """A ship with its histories, each the newest first. Length in cm, power in kW."""

    public_id: str
    name_zh: str
    name_en: str
    ship_id: str
    imo: str
    mmsi: str
    call_sign: str
    type: str
    voyages: str
    gross: int
    net: int
    power_kw: int
    length_cm: int
    built_on: date
    builder: str
    port: str
    state: str
    registered_on: date
    flag_on: date | None
    cancelled_on: date | None
    demo: bool
    owners: tuple[OwnerCard, ...]
    mortgages: tuple[MortgageCard, ...]
    surveys: tuple[SurveyCard, ...]
    errands: tuple[ErrandCard, ...]

    @property
    def owner(self) -> OwnerCard | None:
        """The owner now; None for a ship that left the register."""
        return next((one for one in self.owners if one.until is None), None)

    @property
    def open_mortgages(self) -> tuple[MortgageCard, ...]:
        """The mortgages that stand on it now."""
        return tuple(one for one in self.mortgages if one.until is None)


def ships_found(question: str = "", *, after: int | None = None, limit: int = PAGE) -> tuple[ShipLine, ...]:
    """Ships by number (IMO, identification number, MMSI, call sign) or part of a name, the newest first."""
    rows = Ship.objects.order_by("-pk")
    asked = question.strip()[:LONGEST_QUESTION]
    if asked:
        rows = rows.filter(_matches(asked))
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return lines_of(rows[:limit])


def ships_of_person(person: str, *, at: datetime) -> tuple[ShipLine, ...]:
    """The ships now owned by organisations that the person may look after."""
    organisations = identity.organisations_visible_to(person, scope=SCOPE, at=at)
    rows = Ship.objects.filter(ownerships__organisation__in=organisations, ownerships__until=None)
    return lines_of(rows.order_by("-pk")[:PAGE])


def lines_of(rows: QuerySet[Ship]) -> tuple[ShipLine, ...]:
    """Ships as lines of a list."""
    ships = list(rows)
    owners = dict(Ownership.objects.filter(ship__in=ships, until=None).values_list("ship_id", "name"))
    charged = set(Mortgage.objects.filter(ship__in=ships, until=None).values_list("ship_id", flat=True))
    return tuple(
        ShipLine(
            row.public_id,
            row.name_zh,
            row.name_en,
            row.ship_id,
            row.imo,
            row.type,
            row.port,
            row.gross,
            row.state,
            owners.get(row.pk, ""),
            row.pk in charged,
            row.demo,
            row.pk,
        )
        for row in ships
    )


def ship_card(name: str) -> ShipCard:
    """A ship by its public id, IMO number or identification number (then the registered one first); raises ``NoSuchShip``."""
    named = Q(public_id=name) | Q(ship_id=name.upper()) | Q(imo=name)
    row = Ship.objects.filter(named).order_by("-state", "-pk").first() if name else None
    if row is None:
        raise NoSuchShip
    return ShipCard(
        **{one: getattr(row, one) for one in PLAIN},
        owners=tuple(_owner(one) for one in row.ownerships.order_by("-since", "-pk")),
        mortgages=tuple(_mortgage(one) for one in row.mortgages.order_by("-since", "-pk")),
        surveys=tuple(_survey(one) for one in row.surveys.order_by("-on", "-pk")),
        errands=tuple(_errand(one) for one in row.errands.order_by("-opened_on", "-pk")),
    )


PLAIN = (
    *("public_id", "name_zh", "name_en", "ship_id", "imo", "mmsi", "call_sign", "type", "voyages", "gross", "net"),
    *("power_kw", "length_cm", "built_on", "builder", "port", "state", "registered_on", "flag_on", "cancelled_on"),
    "demo",
)


def registered(ship_id: str) -> ShipCard | None:
    """The ship that stands in the register under its identification number now."""
    row = Ship.objects.filter(ship_id=ship_id, state=REGISTERED).first()
    return ship_card(row.public_id) if row else None


def _matches(asked: str) -> Q:
    number = re.sub(r"\s+", "", asked).upper()
    found = Q(name_zh__contains=asked) | Q(name_en__icontains=asked)
    return found | Q(ship_id=number) | Q(imo=number.removeprefix("IMO")) | Q(mmsi=number) | Q(call_sign=number)


def _owner(row: Ownership) -> OwnerCard:
    return OwnerCard(row.organisation, row.name, row.code, row.since, row.until)


def _mortgage(row: Mortgage) -> MortgageCard:
    return MortgageCard(row.number, row.mortgagee, row.code, row.amount_fen, row.secured_until, row.since, row.until)


def _survey(row: Survey) -> SurveyCard:
    return SurveyCard(row.society, row.number, row.on, row.gross, row.net)


def _errand(row: Errand) -> ErrandCard:
    held = Bilingual(row.held_zh, row.held_en) if row.held_zh else None
    return ErrandCard(row.case, row.number, row.type, row.opened_on, row.closed_on, row.outcome, held)
