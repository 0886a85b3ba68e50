"""Reads: the settlement schemes on file, when a bill falls due under one, and what lateness costs on a day.

A scheme is a file of ``data/settlement``; a file of the same name in ``retail_tax/settlement`` below the home folder takes its place,
and one of another name adds a scheme. Working days are those of the calendars on file.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml

from zaiton.blocks.law import public as law
from zaiton.kit.home import home
from zaiton.services.retail_tax.domain.order import Basis
from zaiton.services.retail_tax.domain.settlement import (
    Scheme,
    Term,
    late_days,
    rate_of,
    scheme_of,
    surcharge_fen,
    term_of,
    working_day,
)
from zaiton.services.retail_tax.domain.settlement_refusals import SchemeUnfit, SchemeUnknown

SERVICE = "retail_tax"
SHIPPED = Path(__file__).parent.parent / "data" / "settlement"
USUAL = "CBEC_31_45"
"""The scheme of a guarantee for which none is chosen."""
OF_NOTICES = "NOTICE_15D"
"""The scheme of what is asked for beside the tax of a list: tax paid too little, surcharges."""


@dataclass(frozen=True, slots=True)
class Late:
    """What lateness costs: days counted, fen, the percentage of a day, and where it stands."""

    days: int
    fen: int
    percent: str
    document: str
    article: str
    status: str


def schemes() -> tuple[Scheme, ...]:
    """Every scheme on file, by its code. Raises ``SchemeUnfit``."""
    return tuple(_scheme(path, path.stat().st_mtime_ns) for path in _files().values())


def scheme(code: str) -> Scheme:
    """One scheme. Raises ``SchemeUnknown``, ``SchemeUnfit``."""
    path = _files().get(code)
    if path is None:
        raise SchemeUnknown("scheme", scheme=code[:20], known=", ".join(_files()))
    return _scheme(path, path.stat().st_mtime_ns)


def term(code: str, *, declared_on: date, released_on: date) -> Term:
    """When a bill may be collected and when it is due. Raises ``SchemeUnknown``, ``SchemeUnfit``."""
    return term_of(scheme(code), declared_on=declared_on, released_on=released_on, is_working=_is_working)


def workdays_after(day: date, number: int) -> date:
    """The working day on which a term of so many working days ends; the day after is the first that counts."""
    return working_day(date.fromordinal(day.toordinal() + 1), number, _is_working)


def late_on(tax_fen: int, due_on: date, on: date) -> Late:
    """The surcharge of so much tax when it is paid on a day; nothing when it is in time."""
    value = law.parameter(SERVICE, "surcharge_per_day", at=on)
    days = late_days(due_on, on)
    percent = rate_of(str(value.value), "surcharge_per_day")
    fen = surcharge_fen(tax_fen, days, percent)
    return Late(days, fen, str(value.value), value.document, value.article, value.status)


def days_of(name: str, on: date) -> int:
    """A parameter of the service that is a whole number, on a day."""
    return int(str(law.parameter(SERVICE, name, at=on).value))


def _is_working(day: date) -> bool:
    return law.calendar().is_working(day)


def _files() -> dict[str, Path]:
    found = {path.stem: path for folder in (SHIPPED, home() / SERVICE / "settlement") for path in folder.glob("*.yaml")}
    return dict(sorted(found.items()))


@lru_cache(maxsize=64)
def _scheme(path: Path, changed: int) -> Scheme:
    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SchemeUnfit("scheme", scheme=path.stem, why=" ".join(str(error).split())[:200]) from error
    given = said if isinstance(said, dict) else {}
    basis = Basis(str(given.get("document", "")), str(given.get("article", "")), str(given.get("status", "unverified")))
    return scheme_of(path.stem, said, basis)
