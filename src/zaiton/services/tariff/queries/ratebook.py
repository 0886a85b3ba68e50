"""The rate book of this process: compiled from the packs on file, and again when any of them changes."""

import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from zaiton.base.refusals import Refusal
from zaiton.blocks.law import public as law
from zaiton.services.tariff.domain.book import RateBook
from zaiton.services.tariff.domain.landed import ExchangeTable, VatTable
from zaiton.services.tariff.domain.measures import Additional, Safeguard, Treatment
from zaiton.services.tariff.domain.reading import agreements_of, nomenclature_of, schedule_of
from zaiton.services.tariff.domain.reading_measures import (
    additional_of,
    exchange_of,
    safeguards_of,
    treatment_of,
    vat_of,
)
from zaiton.services.tariff.domain.schedule import Schedule
from zaiton.services.tariff.domain.splitting import split_by_origin
from zaiton.services.tariff.domain.tables import Agreement, Nomenclature, ScheduleTable

SERVICE = "tariff"
LOOK_AGAIN_SECONDS = 2.0
"""How long a process may answer from the book it has before it looks whether a pack was added, changed or removed."""

log = logging.getLogger(__name__)
_lock = threading.Lock()


@dataclass(slots=True)
class _Read:
    """Everything read from packs so far."""

    tables: list[ScheduleTable] = field(default_factory=list)
    agreements: list[Agreement] = field(default_factory=list)
    editions: list[Nomenclature] = field(default_factory=list)
    treatments: list[Treatment] = field(default_factory=list)
    safeguards: list[Safeguard] = field(default_factory=list)
    additional: list[Additional] = field(default_factory=list)
    vat: list[VatTable] = field(default_factory=list)
    exchange: list[ExchangeTable] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Charges:
    """What an import pays beside duty, and what values are turned with."""

    vat: tuple[VatTable, ...] = ()
    exchange: tuple[ExchangeTable, ...] = ()


@dataclass(slots=True)
class _Shelf:
    """The compiled book, the fingerprint of the packs it came from, and when they were last looked at (monotonic seconds)."""

    book: RateBook | None = None
    signature: str = ""
    looked: float = 0.0
    left_out: tuple[str, ...] = ()
    charges: Charges = Charges()


_shelf = _Shelf()


def rate_book() -> RateBook:
    """The compiled book. Cheap when nothing changed; a pack that cannot be compiled is left out and logged."""
    if _shelf.book is not None and time.monotonic() - _shelf.looked < LOOK_AGAIN_SECONDS:
        return _shelf.book
    with _lock:
        signature = law.signature(SERVICE)
        if _shelf.book is None or signature != _shelf.signature:
            _shelf.book, _shelf.left_out, _shelf.charges = compiled()
            _shelf.signature = signature
        _shelf.looked = time.monotonic()
        return _shelf.book


def book_signature() -> str:
    """The fingerprint of the packs the current book came from."""
    rate_book()
    return _shelf.signature


def packs_left_out() -> tuple[str, ...]:
    """Names of packs that are on file but cannot be used; the reasons are told by ``zaiton data check``."""
    rate_book()
    return _shelf.left_out


def charges() -> Charges:
    """Import VAT and exchange rates on file."""
    rate_book()
    return _shelf.charges


def compile_book() -> RateBook:
    """A fresh book from every usable pack on file."""
    return compiled()[0]


def compiled() -> tuple[RateBook, tuple[str, ...], Charges]:
    """A fresh book, the names of the packs that had to be left out of it, and the charges beside duty."""
    read = _Read()
    left_out = [broken.label for broken in law.broken_packs() if broken.service in ("", SERVICE)]
    for pack in law.find_packs(SERVICE):
        try:
            _take(pack, read)
        except Refusal as refusal:
            log.warning("pack %s is left out: %s", pack.label, refusal.sentence(str))
            left_out.append(pack.label)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            log.warning("pack %s is left out: %s: %s", pack.label, type(error).__name__, error)
            left_out.append(pack.label)
    book = RateBook(
        read.tables,
        read.agreements,
        read.editions,
        treatments=read.treatments,
        safeguards=read.safeguards,
        additional=read.additional,
    )
    return book, tuple(left_out), Charges(tuple(read.vat), tuple(read.exchange))


def _take(pack: law.Pack, read: _Read) -> None:
    if pack.kind == "schedule":
        tables = split_by_origin(schedule_of(pack, pack.columns("rows"), list(_questions(pack))))
        for table in tables:
            Schedule(table)
        read.tables += tables
    elif pack.kind == "agreements":
        read.agreements += agreements_of(pack, pack.rows("rows"))
    elif pack.kind == "nomenclature":
        read.editions.append(nomenclature_of(pack, pack.columns("rows")["code"]))
    elif pack.kind == "treatment":
        read.treatments.append(treatment_of(pack, pack.rows("rows")))
    elif pack.kind == "safeguards":
        read.safeguards += safeguards_of(pack, pack.rows("rows"))
    elif pack.kind == "additional":
        read.additional += additional_of(pack, pack.rows("rows"))
    elif pack.kind == "vat":
        read.vat.append(vat_of(pack, pack.rows("rows")))
    elif pack.kind == "fx":
        read.exchange.append(exchange_of(pack, pack.rows("rows")))


def _questions(pack: law.Pack) -> Iterator[dict[str, str]]:
    if (pack.folder / "questions.csv").exists():
        yield from pack.rows("questions")
