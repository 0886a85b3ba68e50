"""The rate book of this process: compiled from the packs on file, and again when any of them changes."""

import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

from zaiton.base.refusals import Refusal
from zaiton.blocks.law import public as law
from zaiton.services.tariff.domain.book import RateBook
from zaiton.services.tariff.domain.reading import agreements_of, nomenclature_of, schedule_of
from zaiton.services.tariff.domain.schedule import Schedule

SERVICE = "tariff"
LOOK_AGAIN_SECONDS = 2.0
"""How long a process may answer from the book it has before it looks whether a pack was added, changed or removed."""

log = logging.getLogger(__name__)
_lock = threading.Lock()


@dataclass(slots=True)
class _Shelf:
    """The compiled book, the fingerprint of the packs it came from, and when they were last looked at (monotonic seconds)."""

    book: RateBook | None = None
    signature: str = ""
    looked: float = 0.0
    left_out: tuple[str, ...] = ()


_shelf = _Shelf()


def rate_book() -> RateBook:
    """The compiled book. Cheap when nothing changed; a pack that cannot be compiled is left out and logged."""
    if _shelf.book is not None and time.monotonic() - _shelf.looked < LOOK_AGAIN_SECONDS:
        return _shelf.book
    with _lock:
        signature = law.signature(SERVICE)
        if _shelf.book is None or signature != _shelf.signature:
            _shelf.book, _shelf.left_out = compiled()
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


def compile_book() -> RateBook:
    """A fresh book from every usable pack on file."""
    return compiled()[0]


def compiled() -> tuple[RateBook, tuple[str, ...]]:
    """A fresh book, and the names of the packs that had to be left out of it."""
    tables, agreements, editions = [], [], []
    left_out = [broken.label for broken in law.broken_packs() if broken.service in ("", SERVICE)]
    for pack in law.find_packs(SERVICE):
        try:
            if pack.kind == "schedule":
                table = schedule_of(pack, pack.columns("rows"), list(_questions(pack)))
                Schedule(table)
                tables.append(table)
            elif pack.kind == "agreements":
                agreements += agreements_of(pack, pack.rows("rows"))
            elif pack.kind == "nomenclature":
                editions.append(nomenclature_of(pack, pack.columns("rows")["code"]))
        except Refusal as refusal:
            log.warning("pack %s is left out: %s", pack.label, refusal.sentence(str))
            left_out.append(pack.label)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            log.warning("pack %s is left out: %s: %s", pack.label, type(error).__name__, error)
            left_out.append(pack.label)
    return RateBook(tables, agreements, editions), tuple(left_out)


def _questions(pack: law.Pack) -> Iterator[dict[str, str]]:
    if (pack.folder / "questions.csv").exists():
        yield from pack.rows("questions")
