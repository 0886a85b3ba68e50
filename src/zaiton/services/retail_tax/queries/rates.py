"""Reads: the rates on file for a code on a day, the positive list, and quantities in the units in which rates are given.

VAT and the duty of most-favoured-nation origins come from the tariff service, consumption tax from the packs of this one. What was
looked up is kept until a pack changes, which is looked for every two seconds: an intake asks for the same codes a thousand times.
"""

import logging
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import yaml

from zaiton.base.refusals import Refusal
from zaiton.blocks.law import public as law
from zaiton.kit.home import home
from zaiton.services.retail_tax.domain.exact import number
from zaiton.services.retail_tax.domain.order import Basis, Rates
from zaiton.services.retail_tax.domain.rates_file import (
    ConsumptionTable,
    Listing,
    PositiveList,
    consumption_of,
    listing,
    positive_of,
)
from zaiton.services.tariff import public as tariff

SERVICE = "retail_tax"
CONSUMPTION, POSITIVE = "consumption_tax", "positive_list"
LOOK_AGAIN_SECONDS = 2.0
MOST_KNOWN = 100_000
UNITS = Path(__file__).parent.parent / "data" / "units" / "units.yaml"

Units = Mapping[str, tuple[str, Mapping[str, Fraction]]]
"""By the customs code of a unit: its name, and what else one of it is (1 L of water is 1 kg)."""

log = logging.getLogger(__name__)
_lock = threading.Lock()


@dataclass(slots=True)
class _Shelf:
    """The tables as they were read, with the days on which they hold, best first; what was looked up in them; when and by which signs."""

    consumption: list[tuple[law.Pack, ConsumptionTable]] = field(default_factory=list)
    positive: list[tuple[law.Pack, PositiveList]] = field(default_factory=list)
    rates: dict[tuple[str, date], Rates] = field(default_factory=dict)
    signature: tuple[str, ...] = ()
    looked: float = float("-inf")


_shelf = _Shelf()


def rates_of(code: str, day: date) -> Rates:
    """The rates on file for a code (four to thirteen digits) on a day, each with its source; what is not on file is None."""
    known = _current().rates
    found = known.get((code, day))
    if found is None:
        if len(known) >= MOST_KNOWN:
            known.clear()
        found = known[code, day] = _rates(code, day)
    return found


def positive_list(day: date) -> PositiveList | None:
    """The list that holds on a day, or None."""
    return next((table for pack, table in _current().positive if _holds(pack, day)), None)


def listed(codes: Iterable[str], day: date, *, mode: str = "") -> Listing:
    """What the positive list of a day says of the goods codes of a declaration under a mode of supervision (``1210``)."""
    return listing(positive_list(day), codes, mode)


def units_known() -> Units:
    """The customs codes of units as they are on file, for ``quantities`` that are asked for many times."""
    return _units(*_stamped())


def quantities(pairs: Iterable[tuple[str, object]], units: Units | None = None) -> dict[str, Fraction]:
    """Quantities (customs code of the unit, decimal) in the units that rates name; a unit that is not known keeps its code."""
    units, found = units_known() if units is None else units, {}
    for code, amount in pairs:
        value = None if amount is None else number(f"{amount:f}" if not isinstance(amount, str | int) else amount)
        if not code or value is None:
            continue
        unit, also = units.get(code, (code, {}))
        for name, factor in ((unit, Fraction(1)), *also.items()):
            found.setdefault(name, value * factor)
    return found


def check_rates(packs: tuple[law.Pack, ...]) -> Iterable[law.Finding]:
    """Findings about packs of consumption tax and of positive lists: each must be readable."""
    for pack in packs:
        try:
            _read(pack)
        except Refusal as refusal:
            line = refusal.data.get("line")
            yield law.Finding(pack.label, "error", line or None, refusal.code, refusal.message, dict(refusal.data))


def _rates(code: str, day: date) -> Rates:
    vat, mfn = tariff.vat_of(code, day), tariff.mfn_of(code, day)
    basis = {name: _told(rate) for name, rate in (("vat", vat), ("tariff", mfn)) if rate is not None}
    table = next((table for pack, table in _current().consumption if _holds(pack, day)), None)
    percents = [None if rate is None else rate.percent for rate in (mfn, vat)]
    if table is None:
        return Rates(*percents, consumption_percent=None, basis=basis)
    row = table.find(code)
    basis["consumption"] = table.basis
    return Rates(*percents, row.percent, row.fen_per, row.when, basis)


def _told(rate: tariff.RateOnFile) -> Basis:
    return Basis(rate.document, status=rate.status, since=rate.since)


def _current() -> _Shelf:
    global _shelf
    if time.monotonic() - _shelf.looked < LOOK_AGAIN_SECONDS:
        return _shelf
    with _lock:
        signature = (law.signature(SERVICE), tariff.book_signature())
        if signature != _shelf.signature:
            _shelf = _fresh(signature)
        _shelf.looked = time.monotonic()
    return _shelf


def _fresh(signature: tuple[str, ...]) -> _Shelf:
    """Everything read anew; a pack that cannot be used is left out and logged, and told by ``zaiton data check``."""
    shelf = _Shelf(signature=signature)
    for kind, place in ((CONSUMPTION, shelf.consumption), (POSITIVE, shelf.positive)):
        for pack in law.find_packs(SERVICE, kind):
            try:
                place.append((pack, _read(pack)))
            except Refusal as refusal:
                log.warning("pack %s is left out: %s", pack.label, refusal.sentence(str))
    return shelf


def _read(pack: law.Pack) -> ConsumptionTable | PositiveList:
    basis = Basis(pack.document, status=pack.status, since=pack.in_force_from)
    said = pack.meta.get(pack.kind)
    settings = said if isinstance(said, dict) else {}
    if pack.kind == CONSUMPTION:
        return consumption_of(basis, pack.label, settings.get("default"), pack.rows())
    return positive_of(basis, pack.label, settings.get("complete"), pack.rows())


def _holds(pack: law.Pack, day: date) -> bool:
    return pack.in_force_from <= day and (pack.in_force_until is None or day < pack.in_force_until)


def _stamped() -> tuple[Path, int]:
    own = home() / SERVICE / "units" / UNITS.name
    path = own if own.is_file() else UNITS
    return path, path.stat().st_mtime_ns


@lru_cache(maxsize=8)
def _units(path: Path, changed: int) -> dict[str, tuple[str, dict[str, Fraction]]]:
    said = yaml.safe_load(path.read_text(encoding="utf-8"))["units"]
    return {
        str(code): (one["unit"], {name: Fraction(str(factor)) for name, factor in one.get("also", {}).items()})
        for code, one in said.items()
    }
