"""What the engine must be told of the world beside the product: editions of the nomenclature, exchange rates, the importer's rates."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from zaiton.services.tariff.domain.origin.lack import Lack
from zaiton.services.tariff.domain.origin.rules import Rule

Rules = Callable[[str], Rule | Lack]
"""The rule of a code of at least six digits, in one agreement's list on one day."""


def _unchanged(code: str, first: int, last: int) -> tuple[str, ...]:
    return (code,)


def _any_code(code: str, edition: int) -> bool:
    return True


def _no_rate(currency: str, into: str, day: date) -> Fraction | None:
    return None


@dataclass(frozen=True, slots=True)
class World:
    """Look-ups the engine is given.

    ``editions(code, first, last)``: the codes of the edition ``last`` that a six-digit code of ``first`` may be; none where no
    table tells, several where it is ambiguous. ``exists(code, edition)``: whether the edition has the code (true where its
    list is not on file). ``exchange(currency, into, day)``: units of ``into`` for one of ``currency``, both in minor units.
    """

    editions: Callable[[str, int, int], tuple[str, ...]] = _unchanged
    exists: Callable[[str, int], bool] = _any_code
    exchange: Callable[[str, str, date], Fraction | None] = _no_rate
    territories: Collection[str] = ()
    processes: Collection[str] = ()
    edition_years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Importer:
    """What the importing party's tariff says of the line: needed only for the country of origin within a region.

    ``rates_differ``: whether the party gives its partners different rates. ``special``: whether the line is on its list of
    goods that need a share of the exporting party's own value. ``rates``: the rate for each partner in percent. None: not on file.
    """

    rates_differ: bool | None = None
    special: bool | None = None
    rates: tuple[tuple[str, Fraction], ...] = ()
